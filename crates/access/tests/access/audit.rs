//! What the log tells, and to whom.

use placet_access::{OPERATOR, Role};
use placet_store::on_both_engines;
use serde_json::{Value, json};

use crate::house::{Browser, House};

/// What was changed, as the newest entry tells it.
async fn told(house: &House, who: &Browser) -> Value {
    house.get(who, "/api/tenants/1/audit?limit=1").await.body["items"][0]["changes"].clone()
}

fn changed(field: &str, from: Option<&str>, to: Option<&str>) -> Value {
    json!({ "field": field, "from": from, "to": to })
}

on_both_engines! {
    async fn r118_r183_the_log_says_what_was_and_what_is_and_never_an_address(on) {
        let house = House::new(on).await;
        let mut ana = house.member("ana@atlas.example", house.atlas, Role::Owner).await;
        let invite = json!({ "email": "canary-ion@atlas.example", "role": "support" });
        let id = house.post(&ana, "/api/tenants/1/members", &invite).await.body["id"].as_str().unwrap().to_owned();
        assert_eq!(told(&house, &ana).await, json!([changed("role", None, Some("support"))]));
        let path = format!("/api/tenants/1/members/{id}");
        house.ask(&mut ana, "PUT", &path, &[], &json!({ "role": "analyst" })).await;
        assert_eq!(told(&house, &ana).await, json!([changed("role", Some("support"), Some("analyst"))]));
        house.ask(&mut ana, "DELETE", &path, &[], &Value::Null).await;
        assert_eq!(told(&house, &ana).await, json!([changed("role", Some("analyst"), None)]));

        let key = house.post(&ana, "/api/tenants/1/keys", &json!({ "class": "server", "label": "canary@mail.example" })).await;
        assert_eq!(told(&house, &ana).await, json!([changed("class", None, Some("server")), changed("label", None, None)]));
        house.ask(&mut ana, "DELETE", &format!("/api/tenants/1/keys/{}", key.body["id"].as_str().unwrap()), &[], &Value::Null).await;
        assert_eq!(told(&house, &ana).await[0], changed("class", Some("server"), None));

        let mut settings = house.get(&ana, "/api/tenants/1/settings").await.body;
        for (field, value) in [("name", "Atlas & Sons"), ("from_address", "canary@atlas.example"), ("sender_address", "Canary Street 1")] {
            settings[field] = json!(value);
        }
        let saved = house.ask(&mut ana, "PUT", "/api/tenants/1/settings", &[("if-match", "*")], &settings).await;
        assert_eq!(saved.status, 200, "{saved:?}");
        assert_eq!(told(&house, &ana).await, json!([
            changed("name", Some("Atlas"), Some("Atlas & Sons")), changed("sender_address", None, None), changed("from_address", None, None),
        ]));
        let log = house.get(&ana, "/api/tenants/1/audit").await.body.to_string();
        assert!(!log.to_lowercase().contains("canary"), "{log}");
    }

    async fn the_log_is_narrowed_to_a_member_and_an_action(on) {
        let house = House::new(on).await;
        let ana = house.member("ana@atlas.example", house.atlas, Role::Owner).await;
        let eva = house.member("eva@atlas.example", house.atlas, Role::Owner).await;
        let id = async |who: &Browser| house.get(who, "/api/me").await.body["id"].as_str().unwrap().to_owned();
        let (ana_id, eva_id) = (id(&ana).await, id(&eva).await);
        for who in [&ana, &eva, &ana] {
            house.post(who, "/api/tenants/1/keys", &json!({ "class": "write", "label": "shop" })).await;
        }
        house.post(&eva, "/api/tenants/1/members", &json!({ "email": "ion@atlas.example", "role": "analyst" })).await;

        let seen = async |query: &str| {
            let log = house.get(&ana, &format!("/api/tenants/1/audit?{query}")).await;
            assert_eq!(log.status, 200, "{query}: {log:?}");
            let row = |row: &Value| (row["email"].as_str().unwrap()[..3].to_owned(), row["action"].as_str().unwrap().to_owned());
            log.body["items"].as_array().unwrap().iter().map(row).collect::<Vec<_>>()
        };
        let (keys, members) = ("keys:edit".to_owned(), "members:edit".to_owned());
        let (a, e) = (|action: &String| ("ana".to_owned(), action.clone()), |action: &String| ("eva".to_owned(), action.clone()));
        assert_eq!(seen("").await, [e(&members), a(&keys), e(&keys), a(&keys)]);
        assert_eq!(seen(&format!("member={ana_id}")).await, [a(&keys), a(&keys)]);
        assert_eq!(seen("action=keys:edit").await, [a(&keys), e(&keys), a(&keys)]);
        assert_eq!(seen(&format!("member={eva_id}&action=keys:edit")).await, [e(&keys)]);
        assert_eq!(seen("action=nothing").await, []);
        let first = house.get(&ana, "/api/tenants/1/audit?action=keys:edit&limit=2").await;
        let next = first.body["next"].as_str().unwrap();
        assert_eq!(seen(&format!("action=keys:edit&cursor={next}")).await, [a(&keys)]);
        assert_eq!(house.get(&ana, "/api/tenants/1/audit?member=ana@atlas.example").await.status, 400);
    }

    async fn an_operator_sees_what_members_did_with_their_accounts_and_no_tenants_log(on) {
        let house = House::new(on).await;
        let ana = house.member("ana@atlas.example", house.atlas, Role::Owner).await;
        let olga = house.member("olga@platform.example", OPERATOR, Role::Operator).await;
        let log = house.get(&olga, "/api/audit").await;
        assert_eq!(log.status, 200, "{log:?}");
        let rows: Vec<_> = log.body["items"].as_array().unwrap().iter().map(|row| (row["action"].as_str().unwrap(), row["email"].as_str())).collect();
        let olga_s = Some("olga@platform.example");
        assert_eq!(rows, [("password:set", olga_s), ("operator:add", olga_s), ("password:set", None)], "of others the id alone");
        assert_eq!(log.body["items"][1]["changes"], json!([changed("role", None, Some("operator"))]));
        assert_eq!(house.get(&olga, "/api/audit?action=operator:add").await.body["items"].as_array().unwrap().len(), 1);
        assert_eq!(house.get(&olga, "/api/tenants/1/audit").await.status, 404);
        assert_eq!(house.get(&ana, "/api/audit").await.status, 403);
        assert_eq!(house.get(&Browser::default(), "/api/audit").await.status, 401);
    }
}
