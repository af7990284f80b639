//! `[[providers]]`: the providers of mobile signatures. In the file only: a list has no variables.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sigill_app::signing;

use super::key::Key;
use crate::failure::Failure;

mod open;
mod sk;
#[cfg(test)]
mod tests;

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
    ap_id: Option<String>,
    ap_password_file: Option<String>,
    relying_party_name: Option<String>,
    relying_party_uuid_file: Option<String>,
    client_cert_file: Option<String>,
    client_key_file: Option<String>,
    server_roots_file: Option<String>,
    signer_roots_file: String,
    signer_intermediates_file: Option<String>,
    mssp_uri: Option<String>,
    family: Option<WireFamily>,
    profile: Option<String>,
    prefix: Option<String>,
    languages: Option<Vec<String>>,
    #[serde(default = "poll_ms")]
    poll_ms: u64,
    time_limit_s: Option<i64>,
    #[serde(default = "time_limit_s_max")]
    time_limit_s_max: i64,
    signer_key_usage: Option<WireUsage>,
    legacy_sha1: Option<bool>,
    clients: Option<Vec<String>>,
    #[serde(default)]
    number_prefixes: Vec<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum WireBinding {
    Soap,
    Rest,
    SkMid,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum WireFamily {
    MobileId,
    Ficom,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum WireUsage {
    Authentication,
    Signature,
}

fn poll_ms() -> u64 {
    2_000
}

fn time_limit_s_max() -> i64 {
    300
}

/// What the reference says of each member.
const MEMBERS: &[(&str, &str, &str)] = &[
    ("identifier", "<mandatory>", "What credentials name as their msspIdentifier."),
    (
        "binding",
        "<mandatory>",
        "How it is asked: \"rest\" or \"soap\", the messages of TS 102 204; \"sk-mid\", Mobile-ID of SK (Estonia, Lithuania).",
    ),
    ("url", "<mandatory>", "The address of its server, https://HOST:PORT; http:// only to this machine itself."),
    (
        "signature_path",
        "<Mobile ID's>",
        "Where requests for signatures go below url. The same with status_path, receipt_path and profile_path.",
    ),
    ("ap_id", "<mandatory but with sk-mid>", "How the provider names us."),
    ("ap_password_file", "<none>", "A file with the password that was agreed, if one was."),
    ("relying_party_name", "<mandatory with sk-mid>", "How SK names us; phones show it."),
    (
        "relying_party_uuid_file",
        "<mandatory with sk-mid>",
        "A file with the UUID by which SK knows us, in lower case: a secret.",
    ),
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
    (
        "languages",
        "<[\"en\", \"de\", \"fr\", \"it\"]; sk-mid: [\"en\", \"et\", \"lt\", \"ru\"]>",
        "The languages of its prompts, the default first.",
    ),
    (
        "poll_ms",
        "<2_000>",
        "Between two questions whether the person has answered, in milliseconds. One to SK waits there meanwhile.",
    ),
    ("time_limit_s", "<80; sk-mid: 120>", "How long a person has where a request says nothing, in seconds."),
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
