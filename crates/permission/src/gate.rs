//! The gate: one rule engine for every message, asked when it is planned and again at every attempt to send it.

use placet_core::{Id, Micros, TenantId};
use placet_store::Tx;
use serde::{Deserialize, Serialize};

use crate::contact::{self, Class, Contact};
use crate::ledger::{self, Standing};
use crate::suppression;
use crate::vault::TenantKeys;
use crate::{Error, Keyring, Purpose, SendPermit, State, Subject, ViewPermit, cap};

/// What a message is, for the gate (R097).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// The request to confirm an address: the answer to somebody's asking, at most two before a confirmation.
    Confirmation,
    /// Marketing that is the same for everybody.
    Marketing,
    /// Marketing about what the person looked at: asks for both permissions (R044).
    Personalised,
}

impl Use {
    /// The number in the column `message.kind`.
    pub fn code(self) -> i64 {
        match self {
            Use::Confirmation => 1,
            Use::Marketing => 2,
            Use::Personalised => 3,
        }
    }

    /// The use of this number.
    pub fn from_code(code: i64) -> Option<Use> {
        [Use::Confirmation, Use::Marketing, Use::Personalised].into_iter().find(|u| u.code() == code)
    }

    /// Marketing of either kind: one that is in doubt is not repeated (DESIGN §5).
    pub fn is_marketing(self) -> bool {
        self != Use::Confirmation
    }
}

/// A question to the gate.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    /// To whom.
    pub contact: Id,
    /// What.
    pub use_: Use,
    /// Whether the message has already counted towards the person's cap.
    pub counted: bool,
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Denial {
    /// The contact is not there (any more).
    NoContact,
    /// The address was typed by somebody and never confirmed.
    Unconfirmed,
    /// The address is confirmed already: nothing to confirm.
    AlreadyConfirmed,
    /// Nobody asked to confirm it within the last week.
    NotRequested,
    /// Suppressed at this tenant.
    Suppressed,
    /// Opted out of every tenant's messages.
    OptedOut,
    /// No yes to marketing by this channel.
    NoConsent,
    /// No yes to personalisation.
    NoPersonalisation,
    /// The yes is older than three years without a renewal (R139).
    ConsentLapsed,
    /// The person has had enough for now (R093).
    Capped,
}

impl Denial {
    /// Its name in reports and pages.
    pub fn name(self) -> &'static str {
        match self {
            Denial::NoContact => "no_contact",
            Denial::Unconfirmed => "unconfirmed",
            Denial::AlreadyConfirmed => "already_confirmed",
            Denial::NotRequested => "not_requested",
            Denial::Suppressed => "suppressed",
            Denial::OptedOut => "opted_out",
            Denial::NoConsent => "no_consent",
            Denial::NoPersonalisation => "no_personalisation",
            Denial::ConsentLapsed => "consent_lapsed",
            Denial::Capped => "capped",
        }
    }
}

/// A decision with its facts: what is kept, where a permit is not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// When.
    pub at: Micros,
    /// What was asked.
    pub use_: Use,
    /// `None` if granted.
    pub denied: Option<Denial>,
    /// The ledger entries it rests on.
    pub evidence: Vec<Evidence>,
}

/// One yes a decision rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// For which purpose.
    pub purpose: String,
    /// The ledger entry.
    pub entry: i64,
    /// Given when.
    pub at: Micros,
}

/// A request to confirm is answered for a week.
const REQUEST_LIFE: i64 = 7 * Micros::DAY;

/// The one that decides.
#[derive(Clone, Debug)]
pub struct Gate {
    keyring: Keyring,
}

/// A decision on its way, with what it read.
struct Case {
    tenant: TenantId,
    now: Micros,
    contact: Contact,
    /// Where the purposes of this address stand.
    standings: Vec<(Purpose, Standing)>,
    evidence: Vec<Evidence>,
    notices_opening: bool,
}

impl Gate {
    /// A gate over these keys.
    pub fn new(keyring: Keyring) -> Gate {
        Gate { keyring }
    }

    /// The keys.
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// Decides on live facts, without a permit: for planning.
    ///
    /// # Errors
    /// The store's and the vault's.
    pub async fn decide(&self, tx: &mut Tx, keys: &TenantKeys, ask: &Ask) -> Result<Decision, Error> {
        Ok(self.judge(tx, keys, ask).await?.0)
    }

    /// Decides on live facts, for one attempt: the decision, and a permit if it is granted.
    ///
    /// # Errors
    /// The store's and the vault's.
    pub async fn permit(
        &self,
        tx: &mut Tx,
        keys: &TenantKeys,
        ask: &Ask,
    ) -> Result<(Decision, Option<SendPermit>), Error> {
        let (decision, case) = self.judge(tx, keys, ask).await?;
        let permit = case.map(|case| {
            let evidence = case.evidence.first().map(|e| e.entry);
            SendPermit::new(case.tenant, &case.contact, evidence, case.now)
                .noticing_opening(case.notices_opening)
        });
        Ok((decision, permit))
    }

    async fn judge(
        &self,
        tx: &mut Tx,
        keys: &TenantKeys,
        ask: &Ask,
    ) -> Result<(Decision, Option<Case>), Error> {
        let now = tx.clock().now();
        let decision = |denied, evidence| Decision { at: now, use_: ask.use_, denied, evidence };
        let Some(contact) = contact::get(tx, ask.contact).await? else {
            return Ok((decision(Some(Denial::NoContact), Vec::new()), None));
        };
        let subject = Subject::Address(contact.channel, contact.fp);
        let standings = ledger::standings(tx, &subject).await?;
        let (tenant, evidence) = (tx.tenant()?, Vec::new());
        let mut case = Case { tenant, now, contact, standings, evidence, notices_opening: false };
        let denied = self.first_reason_against(tx, keys, ask, &mut case).await?;
        let decided = decision(denied, case.evidence.clone());
        Ok((decided, denied.is_none().then_some(case)))
    }

    async fn first_reason_against(
        &self,
        tx: &mut Tx,
        keys: &TenantKeys,
        ask: &Ask,
        case: &mut Case,
    ) -> Result<Option<Denial>, Error> {
        if let Some(denial) = self.suppressed(tx, keys, case).await? {
            return Ok(Some(denial));
        }
        let denied = match ask.use_ {
            Use::Confirmation => case.confirmation(),
            Use::Marketing => case.marketing(),
            Use::Personalised => case.marketing().or_else(|| case.personalisation()),
        };
        if denied.is_none() && ask.use_.is_marketing() {
            // A permission of its own: without it the message goes, and nobody notices its opening.
            case.notices_opening = case.yes(Purpose::OpenTracking, Denial::NoConsent).is_none();
        }
        if denied.is_some() || !ask.use_.is_marketing() || ask.counted {
            return Ok(denied);
        }
        let room = cap::has_room(tx, case.contact.profile, case.contact.channel, &cap::DEFAULT).await?;
        Ok((!room).then_some(Denial::Capped))
    }

    /// Suppression first, then the global list, which needs the address itself.
    async fn suppressed(&self, tx: &mut Tx, keys: &TenantKeys, case: &Case) -> Result<Option<Denial>, Error> {
        let contact = &case.contact;
        if suppression::standing(tx, contact.channel, &contact.fp).await?.is_some() {
            return Ok(Some(Denial::Suppressed));
        }
        let opener = SendPermit::new(case.tenant, contact, None, case.now);
        let address = match opener.open(keys, case.now) {
            Ok(address) => address,
            Err(crate::permit::Expired::Vault(error)) => return Err(error.into()),
            Err(crate::permit::Expired::Late) => return Ok(Some(Denial::NoContact)),
        };
        let everywhere = self.keyring.vault().platform_fingerprint(&address);
        Ok(suppression::opted_out(tx, &everywhere).await?.then_some(Denial::OptedOut))
    }
}

/// Whether what a contact does with messages may be observed at all: not after they unsubscribed.
///
/// # Errors
/// The store's.
pub async fn may_observe(tx: &mut Tx, contact: Id) -> Result<bool, Error> {
    Ok(unsuppressed(tx, contact).await?.is_some())
}

/// Whether a contact's opening of messages may be noticed now: as [`may_observe`], and their own yes to that stands (C5).
///
/// # Errors
/// The store's.
pub async fn may_notice_opening(tx: &mut Tx, contact: Id) -> Result<bool, Error> {
    let Some(contact) = unsuppressed(tx, contact).await? else { return Ok(false) };
    let subject = Subject::Address(contact.channel, contact.fp);
    let standing = ledger::standing(tx, Purpose::OpenTracking, &subject).await?;
    Ok(standing.is_some_and(|standing| standing.holds(tx.clock().now())))
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

impl Case {
    fn confirmation(&mut self) -> Option<Denial> {
        if self.contact.class == Class::Verified {
            return Some(Denial::AlreadyConfirmed);
        }
        match self.standing(Purpose::Marketing) {
            Some(Standing { state: State::Requested, entry, at }) if self.now - at < REQUEST_LIFE => {
                self.rests_on(Purpose::Marketing, entry, at);
                None
            }
            _ => Some(Denial::NotRequested),
        }
    }

    fn marketing(&mut self) -> Option<Denial> {
        if self.contact.class != Class::Verified {
            return Some(Denial::Unconfirmed);
        }
        self.yes(Purpose::Marketing, Denial::NoConsent)
    }

    fn personalisation(&mut self) -> Option<Denial> {
        self.yes(Purpose::Personalisation, Denial::NoPersonalisation)
    }

    /// Rests the case on the yes to a purpose; without one that holds, why not.
    fn yes(&mut self, purpose: Purpose, otherwise: Denial) -> Option<Denial> {
        match self.standing(purpose) {
            Some(standing) if standing.state != State::Granted => Some(otherwise),
            Some(standing) if !standing.holds(self.now) => Some(Denial::ConsentLapsed),
            Some(Standing { entry, at, .. }) => {
                self.rests_on(purpose, entry, at);
                None
            }
            None => Some(otherwise),
        }
    }

    fn standing(&self, purpose: Purpose) -> Option<Standing> {
        self.standings.iter().find(|(of, _)| *of == purpose).map(|(_, standing)| *standing)
    }

    fn rests_on(&mut self, purpose: Purpose, entry: i64, at: Micros) {
        self.evidence.push(Evidence { purpose: purpose.name().to_owned(), entry, at });
    }
}
