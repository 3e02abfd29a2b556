//! A PostgreSQL server of this run's own: a fresh cluster on a free loopback port, gone when the run ends.
//!
//! The server is started by a small *guard* shell in a process group of its own. The guard reads from a pipe whose other end this
//! process (or the program it becomes) holds: however that one ends, by exit, Ctrl-C or `kill -9`, the pipe closes, the guard stops
//! the server and removes its files. What a guard that was itself killed leaves behind is swept away by the next run.

use crate::command::capture;
use crate::env::{is_root, postgres_programs};
use crate::project::Project;
use crate::scratch::Scratch;
use anyhow::{Context, Result, bail};
use std::ffi::OsString;
use std::fs;
use std::io::PipeWriter;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The name the guard goes by, so that a sweep knows it.
const GUARD: &str = "placet-postgres-guard";

/// `$1` the server program, `$2` the cluster's folder.
const GUARD_SCRIPT: &str = r#"
"$1" -D "$2/data" >"$2/log" 2>&1 </dev/null &
cat >/dev/null
kill -QUIT $!
wait
rm -rf "$2/data" "$2/log" "$2/server.crt"
"#;

/// The owner of the schema (not a superuser; may create databases) and the program's role (neither owner nor superuser).
const ROLES: &str = "\
CREATE ROLE placet_owner LOGIN CREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS;
CREATE ROLE placet_app LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS;
CREATE DATABASE placet OWNER placet_owner;";

/// What the server's certificate says of itself: for this machine, signed by itself.
const CERTIFICATE: &str = "\
[req]\ndistinguished_name = name\nx509_extensions = for\nprompt = no\n[name]\nCN = localhost\n\
[for]\nsubjectAltName = DNS:localhost, IP:127.0.0.1\nbasicConstraints = critical, CA:FALSE\n";

/// A running server. Dropping it stops the server.
pub(crate) struct Postgres {
    port: u16,
    home: PathBuf,
    programs: PathBuf,
    guard: Child,
    held: Option<PipeWriter>,
}

impl Postgres {
    /// Installs PostgreSQL if need be and starts a server whose commits reach the disk, as for demonstrations and figures.
    pub(crate) fn start(project: &Project) -> Result<Postgres> {
        Postgres::start_below(std::slice::from_ref(&project.target), true)
    }

    /// One for tests, whose data nobody needs after them; in `scratch`, if there is one.
    pub(crate) fn start_for_tests(project: &Project, scratch: Option<&Scratch>) -> Result<Postgres> {
        let memory = scratch.map(|scratch| scratch.home().to_owned());
        Postgres::start_below(&Vec::from_iter(memory.into_iter().chain([project.target.clone()])), false)
    }

    fn start_below(folders: &[PathBuf], durable: bool) -> Result<Postgres> {
        let programs = postgres_programs()?;
        let account = Account::of_server()?;
        let clusters = account.folder_for_clusters(folders)?;
        sweep(&clusters, &programs, &account)?;
        let home = clusters.join(std::process::id().to_string());
        fs::create_dir_all(&home)?;
        account.own(&home)?;
        let port = free_port()?;
        create(&home, &programs, &account, &settings(port, durable))?;
        let (listening, held) = std::io::pipe()?;
        let mut guard = account.command("sh");
        guard.args(["-c", GUARD_SCRIPT, GUARD]).arg(programs.join("postgres")).arg(&home);
        let guard =
            guard.stdin(listening).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0).spawn()?;
        fs::write(home.join("guard"), guard.id().to_string())?;
        let server = Postgres { port, home, programs, guard, held: Some(held) };
        server.wait_until_ready()?;
        server.psql(ROLES)?;
        Ok(server)
    }

    /// The address by which the schema's owner reaches the database.
    pub(crate) fn owner_url(&self, database: &str) -> String {
        format!("postgres://placet_owner@127.0.0.1:{}/{database}", self.port)
    }

    /// The address by which the program reaches the database.
    pub(crate) fn app_url(&self, database: &str) -> String {
        format!("postgres://placet_app@127.0.0.1:{}/{database}", self.port)
    }

    /// The file with the server's certificate, which clients that ask for TLS must trust.
    pub(crate) fn certificate(&self) -> PathBuf {
        self.home.join("server.crt")
    }

    /// Lets a program find this server's own tools (`pg_dump`) first.
    pub(crate) fn put_on_path(&self, command: &mut Command) {
        let mut path = OsString::from(&self.programs);
        if let Some(old) = std::env::var_os("PATH") {
            path.push(":");
            path.push(old);
        }
        command.env("PATH", path);
    }

    /// Makes the server live as long as the program that this process is about to become: it holds the guard's pipe as its input.
    pub(crate) fn hand_over(&mut self, command: &mut Command) {
        if let Some(held) = self.held.take() {
            command.stdin(held);
        }
    }

    fn psql(&self, sql: &str) -> Result<()> {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", "postgres", "-d", "postgres"]);
        for statement in sql.lines() {
            psql.args(["-c", statement]);
        }
        capture(psql.args(["-q", "-X", "-v", "ON_ERROR_STOP=1"])).map(drop)
    }

    fn wait_until_ready(&self) -> Result<()> {
        let limit = Instant::now() + Duration::from_secs(60);
        let mut ready = Command::new(self.programs.join("pg_isready"));
        ready.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]);
        while !ready.status()?.success() {
            if Instant::now() > limit {
                let log = fs::read_to_string(self.home.join("log")).unwrap_or_default();
                bail!("PostgreSQL does not answer on port {}\n{log}", self.port);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if self.held.take().is_some() {
            _ = self.guard.wait();
            _ = fs::remove_dir_all(&self.home);
        }
    }
}

/// Who runs the server: PostgreSQL refuses root, so root lends it the account of Debian's package.
struct Account {
    ids: Option<(u32, u32)>,
}

impl Account {
    fn of_server() -> Result<Account> {
        if !is_root() {
            return Ok(Account { ids: None });
        }
        let users = fs::read_to_string("/etc/passwd")?;
        let ids = users.lines().find_map(|line| {
            let fields: Vec<&str> = line.split(':').collect();
            (fields.first() == Some(&"postgres")).then_some(())?;
            Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
        });
        Ok(Account {
            ids: Some(ids.context("there is no user `postgres`, and PostgreSQL refuses to run as root")?),
        })
    }

    /// A command under this account; started from `/`, since the account may not see the checkout.
    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/");
        if let Some((user, group)) = self.ids {
            command.uid(user).gid(group);
        }
        command
    }

    fn own(&self, folder: &Path) -> Result<()> {
        let Some((user, group)) = self.ids else { return Ok(()) };
        chown(folder, Some(user), Some(group))
            .with_context(|| format!("giving {} to PostgreSQL", folder.display()))
    }

    /// Below the first of these folders where the account can get; else below the system's temporary folder.
    fn folder_for_clusters(&self, folders: &[PathBuf]) -> Result<PathBuf> {
        let last = std::env::temp_dir().join("placet");
        for folder in folders {
            let folder = folder.join("postgres");
            fs::create_dir_all(&folder)?;
            if self.ids.is_none() || folder.ancestors().all(anyone_may_pass) {
                return Ok(folder);
            }
        }
        fs::create_dir_all(last.join("postgres"))?;
        Ok(last.join("postgres"))
    }
}

fn anyone_may_pass(folder: &Path) -> bool {
    folder.metadata().is_ok_and(|data| data.permissions().mode() & 0o001 != 0)
}

/// Removes clusters whose guard is gone; the others belong to runs that are under way.
fn sweep(clusters: &Path, programs: &Path, account: &Account) -> Result<()> {
    for entry in fs::read_dir(clusters)?.flatten() {
        let home = entry.path();
        if in_use(&home) {
            continue;
        }
        if home.join("data/postmaster.pid").exists() {
            let mut stop = account.command(programs.join("pg_ctl"));
            _ = capture(stop.args(["stop", "-m", "immediate", "-D"]).arg(home.join("data")));
        }
        fs::remove_dir_all(&home).with_context(|| format!("removing what is left in {}", home.display()))?;
    }
    Ok(())
}

fn in_use(home: &Path) -> bool {
    match fs::read_to_string(home.join("guard")) {
        Ok(guard) => fs::read_to_string(format!("/proc/{}/cmdline", guard.trim()))
            .is_ok_and(|line| line.contains(GUARD)),
        // Being set up by the run whose number the folder bears.
        Err(_) => home.file_name().is_some_and(|run| Path::new("/proc").join(run).exists() && !is_own(home)),
    }
}

/// A folder with this very process's number is an earlier one's, before a restart of the machine.
fn is_own(home: &Path) -> bool {
    home.file_name().is_some_and(|run| run.to_str() == Some(&std::process::id().to_string()))
}

fn create(home: &Path, programs: &Path, account: &Account, settings: &str) -> Result<()> {
    let data = home.join("data");
    let mut initdb = account.command(programs.join("initdb"));
    initdb.args([
        "--username=postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
        "-D",
    ]);
    capture(initdb.arg(&data))?;
    certify(home, account)?;
    let file = data.join("postgresql.conf");
    let standard = fs::read_to_string(&file)?;
    fs::write(&file, format!("{standard}\n{settings}"))?;
    Ok(())
}

/// Makes the server's key and certificate.
fn certify(home: &Path, account: &Account) -> Result<()> {
    let about = home.join("certificate.cnf");
    fs::write(&about, CERTIFICATE)?;
    let mut openssl = account.command("openssl");
    openssl.args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3", "-config"]).arg(about);
    openssl.arg("-keyout").arg(home.join("data/server.key")).arg("-out").arg(home.join("server.crt"));
    capture(&mut openssl).map(drop)
}

fn settings(port: u16, durable: bool) -> String {
    let durable = if durable { "on" } else { "off" };
    format!(
        "listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = ''\nmax_connections = 200\n\
         ssl = on\nssl_cert_file = '../server.crt'\nssl_key_file = 'server.key'\nshared_buffers = '256MB'\nmax_wal_size = '2GB'\n\
         fsync = {durable}\nsynchronous_commit = {durable}\nfull_page_writes = {durable}\n"
    )
}

fn free_port() -> Result<u16> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).context("looking for a free port")?;
    Ok(listener.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpStream;

    fn answers(port: u16) -> bool {
        TcpStream::connect(("127.0.0.1", port)).is_ok()
    }

    #[test]
    fn a_server_lives_as_long_as_the_program_it_is_handed_to_and_its_files_go_with_it() {
        let project = Project::open().expect("a checkout");
        let mut server = Postgres::start_for_tests(&project, None).expect("a server");
        let may = "DO $$ BEGIN ASSERT (SELECT count(*) FROM pg_roles WHERE rolname LIKE 'placet_%' \
                   AND NOT rolsuper AND NOT rolbypassrls AND rolcreatedb = (rolname = 'placet_owner')) = 2; END $$;";
        server.psql(may).expect("two roles without power");

        let mut program = Command::new("sh");
        program.args(["-c", "exec sleep 600"]);
        server.hand_over(&mut program);
        let mut running = program.spawn().expect("a program");
        drop(program);
        assert!(answers(server.port) && server.home.join("data").exists());

        running.kill().expect("kill -9");
        running.wait().expect("its end");
        server.guard.wait().expect("the guard's end");
        assert!(!answers(server.port) && !server.home.join("data").exists());

        // Even a server whose guard was killed is gone when the next one has started.
        let mut orphan = Postgres::start_for_tests(&project, None).expect("a second server");
        orphan.guard.kill().expect("kill -9");
        orphan.guard.wait().expect("its end");
        orphan.held.take();
        assert!(answers(orphan.port));
        let next = Postgres::start(&project).expect("a third server");
        assert!(!answers(orphan.port) && answers(next.port));
        let (home, port) = (next.home.clone(), next.port);
        drop(next);
        assert!(!answers(port) && !home.exists());
    }
}
