//! TLS towards PostgreSQL, by the words `psql` and `pg_dump` read in the same address: `sslmode` and `sslrootcert`.
//!
//! Another machine is spoken to over TLS and its certificate is checked, unless the address says `sslmode=disable`. Towards this very
//! machine, where nobody stands in between, TLS is used when the address asks for it. Unlike `psql`, no mode takes a certificate
//! unchecked.

use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;
use url::form_urlencoded;

use crate::{Error, Result};

/// What an address says about where to connect and how.
pub(super) fn read(address: &str) -> Result<(Config, MakeRustlsConnect)> {
    let unreadable = || Error::Setup("the database address is not a valid postgres:// URL".into());
    let (rest, query) = address.split_once('?').unwrap_or((address, ""));
    let (mut mode, mut authority, mut kept) = (None, None, Vec::new());
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match form_urlencoded::parse(pair.as_bytes()).next() {
            Some((name, value)) if name == "sslrootcert" => authority = Some(value.into_owned()),
            Some((name, value)) if name == "sslmode" => mode = Some(value.into_owned()),
            _ => kept.push(pair),
        }
    }
    let mut config = Config::from_str(&format!("{rest}?{}", kept.join("&"))).map_err(|_| unreadable())?;
    config.ssl_mode(match mode.as_deref() {
        None if local(&config) => SslMode::Disable,
        None | Some("require" | "verify-ca" | "verify-full") => SslMode::Require,
        Some("disable") => SslMode::Disable,
        Some("prefer") => SslMode::Prefer,
        Some(_) => {
            return Err(Error::Setup(
                "the database address: sslmode is none of disable, prefer, verify-full".into(),
            ));
        }
    });
    Ok((config, MakeRustlsConnect::new(client(authority.as_deref())?)))
}

/// Whether every host is this machine.
fn local(config: &Config) -> bool {
    let named = config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback())
        }
        Host::Unix(_) => true,
    });
    named && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

/// Trusts the authorities of a PEM file, or those that browsers trust.
fn client(authority: Option<&str>) -> Result<ClientConfig> {
    let mut roots = RootCertStore::empty();
    match authority {
        None | Some("system") => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(file) => {
            let unusable = || Error::Setup(format!("sslrootcert: no certificate can be read from {file}"));
            for certificate in CertificateDer::pem_file_iter(file).map_err(|_| unusable())? {
                roots.add(certificate.map_err(|_| unusable())?).map_err(|_| unusable())?;
            }
            if roots.is_empty() {
                return Err(unusable());
            }
        }
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| Error::Setup(format!("TLS cannot be set up: {error}")))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// What to do about a connection that failed for its protection; `None` if it failed for another reason.
pub(super) fn explain(error: &tokio_postgres::Error) -> Option<Error> {
    let text = error.to_string();
    if !text.contains("TLS") {
        return None;
    }
    let why = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    Some(Error::Setup(format!(
        "no protected connection to the database ({why}): name the authority of its certificate by sslrootcert=FILE in the address, \
         or say sslmode=disable if the way there is safe"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(address: &str) -> SslMode {
        read(address).unwrap().0.get_ssl_mode()
    }

    #[test]
    fn another_machine_is_spoken_to_over_tls_unless_the_address_says_otherwise() {
        assert_eq!(mode("postgres://a@db.example/placet"), SslMode::Require);
        assert_eq!(mode("postgres://a@10.0.0.7:5432/placet?connect_timeout=3"), SslMode::Require);
        assert_eq!(mode("postgres://a@localhost,db.example/placet"), SslMode::Require);
        assert_eq!(mode("postgres://a@db.example/placet?sslmode=disable"), SslMode::Disable);
        for here in ["localhost", "127.0.0.1:5433", "[::1]", "%2Frun%2Fpostgresql"] {
            assert_eq!(mode(&format!("postgres://a@{here}/placet")), SslMode::Disable, "{here}");
        }
        assert_eq!(mode("postgres://a@localhost/placet?sslmode=verify-full"), SslMode::Require);
    }

    #[test]
    fn what_the_address_says_wrong_is_named_and_no_password_with_it() {
        let said = |address: &str| read(address).err().unwrap().to_string();
        let unknown = said("postgres://a:secret@db.example/placet?sslmode=maybe");
        assert!(unknown.contains("sslmode") && !unknown.contains("secret"), "{unknown}");
        let missing = said("postgres://a:secret@db.example/placet?sslrootcert=/nowhere.pem");
        assert!(
            missing.contains("sslrootcert")
                && missing.contains("/nowhere.pem")
                && !missing.contains("secret"),
            "{missing}"
        );
        assert!(!said("postgres://a:secret@db.example:port/placet").contains("secret"));
    }
}
