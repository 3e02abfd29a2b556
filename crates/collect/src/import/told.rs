//! What came of an import, and what of that is told.

use placet_store::Row;

use super::NAMED;
use super::instruction::Kind;
use super::read::Fault;
use crate::Error;

/// A count of people is told in steps of so many, and never a smaller one.
const STEP: i64 = 5;

/// What came of an import or a part, exactly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Rows that were read.
    pub read: i64,
    /// New addresses with what the basis asks for.
    pub(super) added: i64,
    /// Addresses that were known.
    pub(super) known: i64,
    /// New addresses without evidence of a yes.
    pub(super) without_evidence: i64,
    /// Addresses whose owners said no.
    pub(super) suppressed: i64,
    /// Rows with something wrong in them.
    pub invalid: i64,
    /// The first of them.
    pub faulty: Vec<Fault>,
}

/// What is told of a closed import.
///
/// Who said no is never named, and a number can name somebody: that of a list of one row does, and so does a list of four strangers and one
/// other. So the refused are told in steps of five, and only if there are five rows beside them that were not refused; the rest of them
/// stand among the known. To whoever sends a short list, a person who said no looks like a person who is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// New addresses with what the basis asks for.
    pub added: i64,
    /// Addresses that brought nothing new, and the refused that are not told apart.
    pub known: i64,
    /// New addresses without evidence of a yes.
    pub without_evidence: i64,
    /// The refused, in steps of five; 0 is "fewer than five, or nearly all".
    pub suppressed: i64,
}

impl Figures {
    /// What is told of them, once there is nothing more to come. Of a list of people who said no, each row is one of them, whoever they are.
    pub fn told(&self, kind: Kind) -> Told {
        let Figures { added, known, without_evidence, suppressed, .. } = *self;
        if kind == Kind::Suppressions {
            return Told { added, known, without_evidence, suppressed };
        }
        let others = added + known + without_evidence;
        let told = if others < STEP { 0 } else { suppressed / STEP * STEP };
        Told { added, known: known + suppressed - told, without_evidence, suppressed: told }
    }

    /// From six numbers and the faulty rows, which follow each other.
    pub(super) fn read(row: &Row, first: usize) -> Result<Figures, Error> {
        let number = |nth: usize| row.get::<i64>(first + nth);
        let faulty = row.get::<String>(first + 6)?;
        Ok(Figures {
            read: number(0)?,
            added: number(1)?,
            known: number(2)?,
            without_evidence: number(3)?,
            suppressed: number(4)?,
            invalid: number(5)?,
            faulty: serde_json::from_str(&faulty).map_err(|_| row.corrupt(first + 6))?,
        })
    }

    /// Takes others in.
    pub(super) fn add(&mut self, other: Figures) {
        self.read += other.read;
        self.added += other.added;
        self.known += other.known;
        self.without_evidence += other.without_evidence;
        self.suppressed += other.suppressed;
        self.invalid += other.invalid;
        let room = NAMED.saturating_sub(self.faulty.len());
        self.faulty.extend(other.faulty.into_iter().take(room));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(added: i64, known: i64, suppressed: i64) -> Told {
        Figures { added, known, suppressed, ..Figures::default() }.told(Kind::Contacts)
    }

    #[test]
    fn r109_a_short_list_does_not_tell_who_said_no() {
        assert_eq!(told(0, 0, 1), told(0, 1, 0), "one row, refused or known");
        assert_eq!(told(4, 0, 1), told(4, 1, 0), "four strangers and one");
        assert_eq!(told(0, 0, 5), told(0, 5, 0), "five who all said no");
        assert_eq!(told(90, 0, 9).suppressed, 5);
    }

    #[test]
    fn of_a_list_of_people_who_said_no_all_rows_count() {
        let figures = Figures { suppressed: 7, ..Figures::default() };
        assert_eq!(figures.told(Kind::Suppressions).suppressed, 7);
    }

    #[test]
    fn what_is_told_adds_up() {
        for (added, known, suppressed) in [(10, 20, 500_003), (0, 4, 4), (3, 2, 7)] {
            let told = told(added, known, suppressed);
            assert_eq!(
                told.added + told.known + told.without_evidence + told.suppressed,
                added + known + suppressed
            );
        }
    }
}
