//! The keys of a shop, as its members see them.

use placet_access::Role;
use placet_store::on_both_engines;
use serde_json::{Value, json};

use crate::house::House;

on_both_engines! {
    async fn a_public_key_is_shown_at_any_time_and_a_secret_one_once(on) {
        let house = House::new(on).await;
        let ana = house.member("ana@atlas.example", house.atlas, Role::Developer).await;
        let make = async |class: &str| house.post(&ana, "/api/tenants/1/keys", &json!({ "class": class, "label": "shop" })).await.body;
        let (write, server) = (make("write").await, make("server").await);
        assert_eq!((&write["public"], &server["public"]), (&write["key"], &Value::Null));
        let listed = house.get(&ana, "/api/tenants/1/keys").await.body;
        let public = |made: &Value| listed["items"].as_array().unwrap().iter().find(|key| key["id"] == made["id"]).unwrap()["public"].clone();
        assert_eq!((public(&write), public(&server)), (write["key"].clone(), Value::Null));
        let bytes = house.bytes().await;
        assert!(bytes.holds(write["key"].as_str().unwrap()) && !bytes.holds(server["key"].as_str().unwrap()), "of a secret a hash alone is kept");
    }
}
