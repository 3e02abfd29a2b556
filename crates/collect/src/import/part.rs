//! Taking a part of an import, once.

use placet_core::Id;
use placet_permission::law::Laws;
use placet_permission::many::{self, Newcomer, Taken, Yes};
use placet_permission::place::{Stated, Zone};
use placet_permission::policy::{self, Policy};
use placet_permission::sensitive::{self, Source};
use placet_permission::vault::TenantKeys;
use placet_permission::{Keyring, Purpose};
use placet_profile::profile;
use placet_store::tenants::TenantRecord;
use placet_store::{Error as StoreError, Tenant, Tx, params, transaction};

use super::check::{Bad, Bench, Good};
use super::instruction::Kind;
use super::read::{Fault, Line};
use super::told::Figures;
use super::{Import, MOST, MOST_PARTS, NAMED, Refusal, json};
use crate::Error;
use crate::store::{ADD_PART, HOLD_PART, PART, PART_DONE, SHARE_IMPORT};

/// Rows of one transaction.
const AT_ONCE: usize = 500;
/// How often rows are taken up again that somebody else brought in the same instant.
const TRIES: usize = 3;
/// Why an address is suppressed that came with a list of those who said no.
const SAID_NO: &str = "said no elsewhere";
/// The queue whose work clears away what is kept of them.
const RIGHTS: &str = "rights";

/// What a part is answered with, each time it comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its number.
    pub part: i32,
    /// How many rows it has.
    pub rows: i64,
    /// How many of them have something wrong.
    pub invalid: i64,
    /// The first of those.
    pub faulty: Vec<Fault>,
}

/// Takes a part in, or answers as before if it came before; goes on where it was left.
///
/// # Errors
/// [`Refusal::Closed`], [`Refusal::OtherRows`]; [`Error::Field`] for a number out of bounds or too many rows; the store's.
pub async fn take(
    tenant: Tenant<'_>,
    keyring: &Keyring,
    record: &TenantRecord,
    import: &Import,
    part: i32,
    lines: &[Line],
) -> Result<Part, Error> {
    if !(1..=MOST_PARTS).contains(&part) {
        return Err(Error::Field { field: "part", reason: "must be a number from 1 to 1,000" });
    }
    if lines.len() > MOST {
        return Err(Error::Field { field: "", reason: "must be at most 10,000 rows in one part" });
    }
    let keys = keyring.keys(tenant).await?;
    let digest = digest(&keys, import.id, lines)?;
    transaction!(tenant, "collect.import_part", |tx| {
        begin(tx, import.id, part, &digest, lines.len()).await
    })?;
    let (rules, laws) = {
        let mut tx = tenant.read("collect.import_rules").await?;
        (policy::current(&mut tx).await?.policy, Laws::load(&mut tx).await?)
    };
    let work = Work { tenant, keyring, keys: &keys, record, import, part, lines, rules: &rules, laws: &laws };
    let mut done = work.on(0).await?;
    while done < lines.len() {
        done = work.on(done).await?;
    }
    let mut tx = tenant.read("collect.import_answer").await?;
    answer(&mut tx, import.id, part).await
}

/// Under the company's key: whoever reads the database cannot try addresses against it.
fn digest(keys: &TenantKeys, import: Id, lines: &[Line]) -> Result<[u8; 16], Error> {
    let rows = json(&lines)?;
    Ok(keys.hash128("import part", &[&import.0, rows.as_bytes()]))
}

async fn begin(tx: &mut Tx, id: Id, part: i32, digest: &[u8; 16], rows: usize) -> Result<(), Error> {
    if tx.query_opt(&PART, params![id, part]).await?.is_none() {
        hold_open(tx, id).await?;
        // Of two who come at once, the second finds what the first brought.
        tx.execute(&ADD_PART, params![id, part, digest, rows as i64]).await?;
    }
    match tx.query_opt(&PART, params![id, part]).await? {
        Some(row) if row.get::<Vec<u8>>(0)? == digest => Ok(()),
        _ => Err(Refusal::OtherRows(part).into()),
    }
}

/// Holds the import open until the transaction ends.
async fn hold_open(tx: &mut Tx, id: Id) -> Result<(), Error> {
    let row = tx.query_opt(&SHARE_IMPORT, params![id]).await?;
    match row.map(|row| row.get::<Option<i64>>(0)).transpose()?.flatten() {
        None => Ok(()),
        Some(_) => Err(Refusal::Closed.into()),
    }
}

async fn answer(tx: &mut Tx, id: Id, part: i32) -> Result<Part, Error> {
    let Some(row) = tx.query_opt(&PART, params![id, part]).await? else {
        return Err(Refusal::Unfinished(part).into());
    };
    let figures = Figures::read(&row, 2)?;
    Ok(Part { part, rows: figures.read, invalid: figures.invalid, faulty: figures.faulty })
}

/// What is needed to take rows in.
struct Work<'a> {
    tenant: Tenant<'a>,
    keyring: &'a Keyring,
    keys: &'a TenantKeys,
    record: &'a TenantRecord,
    import: &'a Import,
    part: i32,
    lines: &'a [Line],
    rules: &'a Policy,
    laws: &'a Laws,
}

impl Work<'_> {
    /// Takes the next rows in, in one transaction with how far that came; where somebody else is further, nothing. Answers where to go on.
    async fn on(&self, from: usize) -> Result<usize, Error> {
        let mut tries = 0;
        loop {
            match self.some(from).await {
                // The same address came by another way in the same instant; now it is known.
                Err(Error::Permission(placet_permission::Error::Store(StoreError::Constraint {
                    ..
                }))) if tries < TRIES => {
                    tries += 1;
                }
                done => return done,
            }
        }
    }

    async fn some(&self, from: usize) -> Result<usize, Error> {
        let name = self.import.name();
        let bench = Bench {
            instruction: &self.import.instruction,
            import: &name,
            rules: self.rules,
            laws: self.laws,
            country: Stated::parse(None, Some(&self.record.time_zone)).zone.and_then(Zone::country),
            language: &self.record.language,
            now: self.tenant.clock().now(),
        };
        let to = (from + AT_ONCE).min(self.lines.len());
        let lines = self.lines.get(from..to).unwrap_or_default();
        let checked: Vec<_> = lines.iter().map(|line| bench.row(line)).collect();
        transaction!(self.tenant, "collect.import", |tx| {
            let Some(row) = tx.query_opt(&HOLD_PART, params![self.import.id, self.part]).await? else {
                return Err(Refusal::Unfinished(self.part).into());
            };
            let done = row.get::<i64>(0)? as usize;
            if done != from || lines.is_empty() {
                return Ok(done);
            }
            hold_open(tx, self.import.id).await?;
            let mut figures = Figures {
                faulty: serde_json::from_str(&row.get::<String>(1)?).map_err(|_| row.corrupt(1))?,
                ..Figures::default()
            };
            self.faulty(tx, lines, &checked, &mut figures).await?;
            let good: Vec<&Good<'_>> = checked.iter().flatten().collect();
            match self.import.instruction.kind {
                Kind::Contacts => self.contacts(tx, &good, &mut figures).await?,
                Kind::Suppressions => self.suppressions(tx, &name, &good, &mut figures).await?,
            }
            let Figures { added, known, without_evidence, suppressed, invalid, faulty, .. } = figures;
            let values = params![
                self.import.id,
                self.part,
                to as i64,
                added,
                known,
                without_evidence,
                suppressed,
                invalid,
                json(&faulty)?
            ];
            tx.execute(&PART_DONE, values).await?;
            Ok::<_, Error>(to)
        })
    }

    /// Counts the rows with something wrong in them, and names the first.
    async fn faulty(
        &self,
        tx: &mut Tx,
        lines: &[Line],
        checked: &[Result<Good<'_>, Bad>],
        figures: &mut Figures,
    ) -> Result<(), Error> {
        for (line, bad) in
            lines.iter().zip(checked).filter_map(|(line, row)| Some((line, row.as_ref().err()?)))
        {
            figures.invalid += 1;
            if let Some(found) = bad.found {
                sensitive::count(tx, Source::Import, found, 1).await?;
            }
            if figures.faulty.len() < NAMED {
                let (field, reason) = bad.wrong;
                let fault =
                    Fault { part: self.part, row: line.line, field: field.into(), reason: reason.into() };
                figures.faulty.push(fault);
            }
        }
        Ok(())
    }

    async fn contacts(&self, tx: &mut Tx, good: &[&Good<'_>], figures: &mut Figures) -> Result<(), Error> {
        let instruction = &self.import.instruction;
        let (with_yes, without) = (instruction.source_of(true), instruction.source_of(false));
        let people: Vec<Newcomer<'_>> = good
            .iter()
            .map(|row| Newcomer {
                address: &row.address,
                language: row.language,
                source: if row.yes.is_some() { &with_yes } else { &without },
                place: row.place,
                import: self.import.id,
                yes: row.yes.as_ref().map(|yes| Yes {
                    at: yes.at,
                    purposes: &yes.purposes as &[Purpose],
                    language: yes.language,
                    place: yes.place,
                    method: yes.method,
                    evidence: &yes.evidence,
                }),
            })
            .collect();
        let taken = many::add(tx, self.keyring.vault(), self.keys, instruction.channel, &people).await?;
        let mut profiles = Vec::new();
        let rests = instruction.basis == super::Basis::Contract;
        for (row, taken) in good.iter().zip(taken) {
            match taken {
                Taken::Added(profile) => {
                    profiles.push(profile);
                    let count = if row.yes.is_some() || rests {
                        &mut figures.added
                    } else {
                        &mut figures.without_evidence
                    };
                    *count += 1;
                }
                Taken::Known => figures.known += 1,
                Taken::Suppressed => figures.suppressed += 1,
            }
        }
        profile::create_many(tx, &profiles).await?;
        Ok(())
    }

    async fn suppressions(
        &self,
        tx: &mut Tx,
        import: &str,
        good: &[&Good<'_>],
        figures: &mut Figures,
    ) -> Result<(), Error> {
        let addresses: Vec<_> = good.iter().map(|row| &row.address).collect();
        let evidence = json(&serde_json::json!({ "import": import }))?;
        let channel = self.import.instruction.channel;
        many::suppress(tx, self.keys, channel, &addresses, SAID_NO, &evidence).await?;
        // Whether they had said no before is nobody's business.
        figures.suppressed += addresses.len() as i64;
        let now = tx.clock().now();
        tx.wake(RIGHTS, now).await?;
        Ok(())
    }
}
