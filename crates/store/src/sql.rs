//! A statement: a name, one text for both engines, and whose data it touches.

use std::sync::OnceLock;

use crate::dialect;

/// Whose rows a statement may touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One tenant's: `$1` is the tenant, bound by the handle.
    Tenant,
    /// The short list of global tables: all parameters are the caller's.
    Global,
}

/// A registered statement. Made by [`statements!`](crate::statements) alone, so that the test which reads every statement reads them all.
#[derive(Debug)]
pub struct Sql {
    /// `room.NAME`, the name in metrics and errors.
    pub name: &'static str,
    /// The text as written, with `$1` for the tenant (or the first parameter of a global statement).
    pub text: &'static str,
    /// Whose rows.
    pub scope: Scope,
    sqlite: OnceLock<String>,
    postgres: OnceLock<String>,
    each: OnceLock<Option<usize>>,
    many: OnceLock<Option<dialect::Many>>,
}

impl Sql {
    #[doc(hidden)]
    pub const fn new(name: &'static str, text: &'static str, scope: Scope) -> Sql {
        Sql {
            name,
            text,
            scope,
            sqlite: OnceLock::new(),
            postgres: OnceLock::new(),
            each: OnceLock::new(),
            many: OnceLock::new(),
        }
    }

    /// The text for SQLite.
    pub fn sqlite(&self) -> &str {
        self.sqlite.get_or_init(|| dialect::sqlite(self.text))
    }

    /// The text for PostgreSQL.
    pub fn postgres(&self) -> &str {
        self.postgres.get_or_init(|| dialect::postgres(self.text))
    }

    /// The parameter that is a list and whose values are looked up one by one, if there is one.
    pub(crate) fn each(&self) -> Option<usize> {
        *self.each.get_or_init(|| dialect::each_parameter(self.text))
    }

    /// The parts of an `INSERT … VALUES (…) …`, to be repeated for many rows.
    pub(crate) fn many(&self) -> Option<&dialect::Many> {
        self.many.get_or_init(|| dialect::Many::split(self.postgres())).as_ref()
    }
}

/// Registers statements: `statements! { "room"; tenant NAME = "SELECT …"; global OTHER = "…"; }` makes a static for each and the list `ALL`.
#[macro_export]
macro_rules! statements {
    ($room:literal; $($(#[$doc:meta])* $scope:ident $name:ident = $text:literal;)*) => {
        $($(#[$doc])* pub(crate) static $name: $crate::Sql =
            $crate::Sql::new(concat!($room, ".", stringify!($name)), $text, $crate::statements!(@$scope));)*
        /// Every statement of this room, for the test that reads them.
        pub static ALL: &[&$crate::Sql] = &[$(&$name),*];
    };
    (@tenant) => { $crate::Scope::Tenant };
    (@global) => { $crate::Scope::Global };
}
