//! The real binary, started in a folder of its own.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use placet_store::Options;
use placet_store::testing::Fresh;
use tempfile::TempDir;

/// Where the console of a serving installation is opened.
pub(crate) const CONSOLE: &str = "http://admin.localhost";

/// An installation: a folder for everything, and the flags every command is given.
pub(crate) struct Installation {
    pub(crate) folder: TempDir,
    flags: Vec<String>,
    /// Keeps a PostgreSQL database for as long as it is used.
    _database: Option<Fresh>,
}

/// What a command printed and how it ended.
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Installation {
    /// On SQLite, with nothing in it.
    pub(crate) fn new() -> Installation {
        Installation { folder: tempfile::tempdir().unwrap(), flags: Vec::new(), _database: None }
    }

    /// On an empty PostgreSQL database.
    pub(crate) fn on_postgres(fresh: Fresh) -> Installation {
        let Options::Postgres { url, owner, .. } = fresh.options.clone() else { panic!("not PostgreSQL") };
        let flags = vec!["--database".into(), url, "--owner-database".into(), owner.unwrap()];
        Installation { folder: tempfile::tempdir().unwrap(), flags, _database: Some(fresh) }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_placet"));
        command.env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        command.current_dir(self.folder.path()).args(args).args(&self.flags).stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Done {
        Done::from(self.command(args).output().unwrap())
    }

    /// Runs a command that must succeed; what it printed.
    pub(crate) fn ok(&self, args: &[&str]) -> String {
        let done = self.run(args);
        assert_eq!(done.code, 0, "{args:?}\n{}\n{}", done.out, done.err);
        done.out
    }

    /// Runs a command that must fail; what it said.
    pub(crate) fn fails(&self, args: &[&str]) -> String {
        let done = self.run(args);
        assert_eq!(done.code, 1, "{args:?}\n{}\n{}", done.out, done.err);
        done.err
    }

    /// Adds a tenant at `host`; its write key and its server key.
    pub(crate) fn tenant(&self, host: &str) -> (String, String) {
        let shop = format!("https://{host}");
        let out = self.ok(&[
            "tenant",
            "add",
            "--name",
            "Atlas",
            "--host",
            host,
            "--shop-url",
            &shop,
            "--sender-address",
            "1 Long Street, Cluj",
        ]);
        let key =
            |begin: &str| out.split_whitespace().find(|word| word.starts_with(begin)).unwrap().to_owned();
        (key("wk_"), key("sk_"))
    }

    /// Starts `placet serve` on a free port and waits until it listens.
    pub(crate) fn serve(&self, more: &[&str]) -> Serving {
        let mut args = vec!["serve", "--listen", "127.0.0.1:0", "--admin-url", CONSOLE];
        args.extend(more);
        Serving::start(self.command(&args), self.path("serve.out"))
    }
}

impl From<Output> for Done {
    fn from(output: Output) -> Done {
        Done {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// A running `placet serve`; killed when dropped.
pub(crate) struct Serving {
    child: Child,
    lines: Receiver<String>,
    pub(crate) address: SocketAddr,
    pub(crate) log: String,
    out: PathBuf,
}

impl Serving {
    fn start(mut command: Command, out: PathBuf) -> Serving {
        let mut child =
            command.stdout(fs::File::create(&out).unwrap()).stderr(Stdio::piped()).spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let mut serving =
            Serving { child, lines, address: ([0, 0, 0, 0], 0).into(), log: String::new(), out };
        let line = serving.until("address=");
        let (_, rest) = line.split_once("address=").unwrap();
        serving.address = rest.split_whitespace().next().unwrap().parse().unwrap();
        serving
    }

    /// What it has printed for whoever started it.
    pub(crate) fn said(&self) -> String {
        fs::read_to_string(&self.out).unwrap()
    }

    /// Reads the log until a line holds `text`.
    pub(crate) fn until(&mut self, text: &str) -> String {
        loop {
            let line = self.lines.recv_timeout(Duration::from_secs(60));
            let line = line.unwrap_or_else(|_| panic!("no line with {text}:\n{}", self.log));
            self.log.push_str(&line);
            self.log.push('\n');
            if line.contains(text) {
                return line;
            }
        }
    }

    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
    }

    /// Waits for the end; the exit code.
    pub(crate) fn ended(&mut self) -> i32 {
        let status = self.child.wait().unwrap();
        self.log.extend(self.lines.iter().flat_map(|line| [line, "\n".into()]));
        status.code().unwrap_or(-1)
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    pub(crate) fn get(&self, path: &str) -> String {
        let mut stream = self.connect();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: shop.example\r\nconnection: close\r\n\r\n").unwrap();
        answer(&mut stream)
    }

    pub(crate) fn post(&self, path: &str, body: &str) -> String {
        self.send(&post(path, body))
    }

    /// Posts to the console, as a page of it does.
    pub(crate) fn post_to_console(&self, path: &str, body: &str) -> String {
        let host = format!("host: admin.localhost\r\norigin: {CONSOLE}");
        self.send(&post(path, body).replace("host: shop.example", &host))
    }

    fn send(&self, request: &str) -> String {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        answer(&mut stream)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The bytes of a request with a JSON body.
pub(crate) fn post(path: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nhost: shop.example\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

/// Everything that comes back.
pub(crate) fn answer(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

pub(crate) fn mode(path: &Path) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&fs::metadata(path).unwrap().permissions()) & 0o777
}
