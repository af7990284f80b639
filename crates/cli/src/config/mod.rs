//! The configuration of `sigill serve`: one TOML file, and the environment over it.

mod certificates;
mod console;
mod error;
mod issuer;
mod key;
pub(crate) mod keys;
mod load;
mod log;
mod message_keys;
mod messages;
mod passwords;
mod providers;
mod rights;
mod section;
mod setting;
mod templates;
mod url;

use std::path::{Path, PathBuf};

use sigill_app::Options;
use sigill_app::signing::DeskOptions;
use sigill_app::token::TokenOptions;
use sigill_server::{ForwardedHeader, Proxies};

pub(crate) use self::error::ConfigError;
pub(crate) use self::keys::Config;
use self::keys::Signatures;
pub(crate) use self::log::Format;
pub(crate) use self::providers::Providers;
pub(crate) use self::url::masked;
use crate::{listen, logging};

/// Where data is kept where nothing else is said.
pub(crate) const DATA_DEFAULT: &str = "./sigill-data";
const MASTER_KEY: &str = "master.key";

/// Whether it is a URL of a server, to which paths are added.
fn is_base(url: &str) -> bool {
    let is_web = |uri: &http::Uri| {
        matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| !host.is_empty())
    };
    !url.contains(['?', '#', ' ', '@']) && url.parse().is_ok_and(|uri| is_web(&uri))
}

impl Config {
    /// The configuration of a server whose data is all under one folder.
    pub(crate) fn under(folder: &Path) -> Self {
        let mut config = Self::default();
        config.database.url = format!("sqlite:{}", folder.join("sigill.db").display());
        config
    }

    /// What no single value shows: the key at fault, and why.
    fn check(&self) -> Result<(), (&'static str, String)> {
        self.check_addresses()?;
        self.store().check().map_err(|why| (self.url_key(), why))?;
        if self.tls.certificate_file.is_some() != self.tls.key_file.is_some() {
            let missing = if self.tls.key_file.is_none() { "tls.key_file" } else { "tls.certificate_file" };
            return Err((missing, "expected a file, since the other one of the two is given".to_owned()));
        }
        if self.limits.headers_bytes_max < 8_192 {
            return Err((
                "limits.headers_bytes_max",
                format!("expected 8192 or more, got {}", self.limits.headers_bytes_max),
            ));
        }
        self.proxies()?;
        let own = self.public_url.as_deref().map(|url| url.trim_end_matches('/'));
        self.token.issuers.check(own).map_err(|why| ("token.issuers", why))?;
        if let Some(client) = &self.token.opaque_client {
            sigill_domain::ext_id::ExtId::parse("token.opaque_client", client)
                .map_err(|breach| ("token.opaque_client", breach.message))?;
        }
        self.check_console()?;
        logging::filter(&self.log.level).map(|_| ()).map_err(|why| ("log.level", why))
    }

    /// Where it listens, and where it is found.
    fn check_addresses(&self) -> Result<(), (&'static str, String)> {
        let api = listen::Place::read(&self.listen).map_err(|why| ("listen", why))?;
        if let Some(wanted) = &self.metrics.listen {
            let metrics = listen::Place::read(wanted).map_err(|why| ("metrics.listen", why))?;
            if api.is_in_the_way_of(&metrics) {
                let why = format!("the API listens there already (listen is {}): choose another port", self.listen);
                return Err(("metrics.listen", why));
            }
        }
        if let Some(url) = self.public_url.as_ref().filter(|url| !is_base(url)) {
            return Err(("public_url", format!("expected a URL such as https://id.example.com, got {url:?}")));
        }
        if self.telemetry.endpoint.as_ref().is_some_and(|endpoint| !is_base(endpoint)) {
            return Err(("telemetry.endpoint", "expected a URL such as http://127.0.0.1:4318".to_owned()));
        }
        Ok(())
    }

    /// The key that says where the database is.
    pub(crate) fn url_key(&self) -> &'static str {
        if self.database.url_file.is_some() { "database.url_file" } else { "database.url" }
    }

    /// Who may say where a request comes from.
    pub(crate) fn proxies(&self) -> Result<Proxies, (&'static str, String)> {
        let header = match self.proxies.header.to_lowercase().as_str() {
            "x-forwarded-for" => ForwardedHeader::XForwardedFor,
            "forwarded" => ForwardedHeader::Forwarded,
            other => return Err(("proxies.header", format!("expected x-forwarded-for or forwarded, got {other:?}"))),
        };
        let trusted = self.proxies.trusted.as_deref().unwrap_or_default();
        Proxies::new(trusted, header).map_err(|why| ("proxies.trusted", why))
    }

    /// How the database is opened.
    pub(crate) fn store(&self) -> Options {
        Options {
            url: self.database.url.clone(),
            connections_max: self.database.connections_max,
            wait_max_ms: self.database.wait_max_ms,
        }
    }

    /// How tokens are made, of a server that is known as `issuer` where the configuration names no URL.
    pub(crate) fn tokens(&self, issuer: String) -> TokenOptions {
        TokenOptions {
            issuer: self.public_url.as_ref().map_or(issuer, |url| url.trim_end_matches('/').to_owned()),
            audience: self.token.audience.clone(),
            lifetime_s: self.token.lifetime_s,
            hashing_max: self.token.hashing_max,
            wrong_secrets_per_s_max: self.token.wrong_secrets_per_s_max,
            // It is read with the other files.
            dictionary: None,
            opaque_client: self.token.opaque_client.clone(),
            old_assertions: self.token.old_assertions,
            issuers: self.token.issuers.options(&self.token.audience),
        }
    }

    /// Whether the files hold keys that name those of outside issuers.
    ///
    /// # Errors
    /// The first that doesn't.
    pub(crate) fn issuer_files(&self) -> Result<(), ConfigError> {
        let name = || "token.issuers".to_owned();
        self.token.issuers.check_files().map_err(|why| ConfigError::Value { name: name(), why })
    }

    /// How signatures are driven.
    pub(crate) fn desk(&self) -> DeskOptions {
        let Signatures { open_max, retention_days } = self.signatures;
        DeskOptions { open_max, retention_days, ..DeskOptions::default() }
    }

    /// The files of the server's certificate and of its key.
    pub(crate) fn tls_files(&self) -> Option<(&Path, &Path)> {
        Some((Path::new(self.tls.certificate_file.as_ref()?), Path::new(self.tls.key_file.as_ref()?)))
    }

    /// The file of the embedded database.
    pub(crate) fn sqlite_file(&self) -> Option<&Path> {
        self.database.url.strip_prefix("sqlite:").map(Path::new)
    }

    /// The file of the master key: as configured, or beside the embedded database.
    pub(crate) fn master_file(&self) -> PathBuf {
        match (&self.keys.master_file, self.sqlite_file().and_then(Path::parent)) {
            (Some(file), _) => PathBuf::from(file),
            (None, Some(folder)) => folder.join(MASTER_KEY),
            (None, None) => Path::new(DATA_DEFAULT).join(MASTER_KEY),
        }
    }
}
