//! Product data as a table: CSV, TSV, and what spreadsheets make of them. The first line names the columns, as Google's
//! specification, Shopify's or WooCommerce's export do.

use csv::{ErrorKind, ReaderBuilder, StringRecord};

use super::Sink;
use super::field::{Fields, Key, Reading};
use super::source::Text;
use crate::load::{Break, Place};

/// Who wrote the table, told by columns that others do not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Export {
    Google,
    Shopify,
    WooCommerce,
}

/// Reads all rows.
pub(super) fn read(mut text: Text, reading: &Reading, sink: &mut dyn Sink) -> Result<(), Break> {
    let delimiter = delimiter(text.peek());
    let mut rows =
        ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text);
    let mut row = StringRecord::new();
    next(&mut rows, &mut row)?;
    let columns = Columns::named(&row)?;
    let mut product = Fields::default();
    for index in 0.. {
        if !next(&mut rows, &mut row)? {
            return Ok(());
        }
        let line = row.position().map_or(0, |at| u32::try_from(at.line()).unwrap_or(u32::MAX));
        let place = Place { index, line };
        let read_to = rows.position().byte();
        if row.len() < columns.count && rows.get_mut().breaks_off_at(read_to) {
            return Err(Break { line, reason: "ends in the middle of a row" });
        }
        let Some(fields) = columns.fields(&row, &mut product) else { continue };
        let too_long = row.iter().skip(columns.count).any(|text| !text.trim().is_empty());
        let wanted = match too_long {
            true => sink.refuse(place, &fields, ("row", "has more columns than the first line names")),
            false => sink.take(place, &fields, reading),
        };
        if !wanted {
            return Ok(());
        }
    }
    Ok(())
}

/// The next row; false at the end.
fn next(rows: &mut csv::Reader<Text>, row: &mut StringRecord) -> Result<bool, Break> {
    rows.get_mut().next_piece();
    rows.read_record(row).map_err(|error| {
        let line = u32::try_from(rows.position().line()).unwrap_or(u32::MAX);
        let reason = match error.kind() {
            ErrorKind::Io(_) if rows.get_ref().is_too_large() => {
                "a row is larger than 1 MB: is a quotation mark not closed?"
            }
            ErrorKind::Io(_) => "the data ends in the middle or cannot be unpacked",
            _ => "is no row of a table",
        };
        Break { line, reason }
    })
}

/// The mark between columns: of those that are usual the one that the first line has most.
fn delimiter(head: &[u8]) -> u8 {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or(head);
    let mut quoted = false;
    let mut counts = [(b'\t', 0), (b';', 0), (b'|', 0), (b',', 0)];
    for byte in line {
        quoted ^= *byte == b'"';
        counts.iter_mut().filter(|(mark, _)| !quoted && mark == byte).for_each(|(_, count)| *count += 1);
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map_or(b',', |(mark, _)| mark)
}

/// Which column says what.
struct Columns {
    export: Export,
    keys: Vec<(usize, Key)>,
    /// Shopify's column that is empty where pieces are not counted.
    tracker: Option<usize>,
    count: usize,
}

impl Columns {
    fn named(row: &StringRecord) -> Result<Columns, Break> {
        let names: Vec<String> = row.iter().map(normal).collect();
        let has = |name: &str| names.iter().any(|known| known == name);
        let export = match () {
            () if has("handle") && has("variant_price") => Export::Shopify,
            () if has("regular_price") => Export::WooCommerce,
            () => Export::Google,
        };
        let mut keys: Vec<(usize, Key)> = Vec::new();
        for (at, name) in names.iter().enumerate() {
            if let Some(key) = export.key(name).filter(|key| keys.iter().all(|(_, known)| known != key)) {
                keys.push((at, key));
            }
        }
        let names_items = keys.iter().any(|(_, key)| matches!(key, Key::Sku | Key::Id | Key::Handle));
        if !names_items || !keys.iter().any(|(_, key)| *key == Key::Price) {
            let reason =
                "the first line must name the columns, among them id (or sku), title, price and link";
            return Err(Break { line: 1, reason });
        }
        let tracker = names.iter().position(|name| name == "variant_inventory_tracker");
        Ok(Columns { export, keys, tracker, count: names.len() })
    }

    /// The fields of a row; `None` if it only adds a picture. Of Shopify's rows the first of each handle tells what all share, which is
    /// kept in `product`.
    fn fields(&self, row: &StringRecord, product: &mut Fields) -> Option<Fields> {
        let mut fields = Fields::default();
        for (at, key) in &self.keys {
            fields.set(*key, row.get(*at).unwrap_or(""));
        }
        match self.export {
            Export::Google => {}
            Export::WooCommerce => {
                for (key, separator) in [(Key::Category, ", "), (Key::Image, ", "), (Key::Kind, ",")] {
                    let first = fields.get(key).split(separator).next().unwrap_or("").to_owned();
                    fields.set(key, &first);
                }
            }
            Export::Shopify => {
                let handle = fields.get(Key::Handle).to_owned();
                fields.set(Key::Group, &handle);
                if handle != product.get(Key::Handle) {
                    *product = fields.clone();
                }
                if fields.get(Key::Price).is_empty() && fields.get(Key::Title).is_empty() {
                    return None;
                }
                let shared = [
                    Key::Title,
                    Key::Description,
                    Key::Brand,
                    Key::Category,
                    Key::GoogleCategory,
                    Key::Image,
                    Key::Published,
                    Key::Status,
                ];
                for key in shared {
                    if fields.get(key).is_empty() {
                        fields.set(key, product.get(key));
                    }
                }
                if self.tracker.is_some_and(|at| row.get(at).unwrap_or("").trim().is_empty()) {
                    fields.set(Key::Quantity, "");
                }
            }
        }
        Some(fields)
    }
}

/// `Image Link`, `image-link` and `g:image_link` are one name.
fn normal(name: &str) -> String {
    let name = name.trim().trim_end_matches('?').to_ascii_lowercase();
    name.strip_prefix("g:").unwrap_or(&name).replace([' ', '-'], "_")
}

impl Export {
    fn key(self, name: &str) -> Option<Key> {
        match self {
            Export::Google => Key::google(name).or(match name {
                "sku" | "product_id" => Some(Key::Sku),
                "name" => Some(Key::Title),
                "url" | "product_url" => Some(Key::Link),
                "image" | "image_url" => Some(Key::Image),
                "category" | "categories" => Some(Key::Category),
                "currency" => Some(Key::Currency),
                "stock" | "inventory" => Some(Key::Quantity),
                "item_group" => Some(Key::Group),
                _ => None,
            }),
            Export::Shopify => Some(match name {
                "handle" => Key::Handle,
                "title" => Key::Title,
                "body_(html)" | "body_html" => Key::Description,
                "vendor" => Key::Brand,
                "type" => Key::Category,
                "product_category" => Key::GoogleCategory,
                "variant_sku" => Key::Sku,
                "variant_price" => Key::Price,
                "variant_inventory_qty" => Key::Quantity,
                "variant_inventory_policy" => Key::Policy,
                "image_src" => Key::Image,
                "published" => Key::Published,
                "status" => Key::Status,
                _ => return None,
            }),
            Export::WooCommerce => Some(match name {
                "id" => Key::Id,
                "sku" => Key::Sku,
                "type" => Key::Kind,
                "name" => Key::Title,
                "published" => Key::Published,
                "short_description" | "description" => Key::Description,
                "in_stock" => Key::Availability,
                "stock" => Key::Quantity,
                "regular_price" => Key::Price,
                "sale_price" => Key::SalePrice,
                "date_sale_price_starts" => Key::SaleFrom,
                "date_sale_price_ends" => Key::SaleTo,
                "categories" => Key::Category,
                "images" => Key::Image,
                "brands" | "brand" => Key::Brand,
                "parent" => Key::Group,
                "url" | "link" | "permalink" | "external_url" => Key::Link,
                _ => return None,
            }),
        }
    }
}
