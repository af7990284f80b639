//! The address that a server listens on.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::{TcpListener, TcpSocket};

use crate::failure::Failure;

/// Where to listen, as somebody wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    host: String,
    port: u16,
}

impl Place {
    /// Reads an address, or a name, with a port.
    ///
    /// # Errors
    /// What was expected.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let expected = || format!("expected an address and a port such as 127.0.0.1:8989, got {text:?}");
        let (host, port) = text.rsplit_once(':').ok_or_else(expected)?;
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let is_bare_v6 = bare.is_none() && host.contains(':');
        let is_v6 = bare.is_none_or(|host| host.parse::<Ipv6Addr>().is_ok());
        let port = port.parse().map_err(|_| expected())?;
        if host.is_empty() || host.contains(char::is_whitespace) || is_bare_v6 || !is_v6 {
            return Err(expected());
        }
        let host = match bare.unwrap_or(host) {
            "localhost" => Ipv4Addr::LOCALHOST.to_string(),
            host => host.to_owned(),
        };
        Ok(Self { host, port })
    }

    /// Whether only one of both can be listened on. A free port never is the other's.
    pub(crate) fn is_in_the_way_of(&self, other: &Self) -> bool {
        let is_any = |place: &Self| place.host.parse().is_ok_and(|ip: IpAddr| ip.is_unspecified());
        self.port != 0 && self.port == other.port && (self.host == other.host || is_any(self) || is_any(other))
    }
}

/// Whether the address is one of this machine that we may listen on, and whether nobody does. Nothing is listened on.
pub(crate) async fn look(address: &str) -> Result<bool, Failure> {
    let failed = |error: std::io::Error| Failure::Listen { address: address.to_owned(), why: error.to_string() };
    let mut tried = Ok(false);
    for one in tokio::net::lookup_host(address).await.map_err(failed)? {
        let socket = if one.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }.map_err(failed)?;
        // As the one that listens later, so that this one is never in its way.
        socket.set_reuseaddr(true).map_err(failed)?;
        match socket.bind(one) {
            Ok(()) => return Ok(true),
            Err(error) if error.kind() == ErrorKind::AddrInUse => return Ok(false),
            Err(error) => tried = Err(failed(error)),
        }
    }
    tried
}

/// Binds the address, so that nothing else has been done where it can't be had. `setting` is what
/// says which address it is.
pub(crate) async fn bind(address: &str, setting: &str) -> Result<(TcpListener, SocketAddr), Failure> {
    let failed = |why: String| Failure::Listen { address: address.to_owned(), why };
    Place::read(address).map_err(Failure::Input)?;
    let listener = TcpListener::bind(address).await.map_err(|error| {
        failed(match error.kind() {
            ErrorKind::AddrInUse => {
                format!("another program listens there already; stop it, or choose another address ({setting})")
            }
            _ => error.to_string(),
        })
    })?;
    let local = listener.local_addr().map_err(|error| failed(error.to_string()))?;
    Ok((listener, local))
}

/// Where a program on this machine reaches a server that listens on `address`.
pub(crate) fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// The URL under which a program on this machine reaches the server.
pub(crate) fn url(address: SocketAddr) -> String {
    format!("http://{}", reachable(address))
}

/// The same, of a server that speaks TLS.
pub(crate) fn secure_url(address: SocketAddr) -> String {
    format!("https://{}", reachable(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_port_and_one_of_six_parts_its_brackets() {
        for good in ["127.0.0.1:8989", "0.0.0.0:0", "[::1]:443", "[::]:65535", "localhost:1", "id.example.com:80"] {
            assert!(Place::read(good).is_ok(), "{good}");
        }
        for bad in
            ["", "8989", ":8989", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "::1:80", "[::1]", "[x]:80", "a b:1"]
        {
            assert!(Place::read(bad).unwrap_err().starts_with("expected an address and a port"), "{bad}");
        }
    }

    #[test]
    fn two_listeners_have_two_ports_or_two_addresses() {
        let clash = |one: &str, other: &str| {
            let (one, other) = (Place::read(one).unwrap(), Place::read(other).unwrap());
            assert_eq!(one.is_in_the_way_of(&other), other.is_in_the_way_of(&one));
            one.is_in_the_way_of(&other)
        };
        assert!(clash("127.0.0.1:1", "127.0.0.1:1") && clash("localhost:1", "127.0.0.1:1"));
        assert!(clash("0.0.0.0:1", "127.0.0.1:1") && clash("[::]:1", "10.0.0.1:1"));
        assert!(!clash("127.0.0.1:1", "127.0.0.1:2") && !clash("127.0.0.1:0", "127.0.0.1:0"));
        assert!(!clash("10.0.0.1:1", "127.0.0.1:1"));
    }
}
