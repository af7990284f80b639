//! Asking, following, giving up.

use sigill_mssp::{Act, Answer as Says, Script};

use super::*;

const PHONE: &str = "41791111111";

/// A number that waits for somebody at the virtual phone.
fn phone() -> Number {
    Number::new(PHONE)
}

fn approving() -> Number {
    Number::scripted(PHONE, Script::of(Act::Approve))
}

on_both! {
    async fn a_person_approves_and_everything_that_follows_from_it_is_true(database: Database) {
        let here = Signing::new(database, Binding::Rest, vec![phone()]).await;
        let root = here.site.root().await;
        let path = here.person_with("u", "+41 79 111 11 11", r#","stateName":"initial""#).await;
        let body = r#"{"text":"Bank: pay CHF 10? Code {code}","language":"de","receiptText":"Bank: thank you"}"#;
        let asked = here.site.post(&path, &json_by(&root), body).await;
        assert_eq!((asked.status, asked.header("etag")), (StatusCode::ACCEPTED, "\"v1\""), "{}", asked.body);
        let told = asked.json();
        let code = told["code"].as_str().unwrap();
        assert_eq!(told["text"], format!("Bank: pay CHF 10? Code {code}"));
        assert_eq!((&told["state"], &told["language"]), (&"requested".into(), &"de".into()));
        assert_eq!(told["links"]["self"], asked.header("location"));

        // What the phone shows is what is answered.
        let shown = here.simulator.wait_for(|each| each.is_open()).await;
        assert_eq!((Value::from(shown.text), shown.language.as_str()), (told["text"].clone(), "DE"));
        let at = asked.header("location").to_owned();
        assert!(here.simulator.answer(&shown.id, Says::Approve));
        let settled = here.settled(&at).await;
        assert_eq!((&settled["outcome"], &settled["counted"]), (&"approved".into(), &"success".into()), "{settled}");
        assert_eq!(settled["providerStatus"], serde_json::json!({ "code": 500, "name": "SIGNATURE" }));
        assert!(settled["checks"].as_array().unwrap().iter().all(|check| check["outcome"] == "passed"), "{settled}");
        let serial = settled["signer"]["serialNumber"].as_str().unwrap();
        assert!(serial.starts_with("MIDCHE") && settled["signature"].as_str().unwrap().len() > 1_000);

        let credential = here.credential("u").await;
        assert_eq!((&credential["stateName"], &credential["stateChangeReason"]), (&"active".into(), &"activated".into()));
        assert_eq!((&credential["successfulLoginCount"], &credential["version"]), (&1.into(), &2.into()));
        assert_eq!(credential["signerCert"], settled["signer"]["certificate"]);
        assert!(credential.get("serialNumber").is_none(), "not of the documented API");

        // The receipt goes out after that, and is noted before and after.
        let mut receipt = String::new();
        while receipt.is_empty() || receipt == "sending" {
            receipt = here.site.get(&at, &json_by(&root)).await.json()["receipt"].as_str().unwrap_or_default().to_owned();
        }
        assert!(!receipt.contains("INAPPROPRIATE"), "the provider takes what was taken here: {receipt}");
        let history = here.site.get(&format!("{OWN}/api/users/u/history"), &json_by(&root)).await.json();
        let events = history["items"].as_array().unwrap().iter();
        let mut kinds: Vec<_> = events.map(|event| event["kind"].as_str().unwrap().to_owned()).collect();
        // The clock stands: their order is that of their ids.
        kinds.retain(|kind| kind.starts_with("SIGNATURE"));
        kinds.sort();
        let expected = ["PENDING", "RECEIPT", "RECEIPT", "REQUEST", "SETTLE"];
        assert_eq!(kinds, expected.map(|kind| format!("SIGNATURE_{kind}")));
        let listed = here.site.get(&path, &json_by(&root)).await.json();
        assert_eq!(listed["items"][0]["id"], told["id"]);
        assert!(listed["items"][0].get("signature").is_none());
    }

    async fn the_evidence_of_a_signature_is_judged_without_the_server(database: Database) {
        use sigill_mss::evidence::Evidence;
        let mut here = Signing::new(database, Binding::Soap, vec![phone()]).await;
        let root = here.site.root().await;
        let path = here.person("u", PHONE).await;
        let at = here.ask(&path).await;
        let file = format!("{at}/evidence");
        let none = here.site.get(&file, &json_by(&root)).await;
        assert!(none.told().starts_with("404") && none.messages().contains("it is open"), "{}", none.messages());
        let shown = here.simulator.wait_for(|each| each.is_open()).await;
        assert!(here.simulator.answer(&shown.id, Says::Approve));
        let settled = here.settled(&at).await;
        let told = here.site.get(&file, &json_by(&root)).await;
        assert_eq!(told.status, StatusCode::OK, "{}", told.body);

        let read = Evidence::read(told.body.as_bytes()).unwrap().unwrap();
        assert_eq!((&*read.request.code, &*read.request.text), (settled["code"].as_str().unwrap(), &*shown.text));
        assert_eq!((&*read.request.number, &*read.verdict.outcome), (&*format!("+{PHONE}"), "approved"));
        assert_eq!(read.rules.serial_number.as_deref(), settled["signer"]["serialNumber"].as_str());
        assert_eq!(read.request.mssp_trans_id.as_deref(), Some(&*shown.id));
        let trust = read.trust().unwrap();
        let report = read.verify(&trust);
        assert!(report.is_valid(), "{report}");
        // The same checks as those that the server has written down, but for what only the whole answer tells.
        let now = serde_json::to_value(&report).unwrap()["checks"].clone();
        let same = |check: &&Value| !matches!(check["check"].as_str(), Some("answer" | "request"));
        let written = settled["checks"].as_array().unwrap();
        assert!(now.as_array().unwrap().iter().filter(same).eq(written.iter().filter(same)), "{now}");
        let mut other = read.clone();
        other.request.text = other.request.text.replace("pay", "sell");
        assert!(!other.verify(&trust).is_valid());

        // Without its provider, the roots have to be known from elsewhere.
        here.set(|settings| settings.identifier = "http://another.example".to_owned());
        let later = here.site.get(&file, &json_by(&root)).await;
        let later = Evidence::read(later.body.as_bytes()).unwrap().unwrap();
        assert!(later.trust().is_err() && later.verify(&trust).is_valid());
    }

    async fn one_at_a_time_and_the_second_is_told_which_one_is_open(database: Database) {
        let here = Signing::new(database, Binding::Soap, vec![phone()]).await;
        let root = here.site.root().await;
        let path = here.person("u", PHONE).await;
        let first = here.ask(&path).await;
        let second = here.site.post(&path, &json_by(&root), r#"{"text":"Bank: again?"}"#).await;
        assert_eq!(second.told(), "409 errors.signaturePending");
        assert!(second.messages().contains(first.rsplit('/').next().unwrap()), "{}", second.messages());

        let withdrawn = here.site.delete(&first, &json_by(&root)).await;
        assert_eq!((withdrawn.status, withdrawn.body.as_str()), (StatusCode::NO_CONTENT, ""));
        assert_eq!(here.site.delete(&first, &json_by(&root)).await.status, StatusCode::NO_CONTENT);
        let settled = here.settled(&first).await;
        assert_eq!((&settled["outcome"], &settled["counted"]), (&"withdrawn".into(), &"nothing".into()));
        // What the phone says now counts for nothing.
        if let Some(open) = here.simulator.transactions().into_iter().find(|each| each.is_open()) {
            here.simulator.answer(&open.id, Says::Approve);
        }
        assert_eq!(here.credential("u").await["successfulLoginCount"], 0);
    }

    async fn five_in_five_minutes_and_then_a_pause(database: Database) {
        let here = Signing::new(database, Binding::Rest, vec![approving()]).await;
        let root = here.site.root().await;
        let path = here.person("u", PHONE).await;
        for _ in 0..5 {
            let at = here.ask(&path).await;
            assert_eq!(here.settled(&at).await["outcome"], "approved");
        }
        let sixth = here.site.post(&path, &json_by(&root), r#"{"text":"Bank: again?"}"#).await;
        assert_eq!((sixth.told().as_str(), sixth.header("retry-after")), ("429 errors.tooManyRequests", "301"));
        here.site.fixture.clock.advance_ms(301_000);
        here.ask(&path).await;
    }

    async fn what_is_asked_is_checked_before_anything_is_sent(database: Database) {
        let here = Signing::new(database, Binding::Rest, vec![phone()]).await;
        let root = here.site.root().await;
        let path = here.person("u", PHONE).await;
        for (body, message) in [
            (r#"{}"#, "text is mandatory: expected a non-blank text, got none"),
            (r#"{"text":"pay?"}"#, "text: the text does not contain the agreed prefix \"Bank: \""),
            (r#"{"text":"Bank: \u202e01 FHC yap"}"#, "text: the character '\\u{202e}' is not shown itself"),
            (r#"{"text":"Bank: pay?","language":"rm"}"#, "language: expected one of en, de, fr, it, got 'rm'"),
            (r#"{"text":"Bank: pay?","timeLimitSeconds":14}"#, "timeLimitSeconds: expected 15 to 300 seconds, got 14"),
            (r#"{"text":"Bank: pay?","colour":1}"#, "unknown member 'colour'"),
            (
                r#"{"text":"Bank: pay?","receiptText":"Thank you"}"#,
                "receiptText: the text does not contain the agreed prefix \"Bank: \"",
            ),
        ] {
            let refused = here.site.post(&path, &json_by(&root), body).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
            assert!(refused.messages().contains(message), "{body}: {}", refused.messages());
        }
        let long = format!(r#"{{"text":"Bank: {}"}}"#, "a".repeat(234));
        assert!(here.site.post(&path, &json_by(&root), long).await.messages().contains("247 of at most 239"));

        for (state, word) in [("fail-locked", "fail-locked"), ("disabled", "disabled"), ("archived", "archived")] {
            let at = format!("{API}/api/users/u/mobile-signature");
            here.site.patch(&at, &json_by(&root), format!(r#"{{"stateName":"{state}"}}"#)).await;
            let refused = here.site.post(&path, &json_by(&root), r#"{"text":"Bank: pay?"}"#).await;
            assert!(refused.told().starts_with("422") && refused.messages().contains(word), "{}", refused.messages());
        }
        let stranger = here.site.post(&signatures("x"), &json_by(&root), r#"{"text":"Bank: pay?"}"#).await;
        assert_eq!(stranger.told(), "404 errors.noRecord");
        assert!(here.simulator.transactions().is_empty(), "nobody was asked");
    }

    async fn a_dry_run_asks_nobody_and_a_repeated_request_asks_once(database: Database) {
        let here = Signing::new(database, Binding::Rest, vec![phone()]).await;
        let root = here.site.root().await;
        let path = here.person("u", PHONE).await;
        let body = r#"{"text":"Bank: pay?"}"#;
        let [by, json] = json_by(&root);
        let tried = here.site.post(&path, &[by, json, ("prefer", "dry-run")], body).await;
        assert_eq!((tried.status, &tried.json()["status"]), (StatusCode::OK, &202.into()), "{}", tried.body);
        let first = here.site.post(&path, &[by, json, ("idempotency-key", "k")], body).await;
        let again = here.site.post(&path, &[by, json, ("idempotency-key", "k")], body).await;
        assert_eq!((first.status, again.status), (StatusCode::ACCEPTED, StatusCode::ACCEPTED), "{}", again.body);
        assert_eq!(first.header("location"), again.header("location"));
        here.simulator.wait_for(|each| each.is_open()).await;
        assert_eq!(here.simulator.transactions().len(), 1);
    }

    async fn server_sent_events_tell_each_state_and_end(database: Database) {
        let here = Signing::new(database, Binding::Rest, vec![phone()]).await;
        let root = here.site.root().await;
        let path = here.person("u", PHONE).await;
        let at = here.ask(&path).await;
        let answering = async {
            let shown = here.simulator.wait_for(|each| each.is_open()).await;
            here.simulator.answer(&shown.id, Says::Cancel);
        };
        let [by, _] = json_by(&root);
        let events = format!("{at}/events");
        let by = [by];
        let (followed, ()) = tokio::join!(here.site.get(&events, &by), answering);
        assert_eq!(followed.header("content-type"), "text/event-stream");
        // A proxy neither keeps events back nor for others.
        assert_eq!((followed.header("x-accel-buffering"), followed.header("cache-control")), ("no", "no-store"));
        assert_eq!(followed.headers.get_all("cache-control").iter().count(), 1);
        let last = followed.body.trim_end().rsplit("\n\n").next().unwrap();
        assert!(last.contains("event: state") && last.contains(r#""outcome":"cancelled""#), "{}", followed.body);
    }

    async fn a_stream_keeps_its_place_until_it_ends(database: Database) {
        let here = Signing::new(database, Binding::Rest, vec![phone()]).await;
        let root = here.site.root().await;
        let path = here.person("u", PHONE).await;
        let at = here.ask(&path).await;
        here.pending(&at).await;
        let narrow = router(here.site.fixture.app.clone(), Limits { waiting_max: 1, ..Limits::default() });
        let get = async |path: &str| {
            let sent = request(Method::GET, path, &json_by(&root)[..1], Body::empty());
            narrow.clone().oneshot(sent).await.unwrap()
        };
        let stream = get(&format!("{at}/events")).await;
        assert_eq!(stream.status(), StatusCode::OK);
        assert_eq!(get(&at).await.status(), StatusCode::SERVICE_UNAVAILABLE);
        // Giving up is for who waits for nothing, and what ends the stream.
        let sent = request(Method::DELETE, &at, &json_by(&root)[..1], Body::empty());
        assert_eq!(narrow.clone().oneshot(sent).await.unwrap().status(), StatusCode::NO_CONTENT);
        let told = axum::body::to_bytes(stream.into_body(), usize::MAX).await.unwrap();
        assert!(String::from_utf8_lossy(&told).contains(r#""outcome":"withdrawn""#));
        assert_eq!(get(&at).await.status(), StatusCode::OK);
    }

    async fn the_provider_tells_what_it_knows_of_the_phone(database: Database) {
        let here = Signing::new(database, Binding::Rest, vec![phone()]).await;
        let root = here.site.root().await;
        here.person("u", PHONE).await;
        let profile = format!("{OWN}/api/users/u/mobile-signature/profile");
        let told = here.site.get(&profile, &json_by(&root)).await.json();
        assert_eq!((&told["active"], &told["providerStatus"]), (&true.into(), &100.into()), "{told}");
        let pem = told["devices"][0]["certificates"][0].as_str().unwrap();
        // It is fit for what it is for.
        let body = serde_json::json!({ "signerCert": pem }).to_string();
        let patched = here.site.patch(&format!("{API}/api/users/u/mobile-signature"), &json_by(&root), body).await;
        assert_eq!(patched.status, StatusCode::OK, "{}", patched.body);
        here.person("v", "41799999999").await;
        let unknown = here.site.get(&profile.replace("/u/", "/v/"), &json_by(&root)).await.json();
        assert_eq!((&unknown["active"], &unknown["providerStatusName"]), (&false.into(), &"UNKNOWN_CLIENT".into()));
    }

    async fn another_serial_number_is_denied_or_flagged_as_the_policy_says(database: Database) {
        let here = Signing::new(database, Binding::Rest, vec![approving()]).await;
        let root = here.site.root().await;
        let path = here.person("u", PHONE).await;
        let first = here.ask(&path).await;
        let serial = here.settled(&first).await["signer"]["serialNumber"].clone();
        here.simulator.change(Number { serial: "MIDCHE0000000000".to_owned(), ..approving() }).unwrap();
        let denied = here.ask(&path).await;
        let denied = here.settled(&denied).await;
        assert_eq!((&denied["outcome"], &denied["counted"]), (&"other-person".into(), &"failure".into()), "{denied}");
        assert_eq!(here.credential("u").await["failedLoginCount"], 1);

        let policy = r#"{"extId":"flag","name":"flag","policyType":"MobileSignaturePolicy","parameters":{"sigill.serialMismatch":"flag"}}"#;
        assert_eq!(here.site.post(&format!("{API}/api/policies"), &json_by(&root), policy).await.status, StatusCode::CREATED);
        let at = format!("{API}/api/users/u/mobile-signature");
        here.site.patch(&at, &json_by(&root), r#"{"policyExtId":"flag"}"#).await;
        let flagged = here.ask(&path).await;
        let flagged = here.settled(&flagged).await;
        assert_eq!((&flagged["outcome"], &flagged["serialMismatch"]), (&"approved".into(), &true.into()), "{flagged}");
        assert_ne!(flagged["signer"]["serialNumber"], serial);
        // It is still the first one that is expected.
        here.site.patch(&at, &json_by(&root), r#"{"policyExtId":null}"#).await;
        let denied = here.ask(&path).await;
        assert_eq!(here.settled(&denied).await["outcome"], "other-person");
    }

    async fn what_was_asked_for_by_a_caller_who_hung_up_is_asked_all_the_same(database: Database) {
        let here = Signing::new(database, Binding::Rest, vec![approving()]).await;
        let root = here.site.root().await;
        let path = here.person("u", PHONE).await;
        let (clock, desk) = (here.site.fixture.clock.clone(), here.site.fixture.app.desk.clone());
        let open = async || {
            let count = "SELECT count(*) FROM signature WHERE state <> 'settled'";
            here.site.fixture.database.query(count).await.unwrap()
        };
        'tries: loop {
            let body = Body::from(r#"{"text":"Bank: pay?"}"#);
            let mut asking = Box::pin(here.site.router.clone().oneshot(request(Method::POST, &path, &json_by(&root), body)));
            // Hangs up as soon as it is written down: before it has learnt that, so that nobody drives it.
            while futures_util::FutureExt::now_or_never(&mut asking).is_none() && open().await == "0" {}
            drop(asking);
            // Where it had learnt it all the same, it is asked; and then comes the next try.
            loop {
                let is_idle = desk.driven_count() == 0;
                match open().await.as_str() {
                    "1" if is_idle => break 'tries,
                    "1" => tokio::task::yield_now().await,
                    _ => break,
                }
            }
            clock.advance_ms(301_000);
        }
        // The node lives, and renews the lease of what nobody drives.
        for _ in 0..2 {
            clock.advance_ms(10_000);
            desk.renew().await.unwrap();
        }
        assert_eq!(desk.sweep().await.unwrap(), 1);
        while open().await != "0" {
            tokio::task::yield_now().await;
        }
        let listed = here.site.get(&path, &json_by(&root)).await.json();
        // Timed out, where the database was so late that its time was over.
        let outcome = listed["items"][0]["outcome"].as_str().unwrap();
        assert!(["approved", "timed-out"].contains(&outcome), "{outcome}");
        assert_eq!(desk.sweep().await.unwrap(), 0);
    }

    async fn another_node_goes_on_where_one_has_fallen_silent(database: Database) {
        let here = Signing::new(database, Binding::Rest, vec![phone()]).await;
        let path = here.person("u", PHONE).await;
        let at = here.ask(&path).await;
        let shown = here.simulator.wait_for(|each| each.is_open()).await;
        here.pending(&at).await;
        // A node that died with its request pending: nobody drives it, and its lease is over.
        let app = &here.site.fixture.app;
        let other = desk(app, super::provider(&here.simulator, &here.url(), Binding::Rest, POLL_MS));
        assert_eq!(other.sweep().await.unwrap(), 0, "its lease isn't over");
        here.site.fixture.clock.advance_ms(16_000);
        assert_eq!(other.sweep().await.unwrap(), 1);
        here.simulator.answer(&shown.id, Says::Approve);
        assert_eq!(here.settled(&at).await["outcome"], "approved");
        // Both drove it, and it counted once.
        assert_eq!(here.credential("u").await["successfulLoginCount"], 1);
    }
}
