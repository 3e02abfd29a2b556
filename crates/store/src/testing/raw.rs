//! Everything a database holds, as bytes: where a test looks for what must, or must not, be there.

use std::collections::BTreeMap;

use crate::handle::Engine;
use crate::postgres::Postgres;
use crate::{Result, Store, schema};

/// Bytes to be searched.
pub struct Haystack(Vec<u8>);

impl std::fmt::Debug for Haystack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Haystack({} bytes)", self.0.len())
    }
}

impl Haystack {
    /// Whether these bytes stand anywhere.
    pub fn holds(&self, needle: impl AsRef<[u8]>) -> bool {
        let needle = needle.as_ref();
        !needle.is_empty() && self.0.windows(needle.len()).any(|window| window == needle)
    }
}

/// Every row of every table as text, by table: two of these tell what was changed between them.
///
/// # Errors
/// Those of the engine.
///
/// # Panics
/// If the store has no owner's role.
#[expect(clippy::expect_used, reason = "a test that cannot look has failed")]
pub async fn rows(store: &Store) -> Result<BTreeMap<String, Vec<String>>> {
    let mut all = BTreeMap::new();
    for (table, columns) in schema::columns(store).await? {
        let rows = match &store.inner.engine {
            Engine::Sqlite(_) => {
                let quoted: Vec<String> = columns.iter().map(|column| format!("quote({column})")).collect();
                schema::sqlite_rows(store, &format!("SELECT {} FROM {table}", quoted.join(", "))).await?
            }
            Engine::Postgres(_) => {
                let owner = store.inner.owner.as_ref().expect("the owner's role, who sees every tenant");
                owner.rows("test.rows", &format!("SELECT t::text FROM {table} t")).await?
            }
        };
        let mut rows: Vec<String> =
            rows.into_iter().map(|row| row.into_iter().flatten().collect::<Vec<_>>().join("|")).collect();
        rows.sort();
        all.insert(table, rows);
    }
    Ok(all)
}

/// On SQLite the raw bytes of the file and of its write-ahead log, free pages included. On PostgreSQL every row of every table as the owner
/// sees it, byte columns decoded, and the raw bytes of the files of tables and indexes where `PLACET_TEST_POSTGRES_DATA`
/// names the server's data folder.
///
/// # Errors
/// Those of the engine.
///
/// # Panics
/// If a file of the database cannot be read, or the store has no owner's role.
#[expect(clippy::expect_used, reason = "a test that cannot look has failed")]
pub async fn everything(store: &Store) -> Result<Haystack> {
    let mut bytes = Vec::new();
    match &store.inner.engine {
        Engine::Sqlite(sqlite) => {
            for suffix in ["", "-wal", "-journal"] {
                let mut name = sqlite.path.clone().into_os_string();
                name.push(suffix);
                match std::fs::read(&name) {
                    Ok(content) => bytes.extend(content),
                    Err(error) => assert!(!suffix.is_empty(), "the database cannot be read: {error}"),
                }
            }
        }
        Engine::Postgres(_) => {
            let owner = store.inner.owner.as_ref().expect("the owner's role, who sees every tenant");
            for table in schema::columns(store).await?.keys() {
                for row in owner.rows("test.raw", &format!("SELECT t::text FROM {table} t")).await? {
                    let text = row.into_iter().flatten().collect::<String>();
                    decode(&text, &mut bytes);
                    bytes.extend_from_slice(text.as_bytes());
                    bytes.push(b'\n');
                }
            }
            bytes.extend(files(owner).await?);
        }
    }
    Ok(Haystack(bytes))
}

/// The raw bytes of the files of tables and indexes, if the server's data folder is named. The owner may not ask where it is.
async fn files(owner: &Postgres) -> Result<Vec<u8>> {
    let Some(folder) = std::env::var_os("PLACET_TEST_POSTGRES_DATA") else { return Ok(Vec::new()) };
    let paths = "SELECT pg_relation_filepath(c.oid) FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i')";
    let mut bytes = Vec::new();
    for path in owner.rows("test.files", paths).await?.into_iter().flatten().flatten() {
        let path = std::path::Path::new(&folder).join(path);
        bytes.extend(std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())));
    }
    Ok(bytes)
}

/// Appends the bytes of every `\x…` of a row: what byte columns hold.
fn decode(text: &str, out: &mut Vec<u8>) {
    for part in text.split("\\x").skip(1) {
        let digits: Vec<u8> = part
            .chars()
            .map_while(|digit| digit.to_digit(16))
            .filter_map(|digit| u8::try_from(digit).ok())
            .collect();
        out.extend(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]));
        out.push(b'\n');
    }
}
