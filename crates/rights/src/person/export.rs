//! Writing a person's data out for them: access and portability in one document (R147, R152).

use std::collections::BTreeMap;

use placet_collect::declaration::{self, Names};
use placet_collect::import;
use placet_core::{Id, Micros};
use placet_permission::vault::TenantKeys;
use placet_permission::{ExportPermit, Keyring, ledger, policy};
use placet_store::inventory::{Class, Column, Show, TABLES, Table, export_plan};
use placet_store::{Row, Tenant, Tx, Value, transaction};
use serde_json::{Map, Value as Json, json};

use crate::Error;
use crate::person::find::Reach;
use crate::person::{Person, Who, bounded, documents, settle};

/// Everything the inventory shows about a person, grouped by category, each with purpose, basis, role, source, term and recipients; every
/// consent with the words it answered. `processed` is false if nothing is stored about them. `reference` names the request in
/// the log and in the document.
///
/// # Errors
/// [`Error::Address`], [`Error::Reason`], [`Error::NoProfile`]; the store's and the vault's.
pub async fn export(
    tenant: Tenant<'_>,
    keyring: &Keyring,
    who: &Who,
    reference: &str,
) -> Result<Json, Error> {
    let reference = bounded(reference)?;
    let keys = keyring.keys(tenant).await?;
    settle(tenant, keyring).await?;
    transaction!(tenant, "rights.export", |tx| {
        let permit = ExportPermit::for_request(tenant.id(), reference);
        let person = Person::find(tx, &keys, who, Reach::Own).await?;
        let names = declaration::names(tx).await?;
        let own = own_purposes(tx).await?;
        let mut writer = Writer { keys: &keys, permit, person: &person, names, own, parts: BTreeMap::new() };
        writer.tables(tx).await?;
        writer.decisions(tx).await?;
        Ok::<_, Error>(writer.document(tx.clock().now(), reference))
    })
}

/// What is written so far: by category and table, rows.
struct Writer<'a> {
    keys: &'a TenantKeys,
    permit: ExportPermit,
    person: &'a Person,
    names: Names,
    own: BTreeMap<i64, String>,
    parts: BTreeMap<&'static str, Part>,
}

/// A category: its class and its rows by table.
struct Part {
    class: &'static Class,
    tables: BTreeMap<&'static str, Vec<Json>>,
}

impl Writer<'_> {
    async fn tables(&mut self, tx: &mut Tx) -> Result<(), Error> {
        for table in TABLES {
            let mut rows: Vec<Row> = Vec::new();
            for step in export_plan().iter().filter(|step| step.table.name == table.name) {
                let Some(ids) = self.person.ids(step.way) else { continue };
                for row in tx.query(step.sql, &[ids]).await? {
                    // A row may be found in two ways; a table found in one way has each row once.
                    if table.found.len() == 1 || rows.iter().all(|known| known.values() != row.values()) {
                        rows.push(row);
                    }
                }
            }
            for row in &rows {
                self.row(tx, table, row).await?;
            }
        }
        Ok(())
    }

    async fn row(&mut self, tx: &mut Tx, table: &'static Table, row: &Row) -> Result<(), Error> {
        let mut shares = shares(table);
        for (at, column) in table.columns.iter().enumerate() {
            let (Some(class), Some(show)) = (column.class(), column.shown()) else { continue };
            let (name, value) = self.shown(table, column, show, row, at)?;
            // An id stands in every share of its row, so that they can be told to belong together.
            for (_, share) in
                shares.iter_mut().filter(|(known, _)| *known == class || matches!(show, Show::Id(_)))
            {
                share.insert(name.to_owned(), value.clone());
            }
        }
        match table.name {
            "consent_entry" => shares = with_its_words(tx, shares).await?,
            "contact" => shares = with_its_import(tx, shares).await?,
            _ => {}
        }
        for (class, share) in shares {
            self.add(class, table.name, Json::Object(share));
        }
        Ok(())
    }

    fn shown(
        &self,
        table: &Table,
        column: &Column,
        show: Show,
        row: &Row,
        at: usize,
    ) -> Result<(&'static str, Json), Error> {
        if show == Show::Address {
            return Ok(("address", self.address(table, row)?));
        }
        if show == Show::EventKind {
            return Ok((column.name, json!(self.names.of(row.get(at)?))));
        }
        let value = row.values().get(at).ok_or_else(|| row.corrupt(at))?;
        if let (Value::Int(code), "purpose") = (value, column.name)
            && let Some(title) = self.own.get(code)
        {
            return Ok((column.name, json!(title)));
        }
        Ok((column.name, plain(value, show)))
    }

    /// The address of a contact's row, opened with the permit.
    fn address(&self, table: &Table, row: &Row) -> Result<Json, Error> {
        let place = table.columns.iter().position(|column| column.name == "contact_id");
        let id: Option<Id> = place.map(|at| row.get(at)).transpose()?;
        let contact = self.person.contacts.iter().find(|contact| Some(contact.id) == id);
        let Some(contact) = contact else { return Ok(Json::Null) };
        Ok(Json::from(self.permit.open(self.keys, contact)?.expose()))
    }

    async fn decisions(&mut self, tx: &mut Tx) -> Result<(), Error> {
        let class = TABLES.iter().find(|table| table.name == "decision_block");
        let class = class.and_then(|table| table.columns.iter().find_map(Column::class));
        for mut line in documents::decisions(tx, self.person, false).await? {
            write_time(&mut line);
            class.into_iter().for_each(|class| self.add(class, "decision_block", line.clone()));
        }
        Ok(())
    }

    fn add(&mut self, class: &'static Class, table: &'static str, row: Json) {
        let part = self.parts.entry(class.category).or_insert(Part { class, tables: BTreeMap::new() });
        part.tables.entry(table).or_default().push(row);
    }

    fn document(self, now: Micros, reference: &str) -> Json {
        let categories: Vec<Json> = self.parts.into_values().map(Part::document).collect();
        json!({
            "made_at": now.to_string(),
            "reference": reference,
            "processed": !categories.is_empty(),
            "categories": categories,
        })
    }
}

impl Part {
    fn document(self) -> Json {
        let Class { category, purpose, basis, role, source, term, recipients, .. } = self.class;
        json!({
            "category": category,
            "purpose": purpose,
            "legal_basis": basis,
            "our_role": role.name(),
            "source": source,
            "kept": term.to_string(),
            "recipients": recipients,
            "data": self.tables,
        })
    }
}

/// What of a row goes to one category.
type Share = (&'static Class, Map<String, Json>);

/// An empty share for each class a table shows something of.
fn shares(table: &Table) -> Vec<Share> {
    let mut out: Vec<Share> = Vec::new();
    for class in table.columns.iter().filter(|column| column.shown().is_some()).filter_map(Column::class) {
        if !out.iter().any(|(known, _)| *known == class) {
            out.push((class, Map::new()));
        }
    }
    out
}

/// What the company's own purposes are called, by their numbers: people know them by that name alone.
async fn own_purposes(tx: &mut Tx) -> Result<BTreeMap<i64, String>, Error> {
    let purposes = policy::current(tx).await?.policy.purposes;
    let own = purposes.into_iter().filter(|terms| terms.purpose.is_own());
    Ok(own.map(|terms| (terms.purpose.code(), terms.title)).collect())
}

/// A consent entry as the ledger shows it, with the wording it answered.
async fn with_its_words(tx: &mut Tx, shares: Vec<Share>) -> Result<Vec<Share>, Error> {
    let mut out = Vec::with_capacity(shares.len());
    for (class, mut share) in shares {
        let seq = share.get("seq").and_then(Json::as_i64).unwrap_or_default();
        if let Some(shown) = ledger::shown(tx, seq).await? {
            share.insert("wording".into(), json!(shown.wording));
            share.insert("version".into(), json!(shown.version));
            share.remove("wording_id");
        }
        out.push((class, share));
    }
    Ok(out)
}

/// A contact with the import that brought it: where its owner's data come from (R036).
async fn with_its_import(tx: &mut Tx, shares: Vec<Share>) -> Result<Vec<Share>, Error> {
    let mut out = Vec::with_capacity(shares.len());
    for (class, mut share) in shares {
        let id = share.remove("import_id").and_then(|id| Id::parse("imp", id.as_str()?).ok());
        if let Some(import) = match id {
            Some(id) => import::get(tx, id).await?,
            None => None,
        } {
            let import::Instruction { label, source, basis, .. } = &import.instruction;
            let (kind, basis) = (source.kind.name(), basis.name());
            let told = json!({
                "id": import.name(), "label": label, "source": kind, "source_name": source.name, "basis": basis, "at": import.at.to_string(),
            });
            share.insert("import".into(), told);
        }
        out.push((class, share));
    }
    Ok(out)
}

/// Turns the number in `at` into a time.
fn write_time(line: &mut Json) {
    let at = line.get("at").and_then(Json::as_i64);
    if let (Some(at), Some(line)) = (at, line.as_object_mut()) {
        line.insert("at".into(), json!(Micros(at).to_string()));
    }
}

fn plain(value: &Value<'static>, show: Show) -> Json {
    match (value, show) {
        (Value::Null, _) => Json::Null,
        (Value::Int(n), Show::Time) => json!(Micros(*n).to_string()),
        (Value::Int(n), Show::Named(names)) => {
            names.iter().find(|(code, _)| code == n).map_or(json!(n), |(_, name)| json!(name))
        }
        (Value::Text(text), Show::Json) => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
        (Value::Bytes(bytes), Show::Id(prefix)) => {
            Id::from_bytes(bytes).map_or(Json::Null, |id| json!(id.text(prefix)))
        }
        (Value::Int(n), _) => json!(n),
        (Value::Text(text), _) => json!(text),
        (Value::Bytes(bytes), _) => json!(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()),
        (Value::Ints(_) | Value::Blobs(_), _) => Json::Null,
    }
}
