//! External ids that paths can't carry: none is given any more, and those that were are still found.

use serde_json::json;

use super::*;

const LOST: &[&str] = &[".", "..", "a/../b", "./a", r"a\.."];

on_both! {
    async fn nothing_new_gets_an_id_that_paths_cannot_carry(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let signature = site.signed("anna").await;
        let anna = signature.trim_end_matches("/mobile-signature");
        assert_eq!(site.delete(&signature, &json_by(&root)).await.status, StatusCode::NO_CONTENT);
        site.bearer("robot", Role::TechUser, ClientRoom::Global).await;
        let profiles = site.get(&format!("{anna}/profiles"), &json_by(&root)).await.json();
        let profile = format!("{API}/api/profiles/{}", profiles["items"][0]["extId"].as_str().unwrap());
        let events = site.events().await;
        for id in LOST {
            let (clients, users) = (format!("{API}/clients"), format!("{API}/api/users"));
            let policy = json!({ "extId": id, "name": "p", "policyType": "MobileSignaturePolicy" });
            let person = json!({
                "extId": id, "name": { "firstName": "A", "familyName": "M" }, "contacts": { "email": "a@example.com" },
            });
            let number = json!({ "extId": id, "identificator": "i", "msspIdentifier": "m", "msisdn": "+41791234567" });
            for (path, body) in [
                (&clients, json!({ "extId": id, "name": "n" })),
                (&users, person),
                (&users, json!({ "extId": id, "isTechnicalUser": true })),
                (&format!("{API}/api/policies"), policy),
                (&format!("{anna}/mobile-signature"), number),
                (&format!("{users}/robot/device-password"), json!({ "extId": id, "password": "x".repeat(40) })),
                (&format!("{profile}/authorizations"), json!({ "extId": id, "roleExtId": "nevisIdm.TechUser", "clientGlobal": true })),
            ] {
                let answer = site.post(path, &json_by(&root), body.to_string()).await;
                assert_eq!(answer.told(), "422 errors.invalidData", "{path} {id}: {}", answer.body);
                assert!(answer.messages().contains("extId must not have a part between slashes"), "{}", answer.body);
            }
        }
        assert_eq!(site.events().await, events);
        // Nor by the commands of an operator.
        let Fixture { app, .. } = &site.fixture;
        let wanted = sigill_app::setup::TechnicalUser { client: "api", user: "..", role: Role::TechUser, clients: ClientRoom::Global };
        assert!(sigill_app::setup::technical_user(&app.store, &app.world, app.tokens.secrets(), &wanted).await.is_err());
        assert!(sigill_app::setup::client(&app.store, &app.world, "..", "N").await.is_err());
    }

    async fn what_has_such_an_id_is_still_found(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        site.signed("anna").await;
        site.fixture.database.execute("UPDATE users SET ext_id = 'a/..' WHERE ext_id = 'anna'").await;
        let path = format!("{API}/api/users/a%2F..");
        assert_eq!(site.get(&path, &json_by(&root)).await.json()["extId"], "a/..");
        assert_eq!(site.delete(&path, &json_by(&root)).await.status, StatusCode::NO_CONTENT);
    }

    async fn a_user_with_three_hundred_credentials_is_archived_and_deleted(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let copy = "INSERT INTO credential (id, client_id, owner_id, kind, is_single, ext_id, state, valid_from, success_count, failure_count, version, created, modified, detail) ";
        for (user, ends) in [("one", "archive"), ("two", "delete")] {
            site.bearer(user, Role::TechUser, ClientRoom::Global).await;
            let owner = format!("SELECT id FROM users WHERE ext_id = '{user}'");
            let client = format!("SELECT client_id FROM users WHERE ext_id = '{user}'");
            let rows = (0..300).map(|n| {
                let id = format!("{:032x}", n | if user == "one" { 1_u128 << 64 } else { 2 << 64 });
                let id_text = match site.fixture.database.kind() {
                    Kind::Sqlite => format!("x'{id}'"),
                    Kind::Postgres => format!("'{id}'"),
                };
                format!("{copy} VALUES ({id_text}, ({client}), ({owner}), 9, FALSE, '{user}-{n}', 'disabled', 0, 0, 0, 1, {n}, 0, '{{}}')")
            });
            site.fixture.database.execute(&rows.collect::<Vec<_>>().join("; ")).await;
            let path = format!("{API}/api/users/{user}");
            let answer = match ends {
                "archive" => site.post(&format!("{path}/archive"), &json_by(&root), "").await,
                _ => site.delete(&path, &json_by(&root)).await,
            };
            assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.body);
            let told = format!("SELECT count(*) FROM event WHERE kind = 'CREDENTIAL_DELETE' AND user_ext_id = '{user}'");
            assert_eq!(site.fixture.database.query(&told).await.unwrap(), "301");
            let left = format!("SELECT count(*) FROM credential WHERE ext_id LIKE '{user}-%'");
            assert_eq!(site.fixture.database.query(&left).await.unwrap(), "0");
        }
    }

    async fn the_clients_of_a_role_are_looked_up_together(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        for n in 0..60 {
            let body = json!({ "extId": format!("c{n}"), "name": format!("C{n}") }).to_string();
            assert_eq!(site.post(&format!("{API}/clients"), &json_by(&root), body).await.status, StatusCode::CREATED);
        }
        site.bearer("robot", Role::TechUser, ClientRoom::Global).await;
        let profiles = site.get(&format!("{API}/api/users/robot/profiles"), &json_by(&root)).await.json();
        let path = format!("{API}/api/profiles/{}/authorizations", profiles["items"][0]["extId"].as_str().unwrap());
        let mut clients: Vec<String> = (0..60).map(|n| format!("c{n}")).collect();
        clients.push("absent".to_owned());
        let body = |clients: &[String]| json!({ "roleExtId": "nevisIdm.Helpdesk", "clientExtIds": clients }).to_string();
        let answer = site.post(&path, &json_by(&root), body(&clients)).await;
        assert_eq!(answer.messages(), "clientExtIds: there is no client with extId absent");
        let answer = site.post(&path, &json_by(&root), body(&clients[..60])).await;
        assert_eq!((answer.status, answer.json()["clientExtIds"].as_array().unwrap().len()), (StatusCode::CREATED, 60));
    }
}

#[tokio::test]
async fn a_technical_user_is_made_only_with_the_right_to_it() {
    let site = Site::new().await;
    let admin = site.bearer("admin", Role::UserAdmin, ClientRoom::Global).await;
    let users = format!("{API}/api/users");
    let robot = site.post(&users, &json_by(&admin), r#"{"extId":"robot","isTechnicalUser":true}"#).await;
    assert_eq!(robot.messages(), "Permission denied: AccessControl.UserCreateTechUser is needed");
    let person = r#"{"extId":"p","name":{"firstName":"A","familyName":"M"},"contacts":{"email":"a@example.com"}}"#;
    assert_eq!(site.post(&users, &json_by(&admin), person).await.status, StatusCode::CREATED);
}
