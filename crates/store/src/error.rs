//! What can go wrong below a room. No error carries a stored value: engines quote values in their messages, we quote codes.

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another transaction was in the way; running the transaction again is right, and `transaction!` does.
    #[error("the database asks to try again")]
    Transient(#[source] Transient),
    /// The database cannot be reached.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// A unique key or a check refused the row; the name is the constraint's or its columns'.
    #[error("{statement}: refused by {constraint}")]
    Constraint {
        /// The statement's name.
        statement: &'static str,
        /// Which constraint.
        constraint: String,
    },
    /// The disk is full, or nearly.
    #[error("the disk is full")]
    DiskFull,
    /// A stored value is not what the code expects.
    #[error("{statement}: column {column} does not hold what it should")]
    Corrupt {
        /// The statement's name.
        statement: &'static str,
        /// The column's place in the result, from 0.
        column: usize,
    },
    /// Any other refusal by the engine, by its code.
    #[error("{statement}: {code}")]
    Engine {
        /// The statement's name.
        statement: &'static str,
        /// SQLSTATE or SQLite's result code, with a message that quotes no value.
        code: String,
    },
    /// The database was written by a newer program.
    #[error(
        "the database has schema {found}, this program knows {known}: use the newer program, or restore the backup made before its migration"
    )]
    NewerSchema {
        /// What stands in the database.
        found: i64,
        /// What this program brings.
        known: i64,
    },
    /// The database is older than the program and has to be migrated first.
    #[error("the database has schema {found}, this program needs {known}: run `placet migrate`")]
    OlderSchema {
        /// What stands in the database.
        found: i64,
        /// What this program brings.
        known: i64,
    },
    /// The program's role was never given its rights on the tables.
    #[error(
        "the database role has no rights on the tables: start once with --owner-database, and their owner gives them"
    )]
    NoRights,
    /// The set-up is wrong: a path, a role, a key.
    #[error("{0}")]
    Setup(String),
}

/// Why a transaction may be run again.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Transient(pub String);

impl Error {
    /// Looks through an error of any room for the store's wish to try again.
    pub fn asks_to_retry(error: &(dyn std::error::Error + 'static)) -> bool {
        let mut next = Some(error);
        while let Some(error) = next {
            if error.is::<Transient>() || matches!(error.downcast_ref(), Some(Error::Transient(_))) {
                return true;
            }
            next = error.source();
        }
        false
    }
}
