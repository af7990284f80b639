//! From a token to a permit.

use super::*;
use sigill_domain::ext_id::ExtId;

on_both! {
    async fn who_sends_no_token_is_asked_for_one_and_who_sends_a_bad_one_is_told_so(database: Database) {
        let site = Site::on(database).await;
        let path = format!("{API}/clients/api");
        let root = site.root().await;
        let long = format!("Bearer {}", "x".repeat(8 * 1024 + 1));
        let none = "Bearer realm=\"sigill\"";
        let bad = "Bearer realm=\"sigill\", error=\"invalid_token\"";
        let table: &[(&[&str], &str)] = &[
            (&[], none),
            (&["Basic YTpi"], none),
            (&["token"], none),
            (&["Bearer"], bad),
            (&["Bearer "], bad),
            (&["Bearer abc"], bad),
            (&["bearer a.b.c"], bad),
            (&["Bearer \u{e4}"], bad),
            (&[&long], bad),
            (&[&root, &root], bad),
            (&[&format!("{root}x")], bad),
            (&[&root[..root.len() - 1]], bad),
        ];
        for (values, challenge) in table {
            let headers: Vec<_> = values.iter().map(|value| ("authorization", *value)).collect();
            let answer = site.get(&path, &headers).await;
            assert_eq!(
                (answer.told().as_str(), answer.header("www-authenticate")),
                ("401 errors.unauthenticated", *challenge),
                "{values:?}"
            );
        }
        for accepted in [root.clone(), root.replacen("Bearer", "bEARER", 1), root.replacen(' ', "   ", 1)] {
            assert_eq!(site.get(&path, &[("authorization", &accepted)]).await.status, StatusCode::OK);
        }
    }

    async fn an_expired_token_is_no_token(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let get = async || site.get(&format!("{API}/clients/api"), &json_by(&root)).await;
        assert_eq!(get().await.status, StatusCode::OK);
        site.fixture.clock.advance_ms(1_000_100_000_000);
        assert_eq!(get().await.told(), "401 errors.unauthenticated");
    }

    async fn self_admin_reads_oneself_and_nobody_else(database: Database) {
        let site = Site::on(database).await;
        let me = site.bearer("me", Role::SelfAdmin, ClientRoom::Only(vec![])).await;
        site.bearer("other", Role::SelfAdmin, ClientRoom::Only(vec![])).await;
        let get = async |path: &str| site.get(&format!("{API}{path}"), &json_by(&me)).await;
        assert_eq!(get("/api/users/me").await.status, StatusCode::OK);
        assert_eq!(get("/api/users/me/mobile-signature").await.told(), "404 errors.noRecord");
        assert_eq!(get("/api/users/other").await.told(), "403 errors.permissionDenied");
        assert_eq!(get("/elsewhere/users/me").await.told(), "403 errors.permissionDenied");
        assert_eq!(get("/clients/api").await.told(), "403 errors.permissionDenied");
        let wish = r#"{"identificator":"i","msspIdentifier":"m","msisdn":"1"}"#;
        let create = site.post(&format!("{API}/api/users/me/mobile-signature"), &json_by(&me), wish).await;
        assert_eq!(create.told(), "403 errors.permissionDenied", "creating isn't reading");
    }

    async fn clients_are_created_only_by_who_may_do_so_everywhere(database: Database) {
        let site = Site::on(database).await;
        let room = ClientRoom::Only(vec![ExtId::parse("extId", "api").unwrap()]);
        let local = site.bearer("local", Role::Root, room).await;
        let answer = site.post(&format!("{API}/clients"), &json_by(&local), r#"{"name":"New"}"#).await;
        assert_eq!(answer.told(), "403 errors.dataroomPermissionDenied");
        let global = site.bearer("global", Role::ClientRoot, ClientRoom::Global).await;
        let answer = site.post(&format!("{API}/clients"), &json_by(&global), r#"{"name":"New"}"#).await;
        assert_eq!(answer.told(), "403 errors.permissionDenied");
        assert_eq!(answer.messages(), "Permission denied: AccessControl.ClientCreate is needed");
    }
}
