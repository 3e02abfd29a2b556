//! Backup and restore, on both engines.

use placet_store::testing::{Fresh, On};

use crate::support::{Installation, mode};

fn tenants(here: &Installation) -> usize {
    here.ok(&["tenant", "list"]).lines().count()
}

fn a_backup_brings_back_what_was_there(here: &Installation) {
    here.tenant("one.example");
    let out = here.ok(&["backup", "copy"]);
    assert!(out.contains("The key is not in it"), "{out}");
    assert_eq!(mode(&here.path("copy")), 0o600);
    let key = std::fs::read_to_string(here.path(".data.key")).unwrap();
    let digits = key.split_whitespace().find(|word| word.len() == 64).unwrap();
    let bytes = std::fs::read(here.path("copy")).unwrap();
    assert!(!bytes.windows(64).any(|window| window == digits.as_bytes()));
    assert!(here.fails(&["backup", "copy"]).contains("is there already"));

    here.tenant("two.example");
    assert_eq!(tenants(here), 2);
    let said = here.fails(&["restore", "copy"]);
    assert!(said.contains("holds tenants") && said.contains("--replace"), "{said}");
    assert_eq!(tenants(here), 2);
    here.ok(&["restore", "copy", "--replace"]);
    assert_eq!(tenants(here), 1);
    here.tenant("two.example");
    let mut serving = here.serve(&[]);
    assert!(serving.get("/readyz").starts_with("HTTP/1.1 200"));
    serving.signal("TERM");
    assert_eq!(serving.ended(), 0);
}

#[test]
fn on_sqlite_a_backup_brings_back_what_was_there() {
    a_backup_brings_back_what_was_there(&Installation::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgresql_a_backup_brings_back_what_was_there() {
    let here = Installation::on_postgres(Fresh::new(On::Postgres).await);
    a_backup_brings_back_what_was_there(&here);
}

#[test]
fn a_copy_is_made_while_the_database_is_served_and_restored_only_when_it_is_not() {
    let here = Installation::new();
    here.tenant("one.example");
    let mut serving = here.serve(&[]);
    here.ok(&["backup", "copy"]);
    assert!(here.fails(&["restore", "copy", "--replace"]).contains("another placet serves"));
    serving.signal("TERM");
    assert_eq!(serving.ended(), 0);
    here.ok(&["restore", "copy", "--replace"]);
    assert!(here.path(".data/placet.db.before-restore").exists());
    assert!(!here.path("copy.unfinished").exists() && !here.path(".data/restoring").exists());
}

#[test]
fn a_backup_of_another_key_or_no_backup_at_all_is_refused() {
    let here = Installation::new();
    here.tenant("one.example");
    let other = Installation::new();
    other.tenant("other.example");
    other.ok(&["backup", "copy"]);
    let copy = other.path("copy").display().to_string();
    assert!(here.fails(&["restore", &copy, "--replace"]).contains("another master key"));
    std::fs::write(
        here.path("rubbish"),
        "this is no database, whatever it says, and it is long enough".repeat(100),
    )
    .unwrap();
    assert!(here.fails(&["restore", "rubbish", "--replace"]).contains("no backup of ours"));
    assert!(here.fails(&["restore", "nowhere"]).contains("there is no file"));
    assert_eq!(tenants(&here), 1);
    let empty = Installation::new();
    assert!(empty.fails(&["restore", &copy]).contains("the key that belongs to the backup"));
}

#[test]
fn a_backup_restores_into_an_empty_place_with_its_key() {
    let here = Installation::new();
    here.tenant("one.example");
    here.ok(&["backup", "copy"]);
    let there = Installation::new();
    std::fs::copy(here.path(".data.key"), there.path(".data.key")).unwrap();
    there.ok(&["restore", &here.path("copy").display().to_string()]);
    assert_eq!(tenants(&there), 1);
}
