//! The contract's section *Errors*, sentence by sentence, for calls that change and delete.

use sigill_domain::code::Code;

use super::*;

on_both! {
    async fn texts_of_404_follow_the_documented_samples(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let user = "A user with extId nobody doesn't exist on client with name API";
        let client = "A client with extId none doesn't exist";
        let policy = "A policy with extId none doesn't exist on client with name API";
        let table = [
            ("/api/users/nobody", user),
            ("/api/users/nobody/mobile-signature", user),
            ("/none/users/nobody/mobile-signature", client),
            ("/clients/none", client),
            ("/api/policies/none", policy),
        ];
        for (path, message) in table {
            let path = format!("{API}{path}");
            for answer in [site.patch(&path, &json_by(&root), "{}").await, site.delete(&path, &json_by(&root)).await] {
                assert_eq!((answer.told().as_str(), answer.messages().as_str()), ("404 errors.noRecord", message));
            }
        }
        for segment in ["%00", "%FF", "a%00b"] {
            let path = format!("{API}/api/users/{segment}/mobile-signature");
            assert_eq!(site.patch(&path, &json_by(&root), "{}").await.told(), "404 errors.noRecord", "{segment}");
            assert_eq!(site.delete(&path, &json_by(&root)).await.told(), "404 errors.noRecord", "{segment}");
        }
    }
}

#[tokio::test]
async fn own_codes_stand_in_one_table_with_the_documented_ones() {
    let spelled: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    for code in [
        "mobileSignatureExists",
        "permissionDenied",
        "dataroomPermissionDenied",
        "optimisticLockingFailure",
        "unauthenticated",
        "noRecord",
        "invalidData",
        "duplicateValue",
        "policyViolation",
        "modifyReadonlyData",
        "undeletedDependencies",
        "missingReferenceData",
    ] {
        assert!(spelled.contains(&format!("errors.{code}").as_str()), "{code}");
    }
    let document = crate::openapi();
    let documented = document["components"]["schemas"]["Error"]["properties"]["code"]["enum"].as_array().unwrap();
    assert_eq!(documented.len(), spelled.len());
}

on_both! {
    async fn problem_details_have_the_same_codes_inside(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        let mut headers = json_by(&root).to_vec();
        headers.extend([("accept", "application/problem+json"), ("if-match", "\"v7\"")]);
        let answer = site.patch(&path, &headers, "{}").await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (412, "application/problem+json"));
        assert_eq!(
            (answer.json()["status"].as_u64(), &answer.json()["title"]),
            (Some(412), &"Precondition Failed".into())
        );
        assert_eq!(answer.json()["errors"][0]["code"], "errors.preconditionFailed");
    }

    /// What is wrong with a PATCH, in the order in which it is told.
    async fn a_patch_that_is_wrong_in_every_way_is_told_the_first_of_them(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let helpdesk = site.bearer("helper", Role::Helpdesk, ClientRoom::Only(vec![id("api")])).await;
        let path = site.signed("u").await;
        let (foreign, nobody) =
            (format!("{API}/elsewhere/users/x"), format!("{API}/api/users/nobody/mobile-signature"));
        let text = [("content-type", "text/plain")];
        let malformed = |bearer| [json_by(bearer)[0], json_by(bearer)[1], ("if-match", "v1")];
        let stale = [json_by(&root)[0], json_by(&root)[1], ("if-match", "\"v7\"")];
        let large = "x".repeat(64 * 1024 + 1);

        assert_eq!(site.patch(&foreign, &text, large.clone()).await.told(), "415 errors.unsupportedMediaType");
        let json = [("content-type", "application/merge-patch+json")];
        assert_eq!(site.patch(&foreign, &json, large).await.told(), "413 errors.bodyTooLarge");
        assert_eq!(site.patch(&foreign, &json, "not json").await.told(), "401 errors.unauthenticated");
        let outside = site.patch(&foreign, &malformed(&helpdesk), "not json").await;
        assert_eq!(outside.told(), "403 errors.dataroomPermissionDenied");
        let header = site.patch(&nobody, &malformed(&helpdesk), "not json").await;
        assert_eq!(header.told(), "400 errors.unreadableHeader");
        assert_eq!(site.patch(&nobody, &stale, "not json").await.told(), "400 errors.unreadableBody");
        assert_eq!(site.patch(&nobody, &stale, r#"{"version":1}"#).await.told(), "400 errors.contradictingVersions");
        assert_eq!(site.patch(&nobody, &stale, r#"{"x":1}"#).await.told(), "404 errors.noRecord");
        assert_eq!(site.patch(&path, &stale, r#"{"x":1,"version":7}"#).await.told(), "412 errors.preconditionFailed");
        let broken = site.patch(&path, &json_by(&root), r#"{"x":1,"version":7}"#).await;
        assert_eq!(broken.told(), "422 errors.invalidData");
        let late = site.patch(&path, &json_by(&root), r#"{"version":7}"#).await;
        assert_eq!(late.told(), "409 errors.optimisticLockingFailure");
    }
}

fn id(id: &str) -> sigill_domain::ext_id::ExtId {
    sigill_domain::ext_id::ExtId::parse("extId", id).unwrap()
}
