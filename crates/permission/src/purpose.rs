//! What data is used for, and about whom a yes speaks.

use std::borrow::Cow;

use placet_core::Id;
use serde::{Deserialize, Serialize};

use crate::vault::{Channel, Fingerprint};

/// What data is used for: one of those every tenant has, or one of its own. Each is asked on its own (C7) and none is implied by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Cow<'_, str>", into = "Cow<'static, str>")]
pub struct Purpose(i16);

impl Purpose {
    /// All of them at once: what a restriction, an objection or a global opt-out speaks of. Nobody is asked for it.
    pub const EVERY: Purpose = Purpose(0);
    /// Remembering a device and what it looks at (ePrivacy Directive art. 5(3)). Belongs to the device.
    pub const TRACKING: Purpose = Purpose(1);
    /// Marketing messages by one channel (art. 13(1)). Belongs to the address.
    pub const MARKETING: Purpose = Purpose(2);
    /// Choosing what a message says by what the person looked at and bought. Belongs to the address that is written to.
    pub const PERSONALISATION: Purpose = Purpose(3);
    /// Noticing that a mail was opened or a link in it followed (C5). Belongs to the address.
    pub const OPEN_TRACKING: Purpose = Purpose(4);
    /// Using where a person is (ePrivacy Directive art. 9). Belongs to the device.
    pub const LOCATION: Purpose = Purpose(5);
    /// Giving fingerprints of addresses to advertising platforms. Belongs to the address.
    pub const AUDIENCES: Purpose = Purpose(6);
    /// Messages about what somebody has ordered or asked for (R097).
    pub const SERVICE: Purpose = Purpose(7);
    /// Keeping orders.
    pub const ORDERS: Purpose = Purpose(8);
    /// Asking people for their opinion (R097). Belongs to the address.
    pub const SURVEY: Purpose = Purpose(9);
    /// Answering somebody who asked for help (R097).
    pub const SUPPORT: Purpose = Purpose(10);

    /// The purposes every tenant has.
    pub const BUILT_IN: [Purpose; 10] = [
        Purpose::TRACKING,
        Purpose::MARKETING,
        Purpose::PERSONALISATION,
        Purpose::OPEN_TRACKING,
        Purpose::LOCATION,
        Purpose::AUDIENCES,
        Purpose::SERVICE,
        Purpose::ORDERS,
        Purpose::SURVEY,
        Purpose::SUPPORT,
    ];
    const NAMES: [&str; 11] = [
        "every",
        "tracking",
        "marketing",
        "personalisation",
        "open_tracking",
        "location",
        "audiences",
        "service",
        "orders",
        "survey",
        "support",
    ];
    /// The numbers of a tenant's own purposes.
    const OWN: std::ops::RangeInclusive<i16> = 100..=999;

    /// The how-manieth purpose of a tenant's own, from 0; `None` past the last.
    pub fn own(nth: usize) -> Option<Purpose> {
        let code = i16::try_from(nth).ok()?.checked_add(*Self::OWN.start())?;
        Self::OWN.contains(&code).then_some(Purpose(code))
    }

    /// Whether it is one that the tenant made.
    pub fn is_own(self) -> bool {
        Self::OWN.contains(&self.0)
    }

    /// The number in the column `purpose`.
    pub fn code(self) -> i64 {
        i64::from(self.0)
    }

    /// The purpose of this number.
    pub fn from_code(code: i64) -> Option<Purpose> {
        let code = i16::try_from(code).ok()?;
        let known = (0..Self::NAMES.len() as i16).contains(&code) || Self::OWN.contains(&code);
        known.then_some(Purpose(code))
    }

    /// Its name in forms, exports and pages: `marketing`, `own-100`.
    pub fn name(self) -> Cow<'static, str> {
        match Self::NAMES.get(self.0 as usize) {
            Some(name) => Cow::Borrowed(name),
            None => Cow::Owned(format!("own-{}", self.0)),
        }
    }

    /// The purpose with this name, if people can be asked for it.
    pub fn named(name: &str) -> Option<Purpose> {
        if let Some(number) = name.strip_prefix("own-") {
            return Purpose::from_code(number.parse().ok()?).filter(|purpose| purpose.is_own());
        }
        Purpose::BUILT_IN.into_iter().find(|purpose| purpose.name() == name)
    }
}

impl From<Purpose> for Cow<'static, str> {
    fn from(purpose: Purpose) -> Cow<'static, str> {
        purpose.name()
    }
}

impl TryFrom<Cow<'_, str>> for Purpose {
    type Error = &'static str;
    fn try_from(name: Cow<'_, str>) -> Result<Purpose, &'static str> {
        if name == Purpose::EVERY.name() {
            return Ok(Purpose::EVERY);
        }
        Purpose::named(&name).ok_or("is no purpose")
    }
}

/// Whom a consent belongs to (DESIGN §5). A merge of profiles joins none of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A device, by its first stream.
    Device(i64),
    /// An address, by its channel and fingerprint: found again after the address itself is erased.
    Address(Channel, Fingerprint),
    /// A profile.
    Profile(Id),
}

impl Subject {
    /// `subject_kind` of devices.
    pub(crate) const DEVICE: i64 = 1;

    /// The columns `channel`, `subject_kind`, `subject_id`.
    pub(crate) fn columns(&self) -> (i64, i64, Vec<u8>) {
        match self {
            Subject::Device(stream) => (0, Self::DEVICE, stream.to_be_bytes().to_vec()),
            Subject::Address(channel, fp) => (channel.code(), 2, fp.bytes().to_vec()),
            Subject::Profile(id) => (0, 3, id.0.to_vec()),
        }
    }
}

/// Where a consent stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Yes.
    Granted = 1,
    /// No, when asked.
    Refused = 2,
    /// Yes once, taken back since (R050).
    Withdrawn = 3,
    /// Asked for by somebody; not yet confirmed by the owner of the address.
    Requested = 4,
    /// Yes once, and too old without being said anew (R138).
    Expired = 7,
    /// Kept and not used (GDPR art. 18).
    Restricted = 10,
    /// Was restricted, or was refused everything, and is not any more.
    Released = 11,
    /// Objected to: no use of this kind, whatever it rests on (GDPR art. 21).
    Objected = 12,
}

impl State {
    /// Every state.
    pub const ALL: [State; 8] = [
        State::Granted,
        State::Refused,
        State::Withdrawn,
        State::Requested,
        State::Expired,
        State::Restricted,
        State::Released,
        State::Objected,
    ];

    /// The number in the column `state`.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The state of this number.
    pub fn from_code(code: i64) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Its name in exports and pages.
    pub fn name(self) -> &'static str {
        match self {
            State::Granted => "granted",
            State::Refused => "refused",
            State::Withdrawn => "withdrawn",
            State::Requested => "requested",
            State::Expired => "expired",
            State::Restricted => "restricted",
            State::Released => "released",
            State::Objected => "objected",
        }
    }
}

/// What was said or done: an entry of the ledger. Most lead to the state of the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Yes.
    Granted = 1,
    /// No, when asked.
    Refused = 2,
    /// A yes is taken back.
    Withdrawn = 3,
    /// Asked for by somebody who may not be the owner of the address.
    Requested = 4,
    /// Yes, by the owner of the address, to what was asked for.
    Confirmed = 5,
    /// Yes again, before the old one lapsed.
    Renewed = 6,
    /// The yes was not said anew in time.
    Expired = 7,
    /// The address is refused from now on.
    Suppressed = 8,
    /// The address is refused no more, by its owner's own act.
    Lifted = 9,
    /// Kept and not used (GDPR art. 18).
    Restricted = 10,
    /// Used again.
    Released = 11,
    /// Objected to (GDPR art. 21).
    Objected = 12,
}

impl Act {
    /// Every act.
    pub const ALL: [Act; 12] = [
        Act::Granted,
        Act::Refused,
        Act::Withdrawn,
        Act::Requested,
        Act::Confirmed,
        Act::Renewed,
        Act::Expired,
        Act::Suppressed,
        Act::Lifted,
        Act::Restricted,
        Act::Released,
        Act::Objected,
    ];

    /// The number in the column `act`.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The act of this number.
    pub fn from_code(code: i64) -> Option<Act> {
        Act::ALL.into_iter().find(|act| act.code() == code)
    }

    /// Its name in exports and pages.
    pub fn name(self) -> &'static str {
        match self {
            Act::Granted => "granted",
            Act::Refused => "refused",
            Act::Withdrawn => "withdrawn",
            Act::Requested => "requested",
            Act::Confirmed => "confirmed",
            Act::Renewed => "renewed",
            Act::Expired => "expired",
            Act::Suppressed => "suppressed",
            Act::Lifted => "lifted",
            Act::Restricted => "restricted",
            Act::Released => "released",
            Act::Objected => "objected",
        }
    }

    /// Where the consent stands after it; `None` if it says nothing of a consent.
    pub fn leads_to(self) -> Option<State> {
        Some(match self {
            Act::Granted | Act::Confirmed | Act::Renewed => State::Granted,
            Act::Refused => State::Refused,
            Act::Withdrawn => State::Withdrawn,
            Act::Requested => State::Requested,
            Act::Expired => State::Expired,
            Act::Restricted => State::Restricted,
            Act::Released => State::Released,
            Act::Objected => State::Objected,
            Act::Suppressed | Act::Lifted => return None,
        })
    }
}

impl From<State> for Act {
    /// The plain act that leads there.
    fn from(state: State) -> Act {
        match state {
            State::Granted => Act::Granted,
            State::Refused => Act::Refused,
            State::Withdrawn => Act::Withdrawn,
            State::Requested => Act::Requested,
            State::Expired => Act::Expired,
            State::Restricted => Act::Restricted,
            State::Released => Act::Released,
            State::Objected => Act::Objected,
        }
    }
}
