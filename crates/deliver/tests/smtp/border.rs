//! The border between "not sent" and "in doubt", with servers that misbehave on every side of it.

use crate::support::{BODY, EHLO, ENVELOPE, PLAIN_EHLO, Peer, Rough, class, hurried};
use placet_deliver::smtp::{Envelope, Outcome, Pool, Why};

/// Sends one message to a server with this script.
async fn outcome<F, W>(script: F) -> Outcome
where
    F: Fn(usize, Peer) -> W + Send + 'static,
    W: Future<Output = ()> + Send + 'static,
{
    Rough::listen(script).await.pool().send(&ENVELOPE, BODY).await
}

/// The same, without patience for silence.
async fn outcome_soon<F, W>(script: F) -> Outcome
where
    F: Fn(usize, Peer) -> W + Send + 'static,
    W: Future<Output = ()> + Send + 'static,
{
    let server = Rough::listen(script).await;
    Pool::new(hurried(server.relay())).unwrap().send(&ENVELOPE, BODY).await
}

fn not_sent(outcome: &Outcome) -> Why {
    match outcome {
        Outcome::NotSent { why, .. } => *why,
        other => panic!("expected not sent: {other:?}"),
    }
}

fn in_doubt(outcome: &Outcome) -> Why {
    match outcome {
        Outcome::InDoubt { why } => *why,
        other => panic!("expected in doubt: {other:?}"),
    }
}

#[tokio::test]
async fn a_good_server_gets_the_message_once_with_dots_doubled() {
    let outcome = outcome(|_, mut peer| async move {
        peer.welcome(EHLO).await;
        assert_eq!(peer.line().await, "MAIL FROM:<bounces@shop.example> SIZE=25");
        assert_eq!(peer.line().await, "RCPT TO:<ana@mail.example>");
        assert_eq!(peer.line().await, "DATA");
        peer.say("250 2.1.0 ok\r\n250 2.1.5 ok\r\n354 go\r\n").await;
        assert_eq!(peer.until(b"\r\n.\r\n").await, b"Subject: hi\r\n\r\n..dot\r\n.\r\n");
        peer.say("250 2.0.0 queued\r\n").await;
        peer.end().await;
    })
    .await;
    assert!(matches!(&outcome, Outcome::Accepted { reply } if reply.text() == "queued"));
    assert_eq!(class(&outcome), "250 2.0.0");
}

#[tokio::test]
async fn without_pipelining_each_command_waits_for_its_answer() {
    let outcome = outcome(|_, mut peer| async move {
        peer.welcome(PLAIN_EHLO).await;
        for (command, reply) in
            [("MAIL FROM:<b", "250 ok\r\n"), ("RCPT TO:<a", "250 ok\r\n"), ("DATA", "354 go\r\n")]
        {
            assert!(peer.line().await.starts_with(command));
            assert!(futures_util::FutureExt::now_or_never(peer.line()).is_none(), "nothing follows unasked");
            peer.say(reply).await;
        }
        peer.until(b"\r\n.\r\n").await;
        peer.say("250 ok\r\n").await;
        peer.end().await;
    })
    .await;
    assert_eq!(class(&outcome), "250");
}

#[tokio::test]
async fn a_connection_lost_before_the_final_dot_is_not_sent() {
    let silent = outcome(|_, peer| async move { drop(peer) }).await;
    assert_eq!(not_sent(&silent), Why::Lost);
    let greeted = outcome(|_, mut peer| async move { peer.say("220 rough\r\n").await }).await;
    assert_eq!(not_sent(&greeted), Why::Lost);
    for said in ["", "250 ok\r\n", "250 ok\r\n250 ok\r\n", "250 ok\r\n250 ok\r\n354 g"] {
        let outcome = outcome(move |_, mut peer| async move {
            peer.welcome(EHLO).await;
            peer.until(b"DATA\r\n").await;
            peer.say(said).await;
        })
        .await;
        assert_eq!(not_sent(&outcome), Why::Lost, "after {said:?}");
    }
}

#[tokio::test]
async fn a_connection_lost_in_the_middle_of_the_body_is_not_sent() {
    // More than any socket buffer holds, so that the final dot is certainly still here.
    let body = "a line of text that is of no interest to anybody\r\n".repeat(1 << 20);
    let server = Rough::listen(|_, mut peer: Peer| async move {
        peer.welcome(EHLO).await;
        peer.grant().await;
        peer.until(b"interest").await;
    })
    .await;
    assert_eq!(not_sent(&server.pool().send(&ENVELOPE, body.as_bytes()).await), Why::Lost);
}

#[tokio::test]
async fn a_server_that_stops_reading_in_the_body_is_not_sent() {
    let body = "a line of text that is of no interest to anybody\r\n".repeat(1 << 20);
    let server = Rough::listen(|_, mut peer: Peer| async move {
        peer.welcome(EHLO).await;
        peer.grant().await;
        std::future::pending::<()>().await;
    })
    .await;
    let pool = Pool::new(hurried(server.relay())).unwrap();
    assert_eq!(not_sent(&pool.send(&ENVELOPE, body.as_bytes()).await), Why::Timeout);
}

#[tokio::test]
async fn a_connection_lost_between_the_dot_and_the_reply_is_in_doubt() {
    for said in ["", "2", "250", "250 o", "250-ok\r\n", "550 no such"] {
        let outcome = outcome(move |_, mut peer| async move {
            peer.welcome(EHLO).await;
            peer.message().await;
            peer.say(said).await;
        })
        .await;
        assert_eq!(in_doubt(&outcome), Why::Lost, "after {said:?}");
    }
}

#[tokio::test]
async fn no_reply_to_the_dot_in_time_is_in_doubt_and_earlier_silence_is_not_sent() {
    let doubt = outcome_soon(|_, mut peer| async move {
        peer.welcome(EHLO).await;
        peer.message().await;
        peer.end().await;
    })
    .await;
    assert_eq!(in_doubt(&doubt), Why::Timeout);
    for said in
        [None, Some(""), Some("250 ok\r\n"), Some("250 ok\r\n250 ok\r\n"), Some("250 ok\r\n250 ok\r\n35")]
    {
        let outcome = outcome_soon(move |_, mut peer| async move {
            if let Some(said) = said {
                peer.welcome(EHLO).await;
                peer.until(b"DATA\r\n").await;
                peer.say(said).await;
            }
            peer.end().await;
        })
        .await;
        assert_eq!(not_sent(&outcome), Why::Timeout, "{said:?}");
    }
}

#[tokio::test]
async fn garbage_is_in_doubt_after_the_dot_and_not_sent_before() {
    let garbage = [
        "hello there\r\n",
        "25\r\n",
        "999 what\r\n",
        "250_ok\r\n",
        "\r\n",
        "\u{0}\u{1}\r\n",
        "250-a\r\n550 b\r\n",
    ];
    for said in garbage.into_iter().chain(["354 again\r\n"]) {
        let after = outcome(move |_, mut peer| async move {
            peer.welcome(EHLO).await;
            peer.message().await;
            peer.say(said).await;
            peer.end().await;
        })
        .await;
        assert_eq!(in_doubt(&after), Why::Garbled, "{said:?}");
    }
    for said in garbage.into_iter().chain(["354 early\r\n", "250 ok\r\n250 ok\r\n250 not 354\r\n"]) {
        let before = outcome(move |_, mut peer| async move {
            peer.welcome(EHLO).await;
            peer.until(b"DATA\r\n").await;
            peer.say(said).await;
            peer.end().await;
        })
        .await;
        assert_eq!(not_sent(&before), Why::Garbled, "{said:?}");
    }
}

#[tokio::test]
async fn a_reply_that_came_before_the_body_is_not_taken_for_its_acceptance() {
    let outcome = outcome(|_, mut peer| async move {
        peer.welcome(EHLO).await;
        peer.until(b"DATA\r\n").await;
        peer.say("250 ok\r\n250 ok\r\n354 go\r\n250 queued\r\n").await;
        peer.end().await;
    })
    .await;
    assert_eq!(not_sent(&outcome), Why::Garbled);
}

#[tokio::test]
async fn a_reply_byte_by_byte_and_one_of_huge_lines_are_understood() {
    let slow = outcome(|_, mut peer| async move {
        peer.welcome(EHLO).await;
        peer.message().await;
        for byte in "250-2.0.0 one\r\n250 2.0.0 two\r\n".chars() {
            peer.say(&byte.to_string()).await;
            tokio::task::yield_now().await;
        }
        peer.end().await;
    })
    .await;
    assert_eq!(class(&slow), "250 2.0.0");
    let huge = outcome(|_, mut peer| async move {
        peer.welcome(EHLO).await;
        peer.message().await;
        peer.say(&format!("550 5.7.1 {}\r\n", "x".repeat(100_000))).await;
        peer.end().await;
    })
    .await;
    assert!(matches!(&huge, Outcome::Rejected { reply } if reply.text().len() == 500));
    let endless = outcome(|_, mut peer| async move {
        peer.welcome(EHLO).await;
        peer.message().await;
        peer.say(&"250-more\r\n".repeat(50_000)).await;
        peer.end().await;
    })
    .await;
    assert_eq!(in_doubt(&endless), Why::Garbled);
}

#[tokio::test]
async fn refusals_are_deferred_or_rejected_wherever_they_come() {
    for (said, dot, expected) in [
        ("450 4.1.8 later\r\n503 x\r\n503 x\r\n", "", "450 4.1.8"),
        ("550 5.1.8 no\r\n503 x\r\n503 x\r\n", "", "550 5.1.8"),
        ("250 ok\r\n452 4.2.2 full\r\n503 x\r\n", "", "452 4.2.2"),
        ("250 ok\r\n550 5.1.1 unknown\r\n554 no recipients\r\n", "", "550 5.1.1"),
        ("250 ok\r\n550 5.1.1 unknown\r\n354 go on then\r\n", "", "550 5.1.1"),
        ("250 ok\r\n250 ok\r\n451 4.3.0 later\r\n", "", "451 4.3.0"),
        ("250 ok\r\n250 ok\r\n354 go\r\n", "452 4.3.1 disk\r\n", "452 4.3.1"),
        ("250 ok\r\n250 ok\r\n354 go\r\n", "554 5.7.1 spam\r\n", "554 5.7.1"),
    ] {
        let outcome = outcome(move |_, mut peer| async move {
            peer.welcome(EHLO).await;
            peer.until(b"DATA\r\n").await;
            peer.say(said).await;
            if !dot.is_empty() {
                peer.until(b"\r\n.\r\n").await;
                peer.say(dot).await;
            }
            let rest = peer.until(b"never").await;
            assert!(!rest.windows(4).any(|w| w == b"Subj"), "no body without its 354");
        })
        .await;
        assert_eq!(class(&outcome), expected);
        match expected.starts_with('4') {
            true => assert!(matches!(outcome, Outcome::Deferred { .. }), "{outcome:?}"),
            false => assert!(matches!(outcome, Outcome::Rejected { .. }), "{outcome:?}"),
        }
    }
}

#[tokio::test]
async fn good_bye_421_defers_at_every_point_and_never_leaves_a_doubt() {
    const BYE: &str = "421 4.3.2 stopping\r\n";
    let greeting = outcome(|_, mut peer| async move { peer.say(BYE).await }).await;
    assert_eq!(not_sent(&greeting), Why::TurnedAway);
    let ehlo = outcome(|_, mut peer| async move { peer.welcome(BYE).await }).await;
    assert_eq!(not_sent(&ehlo), Why::TurnedAway);
    for granted in ["", "250 ok\r\n", "250 ok\r\n250 ok\r\n", "250 ok\r\n250 ok\r\n354 go\r\n"] {
        let outcome = outcome(move |_, mut peer| async move {
            peer.welcome(EHLO).await;
            peer.until(b"DATA\r\n").await;
            if granted.contains("354") {
                peer.say(granted).await;
                peer.until(b"\r\n.\r\n").await;
                peer.say(BYE).await;
            } else {
                peer.say(&format!("{granted}{BYE}")).await;
            }
        })
        .await;
        assert!(matches!(outcome, Outcome::Deferred { .. }), "{granted:?}: {outcome:?}");
        assert_eq!(class(&outcome), "421 4.3.2");
    }
}

#[tokio::test]
async fn a_body_cut_short_by_a_refusal_is_refused() {
    let body = "a line of text that is of no interest to anybody\r\n".repeat(1 << 20);
    let server = Rough::listen(|_, mut peer: Peer| async move {
        peer.welcome(EHLO).await;
        peer.grant().await;
        peer.until(b"interest").await;
        peer.say("552 5.3.4 too large\r\n").await;
        // Our end is shut, so that the words arrive before the client runs into the closed door.
        tokio::io::AsyncWriteExt::shutdown(&mut peer.stream).await.unwrap();
        std::future::pending::<()>().await;
    })
    .await;
    let pool = Pool::new(hurried(server.relay())).unwrap();
    let outcome = pool.send(&ENVELOPE, body.as_bytes()).await;
    assert!(matches!(outcome, Outcome::Rejected { .. }), "{outcome:?}");
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_before_anything_is_said() {
    let server = Rough::listen(|_, mut peer: Peer| async move {
        peer.welcome("250-rough\r\n250 SIZE 100\r\n").await;
        assert_eq!(peer.line().await, "QUIT", "no command about the message");
    })
    .await;
    let pool = server.pool();
    let to = |to| Envelope { to, ..ENVELOPE };
    for bad in ["a@b>\r\nDATA\r\n", "a@b\n", "a b@c", "a@b\u{0}", "", "a,b", "a@b> SIZE=1"] {
        assert_eq!(class(&pool.send(&to(bad), BODY).await), "553 5.1.3", "{bad:?}");
        let from = Envelope { from: bad, ..ENVELOPE };
        if !bad.is_empty() {
            assert_eq!(class(&pool.send(&from, BODY).await), "553 5.1.7", "{bad:?}");
        }
    }
    assert_eq!(server.count(), 0, "not even a connection");
    assert_eq!(class(&pool.send(&ENVELOPE, &[b'x'; 200]).await), "552 5.3.4");
    assert_eq!(class(&pool.send(&ENVELOPE, "Subject: ș\r\n".as_bytes()).await), "554 5.6.3");
    assert_eq!(class(&pool.send(&to("știri@mail.example"), BODY).await), "550 5.6.7");
    pool.close().await;
    assert_eq!(server.count(), 1);
}
