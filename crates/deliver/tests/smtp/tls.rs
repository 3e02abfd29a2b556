//! TLS with the relay: both ways, and every way it must fail.

use std::sync::Arc;

use crate::support::{BODY, EHLO, ENVELOPE, Peer, Rough, class};
use placet_deliver::smtp::{Outcome, Pool, Relay, Secret, Tls, Trust, Why};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;

fn acceptor() -> TlsAcceptor {
    let chain =
        CertificateDer::pem_slice_iter(include_bytes!("fixtures/relay.pem")).map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("fixtures/relay.key")).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    TlsAcceptor::from(Arc::new(config.with_no_client_auth().with_single_cert(chain, key).unwrap()))
}

fn secured(relay: Relay, tls: Tls) -> Relay {
    let trust = Trust::pem(include_bytes!("fixtures/authority.pem")).unwrap();
    let auth = Some(("user".to_owned(), Secret::new("secret")));
    Relay { tls, trust, auth, ..relay }
}

/// Greets unless that was done, asks for the password and takes messages.
async fn serve<S: AsyncRead + AsyncWrite + Unpin>(peer: &mut Peer<S>, greet: bool) {
    let offers = EHLO.replace("250 8BITMIME", "250 AUTH PLAIN");
    if greet {
        peer.welcome(&offers).await;
    } else {
        assert!(peer.line().await.starts_with("EHLO "));
        peer.say(&offers).await;
    }
    assert!(peer.line().await.starts_with("AUTH PLAIN "));
    peer.say("235 welcome\r\n").await;
    while !peer.message().await.is_empty() {
        peer.say("250 queued\r\n").await;
    }
}

/// The plain part of STARTTLS, ending with this answer to it.
async fn until_start_tls(peer: &mut Peer, answer: &str) {
    peer.welcome("250-rough\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n").await;
    assert_eq!(peer.line().await, "STARTTLS", "nothing is told before TLS");
    peer.say(answer).await;
}

async fn why(relay: Relay) -> Why {
    match Pool::new(relay).unwrap().send(&ENVELOPE, BODY).await {
        Outcome::NotSent { why, .. } => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn mail_goes_by_start_tls_and_by_tls_from_the_first_byte() {
    let server = Rough::listen(|_, mut peer: Peer| async move {
        until_start_tls(&mut peer, "220 go\r\n").await;
        serve(&mut Peer::new(acceptor().accept(peer.stream).await.unwrap()), false).await;
    })
    .await;
    let pool = Pool::new(secured(server.relay(), Tls::StartTls)).unwrap();
    for _ in 0..3 {
        assert_eq!(class(&pool.send(&ENVELOPE, BODY).await), "250");
    }
    assert_eq!(server.count(), 1);
    let server = Rough::listen(|_, peer: Peer| async move {
        serve(&mut Peer::new(acceptor().accept(peer.stream).await.unwrap()), true).await;
    })
    .await;
    let relay = Relay { host: "localhost".to_owned(), ..secured(server.relay(), Tls::Implicit) };
    let big = "x".repeat(70).repeat(20_000);
    assert_eq!(class(&Pool::new(relay).unwrap().send(&ENVELOPE, big.as_bytes()).await), "250");
}

#[tokio::test]
async fn a_certificate_of_nobody_we_trust_ends_it_before_a_word_is_said() {
    for tls in [Tls::StartTls, Tls::Implicit] {
        let server = Rough::listen(move |_, mut peer: Peer| async move {
            if tls == Tls::StartTls {
                until_start_tls(&mut peer, "220 go\r\n").await;
            }
            assert!(acceptor().accept(peer.stream).await.is_err());
        })
        .await;
        let relay = secured(server.relay(), tls);
        assert_eq!(why(Relay { trust: Trust::Public, ..relay }).await, Why::Tls);
    }
}

#[tokio::test]
async fn a_relay_without_start_tls_or_with_words_slipped_in_gets_nothing() {
    let plain = Rough::listen(|_, mut peer: Peer| async move {
        peer.welcome("250-rough\r\n250 AUTH PLAIN\r\n").await;
        assert_eq!(peer.line().await, "");
    })
    .await;
    assert_eq!(why(secured(plain.relay(), Tls::StartTls)).await, Why::Tls);
    for answer in ["220 go\r\n250 slipped in\r\n", "454 4.7.0 no\r\n", "220 go\r\nnot TLS at all\r\n"] {
        let server = Rough::listen(move |_, mut peer: Peer| async move {
            until_start_tls(&mut peer, answer).await;
            peer.end().await;
        })
        .await;
        assert_eq!(why(secured(server.relay(), Tls::StartTls)).await, Why::Tls, "{answer:?}");
    }
}

#[tokio::test]
async fn a_connection_lost_after_the_dot_is_in_doubt_with_tls_too() {
    for (read_all, body) in [(true, BODY.to_vec()), (false, "x".repeat(70).repeat(1 << 20).into_bytes())] {
        let server = Rough::listen(move |_, peer: Peer| async move {
            let mut peer = Peer::new(acceptor().accept(peer.stream).await.unwrap());
            peer.welcome(EHLO).await;
            peer.grant().await;
            peer.until(if read_all { b"\r\n.\r\n" } else { b"xxxxx" }).await;
        })
        .await;
        let relay = Relay { auth: None, ..secured(server.relay(), Tls::Implicit) };
        match Pool::new(relay).unwrap().send(&ENVELOPE, &body).await {
            Outcome::InDoubt { why: Why::Lost } => assert!(read_all),
            Outcome::NotSent { why: Why::Lost, .. } => assert!(!read_all),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn without_tls_only_the_loopback_is_spoken_to() {
    // Some address of this machine that is not the loopback; a socket tells it without sending anything.
    let probe = std::net::UdpSocket::bind("0.0.0.0:0").unwrap();
    if probe.connect("192.0.2.1:9").is_err() {
        return;
    }
    let outside = probe.local_addr().unwrap().ip();
    let listener = tokio::net::TcpListener::bind((outside, 0)).await.unwrap();
    let relay = crate::support::relay(listener.local_addr().unwrap());
    assert_eq!(why(relay).await, Why::PlainText);
}
