//! What is documented of test numbers, receipts, profiles and families, and played accordingly.

mod support;

use sigill_mss::message::{Data, Request, Response, Service};
use sigill_mssp::{Act, DeviceModel, Number, Script};
use support::{BOTH, Bench, Binding, NUMBER, code, trans_id};

fn approving() -> Vec<Number> {
    vec![Number::scripted(NUMBER, Script::of(Act::Approve))]
}

/// Code, reason and detail, as the operator's guide prints them for its test numbers.
const DOCUMENTED: [(u16, &str, &str); 17] = [
    (101, "WRONG_PARAM", "Error among the arguments of the request"),
    (102, "MISSING_PARAM", "An argument in the request is missing"),
    (
        103,
        "WRONG_DATA_LENGTH",
        "The DataToBeSigned are too large. Limitations are due to the Mobile Signature technology implemented by the MSSP.",
    ),
    (
        104,
        "UNAUTHORIZED_ACCESS",
        "The AP is unknown, or the client authentication failed, or the AP asks for an additional service for which it has not subscribed.",
    ),
    (105, "UNKNOWN_CLIENT", "MSISDN is unknown"),
    (107, "INAPPROPRIATE_DATA", "DTBD matching failed"),
    (
        108,
        "INCOMPATIBLE_INTERFACE",
        "The minor version and/or major version parameters are inappropriate for the receiver of the message.",
    ),
    (109, "UNSUPPORTED_PROFILE", "The user does not support this Mobile Signature Profile"),
    (208, "EXPIRED_TRANSACTION", "Transaction Expiry date has been reached or Time out has lapsed."),
    (209, "OTA_ERROR", "The MSSP has not succeeded to contact the end-user's mobile equipment Bad connection...)"),
    (401, "USER_CANCEL", "User cancelled the request"),
    (402, "PIN_NR_BLOCKED", "PIN of the mobile user is blocked"),
    (403, "CARD_BLOCKED", "Mobile user account has state INACTIVE or no SIM assigned"),
    (404, "NO_KEY_FOUND", "Mobile user account needs to be activated"),
    (406, "PB_SIGNATURE_PROCESS", "Signature request already in progress."),
    (422, "NO_CERT_FOUND", "Certificate is expired"),
    (900, "INTERNAL_ERROR", "Unknown Error"),
];

#[tokio::test]
async fn the_documented_numbers_fail_with_the_published_words_at_signature_and_profile_query() {
    let bench = Bench::of(Vec::new()).await;
    for (code, reason, detail) in DOCUMENTED {
        for binding in BOTH {
            let msisdn = format!("+41000092{code}");
            for request in [bench.profile(&msisdn, ""), Request::Signature(bench.signature(&msisdn))] {
                let Response::Fault(fault) = bench.ask(binding, &request).await else { panic!("{code}") };
                assert_eq!(fault.code.map(|code| code.0), Some(code));
                assert_eq!(
                    (fault.reason.as_deref(), fault.details.as_slice()),
                    (Some(reason), &[detail.to_owned()][..])
                );
            }
        }
    }
    // What causes the same faults in earnest is named.
    let mut request = bench.signature("41700092501");
    request.mobile_user = support::user("+41 79");
    let Response::Fault(fault) = bench.ask(Binding::Rest, &Request::Signature(request)).await else { panic!() };
    assert_eq!(fault.details, ["Illegal msisdn"]);
}

#[tokio::test]
async fn a_receipt_follows_the_rules_of_a_text() {
    let bench = Bench::with(|options| {
        options.numbers = approving();
        options.aps[0].prefix = Some("Test: ".to_owned());
    })
    .await;
    let table = [
        ("Done", 107),
        ("Test: done", 100),
        (&*format!("Test: {}", "a".repeat(233)), 100),
        (&*format!("Test: {}", "a".repeat(234)), 103),
        (&*format!("Test: {}", "ç".repeat(114)), 103),
        ("", 102),
    ];
    for (text, expected) in table {
        for binding in BOTH {
            let id = trans_id(&bench.ask(binding, &Request::Signature(bench.signature(NUMBER))).await);
            let mut request = bench.receipt(&id, NUMBER);
            request.message = Some(Data::plain(text));
            assert_eq!(bench.code(binding, &Request::Receipt(request)).await, expected, "{text}");
        }
    }
    let id = trans_id(&bench.ask(Binding::Rest, &Request::Signature(bench.signature(NUMBER))).await);
    let mut request = bench.receipt(&id, NUMBER);
    let message = Data { mime_type: Some("text/html".to_owned()), ..Data::plain("Test: done") };
    request.message = Some(message);
    assert_eq!(bench.code(Binding::Rest, &Request::Receipt(request)).await, 107);
}

#[tokio::test]
async fn the_profile_that_is_open_to_all_means_what_was_agreed_with_the_ap() {
    use sigill_mssp::AuthProfile;
    let app = || Number { sim: None, app: Some(DeviceModel::default()), ..approving().remove(0) };
    let both = || Number { app: Some(DeviceModel::default()), ..approving().remove(0) };
    let table = [
        (AuthProfile::Stk, app(), 109, ""),
        (AuthProfile::Any, app(), 500, "Device-LoA4"),
        (AuthProfile::Device, app(), 500, "Device-LoA4"),
        (AuthProfile::Stk, both(), 500, "STK-LoA4"),
        (AuthProfile::Any, both(), 500, "STK-LoA4"),
        (AuthProfile::Device, both(), 500, "Device-LoA4"),
        (
            AuthProfile::Geofencing,
            Number { network: ("228".to_owned(), "02".to_owned()), ..both() },
            500,
            "Device-LoA4",
        ),
    ];
    for (auth_profile, number, expected, effective) in table {
        let bench = Bench::with(|options| {
            options.numbers = vec![number];
            // An AP that may use no other.
            (options.aps[0].auth_profile, options.aps[0].profiles) = (auth_profile, Some(Vec::new()));
        })
        .await;
        let mut request = bench.signature(NUMBER);
        request.profile = Some("http://mid.swisscom.ch/MID/v1/AuthProfile1".to_owned());
        let answer = bench.ask(Binding::Rest, &Request::Signature(request)).await;
        assert_eq!(code(&answer), expected, "{auth_profile:?}");
        if let Response::Signature(answer) = answer {
            assert!(answer.profile.unwrap().ends_with(effective), "{auth_profile:?}");
        }
    }
}

#[tokio::test]
async fn by_the_rules_of_ficom_two_services_are_mandatory() {
    use sigill_mssp::ApFamily;
    let bench = Bench::with(|options| {
        options.numbers = approving();
        options.aps[0].family = ApFamily::Ficom;
    })
    .await;
    let table = [
        (vec![Service::event_id("K7QX"), Service::no_spam_unchecked()], 500, None),
        (vec![Service::user_lang("fi"), Service::event_id("K7QX"), Service::no_spam_unchecked()], 500, None),
        (vec![Service::event_id("K7QX")], 102, Some(1012)),
        (vec![Service::no_spam_unchecked()], 102, None),
        (vec![Service::event_id("K7Q"), Service::no_spam_unchecked()], 101, None),
    ];
    for (services, expected, inner) in table {
        let mut request = bench.signature(NUMBER);
        request.services = services;
        let answer = bench.ask(Binding::Soap, &Request::Signature(request)).await;
        assert_eq!(code(&answer), expected);
        if let Response::Fault(fault) = answer {
            assert_eq!(fault.inner.map(|code| code.0), inner);
        }
    }
}

#[tokio::test]
async fn somebody_unknown_is_sent_to_the_portal_in_soap() {
    let bench = Bench::of(Vec::new()).await;
    for (binding, has_portal) in [(Binding::Soap, true), (Binding::Rest, false)] {
        for msisdn in ["+41799999999", "+41000092105"] {
            for request in [Request::Signature(bench.signature(msisdn)), bench.profile(msisdn, "")] {
                let Response::Fault(fault) = bench.ask(binding, &request).await else { panic!() };
                let portal = fault.portal_url.unwrap_or_default();
                assert_eq!(portal.ends_with(&format!("?msisdn={}", &msisdn[1..])), has_portal, "{portal}");
            }
        }
    }
}
