//! The pool: reuse, limits, back-off, sign-in and TLS.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use crate::support::{BODY, EHLO, ENVELOPE, PLAIN_EHLO, Peer, Rough, class, relay};
use placet_deliver::smtp::{BackOff, Envelope, Outcome, Pool, Relay, Secret, Tls, Why};

/// Accepts every message of one connection.
async fn accept_all(mut peer: Peer) {
    peer.welcome(EHLO).await;
    serve(&mut peer).await;
}

async fn serve(peer: &mut Peer) {
    loop {
        match peer.line().await.as_str() {
            "" | "QUIT" => return peer.say("221 bye\r\n").await,
            "DATA" => {
                peer.say("354 go\r\n").await;
                peer.until(b"\r\n.\r\n").await;
                peer.say("250 queued\r\n").await;
            }
            to if to.starts_with("RCPT TO:<no") => peer.say("550 5.1.1 unknown\r\n").await,
            _ => peer.say("250 ok\r\n").await,
        }
    }
}

#[tokio::test]
async fn one_connection_carries_many_messages_up_to_its_limit() {
    let server = Rough::listen(|_, peer| accept_all(peer)).await;
    let pool = Pool::new(Relay { messages_per_connection: 3, ..server.relay() }).unwrap();
    for _ in 0..7 {
        assert_eq!(class(&pool.send(&ENVELOPE, BODY).await), "250");
    }
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn a_refused_recipient_is_forgotten_by_rset_and_the_connection_goes_on() {
    let resets = Arc::new(AtomicUsize::new(0));
    let seen = resets.clone();
    let server = Rough::listen(move |_, mut peer: Peer| {
        let seen = seen.clone();
        async move {
            peer.welcome(EHLO).await;
            peer.until(b"DATA\r\n").await;
            peer.say("250 ok\r\n550 5.1.1 unknown\r\n554 nobody\r\n").await;
            if peer.line().await == "RSET" {
                seen.fetch_add(1, Ordering::SeqCst);
                peer.say("250 ok\r\n").await;
            }
            serve(&mut peer).await;
        }
    })
    .await;
    let pool = server.pool();
    assert_eq!(class(&pool.send(&Envelope { to: "no@mail.example", ..ENVELOPE }, BODY).await), "550 5.1.1");
    assert_eq!(class(&pool.send(&ENVELOPE, BODY).await), "250");
    assert_eq!((server.count(), resets.load(Ordering::SeqCst)), (1, 1));
}

#[tokio::test]
async fn never_more_connections_than_allowed_and_none_left_waiting() {
    let (open, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (now, peak) = (open.clone(), most.clone());
    let server = Rough::listen(move |_, peer| {
        let (now, peak) = (now.clone(), peak.clone());
        async move {
            peak.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            accept_all(peer).await;
            now.fetch_sub(1, Ordering::SeqCst);
        }
    })
    .await;
    let mut relay = server.relay();
    relay.connections = 3;
    let pool = Pool::new(relay).unwrap();
    let sends = (0..200).map(|_| pool.send(&ENVELOPE, BODY));
    let outcomes = futures_util::future::join_all(sends).await;
    assert!(outcomes.iter().all(|outcome| class(outcome) == "250"));
    assert_eq!((most.load(Ordering::SeqCst), server.count()), (3, 3));
}

#[tokio::test]
async fn a_reused_connection_that_ended_meanwhile_costs_no_message() {
    for said in ["", "421 4.4.2 idle\r\n"] {
        let server = Rough::listen(move |number, mut peer: Peer| async move {
            if number > 0 {
                return accept_all(peer).await;
            }
            peer.welcome(EHLO).await;
            peer.message().await;
            peer.say("250 ok\r\n").await;
            peer.until(b"DATA\r\n").await;
            peer.say(said).await;
        })
        .await;
        let pool = server.pool();
        assert_eq!(class(&pool.send(&ENVELOPE, BODY).await), "250");
        assert_eq!(class(&pool.send(&ENVELOPE, BODY).await), "250", "{said:?}");
        assert_eq!(server.count(), 2);
    }
}

#[tokio::test]
async fn words_nobody_asked_for_end_a_connection_before_its_next_message() {
    let server = Rough::listen(move |number, mut peer: Peer| async move {
        if number > 0 {
            return accept_all(peer).await;
        }
        peer.welcome(EHLO).await;
        peer.message().await;
        peer.say("250 ok\r\n250 and one more\r\n").await;
        peer.end().await;
    })
    .await;
    let pool = server.pool();
    for _ in 0..2 {
        assert_eq!(class(&pool.send(&ENVELOPE, BODY).await), "250");
    }
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn a_resting_connection_says_good_bye_after_its_time() {
    let (quit, waited) = tokio::sync::oneshot::channel();
    let quit = std::sync::Mutex::new(Some(quit));
    let server = Rough::listen(move |_, mut peer: Peer| {
        let quit = quit.lock().unwrap().take();
        async move {
            peer.welcome(EHLO).await;
            peer.message().await;
            peer.say("250 ok\r\n").await;
            let _ = quit.unwrap().send(peer.line().await);
        }
    })
    .await;
    let pool = Pool::new(Relay { idle: Duration::from_millis(50), ..server.relay() }).unwrap();
    assert_eq!(class(&pool.send(&ENVELOPE, BODY).await), "250");
    assert_eq!(waited.await.unwrap(), "QUIT");
}

#[tokio::test]
async fn when_the_relay_is_away_callers_are_told_at_once_and_longer_each_time() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let pool = Pool::new(relay(address)).unwrap();
    let Outcome::NotSent { why, retry_after } = pool.send(&ENVELOPE, BODY).await else { panic!() };
    assert_eq!((why, retry_after), (Why::Unreachable, Duration::from_secs(60)));
    let crowd = futures_util::future::join_all((0..50).map(|_| pool.open())).await;
    assert!(crowd.iter().all(|slot| matches!(slot, Err(away) if away.why == Why::BackingOff)));
    assert!(crowd.iter().all(|slot| matches!(slot, Err(away) if away.retry_after > Duration::from_secs(50))));

    let back_off = BackOff { first: Duration::from_nanos(1), longest: Duration::from_nanos(3) };
    let pool = Pool::new(Relay { back_off, ..relay(address) }).unwrap();
    let mut pauses = Vec::new();
    for _ in 0..4 {
        pauses.push(pool.open().await.err().unwrap().retry_after.as_nanos());
    }
    assert_eq!(pauses, [1, 2, 3, 3]);
}

#[tokio::test]
async fn a_relay_that_comes_back_is_used_again() {
    let up = Arc::new(AtomicBool::new(false));
    let state = up.clone();
    let server = Rough::listen(move |_, mut peer: Peer| {
        let up = state.load(Ordering::SeqCst);
        async move { if up { accept_all(peer).await } else { peer.say("554 closed\r\n").await } }
    })
    .await;
    let back_off = BackOff { first: Duration::from_nanos(1), longest: Duration::from_nanos(1) };
    let pool = Pool::new(Relay { back_off, ..server.relay() }).unwrap();
    assert!(matches!(pool.send(&ENVELOPE, BODY).await, Outcome::NotSent { why: Why::TurnedAway, .. }));
    up.store(true, Ordering::SeqCst);
    assert_eq!(class(&pool.send(&ENVELOPE, BODY).await), "250");
}

#[tokio::test]
async fn a_slot_is_an_open_connection_and_goes_back_when_unused() {
    let server = Rough::listen(|_, peer| accept_all(peer)).await;
    let pool = Pool::new(Relay { connections: 1, ..server.relay() }).unwrap();
    drop(pool.open().await.unwrap());
    let slot = pool.open().await.unwrap();
    assert_eq!(server.count(), 1);
    assert_eq!(class(&slot.send(&ENVELOPE, BODY).await), "250");
    pool.close().await;
    assert_eq!(pool.open().await.err().unwrap().why, Why::Closed);
}

#[tokio::test]
async fn user_and_password_are_told_by_plain_or_by_login_and_by_nothing_else() {
    for (offer, said) in [
        ("250 AUTH LOGIN PLAIN\r\n", vec!["AUTH PLAIN AHVzZXIAcMO0d2Q="]),
        ("250 AUTH LOGIN\r\n", vec!["AUTH LOGIN", "dXNlcg==", "cMO0d2Q="]),
    ] {
        let server = Rough::listen(move |_, mut peer: Peer| {
            let said = said.clone();
            async move {
                peer.welcome(&format!("250-rough\r\n{offer}")).await;
                for (index, line) in said.iter().enumerate() {
                    assert_eq!(peer.line().await, *line);
                    peer.say(if index + 1 == said.len() { "235 welcome\r\n" } else { "334 \r\n" }).await;
                }
                serve(&mut peer).await;
            }
        })
        .await;
        let pool = Pool::new(with_password(server.relay())).unwrap();
        assert_eq!(class(&pool.send(&ENVELOPE, BODY).await), "250", "{offer}");
    }
    for offer in ["250 AUTH CRAM-MD5\r\n", PLAIN_EHLO, "250-rough\r\n250 AUTH PLAIN\r\n"] {
        let server = Rough::listen(move |_, mut peer: Peer| async move {
            peer.welcome(offer).await;
            peer.line().await;
            peer.say("535 5.7.8 wrong\r\n").await;
        })
        .await;
        let outcome = Pool::new(with_password(server.relay())).unwrap().send(&ENVELOPE, BODY).await;
        assert!(matches!(outcome, Outcome::NotSent { why: Why::Credentials, .. }), "{offer}: {outcome:?}");
    }
}

fn with_password(relay: Relay) -> Relay {
    Relay { auth: Some(("user".to_owned(), Secret::new("pôwd"))), ..relay }
}

#[test]
fn settings_that_would_break_a_command_line_are_refused() {
    let good = || Relay::new("mx.example", 25, Tls::StartTls);
    assert!(Pool::new(good()).is_ok());
    for bad in [
        Relay { host: String::new(), ..good() },
        Relay { host: "mx.example\r\nX".into(), ..good() },
        Relay { helo: "a b".into(), ..good() },
        Relay { helo: "a\r\nMAIL".into(), ..good() },
        Relay { connections: 0, ..good() },
        Relay { messages_per_connection: 0, ..good() },
        Relay { auth: Some((String::new(), Secret::new("x"))), ..good() },
        Relay { auth: Some(("x\0y".into(), Secret::new("x"))), ..good() },
    ] {
        assert!(Pool::new(bad).is_err());
    }
    assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret");
}
