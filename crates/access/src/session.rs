//! Sessions: a random secret in a cookie, its hash in the database.

use axum::http::{HeaderMap, HeaderValue, header};
use placet_core::{Id, Micros};
use placet_permission::sensitive::{self, Look};
use placet_permission::vault::digest;
use placet_store::{Store, Tx, params, transaction};

use crate::Error;
use crate::member::secret;
use crate::store::{ADD_SESSION, DROP_EXPIRED, SESSION, SESSION_SEEN};

/// The cookie: over TLS or on this machine only, to this host only, never to a script and never with a request of another site.
const COOKIE: &str = placet_store::inventory::MEMBER_SESSION;
/// How long a session holds at most.
pub(crate) const LIFE: i64 = placet_store::inventory::MEMBER_SESSION_HOURS * Micros::HOUR;
/// How long it holds unused.
const IDLE: i64 = 2 * Micros::HOUR;
/// How exactly its last use is kept.
const SEEN_EVERY: i64 = Micros::MINUTE;
/// How much of a browser's name is kept, in bytes.
const AGENT: usize = 200;

/// A session that stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Session {
    pub(crate) id: Id,
    pub(crate) member: Id,
    pub(crate) expires_at: Micros,
}

/// A new session for a member: what goes into their cookie.
pub(crate) async fn begin(tx: &mut Tx, member: Id, agent: &str) -> Result<(String, Session), Error> {
    let secret = secret();
    let (id, now) = (Id::new(tx.clock()), tx.clock().now());
    let session = Session { id, member, expires_at: now + LIFE };
    let hash = digest(secret.as_bytes());
    tx.execute(&DROP_EXPIRED, params![now]).await?;
    tx.execute(&ADD_SESSION, params![&hash, member, "session", now, session.expires_at, id, agent]).await?;
    Ok((secret, session))
}

/// The session of these headers, if it stands; its last use is noted once a minute.
pub(crate) async fn of(store: &Store, headers: &HeaderMap) -> Result<Option<Session>, Error> {
    let Some(hash) = hash_of(headers) else { return Ok(None) };
    let now = store.clock().now();
    let row = {
        let mut tx = store.global().read("access.session").await?;
        tx.query_opt(&SESSION, params![&hash, now]).await?
    };
    let Some(row) = row else { return Ok(None) };
    let seen: Micros = row.get(2)?;
    if now - seen > IDLE {
        return Ok(None);
    }
    if now - seen >= SEEN_EVERY {
        transaction!(store.global(), "access.seen", |tx| {
            Ok::<_, Error>(tx.execute(&SESSION_SEEN, params![&hash, now]).await?)
        })?;
    }
    Ok(Some(Session { member: row.get(0)?, id: row.get(1)?, expires_at: row.get(3)? }))
}

/// The hash of the session's secret in the cookie.
pub(crate) fn hash_of(headers: &HeaderMap) -> Option<[u8; 32]> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = pairs.flat_map(|line| line.split(';'));
    let secret = pairs.find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))?;
    Some(digest(secret.as_bytes()))
}

/// The header that begins a session in a browser.
pub(crate) fn cookie(secret: &str) -> HeaderMap {
    let age = LIFE / Micros::SECOND;
    set(&format!("{COOKIE}={secret}; Max-Age={age}"))
}

/// The header that ends it there.
pub(crate) fn no_cookie() -> HeaderMap {
    set(&format!("{COOKIE}=; Max-Age=0"))
}

fn set(pair: &str) -> HeaderMap {
    let cookie = HeaderValue::from_str(&format!("{pair}; Path=/; Secure; HttpOnly; SameSite=Strict"));
    cookie.into_iter().map(|cookie| (header::SET_COOKIE, cookie)).collect()
}

/// What the browser calls itself, so that a member knows their sessions apart; cut to what is useful.
pub(crate) fn agent(headers: &HeaderMap) -> String {
    let said = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("");
    let agent: String = said.chars().filter(|c| !c.is_control()).take(AGENT).collect();
    if sensitive::find(&agent, Look::Published).is_some() { String::new() } else { agent }
}
