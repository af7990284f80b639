//! Personal questions: the catalogue of a client.

use serde_json::json;

use super::*;

const ALL: &str = "/nevisidm/api/core/v1/api/personal-questions";

fn pet(ext_id: &str) -> Value {
    json!({
        "extId": ext_id, "stateName": "active", "description": "for everybody", "displayName": { "EN": "Pet" },
        "content": { "EN": "What was your first pet called?", "DE": "Wie hiess Ihr erstes Haustier?" },
    })
}

on_both! {
    async fn a_question_is_made_read_listed_changed_and_deleted(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let made = site.post(ALL, &headers, pet("q-1").to_string()).await;
        assert_eq!((made.status, made.header("location")), (StatusCode::CREATED, &*format!("{ALL}/q-1")), "{}", made.body);
        let path = format!("{ALL}/q-1");
        let read = site.get(&path, &headers).await;
        assert_eq!((read.status, read.header("etag")), (StatusCode::OK, "\"v1\""), "{}", read.body);
        let shown = read.json();
        assert_eq!(made.json(), shown);
        assert_eq!(shown, json!({
            "created": "2026-05-18T12:34:56Z", "lastModified": "2026-05-18T12:34:56Z", "version": 1, "extId": "q-1",
            "clientExtId": "api", "description": "for everybody", "stateName": "active", "displayName": { "EN": "Pet" },
            "content": { "EN": "What was your first pet called?", "DE": "Wie hiess Ihr erstes Haustier?" },
        }));
        let bare = site.post(ALL, &headers, r#"{"extId":"r-2","stateName":"revoked"}"#).await;
        assert_eq!(bare.status, StatusCode::CREATED, "{}", bare.body);
        let listed = site.get(&format!("{ALL}?returnTotalResultCount=true&limit=1"), &headers).await.json();
        assert_eq!((&listed["items"], &listed["_pagination"]["totalResult"]), (&json!([shown]), &json!(2)));
        let token = listed["_pagination"]["continuationToken"].as_str().unwrap();
        let rest = site.get(&format!("{ALL}?continuationToken={token}"), &headers).await.json();
        assert_eq!((rest["items"].as_array().unwrap().len(), &rest["items"][0]["stateName"]), (1, &json!("revoked")));

        let back = site.patch(&path, &headers, shown.to_string()).await;
        assert_eq!((back.status, back.header("etag")), (StatusCode::OK, "\"v1\""), "{}", back.body);
        let patch = json!({ "stateName": "disabled", "description": null, "content": { "DE": null, "FR": "?" }, "version": 1 });
        let changed = site.patch(&path, &headers, patch.to_string()).await;
        assert_eq!((changed.status, changed.header("etag")), (StatusCode::OK, "\"v2\""), "{}", changed.body);
        let changed = changed.json();
        assert_eq!(changed["content"], json!({ "EN": "What was your first pet called?", "FR": "?" }));
        assert_eq!((&changed["stateName"], changed.get("description")), (&json!("disabled"), None));
        let stale = site.patch(&path, &headers, patch.to_string()).await;
        assert_eq!(stale.told(), "409 errors.optimisticLockingFailure");

        assert_eq!(site.delete(&path, &headers).await.status, StatusCode::NO_CONTENT);
        for gone in [site.get(&path, &headers).await, site.delete(&path, &headers).await, site.patch(&path, &headers, "{}").await] {
            assert_eq!(gone.told(), "404 errors.noRecord");
        }
        let history = site.get("/sigill/v1/api/history", &headers).await.json();
        let kinds = history["items"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap());
        let mut kinds: Vec<_> = kinds.filter_map(|kind| kind.strip_prefix("PERSONAL_QUESTION_")).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["CREATE", "CREATE", "DELETE", "MODIFY"]);
    }

    async fn a_question_is_refused_with_every_broken_rule_by_name(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        site.post(ALL, &headers, pet("q-1").to_string()).await;
        let wish = json!({
            "extId": "q-1", "description": " ", "displayName": { "ES": "x", "EN": "n".repeat(101) },
            "content": { "EN": "" }, "surprise": 1,
        });
        let refused = site.post(ALL, &headers, wish.to_string()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        for part in ["extId: the client already", "description", "stateName is mandatory", "displayName: expected one of", "displayName.EN", "content.EN", "'surprise'"] {
            assert!(refused.messages().contains(part), "{part}: {}", refused.messages());
        }
        let patch = json!({ "extId": "q-2", "stateName": "gone", "content": { "XX": "x" } });
        let refused = site.patch(&format!("{ALL}/q-1"), &headers, patch.to_string()).await;
        for part in ["extId can't be changed", "one of active, disabled, revoked", "content: expected one of"] {
            assert!(refused.messages().contains(part), "{part}: {}", refused.messages());
        }
        assert_eq!(site.post(ALL, &headers, r#"{"stateName":1}"#).await.told(), "400 errors.unreadableBody");
        let nowhere = ALL.replace("/api/personal", "/none/personal");
        assert_eq!(site.post(&nowhere, &headers, pet("q").to_string()).await.told(), "404 errors.noRecord");
        assert_eq!(site.get(&format!("{nowhere}?x=1"), &headers).await.told(), "404 errors.noRecord");
        assert_eq!(site.get(&format!("{ALL}?x=1"), &headers).await.told(), "422 errors.invalidData");
        let tried = [headers[0], headers[1], ("prefer", "dry-run")];
        let before = site.events().await;
        assert_eq!(site.post(ALL, &tried, pet("q-3").to_string()).await.status, StatusCode::OK);
        assert_eq!(site.events().await, before, "only tried");
        let helpdesk = site.bearer("desk", Role::Helpdesk, ClientRoom::Global).await;
        let headers = json_by(&helpdesk);
        assert_eq!(site.get(&format!("{ALL}/q-1"), &headers).await.status, StatusCode::OK);
        for answer in [
            site.post(ALL, &headers, pet("q-4").to_string()).await,
            site.patch(&format!("{ALL}/q-1"), &headers, "{}").await,
            site.delete(&format!("{ALL}/q-1"), &headers).await,
        ] {
            assert_eq!(answer.told(), "403 errors.permissionDenied");
        }
    }
}
