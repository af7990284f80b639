//! A mobile signature: a key on a person's phone or SIM.
//!
//! Source of the members and rules: *Create a mobile signature* and *Update a mobile signature* (8.2605.0, 9.2605.0).

use serde_json::Value;

use crate::breach::{Breach, Breaches};
use crate::code::Code;
use crate::credential::hex::cert_keys;
use crate::credential::mobile_signature::{self, NATIONAL_IDENTITY_NUMBER, SERIAL_NUMBER, lookup};
use crate::credential::{
    Answers, CredentialType, Draft, Form, Holds, Key, Keys, Kind, Member, Oneself, Own, SelfService, Takes, Typed,
    Whose, Within,
};
use crate::msisdn::Msisdn;
use crate::pattern::Source;
use crate::policy::mobile_signature::msisdn_pattern;
use crate::policy::parameter::{self, Parameter};
use crate::policy::{ClientRules, PolicyForm, PolicyType};
use crate::property::Scope;

/// See the module.
#[derive(Debug)]
pub(crate) struct MobileSignature;

const IDENTIFICATOR: &str = "identificator";
const SIGNER_CERT: &str = "signerCert";
const MSISDN: &str = "msisdn";

const PARAMETERS: &[&[Parameter]] = &[parameter::ALL_CREDENTIALS, crate::policy::mobile_signature::PARAMETERS];

const MEMBERS: &[Member] = &[
    Member::new(IDENTIFICATOR, Takes::Text(50), "What the provider (MSSP) knows the credential by.", "ID-123")
        .mandatory(),
    // Its form isn't checked: the documentation names no rule.
    Member::new(
        "msspIdentifier",
        Takes::Text(50),
        "Which provider (MSSP) serves it, by its URI.",
        "http://mssp.example.com",
    )
    .mandatory()
    .instead("defaultMsspIdentifier"),
    Member::new(
        SIGNER_CERT,
        Takes::Certificate,
        "The signer's X.509 certificate, in PEM.",
        "-----BEGIN CERTIFICATE-----\nMIIB…\n-----END CERTIFICATE-----\n",
    ),
    Member::new(MSISDN, Takes::Number, "The phone's calling number (MSISDN, ETSI TS 102 204).", "+41791234567")
        .mandatory()
        .masked()
        .unique(Within::ClientByPolicy),
    Member::new(
        NATIONAL_IDENTITY_NUMBER,
        Takes::IdentityNumber,
        "The person's national identity number (Estonia, Lithuania), by which Mobile-ID of SK asks: eleven digits.",
        "60001019906",
    )
    .masked(),
];

static POLICY: PolicyForm = PolicyForm::new("MobileSignaturePolicy", PARAMETERS);

pub(crate) static FORM: Form = Form {
    policy: Some(PolicyType::of(&POLICY)),
    members: MEMBERS,
    holds: Holds::One(Code::MobileSignatureExists),
    needs_policy: true,
    properties: Some(Scope::CREDENTIAL_MOBILE_SIGNATURE),
    answers: Answers::Whole,
    state_needs_right: false,
    version_as_text: false,
    oneself: SelfService { create: Oneself::No, view: Oneself::Yes, modify: Oneself::No, delete: Oneself::No },
    ..Form::new(16, "MobileSignature", "MobileSignature", "mobile-signature")
        .called("a mobile signature", "A key on a person's phone or SIM.")
};

impl CredentialType {
    /// Mobile signatures.
    pub const MOBILE_SIGNATURE: Self = Self::of(&FORM);
}

impl PolicyType {
    /// `MobileSignaturePolicy`.
    pub const MOBILE_SIGNATURE: Self = Self::of(&POLICY);
}

impl Typed for mobile_signature::MobileSignature {
    const TYPE: CredentialType = CredentialType::MOBILE_SIGNATURE;
}

impl Kind for MobileSignature {
    fn form(&self) -> &'static Form {
        &FORM
    }

    fn shape(&self, draft: &mut Draft<'_>, broken: &mut Breaches) {
        let before = |name: &str| draft.before.and_then(|own| own.text(name));
        let is_another = |name: &str| before(name) != draft.own.text(name);
        let number = draft.own.text(MSISDN).and_then(|text| Msisdn::parse(MSISDN, Some(text)).ok());
        if let Some(number) = &number {
            if is_another(MSISDN) || draft.is_under_new_policy {
                broken.keep(fits(number, msisdn_pattern(draft.parameters).as_ref()));
            }
            if is_another(MSISDN) {
                broken.keep(is_comparable(number, draft.whose.client_rules));
            }
        }
        // Another number, person or certificate is another enrolment: the next approved signature is remembered anew. Who takes
        // the certificate away wants that, too, even where there is none.
        let removes_cert = draft.given.get(SIGNER_CERT).is_some_and(Value::is_null);
        if removes_cert || is_another(MSISDN) || is_another(SIGNER_CERT) || is_another(NATIONAL_IDENTITY_NUMBER) {
            draft.own.set(SERIAL_NUMBER, Value::Null);
        }
    }

    fn keys(&self, own: &Own, whose: &Whose<'_>) -> Keys {
        let rules = whose.client_rules;
        let lookup =
            own.text(MSISDN).map(|number| lookup(&Msisdn::from_stored(number.to_owned()), rules.msisdn_country));
        let unique = lookup.as_ref().filter(|_| rules.msisdn_unique).map(|lookup| lookup.unique().to_owned());
        let mut keys = vec![
            (Key::Lookup, lookup.map(|lookup| lookup.as_str().to_owned())),
            (Key::Unique, unique),
            (Key::Identificator, own.text(IDENTIFICATOR).map(str::to_owned)),
        ];
        keys.extend(cert_keys(own.text(SIGNER_CERT)));
        keys
    }

    /// However the number was written.
    fn rivals(&self, own: &Own, whose: &Whose<'_>) -> Vec<String> {
        let Some(number) = own.text(MSISDN).and_then(|text| Msisdn::parse(MSISDN, Some(text)).ok()) else {
            return Vec::new();
        };
        let lookup = lookup(&number, whose.client_rules.msisdn_country);
        [Some(lookup.as_str()), lookup.other()].into_iter().flatten().map(str::to_owned).collect()
    }
}

/// Where numbers are unique, one that can't be compared with others is none.
fn is_comparable(number: &Msisdn, rules: &ClientRules) -> Result<(), Breach> {
    if !rules.msisdn_unique {
        return Ok(());
    }
    match number.normal(rules.msisdn_country) {
        Err(why) => Err(Breach::invalid(format!(
            "{MSISDN}: expected a number that can be compared with others, such as +41791234567, since the client policy \
             wants numbers unique, got {}: {why}",
            number.masked()
        ))),
        Ok(_) => Ok(()),
    }
}

/// Whether the whole number matches what the policy says.
pub(crate) fn fits(number: &Msisdn, pattern: Option<&Source>) -> Result<(), Breach> {
    let Some(pattern) = pattern else { return Ok(()) };
    let refused = |why| Err(Breach::new(Code::PolicyViolation, why));
    match pattern.pattern() {
        Ok(compiled) if compiled.matches(number.as_str()) => Ok(()),
        Ok(_) => refused(format!(
            "{MSISDN}: expected a value that matches {}, as the policy's validation.msisdn.regex says, got {}",
            pattern.as_str(),
            number.masked()
        )),
        // It could be compiled when it was written.
        Err(error) => refused(format!("{MSISDN}: the policy's validation.msisdn.regex can't be used: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Parameters;

    fn parameters(all: &[(&str, &str)]) -> Parameters {
        all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn number(text: &str) -> Msisdn {
        Msisdn::parse("msisdn", Some(text)).unwrap()
    }

    fn told(result: Result<(), Breach>) -> Option<Code> {
        result.err().map(|breach| breach.code)
    }

    #[test]
    fn where_numbers_are_unique_each_can_be_compared() {
        let rules = |all: &[(&str, &str)]| ClientRules::read(&parameters(all));
        let (any, unique) = (rules(&[]), rules(&[("validation.mobileSignature.msisdn.unique", "true")]));
        for (text, expected) in [("+41791234567", None), ("079 123 45 67", Some(Code::InvalidData))] {
            assert_eq!(told(is_comparable(&number(text), &any)), None, "{text}");
            assert_eq!(told(is_comparable(&number(text), &unique)), expected, "{text}");
        }
    }

    #[test]
    fn a_number_matches_the_policy_as_a_whole() {
        let rules = msisdn_pattern(&parameters(&[("validation.msisdn.regex", "\\+41[0-9]{9}")]));
        assert_eq!(told(fits(&number("+41791234567"), rules.as_ref())), None);
        assert_eq!(told(fits(&number("+417912345678"), rules.as_ref())), Some(Code::PolicyViolation));
        let rules = msisdn_pattern(&parameters(&[]));
        assert_eq!(told(fits(&number("+417912345678"), rules.as_ref())), None);
    }

    #[test]
    fn history_hides_the_number_unless_the_policy_shows_it() {
        let member = MEMBERS.iter().find(|member| member.name == MSISDN).unwrap();
        let told = |in_full| member.audited(&"+41791234567".into(), in_full);
        assert_eq!(told(true), Some("+41791234567".into()));
        assert_eq!(told(false), Some(number("+41791234567").masked().into()));
        assert_ne!(number("+41791234567").masked(), "+41791234567");
    }
}
