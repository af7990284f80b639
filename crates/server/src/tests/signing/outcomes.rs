//! Every status and fault of TS 102 204 that is known, through the simulator: what it comes to, and what it counts.

use std::fmt::Write;

use sigill_mss::status::{Carrier, TABLE};
use sigill_mssp::{Act, Delivery, Script, SignatureVariant, WireVariant};

use super::*;

/// A number per case.
fn numbers(scripts: impl Iterator<Item = Script>) -> Vec<Number> {
    scripts.enumerate().map(|(n, script)| Number::scripted(&format!("4179200{n:04}"), script)).collect()
}

/// What came of each number: outcome, what was counted, the counters and the state of the credential.
async fn play(here: &Signing, numbers: &[Number]) -> Vec<String> {
    let mut paths = Vec::new();
    for (n, number) in numbers.iter().enumerate() {
        let path = here.person(&format!("u{n}"), &number.msisdn).await;
        paths.push(here.ask(&path).await);
    }
    let mut rows = Vec::new();
    for (n, path) in paths.iter().enumerate() {
        let settled = here.settled(path).await;
        let credential = here.credential(&format!("u{n}")).await;
        let counters = (&credential["successfulLoginCount"], &credential["failedLoginCount"]);
        let (outcome, counted) = (settled["outcome"].as_str().unwrap(), settled["counted"].as_str().unwrap());
        rows.push(format!("{outcome:<17} {counted:<7} {} {}", counters.0, counters.1));
    }
    rows
}

on_both! {
    async fn every_code_has_the_outcome_of_the_committed_table(database: Database) {
        // Those with which nothing ends: 100 and 504; 408 is about registrations.
        let codes = TABLE.iter().filter(|entry| !matches!(entry.code, 100 | 408 | 504));
        let codes = codes.map(|entry| (entry.code, entry.name, entry.carrier == Carrier::Status));
        // Those that exist, but nobody has documented.
        let undocumented = [(106, false), (600, true), (601, true), (602, true), (603, true)];
        let codes: Vec<_> = codes.chain(undocumented.map(|(code, is_status)| (code, "-", is_status))).collect();
        let scripts = codes.iter().map(|(code, _, is_status)| Script::of(match is_status {
            true => Act::Status { code: *code, with_signature: matches!(code, 500 | 502) },
            false => Act::Fault { code: *code, inner: None, detail: None, portal_url: None },
        }));
        let numbers = numbers(scripts);
        for binding in [Binding::Rest, Binding::Soap] {
            let here = Signing::new(Database::new(database.kind()).await, binding, numbers.clone()).await;
            let rows = play(&here, &numbers).await;
            let mut table = String::new();
            for ((code, name, _), row) in codes.iter().zip(rows) {
                writeln!(table, "{code} {name:<31} {row}").unwrap();
            }
            insta::assert_snapshot!("every_code", table);
        }
    }

    async fn only_what_is_proved_wrong_is_held_against_the_person(database: Database) {
        let with = |signature: SignatureVariant| Script { signature, ..Script::of(Act::Approve) };
        let by = |delivery: Delivery| Script { delivery, ..Script::of(Act::Approve) };
        let wire = |variant: WireVariant| Script { wire: vec![variant], ..Script::of(Act::Approve) };
        let cases = [
            ("altered content", with(SignatureVariant::AlteredContent)),
            ("another root", with(SignatureVariant::OtherRoot)),
            ("the person expired", with(SignatureVariant::ExpiredPerson)),
            ("the authority expired", with(SignatureVariant::ExpiredAuthority)),
            ("no serial number", with(SignatureVariant::NoSerial)),
            ("a weak key", with(SignatureVariant::WeakKey)),
            ("two signers", with(SignatureVariant::TwoSigners)),
            ("detached", with(SignatureVariant::Detached)),
            ("broken BER", with(SignatureVariant::BrokenBer)),
            ("another text", with(SignatureVariant::OtherText)),
            ("another number", wire(WireVariant::OtherMsisdn)),
            ("wrapped base64", wire(WireVariant::WrappedBase64)),
            ("base64 without padding", wire(WireVariant::UnpaddedBase64)),
            ("base64url", wire(WireVariant::UrlBase64)),
            ("PEM", wire(WireVariant::PemSignature)),
            ("no base64", wire(WireVariant::NoBase64)),
            ("octet after octet", by(Delivery::Slow { octet_ms: 0 })),
        ];
        let numbers = numbers(cases.iter().map(|(_, script)| script.clone()));
        let here = Signing::new(database, Binding::Rest, numbers.clone()).await;
        let rows = play(&here, &numbers).await;
        let mut table = String::new();
        for ((name, _), row) in cases.iter().zip(rows) {
            writeln!(table, "{name:<26} {row}").unwrap();
        }
        insta::assert_snapshot!("forged", table);
    }

    async fn an_answer_that_never_comes_through_ends_at_its_limit_and_counts_nothing(database: Database) {
        let by = |delivery: Delivery| Script { delivery, ..Script::of(Act::Approve) };
        let ways = [Delivery::Reset, Delivery::Html { status: 503 }, Delivery::Empty, Delivery::Cut].map(by);
        let stranger = Script { wire: vec![WireVariant::OtherApTransaction], ..Script::of(Act::Approve) };
        let numbers = numbers(ways.into_iter().chain([stranger, Script::of(Act::Ignore)]));
        let here = Signing::new(database, Binding::Soap, numbers.clone()).await;
        let mut asked = Vec::new();
        for (n, number) in numbers.iter().enumerate() {
            let path = here.person(&format!("u{n}"), &number.msisdn).await;
            asked.push(here.ask(&path).await);
        }
        for at in &asked {
            here.pending(at).await;
        }
        // The time limit, and what the provider may be late.
        here.site.fixture.clock.advance_ms(80_000 + 10_000);
        let mut outcomes = Vec::new();
        for (n, at) in asked.iter().enumerate() {
            outcomes.push(here.settled(at).await["outcome"].as_str().unwrap().to_owned());
            let credential = here.credential(&format!("u{n}")).await;
            assert_eq!((&credential["failedLoginCount"], &credential["stateName"]), (&0.into(), &"active".into()));
        }
        let trouble = "provider-trouble";
        assert_eq!(outcomes, [trouble, trouble, trouble, trouble, trouble, "timed-out"]);
    }
}
