//! What is wrong with a template, said so that its author can mend it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One reason why a template is refused when saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The field of [`crate::Source`]: `subject` or `mjml`.
    pub field: String,
    /// The line in that field, from 1; 0 where the fault is of the whole field.
    pub line: u32,
    /// What is wrong and what to do, in plain words.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.field, self.message),
            line => write!(f, "{}, line {line}: {}", self.field, self.message),
        }
    }
}

impl std::error::Error for Fault {}

/// Faults of one field, at most: a template with more is not read to its end by anybody.
const MOST: usize = 50;

/// Gathers the faults of one field, turning byte offsets into lines.
#[derive(Debug)]
pub(crate) struct Faults<'s> {
    field: &'static str,
    source: &'s str,
    list: Vec<Fault>,
    /// How many were noted, the same ones again included.
    noted: usize,
}

impl<'s> Faults<'s> {
    /// An empty list for the field `field` with the text `source`.
    pub(crate) fn new(field: &'static str, source: &'s str) -> Self {
        Faults { field, source, list: Vec::new(), noted: 0 }
    }

    /// Notes a fault at byte `at` of the source.
    pub(crate) fn at(&mut self, at: usize, message: impl Into<String>) {
        if self.noted < MOST {
            self.push(self.line(at), message.into());
        }
    }

    /// Notes a fault of the field as a whole.
    pub(crate) fn whole(&mut self, message: impl Into<String>) {
        self.push(0, message.into());
    }

    /// The line of byte `at`, from 1.
    fn line(&self, at: usize) -> u32 {
        let before = self.source.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count();
        u32::try_from(before + 1).unwrap_or(u32::MAX)
    }

    /// Whether nothing is wrong so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The faults, each once.
    pub(crate) fn into_list(self) -> Vec<Fault> {
        self.list
    }

    fn push(&mut self, line: u32, message: String) {
        self.noted += 1;
        let fault = Fault { field: self.field.to_owned(), line, message };
        if !self.list.contains(&fault) {
            self.list.push(fault);
        }
    }
}
