//! Where a request comes from, where proxies stand in between that say so.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use http::{HeaderMap, HeaderName, header};

use crate::http::rate::Peer;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The header in which a proxy says for whom it asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ForwardedHeader {
    #[default]
    XForwardedFor,
    /// RFC 7239.
    Forwarded,
}

/// Proxies whose word is taken. By default there are none.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    trusted: Vec<Network>,
    header: ForwardedHeader,
}

/// Addresses with the same first bits.
#[derive(Clone, Copy, Debug)]
struct Network {
    first: IpAddr,
    bits: u32,
}

impl Proxies {
    /// `trusted` are addresses and networks such as `10.0.0.0/8`, with commas between them.
    ///
    /// # Errors
    /// What was expected instead of one of them.
    pub fn new(trusted: &str, header: ForwardedHeader) -> Result<Self, String> {
        let parts = trusted.split(',').map(str::trim).filter(|part| !part.is_empty());
        Ok(Self { trusted: parts.map(Network::parse).collect::<Result<_, _>>()?, header })
    }

    pub(crate) fn is_trusted(&self, ip: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.holds(ip))
    }

    /// Where a request on a connection from `ip` comes from: of those who are named in the header, the last one that is
    /// no trusted proxy. What stands before that, anybody may have written.
    pub(crate) fn peer(&self, ip: IpAddr, headers: &HeaderMap) -> Peer {
        let mut at = ip;
        if self.is_trusted(ip) {
            for told in self.told(headers).into_iter().rev() {
                let Some(told) = told else { break };
                at = told;
                if !self.is_trusted(at) {
                    break;
                }
            }
        }
        Peer(at)
    }

    /// Who is named, in the order in which they asked; `None` for one that isn't an address.
    fn told(&self, headers: &HeaderMap) -> Vec<Option<IpAddr>> {
        let name = match self.header {
            ForwardedHeader::XForwardedFor => X_FORWARDED_FOR,
            ForwardedHeader::Forwarded => header::FORWARDED,
        };
        let lines = headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default());
        let elements = lines.flat_map(|line| line.split(','));
        match self.header {
            ForwardedHeader::XForwardedFor => elements.map(address).collect(),
            ForwardedHeader::Forwarded => elements.map(forwarded_for).collect(),
        }
    }
}

/// The address in an element of `Forwarded`.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    element.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then(|| address(value.trim().trim_matches('"')))?
    })
}

/// An address, perhaps with a port; of IPv6 perhaps in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let ip = bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()));
    ip.map(|ip: IpAddr| ip.to_canonical())
}

impl Network {
    fn parse(text: &str) -> Result<Self, String> {
        let expected = || format!("expected addresses and networks such as 10.0.0.0/8, got {text:?}");
        let (ip, bits) = match text.split_once('/') {
            Some((ip, bits)) => (ip, Some(bits.parse::<u32>().map_err(|_| expected())?)),
            None => (text, None),
        };
        let first: IpAddr = ip.parse().map_err(|_| expected())?;
        let most = if first.is_ipv4() { Ipv4Addr::BITS } else { Ipv6Addr::BITS };
        let bits = bits.unwrap_or(most);
        if bits > most {
            return Err(expected());
        }
        Ok(Self { first, bits })
    }

    fn holds(self, ip: IpAddr) -> bool {
        match (self.first, ip) {
            (IpAddr::V4(first), IpAddr::V4(ip)) => {
                let differing = (first.to_bits() ^ ip.to_bits()).leading_zeros();
                differing >= self.bits
            }
            (IpAddr::V6(first), IpAddr::V6(ip)) => {
                let differing = (first.to_bits() ^ ip.to_bits()).leading_zeros();
                differing >= self.bits
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn peer(proxies: &Proxies, ip: &str, lines: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            let (name, value) = line.split_once(": ").unwrap();
            headers.append(name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap());
        }
        proxies.peer(ip.parse().unwrap(), &headers).0.to_string()
    }

    #[test]
    fn only_a_trusted_proxy_says_where_a_request_comes_from() {
        let none = Proxies::default();
        assert_eq!(peer(&none, "10.0.0.1", &["x-forwarded-for: 192.0.2.7"]), "10.0.0.1");
        let proxies = Proxies::new("10.0.0.0/8, 2001:db8::/32,192.0.2.1", ForwardedHeader::XForwardedFor).unwrap();
        for (ip, lines, expected) in [
            ("10.0.0.1", &["x-forwarded-for: 192.0.2.7"][..], "192.0.2.7"),
            ("192.0.2.1", &["x-forwarded-for: 192.0.2.7:4711"], "192.0.2.7"),
            ("2001:db8::1", &["x-forwarded-for: [2001:db9::7]:4711"], "2001:db9::7"),
            ("10.0.0.1", &["x-forwarded-for: ::ffff:192.0.2.7"], "192.0.2.7"),
            // What the caller wrote itself stands in front.
            ("10.0.0.1", &["x-forwarded-for: 198.51.100.1, 192.0.2.7"], "192.0.2.7"),
            ("10.0.0.1", &["x-forwarded-for: 198.51.100.1", "x-forwarded-for: 192.0.2.7,10.2.2.2"], "192.0.2.7"),
            ("10.0.0.1", &["x-forwarded-for: 198.51.100.1, unknown"], "10.0.0.1"),
            ("10.0.0.1", &["x-forwarded-for: 10.9.9.9"], "10.9.9.9"),
            ("10.0.0.1", &[], "10.0.0.1"),
            // The other header, which this proxy may just pass on.
            ("10.0.0.1", &["forwarded: for=198.51.100.1"], "10.0.0.1"),
            ("192.0.2.9", &["x-forwarded-for: 198.51.100.1"], "192.0.2.9"),
            ("2001:db9::1", &["x-forwarded-for: 198.51.100.1"], "2001:db9::1"),
        ] {
            assert_eq!(peer(&proxies, ip, lines), expected, "{ip} {lines:?}");
        }
        let proxies = Proxies::new("10.0.0.0/8", ForwardedHeader::Forwarded).unwrap();
        for (line, expected) in [
            ("forwarded: for=198.51.100.1, For=192.0.2.7;proto=https;by=10.0.0.1", "192.0.2.7"),
            ("forwarded: proto=https;for=\"[2001:db8::7]:4711\"", "2001:db8::7"),
            ("forwarded: for=_hidden", "10.0.0.1"),
            ("x-forwarded-for: 192.0.2.7", "10.0.0.1"),
        ] {
            assert_eq!(peer(&proxies, "10.0.0.1", &[line]), expected, "{line}");
        }
    }

    #[test]
    fn what_is_no_network_is_named() {
        for wrong in ["10.0.0.0/33", "10.0.0.0/x", "proxy.example", "2001:db8::/129", "10.0.0.1 10.0.0.2"] {
            let told = Proxies::new(wrong, ForwardedHeader::default()).unwrap_err();
            assert_eq!(told, format!("expected addresses and networks such as 10.0.0.0/8, got {wrong:?}"));
        }
        assert!(
            Proxies::new("0.0.0.0/0, ::/0", ForwardedHeader::default()).unwrap().is_trusted(Ipv4Addr::LOCALHOST.into())
        );
    }
}
