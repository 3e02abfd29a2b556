//! Prices and moments as people write them in feeds. A price is never guessed: what can be read in two ways is refused.

use jiff::civil::Time;
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::{Offset, TimeZone};
use placet_core::{Currency, Micros};

use crate::item::Fault;

const SHAPE: &str = "must be a number with a code of three letters, such as 19.90 EUR";
const TWO_WAYS: &str = "can be read in two ways (a thousand, or decimals): write it as 1299.00";

/// Reads `19.90 EUR`, `EUR 19,90`, `1.299,00 €`, `1'299.-`: the decimal number as `1299.00`, and the currency, `currency` if it names none.
pub(super) fn price(
    field: &'static str,
    text: &str,
    currency: Currency,
) -> Result<(String, Currency), Fault> {
    let text = text.trim();
    let (Some(first), Some(last)) =
        (text.find(|c: char| c.is_ascii_digit()), text.rfind(|c: char| c.is_ascii_digit()))
    else {
        return Err((field, SHAPE));
    };
    let (before, number, after) = (&text[..first], &text[first..=last], &text[last + 1..]);
    let (sign, before) = match before.trim_end().strip_suffix(['-', '−']) {
        Some(before) => ("-", before),
        None => ("", before),
    };
    // `19,-` and `19.–`: no cents.
    let after = after.trim_start_matches([',', '.', '-', '–', '—']);
    let currency = match (code(before), code(after)) {
        (Ok(None), Ok(None)) => currency,
        (Ok(Some(one)), Ok(None)) | (Ok(None), Ok(Some(one))) => one,
        (Ok(Some(one)), Ok(Some(other))) if one == other => one,
        _ => return Err((field, SHAPE)),
    };
    let number = decimal(number, currency).map_err(|reason| (field, reason))?;
    Ok((format!("{sign}{number}"), currency))
}

fn code(text: &str) -> Result<Option<Currency>, ()> {
    let known = match text.trim() {
        "" => return Ok(None),
        "€" => "EUR",
        "£" => "GBP",
        "zł" => "PLN",
        "Kč" => "CZK",
        word if word.eq_ignore_ascii_case("lei") => "RON",
        word => word,
    };
    Currency::parse(known).map(Some).map_err(|_| ())
}

/// The number without separators of thousands and with a point.
fn decimal(number: &str, currency: Currency) -> Result<String, &'static str> {
    let mut groups: Vec<&str> = Vec::new();
    let mut marks: Vec<char> = Vec::new();
    let mut rest = number;
    while let Some((at, mark)) = rest.char_indices().find(|(_, c)| !c.is_ascii_digit()) {
        groups.push(&rest[..at]);
        marks.push(if mark.is_whitespace() { ' ' } else { mark });
        rest = &rest[at + mark.len_utf8()..];
    }
    let Some(last) = marks.last().copied() else { return Ok(number.to_owned()) };
    let fraction = matches!(last, '.' | ',') && {
        let once = marks.iter().filter(|mark| **mark == last).count() == 1;
        let alone = marks.len() == 1;
        // Three digits behind the only mark: a thousand or a fraction?
        let unsure =
            alone && rest.len() == 3 && (1..=3).contains(&groups[0].len()) && !groups[0].starts_with('0');
        match (unsure, currency.digits()) {
            (true, 0) => false,
            (true, 3) | (false, _) => once,
            (true, _) => return Err(TWO_WAYS),
        }
    };
    if fraction {
        marks.pop();
    } else {
        groups.push(rest);
    }
    let grouped = marks.iter().all(|mark| *mark == marks[0] && matches!(mark, ' ' | '.' | ',' | '\'' | '’'));
    let threes = groups.iter().skip(1).all(|group| group.len() == 3);
    let begins = marks.is_empty() || (1..=3).contains(&groups[0].len());
    if !(grouped && threes && begins) {
        return Err(SHAPE);
    }
    let whole = groups.concat();
    Ok(if fraction { format!("{whole}.{rest}") } else { whole })
}

/// A price that holds for a time: `FROM/TO` (ISO 8601), either of which may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    from: Option<Micros>,
    to: Option<Micros>,
}

impl Span {
    pub(super) fn read(text: &str, zone: &TimeZone) -> Option<Span> {
        let (from, to) = text.split_once('/')?;
        Span::between(from, to, zone)
    }

    pub(super) fn between(from: &str, to: &str, zone: &TimeZone) -> Option<Span> {
        let side = |text: &str, late| match text.trim() {
            "" => Some(None),
            text => moment(text, zone, late).map(Some),
        };
        Some(Span { from: side(from, false)?, to: side(to, true)? })
    }

    pub(super) fn holds(&self, now: Micros) -> bool {
        self.from.is_none_or(|from| from <= now) && self.to.is_none_or(|to| now < to)
    }

    /// The next moment at which it begins or ends.
    pub(super) fn next(&self, now: Micros) -> Option<Micros> {
        [self.from, self.to].into_iter().flatten().filter(|at| *at > now).min()
    }
}

/// A moment of ISO 8601; in `zone` if it names no offset. A day alone begins at midnight, or (`late`) ends then.
fn moment(text: &str, zone: &TimeZone, late: bool) -> Option<Micros> {
    let pieces = Pieces::parse(text).ok()?;
    let date = if late && pieces.time().is_none() { pieces.date().tomorrow().ok()? } else { pieces.date() };
    let local = date.to_datetime(pieces.time().unwrap_or(Time::midnight()));
    let at = match pieces.offset() {
        Some(PiecesOffset::Zulu) => Offset::UTC.to_timestamp(local),
        Some(PiecesOffset::Numeric(offset)) => offset.offset().to_timestamp(local),
        _ => zone.to_timestamp(local),
    };
    at.ok().map(|at| Micros(at.as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        price("price", text, Currency::EUR)
            .ok()
            .map(|(number, currency)| format!("{number} {}", currency.code()))
    }

    #[test]
    fn prices_are_read_as_they_are_written_in_many_countries() {
        for (text, wanted) in [
            ("19.90 EUR", "19.90 EUR"),
            ("EUR 19.90", "19.90 EUR"),
            ("19,90 eur", "19.90 EUR"),
            ("19.90RON", "19.90 RON"),
            ("19,9", "19.9 EUR"),
            ("€19", "19 EUR"),
            ("19,- €", "19 EUR"),
            ("1.299,00 EUR", "1299.00 EUR"),
            ("1,299.00 USD", "1299.00 USD"),
            ("1 299,00\u{a0}lei", "1299.00 RON"),
            ("1\u{202f}299 EUR", "1299 EUR"),
            ("CHF 1'299.50", "1299.50 CHF"),
            ("1.299.000 EUR", "1299000 EUR"),
            ("1,299 JPY", "1299 JPY"),
            ("1.299 KWD", "1.299 KWD"),
            ("1299.000 EUR", "1299.000 EUR"),
            ("0.125", "0.125 EUR"),
            ("-5 EUR", "-5 EUR"),
        ] {
            assert_eq!(read(text).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn a_price_that_can_be_read_in_two_ways_or_in_none_is_refused() {
        for text in [
            "1.299 EUR",
            "1,299",
            "19 90 EUR",
            "1.29.9",
            "1,2,3",
            "12.34,567.8",
            "free",
            "",
            "5 dollars",
            "$5",
            "EUR 5 USD",
            "5e3",
            "19.90 EUR 24.90 EUR",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(price("price", "1.299 EUR", Currency::EUR), Err(("price", TWO_WAYS)));
    }

    #[test]
    fn a_sale_holds_from_its_beginning_to_its_end() {
        let zone = TimeZone::fixed(Offset::constant(2));
        let day = 24 * 3_600_000_000;
        let noon = Micros(1_780_308_000_000_000 + 2 * 3_600_000_000);
        for text in [
            "2026-06-01T13:00+0200/2026-06-02T13:00+02:00",
            "2026-06-01T11:00:00Z/2026-06-02T11:00:00Z",
            "2026-06-01 13:00/2026-06-02 13:00",
        ] {
            let span = Span::read(text, &zone).unwrap();
            let begins = Micros(noon.0 - 3_600_000_000);
            assert_eq!(span, Span { from: Some(begins), to: Some(Micros(begins.0 + day)) }, "{text}");
            assert!(
                !span.holds(Micros(begins.0 - 1))
                    && span.holds(begins)
                    && !span.holds(Micros(begins.0 + day))
            );
            assert_eq!(span.next(noon), Some(Micros(begins.0 + day)));
        }
        let day_long = Span::read("2026-06-01/2026-06-01", &zone).unwrap();
        assert!(day_long.holds(noon));
        assert_eq!(Span::between("", "", &zone).unwrap().next(noon), None);
        assert_eq!(Span::read("tomorrow/2026-06-01", &zone), None);
        assert_eq!(Span::read("2026-06-01", &zone), None);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[0-9 .,'EURe€/T:+-]{0,20}", any: String) {
            for text in [text, any] {
                let _ = read(&text);
                let _ = Span::read(&text, &TimeZone::UTC);
            }
        }
    }
}
