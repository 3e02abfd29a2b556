//! The other commands: doctor, keys, tenants, members, contacts, people, reports.

use placet_core::Clock;
use placet_deliver::sink::{Settings, Sink};
use placet_store::testing::{Fresh, On};

use crate::support::{Installation, Serving, mode};

#[tokio::test(flavor = "multi_thread")]
async fn doctor_says_what_is_wrong_and_what_to_do() {
    let here = Installation::new();
    let done = here.run(&["doctor"]);
    assert_eq!(done.code, 1);
    for wrong in ["✗ key file: ", "✗ data folder: ", "✗ database: there is none", "✗ relay: none is set"]
    {
        assert!(done.out.contains(wrong), "{}", done.out);
    }
    assert!(!here.path(".data").exists(), "doctor changes nothing");

    here.tenant("shop.example");
    let sink = Sink::listen("127.0.0.1:0", Settings::new(Clock::system())).await.unwrap();
    let port = sink.address().port().to_string();
    let relay = ["--smtp-host", "127.0.0.1", "--smtp-tls", "none", "--smtp-port", &port];
    let with_relay = |before: &[&'static str]| here.run(&[before, &relay].concat());
    let done = with_relay(&["doctor"]);
    assert_eq!(done.code, 0, "{}", done.out);
    for well in [
        "✓ key file",
        "✓ clock: ",
        "✓ relay: 127.0.0.1",
        "✓ tenant 1 (Atlas): answers at shop.example",
        "All is well.",
    ] {
        assert!(done.out.contains(well), "{}", done.out);
    }
    std::fs::set_permissions(here.path(".data.key"), std::os::unix::fs::PermissionsExt::from_mode(0o644))
        .unwrap();
    let done = with_relay(&["doctor"]);
    assert!(done.code == 1 && done.out.contains("✗ key file: others than its owner"), "{}", done.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_looks_at_postgresql_and_at_the_role() {
    let fresh = Fresh::new(On::Postgres).await;
    let placet_store::Options::Postgres { owner, .. } = fresh.options.clone() else { unreachable!() };
    let here = Installation::on_postgres(fresh);
    here.tenant("shop.example");
    let done = here.run(&["doctor"]);
    for well in ["✓ database: postgres://placet_app@", "✓ key of the database", "✓ clock: ", "✓ tenant 1"]
    {
        assert!(done.out.contains(well), "{}", done.out);
    }
    let powerful = Installation::new();
    let done = powerful.run(&["doctor", "--database", &owner.unwrap()]);
    assert!(done.code == 1 && done.out.contains("row-level security"), "{}", done.out);
}

#[test]
fn keys_are_exported_privately_and_rotated() {
    let here = Installation::new();
    here.tenant("shop.example");
    let key = std::fs::read_to_string(here.path(".data.key")).unwrap();
    assert_eq!(here.ok(&["keys", "export"]), key);
    here.ok(&["keys", "export", "--to", "safe"]);
    assert_eq!((std::fs::read_to_string(here.path("safe")).unwrap(), mode(&here.path("safe"))), (key, 0o600));
    assert!(here.fails(&["keys", "export", "--to", "safe"]).contains("nothing yet"));
    assert!(here.ok(&["keys", "rotate", "--tenant", "1"]).contains("data key 2"));
    assert!(here.fails(&["keys", "rotate", "--tenant", "9"]).contains("there is no tenant 9"));
}

#[test]
fn a_tenant_is_added_once_per_host_and_listed() {
    let here = Installation::new();
    let (write, server) = here.tenant("shop.example");
    assert!(write.len() > 40 && server.len() > 60);
    assert!(here.ok(&["tenant", "list"]).contains("https://shop.example"));
    let add = |host: &'static str, more: [&'static str; 2]| {
        let args = [
            "tenant",
            "add",
            "--name",
            "B",
            "--host",
            host,
            "--shop-url",
            "https://b.example",
            "--sender-address",
            "X",
        ];
        here.fails(&[&args[..], &more[..]].concat())
    };
    assert!(add("shop.example", ["--currency", "RON"]).contains("belongs to another tenant"));
    assert!(add("https://b", ["--currency", "RON"]).contains("must be a host name"));
    assert!(add("b.example", ["--currency", "RONN"]).contains("--currency"));
    assert!(add("ADMIN.localhost", ["--currency", "RON"]).contains("where the console is opened"));
    assert!(add("b.example", ["--time-zone", "Mars/Base"]).contains("--time-zone"));
    assert!(add("b.example", ["--language", "xx"]).contains("--language"));
    assert!(add("b.example", ["--from", "nobody"]).contains("--from"));
    assert_eq!(here.ok(&["tenant", "list"]).lines().count(), 1);
}

/// Chooses a password by a link's secret; the whole answer.
fn welcome(serving: &Serving, link: &str, email: Option<&str>) -> String {
    let secret = link.trim().rsplit('#').next().unwrap();
    let email = email.map_or(String::new(), |email| format!(r#", "email": "{email}""#));
    let body = format!(r#"{{"token": "{secret}", "password": "correct-horse-1"{email}}}"#);
    serving.post_to_console("/api/welcome", &body)
}

#[test]
fn a_member_gets_a_link_that_signs_in_once() {
    let here = Installation::new();
    here.tenant("shop.example");
    let link =
        |role: &str| here.ok(&["member", "add", "owner@atlas.example", "--tenant", "1", "--role", role]);
    let (first, second) = (link("owner"), link("analyst"));
    assert!(first.contains("http://admin.localhost:8080/welcome#") && first != second, "{first}");
    assert!(!first.contains("owner@atlas.example"));
    assert!(here.run(&["member", "add", "a@atlas.example", "--tenant", "1", "--role", "king"]).code != 0);
    let serving = here.serve(&[]);
    assert!(welcome(&serving, &first, None).starts_with("HTTP/1.1 401"), "a new link ends those before it");
    let answer = welcome(&serving, &second, None);
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("set-cookie: __Host-placet-session="),
        "{answer}"
    );
    assert!(answer.contains(r#""role":"analyst""#), "{answer}");
    assert!(welcome(&serving, &second, None).starts_with("HTTP/1.1 401"), "a link signs in once");

    let third = link("owner");
    assert_ne!(here.run(&["member", "reset", "nobody@atlas.example"]).code, 0);
    let reset = here.ok(&["member", "reset", "owner@atlas.example"]);
    assert!(welcome(&serving, &third, None).starts_with("HTTP/1.1 401"), "a reset ends earlier links");
    assert!(welcome(&serving, &reset, None).starts_with("HTTP/1.1 200"));
}

#[test]
fn the_first_start_shows_a_link_and_who_opens_it_is_operator_and_owner() {
    let here = Installation::new();
    here.tenant("shop.example");
    let serving = here.serve(&[]);
    let link = serving.said();
    assert!(link.contains("/welcome#"), "{link}");
    let nobody = welcome(&serving, &link, None);
    assert!(nobody.starts_with("HTTP/1.1 400") && nobody.contains(r#""field":"email""#), "{nobody}");
    let answer = welcome(&serving, &link, Some("first@atlas.example"));
    assert!(answer.contains(r#""operator":true"#) && answer.contains(r#""role":"owner""#), "{answer}");
    drop(serving);
    assert_eq!(here.serve(&[]).said(), "", "there is a member now");
}

#[test]
fn r109_contacts_come_in_by_csv_and_an_erased_one_is_refused_again() {
    let here = Installation::new();
    here.tenant("unvouched.example");
    let csv = "email,consent_at,wording,place,method,purposes\n\
        ana@mail.example,2026-05-01T10:00:00Z,Yes please,the fair,paper form,marketing\n\
        ion@mail.example,,,,,\n\
        not an address,,,,,\n";
    std::fs::write(here.path("list.csv"), csv).unwrap();
    let mut import = [
        "contact",
        "import",
        "list.csv",
        "--tenant",
        "1",
        "--label",
        "Fair",
        "--source",
        "event",
        "--source-name",
        "the fair",
        "--basis",
        "consent",
        "--attest",
        "1",
    ];
    let silent = here.run(&import[..5]);
    assert!(
        silent.code == 2 && silent.err.contains("--attest"),
        "nobody imports without a word for it: {}",
        silent.err
    );
    assert!(here.fails(&import).contains("has not accepted its duties"), "r009: not before the agreement");
    let duty = |act: &str, detail: &str| here.fails(&["tenant", "duty", "--tenant", "1", act, detail]);
    for (act, detail, why) in [
        ("agreed", "version 99", "is no version of the agreement"),
        ("domain_verified", "not a domain!", "is no domain"),
        ("identity_verified", "card 4111 1111 1111 1111", "card number"),
        ("resumed", "nobody stopped it", "it is not stopped"),
        ("stopped", " ", "1 to 200 characters"),
    ] {
        let said = duty(act, detail);
        assert!(said.contains(why) && !said.contains("4111"), "{said}");
    }
    let missing = here.ok(&["tenant", "standing", "--tenant", "1"]);
    assert_eq!(
        missing.lines().filter(|line| line.starts_with("- ")).count(),
        3,
        "all that is missing: {missing}"
    );
    let vouched = "tenant add --name Vouched --host shop.example --shop-url https://shop.example --sender-address Cluj --vouched signed";
    here.ok(&vouched.split(' ').collect::<Vec<_>>());
    import[4] = "2";
    let done = here.run(&import);
    assert_eq!(done.code, 1);
    assert!(done.out.contains("1 added, 0 known already, 1 without evidence"), "{}", done.out);
    assert!(done.out.contains("line 4: email"), "{}", done.out);

    let person = ["--tenant", "2", "--email", "ana@mail.example"];
    let export = here.ok(&[&["person", "export", "--reference", "2026-17"], &person[..]].concat());
    assert!(
        export.contains("ana@mail.example") && export.contains("the fair") && !export.contains("ion@"),
        "{export}"
    );
    let erased =
        here.ok(&[&["person", "erase", "--scrub", "--reason", "asked for it"], &person[..]].concat());
    assert!(erased.contains("Erased: ") && !erased.contains("ana@"), "{erased}");
    let done = here.run(&import);
    assert!(
        done.out.contains("0 added, 2 known already, 0 without evidence"),
        "who said no is not named: {}",
        done.out
    );
    let id = done
        .out
        .split_whitespace()
        .find(|word| word.starts_with("imp_"))
        .unwrap()
        .trim_end_matches(':')
        .to_owned();
    let again = here.run(&["contact", "import", "list.csv", "--tenant", "2", "--resume", &id]);
    assert_eq!(again.out.lines().last(), done.out.lines().last(), "{}", again.out);
    assert!(here.fails(&["person", "erase", "--tenant", "1", "--reason", "x"]).contains("say whom"));
    let address = ["--email", "eva@mail.example"];
    assert!(here.ok(&[&["person", "opt-out"], &address[..]].concat()).contains("No company here"));
    assert!(here.ok(&[&["person", "opt-in"], &address[..]].concat()).contains("Taken back"));
    assert!(!here.fails(&["person", "opt-out", "--email", "nobody"]).contains("nobody"));

    let later = here.fails(&[&import[..], &["--consent-at", "2999-01-01"]].concat());
    assert!(later.contains("--consent-at must be a day or a time that has passed"), "{later}");
    std::fs::write(here.path("list.csv"), "email,canary\nana@mail.example,1\n").unwrap();
    let said = here.fails(&import);
    assert!(said.contains("line 1") && !said.contains("canary"), "{said}");
}

#[test]
fn a_report_shows_totals_of_what_was_and_was_not_stored() {
    let here = Installation::new();
    let (key, _) = here.tenant("shop.example");
    assert!(here.ok(&["report", "--tenant", "1"]).contains("Nothing was counted"));
    let mut serving = here.serve(&[]);
    let body = format!(
        r#"{{"writeKey":"{key}","anonymousId":"d-1","event":"Product Viewed","properties":{{"product_id":"p"}}}}"#
    );
    assert!(serving.post("/v1/track", &body).starts_with("HTTP/1.1 200"));
    serving.signal("TERM");
    assert_eq!(serving.ended(), 0);
    let out = here.ok(&["report", "--tenant", "1"]);
    assert!(out.contains("refused:no_consent"), "{out}");
    let json = here.ok(&["report", "--tenant", "1", "--json"]);
    let line: serde_json::Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
    assert_eq!((line["kind"].as_str(), line["n"].as_i64()), (Some("refused:no_consent"), Some(1)));
    assert!(here.fails(&["report", "--tenant", "1", "--from", "May"]).contains("--from"));
}

#[test]
fn licences_are_printed_even_into_a_pipe_that_closes() {
    let here = Installation::new();
    assert!(here.ok(&["licences"]).contains("Apache"));
    let mut child = here.command(&["licences"]).stdout(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn feeds_are_set_up_fetched_with_clear_words_and_removed() {
    use std::io::{Read, Write};

    let here = Installation::new();
    here.tenant("shop.example");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/feed.csv", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let answers = [
            "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nid,title,link,price\na,Shoe,https://shop.example/a,19.90 EUR\nb,Hat,https://shop.example/b,free\n",
            "HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n",
        ];
        for (socket, answer) in listener.incoming().zip(answers) {
            let mut socket = socket.unwrap();
            let _ = socket.read(&mut [0; 4096]);
            socket.write_all(answer.as_bytes()).unwrap();
        }
    });
    assert!(here.ok(&["feed", "list", "--tenant", "1"]).contains("There are none"));
    let refused = here.fails(&["feed", "add", "https://user:secret@shop.example/feed", "--tenant", "1"]);
    assert!(refused.contains("token") && !refused.contains("secret"), "{refused}");
    assert!(
        here.ok(&["feed", "add", &url, "--tenant", "1", "--every", "30m"])
            .contains("Feed 1 is fetched every 30 min")
    );

    let private = here.run(&["feed", "fetch", "1", "--tenant", "1"]);
    assert!(private.code == 1 && private.out.contains("not on the public internet"), "{}", private.out);
    let fetch = ["feed", "fetch", "--tenant", "1", "--feeds-allow-private=true"];
    let loaded = here.ok(&fetch);
    assert!(
        loaded.contains("Feed 1: 1 stored, 1 refused, 0 gone.")
            && loaded.contains("line 3: price must be a number"),
        "{loaded}"
    );
    let failed = here.run(&fetch);
    assert!(
        failed.code == 1 && failed.out.contains("the server answered 503. The catalogue is as it was."),
        "{}",
        failed.out
    );
    let list = here.ok(&["feed", "list", "--tenant", "1"]);
    for wanted in
        [url.as_str(), "the server answered 503", "1 stored, 1 refused", "after 1 failures in a row"]
    {
        assert!(list.contains(wanted), "{list}");
    }
    here.ok(&["feed", "remove", "1", "--tenant", "1"]);
    assert!(here.fails(&["feed", "fetch", "1", "--tenant", "1"]).contains("there is no feed 1"));
}
