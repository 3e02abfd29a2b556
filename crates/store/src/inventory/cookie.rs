//! The cookies that the program and its scripts set: what stands on a person's own device (R059, R064, R065, R066).

use super::Class;
use super::class::{CONSENT, IDENTITY};

/// A cookie, as the table of cookies names it.
#[derive(Debug)]
pub struct Cookie {
    /// Its name.
    pub name: &'static str,
    /// Tells apart what it is for, in every language: the end of a key of the pages' texts.
    pub key: &'static str,
    /// Who sets it.
    pub set_by: SetBy,
    /// Whether it needs a yes, and to what.
    pub category: Category,
    /// How many days it stands; at most 13 months (C10).
    pub days: i64,
    /// How many, if what it remembers is a refusal of everything; `None`: it does not stand then.
    pub days_refused: Option<i64>,
    /// Of which class of data it is.
    pub class: &'static Class,
}

/// Who sets a cookie; nobody else gets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetBy {
    /// The tracker, on the tenant's analytics host; no script can read it.
    Tracker,
    /// The banner, on the shop's own host; the tracker never gets it.
    Banner,
}

/// The categories of a banner (R065). Nothing of ours needs the one for performance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    /// The site cannot do without it.
    Necessary,
    /// It stands only after a yes to advertising and tracking.
    Advertising,
}

/// How long a yes is remembered: thirteen months of 30 days.
const YES: i64 = 390;
/// How long a no is remembered: six months of 30 days.
const NO: i64 = 180;

const fn tracker(name: &'static str, key: &'static str) -> Cookie {
    let (set_by, category, class) = (SetBy::Tracker, Category::Advertising, &IDENTITY);
    Cookie { name, key, set_by, category, days: YES, days_refused: None, class }
}

const fn banner(name: &'static str, key: &'static str, days_refused: Option<i64>) -> Cookie {
    let (set_by, category, class) = (SetBy::Banner, Category::Necessary, &CONSENT);
    Cookie { name, key, set_by, category, days: YES, days_refused, class }
}

/// Which browser it is: a random number, sealed.
pub const BROWSER_ID: Cookie = tracker("__Host-placet-id", "id");
/// Until when it may be known: a date, sealed.
pub const BROWSER_TERM: Cookie = tracker("__Host-placet-term", "term");
/// When it was last here: a time, sealed.
pub const BROWSER_SEEN: Cookie = tracker("__Host-placet-seen", "seen");
/// The categories that were chosen. It holds no identifier, and is all that a no leaves (C16).
pub const CHOICES: Cookie = banner("cookie-choices", "choices", Some(NO));
/// The version of the notice that was shown and accepted.
pub const DISCLAIMER: Cookie = banner("cookie-disclaimer", "disclaimer", None);

/// The one cookie that is no shopper's: a member's session, on the application's own host alone. Its secret stands nowhere else.
pub const MEMBER_SESSION: &str = "__Host-placet-session";
/// How many hours that cookie stands at most.
pub const MEMBER_SESSION_HOURS: i64 = 12;

/// What the console keeps in a member's browser.
#[derive(Debug)]
pub struct Kept {
    /// Where in the browser.
    pub place: Place,
    /// Its name.
    pub name: &'static str,
    /// How many hours at most; `None`: until the tab is closed.
    pub hours: Option<i64>,
}

/// A place in a browser where something can be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A cookie.
    Cookie,
    /// `localStorage`.
    Local,
    /// `sessionStorage`, which ends with its tab.
    Session,
}

impl Place {
    /// Its name in the documents.
    pub fn name(self) -> &'static str {
        match self {
            Place::Cookie => "cookie",
            Place::Local => "local storage",
            Place::Session => "session storage",
        }
    }
}

/// Everything that the console keeps in a member's browser: nothing is there that the member did not ask for by signing in, choosing
/// colours or turning a page. `docs/console.md` names it.
pub const CONSOLE: &[Kept] = &[
    Kept { place: Place::Cookie, name: MEMBER_SESSION, hours: Some(MEMBER_SESSION_HOURS) },
    Kept { place: Place::Local, name: "placet-colours", hours: Some(YES * 24) },
    Kept { place: Place::Session, name: "tsr-scroll-restoration-v1_3", hours: None },
];

/// Every cookie that a shopper may get. The tracker's stand only after a yes, the banner's only after a choice.
pub const COOKIES: &[&Cookie] = &[&CHOICES, &DISCLAIMER, &BROWSER_ID, &BROWSER_TERM, &BROWSER_SEEN];
