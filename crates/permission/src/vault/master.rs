//! The master key and its file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::primitive::{MacKey, Secret, digest, first, random, same};

/// Begins the line with the key; the number is the version of the format.
const KEY_WORD: &str = "placet-master-key-1";
/// Begins the line that tells a mistyped or cut key from a whole one.
const CHECK_WORD: &str = "check";
/// The largest file looked at, in bytes.
const LARGEST_FILE: u64 = 4_096;

const HEADER: &str = "\
# The master key of a Placet installation. With it and the database every address can be read;
# without it none can be read again. Keep a copy, apart from the backups of the database.
";

/// The key that wraps every tenant's keys: 32 random bytes. It stands in a file beside the database, never inside it or
/// its backups. It cannot be printed, and its bytes are overwritten when it is dropped.
pub struct MasterKey(Secret);

/// The text is not that of a key file.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum BadKeyText {
    /// No line with the key, or more than one, or no check line.
    #[error(
        "one line `placet-master-key-1 …` and one line `check …` are expected, and nothing else but comments"
    )]
    Form,
    /// Not 64 hex digits.
    #[error("the key is not 64 hexadecimal digits")]
    Digits,
    /// Mistyped or cut.
    #[error("the check line does not fit the key: a digit is wrong in one of them")]
    Check,
}

/// Why the key file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// There is none.
    #[error("there is no key file at {0}")]
    Missing(PathBuf),
    /// There is one already, and it is never overwritten.
    #[error("there is a file at {0} already; a key file is never overwritten")]
    Exists(PathBuf),
    /// A folder, a device, or too large.
    #[error("{0} is not a key file")]
    NotAKeyFile(PathBuf),
    /// Others than its owner may read or write it.
    #[error("others than its owner can use the key file {path} (mode {mode:03o}); set it to 600")]
    OpenToOthers {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Its text is not that of a key file.
    #[error("the key file {path} is damaged: {why}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: BadKeyText,
    },
    /// The system refused.
    #[error("the key file {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A warning: whoever copies the data folder copies the key along.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "the key file {key_file} stands inside the data folder {folder}: who copies the folder holds the key to it"
)]
pub struct KeyInsideData {
    /// The key file.
    pub key_file: PathBuf,
    /// The folder it should stand outside of.
    pub folder: PathBuf,
}

impl MasterKey {
    /// A new random key, in no file yet.
    pub fn generate() -> MasterKey {
        MasterKey(Secret(random()))
    }

    /// Reads the key from its file.
    ///
    /// # Errors
    /// Every [`KeyFileError`] but `Exists`.
    pub fn read(path: &Path) -> Result<MasterKey, KeyFileError> {
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound => KeyFileError::Missing(path.to_owned()),
            _ => KeyFileError::Io { path: path.to_owned(), source },
        };
        let facts = fs::metadata(path).map_err(failed)?;
        if !facts.is_file() || facts.len() > LARGEST_FILE {
            return Err(KeyFileError::NotAKeyFile(path.to_owned()));
        }
        let file = File::open(path).map_err(failed)?;
        refuse_open_to_others(path, &file.metadata().map_err(failed)?)?;
        let mut bytes = Vec::new();
        file.take(LARGEST_FILE).read_to_end(&mut bytes).map_err(failed)?;
        let text = String::from_utf8(bytes).map_err(|_| KeyFileError::NotAKeyFile(path.to_owned()))?;
        MasterKey::from_text(&text).map_err(|why| KeyFileError::Damaged { path: path.to_owned(), why })
    }

    /// Makes a new key and its file, readable by its owner alone, on the disk before this returns.
    ///
    /// # Errors
    /// [`KeyFileError::Exists`] if anything stands there, [`KeyFileError::Io`] if it cannot be written.
    pub fn create(path: &Path) -> Result<MasterKey, KeyFileError> {
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::AlreadyExists => KeyFileError::Exists(path.to_owned()),
            _ => KeyFileError::Io { path: path.to_owned(), source },
        };
        let key = MasterKey::generate();
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(failed)?;
        file.write_all(key.export().as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
        Ok(key)
    }

    /// The key as the text of a key file, for a copy in a safe. Show it to nobody else.
    pub fn export(&self) -> String {
        let digits: String = self.0.0.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{HEADER}{KEY_WORD} {digits}\n{CHECK_WORD} {}\n", check_line(&self.0))
    }

    /// Reads what [`MasterKey::export`] wrote; comments, empty lines and spaces around do not matter.
    pub fn from_text(text: &str) -> Result<MasterKey, BadKeyText> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let lines: Vec<_> =
            lines.map(|line| line.split_once(char::is_whitespace).unwrap_or((line, ""))).collect();
        let [(KEY_WORD, digits), (CHECK_WORD, check)] = lines[..] else { return Err(BadKeyText::Form) };
        let key =
            Secret::taken(from_hex(digits.trim()).ok_or(BadKeyText::Digits)?).ok_or(BadKeyText::Digits)?;
        match same(check_line(&key).as_bytes(), check.trim().to_ascii_lowercase().as_bytes()) {
            true => Ok(MasterKey(key)),
            false => Err(BadKeyText::Check),
        }
    }

    /// What the database keeps to know this key again. It reveals nothing about the key.
    pub fn check_value(&self) -> [u8; 16] {
        first(&self.derive("check value").0)
    }

    /// Whether `check`, read from the database, was made by this key.
    pub fn matches(&self, check: &[u8]) -> bool {
        same(&self.check_value(), check)
    }

    /// A key for one use; knowing it tells nothing about the master key or another use's.
    pub(super) fn derive(&self, purpose: &str) -> Secret {
        Secret(MacKey::new(&self.0).mac(purpose, &[]))
    }
}

/// Warns if the key file stands inside the folder of the data. Links are followed; the file need not exist yet.
pub fn key_stands_apart(key_file: &Path, folder: &Path) -> Result<(), KeyInsideData> {
    let real = |path: &Path| fs::canonicalize(path).or_else(|_| std::path::absolute(path));
    let parent = match key_file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let file_itself = fs::canonicalize(key_file).or_else(|_| real(parent));
    match (file_itself, real(folder)) {
        (Ok(key), Ok(data)) if key.starts_with(&data) => {
            Err(KeyInsideData { key_file: key_file.to_owned(), folder: folder.to_owned() })
        }
        _ => Ok(()),
    }
}

/// 8 hex digits of a hash of the key.
fn check_line(key: &Secret) -> String {
    let hash = digest(&[KEY_WORD.as_bytes(), &key.0].concat());
    hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(digits: &str) -> Option<Vec<u8>> {
    let nibble = |byte: &u8| char::from(*byte).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some(nibble(high)? << 4 | nibble(low)?),
        _ => None,
    };
    digits.as_bytes().chunks(2).map(pair).collect()
}

#[cfg(unix)]
fn refuse_open_to_others(path: &Path, facts: &fs::Metadata) -> Result<(), KeyFileError> {
    let mode = std::os::unix::fs::PermissionsExt::mode(&facts.permissions()) & 0o777;
    match mode & 0o077 {
        0 => Ok(()),
        _ => Err(KeyFileError::OpenToOthers { path: path.to_owned(), mode }),
    }
}

#[cfg(not(unix))]
fn refuse_open_to_others(_: &Path, _: &fs::Metadata) -> Result<(), KeyFileError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path, mode: u32) {
        fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
    }

    fn read_error(path: &Path) -> KeyFileError {
        MasterKey::read(path).err().unwrap()
    }

    #[test]
    fn a_created_key_file_reads_back_as_the_same_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let made = MasterKey::create(&path).unwrap();
        assert!(MasterKey::read(&path).unwrap().matches(&made.check_value()));
        assert_eq!(fs::read_to_string(&path).unwrap(), made.export());
    }

    #[test]
    fn a_key_file_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let made = MasterKey::create(&path).unwrap();
        assert!(matches!(MasterKey::create(&path), Err(KeyFileError::Exists(_))));
        assert!(MasterKey::read(&path).unwrap().matches(&made.check_value()));
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_is_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        MasterKey::create(&path).unwrap();
        assert_eq!(
            fs::metadata(&path).map(|f| std::os::unix::fs::PermissionsExt::mode(&f.permissions())).unwrap()
                & 0o777,
            0o600
        );
        for open in [0o640, 0o604, 0o620, 0o666, 0o601] {
            mode(&path, open);
            let error = read_error(&path);
            assert!(matches!(error, KeyFileError::OpenToOthers { mode, .. } if mode == open), "{error}");
        }
        mode(&path, 0o400);
        assert!(MasterKey::read(&path).is_ok());
    }

    #[test]
    fn what_is_no_key_file_is_refused_by_reason() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        assert!(matches!(read_error(&path), KeyFileError::Missing(_)));
        assert!(matches!(read_error(folder.path()), KeyFileError::NotAKeyFile(_)));
        assert!(matches!(MasterKey::create(&path.join("below")).err(), Some(KeyFileError::Io { .. })));
        for (bytes, damaged) in
            [(&b"\xff\xfe"[..], false), (&[b'#'; 5_000], false), (b"", true), (b"0123", true)]
        {
            fs::write(&path, bytes).unwrap();
            mode(&path, 0o600);
            assert_eq!(matches!(read_error(&path), KeyFileError::Damaged { .. }), damaged);
        }
    }

    #[test]
    fn an_exported_key_comes_back_and_a_mistyped_one_does_not() {
        let key = MasterKey::generate();
        let text = key.export();
        let loose = format!(
            "\r\n  {}  \r\n",
            text.to_uppercase()
                .replace("PLACET-MASTER-KEY-1", KEY_WORD)
                .replace("CHECK", CHECK_WORD)
                .replace('\n', "\r\n")
        );
        assert!(MasterKey::from_text(&loose).unwrap().matches(&key.check_value()));
        let line = text.find(KEY_WORD).unwrap() + KEY_WORD.len() + 1;
        let with = |change: fn(char) -> char| {
            let changed: String =
                text.char_indices().map(|(i, c)| if i == line { change(c) } else { c }).collect();
            MasterKey::from_text(&changed).err()
        };
        assert_eq!(with(|c| if c == '0' { '1' } else { '0' }), Some(BadKeyText::Check));
        assert_eq!(with(|_| 'x'), Some(BadKeyText::Digits));
        assert_eq!(with(|_| 'ü'), Some(BadKeyText::Digits));
        let key_line = text.lines().find(|line| line.starts_with(KEY_WORD)).unwrap();
        assert_eq!(MasterKey::from_text(key_line).err(), Some(BadKeyText::Form));
        assert_eq!(MasterKey::from_text(&format!("{text}{key_line}")).err(), Some(BadKeyText::Form));
        assert_eq!(MasterKey::from_text(&format!("{text}stray")).err(), Some(BadKeyText::Form));
        assert_eq!(MasterKey::from_text(&text.replace(" ", " 0")).err(), Some(BadKeyText::Digits));
    }

    #[test]
    fn two_keys_have_different_check_values() {
        let (one, other) = (MasterKey::generate(), MasterKey::generate());
        assert!(one.matches(&one.check_value()));
        assert!(!one.matches(&other.check_value()));
        assert!(!one.matches(&[]));
    }

    #[test]
    fn a_key_file_inside_the_data_folder_is_warned_of() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        fs::create_dir_all(data.join("deep")).unwrap();
        assert!(key_stands_apart(&folder.path().join("master.key"), &data).is_ok());
        assert!(key_stands_apart(&data.join("../master.key"), &data).is_ok());
        assert!(key_stands_apart(&data.join("deep/master.key"), &data).is_err());
        let inside = data.join("real.key");
        MasterKey::create(&inside).unwrap();
        std::os::unix::fs::symlink(&inside, folder.path().join("link.key")).unwrap();
        assert!(key_stands_apart(&folder.path().join("link.key"), &data).is_err());
    }
}
