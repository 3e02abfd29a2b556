//! The sink: what it accepts, keeps and shows.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::time::Duration;

use placet_core::{Clock, Micros};
use placet_deliver::mime::{Content, Sort};
use placet_deliver::sink::{Act, Behaviour, Settings, Sink, Stage, held};
use placet_deliver::smtp::{Envelope, Outcome, Pool, Relay, Tls, Why};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const NOW: Micros = Micros(1_795_000_000_000_000);

fn settings() -> Settings {
    Settings::new(Clock::manual(NOW))
}

fn pool(sink: &Sink) -> Pool {
    let mut relay = Relay::new("127.0.0.1", sink.address().port(), Tls::None);
    relay.timeouts.acceptance = Duration::from_secs(2);
    Pool::new(relay).unwrap()
}

fn to(to: &str) -> Envelope<'_> {
    Envelope { from: "bounces@shop.example", to }
}

/// Says all this at once and returns everything answered.
async fn talk(sink: &Sink, words: &str) -> String {
    let mut stream = TcpStream::connect(sink.address()).await.unwrap();
    stream.write_all(words.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut heard = String::new();
    stream.read_to_string(&mut heard).await.unwrap();
    heard
}

#[tokio::test]
async fn what_was_sent_is_kept_byte_for_byte() {
    let sink = Sink::listen("127.0.0.1:0", settings()).await.unwrap();
    let pool = pool(&sink);
    for body in ["Subject: a\r\n\r\n.\r\n..\r\n.x\r\n", ".first\r\n", "\r\n\r\n", "no end\r\n"] {
        assert!(matches!(
            pool.send(&to("ana@mail.example"), body.as_bytes()).await,
            Outcome::Accepted { .. }
        ));
        let messages = sink.wait_for(|m| !m.is_empty()).await;
        let last = messages.last().unwrap();
        assert_eq!(last.raw, body.as_bytes(), "{body:?}");
        assert_eq!(
            (last.from.as_str(), last.to.as_str(), last.at),
            ("bounces@shop.example", "ana@mail.example", NOW)
        );
    }
    assert_eq!(sink.total(), 4);
}

#[tokio::test]
async fn memory_is_bounded_and_the_oldest_goes_first() {
    let sink = Sink::listen("127.0.0.1:0", Settings { keep: 3, ..settings() }).await.unwrap();
    let pool = pool(&sink);
    for number in 0..5 {
        let _ = pool.send(&to(&format!("p{number}@mail.example")), b"x\r\n").await;
    }
    let kept: Vec<_> = sink.messages().iter().map(|m| m.to.clone()).collect();
    assert_eq!(kept, ["p2@mail.example", "p3@mail.example", "p4@mail.example"]);
    assert_eq!((sink.total(), sink.message(2).is_none(), sink.message(5).is_some()), (5, true, true));
    let small = Sink::listen("127.0.0.1:0", Settings { keep_bytes: 100, ..settings() }).await.unwrap();
    for _ in 0..5 {
        let _ = self::pool(&small).send(&to("a@b.example"), &[b'x'; 40]).await;
    }
    assert_eq!(small.messages().len(), 2);
}

#[tokio::test]
async fn a_message_is_on_disk_before_it_is_acknowledged_and_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let settings = || Settings { folder: Some(folder.path().join("mail")), ..settings() };
    let sink = Sink::listen("127.0.0.1:0", settings()).await.unwrap();
    assert!(matches!(pool(&sink).send(&to("ana@mail.example"), b".a\r\n").await, Outcome::Accepted { .. }));
    let on_disk = held(&folder.path().join("mail")).unwrap();
    assert_eq!(on_disk.iter().map(|m| &m.raw[..]).collect::<Vec<_>>(), [b".a\r\n"]);
    drop(sink);
    std::fs::write(folder.path().join("mail/0000000000000009-1.partial"), "half").unwrap();
    let sink = Sink::listen("127.0.0.1:0", settings()).await.unwrap();
    assert_eq!(sink.messages().iter().map(|m| (**m).clone()).collect::<Vec<_>>(), on_disk);
    let _ = pool(&sink).send(&to("eva@mail.example"), b"b\r\n").await;
    assert_eq!(held(&folder.path().join("mail")).unwrap().iter().map(|m| m.id).collect::<Vec<_>>(), [1, 2]);
}

#[tokio::test]
async fn a_behaviour_refuses_defers_drops_and_dawdles() {
    let rule = Behaviour::new(|stage| match stage {
        Stage::Recipient(to) if to.starts_with("gone@") => Act::Say("550 5.1.1 gone".into()),
        Stage::Recipient(to) if to.starts_with("full@") => Act::Say("452 4.2.2 full".into()),
        Stage::Sender(from) if from.starts_with("bad@") => Act::Say("553 5.1.8 no".into()),
        Stage::Data(to) if to.starts_with("drop@") => Act::Close,
        Stage::Message(m) if m.to.starts_with("spam@") => Act::Say("554 5.7.1 spam".into()),
        Stage::Message(m) if m.to.starts_with("lost@") => Act::Close,
        Stage::Message(m) if m.to.starts_with("kept@") => Act::KeepAndClose,
        Stage::Message(m) if m.to.starts_with("mute@") => Act::Hang,
        Stage::Message(m) if m.to.starts_with("slow@") => Act::Slowly(Duration::from_millis(20)),
        _ => Act::Proceed,
    });
    let sink = Sink::listen("127.0.0.1:0", Settings { behaviour: rule, ..settings() }).await.unwrap();
    let pool = pool(&sink);
    let mut seen = Vec::new();
    for name in ["gone", "full", "drop", "spam", "lost", "kept", "mute", "slow", "fine"] {
        seen.push(match pool.send(&to(&format!("{name}@mail.example")), b"x\r\n").await {
            Outcome::Accepted { .. } => format!("{name} accepted"),
            Outcome::Deferred { reply } => format!("{name} deferred {}", reply.class()),
            Outcome::Rejected { reply } => format!("{name} rejected {}", reply.class()),
            Outcome::NotSent { .. } => format!("{name} not sent"),
            Outcome::InDoubt { why: Why::Timeout } => format!("{name} in doubt, mute"),
            Outcome::InDoubt { .. } => format!("{name} in doubt"),
        });
    }
    let expected = [
        "gone rejected 550 5.1.1",
        "full deferred 452 4.2.2",
        "drop not sent",
        "spam rejected 554 5.7.1",
        "lost in doubt",
        "kept in doubt",
        "mute in doubt, mute",
        "slow accepted",
        "fine accepted",
    ];
    assert_eq!(seen, expected);
    let kept: Vec<_> = sink.messages().iter().map(|m| m.to.split('@').next().unwrap().to_owned()).collect();
    assert_eq!(kept, ["kept", "slow", "fine"]);
    let refused = pool.send(&Envelope { from: "bad@shop.example", to: "fine@mail.example" }, b"x").await;
    assert_eq!(refused.class().unwrap().to_string(), "553 5.1.8");
}

#[tokio::test]
async fn nonsense_is_answered_and_nothing_is_kept() {
    let sink = Sink::listen("127.0.0.1:0", settings()).await.unwrap();
    let heard = talk(
        &sink,
        "HELP\r\nRCPT TO:<a@b.example>\r\nDATA\r\nEHLO\r\nFROB x\r\nMAIL FROM:x\r\nMAIL FROM:<a@b.example>\r\n\
         MAIL FROM:<c@d.example>\r\nRCPT TO:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nNOOP\r\nRSET\r\nDATA\r\nQUIT\r\n",
    )
    .await;
    let codes: Vec<&str> = heard.lines().map(|line| &line[..3]).collect();
    assert_eq!(
        codes,
        [
            "220", "502", "503", "503", "501", "500", "501", "250", "503", "250", "452", "250", "250", "503",
            "221"
        ]
    );
    let long = talk(&sink, &format!("MAIL FROM:<{}>\r\n", "x".repeat(100_000))).await;
    assert!(long.contains("\r\n500 "), "{long}");
    assert_eq!(sink.total(), 0);
}

#[tokio::test]
async fn a_second_message_cannot_be_smuggled_into_the_first() {
    let sink = Sink::listen("127.0.0.1:0", settings()).await.unwrap();
    for end in ["\n.\n", "\r\n.\n", "\n.\r\n", "\r.\r", "\r\n.\r"] {
        let words = format!(
            "EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nbody{end}MAIL FROM:<e@f.example>\r\n\
             RCPT TO:<g@h.example>\r\nDATA\r\nevil\r\n.\r\nQUIT\r\n"
        );
        let before = sink.total();
        talk(&sink, &words).await;
        assert_eq!(sink.total() - before, 1, "{end:?}");
    }
    assert!(sink.messages().iter().all(|m| m.to == "c@d.example"));
}

#[tokio::test]
async fn a_too_large_message_is_read_to_its_end_and_refused() {
    let sink = Sink::listen("127.0.0.1:0", settings()).await.unwrap();
    let big = "x".repeat(70).repeat(400_000);
    let heard = talk(
        &sink,
        &format!("EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n{big}\r\n.\r\nNOOP\r\nQUIT\r\n"),
    )
    .await;
    assert!(
        heard.contains("\r\n552 5.3.4 ") && heard.ends_with("250 2.0.0 OK\r\n221 2.0.0 Bye\r\n"),
        "{heard}"
    );
    assert_eq!(sink.total(), 0);
}

#[tokio::test]
async fn the_mailbox_shows_each_mail_safely_and_offers_one_click() {
    let sink = Sink::listen("127.0.0.1:0", settings()).await.unwrap();
    let content = Content {
        from_name: "Shop",
        from: "news@shop.example",
        to: "ana@mail.example",
        subject: "<script>alert(1)</script>",
        text: "plain & simple https://shop.example/c/1",
        html: "<html><head></head><body><a href=\"https://shop.example/c/1\">x</a></body></html>",
        message_id: "m1@shop.example",
        date: NOW,
        sort: Sort::Marketing { unsubscribe: "https://shop.example/u/1", list_id: "news.shop.example" },
        feedback_id: None,
    };
    let _ = pool(&sink).send(&to("ana@mail.example"), &content.build().unwrap()).await;
    let _ = pool(&sink).send(&to("eva@mail.example"), b"Subject: bare\r\n\r\nhi\r\n").await;
    let list = get(&sink, "/").await;
    assert!(list.contains("200 OK") && list.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;"), "{list}");
    let mail = get(&sink, "/mail/1").await;
    assert!(mail.contains("form-action https://shop.example\r\n") && !mail.contains("<script"), "{mail}");
    assert!(mail.contains("name=\"List-Unsubscribe\" value=\"One-Click\"") && mail.contains("<iframe"));
    let bare = get(&sink, "/mail/2").await;
    assert!(
        bare.contains("form-action 'none'\r\n") && !bare.contains("<form") && !bare.contains("<iframe"),
        "{bare}"
    );
    let html = get(&sink, "/mail/1/html").await;
    assert!(
        html.contains("sandbox allow-popups") && html.contains("<head><base target=\"_blank\">"),
        "{html}"
    );
    let json = get(&sink, "/messages.json").await;
    assert!(
        json.contains("\"links\":[\"https://shop.example/c/1\"]") && json.contains("\"unsubscribe_at\":null"),
        "{json}"
    );
    for missing in ["/mail/9", "/mail/2/html"] {
        assert!(get(&sink, missing).await.contains("404 Not Found"));
    }
}

/// The whole answer, headers too.
async fn get(sink: &Sink, path: &str) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(axum::serve(listener, placet_deliver::sink::pages(sink.clone())).into_future());
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut heard = String::new();
    stream.read_to_string(&mut heard).await.unwrap();
    server.abort();
    heard
}
