use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

use axum::http::header;

use super::view::*;
use super::*;
use crate::testing::{Served, body_of, tenant};
use placet_core::Micros;
use placet_store::testing::START;

/// A name that breaks out of anything that does not escape.
const SHARP: &str = "<script>alert(1)</script>\"'&";

fn spoken(code: &str) -> Language {
    Language::parse(code).unwrap()
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn evidence() -> Vec<Evidence> {
    vec![Evidence {
        entry: 1042,
        purpose: "Newsletter and offers".into(),
        wording:
            "I would like to get news and offers from Atlas Outdoor by e-mail. I can end it at any time."
                .into(),
        version: "newsletter-3".into(),
        method: "double_opt_in".into(),
        place: some("shop.example/newsletter"),
        at: START - Micros::DAY,
        ended_at: Some(START),
        notice: some("/notice/1"),
    }]
}

fn items() -> Vec<Item> {
    let item = |title: &str, why: &str| Item {
        title: title.into(),
        url: some("https://shop.example/p/1"),
        why: why.into(),
    };
    vec![item("Running shoes “Cloud 3”, blue, 42", "cart"), item("Running socks, three pairs", "together")]
}

fn rows() -> Vec<Preference> {
    let row = |key: &str, purpose: &str, channel, on, since| Preference {
        key: key.into(),
        purpose: purpose.into(),
        wording: "News and offers, at most three times a week.".into(),
        channel,
        on,
        since,
    };
    vec![
        row("newsletter:email", "Newsletter and offers", Channel::Email, true, Some(START)),
        row("cart:email", "Reminder of your cart", Channel::Email, false, Some(START - Micros::DAY)),
        row("newsletter:sms", "Newsletter and offers", Channel::Sms, false, None),
    ]
}

fn wish() -> Wishes {
    Wishes {
        paces: vec!["week", "month"],
        pace: Some("month"),
        pauses: vec![14, 30, 90],
        paused_until: Some(START),
    }
}

fn form(error: Option<FormError>) -> Form {
    Form {
        action: "/newsletter".into(),
        wording:
            "I would like to get news and offers from Atlas Outdoor by e-mail, at most three times a week."
                .into(),
        words: "20 30".into(),
        choices: vec![Choice {
            key: "opens".into(),
            wording: "Atlas Outdoor may record whether I open its e-mails.".into(),
            ticked: false,
        }],
        device: some("d-1"),
        email: if error.is_some() { SHARP.into() } else { String::new() },
        error,
        notice_url: some("https://shop.example/privacy"),
    }
}

fn offered() -> Everywhere {
    Everywhere::Offered { action: "/u/token/everywhere".into() }
}

fn unsubscribed() -> Unsubscribed {
    let undo = Undo {
        words: "20".into(),
        action: "/u/token/undo".into(),
        until: START + Micros::DAY,
        wordings: vec![evidence().remove(0).wording],
    };
    Unsubscribed {
        channel: Channel::Email,
        purpose: None,
        undo: Some(undo),
        everywhere: offered(),
        receipts: some("/why/token/receipts"),
        preferences: some("/p/token"),
    }
}

fn notice() -> Notice {
    let purpose = |asked: &str, does, basis| NoticePurpose {
        title: "Newsletter and offers".into(),
        asked: asked.into(),
        does,
        basis,
        uses: vec!["contact", "orders"],
        days: 396,
        recipients: vec!["Parcel Express SRL".into()],
        more: some("https://shop.example/privacy"),
    };
    Notice {
        purposes: vec![
            purpose("Atlas may write to me.", "markets", "consent"),
            purpose("", "informs", "contract"),
        ],
        version: 3,
        since: START,
        until: Some(START + Micros::DAY),
        today: some("/notice"),
        earlier: vec![NoticeVersion {
            version: 2,
            since: START - Micros::DAY,
            until: START,
            href: "/notice/2".into(),
        }],
        cookies: "/cookies".into(),
    }
}

fn why() -> Why {
    Why {
        sent_at: START,
        channel: Channel::Email,
        purpose: "Reminder of your cart".into(),
        evidence: evidence(),
        items: items(),
        source: "form".into(),
        uses: vec!["contact".into(), "behaviour".into()],
        recipients: vec!["Parcel Express SRL".into()],
        receipts: some("/why/token/receipts"),
        unsubscribe: "/u/token".into(),
        preferences: some("/p/token"),
        notice_url: some("https://shop.example/privacy"),
    }
}

fn cookies() -> Cookies {
    let cookie = |name: &str, key: &str, category: &str, days_refused| Cookie {
        name: name.into(),
        key: some(key),
        told: None,
        category: category.into(),
        supplier: "Atlas (shop.example)".into(),
        days: Some(390),
        days_refused,
        policy: None,
    };
    let cookies = vec![
        cookie("cookie-choices", "choices", "necessary", Some(180)),
        cookie("__Host-placet-id", "id", "advertising", None),
        Cookie {
            key: None,
            told: some(SHARP),
            days: None,
            policy: some("https://metrics.example/privacy"),
            ..cookie("_metrics", "", "performance", None)
        },
    ];
    Cookies { cookies }
}

fn home() -> Home {
    let link = |label: &str, note: &str| Link {
        href: "http://127.0.0.1:8080/".into(),
        label: label.into(),
        note: some(note),
    };
    Home {
        title: "Placet, the demo".into(),
        lead: "A shop, its shoppers and what the platform knows about them.".into(),
        groups: vec![Group {
            title: "Atlas Outdoor".into(),
            links: vec![link("Newsletter", "the form"), link("Mailbox", "what was sent")],
        }],
    }
}

/// Every page in one language, by name, with a frame around it.
fn all(language: Language) -> Vec<(String, String)> {
    let pages = Pages::new().unwrap();
    let frame = Frame::of(&tenant("Atlas Outdoor"), language).at("/page");
    let mut out = Vec::new();
    macro_rules! add {
        ($($name:literal = $view:expr),* $(,)?) => {
            $(out.push(($name.to_owned(), pages.html(&frame, &$view).unwrap_or_else(|e| panic!("{}: {e:#}", $name))));)*
        };
    }
    let unsubscribe = |purpose: Option<String>| Unsubscribe {
        action: "/u/token".into(),
        channel: Channel::Email,
        purpose,
        everything: some("/u/token/all"),
        preferences: some("/p/token"),
    };
    add! {
        "form" = form(None),
        "form_error" = form(Some(FormError::Email)),
        "form_sent" = FormSent { days: 7 },
        "confirm" = Confirm { action: "/c/token".into(), wordings: vec![evidence().remove(0).wording], requested_at: START,
            place: some("shop.example"), notice_url: some("/privacy") },
        "confirmed" = Confirmed { purposes: vec!["Newsletter and offers".into()], preferences: some("/p/token") },
        "unsubscribe" = unsubscribe(some("Newsletter and offers")),
        "unsubscribe_all" = unsubscribe(None),
        "unsubscribed" = unsubscribed(),
        "preferences" = Preferences { action: "/p/token".into(), rows: rows(), words: "20 30".into(), wish: wish(), everything: "/p/token/none".into(),
            receipts: some("/why/token/receipts"),
            notice_url: some("https://shop.example/privacy") },
        "preferences_saved" = PreferencesSaved { rows: rows(), wish: wish(), preferences: "/p/token".into() },
        "renewal" = Renewal { action: "/r/token".into(), refuse: "/r/token/no".into(), evidence: evidence(), words: "20 30".into(), until: START,
            preferences: some("/p/token"), notice_url: some("/privacy") },
        "renewal_over" = RenewalOver { form: "/f/newsletter".into() },
        "why" = why(),
        "notice" = notice(),
        "cookies" = cookies(),
        "home" = home(),
    }
    for trouble in [
        Trouble::NotFound,
        Trouble::Gone,
        Trouble::Past,
        Trouble::BadForm,
        Trouble::TooMany,
        Trouble::Internal,
        Trouble::Unavailable,
        Trouble::Closed,
    ] {
        let view = view::Error { trouble, request: some("00f1e2d3c4b5a697") };
        let name = format!("error_{trouble:?}");
        out.push((name, pages.html(&frame, &view).unwrap()));
    }
    out
}

#[test]
fn every_page_is_filled_in_every_language_without_a_script() {
    for language in Language::all() {
        for (name, html) in all(language) {
            assert!(html.contains(&format!("<html lang=\"{}\">", language.code())), "{name}");
            let bare = html.to_lowercase();
            for foreign in ["<script", " onclick", " onload", "javascript:", "style=\"", "{{", "{%"] {
                assert!(!bare.contains(foreign), "{name}: {foreign}");
            }
            assert_eq!(html.matches("<h1>").count(), 1, "{name}");
            assert!(
                !html.contains("{controller}") && !html.contains("{at}") && !html.contains("<h1></h1>"),
                "{name}"
            );
        }
    }
}

/// For looking at: `PLACET_PAGES=folder cargo test -p placet-edge -- --ignored written`.
#[test]
#[ignore = "writes files to be looked at"]
fn every_page_is_written_to_a_folder() {
    let folder =
        std::path::PathBuf::from(std::env::var_os("PLACET_PAGES").expect("PLACET_PAGES names a folder"));
    std::fs::create_dir_all(folder.join("assets")).unwrap();
    std::fs::write(folder.join(brand::path(None).trim_start_matches('/')), STYLE).unwrap();
    for language in Language::all() {
        for (name, html) in all(language) {
            std::fs::write(folder.join(format!("{name}.{}.html", language.code())), html).unwrap();
        }
    }
}

/// The names that views document, by the group of their texts.
const NAMED: [(&str, &str); 15] = [
    ("basis", "consent contract legal_obligation vital_interests public_task legitimate_interests"),
    ("does", "remembers markets personalises notices locates discloses informs keeps surveys"),
    ("source", "form shop event list"),
    ("use", "contact behaviour orders engagement preferences location special"),
    ("pace", "week month"),
    ("cookie_category", "necessary performance advertising"),
    ("cookie_category_text", "necessary performance advertising"),
    ("cookie_use", "id term seen choices disclaimer"),
    ("channel", "email sms"),
    ("form_error", "email too_many"),
    (
        "method",
        "double_opt_in confirmed_by_mail banner consent_manager form preferences renewal_page undo import api",
    ),
    ("item", "cart viewed like together"),
    ("trouble_title", "not_found gone past bad_form too_many internal unavailable closed"),
    ("trouble_text", "not_found gone past bad_form too_many internal unavailable closed"),
    ("month", "1 2 3 4 5 6 7 8 9 10 11 12"),
];

/// The names of all texts.
fn written() -> BTreeSet<&'static str> {
    let lines = include_str!("../../../core/languages/en.ftl").lines();
    lines
        .filter(|line| !line.starts_with(['#', ' ']))
        .filter_map(|line| Some(line.split_once(" = ")?.0))
        .collect()
}

#[test]
fn every_text_is_used_and_every_text_that_is_used_is_there() {
    let mut used = String::new();
    for (_, source) in TEMPLATES {
        used.push_str(source);
    }
    // What is not asked for by a template: by the language itself, or by a room.
    let groups = ["language_", "number_", "money", "month_", "date", "day_1", "purpose_", "receipts_servers"];
    let named: Vec<String> = NAMED.iter().map(|(group, _)| format!("{group}_")).collect();
    let english = written();
    for name in &english {
        let known = groups.iter().any(|group| name.starts_with(group))
            || named.iter().any(|group| name.starts_with(group.as_str()));
        assert!(known || used.contains(&format!("t(\"{name}\"")), "{name} is used nowhere");
    }
    for (group, names) in NAMED {
        for name in names.split(' ') {
            assert!(english.contains(format!("{group}_{name}").as_str()), "{group} {name}");
        }
    }
    for call in used.split("t(\"").skip(1) {
        let name = call.split('"').next().unwrap();
        assert!(english.contains(name), "{name} has no text");
    }
}

#[test]
fn what_comes_from_outside_is_escaped_and_links_lead_to_the_web_alone() {
    let pages = Pages::new().unwrap();
    let mut frame = Frame::of(&tenant(SHARP), spoken("en"));
    frame.shop_url = some("javascript:alert(1)");
    let mut view = why();
    view.purpose = SHARP.into();
    view.unsubscribe = "javascript:alert(2)".into();
    view.preferences = some("//elsewhere.example");
    view.items[0].url = some("data:text/html,x");
    view.notice_url = some("https://shop.example/?a=1&b=\"><script>");
    let html = pages.html(&frame, &view).unwrap();
    for foreign in ["<script", "javascript:", "data:", "href=\"//elsewhere"] {
        assert!(!html.contains(foreign), "{foreign}");
    }
    assert!(html.contains("&lt;script&gt;"));
    assert!(Frame::of(&view_tenant("javascript:alert(1)"), spoken("en")).shop_url.is_none());
}

fn view_tenant(shop_url: &str) -> TenantRecord {
    TenantRecord { shop_url: shop_url.into(), ..tenant("Atlas") }
}

#[test]
fn r055_the_rights_to_rectify_and_to_erase_are_shown_where_one_agrees() {
    for language in Language::all() {
        for (name, html) in all(language).iter().filter(|(name, _)| name == "confirm") {
            for key in ["rights_rectify", "rights_erase", "rights_withdraw"] {
                assert!(
                    html.contains(&language.text(key, &Values::new()).unwrap().replace('\'', "&#x27;")),
                    "{name} {language:?} {key}"
                );
            }
        }
    }
}

#[test]
fn r114_unsubscribing_is_one_button_that_posts_and_asks_for_nothing() {
    let pages = all(spoken("en"));
    let (_, html) = pages.iter().find(|(name, _)| name == "unsubscribe_all").unwrap();
    assert_eq!(html.matches("<form method=\"post\"").count(), 1);
    assert_eq!(html.matches("<button").count(), 1);
    assert!(!html.contains("<input"));
}

#[test]
fn r092_every_page_of_a_tenant_names_the_controller_and_how_to_reach_it() {
    for (name, html) in all(spoken("ro")) {
        let footer = html.split("<footer").nth(1).unwrap_or_default();
        for part in ["Atlas Outdoor", "Strada Exemplului 1", "mailto:news@shop.example"] {
            assert!(footer.contains(part), "{name}: {part}");
        }
    }
}

#[test]
fn c7_no_box_of_a_separate_purpose_is_ticked_beforehand() {
    let pages = all(spoken("en"));
    let (_, html) = pages.iter().find(|(name, _)| name == "form").unwrap();
    assert!(html.contains("name=\"choice.opens\" value=\"yes\">") && !html.contains("checked"));
}

#[test]
fn a_time_is_shown_in_the_tenants_zone_and_the_pages_language() {
    let pages = Pages::new().unwrap();
    let shown = |language| pages.html(&Frame::of(&tenant("Atlas"), language), &why()).unwrap();
    assert!(shown(spoken("en")).contains("1 June 2026, 13:00 EEST"));
    assert!(shown(spoken("ro")).contains("1 iunie 2026, 13:00 EEST"));
    assert!(shown(spoken("fr")).contains("1er juin 2026, 13:00 EEST"));
}

#[tokio::test]
async fn pages_come_with_strict_headers_and_the_stylesheet_they_name() {
    let answer = || async {
        let frame = Frame::of(&tenant("Atlas"), spoken("fr"));
        Pages::new().unwrap().render(&frame, &view::Error { trouble: Trouble::Gone, request: None })
    };
    let served = Served::start(Router::new().route("/", get(answer)).merge(assets())).await;
    let page = served.get("/").await;
    assert_eq!(page.status(), StatusCode::GONE);
    let policy = page.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(page.headers()[header::REFERRER_POLICY], "no-referrer");
    assert_eq!(page.headers()[header::CACHE_CONTROL], "no-store");
    assert_eq!(page.headers()[header::CONTENT_LANGUAGE], "fr");
    let html = body_of(page).await;
    let style =
        html.split("href=\"").find(|rest| rest.starts_with("/assets/")).unwrap().split('"').next().unwrap();
    let style = served.get(style).await;
    assert_eq!(style.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
    assert_eq!(body_of(style).await, STYLE);
}

/// The colours of a theme by name: the light one stands first in the stylesheet, the dark one second.
fn colours(theme: usize) -> HashMap<&'static str, Colour> {
    let block = STYLE.split(":root {").nth(theme + 1).unwrap().split('}').next().unwrap();
    let colour = |line: &'static str| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(": ")?;
        Some((name, Colour::parse(value.trim_end_matches(';'))?))
    };
    block.lines().filter_map(colour).collect()
}

/// The pairs of colours that stand on each other in the stylesheet and are too alike (WCAG 2.2 AA).
fn faint(colours: &HashMap<&'static str, Colour>) -> String {
    let text = [
        ("text", "page"),
        ("text", "card"),
        ("text", "soft"),
        ("quiet", "page"),
        ("quiet", "card"),
        ("quiet", "soft"),
        ("accent", "card"),
        ("accent", "page"),
        ("accent", "soft"),
        ("accent-over", "card"),
        ("accent-over", "page"),
        ("accent-over", "soft"),
        ("on-accent", "accent"),
        ("on-accent", "accent-over"),
        ("bad", "bad-soft"),
    ];
    let controls = [("field", "card"), ("field", "page"), ("accent", "card"), ("bad", "card")];
    let mut faint = String::new();
    for (pairs, least) in [(&text[..], 4.5), (&controls[..], 3.0)] {
        for (front, back) in pairs {
            let found = colours[front].contrast(colours[back]);
            if found < least {
                let _ = writeln!(faint, "{front} on {back} {found:.2} < {least}");
            }
        }
    }
    faint
}

#[test]
fn text_and_controls_stand_out_enough_in_light_and_dark() {
    for theme in [0, 1] {
        assert_eq!(faint(&colours(theme)), "", "theme {theme}");
    }
    let (light, dark) = own_shades();
    for (theme, brand, own) in [(0, brand::LIGHT, light), (1, brand::DARK, dark)] {
        let sheet = colours(theme);
        assert_eq!((sheet["page"], sheet["card"]), (brand.page, brand.card), "what shades are reckoned for");
        let [accent, accent_over, on_accent, soft] =
            ["accent", "accent-over", "on-accent", "soft"].map(|name| sheet[name]);
        assert_eq!(Shades { accent, accent_over, on_accent, soft }, own, "what a company begins with");
    }
}

#[test]
fn they_do_so_in_whatever_colour_a_company_picks() {
    let steps = || (0..=255).step_by(15);
    let grid = steps().flat_map(|r| steps().flat_map(move |g| steps().map(move |b| Colour::new(r, g, b))));
    for colour in grid.chain(Colour::parse("#ffee00")) {
        let (light, dark) = shades(colour);
        for (theme, of) in [(0, light), (1, dark)] {
            let mut colours = colours(theme);
            let changed = [
                ("accent", of.accent),
                ("accent-over", of.accent_over),
                ("on-accent", of.on_accent),
                ("soft", of.soft),
            ];
            colours.extend(changed);
            assert_eq!(faint(&colours), "", "{colour} in theme {theme}: {of:?}");
            assert_ne!(of.accent, of.accent_over, "{colour}: one sees where the pointer is");
            let sheet = brand::stylesheet(colour);
            assert!(
                changed.iter().all(|(name, value)| sheet.contains(&format!("--{name}: {value};"))),
                "{sheet}"
            );
        }
    }
}

#[tokio::test]
async fn a_company_has_its_colour_by_a_stylesheet_of_the_program_and_its_logo_by_a_path_of_its_host() {
    let logo = placet_store::tenants::Logo { name: "logo-00ff.png".into(), width: 400, height: 96 };
    let brand = placet_store::tenants::Brand { accent: "#ffee00".into(), logo: Some(logo) };
    let company = TenantRecord { brand, ..tenant(SHARP) };
    let pages = Pages::new().unwrap();
    let html = pages.html(&Frame::of(&company, spoken("en")), &home()).unwrap();
    assert!(html.contains("<img src=\"/brand/logo-00ff.png\" alt=\"&lt;script&gt;"), "{html}");
    assert!(html.contains("width=\"200\" height=\"48\"") && !html.contains("<script"), "{html}");
    let style =
        html.split("href=\"").find(|rest| rest.starts_with("/assets/")).unwrap().split('"').next().unwrap();
    let served = Served::start(Router::new().merge(assets())).await;
    let sheet = served.get(style).await;
    assert_eq!(sheet.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
    assert_eq!(sheet.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    assert_eq!(body_of(sheet).await, brand::stylesheet(Colour::parse("#ffee00").unwrap()));
    for bad in [
        style.replace("ffee00", "ffee0g"),
        style.replace("ffee00", "%22%3E%3Cscript%3E"),
        "/assets/page.css".into(),
    ] {
        assert_eq!(served.get(&bad).await.status(), StatusCode::NOT_FOUND, "{bad}");
    }
    // What is no colour is none, wherever it came from.
    let odd = placet_store::tenants::Brand { accent: "\"><script>".into(), logo: None };
    let frame = Frame::of(&TenantRecord { brand: odd, ..tenant("Atlas") }, spoken("en"));
    assert_eq!(frame.style, Frame::plain(spoken("en")).style);
}
