//! The decisions in tables and properties.

use proptest::prelude::*;

use super::*;
use crate::caller::Identity;
use crate::change::{Change, Guard, Write};
use crate::credential::{self, ChangeReason, CredentialUser, Logins, State as CredentialState, Validity};
use crate::event::{EventKind, Happening};
use crate::policy::{ClientRules, Parameters, PolicyType};
use crate::rejection::Rejection;
use crate::right::SignatureRequest;
use crate::standing::Ruled;
use crate::user;

const NOW: Timestamp = Timestamp::from_micros(1_779_107_696_000_000);

fn ext_id(text: &str) -> ExtId {
    ExtId::from_stored(text.to_owned())
}

fn happening() -> Happening {
    Happening {
        at: NOW,
        by: Identity { user_id: Some(Uuid::from_u128(9)), name: "api/bank".to_owned() },
        request_id: "r".to_owned(),
        event_id: Uuid::from_u128(70),
        id: Uuid::from_u128(80),
    }
}

fn credential(state: CredentialState) -> Credential<MobileSignature> {
    Credential {
        id: Uuid::from_u128(3),
        client_id: Uuid::from_u128(1),
        user: Some(CredentialUser { id: Uuid::from_u128(2), ext_id: ext_id("u") }),
        ext_id: ext_id("c"),
        policy: None,
        state,
        reason: Some(ChangeReason::Initialized),
        reason_detail: None,
        comment: None,
        validity: Validity { from: NOW, to: None },
        logins: Logins::default(),
        lock_until: None,
        version: 1,
        created: NOW,
        modified: NOW,
        created_by: None,
        modified_by: None,
        detail: MobileSignature {
            properties: Default::default(),
            identificator: "i".to_owned(),
            mssp_identifier: "http://mssp".to_owned(),
            signer_cert: None,
            msisdn: Msisdn::parse("msisdn", Some("+41791234567")).unwrap(),
            serial_number: None,
            national_identity_number: None,
        },
    }
}

fn client() -> ClientRef {
    ClientRef { id: Uuid::from_u128(1), ext_id: ext_id("api"), name: "API".to_owned() }
}

fn user() -> UserRef {
    UserRef { id: Uuid::from_u128(2), ext_id: ext_id("u"), state: user::State::Active }
}

fn signable(state: CredentialState) -> Signable {
    Signable {
        client: client(),
        client_rules: ClientRules::read(&Parameters::from([("sigill.msisdn.country".to_owned(), "41".to_owned())])),
        user: user(),
        user_validity: user::Validity::default(),
        rev: 7,
        credential: credential(state),
        rules: MobileSignatureRules::read(&Parameters::new()),
        open: None,
        lately: Lately::default(),
    }
}

fn offer() -> Offer {
    Offer {
        languages: vec!["en".to_owned(), "de".to_owned()],
        profile: Some("http://profile/default".to_owned()),
        time_limit_s: 80,
        time_limit_s_max: 120,
        proves: Proven::TextSigned,
    }
}

fn way() -> Way {
    Way { ap_trans_id: "S1".to_owned(), driver: Uuid::from_u128(6), bound: None }
}

fn wish() -> Wish {
    Wish { text: Some("Bank: pay?".to_owned()), ..Wish::default() }
}

type Asked = Result<(Signature, Change<SignatureRequest>), Rejection>;

fn ask(signable: &Signable, wish: &Wish) -> Asked {
    signable.request(wish, Some(&offer()), vec![], way(), &happening())
}

fn messages(asked: Asked) -> Vec<String> {
    match asked.unwrap_err() {
        Rejection::Broken(broken) => broken.into_iter().map(|breach| breach.message).collect(),
        other => vec![format!("{other:?}")],
    }
}

fn held(state: CredentialState, parameters: &[(&str, &str)]) -> Held {
    let (signature, _) = ask(&signable(CredentialState::Active), &wish()).unwrap();
    let parameters: Parameters = parameters.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    Held {
        client: client(),
        user: user(),
        user_validity: user::Validity::default(),
        rev: 8,
        credential: credential(state),
        governing: Some(Policy {
            id: Uuid::from_u128(4),
            client_id: Uuid::from_u128(1),
            ext_id: ext_id("p"),
            kind: PolicyType::MOBILE_SIGNATURE,
            name: "p".to_owned(),
            description: None,
            is_default: true,
            parameters,
            version: 1,
            created: NOW,
            modified: NOW,
        }),
        signature,
    }
}

/// The credential that a change writes.
fn counted<R>(change: &Change<R>) -> Option<Credential<MobileSignature>> {
    change.writes.iter().find_map(|write| match write {
        Write::CountCredential(kept) => {
            let detail = serde_json::from_value(kept.credential.detail.own.clone()).unwrap();
            Some(kept.credential.with(detail))
        }
        _ => None,
    })
}

fn verdict(outcome: Outcome) -> Verdict {
    let mut verdict = Verdict::of(outcome, "because");
    verdict.detail.proven = (outcome == Outcome::Approved).then_some(Proven::TextSigned);
    verdict
}

fn signed_by(serial: &str) -> Verdict {
    let signer = Signer { serial_number: Some(serial.to_owned()), ..Signer::default() };
    let approved = verdict(Outcome::Approved);
    Verdict { detail: Detail { signer: Some(signer), ..approved.detail.clone() }, ..approved }
}

#[test]
fn a_request_is_a_row_an_event_and_the_owners_revision() {
    let (signature, change) = ask(&signable(CredentialState::Active), &wish()).unwrap();
    assert_eq!(signature.state, State::Requested);
    assert_eq!((signature.language.as_str(), signature.time_limit_s, signature.attempts), ("en", 80, 1));
    assert_eq!(signature.profile.as_deref(), Some("http://profile/default"));
    assert_eq!(signature.text, format!("Bank: pay? ({})", signature.code));
    assert_eq!(signature.limit_at, NOW.plus_millis(80_000));
    assert_eq!(change.guard, Guard::Owner { id: user().id, rev: 7, ruled: Ruled::UNTOUCHED });
    assert_eq!((change.writes.len(), change.events.len()), (2, 1));
    assert_eq!(change.events[0].kind, EventKind::SignatureRequest);
    let told = change.events[0].after.as_ref().unwrap().to_string();
    assert!(!told.contains("pay?") && !told.contains("4179"), "{told}");
}

#[test]
fn only_the_four_usable_states_may_sign() {
    let may: Vec<_> = CredentialState::ALL
        .iter()
        .filter(|state| ask(&signable(**state), &wish()).is_ok())
        .map(|state| state.as_str())
        .collect();
    assert_eq!(may, ["initial", "active", "reset-code", "admin-changed"]);
    assert_eq!(
        messages(ask(&signable(CredentialState::FailLocked), &wish())),
        ["the mobile signature is fail-locked: it can't be used in this state"]
    );
}

#[test]
fn a_lock_for_a_while_that_is_over_is_none() {
    let mut locked = signable(CredentialState::TmpLocked);
    locked.credential.lock_until = Some(NOW.plus_millis(1));
    assert!(ask(&locked, &wish()).is_err());
    locked.credential.lock_until = Some(NOW);
    assert!(ask(&locked, &wish()).is_ok());
}

#[test]
fn every_broken_rule_is_told_at_once() {
    let mut wrong = signable(CredentialState::Disabled);
    wrong.user.state = user::State::Disabled;
    wrong.credential.validity = Validity { from: NOW.plus_millis(1), to: None };
    let wish = Wish {
        text: Some(" ".to_owned()),
        language: Some("rm".to_owned()),
        profile: Some("no uri".to_owned()),
        time_limit_s: Some(121),
        receipt_text: Some(String::new()),
    };
    insta::assert_snapshot!(messages(ask(&wrong, &wish)).join("\n"), @r"
    text must not be blank: expected 1 to 1000 characters
    receiptText must not be blank: expected 1 to 1000 characters
    profile: expected a URI such as http://mid.swisscom.ch/MID/v1/AuthProfile1, got 'no uri'
    language: expected one of en, de, got 'rm'
    timeLimitSeconds: expected 15 to 120 seconds, got 121
    the user is disabled: it must be active
    the mobile signature is disabled: it can't be used in this state
    the mobile signature is outside its validity period
    ");
    let none = signable(CredentialState::Active).request(&self::wish(), None, vec![], way(), &happening());
    insta::assert_snapshot!(messages(none).join("\n"), @"msspIdentifier: the configuration has no provider with the identifier 'http://mssp' of the credential");
}

#[test]
fn one_at_a_time_and_five_in_five_minutes() {
    let mut busy = signable(CredentialState::Active);
    busy.open = Some(Uuid::from_u128(5));
    assert!(matches!(ask(&busy, &wish()), Err(Rejection::Stale(crate::code::Code::SignaturePending, why))
        if why.contains("00000000-0000-0000-0000-000000000005")));
    let mut tired = signable(CredentialState::Active);
    let long_ago = NOW.plus_millis(-LATELY_MS + 9_000);
    tired.lately = Lately(vec![(4, NOW), (3, NOW), (2, NOW), (1, long_ago)]);
    let (_, change) = ask(&tired, &wish()).unwrap();
    assert!(change.writes.iter().any(|write| matches!(write, Write::NoteAsked(noted) if noted.place == 5)));
    tired.lately.0.push((0, long_ago));
    assert!(matches!(ask(&tired, &wish()), Err(Rejection::TooMany { retry_s: 10, .. })));
}

#[test]
fn the_first_approval_activates_and_remembers() {
    let held = held(CredentialState::Initial, &[]);
    let (signature, change) = held.settle(signed_by("MIDCHE1"), &happening()).unwrap();
    assert_eq!((signature.state, signature.outcome()), (State::Settled, Some(Outcome::Approved)));
    let after = counted(&change).unwrap();
    assert_eq!((after.state, after.reason), (CredentialState::Active, Some(ChangeReason::Activated)));
    assert_eq!((after.logins.success_count, after.logins.failure_count), (1, 0));
    assert_eq!((after.version, after.detail.serial_number.as_deref()), (2, Some("MIDCHE1")));
    assert_eq!(change.guard, Guard::Owner { id: user().id, rev: 8, ruled: Ruled::UNTOUCHED });
}

#[test]
fn a_later_approval_only_counts() {
    let mut held = held(CredentialState::Active, &[]);
    held.credential.detail.serial_number = Some("MIDCHE1".to_owned());
    held.credential.logins.failure_count = 1;
    let (_, change) = held.settle(signed_by("MIDCHE1"), &happening()).unwrap();
    let after = counted(&change).unwrap();
    assert_eq!((after.version, after.logins.success_count, after.logins.failure_count), (1, 1, 0));
}

#[test]
fn a_flagged_mismatch_counts_and_keeps_what_is_remembered() {
    let mut held = held(CredentialState::Active, &[("sigill.serialMismatch", "flag")]);
    held.credential.detail.serial_number = Some("MIDCHE1".to_owned());
    assert!(held.remembered().only_flags);
    let mut verdict = signed_by("MIDCHE2");
    verdict.detail.serial_mismatch = true;
    let (_, change) = held.settle(verdict, &happening()).unwrap();
    assert_eq!(counted(&change).unwrap().detail.serial_number.as_deref(), Some("MIDCHE1"));
    assert_eq!(change.events[0].after.as_ref().unwrap()["serialMismatch"], true);
}

#[test]
fn failures_lock_as_the_policy_says() {
    let policy = [("tmpLockingThreshold", "2"), ("maxCredFailureCount", "3")];
    let mut held = held(CredentialState::Active, &policy);
    let mut states = Vec::new();
    for _ in 0..3 {
        let (_, change) = held.settle(verdict(Outcome::InvalidSignature), &happening()).unwrap();
        let after = counted(&change).unwrap();
        states.push((after.state.as_str(), after.version, after.lock_until.is_some()));
        held.credential = Credential { lock_until: Some(NOW), ..after };
    }
    assert_eq!(states, [("active", 1, false), ("tmp-locked", 2, true), ("fail-locked", 3, false)]);
}

#[test]
fn an_approval_for_a_credential_that_was_locked_meanwhile_lets_nobody_in() {
    for state in [CredentialState::Disabled, CredentialState::FailLocked, CredentialState::Archived] {
        let held = held(state, &[]);
        let (signature, change) = held.settle(signed_by("MIDCHE1"), &happening()).unwrap();
        assert_eq!(signature.outcome(), Some(Outcome::Withdrawn));
        assert_eq!(counted(&change), None, "{state:?}");
    }
}

#[test]
fn an_answer_of_a_phone_that_was_replaced_or_of_a_user_who_was_disabled_meanwhile_counts_for_nothing() {
    type Meanwhile = fn(&mut Held);
    let changes: [(Meanwhile, &str); 6] = [
        (|held| held.user_validity.to = Some(NOW), "the user's validity ended at"),
        (|held| held.user_validity.from = Some(NOW.plus_millis(1)), "the user's validity begins at"),
        (|held| held.user.state = user::State::Disabled, "the user was disabled"),
        (
            |held| held.credential.detail.msisdn = Msisdn::parse("msisdn", Some("+41790000009")).unwrap(),
            "another number or provider",
        ),
        (|held| held.credential.detail.mssp_identifier = "http://other".to_owned(), "another number or provider"),
        (|held| held.credential.validity.to = Some(NOW), "outside its validity period"),
    ];
    for (meanwhile, why) in changes {
        for verdict in [signed_by("MIDCHE1"), verdict(Outcome::OtherText)] {
            let mut held = held(CredentialState::Initial, &[]);
            meanwhile(&mut held);
            let (signature, change) = held.settle(verdict, &happening()).unwrap();
            assert_eq!((signature.outcome(), counted(&change)), (Some(Outcome::Withdrawn), None), "{why}");
            let reason = signature.settled.unwrap().detail.reason.unwrap();
            assert!(reason.contains(why), "{reason}");
        }
    }
}

#[test]
fn withdrawing_settles_and_counts_nothing() {
    let held = held(CredentialState::Active, &[]);
    let (signature, change) = held.withdraw(&crate::version::Expected::default(), &happening()).unwrap().unwrap();
    assert_eq!((signature.outcome(), counted(&change)), (Some(Outcome::Withdrawn), None));
}

#[test]
fn pending_comes_once_and_only_after_requested() {
    let mut held = held(CredentialState::Active, &[]);
    let (signature, _) = held.pending("h4iof", Some("http://effective"), &happening()).unwrap();
    assert_eq!((signature.state, signature.mssp_trans_id.as_deref()), (State::Pending, Some("h4iof")));
    assert_eq!(signature.profile.as_deref(), Some("http://effective"));
    held.signature = signature;
    assert!(held.pending("other", None, &happening()).is_none());
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    prop::sample::select(Outcome::ALL)
}

proptest! {
    #[test]
    fn whatever_happens_an_outcome_is_counted_once_and_only_if_it_counts(
        outcome in any_outcome(),
        second in any_outcome(),
        state in prop::sample::select(CredentialState::ALL),
        failures in 0_i64..5,
    ) {
        let mut held = held(state, &[]);
        held.credential.logins.failure_count = failures;
        let (signature, change) = held.settle(verdict(outcome), &happening()).unwrap();
        let usable = held.credential.clone().at(NOW).state.is_usable();
        let counts = usable && outcome.counts() != Counts::Nothing;
        prop_assert_eq!(counted(&change).is_some(), counts);
        if let Some(after) = counted(&change) {
            let moved = (after.logins.success_count, after.logins.failure_count);
            let expected = if outcome == Outcome::Approved { (1, 0) } else { (0, failures + 1) };
            prop_assert_eq!(moved, expected);
        }
        let again = Held { signature, ..held };
        prop_assert!(again.settle(verdict(second), &happening()).is_none());
    }

    #[test]
    fn what_is_not_counted_never_touches_the_credential(outcome in any_outcome()) {
        let held = held(credential::State::Active, &[]);
        let (_, change) = held.settle(verdict(outcome), &happening()).unwrap();
        prop_assert_eq!(counted(&change).is_none(), outcome.counts() == Counts::Nothing);
    }
}
