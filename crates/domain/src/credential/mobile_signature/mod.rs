//! The mobile signature: a key on a person's phone or SIM.
//!
//! Source of the fields and rules: *Create a mobile signature* and *Update a mobile signature*
//! (8.2605.0, 9.2605.0).

mod issue;
mod modify;
mod properties;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use self::issue::New;
pub use self::modify::{Held, Modified, PatchMobileSignature};
use super::hex::cert_keys;
use super::{ChangeReason, Credential, CredentialType, Key, Keys, Typed};
use crate::breach::Breach;
use crate::certificate::SignerCert;
use crate::code::Code;
use crate::msisdn::{CallingCode, Msisdn};
use crate::policy::{ClientRules, MobileSignatureRules};
use crate::property::Properties;
use crate::text;

/// Longest `identificator`, in code points.
pub const IDENTIFICATOR_LEN_MAX: usize = 50;
/// Longest `msspIdentifier`, in code points.
pub const MSSP_IDENTIFIER_LEN_MAX: usize = 50;

/// What a mobile signature adds to a credential.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MobileSignature {
    /// MSSP-specific identificator.
    pub identificator: String,
    /// URI-based identifier of the MSSP; its form is not checked, the documentation names no rule.
    pub mssp_identifier: String,
    /// The certificate as it was submitted, byte for byte.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer_cert: Option<String>,
    /// Whom the provider asks. Unique in the client where the client policy wants it so.
    pub msisdn: Msisdn,
    /// Custom properties of the scope `CREDENTIAL_MOBILE_SIGNATURE_GLOBAL`.
    #[serde(default, skip_serializing_if = "Properties::is_empty")]
    pub properties: Properties,
    /// The serial number of the signer's subject (2.5.4.5), remembered at the first approved signature. Not part of the
    /// documented API, where it is never shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial_number: Option<String>,
}

impl MobileSignature {
    /// All that it is found by, in a client that may want numbers to be `unique`.
    #[must_use]
    pub fn keys(&self, lookup: &Lookup, unique: bool) -> Keys {
        let mut keys = vec![
            (Key::Lookup, Some(lookup.as_str().to_owned())),
            (Key::Unique, unique.then(|| lookup.unique().to_owned())),
            (Key::Identificator, Some(self.identificator.clone())),
        ];
        keys.extend(cert_keys(self.signer_cert.as_deref()));
        keys
    }

    /// Whose signature is expected: the serial number that was remembered, else the one in the certificate that the
    /// credential was given. `None`: the first one will be remembered.
    #[must_use]
    pub fn signers_serial_number(&self) -> Option<String> {
        let of_cert = || SignerCert::parse(self.signer_cert.as_deref()?).ok()?.subject_serial_number();
        self.serial_number.clone().or_else(of_cert)
    }
}

impl Typed for MobileSignature {
    const TYPE: CredentialType = CredentialType::of(&super::kinds::mobile_signature::FORM);
}

/// What search and uniqueness compare of a number. `Debug` hides it: it is a person's number.
#[derive(Clone, PartialEq, Eq)]
pub struct Lookup {
    stored: String,
    other: Option<String>,
    unique: String,
}

impl Lookup {
    /// What is stored: [`Msisdn::found_by`].
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.stored
    }

    /// How else the same number may be stored in the client.
    #[must_use]
    pub fn other(&self) -> Option<&str> {
        self.other.as_deref()
    }

    /// What two that are written at the same moment must not have in common. The country is in it: who writes does so
    /// under one rule, and a value of an older rule must stand in nobody's way.
    #[must_use]
    pub fn unique(&self) -> &str {
        &self.unique
    }
}

impl std::fmt::Debug for Lookup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Lookup(…)")
    }
}

/// What a number is found by in a client whose national numbers are those of `country`.
#[must_use]
pub fn lookup(msisdn: &Msisdn, country: Option<CallingCode>) -> Lookup {
    let (stored, other) = msisdn.spellings(country);
    let home = country.map(|country| country.to_string()).unwrap_or_default();
    let unique = format!("{home}:{}", msisdn.normal(country).unwrap_or_else(|_| stored.clone()));
    Lookup { stored, other, unique }
}

/// Where numbers are unique, one that can't be compared with others is none.
fn comparable(msisdn: &Msisdn, rules: &ClientRules) -> Result<(), Breach> {
    match msisdn.normal(rules.msisdn_country) {
        Err(why) if rules.msisdn_unique => Err(Breach::invalid(format!(
            "msisdn: expected a number that can be compared with others, such as +41791234567, since the client policy \
             wants numbers unique, got {}: {why}",
            msisdn.masked()
        ))),
        _ => Ok(()),
    }
}

fn signer_cert(value: Option<&str>) -> Result<Option<String>, Breach> {
    let Some(value) = value else { return Ok(None) };
    let value = text::mandatory("signerCert", Some(value), SignerCert::LEN_MAX)?;
    match SignerCert::parse(&value) {
        Ok(_) => Ok(Some(value)),
        Err(error) => Err(Breach::invalid(format!("signerCert: expected one X.509 certificate in PEM: {error}"))),
    }
}

pub(crate) fn fits(msisdn: &Msisdn, rules: &MobileSignatureRules) -> Result<(), Breach> {
    let Some(pattern) = &rules.msisdn else { return Ok(()) };
    let refused = |why| Err(Breach::new(Code::PolicyViolation, why));
    match pattern.pattern() {
        Ok(compiled) if compiled.matches(msisdn.as_str()) => Ok(()),
        Ok(_) => refused(format!(
            "msisdn: expected a value that matches {}, as the policy's validation.msisdn.regex says, got {}",
            pattern.as_str(),
            msisdn.masked()
        )),
        // It could be compiled when it was written.
        Err(error) => refused(format!("msisdn: the policy's validation.msisdn.regex can't be used: {error}")),
    }
}

/// The credential as its history shows it; the number in full only where the policy says so.
fn audit(credential: &Credential<MobileSignature>, audit_value: bool) -> Value {
    let detail = &credential.detail;
    let msisdn = if audit_value { detail.msisdn.as_str().to_owned() } else { detail.msisdn.masked() };
    let mut audit = json!({
        "type": MobileSignature::TYPE.as_str(),
        "extId": credential.ext_id,
        "policyExtId": credential.policy.as_ref().map(|policy| &policy.ext_id),
        "stateName": credential.state.as_str(),
        "stateChangeReason": credential.reason.map(ChangeReason::as_str),
        "validity": { "from": credential.validity.from.to_string(), "to": credential.validity.to.map(|to| to.to_string()) },
        "identificator": detail.identificator,
        "msspIdentifier": detail.mssp_identifier,
        "signerCert": detail.signer_cert,
        "msisdn": msisdn,
    });
    if !detail.properties.is_empty() {
        audit["properties"] = detail.properties.audit();
    }
    audit
}

#[cfg(test)]
mod tests;
