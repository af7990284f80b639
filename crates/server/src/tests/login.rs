//! Reports of logins.

use serde_json::json;

use super::*;

on_both! {
    async fn the_answer_tells_the_outcome_the_date_and_the_counter(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        let info = format!("{API}/api/users/u/login-info");
        let at = "2026-05-18T12:34:56Z";
        let failed = |code: u8, text: &str, count: u8| {
            json!({ "statusCode": code, "description": text, "lastFailedLoginDate": at, "failedLoginCount": count })
        };
        let report = async |success: bool| {
            let body = format!(r#"{{"success":{success},"credentialExtId":"of-u"}}"#);
            site.post(&info, &json_by(&root), body).await
        };
        let succeeded = report(true).await;
        assert_eq!(succeeded.status, StatusCode::OK);
        assert_eq!(
            succeeded.json(),
            json!({
                "statusCode": 0, "description": "Login successful.",
                "lastSuccessfulLoginDate": at, "successfulLoginCount": 1,
            })
        );
        // The default policy locks for a while at 2 and for good at 3.
        assert_eq!(report(false).await.json(), failed(3, "Login failed. The next failure locks.", 1));
        let second = report(false).await.json();
        assert_eq!(second, failed(9, "Login failed. The credential is temporarily locked.", 2));
        let locked = report(false).await;
        assert_eq!(locked.told(), "422 errors.invalidData");
        assert_eq!(locked.messages(), "credentialExtId: the credential is tmp-locked: it must be active");
        let signature = site.get(&path, &json_by(&root)).await.json();
        assert_eq!((&signature["stateName"], &signature["version"]), (&"tmp-locked".into(), &2.into()));
        assert_eq!(signature["stateChangeReason"], "too-many-login-failures");

        site.fixture.clock.advance_ms(60_000);
        let third = report(false).await.json();
        assert_eq!((&third["statusCode"], &third["failedLoginCount"]), (&4.into(), &3.into()));
        let signature = site.get(&path, &json_by(&root)).await.json();
        assert_eq!((&signature["stateName"], &signature["failedLoginCount"]), (&"fail-locked".into(), &3.into()));
        assert_eq!(site.patch(&path, &json_by(&root), r#"{"stateName":"active"}"#).await.told(), "200");
        let signature = site.get(&path, &json_by(&root)).await.json();
        assert_eq!((&signature["stateChangeReason"], &signature["failedLoginCount"]), (&"unlock".into(), &0.into()));

        let of_user = site.post(&info, &json_by(&root), r#"{"success":false}"#).await.json();
        assert_eq!(of_user["statusCode"], 2, "without a credential nothing locks");
    }

    async fn a_hundred_simultaneous_failures_count_a_hundred(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        site.signed("u").await;
        let info = format!("{API}/api/users/u/login-info");
        let by = json_by(&root);
        let calls = (0..100).map(|_| site.post(&info, &by, r#"{"success":false}"#));
        let mut counts: Vec<_> = all(calls).await.iter().map(|a| a.json()["failedLoginCount"].as_u64().unwrap()).collect();
        counts.sort_unstable();
        assert_eq!(counts, (1..=100).collect::<Vec<u64>>());
    }

    async fn in_bulk_each_entry_is_counted_or_refused_by_itself(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        site.signed("u").await;
        site.signed("v").await;
        let before: u64 = site.events().await.parse().unwrap();
        let body = json!({ "items": [
            { "success": true, "credentialExtId": "of-u" },
            { "success": false, "userExtId": "v", "credentialExtId": "of-v" },
            { "success": true, "userExtId": "nobody" },
            { "success": true, "userExtId": "a\u{0}b" },
            { "success": true, "credentialExtId": "of-v" },
            { "success": false },
        ]});
        let answer = site.post(&format!("{API}/api/users/u/bulk-login-info"), &json_by(&root), body.to_string()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let items = answer.json()["items"].clone();
        assert_eq!((&items[0]["statusCode"], &items[0]["userExtId"]), (&0.into(), &"u".into()));
        assert_eq!((&items[1]["statusCode"], &items[1]["credentialExtId"]), (&3.into(), &"of-v".into()));
        assert_eq!(items[2]["errors"][0]["code"], "errors.noRecord");
        assert_eq!(items[2]["errors"][0]["message"], "A user with extId nobody doesn't exist on client with name API");
        assert_eq!(items[3]["errors"][0]["code"], "errors.noRecord");
        let codes: Vec<_> = items[4]["errors"].as_array().unwrap().iter().map(|e| e["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["errors.missingReferenceData"]);
        assert_eq!(items[5]["failedLoginCount"], 1);
        assert_eq!(site.events().await, (before + 3).to_string(), "an event for each that was counted");
    }
}

#[tokio::test]
async fn a_report_that_can_not_be_counted_is_refused() {
    let site = Site::new().await;
    let root = site.root().await;
    site.signed("u").await;
    site.signed("v").await;
    let info = format!("{API}/api/users/u/login-info");
    for (body, told) in [
        (r#"{"success":1}"#, "400 errors.unreadableBody"),
        ("{}", "422 errors.invalidData"),
        (r#"{"success":null,"x":1}"#, "422 errors.invalidData errors.invalidData"),
        (r#"{"success":true,"credentialExtId":"of-v"}"#, "422 errors.missingReferenceData"),
        (r#"{"success":true,"credentialExtId":""}"#, "422 errors.missingReferenceData"),
        (r#"{"success":true,"credentialExtId":"a\u0000"}"#, "422 errors.missingReferenceData"),
    ] {
        assert_eq!(site.post(&info, &json_by(&root), body.to_owned()).await.told(), told, "{body}");
    }
    let nobody = site.post(&format!("{API}/api/users/x/login-info"), &json_by(&root), r#"{"success":true}"#).await;
    assert_eq!(nobody.told(), "404 errors.noRecord");
    let bulk = format!("{API}/api/users/u/bulk-login-info");
    let many = json!({ "items": vec![json!({ "success": true }); 101] }).to_string();
    for (body, told) in [
        ("{}", "422 errors.invalidData"),
        (r#"{"items":[]}"#, "422 errors.invalidData"),
        (&many, "422 errors.invalidData"),
        (r#"{"items":[{"success":true,"x":1}]}"#, "422 errors.invalidData"),
        (
            r#"{"items":[{"success":true},{"userExtId":"x"},{"success":null}]}"#,
            "422 errors.invalidData errors.invalidData",
        ),
        (r#"{"items":[{"success":"true"}]}"#, "400 errors.unreadableBody"),
        ("[]", "400 errors.unreadableBody"),
    ] {
        assert_eq!(site.post(&bulk, &json_by(&root), body.to_owned()).await.told(), told, "{body}");
    }
}

#[tokio::test]
async fn a_report_can_not_be_repeated_by_a_key() {
    let site = Site::new().await;
    let root = site.root().await;
    site.signed("u").await;
    let before = site.events().await;
    for path in ["login-info", "bulk-login-info"] {
        let headers = [json_by(&root)[0], json_by(&root)[1], ("idempotency-key", "k")];
        let answer = site.post(&format!("{API}/api/users/u/{path}"), &headers, r#"{"success":true}"#).await;
        assert_eq!(answer.told(), "400 errors.unreadableHeader");
        assert!(answer.messages().starts_with("idempotency-key"), "it names the header");
    }
    assert_eq!(site.events().await, before);
}

on_both! {
    async fn a_report_that_is_only_tried_says_what_the_report_then_says_and_counts_nothing(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        let try_by = [json_by(&root)[0], json_by(&root)[1], ("prefer", "dry-run")];
        let info = format!("{API}/api/users/u/login-info");
        for body in [
            r#"{"success":true,"credentialExtId":"of-u"}"#,
            r#"{"success":false,"credentialExtId":"of-u"}"#,
            r#"{"success":false}"#,
            r#"{"success":true}"#,
            // The second failure in a row, which locks.
            r#"{"success":false,"credentialExtId":"of-u"}"#,
        ] {
            site.fixture.clock.advance_ms(1);
            let before = (site.events().await, site.get(&path, &json_by(&root)).await.body);
            let tried = site.post(&info, &try_by, body).await;
            assert_eq!(tried.header("preference-applied"), "dry-run");
            assert_eq!((site.events().await, site.get(&path, &json_by(&root)).await.body), before, "nothing is counted");
            let (tried, done) = (tried.json(), site.post(&info, &json_by(&root), body).await.json());
            assert_eq!((&tried["verdict"], &tried["status"], &tried["result"]), (&"accepted".into(), &200.into(), &done));
            let history = site.get("/sigill/v1/api/users/u/history?limit=1", &json_by(&root)).await.json();
            let (mut told, mut left) = (tried["events"][0].clone(), history["items"][0].clone());
            told["requestId"].take();
            left["requestId"].take();
            assert_eq!(told, left, "history says what the dry run said");
        }
        let locked = site.post(&info, &try_by, r#"{"success":true,"credentialExtId":"of-u"}"#).await;
        assert_eq!(locked.told(), "422 errors.invalidData", "a trial is refused as the report would be");
    }

    async fn reports_that_are_only_tried_each_come_after_those_before(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        site.signed("u").await;
        site.signed("v").await;
        let bulk = format!("{API}/api/users/u/bulk-login-info");
        let failed = json!({ "success": false, "credentialExtId": "of-u" });
        let items = json!({ "items": [
            failed, { "success": true, "userExtId": "v" }, failed, failed, { "success": false, "userExtId": "x" },
            { "success": false, "userExtId": "v" }, { "success": false, "userExtId": "v" },
        ] })
        .to_string();
        let before = site.events().await;
        let try_by = [json_by(&root)[0], json_by(&root)[1], ("prefer", "dry-run")];
        let tried = site.post(&bulk, &try_by, items.clone()).await.json();
        assert_eq!(site.events().await, before);
        let done = site.post(&bulk, &json_by(&root), items).await.json();
        assert_eq!(tried["result"], done);
        assert_eq!(tried["events"].as_array().unwrap().len(), 5, "one for each that would be counted");
        assert_eq!(done["items"][3]["errors"][0]["code"], "errors.invalidData", "the second failure locked");
    }
}

#[tokio::test]
async fn reporting_needs_its_rights() {
    let site = Site::new().await;
    site.signed("u").await;
    let reader = site.bearer("reader", Role::SoapTechAccessReadOnly, ClientRoom::Global).await;
    let helper = site.bearer("helper", Role::Helpdesk, ClientRoom::Global).await;
    let info = format!("{API}/api/users/u/login-info");
    assert_eq!(site.post(&info, &json_by(&reader), "{").await.told(), "403 errors.permissionDenied");
    assert_eq!(site.post(&info, &json_by(&helper), r#"{"success":true}"#).await.told(), "200");
}

#[tokio::test]
async fn the_reasons_are_told_in_their_order_to_anyone_with_a_token() {
    let site = Site::new().await;
    let nothing = site.bearer("nothing", Role::TechUser, ClientRoom::Only(vec![])).await;
    let path = format!("{API}/system/credential-state-change-reasons");
    assert_eq!(site.get(&path, &[]).await.told(), "401 errors.unauthenticated");
    let answer = site.get(&path, &json_by(&nothing)).await;
    let reasons = [
        "customized-reason-code",
        "initialized",
        "activated",
        "too-many-login-failures",
        "reset-by-admin",
        "changed-by-admin",
        "changed-by-user",
        "logged-in-with-strong-cred",
        "cert-uploaded",
        "policy-check-failed",
        "renewal",
        "reset",
        "cert-revoked",
        "unlock",
        "changed-by-batchjob",
    ];
    assert_eq!(answer.json(), json!({ "items": reasons }));
}
