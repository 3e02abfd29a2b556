//! A person's pages in a text browser: the real w3m, which knows neither styles nor scripts, pressed key by key.

use std::path::PathBuf;
use std::process::Stdio;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::common;
use crate::demo::{Demo, PATIENCE};

/// A text browser with a home of its own.
struct TextBrowser {
    program: PathBuf,
    home: TempDir,
}

impl TextBrowser {
    fn open() -> TextBrowser {
        let program = std::env::var_os("PLACET_TEST_W3M").map(PathBuf::from);
        let program =
            program.expect("PLACET_TEST_W3M is not set: run `cargo xtask test`, which installs w3m");
        TextBrowser { program, home: tempfile::tempdir().unwrap() }
    }

    /// What a page shows.
    async fn reads(&self, address: &str) -> String {
        let mut w3m = Command::new(&self.program);
        w3m.env("HOME", self.home.path())
            .args(["-dump", "-cols", "100", "-I", "UTF-8", "-O", "UTF-8", address]);
        String::from_utf8(w3m.output().await.unwrap().stdout).unwrap()
    }

    /// Opens a page and presses these keys, in a terminal as a person's; what is shown in the end.
    async fn presses(&self, address: &str, keys: &str) -> String {
        let shown = self.home.path().join("shown.txt");
        let _ = std::fs::remove_file(&shown);
        let line = format!("{} -I UTF-8 -O UTF-8 '{address}'", self.program.display());
        let mut terminal = Command::new("script");
        terminal.args(["-qec", &line, "/dev/null"]).env("HOME", self.home.path()).env("TERM", "xterm");
        terminal.stdin(Stdio::piped()).stdout(Stdio::null()).kill_on_drop(true);
        let mut running = terminal.spawn().unwrap();
        let all = format!("{keys}S{}\rqy", shown.display());
        running.stdin.take().unwrap().write_all(all.as_bytes()).await.unwrap();
        let done = tokio::time::timeout(PATIENCE, running.wait()).await.expect("it ends").unwrap();
        assert!(done.success(), "{done}");
        std::fs::read_to_string(shown).unwrap()
    }
}

/// Goes to a text and presses what stands there.
fn at(text: &str) -> String {
    format!("/{text}\r\r")
}

/// Goes to the words of a box, back to the box itself, and ticks it.
fn tick(words: &str) -> String {
    format!("/{words}\r\x1b\t\r")
}

/// That these stand in the text one after another.
fn in_order(text: &str, wanted: &[&str]) {
    let mut rest = text;
    for one in wanted {
        let Some((_, after)) = rest.split_once(one) else {
            panic!("{one} is missing or too early in:\n{text}")
        };
        rest = after;
    }
}

/// The newest link of this kind in the mails to an address, once so many have come.
async fn link(demo: &Demo, address: &str, mails: usize, page: &str) -> String {
    let html = async || {
        let all: Value = serde_json::from_str(&demo.mailbox("/messages.json").await).unwrap();
        let all = all.as_array().unwrap().clone();
        let to: Vec<Value> = all.into_iter().filter(|mail| mail["to"] == address).collect();
        (to.len() >= mails).then(|| to.last().unwrap()["html"].as_str().unwrap().to_owned())
    };
    assert!(common::until(PATIENCE, async || html().await.is_some()).await, "mail {mails} has come");
    let html = html().await.unwrap();
    let mut links = html.split('"').filter(|text| text.contains(&format!("/{page}/")));
    demo.near(links.next().unwrap_or_else(|| panic!("no link to {page} in {html}")))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r114_a_text_browser_shows_a_persons_pages_in_order_and_presses_their_buttons() {
    let demo = Demo::start().await;
    let w3m = TextBrowser::open();
    let tia = "tia@mail.example";
    demo.post("/v1/consent", json!({ "anonymousId": "text", "granted": true })).await;

    let form = demo.near("http://data.shop.localhost/f/newsletter?device=text");
    let typed = format!("/E-mail address\r\t\r{tia}\r{}{}", tick("choose what these"), at("^Subscribe"));
    in_order(&w3m.presses(&form, &typed).await, &["Please look at your e-mails"]);

    let confirm = link(&demo, tia, 1, "c").await;
    in_order(
        &w3m.reads(&confirm).await,
        &[
            "One more step: confirm",
            "may send me marketing messages",
            "may choose what these messages show",
            "Yes, I agree",
            "Asked for on",
            "Your rights",
            "Complaints",
        ],
    );
    in_order(
        &w3m.presses(&confirm, &at("Yes, I agree")).await,
        &["Thank you, it is agreed", "Marketing messages", "Your preferences"],
    );

    let item = json!({ "product_id": "run-01", "quantity": 1, "price": "119.90", "currency": "EUR" });
    demo.post("/v1/track", json!({ "anonymousId": "text", "event": "Product Added", "properties": item }))
        .await;
    let why = link(&demo, tia, 2, "why").await;
    let (web, preferences, unsubscribe) =
        (link(&demo, tia, 2, "w").await, link(&demo, tia, 2, "p").await, link(&demo, tia, 2, "u").await);
    in_order(
        &w3m.reads(&why).await,
        &[
            "Why did I get this message?",
            "You agreed to this",
            "may send me marketing messages",
            "What was used",
            "Aria Road 3 running shoes was in the cart",
            "Where your address comes from",
            "What you can do",
            "Unsubscribe",
        ],
    );
    in_order(
        &w3m.reads(&web).await,
        &[
            "Your cart is waiting",
            "Aria Road 3 running shoes",
            "You may also like",
            "Goes well with it",
            "Unsubscribe",
        ],
    );
    let boxes = [
        "I agree to:\n[*] Marketing messages",
        "\n[*] Personal selection",
        "\n( )Once a month\n",
        "\nSave\n",
    ];
    in_order(&w3m.reads(&preferences).await, &boxes);
    let near = |path: &str| demo.near(&format!("http://data.shop.localhost{path}"));
    in_order(
        &w3m.reads(&near("/cookies")).await,
        &["Cookies", "Strictly necessary", "cookie-choices", "How to end it"],
    );
    in_order(&w3m.reads(&near("/notice?language=fr")).await, &["Politique de confidentialité", "Vos droits"]);
    let hers = w3m.reads(&format!("{unsubscribe}?language=ro")).await;
    in_order(&hers, &["Dezabonare", "\nMă dezabonez\n", "Preferințele dumneavoastră"]);

    let kept = format!("{}{}", tick("Once a month"), at("^Save"));
    in_order(&w3m.presses(&preferences, &kept).await, &["Saved", "Once a month"]);
    // Its name is the heading's too: on to the next.
    let left = w3m.presses(&unsubscribe, "/^Unsubscribe$\rn\r").await;
    in_order(&left, &["You are unsubscribed", "Subscribe me again"]);
    // The link again: nothing is asked anew, and it can be taken back for a day.
    let back = w3m.presses(&unsubscribe, &at("Subscribe me again")).await;
    in_order(&back, &["Marketing messages"]);
}
