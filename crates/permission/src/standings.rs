//! What the gate asks of an address, packed into its row: where its consents stand, and what stands against it.
//!
//! Ledger, suppressions and restrictions are the truth and outlive the address; this is what they say of it now, written anew in the
//! transaction that changes one of them, under the lock of the address's row. Planning reads a million of these in one walk.

use placet_core::Micros;

use crate::ledger::Standing;
use crate::{Purpose, State};

/// Where an address stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standings {
    /// Suppressed, and how far; restricted.
    pub against: Against,
    /// Each purpose its owner was ever asked for.
    pub consents: Vec<(Purpose, Standing)>,
}

/// What stands against any use of an address, whatever was agreed to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Against {
    /// Marketing to it is suppressed.
    pub marketing: bool,
    /// Everything to it is suppressed.
    pub everything: bool,
    /// Its owner's data is restricted (GDPR art. 18).
    pub restricted: bool,
}

/// The layout; another number means another layout.
const VERSION: u8 = 1;
/// Bytes of one consent: purpose, state, entry, moment.
const ONE: usize = 2 + 1 + 8 + 8;

impl Standings {
    /// Where this purpose stands; `None` if nobody ever asked.
    pub fn of(&self, purpose: Purpose) -> Option<Standing> {
        self.consents.iter().find(|(of, _)| *of == purpose).map(|(_, standing)| *standing)
    }

    /// As it stands in the row.
    pub fn pack(&self) -> Vec<u8> {
        let Against { marketing, everything, restricted } = self.against;
        let mut bytes = Vec::with_capacity(2 + self.consents.len() * ONE);
        bytes.push(VERSION);
        bytes.push(u8::from(marketing) | u8::from(everything) << 1 | u8::from(restricted) << 2);
        for (purpose, standing) in &self.consents {
            bytes.extend_from_slice(&(purpose.code() as u16).to_le_bytes());
            bytes.push(standing.state.code() as u8);
            bytes.extend_from_slice(&standing.entry.to_le_bytes());
            bytes.extend_from_slice(&standing.at.0.to_le_bytes());
        }
        bytes
    }

    /// `None` if these are no standings that this program knows.
    pub(crate) fn unpack(bytes: &[u8]) -> Option<Standings> {
        let (&[VERSION, flags], rest) = bytes.split_first_chunk()? else { return None };
        let (all, rest) = rest.as_chunks::<ONE>();
        if !rest.is_empty() {
            return None;
        }
        let against =
            Against { marketing: flags & 1 != 0, everything: flags & 2 != 0, restricted: flags & 4 != 0 };
        let consents = all.iter().map(unpack_one).collect::<Option<_>>()?;
        Some(Standings { against, consents })
    }
}

fn unpack_one(bytes: &[u8; ONE]) -> Option<(Purpose, Standing)> {
    let long = |at: usize| Some(i64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?));
    let purpose = Purpose::from_code(i64::from(u16::from_le_bytes([bytes[0], bytes[1]])))?;
    let state = State::from_code(i64::from(bytes[2]))?;
    Some((purpose, Standing { state, entry: long(3)?, at: Micros(long(11)?) }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn standings() -> impl Strategy<Value = Standings> {
        let purpose = proptest::sample::select([&Purpose::BUILT_IN[..], &[Purpose::EVERY]].concat());
        let one = (purpose, proptest::sample::select(State::ALL.to_vec()), any::<i64>(), any::<i64>())
            .prop_map(|(purpose, state, entry, at)| (purpose, Standing { state, entry, at: Micros(at) }));
        (any::<[bool; 3]>(), proptest::collection::vec(one, 0..6)).prop_map(
            |([marketing, everything, restricted], consents)| {
                let against = Against { marketing, everything, restricted };
                Standings { against, consents }
            },
        )
    }

    proptest! {
        #[test]
        fn what_was_packed_is_unpacked(standings in standings()) {
            prop_assert_eq!(Standings::unpack(&standings.pack()), Some(standings));
        }

        #[test]
        fn nonsense_is_no_standing(mut bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = Standings::unpack(&bytes);
            bytes.insert(0, VERSION + 1);
            prop_assert_eq!(Standings::unpack(&bytes), None);
        }
    }
}
