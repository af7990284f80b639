use uuid::Uuid;

use super::*;
use crate::caller::Identity;
use crate::time::Timestamp;

fn define(new: &New, count: i64, name_taken: bool) -> Result<Definition, String> {
    let happening = Happening {
        at: Timestamp::from_micros(0),
        by: Identity::system(),
        request_id: String::new(),
        event_id: Uuid::from_u128(1),
        id: Uuid::from_u128(2),
    };
    let definitions = Definitions { count, position: count, name_taken, client: None, application: None };
    match definitions.define(new, Vec::new(), &happening) {
        Ok((definition, _)) => Ok(definition),
        Err(broken) => Err(broken.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
    }
}

fn new(kind: &str) -> New {
    let given = |text: &str| Some(text.to_owned());
    New { name: given("badge"), kind: given(kind), scope: given("USER_GLOBAL"), ..New::default() }
}

#[test]
fn what_is_not_said_has_the_documented_default() {
    let definition = define(&new("STRING"), 0, false).unwrap();
    assert_eq!((definition.access_create, definition.access_modify), (Access::ReadWrite, Access::ReadWrite));
    assert!(!definition.propagated && !definition.mandatory_on_gui);
    assert_eq!((definition.uniqueness, definition.client_id), (Uniqueness::None, Uuid::nil()));
    assert_eq!((definition.string_max_len, definition.string_regex), (None, None));
    for scope in Scope::all() {
        let scoped = New { scope: Some(scope.as_str().to_owned()), ..new("STRING") };
        assert_eq!(define(&scoped, 0, false).unwrap().scope, scope, "all thirteen are kept");
    }
    assert_eq!(Scope::all().count(), 13);
}

#[test]
fn every_broken_rule_of_a_definition_is_told_at_once() {
    let all_wrong = New {
        name: Some("a\tb".to_owned()),
        scope: Some("USER".to_owned()),
        encrypted: Some(true),
        string_max_len: Some(4001),
        string_regex: Some("(?=a)b".to_owned()),
        access_create: Some("WRITE".to_owned()),
        allowed_values: Some(vec!["a".to_owned()]),
        ..new("STRING")
    };
    assert_eq!(
        define(&all_wrong, 100, true).unwrap_err(),
        "errors.invalidData: name must not contain control characters\n\
         errors.invalidData: scope: expected one of APPLICATION_GLOBAL, UNIT_GLOBAL, PROFILE_GLOBAL, \
         PROFILE_FOR_APPLICATION_GLOBAL, PROFILE_FOR_APPLICATION, ROLE_FOR_APPLICATION, USER_GLOBAL, \
         ENTERPRISE_ROLE_GLOBAL, CREDENTIAL_CERTIFICATE_GLOBAL, CREDENTIAL_GENERIC_GLOBAL, \
         CREDENTIAL_MOBILE_SIGNATURE_GLOBAL, CREDENTIAL_SAML_FEDERATION_GLOBAL, CREDENTIAL_SECURITY_QUESTIONS_GLOBAL, \
         got 'USER'\n\
         errors.invalidData: accessCreate: expected one of READ_WRITE, READ_ONLY, OFF, got 'WRITE'\n\
         errors.invalidData: stringMaxLen: expected a number from 1 to 4000, got 4001\n\
         errors.property.regexinv: stringRegex: look-ahead `(?=` at position 1 can't be matched in linear time\n\
         errors.invalidData: allowedValues: only for the type ENUM\n\
         errors.duplicateName: name: the scope already has a property with this name\n\
         errors.invalidData: scope: it has 100 properties, which is the most"
    );
    let none = "is mandatory: expected a non-blank text, got none";
    assert_eq!(
        define(&New::default(), 0, false).unwrap_err(),
        format!("errors.invalidData: name {none}\nerrors.invalidData: type {none}\nerrors.invalidData: scope {none}")
    );
    let of_enum = New { string_max_len: Some(1), string_regex: Some("a".to_owned()), ..new("ENUM") };
    assert_eq!(
        define(&of_enum, 0, false).unwrap_err(),
        "errors.invalidData: stringMaxLen: only for the type STRING\n\
         errors.invalidData: stringRegex: only for the type STRING\n\
         errors.invalidData: allowedValues: expected 1 to 100 values for the type ENUM, got 0"
    );
    let twice = New { allowed_values: Some(vec!["a".to_owned(), " ".to_owned(), "a".to_owned()]), ..new("ENUM") };
    assert_eq!(
        define(&twice, 0, false).unwrap_err(),
        "errors.invalidData: allowedValues[1] must not be blank: expected 1 to 255 characters\n\
         errors.invalidData: allowedValues[2]: 'a' occurs twice"
    );
}

#[test]
fn an_enumeration_says_what_it_allows() {
    let colors = New { allowed_values: Some(vec!["red".to_owned(), "blue".to_owned()]), ..new("ENUM") };
    assert_eq!(define(&colors, 99, false).unwrap().allowed_values, ["red", "blue"]);
}
