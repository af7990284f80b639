//! What is asked of Sigill. Users are those of `sigill bench seed`.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use crate::call::Request;
use crate::numbers::Dice;

const API: &str = "/nevisidm/api/core/v1";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scenario {
    Create,
    Read,
    Patch,
    Login,
    Credentials,
    Search,
    Page,
    /// The last full page of the list.
    DeepPage,
    History,
    /// Four of five requests read.
    Mix,
}

impl Scenario {
    pub(crate) const ALL: &[Self] = &[
        Self::Create,
        Self::Read,
        Self::Patch,
        Self::Login,
        Self::Credentials,
        Self::Search,
        Self::Page,
        Self::DeepPage,
        Self::History,
        Self::Mix,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::Patch => "patch",
            Self::Login => "login",
            Self::Credentials => "credentials",
            Self::Search => "search",
            Self::Page => "page",
            Self::DeepPage => "deep page",
            Self::History => "history",
            Self::Mix => "mix",
        }
    }
}

/// The users of a filled database, and what has become of them.
#[derive(Debug)]
pub(crate) struct People {
    pub(crate) clients: u64,
    pub(crate) users: u64,
    pub(crate) free_users: u64,
    /// How many of the free ones have got a credential.
    taken: AtomicU64,
    /// Versions of the mobile signatures that are patched.
    versions: Vec<AtomicU32>,
    /// A token of the list, before its last page.
    pub(crate) deep: String,
}

impl People {
    pub(crate) fn new(clients: u64, users: u64, free_users: u64) -> Self {
        let patched = users.min(50_000);
        Self {
            clients,
            users,
            free_users,
            taken: AtomicU64::new(0),
            versions: (0..patched).map(|_| AtomicU32::new(1)).collect(),
            deep: String::new(),
        }
    }

    fn path(&self, n: u64, ext_id: &str) -> String {
        format!("{API}/bench-{}/users/{ext_id}", n % self.clients + 1)
    }

    fn user(&self, n: u64) -> String {
        self.path(n, &format!("u{n}"))
    }

    /// The next request of connection `lane` of `lanes`; `None` where nothing is left to create.
    pub(crate) fn next(&self, scenario: Scenario, lane: u64, lanes: u64, dice: &mut Dice) -> Option<Asking> {
        let any = dice.below(self.users);
        let request = match scenario {
            Scenario::Create => {
                let n = self.taken.fetch_add(1, Ordering::Relaxed);
                if n >= self.free_users {
                    return None;
                }
                let place = self.users + n;
                let body = format!(
                    r#"{{"identificator":"MIDCHE{n:010}","msspIdentifier":"https://mssp.example.com/","msisdn":"+4179{:07}"}}"#,
                    n % 10_000_000
                );
                let path = format!("{}/mobile-signature", self.path(place, &format!("f{n}")));
                Request::json("POST", path, body)
            }
            Scenario::Read => Request::get(format!("{}/mobile-signature", self.user(any))),
            Scenario::Patch => {
                // Each connection has users of its own, so that it knows their versions.
                let own = (self.versions.len() as u64 / lanes).max(1);
                let n = (dice.below(own) * lanes + lane) % self.versions.len() as u64;
                let version = self.versions[usize::try_from(n).ok()?].load(Ordering::Relaxed);
                let body = format!(r#"{{"version":{version},"identificator":"MIDCHE{:010}"}}"#, dice.below(1 << 32));
                let path = format!("{}/mobile-signature", self.user(n));
                return Some(Asking { request: Request::json("PATCH", path, body), patched: Some(n) });
            }
            Scenario::Login => {
                let path = format!("{}/login-info", self.user(any));
                Request::json("POST", path, r#"{"success":true}"#.to_owned())
            }
            Scenario::Credentials => Request::get(format!("{}/credentials", self.user(any))),
            Scenario::Search => Request::get(format!("/sigill/v1/search?q=%2B41{}", 760_000_000 + any % 100_000_000)),
            Scenario::Page => Request::get(format!("{API}/clients/bench-1/users?limit=20")),
            Scenario::DeepPage => {
                Request::get(format!("{API}/clients/bench-1/users?limit=20&continuationToken={}", self.deep))
            }
            Scenario::History => {
                let client = any % self.clients + 1;
                Request::get(format!("/sigill/v1/bench-{client}/users/u{any}/history"))
            }
            Scenario::Mix => {
                let kind = match dice.below(100) {
                    0..50 => Scenario::Read,
                    50..65 => Scenario::Credentials,
                    65..75 => Scenario::Search,
                    75..80 => Scenario::Page,
                    80..90 => Scenario::Login,
                    _ => Scenario::Patch,
                };
                return self.next(kind, lane, lanes, dice);
            }
        };
        Some(Asking { request, patched: None })
    }

    /// Notes what was answered.
    pub(crate) fn answered(&self, asking: &Asking, status: u16) {
        if status < 300
            && let Some(n) = asking.patched
            && let Some(version) = usize::try_from(n).ok().and_then(|n| self.versions.get(n))
        {
            version.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// A request, and whose version it moves.
#[derive(Debug)]
pub(crate) struct Asking {
    pub(crate) request: Request,
    patched: Option<u64>,
}
