//! Reading the files that a provider's entry names, and making the way to it.

use std::path::Path;

use sigill_app::signing::{self, Family, Trust, Usage};
use sigill_domain::ext_id::ExtId;
use sigill_mss::client::{self, Binding, Client, Identity, Paths, PrivateKey, ProviderError, SkClient};
use sigill_mss::message::{MeshMember, Password};

use super::{Entry, WireBinding, WireFamily, WireUsage};
use crate::failure::Failure;
use crate::{files, words};

/// How long a person has where neither the file nor a request says so, in seconds.
const TIME_LIMIT_S: i64 = 80;
/// The same at SK, which waits so long itself.
const SK_TIME_LIMIT_S: i64 = 120;

enum Way {
    Mss(Client),
    Sk(SkClient),
}

impl Entry {
    pub(super) fn wrong(&self, member: &str, why: impl std::fmt::Display) -> Failure {
        Failure::Input(format!("providers, {:?}: {member}: {why}", self.identifier))
    }

    pub(super) fn file(&self, member: &str, path: &str) -> Result<String, Failure> {
        match files::read(Path::new(path)) {
            Ok(Some(text)) => Ok(text),
            Ok(None) => Err(self.wrong(member, format_args!("{}: there is no such file", files::whole(path)))),
            Err(error) => Err(self.wrong(member, error)),
        }
    }

    pub(super) fn optional(&self, member: &str, path: Option<&String>) -> Result<Option<String>, Failure> {
        path.map(|path| self.file(member, path)).transpose()
    }

    pub(super) fn open(&self) -> Result<signing::Provider, Failure> {
        let length = self.identifier.chars().count();
        if self.identifier.trim().is_empty() || length > 50 {
            return Err(self.wrong("identifier", "expected 1 to 50 characters, as msspIdentifier has"));
        }
        let is_sk = matches!(self.binding, WireBinding::SkMid);
        let languages = self.languages(is_sk)?;
        let time_limit_s = self.time_limit_s.unwrap_or(if is_sk { SK_TIME_LIMIT_S } else { TIME_LIMIT_S });
        if self.poll_ms < 200 {
            return Err(self.wrong("poll_ms", "expected 200 or more"));
        }
        if !(15..=300).contains(&self.time_limit_s_max) {
            return Err(self.wrong("time_limit_s_max", "expected 15 to 300"));
        }
        if !(15..=self.time_limit_s_max).contains(&time_limit_s) {
            return Err(self.wrong("time_limit_s", "expected 15 to time_limit_s_max"));
        }
        let (clients, number_prefixes) = (self.clients()?, self.number_prefixes()?);
        let way = match self.binding {
            WireBinding::SkMid => Way::Sk(self.sk_way()?),
            WireBinding::Soap => Way::Mss(self.way(Binding::Soap)?),
            WireBinding::Rest => Way::Mss(self.way(Binding::Rest)?),
        };
        let roots = self.file("signer_roots_file", &self.signer_roots_file)?;
        let mut trust = Trust::from_roots_pem(&roots).map_err(|error| self.wrong("signer_roots_file", error))?;
        if let Some(pem) = self.optional("signer_intermediates_file", self.signer_intermediates_file.as_ref())? {
            trust =
                trust.with_intermediates_pem(&pem).map_err(|error| self.wrong("signer_intermediates_file", error))?;
        }
        let settings = signing::Settings {
            identifier: self.identifier.clone(),
            family: match self.family {
                _ if is_sk => Family::SkMid,
                None | Some(WireFamily::MobileId) => Family::MobileId,
                Some(WireFamily::Ficom) => Family::Ficom,
            },
            profile: self.profile.clone(),
            prefix: self.prefix.clone(),
            languages,
            trust,
            usage: match self.signer_key_usage {
                None | Some(WireUsage::Authentication) => Usage::Authentication,
                Some(WireUsage::Signature) => Usage::Signature,
            },
            legacy_sha1: self.legacy_sha1.unwrap_or_default(),
            time_limit_s,
            time_limit_s_max: self.time_limit_s_max,
            poll_ms: self.poll_ms,
            clients,
            number_prefixes,
        };
        Ok(match way {
            Way::Sk(client) => signing::Provider::sk(settings, client),
            Way::Mss(client) => signing::Provider::new(settings, client),
        })
    }

    fn languages(&self, is_sk: bool) -> Result<Vec<String>, Failure> {
        let usual: &[&str] = if is_sk { &super::sk::LANGUAGES } else { &["en", "de", "fr", "it"] };
        let Some(codes) = &self.languages else { return Ok(usual.iter().map(|code| (*code).to_owned()).collect()) };
        let is_code = |code: &String| code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase());
        if codes.is_empty() || !codes.iter().all(is_code) {
            return Err(self.wrong("languages", "expected codes such as \"en\", at least one"));
        }
        if is_sk && let Some(unknown) = codes.iter().find(|code| !usual.contains(&code.as_str())) {
            let why = format_args!("SK knows only \"en\", \"et\", \"lt\" and \"ru\", got {unknown:?}");
            return Err(self.wrong("languages", why));
        }
        Ok(codes.clone())
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
    fn way(&self, binding: Binding) -> Result<Client, Failure> {
        for (member, given) in [
            ("relying_party_name", &self.relying_party_name),
            ("relying_party_uuid_file", &self.relying_party_uuid_file),
        ] {
            if given.is_some() {
                return Err(self.wrong(member, "only the binding \"sk-mid\" has it: others have ap_id"));
            }
        }
        let ap_id = self.ap_id.as_deref().filter(|id| !id.trim().is_empty());
        let ap_id = ap_id.ok_or_else(|| self.wrong("ap_id", "expected a text that is not blank"))?;
        let password = self.optional("ap_password_file", self.ap_password_file.as_ref())?.unwrap_or_default();
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
            ..client::Provider::new(&self.url, binding, ap_id)
        };
        Client::new(provider).map_err(|wrong| self.untaken(wrong))
    }

    /// What of the way to it can't be, by the member that says so.
    pub(super) fn untaken(&self, wrong: ProviderError) -> Failure {
        use ProviderError as Wrong;
        match wrong {
            Wrong::Url(why) => self.wrong("url", why),
            Wrong::Path(_) => self.wrong("signature_path, status_path, receipt_path or profile_path", wrong),
            Wrong::Roots(why) => self.wrong("server_roots_file", words::plain(&why)),
            Wrong::Certificate(why) => self.wrong("client_cert_file", why),
            Wrong::Key => self.wrong("client_key_file", "expected one private key in PEM"),
            Wrong::KeyEncrypted => self.wrong("client_key_file", wrong),
            Wrong::Identity(why) => self.wrong("client_cert_file and client_key_file", words::plain(&why.to_string())),
            wrong => self.wrong("url", wrong),
        }
    }

    /// Our certificate with its key. The leaf only is sent: some providers refuse a chain.
    pub(super) fn identity(&self) -> Result<Option<Identity>, Failure> {
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
