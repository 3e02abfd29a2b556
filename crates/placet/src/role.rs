//! What a node does. One process may do everything; on PostgreSQL the work may be divided among any number of them.

use placet_rights::renewal;

use crate::config::words;

/// A part of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Answers HTTP.
    Web,
    /// Folds the inbox into events and streams.
    Fold,
    /// Advances journeys.
    Journey,
    /// Hands messages over.
    Deliver,
    /// Counts and attributes.
    Measure,
    /// Fetches product feeds.
    Feed,
    /// Clears what the unsubscribed left, sweeps what is past its term, asks before a yes ends and ends it.
    Rights,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 7] =
        [Role::Web, Role::Fold, Role::Journey, Role::Deliver, Role::Measure, Role::Feed, Role::Rights];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Role::Web => "web",
            Role::Fold => "fold",
            Role::Journey => "journey",
            Role::Deliver => "deliver",
            Role::Measure => "measure",
            Role::Feed => "feed",
            Role::Rights => "rights",
        }
    }

    /// The queues it works off.
    pub fn queues(self) -> &'static [&'static str] {
        match self {
            Role::Web => &[],
            Role::Fold => &["fold"],
            Role::Journey => &["journey"],
            Role::Deliver => &["deliver"],
            Role::Measure => &["measure"],
            Role::Feed => &[placet_shop::FEED_QUEUE],
            Role::Rights => &["rights", UPKEEP, renewal::QUEUE],
        }
    }

    /// The queues every tenant has.
    pub fn all_queues() -> impl Iterator<Item = &'static str> {
        Role::ALL.into_iter().flat_map(Role::queues).copied()
    }
}

/// The queue of what is done once a day: what is past its term goes.
pub const UPKEEP: &str = "upkeep";

/// The roles of one node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roles(Vec<Role>);

impl Roles {
    /// Every role.
    pub fn all() -> Roles {
        Roles(Role::ALL.to_vec())
    }

    /// Reads `all` or a list with commas between.
    pub(crate) fn parse(text: &str) -> Result<Roles, String> {
        if text == "all" {
            return Ok(Roles::all());
        }
        let role = |word| Role::ALL.into_iter().find(|role| role.name() == word);
        match words(text).map(role).collect::<Option<Vec<Role>>>() {
            Some(roles) if !roles.is_empty() => Ok(Roles(roles)),
            _ => Err("must be all, or a list of web, fold, journey, deliver, measure, feed, rights".into()),
        }
    }

    /// Whether this role is among them.
    pub fn has(&self, role: Role) -> bool {
        self.0.contains(&role)
    }

    /// Whether every role is.
    pub fn is_all(&self) -> bool {
        Role::ALL.into_iter().all(|role| self.has(role))
    }
}
