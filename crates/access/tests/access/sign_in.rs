//! Coming in, and what keeps others out.

use placet_access::Role;
use placet_core::Micros;
use placet_permission::vault::totp;
use placet_store::on_both_engines;
use serde_json::json;

use crate::house::{Browser, House, PASSWORD};

const EMAIL: &str = "canary-ana@atlas.example";

on_both_engines! {
    async fn a_link_opens_once_and_the_password_from_then_on(on) {
        let house = House::new(on).await;
        let token = house.link(EMAIL, house.atlas, Role::Owner).await;
        let nobody = Browser::default();
        let says = house.post(&nobody, "/api/links", &json!({ "token": token })).await;
        assert_eq!(says.body, json!({ "first": false, "email": EMAIL, "second_factor": false }));

        let weak = house.post(&nobody, "/api/welcome", &json!({ "token": token, "password": "correcthorse" })).await;
        assert_eq!((weak.status, &weak.body["field"]), (400, &json!("password")), "R184");
        let chosen = json!({ "token": token, "password": PASSWORD });
        let mut ana = Browser::default();
        let welcome = house.ask(&mut ana, "POST", "/api/welcome", &[], &chosen).await;
        assert_eq!((welcome.status, &welcome.body["tenants"][0]["role"]), (200, &json!("owner")));
        let cookie = welcome.header("set-cookie").unwrap();
        for wanted in ["__Host-placet-session=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"] {
            assert!(cookie.contains(wanted), "{cookie}");
        }
        assert_eq!(house.post(&nobody, "/api/welcome", &chosen).await.status, 401, "a link is used up");
        assert_eq!(house.post(&nobody, "/api/links", &json!({ "token": token })).await.status, 401);

        let mut later = Browser::default();
        let in_again = house.ask(&mut later, "POST", "/api/sign-in", &[], &json!({ "email": " Canary-Ana@ATLAS.example ", "password": PASSWORD })).await;
        assert_eq!((in_again.status, &in_again.body["email"]), (200, &json!(EMAIL)));
        assert_eq!(house.get(&later, "/api/me").await.status, 200);

        let bytes = house.bytes().await;
        for secret in [EMAIL, PASSWORD, token.as_str(), ana.cookie.split('=').nth(1).unwrap()] {
            assert!(!bytes.holds(secret), "stored in the clear");
        }
    }

    async fn who_is_not_known_hears_the_same_as_who_is_wrong(on) {
        let house = House::new(on).await;
        house.member(EMAIL, house.atlas, Role::Owner).await;
        let nobody = Browser::default();
        let mut said = Vec::new();
        for (email, password) in [(EMAIL, "wrong-horse-1"), ("nobody@atlas.example", PASSWORD), ("no address", PASSWORD)] {
            let answer = house.post(&nobody, "/api/sign-in", &json!({ "email": email, "password": password })).await;
            assert_eq!(answer.status, 401);
            assert!(answer.header("set-cookie").is_none());
            said.push(answer.body);
        }
        assert!(said.windows(2).all(|two| two[0] == two[1]), "{said:?}");
    }

    async fn guessing_is_slowed_down_and_time_lets_the_right_one_in(on) {
        let house = House::new(on).await;
        house.member(EMAIL, house.atlas, Role::Owner).await;
        let nobody = Browser::default();
        let wrong = json!({ "email": EMAIL, "password": "wrong-horse-1" });
        let mut tries = 0;
        let refused = loop {
            let answer = house.post(&nobody, "/api/sign-in", &wrong).await;
            if answer.status != 401 {
                break answer;
            }
            tries += 1;
        };
        assert_eq!((refused.status, tries), (429, 8));
        let wait: i64 = refused.header("retry-after").unwrap().parse().unwrap();
        let right = json!({ "email": EMAIL, "password": PASSWORD });
        assert_eq!(house.post(&nobody, "/api/sign-in", &right).await.status, 429, "the right one waits as well");
        house.clock().advance(wait * Micros::SECOND);
        assert_eq!(house.post(&nobody, "/api/sign-in", &right).await.status, 200);
    }

    async fn a_second_factor_is_asked_once_proven_and_no_code_opens_twice(on) {
        let house = House::new(on).await;
        let mut ana = house.member(EMAIL, house.atlas, Role::Owner).await;
        let begun = house.post(&ana, "/api/me/totp", &json!(null)).await;
        assert!(begun.body["qr_svg"].as_str().unwrap().contains("<svg"), "{begun:?}");
        let secret = unbase32(begun.body["secret"].as_str().unwrap());
        let code = |house: &House, ahead: i64| totp(&secret, house.clock().now().0 / (30 * Micros::SECOND) + ahead);
        let nobody = Browser::default();
        let sign_in = async |code: &str| {
            house.clock().advance(Micros::HOUR);
            house.post(&nobody, "/api/sign-in", &json!({ "email": EMAIL, "password": PASSWORD, "code": code })).await
        };
        assert_eq!(sign_in("").await.status, 200, "what is not proven is not asked");

        let prove = json!({ "code": "000000" });
        let mut proven = house.ask(&mut ana, "PUT", "/api/me/totp", &[], &prove).await;
        assert!(matches!((proven.status, &proven.body["field"]), (400, field) if field == "code"), "{proven:?}");
        let shown = code(&house, 0);
        let in_groups = json!({ "code": format!("{} {}", &shown[..3], &shown[3..]) });
        proven = house.ask(&mut ana, "PUT", "/api/me/totp", &[], &in_groups).await;
        let spare = proven.body["recovery_codes"][2].as_str().unwrap().to_owned();

        let wanted = sign_in("").await;
        assert_eq!((wanted.status, wanted.kind()), (401, "/problems/code-required"));
        assert_eq!(sign_in("123").await.status, 401);
        house.clock().advance(Micros::HOUR);
        let now = json!({ "email": EMAIL, "password": PASSWORD, "code": code(&house, 0) });
        assert_eq!(house.post(&nobody, "/api/sign-in", &now).await.status, 200);
        assert_eq!(house.post(&nobody, "/api/sign-in", &now).await.status, 401, "a code opens once");
        assert_eq!(sign_in(&spare).await.status, 200);
        assert_eq!(sign_in(&spare).await.status, 401, "a code for a lost phone opens once");
        assert!(!house.bytes().await.holds(&spare));

        let mut ana = Browser::default();
        house.clock().advance(Micros::HOUR);
        let last = json!({ "email": EMAIL, "password": PASSWORD, "code": code(&house, 0) });
        house.ask(&mut ana, "POST", "/api/sign-in", &[], &last).await;
        let wrong = house.ask(&mut ana, "DELETE", "/api/me/totp", &[], &json!({ "password": "wrong-horse-1" })).await;
        assert_eq!(wrong.status, 400);
        assert_eq!(house.ask(&mut ana, "DELETE", "/api/me/totp", &[], &json!({ "password": PASSWORD })).await.status, 204);
        assert_eq!(sign_in("").await.status, 200);
    }

    async fn a_session_ends_by_time_by_disuse_and_by_its_member(on) {
        let house = House::new(on).await;
        let mut ana = house.member(EMAIL, house.atlas, Role::Owner).await;
        for _ in 0..6 {
            house.clock().advance(Micros::HOUR);
            assert_eq!(house.get(&ana, "/api/me").await.status, 200);
        }
        house.clock().advance(2 * Micros::HOUR + 2 * Micros::MINUTE);
        assert_eq!(house.get(&ana, "/api/me").await.status, 401, "two hours unused");

        let right = json!({ "email": EMAIL, "password": PASSWORD });
        house.ask(&mut ana, "POST", "/api/sign-in", &[], &right).await;
        for _ in 0..12 {
            house.clock().advance(Micros::HOUR);
            house.get(&ana, "/api/me").await;
        }
        assert_eq!(house.get(&ana, "/api/me").await.status, 401, "twelve hours in all");

        let mut phone = Browser::default();
        house.ask(&mut phone, "POST", "/api/sign-in", &[], &right).await;
        house.ask(&mut ana, "POST", "/api/sign-in", &[("user-agent", "Desk/1")], &right).await;
        let sessions = house.get(&ana, "/api/me/sessions").await;
        let all = sessions.body["items"].as_array().unwrap();
        let other = all.iter().find(|one| one["current"] == false).unwrap();
        assert!(all.iter().any(|one| one["agent"] == "Desk/1" && one["current"] == true), "{all:?}");
        let path = format!("/api/me/sessions/{}", other["id"].as_str().unwrap());
        assert_eq!(house.ask(&mut ana, "DELETE", &path, &[], &json!(null)).await.status, 204);
        assert_eq!(house.get(&phone, "/api/me").await.status, 401, "signed out from elsewhere");
        assert_eq!(house.ask(&mut ana, "DELETE", &path, &[], &json!(null)).await.status, 404);
        let kept = ana.cookie.clone();
        assert_eq!(house.ask(&mut ana, "POST", "/api/sign-out", &[], &json!(null)).await.status, 204);
        assert_eq!(house.get(&Browser { cookie: kept }, "/api/me").await.status, 401, "the cookie is worth nothing");
    }
}

fn unbase32(text: &str) -> Vec<u8> {
    let digit = |c: char| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(c).unwrap();
    let bits: Vec<usize> =
        text.chars().flat_map(|c| (0..5).rev().map(move |at| digit(c) >> at & 1)).collect();
    bits.chunks_exact(8).map(|eight| eight.iter().fold(0, |sum, bit| sum << 1 | *bit) as u8).collect()
}
