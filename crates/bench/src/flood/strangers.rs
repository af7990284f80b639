//! A flood: connections that ask what costs a server more than it costs them, as fast as answers come.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use clap::{Args, ValueEnum};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;

use super::unread;
use crate::Result;
use crate::call::{Connection, Request};
use crate::numbers::Dice;

/// How long a connection waits before it is opened again.
const AGAIN: Duration = Duration::from_millis(20);

/// What a flood asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// The public keys
    Keys,
    /// Tokens that aren't accepted, each another
    Tokens,
    /// Secrets that are made up, of a user who is there and of others
    Secrets,
    /// HTTP/2 answers for a caller, which nobody reads
    Unread,
    /// The same without a token
    UnreadPublic,
}

impl Kind {
    pub(crate) const ALL: [Self; 5] = [Self::Keys, Self::Tokens, Self::Secrets, Self::Unread, Self::UnreadPublic];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Keys => "keys",
            Self::Tokens => "tokens",
            Self::Secrets => "secrets",
            Self::Unread => "unread",
            Self::UnreadPublic => "unread-public",
        }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// A flood of one kind.
#[derive(Clone, Debug, Args)]
pub(crate) struct Strangers {
    #[arg(value_enum)]
    kind: Kind,
    address: SocketAddr,
    #[arg(long)]
    connections: u32,
    #[arg(long)]
    addresses: u32,
    /// A token that is accepted
    #[arg(long)]
    token: String,
    /// A technical user that is there
    #[arg(long)]
    client_id: String,
}

/// Says `ready` when all connections are open, goes on until a line comes, and says how much was asked since.
///
/// # Errors
/// A connection can't be opened at first.
pub(crate) async fn run(strangers: Strangers) -> Result<()> {
    let strangers = Arc::new(strangers);
    let asked = Arc::new(AtomicU64::new(0));
    let mut lanes = JoinSet::new();
    for lane in 0..strangers.connections {
        let stream = strangers.connect(lane).await?;
        lanes.spawn(self::lane(strangers.clone(), lane, stream, asked.clone()));
    }
    asked.store(0, Ordering::Relaxed);
    println!("ready");
    // A thread of its own: it blocks.
    tokio::task::spawn_blocking(|| std::io::stdin().lines().next()).await?;
    println!("{}", asked.load(Ordering::Relaxed));
    Ok(())
}

impl Strangers {
    async fn connect(&self, lane: u32) -> Result<TcpStream> {
        let socket = TcpSocket::new_v4()?;
        if self.addresses > 1 {
            let n = lane % self.addresses.min(60_000);
            let address = Ipv4Addr::from_bits(Ipv4Addr::new(127, 1, 0, 1).to_bits() + n);
            socket.bind(SocketAddr::from((address, 0)))?;
        }
        let stream = socket.connect(self.address).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

/// Asks on a connection, and on another whenever one ends.
async fn lane(strangers: Arc<Strangers>, lane: u32, stream: TcpStream, asked: Arc<AtomicU64>) {
    let mut dice = Dice(u64::from(lane) << 32 | u64::from(std::process::id()));
    let mut stream = Some(stream);
    loop {
        if let Some(stream) = stream.take() {
            // However it ended, it begins again.
            let _ = match strangers.kind {
                Kind::Unread | Kind::UnreadPublic => unread::ask(stream, &unread_path(&strangers), lane, &asked).await,
                _ => ask(stream, &strangers, &mut dice, &asked).await,
            };
        }
        tokio::time::sleep(AGAIN).await;
        stream = strangers.connect(lane).await.ok();
    }
}

fn unread_path(strangers: &Strangers) -> unread::Asking {
    match strangers.kind {
        Kind::Unread => unread::Asking {
            path: "/nevisidm/api/core/v1/clients/bench-1/users?limit=100".to_owned(),
            token: Some(strangers.token.clone()),
        },
        _ => unread::Asking { path: "/openapi.json".to_owned(), token: None },
    }
}

async fn ask(stream: TcpStream, strangers: &Strangers, dice: &mut Dice, asked: &AtomicU64) -> Result<()> {
    let mut connection = Connection::over(Box::new(stream), strangers.address, None);
    loop {
        let (request, token) = next(strangers, dice);
        connection.authorise(strangers.address, token.as_deref());
        asked.fetch_add(1, Ordering::Relaxed);
        connection.call(&request).await?;
    }
}

/// A request, and the token it comes with.
fn next(strangers: &Strangers, dice: &mut Dice) -> (Request, Option<String>) {
    match strangers.kind {
        Kind::Tokens => {
            // Within the signature, so that it has to be checked: each is a token that nobody has seen.
            let (kept, end) = (strangers.token.len().saturating_sub(22), strangers.token.len().saturating_sub(2));
            let token = format!("{}{:020}{}", &strangers.token[..kept], dice.below(1 << 60), &strangers.token[end..]);
            (Request::get("/nevisidm/api/core/v1/clients/bench-1".to_owned()), Some(token))
        }
        Kind::Secrets => {
            let there = strangers.client_id.replace('/', "%2F").replace(':', "%3A");
            let id = if dice.below(2) == 0 { there } else { format!("api%2Fnobody{}", dice.below(1 << 40)) };
            let secret = format!("{:043}", dice.below(1 << 60));
            let body = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
            let media = "application/x-www-form-urlencoded";
            (Request { method: "POST", path: "/oauth2/token".to_owned(), body: Some(body), media }, None)
        }
        _ => (Request::get("/.well-known/jwks.json".to_owned()), None),
    }
}
