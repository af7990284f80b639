//! FIDO authenticators: the lists of a client, and the filters of a user's lists.

use serde_json::json;

use super::kinds::{form, user};
use super::*;

/// A FIDO2 authenticator of a user: what it is called, and its ids.
async fn fido2(site: &Site, user: &str, n: usize, name: Option<&str>) {
    let root = site.root().await;
    let mut wish = json!({
        "extId": format!("f-{n}"), "aaguid": "a", "authenticator": "x", "attestationConveyancePreference": "none",
        "hashedCredentialId": format!("hash{n}"), "rpId": "example.com", "residentKeyRequirement": "required",
        "userVerificationRequirement": "preferred",
    });
    if let Some(name) = name {
        wish["userFriendlyName"] = name.into();
    }
    let made = site.post(&format!("{user}/fido2"), &json_by(&root), wish.to_string()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
}

fn ids(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let items = answer.json()["items"].as_array().unwrap().clone();
    items.iter().map(|item| item["extId"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
}

on_both! {
    async fn the_fido2_authenticators_of_a_client_are_filtered_sorted_and_skipped(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let (anna, bea) = (user(&site, form("Fido2"), "anna").await, user(&site, form("Fido2"), "bea").await);
        for (n, (who, name)) in [(&anna, Some("Laptop")), (&bea, Some("laptop")), (&anna, Some("Lap")), (&bea, None)]
            .into_iter().enumerate()
        {
            fido2(&site, who, n, name).await;
        }
        site.patch(&format!("{bea}/fido2/f-3"), &headers, r#"{"stateName":"disabled"}"#).await;
        let list = async |query: &str| site.get(&format!("{API}/clients/api/fido2?{query}"), &headers).await;
        let all = list("returnTotalResultCount=true").await;
        assert_eq!((ids(&all).as_str(), &all.json()["_pagination"]["totalResult"]), ("f-0 f-1 f-2 f-3", &json!(4)));
        assert_eq!(all.json()["items"][1]["userExtId"], "bea");
        assert_eq!(all.json()["items"][0], site.get(&format!("{anna}/fido2/f-0"), &headers).await.json());
        for (query, expected) in [
            ("sortBy=created_DESC", "f-3 f-2 f-1 f-0"),
            ("sortBy=extId_DESC", "f-3 f-2 f-1 f-0"),
            ("sortBy=extId_ASC", "f-0 f-1 f-2 f-3"),
            ("offset=3", "f-3"),
            ("extId=f-2", "f-2"),
            ("extId_SW=f-", "f-0 f-1 f-2 f-3"),
            ("extId_SW=f-1", "f-1"),
            ("extId_IEQ=F-1", "f-1"),
            ("hashedCredentialId=hash2", "f-2"),
            ("hashedCredentialId=hash", ""),
            ("userFriendlyName=Laptop", "f-0"),
            ("userFriendlyName_IEQ=LAPTOP", "f-0 f-1"),
            ("userFriendlyName_SW=Lap", "f-0 f-2"),
            ("stateName=disabled", "f-3"),
            ("stateName=active&userFriendlyName_SW=Lap&extId_SW=f-2", "f-2"),
            ("stateName=disabled&extId=f-2", ""),
        ] {
            let found = list(&format!("{query}&returnTotalResultCount=true")).await;
            assert_eq!(ids(&found), expected, "{query}");
            if !query.starts_with("offset") {
                let total = found.json()["_pagination"]["totalResult"].as_u64().unwrap();
                assert_eq!(total as usize, expected.split_whitespace().count(), "{query}");
            }
        }
        for query in ["rpId=x", "sortBy=rpId", "stateName=on", "userFriendlyName_IQ=x", "extId=a&extId=b"] {
            assert_eq!(list(query).await.told(), "422 errors.invalidData", "{query}");
        }
        assert!(list("sortBy=aaguid").await.messages().contains("an order that an index has"));
    }

    async fn page_by_page_each_fido2_authenticator_is_seen_once_in_each_order(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let anna = user(&site, form("Fido2"), "anna").await;
        for n in 0..7 {
            fido2(&site, &anna, n, Some("Laptop")).await;
        }
        for (query, descends) in [
            ("sortBy=created", false), ("sortBy=created_DESC", true), ("sortBy=extId", false), ("sortBy=extId_DESC", true),
            ("userFriendlyName_IEQ=laptop", false), ("userFriendlyName=Laptop&sortBy=extId_DESC", true),
        ] {
            let (mut seen, mut token) = (Vec::new(), String::new());
            for _ in 0..9 {
                let path = format!("{API}/clients/api/fido2?limit=2&{query}&continuationToken={token}");
                let page = site.get(&path, &headers).await;
                seen.extend(ids(&page).split_whitespace().map(str::to_owned));
                match page.json()["_pagination"]["continuationToken"].as_str() {
                    Some(next) => token = next.to_owned(),
                    None => break,
                }
            }
            let mut expected: Vec<String> = (0..7).map(|n| format!("f-{n}")).collect();
            if descends {
                expected.reverse();
            }
            assert_eq!(seen, expected, "{query}");
        }
    }

    async fn the_fido_uaf_authenticators_of_a_client_are_filtered_and_sorted(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let anna = user(&site, form("FidoUaf"), "anna").await;
        for ext_id in ["u-1", "u-2", "v-3"] {
            let wish = json!({
                "extId": ext_id, "aaid": "F1D0#0001", "appId": "app", "keyId": ext_id, "publicKeyAlgorithm": "a",
                "publicKey": "k",
            });
            let made = site.post(&format!("{anna}/fido-authenticators"), &headers, wish.to_string()).await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        }
        fido2(&site, &anna, 1, None).await;
        site.patch(&format!("{anna}/fido-authenticators/u-2"), &headers, r#"{"stateName":"tmp-locked"}"#).await;
        let list = async |query: &str| site.get(&format!("{API}/clients/api/fido-uaf?{query}"), &headers).await;
        for (query, expected) in [
            ("sortBy=created_DESC", "v-3 u-2 u-1"), ("extId_SW=u", "u-1 u-2"), ("extId_IEQ=V-3", "v-3"), ("extId=u", ""),
            ("stateName=tmp-locked", "u-2"), ("stateName=active&sortBy=extId_DESC", "v-3 u-1"), ("extId=f-1", ""),
        ] {
            assert_eq!(ids(&list(query).await), expected, "{query}");
        }
        assert_eq!(list("userFriendlyName=x").await.told(), "422 errors.invalidData");
        site.fixture.clock.advance_ms(3_600_000);
        let root = site.root().await;
        let path = format!("{API}/clients/api/fido-uaf?stateName=active");
        assert_eq!(ids(&site.get(&path, &json_by(&root)).await), "u-1 u-2 v-3", "a lock that is over");
    }

    async fn authenticators_of_a_client_are_shown_to_who_may_see_credentials_and_the_client(database: Database) {
        let site = Site::on(database).await;
        let oneself = site.bearer("self", Role::SelfAdmin, ClientRoom::Global).await;
        let root = site.root().await;
        for list in ["fido2", "fido-uaf"] {
            let path = format!("{API}/clients/api/{list}");
            assert_eq!(site.get(&path, &json_by(&oneself)).await.told(), "403 errors.permissionDenied");
            assert_eq!(ids(&site.get(&path, &json_by(&root)).await), "");
            let nowhere = format!("{API}/clients/none/{list}?x=1");
            assert_eq!(site.get(&nowhere, &json_by(&root)).await.told(), "404 errors.noRecord");
        }
    }

    async fn a_users_list_is_filtered_by_what_its_type_names_and_nothing_else(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let anna = user(&site, form("Fido2"), "anna").await;
        for (n, name) in [Some("Laptop"), Some("Phone"), Some("Laptop"), None].into_iter().enumerate() {
            fido2(&site, &anna, n, name).await;
        }
        site.patch(&format!("{anna}/fido2/f-2"), &headers, r#"{"stateName":"disabled"}"#).await;
        let list = async |query: &str| site.get(&format!("{anna}/{query}"), &headers).await;
        assert_eq!(ids(&list("fido2?userFriendlyName=Laptop").await), "f-0 f-2");
        assert_eq!(ids(&list("fido2?userFriendlyName=Laptop&stateName=active").await), "f-0");
        let page = list("fido2?userFriendlyName=Laptop&limit=1&returnTotalResultCount=true").await;
        let shown = page.json();
        assert_eq!((ids(&page).as_str(), &shown["_pagination"]["totalResult"]), ("f-0", &json!(2)));
        let token = shown["_pagination"]["continuationToken"].as_str().unwrap().to_owned();
        assert_eq!(ids(&list(&format!("fido2?userFriendlyName=Laptop&continuationToken={token}")).await), "f-2");
        for unknown in ["fido2?extId=f-1", "fido2?userFriendlyName_SW=L", "fido2?sortBy=extId", "mtans?stateName=active"] {
            assert_eq!(list(unknown).await.told(), "422 errors.invalidData", "{unknown}");
        }
        let saml = json!({
            "extId": "s-1", "subjectNameId": "who", "subjectNameIdFormat": "a", "issuerNameId": "idp", "issuerNameIdFormat": "b",
        });
        let made = site.post(&format!("{anna}/saml-credentials"), &headers, saml.to_string()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        for (query, expected) in [
            ("extId=s-1", "s-1"), ("subjectNameId=who", "s-1"), ("subjectNameId=Who", ""), ("issuerNameId=idp&stateName=active", "s-1"),
            ("subjectNameIdFormat=a", "s-1"), ("issuerNameIdFormat=a", ""),
        ] {
            assert_eq!(ids(&list(&format!("saml-credentials?{query}")).await), expected, "{query}");
        }
    }
}
