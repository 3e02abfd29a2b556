//! Reading the files.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;

use flate2::read::MultiGzDecoder;

use crate::Result;

/// The whole text of a file; bytes that are no text become marks.
fn text(path: &str) -> Result<String> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| format!("{path}: {error}"))?;
    if path.ends_with(".gz") {
        MultiGzDecoder::new(file).read_to_end(&mut bytes)?;
    } else {
        std::io::BufReader::new(file).read_to_end(&mut bytes)?;
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What was looked at in one go, oldest first, and when it ended in seconds, if the file says so.
pub(crate) struct Session {
    pub(crate) items: Vec<i64>,
    pub(crate) at: Option<i64>,
}

fn numbers(text: &str) -> Vec<i64> {
    text.split_whitespace().filter_map(|word| word.parse().ok()).collect()
}

/// Sessions to learn from, in the order of their ends.
pub(crate) fn sessions(path: &str) -> Result<Vec<Session>> {
    let text = text(path)?;
    if !text.starts_with("SessionId") {
        return Ok(text.lines().map(|line| Session { items: numbers(line), at: None }).collect());
    }
    let mut clicks: HashMap<&str, Vec<(i64, i64)>> = HashMap::new();
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [session, item, time] = fields[..] else { return Err(format!("{path}: {line}").into()) };
        clicks.entry(session).or_default().push((time.parse::<f64>()? as i64, item.parse()?));
    }
    let mut sessions = Vec::new();
    for mut clicks in clicks.into_values() {
        clicks.sort_by_key(|(time, _)| *time);
        let at = clicks.last().map(|(time, _)| *time);
        sessions.push(Session { items: clicks.into_iter().map(|(_, item)| item).collect(), at });
    }
    sessions.sort_by(|a, b| (a.at, &a.items).cmp(&(b.at, &b.items)));
    Ok(sessions)
}

/// Questions: what was seen, and what came next.
pub(crate) fn questions(path: &str) -> Result<Vec<(Vec<i64>, i64)>> {
    let text = text(path)?;
    if text.starts_with("SessionId") {
        let every = |session: Session| {
            let items = session.items;
            (1..items.len()).map(|at| (items[..at].to_vec(), items[at])).collect::<Vec<_>>()
        };
        return Ok(sessions(path)?.into_iter().flat_map(every).collect());
    }
    let mut questions = Vec::new();
    for line in text.lines() {
        let (seen, next) = line.split_once('\t').ok_or_else(|| format!("{path}: {line}"))?;
        questions.push((numbers(seen), next.trim().parse()?));
    }
    Ok(questions)
}

/// What was bought in one go.
pub(crate) struct Order {
    /// `2011-11-11 08:26:00`.
    pub(crate) at: String,
    /// Each item once, in the order of the lines: its number here.
    pub(crate) items: Vec<i64>,
}

/// The orders of a shop, and what each item is called.
pub(crate) struct Orders {
    pub(crate) orders: Vec<Order>,
    pub(crate) titles: HashMap<i64, String>,
}

/// Reads order lines. What was cancelled, given away or is no product (postage) is left out.
pub(crate) fn orders(path: &str) -> Result<Orders> {
    let text = text(path)?;
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let mut codes: HashMap<String, i64> = HashMap::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut read = Orders { orders: Vec::new(), titles: HashMap::new() };
    for row in rows.records() {
        let row = row?;
        let field = |at: usize| row.get(at).unwrap_or("");
        let (invoice, code) = (field(0), field(1));
        let (quantity, price): (f64, f64) = (field(3).parse()?, field(5).parse()?);
        let product = code.starts_with(|first: char| first.is_ascii_digit());
        if invoice.starts_with('C') || quantity <= 0.0 || price <= 0.0 || !product {
            continue;
        }
        let next = codes.len() as i64 + 1;
        let item = *codes.entry(code.to_owned()).or_insert(next);
        read.titles.entry(item).or_insert_with(|| field(2).to_owned());
        let place = *places.entry(invoice.to_owned()).or_insert(read.orders.len());
        if place == read.orders.len() {
            read.orders.push(Order { at: field(4).to_owned(), items: Vec::new() });
        }
        if !read.orders[place].items.contains(&item) {
            read.orders[place].items.push(item);
        }
    }
    read.orders.sort_by(|a, b| a.at.cmp(&b.at));
    Ok(read)
}
