//! Doing what somebody asks who answers a message: a stop counts as pressing the button does, at once and without log-in (R050, R107,
//! R114, R140).
//!
//! Nothing of the answer is kept. What stands in the ledger as evidence is which line of our own lists it was understood by.

use placet_core::{Id, Micros};
use placet_permission::Gate;
use placet_permission::contact::{self, Contact};
use placet_permission::law::Rule;
use placet_permission::opt_out::{OptOut, REASON};
use placet_permission::place::{Candidates, Known, Stated};
use placet_permission::reply::{self, Answer, Here, Reach, Reply};
use placet_permission::suppression::{self, Scope};
use placet_permission::vault::{Address, Fingerprint, Plain, TenantKeys};
use placet_store::{Tenant, Tx, tenants, transaction};

use crate::Error;
use crate::everywhere::end_everywhere;
use crate::unsubscribe::{By, QUEUE, end};

/// An answer as it came in.
pub struct Received<'a> {
    /// Who sent it: the address it came from, by the channel it came by.
    pub from: Plain<Address>,
    /// What they wrote.
    pub text: &'a str,
    /// When it was received.
    pub at: Micros,
    /// A machine sent it (RFC 3834: `Auto-Submitted` other than `no`, or an empty return path): it says nothing for its owner.
    pub automatic: bool,
    /// The message it answers, with its origin, if that is known.
    pub message: Option<(i32, Id)>,
}

/// What was done, and what is left to the caller.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Whose address it is; `None` for one that this company does not know.
    pub contact: Option<Id>,
    /// Whose marketing ended by this answer; `None` if none did, also because it had ended before.
    pub ended: Option<Reach>,
    /// What is answered, by the channel it came by, and nothing else.
    pub say: Option<Say>,
    /// A member should look at the answer: it may be a stop.
    pub look: bool,
    /// They want to be written to again. Nothing was changed: they are to be asked, as somebody who fills in the form.
    pub asks: bool,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Say {
    /// In this language.
    pub language: String,
    /// What.
    pub what: What,
}

/// What is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// That it is done: [`reply::confirmation`]. Not sent any more after `until`.
    Confirmation {
        /// Whose marketing ended.
        ended: Reach,
        /// Until when it may be sent.
        until: Micros,
    },
    /// Who writes and how it ends: [`reply::help`].
    Help,
}

/// Reads an answer and does what it asks, in one transaction: every yes of the address is taken back and the address suppressed, of the
/// person's other addresses too if they say so or the law where they are does, and of every company's if they say that.
///
/// Received twice it changes nothing the second time, and says nothing of a stop. What is no stop is stored nowhere.
///
/// # Errors
/// The store's and the vault's; nothing has changed then.
pub async fn receive(tenant: Tenant<'_>, gate: &Gate, received: Received<'_>) -> Result<Done, Error> {
    let Received { from, text, at, automatic, message } = received;
    if automatic {
        return Ok(Done::default());
    }
    let keys = gate.keyring().keys(tenant).await?;
    let address = OptOut::by_name(gate.keyring(), from);
    let sender = Sender { fp: address.fingerprint(&keys), address, keys: &keys };
    transaction!(tenant, "rights.reply", |tx| {
        let laws = gate.laws(tx).await?;
        let known = contact::find(tx, sender.address.channel(), &sender.fp).await?;
        let place = sender.whereabouts(tx, known.as_ref()).await?;
        let here = Here::at(&laws, &place.candidates, at);
        let reply = reply::read(text, &here);
        let first = reply::follows(&reply, &here, at, false);
        let mut done = Done { look: first.look, asks: first.asks, ..Done::default() };
        done.contact = known.as_ref().map(|contact| contact.id);
        let mut what = first.answer.map(|answer| answered(answer, first.ends));
        if let Some(reach) = first.ends {
            let evidence = evidence(&reply, reach, first.by_law);
            let by =
                By { message, method: "answer", place: sender.place(), language: None, evidence: &evidence };
            let ended = sender.stop(tx, known.as_ref(), reach, &by).await?;
            done.ended = ended.anything.then_some(reach);
            // A second stop is not confirmed.
            what = what.filter(|_| ended.here);
        }
        // Nobody is written to who is not known: a sender may be forged.
        what = what.filter(|_| known.is_some());
        done.say = what.map(|what| Say { language: place.language, what });
        Ok::<_, Error>(done)
    })
}

fn answered(answer: Answer, ended: Option<Reach>) -> What {
    match answer {
        Answer::Help => What::Help,
        Answer::Confirmation { until } => {
            What::Confirmation { ended: ended.unwrap_or(Reach::Channel), until }
        }
    }
}

/// What the ledger keeps: how the answer was understood, and no word of it.
fn evidence(reply: &Reply, reach: Reach, by_law: Option<&Rule>) -> String {
    let mut told = serde_json::Map::new();
    if let Some(because) = &reply.because {
        told.insert("words".to_owned(), because.words.as_ref().into());
        told.insert("of".to_owned(), because.of.as_ref().into());
        told.insert("how".to_owned(), because.how.name().into());
    }
    told.insert("reach".to_owned(), reach.name().into());
    if let Some(rule) = by_law {
        told.insert("law".to_owned(), rule.region.code().into());
    }
    serde_json::json!({ "reply": told }).to_string()
}

/// Who sent an answer.
struct Sender<'k> {
    address: OptOut,
    fp: Fingerprint,
    keys: &'k TenantKeys,
}

/// Where somebody may be, and in which language they are written to.
struct Whereabouts {
    candidates: Candidates,
    language: String,
}

/// What came to an end that had not before.
#[derive(Clone, Copy, Debug, Default)]
struct Ended {
    /// Of the address that the answer came from.
    here: bool,
    /// Of any.
    anything: bool,
}

impl Sender<'_> {
    fn place(&self) -> &'static str {
        self.address.channel().name()
    }

    async fn whereabouts(&self, tx: &mut Tx, known: Option<&Contact>) -> Result<Whereabouts, Error> {
        let tenant = tx.tenant()?;
        let record = tenants::settings(tx, tenant).await?.map(|settings| settings.record);
        let house = Stated::parse(None, record.as_ref().map(|record| record.time_zone.as_str()));
        let place = match known {
            Some(contact) => Known::read(&contact.place),
            None => Known { phone: self.address.countries().to_vec(), ..Known::default() },
        };
        let language = known.map(|contact| contact.language.clone());
        let language = language.or_else(|| record.map(|record| record.language)).unwrap_or_default();
        Ok(Whereabouts { candidates: place.candidates(house), language })
    }

    async fn stop(
        &self,
        tx: &mut Tx,
        known: Option<&Contact>,
        reach: Reach,
        by: &By<'_>,
    ) -> Result<Ended, Error> {
        let Some(contact) = known else { return self.refuse(tx, reach).await };
        let mut theirs = vec![contact.clone()];
        if reach >= Reach::Company {
            let all = contact::of_profile(tx, contact.profile).await?;
            theirs.extend(all.into_iter().filter(|other| other.id != contact.id));
        }
        // All before the ledger is touched: whoever ends one of them holds that one first too.
        theirs.sort_by_key(|one| one.id);
        for one in &theirs {
            contact::lock(tx, one.channel, &one.fp).await?;
        }
        let mut ended = Ended::default();
        for one in &theirs {
            let here = one.id == contact.id;
            // The message is told of once.
            let by = By { message: by.message.filter(|_| here), ..*by };
            let new = match reach {
                Reach::Everyone if here => end_everywhere(tx, self.keys, one, &self.address, &by).await?.new,
                _ => end(tx, self.keys, one, &by).await?.new,
            };
            ended = Ended { here: ended.here || here && new, anything: ended.anything || new };
        }
        Ok(ended)
    }

    /// An address that this company does not know is refused from now on: it may come with an import tomorrow.
    async fn refuse(&self, tx: &mut Tx, reach: Reach) -> Result<Ended, Error> {
        let scope = if reach == Reach::Everyone { Scope::Everything } else { Scope::Marketing };
        let reason = if reach == Reach::Everyone { REASON } else { "unsubscribed" };
        if reach == Reach::Everyone {
            self.address.list(tx).await?;
        }
        let new = suppression::suppress(tx, self.address.channel(), &self.fp, scope, reason, None).await?;
        let now = tx.clock().now();
        tx.wake(QUEUE, now + suppression::GRACE).await?;
        Ok(Ended { here: new, anything: new })
    }
}
