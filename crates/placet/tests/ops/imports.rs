//! Imports by the real program, killed in the middle.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use placet_core::{Clock, TenantId};
use placet_store::testing::{Fresh, On};
use placet_store::{Options, Store};

use crate::support::Installation;

placet_store::statements! {
    "test";
    tenant CONTACTS = "SELECT COUNT(*) FROM contact WHERE tenant_id = $1";
}

/// Rows of the file; every fifth is of somebody who said no before.
const ROWS: usize = 3_000;

/// Kills the program twice on its way, then lets it end.
async fn a_killed_import_goes_on(here: &Installation, options: Options) {
    here.ok(&[
        "tenant",
        "add",
        "--name",
        "Shop",
        "--host",
        "shop.example",
        "--shop-url",
        "https://shop.example",
        "--sender-address",
        "Cluj",
        "--vouched",
        "signed",
    ]);
    let store = Store::open(options, Clock::system()).await.unwrap();
    let write = |name: &str, numbers: &mut dyn Iterator<Item = usize>| {
        let rows: String = numbers.map(|n| format!("shopper-{n}@mail.example\n")).collect();
        std::fs::write(here.path(name), format!("email\n{rows}")).unwrap();
    };
    write("no.csv", &mut (0..ROWS).step_by(5));
    write("all.csv", &mut (0..ROWS));
    here.ok(&begin("no.csv", "suppressions"));

    let (id, first) = killed(here, &begin("all.csv", "contacts"), &store, 1).await;
    let id = id.unwrap();
    let resume = ["contact", "import", "all.csv", "--tenant", "1", "--resume", &id];
    let (_, second) = killed(here, &resume, &store, first + 1).await;
    assert!(first < second && second < people(), "killed in the middle twice: {first}, {second}");
    let told = here.ok(&resume);
    assert!(
        told.contains(&format!(
            "{} added, 0 known already, 0 without evidence, {} refused",
            people(),
            ROWS / 5
        )),
        "{told}"
    );
    assert_eq!(count(&store).await, people());
    assert_eq!(here.ok(&resume).lines().last(), told.lines().last(), "what is done stays done");
}

/// Who may come in.
fn people() -> usize {
    ROWS - ROWS / 5
}

fn begin<'a>(file: &'a str, kind: &'a str) -> Vec<&'a str> {
    let words = "--tenant 1 --label Fair --source event --source-name fair --basis consent --attest 1 \
                 --consent-at 2026-05-01T10:00:00Z --wording Yes --place fair --method paper --kind";
    ["contact", "import", file].into_iter().chain(words.split_whitespace()).chain([kind]).collect()
}

/// Starts a command and kills it when there are `many` contacts; the id of the import it began, and how many there are then.
async fn killed(here: &Installation, args: &[&str], store: &Store, many: usize) -> (Option<String>, usize) {
    let mut child = here.command(args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    while count(store).await < many {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it was killed");
        tokio::task::yield_now().await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let id = lines.find_map(|line| Some(line.strip_prefix("Import ")?.split_once(':')?.0.to_owned()));
    (id, count(store).await)
}

async fn count(store: &Store) -> usize {
    let mut tx = store.tenant(TenantId(1)).read("test.count").await.unwrap();
    let row = tx.query_opt(&CONTACTS, &[]).await.unwrap().unwrap();
    usize::try_from(row.get::<i64>(0).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite_an_import_that_is_killed_goes_on_and_everybody_is_in_once() {
    let here = Installation::new();
    here.ok(&["migrate"]);
    let path = here.path(".data/placet.db");
    a_killed_import_goes_on(&here, Options::Sqlite { path, durable: true }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgresql_an_import_that_is_killed_goes_on_and_everybody_is_in_once() {
    let fresh = Fresh::new(On::Postgres).await;
    let options = fresh.options.clone();
    a_killed_import_goes_on(&Installation::on_postgres(fresh), options).await;
}
