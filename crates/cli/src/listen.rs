//! The address that a server listens on.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::TcpListener;

use crate::failure::Failure;

/// Binds the address, so that nothing else has been done where it can't be had. `setting` is what
/// says which address it is.
pub(crate) async fn bind(address: &str, setting: &str) -> Result<(TcpListener, SocketAddr), Failure> {
    let failed = |why: String| Failure::Listen { address: address.to_owned(), why };
    let listener = TcpListener::bind(address).await.map_err(|error| {
        failed(match error.kind() {
            ErrorKind::AddrInUse => {
                format!("another program listens there already; stop it, or choose another address ({setting})")
            }
            ErrorKind::InvalidInput => "expected an address and a port such as 127.0.0.1:8989".to_owned(),
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
