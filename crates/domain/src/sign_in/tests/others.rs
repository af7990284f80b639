//! Credentials beside the mobile signature.

use super::*;
use crate::credential::{CredentialType, Own};

#[test]
fn of_several_credentials_one_suffices() {
    let password = |name, state| credential(name, state, Own::new(CredentialType::DEVICE_PASSWORD));
    let mut facts = facts();
    facts.signature = None;
    facts.user.is_technical = true;
    let other = |credential| OtherFacts { credential, change_by: None };
    let (a, b) = (password("a", credential::State::Disabled), password("b", credential::State::Active));
    facts.others = vec![other(a), other(b)];
    let told = explain(&facts, NOW);
    assert_eq!(shown(&told), "can: note credential-disabled");
    assert_eq!(told.causes[0].sentence, "The device password a is disabled: only an active one serves.");
    assert_eq!([told.credentials[0].verdict, told.credentials[1].verdict], [Verdict::Cannot, Verdict::Can]);
    facts.others[1].credential.state = credential::State::Initial;
    let told = explain(&facts, NOW);
    assert_eq!(shown(&told), "cannot: prevents credential-disabled, prevents credential-not-active");
    facts.others.clear();
    assert_eq!(shown(&explain(&facts, NOW)), "cannot: prevents no-credential");
}

#[test]
fn what_nobody_signs_in_with_alone_is_told_and_suffices_nobody() {
    let kind = |number: i64| CredentialType::all().find(|kind| kind.number() == number).unwrap();
    let of =
        |number, state, change_by| OtherFacts { credential: credential("c", state, Own::new(kind(number))), change_by };
    let mut facts = facts();
    facts.signature = None;
    facts.others = vec![of(13, credential::State::Active, None), of(18, credential::State::Active, None)];
    let told = explain(&facts, NOW);
    assert_eq!((shown(&told).as_str(), told.credentials.len()), ("cannot: prevents no-credential", 2));
    facts.others = vec![of(1, credential::State::Initial, Some(NOW))];
    let told = explain(&facts, NOW);
    assert_eq!(shown(&told), "cannot: prevents change-overdue");
    assert!(told.causes[0].sentence.starts_with("The password c had to be changed by 2026-"), "{told:?}");
    // A person's first password is there to be changed, and so serves.
    facts.others[0].change_by = None;
    assert_eq!(shown(&explain(&facts, NOW)), "can: ");
}
