//! Reading the rows of a part: CSV or NDJSON, in UTF-8. What is wrong with a row is kept in its place; what is wrong with the whole part
//! refuses it. Neither repeats what stood there: a file without a line of names has an address where a name should be.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// The most rows of a part.
pub const MOST: usize = 10_000;
/// The most bytes of a part that comes by HTTP.
pub const MOST_BYTES: usize = 1 << 20;

/// The longest value that is looked at, in bytes.
const LONGEST: usize = 4_000;

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A line of names, then a line for each row; commas, semicolons or tabs between.
    Csv,
    /// A JSON object on each line.
    Ndjson,
}

impl Format {
    /// By a content type, or the end of a file's name.
    pub fn named(name: &str) -> Option<Format> {
        match name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "text/csv" | "csv" => Some(Format::Csv),
            "application/x-ndjson" | "application/ndjson" | "application/jsonl" | "ndjson" | "jsonl" => {
                Some(Format::Ndjson)
            }
            _ => None,
        }
    }
}

/// A row as it was written; what is not given is empty.
#[derive(Clone, Default, Serialize)]
pub(super) struct Row {
    pub(super) address: String,
    pub(super) language: String,
    pub(super) country: String,
    pub(super) time_zone: String,
    pub(super) consent_at: String,
    pub(super) wording: String,
    pub(super) place: String,
    pub(super) method: String,
    pub(super) document: String,
    pub(super) purposes: Vec<String>,
}

/// What is wrong with a row, and which.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The part.
    pub part: i32,
    /// The line of the part on which the row begins, from 1.
    pub row: u64,
    /// The field; empty for the row as a whole.
    pub field: Cow<'static, str>,
    /// What is wrong with it.
    pub reason: Cow<'static, str>,
}

/// A row with its line, or what is wrong with it. It holds contact data and is shown nowhere.
#[derive(Clone, Serialize)]
pub struct Line {
    pub(super) line: u64,
    pub(super) row: Result<Row, Wrong>,
}

/// A field and what is wrong with it.
pub(super) type Wrong = (&'static str, &'static str);

/// Why a part cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct Unreadable {
    /// The line, from 1.
    pub line: u64,
    /// Why.
    pub reason: Cow<'static, str>,
}

/// The names a row may have beside that of the address.
const NAMES: &[&str] =
    &["language", "country", "time_zone", "consent_at", "wording", "place", "method", "document", "purposes"];

impl Row {
    /// Takes a value in; false if no field has this name. `address` is what the address is called.
    fn set(&mut self, address: &str, name: &str, value: &str) -> bool {
        let value = value.trim();
        let field = match name {
            _ if name == address => &mut self.address,
            "language" => &mut self.language,
            "country" => &mut self.country,
            "time_zone" => &mut self.time_zone,
            "consent_at" => &mut self.consent_at,
            "wording" => &mut self.wording,
            "place" => &mut self.place,
            "method" => &mut self.method,
            "document" => &mut self.document,
            "purposes" => {
                let purposes = value.split([';', ',', '|']).map(str::trim).filter(|one| !one.is_empty());
                self.purposes.extend(purposes.map(str::to_owned));
                return true;
            }
            _ => return false,
        };
        value.clone_into(field);
        true
    }
}

/// Reads the rows of a part; `address` is what the address is called, `email` or `phone`. Empty lines count and are passed over.
///
/// # Errors
/// [`Unreadable`] if it is no such part.
pub fn read(format: Format, address: &'static str, body: &[u8]) -> Result<Vec<Line>, Unreadable> {
    let whole = |reason: &'static str| Unreadable { line: 1, reason: reason.into() };
    if body.starts_with(&[0xff, 0xfe]) || body.starts_with(&[0xfe, 0xff]) {
        return Err(whole("is UTF-16: save the file as UTF-8"));
    }
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    let text = std::str::from_utf8(body).map_err(|error| {
        let before = body.get(..error.valid_up_to()).unwrap_or_default();
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count() as u64;
        Unreadable { line, reason: "is not UTF-8: save the file as UTF-8".into() }
    })?;
    match format {
        Format::Csv => csv(address, text),
        Format::Ndjson => Ok(ndjson(address, text)),
    }
}

fn csv(address: &'static str, text: &str) -> Result<Vec<Line>, Unreadable> {
    let names = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter =
        [b',', b';', b'\t'].into_iter().find(|one| names.as_bytes().contains(one)).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let wrong = |reason: &'static str| Unreadable { line: 1, reason: reason.into() };
    let header = reader.headers().map_err(|_| wrong("is not CSV"))?.clone();
    let header: Vec<String> = header.iter().map(|name| name.to_ascii_lowercase()).collect();
    let is_asked_for = |name: &String| name == address || NAMES.contains(&name.as_str());
    if let Some(other) = header.iter().position(|name| !is_asked_for(name)) {
        // By its place: in a file without names it is somebody's address.
        let reason = format!(
            "column {} is none that is asked for, so nothing was read: there are {address} and, where you have them, {}",
            other + 1,
            NAMES.join(", ")
        );
        return Err(Unreadable { line: 1, reason: reason.into() });
    }
    if header.iter().filter(|name| *name == address).count() != 1 {
        return Err(wrong("must name one column of addresses: email, or phone for text messages"));
    }
    let (mut lines, mut count) = (Vec::new(), LineCount { bytes: text.as_bytes(), at: 0, line: 1 });
    for record in reader.records() {
        let record = record.map_err(|error| Unreadable {
            line: error.position().map_or(1, csv::Position::line),
            reason: "is not CSV".into(),
        })?;
        let line = count.of(record.position().map_or(0, |position| position.byte() as usize));
        let row = match record.len() == header.len() {
            true => Ok(row_of(address, header.iter().map(String::as_str).zip(&record))),
            false => Err(("", "has not as many columns as the first line names")),
        };
        lines.push(Line { line, row });
    }
    Ok(lines)
}

/// Counts lines as an editor does: the reader takes a line for ended before its line feed has come.
struct LineCount<'t> {
    bytes: &'t [u8],
    at: usize,
    line: u64,
}

impl LineCount<'_> {
    /// The line of the row that begins here, or after the empty lines here; rows come in order.
    fn of(&mut self, from: usize) -> u64 {
        let rest = self.bytes.get(from..).unwrap_or_default();
        let begins = from + rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = self.bytes.get(self.at..begins).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.at = begins;
        self.line
    }
}

fn row_of<'v>(address: &str, values: impl Iterator<Item = (&'v str, &'v str)>) -> Row {
    let mut row = Row::default();
    for (name, value) in values {
        row.set(address, name, value);
    }
    row
}

fn ndjson(address: &'static str, text: &str) -> Vec<Line> {
    let lines = (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty());
    lines.map(|(line, text)| Line { line, row: object(address, text) }).collect()
}

fn object(address: &'static str, text: &str) -> Result<Row, Wrong> {
    let Ok(Json::Object(object)) = serde_json::from_str(text) else {
        return Err(("", "is not a JSON object"));
    };
    let mut row = Row::default();
    for (name, value) in &object {
        let known = match value {
            Json::Null => row.set(address, name, ""),
            Json::String(text) => row.set(address, name, text),
            Json::Array(all) if name == "purposes" => {
                let names: Option<Vec<&str>> = all.iter().map(Json::as_str).collect();
                let names = names.ok_or(("purposes", "must be a list of names"))?;
                names.iter().all(|one| row.set(address, name, one))
            }
            _ => {
                let field = NAMES.iter().copied().chain([address]).find(|known| known == name);
                return Err((field.unwrap_or_default(), "must be text"));
            }
        };
        if !known {
            return Err(("", "has a field that is not known"));
        }
    }
    Ok(row)
}

impl Line {
    /// Whether a value is longer than any that is looked at.
    pub(super) fn too_long(row: &Row) -> bool {
        let Row {
            address,
            language,
            country,
            time_zone,
            consent_at,
            wording,
            place,
            method,
            document,
            purposes,
        } = row;
        let texts = [address, language, country, time_zone, consent_at, wording, place, method, document];
        texts.into_iter().chain(purposes).any(|text| text.len() > LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Address, words, and how many purposes.
    type Short = Result<(String, String, usize), Wrong>;

    fn lines(format: Format, body: impl AsRef<[u8]>) -> Vec<(u64, Short)> {
        let lines = read(format, "email", body.as_ref()).unwrap();
        let short = |row: Row| (row.address, row.wording, row.purposes.len());
        lines.into_iter().map(|line| (line.line, line.row.map(short))).collect()
    }

    fn row(address: &str, wording: &str, purposes: usize) -> Short {
        Ok((address.to_owned(), wording.to_owned(), purposes))
    }

    #[test]
    fn csv_of_any_office_is_read() {
        let expected =
            vec![(2, row("a@x.example", "yes, \"please\"\nnow", 2)), (5, row("b@x.example", "", 0))];
        let comma = "\u{feff}Email,wording,purposes\r\na@x.example,\"yes, \"\"please\"\"\nnow\",marketing;survey\r\n\r\n b@x.example ,,\r\n";
        assert_eq!(lines(Format::Csv, comma), expected);
        let other = "email;wording;purposes\n a@x.example;\"yes, \"\"please\"\"\nnow\";\"marketing,survey\"\n\nb@x.example;;\n";
        assert_eq!(lines(Format::Csv, other), expected);
        assert_eq!(lines(Format::Csv, "email\nc@x.example"), [(2, row("c@x.example", "", 0))]);
        assert_eq!(lines(Format::Csv, "email\tplace\nc@x.example\tfair\n")[0].1, row("c@x.example", "", 0));
    }

    #[test]
    fn what_is_wrong_with_a_row_is_kept_in_its_place_and_quotes_nothing() {
        let read = lines(Format::Csv, "email,place\na@x.example,fair,more\nb@x.example,fair\n");
        assert_eq!(read[0], (2, Err(("", "has not as many columns as the first line names"))));
        assert_eq!(read[1].1, row("b@x.example", "", 0));
        let body = "{\"email\":\"a@x.example\",\"purposes\":[\"marketing\"]}\n\n{\"email\":1}\n[]\n{\"canary@x.example\":\"x\"}\nno\n{\"canary@x.example\":1}";
        let read = lines(Format::Ndjson, body);
        assert_eq!(read[0], (1, row("a@x.example", "", 1)));
        assert_eq!(read[1], (3, Err(("email", "must be text"))));
        assert_eq!(read[2], (4, Err(("", "is not a JSON object"))));
        assert_eq!(read[3], (5, Err(("", "has a field that is not known"))));
        assert_eq!(read[4], (6, Err(("", "is not a JSON object"))));
        assert_eq!(read[5], (7, Err(("", "must be text"))));
    }

    #[test]
    fn a_part_that_cannot_be_read_is_refused_by_its_line() {
        let refused = |format, body: &[u8]| {
            read(format, "email", body).err().map(|why| (why.line, why.reason.into_owned()))
        };
        for body in
            [&b"ana@x.example,fair\n"[..], b"email,canary\n", b"phone\n+40721234567\n", b"email,email\n", b""]
        {
            assert_eq!(refused(Format::Csv, body).map(|(line, _)| line), Some(1), "{body:?}");
        }
        let latin = b"email,wording\na@x.example,ok\nb@x.example,d\xe9j\xe0\n";
        assert_eq!(refused(Format::Csv, latin), Some((3, "is not UTF-8: save the file as UTF-8".to_owned())));
        assert_eq!(refused(Format::Ndjson, b"{}\n\xff").map(|(line, _)| line), Some(2));
        assert_eq!(
            refused(Format::Csv, b"\xff\xfee\0m\0").map(|(_, why)| why),
            Some("is UTF-16: save the file as UTF-8".to_owned())
        );
        let other = refused(Format::Csv, b"email,canary\n").map(|(_, why)| why).unwrap_or_default();
        assert!(other.starts_with("column 2 is none") && !other.contains("canary"), "{other}");
        assert_eq!(refused(Format::Ndjson, b""), None);
    }
}
