//! A history can be asked for what matters.

use super::*;

const HISTORY: &str = "/sigill/v1/api/users/u/history";

/// A user with six events, a second apart, of two callers: made, with a mobile signature; a login that fails and one
/// that succeeds; the signature changed; the user changed.
async fn with_a_past(site: &Site) -> String {
    let root = site.root().await;
    let path = site.signed("u").await;
    let helper = site.bearer("helper", Role::Helpdesk, ClientRoom::Global).await;
    let tick = || site.fixture.clock.advance_ms(1_000);
    for success in [false, true] {
        tick();
        let body = format!(r#"{{"success":{success},"credentialExtId":"of-u"}}"#);
        assert_eq!(site.post(&format!("{API}/api/users/u/login-info"), &json_by(&helper), body).await.told(), "200");
    }
    tick();
    assert_eq!(site.patch(&path, &json_by(&helper), r#"{"identificator":"j"}"#).await.told(), "200");
    tick();
    let user = format!("{API}/api/users/u");
    assert_eq!(site.patch(&user, &json_by(&root), r#"{"remarks":"x"}"#).await.told(), "200");
    root
}

async fn kinds(site: &Site, bearer: &str, path: &str) -> Vec<String> {
    let answer = site.get(path, &json_by(bearer)).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    let items = answer.json()["items"].as_array().unwrap().clone();
    items.iter().map(|item| item["kind"].as_str().unwrap().to_owned()).collect()
}

on_both! {
    async fn a_history_is_filtered_by_kind_time_caller_and_credential(database: Database) {
        let site = Site::on(database).await;
        let root = with_a_past(&site).await;
        let all = ["USER_MODIFY", "CREDENTIAL_MODIFY", "LOGIN_SUCCESS", "LOGIN_FAILURE", "CREDENTIAL_CREATE", "USER_CREATE"];
        for (query, expected) in [
            ("", &all[..]),
            ("kind=LOGIN_FAILURE", &all[3..4]),
            ("kind=USER_DELETE", &[]),
            ("by=api/helper", &all[1..4]),
            ("by=api/HELPER", &[]),
            ("by=api/helper&kind=LOGIN_SUCCESS", &all[2..3]),
            ("credential=of-u", &all[1..5]),
            ("credential=of-u&by=api%2Froot", &all[4..5]),
            // What the user itself is isn't about a credential, even one of the same name.
            ("credential=u", &[]),
            ("from=2026-05-18T12:34:58Z", &all[..3]),
            ("from=2026-05-18T12:34:58Z&to=2026-05-18T12:35:00Z", &all[1..3]),
            ("to=2026-05-18T12:34:57Z&kind=USER_CREATE", &all[5..]),
            ("from=2027-01-01T00:00:00Z", &[]),
            ("from=2026-05-18T14:34:58%2B02:00&to=", &all[..3]),
        ] {
            // Two of them are of one moment, in which they come by their ids.
            let (mut found, mut expected) =
                (kinds(&site, &root, &format!("{HISTORY}?{query}")).await, expected.to_vec());
            found.sort();
            expected.sort_unstable();
            assert_eq!(found, expected, "{query}");
            let of_client = format!("/sigill/v1/api/history?{query}");
            let of_client = kinds(&site, &root, &of_client).await;
            let found = expected.iter().all(|kind| of_client.iter().any(|found| found == kind));
            assert!(found, "{query}: {of_client:?}");
        }
        let by = kinds(&site, &root, "/sigill/v1/api/history?by=api/helper").await;
        assert_eq!(by, all[1..4], "of the client, too");
    }

    async fn filtered_pages_show_each_event_once(database: Database) {
        let site = Site::on(database).await;
        let root = with_a_past(&site).await;
        let (mut seen, mut token) = (Vec::new(), String::new());
        loop {
            let path = format!("{HISTORY}?credential=of-u&from=2026-05-18T12:34:57Z&limit=1&continuationToken={token}");
            let page = site.get(&path, &json_by(&root)).await.json();
            seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["kind"].as_str().unwrap().to_owned()));
            match page["_pagination"]["continuationToken"].as_str() {
                Some(next) => token = next.to_owned(),
                None => break,
            }
        }
        assert_eq!(seen, ["CREDENTIAL_MODIFY", "LOGIN_SUCCESS", "LOGIN_FAILURE"]);
    }

    async fn a_filter_looks_at_so_many_events_and_the_token_goes_on(database: Database) {
        let site = Site::on(database).await;
        let root = with_a_past(&site).await;
        let uuid = match site.fixture.database.kind() {
            Kind::Postgres => "gen_random_uuid()",
            Kind::Sqlite => "randomblob(16)",
        };
        let more = format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20001) \
             INSERT INTO event (id, at, client_id, client_ext_id, user_id, user_ext_id, caller, request_id, kind, subject) \
             SELECT {uuid}, 1800000000000000 + n.i, client_id, client_ext_id, user_id, user_ext_id, 'x', 'x', 'USER_MODIFY', 'u' \
             FROM (SELECT * FROM event WHERE kind = 'USER_CREATE' AND user_ext_id = 'u') e, n"
        );
        site.fixture.database.execute(&more).await;
        for history in [HISTORY, "/sigill/v1/api/history"] {
            let question = format!("{history}?kind=LOGIN_FAILURE");
            let first = site.get(&question, &json_by(&root)).await.json();
            assert_eq!(first["items"], serde_json::json!([]), "it has looked at enough");
            let token = first["_pagination"]["continuationToken"].as_str().expect("it isn't the end");
            let rest = site.get(&format!("{question}&continuationToken={token}"), &json_by(&root)).await.json();
            assert_eq!(rest["items"].as_array().unwrap().len(), 1, "{rest}");
            assert!(rest["_pagination"].get("continuationToken").is_none(), "{rest}");
        }
    }

    async fn what_a_history_can_not_be_asked_is_refused_by_name(database: Database) {
        let site = Site::on(database).await;
        let root = with_a_past(&site).await;
        for history in [HISTORY, "/sigill/v1/api/history"] {
            for (query, name) in [
                ("kind=USER", "kind: expected one of CLIENT_CREATE"),
                ("from=yesterday", "from: expected a time"),
                ("to=2026", "to: expected a time"),
                ("by=%20", "by"),
                ("credential=%C3%A4", "credential"),
                ("kind=USER_MODIFY&kind=USER_MODIFY", "kind: expected one value, got 2"),
                ("subject=u", "unknown parameter 'subject': expected kind, from, to, by, credential"),
            ] {
                let refused = site.get(&format!("{history}?{query}"), &json_by(&root)).await;
                assert_eq!(refused.told(), "422 errors.invalidData", "{query}: {}", refused.body);
                assert!(refused.messages().starts_with(name), "{query}: {}", refused.messages());
            }
        }
        // Signatures have none of them.
        let signatures = "/sigill/v1/api/users/u/mobile-signature/signatures?kind=USER_MODIFY";
        assert_eq!(site.get(signatures, &json_by(&root)).await.told(), "422 errors.invalidData");
    }
}
