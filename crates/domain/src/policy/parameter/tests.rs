use super::*;
use crate::policy::PolicyType;

fn message(name: &str, value: &str) -> Option<String> {
    let given = Parameters::from([(name.to_owned(), value.to_owned())]);
    check(&PolicyType::MOBILE_SIGNATURE.parameters(), &given).pop().map(|breach| breach.to_string())
}

#[test]
fn every_documented_parameter_takes_its_documented_values() {
    for (name, value) in [
        ("auditCredentialValue", "true"),
        ("credentialLifetime", "1"),
        ("hashAlgorithm", "SSHA256"),
        ("maxCredFailureCount", "-1"),
        ("tmpLockingDuration", "30000"),
        ("tmpLockingMode", "threshold"),
        ("tmpLockingThreshold", "2"),
        ("validityDateCalculationVersion", "v1"),
        ("defaultMsspIdentifier", "http://www.swisscom.ch"),
        ("validation.msisdn.regex", r"\+41[0-9]{9}"),
        ("create.restrictedRoles", "[nevisIdm.Root,nevisIdm.Helpdesk]"),
        ("create.restrictedRoles", ""),
        ("modify.restrictedRoles", "[]"),
    ] {
        assert_eq!(message(name, value), None, "{name}");
    }
}

#[test]
fn a_value_of_the_wrong_form_is_named_with_what_was_expected() {
    for (name, value) in [
        ("auditCredentialValue", "yes"),
        ("credentialLifetime", "0"),
        ("credentialLifetime", "99999999999999999999"),
        ("hashAlgorithm", "MD5"),
        ("maxCredFailureCount", "0"),
        ("maxCredFailureCount", "+3"),
        ("tmpLockingMode", "Strict"),
        ("tmpLockingThreshold", "2.5"),
        ("defaultMsspIdentifier", " "),
        ("validation.msisdn.regex", "("),
        ("create.restrictedRoles", "Root"),
        ("modify.restrictedRoles", "[[a]]"),
        ("validation.msisdn.regex", ""),
        ("surprise", "1"),
    ] {
        let message = message(name, value).unwrap_or_else(|| panic!("{name}={value} was accepted"));
        assert!(message.contains(name), "{message}");
    }
}

#[test]
fn a_pattern_that_needs_backtracking_is_refused_by_name_when_the_policy_is_written() {
    let message = message("validation.msisdn.regex", r"(?=\+41).*").unwrap();
    assert!(message.starts_with("errors.property.regexinv") && message.contains("look-ahead"), "{message}");
}

#[test]
fn a_value_longer_than_its_column_is_refused() {
    assert!(message("validation.msisdn.regex", &"a".repeat(256)).unwrap().contains("at most 255"));
    assert!(message("defaultMsspIdentifier", &"a".repeat(51)).unwrap().contains("at most 50"));
}

#[test]
fn a_set_of_characters_has_ranges_and_each_character_once() {
    let set = |text: &str| characters(text).into_iter().collect::<String>();
    assert_eq!((set("a-e"), set("0-3a-c"), set("aab")), ("abcde".into(), "0123abc".into(), "ab".into()));
    assert_eq!((set("a-"), set("-"), set("z-a"), set(" a b")), ("a-".into(), "-".into(), "z-a".into(), "ab".into()));
}

#[test]
fn brackets_without_names_let_nobody_through() {
    let roles = || ["nevisIdm.Root"].into_iter();
    assert!(RoleRestriction::parse("").unwrap().allows(roles()));
    assert!(!RoleRestriction::parse("[]").unwrap().allows(roles()));
    assert!(RoleRestriction::parse("[x, nevisIdm.Root]").unwrap().allows(roles()));
    assert!(!RoleRestriction::parse("[x]").unwrap().allows(roles()));
}
