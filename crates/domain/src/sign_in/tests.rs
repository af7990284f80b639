//! The decision in tables.

mod others;

use serde_json::json;
use std::fmt::Write as _;
use uuid::Uuid;

use super::*;
use crate::caller::Identity;
use crate::client::ClientRef;
use crate::credential::{self, ChangeReason, Credential, CredentialUser, Logins, MobileSignature};
use crate::event::Happening;
use crate::ext_id::ExtId;
use crate::msisdn::Msisdn;
use crate::policy::{ClientRules, MobileSignatureRules, Parameters};
use crate::rejection::Rejection;
use crate::signing::{self, Detail, Offer, Outcome, Settled, Signable, Signature, Signer, Way, Wish};
use crate::time::Timestamp;
use crate::user::{self, User, UserRef};

const NOW: Timestamp = Timestamp::from_micros(1_779_107_696_000_000);
const HOUR_MS: i64 = 3_600_000;

fn ext_id(text: &str) -> ExtId {
    ExtId::from_stored(text.to_owned())
}

fn credential<D>(name: &str, state: credential::State, detail: D) -> Credential<D> {
    Credential {
        id: Uuid::from_u128(3),
        client_id: Uuid::from_u128(1),
        user: Some(CredentialUser { id: Uuid::from_u128(2), ext_id: ext_id("u") }),
        ext_id: ext_id(name),
        policy: None,
        state,
        reason: Some(ChangeReason::Initialized),
        reason_detail: None,
        comment: None,
        validity: credential::Validity { from: NOW.plus_millis(-HOUR_MS), to: None },
        logins: Logins::default(),
        lock_until: None,
        version: 1,
        created: NOW,
        modified: NOW,
        created_by: None,
        modified_by: None,
        detail,
    }
}

fn mobile_signature() -> Credential<MobileSignature> {
    let detail = MobileSignature {
        identificator: "i".to_owned(),
        mssp_identifier: "http://mssp".to_owned(),
        signer_cert: None,
        msisdn: Msisdn::parse("msisdn", Some("+41791234567")).unwrap(),
        properties: Default::default(),
        serial_number: None,
        national_identity_number: None,
    };
    credential("c", credential::State::Active, detail)
}

fn rules(parameters: &[(&str, &str)]) -> MobileSignatureRules {
    let parameters: Parameters =
        parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    MobileSignatureRules::read(&parameters)
}

/// Somebody with a mobile signature, against which nothing speaks.
fn facts() -> Facts {
    let user = User {
        id: Uuid::from_u128(2),
        client_id: Uuid::from_u128(1),
        ext_id: ext_id("u"),
        login_id: "u".to_owned(),
        state: user::State::Active,
        is_technical: false,
        validity: user::Validity::default(),
        person: Default::default(),
        properties: Default::default(),
        version: 1,
        created: NOW,
        modified: NOW,
        modified_by: None,
    };
    let signature = SignatureFacts {
        credential: mobile_signature(),
        rules: rules(&[]),
        open: None,
        free_at: None,
        last: Vec::new(),
        provider: Provider::Fine,
        phone: None,
    };
    let (others, past, refused, unsent) = Default::default();
    Facts { user, signature: Some(signature), others, past, refused, unsent }
}

fn with(change: impl FnOnce(&mut SignatureFacts)) -> SignIn {
    let mut facts = facts();
    change(facts.signature.as_mut().unwrap());
    explain(&facts, NOW)
}

fn ended(outcome: Outcome) -> Signature {
    let credential = mobile_signature();
    let at = NOW.plus_millis(-60_000);
    Signature {
        id: Uuid::from_u128(7),
        client_id: credential.client_id,
        user_id: Uuid::from_u128(2),
        user_ext_id: ext_id("u"),
        credential_id: credential.id,
        credential_ext_id: credential.ext_id,
        state: signing::State::Settled,
        mssp: credential.detail.mssp_identifier,
        ap_trans_id: "S1".to_owned(),
        attempts: 1,
        mssp_trans_id: None,
        number: "+41791234567".to_owned(),
        msisdn: credential.detail.msisdn,
        text: "Bank: pay?".to_owned(),
        document: None,
        language: "en".to_owned(),
        profile: None,
        code: "AB12".to_owned(),
        receipt_text: None,
        time_limit_s: 80,
        limit_at: at,
        caller: "api/bank".to_owned(),
        request_id: "r".to_owned(),
        created: at,
        modified: at,
        settled: Some(Settled { at, outcome, provider_status: None, answer: None, detail: Detail::default() }),
        receipt: None,
    }
}

fn shown(told: &SignIn) -> String {
    let codes: Vec<_> = told.causes.iter().map(|cause| format!("{} {}", cause.weight.as_str(), cause.code)).collect();
    format!("{}: {}", told.verdict.as_str(), codes.join(", "))
}

/// What a request for a signature of the same person would be told: the rules that refuse it.
fn refusing(facts: &Facts) -> (Vec<Barrier>, bool) {
    let user = UserRef { id: facts.user.id, ext_id: ext_id("u"), state: facts.user.state };
    let signable = Signable {
        client: ClientRef { id: Uuid::from_u128(1), ext_id: ext_id("api"), name: "API".to_owned() },
        client_rules: ClientRules::read(&Parameters::new()),
        user,
        user_validity: facts.user.validity,
        rev: 1,
        credential: facts.signature.as_ref().unwrap().credential.clone(),
        rules: facts.signature.as_ref().unwrap().rules.clone(),
        open: None,
        lately: signing::Lately::default(),
    };
    let languages = vec!["en".to_owned()];
    let proves = signing::Proven::TextSigned;
    let offer = Offer { languages, profile: None, time_limit_s: 80, time_limit_s_max: 120, proves };
    let offer = (facts.signature.as_ref().unwrap().provider == Provider::Fine).then_some(&offer);
    let wish = Wish { text: Some("Bank: pay?".to_owned()), ..Wish::default() };
    let way = Way { ap_trans_id: "S1".to_owned(), driver: Uuid::nil(), bound: None };
    let happening = Happening {
        at: NOW,
        by: Identity::system(),
        request_id: "r".to_owned(),
        event_id: Uuid::from_u128(70),
        id: Uuid::from_u128(80),
    };
    let asked = signable.request(&wish, offer, vec![], way, &happening);
    (signable.barriers(offer, NOW), matches!(asked, Err(Rejection::Broken(_))))
}

#[test]
fn whom_a_request_refuses_can_not_sign_in_and_by_the_same_rules() {
    let (past, future) = (NOW.plus_millis(-HOUR_MS), NOW.plus_millis(HOUR_MS));
    let spans = [(None, None), (Some(past), Some(future)), (None, Some(NOW)), (Some(future), None)];
    let mut tried = 0;
    for state in user::State::ALL {
        for credential in credential::State::ALL {
            for (of_user, of_credential) in spans.iter().flat_map(|a| spans.iter().map(move |b| (a, b))) {
                for provider in [Provider::Fine, Provider::NotConfigured] {
                    let mut facts = facts();
                    facts.user.state = *state;
                    facts.user.validity = user::Validity { from: of_user.0, to: of_user.1 };
                    let signature = facts.signature.as_mut().unwrap();
                    signature.credential.state = *credential;
                    let (from, to) = (of_credential.0.unwrap_or(past), of_credential.1);
                    signature.credential.validity = credential::Validity { from, to };
                    signature.provider = provider;
                    let (barriers, refuses) = refusing(&facts);
                    let told = explain(&facts, NOW);
                    let codes: Vec<_> = told.causes.iter().map(|cause| cause.code).collect();
                    let expected: Vec<_> = barriers.iter().map(|barrier| barrier.code()).collect();
                    assert_eq!(codes, expected, "{facts:?}");
                    assert_eq!(
                        (told.verdict == Verdict::Cannot, !barriers.is_empty()),
                        (refuses, refuses),
                        "{facts:?}"
                    );
                    tried += 1;
                }
            }
        }
    }
    assert_eq!(tried, 3 * 8 * 16 * 2);
}

#[test]
fn what_the_last_signature_says_counts_until_it_passes_or_is_disproved() {
    let mut table = String::new();
    let served = || Some(Phone::Served { is_active: Some(true), is_pin_blocked: false });
    for outcome in Outcome::ALL {
        let lately = with(|signature| signature.last = vec![ended(*outcome)]);
        let mut old = facts();
        old.signature.as_mut().unwrap().last = vec![ended(*outcome)];
        let old = explain(&old, NOW.plus_millis(HOUR_MS));
        let served = with(|signature| {
            signature.last = vec![ended(*outcome)];
            signature.phone = served();
        });
        let of_another = with(|signature| {
            signature.last = vec![ended(*outcome)];
            signature.credential.detail.msisdn = Msisdn::parse("msisdn", Some("+41790000000")).unwrap();
        });
        let code = lately.causes.first().map_or("-", |cause| cause.code);
        let [now, old, served, other] = [&lately, &old, &served, &of_another].map(|told| told.verdict.as_str());
        writeln!(table, "{:<18} {code:<18} {now:<8} {old:<8} {served:<8} {other}", outcome.as_str()).unwrap();
    }
    insta::assert_snapshot!(table, @r"
    approved           -                  can      can      can      can
    invalid-signature  last-outcome       unknown  can      unknown  can
    other-text         last-outcome       unknown  can      unknown  can
    other-person       last-outcome       unknown  unknown  unknown  can
    revoked            number-unknown     unknown  unknown  unknown  can
    cancelled          last-outcome       can      can      can      can
    timed-out          last-outcome       can      can      can      can
    unreachable        phone-unreachable  unknown  can      unknown  can
    blocked            pin-blocked        unknown  unknown  can      can
    unable             number-unknown     unknown  unknown  can      can
    busy               last-outcome       can      can      can      can
    refused            provider-trouble   unknown  can      unknown  can
    geofenced          last-outcome       unknown  can      unknown  can
    unverifiable       last-outcome       unknown  unknown  unknown  can
    provider-trouble   provider-trouble   unknown  can      can      can
    withdrawn          last-outcome       can      can      can      can
    ");
}

#[test]
fn what_a_provider_says_of_a_phone_counts() {
    let said = |phone: Phone| shown(&with(|signature| signature.phone = Some(phone)));
    let served = |is_active, is_pin_blocked| said(Phone::Served { is_active, is_pin_blocked });
    assert_eq!(served(Some(true), false), "can: ");
    assert_eq!(served(None, false), "can: ", "it says nothing about that");
    assert_eq!(served(Some(true), true), "cannot: prevents pin-blocked");
    assert_eq!(served(Some(false), false), "cannot: prevents phone-inactive");
    let mut table = String::new();
    for outcome in Outcome::ALL {
        let told = said(Phone::Fault(*outcome, "because.".to_owned()));
        writeln!(table, "{:<18} {told}", outcome.as_str()).unwrap();
    }
    insta::assert_snapshot!(table, @r"
    approved           unknown: doubtful provider-trouble
    invalid-signature  unknown: doubtful provider-trouble
    other-text         unknown: doubtful provider-trouble
    other-person       unknown: doubtful provider-trouble
    revoked            cannot: prevents number-unknown
    cancelled          unknown: doubtful provider-trouble
    timed-out          unknown: doubtful provider-trouble
    unreachable        unknown: doubtful phone-unreachable
    blocked            cannot: prevents pin-blocked
    unable             cannot: prevents number-unknown
    busy               unknown: doubtful provider-trouble
    refused            unknown: doubtful provider-trouble
    geofenced          unknown: doubtful provider-trouble
    unverifiable       unknown: doubtful provider-trouble
    provider-trouble   unknown: doubtful provider-trouble
    withdrawn          unknown: doubtful provider-trouble
    ");
    let silent = with(|signature| signature.phone = Some(Phone::NoAnswer("no answer within 8000 ms".to_owned())));
    assert_eq!(shown(&silent), "unknown: doubtful provider-silent");
    assert_eq!(silent.causes[0].sentence, "The provider didn't answer: no answer within 8000 ms.");
    assert_eq!(shown(&with(|signature| signature.provider = Provider::Silent)), shown(&silent));
    let again = with(|signature| {
        signature.provider = Provider::Silent;
        signature.phone = Some(Phone::Served { is_active: Some(true), is_pin_blocked: false });
    });
    assert_eq!(shown(&again), "can: ", "what it says now counts more");
}

#[test]
fn what_the_configuration_does_not_let_be_asked_prevents() {
    let told = with(|signature| signature.provider = Provider::OtherClients);
    assert_eq!(shown(&told), "cannot: prevents provider-refuses");
    assert_eq!(told.causes[0].repair, Some(Repair::ChangeProvider));
    let told = with(|signature| signature.provider = Provider::Unfit("it proves too little".to_owned()));
    assert_eq!(shown(&told), "cannot: prevents provider-refuses");
    assert_eq!(told.causes[0].sentence, "The provider 'http://mssp' isn't asked: it proves too little.");
    let told = with(|signature| signature.provider = Provider::OtherNumbers(vec!["41".to_owned(), "49".to_owned()]));
    assert_eq!(
        told.causes[0].sentence,
        "The provider 'http://mssp' is only asked about numbers that begin with +41 or +49: this one doesn't."
    );
    assert_eq!(told.causes[0].repair, Some(Repair::ChangeNumber));
    let told = with(|signature| signature.free_at = Some(NOW.plus_millis(9_000)));
    assert_eq!(shown(&told), "cannot: prevents asked-too-often");
    assert_eq!(told.causes[0].until, Some(NOW.plus_millis(9_000)));
}

#[test]
fn another_signer_prevents_as_long_as_another_one_is_remembered() {
    let checks = vec![json!({ "check": "serial-number", "outcome": "failed" })];
    let told = |remembered: Option<&str>, outcome: Outcome, flags: bool| {
        shown(&with(|signature| {
            let mut last = ended(outcome);
            let signer = Some(Signer { serial_number: Some("MIDCHE2".to_owned()), ..Signer::default() });
            let serial_mismatch = outcome == Outcome::Approved;
            let detail = Detail { signer, checks: checks.clone(), serial_mismatch, ..Detail::default() };
            last.settled.as_mut().unwrap().detail = detail;
            signature.last = vec![last];
            signature.credential.detail.serial_number = remembered.map(str::to_owned);
            if flags {
                signature.rules = rules(&[("sigill.serialMismatch", "flag")]);
            }
        }))
    };
    assert_eq!(told(Some("MIDCHE1"), Outcome::OtherPerson, false), "cannot: prevents serial-mismatch");
    assert_eq!(told(None, Outcome::OtherPerson, false), "can: note last-outcome", "it was forgotten");
    assert_eq!(told(Some("midche2"), Outcome::OtherPerson, false), "can: note last-outcome", "this one is expected");
    assert_eq!(told(Some("MIDCHE1"), Outcome::Approved, true), "can: note serial-mismatch");
    assert_eq!(told(Some("MIDCHE1"), Outcome::OtherPerson, true), "can: note serial-mismatch", "the policy is new");
}

#[test]
fn failures_say_how_near_the_next_lock_is() {
    let mut told = String::new();
    for count in 0..=3 {
        let failed = with(|signature| signature.credential.logins.failure_count = count);
        writeln!(told, "{count}: {}", failed.causes.first().map_or("-", |cause| &cause.sentence)).unwrap();
    }
    insta::assert_snapshot!(told, @r"
    0: -
    1: The last attempt failed. The next failure locks the mobile signature for a while. After 3 failures in a row it is locked until somebody activates it.
    2: 2 attempts failed in a row. The next failure locks the mobile signature until somebody activates it.
    3: 3 attempts failed in a row. The next failure locks the mobile signature until somebody activates it.
    ");
}

#[test]
fn locks_say_what_they_are_for_and_when_they_end() {
    let mut told = String::new();
    for (state, count, reason) in [
        (credential::State::TmpLocked, 2, ChangeReason::TooManyLoginFailures),
        (credential::State::TmpLocked, 0, ChangeReason::Initialized),
        (credential::State::FailLocked, 3, ChangeReason::TooManyLoginFailures),
        (credential::State::FailLocked, 0, ChangeReason::Initialized),
        (credential::State::Disabled, 1, ChangeReason::Initialized),
    ] {
        let locked = with(|signature| {
            let credential = &mut signature.credential;
            (credential.state, credential.reason) = (state, Some(reason));
            credential.lock_until = (state == credential::State::TmpLocked).then_some(NOW.plus_millis(HOUR_MS));
            credential.logins.failure_count = count;
        });
        assert_eq!(locked.causes[0].repair, Some(Repair::ActivateMobileSignature));
        writeln!(told, "{}", locked.causes[0].sentence).unwrap();
    }
    insta::assert_snapshot!(told, @r"
    The mobile signature is locked for a while after 2 failed attempts in a row. The lock ends by itself at 2026-05-18T13:34:56Z.
    The mobile signature is locked for a while. The lock ends by itself at 2026-05-18T13:34:56Z.
    The mobile signature is locked after 3 failed attempts in a row until somebody activates it.
    The mobile signature is locked until somebody activates it.
    The mobile signature is disabled.
    ");
    let over = with(|signature| {
        signature.credential.state = credential::State::TmpLocked;
        signature.credential.lock_until = Some(NOW);
    });
    assert_eq!(shown(&over), "can: ");
}

#[test]
fn no_two_causes_share_a_code() {
    let codes = Barrier::ALL.iter().map(|barrier| barrier.code()).chain(CODES.iter().copied());
    let distinct: std::collections::BTreeSet<_> = codes.clone().collect();
    assert_eq!(distinct.len(), codes.count());
}
