//! The story of the demo, played to its end on both engines: as it is, and through twenty kills at random moments.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::process::Command;

use placet_store::Options;
use placet_store::testing::{Fresh, On};

/// Plays the story with the real binary, and answers the line it ends with.
async fn play(on: On, shoppers: u32, kills: u32) -> serde_json::Value {
    let fresh = Fresh::new(on).await;
    let mut command = Command::new(env!("CARGO_BIN_EXE_placet"));
    command.args(["demo", "--play", "--shoppers", &shoppers.to_string(), "--kills", &kills.to_string()]);
    if let Options::Postgres { url, owner, .. } = &fresh.options {
        command.args(["--database", url, "--owner-database", owner.as_ref().unwrap()]);
    }
    let done = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{told}");
    let line = String::from_utf8(done.stdout).unwrap();
    serde_json::from_str(line.lines().last().unwrap()).unwrap()
}

fn check(line: &serde_json::Value, shoppers: u64) {
    assert_eq!(line["shoppers"], shoppers);
    assert_eq!(line["sent_after_unsubscribe"], 0);
    assert_eq!(line["refused"], shoppers / 6);
    for number in ["events", "messages", "denied", "clicks", "orders_attributed", "unsubscribed"] {
        assert!(line[number].as_u64().unwrap() > 0, "{number}: {line}");
    }
}

mod the_story_agrees_with_what_the_shoppers_did {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn sqlite() {
        check(&play(On::Sqlite, 48, 0).await, 48);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn postgres() {
        check(&play(On::Postgres, 48, 0).await, 48);
    }
}

mod twenty_kills_at_random_moments_lose_nothing_and_send_nothing_twice {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn sqlite() {
        check(&play(On::Sqlite, 240, 20).await, 240);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn postgres() {
        check(&play(On::Postgres, 240, 20).await, 240);
    }
}
