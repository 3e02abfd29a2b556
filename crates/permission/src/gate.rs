//! The gate: one rule engine for every message, asked when it is planned and again at every attempt to send it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use placet_core::{Id, TenantId};
use placet_store::{Tx, tenants};

use crate::contact::{self, Contact};
use crate::explain::Explained;
use crate::facts::{self, Facts, Whom, Whose};
use crate::judge::{Court, Ends};
use crate::law::{Laws, Shelf};
use crate::policy::{self, Policy, Version};
use crate::vault::{Channel, TenantKeys};
use crate::{
    Ask, Decision, Denial, Error, Keyring, Purpose, Ruling, SendPermit, Subject, Verdict, ViewPermit, duty,
    lapse, ledger, reach, suppression,
};

/// The one that decides. Clones share what they remember of the tenants' rules.
#[derive(Clone, Debug)]
pub struct Gate {
    keyring: Keyring,
    policies: Arc<Mutex<HashMap<TenantId, Arc<Version>>>>,
    laws: Shelf,
}

/// A tenant's rules as one transaction sees them.
#[derive(Clone, Debug)]
pub struct Rules {
    policy: Arc<Version>,
    laws: Arc<Laws>,
    zone: Option<String>,
    unable: Option<Denial>,
}

/// What the gate says of one person of many.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// To which address, whose.
    pub whose: Whose,
    /// The verdict, and on which yeses.
    pub ruling: Ruling,
    /// What it rests on.
    pub facts: Facts,
}

/// An address with a yes that ends soon or has lapsed.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    /// Which, and whose.
    pub whose: Whose,
    /// What is to be done about it.
    pub ends: Ends,
}

/// A page of people.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// In the order of profiles: whoever has an address of the channel.
    pub people: Vec<Planned>,
    /// After whom to go on; `None` if that was the last page.
    pub next: Option<Id>,
}

impl Rules {
    /// The version of the tenant's policy.
    pub fn version(&self) -> i32 {
        self.policy.version
    }

    /// The tenant's policy.
    pub fn policy(&self) -> &Policy {
        &self.policy.policy
    }

    fn court(&self, tx: &Tx) -> Court<'_> {
        Court::new(&self.policy.policy, &self.laws, self.zone.as_deref(), tx.clock().now())
    }
}

impl Gate {
    /// A gate over these keys.
    pub fn new(keyring: Keyring) -> Gate {
        Gate { keyring, policies: Arc::default(), laws: Shelf::default() }
    }

    /// The keys.
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// The rules of the transaction's tenant, as they are now.
    ///
    /// # Errors
    /// The store's.
    pub async fn rules(&self, tx: &mut Tx) -> Result<Rules, Error> {
        let tenant = tx.tenant()?;
        let version = policy::current_version(tx).await?;
        let remembered = self.remembered(tenant).filter(|policy| policy.version == version);
        let policy = match remembered {
            Some(policy) => policy,
            None => {
                let policy = Arc::new(policy::current(tx).await?);
                self.remember(tenant, &policy);
                policy
            }
        };
        let settings = tenants::settings(tx, tenant).await?;
        let from = settings.as_ref().map_or("", |settings| &settings.record.from_address);
        let unable = duty::standing(tx).await?.against(from);
        let laws = self.laws.laws(tx).await?;
        let zone = settings.map(|settings| settings.record.time_zone);
        Ok(Rules { policy, laws, zone, unable })
    }

    fn remembered(&self, tenant: TenantId) -> Option<Arc<Version>> {
        self.policies.lock().unwrap_or_else(PoisonError::into_inner).get(&tenant).cloned()
    }

    fn remember(&self, tenant: TenantId, policy: &Arc<Version>) {
        self.policies.lock().unwrap_or_else(PoisonError::into_inner).insert(tenant, policy.clone());
    }

    /// Decides on live facts, without a permit: for planning. A yes to a message that counts holds the person's row until the transaction
    /// ends, in which the message is to be queued.
    ///
    /// # Errors
    /// The store's and the vault's.
    pub async fn decide(
        &self,
        tx: &mut Tx,
        keys: &TenantKeys,
        rules: &Rules,
        contact: Id,
        ask: &Ask,
    ) -> Result<Decision, Error> {
        let found = contact::get(tx, contact).await?;
        self.judge(tx, keys, rules, found.as_ref(), ask).await
    }

    /// Decides on live facts for somebody who wants to know: nothing is held, and nothing changes.
    ///
    /// # Errors
    /// The store's and the vault's.
    pub async fn ask(
        &self,
        tx: &mut Tx,
        keys: &TenantKeys,
        rules: &Rules,
        contact: &Contact,
        ask: &Ask,
    ) -> Result<Decision, Error> {
        let facts = self.facts(tx, keys, rules, contact).await?;
        let ruling = rules.court(tx).judge(&facts, ask);
        Ok(rules.decided(tx, ask, ruling, Some(facts)))
    }

    /// Decides on live facts, for one attempt: the decision, and a permit if it is granted. The contact was taken by
    /// [`contact::hold`] before its message was.
    ///
    /// # Errors
    /// The store's and the vault's.
    pub async fn permit(
        &self,
        tx: &mut Tx,
        keys: &TenantKeys,
        rules: &Rules,
        contact: Option<&Contact>,
        ask: &Ask,
    ) -> Result<(Decision, Option<SendPermit>), Error> {
        let (tenant, now) = (tx.tenant()?, tx.clock().now());
        let decision = self.judge(tx, keys, rules, contact, ask).await?;
        let permit = contact.filter(|_| decision.is_granted()).map(|contact| {
            let evidence = decision.evidence.first().map(|e| e.entry);
            let notices = decision.evidence.iter().any(|e| e.purpose == Purpose::OPEN_TRACKING);
            SendPermit::new(tenant, contact, evidence, now).noticing_opening(notices)
        });
        Ok((decision, permit))
    }

    async fn judge(
        &self,
        tx: &mut Tx,
        keys: &TenantKeys,
        rules: &Rules,
        contact: Option<&Contact>,
        ask: &Ask,
    ) -> Result<Decision, Error> {
        let Some(contact) = contact else {
            let ruling = Ruling { verdict: Verdict::Denied(Denial::NoContact), evidence: Vec::new() };
            return Ok(rules.decided(tx, ask, ruling, None));
        };
        let mut facts = self.facts(tx, keys, rules, contact).await?;
        let mut ruling = rules.court(tx).judge(&facts, ask);
        if ruling.verdict == Verdict::Granted && ask.use_.is_marketing() && !ask.counted {
            // Others may be counting at this moment: the last word is said with the row in hand.
            facts.counted(reach::hold(tx, contact.profile).await?);
            ruling = rules.court(tx).judge(&facts, ask);
        }
        Ok(rules.decided(tx, ask, ruling, Some(facts)))
    }

    async fn facts(
        &self,
        tx: &mut Tx,
        keys: &TenantKeys,
        rules: &Rules,
        contact: &Contact,
    ) -> Result<Facts, Error> {
        let mut facts = Facts::of(tx, contact, rules.unable).await?;
        facts.opted_out = self.opted_out(tx, keys, contact).await?;
        Ok(facts)
    }

    /// The global list, which needs the address itself.
    async fn opted_out(&self, tx: &mut Tx, keys: &TenantKeys, contact: &Contact) -> Result<bool, Error> {
        let opener = SendPermit::new(tx.tenant()?, contact, None, tx.clock().now());
        let address = match opener.open(keys, tx.clock().now()) {
            Ok(address) => address,
            Err(crate::permit::Expired::Vault(error)) => return Err(error.into()),
            Err(crate::permit::Expired::Late) => return Ok(true),
        };
        suppression::opted_out(tx, &self.keyring.vault().platform_fingerprint(&address)).await
    }

    /// Decides for many people at once, in the order of profiles, without permits: each attempt is decided anew. The caps of two plans in
    /// the same instant are kept by [`reach::hold`] when the messages are queued.
    ///
    /// # Errors
    /// The store's.
    pub async fn plan(
        &self,
        tx: &mut Tx,
        rules: &Rules,
        whom: Whom<'_>,
        channel: Channel,
        ask: &Ask,
    ) -> Result<Page, Error> {
        let (people, next) = facts::of_many(tx, whom, channel, rules.unable).await?;
        let court = rules.court(tx);
        let people = people
            .into_iter()
            .map(|(whose, facts)| Planned { whose, ruling: court.judge(&facts, ask), facts })
            .collect();
        Ok(Page { people, next })
    }

    /// The same for messages that are queued in this transaction: the rows of all to whom it is a yes are held until it ends, and what
    /// others counted meanwhile is heard.
    ///
    /// # Errors
    /// The store's.
    pub async fn plan_for_good(
        &self,
        tx: &mut Tx,
        rules: &Rules,
        whom: Whom<'_>,
        channel: Channel,
        ask: &Ask,
    ) -> Result<Page, Error> {
        let mut page = self.plan(tx, rules, whom, channel, ask).await?;
        if !ask.use_.is_marketing() || ask.counted {
            return Ok(page);
        }
        let granted = |planned: &&mut Planned| planned.ruling.verdict == Verdict::Granted;
        let people: Vec<Id> =
            page.people.iter_mut().filter(granted).map(|planned| planned.whose.profile).collect();
        let unknown = |planned: &&mut Planned| planned.facts.active_day == 0 && planned.facts.sent.is_empty();
        let perhaps_none =
            page.people.iter_mut().filter(granted).filter(unknown).map(|planned| planned.whose.profile);
        let mut held = reach::hold_all(tx, &people, perhaps_none).await?;
        let court = rules.court(tx);
        for planned in page.people.iter_mut().filter(granted) {
            let now = held.remove(&planned.whose.profile).unwrap_or_default();
            if now.sent != planned.facts.sent {
                planned.facts.counted(now);
                planned.ruling = court.judge(&planned.facts, ask);
            }
        }
        Ok(page)
    }

    /// Looks through up to `limit` addresses of people after this profile for yeses that end soon or have lapsed. And after whom to go on.
    ///
    /// # Errors
    /// The store's.
    pub async fn endings(
        &self,
        tx: &mut Tx,
        rules: &Rules,
        after: Id,
        limit: u32,
    ) -> Result<(Vec<Ending>, Option<Id>), Error> {
        let (addresses, next) = facts::of_everybody(tx, after, limit).await?;
        let court = rules.court(tx);
        let looked = addresses.into_iter().map(|(whose, facts)| Ending { whose, ends: court.ends(&facts) });
        Ok((looked.filter(|ending| !ending.ends.is_nothing()).collect(), next))
    }

    /// The same of one address, on live facts.
    ///
    /// # Errors
    /// The store's.
    pub async fn ends(&self, tx: &mut Tx, rules: &Rules, contact: &Contact) -> Result<Ends, Error> {
        let facts = Facts::of(tx, contact, rules.unable).await?;
        Ok(rules.court(tx).ends(&facts))
    }

    /// Makes a decision of old again, on the facts that were kept with it and the rules of its day; `None` if it was kept without.
    ///
    /// # Errors
    /// The store's.
    pub async fn again(&self, tx: &mut Tx, decision: &Decision) -> Result<Option<Ruling>, Error> {
        let (Some(facts), ask) = (&decision.facts, &decision.asked()) else { return Ok(None) };
        let Some((rules, laws)) = self.of_its_day(tx, decision).await? else { return Ok(None) };
        let court = Court::new(&rules.policy, &laws, decision.zone.as_deref(), decision.at);
        Ok(Some(court.judge(facts, ask)))
    }

    /// The same, told in full.
    ///
    /// # Errors
    /// The store's.
    pub async fn explain(&self, tx: &mut Tx, decision: &Decision) -> Result<Option<Explained>, Error> {
        let (Some(facts), ask) = (&decision.facts, &decision.asked()) else { return Ok(None) };
        let Some((rules, laws)) = self.of_its_day(tx, decision).await? else { return Ok(None) };
        let court = Court::new(&rules.policy, &laws, decision.zone.as_deref(), decision.at);
        Ok(Some(court.explain(facts, ask)))
    }

    /// The rules of the day of a decision.
    async fn of_its_day(
        &self,
        tx: &mut Tx,
        decision: &Decision,
    ) -> Result<Option<(Version, Arc<Laws>)>, Error> {
        let Some(rules) = policy::of_version(tx, decision.rules).await? else { return Ok(None) };
        Ok(Some((rules, Arc::new(self.laws.laws(tx).await?.known_by(decision.at)))))
    }

    /// What the installation knows of law.
    ///
    /// # Errors
    /// The store's.
    pub async fn laws(&self, tx: &mut Tx) -> Result<Arc<Laws>, Error> {
        self.laws.laws(tx).await
    }
}

impl Rules {
    /// A verdict with all it rests on, as it is kept.
    pub fn decided(&self, tx: &Tx, ask: &Ask, ruling: Ruling, facts: Option<Facts>) -> Decision {
        let Ruling { verdict, evidence } = ruling;
        let (denied, deferred) = match verdict {
            Verdict::Granted => (None, None),
            Verdict::Deferred { until, why } => (None, Some((until, why))),
            Verdict::Denied(denial) => (Some(denial), None),
        };
        Decision {
            at: tx.clock().now(),
            use_: ask.use_,
            denied,
            deferred,
            evidence,
            ask: ask.unless_usual(),
            rules: self.version(),
            zone: self.zone.clone(),
            facts,
        }
    }
}

/// Whether what a contact does with messages may be observed at all: not after they unsubscribed.
///
/// # Errors
/// The store's.
pub async fn may_observe(tx: &mut Tx, contact: Id) -> Result<bool, Error> {
    Ok(unsuppressed(tx, contact).await?.is_some())
}

/// Whether a contact's opening of messages may be noticed now: as [`may_observe`], their own yes to that stands (C5), and the tenant has not
/// given it up (R104).
///
/// # Errors
/// The store's.
pub async fn may_notice_opening(tx: &mut Tx, contact: Id) -> Result<bool, Error> {
    let Some(contact) = unsuppressed(tx, contact).await? else { return Ok(false) };
    let subject = Subject::Address(contact.channel, contact.fp);
    let standing = ledger::standing(tx, Purpose::OPEN_TRACKING, &subject).await?;
    let Some(standing) = standing else { return Ok(false) };
    if !lapse::holds(tx, &contact, Purpose::OPEN_TRACKING, &standing).await? {
        return Ok(false);
    }
    let policy = policy::current(tx).await?.policy;
    Ok(policy.terms(Purpose::OPEN_TRACKING).is_some_and(|terms| terms.active))
}

/// The contact whose address a member wants to see, and the permit to see it once; `None` if it is not there (any more). Who asks, and
/// for which reason, is written down by the caller in the same transaction.
///
/// # Errors
/// The store's.
pub async fn may_view(tx: &mut Tx, contact: Id) -> Result<Option<(Contact, ViewPermit)>, Error> {
    let (tenant, now) = (tx.tenant()?, tx.clock().now());
    let contact = contact::get(tx, contact).await?;
    Ok(contact.map(|contact| (contact.clone(), ViewPermit::of_contact(tenant, contact.id, now))))
}

async fn unsuppressed(tx: &mut Tx, contact: Id) -> Result<Option<Contact>, Error> {
    let Some(contact) = contact::get(tx, contact).await? else { return Ok(None) };
    let suppressed = suppression::standing(tx, contact.channel, &contact.fp).await?.is_some();
    Ok((!suppressed).then_some(contact))
}
