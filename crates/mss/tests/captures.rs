//! The real captures come out as `vectors/README.md` says. Needs `SIGILL_VECTORS`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use sigill_mss::message::Response;
use sigill_mss::verify::{
    Asked, Check, ExpectedText, Known, Outcome, Reason, Report, SerialRule, Terms, Trust, verify, verify_answer,
    verify_file,
};
use sigill_mss::wire::{rest, soap};
use support::vectors;

const REST_500: &str = "swisscom-rest-2024/sign_sync_resp_500_http200.json";
const TEXT_2024: &str = "Test: Sign in from Postman?";
const AT_2024: &str = "2024-07-02T06:53:10Z";

fn root_4() -> Trust {
    Trust::from_roots_pem(&vectors::text("swisscom-ca/Swisscom_Root_CA_4.pem")).unwrap()
}

fn check_2024(at: &str, trust: &Trust, text: &str) -> Report {
    let text = ExpectedText::Exact(text.to_owned());
    let mut terms = Terms::new(&text, at.parse().unwrap(), trust);
    terms.serial = SerialRule::Recorded("MIDCHEO16P1O6E92");
    verify_file(&vectors::read(REST_500), &Known::default(), &terms)
}

on_captures! {
    fn the_production_signature_of_2024_is_valid_at_its_time() {
        let report = check_2024(AT_2024, &root_4(), TEXT_2024);
        assert!(report.is_valid(), "{report}");
        let facts = &report.facts;
        let sha256 = "41c5e964f2150f8e01361f29c93853d9e89a2e17c5b794b6bd46e95134e635a3";
        assert_eq!(facts.object_sha256.as_deref(), Some(sha256));
        assert_eq!(facts.text.as_deref(), Some(TEXT_2024));
        assert_eq!(facts.signer.as_ref().unwrap().serial_number.as_deref(), Some("MIDCHEO16P1O6E92"));
        assert_eq!(facts.signature_algorithm, Some("ECDSA P-256 with SHA-256"));
        assert_eq!((facts.path.len(), &facts.claimed_signing_time), (3, &None));
        assert_eq!(*report.outcome(Check::Request), Outcome::NotAsked);
    }
}

on_captures! {
    fn the_production_signature_of_2024_is_refused_out_of_its_time() {
        for (at, code) in [("2026-01-22T09:50:03Z", "expired"), ("2023-01-23T09:50:02Z", "not-yet-valid")] {
            let report = check_2024(at, &root_4(), TEXT_2024);
            let (check, reason) = report.failure().unwrap();
            assert_eq!((check, serde_json::to_value(reason).unwrap()["code"].as_str().unwrap()), (Check::Path, code));
        }
        for at in ["2026-01-22T09:50:02Z", "2023-01-23T09:50:03Z"] {
            assert!(check_2024(at, &root_4(), TEXT_2024).is_valid(), "{at}");
        }
    }
}

on_captures! {
    fn the_production_signature_of_2024_is_refused_under_every_other_root_and_for_another_text() {
        for name in ["Swisscom_Root_CA_2.pem", "test/Swisscom_TEST_Root_CA_4.pem", "test/Swisscom_TEST_Root_CA_2.pem"] {
            let trust = Trust::from_roots_pem(&vectors::text(&format!("swisscom-ca/{name}"))).unwrap();
            let report = check_2024(AT_2024, &trust, TEXT_2024);
            assert_eq!(report.failure(), Some((Check::Path, &Reason::IssuerUnknown)), "{name}");
        }
        let report = check_2024(AT_2024, &root_4(), "Test: Sign in from Postman!");
        assert_eq!(report.failure(), Some((Check::Text, &Reason::TextDiffers)));
    }
}

// The three certificates of the capture, and the object with none of the authorities.
on_captures! {
    fn without_the_issuing_authority_the_issuer_is_unknown_unless_it_is_configured() {
        let Ok(Response::Signature(answer)) = rest::read_response(&vectors::read(REST_500)) else { panic!() };
        let Some(sigill_mss::message::SignatureValue::Base64(text)) = answer.signature else { panic!() };
        use base64::Engine as _;
        let whole = base64::engine::general_purpose::STANDARD.decode(text).unwrap();
        let pem = vectors::text("swisscom-ca/Swisscom_Rubin_CA_4.pem");
        let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        let rubin = base64::engine::general_purpose::STANDARD.decode(body).unwrap();
        let start = whole.windows(rubin.len()).position(|window| window == rubin).unwrap();
        // The certificates stand in an indefinite length, so one can simply be left out.
        let without = [&whole[..start], &whole[start + rubin.len()..]].concat();
        let text = ExpectedText::Exact(TEXT_2024.to_owned());
        let trust = root_4();
        let report = verify(&without, &Terms::new(&text, AT_2024.parse().unwrap(), &trust));
        assert_eq!(report.failure(), Some((Check::Path, &Reason::IssuerUnknown)));
        let trust = root_4().with_intermediates_pem(&pem).unwrap();
        assert!(verify(&without, &Terms::new(&text, AT_2024.parse().unwrap(), &trust)).is_valid());
    }
}

fn check_2015(name: &str, text: &str, sha256: &str) {
    let file = vectors::read(name);
    let trust = Trust::from_roots_pem(&vectors::text("swisscom-ca/Swisscom_Root_CA_2.pem"))
        .unwrap()
        .with_intermediates_pem(&vectors::text("swisscom-ca/Swisscom_Rubin_CA_2.pem"))
        .unwrap();
    let text = ExpectedText::Exact(text.to_owned());
    let mut terms = Terms::new(&text, "2015-02-26T08:40:54Z".parse().unwrap(), &trust);
    let report = verify_file(&file, &Known::default(), &terms);
    assert_eq!(report.failure(), Some((Check::Algorithm, &Reason::Sha1)), "{name}");
    terms.legacy_sha1 = true;
    let report = verify_file(&file, &Known::default(), &terms);
    assert_eq!(*report.outcome(Check::Signature), Outcome::Passed, "{name}");
    assert_eq!(report.failure(), Some((Check::Path, &Reason::IssuerUnknown)), "{name}");
    let facts = &report.facts;
    assert_eq!(facts.object_sha256.as_deref(), Some(sha256), "{name}");
    assert_eq!(facts.signer.as_ref().unwrap().serial_number.as_deref(), Some("MIDCHE28RCLRX077"));
    assert_eq!(facts.signature_algorithm, Some("RSA PKCS#1 v1.5 with SHA-1 (legacy)"));
    let ExpectedText::Exact(text) = text else { panic!() };
    assert_eq!(facts.text, Some(text));
    assert!(facts.claimed_signing_time.is_some());
}

on_captures! {
    fn the_signatures_of_2015_fit_but_are_untrusted_and_need_the_legacy_switch() {
        let hello = "b02635926ccdb100158196fababe20f5f4c428c906a4013818c0fa4ea262ba04";
        check_2015("swisscom-captured/signature_500_hello_world.txt", "hello world", hello);
        check_2015("swisscom-captured/soap12_sync_500_signature.xml", "hello world", hello);
        let other = "b1c37dd524a8c5b976b75b1e6b844bd2b47e888668ed8dc4456a861291f11412";
        check_2015("swisscom-captured/signature_500_nosubscriberinfo.txt", "hello world!", other);
    }
}

fn asked() -> Asked {
    Asked {
        ap_id: "mid://dev.swisscom.ch".to_owned(),
        ap_trans_id: "POSTMAN.46009.542".parse().unwrap(),
        msisdn: "+41700092501".parse().unwrap(),
        mssp_trans_id: None,
    }
}

on_captures! {
    fn the_captured_answer_belongs_to_its_own_request_only() {
        let response = rest::read_response(&vectors::read(REST_500)).unwrap();
        let text = ExpectedText::Exact(TEXT_2024.to_owned());
        let trust = root_4();
        let terms = Terms::new(&text, AT_2024.parse().unwrap(), &trust);
        let code = |asked: &Asked| {
            let report = verify_answer(&response, asked, &terms);
            let code = |(check, reason): (Check, &Reason)| {
                assert_eq!(check, Check::Request);
                serde_json::to_value(reason).unwrap()["code"].as_str().unwrap().to_owned()
            };
            (report.is_valid(), report.failure().map(code))
        };
        assert_eq!(code(&asked()), (true, None));
        let own = Asked { mssp_trans_id: Some("HEhm77lu".parse().unwrap()), ..asked() };
        assert_eq!(code(&own), (true, None));
        let refused = |code: &str| (false, Some(code.to_owned()));
        assert_eq!(code(&Asked { ap_id: "mid://other".to_owned(), ..asked() }), refused("other-ap"));
        let other = Asked { ap_trans_id: "POSTMAN.46009.543".parse().unwrap(), ..asked() };
        assert_eq!(code(&other), refused("other-ap-transaction"));
        assert_eq!(code(&Asked { msisdn: "41700092502".parse().unwrap(), ..asked() }), refused("other-msisdn"));
        let other = Asked { mssp_trans_id: Some("HEhm77lx".parse().unwrap()), ..asked() };
        assert_eq!(code(&other), refused("other-transaction"));
        // An answer that names no number proves nothing about one.
        let Response::Signature(mut nameless) = response.clone() else { panic!() };
        nameless.mobile_user.msisdn = None;
        let report = verify_answer(&Response::Signature(nameless), &asked(), &terms);
        assert_eq!(report.failure(), Some((Check::Request, &Reason::MsisdnAbsent)));
    }
}

on_captures! {
    fn an_answer_without_a_signature_is_refused_before_anything_else() {
        let text = ExpectedText::Exact(TEXT_2024.to_owned());
        let trust = root_4();
        let terms = Terms::new(&text, AT_2024.parse().unwrap(), &trust);
        let code = |octets: &[u8]| {
            let report = verify_file(octets, &Known::default(), &terms);
            let (check, reason) = report.failure().unwrap();
            (check, serde_json::to_value(reason).unwrap()["code"].as_str().unwrap().to_owned())
        };
        let answer = |code: &str| (Check::Answer, code.to_owned());
        for (name, wanted) in [
            ("swisscom-rest-2024/sign_async_resp_100_http200.json", "status-without-signature"),
            ("swisscom-rest-2024/status_resp_504_http200.json", "status-without-signature"),
            ("swisscom-rest-2024/sign_sync_fault_105_http500.json", "fault"),
            ("swisscom-rest-2024/receipt_resp_100_http200.json", "signature-absent"),
            ("swisscom-rest-2024/profile_resp_100_http200.json", "signature-absent"),
            ("swisscom-captured/soap12_fault_105_portalurl.xml", "fault"),
            ("swisscom-captured/soap12_status_504_outstanding.xml", "status-without-signature"),
        ] {
            assert_eq!(code(&vectors::read(name)), answer(wanted), "{name}");
        }
        let capture = vectors::text(REST_500);
        for (from, to, wanted) in [
            ("\"500\"", "\"503\"", "status-without-signature"),
            ("\"500\"", "\"504\"", "status-without-signature"),
            ("\"500\"", "\"599\"", "status-without-signature"),
            ("Base64Signature", "OtherSignature", "signature-absent"),
            ("\"MSS_SignatureResp\"", "\"MSS_SignatureReq\"", "message-unreadable"),
            ("MSS_SignatureResp\": {", "MSS_SignatureResp\": {\"Status\":{},", "message-unreadable"),
        ] {
            assert_eq!(code(capture.replacen(from, to, 1).as_bytes()), answer(wanted), "{from} to {to}");
        }
        assert_eq!(code(b"<html><body>502</body></html>"), answer("message-unreadable"));
        assert_eq!(code(b"no base64 at all!"), (Check::Encoding, "not-base64".to_owned()));
        // What is no object at all, against one that is damaged.
        for other in [
            &b""[..],
            b"\xEF\xBB\xBF \n",
            b"[1]",
            b"\"MIAG\"",
            b"MIME-Version: 1.0\nContent-Type: application/pkcs7-mime\n\nMIAG",
            b"Certificate:\n-----BEGIN CMS-----\nMIAG\n-----END CMS-----\n",
            b"\xFF\xFEM\0\0\xD8",
        ] {
            assert_eq!(code(other), (Check::Encoding, "kind".to_owned()));
        }
    }
}

on_captures! {
    fn of_a_file_is_compared_what_is_known_of_the_request_and_nothing_else() {
        let text = ExpectedText::Exact(TEXT_2024.to_owned());
        let trust = root_4();
        let terms = Terms::new(&text, AT_2024.parse().unwrap(), &trust);
        let file = vectors::read(REST_500);
        let number = |text: &str| Known { msisdn: Some(text.parse().unwrap()), ..Known::default() };
        let transaction = |text: &str| Known { ap_trans_id: Some(text.parse().unwrap()), ..Known::default() };
        let ap = |text: &str| Known { ap_id: Some(text.to_owned()), ..Known::default() };
        for (known, wanted, compared) in [
            (Known::default(), None, false),
            (number("+41700092501"), None, true),
            (transaction("POSTMAN.46009.542"), None, false),
            (ap("mid://dev.swisscom.ch"), None, false),
            (Known::from(&asked()), None, true),
            (number("41700092502"), Some("other-msisdn"), false),
            (transaction("POSTMAN.46009.543"), Some("other-ap-transaction"), false),
            (ap("mid://other"), Some("other-ap"), false),
        ] {
            let report = verify_file(&file, &known, &terms);
            let code = report.failure().map(|(_, reason)| serde_json::to_value(reason).unwrap()["code"].clone());
            assert_eq!(code, wanted.map(Into::into), "{known:?}");
            assert_eq!(report.facts.number_compared, compared, "{known:?}");
        }
    }
}

on_captures! {
    fn a_file_is_read_as_pem_base64_ber_soap_or_json() {
        let case = support::cases::good("file", |_| {});
        let trust = Trust::from_roots_pem(&support::pki::pems(&case.roots)).unwrap();
        let terms = Terms::new(&case.text, case.at.parse().unwrap(), &trust);
        use base64::Engine as _;
        let text = base64::engine::general_purpose::STANDARD.encode(&case.octets);
        let wrapped: String = text.as_bytes().chunks(60).map(|l| format!("  {}\r\n", String::from_utf8_lossy(l))).collect();
        let capture = vectors::text("swisscom-captured/soap12_sync_500_signature.xml");
        let start = capture.find("Base64Signature>").unwrap() + 16;
        let end = capture.find("</mss:Base64Signature>").unwrap();
        let soap = format!("{}{wrapped}{}", &capture[..start], &capture[end..]);
        let pem = |label| support::pki::pem(label, &case.octets).into_bytes();
        let utf16 = |text: &str, mark: [u8; 2], octets: fn(u16) -> [u8; 2]| {
            mark.into_iter().chain(text.encode_utf16().flat_map(octets)).collect::<Vec<_>>()
        };
        for file in [
            utf16(&text, [0xFF, 0xFE], u16::to_le_bytes),
            utf16(&format!(" {soap}"), [0xFE, 0xFF], u16::to_be_bytes),
            utf16(&support::pki::pem("CMS", &case.octets), [0xFF, 0xFE], u16::to_le_bytes),
            case.octets.clone(),
            text.into_bytes(),
            wrapped.into_bytes(),
            pem("CMS"),
            pem("PKCS7"),
            soap.into_bytes(),
        ] {
            let report = verify_file(&file, &Known::default(), &terms);
            assert!(report.is_valid(), "{report}");
        }
        let report = verify_file(&case.octets, &Known::from(&asked()), &terms);
        assert_eq!(report.failure(), Some((Check::Request, &Reason::RequestNotNamed)));
        for file in [pem("CERTIFICATE"), [pem("CMS"), b"x".to_vec()].concat(), b"-----BEGIN CMS-----\nMIAG".to_vec()] {
            let report = verify_file(&file, &Known::default(), &terms);
            assert!(matches!(report.failure(), Some((Check::Encoding, Reason::NotPem { .. }))), "{report}");
        }
    }
}

on_captures! {
    fn every_captured_and_sample_message_is_read() {
        let mut count = 0;
        for folder in ["swisscom-rest-2024", "swisscom-samples/rest", "swisscom-samples/rest-templates"] {
            for entry in std::fs::read_dir(vectors::path(folder)).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap().to_lowercase();
                let text = fill(&std::fs::read_to_string(&path).unwrap());
                if name.contains("request") {
                    let request = rest::read_request(text.as_bytes()).unwrap_or_else(|error| panic!("{name}: {error:?}"));
                    assert_eq!(rest::read_request(rest::write_request(&request).as_bytes()).unwrap(), request, "{name}");
                    let soap = soap::write_request(&request);
                    assert_eq!(soap::read_request(soap.as_bytes()).unwrap(), request, "{name}");
                } else {
                    let response = rest::read_response(text.as_bytes()).unwrap_or_else(|error| panic!("{name}: {error:?}"));
                    let again = rest::read_response(rest::write_response(&response).as_bytes()).unwrap();
                    assert_eq!(again, response, "{name}");
                }
                count += 1;
            }
        }
        for folder in ["swisscom-captured", "swisscom-samples/soap"] {
            for entry in std::fs::read_dir(vectors::path(folder)).unwrap() {
                let path = entry.unwrap().path();
                if path.extension().is_some_and(|extension| extension == "xml") {
                    let name = path.display();
                    let response = soap::read_response(&std::fs::read(&path).unwrap())
                        .unwrap_or_else(|error| panic!("{name}: {error:?}"));
                    let again = soap::read_response(soap::write_response(&response).as_bytes()).unwrap();
                    assert_eq!(again, response, "{name}");
                    count += 1;
                }
            }
        }
        assert_eq!(count, 39);
    }
}

/// Puts values where a template has placeholders.
fn fill(template: &str) -> String {
    template
        .replace("{{instant}}", "2024-07-02T06:53:09.542Z")
        .replace("{{apTransId}}", "POSTMAN.1.2")
        .replace("{{MSSP_TransID}}", "HEhm77lu")
}
