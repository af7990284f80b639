//! `version`, `ETag` and `If-Match`.

use super::*;

/// `If-Match`, the body's `version`, and what is told while the version is 2.
const TABLE: &[(Option<&str>, Option<i64>, &str)] = &[
    (None, None, "200"),
    (None, Some(2), "200"),
    (None, Some(1), "409 errors.optimisticLockingFailure"),
    (None, Some(3), "409 errors.optimisticLockingFailure"),
    (None, Some(-1), "409 errors.optimisticLockingFailure"),
    (Some("*"), None, "200"),
    (Some("*"), Some(2), "200"),
    (Some("*"), Some(1), "409 errors.optimisticLockingFailure"),
    (Some("\"v2\""), None, "200"),
    (Some("\"v1\", \"v2\""), None, "200"),
    (Some("\"v2\""), Some(2), "200"),
    (Some("\"v1\", \"v2\""), Some(1), "409 errors.optimisticLockingFailure"),
    (Some("\"v1\""), None, "412 errors.preconditionFailed"),
    (Some("\"v1\""), Some(1), "412 errors.preconditionFailed"),
    (Some("\"v1\""), Some(2), "400 errors.contradictingVersions"),
    (Some("\"v2\""), Some(1), "400 errors.contradictingVersions"),
    (Some("W/\"v2\""), None, "412 errors.preconditionFailed"),
    (Some("\"2\""), None, "412 errors.preconditionFailed"),
    (Some("\"v02\""), None, "412 errors.preconditionFailed"),
    (Some("\"abc\""), Some(2), "400 errors.contradictingVersions"),
    (Some("v2"), None, "400 errors.unreadableHeader"),
    (Some("\"v2"), None, "400 errors.unreadableHeader"),
    (Some("*, \"v2\""), None, "400 errors.unreadableHeader"),
];

on_both! {
    async fn a_change_is_made_only_to_the_version_that_is_expected(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        for (n, (if_match, version, told)) in TABLE.iter().enumerate() {
            let path = site.signed(&format!("u{n}")).await;
            let second = site.patch(&path, &json_by(&root), r#"{"identificator":"second"}"#).await;
            assert_eq!((second.status, second.header("etag")), (StatusCode::OK, "\"v2\""));
            let mut headers = json_by(&root).to_vec();
            headers.extend(if_match.map(|value| ("if-match", value)));
            let body = match version {
                Some(version) => format!(r#"{{"identificator":"third","version":{version}}}"#),
                None => r#"{"identificator":"third"}"#.to_owned(),
            };
            let answer = site.patch(&path, &headers, body).await;
            assert_eq!(answer.told(), *told, "{if_match:?} {version:?}");
            let etag = site.get(&path, &json_by(&root)).await.header("etag").to_owned();
            let changed = if *told == "200" { "\"v3\"" } else { "\"v2\"" };
            assert_eq!(etag, changed, "{if_match:?} {version:?}");
        }
    }

    async fn a_deletion_heeds_if_match(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        let user = path.trim_end_matches("/mobile-signature").to_owned();
        let policy = r#"{"extId":"p","name":"P","policyType":"MobileSignaturePolicy"}"#;
        let policy = site.post(&format!("{API}/api/policies"), &json_by(&root), policy).await.header("location").to_owned();
        let client = site.post(&format!("{API}/clients"), &json_by(&root), r#"{"extId":"c","name":"C"}"#).await;
        for path in [path.as_str(), &user, &policy, client.header("location")] {
            let by = ("authorization", root.as_str());
            let delete = async |tag| site.delete(path, &[by, ("if-match", tag)]).await.status.as_u16();
            assert_eq!(delete("v1").await, 400, "{path}");
            assert_eq!(delete("\"v2\"").await, 412, "{path}");
            assert_eq!(delete("W/\"v1\"").await, 412, "{path}");
            assert_eq!(delete("\"v1\"").await, 204, "{path}");
            assert_eq!(delete("\"v1\"").await, 404, "{path}");
        }
    }

    async fn of_64_patches_of_one_version_one_is_made(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let path = site.signed("u").await;
        let calls = (0..64).map(|n| {
            let (site, path, root) = (&site, &path, &root);
            async move {
                let body = format!(r#"{{"identificator":"{n}","version":1}}"#);
                site.patch(path, &json_by(root), body).await.status.as_u16()
            }
        });
        let mut statuses = all(calls).await;
        statuses.sort_unstable();
        assert_eq!(statuses[0], 200);
        assert!(statuses[1..].iter().all(|status| *status == 409), "{statuses:?}");
    }
}
