//! A mobile signature as those see it who ask its phone: the members of [its kind](super::kinds), typed.

use serde::{Deserialize, Serialize};

use crate::certificate::SignerCert;
use crate::identity_number::IdentityNumber;
use crate::msisdn::{CallingCode, Msisdn};
use crate::property::Properties;

/// The member that is never shown: the serial number of the signer's subject.
pub(crate) const SERIAL_NUMBER: &str = "serialNumber";

/// The member that names a person as her state does.
pub(crate) const NATIONAL_IDENTITY_NUMBER: &str = "sigill.nationalIdentityNumber";

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
    /// By which Mobile-ID of SK asks a person, beside the number of the phone.
    #[serde(rename = "sigill.nationalIdentityNumber", default, skip_serializing_if = "Option::is_none")]
    pub national_identity_number: Option<IdentityNumber>,
    /// Custom properties of the scope `CREDENTIAL_MOBILE_SIGNATURE_GLOBAL`.
    #[serde(default, skip_serializing_if = "Properties::is_empty")]
    pub properties: Properties,
    /// The serial number of the signer's subject (2.5.4.5), remembered at the first approved signature. Not part of the
    /// documented API, where it is never shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial_number: Option<String>,
}

impl MobileSignature {
    /// Whose signature is expected: the serial number that was remembered, else the one in the certificate that the
    /// credential was given. `None`: the first one will be remembered.
    #[must_use]
    pub fn signers_serial_number(&self) -> Option<String> {
        let of_cert = || SignerCert::parse(self.signer_cert.as_deref()?).ok()?.subject_serial_number();
        self.serial_number.clone().or_else(of_cert)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_unique_by_their_normal_form_and_the_country() {
        let swiss = CallingCode::parse("41");
        let number = |text: &str| Msisdn::parse("msisdn", Some(text)).unwrap();
        let unique = |text: &str, country| lookup(&number(text), country).unique().to_owned();
        assert_eq!(unique("079 123 45 67", swiss), unique("+41 79 123 45 67", swiss));
        assert_ne!(unique("+41791234567", swiss), unique("+41791234567", None));
        assert_ne!(unique("+41791234567", swiss), unique("+41791234568", swiss));
    }
}
