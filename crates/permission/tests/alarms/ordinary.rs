//! Numbers as shops, carriers and telephones have them, made by lot, with their own check digits.

use std::fmt;

use placet_permission::sensitive::{Look, find};

/// How many of a kind of numbers are taken for sensitive ones.
pub(crate) struct Rate {
    class: &'static str,
    kind: &'static str,
    /// How many were looked at.
    pub(crate) numbers: usize,
    /// How many were refused as text, and as ids.
    pub(crate) refused: [usize; 2],
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Rate { class, kind, numbers, refused: [text, id] } = self;
        write!(f, "{class}, {kind}: {text} as text, {id} as id, of {numbers}")
    }
}

/// Looks at so many numbers, as many of each class.
pub(crate) fn rates(numbers: usize) -> Vec<Rate> {
    let mut lots = Lots(29);
    let mut all = Vec::new();
    for (class, kinds) in CLASSES {
        for (kind, make) in *kinds {
            let numbers = numbers / CLASSES.len() / kinds.len();
            let mut refused = [0; 2];
            for _ in 0..numbers {
                let number = make(&mut lots);
                refused[0] += usize::from(find(&number, Look::Text).is_some());
                refused[1] += usize::from(find(&number, Look::Id).is_some());
            }
            all.push(Rate { class, kind, numbers, refused });
        }
    }
    all
}

/// Draws lots, the same ones each time (xorshift64*).
struct Lots(u64);

impl Lots {
    /// A number below `end`.
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) % end
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }

    /// So many digits.
    fn digits(&mut self, n: usize) -> String {
        (0..n).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }

    /// Digits and capitals in place of `9` and `A`.
    fn like(&mut self, pattern: &str) -> String {
        let sign = |c| match c {
            '9' => char::from(b'0' + self.below(10) as u8),
            'A' => char::from(b'A' + self.below(26) as u8),
            other => other,
        };
        pattern.chars().map(sign).collect()
    }
}

type Make = fn(&mut Lots) -> String;

/// What a class of numbers is called, and its kinds, as many of each.
type Class = (&'static str, &'static [(&'static str, Make)]);

/// Classes, as many numbers of each.
#[rustfmt::skip]
const CLASSES: &[Class] = &[
    ("EAN-13", &[("in one", |lots| article(lots, 13)), ("in groups", |lots| grouped(&article(lots, 13), &[1, 6, 6]))]),
    ("GTIN-14", &[("in one", |lots| article(lots, 14))]),
    ("UPC-A", &[("in one", |lots| article(lots, 12))]),
    ("order", &[
        ("Magento, 9 digits", |lots| format!("0000{}", lots.digits(5))),
        ("WooCommerce", |lots| lots.below(900_000).to_string()),
        ("Shopify, #1001", |lots| format!("#{}", 1_001 + lots.below(900_000))),
        ("Shopify, 13 digits", |lots| (4_000_000_000_000 + lots.below(3_500_000_000_000)).to_string()),
        ("PrestaShop", |lots| lots.like("AAAAAAAAA")),
        ("Amazon, 3-7-7", |lots| lots.like("999-9999999-9999999")),
        ("eBay, 2-5-5", |lots| lots.like("99-99999-99999")),
        ("day and number", |lots| day(lots) + &lots.like("-999999")),
        ("second and number", |lots| day(lots) + &lots.like("12304599")),
    ]),
    ("parcel", &[
        ("UPS, 1Z", ups),
        ("DHL, 10 digits", |lots| lots.digits(10)),
        ("FedEx, 12 digits", |lots| lots.digits(12)),
        ("FedEx, 15 digits", |lots| article(lots, 15)),
        ("FedEx, 20 digits", |lots| article(lots, 20)),
        ("FedEx, 22 digits", |lots| checked("96".to_owned() + &lots.digits(19))),
        ("USPS, 20 digits", |lots| checked(lots.of(&["70", "23", "03"]).to_owned() + &lots.digits(17))),
        ("USPS, 22 digits", |lots| checked("9".to_owned() + &lots.digits(20))),
        ("USPS, in fours", |lots| grouped(&checked("94".to_owned() + &lots.digits(19)), &[4, 4, 4, 4, 4, 2])),
        ("S10", s10),
    ]),
    ("telephone", &[
        ("Romania", |lots| one_of(lots, &["0799 999 999", "+40 799 999 999", "0040799999999", "021 999 99 99", "+40.799.999.999"])),
        ("Moldova", |lots| one_of(lots, &["069 999 999", "+373 69 999 999", "0037369999999", "022 99-99-99", "+373 (69) 99 99 99"])),
        ("France", |lots| one_of(lots, &["06 99 99 99 99", "+33 6 99 99 99 99", "0033699999999", "01.99.99.99.99", "+33 (0)6 99 99 99 99"])),
        ("United States", |lots| one_of(lots, &["(999) 999-9999", "+1 999 999 9999", "999-999-9999", "1-999-999-9999", "001 999 999 9999"])),
        ("Germany", |lots| one_of(lots, &["0159 9999999", "+49 159 99999999", "004915999999999", "+49 (0)30 9999-9999", "4915999999999"])),
    ]),
];

/// A number written in one of these ways.
fn one_of(lots: &mut Lots, ways: &[&str]) -> String {
    let way = lots.of(ways);
    lots.like(way)
}

/// A day of this year, in digits.
fn day(lots: &mut Lots) -> String {
    format!("2026{:02}{:02}", 1 + lots.below(12), 1 + lots.below(28))
}

/// Digits with GS1's check digit behind them.
fn checked(digits: String) -> String {
    let sum: u32 =
        digits.bytes().rev().zip(0..).map(|(byte, at)| u32::from(byte - b'0') * (3 - 2 * (at % 2))).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

fn article(lots: &mut Lots, length: usize) -> String {
    checked(lots.digits(length - 1))
}

/// The shipper's six signs (digits alone at one in five), service and number, and the check digit.
fn ups(lots: &mut Lots) -> String {
    let pattern = lots.of(&["999999", "99A99A", "A9999A", "999AA9", "99999A"]);
    let body = lots.like(pattern) + &lots.digits(9);
    let value =
        |byte: u8| if byte.is_ascii_digit() { u32::from(byte - b'0') } else { u32::from(byte - 63) % 10 };
    let sum: u32 = body.bytes().zip(0..).map(|(byte, at)| value(byte) * (1 + at % 2)).sum();
    format!("1Z{body}{}", (10 - sum % 10) % 10)
}

/// The Universal Postal Union's: two letters, eight digits, check digit, country.
fn s10(lots: &mut Lots) -> String {
    let digits = lots.digits(8);
    let sum: u32 = digits
        .bytes()
        .zip([8, 6, 4, 2, 3, 5, 9, 7])
        .map(|(byte, weight)| u32::from(byte - b'0') * weight)
        .sum();
    let check = match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        other => other,
    };
    format!("{}{digits}{check}{}", lots.like("RA"), lots.of(&["RO", "MD", "FR", "US", "DE", "GB", "CN"]))
}

fn grouped(digits: &str, groups: &[usize]) -> String {
    let mut rest = digits;
    let parts = groups.iter().map(|length| {
        let (group, tail) = rest.split_at(*length);
        rest = tail;
        group
    });
    parts.collect::<Vec<_>>().join(" ")
}
