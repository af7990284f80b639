//! Users: what is made, shown and changed, and under which versions.

use super::*;

on_both! {
    async fn a_user_is_the_same_for_scim_and_for_rest(database: Database) {
        let site = open(database).await;
        let root = site.root().await;
        let said = json!({
            "externalId": "E-1", "name": { "givenName": "Anna", "familyName": "Muster", "honorificPrefix": "Dr." },
            "displayName": "Anni", "active": false,
            "emails": [{ "value": "anna@example.com", "type": "work", "primary": true }],
            "phoneNumbers": [
                { "value": "+41791234567", "type": "mobile" }, { "value": "+41441234567", "type": "work" },
                { "value": "+41441234569", "type": "home" },
            ],
            "addresses": [{ "type": "work", "locality": "Zürich", "postalCode": "8000", "country": "CH", "region": "ZH" }],
            ENTERPRISE: { "department": "Sales", "manager": { "value": "boss" } },
        });
        let made = site.post(&format!("{SCIM}/Users"), &scim_by(&root), user("Anna", said.clone())).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let shown = made.json();
        let id = shown["id"].as_str().unwrap();
        for (name, value) in said.as_object().unwrap() {
            if name != "name" {
                assert_eq!(&shown[name], value, "{name}");
            }
        }
        assert_eq!(shown["name"]["formatted"], "Dr. Anna Muster");
        assert_eq!(shown["schemas"], json!([USER, ENTERPRISE]));
        let location = format!("http://sigill.test{SCIM}/Users/{id}");
        assert_eq!((made.header("location"), &shown["meta"]["location"]), (location.as_str(), &json!(location)));
        assert_eq!((made.header("etag"), &shown["meta"]["version"]), ("\"v1\"", &json!("\"v1\"")));

        let path = format!("{API}/api/users/{id}");
        let rest = site.get(&path, &json_by(&root)).await.json();
        assert_eq!((&rest["loginId"], &rest["userState"]), (&json!("Anna"), &json!("disabled")));
        assert_eq!(rest["name"], json!({ "title": "Dr.", "firstName": "Anna", "familyName": "Muster" }));
        let contacts = json!({ "email": "anna@example.com", "mobile": "+41791234567", "telephone": "+41441234567" });
        assert_eq!(rest["contacts"], contacts);
        assert_eq!(rest["address"], json!({ "city": "Zürich", "postalCode": "8000", "countryCode": "CH" }));

        // What is changed there is seen here, in its place.
        let change = json!({ "contacts": { "email": "a@example.com", "telephone": null }, "address": { "city": "Bern" } });
        let changed = site.patch(&path, &json_by(&root), change.to_string()).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
        let shown = site.scim(&format!("{SCIM}/Users/{id}")).await;
        assert_eq!(shown.header("etag"), "\"v2\"");
        let shown = shown.json();
        assert_eq!(shown["emails"][0]["value"], "a@example.com");
        assert_eq!(shown["phoneNumbers"], json!([said["phoneNumbers"][0], said["phoneNumbers"][2]]));
        assert_eq!((&shown["addresses"][0]["locality"], &shown["addresses"][0]["region"]), (&json!("Bern"), &json!("ZH")));
        assert_eq!(site.scim(&format!("/nevisidm/api/scim/v1/api/Users/{id}")).await.json()["displayName"], "Anni");
    }

    async fn an_update_has_its_version_and_one_that_changes_nothing_has_none(database: Database) {
        let site = open(database).await;
        let root = site.root().await;
        let id = site.provisioned("anna", json!({ "displayName": "A", "emails": [{ "value": "a@example.com" }] })).await;
        let path = format!("{SCIM}/Users/{id}");
        let events = site.events().await;
        for same in [
            json!([{ "op": "add", "path": "emails", "value": [{ "value": "a@example.com" }] }]),
            json!([{ "op": "replace", "path": "displayName", "value": "A" }]),
            json!([{ "op": "replace", "value": { "id": id, "displayName": "A", "active": "True" } }]),
            json!([{ "op": "remove", "path": "emails[value eq \"b@example.com\"]" }]),
            json!([{ "op": "add", "path": "nickName", "value": "x" }, { "op": "remove", "path": "nickName" }]),
        ] {
            let answer = site.patch(&path, &scim_by(&root), operations(same.clone())).await;
            assert_eq!((answer.status, answer.header("etag")), (StatusCode::OK, "\"v1\""), "{same}: {}", answer.body);
        }
        assert_eq!(site.events().await, events, "no change is no event");
        let change = |name: &str| operations(json!([{ "op": "Replace", "path": "displayName", "value": name }]));
        for (tag, name, expected) in [
            ("\"v2\"", "B", StatusCode::PRECONDITION_FAILED),
            ("W/\"v1\"", "B", StatusCode::PRECONDITION_FAILED),
            ("\"v1\"", "B", StatusCode::OK),
            ("\"v1\"", "C", StatusCode::PRECONDITION_FAILED),
            ("*", "C", StatusCode::OK),
        ] {
            let [by, kind] = scim_by(&root);
            let answer = site.patch(&path, &[by, kind, ("if-match", tag)], change(name)).await;
            assert_eq!(answer.status, expected, "{tag} {name}: {}", answer.body);
        }
        let [by, _] = scim_by(&root);
        let stale = [by, ("if-match", "\"v1\"")];
        assert_eq!(site.delete(&path, &stale).await.problem(), "412 -");
        let shown = site.scim(&path).await.json();
        assert_eq!((&shown["meta"]["version"], &shown["displayName"]), (&json!("\"v3\""), &json!("C")));
        assert_eq!(site.delete(&path, &[by, ("if-match", "\"v3\"")]).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.scim(&path).await.problem(), "404 -");
    }

    async fn a_name_is_taken_whatever_its_case_and_one_of_many_at_once_gets_it(database: Database) {
        let site = open(database).await;
        let root = site.root().await;
        let path = format!("{SCIM}/Users");
        let headers = scim_by(&root);
        let made = all((0..8).map(|_| site.post(&path, &headers, user("anna", json!({}))))).await;
        let mut statuses: Vec<_> = made.iter().map(|answer| answer.status.as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409, 409, 409, 409, 409, 409, 409]);
        for taken in made.iter().filter(|answer| answer.status == StatusCode::CONFLICT) {
            assert_eq!(taken.problem(), "409 uniqueness");
        }
        assert_eq!(site.post(&path, &scim_by(&root), user("ANNA", json!({}))).await.problem(), "409 uniqueness");
        let other = site.provisioned("berta", json!({})).await;
        let rename = |name: &str| operations(json!([{ "op": "replace", "path": "userName", "value": name }]));
        let at = format!("{path}/{other}");
        assert_eq!(site.patch(&at, &scim_by(&root), rename("aNNa")).await.problem(), "409 uniqueness");
        assert_eq!(site.patch(&at, &scim_by(&root), rename("BERTA")).await.json()["userName"], "BERTA", "its own");
    }

    async fn a_put_removes_what_it_does_not_say_but_leaves_the_state_and_what_scim_has_no_name_for(database: Database) {
        let site = open(database).await;
        let root = site.root().await;
        let more = json!({ "active": false, "externalId": "e", "nickName": "n", "name": { "givenName": "Anna" }, "title": null });
        let id = site.provisioned("anna", more).await;
        let rest = format!("{API}/api/users/{id}");
        site.patch(&rest, &json_by(&root), r#"{"birthDate":"1990-12-31","remarks":"r"}"#).await;
        let path = format!("{SCIM}/Users/{id}");
        let put = async |body: String| site.send(request(Method::PUT, &path, &scim_by(&root), body.into())).await;
        let shown = put(user("anna", json!({ "id": id, "meta": {}, "groups": [], "unknown": 1 }))).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
        let shown = shown.json();
        for gone in ["externalId", "nickName", "name"] {
            assert!(shown.get(gone).is_none(), "{gone}: {shown}");
        }
        assert_eq!(shown["active"], false);
        let kept = site.get(&rest, &json_by(&root)).await.json();
        assert_eq!((&kept["birthDate"], &kept["remarks"]), (&json!("1990-12-31"), &json!("r")));
        assert_eq!(put(user("anna", json!({ "id": "other" }))).await.problem(), "400 mutability");
        assert_eq!(put(json!({ "schemas": [USER] }).to_string()).await.problem(), "400 invalidValue");
    }

    async fn what_cannot_be_done_is_told_in_the_words_of_scim_and_nothing_is(database: Database) {
        let site = open(database).await;
        let root = site.root().await;
        let id = site.provisioned("anna", json!({ "displayName": "A" })).await;
        let path = format!("{SCIM}/Users/{id}");
        for (wrong, expected) in [
            (json!([{ "op": "remove" }]), "400 noTarget"),
            (json!([{ "op": "move", "path": "title" }]), "400 invalidSyntax"),
            (json!([{ "op": "replace", "path": "nothing", "value": "x" }]), "400 invalidPath"),
            (json!([{ "op": "replace", "path": "emails[type eq", "value": "x" }]), "400 invalidFilter"),
            (json!([{ "op": "replace", "path": "emails[type eq \"home\"].value", "value": "x@y" }]), "400 noTarget"),
            (json!([{ "op": "remove", "path": "userName" }]), "400 mutability"),
            (json!([{ "op": "replace", "path": "id", "value": "x" }]), "400 mutability"),
            (json!([{ "op": "replace", "path": "name.formatted", "value": "x" }]), "400 mutability"),
            (json!([{ "op": "replace", "path": "active", "value": "maybe" }]), "400 invalidValue"),
            (json!([{ "op": "replace", "path": "title", "value": 5 }]), "400 invalidValue"),
            (json!([{ "op": "add", "path": "emails", "value": [{ "value": "no address" }] }]), "400 invalidValue"),
            (json!([{ "op": "replace", "path": "userName", "value": "with blank" }]), "400 invalidValue"),
            (json!([{ "op": "replace", "path": "externalId", "value": "x".repeat(251) }]), "400 invalidValue"),
            (json!([]), "400 invalidSyntax"),
        ] {
            let first = json!({ "op": "replace", "path": "displayName", "value": "B" });
            let mut both = vec![first];
            both.extend(wrong.as_array().unwrap().clone());
            let sent = if wrong == json!([]) { wrong.clone() } else { both.into() };
            let answer = site.patch(&path, &scim_by(&root), operations(sent)).await;
            assert_eq!(answer.problem(), expected, "{wrong}");
        }
        assert_eq!(site.scim(&path).await.json()["displayName"], "A", "all or nothing");
        assert_eq!(site.scim(&path).await.header("etag"), "\"v1\"");
        let post = async |body: &str| site.post(&format!("{SCIM}/Users"), &scim_by(&root), body.to_owned()).await.problem();
        assert_eq!(post("{").await, "400 invalidSyntax");
        assert_eq!(post(r#"{"userName":"x"}"#).await, "400 invalidValue");
        assert_eq!(post(&user("x", json!({ "active": "perhaps" }))).await, "400 invalidValue");
    }

    async fn a_patch_answers_what_is_asked_for(database: Database) {
        let site = open(database).await;
        let root = site.root().await;
        let id = site.provisioned("anna", json!({ "name": { "givenName": "Anna", "familyName": "M" } })).await;
        let path = format!("{SCIM}/Users/{id}");
        let silent = json!({ "schemas": [PATCH], "performGet": false, "Operations": [{ "op": "add", "path": "title", "value": "T" }] });
        let answer = site.patch(&path, &scim_by(&root), silent.to_string()).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::NO_CONTENT, ""));
        let of = async |query: &str| site.scim(&format!("{path}?{query}")).await.json();
        let only = of("attributes=TITLE,name.givenName").await;
        assert_eq!(only, json!({ "schemas": [USER], "id": id, "title": "T", "name": { "givenName": "Anna" } }));
        let without = of("excludedAttributes=meta,id,name.formatted,userName,active").await;
        let name = json!({ "givenName": "Anna", "familyName": "M" });
        assert_eq!(without, json!({ "schemas": [USER], "id": id, "title": "T", "name": name }));
        let tried = [scim_by(&root)[0], scim_by(&root)[1], ("prefer", "dry-run")];
        let answer = site.patch(&path, &tried, operations(json!([{ "op": "remove", "path": "title" }]))).await;
        assert_eq!(answer.json()["result"]["meta"]["version"], "\"v3\"");
        assert_eq!(site.scim(&path).await.json()["title"], "T", "nothing was written");
    }
}
