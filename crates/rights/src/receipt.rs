//! A person's agreements as a file they take along: a consent receipt for each entry of the ledger about their address (R057).
//!
//! JSON-LD in the shape that the Data Privacy Vocabulary gives ISO/IEC TS 27560:2023 (W3C DPVCG, "Consent Records and Receipts", profile
//! `receipt-eu-gdpr`); `docs/permission.md` says which terms are used. The file travels, so it names nobody: its person, its records and
//! its receipts have ids made with the company's key, the same at each writing.

mod terms;

use std::collections::BTreeMap;

use placet_core::{Language, Micros, Values};
use placet_permission::asking::OPEN_FOR;
use placet_permission::contact::Contact;
use placet_permission::lapse::{self, Life};
use placet_permission::ledger::{self, Shown};
use placet_permission::place::Country;
use placet_permission::policy::{self, Policy, Terms, Versions};
use placet_permission::vault::{Channel, TenantKeys};
use placet_permission::{Act, Standing, State, Subject, suppression, wording};
use placet_store::Tx;
use placet_store::tenants::TenantRecord;
use serde_json::{Value as Json, json};

use crate::Error;

/// Who writes receipts, in which language, and where their reader goes on.
pub struct Issuer<'a> {
    /// The company.
    pub record: &'a TenantRecord,
    /// Its keys.
    pub keys: &'a TenantKeys,
    /// Where the person is as far as that is known, else where the company is.
    pub country: Option<Country>,
    /// The language of names; words stand in the language in which they were shown.
    pub language: Language,
    /// The whole address of the person's preferences, where each yes can be taken back.
    pub preferences: String,
    /// The whole address of the notice in a version of the rules, or of today's, in a language.
    pub notice: &'a (dyn Fn(Option<i32>, Language) -> String + Sync),
}

/// The receipts of an address, the oldest first. What says nothing of a consent (a restriction, say) has none.
///
/// # Errors
/// The store's.
pub async fn write(tx: &mut Tx, contact: &Contact, issuer: &Issuer<'_>) -> Result<Json, Error> {
    let subject = Subject::Address(contact.channel, contact.fp);
    let now = tx.clock().now();
    let entries = ledger::entries(tx, &subject, now).await?;
    let history = History::read(tx, contact, &entries).await?;
    let writer = Writer { issuer, contact, history: &history };
    let receipts = entries.iter().filter_map(|entry| writer.receipt(entry, &entries));
    Ok(json!({
        "@context": terms::context(),
        "@graph": receipts.collect::<Vec<Json>>(),
        "dct:created": now.to_string(),
        "dct:language": issuer.language.code(),
    }))
}

/// What entries are read by: the rules of their days, and when a yes ends.
struct History {
    versions: Versions,
    rules: BTreeMap<i32, Policy>,
    life: Life,
    active_day: i64,
    refused_since: Option<Micros>,
}

impl History {
    async fn read(tx: &mut Tx, contact: &Contact, entries: &[Shown]) -> Result<History, Error> {
        let versions = policy::versions(tx).await?;
        let mut rules = BTreeMap::new();
        for entry in entries {
            let version = versions.on(entry.known_at).unwrap_or(0);
            if let Some(found) = policy::of_version(tx, version).await? {
                rules.insert(version, found.policy);
            }
        }
        let (life, active_day) = lapse::of_contact(tx, contact).await?;
        let refused = suppression::standing(tx, contact.channel, &contact.fp).await?;
        Ok(History { versions, rules, life, active_day, refused_since: refused.map(|refused| refused.at) })
    }

    /// The version of the rules under which the company learnt of an entry, and its terms then.
    fn terms(&self, entry: &Shown) -> (Option<i32>, Option<(&Policy, &Terms)>) {
        let version = self.versions.on(entry.known_at);
        let policy = self.rules.get(&version.unwrap_or(0));
        (version, policy.and_then(|policy| Some((policy, policy.terms(entry.purpose)?))))
    }

    /// Until when what an entry says holds; `None` if nothing ends it.
    fn until(&self, entry: &Shown, act: Act, all: &[Shown]) -> Option<Micros> {
        let after = |other: &&Shown| {
            other.purpose == entry.purpose
                && (other.at, other.seq) > (entry.at, entry.seq)
                && named(other.act).and_then(Act::leads_to).is_some()
        };
        let replaced = all.iter().filter(after).map(|other| other.at).min();
        let refused = self.refused_since.filter(|since| *since >= entry.at);
        let by_itself = match act.leads_to() {
            Some(state @ State::Granted) => {
                let standing = Standing { state, entry: entry.seq, at: entry.at };
                let lapses = self.life.until(entry.purpose, &standing, self.active_day);
                lapses.into_iter().chain(refused).min()
            }
            Some(State::Requested) => Some(entry.at + OPEN_FOR),
            _ => None,
        };
        replaced.into_iter().chain(by_itself).min()
    }
}

/// The act of this name.
fn named(name: &str) -> Option<Act> {
    Act::ALL.into_iter().find(|act| act.name() == name)
}

struct Writer<'a> {
    issuer: &'a Issuer<'a>,
    contact: &'a Contact,
    history: &'a History,
}

impl Writer<'_> {
    /// The receipt of one entry; `None` if it speaks of no consent.
    fn receipt(&self, entry: &Shown, all: &[Shown]) -> Option<Json> {
        let act = named(entry.act)?;
        let status = terms::status(act)?;
        let receipt = self.id("receipt", &entry.seq.to_be_bytes());
        let record = self.id("consent record", &[self.subject(), entry.purpose.name().as_bytes()].concat());
        Some(json!({
            "@id": format!("urn:uuid:{receipt}"),
            "@type": "dpv:ConsentReceipt",
            "dct:identifier": receipt,
            "dct:conformsTo": "https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr",
            "dct:publisher": self.home(),
            "dct:source": format!("register entry {}", entry.seq),
            "dpv:hasRecordOfActivity": {
                "@id": format!("urn:uuid:{record}"),
                "@type": "dpv:ConsentRecord",
                "dct:identifier": record,
                "dct:conformsTo": "https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr",
                "dpv:hasDataSubject": { "@id": self.principal(), "@type": "dpv:DataSubject" },
                "dpv:hasDataController": self.controller(),
                "dpv:hasJurisdiction": self.jurisdiction(),
                "dpv:hasAuthority": self.authority(),
                "dpv:hasLegalBasis": "eu-gdpr:A6-1-a",
                "dpv:hasProcess": self.process(entry),
                "dpv:hasNotice": self.notices(entry),
                "dpv:hasConsentControl": {
                    "@type": "dpv:WithdrawConsent",
                    "dpv:isExercisedAt": self.issuer.preferences,
                },
                "dpv:hasRight": self.rights(),
                "dpv:hasConsentStatus": self.event(entry, act, status, all),
            },
        }))
    }

    fn event(&self, entry: &Shown, act: Act, status: &str, all: &[Shown]) -> Json {
        // A yes is said by an act of its own: a box ticked, a button pressed.
        let types = if act.leads_to() == Some(State::Granted) {
            json!([status, "dpv:ExpressedConsent"])
        } else {
            json!([status])
        };
        // Whoever typed an address may not be its owner: until they confirm, it is the company that asks. Nobody's act ends a yes after its time.
        let by = match act {
            Act::Requested | Act::Expired => self.home(),
            _ => self.principal(),
        };
        let mut event = json!({
            "@type": types,
            "dct:date": entry.at.to_string(),
            "dpv:isIndicatedAtTime": entry.at.to_string(),
            "dpv:isIndicatedBy": by,
            "dpv:hasIndicationMethod": entry.method,
        });
        match self.history.until(entry, act, all) {
            Some(until) => event["dct:valid"] = json!(until.to_string()),
            None => event["dpv:hasDuration"] = json!("dpv:EndlessDuration"),
        }
        if !entry.place.is_empty() {
            event["dpv:hasLocation"] = json!(entry.place);
        }
        event
    }

    /// The words that were answered, and the notice of that day.
    fn notices(&self, entry: &Shown) -> Json {
        let (version, _) = self.history.terms(entry);
        let mut notices = Vec::new();
        if let Some(words) = &entry.wording {
            notices.push(json!({
                "@type": "dpv:ConsentNotice",
                "dct:description": { "@language": entry.language, "@value": words },
                "dct:hasVersion": entry.version.map(|version| version.to_string()),
                "dct:language": entry.language,
            }));
        }
        let language = Language::parse(&entry.language).unwrap_or(self.issuer.language);
        notices.push(json!({
            "@id": (self.issuer.notice)(version, language),
            "@type": "dpv:PrivacyNotice",
            "dct:hasVersion": version.map(|version| version.to_string()),
            "dct:language": language.code(),
        }));
        Json::from(notices)
    }

    /// What is done, with which data, for how long, and who receives it: by the rules of that day.
    fn process(&self, entry: &Shown) -> Json {
        let (_, known) = self.history.terms(entry);
        let title = known.map_or_else(
            || entry.purpose.name().into_owned(),
            |(policy, _)| wording::title(policy, entry.purpose, self.issuer.language.code()),
        );
        let source = self.text(&format!("source_{}", self.contact.source));
        let source = source.unwrap_or_else(|| json!(self.contact.source));
        let mut storage = vec![json!({
            "@type": "dpv:StorageLocation",
            "dpv:hasLocation": { "@type": "dpv:Location", "dct:title": self.text("receipts_servers") },
        })];
        let mut recipients = vec![json!({ "@id": self.home() })];
        let (mut data, mut does) = (Vec::new(), None);
        if let Some((_, terms)) = known {
            storage.push(json!({
                "@type": "dpv:StorageDuration",
                "dpv:hasDuration": { "@type": "xsd:duration", "@value": format!("P{}D", terms.term_days) },
            }));
            let third = |name: &String| json!({ "@type": "dpv:ThirdParty", "dpv:hasName": name });
            recipients.extend(terms.recipients.iter().map(third));
            data = terms
                .categories
                .iter()
                .map(|category| {
                    let kind = terms::data(*category, self.contact.channel);
                    json!({ "@type": kind, "dct:title": self.text(&format!("use_{}", category.name())) })
                })
                .collect();
            does = Some(terms.does);
        }
        json!({
            "@type": "dpv:Process",
            "dpv:hasPurpose": {
                "@type": terms::purpose(does),
                "dct:identifier": entry.purpose.name(),
                "dct:title": self.said(&title),
            },
            "dpv:hasPersonalData": data,
            "dpv:hasDataSource": { "@type": "dpv:DataSource", "dct:title": source },
            "dpv:hasProcessing": terms::processing(does),
            "dpv:hasRecipient": recipients,
            "dpv:hasStorageCondition": storage,
        })
    }

    fn controller(&self) -> Json {
        let TenantRecord { name, sender_name, sender_address, from_address, .. } = self.issuer.record;
        json!({
            "@id": self.home(),
            "@type": ["dpv:DataController", "dpv:LegalEntity"],
            "dpv:hasName": if sender_name.is_empty() { name } else { sender_name },
            "dpv:hasAddress": sender_address,
            "dpv:hasContact": format!("mailto:{from_address}"),
        })
    }

    fn jurisdiction(&self) -> Json {
        let known = self.issuer.country.map(|country| format!("loc:{country}"));
        json!(known.unwrap_or_else(|| "dpv:NotAvailable".to_owned()))
    }

    fn authority(&self) -> Json {
        match self.issuer.country.and_then(Country::authority) {
            Some(of) => json!({
                "@id": of.url,
                "@type": "dpv:DataProtectionAuthority",
                "dpv:hasName": of.name,
                "dpv:hasContact": of.url,
            }),
            None => json!({ "@id": "dpv:NotAvailable" }),
        }
    }

    /// GDPR art. 7(3), 15 to 17, 21 and 77, each with where it is used.
    fn rights(&self) -> Vec<Json> {
        let contact = format!("mailto:{}", self.issuer.record.from_address);
        let complaint = self.issuer.country.and_then(Country::authority).map(|of| of.url);
        let right = |article: &str, text: &str, at: Option<&str>| {
            json!({
                "@type": ["dpv:DataSubjectRight", format!("eu-gdpr:{article}")],
                "dct:title": self.text(text),
                "dpv:isExercisedAt": at,
            })
        };
        vec![
            right("A7-3", "rights_withdraw", Some(&self.issuer.preferences)),
            right("A15", "rights_access", Some(&contact)),
            right("A16", "rights_rectify", Some(&contact)),
            right("A17", "rights_erase", Some(&contact)),
            right("A21", "rights_object", Some(&self.issuer.preferences)),
            right("A77", "rights_complain", complaint),
        ]
    }

    fn home(&self) -> Json {
        json!(self.issuer.record.public_url)
    }

    fn principal(&self) -> Json {
        json!(format!("urn:uuid:{}", self.id("receipt principal", self.subject())))
    }

    fn subject(&self) -> &[u8] {
        self.contact.fp.bytes()
    }

    /// A text of the program in the reader's language.
    fn text(&self, name: &str) -> Option<Json> {
        let TenantRecord { name: company, sender_name, .. } = self.issuer.record;
        let company = if sender_name.is_empty() { company } else { sender_name };
        let text = self.issuer.language.text(name, &Values::new().with("controller", company))?;
        Some(self.said(&text))
    }

    fn said(&self, text: &str) -> Json {
        json!({ "@language": self.issuer.language.code(), "@value": text })
    }

    /// An id that only the company can make, and makes the same each time: a UUID of version 8 (RFC 9562, section 5.8) over a keyed hash.
    fn id(&self, label: &str, of: &[u8]) -> String {
        let channel = match self.contact.channel {
            Channel::Email => [1],
            Channel::Sms => [2],
        };
        let mut bytes = self.issuer.keys.hash128(label, &[&channel, of]);
        bytes[6] = (bytes[6] & 0x0f) | 0x80;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
    }
}
