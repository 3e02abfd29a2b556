//! Imports of people: a company says in writing whose addresses come in, from where, on which basis and on what evidence, and sends them in
//! numbered parts.
//!
//! ```text
//! begin ─▶ open ──(part 1, part 2, …)──▶ close ─▶ closed, in totals
//! ```
//!
//! What was instructed is never changed (R010, R054). A part is taken in transactions of some rows, each of which stores how far it came: a
//! part that comes again, after a crash or out of caution, goes on there, or is answered as it was. Without evidence of a yes an address is
//! kept and never written to (C2, R040). Who said no is refused (R109), counted in steps, and never named ([`Told`]).

mod check;
mod instruction;
mod part;
mod read;
pub(crate) mod routes;
mod shown;
mod told;
mod words;

use placet_core::{Id, Micros};
use placet_permission::law::Laws;
use placet_permission::place::Stated;
use placet_permission::vault::Channel;
use placet_permission::{duty, ledger, policy};
use placet_store::{Row, Slice, Tx, params};

use crate::Error;
use crate::store::{
    ADD_IMPORT, ADD_IMPORT_RUN, CLOSE_IMPORT, HOLD_IMPORT, IMPORT, IMPORT_PARTS, IMPORT_SUMS, IMPORTS,
};

pub use instruction::{Basis, By, Evidence, Instruction, Kind, Source, SourceKind};
pub use part::{Part, take};
pub use read::{Format, Line, MOST, MOST_BYTES, Unreadable, read};
pub(crate) use routes::asker;
pub use routes::{PartNumber, body};
pub use shown::{NewImport, ShownImport, ShownPart, ShownWords};
pub use told::{Figures, Told};
pub use words::{Words, attestation};

/// The most parts of an import.
pub const MOST_PARTS: i32 = 1_000;
/// Within which time people are informed where law says nothing.
const INFORM_WITHIN: i64 = 28 * Micros::DAY;
/// How many faulty rows are named.
const NAMED: usize = 100;

/// Why an import does not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The company has not accepted its duties as controller (R009).
    #[error("the company has not accepted its duties as controller")]
    AgreementMissing,
    /// It is closed.
    #[error("the import is closed")]
    Closed,
    /// The part came before, with other rows.
    #[error("part {0} came before with other rows")]
    OtherRows(i32),
    /// The part did not come, or was not taken to its end: it is to be sent again.
    #[error("part {0} is missing, or was not taken to its end: send it again")]
    Unfinished(i32),
}

/// An import as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// Its id.
    pub id: Id,
    /// The number of the instruction, without gaps at the tenant (R010).
    pub number: i64,
    /// What was instructed.
    pub instruction: Instruction,
    /// On whose word.
    pub by: String,
    /// When that was.
    pub at: Micros,
    /// Until when people must be informed whose data did not come from themselves (GDPR art. 14).
    inform_by: Micros,
    /// When it was closed, if it was.
    pub closed_at: Option<Micros>,
    /// What came of it so far; to the outside as [`Figures::told`] tells it.
    pub figures: Figures,
}

impl Import {
    /// The id as it is written.
    pub fn name(&self) -> String {
        self.id.text("imp")
    }

    /// What the address is called in its rows.
    pub fn address(&self) -> &'static str {
        match self.instruction.channel {
            Channel::Email => "email",
            Channel::Sms => "phone",
        }
    }

    /// Until when the people of this import must be informed, if they must: without basis or evidence, or had from somebody else (GDPR
    /// art. 14, R040).
    pub fn inform_by(&self) -> Option<Micros> {
        let Instruction { kind, basis, source, .. } = &self.instruction;
        let from_others = matches!(source.kind, SourceKind::List | SourceKind::Directory);
        let without = self.closed_at.is_some() && self.figures.without_evidence > 0;
        (*kind == Kind::Contacts && (*basis == Basis::None || from_others || without))
            .then_some(self.inform_by)
    }
}

/// Begins an import, in the tenant's own name: whoever calls this writes down who asked.
///
/// # Errors
/// [`Error::Field`] names what is wrong with the instruction; [`Refusal::AgreementMissing`]; the store's.
pub async fn begin(tx: &mut Tx, zone: &str, asked: &NewImport, by: &By) -> Result<Import, Error> {
    let (rules, now) = (policy::current(tx).await?.policy, tx.clock().now());
    let instruction = check::instruction(asked, &rules, now)?;
    if duty::standing(tx).await?.agreement.is_none() {
        return Err(Refusal::AgreementMissing.into());
    }
    let laws = Laws::load(tx).await?;
    let country = Stated::parse(None, Some(zone)).zone.and_then(|zone| zone.country());
    let within = laws.in_force(country, now).inform_within().map(|said| *said.value);
    let inform_by = within.map_or(now + INFORM_WITHIN, |term| term.after(now));
    let (id, number) = (Id::new(tx.clock()), ledger::next(tx, "instruction").await?);
    let Instruction { label, kind, channel, source, basis, purposes, evidence, attested_words } =
        &instruction;
    let (purposes, evidence) = (json(purposes)?, json(evidence)?);
    let by = by.name();
    let row = params![
        id,
        number,
        label,
        *kind as i64,
        channel.code(),
        source.kind.name(),
        &source.name,
        basis.name(),
        purposes,
        evidence,
        *attested_words,
        &by,
        now,
        inform_by,
    ];
    tx.execute(&ADD_IMPORT, row).await?;
    tx.execute(&ADD_IMPORT_RUN, params![id]).await?;
    Ok(Import {
        id,
        number,
        instruction,
        by,
        at: now,
        inform_by,
        closed_at: None,
        figures: Figures::default(),
    })
}

/// An import by its id.
///
/// # Errors
/// The store's.
pub async fn get(tx: &mut Tx, id: Id) -> Result<Option<Import>, Error> {
    match tx.query_opt(&IMPORT, params![id]).await? {
        Some(row) => Ok(Some(whole(tx, &row).await?)),
        None => Ok(None),
    }
}

/// Imports whose number is before this one, the newest first.
///
/// # Errors
/// The store's.
pub async fn list(tx: &mut Tx, before: Option<i64>, limit: u32) -> Result<Slice<Import, i64>, Error> {
    let (before, ask) = (before.unwrap_or(i64::MAX), Slice::<Import, i64>::ask(limit));
    let mut imports = Vec::new();
    for row in tx.query(&IMPORTS, params![before, ask]).await? {
        imports.push(whole(tx, &row).await?);
    }
    Ok(Slice::of(imports, limit, |import| import.number))
}

/// Closes an import: all its parts came and were taken to their ends. Closing twice changes nothing.
///
/// # Errors
/// [`Refusal::Unfinished`] names a part that is to be sent again; the store's.
pub async fn close(tx: &mut Tx, id: Id) -> Result<Option<Import>, Error> {
    let Some(row) = tx.query_opt(&HOLD_IMPORT, params![id]).await? else { return Ok(None) };
    if row.get::<Option<Micros>>(0)?.is_none() {
        let sums = finished(tx, id).await?;
        let (now, faulty) = (tx.clock().now(), json(&sums.faulty)?);
        let Figures { read, added, known, without_evidence, suppressed, invalid, .. } = sums;
        let row = params![id, now, read, added, known, without_evidence, suppressed, invalid, faulty];
        tx.execute(&CLOSE_IMPORT, row).await?;
    }
    get(tx, id).await
}

/// The totals of an import whose parts are all there, to their ends.
async fn finished(tx: &mut Tx, id: Id) -> Result<Figures, Error> {
    let mut sums = Figures::default();
    for (row, expected) in tx.query(&IMPORT_PARTS, params![id]).await?.iter().zip(1i32..) {
        let (part, done): (i32, i64) = (row.get(0)?, row.get(1)?);
        let figures = Figures::read(row, 2)?;
        if part != expected || done < figures.read {
            return Err(Refusal::Unfinished(expected).into());
        }
        sums.add(figures);
    }
    Ok(sums)
}

/// An import as its row and that of its run tell it; while it is open, its parts are summed up.
async fn whole(tx: &mut Tx, row: &Row) -> Result<Import, Error> {
    let id = row.get(0)?;
    let closed_at: Option<Micros> = row.get(14)?;
    let figures = match closed_at {
        Some(_) => Figures::read(row, 15)?,
        None => {
            let mut sums = Figures::default();
            for row in tx.query(&IMPORT_SUMS, params![id]).await? {
                sums.add(Figures::read(&row, 0)?);
            }
            sums
        }
    };
    let instruction = Instruction::stored(row)?;
    let (number, by, at, inform_by) = (row.get(1)?, row.get(11)?, row.get(12)?, row.get(13)?);
    Ok(Import { id, number, instruction, by, at, inform_by, closed_at, figures })
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, Error> {
    Ok(serde_json::to_string(value).map_err(placet_permission::Error::from)?)
}
