//! Values as the API writes them: times as RFC 3339, days as dates, money as minor units and a currency.

use std::borrow::Cow;

use placet_core::{Currency, Micros, Money as CoreMoney};
use serde::{Serialize, Serializer};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A moment: `2026-11-22T16:00:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time(pub Micros);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

impl From<Micros> for Time {
    fn from(at: Micros) -> Time {
        Time(at)
    }
}

/// A day in UTC: `2026-11-22`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day(pub i64);

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let text = Micros(self.0.saturating_mul(Micros::DAY)).to_string();
        to.serialize_str(text.split('T').next().unwrap_or(&text))
    }
}

/// An amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Money {
    /// In minor units, such as cents.
    pub minor: i64,
    /// ISO 4217.
    #[schema(value_type = String, pattern = "^[A-Z]{3}$")]
    pub currency: Currency,
}

impl From<CoreMoney> for Money {
    fn from(money: CoreMoney) -> Money {
        Money { minor: money.minor, currency: money.currency }
    }
}

macro_rules! text {
    ($name:ident, $format:ident) => {
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let format = SchemaFormat::KnownFormat(KnownFormat::$format);
                ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).format(Some(format)).into()
            }
        }
        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }
        }
    };
}
text!(Time, DateTime);
text!(Day, Date);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_days_are_written_as_the_standard_says() {
        let at = Micros(1_780_308_000_000_000);
        assert_eq!(serde_json::to_string(&Time(at)).unwrap(), r#""2026-06-01T10:00:00Z""#);
        assert_eq!(serde_json::to_string(&Day(at.day())).unwrap(), r#""2026-06-01""#);
    }
}
