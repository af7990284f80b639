//! Outside issuers of tokens: `[[token.issuers]]`.

use std::sync::Arc;

use serde::{Deserialize, Deserializer};
use sigill_app::token::{Algorithm, ClientOf, IssuerOptions, TokenTypes};
use toml::Value;

use super::setting::Setting;
use crate::key_source::{File, Url};

/// How far two clocks may differ, in seconds, where nothing is said.
const SKEW_S: i64 = 30;
const SKEW_S_MAX: i64 = 300;

/// One entry of `[[token.issuers]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Issuer {
    issuer: String,
    jwks_url: Option<String>,
    jwks_file: Option<String>,
    algorithms: Vec<String>,
    audience: Option<String>,
    #[serde(default)]
    typ: Types,
    client: Option<String>,
    client_claim: Option<String>,
    #[serde(default = "sub")]
    user_claim: String,
    #[serde(default = "skew")]
    skew_s: i64,
}

fn sub() -> String {
    "sub".to_owned()
}

fn skew() -> i64 {
    SKEW_S
}

/// Which `typ` is accepted.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Types {
    #[default]
    Strict,
    Lenient,
}

/// All entries.
#[derive(Clone, Debug, Default)]
pub(crate) struct Issuers(Vec<Issuer>);

impl Setting for Issuers {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Deserialize::deserialize(deserializer).map(Self)
    }

    /// An array of inline tables, as TOML has it.
    fn from_env(text: &str) -> Value {
        let table = format!("issuers = {text}").parse::<toml::Table>();
        table.ok().and_then(|mut table| table.remove("issuers")).unwrap_or_else(|| Value::String(text.to_owned()))
    }

    /// An array of inline tables; nothing of it is secret.
    fn show(&self) -> Option<String> {
        (!self.0.is_empty()).then(|| Value::Array(self.0.iter().map(Issuer::shown).collect()).to_string())
    }
}

impl Issuers {
    /// What no single value shows, and whether two of them are the same; `own` is the issuer of the built-in endpoint.
    pub(super) fn check(&self, own: Option<&str>) -> Result<(), String> {
        for (n, issuer) in self.0.iter().enumerate() {
            issuer.check().map_err(|why| format!("{}: {why}", issuer.issuer))?;
            let twice = self.0.iter().take(n).any(|other| other.issuer == issuer.issuer);
            if twice || own == Some(issuer.issuer.as_str()) {
                return Err(format!("{}: expected each issuer once, and never this server itself", issuer.issuer));
            }
        }
        Ok(())
    }

    /// Whether the files that they name hold keys.
    pub(super) fn check_files(&self) -> Result<(), String> {
        for Issuer { issuer, jwks_file, .. } in &self.0 {
            if let Some(file) = jwks_file {
                File::new(file).check().map_err(|why| format!("{issuer}: jwks_file: {why}"))?;
            }
        }
        Ok(())
    }

    /// As tokens are checked; `audience` is for those that name none.
    pub(super) fn options(&self, audience: &str) -> Vec<IssuerOptions> {
        self.0.iter().map(|issuer| issuer.options(audience)).collect()
    }
}

impl Issuer {
    fn shown(&self) -> Value {
        let texts = [
            ("issuer", Some(&self.issuer)),
            ("jwks_url", self.jwks_url.as_ref()),
            ("jwks_file", self.jwks_file.as_ref()),
            ("audience", self.audience.as_ref()),
            ("client", self.client.as_ref()),
            ("client_claim", self.client_claim.as_ref()),
            ("user_claim", Some(&self.user_claim)),
        ];
        let typ = match self.typ {
            Types::Strict => "strict",
            Types::Lenient => "lenient",
        };
        let others = [
            ("algorithms", Value::from(self.algorithms.clone())),
            ("typ", Value::from(typ)),
            ("skew_s", Value::from(self.skew_s)),
        ];
        let texts = texts.into_iter().filter_map(|(name, text)| Some((name, Value::from(text?.clone()))));
        Value::Table(texts.chain(others).map(|(name, value)| (name.to_owned(), value)).collect())
    }

    fn check(&self) -> Result<(), String> {
        if self.issuer.trim().is_empty() || self.user_claim.is_empty() {
            return Err("expected an issuer and a user_claim that aren't blank".to_owned());
        }
        match (&self.jwks_url, &self.jwks_file) {
            (Some(url), None) => Url::check(url)?,
            (None, Some(_)) => {}
            _ => return Err("expected either jwks_url or jwks_file".to_owned()),
        }
        if self.client.is_some() == self.client_claim.is_some() {
            return Err("expected either client, the one client of its users, or client_claim".to_owned());
        }
        let names = || Algorithm::names().collect::<Vec<_>>().join(", ");
        if self.algorithms.is_empty() {
            return Err(format!("algorithms: expected some of {}", names()));
        }
        if let Some(unknown) = self.algorithms.iter().find(|name| Algorithm::parse(name).is_none()) {
            return Err(format!("algorithms: expected some of {}, got {unknown:?}", names()));
        }
        if !(0..=SKEW_S_MAX).contains(&self.skew_s) {
            return Err(format!("skew_s: expected 0 to {SKEW_S_MAX}, got {}", self.skew_s));
        }
        Ok(())
    }

    fn options(&self, audience: &str) -> IssuerOptions {
        IssuerOptions {
            issuer: self.issuer.clone(),
            audience: self.audience.clone().unwrap_or_else(|| audience.to_owned()),
            algorithms: self.algorithms.iter().filter_map(|name| Algorithm::parse(name)).collect(),
            types: match self.typ {
                Types::Strict => TokenTypes::Strict,
                Types::Lenient => TokenTypes::Lenient,
            },
            client: match (&self.client, &self.client_claim) {
                (Some(client), _) => ClientOf::Fixed(client.clone()),
                (None, claim) => ClientOf::Claim(claim.clone().unwrap_or_default()),
            },
            user_claim: self.user_claim.clone(),
            skew_s: self.skew_s,
            keys: match (&self.jwks_url, &self.jwks_file) {
                (Some(url), _) => Arc::new(Url::new(url)),
                (None, file) => Arc::new(File::new(file.as_deref().unwrap_or_default())),
            },
        }
    }
}
