//! The contract's section *Idempotency-Key*, sentence by sentence.

use super::*;

const WISH: &str = r#"{"identificator":"i","msspIdentifier":"http://mssp","msisdn":"+41791234567"}"#;

/// A user without credentials: the path of its mobile signature.
async fn user(site: &Site, ext_id: &str) -> String {
    let root = site.root().await;
    let path = site.signed(ext_id).await;
    assert_eq!(site.delete(&path, &json_by(&root)).await.status, StatusCode::NO_CONTENT);
    path
}

fn keyed<'a>(bearer: &'a str, key: &'a str) -> [(&'a str, &'a str); 3] {
    let [authorization, json] = json_by(bearer);
    [authorization, json, ("idempotency-key", key)]
}

on_both! {
    async fn same_key_and_same_body_is_the_kept_answer_again(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = user(&site, "u").await;
        let first = site.post(&path, &keyed(&root, "k"), WISH).await;
        assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
        let events = site.events().await;
        let again = site.post(&path, &keyed(&root, "k"), WISH).await;
        assert_eq!((again.status, &again.body), (first.status, &first.body));
        for header in ["location", "etag", "content-type"] {
            assert_eq!(again.header(header), first.header(header));
        }
        assert_eq!(site.events().await, events, "nothing happened again");
        // A repetition is answered as the first was, whatever has become of it since.
        assert_eq!(site.delete(&path, &json_by(&root)).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.post(&path, &keyed(&root, "k"), WISH).await.body, first.body);

        let patched = site.signed("v").await;
        let body = r#"{"identificator":"j","version":1}"#;
        let first = site.patch(&patched, &keyed(&root, "k"), body).await;
        let again = site.patch(&patched, &keyed(&root, "k"), body).await;
        assert_eq!((first.status, again.status, first.header("etag")), (StatusCode::OK, StatusCode::OK, "\"v2\""));
        assert_eq!((&again.body, again.header("etag")), (&first.body, "\"v2\""));
        let archive = format!("{API}/api/users/v/archive");
        let archived = site.post(&archive, &keyed(&root, "k"), "").await;
        let again = site.post(&archive, &keyed(&root, "k"), "").await;
        assert_eq!((archived.status, again.status, again.body.as_str()), (StatusCode::NO_CONTENT, StatusCode::NO_CONTENT, ""));
    }

    async fn same_key_and_other_body_is_422(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = user(&site, "u").await;
        site.post(&path, &keyed(&root, "k"), WISH).await;
        let other = site.post(&path, &keyed(&root, "k"), format!("{WISH} ")).await;
        assert_eq!(other.told(), "422 errors.idempotencyKeyReused");
    }

    async fn the_scope_is_caller_method_and_path(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let other = site.bearer("other", Role::Root, ClientRoom::Global).await;
        let (one, two) = (user(&site, "u").await, user(&site, "v").await);
        assert_eq!(site.post(&one, &keyed(&root, "k"), WISH).await.status, StatusCode::CREATED);
        assert_eq!(site.post(&two, &keyed(&root, "k"), WISH).await.status, StatusCode::CREATED);
        assert_eq!(site.post(&one, &keyed(&other, "k"), WISH).await.told(), "422 errors.mobileSignatureExists");
        assert_eq!(site.patch(&one, &keyed(&root, "k"), r#"{"identificator":"j"}"#).await.told(), "200");
        let slash = site.post(&format!("{one}/"), &keyed(&root, "k"), WISH).await;
        assert_eq!(slash.status, StatusCode::CREATED, "a trailing slash is the same resource");
    }

    async fn it_is_kept_for_24_hours(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = user(&site, "u").await;
        site.post(&path, &keyed(&root, "k"), WISH).await;
        site.fixture.clock.advance_ms(24 * 3_600_000 - 1);
        assert_eq!(site.post(&path, &keyed(&root, "k"), WISH).await.status, StatusCode::CREATED);
        site.fixture.clock.advance_ms(1);
        assert_eq!(site.post(&path, &keyed(&root, "k"), WISH).await.told(), "422 errors.mobileSignatureExists");
        site.delete(&path, &json_by(&root)).await;
        assert_eq!(site.post(&path, &keyed(&root, "k"), WISH).await.status, StatusCode::CREATED, "and kept anew");
        assert_eq!(site.post(&path, &keyed(&root, "k"), WISH).await.status, StatusCode::CREATED);
    }

    async fn simultaneous_duplicates_have_one_effect_and_are_answered_the_same_or_409(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        // Another node knows nothing of the keys in use here.
        let node = Fixture::open(site.fixture.database.url(), &site.fixture.app.world).await;
        let nodes = [site.router.clone(), router(node, Limits::default())];
        let path = user(&site, "u").await;
        let before: u64 = site.events().await.parse().unwrap();
        let headers = keyed(&root, "k");
        let calls = (0..32).map(|n| {
            let (node, sent) = (nodes[n % 2].clone(), request(Method::POST, &path, &headers, WISH.into()));
            async move {
                let response = node.oneshot(sent).await.unwrap();
                let retry_after = response.headers().get("retry-after").cloned();
                let status = response.status();
                let body = response.into_body().collect().await.unwrap().to_bytes();
                (status, retry_after, String::from_utf8(body.to_vec()).unwrap())
            }
        });
        let answers = all(calls).await;
        let mut bodies = std::collections::BTreeSet::new();
        for (status, retry_after, body) in answers {
            if status == StatusCode::CONFLICT {
                assert!(body.contains("errors.idempotencyKeyInUse"), "{body}");
                assert_eq!(retry_after.unwrap(), "1");
            } else {
                assert_eq!(status, StatusCode::CREATED, "{body}");
                bodies.insert(body);
            }
        }
        assert_eq!(bodies.len(), 1, "{bodies:?}");
        assert_eq!(site.events().await, (before + 1).to_string());
    }

    async fn refusals_are_not_kept(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        assert_eq!(site.post(&path, &keyed(&root, "k"), WISH).await.told(), "422 errors.mobileSignatureExists");
        site.delete(&path, &json_by(&root)).await;
        assert_eq!(site.post(&path, &keyed(&root, "k"), WISH).await.status, StatusCode::CREATED);
    }

    async fn a_key_is_1_to_64_printable_ascii_characters(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        for key in ["k", "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"", "a b", &"x".repeat(64)] {
            assert_eq!(site.patch(&path, &keyed(&root, key), "{}").await.told(), "200", "{key}");
        }
        for key in ["", "a\tb", "\u{e9}", &"x".repeat(65)] {
            assert_eq!(site.patch(&path, &keyed(&root, key), "{}").await.told(), "400 errors.unreadableHeader", "{key}");
        }
        let [authorization, json, key] = keyed(&root, "k");
        let twice = site.patch(&path, &[authorization, json, key, key], "{}").await;
        assert_eq!(twice.told(), "400 errors.unreadableHeader");
    }

    async fn a_kept_answer_comes_after_rights_and_paths_and_before_versions(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        let [authorization, json, key] = keyed(&root, "k");
        let headers = [authorization, json, key, ("if-match", "\"v1\"")];
        let first = site.patch(&path, &headers, r#"{"identificator":"j"}"#).await;
        let again = site.patch(&path, &headers, r#"{"identificator":"j"}"#).await;
        assert_eq!((first.status, again.status), (StatusCode::OK, StatusCode::OK), "although it is at v2 now");
        let malformed = site.patch(&path, &keyed(&root, "k"), "not json").await;
        assert_eq!(malformed.told(), "400 errors.unreadableBody");
        site.delete(&path, &json_by(&root)).await;
        assert_eq!(site.patch(&path, &headers, r#"{"identificator":"j"}"#).await.told(), "404 errors.noRecord");
    }
}

#[tokio::test]
async fn the_draft_is_named_in_the_docs_as_a_draft() {
    let document = crate::openapi();
    assert!(document["info"]["description"].as_str().unwrap().contains("draft-ietf-httpapi-idempotency-key-header"));
}
