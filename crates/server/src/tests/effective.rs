//! What somebody may do, to whom, and why.

use serde_json::{Value, json};

use super::unit_rooms::{filled, held, nobody};
use super::*;

const OWN: &str = "/sigill/v1/api/users";

async fn asked(site: &Site, who: &str, query: &str) -> Answer {
    let root = site.root().await;
    site.get(&format!("{OWN}/{who}/rights{query}"), &json_by(&root)).await
}

fn one<'a>(told: &'a Value, right: &str) -> &'a Value {
    let all = told["rights"].as_array().unwrap();
    all.iter().find(|one| one["right"] == right).unwrap_or_else(|| panic!("{right}: {told}"))
}

on_both! {
    async fn which_rights_somebody_has_and_why_is_said_for_each_place(database: Database) {
        let site = filled(database).await;
        held(&site, "admin", "nevisIdm.UserAdmin", &["a"]).await;

        for (user, why, unit, sentence) in [
            ("in-a", "inUnit", Some("a"), "holds in unit a, in which in-a is."),
            ("in-b", "inUnit", Some("a"), "holds in unit a, and in-b is in b, which is below it."),
            ("in-c", "otherUnits", None, "holds in some units only, and in-c is in none of them."),
            ("in-top", "otherUnits", None, "holds in some units only, and in-top is in none of them."),
            ("in-none", "otherUnits", None, "holds in some units only, and in-none is in none of them."),
        ] {
            let told = asked(&site, "admin", &format!("?for={user}")).await.json();
            let ground = told["authorizations"].as_array().unwrap().iter()
                .find(|one| one["roleExtId"] == "nevisIdm.UserAdmin").unwrap_or_else(|| panic!("{told}"));
            assert_eq!((&ground["why"], &ground["holds"]), (&json!(why), &json!(unit.is_some())), "{user}: {told}");
            assert_eq!(ground.get("unitExtId"), unit.map(Value::from).as_ref(), "{user}");
            assert_eq!(ground["sentence"], format!("nevisIdm.UserAdmin {sentence}"));
            // What it says is what happens.
            let right = one(&told, "AccessControl.UserModify");
            assert_eq!((&right["holds"], &told["acts"]), (&json!(unit.is_some()), &json!(true)), "{user}: {told}");
            let list = if unit.is_some() { "authorizationExtIds" } else { "elsewhereExtIds" };
            assert_eq!(right[list], json!([ground["extId"]]), "{user}: {told}");
            assert_eq!((&told["userExtId"], &told["forUserExtId"]), (&json!("admin"), &json!(user)));
        }
    }

    async fn one_right_is_answered_by_yes_or_no(database: Database) {
        let site = filled(database).await;
        held(&site, "admin", "nevisIdm.UserAdmin", &["a"]).await;
        let sentence = async |query: &str| {
            let told = asked(&site, "admin", query).await.json();
            assert_eq!(told["rights"].as_array().unwrap().len(), 1, "{told}");
            (told["rights"][0]["holds"].clone(), told["sentence"].as_str().unwrap_or_default().to_owned())
        };
        let modify = "right=AccessControl.UserModify";
        let yes = "admin may: nevisIdm.UserAdmin holds in unit a, in which in-a is.";
        assert_eq!(sentence(&format!("?for=in-a&{modify}")).await, (json!(true), yes.to_owned()));
        let no = "admin may not: nevisIdm.UserAdmin holds in some units only, and in-c is in none of them.";
        assert_eq!(sentence(&format!("?for=in-c&{modify}")).await, (json!(false), no.to_owned()));
        let none = "admin may not: no role of admin gives this right.";
        assert_eq!(sentence("?for=in-a&right=AccessControl.ClientDelete").await, (json!(false), none.to_owned()));
        // A right to all credentials is one to each type, and to what is kept as one.
        for right in ["AccessControl.CredentialModify.MobileSignature", "AccessControl.DispatchTargetModify"] {
            assert_eq!(sentence(&format!("?for=in-a&right={right}")).await.0, json!(true), "{right}");
        }
        let anywhere = sentence(&format!("?{modify}")).await;
        assert_eq!(anywhere.1, "admin may: nevisIdm.UserAdmin holds in the clients and units that it names.");
        for (query, told) in [
            ("?right=UserModify", "expected an elementary right"), ("?for=absent", "for: "), ("?to=x", "to"), ("?for=in-other", "for: "),
        ] {
            let refused = asked(&site, "admin", query).await;
            assert!(refused.status.is_client_error() && refused.body.contains(told), "{query}: {}", refused.body);
        }
        assert_eq!(asked(&site, "admin", "?for=absent").await.told(), "422 errors.missingReferenceData");
        assert_eq!(asked(&site, "absent", "?to=x").await.told(), "404 errors.noRecord");
    }

    async fn nobody_acts_as_who_is_disabled_and_a_disabled_profile_gives_nothing(database: Database) {
        let site = filled(database).await;
        held(&site, "admin", "nevisIdm.UserAdmin", &["a"]).await;
        let root = site.root().await;
        let users = "/nevisidm/api/core/v1/api/users";
        let profiles = site.get(&format!("{users}/admin/profiles"), &json_by(&root)).await.json();
        let profile = format!("/nevisidm/api/core/v1/api/profiles/{}", profiles["items"][0]["extId"].as_str().unwrap());
        let set = async |path: &str, body: Value| {
            let done = site.send(request(Method::PATCH, path, &json_by(&root), body.to_string().into())).await;
            assert_eq!(done.status, StatusCode::OK, "{}", done.body);
        };
        set(&profile, json!({ "profileState": "disabled" })).await;
        let told = asked(&site, "admin", "?for=in-a").await.json();
        assert!(told["authorizations"].as_array().unwrap().iter().all(|one| one["why"] == "profileDisabled"), "{told}");
        assert_eq!(one(&told, "AccessControl.UserModify")["holds"], false);
        set(&profile, json!({ "profileState": "active" })).await;
        set(&format!("{users}/admin"), json!({ "userState": "disabled" })).await;
        let told = asked(&site, "admin", "?for=in-a").await.json();
        assert_eq!((&told["acts"], &told["sentence"]), (&json!(false), &json!("The user isn't active, and so may do nothing.")));
        assert_eq!(one(&told, "AccessControl.UserModify")["holds"], false);
    }

    async fn who_may_not_see_somebody_learns_nothing_of_rights(database: Database) {
        let site = filled(database).await;
        let bearer = held(&site, "admin", "nevisIdm.UserAdmin", &["a"]).await;
        nobody(&site, "plain").await;
        let get = async |who: &str, query: &str| site.get(&format!("{OWN}/{who}/rights{query}"), &json_by(&bearer)).await;
        assert_eq!(get("in-b", "").await.status, StatusCode::OK);
        let outside = get("in-c", "").await;
        assert_eq!(outside.body.replace("in-c", "absent"), get("absent", "").await.body, "as who isn't there");
        assert_eq!(outside.status, StatusCode::NOT_FOUND);
        let outside = get("in-b", "?for=in-c").await;
        assert_eq!(outside.told(), "422 errors.missingReferenceData");
        assert_eq!(outside.body.replace("in-c", "absent"), get("in-b", "?for=absent").await.body, "as who isn't there");
    }
}
