//! What an author writes: a journey as JSON, read strictly.

use placet_core::Micros;
use placet_permission::reach::Priority;
use placet_permission::{Ask, Purpose, Use};
use serde::{Deserialize, Serialize};

/// A journey.
///
/// ```json
/// {"name": "cart_reminder", "trigger": {"event": "Product Added"}, "restart_on": ["Product Removed"], "exit_on": ["Order Completed"],
///  "steps": [{"wait": {"hours": 4}}, {"condition": {"cart_not_empty": true}}, {"send": {"template": "cart_reminder", "use": "personalised"}}],
///  "reentry": {"days": 7}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Its name: 1 to 64 of `a`–`z`, `0`–`9` and `_`.
    pub name: String,
    /// What starts it.
    pub trigger: Trigger,
    /// Events after which the wait a person stands in begins anew.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub restart_on: Vec<String>,
    /// Events that end it at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exit_on: Vec<String>,
    /// What happens, in order; 1 to 50 steps.
    pub steps: Vec<Step>,
    /// How long after it has sent somebody something it may start for them again.
    #[serde(default, skip_serializing_if = "Span::is_zero")]
    pub reentry: Span,
    /// How old a cart may be that starts it when its device turns out to be a known person's; only with the trigger `Product Added`.
    #[serde(default, skip_serializing_if = "Span::is_zero")]
    pub carry_over: Span,
}

/// What starts a journey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// The event's name, such as `Product Added`.
    pub event: String,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Lets time pass.
    Wait(Span),
    /// Goes on only if all of it is true now.
    Condition(Condition),
    /// Sends a message, if the gate permits.
    Send(Send),
}

/// A span of time; the parts add up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Span {
    /// Days of 24 hours.
    #[serde(skip_serializing_if = "is_zero")]
    pub days: u32,
    /// Hours.
    #[serde(skip_serializing_if = "is_zero")]
    pub hours: u32,
    /// Minutes.
    #[serde(skip_serializing_if = "is_zero")]
    pub minutes: u32,
    /// Seconds.
    #[serde(skip_serializing_if = "is_zero")]
    pub seconds: u32,
}

/// What must be true, looked at when the step is reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Condition {
    /// Something lies in the person's cart.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cart_not_empty: bool,
    /// Something in the cart can be had.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub in_stock: bool,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Send {
    /// The name of the template.
    pub template: String,
    /// What it is, for the gate: `confirmation`, `reminder`, `marketing`, `personalised`.
    #[serde(rename = "use")]
    pub use_: Use,
    /// For which of the company's purposes; that of the use if none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// How it weighs against others when a person has enough: `low`, `normal`, `high`.
    #[serde(default, skip_serializing_if = "is_normal")]
    pub priority: Priority,
}

impl Send {
    /// This template for this use, of the usual weight.
    pub fn new(template: &str, use_: Use) -> Send {
        Send { template: template.to_owned(), use_, purpose: None, priority: Priority::Normal }
    }

    /// What the gate is asked.
    pub(crate) fn ask(&self) -> Ask {
        let usual = Ask::new(self.use_);
        Ask { purpose: self.purpose.unwrap_or(usual.purpose), priority: self.priority, ..usual }
    }
}

/// A definition that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct BadDefinition {
    /// Which field, such as `steps[2].send.template`.
    pub field: String,
    /// The rule.
    pub reason: String,
}

fn is_normal(priority: &Priority) -> bool {
    *priority == Priority::Normal
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

impl Span {
    /// A span of whole seconds.
    pub fn seconds(seconds: u32) -> Span {
        Span { seconds, ..Span::default() }
    }

    /// A span of hours.
    pub fn hours(hours: u32) -> Span {
        Span { hours, ..Span::default() }
    }

    /// A span of days.
    pub fn days(days: u32) -> Span {
        Span { days, ..Span::default() }
    }

    /// In microseconds; what is longer than can be said in them is the longest that can.
    pub fn micros(self) -> i64 {
        [
            (self.days, Micros::DAY),
            (self.hours, Micros::HOUR),
            (self.minutes, Micros::MINUTE),
            (self.seconds, Micros::SECOND),
        ]
        .into_iter()
        .fold(0, |sum, (n, unit)| sum.saturating_add(i64::from(n).saturating_mul(unit)))
    }

    /// No time at all.
    pub fn is_zero(&self) -> bool {
        self.micros() == 0
    }
}

impl Definition {
    /// Reads a definition from JSON; keys nobody knows are refused by name.
    ///
    /// # Errors
    /// [`BadDefinition`]; call [`Definition::check`] for the rules that are no matter of form.
    pub fn parse(json: &str) -> Result<Definition, BadDefinition> {
        serde_json::from_str(json)
            .map_err(|error| BadDefinition { field: "definition".to_owned(), reason: error.to_string() })
    }
}
