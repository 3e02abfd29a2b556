//! Signing in: by password and second factor, or by a one-time link that sets the password.

use placet_core::{Id, Micros};
use placet_edge::RetryAfter;
use placet_permission::vault::{Address, Plain, digest};
use placet_store::{Tx, params, transaction};

use crate::api::Api;
use crate::member::{self, Member, OPERATOR};
use crate::session::{self, Session};
use crate::store::{DROP_LINK, END_ALL_SESSIONS, LINK, SET_PASSWORD, SET_RECOVERY, USE_STEP};
use crate::{Error, Role, audit, password, second_factor};

/// After so many tries an account waits for this long between two more, whoever tries.
const TRIES: u32 = 8;
const TRY_EVERY: i64 = 30 * Micros::SECOND;

/// What comes of trying to sign in.
pub(crate) enum Outcome {
    /// Signed in: the secret for the cookie, and the session.
    In(String, Session),
    /// Address, password or code are wrong. Which of them is not said.
    Wrong,
    /// The password is right; a code is wanted, or another than was given.
    CodeWanted,
}

/// Guards against guessing: by account and, at the door, by network.
pub(crate) fn throttle(api: &Api, address: &Plain<Address>) -> Result<(), RetryAfter> {
    let fp = api.keyring().vault().platform_fingerprint(address);
    api.limiter().allow("sign_in", fp.bytes(), TRY_EVERY, TRIES)
}

/// Signs in by password, and by code if the member has a second factor.
pub(crate) async fn by_password(
    api: &Api,
    address: &Plain<Address>,
    password: String,
    code: Option<&str>,
    agent: &str,
) -> Result<Outcome, Error> {
    let found = {
        let mut tx = api.store().global().read("access.sign_in").await?;
        member::by_address(&mut tx, api.keyring(), address).await?
    };
    let known = found.as_ref().and_then(|member| member.password.clone());
    if !password::matches(password, known).await? {
        return Ok(Outcome::Wrong);
    }
    let Some(member) = found else { return Ok(Outcome::Wrong) };
    transaction!(api.store().tenant(OPERATOR), "access.sign_in", |tx| {
        if !second(api, tx, &member, code).await? {
            return Ok(Outcome::CodeWanted);
        }
        let (secret, session) = session::begin(tx, member.id, agent).await?;
        audit::of_account(tx, member.id, "session:begin").await?;
        Ok::<_, Error>(Outcome::In(secret, session))
    })
}

/// Whether the second factor is passed; uses the code up.
async fn second(api: &Api, tx: &mut Tx, member: &Member, code: Option<&str>) -> Result<bool, Error> {
    if !member.has_second_factor() {
        return Ok(true);
    }
    let code = code.unwrap_or_default();
    let keys = api.operator_keys().await?;
    let hidden = member.totp.as_deref().unwrap_or_default();
    let secret = keys.open_kept(&label(member.id), hidden).ok_or(Error::Corrupt("second factor"))?;
    let used = match second_factor::step_of(&secret, code, tx.clock().now(), member.totp_step) {
        Some(step) => tx.execute(&USE_STEP, params![member.id, step]).await?,
        None => match second_factor::use_recovery(&member.recovery, code) {
            Some(left) => tx.execute(&SET_RECOVERY, params![member.id, left, &member.recovery]).await?,
            None => 0,
        },
    };
    Ok(used == 1)
}

/// What the hidden secret of a member's second factor is bound to.
pub(crate) fn label(member: Id) -> String {
    member.text("member.totp")
}

/// What a one-time link is for.
pub(crate) enum Linked {
    /// A member, to set their password.
    Member(Member),
    /// The first member of the installation, who names their address.
    First,
}

/// What the link of this secret is for; it stays unused.
pub(crate) async fn linked(tx: &mut Tx, secret: &str) -> Result<Option<Linked>, Error> {
    let now = tx.clock().now();
    let Some(row) = tx.query_opt(&LINK, params![&digest(secret.as_bytes()), now]).await? else {
        return Ok(None);
    };
    match row.get::<String>(1)?.as_str() {
        "first" => Ok(Some(Linked::First)),
        _ => Ok(member::get(tx, row.get(0)?).await?.map(Linked::Member)),
    }
}

/// Somebody who came by a one-time link.
pub(crate) struct Welcomed<'a> {
    /// The link's secret.
    pub(crate) secret: &'a str,
    /// The address of the installation's first member.
    pub(crate) address: Option<Plain<Address>>,
    /// The password they chose.
    pub(crate) password: String,
    /// The code of their second factor.
    pub(crate) code: Option<&'a str>,
    /// What their browser calls itself.
    pub(crate) agent: String,
}

/// Uses a link up: sets the password, ends every session and begins one. [`Outcome::Wrong`] if the link is no good (any more).
pub(crate) async fn by_link(api: &Api, welcomed: Welcomed<'_>) -> Result<Outcome, Error> {
    let keys = api.operator_keys().await?;
    let tenants = api.directory().all().await?;
    let password = password::hash(welcomed.password).await?;
    let secret = welcomed.secret;
    transaction!(api.store().tenant(OPERATOR), "access.welcome", |tx| {
        let member = match (linked(tx, secret).await?, &welcomed.address) {
            (Some(Linked::Member(member)), _) => {
                if !second(api, tx, &member, welcomed.code).await? {
                    return Ok(Outcome::CodeWanted);
                }
                member.id
            }
            (Some(Linked::First), Some(address)) => {
                let id = member::join(tx, api.keyring(), &keys, address, OPERATOR, Role::Operator).await?;
                audit::of_operator(tx, id).await?;
                for tenant in &tenants {
                    member::join(tx, api.keyring(), &keys, address, tenant.id, Role::Owner).await?;
                }
                id
            }
            _ => return Ok(Outcome::Wrong),
        };
        if tx.execute(&DROP_LINK, params![&digest(secret.as_bytes())]).await? != 1 {
            return Ok(Outcome::Wrong);
        }
        tx.execute(&END_ALL_SESSIONS, params![member]).await?;
        tx.execute(&SET_PASSWORD, params![member, &password]).await?;
        audit::of_account(tx, member, "password:set").await?;
        let (secret, session) = session::begin(tx, member, &welcomed.agent).await?;
        Ok::<_, Error>(Outcome::In(secret, session))
    })
}
