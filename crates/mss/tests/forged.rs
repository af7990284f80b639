//! Forged and broken objects are refused for the right reason; unusual but right ones are accepted.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use std::collections::HashSet;

use sigill_mss::verify::{Check, Outcome};
use support::{cases, good};

#[test]
fn every_forged_object_is_refused_by_the_right_check_for_the_right_reason() {
    let all = cases::forged();
    let mut wrong = Vec::new();
    for case in &all {
        let report = case.verify();
        let (check, code) = case.want.unwrap();
        let found = report.failure().map(|(check, reason)| {
            (check, serde_json::to_value(reason).unwrap()["code"].as_str().unwrap().to_owned(), reason.to_string())
        });
        if std::env::var_os("SIGILL_SHOW").is_some() {
            println!("{}: {}", case.name, found.as_ref().map_or("accepted", |(.., words)| words));
        }
        let fits = found.as_ref().is_some_and(|(c, k, _)| *c == check && k == code);
        if !fits || report.is_valid() {
            wrong.push(format!("{}: wanted {check:?} {code}, got {found:?}", case.name));
        }
        for (later, outcome) in report.checks().filter(|(later, _)| *later > check) {
            assert_eq!(*outcome, Outcome::NotReached, "{}: {later:?}", case.name);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let names: HashSet<_> = all.iter().map(|case| case.name).collect();
    assert_eq!(names.len(), all.len(), "names repeat");
    assert!(all.len() >= 80, "{}", all.len());
    println!("{} forged objects", all.len());
}

#[test]
fn every_check_after_the_answer_refuses_at_least_one_forged_object() {
    let refused: HashSet<_> = cases::forged().iter().map(|case| case.want.unwrap().0).collect();
    let others = Check::ALL.into_iter().filter(|check| !matches!(check, Check::Answer | Check::Request));
    for check in others {
        assert!(refused.contains(&check), "{check:?}");
    }
}

#[test]
fn every_good_variant_is_accepted() {
    let all = good::variants();
    let wrong: Vec<_> = all
        .iter()
        .map(|case| (case.name, case.verify()))
        .filter(|(_, report)| !report.is_valid())
        .map(|(name, report)| format!("{name}: {report}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{} good objects", all.len());
}

#[test]
fn every_single_octet_of_an_object_is_protected_or_proves_nothing() {
    let case = cases::good("base", |_| {});
    // Another octet may go unnoticed only where nothing depends on it: the root that came along, versions, and the
    // list of digest algorithms. Everywhere else the verification must fail.
    let mut unnoticed = Vec::new();
    for index in 0..case.octets.len() {
        let mut octets = case.octets.clone();
        octets[index] ^= 0x01;
        let changed = cases::Case { octets, ..case.clone() };
        if changed.verify().is_valid() {
            unnoticed.push(index);
        }
    }
    let root = support::pki::Pki::get().root.as_slice();
    let start = case.octets.windows(root.len()).position(|window| window == root).unwrap();
    let outside: Vec<_> = unnoticed.iter().filter(|index| !(start..start + root.len()).contains(*index)).collect();
    println!("{} octets unnoticed outside of the root: {outside:?}", outside.len());
    assert!(outside.len() <= 16, "{outside:?}");
}
