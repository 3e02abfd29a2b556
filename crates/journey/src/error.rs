//! What can go wrong on a journey, and whom it stops.

use placet_deliver::ledger;
use placet_store::Error as StoreError;

use crate::BadDefinition;

/// An error of the room `journey`.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The permission room's.
    #[error(transparent)]
    Permission(#[from] placet_permission::Error),
    /// The profile room's.
    #[error(transparent)]
    Profile(#[from] placet_profile::Error),
    /// The shop's.
    #[error(transparent)]
    Shop(#[from] placet_shop::Error),
    /// The message ledger's.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// A definition breaks a rule.
    #[error(transparent)]
    Definition(#[from] BadDefinition),
    /// The journey or the version an instance is on does not exist.
    #[error("no journey {0} version {1}")]
    NoJourney(i32, i32),
    /// A step names a template the tenant does not have.
    #[error("the tenant has no template {0}")]
    NoTemplate(String),
    /// A document could not be written down.
    #[error("a document that cannot be written down: {0}")]
    Document(#[from] serde_json::Error),
}

impl Error {
    /// Whether everybody at the tenant has to wait for it: the database is away, full, or of another schema. Everything else
    /// belongs to the one instance it happened to, which ends; nobody else is held up.
    pub(crate) fn stops_the_tenant(&self) -> bool {
        use StoreError::{Constraint, Corrupt, Engine};
        match self.of_store() {
            Some(error) => !matches!(error, Corrupt { .. } | Constraint { .. } | Engine { .. }),
            None => matches!(self, Error::Permission(placet_permission::Error::NoKeys(_))),
        }
    }

    /// Whether it arose from what was read, so that the transaction can go on without it.
    pub(crate) fn leaves_the_transaction_whole(&self) -> bool {
        self.of_store().is_none_or(|error| matches!(error, StoreError::Corrupt { .. }))
    }

    /// The store's error inside it, whichever room it came through.
    fn of_store(&self) -> Option<&StoreError> {
        use placet_permission::Error as Permission;
        use placet_profile::Error as Profile;
        match self {
            Error::Store(error)
            | Error::Permission(Permission::Store(error))
            | Error::Shop(placet_shop::Error::Store(error))
            | Error::Profile(
                Profile::Store(error)
                | Profile::Permission(Permission::Store(error))
                | Profile::Shop(placet_shop::Error::Store(error)),
            )
            | Error::Ledger(
                ledger::Error::Store(error)
                | ledger::Error::Permission(Permission::Store(error))
                | ledger::Error::Profile(Profile::Store(error)),
            ) => Some(error),
            _ => None,
        }
    }

    /// A word for it that holds nothing of anybody.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Error::Store(_) => "store",
            Error::Permission(_) => "permission",
            Error::Profile(_) => "profile",
            Error::Shop(_) => "shop",
            Error::Ledger(_) => "ledger",
            Error::Definition(_) => "definition",
            Error::NoJourney(..) => "no_journey",
            Error::NoTemplate(_) => "no_template",
            Error::Document(_) => "document",
        }
    }
}
