//! Vasco tokens: kept by a client, assigned to a user, and taken back.

use serde_json::json;

use super::kinds::policy;
use super::*;

pub(super) const TOKENS: &str = "/nevisidm/api/core/v1/api/vasco";
const USERS: &str = "/nevisidm/api/core/v1/api/users";

/// Two blocks, as a token has them.
pub(super) fn blocks() -> Value {
    json!([{ "authMode": "RO", "data": "c2VjcmV0IG9uZQ==" }, { "authMode": "CR", "data": "c2VjcmV0IHR3bw==" }])
}

/// A token, a second after those before: its path.
pub(super) async fn token(site: &Site, ext_id: &str) -> String {
    site.fixture.clock.advance_ms(1_000);
    let root = site.root().await;
    let wish = json!({ "extId": ext_id, "vascoTokens": blocks() }).to_string();
    let made = site.post(TOKENS, &json_by(&root), wish).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    made.header("location").to_owned()
}

/// A user: the path below which it is assigned tokens.
pub(super) async fn person(site: &Site, ext_id: &str) -> String {
    let root = site.root().await;
    let wish = json!({
        "extId": ext_id, "name": { "firstName": "Anna", "familyName": "Muster" }, "contacts": { "email": "a@example.com" },
    });
    let made = site.post(USERS, &json_by(&root), wish.to_string()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    format!("/sigill/v1/api/users/{ext_id}/vasco")
}

pub(super) async fn put(site: &Site, path: &str, headers: &[(&str, &str)]) -> Answer {
    site.send(request(Method::PUT, path, headers, Body::empty())).await
}

/// A token of a user.
pub(super) async fn assigned(site: &Site, user: &str, ext_id: &str) -> String {
    let path = token(site, ext_id).await;
    site.fixture.clock.advance_ms(1_000);
    let root = site.root().await;
    let answer = put(site, &format!("/sigill/v1/api/users/{user}/vasco/{ext_id}"), &json_by(&root)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    path
}

pub(super) fn ids(answer: &Answer) -> Vec<String> {
    let items = answer.json()["items"].as_array().unwrap_or_else(|| panic!("{}", answer.body)).clone();
    items.iter().map(|item| item["extId"].as_str().unwrap().to_owned()).collect()
}

/// What happened to a credential, the oldest first.
async fn history(site: &Site, path: &str, ext_id: &str) -> Vec<Value> {
    let root = site.root().await;
    let all = site.get(&format!("{path}?limit=1000"), &json_by(&root)).await.json();
    let mut of = all["items"].as_array().unwrap().clone();
    of.retain(|event| event["subject"] == ext_id);
    of.reverse();
    of
}

on_both! {
    async fn a_token_is_made_of_its_members_and_is_nobodys(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        policy(&site, "VascoPolicy", json!({ "credentialLifetime": "60000" })).await;
        let wish = json!({ "extId": "t-1", "policyExtId": null, "stateName": "disabled", "vascoTokens": blocks() });
        let made = site.post(TOKENS, &headers, wish.to_string()).await;
        assert_eq!((made.status, made.header("location")), (StatusCode::CREATED, &*format!("{TOKENS}/t-1")), "{}", made.body);
        assert_eq!(made.header("etag"), "\"v1\"");
        let shown = made.json();
        let policy = shown["policyExtId"].clone();
        assert!(policy.is_string(), "the client's default one: {shown}");
        let whole = json!({
            "created": "2026-05-18T12:34:56Z", "lastModified": "2026-05-18T12:34:56Z", "version": 1, "extId": "t-1",
            "policyExtId": policy, "stateName": "disabled", "stateChangeReason": "initialized", "successfulLoginCount": 0,
            "failedLoginCount": 0, "type": "Vasco",
            "validity": { "from": "2026-05-18T12:34:56Z", "to": "2026-05-18T12:35:56Z" },
        });
        assert_eq!(shown, whole, "without what the caller has sent");
        site.fixture.clock.advance_ms(1_000);
        let view = site.get(&format!("{TOKENS}/t-1"), &headers).await;
        assert_eq!((view.status, view.header("etag")), (StatusCode::OK, "\"v1\""));
        let mut with_blocks = whole.clone();
        with_blocks["vascoTokens"] = blocks();
        assert_eq!(view.json(), with_blocks);
        assert_eq!(site.get(TOKENS, &headers).await.json()["items"], json!([whole]), "not in lists");

        let least = site.post(TOKENS, &headers, json!({ "vascoTokens": [blocks()[0]] }).to_string()).await;
        let least = (least.header("location").to_owned(), least.json());
        assert_eq!(least.1["stateName"], "initial", "nobody can use what nobody has");
        assert_eq!(least.0, format!("{TOKENS}/{}", least.1["extId"].as_str().unwrap()));
        assert!(least.1.get("userExtId").is_none());
        let kept = site.fixture.database.query("SELECT secret FROM credential WHERE ext_id = 't-1'").await.unwrap();
        assert!(!kept.contains("c2VjcmV0") && !kept.contains("secret"), "{kept}");
        let kept = site.fixture.database.query("SELECT detail FROM credential WHERE ext_id = 't-1'").await.unwrap();
        assert!(!kept.contains("c2VjcmV0"), "{kept}");
        let told = site.get("/sigill/v1/api/history?limit=1000", &headers).await;
        assert!(!told.body.contains("c2VjcmV0"), "{}", told.body);
        let of = history(&site, "/sigill/v1/api/history", "t-1").await;
        let of: Vec<_> = of.iter().map(|event| event["kind"].as_str().unwrap()).collect();
        assert_eq!(of, ["CREDENTIAL_CREATE", "CREDENTIAL_SHOW"]);
    }

    async fn a_token_is_refused_with_every_broken_rule_by_name(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let nothing = site.post(TOKENS, &headers, r#"{"surprise":1,"extId":" ","stateName":"lost","userExtId":"u"}"#).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        let messages = nothing.messages();
        for named in ["unknown member 'surprise'", "unknown member 'userExtId'", "extId", "stateName", "vascoTokens is mandatory"] {
            assert!(messages.contains(named), "{named}: {messages}");
        }
        let block = |mode: &str, data: &str| json!({ "authMode": mode, "data": data });
        let many = |count: usize| (0..count).map(|n| block(&n.to_string(), "QUJD")).collect::<Vec<_>>();
        for (blocks, named) in [
            (json!([]), "1 to 8 objects"),
            (json!(many(9)), "at most 8 objects, got 9"),
            (json!([block("RO", "***")]), "vascoTokens[0].data: expected octets in base64"),
            (json!([block("RO", "")]), "vascoTokens[0].data"),
            (json!([block("RO", &"QUJD".repeat(1001))]), "vascoTokens[0].data"),
            (json!([block(" ", "QUJD")]), "vascoTokens[0].authMode"),
            (json!([block(&"a".repeat(51), "QUJD")]), "vascoTokens[0].authMode"),
            (json!([{ "data": "QUJD" }]), "vascoTokens[0].authMode is mandatory"),
            (json!([block("RO", "QUJD"), block("CR", "QUJD"), block("RO", "QUJE")]), "vascoTokens[2].authMode: expected each once, got 'RO'"),
            (json!([{ "authMode": "RO", "data": "QUJD", "x": 1 }]), "'vascoTokens[0].x'"),
        ] {
            let answer = site.post(TOKENS, &headers, json!({ "vascoTokens": blocks }).to_string()).await;
            assert_eq!(answer.told(), "422 errors.invalidData", "{named}: {}", answer.body);
            assert!(answer.messages().contains(named), "{named}: {}", answer.messages());
        }
        let most = json!({ "vascoTokens": many(8) }).to_string();
        assert_eq!(site.post(TOKENS, &headers, most).await.status, StatusCode::CREATED);
        for wrong in [json!({}), json!("x"), json!([1]), json!([{ "authMode": 1, "data": "QUJD" }])] {
            let answer = site.post(TOKENS, &headers, json!({ "vascoTokens": wrong }).to_string()).await;
            assert_eq!(answer.told(), "400 errors.unreadableBody", "{wrong}: {}", answer.body);
        }
        let other = json!({ "extId": "p", "name": "p", "policyType": "PwdPolicy" }).to_string();
        assert_eq!(site.post(&format!("{API}/api/policies"), &headers, other).await.status, StatusCode::CREATED);
        for (policy, told) in [("p", "422 errors.invalidData"), ("absent", "422 errors.missingReferenceData")] {
            let answer = site.post(TOKENS, &headers, json!({ "policyExtId": policy, "vascoTokens": blocks() }).to_string()).await;
            assert_eq!(answer.told(), told, "{policy}");
        }
        // One space of external ids, with the credentials of users.
        site.signed("anna").await;
        token(&site, "t-1").await;
        for taken in ["t-1", "of-anna"] {
            let answer = site.post(TOKENS, &headers, json!({ "extId": taken, "vascoTokens": blocks() }).to_string()).await;
            assert_eq!(answer.told(), "422 errors.duplicateValue", "{taken}");
        }
        assert_eq!(site.get(&format!("{TOKENS}/of-anna"), &headers).await.told(), "404 errors.noRecord", "another type");
        let absent = site.get(&format!("{TOKENS}/absent"), &headers).await;
        assert_eq!(absent.told(), "404 errors.noRecord");
        assert!(absent.messages().contains("extId absent doesn't exist on client with name"), "{}", absent.messages());
        assert_eq!(site.get(&format!("{API}/absent/vasco"), &headers).await.told(), "404 errors.noRecord");
    }

    async fn all_tokens_of_a_client_are_listed_whoever_has_them(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        person(&site, "anna").await;
        token(&site, "b").await;
        assigned(&site, "anna", "a").await;
        token(&site, "c").await;
        let page = site.get(&format!("{TOKENS}?limit=2&returnTotalResultCount=true"), &headers).await;
        assert_eq!((ids(&page), &page.json()["_pagination"]["totalResult"]), (vec!["b".to_owned(), "a".to_owned()], &json!(3)));
        let next = page.json()["_pagination"]["continuationToken"].as_str().unwrap().to_owned();
        assert_eq!(ids(&site.get(&format!("{TOKENS}?limit=2&continuationToken={next}"), &headers).await), ["c"]);
        let items = page.json()["items"].clone();
        assert_eq!((items[0].get("userExtId"), &items[1]["userExtId"]), (None, &json!("anna")));
        for (query, found) in [
            ("sortBy=extId", vec!["a", "b", "c"]), ("stateName=initial", vec!["b", "c"]), ("stateName=active", vec!["a"]), ("extId=c", vec!["c"]),
        ] {
            assert_eq!(ids(&site.get(&format!("{TOKENS}?{query}"), &headers).await), found, "{query}");
        }
        for query in ["authMode=RO", "limit=1001", "sortBy=authMode"] {
            assert_eq!(site.get(&format!("{TOKENS}?{query}"), &headers).await.told(), "422 errors.invalidData", "{query}");
        }
        // A user's own are among its credentials.
        assert_eq!(ids(&site.get(&format!("{USERS}/anna/credentials"), &headers).await), ["a"]);
    }

    async fn a_token_is_changed_and_deleted_as_it_was_expected(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let path = token(&site, "t-1").await;
        let named = json!({ "extId": "p", "name": "p", "policyType": "VascoPolicy" }).to_string();
        assert_eq!(site.post(&format!("{API}/api/policies"), &headers, named).await.status, StatusCode::CREATED);
        let patch = json!({ "stateName": "disabled", "modificationComment": "lost", "policyExtId": "p", "version": "1" });
        let changed = site.patch(&path, &headers, patch.to_string()).await;
        assert_eq!((changed.status, changed.header("etag")), (StatusCode::OK, "\"v2\""), "{}", changed.body);
        let shown = changed.json();
        assert_eq!(
            (&shown["stateName"], &shown["modificationComment"], &shown["policyExtId"], &shown["stateChangeReason"]),
            (&json!("disabled"), &json!("lost"), &json!("p"), &json!("changed-by-admin"))
        );
        let kept = site.patch(&path, &headers, r#"{"modificationComment":"found"}"#).await.json();
        assert_eq!(kept["policyExtId"], "p", "left out, it stays");
        assert_eq!(site.delete(&format!("{API}/api/policies/p"), &headers).await.status, StatusCode::UNPROCESSABLE_ENTITY, "it governs one");
        assert_eq!(site.patch(&path, &headers, patch.to_string()).await.told(), "409 errors.optimisticLockingFailure");
        let stale = [headers[0], headers[1], ("if-match", "\"v1\"")];
        assert_eq!(site.patch(&path, &stale, r#"{"stateName":"active"}"#).await.told(), "412 errors.preconditionFailed");
        for body in [
            json!({ "vascoTokens": blocks() }), json!({ "userExtId": "anna" }), json!({ "extId": "t-2" }), json!({ "type": "OATH" }),
            json!({ "validity": { "to": "2100-01-01T00:00:00Z" } }),
        ] {
            assert_eq!(site.patch(&path, &headers, body.to_string()).await.told(), "422 errors.modifyReadonlyData", "{body}");
        }
        let back = site.patch(&path, &headers, kept.to_string()).await;
        assert_eq!((back.status, back.header("etag")), (StatusCode::OK, "\"v3\""), "what was read may be sent back: {}", back.body);
        assert_eq!(site.patch(&path, &headers, r#"{"stateName":"initial"}"#).await.told(), "422 errors.invalidData");
        assert_eq!(site.delete(&path, &stale).await.told(), "412 errors.preconditionFailed");
        assert_eq!(site.patch(&path, &headers, r#"{"stateName":"archived"}"#).await.status, StatusCode::OK);
        person(&site, "anna").await;
        let assign = put(&site, "/sigill/v1/api/users/anna/vasco/t-1", &headers).await;
        assert_eq!(assign.told(), "422 errors.invalidData", "it is archived");
        assert_eq!(site.delete(&path, &headers).await.status, StatusCode::NO_CONTENT);
        for answer in [site.delete(&path, &headers).await, site.get(&path, &headers).await] {
            assert_eq!(answer.told(), "404 errors.noRecord");
        }
        let of = history(&site, "/sigill/v1/api/history", "t-1").await;
        let mut of: Vec<_> = of.iter().map(|event| event["kind"].as_str().unwrap()).collect();
        of.sort_unstable();
        assert_eq!(of, ["CREDENTIAL_CREATE", "CREDENTIAL_DELETE", "CREDENTIAL_MODIFY", "CREDENTIAL_MODIFY", "CREDENTIAL_MODIFY"]);
    }

    async fn a_token_is_given_to_a_user_and_comes_back_as_if_it_were_new(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let (path, annas) = (token(&site, "t-1").await, person(&site, "anna").await);
        let unassign = format!("{path}/unassign");
        let nobodys = put(&site, &unassign, &headers).await;
        assert_eq!((nobodys.told().as_str(), nobodys.messages().as_str()), ("422 errors.invalidData", "it is assigned to nobody"));
        let stale = [headers[0], ("if-match", "\"v7\"")];
        let assign = format!("{annas}/t-1");
        assert_eq!(put(&site, &assign, &stale).await.told(), "412 errors.preconditionFailed");
        let tried = put(&site, &assign, &[headers[0], ("prefer", "dry-run")]).await;
        assert_eq!(tried.status, StatusCode::OK, "{}", tried.body);
        assert!(site.get(&path, &headers).await.json().get("userExtId").is_none(), "only tried");
        let given = put(&site, &assign, &[headers[0], ("if-match", "\"v1\"")]).await;
        assert_eq!((given.status, given.header("etag")), (StatusCode::OK, "\"v2\""), "{}", given.body);
        let shown = given.json();
        assert_eq!(
            (&shown["userExtId"], &shown["stateName"], &shown["stateChangeReason"]),
            (&json!("anna"), &json!("active"), &json!("activated"))
        );
        let again = put(&site, &assign, &headers).await;
        assert_eq!((again.status, again.header("etag")), (StatusCode::OK, "\"v2\""), "to repeat it is harmless");
        let view = site.get(&path, &headers).await.json();
        assert_eq!((&view["userExtId"], &view["vascoTokens"]), (&json!("anna"), &blocks()), "its blocks stay");

        // It is used, and locked.
        for (report, told) in [("true", "200"), ("false", "200"), ("false", "200")] {
            let body = format!(r#"{{"success":{report},"credentialExtId":"t-1"}}"#);
            let counted = site.post(&format!("{USERS}/anna/login-info"), &headers, body).await;
            assert_eq!(&counted.status.as_str(), &told, "{}", counted.body);
        }
        let locked = site.get(&path, &headers).await.json();
        assert_eq!(
            (&locked["stateName"], &locked["failedLoginCount"], &locked["successfulLoginCount"]),
            (&json!("tmp-locked"), &json!(2), &json!(1))
        );
        person(&site, "otto").await;
        let other = put(&site, "/sigill/v1/api/users/otto/vasco/t-1", &headers).await;
        assert_eq!(other.told(), "422 errors.vascoExists");
        assert!(other.messages().contains("with extId anna"), "{}", other.messages());
        assert_eq!(put(&site, &unassign, &stale).await.told(), "412 errors.preconditionFailed");
        let back = put(&site, &unassign, &headers).await;
        assert_eq!((back.status, back.header("etag")), (StatusCode::OK, "\"v4\""), "{}", back.body);
        let shown = back.json();
        assert_eq!((shown.get("userExtId"), &shown["stateName"]), (None, &json!("initial")));
        assert_eq!((&shown["failedLoginCount"], &shown["successfulLoginCount"]), (&json!(0), &json!(0)));
        for absent in ["lastFailedLoginDate", "lastSuccessfulLoginDate", "stateChangeDetail"] {
            assert!(shown.get(absent).is_none(), "{absent}: {shown}");
        }
        assert_eq!(ids(&site.get(&format!("{USERS}/anna/credentials"), &headers).await), Vec::<String>::new());
        let report = site.post(&format!("{USERS}/anna/login-info"), &headers, r#"{"success":true,"credentialExtId":"t-1"}"#).await;
        assert_eq!(&report.told()[..3], "422", "it isn't hers any more: {}", report.body);
        assert_eq!(put(&site, "/sigill/v1/api/users/otto/vasco/t-1", &headers).await.json()["userExtId"], "otto");

        // What isn't `initial` stays what it is.
        let disabled = token(&site, "t-2").await;
        site.patch(&disabled, &headers, r#"{"stateName":"disabled"}"#).await;
        assert_eq!(put(&site, &format!("{annas}/t-2"), &headers).await.json()["stateName"], "disabled");
        for (path, named) in [("/sigill/v1/api/users/absent/vasco/t-2", "A user with extId absent"), ("/sigill/v1/api/users/anna/vasco/absent", "A credential with extId absent")] {
            let answer = put(&site, path, &headers).await;
            assert_eq!(answer.told(), "404 errors.noRecord", "{path}");
            assert!(answer.messages().contains(named), "{}", answer.messages());
        }
        assert_eq!(put(&site, &format!("{TOKENS}/absent/unassign"), &headers).await.told(), "404 errors.noRecord");
    }

    async fn history_tells_who_got_a_token_and_who_lost_it(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        person(&site, "anna").await;
        let path = assigned(&site, "anna", "t-1").await;
        site.fixture.clock.advance_ms(1_000);
        put(&site, &format!("{path}/unassign"), &json_by(&root)).await;
        let all = history(&site, "/sigill/v1/api/history", "t-1").await;
        let told = |event: &Value| {
            let of = |when: &str| event[when]["userExtId"].as_str().map(str::to_owned);
            (event["kind"].as_str().unwrap().to_owned(), event["userExtId"].as_str().map(str::to_owned), of("before"), of("after"))
        };
        let anna = || Some("anna".to_owned());
        assert_eq!(all.iter().map(told).collect::<Vec<_>>(), [
            ("CREDENTIAL_CREATE".to_owned(), None, None, None),
            ("CREDENTIAL_MODIFY".to_owned(), anna(), None, anna()),
            ("CREDENTIAL_MODIFY".to_owned(), anna(), anna(), None),
        ]);
        let hers = history(&site, "/sigill/v1/api/users/anna/history", "t-1").await;
        assert_eq!(hers.len(), 2, "from when she got it until she lost it");
        let erased = site.post("/sigill/v1/api/users/anna/history/erasure", &json_by(&root), "{}").await;
        assert!(erased.status.is_success(), "{}", erased.body);
        assert_eq!(history(&site, "/sigill/v1/api/users/anna/history", "t-1").await.len(), 2, "the facts stay");
    }
}
