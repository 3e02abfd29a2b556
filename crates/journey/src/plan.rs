//! A definition that keeps the rules, as the machine reads it: `Definition ──check──▶ Plan`.

use placet_core::{Kind, Micros};

use crate::{BadDefinition, Definition, Step};

/// How many steps a journey has at most.
const MOST_STEPS: usize = 50;
/// The longest wait and the longest term.
const LONGEST: i64 = 365 * Micros::DAY;

/// A checked definition.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) trigger: Kind,
    restart_on: Vec<Kind>,
    exit_on: Vec<Kind>,
    pub(crate) steps: Vec<Step>,
    /// Microseconds.
    pub(crate) reentry: i64,
    /// Microseconds; 0 if carts are not carried over.
    pub(crate) carry_over: i64,
}

impl Plan {
    /// How long the step at `at` waits, in microseconds; 0 if it is no wait.
    pub(crate) fn wait(&self, at: usize) -> i64 {
        match self.steps.get(at) {
            Some(Step::Wait(span)) => span.micros(),
            _ => 0,
        }
    }

    pub(crate) fn ends_on(&self, kind: Kind) -> bool {
        self.exit_on.contains(&kind)
    }

    pub(crate) fn restarts_on(&self, kind: Kind) -> bool {
        self.restart_on.contains(&kind)
    }
}

impl Definition {
    /// Checks every rule: names of events, spans, steps that lead somewhere.
    ///
    /// # Errors
    /// [`BadDefinition`] names the first field that breaks one.
    pub fn check(&self) -> Result<(), BadDefinition> {
        self.plan().map(|_| ())
    }

    pub(crate) fn plan(&self) -> Result<Plan, BadDefinition> {
        let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if self.name.is_empty() || self.name.len() > 64 || !self.name.chars().all(good) {
            return bad("name", "must be 1 to 64 of a–z, 0–9 and _");
        }
        let trigger = kind("trigger.event", &self.trigger.event)?;
        let restart_on = kinds("restart_on", &self.restart_on)?;
        let exit_on = kinds("exit_on", &self.exit_on)?;
        if let Some(both) = exit_on.iter().find(|kind| **kind == trigger || restart_on.contains(kind)) {
            return bad("exit_on", &format!("`{}` cannot both start and end the journey", both.name()));
        }
        self.check_steps()?;
        let carry_over = self.carry_over.micros();
        if carry_over > 0 && trigger != Kind::PRODUCT_ADDED {
            return bad("carry_over", "needs the trigger `Product Added`");
        }
        for (field, span) in [("reentry", self.reentry), ("carry_over", self.carry_over)] {
            if span.micros() > LONGEST {
                return bad(field, "must be at most 365 days");
            }
        }
        let steps = self.steps.clone();
        Ok(Plan { trigger, restart_on, exit_on, steps, reentry: self.reentry.micros(), carry_over })
    }

    fn check_steps(&self) -> Result<(), BadDefinition> {
        if self.steps.is_empty() || self.steps.len() > MOST_STEPS {
            return bad("steps", "must be 1 to 50 steps");
        }
        for (at, step) in self.steps.iter().enumerate() {
            match step {
                Step::Wait(span) if span.is_zero() => {
                    return bad(&format!("steps[{at}].wait"), "must not be empty");
                }
                Step::Wait(span) if span.micros() > LONGEST => {
                    return bad(&format!("steps[{at}].wait"), "must be at most 365 days");
                }
                Step::Condition(condition) if !condition.cart_not_empty && !condition.in_stock => {
                    return bad(&format!("steps[{at}].condition"), "must ask for something");
                }
                Step::Send(send) if send.template.is_empty() => {
                    return bad(&format!("steps[{at}].send.template"), "is missing");
                }
                _ => {}
            }
        }
        match self.steps.last() {
            Some(Step::Send(_)) => Ok(()),
            _ => bad(&format!("steps[{}]", self.steps.len() - 1), "the last step must send something"),
        }
    }
}

fn kinds(field: &str, names: &[String]) -> Result<Vec<Kind>, BadDefinition> {
    names.iter().enumerate().map(|(at, name)| kind(&format!("{field}[{at}]"), name)).collect()
}

fn kind(field: &str, name: &str) -> Result<Kind, BadDefinition> {
    match Kind::named(name) {
        Some(kind) => Ok(kind),
        None => bad(field, "no event has this name"),
    }
}

fn bad<T>(field: &str, reason: &str) -> Result<T, BadDefinition> {
    Err(BadDefinition { field: field.to_owned(), reason: reason.to_owned() })
}

#[cfg(test)]
mod tests {
    use crate::{Definition, Span, Step, cart_reminder, confirm, confirm_reminder};

    fn field(change: impl FnOnce(&mut Definition)) -> String {
        let mut definition = cart_reminder(Span::hours(4));
        change(&mut definition);
        definition.check().unwrap_err().field
    }

    #[test]
    fn the_built_in_journeys_keep_the_rules_and_survive_json() {
        for definition in [confirm(), confirm_reminder(), cart_reminder(Span::hours(4))] {
            definition.check().unwrap();
            let json = serde_json::to_string(&definition).unwrap();
            assert_eq!(Definition::parse(&json).unwrap(), definition);
        }
    }

    #[test]
    fn a_broken_rule_names_its_field() {
        assert_eq!(field(|d| d.name = "Cart!".into()), "name");
        assert_eq!(field(|d| d.trigger.event = "Cart Added".into()), "trigger.event");
        assert_eq!(field(|d| d.restart_on[1] = "nothing".into()), "restart_on[1]");
        assert_eq!(field(|d| d.exit_on.push("Product Added".into())), "exit_on");
        assert_eq!(field(|d| d.steps.clear()), "steps");
        assert_eq!(field(|d| d.steps[0] = Step::Wait(Span::default())), "steps[0].wait");
        assert_eq!(field(|d| d.steps[0] = Step::Wait(Span::days(366))), "steps[0].wait");
        assert_eq!(field(|d| d.steps[1] = Step::Condition(Default::default())), "steps[1].condition");
        assert_eq!(field(|d| _ = d.steps.pop()), "steps[1]");
        assert_eq!(field(|d| d.reentry = Span::days(u32::MAX)), "reentry");
        assert_eq!(field(|d| d.trigger.event = "Product Viewed".into()), "carry_over");
    }

    #[test]
    fn keys_nobody_knows_are_refused_by_name() {
        let json = serde_json::to_string(&cart_reminder(Span::hours(4))).unwrap();
        for (from, to, named) in [
            ("\"name\"", "\"nmae\"", "nmae"),
            ("\"hours\"", "\"huors\"", "huors"),
            ("\"wait\"", "\"pause\"", "pause"),
            ("\"personalised\"", "\"spam\"", "spam"),
            ("\"cart_not_empty\"", "\"cart\"", "cart"),
        ] {
            let error = Definition::parse(&json.replacen(from, to, 1)).unwrap_err();
            assert!(error.reason.contains(named), "{error}");
        }
    }
}
