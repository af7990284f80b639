//! What a provider does when all goes well, and when it says no.

use sigill_mss::client::{Client, Failure, Identity, Outcome, PrivateKey, Provider, Receipt};
use sigill_mss::message::{ReceiptWish, Service, ServiceAnswer, ServiceDetail};
use sigill_mss::status::{Bearing, Code};
use sigill_mss::verify::{ExpectedText, Known, SerialRule, Terms, Trust, verify_file};
use sigill_mssp::{Act, DeviceModel, Number, Script};

use crate::bench::{BOTH, Bench, NUMBER, TEXT, number, wish};

#[tokio::test]
async fn a_signature_is_asked_for_waited_for_verified_and_confirmed() {
    for binding in BOTH {
        let bench = Bench::of(Script { after_ms: 30_000, ..Script::of(Act::Approve) }).await;
        let client = bench.client(binding);
        let pending = bench.pending(&client).await;
        assert_eq!(pending.status.code, Code::REQUEST_OK);
        assert_eq!(pending.profile.as_deref(), Some("http://mid.swisscom.ch/STK-LoA4"));
        let Outcome::Pending(still) = client.status(&bench.call(), &pending.transaction).await.unwrap() else {
            panic!()
        };
        assert_eq!((still.status.code, &still.transaction), (Code::OUTSTANDING_TRANSACTION, &pending.transaction));

        bench.advance_s(30);
        // Another client, as another node would be: it knows the transaction and nothing else.
        let other = bench.client(binding);
        let Outcome::Answered(answered) = other.status(&bench.call(), &pending.transaction).await.unwrap() else {
            panic!()
        };
        assert!(answered.claims_signature());
        let trust = Trust::from_roots_pem(&bench.simulator.signature_root_pem()).unwrap();
        let text = ExpectedText::Exact(TEXT.to_owned());
        let mut terms = Terms::new(&text, sigill_mssp::Clock::now(&bench.clock), &trust);
        terms.serial = SerialRule::Present;
        let report = answered.verify(&terms);
        assert!(report.is_valid(), "{report}");
        // What was kept says the same, whenever it is asked.
        assert_eq!(verify_file(&answered.kept.octets, &Known::from(&answered.asked), &terms), report);

        let receipt = Receipt {
            wish: Some(ReceiptWish {
                messaging_mode: "synch".to_owned(),
                user_ack: true,
                language: Some("en".to_owned()),
                profile_uri: Some("http://mss.swisscom.ch/synch".to_owned()),
            }),
            ..Receipt::text("Done")
        };
        let receipted = client.receipt(&bench.call(), &pending.transaction, &receipt).await.unwrap();
        let detail = receipted.response.status.receipt.unwrap();
        assert_eq!(detail.user_response.as_deref(), Some(r#"{"status":"OK"}"#));
        let twice = client.receipt(&bench.call(), &pending.transaction, &Receipt::text("Done")).await.unwrap_err();
        assert_eq!(twice.code(), Some(Code::WRONG_PARAM));
    }
}

#[tokio::test]
async fn a_profile_tells_of_the_devices() {
    for binding in BOTH {
        let bench = Bench::approving().await;
        let client = bench.client(binding);
        let bare = client.profile(&bench.call(), &number(), &[]).await.unwrap();
        assert!(bare.response.profiles.len() > 1 && bare.response.status.profile.is_none());
        let full = client.profile(&bench.call(), &number(), &["sscds", "state", "certs"]).await.unwrap();
        let sim = full.response.status.profile.unwrap().sim.unwrap();
        assert_eq!((sim.state.as_deref(), sim.certificates[0].certificates.len()), (Some("ACTIVE"), 3));
    }
}

#[tokio::test]
async fn the_link_to_the_app_comes_with_the_first_answer() {
    for binding in BOTH {
        let bench = Bench::approving().await;
        let app = Some(DeviceModel::default());
        bench.simulator.change(Number { app, ..Number::new(NUMBER) }).unwrap();
        let mut wish = wish();
        let detail = ServiceDetail::App2App { redirect_uri: "test://done".to_owned() };
        wish.services.push(Service { uri: Service::APP2APP.to_owned(), detail });
        wish.profile = Some("http://mid.swisscom.ch/Device-LoA4".to_owned());
        let Outcome::Pending(pending) = bench.client(binding).sign(&bench.call(), &wish).await.unwrap() else {
            panic!()
        };
        assert!(
            matches!(&pending.status.services[0].answer, ServiceAnswer::App2App { auth_uri } if !auth_uri.is_empty())
        );
    }
}

#[tokio::test]
async fn every_fault_comes_with_its_code_and_what_it_is_for_us() {
    let fault = |code| Act::Fault { code, inner: Some(4012), detail: Some("why".to_owned()), portal_url: None };
    let at_once = [(105, Bearing::UserUnable), (104, Bearing::RequestRefused), (403, Bearing::UserBlocked)];
    let at_the_end = [
        (208, Bearing::Expired),
        (209, Bearing::Unreachable),
        (401, Bearing::UserCancelled),
        (450, Bearing::PolicyViolation),
        (900, Bearing::ProviderFailed),
        (999, Bearing::Unknown),
    ];
    let bench = Bench::approving().await;
    let check = |failure: Failure, code, bearing| {
        assert_eq!((failure.code(), failure.bearing()), (Some(Code(code)), Some(bearing)), "{failure}");
        assert!(!failure.may_have_arrived());
        let Failure::Fault { fault, kept } = failure else { panic!("{failure}") };
        assert_eq!((fault.inner, fault.details.last().map(String::as_str)), (Some(Code(4012)), Some("why")));
        assert!(kept.http_status == 500 && !kept.octets.is_empty());
    };
    for binding in BOTH {
        let client = bench.client(binding);
        for (code, bearing) in at_once {
            bench.script(Script::of(fault(code)));
            check(client.sign(&bench.call(), &wish()).await.unwrap_err(), code, bearing);
        }
        for (code, bearing) in at_the_end {
            bench.script(Script::of(fault(code)));
            check(bench.ended(&client).await.unwrap_err(), code, bearing);
        }
    }
}

#[tokio::test]
async fn a_status_without_a_good_signature_is_an_answer_that_claims_none() {
    let bench = Bench::approving().await;
    for binding in BOTH {
        for code in [501, 503, 505] {
            bench.script(Script::of(Act::Status { code, with_signature: true }));
            let answered = bench.ended(&bench.client(binding)).await.unwrap();
            assert_eq!((answered.status.code, answered.claims_signature()), (Code(code), false));
        }
    }
}

#[tokio::test]
async fn only_the_leaf_is_sent_and_a_strangers_is_fault_104() {
    let bench = Bench::approving().await;
    let stranger = sigill_mssp::make_client(&sigill_mssp::World::real(), "Stranger").unwrap();
    for binding in BOTH {
        // The simulator refuses whoever sends more than one certificate, as Mobile ID does.
        let mut provider = bench.provider(binding);
        let own = provider.identity.as_mut().unwrap();
        own.certificate_pem.push_str(&stranger.certificate_pem);
        bench.pending(&Client::new(provider).unwrap()).await;

        let key = PrivateKey::from_pem(stranger.key_pem.clone());
        for identity in [None, Some(Identity { certificate_pem: stranger.certificate_pem.clone(), key })] {
            let provider = Provider { identity, ..bench.provider(binding) };
            let failure = Client::new(provider).unwrap().sign(&bench.call(), &wish()).await.unwrap_err();
            assert_eq!(failure.code(), Some(Code::UNAUTHORIZED_ACCESS));
        }
    }
}
