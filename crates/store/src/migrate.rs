//! Forward-only migrations, embedded. An older program refuses a newer schema.

use std::path::PathBuf;

use rusqlite::{Transaction, TransactionBehavior};

use crate::handle::{Engine, Store};
use crate::postgres::Postgres;
use crate::schema::{self, APPEND_ONLY, KEPT};
use crate::sqlite::Sqlite;
use crate::{Error, Result, dialect};

/// The migrations in order; the version of the schema is how many there are.
const MIGRATIONS: &[(&str, &str)] = &[
    ("0001_spine", include_str!("../migrations/0001_spine.sql")),
    ("0002_items", include_str!("../migrations/0002_items.sql")),
    ("0003_feeds", include_str!("../migrations/0003_feeds.sql")),
    ("0004_access", include_str!("../migrations/0004_access.sql")),
    ("0005_console", include_str!("../migrations/0005_console.sql")),
    ("0006_declarations", include_str!("../migrations/0006_declarations.sql")),
    ("0007_console_lists", include_str!("../migrations/0007_console_lists.sql")),
    ("0008_permission", include_str!("../migrations/0008_permission.sql")),
    ("0009_law", include_str!("../migrations/0009_law.sql")),
    ("0010_imports", include_str!("../migrations/0010_imports.sql")),
    ("0011_unconfirmed", include_str!("../migrations/0011_unconfirmed.sql")),
    ("0012_renewal", include_str!("../migrations/0012_renewal.sql")),
    ("0013_wishes", include_str!("../migrations/0013_wishes.sql")),
    ("0014_brand", include_str!("../migrations/0014_brand.sql")),
];

/// The schema this program knows.
pub const SCHEMA_VERSION: i64 = MIGRATIONS.len() as i64;

/// What a run of [`Store::migrate`] did.
#[derive(Debug, Default)]
pub struct Migrations {
    /// The schema found.
    pub from: i64,
    /// The schema now.
    pub to: i64,
    /// The copy made before, if there was anything to copy.
    pub backup: Option<PathBuf>,
}

pub(crate) async fn run(store: &Store) -> Result<Migrations> {
    match &store.inner.engine {
        Engine::Sqlite(sqlite) => on_sqlite(sqlite).await,
        Engine::Postgres(app) => match &store.inner.owner {
            Some(owner) => on_postgres(owner, app).await,
            None => {
                check(store).await?;
                Ok(Migrations { from: SCHEMA_VERSION, to: SCHEMA_VERSION, backup: None })
            }
        },
    }
}

pub(crate) async fn check(store: &Store) -> Result<()> {
    let found = match &store.inner.engine {
        Engine::Sqlite(sqlite) => sqlite_version(&*sqlite.writer().await)?,
        Engine::Postgres(postgres) => {
            refuse_a_powerful_role(postgres).await?;
            postgres_version(postgres).await?
        }
    };
    refuse_newer(found)?;
    if found < SCHEMA_VERSION {
        return Err(Error::OlderSchema { found, known: SCHEMA_VERSION });
    }
    Ok(())
}

fn refuse_newer(found: i64) -> Result<()> {
    if found > SCHEMA_VERSION {
        return Err(Error::NewerSchema { found, known: SCHEMA_VERSION });
    }
    Ok(())
}

fn pending(found: i64) -> impl Iterator<Item = (i64, &'static str)> {
    let first = usize::try_from(found).unwrap_or(0);
    MIGRATIONS.iter().enumerate().skip(first).map(|(at, (_, text))| (at as i64 + 1, *text))
}

fn sqlite_version(connection: &rusqlite::Connection) -> Result<i64> {
    let failed = |e| crate::sqlite::error("migrate.version", e);
    let exists: bool = connection
        .query_row("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'installation')", [], |row| {
            row.get(0)
        })
        .map_err(failed)?;
    if !exists {
        return Ok(0);
    }
    let text: Option<String> = connection
        .query_row("SELECT MAX(value) FROM installation WHERE name = 'schema'", [], |row| row.get(0))
        .map_err(failed)?;
    Ok(text.and_then(|t| t.parse().ok()).unwrap_or(0))
}

async fn on_sqlite(sqlite: &Sqlite) -> Result<Migrations> {
    let connection = sqlite.writer().await;
    let found = sqlite_version(&connection)?;
    refuse_newer(found)?;
    let mut done = Migrations { from: found, to: SCHEMA_VERSION, backup: None };
    if found == SCHEMA_VERSION {
        return Ok(done);
    }
    if found > 0 {
        let copy = sqlite.path.with_extension(format!("before-{SCHEMA_VERSION}.backup"));
        crate::backup::copy_sqlite(&connection, &copy)?;
        done.backup = Some(copy);
    }
    for (version, text) in pending(found) {
        // Once every table is there.
        let triggers = if version == SCHEMA_VERSION { guards() } else { String::new() };
        let script = format!(
            "{} {triggers} INSERT OR REPLACE INTO installation (name, value) VALUES ('schema', '{version}');",
            dialect::migration_sqlite(text)
        );
        let failed = |e| crate::sqlite::error("migrate", e);
        let whole =
            Transaction::new_unchecked(&connection, TransactionBehavior::Immediate).map_err(failed)?;
        connection.execute_batch(&script).map_err(failed)?;
        crate::sqlite::statistics::tell(&connection)?;
        whole.commit().map_err(failed)?;
    }
    Ok(done)
}

/// A row of an append-only table is never changed, one of a kept table never deleted, whatever the program tries.
fn guards() -> String {
    let changed = APPEND_ONLY.iter().map(|table| (table, "append_only", "UPDATE"));
    let deleted = KEPT.iter().map(|table| (table, "kept", "DELETE"));
    let guard = |(table, name, act): (&&str, &str, &str)| {
        format!(
            "CREATE TRIGGER IF NOT EXISTS {table}_{name} BEFORE {act} ON {table}
             BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;"
        )
    };
    changed.chain(deleted).map(guard).collect()
}

async fn postgres_version(postgres: &Postgres) -> Result<i64> {
    let exists = postgres.rows("migrate.version", "SELECT to_regclass('installation') IS NOT NULL").await?;
    if exists.first().and_then(|r| r[0].as_deref()) != Some("t") {
        return Ok(0);
    }
    let rows = postgres.rows("migrate.version", "SELECT value FROM installation WHERE name = 'schema'").await;
    let rows = rows.map_err(|error| match error {
        Error::Engine { code, .. } if code == "SQLSTATE 42501" => Error::NoRights,
        other => other,
    })?;
    Ok(rows.first().and_then(|r| r[0].as_deref()).and_then(|t| t.parse().ok()).unwrap_or(0))
}

async fn on_postgres(owner: &Postgres, app: &Postgres) -> Result<Migrations> {
    let role = role(app).await?;
    if role == self::role(owner).await? {
        return Err(powerful());
    }
    refuse_a_powerful_role(app).await?;
    let found = postgres_version(owner).await?;
    refuse_newer(found)?;
    for (version, text) in pending(found) {
        let script = format!(
            "BEGIN; {} DELETE FROM installation WHERE name = 'schema';
             INSERT INTO installation VALUES ('schema', '{version}'); COMMIT;",
            dialect::migration_postgres(text)
        );
        owner.batch("migrate", &script).await?;
    }
    owner.batch("migrate.wall", &wall(&schema::postgres_tenant_tables(owner).await?, &role)).await?;
    Ok(Migrations { from: found, to: SCHEMA_VERSION, backup: None })
}

/// Under which role a connection speaks.
async fn role(postgres: &Postgres) -> Result<String> {
    let rows = postgres.rows("migrate.role", "SELECT current_user").await?;
    Ok(rows.first().and_then(|row| row[0].clone()).unwrap_or_default())
}

/// Row-level security on every tenant table, forced for the owner too, who gets in by a policy of its own (backup, migration).
fn wall(tables: &[String], role: &str) -> String {
    let role = role.replace('"', "");
    let mut out =
        format!("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO \"{role}\";");
    for table in tables {
        out.push_str(&format!(
            "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
             DROP POLICY IF EXISTS tenant_wall ON {table};
             CREATE POLICY tenant_wall ON {table} TO \"{role}\"
               USING (tenant_id = NULLIF(current_setting('placet.tenant', true), '')::int);
             DROP POLICY IF EXISTS owner_upkeep ON {table};
             CREATE POLICY owner_upkeep ON {table} TO CURRENT_USER USING (true);"
        ));
    }
    for table in APPEND_ONLY {
        out.push_str(&format!("REVOKE UPDATE ON {table} FROM \"{role}\";"));
    }
    for table in KEPT {
        out.push_str(&format!("REVOKE DELETE ON {table} FROM \"{role}\";"));
    }
    out
}

/// The second wall stands only if the program's role is neither superuser nor owner and may not bypass it.
async fn refuse_a_powerful_role(postgres: &Postgres) -> Result<()> {
    let rows = postgres
        .rows(
            "check.role",
            "SELECT r.rolsuper OR r.rolbypassrls OR EXISTS (
                 SELECT 1 FROM pg_class c WHERE c.relname = 'consent_entry' AND c.relnamespace = 'public'::regnamespace
                 AND pg_has_role(current_user, c.relowner, 'MEMBER'))
             FROM pg_roles r WHERE r.rolname = current_user",
        )
        .await?;
    match rows.first().and_then(|r| r[0].as_deref()) {
        Some("f") => Ok(()),
        _ => Err(powerful()),
    }
}

fn powerful() -> Error {
    Error::Setup(
        "the database role is superuser, owner of the tables or may bypass row-level security; \
         connect with a role that is none of these and name the owner with --owner-database"
            .into(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;
    use placet_core::{Clock, Micros};

    #[tokio::test]
    async fn a_database_of_the_first_schema_keeps_its_rows_and_a_copy_is_made_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("placet.db");
        let first = rusqlite::Connection::open(&path).unwrap();
        first.execute_batch(&dialect::migration_sqlite(MIGRATIONS[0].1)).unwrap();
        first.execute_batch(
            "INSERT INTO installation VALUES ('schema', '1');
             INSERT INTO item VALUES (1, 7, 'a', 'Shoe', '', 100, 'EUR', 'https://shop.example/a', '', NULL, 5);",
        )
        .unwrap();
        drop(first);
        let options = Options::Sqlite { path: path.clone(), durable: false };
        let store = Store::open(options, Clock::manual(Micros(0))).await.unwrap();
        assert!(matches!(check(&store).await, Err(Error::OlderSchema { found: 1, .. })));
        let done = store.migrate().await.unwrap();
        assert_eq!((done.from, done.to), (1, SCHEMA_VERSION));
        assert!(done.backup.unwrap().exists());
        let row = rusqlite::Connection::open(&path).unwrap().query_row(
            "SELECT title || brand || item_group || description FROM item",
            [],
            |row| row.get::<_, String>(0),
        );
        assert_eq!(row.unwrap(), "Shoe");
    }
}
