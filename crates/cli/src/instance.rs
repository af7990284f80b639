//! A Sigill without a face: its database, its master key, its tokens.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sigill_app::sending::Outbox;
use sigill_app::signing::Desk;
use sigill_app::token::{MasterKey, Secrets, TokenOptions, Tokens};
use sigill_app::{App, Store, StoreError, World};
use tracing::info;

use crate::config::Config;
use crate::failure::Failure;
use crate::files;
use crate::prepared::{self, Prepared};

/// Opens the database; its schema is brought up to date, or waited for, as the configuration says. The
/// folder of an embedded one is made.
pub(crate) async fn store(config: &Config) -> Result<Store, Failure> {
    let store = connect(config).await?;
    let ready = if config.database.migrate {
        store.migrate().await
    } else {
        store.wait_for_schema(Duration::from_secs(config.database.schema_wait_s_max)).await
    };
    ready.map(|()| store).map_err(|source| prepared::database_failure(config, source))
}

/// Opens the database as it is.
pub(crate) async fn connect(config: &Config) -> Result<Store, Failure> {
    let failed = |source| prepared::database_failure(config, source);
    prepared::database_files(config)?;
    if let Some(folder) = config.sqlite_file().and_then(Path::parent) {
        files::folder(folder).map_err(|failure| failed(StoreError::Unavailable(failure.to_string())))?;
    }
    Store::connect(&config.store()).await.map_err(failed)
}

/// Opens everything, of a server that is known as `issuer` where the configuration names no URL.
pub(crate) async fn open(config: &Config, prepared: Prepared, issuer: String) -> Result<App, Failure> {
    let world = World::real();
    prepared::room(config)?;
    let store = store(config).await?;
    prepared::changes(config, &store).await?;
    let path = config.master_file();
    let master = master_key(&store, &world, &path).await?;
    let Prepared { roles, dictionary, authorities, attesters, providers, carriers, templates, tls: _ } = prepared;
    let options = TokenOptions { dictionary, ..config.tokens(issuer) };
    let tokens = Tokens::open(&store, &world, master, options).await;
    let tokens = tokens.map_err(|error| prepared::keys_failure(&path, error))?;
    let desk = Desk::new(store.clone(), world.clone(), providers, config.desk());
    let sealing = (store.clone(), world.clone(), tokens.secrets().clone());
    let outbox = Outbox::new(sealing, carriers, templates, config.outbox());
    Ok(App {
        store,
        world,
        tokens: Arc::new(tokens),
        roles,
        authorities,
        attesters,
        desk,
        outbox,
        console: config.console(),
    })
}

/// How secrets are hashed, without the rest of a server.
pub(crate) async fn secrets(config: &Config, store: &Store, world: &World) -> Result<Secrets, Failure> {
    let path = config.master_file();
    let master = master_key(store, world, &path).await?;
    // By another key, the secret would be worth nothing.
    Tokens::check_master(store, world, &master).await.map_err(|error| prepared::keys_failure(&path, error))?;
    Ok(Secrets::new(&master, 1, config.token.wrong_secrets_per_s_max))
}

/// Reads the master key, or makes it where there is nothing yet that it could open.
pub(crate) async fn master_key(store: &Store, world: &World, path: &Path) -> Result<MasterKey, Failure> {
    if let Some(key) = prepared::master_key(store, world, path).await? {
        return Ok(key);
    }
    if let Some(folder) = path.parent() {
        files::folder(folder)?;
    }
    let key = MasterKey::generate(world);
    if files::create(path, &format!("{key}\n"))? {
        info!(file = %path.display(), "made the master key: keep a backup of it apart from that of the database");
    }
    // Where another process was first, it is that one's.
    prepared::master_key(store, world, path).await?.ok_or_else(|| Failure::MasterKeyLost { path: path.to_owned() })
}
