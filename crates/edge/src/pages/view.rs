//! What each page shows. A handler fills one of these; the template of the same name does the rest.
//!
//! Wordings, names of purposes and of products come from the tenant, in the page's language where it has them. Addresses of forms and
//! links are the room's: signed, and without personal data. No view but [`Form`] holds contact data, and that one only what was
//! just typed into it; none has `Debug`.

use axum::http::StatusCode;
use placet_core::Micros;
use serde::Serialize;

/// A page's content.
pub trait View: Serialize {
    /// The template's name.
    const TEMPLATE: &'static str;

    /// The status it is answered with.
    fn status(&self) -> StatusCode {
        StatusCode::OK
    }
}

macro_rules! views {
    ($($view:ident = $template:literal),* $(,)?) => {
        $(impl View for $view { const TEMPLATE: &'static str = $template; })*
    };
}
views! {
    FormSent = "form_sent", Confirm = "confirm", Confirmed = "confirmed", Unsubscribe = "unsubscribe",
    Unsubscribed = "unsubscribed", Preferences = "preferences", PreferencesSaved = "preferences_saved",
    Why = "why", Notice = "notice", Cookies = "cookies", Home = "home", Renewal = "renewal",
}

/// How something reaches a person.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// E-mail.
    Email,
    /// SMS.
    Sms,
}

/// The public table of cookies (R066): ours, and those the shop named beside them (R076).
#[derive(Serialize)]
pub struct Cookies {
    /// Each of them.
    pub cookies: Vec<Cookie>,
}

/// One cookie.
#[derive(Serialize)]
pub struct Cookie {
    /// Its name.
    pub name: String,
    /// What it is for, if it is one of ours: `id`, `term`, `seen`, `choices` or `disclaimer`.
    pub key: Option<String>,
    /// What it is for in the shop's words, if it is not.
    pub told: Option<String>,
    /// `necessary`, `performance` or `advertising`.
    pub category: String,
    /// Who sets it.
    pub supplier: String,
    /// How many days it stands; none: until the browser is closed.
    pub days: Option<i64>,
    /// How many after a refusal; none: it does not stand then.
    pub days_refused: Option<i64>,
    /// Where a third party that gets it tells what it does.
    pub policy: Option<String>,
}

/// The newsletter form. It posts `email`, `words` (the numbers of the wordings), `device` if known, `choice.KEY` = `yes` for each ticked
/// choice, and `website`: a field people do not see; whoever fills it is no person.
#[derive(Serialize)]
pub struct Form {
    /// Where it is posted.
    pub action: String,
    /// What subscribing means, in the tenant's words; the button agrees to it (C7).
    pub wording: String,
    /// The numbers of the wordings on the page, posted back.
    pub words: String,
    /// Separate purposes, each with a box of its own that is never ticked beforehand (C7).
    pub choices: Vec<Choice>,
    /// The device's id, if the shop's page passed it on.
    pub device: Option<String>,
    /// The address as typed, after a mistake; else empty.
    pub email: String,
    /// What was wrong with it.
    pub error: Option<FormError>,
    /// The tenant's privacy notice.
    pub notice_url: Option<String>,
}

/// A separate purpose one may agree to.
#[derive(Serialize)]
pub struct Choice {
    /// Its key, posted as `choice.KEY`.
    pub key: String,
    /// What is agreed to.
    pub wording: String,
    /// Ticked by the person before the mistake; false on a first showing.
    pub ticked: bool,
}

/// Why a form comes back.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FormError {
    /// The address is none.
    Email,
    /// Too many from this network.
    TooMany,
}

impl View for Form {
    const TEMPLATE: &'static str = "form";

    fn status(&self) -> StatusCode {
        match self.error {
            None => StatusCode::OK,
            Some(FormError::Email) => StatusCode::UNPROCESSABLE_ENTITY,
            Some(FormError::TooMany) => StatusCode::TOO_MANY_REQUESTS,
        }
    }
}

/// After the form: the same whether the address is new, known or refused.
#[derive(Serialize)]
pub struct FormSent {
    /// How many days the link in the mail is good for.
    pub days: u32,
}

/// The page of a confirmation link; its POST confirms (nothing is posted but the button).
#[derive(Serialize)]
pub struct Confirm {
    /// Where it is posted.
    pub action: String,
    /// Each wording agreed to, as it stood when the form was sent.
    pub wordings: Vec<String>,
    /// When the form was sent.
    pub requested_at: Micros,
    /// Where: the host or name of the form's page.
    pub place: Option<String>,
    /// The tenant's privacy notice.
    pub notice_url: Option<String>,
}

/// After confirming.
#[derive(Serialize)]
pub struct Confirmed {
    /// Names of the purposes agreed to.
    pub purposes: Vec<String>,
    /// The person's preferences.
    pub preferences: Option<String>,
}

/// The page of an unsubscribe link; its POST unsubscribes (nothing is posted but the button).
#[derive(Serialize)]
pub struct Unsubscribe {
    /// Where it is posted.
    pub action: String,
    /// By which way the messages come.
    pub channel: Channel,
    /// The purpose the link is for; none: everything.
    pub purpose: Option<String>,
    /// Where a second button posts that ends everything; left out when `purpose` is none.
    pub everything: Option<String>,
    /// The person's preferences.
    pub preferences: Option<String>,
}

/// After unsubscribing.
#[derive(Serialize)]
pub struct Unsubscribed {
    /// By which way the messages came.
    pub channel: Channel,
    /// What ended; none: everything.
    pub purpose: Option<String>,
    /// Where *undo* is posted, while it is possible (C15).
    pub undo: Option<Undo>,
    /// The no to every company's messages (R110).
    pub everywhere: Everywhere,
    /// What was ever agreed to and refused, as a file.
    pub receipts: Option<String>,
    /// The person's preferences.
    pub preferences: Option<String>,
}

/// The no to every company's messages (R110).
#[derive(Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Everywhere {
    /// It can be said.
    Offered {
        /// Where it is posted.
        action: String,
    },
    /// It was said.
    Said {
        /// Where *undo* is posted, while it is possible.
        undo: Option<String>,
        /// Until when that is.
        until: Micros,
    },
}

/// Taking back an unsubscription, written as a new yes (C15, R171).
#[derive(Serialize)]
pub struct Undo {
    /// Where it is posted.
    pub action: String,
    /// Until when.
    pub until: Micros,
    /// Each wording agreed to anew.
    pub wordings: Vec<String>,
    /// Their numbers, posted back.
    pub words: String,
}

/// The preference centre. It posts `choice.KEY` = `yes` for each ticked row; a row that is not posted is a no.
#[derive(Serialize)]
pub struct Preferences {
    /// Where it is posted.
    pub action: String,
    /// One row for each purpose and channel.
    pub rows: Vec<Preference>,
    /// The numbers of the wordings on the page, posted back.
    pub words: String,
    /// How often and when messages may come.
    pub wish: Wishes,
    /// Where *unsubscribe from everything* is posted.
    pub everything: String,
    /// What was ever agreed to and refused, as a file.
    pub receipts: Option<String>,
    /// The tenant's privacy notice.
    pub notice_url: Option<String>,
}

/// How often and when somebody wishes to be written to. Posted as `pace` (a name, or nothing) and `pause` (days, `keep`, or nothing).
#[derive(Serialize)]
pub struct Wishes {
    /// Names of the paces there are, from more to less: `week`, `month`.
    pub paces: Vec<&'static str>,
    /// The one that was chosen.
    pub pace: Option<&'static str>,
    /// Lengths of pauses there are, in days.
    pub pauses: Vec<i64>,
    /// Until when nothing comes, if there is a pause.
    pub paused_until: Option<Micros>,
}

/// A purpose on a channel and whether it is agreed to.
#[derive(Serialize)]
pub struct Preference {
    /// Its key, posted as `choice.KEY`.
    pub key: String,
    /// The purpose's name.
    pub purpose: String,
    /// What ticking agrees to.
    pub wording: String,
    /// By which way.
    pub channel: Channel,
    /// Agreed to now.
    pub on: bool,
    /// Since when it is so, if there is an entry.
    pub since: Option<Micros>,
}

/// After saving the preferences.
#[derive(Serialize)]
pub struct PreferencesSaved {
    /// All rows, as they are now.
    pub rows: Vec<Preference>,
    /// How often and when messages may come from now on.
    pub wish: Wishes,
    /// Back to the preferences.
    pub preferences: String,
}

/// The page of a renewal link: what was agreed to, and whether it is to go on. It posts `words` to `action` for a yes, and nothing but the
/// button to `refuse` for a no.
#[derive(Serialize)]
pub struct Renewal {
    /// Where a yes is posted.
    pub action: String,
    /// Where a no is posted.
    pub refuse: String,
    /// What was agreed to.
    pub evidence: Vec<Evidence>,
    /// The numbers of its wordings, posted back.
    pub words: String,
    /// When the first of it ends.
    pub until: Micros,
    /// The person's preferences.
    pub preferences: Option<String>,
    /// The tenant's privacy notice.
    pub notice_url: Option<String>,
}

/// The same link once nothing is left that could go on.
#[derive(Serialize)]
pub struct RenewalOver {
    /// The form, for whoever wants to come back.
    pub form: String,
}

impl View for RenewalOver {
    const TEMPLATE: &'static str = "renewal_over";

    fn status(&self) -> StatusCode {
        StatusCode::GONE
    }
}

/// An entry of the consent ledger, as evidence.
#[derive(Serialize)]
pub struct Evidence {
    /// Its number in the tenant's ledger.
    pub entry: i64,
    /// The purpose's name.
    pub purpose: String,
    /// The wording agreed to.
    pub wording: String,
    /// The wording's version.
    pub version: String,
    /// How: `double_opt_in`, `confirmed by mail`, `banner`, `consent manager`, `form`, `preferences`, `renewal page`, `undo`, `import`, `api`; others are shown by their name.
    pub method: String,
    /// Where: host or name of the page, form or import.
    pub place: Option<String>,
    /// When it was given.
    pub at: Micros,
    /// When it was taken back, or ended by itself; none: it holds.
    pub ended_at: Option<Micros>,
    /// The notice of that day, where it is not today's.
    pub notice: Option<String>,
}

/// A product in a message.
#[derive(Serialize)]
pub struct Item {
    /// Its title.
    pub title: String,
    /// Its page in the shop.
    pub url: Option<String>,
    /// Why it is there: `cart`, `viewed`, `like`, `together`; others are shown by their name.
    pub why: String,
}

/// A person's page: "why did I get this?".
#[derive(Serialize)]
pub struct Why {
    /// When the message went.
    pub sent_at: Micros,
    /// By which way.
    pub channel: Channel,
    /// The purpose's name.
    pub purpose: String,
    /// The entries it stood on.
    pub evidence: Vec<Evidence>,
    /// Products in it and why they are there.
    pub items: Vec<Item>,
    /// Where the address came from: `form`, `shop`, `event`, `list`; others are shown by their name.
    pub source: String,
    /// What its purposes may use: `contact`, `behaviour`, `orders`, `engagement`, `preferences`, `location`, `special`.
    pub uses: Vec<String>,
    /// Who receives data for its purposes beside the company.
    pub recipients: Vec<String>,
    /// What was ever agreed to and refused, as a file.
    pub receipts: Option<String>,
    /// The page that unsubscribes.
    pub unsubscribe: String,
    /// The person's preferences.
    pub preferences: Option<String>,
    /// The tenant's privacy notice.
    pub notice_url: Option<String>,
}

/// The company's notice, made from its rules (R210).
#[derive(Serialize)]
pub struct Notice {
    /// What it does with data, each on its own.
    pub purposes: Vec<NoticePurpose>,
    /// The version of the rules; 0 before any were written down.
    pub version: i32,
    /// Since when they hold.
    pub since: Micros,
    /// Until when they held, if others hold now.
    pub until: Option<Micros>,
    /// Today's notice, where this is not it.
    pub today: Option<String>,
    /// Some versions before this one, the newest first; the last of them leads on.
    pub earlier: Vec<NoticeVersion>,
    /// The table of cookies.
    pub cookies: String,
}

/// A notice of before.
#[derive(Serialize)]
pub struct NoticeVersion {
    /// Its number.
    pub version: i32,
    /// Since when it held.
    pub since: Micros,
    /// Until when.
    pub until: Micros,
    /// Where it can be read.
    pub href: String,
}

/// A purpose in a notice.
#[derive(Serialize)]
pub struct NoticePurpose {
    /// What people call it.
    pub title: String,
    /// The words in which it is asked for; empty if it is not.
    pub asked: String,
    /// What it does: `markets`, `informs`, …; told where nobody is asked.
    pub does: &'static str,
    /// On what it rests (GDPR art. 6(1)): `consent`, `contract`, …
    pub basis: &'static str,
    /// What it may use.
    pub uses: Vec<&'static str>,
    /// For how many days data is kept for it.
    pub days: i64,
    /// Who receives data for it beside the company.
    pub recipients: Vec<String>,
    /// Where the company tells more.
    pub more: Option<String>,
}

/// A friendly refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// 404.
    NotFound,
    /// 410: the link was good once.
    Gone,
    /// 410: what the message said is not kept any more.
    Past,
    /// 400: a form sent what none of ours does.
    BadForm,
    /// 429.
    TooMany,
    /// 500.
    Internal,
    /// 503.
    Unavailable,
    /// 503: the company may not write to anybody for now.
    Closed,
}

/// A page for a mistake, the person's or ours.
#[derive(Serialize)]
pub struct Error {
    /// Which.
    pub trouble: Trouble,
    /// The request's id, for a mistake of ours: [`crate::log::request_id`].
    pub request: Option<String>,
}

impl View for Error {
    const TEMPLATE: &'static str = "error";

    fn status(&self) -> StatusCode {
        match self.trouble {
            Trouble::NotFound => StatusCode::NOT_FOUND,
            Trouble::Gone | Trouble::Past => StatusCode::GONE,
            Trouble::BadForm => StatusCode::BAD_REQUEST,
            Trouble::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Trouble::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Trouble::Unavailable | Trouble::Closed => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

/// The demo's first page: addresses to open.
#[derive(Serialize)]
pub struct Home {
    /// Its heading.
    pub title: String,
    /// A sentence under it.
    pub lead: String,
    /// Groups of addresses.
    pub groups: Vec<Group>,
}

/// Addresses that belong together.
#[derive(Serialize)]
pub struct Group {
    /// Its heading.
    pub title: String,
    /// The addresses.
    pub links: Vec<Link>,
}

/// An address and what is found there.
#[derive(Serialize)]
pub struct Link {
    /// The address.
    pub href: String,
    /// Its text.
    pub label: String,
    /// What is found there.
    pub note: Option<String>,
}
