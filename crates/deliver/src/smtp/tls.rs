//! TLS towards the relay.

use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::{Relay, Tls, Why};

/// Whose signature on the relay's certificate counts.
#[derive(Clone, Debug)]
pub enum Trust {
    /// The authorities that browsers trust (Mozilla's list).
    Public,
    /// These alone.
    Only(Vec<CertificateDer<'static>>),
}

/// The relay's settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadRelay {
    /// Neither a host name nor an IP address.
    #[error("the relay's host is neither a name nor an address")]
    Host,
    /// The name for EHLO, the user or the password holds a space or a control character, or is empty.
    #[error("{0} is empty or holds a character that cannot be sent")]
    Unsendable(&'static str),
    /// No connection allowed at all.
    #[error("the relay needs at least one connection and one message on each")]
    NoConnections,
    /// Not a PEM file with certificates.
    #[error("no certificate can be read from the given authorities")]
    Authorities,
    /// The TLS library refuses the settings.
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
}

impl Trust {
    /// The certificates of a PEM file, and no others.
    pub fn pem(text: &[u8]) -> Result<Trust, BadRelay> {
        let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(text).collect();
        match found {
            Ok(certificates) if !certificates.is_empty() => Ok(Trust::Only(certificates)),
            _ => Err(BadRelay::Authorities),
        }
    }

    fn roots(&self) -> Result<RootCertStore, BadRelay> {
        let mut roots = RootCertStore::empty();
        match self {
            Trust::Public => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
            Trust::Only(certificates) => {
                for certificate in certificates {
                    roots.add(certificate.clone())?;
                }
            }
        }
        Ok(roots)
    }
}

/// What is needed for a TLS handshake with one relay.
#[derive(Clone)]
pub(super) struct Handshake {
    connector: TlsConnector,
    name: ServerName<'static>,
}

impl Handshake {
    /// `None` if the relay is spoken to without TLS.
    pub(super) fn of(relay: &Relay) -> Result<Option<Handshake>, BadRelay> {
        if relay.tls == Tls::None {
            return Ok(None);
        }
        let name = ServerName::try_from(relay.host.clone()).map_err(|_| BadRelay::Host)?;
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(relay.trust.roots()?)
            .with_no_client_auth();
        Ok(Some(Handshake { connector: TlsConnector::from(Arc::new(config)), name }))
    }

    /// Shakes hands over a stream on which nothing was protected so far.
    pub(super) async fn over<S>(&self, stream: S) -> Result<TlsStream<S>, Why>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        self.connector.connect(self.name.clone(), stream).await.map_err(|_| Why::Tls)
    }
}
