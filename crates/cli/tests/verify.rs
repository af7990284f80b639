//! `sigill verify`, from the outside.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use sigill_mssp::{Ap, AuthoritySize, Clock, Options, Simulator, SystemClock, World};
use tempfile::{TempDir, tempdir};

use support::signed::{AP, TEXT, request, signed_as, verify};
use support::{Ended, command, run};

/// A folder with an answer, the bare signature out of it, the roots and the authority below; and when it was made.
fn evidence() -> (TempDir, String) {
    evidence_with(|_| {})
}

fn evidence_with(change: impl FnOnce(&mut Options)) -> (TempDir, String) {
    evidence_of(change, |_| {})
}

fn evidence_of(change: impl FnOnce(&mut Options), ask: impl FnOnce(&mut Value)) -> (TempDir, String) {
    let folder = tempdir().unwrap();
    let at = SystemClock.now();
    let mut options = Options::new(folder.path().join("provider"));
    options.authority = AuthoritySize::Small;
    options.listen = ([127, 0, 0, 1], 0).into();
    options.plain = Some(([127, 0, 0, 1], 0).into());
    options.aps = vec![Ap::new(AP, "")];
    change(&mut options);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let simulator = Simulator::open(options, World::real()).unwrap();
    let serving = runtime.block_on(sigill_mssp::serve(&simulator)).unwrap();
    let mut body = request(&at.to_string());
    ask(&mut body);
    let answer = signed_as(&format!("http://{}", serving.plain_address.unwrap()), &body);
    let json: Value = serde_json::from_str(&answer).unwrap();
    let signature = json["MSS_SignatureResp"]["MSS_Signature"]["Base64Signature"].as_str().unwrap();
    for (name, text) in [
        ("answer.json", answer.as_str()),
        ("signature.b64", signature),
        ("roots.pem", &simulator.signature_root_pem()),
        ("issuing.pem", &simulator.signature_issuing_pem()),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    // A moment later, as the certificate's times are to the second.
    let at = at.checked_add(jiff::SignedDuration::from_secs(1)).unwrap();
    (folder, at.to_string())
}

#[test]
fn a_signature_is_valid_for_its_text_at_its_time_only() {
    let (folder, at) = evidence();
    let folder = folder.path();
    for file in ["answer.json", "signature.b64"] {
        let ended = verify(folder, file, TEXT, &at, &[]);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
        assert!(ended.stdout.starts_with("valid at "), "{ended:?}");
    }
    let ended = verify(folder, "answer.json", TEXT, &at, &["--output", "json"]);
    let report: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((ended.code, &report["valid"]), (Some(0), &json!(true)));
    let serial = report["facts"]["signer"]["serialNumber"].as_str().unwrap();
    assert_eq!(verify(folder, "answer.json", TEXT, &at, &["--serial", serial]).code, Some(0));

    let other_serial = ["--serial", "MIDCHE0000000000"];
    for (text, at, more, failed) in [
        ("Bank: Grüezi, pay CHF 99?", at.as_str(), &[][..], "text"),
        (TEXT, "2099-01-01T00:00:00Z", &[], "path"),
        (TEXT, &at, &other_serial, "serial-number"),
    ] {
        let ended = verify(folder, "answer.json", text, at, &[more, &["--output", "json"]].concat());
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(ended.stderr.starts_with("sigill: the signature is not valid: "), "{ended:?}");
        assert_eq!(ended.stderr.lines().count(), 1, "{ended:?}");
        let report: Value = serde_json::from_str(&ended.stdout).unwrap();
        let checks = report["checks"].as_array().unwrap();
        let found: Vec<_> = checks.iter().filter(|check| check["outcome"] == "failed").collect();
        assert_eq!((found.len(), &found[0]["check"], &report["valid"]), (1, &json!(failed), &json!(false)));
    }
}

#[test]
fn the_request_is_compared_where_it_is_told_and_the_first_line_says_whether_the_number_was() {
    let (folder, at) = evidence();
    let folder = folder.path();
    let first = |ended: &Ended| ended.stdout.lines().next().unwrap_or_default().to_owned();
    let ended = verify(folder, "answer.json", TEXT, &at, &[]);
    assert!(first(&ended).ends_with("; the mobile number was not compared"), "{ended:?}");
    let told = ["--msisdn", "+41700092501", "--ap-trans-id", "T1", "--ap-id", AP];
    let ended = verify(folder, "answer.json", TEXT, &at, &told);
    assert!(ended.code == Some(0) && !first(&ended).contains("compared"), "{ended:?}");
    for (option, other, failed) in [
        ("--msisdn", "41700092502", "the answer is for another mobile number"),
        ("--ap-trans-id", "T2", "the answer is for another AP transaction: T1"),
        ("--ap-id", "mid://other", "the answer is for another AP: mid://test.example"),
    ] {
        let ended = verify(folder, "answer.json", TEXT, &at, &[option, other]);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert_eq!(ended.stderr, format!("sigill: the signature is not valid: {failed}\n"));
        // A signature alone says nothing of it, so that nothing would be compared.
        let ended = verify(folder, "signature.b64", TEXT, &at, &[option, other]);
        assert!(ended.code == Some(1) && ended.stderr.contains("does not name the request"), "{ended:?}");
    }
}

#[test]
fn a_signature_without_its_authorities_needs_them_beside_the_roots() {
    let (folder, at) = evidence_with(|options| {
        let script = sigill_mssp::Script {
            signature: sigill_mssp::SignatureVariant::WithoutAuthorities,
            ..sigill_mssp::Script::of(sigill_mssp::Act::Approve)
        };
        options.numbers = vec![sigill_mssp::Number::scripted("41700092501", script)];
    });
    let folder = folder.path();
    let ended = verify(folder, "answer.json", TEXT, &at, &[]);
    assert!(ended.code == Some(1) && ended.stderr.contains("no path leads"), "{ended:?}");
    let ended = verify(folder, "answer.json", TEXT, &at, &["--intermediates", "issuing.pem"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    // In the middle of the file, a block that nobody reads.
    let pem = std::fs::read_to_string(folder.join("roots.pem")).unwrap();
    std::fs::write(folder.join("issuing.pem"), pem.replace("-----BEGIN", " -----BEGIN") + &pem).unwrap();
    let ended = verify(folder, "answer.json", TEXT, &at, &["--intermediates", "issuing.pem"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{ended:?}");
    assert!(ended.stderr.contains("2 blocks begin in the text, but only 1 certificates can be read"), "{ended:?}");
}

#[test]
fn a_key_for_signatures_is_another_use() {
    let (folder, at) = evidence();
    let ended = verify(folder.path(), "answer.json", TEXT, &at, &["--key-usage", "signature"]);
    assert!(ended.code == Some(1) && ended.stderr.contains("emailProtection or documentSigning"), "{ended:?}");
    let ended = verify(folder.path(), "answer.json", TEXT, &at, &["--key-usage", "authentication"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
}

#[test]
fn a_transaction_approval_is_judged_by_its_own_rule() {
    let payload = r#"{"type":"Pay","dtbd":[{"key":"Amount","value":"Bank: 10"}]}"#;
    let (folder, at) = evidence_of(
        |options| {
            let app = Some(sigill_mssp::DeviceModel::default());
            let script = sigill_mssp::Script::of(sigill_mssp::Act::Approve);
            let number = sigill_mssp::Number { app, ..sigill_mssp::Number::scripted("41700092501", script) };
            options.numbers = vec![number];
        },
        |request| {
            let part = &mut request["MSS_SignatureReq"];
            part["DataToBeSigned"]["Data"] = json!(payload);
            part["DataToBeSigned"]["MimeType"] = json!("application/vnd.mobileid.txn-approval");
            part["SignatureProfile"] = json!("http://mid.swisscom.ch/Device-LoA4");
        },
    );
    let folder = folder.path();
    let as_approval = ["--mime-type", "application/vnd.mobileid.txn-approval"];
    assert_eq!(verify(folder, "answer.json", payload, &at, &as_approval).code, Some(0));
    assert_eq!(verify(folder, "answer.json", payload, &at, &[]).code, Some(1));
    let other = payload.replace("10", "99");
    let ended = verify(folder, "answer.json", &other, &at, &as_approval);
    assert!(ended.code == Some(1) && ended.stderr.contains("another text"), "{ended:?}");
    // The rule of FiCom takes the text itself as well, and no approval for one.
    let (folder, at) = evidence();
    assert_eq!(verify(folder.path(), "answer.json", TEXT, &at, &["--family", "ficom"]).code, Some(0));
}

#[test]
fn a_file_may_come_from_standard_input_and_never_ends_only_for_others() {
    let (folder, at) = evidence();
    let folder = folder.path();
    let answer = std::fs::read(folder.join("answer.json")).unwrap();
    let arguments = ["verify", "-", "--text", TEXT, "--at", &at, "--roots", "roots.pem"];
    let mut child = command(folder, &arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(&answer).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stdout.starts_with(b"valid at "), "{output:?}");
    let ended = verify(folder, "/dev/zero", TEXT, &at, &[]);
    assert_eq!((ended.code, ended.stderr.contains("too long")), (Some(1), true), "{ended:?}");
    let ended = run(folder, &["verify", "answer.json", "--text", TEXT, "--at", &at, "--roots", "/dev/zero"]);
    assert_eq!((ended.code, ended.stderr.contains("longer than")), (Some(2), true), "{ended:?}");
    // What is no signature at all is no verdict.
    for text in ["", "[]", "Certificate:\n-----BEGIN CMS-----\nMIAG\n-----END CMS-----\n", "MIME-Version: 1.0\n\nMIAG"]
    {
        std::fs::write(folder.join("other"), text).unwrap();
        let ended = verify(folder, "other", TEXT, &at, &[]);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{text:?} {ended:?}");
    }
    // As a shell of Windows redirects it.
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(String::from_utf8(answer).unwrap().encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    std::fs::write(folder.join("other"), utf16).unwrap();
    assert_eq!(verify(folder, "other", TEXT, &at, &[]).code, Some(0));
}

#[test]
fn the_end_of_time_is_a_time() {
    let (folder, _) = evidence();
    for at in ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"] {
        let ended = verify(folder.path(), "answer.json", TEXT, at, &[]);
        assert_eq!(ended.code, Some(1), "{ended:?}");
    }
}

#[test]
fn what_sigill_itself_answers_about_a_signature_is_read() {
    let (folder, at) = evidence();
    let folder = folder.path();
    let signature = std::fs::read_to_string(folder.join("signature.b64")).unwrap();
    let own = json!({
        "id": "0196e3a2-7c10-7000-8000-000000000001", "state": "settled", "code": "K7QX", "outcome": "approved",
        "text": TEXT, "signature": signature, "links": { "self": "/sigill/v1/c/users/u/mobile-signature/signatures/i" },
    });
    std::fs::write(folder.join("own.json"), own.to_string()).unwrap();
    let ended = verify(folder, "own.json", TEXT, &at, &[]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    assert_eq!(verify(folder, "own.json", "Bank: pay CHF 99?", &at, &[]).code, Some(1));

    let none = json!({ "state": "settled", "code": "K7QX", "outcome": "cancelled" });
    std::fs::write(folder.join("own.json"), format!("\u{feff}\n{none}")).unwrap();
    let ended = verify(folder, "own.json", TEXT, &at, &[]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{ended:?}");
    insta::assert_snapshot!(
        ended.stderr,
        @"sigill: own.json: no signature was given to the request with the code K7QX: its state is settled, its outcome cancelled"
    );
}

/// Lets OpenSSL's responder say of a certificate what a line of its index says.
fn responded(folder: &Path, serial: &str, line: &str) {
    std::fs::write(folder.join("index.txt"), format!("{line}\n")).unwrap();
    let run = |arguments: &[&str]| {
        let ended = Command::new("openssl").args(arguments).current_dir(folder).output();
        let ended = ended.expect("the openssl command line must be installed");
        assert!(ended.status.success(), "{ended:?}");
    };
    run(&["ocsp", "-issuer", "issuing.pem", "-serial", &format!("0x{serial}"), "-no_nonce", "-reqout", "request.der"]);
    // The authority answers itself; the file of its key has its certificate, too.
    let own = "provider/issuing.pem";
    let by = ["-CA", "issuing.pem", "-rsigner", "issuing.pem", "-rkey", own, "-nmin", "60"];
    run(&[&["ocsp", "-index", "index.txt", "-reqin", "request.der", "-respout", "ocsp.der"][..], &by].concat());
}

#[test]
fn what_the_responder_said_decides_whether_the_certificate_was_in_force() {
    let (folder, at) = evidence();
    let folder = folder.path();
    let with = ["--intermediates", "issuing.pem", "--ocsp", "ocsp.der"];
    let judged = |more: &[&str]| verify(folder, "answer.json", TEXT, &at, &[&with[..], more].concat());
    let told: Value =
        serde_json::from_str(&verify(folder, "answer.json", TEXT, &at, &["--output", "json"]).stdout).unwrap();
    assert_eq!(told.get("revocation"), None);
    let serial = told["facts"]["signer"]["certificateSerial"].as_str().unwrap().to_uppercase();

    responded(folder, &serial, &format!("V\t991231235959Z\t\t{serial}\tunknown\t/CN=a"));
    let ended = judged(&[]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    assert!(ended.stdout.starts_with("valid at ") && ended.stdout.contains("certificate  not revoked, as known at "));
    let told: Value = serde_json::from_str(&judged(&["--output", "json"]).stdout).unwrap();
    assert_eq!((&told["valid"], &told["revocation"]["standing"]), (&json!(true), &json!("good")));
    // Kept beside the evidence.
    std::fs::write(folder.join("evidence.json"), evidence_file(folder, &at).to_string()).unwrap();
    let ended = run(folder, &["verify", "evidence.json", "--ocsp", "ocsp.der"]);
    assert!(ended.code == Some(0) && ended.stdout.contains("not revoked, as known at "), "{ended:?}");
    // Another text stays the first thing that is wrong.
    let ended = verify(folder, "answer.json", "Bank: pay CHF 99?", &at, &with);
    assert!(ended.code == Some(1) && ended.stderr.contains("another text"), "{ended:?}");
    responded(folder, &serial, &format!("R\t991231235959Z\t200101000000Z,keyCompromise\t{serial}\tunknown\t/CN=a"));
    let ended = judged(&[]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stdout.starts_with("NOT VALID at "), "{ended:?}");
    let why = "revoked at 2020-01-01T00:00:00Z (the key was compromised), says ";
    assert!(ended.stderr.starts_with(&format!("sigill: the signature is not valid: {why}")), "{ended:?}");
    let told: Value = serde_json::from_str(&judged(&["--output", "json"]).stdout).unwrap();
    assert_eq!((&told["valid"], &told["revocation"]["standing"]), (&json!(false), &json!("revoked")));

    // What says nothing of her is no word for her.
    responded(folder, "77", "V\t991231235959Z\t\t77\tunknown\t/CN=a");
    let ended = judged(&["--output", "json"]);
    let told: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((ended.code, &told["revocation"]["doubt"]["code"]), (Some(1), &json!("other-certificate")));
    responded(folder, &serial, "V\t991231235959Z\t\t77\tunknown\t/CN=a");
    let ended = judged(&[]);
    assert!(ended.code == Some(1) && ended.stderr.contains("the responder does not know the certificate"), "{ended:?}");
    std::fs::write(folder.join("ocsp.der"), "try later").unwrap();
    let ended = judged(&[]);
    assert!(ended.code == Some(1) && ended.stderr.contains("it cannot be read"), "{ended:?}");
    std::fs::remove_file(folder.join("ocsp.der")).unwrap();
    let ended = judged(&[]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{ended:?}");
}

/// The signature of the folder as evidence.
fn evidence_file(folder: &Path, at: &str) -> Value {
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    json!({
        "format": "sigill-evidence/1", "id": "0196e3a2-7c10-7000-8000-000000000001", "received": at,
        "request": {
            "clientExtId": "c", "userExtId": "u", "credentialExtId": "k", "provider": "http://mid.example",
            "number": "+41700092501", "text": TEXT, "code": "CHF", "language": "en", "apTransId": "T1",
            "msspTransId": "h1", "caller": "c/admin", "created": at,
        },
        "verdict": { "outcome": "approved", "providerStatus": 500, "serialMismatch": false, "checks": [] },
        "rules": { "family": "mobile-id", "keyUsage": "authentication", "legacySha1": false },
        "authorities": { "roots": [text("roots.pem")], "intermediates": [text("issuing.pem")] },
        "signature": text("signature.b64"),
    })
}

#[test]
fn evidence_is_judged_by_itself_by_the_rules_inside() {
    let (folder, at) = evidence();
    let folder = folder.path();
    let file = |change: fn(&mut Value)| {
        let mut file = evidence_file(folder, &at);
        change(&mut file);
        std::fs::write(folder.join("evidence.json"), file.to_string()).unwrap();
    };
    let judged = |more: &[&str]| run(folder, &[&["verify", "evidence.json"], more].concat());
    file(|_| {});
    let ended = judged(&[]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    for said in
        ["asked +41700092501 by http://mid.example", "code CHF, transaction T1 (h1), for c/admin", "compare SHA-256 "]
    {
        assert!(ended.stdout.contains(said), "{said}: {ended:?}");
    }
    // Roots of one's own need no comparison.
    let ended = judged(&["--roots", "roots.pem", "--msisdn", "41700092501", "--ap-trans-id", "T1", "--text", TEXT]);
    assert!(ended.code == Some(0) && !ended.stdout.contains("compare SHA-256"), "{ended:?}");
    let told: Value = serde_json::from_str(&judged(&["--output", "json"]).stdout).unwrap();
    assert_eq!((&told["valid"], &told["evidence"]["request"]["code"]), (&json!(true), &json!("CHF")));
    assert_eq!(told["evidence"]["rootsOfTheFile"][0]["sha256"].as_str().unwrap().len(), 64);

    for (change, told) in [
        ((|file| file["request"]["text"] = json!("Bank: pay CHF 99?")) as fn(&mut Value), "another text"),
        (|file| file["received"] = json!("2020-01-01T00:00:00Z"), "not yet valid"),
        (|file| file["rules"]["serialNumber"] = json!("MIDCHE0000000000"), "the serial number is"),
        (|file| file["rules"]["keyUsage"] = json!("signature"), "emailProtection"),
        (|file| file["signature"] = json!("MIAG"), "not BER"),
    ] {
        file(change);
        let ended = judged(&[]);
        assert!(ended.code == Some(1) && ended.stderr.contains(told), "{told}: {ended:?}");
    }
    file(|_| {});
    for (more, told) in [
        (["--msisdn", "41700092502"], "another mobile number"),
        (["--ap-trans-id", "T2"], "another AP transaction"),
        (["--text", "Bank: pay?"], "another text"),
    ] {
        let ended = judged(&more);
        assert!(ended.code == Some(1) && ended.stderr.contains(told), "{told}: {ended:?}");
    }
    for (change, told) in [
        ((|file| file["format"] = json!("sigill-evidence/9")) as fn(&mut Value), "its form is"),
        (|file| file["request"]["code"] = json!("K7QX"), "doesn't hold the code"),
        (|file| file["authorities"]["roots"] = json!([]), "--roots names those that you trust"),
    ] {
        file(change);
        let ended = judged(&[]);
        assert!(ended.code == Some(2) && ended.stdout.is_empty() && ended.stderr.contains(told), "{told}: {ended:?}");
    }
    assert_eq!(judged(&["--roots", "roots.pem"]).code, Some(0), "the roots are not those of the file");
    let ended = run(folder, &["verify", "answer.json"]);
    assert!(ended.code == Some(2) && ended.stderr.contains("--text, --at and --roots"), "{ended:?}");
}

#[test]
fn a_file_that_cannot_be_read_is_no_verdict() {
    let folder = tempdir().unwrap();
    let at = "2026-01-01T00:00:00Z";
    let ended = verify(folder.path(), "answer.json", TEXT, at, &[]);
    assert_eq!(ended.code, Some(2));
    insta::assert_snapshot!(ended.stderr, @"sigill: answer.json: No such file or directory (os error 2)");
    std::fs::write(folder.path().join("answer.json"), "MIAG").unwrap();
    let ended = verify(folder.path(), "answer.json", TEXT, at, &[]);
    insta::assert_snapshot!(ended.stderr, @"sigill: roots.pem: No such file or directory (os error 2)");
    std::fs::write(folder.path().join("roots.pem"), "nothing").unwrap();
    let ended = verify(folder.path(), "answer.json", TEXT, at, &[]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""));
    insta::assert_snapshot!(ended.stderr, @"sigill: roots.pem: no certificate in the text");
    let ended = verify(folder.path(), "answer.json", TEXT, "yesterday", &[]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{ended:?}");
}
