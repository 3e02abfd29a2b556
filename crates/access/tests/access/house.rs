//! A console with two tenants, and members who ask it.

use placet_access::{Api, Role, add, guarded, routes};
use placet_core::{Clock, TenantId};
use placet_edge::testing::{Served, body_of};
use placet_edge::{Limiter, TrustedProxies};
use placet_permission::Keyring;
use placet_permission::vault::{Address, MasterKey};
use placet_store::tenants::Directory;
use placet_store::testing::{Fresh, On, tenant};
use serde_json::{Value, json};

pub(crate) const ORIGIN: &str = "http://admin.localhost";
pub(crate) const PASSWORD: &str = "correct-horse-1";

pub(crate) struct House {
    pub(crate) fresh: Fresh,
    pub(crate) keyring: Keyring,
    pub(crate) atlas: TenantId,
    pub(crate) borealis: TenantId,
    served: Served,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) headers: Vec<(String, String)>,
}

/// Somebody with a browser: its cookie.
#[derive(Clone, Default)]
pub(crate) struct Browser {
    pub(crate) cookie: String,
}

impl House {
    pub(crate) async fn new(on: On) -> House {
        let fresh = Fresh::new(on).await;
        let keyring = Keyring::new(&MasterKey::generate());
        let atlas = fresh.store.add_tenant(&tenant("Atlas"), &["atlas.example"]).await.unwrap();
        let borealis = fresh.store.add_tenant(&tenant("Borealis"), &["borealis.example"]).await.unwrap();
        let api = Api::new(
            Directory::new(fresh.store.clone()),
            keyring.clone(),
            Limiter::new(fresh.clock.clone()),
            TrustedProxies::default(),
            ORIGIN.to_owned(),
            600,
        );
        let (router, _) = routes().split_for_parts();
        let served = Served::start(guarded(router.with_state(api.clone()), &api)).await;
        House { fresh, keyring, atlas, borealis, served }
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.fresh.clock
    }

    /// Invites somebody as the command line does; their link's secret.
    pub(crate) async fn link(&self, email: &str, tenant: TenantId, role: Role) -> String {
        let address = Address::email(email).unwrap();
        add(&self.fresh.store, &self.keyring, &address, tenant, role).await.unwrap().secret().to_owned()
    }

    /// A member who is signed in.
    pub(crate) async fn member(&self, email: &str, tenant: TenantId, role: Role) -> Browser {
        let token = self.link(email, tenant, role).await;
        let mut browser = Browser::default();
        let answer = self
            .ask(&mut browser, "POST", "/api/welcome", &[], &json!({ "token": token, "password": PASSWORD }))
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
        browser
    }

    pub(crate) async fn get(&self, browser: &Browser, path: &str) -> Answer {
        self.ask(&mut browser.clone(), "GET", path, &[], &Value::Null).await
    }

    pub(crate) async fn post(&self, browser: &Browser, path: &str, body: &Value) -> Answer {
        self.ask(&mut browser.clone(), "POST", path, &[], body).await
    }

    /// Asks as a page of the console does; a cookie that comes back is kept.
    pub(crate) async fn ask(
        &self,
        browser: &mut Browser,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Answer {
        let mut all = vec![("content-type", "application/json")];
        if !headers.iter().any(|(name, _)| *name == "origin") {
            all.push(("origin", ORIGIN));
        }
        let cookie = browser.cookie.clone();
        if !cookie.is_empty() {
            all.push(("cookie", &cookie));
        }
        all.extend(headers.iter().filter(|(_, value)| !value.is_empty()));
        let bytes = if body.is_null() { Vec::new() } else { serde_json::to_vec(body).unwrap() };
        let response = self.served.send(method, path, &all, &bytes).await;
        let answer = Answer {
            status: response.status().as_u16(),
            headers: response
                .headers()
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
                .collect(),
            body: serde_json::from_str(&body_of(response).await).unwrap_or(Value::Null),
        };
        if let Some(set) = answer.header("set-cookie") {
            browser.cookie = set.split(';').next().unwrap().to_owned();
        }
        answer
    }

    /// Every stored byte, to look for what must not be there.
    pub(crate) async fn bytes(&self) -> placet_store::testing::Haystack {
        placet_store::testing::everything(&self.fresh.store).await.unwrap()
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn kind(&self) -> &str {
        self.body["type"].as_str().unwrap_or_default()
    }
}
