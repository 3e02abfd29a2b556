//! The classes of personal data: what each is for, on what basis, and for how long (C6, C13, C15).

use placet_core::Micros;

/// A class of personal data. Every personal column and key belongs to one.
#[derive(Debug, PartialEq, Eq)]
pub struct Class {
    /// What it is called.
    pub category: &'static str,
    /// Whose data.
    pub subject: &'static str,
    /// What for.
    pub purpose: &'static str,
    /// On what legal basis.
    pub basis: &'static str,
    /// In which role the platform holds it, unless the tenant's contract says otherwise (C1).
    pub role: Role,
    /// Where it comes from.
    pub source: &'static str,
    /// How long it is kept.
    pub term: Term,
    /// Who else gets it.
    pub recipients: &'static str,
}

/// The platform's role for data (R003).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// On behalf of the tenant.
    Processor,
    /// On its own account.
    Controller,
}

impl Role {
    /// Its name in registers.
    pub fn name(self) -> &'static str {
        match self {
            Role::Processor => "processor",
            Role::Controller => "controller",
        }
    }
}

/// How long something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// So many days of 24 hours.
    Days(i64),
    /// So many calendar months.
    Months(i32),
    /// Until something happens.
    Until(&'static str),
}

impl Term {
    /// What happened before this moment is past its term; `None` if the term does not end by the calendar.
    pub fn cutoff(self, now: Micros) -> Option<Micros> {
        match self {
            Term::Days(days) => Some(now - days * Micros::DAY),
            Term::Months(months) => Some(now.months_earlier(months)),
            Term::Until(_) => None,
        }
    }
}

impl std::fmt::Display for Term {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Term::Days(days) => write!(f, "{days} days"),
            Term::Months(months) if months % 12 == 0 => write!(f, "{} years", months / 12),
            Term::Months(months) => write!(f, "{months} months"),
            Term::Until(what) => write!(f, "until {what}"),
        }
    }
}

const PERSON: &str = "people who visit the tenant's shop or gave it an address";
const NOBODY: &str = "nobody";

/// Contact data.
pub(super) const CONTACT: Class = Class {
    category: "contact data",
    subject: "people who gave the tenant an address",
    purpose: "sending the messages the person asked for",
    basis: "consent (GDPR 6(1)(a)); until the address is confirmed, the person's own request (6(1)(b))",
    role: Role::Processor,
    source: "a form the person filled in, or the tenant's list with evidence",
    term: Term::Until(
        "24 hours after unsubscribing, three years after the person last did anything, or a week without a confirmation",
    ),
    recipients: "the mail or SMS service that carries the message",
};

/// Pseudonymous ids that hold a profile together.
pub(super) const IDENTITY: Class = Class {
    category: "pseudonymous identifiers",
    subject: PERSON,
    purpose: "recognising the person at this tenant alone",
    basis: "consent (GDPR 6(1)(a), ePrivacy Directive 5(3))",
    role: Role::Processor,
    source: "made by the platform",
    term: Term::Until("unsubscribing without a tracking consent, or erasure"),
    recipients: NOBODY,
};

/// What a person does in the shop.
pub(super) const BEHAVIOUR: Class = Class {
    category: "activity in the shop",
    subject: PERSON,
    purpose: "choosing what the tenant's messages to this person show, and when they come",
    basis: "consent (GDPR 6(1)(a), ePrivacy Directive 5(3))",
    role: Role::Processor,
    source: "the person's device or the tenant's shop",
    term: Term::Months(13),
    recipients: NOBODY,
};

/// What was sent, and what became of it.
pub(super) const ENGAGEMENT: Class = Class {
    category: "messages and reactions to them",
    subject: "people who gave the tenant an address",
    purpose: "relevance, frequency, totals of reports, attribution and billing",
    basis: "consent (GDPR 6(1)(a))",
    role: Role::Processor,
    source: "the delivery of the messages and the person's clicks",
    term: Term::Months(13),
    recipients: NOBODY,
};

/// What a message said.
pub(super) const CONTENT: Class = Class {
    category: "content of messages",
    subject: "people who gave the tenant an address",
    purpose: "delivering the message and showing it again on the web",
    basis: "consent (GDPR 6(1)(a))",
    role: Role::Processor,
    source: "the tenant's template and the person's activity",
    term: Term::Days(6),
    recipients: "the mail or SMS service that carries the message",
};

/// Orders.
pub(super) const ORDER: Class = Class {
    category: "orders",
    subject: "customers of the tenant",
    purpose: "ending reminders, attribution and billing; nothing else without consent",
    basis: "contract of sale (GDPR 6(1)(b)); with consent also personalisation (6(1)(a))",
    role: Role::Processor,
    source: "the tenant's shop",
    term: Term::Months(36),
    recipients: NOBODY,
};

/// The proof of a yes or a no.
pub(super) const CONSENT: Class = Class {
    category: "evidence of consent",
    subject: PERSON,
    purpose: "proving what was agreed to, when, and to which words",
    basis: "duty to demonstrate consent (GDPR 7(1), 6(1)(c))",
    role: Role::Processor,
    source: "the person's own act",
    term: Term::Months(36),
    recipients: NOBODY,
};

/// The no that stays.
pub(super) const SUPPRESSION: Class = Class {
    category: "refusals",
    subject: "people who unsubscribed, objected or asked for erasure",
    purpose: "refusing the address, and nothing else",
    basis: "respecting the objection (GDPR 21(3), 6(1)(c))",
    role: Role::Processor,
    source: "the person's own act",
    term: Term::Months(36),
    recipients: NOBODY,
};

/// Messages that were not sent.
pub(super) const DECISION: Class = Class {
    category: "decisions not to send",
    subject: "people who gave the tenant an address",
    purpose: "showing why a message was not sent",
    basis: "duty to demonstrate compliance (GDPR 5(2), 6(1)(c))",
    role: Role::Processor,
    source: "made by the platform",
    term: Term::Days(90),
    recipients: NOBODY,
};

/// That somebody was erased.
pub(super) const ERASURE: Class = Class {
    category: "erasure ledger",
    subject: "people who asked for erasure",
    purpose: "erasing again after a backup is restored",
    basis: "duty to erase and to demonstrate it (GDPR 17, 5(2), 6(1)(c))",
    role: Role::Processor,
    source: "the person's request",
    term: Term::Months(36),
    recipients: NOBODY,
};

/// Accounts of the tenant's people.
pub(super) const MEMBER: Class = Class {
    category: "accounts of members",
    subject: "people who work for the tenant",
    purpose: "signing in and knowing who did what",
    basis: "contract (GDPR 6(1)(b))",
    role: Role::Controller,
    source: "the member or the tenant",
    term: Term::Months(3),
    recipients: NOBODY,
};

/// What members saw and changed.
pub(super) const MEMBER_LOG: Class = Class {
    category: "log of members' access",
    subject: "people who work for the tenant",
    purpose: "showing who saw or changed which data, and why",
    basis: "security of processing and accountability (GDPR 32, 5(2))",
    role: Role::Processor,
    source: "the member's own act",
    term: Term::Months(36),
    recipients: NOBODY,
};

/// Opt-outs of every tenant's messages.
pub(super) const OPTOUT: Class = Class {
    category: "global opt-outs",
    subject: "people who opted out of every tenant's messages",
    purpose: "refusing the address at every tenant, and nothing else",
    basis: "respecting the objection (GDPR 21(3), 6(1)(c))",
    role: Role::Controller,
    source: "the person's request",
    term: Term::Until("the person takes it back"),
    recipients: NOBODY,
};

/// Every class, in the order of the registers.
pub(super) const ALL: &[&Class] = &[
    &CONTACT,
    &IDENTITY,
    &BEHAVIOUR,
    &ENGAGEMENT,
    &CONTENT,
    &ORDER,
    &CONSENT,
    &SUPPRESSION,
    &DECISION,
    &ERASURE,
    &MEMBER,
    &MEMBER_LOG,
    &OPTOUT,
];
