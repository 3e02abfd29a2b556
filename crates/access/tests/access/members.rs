//! Who belongs to a tenant, and what the log says of it.

use placet_access::{Role, actions, audit};
use placet_store::on_both_engines;
use serde_json::{Value, json};

use crate::house::{Browser, House, PASSWORD};

on_both_engines! {
    async fn an_owner_invites_changes_and_removes_and_the_log_says_so_without_an_address(on) {
        let house = House::new(on).await;
        let mut ana = house.member("ana@atlas.example", house.atlas, Role::Owner).await;
        let invite = json!({ "email": "canary-ion@atlas.example", "role": "support" });
        let invited = house.post(&ana, "/api/tenants/1/members", &invite).await;
        assert_eq!(invited.status, 201, "{invited:?}");
        let (id, link) = (invited.body["id"].as_str().unwrap(), invited.body["link"].as_str().unwrap());
        let token = link.strip_prefix("http://admin.localhost/welcome#").unwrap();
        let mut ion = Browser::default();
        let welcome = json!({ "token": token, "password": PASSWORD });
        assert_eq!(house.ask(&mut ion, "POST", "/api/welcome", &[], &welcome).await.body["tenants"][0]["role"], "support");
        assert_eq!(house.get(&ion, "/api/tenants/1/members").await.status, 403);

        let as_other = house.post(&ana, "/api/tenants/1/members", &json!({ "email": "canary-ion@atlas.example", "role": "owner" })).await;
        assert_eq!(as_other.status, 409, "an invitation does not change a role");
        let path = format!("/api/tenants/1/members/{id}");
        assert_eq!(house.ask(&mut ana, "PUT", &path, &[], &json!({ "role": "privacy_officer" })).await.status, 204);
        assert_eq!(house.get(&ion, "/api/tenants/1/members").await.body["items"].as_array().unwrap().len(), 2);
        assert_eq!(house.ask(&mut ana, "DELETE", &path, &[], &json!(null)).await.status, 204);
        assert_eq!(house.get(&ion, "/api/me").await.status, 401, "who belongs nowhere has no account");
        assert_eq!(house.ask(&mut ana, "DELETE", &path, &[], &json!(null)).await.status, 404);

        let log = house.get(&ana, "/api/tenants/1/audit?limit=2").await;
        let rows = log.body["items"].as_array().unwrap();
        assert!(rows.iter().all(|row| row["action"] == "members:edit" && row["object"].as_str().unwrap().starts_with(id) && row["email"] == "ana@atlas.example"), "{rows:?}");
        let next = log.body["next"].as_str().unwrap();
        let rest = house.get(&ana, &format!("/api/tenants/1/audit?cursor={next}")).await;
        assert_eq!((rest.body["items"].as_array().unwrap().len(), &rest.body["next"]), (1, &Value::Null));
        assert!(!house.bytes().await.holds("canary-ion"));
    }

    async fn an_owner_cannot_come_into_another_tenant_by_inviting_its_members(on) {
        let house = House::new(on).await;
        let mira = house.member("mira@mail.example", house.atlas, Role::Marketer).await;
        let zoe = house.member("zoe@borealis.example", house.borealis, Role::Owner).await;
        let invite = json!({ "email": "mira@mail.example", "role": "analyst" });
        for _ in 0..2 {
            let invited = house.post(&zoe, "/api/tenants/2/members", &invite).await;
            assert_eq!((invited.status, &invited.body["link"]), (201, &Value::Null), "no link to somebody else's account");
        }
        let me = house.get(&mira, "/api/me").await;
        assert_eq!((me.status, me.body["tenants"].as_array().unwrap().len()), (200, 2), "who belonged elsewhere still does, and here too");

        let ion = json!({ "email": "ion@borealis.example", "role": "analyst" });
        assert!(house.post(&zoe, "/api/tenants/2/members", &ion).await.body["link"].is_string());
        let again = house.post(&zoe, "/api/tenants/2/members", &ion).await;
        assert!(again.body["link"].is_string(), "who belongs here alone gets another link for a lost password");
    }

    async fn an_invitation_stands_as_one_until_its_link_is_used_and_can_be_made_anew_and_withdrawn(on) {
        let house = House::new(on).await;
        let ana = house.member("ana@atlas.example", house.atlas, Role::Owner).await;
        let ion = json!({ "email": "ion@atlas.example", "role": "analyst" });
        let token = |answer: &crate::house::Answer| answer.body["link"].as_str().unwrap().split('#').nth(1).unwrap().to_owned();
        let listed = async |who: &Browser| {
            let members = house.get(who, "/api/tenants/1/members").await.body;
            members["items"].as_array().unwrap().iter().find(|row| row["email"] == "ion@atlas.example").unwrap().clone()
        };
        let first = house.post(&ana, "/api/tenants/1/members", &ion).await;
        let row = listed(&ana).await;
        assert_eq!((&row["invited"], row["link_until"].is_string()), (&json!(true), true));
        house.clock().advance(placet_core::Micros::DAY);
        let mut ana = house.member("ana@atlas.example", house.atlas, Role::Owner).await;
        assert_eq!((&listed(&ana).await["invited"], &listed(&ana).await["link_until"]), (&json!(true), &Value::Null), "a link ends, an invitation stands");

        let second = house.post(&ana, "/api/tenants/1/members", &ion).await;
        let third = house.post(&ana, "/api/tenants/1/members", &ion).await;
        let welcome = |token: &str| json!({ "token": token, "password": PASSWORD });
        for (answer, status) in [(&first, 401), (&second, 401), (&third, 200)] {
            let came = house.post(&Browser::default(), "/api/welcome", &welcome(&token(answer))).await;
            assert_eq!(came.status, status, "a new link makes those before it worthless: {came:?}");
        }
        assert_eq!((&listed(&ana).await["invited"], &listed(&ana).await["link_until"]), (&json!(false), &Value::Null));

        let eva = house.post(&ana, "/api/tenants/1/members", &json!({ "email": "eva@atlas.example", "role": "support" })).await;
        let path = format!("/api/tenants/1/members/{}", eva.body["id"].as_str().unwrap());
        assert_eq!(house.ask(&mut ana, "DELETE", &path, &[], &Value::Null).await.status, 204);
        assert_eq!(house.post(&Browser::default(), "/api/welcome", &welcome(&token(&eva))).await.status, 401, "withdrawn");
    }

    async fn a_tenant_is_never_without_an_owner(on) {
        let house = House::new(on).await;
        let mut ana = house.member("ana@atlas.example", house.atlas, Role::Owner).await;
        let me = house.get(&ana, "/api/me").await.body["id"].as_str().unwrap().to_owned();
        let path = format!("/api/tenants/1/members/{me}");
        assert_eq!(house.ask(&mut ana, "PUT", &path, &[], &json!({ "role": "analyst" })).await.status, 409);
        assert_eq!(house.ask(&mut ana, "DELETE", &path, &[], &json!(null)).await.status, 409);
        assert_eq!(house.ask(&mut ana, "PUT", &path, &[], &json!({ "role": "operator" })).await.status, 400);
        house.member("eva@atlas.example", house.atlas, Role::Owner).await;
        assert_eq!(house.ask(&mut ana, "PUT", &path, &[], &json!({ "role": "analyst" })).await.status, 204);
        assert_eq!(house.get(&ana, "/api/tenants/1/members").await.status, 403, "a change of role counts at once");
    }

    async fn one_member_may_be_another_at_each_tenant_and_a_tenant_of_others_is_not_there(on) {
        let house = House::new(on).await;
        house.member("ana@atlas.example", house.atlas, Role::Owner).await;
        let ana = house.member("ana@atlas.example", house.borealis, Role::Analyst).await;
        let me = house.get(&ana, "/api/me").await;
        let tenants = me.body["tenants"].as_array().unwrap();
        assert_eq!((&tenants[0]["role"], &tenants[1]["role"]), (&json!("owner"), &json!("analyst")));
        let may = |at: usize| tenants[at]["may"].as_array().unwrap().contains(&json!("members:read"));
        assert!(may(0) && !may(1));
        assert_eq!(house.get(&ana, "/api/tenants/1/members").await.status, 200);
        assert_eq!(house.get(&ana, "/api/tenants/2/members").await.status, 403);

        let ion = house.member("ion@borealis.example", house.borealis, Role::Owner).await;
        for tenant in ["1", "3", "0", "-1", "x", "99999999999"] {
            let answer = house.get(&ion, &format!("/api/tenants/{tenant}/members")).await;
            assert_eq!((answer.status, answer.kind()), (404, "/problems/not-found"), "{tenant}");
        }
        assert_eq!(house.get(&Browser::default(), "/api/tenants/1/members").await.status, 401);
    }

    async fn an_entry_of_the_log_is_never_changed(on) {
        let house = House::new(on).await;
        let ana = house.member("ana@atlas.example", house.atlas, Role::Owner).await;
        house.post(&ana, "/api/tenants/1/members", &json!({ "email": "ion@atlas.example", "role": "analyst" })).await;
        let mut tx = house.fresh.store.tenant(house.atlas).begin("test.audit").await.unwrap();
        assert!(tx.execute(&FORGE, &[]).await.is_err(), "the database itself refuses it");
        drop(tx);
        let mut tx = house.fresh.store.tenant(house.atlas).read("test.audit").await.unwrap();
        let entries = audit::entries(&mut tx, &audit::Only::default(), None, 10).await.unwrap();
        let entries = entries.rows;
        assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [1]);
        assert_eq!(entries[0].action, <actions::MembersEdit as placet_access::Action>::NAME);
    }
}

placet_store::statements! {
    "access_test";
    tenant FORGE = "UPDATE audit SET action = 'nothing' WHERE tenant_id = $1";
}

#[test]
fn a_reference_cannot_hold_an_address() {
    for good in ["4711", "SUP-4711", "2026/11#3"] {
        assert!(audit::Reference::parse(good).is_some(), "{good}");
    }
    for bad in ["", "ana@mail.example", "Ana Pop", "a.b", &"1".repeat(41)] {
        assert!(audit::Reference::parse(bad).is_none(), "{bad}");
    }
}

/// Written anew, for review, by `PLACET_BLESS=1 cargo xtask test the_permission_matrix`.
#[test]
fn the_permission_matrix_is_the_reviewed_one() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/permissions.md");
    let text = std::fs::read_to_string(&file).unwrap();
    let (head, known) = text.split_at(text.find("| |").unwrap());
    let now = placet_access::matrix();
    if std::env::var_os("PLACET_BLESS").is_some() {
        std::fs::write(file, format!("{head}{now}")).unwrap();
    } else {
        assert_eq!(known, now, "who may do what has changed: review it");
    }
}
