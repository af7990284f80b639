//! A store with a client and its first caller.

use std::sync::Arc;
use std::time::Duration;

use sigill_app::sending::{Carriers, Outbox, OutboxOptions, Templates};
use sigill_app::setup::{self, TechnicalUser};
use sigill_app::signing::{Desk, DeskOptions, Providers};
use sigill_app::token::{IssuerOptions, MasterKey, TokenOptions, Tokens};
use sigill_app::{App, Authorities, Caller, Options, Refusal, Store, World};
use sigill_domain::caller::ClientRoom;
use sigill_domain::role::{Role, RoleTable};
use uuid::Uuid;

use crate::{Database, FrozenClock};

/// A running application on a database, with client `api` and technical users in it.
#[derive(Debug)]
pub struct Fixture {
    pub app: App,
    pub clock: Arc<FrozenClock>,
    pub database: Database,
}

impl Fixture {
    /// An application with a world that stands still.
    pub async fn new(database: Database) -> Self {
        Self::with_issuers(database, Vec::new()).await
    }

    /// As [`Fixture::new`], with outside issuers whose tokens are accepted.
    pub async fn with_issuers(database: Database, issuers: Vec<IssuerOptions>) -> Self {
        let seed =
            u64::from_be_bytes(*Uuid::parse_str(&crate::world::unique()).unwrap().as_bytes().last_chunk().unwrap());
        let (world, clock) = crate::world(seed);
        let app = Self::open_with(database.url(), &world, issuers).await;
        setup::client(&app.store, &app.world, "api", "API").await.unwrap();
        Self { app, clock, database }
    }

    /// A further application, as another node would be: its own connections to the database at `url`.
    pub async fn open(url: &str, world: &World) -> App {
        Self::open_with(url, world, Vec::new()).await
    }

    /// As [`Fixture::open`], with outside issuers.
    pub async fn open_with(url: &str, world: &World, issuers: Vec<IssuerOptions>) -> App {
        Self::open_as(url, world, |options| options.issuers = issuers).await
    }

    /// As [`Fixture::open`], with other options of tokens.
    pub async fn open_as(url: &str, world: &World, change: impl FnOnce(&mut TokenOptions)) -> App {
        let store = Store::open(&Options { connections_max: 8, ..Options::new(url) }).await.unwrap();
        // All nodes of a test share a master key, as those of an installation do.
        let master = MasterKey::read("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap();
        let mut options = TokenOptions {
            issuer: "http://sigill.test".to_owned(),
            audience: "sigill".to_owned(),
            // Long, since tests move the clock.
            lifetime_s: 1_000_000_000,
            hashing_max: 2,
            wrong_secrets_per_s_max: 5,
            dictionary: None,
            opaque_client: Some("api".to_owned()),
            old_assertions: false,
            issuers: Vec::new(),
        };
        change(&mut options);
        let tokens = Tokens::open(&store, world, master, options).await.unwrap();
        let desk = Desk::new(store.clone(), world.clone(), Providers::default(), DeskOptions::default());
        let sealing = (store.clone(), world.clone(), tokens.secrets().clone());
        let outbox = Outbox::new(sealing, Carriers::default(), Templates::default(), OutboxOptions::default());
        App {
            store,
            world: world.clone(),
            tokens: Arc::new(tokens),
            roles: RoleTable::standard(),
            authorities: Authorities::default(),
            attesters: Authorities::default(),
            desk,
            outbox,
            console: None,
        }
    }

    /// A token of a new technical user of client `api` with this role.
    pub async fn token(&self, user: &str, role: Role, clients: ClientRoom) -> String {
        let wanted = TechnicalUser { client: "api", user, role, clients };
        let (app, tokens) = (&self.app, &self.app.tokens);
        let known = setup::technical_user(&app.store, &app.world, tokens.secrets(), &wanted).await.unwrap();
        tokens.issue(&known.client_id, &known.client_secret, None).await.unwrap().access_token
    }

    /// The token of a `nevisIdm.Root` of all clients.
    pub async fn root(&self) -> String {
        self.token("root", Role::Root, ClientRoom::Global).await
    }

    /// The caller that a token speaks for, as a request would have it.
    pub async fn caller(&self, token: &str) -> Caller {
        caller(&self.app, token).await
    }

    /// Another node with the same database.
    pub async fn other_node(&self) -> App {
        Self::open(self.database.url(), &self.app.world).await
    }
}

/// Whom a token speaks for on a node, or why nobody.
pub async fn call(app: &App, token: &str) -> Result<Caller, Refusal> {
    app.caller(token, app.world.occasion("test".to_owned(), Duration::from_secs(20))).await
}

/// The name of whom a token speaks for on a node, or why nobody in words.
pub async fn called(app: &App, token: &str) -> String {
    match call(app, token).await {
        Ok(caller) => caller.name().to_owned(),
        Err(refusal) => refusal.to_string(),
    }
}

/// The caller on a given node.
pub(crate) async fn caller(app: &App, token: &str) -> Caller {
    call(app, token).await.unwrap()
}
