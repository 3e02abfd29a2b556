//! Who asks, and whether they may: the extractors by which an operation says what it needs.

use std::marker::PhantomData;

use axum::extract::{FromRef, FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use placet_core::{Id, TenantId};
use placet_edge::Problem;
use placet_store::{Store, Tenant, Tx};

use crate::api::Api;
use crate::{Action, Error, audit, member, session};

/// A member who is signed in. 401 to anybody else.
#[derive(Clone, Copy, Debug)]
pub struct SignedIn {
    /// Who.
    pub member: Id,
    /// By which session.
    pub session: Id,
}

/// A member who is signed in and may do `A` at the tenant of the path; for an action of the installation, at none.
///
/// 401 to a stranger; 404 to a member who does not belong to the tenant, as if it did not exist; 403 to one whose role may not.
#[derive(Clone, Copy, Debug)]
pub struct May<A> {
    member: Id,
    tenant: TenantId,
    action: PhantomData<fn() -> A>,
}

impl<A: Action> May<A> {
    /// Who asks.
    pub fn member(&self) -> Id {
        self.member
    }

    /// The tenant's rows: the handle that every function of a room wants.
    pub fn tenant<'s>(&self, store: &'s Store) -> Tenant<'s> {
        store.tenant(self.tenant)
    }

    /// The tenant's number.
    pub fn tenant_id(&self) -> TenantId {
        self.tenant
    }

    /// Writes down that the member did `A` with this object, in the transaction that did it.
    ///
    /// # Errors
    /// The store's.
    pub async fn record(&self, tx: &mut Tx, object: &str) -> Result<(), Error> {
        self.record_changes(tx, object, &[]).await
    }

    /// The same of a change: what it was before, and what it is.
    ///
    /// # Errors
    /// The store's.
    pub async fn record_changes(
        &self,
        tx: &mut Tx,
        object: &str,
        changes: &[audit::Change],
    ) -> Result<(), Error> {
        let new = audit::New { member: self.member, action: A::NAME, object, reason: None, changes };
        audit::record(tx, &new).await
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn
where
    Api: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<SignedIn, Problem> {
        let api = Api::from_ref(state);
        match session::of(api.store(), &parts.headers).await? {
            Some(session) => Ok(SignedIn { member: session.member, session: session.id }),
            None => Err(Problem::not_signed_in("Sign in first.")),
        }
    }
}

impl<A: Action, S: Send + Sync> FromRequestParts<S> for May<A>
where
    Api: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<May<A>, Problem> {
        let SignedIn { member, .. } = SignedIn::from_request_parts(parts, state).await?;
        let tenant = tenant_of(parts, state).await?;
        let api = Api::from_ref(state);
        let role = {
            let mut tx = api.store().global().read("access.role").await?;
            member::role_at(&mut tx, member, tenant).await?
        };
        match role {
            Some(role) if A::ROLES.contains(&role) => Ok(May { member, tenant, action: PhantomData }),
            None if tenant != member::OPERATOR => Err(Problem::not_found()),
            _ => Err(Problem::forbidden("Your role does not allow this.")),
        }
    }
}

/// The tenant that the path names; the installation's number where it names none.
async fn tenant_of<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<TenantId, Problem> {
    let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Problem::not_found())?;
    match params.iter().find(|(name, _)| *name == "tenant") {
        None => Ok(member::OPERATOR),
        Some((_, text)) => match text.parse() {
            Ok(number) if number > 0 => Ok(TenantId(number)),
            _ => Err(Problem::not_found()),
        },
    }
}
