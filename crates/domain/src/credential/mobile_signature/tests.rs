//! What of a mobile signature is compared, checked and shown.

use uuid::Uuid;

use super::*;
use crate::credential::{Logins, State, Validity};
use crate::ext_id::ExtId;
use crate::policy::Parameters;
use crate::time::Timestamp;

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
fn numbers_are_unique_by_their_normal_form_and_the_country() {
    let swiss = CallingCode::parse("41");
    let unique = |text: &str, country| lookup(&number(text), country).unique().to_owned();
    assert_eq!(unique("079 123 45 67", swiss), unique("+41 79 123 45 67", swiss));
    assert_ne!(unique("+41791234567", swiss), unique("+41791234567", None));
    assert_ne!(unique("+41791234567", swiss), unique("+41791234568", swiss));
}

#[test]
fn where_numbers_are_unique_each_can_be_compared() {
    let rules = |all: &[(&str, &str)]| ClientRules::read(&parameters(all));
    let (any, unique) = (rules(&[]), rules(&[("validation.mobileSignature.msisdn.unique", "true")]));
    for (text, expected) in [("+41791234567", None), ("079 123 45 67", Some(Code::InvalidData))] {
        assert_eq!(told(comparable(&number(text), &any)), None, "{text}");
        assert_eq!(told(comparable(&number(text), &unique)), expected, "{text}");
    }
}

#[test]
fn a_number_matches_the_policy_as_a_whole() {
    let rules = MobileSignatureRules::read(&parameters(&[("validation.msisdn.regex", "\\+41[0-9]{9}")]));
    assert_eq!(told(fits(&number("+41791234567"), &rules)), None);
    assert_eq!(told(fits(&number("+417912345678"), &rules)), Some(Code::PolicyViolation));
    let rules = MobileSignatureRules::read(&parameters(&[]));
    assert_eq!(told(fits(&number("+417912345678"), &rules)), None);
}

#[test]
fn a_certificate_is_one_or_is_refused() {
    assert_eq!(signer_cert(None), Ok(None));
    for wrong in ["", " ", "x", "-----BEGIN CERTIFICATE-----"] {
        assert!(signer_cert(Some(wrong)).is_err(), "{wrong}");
    }
}

#[test]
fn history_hides_the_number_unless_the_policy_shows_it() {
    let (id, at) = (Uuid::nil(), Timestamp::from_micros(0));
    let credential = Credential {
        id,
        client_id: id,
        user_id: id,
        user_ext_id: id.into(),
        ext_id: ExtId::from_stored("c".to_owned()),
        policy: None,
        state: State::Active,
        reason: Some(ChangeReason::Initialized),
        reason_detail: None,
        comment: None,
        validity: Validity { from: at, to: None },
        logins: Logins::default(),
        lock_until: None,
        version: 1,
        created: at,
        modified: at,
        detail: MobileSignature {
            properties: Properties::default(),
            identificator: "i".to_owned(),
            mssp_identifier: "http://mssp".to_owned(),
            signer_cert: None,
            msisdn: number("+41791234567"),
            serial_number: None,
        },
    };
    let shown = audit(&credential, true);
    let expected = json!({
        "type": "MobileSignature", "extId": "c", "policyExtId": null, "stateName": "active",
        "stateChangeReason": "initialized", "validity": { "from": "1970-01-01T00:00:00Z", "to": null },
        "identificator": "i", "msspIdentifier": "http://mssp", "signerCert": null, "msisdn": "+41791234567",
    });
    assert_eq!(shown, expected);
    assert_eq!(audit(&credential, false)["msisdn"], number("+41791234567").masked());
    assert_ne!(number("+41791234567").masked(), "+41791234567");
}
