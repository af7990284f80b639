//! `[[providers]]`: the providers of mobile signatures. In the file only: a list has no variables.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sigill_app::signing::{self, Family, Trust, Usage};
use sigill_domain::ext_id::ExtId;
use sigill_mss::client::{self, Binding, Client, Identity, Paths, PrivateKey};
use sigill_mss::message::{MeshMember, Password};

use super::key::Key;
use crate::failure::Failure;
use crate::{files, words};
use std::path::Path;

/// All providers, in their order.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Providers(Vec<Entry>);

/// One provider as the file has it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    identifier: String,
    binding: WireBinding,
    url: String,
    signature_path: Option<String>,
    status_path: Option<String>,
    receipt_path: Option<String>,
    profile_path: Option<String>,
    ap_id: String,
    ap_password_file: Option<String>,
    client_cert_file: Option<String>,
    client_key_file: Option<String>,
    server_roots_file: Option<String>,
    signer_roots_file: String,
    signer_intermediates_file: Option<String>,
    mssp_uri: Option<String>,
    #[serde(default)]
    family: WireFamily,
    profile: Option<String>,
    prefix: Option<String>,
    #[serde(default = "languages")]
    languages: Vec<String>,
    #[serde(default = "poll_ms")]
    poll_ms: u64,
    #[serde(default = "time_limit_s")]
    time_limit_s: i64,
    #[serde(default = "time_limit_s_max")]
    time_limit_s_max: i64,
    #[serde(default)]
    signer_key_usage: WireUsage,
    #[serde(default)]
    legacy_sha1: bool,
    clients: Option<Vec<String>>,
    #[serde(default)]
    number_prefixes: Vec<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum WireBinding {
    Soap,
    Rest,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum WireFamily {
    #[default]
    MobileId,
    Ficom,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum WireUsage {
    #[default]
    Authentication,
    Signature,
}

fn languages() -> Vec<String> {
    ["en", "de", "fr", "it"].map(str::to_owned).to_vec()
}

fn poll_ms() -> u64 {
    2_000
}

fn time_limit_s() -> i64 {
    80
}

fn time_limit_s_max() -> i64 {
    300
}

/// What the reference says of each member.
const MEMBERS: &[(&str, &str, &str)] = &[
    ("identifier", "<mandatory>", "What credentials name as their msspIdentifier."),
    ("binding", "<mandatory>", "How messages are written: \"rest\" or \"soap\"."),
    ("url", "<mandatory>", "The address of its server, https://HOST:PORT; http:// only to this machine itself."),
    (
        "signature_path",
        "<Mobile ID's>",
        "Where requests for signatures go below url. The same with status_path, receipt_path and profile_path.",
    ),
    ("ap_id", "<mandatory>", "How the provider names us."),
    ("ap_password_file", "<none>", "A file with the password that was agreed, if one was."),
    ("client_cert_file", "<none>", "Our certificate for TLS, in PEM; only the first one in the file is sent."),
    ("client_key_file", "<none>", "Its key, in PEM."),
    (
        "server_roots_file",
        "<mandatory with https>",
        "The roots of the provider's server, in PEM; no others are trusted.",
    ),
    ("signer_roots_file", "<mandatory>", "The roots of the signers' certificates, in PEM."),
    ("signer_intermediates_file", "<none>", "Authorities between signers and roots that signatures may leave out."),
    (
        "signer_key_usage",
        "<\"authentication\">",
        "What signers' keys are for: \"authentication\" (digitalSignature, clientAuth), or \"signature\" \
         (digitalSignature or nonRepudiation; emailProtection or documentSigning).",
    ),
    ("mssp_uri", "<identifier>", "How the provider is named in messages."),
    ("family", "<\"mobile-id\">", "Which rules texts follow: \"mobile-id\" or \"ficom\"."),
    ("profile", "<none: the provider's>", "The signature profile where a request names none."),
    ("prefix", "<none>", "What every text must contain, as agreed."),
    ("languages", "<[\"en\", \"de\", \"fr\", \"it\"]>", "The languages of its prompts, the default first."),
    ("poll_ms", "<2_000>", "Between two questions whether the person has answered, in milliseconds."),
    ("time_limit_s", "<80>", "How long a person has where a request says nothing, in seconds."),
    ("time_limit_s_max", "<300>", "The longest time that a request may give, in seconds."),
    ("clients", "<all>", "The external ids of the clients that may use it; others are refused."),
    (
        "number_prefixes",
        "<all>",
        "With what the numbers begin that it may be asked about, such as [\"+41\", \"+423\"]; others are refused.",
    ),
    ("legacy_sha1", "<false>", "Whether signatures with SHA-1 are accepted, as providers made them until about 2015."),
];

impl Providers {
    /// The keys, as help and errors speak of them.
    pub(super) fn keys() -> Vec<Key> {
        let whole = Key {
            name: "providers".to_owned(),
            about: "The providers of mobile signatures, each a [[providers]] in the file with these members.",
            default: "<none>".to_owned(),
            from_env: |text| toml::Value::String(text.to_owned()),
        };
        let members = MEMBERS.iter().map(|(name, default, about)| Key {
            name: format!("providers[].{name}"),
            about,
            default: (*default).to_owned(),
            from_env: |text| toml::Value::String(text.to_owned()),
        });
        std::iter::once(whole).chain(members).collect()
    }

    /// What is configured, as TOML takes it on one line; nothing in it is secret.
    pub(super) fn values(&self) -> Vec<(String, Option<String>)> {
        let shown = toml::Value::try_from(&self.0).ok().filter(|_| !self.0.is_empty());
        vec![("providers".to_owned(), shown.map(|shown| shown.to_string()))]
    }

    /// The files with certificates for TLS, ours and those of the providers' servers: of which provider, by which member,
    /// and where.
    pub(crate) fn tls_files(&self) -> impl Iterator<Item = (&str, &'static str, &str)> {
        self.0.iter().flat_map(|entry| {
            let files =
                [("client_cert_file", &entry.client_cert_file), ("server_roots_file", &entry.server_roots_file)];
            files.into_iter().filter_map(|(member, file)| Some((entry.identifier.as_str(), member, file.as_deref()?)))
        })
    }

    /// Reads every file that they name and makes the ways to them; nothing is sent.
    ///
    /// # Errors
    /// A member that is not what it must be, by its name.
    pub(crate) fn open(&self) -> Result<signing::Providers, Failure> {
        let mut seen = BTreeSet::new();
        let mut all = Vec::with_capacity(self.0.len());
        for entry in &self.0 {
            if !seen.insert(entry.identifier.as_str()) {
                return Err(entry.wrong("identifier", "another provider has the same one"));
            }
            all.push(entry.open()?);
        }
        Ok(signing::Providers::new(all))
    }
}

impl Entry {
    fn wrong(&self, member: &str, why: impl std::fmt::Display) -> Failure {
        Failure::Input(format!("providers, {:?}: {member}: {why}", self.identifier))
    }

    fn file(&self, member: &str, path: &str) -> Result<String, Failure> {
        match files::read(Path::new(path)) {
            Ok(Some(text)) => Ok(text),
            Ok(None) => Err(self.wrong(member, format_args!("{}: there is no such file", files::whole(path)))),
            Err(error) => Err(self.wrong(member, error)),
        }
    }

    fn optional(&self, member: &str, path: Option<&String>) -> Result<Option<String>, Failure> {
        path.map(|path| self.file(member, path)).transpose()
    }

    fn open(&self) -> Result<signing::Provider, Failure> {
        let length = self.identifier.chars().count();
        if self.identifier.trim().is_empty() || length > 50 {
            return Err(self.wrong("identifier", "expected 1 to 50 characters, as msspIdentifier has"));
        }
        if self.ap_id.trim().is_empty() {
            return Err(self.wrong("ap_id", "expected a text that is not blank"));
        }
        let codes = self.languages.iter().all(|code| code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase()));
        if self.languages.is_empty() || !codes {
            return Err(self.wrong("languages", "expected codes such as \"en\", at least one"));
        }
        if self.poll_ms < 200 {
            return Err(self.wrong("poll_ms", "expected 200 or more"));
        }
        if !(15..=300).contains(&self.time_limit_s_max) {
            return Err(self.wrong("time_limit_s_max", "expected 15 to 300"));
        }
        if !(15..=self.time_limit_s_max).contains(&self.time_limit_s) {
            return Err(self.wrong("time_limit_s", "expected 15 to time_limit_s_max"));
        }
        let (clients, number_prefixes) = (self.clients()?, self.number_prefixes()?);
        let password = self.optional("ap_password_file", self.ap_password_file.as_ref())?.unwrap_or_default();
        let way = self.way(&password)?;
        let roots = self.file("signer_roots_file", &self.signer_roots_file)?;
        let mut trust = Trust::from_roots_pem(&roots).map_err(|error| self.wrong("signer_roots_file", error))?;
        if let Some(pem) = self.optional("signer_intermediates_file", self.signer_intermediates_file.as_ref())? {
            trust =
                trust.with_intermediates_pem(&pem).map_err(|error| self.wrong("signer_intermediates_file", error))?;
        }
        let settings = signing::Settings {
            identifier: self.identifier.clone(),
            family: match self.family {
                WireFamily::MobileId => Family::MobileId,
                WireFamily::Ficom => Family::Ficom,
            },
            profile: self.profile.clone(),
            prefix: self.prefix.clone(),
            languages: self.languages.clone(),
            trust,
            usage: match self.signer_key_usage {
                WireUsage::Authentication => Usage::Authentication,
                WireUsage::Signature => Usage::Signature,
            },
            legacy_sha1: self.legacy_sha1,
            time_limit_s: self.time_limit_s,
            time_limit_s_max: self.time_limit_s_max,
            poll_ms: self.poll_ms,
            clients,
            number_prefixes,
        };
        Ok(signing::Provider::new(settings, way))
    }

    fn clients(&self) -> Result<Option<Vec<ExtId>>, Failure> {
        let Some(ids) = &self.clients else { return Ok(None) };
        if ids.is_empty() {
            return Err(self.wrong("clients", "expected at least one; without the key, all may use it"));
        }
        let read = |id: &String| ExtId::parse("clients", id).map_err(|breach| self.wrong("clients", breach.message));
        ids.iter().map(read).collect::<Result<_, _>>().map(Some)
    }

    /// The digits.
    fn number_prefixes(&self) -> Result<Vec<String>, Failure> {
        let read = |prefix: &String| {
            let digits = prefix.strip_prefix('+').unwrap_or_default();
            let fits = (1..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
            if fits && !digits.starts_with('0') {
                Ok(digits.to_owned())
            } else {
                Err(self
                    .wrong("number_prefixes", format_args!("expected + and digits, such as \"+41\", got {prefix:?}")))
            }
        };
        self.number_prefixes.iter().map(read).collect()
    }

    /// The way to it; nothing is sent.
    fn way(&self, password: &str) -> Result<Client, Failure> {
        use client::ProviderError as Wrong;
        let binding = match self.binding {
            WireBinding::Soap => Binding::Soap,
            WireBinding::Rest => Binding::Rest,
        };
        let usual = Paths::mobile_id(binding);
        let or = |own: &Option<String>, usual| own.clone().unwrap_or(usual);
        let uri = self.mssp_uri.clone().unwrap_or_else(|| self.identifier.clone());
        let provider = client::Provider {
            paths: Paths {
                signature: or(&self.signature_path, usual.signature),
                status: or(&self.status_path, usual.status),
                receipt: or(&self.receipt_path, usual.receipt),
                profile: or(&self.profile_path, usual.profile),
            },
            ap_password: Password::new(password.trim()),
            mssp: MeshMember { uri: Some(uri), ..MeshMember::default() },
            server_roots_pem: self.optional("server_roots_file", self.server_roots_file.as_ref())?.unwrap_or_default(),
            identity: self.identity()?,
            ..client::Provider::new(&self.url, binding, &self.ap_id)
        };
        Client::new(provider).map_err(|wrong| match wrong {
            Wrong::Url(why) => self.wrong("url", why),
            Wrong::Path(_) => self.wrong("signature_path, status_path, receipt_path or profile_path", wrong),
            Wrong::Roots(why) => self.wrong("server_roots_file", words::plain(&why)),
            Wrong::Certificate(why) => self.wrong("client_cert_file", why),
            Wrong::Key => self.wrong("client_key_file", "expected one private key in PEM"),
            Wrong::KeyEncrypted => self.wrong("client_key_file", wrong),
            Wrong::Identity(why) => self.wrong("client_cert_file and client_key_file", words::plain(&why.to_string())),
            wrong => self.wrong("url", wrong),
        })
    }

    /// Our certificate with its key. The leaf only is sent: some providers refuse a chain.
    fn identity(&self) -> Result<Option<Identity>, Failure> {
        match (&self.client_cert_file, &self.client_key_file) {
            (Some(cert), Some(key)) => Ok(Some(Identity {
                certificate_pem: self.file("client_cert_file", cert)?,
                key: PrivateKey::from_pem(self.file("client_key_file", key)?),
            })),
            (None, None) => Ok(None),
            (Some(_), None) => Err(self.wrong("client_key_file", "expected the key of client_cert_file")),
            (None, Some(_)) => Err(self.wrong("client_cert_file", "expected the certificate of client_key_file")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = "identifier = 'http://mssp.example'\nbinding = 'rest'\nurl = 'http://127.0.0.1:1'\n\
                         ap_id = 'mid://bank.example'\nsigner_roots_file = 'ROOTS'";

    /// What is told of this entry, with a root that can be read.
    fn told(change: impl Fn(String) -> String) -> String {
        let folder = tempfile::tempdir().unwrap();
        let roots = folder.path().join("roots.pem");
        std::fs::write(&roots, include_str!("../quickstart/sample.pem")).unwrap();
        let text = change(ENTRY.to_owned()).replace("ROOTS", &roots.display().to_string());
        match toml::from_str::<Entry>(&text) {
            Ok(entry) => entry.open().map_or_else(|failure| failure.to_string(), |_| "it is fine".to_owned()),
            Err(error) => error.message().to_owned(),
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let more = |line: &'static str| told(move |text| format!("{text}\n{line}"));
        for (line, expected) in [
            ("poll_ms = 10", "poll_ms: expected 200 or more"),
            ("time_limit_s = 14", "time_limit_s: expected 15 to time_limit_s_max"),
            ("languages = []", "languages: expected codes"),
            ("client_cert_file = '/nowhere.pem'", "client_key_file: expected the key of client_cert_file"),
            ("ap_password_file = '/nowhere'", "ap_password_file: /nowhere: there is no such file"),
            ("colour = 'red'", "unknown field `colour`"),
            ("status_path = 'ms/status'", "status_path"),
            ("clients = []", "clients: expected at least one"),
            ("clients = ['a b']", "clients"),
            ("number_prefixes = ['41']", "number_prefixes: expected + and digits"),
            ("number_prefixes = ['+041']", "number_prefixes: expected + and digits"),
        ] {
            assert!(more(line).contains(expected), "{line}: {}", more(line));
        }
        for (url, expected) in [
            ("https://mssp.example/soap", "url: expected https://host[:port]"),
            ("http://mssp.example", "url: https expected"),
            ("https://me@mssp.example", "url: expected https://host[:port]"),
            ("https://mssp.example", "server_roots_file: no certificate"),
        ] {
            let told = told(|text| text.replace("http://127.0.0.1:1", url));
            assert!(told.contains(expected), "{url}: {told}");
        }
        let own = "server_roots_file = 'ROOTS'\nclient_cert_file = 'ROOTS'\nclient_key_file = 'ROOTS'";
        let told_own = told(|text| format!("{}\n{own}", text.replace("http://127.0.0.1:1", "https://mssp.example")));
        assert!(told_own.contains("client_key_file: expected one"), "{told_own}");
        // As `sigill config print` shows it, it is a configuration again.
        let text = ENTRY.replace("ROOTS", "roots.pem");
        let [shown] = &Providers(vec![toml::from_str(&text).unwrap()]).values()[..] else { panic!("one is expected") };
        let read: toml::Table = format!("providers = {}", shown.1.as_ref().unwrap()).parse().unwrap();
        assert_eq!(read["providers"][0]["ap_id"].as_str(), Some("mid://bank.example"));
        read["providers"].clone().try_into::<Providers>().unwrap();
        // A certificate that isn't an authority's is none to trust.
        assert!(told(|text| text).contains("signer_roots_file: certificate 1"), "{}", told(|text| text));
        assert!(told(|text| text.replace("ap_id = 'mid://bank.example'", "")).contains("missing field `ap_id`"));
    }
}
