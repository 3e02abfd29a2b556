//! Mail through a real Postfix: client → Postfix → sink. Postfix is Debian's package; the instance is private to the test.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use placet_core::{Clock, Micros};
use placet_deliver::mime::{Content, Sort};
use placet_deliver::sink::{Received, Settings, Sink};
use placet_deliver::smtp::{BackOff, Envelope, Outcome, Pool, Relay, Tls, Why};

/// The services that relaying needs, from Postfix's own `master.cf`.
const SERVICES: &str = "
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
smtp      unix - - n - - smtp
relay     unix - - n - - smtp
error     unix - - n - - error
retry     unix - - n - - error
anvil     unix - - n - 1 anvil
scache    unix - - n - 1 scache
proxymap  unix - - n - - proxymap
postlog   unix-dgram n - n - 1 postlogd
";

/// A Postfix of our own: knows `ana@mail.example`, hands everything to the sink.
struct Postfix {
    folder: tempfile::TempDir,
    port: u16,
}

impl Postfix {
    fn start(sink: &Sink) -> Postfix {
        let asked = std::env::var_os("PLACET_TEST_POSTFIX").is_some();
        assert!(asked, "needs Postfix, as root, and PLACET_TEST_POSTFIX: run `cargo xtask test`");
        let folder = tempfile::tempdir().unwrap();
        let postfix = Postfix { port: free_port(), folder };
        postfix.configure(sink.address().port());
        postfix.run("start");
        postfix
    }

    fn configure(&self, sink: u16) {
        let root = self.folder.path();
        std::fs::set_permissions(root, std::fs::Permissions::from_mode(0o755)).unwrap();
        for part in ["etc", "spool", "data"] {
            std::fs::create_dir(root.join(part)).unwrap();
        }
        assert!(Command::new("chown").arg("postfix").arg(root.join("data")).status().unwrap().success());
        let root = root.display();
        let main = format!(
            "compatibility_level = 3.6\nqueue_directory = {root}/spool\ndata_directory = {root}/data\n\
             maillog_file_prefixes = {root}\nmaillog_file = {root}/log\n\
             myhostname = postfix.example\nmydestination =\nmynetworks = 127.0.0.0/8\n\
             inet_interfaces = 127.0.0.1\ninet_protocols = ipv4\n\
             relay_domains = mail.example\nrelay_recipient_maps = inline:{{ ana@mail.example=ok }}\n\
             relayhost = [127.0.0.1]:{sink}\nsmtp_tls_security_level = none\nsmtpd_tls_security_level = none\n"
        );
        let master = format!("127.0.0.1:{} inet n - n - - smtpd{SERVICES}", self.port);
        std::fs::write(self.etc().join("main.cf"), main).unwrap();
        std::fs::write(self.etc().join("master.cf"), master).unwrap();
    }

    fn etc(&self) -> PathBuf {
        self.folder.path().join("etc")
    }

    /// Runs `postfix start` or `stop`; both return when it is done.
    fn run(&self, verb: &str) {
        let output =
            Command::new("postfix").arg("-c").arg(self.etc()).arg(verb).output().expect("Postfix installed");
        assert!(output.status.success(), "postfix {verb}: {output:?}\n{}", log(self.folder.path()));
    }

    fn pool(&self) -> Pool {
        let back_off = BackOff { first: Duration::from_nanos(1), longest: Duration::from_nanos(1) };
        Pool::new(Relay { back_off, ..Relay::new("127.0.0.1", self.port, Tls::None) }).unwrap()
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        let _ = Command::new("postfix").arg("-c").arg(self.etc()).arg("stop").output();
    }
}

fn log(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("log")).unwrap_or_default()
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn mail(number: usize) -> Vec<u8> {
    let text = format!("Mail {number}\n.\n..two dots\nBună ziua, {}\n", "ă".repeat(2000));
    Content {
        from_name: "Șosete",
        from: "news@shop.example",
        to: "ana@mail.example",
        subject: "Coșul tău te așteaptă",
        text: &text,
        html: "<p>Bună</p>\n.\n<p>ziua</p>",
        message_id: &format!("m{number}@shop.example"),
        date: Micros(1_795_000_000_000_000),
        sort: Sort::Marketing { unsubscribe: "https://shop.example/u/1", list_id: "news.shop.example" },
        feedback_id: None,
    }
    .build()
    .unwrap()
}

async fn arrived(sink: &Sink, count: usize, postfix: &Postfix) -> Vec<std::sync::Arc<Received>> {
    let waiting = sink.wait_for(|messages| messages.len() >= count);
    match tokio::time::timeout(Duration::from_secs(30), waiting).await {
        Ok(messages) => messages,
        Err(_) => panic!("not arrived\n{}", log(postfix.folder.path())),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_goes_through_a_real_postfix_and_waits_while_it_is_away() {
    let sink = Sink::listen("127.0.0.1:0", Settings::new(Clock::system())).await.unwrap();
    let postfix = Postfix::start(&sink);
    let pool = postfix.pool();
    let ana = Envelope { from: "bounces@shop.example", to: "ana@mail.example" };

    let sent: Vec<Vec<u8>> = (0..20).map(mail).collect();
    let outcomes = futures_util::future::join_all(sent.iter().map(|body| pool.send(&ana, body))).await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Accepted { .. })), "{outcomes:?}");
    let messages = arrived(&sink, sent.len(), &postfix).await;
    for body in &sent {
        let copies = messages.iter().filter(|message| message.raw.ends_with(body));
        assert_eq!(copies.count(), 1, "each once, byte for byte below Postfix's own lines");
    }
    assert!(
        messages.iter().all(|m| m.to == ana.to && m.from == ana.from && m.raw.starts_with(b"Received: "))
    );

    let unknown = pool.send(&Envelope { to: "nobody@mail.example", ..ana }, &mail(0)).await;
    assert!(matches!(unknown, Outcome::Rejected { .. }), "{unknown:?}");
    assert_eq!(unknown.class().unwrap().to_string(), "550 5.1.1");
    let foreign = pool.send(&Envelope { to: "ana@mail.example\r\nDATA", ..ana }, &mail(0)).await;
    assert!(matches!(foreign, Outcome::Rejected { .. }));

    postfix.run("stop");
    let away = pool.send(&ana, &mail(20)).await;
    assert!(matches!(away, Outcome::NotSent { why: Why::Unreachable, .. }), "{away:?}");
    postfix.run("start");
    assert!(matches!(pool.send(&ana, &mail(20)).await, Outcome::Accepted { .. }));
    assert_eq!(arrived(&sink, 21, &postfix).await.len(), 21);
}
