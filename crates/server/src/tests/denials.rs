//! What a caller is denied is in its history.

use std::time::Duration;

use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::*;

/// A site whose denials are written; what still waits when it ends.
struct Watched {
    site: Site,
    stop: CancellationToken,
    writer: tokio::task::JoinHandle<()>,
}

impl Watched {
    async fn on(database: Database) -> Self {
        log::collect();
        let fixture = Fixture::new(database).await;
        let (router, server) =
            crate::router::with_server(fixture.app.clone(), Limits::default(), crate::http::server::Tells::default());
        let stop = CancellationToken::new();
        let asked = stop.clone();
        let writer = tokio::spawn({
            let server = server.clone();
            async move { server.denials.write(&server.app, &asked).await }
        });
        Self { site: Site { fixture, router, server, root: OnceCell::new() }, stop, writer }
    }

    /// Everything noted is written.
    async fn end(self) -> Site {
        self.stop.cancel();
        tokio::time::timeout(Duration::from_secs(30), self.writer).await.unwrap().unwrap();
        self.site
    }
}

async fn denials(site: &Site, path: &str) -> Vec<Value> {
    let root = site.root().await;
    let history = site.get(path, &json_by(&root)).await.json();
    let items = history["items"].as_array().unwrap_or_else(|| panic!("{history}")).clone();
    items.into_iter().filter(|item| item["kind"] == "AUTHORIZATION_DENIED").collect()
}

on_both! {
    async fn a_denied_call_is_in_the_callers_history_with_the_missing_right(database: Database) {
        let watched = Watched::on(database).await;
        let site = &watched.site;
        site.signed("u").await;
        let reader = site.bearer("reader", Role::SoapTechAccessReadOnly, ClientRoom::Global).await;
        let path = format!("{API}/api/users/u%2Fv/mobile-signature?secret=x");
        let answer = site.post(&path, &json_by(&reader), r#"{"msisdn":"+41791234567"}"#).await;
        assert_eq!(answer.told(), "403 errors.permissionDenied");
        let request_id = answer.header("x-request-id").to_owned();
        let site = watched.end().await;
        for history in ["/sigill/v1/api/users/reader/history", "/sigill/v1/api/history"] {
            let denied = denials(&site, history).await;
            assert_eq!(denied.len(), 1);
            let mut denied = denied[0].clone();
            assert_eq!(denied["requestId"].take(), request_id);
            assert_eq!(
                denied,
                json!({
                    "at": "2026-05-18T12:34:56Z", "caller": "api/reader", "requestId": null,
                    "kind": "AUTHORIZATION_DENIED", "clientExtId": "api", "userExtId": "reader", "subject": "reader",
                    "after": {
                        "right": "AccessControl.CredentialCreate", "method": "POST", "clientExtId": "api",
                        "route": "/nevisidm/api/core/v1/{clientExtId}/users/{userExtId}/mobile-signature",
                        "userExtId": "u/v",
                    },
                }),
                "neither the query nor the body is told"
            );
        }
        assert_eq!(denials(&site, "/sigill/v1/api/users/u/history").await, Vec::<Value>::new(), "not the other's history");
    }

    async fn a_right_that_does_not_reach_and_one_found_missing_later_are_denials_and_others_are_not(database: Database) {
        let watched = Watched::on(database).await;
        let site = &watched.site;
        let root = site.root().await;
        let elsewhere = site.bearer("elsewhere", Role::Root, ClientRoom::Only(vec![])).await;
        let helper = site.bearer("helper", Role::Helpdesk, ClientRoom::Global).await;
        assert_eq!(
            site.get(&format!("{API}/other/users/u"), &json_by(&elsewhere)).await.told(),
            "403 errors.dataroomPermissionDenied"
        );
        // The right to change users is there, the further one isn't.
        site.signed("u").await;
        let later = site.patch(&format!("{API}/api/users/u"), &json_by(&helper), r#"{"loginId":"x"}"#).await;
        assert_eq!(later.status, StatusCode::FORBIDDEN, "{}", later.body);
        for answer in [
            site.get(&format!("{API}/api/users/nobody"), &json_by(&root)).await,
            site.get(&format!("{API}/api/users/nobody"), &[]).await,
        ] {
            assert_ne!(answer.status, StatusCode::FORBIDDEN);
        }
        let site = watched.end().await;
        let denied = denials(&site, "/sigill/v1/api/history").await;
        assert_eq!(denied.len(), 2, "{denied:?}");
        let of = |caller: &str| denied.iter().find(|item| item["caller"] == caller).unwrap_or_else(|| panic!("{denied:?}"));
        assert_eq!(of("api/elsewhere")["after"]["clientExtId"], "other");
        assert_eq!(of("api/helper")["after"]["right"], "AccessControl.LoginIdOverride");
    }

    async fn a_caller_that_goes_on_gets_a_few_events_a_minute_and_the_rest_is_counted(database: Database) {
        let watched = Watched::on(database).await;
        let site = &watched.site;
        let reader = site.bearer("reader", Role::SoapTechAccessReadOnly, ClientRoom::Global).await;
        let denied = async || site.post(&format!("{API}/clients"), &json_by(&reader), "{}").await;
        for _ in 0..40 {
            assert_eq!(denied().await.status, StatusCode::FORBIDDEN);
        }
        site.fixture.clock.advance_ms(60_000);
        assert_eq!(denied().await.status, StatusCode::FORBIDDEN);
        let site = watched.end().await;
        let denied = denials(&site, "/sigill/v1/api/users/reader/history").await;
        assert_eq!(denied.len(), 6);
        assert_eq!((&denied[0]["after"]["untold"], denied[1]["after"].get("untold")), (&35.into(), None));
    }
}
