//! Where a request comes from: known to the limits by its network, and to nobody by its address.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

/// Networks of the proxies in front of the program, whose `X-Forwarded-For` and `X-Forwarded-Host` are believed. None by default.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Arc<[Network]>);

/// Not a network such as `10.0.0.0/8`, `fd00::/8` or `192.0.2.7`.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is not a network such as 10.0.0.0/8, fd00::/8 or 192.0.2.7")]
pub struct BadNetwork(pub String);

/// A network: the address as IPv6 (IPv4 as mapped into it) and how many of the 128 bits count.
#[derive(Clone, Copy, Debug)]
struct Network {
    bits: u128,
    prefix: u32,
}

impl Network {
    fn parse(text: &str) -> Option<Network> {
        let (address, prefix) = match text.trim().split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse::<u32>().ok()?)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().ok()?;
        let (unused, width) = if address.is_ipv4() { (96, 32) } else { (0, 128) };
        let prefix = prefix.unwrap_or(width);
        (prefix <= width).then(|| Network { bits: bits(address), prefix: prefix + unused })
    }

    fn contains(self, address: IpAddr) -> bool {
        let of_its_family = self.prefix >= 96 || address.to_canonical().is_ipv6();
        let differ = self.bits ^ bits(address);
        of_its_family && differ.checked_shr(128 - self.prefix).unwrap_or(0) == 0
    }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

impl TrustedProxies {
    /// Reads a list of networks or single addresses.
    ///
    /// # Errors
    /// The first text that is none.
    pub fn parse<'t>(networks: impl IntoIterator<Item = &'t str>) -> Result<TrustedProxies, BadNetwork> {
        let read = |text: &str| Network::parse(text).ok_or_else(|| BadNetwork(text.to_owned()));
        Ok(TrustedProxies(networks.into_iter().map(read).collect::<Result<_, _>>()?))
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }

    /// Whether the other end of the connection is such a proxy.
    pub(crate) fn brought(&self, parts: &Parts) -> bool {
        peer(parts).is_some_and(|peer| self.trusts(peer))
    }

    /// The first address, seen from here, that is no trusted proxy; the farthest one if all are.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer;
        for text in forwarded(headers) {
            if !self.trusts(client) {
                break;
            }
            match hop(text) {
                Some(address) => client = address,
                None => break,
            }
        }
        client
    }
}

/// The hops of all `X-Forwarded-For` headers, the nearest first.
fn forwarded(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let lines: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
    lines.into_iter().rev().flat_map(|line| line.rsplit(',')).map(str::trim)
}

/// An address, perhaps with a port.
fn hop(text: &str) -> Option<IpAddr> {
    text.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

fn peer(parts: &Parts) -> Option<IpAddr> {
    parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip())
}

/// Who asks. It has no `Debug`, no `Display` and no getter of the address: only the network can be had, for rate limits.
#[derive(Clone, Copy)]
pub struct ClientAddress(Option<IpAddr>);

impl ClientAddress {
    /// The network: 4 and the /24 of an IPv4 address, 6 and the /48 of an IPv6 one, zeros if the address is not known.
    pub fn network(&self) -> [u8; 7] {
        match self.0.map(|address| address.to_canonical()) {
            Some(IpAddr::V4(v4)) => {
                let [a, b, c, _] = v4.octets();
                [4, a, b, c, 0, 0, 0]
            }
            Some(IpAddr::V6(v6)) => {
                let [a, b, c, d, e, f, ..] = v6.octets();
                [6, a, b, c, d, e, f]
            }
            None => [0; 7],
        }
    }
}

impl<S> FromRequestParts<S> for ClientAddress
where
    S: Send + Sync,
    TrustedProxies: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let proxies = TrustedProxies::from_ref(state);
        Ok(ClientAddress(peer(parts).map(|peer| proxies.client(peer, &parts.headers))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(trusted: &[&str], peer: &str, forwarded: &[&str]) -> [u8; 7] {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let proxies = TrustedProxies::parse(trusted.iter().copied()).unwrap();
        ClientAddress(Some(proxies.client(peer.parse().unwrap(), &headers))).network()
    }

    #[test]
    fn a_stranger_cannot_say_who_it_is() {
        assert_eq!(network(&["10.0.0.0/8"], "203.0.113.9", &["198.51.100.1"]), [4, 203, 0, 113, 0, 0, 0]);
        assert_eq!(network(&[], "10.0.0.1", &["198.51.100.1"]), [4, 10, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn behind_proxies_the_nearest_untrusted_address_counts() {
        let trusted = ["10.0.0.0/8", "fd00::/8"];
        let made_up = "1.1.1.1, 203.0.113.9";
        assert_eq!(network(&trusted, "10.0.0.1", &[made_up, "10.2.3.4"]), [4, 203, 0, 113, 0, 0, 0]);
        assert_eq!(network(&trusted, "fd00::1", &["[2001:db8:7:8::1]:443"]), [6, 0x20, 1, 0x0d, 0xb8, 0, 7]);
        assert_eq!(network(&trusted, "::ffff:10.0.0.1", &["203.0.113.9:1234"]), [4, 203, 0, 113, 0, 0, 0]);
        assert_eq!(network(&trusted, "10.0.0.1", &["203.0.113.9, rubbish"]), [4, 10, 0, 0, 0, 0, 0]);
        assert_eq!(network(&trusted, "10.0.0.1", &[]), [4, 10, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn networks_are_read_or_refused() {
        let contains = |network: &str, address: &str| {
            Network::parse(network).unwrap().contains(address.parse().unwrap())
        };
        assert!(contains("192.0.2.7", "192.0.2.7") && !contains("192.0.2.7", "192.0.2.8"));
        assert!(contains("0.0.0.0/0", "8.8.8.8") && !contains("0.0.0.0/0", "2001:db8::1"));
        assert!(contains("::/0", "2001:db8::1") && !contains("::/0", "8.8.8.8"));
        assert!(
            contains("2001:db8::/33", "2001:db8:7fff::1") && !contains("2001:db8::/33", "2001:db8:8000::1")
        );
        for bad in ["", "10.0.0.0/33", "::/129", "10.0.0", "example.org", "10.0.0.0/-1", "10.0.0.0/8/8"] {
            assert_eq!(TrustedProxies::parse([bad]).unwrap_err(), BadNetwork(bad.into()));
        }
    }
}
