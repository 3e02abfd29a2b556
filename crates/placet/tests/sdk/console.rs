//! The console in a real browser, and its API held to its own document by a program that makes up requests, good ones and bad ones.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::Command;

use crate::common::script;
use crate::program::Program;

const OWNER: &str = "owner@atlas.example";
const AS_OWNER: [&str; 4] = ["--tenant", "1", "--role", "owner"];
/// What every answer is looked at for.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance";
/// What would sign the tester out.
const LEFT_OUT: &str = "^/api/(sign-out|me/sessions/.*)$";
/// How long it may take: more than a minute on a busy machine.
const PATIENCE: Duration = Duration::from_secs(300);

/// Chooses a password by a one-time link; the session's cookie.
async fn sign_in(program: &Program, origin: &str) -> String {
    program.member(OWNER, &AS_OWNER).await;
    let link = program.member(OWNER, &["--operator"]).await;
    let secret = link.rsplit('#').next().unwrap();
    let body = format!(r#"{{"token": "{secret}", "password": "correct-horse-1"}}"#);
    let host = origin.strip_prefix("http://").unwrap();
    let request = format!(
        "POST /api/welcome HTTP/1.1\r\nhost: {host}\r\norigin: {origin}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut socket = TcpStream::connect(program.address).await.unwrap();
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    let cookie = answer.split("set-cookie: ").nth(1).and_then(|rest| rest.split(';').next());
    cookie.unwrap_or_else(|| panic!("{answer}")).to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_of_the_api_is_one_that_its_document_names_and_none_is_a_mistake_of_ours() {
    let program = Program::start().await;
    let origin = format!("http://admin.localhost:{}", program.address.port());
    let cookie = sign_in(&program, &origin).await;
    let home = std::env::var_os("PLACET_TEST_SDK").map(PathBuf::from);
    let home =
        home.expect("PLACET_TEST_SDK is not set: run `cargo xtask test`, which installs what is needed");
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/sdk/schemathesis.toml");
    let mut tester = Command::new(home.join("python/bin/schemathesis"));
    tester
        .arg("--config-file")
        .arg(config)
        .arg("run")
        .arg(format!("http://{}/api/openapi.json", program.address));
    for header in [
        format!("Host: {}", origin.strip_prefix("http://").unwrap()),
        format!("Origin: {origin}"),
        format!("Cookie: {cookie}"),
        "If-Match: *".to_owned(),
    ] {
        tester.arg("-H").arg(header);
    }
    tester.args([
        "--exclude-path-regex",
        LEFT_OUT,
        "--checks",
        CHECKS,
        "--phases",
        "coverage,fuzzing",
        "--max-examples",
        "10",
    ]);
    tester.args([
        "--generation-with-security-parameters",
        "false",
        "--generation-database",
        "none",
        "--seed",
        "1",
    ]);
    tester.args(["--suppress-health-check", "all", "--continue-on-failure", "--no-color"]);
    tester.current_dir(std::env::temp_dir()).stdin(Stdio::null()).kill_on_drop(true);
    let done = tokio::time::timeout(PATIENCE, tester.output()).await.expect("it ends").unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{said}\n{}", String::from_utf8_lossy(&done.stderr));
    assert!(!said.contains("Authentication failed"), "it was not signed in: {said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_goes_through_every_page_of_the_console_in_a_browser() {
    let program = Program::start().await;
    let origin = format!("http://admin.localhost:{}", program.address.port());
    let link = program.member(OWNER, &AS_OWNER).await;
    let link = format!("{origin}/welcome#{}", link.rsplit('#').next().unwrap());
    let seen = script("console.mjs", &[], &json!({ "console": origin, "link": link }), PATIENCE).await;
    assert_eq!((&seen["errors"], &seen["failed"]), (&json!([]), &json!([])), "{seen}");
    let pages = seen["pages"].as_object().unwrap();
    for (name, heading) in [
        ("overview", "Overview"),
        ("journeys", "Journeys"),
        ("decisions", "Not sent, and why"),
        ("purposes-one", "Recognition and shop behaviour"),
        ("caps", "Caps and quiet hours"),
        ("suppressions", "Suppressions"),
        ("duties", "Duties"),
        ("events", "Events"),
        ("audit", "Audit log"),
    ] {
        assert_eq!(pages.get(name), Some(&json!(heading)), "{seen}");
    }
    assert!(pages.contains_key("journeys-one") && pages.len() >= 12, "{seen}");
}
