//! Every documented operation once, as a caller without worries sees it.

use super::*;

#[tokio::test]
async fn a_client_gets_a_user_who_gets_a_mobile_signature_and_is_archived() {
    let site = Site::new().await;
    let root = site.root().await;
    let by = json_by(&root);

    let client =
        site.post(&format!("{API}/clients"), &by, r#"{"extId":"a/b","name":"AB","displayName":{"EN":"Ab"}}"#).await;
    assert_eq!(
        (client.status, client.header("location")),
        (StatusCode::CREATED, "/nevisidm/api/core/v1/clients/a%2Fb")
    );
    let members: Vec<_> = client.json().as_object().unwrap().keys().cloned().collect();
    assert_eq!(members, ["defaultProfilePolicyExtId", "defaultUnitExtId"]);
    let client = site.get(client.header("location"), &by).await;
    assert_eq!((client.status, client.header("etag")), (StatusCode::OK, "\"v1\""));
    assert_eq!(
        client.body,
        r#"{"created":"2026-05-18T12:34:56Z","lastModified":"2026-05-18T12:34:56Z","version":1,"extId":"a/b","name":"AB","displayName":{"EN":"Ab"}}"#
    );

    let policy = r#"{"extId":"p","name":"Swiss","policyType":"MobileSignaturePolicy","defaultPolicy":true,
        "parameters":{"validation.msisdn.regex":"\\+41[0-9]{9}"}}"#;
    let created = site.post(&format!("{API}/a%2Fb/policies"), &by, policy).await;
    assert_eq!(
        (created.status, created.header("location")),
        (StatusCode::CREATED, "/nevisidm/api/core/v1/a%2Fb/policies/p")
    );
    let read = site.get(created.header("location"), &by).await;
    assert_eq!((read.status, read.body), (StatusCode::OK, created.body));

    let user =
        r#"{"extId":"u/1","name":{"firstName":"Anna","familyName":"Muster"},"contacts":{"email":"a@example.com"}}"#;
    let created = site.post(&format!("{API}/a%2Fb/users"), &by, user).await;
    assert_eq!(
        (created.status, created.header("location")),
        (StatusCode::CREATED, "/nevisidm/api/core/v1/a%2Fb/users/u%2F1")
    );
    let read = site.get(created.header("location"), &by).await;
    assert_eq!((read.status, &read.body), (StatusCode::OK, &created.body));
    assert_eq!(
        read.body,
        r#"{"created":"2026-05-18T12:34:56Z","lastModified":"2026-05-18T12:34:56Z","version":1,"extId":"u/1","clientExtId":"a/b","userState":"active","loginId":"u/1","isTechnicalUser":false,"name":{"firstName":"Anna","familyName":"Muster"},"contacts":{"email":"a@example.com"}}"#
    );

    let path = format!("{API}/a%2Fb/users/u%2F1/mobile-signature");
    let wish =
        r#"{"extId":"c","identificator":"i","msspIdentifier":"http://mssp.example.com","msisdn":"+41791234567"}"#;
    let created = site.post(&path, &by, wish).await;
    assert_eq!((created.status, created.header("location")), (StatusCode::CREATED, path.as_str()));
    assert_eq!((created.header("etag"), created.header("cache-control")), ("\"v1\"", "no-store"));
    let read = site.get(&path, &by).await;
    assert_eq!((read.status, read.header("etag"), &read.body), (StatusCode::OK, "\"v1\"", &created.body));
    assert_eq!(
        read.body,
        r#"{"created":"2026-05-18T12:34:56Z","lastModified":"2026-05-18T12:34:56Z","version":1,"extId":"c","userExtId":"u/1","policyExtId":"p","stateName":"active","stateChangeReason":"initialized","successfulLoginCount":0,"failedLoginCount":0,"type":"MobileSignature","validity":{"from":"2026-05-18T12:34:56Z","to":"2036-05-15T12:34:56Z"},"identificator":"i","msspIdentifier":"http://mssp.example.com","msisdn":"+41791234567"}"#
    );
    let conditional = site.get(&path, &[by[0], ("if-none-match", "\"v1\"")]).await;
    assert_eq!(conditional.status, StatusCode::OK, "an ETag is for writing, never for a 304");

    let archived = site.post(&format!("{API}/a%2Fb/users/u%2F1/archive"), &by[..1], "").await;
    assert_eq!((archived.status, archived.body.as_str()), (StatusCode::NO_CONTENT, ""));
    let gone = site.get(&path, &by).await;
    assert_eq!(gone.told(), "404 errors.noRecord");
    assert_eq!(gone.messages(), "User with extId u/1 has no MobileSignature credential");
}

#[tokio::test]
async fn a_trailing_slash_is_the_same_resource() {
    let site = Site::new().await;
    let root = site.root().await;
    let plain = site.get(&format!("{API}/clients/api"), &json_by(&root)).await;
    let slash = site.get(&format!("{API}/clients/api/?x=1"), &json_by(&root)).await;
    assert_eq!((slash.status, slash.body), (StatusCode::OK, plain.body));
    let created = site.post(&format!("{API}/clients/"), &json_by(&root), r#"{"name":"New"}"#).await;
    assert_eq!(created.status, StatusCode::CREATED);
    assert_eq!(site.get("/livez/", &[]).await.status, StatusCode::OK);
    assert_eq!(site.get("/livez//", &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_can_not_be_an_id_is_nobodys() {
    let site = Site::new().await;
    let root = site.root().await;
    for segment in ["%00", "%FF", "%C3%28", "a%20b", &"x".repeat(4_000), "..%2f..", "%2e%2e"] {
        let answer = site.get(&format!("{API}/api/users/{segment}"), &json_by(&root)).await;
        assert_eq!(answer.told(), "404 errors.noRecord", "{segment}");
        let answer = site.get(&format!("{API}/{segment}/users/x"), &json_by(&root)).await;
        assert_eq!(answer.told(), "404 errors.noRecord", "{segment}");
    }
}

#[tokio::test]
async fn head_answers_as_get_without_the_body() {
    let site = Site::new().await;
    let root = site.root().await;
    let path = format!("{API}/clients/api");
    let got = site.get(&path, &json_by(&root)).await;
    let head = site.send(request(Method::HEAD, &path, &json_by(&root), Body::empty())).await;
    assert_eq!((head.status, head.header("etag"), head.body.as_str()), (StatusCode::OK, got.header("etag"), ""));
    assert_eq!(head.header("content-length"), got.body.len().to_string());
    let refused = site.send(request(Method::HEAD, &path, &[], Body::empty())).await;
    assert_eq!((refused.status, refused.body.as_str()), (StatusCode::UNAUTHORIZED, ""));
}
