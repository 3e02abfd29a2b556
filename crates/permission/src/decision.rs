//! Questions to the gate and its answers.

use placet_core::Micros;
use serde::{Deserialize, Serialize};

use crate::Purpose;
use crate::facts::Facts;
use crate::reach::Priority;

/// What a message is, for the gate (R097). Each has a basis of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// The request to confirm an address: the answer to somebody's asking, at most two in thirty days ([`crate::asking`]).
    Confirmation,
    /// Marketing that is the same for everybody.
    Marketing,
    /// Marketing about what the person looked at: asks for both permissions (R044).
    Personalised,
    /// About what somebody has ordered or asked for. No cap, no quiet hours.
    Service,
    /// A question about their opinion.
    Survey,
    /// The answer to somebody who asked for help. No cap, no quiet hours.
    Support,
    /// Reminds, once, of a request to confirm that was not answered; never who said no before.
    Reminder,
    /// Asks whether a yes that ends soon is to go on (R139): under that yes, once for each, in allowed hours and no more often than its owner
    /// wishes. The company's caps count it and do not keep it away: who writes every day would else never ask.
    Renewal,
}

impl Use {
    /// Every use.
    pub const ALL: [Use; 8] = [
        Use::Confirmation,
        Use::Marketing,
        Use::Personalised,
        Use::Service,
        Use::Survey,
        Use::Support,
        Use::Reminder,
        Use::Renewal,
    ];

    /// The number in the column `message.kind`.
    pub fn code(self) -> i64 {
        match self {
            Use::Confirmation => 1,
            Use::Marketing => 2,
            Use::Personalised => 3,
            Use::Service => 4,
            Use::Survey => 5,
            Use::Support => 6,
            Use::Reminder => 7,
            Use::Renewal => 8,
        }
    }

    /// The use of this number.
    pub fn from_code(code: i64) -> Option<Use> {
        Use::ALL.into_iter().find(|use_| use_.code() == code)
    }

    /// What nobody asked for at this moment: it is capped, it waits for the morning, and one that is in doubt is not repeated (DESIGN §5).
    pub fn is_marketing(self) -> bool {
        matches!(self, Use::Marketing | Use::Personalised | Use::Survey | Use::Renewal)
    }

    /// Whether the company's caps keep it away from people who have enough.
    pub(crate) fn is_capped(self) -> bool {
        self.is_marketing() && self != Use::Renewal
    }

    /// Whether it asks for a confirmation, and so goes to an address that has none.
    pub fn asks_to_confirm(self) -> bool {
        matches!(self, Use::Confirmation | Use::Reminder)
    }

    /// The purpose of such a message that names none.
    pub fn purpose(self) -> Purpose {
        match self {
            Use::Confirmation | Use::Reminder | Use::Renewal | Use::Marketing | Use::Personalised => {
                Purpose::MARKETING
            }
            Use::Service => Purpose::SERVICE,
            Use::Survey => Purpose::SURVEY,
            Use::Support => Purpose::SUPPORT,
        }
    }
}

/// A question to the gate: may this be sent?
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    /// What.
    pub use_: Use,
    /// For which purpose of the tenant's.
    pub purpose: Purpose,
    /// How it weighs against others.
    #[serde(default)]
    pub priority: Priority,
    /// How much the person is drawn to what it shows, 0 to 1, where the purpose asks for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affinity: Option<f32>,
    /// Whether the message has already counted towards the person's cap.
    #[serde(default)]
    pub counted: bool,
}

impl Ask {
    /// Whether a message of this kind may be sent that has not counted yet.
    pub fn new(use_: Use) -> Ask {
        Ask { use_, purpose: use_.purpose(), priority: Priority::default(), affinity: None, counted: false }
    }

    /// As it stands in a decision: they are kept by the million, and what can be told from the rest does not stand in them.
    pub(crate) fn unless_usual(self) -> Option<Ask> {
        (self != Ask::new(self.use_)).then_some(self)
    }

    /// The same for a message that has counted.
    pub fn counted(self) -> Ask {
        Ask { counted: true, ..self }
    }
}

/// Why not, or not now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Denial {
    /// The contact is not there (any more).
    NoContact,
    /// The tenant has not accepted its duties.
    NoAgreement,
    /// Nobody made sure who the tenant is.
    IdentityUnverified,
    /// The tenant may not send from its domain.
    DomainUnverified,
    /// The operator stopped the tenant, or too many complained.
    Stopped,
    /// Suppressed at this tenant.
    Suppressed,
    /// Opted out of every tenant's messages.
    OptedOut,
    /// The person's data is kept and not used (GDPR art. 18).
    Restricted,
    /// The person objected (GDPR art. 21).
    Objected,
    /// The purpose is not there, was given up, or does not do this.
    NoPurpose,
    /// Where the address comes from is not known, or it is a public directory (C2).
    NoSource,
    /// The address was typed by somebody and never confirmed.
    Unconfirmed,
    /// The address is confirmed already: nothing to confirm.
    AlreadyConfirmed,
    /// Nobody asked to confirm it within the last week.
    NotRequested,
    /// No yes to the purpose by this channel.
    NoConsent,
    /// No yes to personalisation.
    NoPersonalisation,
    /// Three years have passed since the person last did anything themselves, and the yes was not renewed (R139).
    ConsentLapsed,
    /// They said no to it less than six months ago: nobody asks them again so soon.
    RefusedLately,
    /// The yes does not end soon: there is nothing to ask.
    NothingToRenew,
    /// It is of no interest to the person (R083).
    NotRelevant,
    /// The person asked for a pause.
    Paused,
    /// The person has had enough for now (R093).
    Capped,
    /// A message that weighs more took its place (R093).
    GaveWay,
    /// Not at this hour or on this day, where the person is.
    QuietHours,
}

impl Denial {
    /// Every reason.
    pub const ALL: [Denial; 24] = [
        Denial::NoContact,
        Denial::NoAgreement,
        Denial::IdentityUnverified,
        Denial::DomainUnverified,
        Denial::Stopped,
        Denial::Suppressed,
        Denial::OptedOut,
        Denial::Restricted,
        Denial::Objected,
        Denial::NoPurpose,
        Denial::NoSource,
        Denial::Unconfirmed,
        Denial::AlreadyConfirmed,
        Denial::NotRequested,
        Denial::NoConsent,
        Denial::NoPersonalisation,
        Denial::ConsentLapsed,
        Denial::RefusedLately,
        Denial::NothingToRenew,
        Denial::NotRelevant,
        Denial::Paused,
        Denial::Capped,
        Denial::GaveWay,
        Denial::QuietHours,
    ];

    /// Its name in reports and pages.
    pub fn name(self) -> &'static str {
        match self {
            Denial::NoContact => "no_contact",
            Denial::NoAgreement => "no_agreement",
            Denial::IdentityUnverified => "identity_unverified",
            Denial::DomainUnverified => "domain_unverified",
            Denial::Stopped => "stopped",
            Denial::Suppressed => "suppressed",
            Denial::OptedOut => "opted_out",
            Denial::Restricted => "restricted",
            Denial::Objected => "objected",
            Denial::NoPurpose => "no_purpose",
            Denial::NoSource => "no_source",
            Denial::Unconfirmed => "unconfirmed",
            Denial::AlreadyConfirmed => "already_confirmed",
            Denial::NotRequested => "not_requested",
            Denial::NoConsent => "no_consent",
            Denial::NoPersonalisation => "no_personalisation",
            Denial::ConsentLapsed => "consent_lapsed",
            Denial::RefusedLately => "refused_lately",
            Denial::NothingToRenew => "nothing_to_renew",
            Denial::NotRelevant => "not_relevant",
            Denial::Paused => "paused",
            Denial::Capped => "capped",
            Denial::GaveWay => "gave_way",
            Denial::QuietHours => "quiet_hours",
        }
    }
}

/// What the gate says, and the entries of the ledger on which it does; a no shows how far it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// Yes, later, or no.
    pub verdict: Verdict,
    /// The yeses that were found on the way.
    pub evidence: Vec<Evidence>,
}

/// What the gate says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Yes.
    Granted,
    /// Not now: ask again then.
    Deferred {
        /// When.
        until: Micros,
        /// Why not now.
        why: Denial,
    },
    /// No.
    Denied(Denial),
}

/// A decision with its facts: what is kept, where a permit is not. It can be made again on them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// When.
    pub at: Micros,
    /// What was asked.
    pub use_: Use,
    /// `None` if granted or deferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denied: Option<Denial>,
    /// Until when it is deferred, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferred: Option<(Micros, Denial)>,
    /// The ledger entries it rests on.
    pub evidence: Vec<Evidence>,
    /// The whole question, unless it is the usual one of its use: [`Decision::asked`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<Ask>,
    /// The version of the tenant's rules.
    #[serde(default)]
    pub rules: i32,
    /// Where the tenant was: whose midnight counts for people of whom nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// What else was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<Facts>,
}

impl Decision {
    /// A yes of which nothing is kept: it cannot be made again.
    pub fn granted(at: Micros, ask: &Ask) -> Decision {
        Decision {
            at,
            use_: ask.use_,
            denied: None,
            deferred: None,
            evidence: Vec::new(),
            ask: ask.unless_usual(),
            rules: 0,
            zone: None,
            facts: None,
        }
    }

    /// Whether it is a yes.
    pub fn is_granted(&self) -> bool {
        self.denied.is_none() && self.deferred.is_none()
    }

    /// What was asked.
    pub fn asked(&self) -> Ask {
        self.ask.unwrap_or_else(|| Ask::new(self.use_))
    }
}

/// One yes a decision rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// For which purpose.
    pub purpose: Purpose,
    /// The ledger entry.
    pub entry: i64,
    /// Given when.
    pub at: Micros,
}
