//! A company's brand: its colour and its logo, on the pages of its people and in its mails, whatever is sent in their place.

use placet_access::Role;
use placet_core::Micros;
use placet_edge::testing::picture::{gif, jpeg, png, webp};
use placet_store::on_both_engines;
use serde_json::{Value, json};

use crate::console::{HOST, ORIGIN, console, member};
use crate::house::{Answer, House};

/// An owner at the console of a company.
struct Desk<'h> {
    house: &'h House,
    cookie: String,
    at: String,
}

impl Desk<'_> {
    async fn send(&self, method: &str, path: &str, tag: &str, kind: &str, body: &[u8]) -> Answer {
        let headers = [
            ("host", HOST),
            ("origin", ORIGIN),
            ("cookie", &self.cookie),
            ("if-match", tag),
            ("content-type", kind),
        ];
        let answer = self.house.send(method, &format!("{}{path}", self.at), &headers, body).await;
        // The directory may be a second old.
        self.house.fresh.clock.advance(2 * Micros::SECOND);
        answer
    }

    async fn paint(&self, tag: &str, accent: &Value) -> Answer {
        let body = json!({ "accent": accent }).to_string();
        self.send("PUT", "/brand", tag, "application/json", body.as_bytes()).await
    }

    async fn logo(&self, bytes: &[u8]) -> Answer {
        // Whatever it is said to be.
        self.send("PUT", "/brand/logo", "", "image/png", bytes).await
    }

    async fn see(&self, path: &str) -> (String, Value) {
        let answer =
            console(self.house, &self.cookie, "GET", &format!("{}{path}", self.at), &Value::Null).await;
        (answer.header("etag").to_owned(), serde_json::from_str(&answer.text).unwrap())
    }
}

on_both_engines! {
    async fn a_company_sets_its_colour_and_its_logo_and_all_its_pages_show_them(on) {
        let (house, shop) = House::with_company(on).await;
        let other = house.company("Boreal", "news.boreal.example").await;
        let cookie = member(&house, "owner@atlas.example", shop.id, Role::Owner).await;
        let desk = Desk { house: &house, cookie, at: format!("/api/tenants/{}", shop.id) };
        let (tag, brand) = desk.see("/brand").await;
        assert_eq!(brand, json!({ "accent": null, "logo": null }));
        let plain = house.page(&shop, "GET", "/notice", "").await.text;

        let painted = desk.paint(&tag, &json!("#FFEE00")).await;
        assert!(painted.status == 200 && painted.text.contains("#ffee00"), "{painted:?}");
        assert_eq!(desk.paint(&tag, &json!("#000000")).await.status, 412, "somebody else was first");
        let (_, shades) = desk.see("/brand/shades?accent=%23ffee00").await;
        assert_eq!((&shades["dark"]["accent"], &shades["dark"]["on_accent"]), (&json!("#ffee00"), &json!("#000000")));
        assert_eq!(shades["light"]["on_accent"], "#ffffff");

        let picture = png(400, 96, false);
        let set = desk.logo(&picture).await;
        let shown: Value = serde_json::from_str(&set.text).unwrap();
        let url = shown["logo"]["url"].as_str().unwrap();
        let path = url.strip_prefix("https://news.atlas.example").unwrap();
        assert!(path.starts_with("/brand/logo-") && path.ends_with(".png"), "{url}");

        for page in ["/", "/notice", "/cookies", "/f/newsletter", "/u/forged"] {
            let page = house.page(&shop, "GET", page, "").await.text;
            assert!(page.contains(&format!("<img src=\"{path}\" alt=\"Atlas\" width=\"200\" height=\"48\">")), "{page}");
            assert!(page.contains("-ffee00.css\"") && !page.contains("style=\""), "{page}");
            assert!(page.len() < 30_000, "{}", page.len());
        }
        let logo = house.send("GET", path, &[("host", shop.host)], b"").await;
        assert_eq!(logo.header("content-type"), "image/png");
        assert_eq!(logo.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(logo.header("x-content-type-options"), "nosniff");
        assert!(logo.header("content-security-policy").contains("default-src 'none'") && logo.header("set-cookie").is_empty());
        assert_eq!(house.page(&other, "GET", path, "").await.status, 404, "it is another's");
        for nothing in ["/brand/logo-0000000000000000.png", "/brand/", "/brand/..%2f..", "/brand/%22%3E"] {
            assert_eq!(house.page(&shop, "GET", nothing, "").await.status, 404, "{nothing}");
        }
        assert!(!house.page(&other, "GET", "/notice", "").await.text.contains("/brand/"));

        // What was changed is written down; and all of it goes again.
        let (_, log) = desk.see("/audit").await;
        let log = log["items"].to_string();
        assert!(log.contains("\"accent\"") && log.contains("#ffee00") && log.contains("\"logo\""), "{log}");
        assert_eq!(desk.send("DELETE", "/brand/logo", "", "", b"").await.status, 200);
        assert_eq!(desk.paint("*", &Value::Null).await.status, 200);
        assert_eq!(house.page(&shop, "GET", "/notice", "").await.text, plain);
        assert_eq!(house.page(&shop, "GET", path, "").await.status, 404);
    }

    async fn what_is_no_colour_and_no_picture_is_refused_by_the_field_and_changes_nothing(on) {
        let (house, shop) = House::with_company(on).await;
        let cookie = member(&house, "owner@atlas.example", shop.id, Role::Owner).await;
        let desk = Desk { house: &house, cookie, at: format!("/api/tenants/{}", shop.id) };
        for bad in ["\"><script>alert(1)</script>", "red", "", "#12345", "#1234567", "17614a", "#17614g", "url(x)"] {
            let refused = desk.paint("*", &json!(bad)).await;
            assert_eq!(refused.status, 400, "{bad}");
            assert!(refused.text.contains("\"accent\"") && !refused.text.contains("script"), "{refused:?}");
            assert_eq!(console(&house, &desk.cookie, "GET", &format!("{}/brand/shades?accent=red", desk.at), &Value::Null).await.status, 400);
        }
        let svg = b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
        let heavy = [png(10, 10, false), vec![0; 201 * 1024]].concat();
        for (name, bad, why) in [
            ("an SVG that calls itself a PNG", &svg[..], "PNG, JPEG, GIF or WebP"),
            ("nothing", b"", "is empty"),
            ("half a head", &png(10, 10, false)[..20], "PNG, JPEG, GIF or WebP"),
            ("a bomb", &png(60_000, 60_000, false), "2,000 by 2,000"),
            ("one too wide", &webp(b"VP8X", 2_001, 10), "2,000 by 2,000"),
            ("one too high", &jpeg(10, 2_001), "2,000 by 2,000"),
            ("one that moves", &gif(10, 10, 2), "must not move"),
            ("one too heavy", &heavy, "200 KB"),
            ("HTML", b"<html><script>alert(1)</script></html>", "PNG, JPEG, GIF or WebP"),
        ] {
            let refused = desk.logo(bad).await;
            assert_eq!(refused.status, 400, "{name}");
            assert!(refused.text.contains("\"logo\"") && refused.text.contains(why), "{name}: {refused:?}");
        }
        assert_eq!(desk.logo(&vec![0; 3 << 20]).await.status, 413);
        assert_eq!(desk.see("/brand").await.1, json!({ "accent": null, "logo": null }));
        for good in [png(2_000, 2_000, false), gif(10, 10, 1), jpeg(300, 100), webp(b"VP8 ", 30, 10)] {
            assert_eq!(desk.logo(&good).await.status, 200);
            let (_, brand) = desk.see("/brand").await;
            let path = brand["logo"]["url"].as_str().unwrap().strip_prefix("https://news.atlas.example").unwrap().to_owned();
            assert_eq!(house.bytes(&shop, &path).await, good);
        }

        // A name that is markup is shown as it is written, in the picture's text too.
        let (seen, mut settings) = desk.see("/settings").await;
        settings["sender_name"] = json!("\"><script>alert(1)</script>");
        let body = settings.to_string();
        assert_eq!(desk.send("PUT", "/settings", &seen, "application/json", body.as_bytes()).await.status, 200);
        let page = house.page(&shop, "GET", "/notice", "").await.text;
        assert!(page.contains("alt=\"&quot;&gt;&lt;script&gt;") && !page.contains("<script"), "{page}");

        let marketer = member(&house, "m@atlas.example", shop.id, Role::Marketer).await;
        let desk = Desk { cookie: marketer, ..desk };
        assert_eq!(desk.paint("*", &json!("#000000")).await.status, 403);
        assert_eq!(desk.logo(&png(10, 10, false)).await.status, 403);
    }
}
