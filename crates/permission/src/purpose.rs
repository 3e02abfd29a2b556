//! What data is used for, about whom a yes speaks, and the words in which it is asked.

use crate::vault::{Channel, Fingerprint};
use placet_core::Id;

/// A purpose that needs a yes. Each is asked on its own (C7) and none is implied by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Remembering a device and what it looks at (ePrivacy Directive art. 5(3)). Belongs to the device.
    Tracking = 1,
    /// Marketing messages by one channel (art. 13(1)). Belongs to the address.
    Marketing = 2,
    /// Choosing what a message says by what the person looked at and bought. Belongs to the address that is written to.
    Personalisation = 3,
    /// Noticing that a mail was opened (C5). Belongs to the address.
    OpenTracking = 4,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Purpose; 4] =
        [Purpose::Tracking, Purpose::Marketing, Purpose::Personalisation, Purpose::OpenTracking];

    /// The number in the column `purpose`.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The purpose of this number.
    pub fn from_code(code: i64) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|purpose| purpose.code() == code)
    }

    /// Its name in forms, exports and pages.
    pub fn name(self) -> &'static str {
        match self {
            Purpose::Tracking => "tracking",
            Purpose::Marketing => "marketing",
            Purpose::Personalisation => "personalisation",
            Purpose::OpenTracking => "open_tracking",
        }
    }

    /// The purpose with this name.
    pub fn named(name: &str) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|purpose| purpose.name() == name)
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Yes.
    Granted = 1,
    /// No, when asked.
    Refused = 2,
    /// Yes once, taken back since (R050).
    Withdrawn = 3,
    /// Asked for by somebody; not yet confirmed by the owner of the address.
    Requested = 4,
}

impl State {
    /// The number in the columns `state` and `act`.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The state of this number.
    pub fn from_code(code: i64) -> Option<State> {
        [State::Granted, State::Refused, State::Withdrawn, State::Requested]
            .into_iter()
            .find(|s| s.code() == code)
    }

    /// Its name in exports and pages.
    pub fn name(self) -> &'static str {
        match self {
            State::Granted => "granted",
            State::Refused => "refused",
            State::Withdrawn => "withdrawn",
            State::Requested => "requested",
        }
    }
}

/// The words in which a yes was asked, as kept for the proof (R057).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// Its number at the tenant.
    pub id: i64,
    /// What it asks for.
    pub purpose: Purpose,
    /// In which language.
    pub language: String,
    /// Which version.
    pub version: i64,
    /// The words.
    pub text: String,
}

const LANGUAGES: [&str; 3] = ["en", "ro", "fr"];

/// The number of the default wording of a purpose in a language; English where there is no other.
pub fn wording_id(purpose: Purpose, language: &str) -> i64 {
    let language = LANGUAGES.iter().position(|known| *known == language).unwrap_or(0) as i64;
    purpose.code() * 10 + language
}

/// The wordings every tenant begins with; `company` is its name.
pub fn default_wordings(company: &str) -> Vec<Wording> {
    let texts: [(Purpose, [&str; 3]); 4] = [
        (
            Purpose::Tracking,
            [
                "{} may recognise this device on its own site and remember what is viewed, put in the cart and bought here.",
                "{} poate recunoaște acest dispozitiv pe propriul site și poate reține ce este vizualizat, pus în coș și cumpărat aici.",
                "{} peut reconnaître cet appareil sur son propre site et retenir ce qui y est consulté, mis au panier et acheté.",
            ],
        ),
        (
            Purpose::Marketing,
            [
                "{} may send me marketing messages at this address. I can unsubscribe at any time with one click.",
                "{} îmi poate trimite mesaje de marketing la această adresă. Mă pot dezabona oricând, cu un singur clic.",
                "{} peut m’envoyer des messages commerciaux à cette adresse. Je peux me désabonner à tout moment en un clic.",
            ],
        ),
        (
            Purpose::Personalisation,
            [
                "{} may choose what these messages show by what I view, put in the cart and buy in its shop.",
                "{} poate alege conținutul acestor mesaje după ce vizualizez, pun în coș și cumpăr din magazinul său.",
                "{} peut choisir le contenu de ces messages d’après ce que je consulte, mets au panier et achète dans sa boutique.",
            ],
        ),
        (
            Purpose::OpenTracking,
            [
                "{} may notice when I open its messages.",
                "{} poate observa când deschid mesajele sale.",
                "{} peut savoir quand j’ouvre ses messages.",
            ],
        ),
    ];
    texts
        .iter()
        .flat_map(|(purpose, texts)| {
            texts.iter().zip(LANGUAGES).map(|(text, language)| Wording {
                id: wording_id(*purpose, language),
                purpose: *purpose,
                language: language.to_owned(),
                version: 1,
                text: text.replace("{}", company),
            })
        })
        .collect()
}
