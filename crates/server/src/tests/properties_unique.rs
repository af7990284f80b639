//! Custom properties: what callers at once may not both have, and what becomes free again.

use serde_json::json;

use super::properties::PERSON;
use super::*;

on_both! {
    async fn of_many_callers_who_want_one_unique_value_one_gets_it(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        site.define_all().await;
        let wants: Vec<_> = (0..20).map(|n| format!("w{n}")).collect();
        let created = all(wants.iter().map(|user| site.user(user, r#"{"badge":"B1"}"#))).await;
        let won = created.iter().filter(|answer| answer.status == StatusCode::CREATED).count();
        let lost = created.iter().filter(|answer| answer.told() == "422 errors.propertyUniquenessViolated").count();
        assert_eq!((won, lost), (1, 19));

        let users: Vec<_> = all((0..20).map(|n| {
            let site = &site;
            async move { site.user(&format!("p{n}"), "{}").await.header("location").to_owned() }
        })).await;
        let headers = json_by(&root);
        let patched = all(users.iter().map(|user| {
            let (site, path) = (&site, format!("{user}/properties"));
            async move { site.patch(&path, &headers, r#"{"badge":"B2"}"#).await }
        })).await;
        let won = patched.iter().filter(|answer| answer.status == StatusCode::OK).count();
        let lost = patched.iter().filter(|answer| answer.told() == "422 errors.propertyUniquenessViolated").count();
        assert_eq!((won, lost), (1, 19));
        let rows = site.fixture.database.query("SELECT count(*) FROM unique_value").await;
        assert_eq!(rows.as_deref(), Some("2"));
    }

    async fn a_unique_value_is_free_again_where_what_had_it_is_gone(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        site.define_all().await;
        let taken = "422 errors.propertyUniquenessViolated";
        let signature = site.signed("u").await;
        let user = signature.trim_end_matches("/mobile-signature").to_owned();
        let other = site.signed("v").await;
        let badge = |value: &str| format!(r#"{{"badge":{value}}}"#);
        let set = async |path: &str, value: &str| {
            site.patch(&format!("{path}/properties"), &json_by(&root), badge(value)).await.told()
        };
        let other_user = other.trim_end_matches("/mobile-signature").to_owned();
        assert_eq!(set(&user, "\"B1\"").await, "200");
        assert_eq!(set(&signature, "\"B1\"").await, "200", "another property of the same name");
        assert_eq!(set(&other_user, "\"B1\"").await, taken);
        assert_eq!(set(&user, "\"B2\"").await, "200");
        assert_eq!(set(&other_user, "\"B1\"").await, "200", "free by being changed");
        assert_eq!(set(&user, "\"B1\"").await, taken);
        assert_eq!(set(&other_user, "null").await, "200");
        assert_eq!(set(&user, "\"B1\"").await, "200", "free by being removed");

        assert_eq!(set(&other, "\"B1\"").await, taken);
        assert_eq!(site.delete(&signature, &json_by(&root)).await.status, StatusCode::NO_CONTENT);
        assert_eq!(set(&other, "\"B1\"").await, "200", "free with the credential");
        let archived = site.post(&format!("{other_user}/archive"), &json_by(&root), "").await;
        assert_eq!(archived.status, StatusCode::NO_CONTENT);
        let third = site.signed("x").await;
        assert_eq!(set(&third, "\"B1\"").await, "200", "archiving deletes credentials");

        let third_user = third.trim_end_matches("/mobile-signature").to_owned();
        assert_eq!(site.post(&format!("{user}/archive"), &json_by(&root), "").await.status, StatusCode::NO_CONTENT);
        assert_eq!(set(&third_user, "\"B1\"").await, taken, "an archived user keeps its values, as its login id");
        assert_eq!(site.delete(&user, &json_by(&root)).await.status, StatusCode::NO_CONTENT);
        assert_eq!(set(&third_user, "\"B1\"").await, "200", "free with the user");

        // Another client has its own.
        site.post(&format!("{API}/clients"), &json_by(&root), r#"{"extId":"c","name":"C"}"#).await;
        let body = format!(r#"{{"extId":"u",{PERSON},"properties":{{"badge":"B1"}}}}"#);
        let created = site.post(&format!("{API}/c/users"), &json_by(&root), body).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
        assert_eq!(site.delete(&format!("{API}/clients/c"), &json_by(&root)).await.status, StatusCode::NO_CONTENT);
        let system = site.fixture.app.store.system(sigill_app::Task::Test,
            site.fixture.app.world.occasion("purge".to_owned(), std::time::Duration::from_secs(20)));
        sigill_app::client::purge(&system).await.unwrap();
        let rows = site.fixture.database.query("SELECT count(*) FROM unique_value").await;
        assert_eq!(rows.as_deref(), Some("2"), "those of x");
    }

    async fn a_scope_has_a_hundred_properties_at_most_however_many_define_them_at_once(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        for n in 0..97 {
            site.define("UNIT_GLOBAL", &format!("p{n}"), json!({})).await;
        }
        let headers = json_by(&root);
        let at_once = all((0..8).map(|n| {
            let body = format!(r#"{{"name":"q{n}","scope":"UNIT_GLOBAL","type":"STRING"}}"#);
            let (site, path) = (&site, format!("{API}/properties"));
            async move { site.post(&path, &headers, body).await }
        })).await;
        let created = at_once.iter().filter(|answer| answer.status == StatusCode::CREATED).count();
        let refused = at_once.iter().filter(|answer| answer.told() == "422 errors.invalidData").count();
        assert_eq!((created, refused), (3, 5));
        site.define("USER_GLOBAL", "p", json!({})).await;
    }
}
