//! A member's own account.

use placet_access::Role;
use placet_store::on_both_engines;
use serde_json::json;

use crate::house::{Browser, House, PASSWORD};

on_both_engines! {
    async fn r161_a_member_changes_their_own_data_and_two_editors_do_not_undo_each_other(on) {
        let house = House::new(on).await;
        let mut ana = house.member("ana@atlas.example", house.atlas, Role::Analyst).await;
        let me = house.get(&ana, "/api/me").await;
        let version = me.header("etag").unwrap().to_owned();
        let fields = json!({ "first_name": "Canary-<b>Ana</b>", "country": "RO", "vat_number": "RO1234567", "postal_address": "1 Street\nCluj" });

        assert_eq!(house.ask(&mut ana, "PUT", "/api/me", &[], &fields).await.status, 428, "which version was seen?");
        let seen = [("if-match", version.as_str())];
        let changed = house.ask(&mut ana, "PUT", "/api/me", &seen, &fields).await;
        assert_eq!((changed.status, &changed.body["fields"]["first_name"]), (200, &json!("Canary-<b>Ana</b>")));
        let late = house.ask(&mut ana, "PUT", "/api/me", &seen, &json!({ "first_name": "Other" })).await;
        assert_eq!((late.status, late.kind()), (412, "/problems/stale"));
        assert_eq!(house.get(&ana, "/api/me").await.body["fields"]["country"], "RO");
        assert!(!house.bytes().await.holds("Canary"), "what a member tells is sealed");

        let wrong = house.ask(&mut ana, "PUT", "/api/me", &[("if-match", "*")], &json!({ "country": "Canary", "title": "\u{7}" })).await;
        assert_eq!(wrong.status, 400);
        let fields: Vec<&str> = wrong.body["errors"].as_array().unwrap().iter().map(|one| one["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["title", "country"]);
        assert!(!wrong.body.to_string().contains("Canary"));
    }

    async fn r161_a_member_changes_their_own_address_by_their_password_and_no_other_session_stays(on) {
        let house = House::new(on).await;
        let mut ana = house.member("ana@atlas.example", house.atlas, Role::Analyst).await;
        house.member("eva@atlas.example", house.atlas, Role::Analyst).await;
        let mut phone = Browser::default();
        let sign_in = |email: &str| json!({ "email": email, "password": PASSWORD });
        house.ask(&mut phone, "POST", "/api/sign-in", &[], &sign_in("ana@atlas.example")).await;
        let change = |email: &str, password: &str| json!({ "email": email, "password": password });
        for (body, status, field) in [
            (change("canary-ana@mail.example", "wrong-horse-1"), 400, json!("password")),
            (change("canary", PASSWORD), 400, json!("email")),
            (change("eva@atlas.example", PASSWORD), 409, json!(null)),
        ] {
            let refused = house.ask(&mut ana, "PUT", "/api/me/email", &[], &body).await;
            assert_eq!((refused.status, &refused.body["field"]), (status, &field), "{refused:?}");
            assert!(!refused.body.to_string().contains("canary"));
        }
        let changed = house.ask(&mut ana, "PUT", "/api/me/email", &[], &change("canary-ana@mail.example", PASSWORD)).await;
        assert_eq!((changed.status, &changed.body["email"]), (200, &json!("canary-ana@mail.example")));
        assert_eq!(house.get(&phone, "/api/me").await.status, 401);
        assert_eq!(house.post(&Browser::default(), "/api/sign-in", &sign_in("ana@atlas.example")).await.status, 401);
        assert_eq!(house.post(&Browser::default(), "/api/sign-in", &sign_in("canary-ana@mail.example")).await.status, 200);
        assert!(!house.bytes().await.holds("canary"), "an address is sealed");
        let olga = house.member("olga@platform.example", placet_access::OPERATOR, Role::Operator).await;
        assert_eq!(house.get(&olga, "/api/audit?action=email:set").await.body["items"].as_array().unwrap().len(), 1);
    }

    async fn a_new_password_takes_the_old_one_and_ends_every_other_session(on) {
        let house = House::new(on).await;
        let mut ana = house.member("ana@atlas.example", house.atlas, Role::Owner).await;
        let mut phone = Browser::default();
        let sign_in = |password: &str| json!({ "email": "ana@atlas.example", "password": password });
        house.ask(&mut phone, "POST", "/api/sign-in", &[], &sign_in(PASSWORD)).await;

        let change = |current: &str, password: &str| json!({ "current": current, "password": password });
        let wrong = house.ask(&mut ana, "PUT", "/api/me/password", &[], &change("wrong-horse-1", "new-horse-22")).await;
        assert_eq!((wrong.status, &wrong.body["field"]), (400, &json!("current")));
        let weak = house.ask(&mut ana, "PUT", "/api/me/password", &[], &change(PASSWORD, "newhorse")).await;
        assert_eq!((weak.status, &weak.body["field"]), (400, &json!("password")));
        let same = house.ask(&mut ana, "PUT", "/api/me/password", &[], &change(PASSWORD, PASSWORD)).await;
        assert_eq!((same.status, &same.body["field"]), (400, &json!("password")));
        assert_eq!(house.ask(&mut ana, "PUT", "/api/me/password", &[], &change(PASSWORD, "new-horse-22")).await.status, 204);
        assert_eq!(house.get(&ana, "/api/me").await.status, 200);
        assert_eq!(house.get(&phone, "/api/me").await.status, 401);
        assert_eq!(house.post(&Browser::default(), "/api/sign-in", &sign_in(PASSWORD)).await.status, 401);
        assert_eq!(house.post(&Browser::default(), "/api/sign-in", &sign_in("new-horse-22")).await.status, 200);
    }
}
