//! `binding = "sk-mid"`: Mobile-ID of SK knows us by a name, a UUID and our address, and needs no certificate of ours.

use sigill_mss::client::{Limits, SkClient, SkProvider};

use super::{Entry, WireUsage};
use crate::failure::Failure;

/// Those in which it prompts.
pub(super) const LANGUAGES: [&str; 4] = ["en", "et", "lt", "ru"];
/// Characters of a name, by its documentation of displayed texts: more would leave none for ours.
const NAME_LEN_MAX: usize = 100;

impl Entry {
    /// The way to it; nothing is sent.
    pub(super) fn sk_way(&self) -> Result<SkClient, Failure> {
        self.without_others()?;
        let provider = SkProvider {
            base_url: self.url.clone(),
            relying_party_name: self.relying_party_name()?,
            relying_party_uuid: self.relying_party_uuid()?,
            server_roots_pem: self.optional("server_roots_file", self.server_roots_file.as_ref())?.unwrap_or_default(),
            identity: self.identity()?,
            limits: Limits::default(),
        };
        SkClient::new(provider).map_err(|wrong| self.untaken(wrong))
    }

    /// What other bindings have, and this one has not: silence would let an operator believe that it counts.
    fn without_others(&self) -> Result<(), Failure> {
        for (member, is_given, why) in [
            ("ap_id", self.ap_id.is_some(), "SK knows us by relying_party_name and relying_party_uuid_file"),
            ("ap_password_file", self.ap_password_file.is_some(), "SK knows us by relying_party_uuid_file"),
            ("signature_path", self.signature_path.is_some(), "SK's paths are fixed: /mid-api below url"),
            ("status_path", self.status_path.is_some(), "SK's paths are fixed: /mid-api below url"),
            ("receipt_path", self.receipt_path.is_some(), "SK sends no receipts"),
            ("profile_path", self.profile_path.is_some(), "SK's paths are fixed: /mid-api below url"),
            ("mssp_uri", self.mssp_uri.is_some(), "SK's messages name no provider"),
            ("family", self.family.is_some(), "the binding \"sk-mid\" is a family of its own"),
            ("profile", self.profile.is_some(), "SK has no signature profiles"),
            ("legacy_sha1", self.legacy_sha1.is_some(), "SK's hashes are SHA-256"),
            (
                "signer_key_usage",
                matches!(self.signer_key_usage, Some(WireUsage::Signature)),
                "expected \"authentication\": that key is asked for",
            ),
        ] {
            if is_given {
                return Err(self.wrong(member, why));
            }
        }
        Ok(())
    }

    fn relying_party_name(&self) -> Result<String, Failure> {
        let name = self.relying_party_name.as_deref().unwrap_or_default();
        let length = name.chars().count();
        if name.trim().is_empty() || length > NAME_LEN_MAX || name.chars().any(char::is_control) {
            return Err(
                self.wrong("relying_party_name", "expected the name that was agreed with SK, of 1 to 100 characters")
            );
        }
        Ok(name.to_owned())
    }

    fn relying_party_uuid(&self) -> Result<String, Failure> {
        let Some(file) = &self.relying_party_uuid_file else {
            return Err(self.wrong("relying_party_uuid_file", "expected a file with the UUID that SK gave us"));
        };
        let text = self.file("relying_party_uuid_file", file)?;
        let uuid = text.trim_start_matches('\u{feff}').trim();
        // Its value is a secret.
        if is_uuid(uuid) {
            Ok(uuid.to_owned())
        } else {
            Err(self.wrong("relying_party_uuid_file", "expected one UUID in it, in lower case, and nothing else"))
        }
    }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, octet)| match at {
            8 | 13 | 18 | 23 => octet == b'-',
            _ => octet.is_ascii_digit() || (b'a'..=b'f').contains(&octet),
        })
}
