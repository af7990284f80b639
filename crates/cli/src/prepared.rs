//! What has to be right before anything is served, each in one place: `serve` and `quickstart` begin with it, `config
//! check` is the part that needs no database and no rights, and the doctor tells each of its faults. So whatever a
//! server refuses is said before, in the same words.

use std::path::Path;
use std::sync::Arc;

use sigill_app::sending::{Carriers, Templates};
use sigill_app::signing::Providers;
use sigill_app::token::{KeysError, MasterKey, Tokens};
use sigill_app::{Authorities, Store, StoreError, World};
use sigill_domain::credential::Dictionary;
use sigill_domain::role::RoleTable;
use sigill_server::Tls;

use crate::config::{Config, ConfigError, masked};
use crate::failure::Failure;
use crate::files;

/// What the configuration names, read.
pub(crate) struct Prepared {
    pub(crate) tls: Option<Tls>,
    pub(crate) roles: Arc<RoleTable>,
    pub(crate) dictionary: Option<Dictionary>,
    pub(crate) authorities: Authorities,
    pub(crate) attesters: Authorities,
    pub(crate) providers: Providers,
    pub(crate) carriers: Carriers,
    pub(crate) templates: Templates,
}

impl Prepared {
    /// Reads every file that the configuration names but those of the database.
    ///
    /// # Errors
    /// The first that isn't right.
    pub(crate) fn of(config: &Config) -> Result<Self, Failure> {
        database_files(config)?;
        let roles = config.roles()?;
        let (dictionary, authorities) = (config.dictionary()?, config.authorities()?);
        let attesters = config.attesters()?;
        config.issuer_files()?;
        let (carriers, templates) = (config.carriers()?, config.templates()?);
        let (tls, providers) = (tls(config)?, config.providers.open()?);
        Ok(Self { tls, roles, dictionary, authorities, attesters, providers, carriers, templates })
    }
}

/// The certificate of the server.
pub(crate) fn tls(config: &Config) -> Result<Option<Tls>, Failure> {
    Ok(config.tls_files().map(|(certificate, key)| Tls::load(certificate, key)).transpose()?)
}

/// What is to be said of the certificate of the server, though it is used.
pub(crate) fn tls_note(config: &Config, tls: Option<&Tls>) -> Option<String> {
    let (file, _) = config.tls_files()?;
    tls.filter(|tls| tls.is_of_authority()).map(|_| {
        format!(
            "the certificate in {} is one of an authority (CA:TRUE), and many clients refuse it of a server: have one \
             issued for this server (by openssl req -x509, with -addext basicConstraints=critical,CA:FALSE)",
            file.display()
        )
    })
}

/// The file that the URL of the database names.
pub(crate) fn database_files(config: &Config) -> Result<(), Failure> {
    let name = config.url_key().to_owned();
    Ok(config.store().check_files().map_err(|why| ConfigError::Value { name, why })?)
}

/// Whether the database and the master key could be made where they aren't there.
pub(crate) fn room(config: &Config) -> Result<(), Failure> {
    if let Some(file) = config.sqlite_file().filter(|file| !file.exists()) {
        let room = files::room(file.parent().unwrap_or(Path::new("")));
        room.map_err(|failure| database_failure(config, StoreError::Unavailable(failure.to_string())))?;
    }
    let key = config.master_file();
    if key.exists() { Ok(()) } else { files::room(key.parent().unwrap_or(Path::new(""))) }
}

/// Whether the database takes changes; its schema is there.
pub(crate) async fn changes(config: &Config, store: &Store) -> Result<(), Failure> {
    store.try_change(World::real().clock.now()).await.map_err(|source| database_failure(config, source))
}

/// The master key; none where there is none yet, and nothing that it could open.
pub(crate) async fn master_key(store: &Store, world: &World, path: &Path) -> Result<Option<MasterKey>, Failure> {
    let Some(text) = files::read(path)? else {
        return match Tokens::has_keys(store, world).await? {
            true => Err(Failure::MasterKeyLost { path: path.to_owned() }),
            false => Ok(None),
        };
    };
    MasterKey::read(&text).map(Some).map_err(|source| Failure::MasterKey { path: path.to_owned(), source })
}

/// That the database can't be used, and why.
pub(crate) fn database_failure(config: &Config, source: StoreError) -> Failure {
    Failure::Database { url: masked(&config.database.url), source }
}

/// Why the signing keys can't be used with the master key at `path`.
pub(crate) fn keys_failure(path: &Path, error: KeysError) -> Failure {
    match error {
        KeysError::Refused(refusal) => refusal.into(),
        KeysError::OtherMaster { .. } => Failure::MasterKeyWrong { path: path.to_owned(), source: error },
        KeysError::Damaged { .. } => Failure::KeyDamaged(error),
    }
}
