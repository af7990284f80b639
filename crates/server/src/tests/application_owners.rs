//! Who gives the roles of an application.

use serde_json::json;

use super::role_rooms::{filled, held};
use super::unit_rooms::authorizations;
use super::*;

on_both! {
    async fn owners_of_an_application_give_its_roles_and_make_owners_of_it(database: Database) {
        let site = filled(database).await;
        site.signed("berta").await;
        let berta = authorizations(&site, "berta").await;
        let of = |role: &str, rooms: Value| {
            let mut wish = json!({ "roleExtId": format!("nevisIdm.{role}"), "clientExtIds": ["api"] });
            wish.as_object_mut().unwrap().extend(rooms.as_object().unwrap().clone());
            wish
        };
        let a1 = json!({ "appExtIds": ["a1"] });
        let (admin, _) = held(&site, "admin", of("AppAdmin", json!({}))).await;
        let (main, _) = held(&site, "main", of("MainAppOwner", a1.clone())).await;
        let (owner, _) = held(&site, "owner", of("AppOwner", a1.clone())).await;
        let (missing, lacks, room) = (
            "422 errors.missingReferenceData", "403 errors.permissionDenied", "403 errors.dataroomPermissionDenied",
        );
        let for_role = |role: &str| json!({ "roleExtId": role, "clientExtIds": ["api"] });
        for (bearer, wish, expected) in [
            (&owner, for_role("role-a1"), "201"),
            (&owner, for_role("role-a2"), missing),
            (&owner, of("Helpdesk", a1.clone()), lacks),
            (&owner, of("MainAppOwner", a1.clone()), lacks),
            (&main, for_role("role-a2"), missing),
            (&main, of("AppOwner", a1.clone()), "201"),
            (&main, of("AppOwner", json!({})), room),
            (&main, of("AppAdmin", a1.clone()), lacks),
            (&admin, of("MainAppOwner", json!({ "appExtIds": ["a2"] })), "201"),
            (&admin, for_role("role-a2"), "201"),
            (&admin, of("UserAdmin", json!({})), lacks),
        ] {
            let given = site.post(&berta, &json_by(bearer), wish.to_string()).await;
            let told = if given.status == StatusCode::CREATED { "201".to_owned() } else { given.told() };
            assert_eq!(told, expected, "{wish}: {}", given.body);
            if given.status == StatusCode::CREATED {
                let path = given.header("location");
                assert_eq!(site.delete(path, &json_by(bearer)).await.status, StatusCode::NO_CONTENT, "{wish}");
            }
        }
        // They find whom they give to; what else a person has is none of their business.
        let user = format!("{API}/api/users/berta");
        for bearer in [&admin, &main, &owner] {
            assert_eq!(site.get(&user, &json_by(bearer)).await.status, StatusCode::OK);
            assert_eq!(site.get(&format!("{user}/profiles"), &json_by(bearer)).await.status, StatusCode::OK);
            assert_eq!(site.get(&format!("{user}/credentials"), &json_by(bearer)).await.told(), lacks);
            assert_eq!(site.patch(&user, &json_by(bearer), r#"{"userState":"disabled"}"#).await.told(), lacks);
        }
    }
}
