//! A purpose's terms: on what it rests, what it may use, for how long, who receives it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Purpose;

/// On what processing rests (GDPR art. 6(1)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// (a) The person said yes.
    Consent,
    /// (b) A contract with the person, or steps they asked for before one.
    Contract,
    /// (c) A law asks for it.
    LegalObligation,
    /// (d) It protects somebody's life.
    VitalInterests,
    /// (e) A task in the public interest.
    PublicTask,
    /// (f) The company's interests, where they do not override the person's.
    LegitimateInterests,
}

impl Basis {
    /// `consent`, `contract`, …
    pub fn name(self) -> &'static str {
        match self {
            Basis::Consent => "consent",
            Basis::Contract => "contract",
            Basis::LegalObligation => "legal_obligation",
            Basis::VitalInterests => "vital_interests",
            Basis::PublicTask => "public_task",
            Basis::LegitimateInterests => "legitimate_interests",
        }
    }
}

/// A condition for special categories of data (GDPR art. 9(2)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// (a)
    ExplicitConsent,
    /// (b)
    EmploymentLaw,
    /// (c)
    VitalInterests,
    /// (d)
    MembersOfABody,
    /// (e)
    MadePublic,
    /// (f)
    LegalClaims,
    /// (g)
    SubstantialPublicInterest,
    /// (h)
    HealthCare,
    /// (i)
    PublicHealth,
    /// (j)
    Archiving,
}

/// What kind of data a purpose may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// E-mail addresses and phone numbers.
    Contact,
    /// What was viewed, put in the cart and searched for.
    Behaviour,
    /// What was bought.
    Orders,
    /// What became of messages.
    Engagement,
    /// What somebody said of their tastes.
    Preferences,
    /// Where somebody is.
    Location,
    /// Health, beliefs, origin, sexual life and the like (GDPR art. 9): a condition is needed beside the basis (R030).
    Special,
}

impl Category {
    /// `contact`, `behaviour`, …
    pub fn name(self) -> &'static str {
        match self {
            Category::Contact => "contact",
            Category::Behaviour => "behaviour",
            Category::Orders => "orders",
            Category::Engagement => "engagement",
            Category::Preferences => "preferences",
            Category::Location => "location",
            Category::Special => "special",
        }
    }
}

/// What a purpose does with data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    /// It remembers a device.
    Remembers,
    /// It sends marketing messages.
    Markets,
    /// It sends messages that are no marketing.
    Informs,
    /// It asks for opinions.
    Surveys,
    /// It chooses what messages say.
    Personalises,
    /// It notices what becomes of messages.
    Notices,
    /// It uses where people are.
    Locates,
    /// It gives fingerprints of addresses to others.
    Discloses,
    /// It keeps records.
    Keeps,
}

impl Doing {
    /// `remembers`, `markets`, …
    pub fn name(self) -> &'static str {
        match self {
            Doing::Remembers => "remembers",
            Doing::Markets => "markets",
            Doing::Informs => "informs",
            Doing::Surveys => "surveys",
            Doing::Personalises => "personalises",
            Doing::Notices => "notices",
            Doing::Locates => "locates",
            Doing::Discloses => "discloses",
            Doing::Keeps => "keeps",
        }
    }

    /// Whether nothing but the person's own yes carries it: ePrivacy Directive art. 5(3), 9 and 13; R043, R213.
    pub(crate) fn needs_consent(self) -> bool {
        !matches!(self, Doing::Informs | Doing::Keeps)
    }

    /// Whether messages are sent for it that somebody agrees to.
    pub fn writes(self) -> bool {
        matches!(self, Doing::Markets | Doing::Surveys)
    }

    /// Whether it is asked of an address, with a box of its own in a form.
    pub fn is_asked_of_an_address(self) -> bool {
        matches!(
            self,
            Doing::Markets | Doing::Surveys | Doing::Personalises | Doing::Notices | Doing::Discloses
        )
    }
}

/// Who gets a message for a purpose, of those who said yes (R083).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relevance {
    /// Asking for the list is the interest.
    Subscribed,
    /// Whoever did something within so many days, 1 to 400.
    Active(u16),
    /// Whoever is drawn to what the message shows at least this much, 0 to 1.
    Affinity(f32),
}

/// The words in which a purpose is asked for, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PurposeWords)]
pub struct Words {
    /// The language: `en`, `ro` or `fr`.
    pub language: String,
    /// What people call the purpose in it.
    pub title: String,
    /// What they agree to.
    pub text: String,
}

impl Words {
    /// Without spaces around them.
    pub fn trimmed(self) -> Words {
        let trimmed = |text: String| text.trim().to_owned();
        Words { language: self.language, title: trimmed(self.title), text: trimmed(self.text) }
    }
}

/// A purpose as a tenant has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Which.
    pub purpose: Purpose,
    /// What people call it.
    pub title: String,
    /// What it does.
    pub does: Doing,
    /// On what it rests.
    pub basis: Basis,
    /// The condition under which it may use special categories.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// What it may use.
    pub categories: Vec<Category>,
    /// For how many days the data is kept for it, 1 to 1,096.
    pub term_days: u16,
    /// Who receives data for it beside the company.
    #[serde(default)]
    pub recipients: Vec<String>,
    /// Where it is told of: the notice and its version.
    pub notice: String,
    /// The words in which it is asked for; none: the program's, where it has some.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<Words>,
    /// Who gets its messages.
    pub relevance: Relevance,
    /// False once the tenant has given it up: nobody is asked for it and nothing is done for it any more.
    pub active: bool,
}

/// For how long behaviour is kept: 13 months (C6).
const THIRTEEN_MONTHS: u16 = 396;
/// For how long a yes to messages and what rests on it is kept: three years (C6).
const THREE_YEARS: u16 = 1_096;

/// The terms every tenant begins with: the strictest there are (R213).
pub(crate) fn built_in() -> Vec<Terms> {
    use Basis::{Consent, Contract};
    use Category::{Behaviour, Contact, Engagement, Location, Orders};
    let terms = |purpose, title: &str, does, basis, categories: &[Category], term_days| Terms {
        purpose,
        title: title.to_owned(),
        does,
        basis,
        condition: None,
        categories: categories.to_vec(),
        term_days,
        recipients: Vec::new(),
        notice: String::new(),
        words: Vec::new(),
        relevance: Relevance::Subscribed,
        active: true,
    };
    let shop: &[Category] = &[Behaviour, Orders];
    vec![
        terms(
            Purpose::TRACKING,
            "Recognition and shop behaviour",
            Doing::Remembers,
            Consent,
            shop,
            THIRTEEN_MONTHS,
        ),
        terms(Purpose::MARKETING, "Marketing messages", Doing::Markets, Consent, &[Contact], THREE_YEARS),
        Terms {
            relevance: Relevance::Active(90),
            ..terms(
                Purpose::PERSONALISATION,
                "Personal selection",
                Doing::Personalises,
                Consent,
                shop,
                THIRTEEN_MONTHS,
            )
        },
        terms(
            Purpose::OPEN_TRACKING,
            "Noticing opened messages",
            Doing::Notices,
            Consent,
            &[Engagement],
            THIRTEEN_MONTHS,
        ),
        Terms {
            active: false,
            ..terms(Purpose::LOCATION, "Location", Doing::Locates, Consent, &[Location], 90)
        },
        Terms {
            active: false,
            ..terms(
                Purpose::AUDIENCES,
                "Audiences of advertising platforms",
                Doing::Discloses,
                Consent,
                &[Contact],
                90,
            )
        },
        terms(
            Purpose::SERVICE,
            "Service information",
            Doing::Informs,
            Contract,
            &[Contact, Orders],
            THREE_YEARS,
        ),
        terms(Purpose::ORDERS, "Orders", Doing::Keeps, Contract, &[Orders], THREE_YEARS),
        Terms {
            active: false,
            ..terms(Purpose::SURVEY, "Surveys", Doing::Surveys, Consent, &[Contact], THREE_YEARS)
        },
        terms(Purpose::SUPPORT, "Support", Doing::Informs, Contract, &[Contact], THREE_YEARS),
    ]
}
