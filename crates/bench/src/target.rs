//! What is asked: where it is, and with which token.

use std::net::SocketAddr;

use crate::tls::Tls;

#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    pub(crate) token: Option<String>,
    /// `None`: in clear.
    pub(crate) tls: Option<Tls>,
}
