//! What is served is what is documented, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use sigill_domain::event::EventKind;

use super::*;

/// Path → its operations by method.
fn documented() -> BTreeMap<String, BTreeMap<String, Value>> {
    let document = crate::openapi();
    let paths = document["paths"].as_object().unwrap().clone();
    let operations =
        |item: Value| item.as_object().unwrap().iter().map(|(m, o)| (m.to_uppercase(), o.clone())).collect();
    paths.into_iter().map(|(path, item)| (path, operations(item))).collect()
}

#[test]
fn the_table_of_routes_and_rights_is_the_committed_one() {
    let mut table = String::new();
    for (path, operations) in documented() {
        for (method, operation) in operations {
            let need = &operation["x-required-right"];
            let mut right = need["right"].as_str().unwrap_or("-").to_owned();
            for (flag, words) in [("allClients", " for all clients"), ("orSelfAdmin", " or SelfAdmin on oneself")] {
                if need[flag] == true {
                    right.push_str(words);
                }
            }
            let statuses: Vec<_> = operation["responses"].as_object().unwrap().keys().map(String::as_str).collect();
            let id = operation["operationId"].as_str().unwrap();
            table.push_str(&format!("{method:<7}{path}\n       {id}: {right}\n       {}\n", statuses.join(" ")));
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn every_schema_of_the_document_says_something() {
    let document = crate::openapi();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        assert_ne!(schema, &serde_json::json!({ "type": "object" }), "{name}");
    }
}

#[test]
fn the_router_has_the_paths_of_the_document_and_no_others() {
    let (router, _) = crate::router::operations(crate::api::kind::Detail::Routes).split_for_parts();
    // Axum tells its paths in no other way, those of its fallback with them.
    let told = format!("{router:?}").replace("\"/\"", "").replace("\"/{*__private__axum_fallback}\"", "");
    let served: BTreeSet<_> = told.split('"').filter(|word| word.starts_with('/')).map(str::to_owned).collect();
    let documented: BTreeSet<_> = documented().into_keys().collect();
    assert_eq!(served, documented, "{told}");
}

#[tokio::test]
async fn every_documented_path_has_exactly_the_documented_methods() {
    let site = Site::new().await;
    for (path, operations) in documented() {
        let concrete = path.replace(['{', '}'], "");
        let mut allowed: BTreeSet<&str> = operations.keys().map(String::as_str).collect();
        if allowed.contains("GET") {
            allowed.insert("HEAD");
        }
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"] {
            let sent = request(method.parse().unwrap(), &concrete, &[], Body::empty());
            let answer = site.send(sent).await;
            let is_allowed = answer.status != StatusCode::METHOD_NOT_ALLOWED;
            assert_eq!(is_allowed, allowed.contains(method), "{method} {path}: {}", answer.status);
            assert_ne!(answer.status, StatusCode::NOT_FOUND, "{method} {path}");
            if !is_allowed {
                let told: BTreeSet<&str> = answer.header("allow").split(',').collect();
                assert_eq!(told, allowed, "{method} {path}");
                assert!(method == "HEAD" || answer.told() == "405 errors.methodNotAllowed", "{method} {path}");
            }
        }
    }
}

#[tokio::test]
async fn every_operation_that_needs_a_right_needs_a_token() {
    let site = Site::new().await;
    let mut open = Vec::new();
    for (path, operations) in documented() {
        for (method, operation) in operations {
            let sent = request(method.parse().unwrap(), &path.replace(['{', '}'], ""), &[], Body::empty());
            let answer = site.send(sent).await;
            let asks = answer.header("www-authenticate").starts_with("Bearer");
            assert_eq!(asks, operation["x-required-right"].is_object(), "{method} {path}");
            // An operation that needs none says so.
            assert!(operation["security"].is_array(), "{method} {path}");
            assert_eq!(asks, operation["security"].get(0).is_some(), "{method} {path}");
            if !asks {
                open.push(path.clone());
            }
        }
    }
    assert_eq!(
        open,
        [
            "/.well-known/jwks.json",
            "/.well-known/oauth-authorization-server",
            "/livez",
            "/oauth2/token",
            "/openapi.json",
            "/readyz",
            "/reference",
            "/sigill/v1/once",
            "/sigill/v1/once",
            "/startupz"
        ]
    );
}

#[tokio::test]
async fn every_right_that_a_document_states_is_the_one_that_is_asked_for() {
    let site = Site::new().await;
    let nothing = site.bearer("nothing", Role::TechUser, ClientRoom::Global).await;
    for (path, operations) in documented() {
        for (method, operation) in operations {
            let Some(right) = operation["x-required-right"]["right"].as_str() else { continue };
            let sent =
                request(method.parse().unwrap(), &path.replace(['{', '}'], ""), &json_by(&nothing), Body::empty());
            assert_eq!(
                site.send(sent).await.messages(),
                format!("Permission denied: {right} is needed"),
                "{method} {path}"
            );
            assert!(operation["description"].as_str().unwrap().contains(&format!("Required permission: {right}")));
        }
    }
}

#[tokio::test]
async fn the_document_is_served_as_it_is_committed() {
    let site = Site::new().await;
    let served = site.get("/openapi.json", &[]).await;
    assert_eq!(served.header("content-type"), "application/json");
    assert_eq!(served.json(), crate::openapi());
    let mut document = crate::openapi();
    document["info"]["version"] = "[version]".into();
    insta::assert_snapshot!(serde_json::to_string_pretty(&document).unwrap());
}

#[test]
fn each_write_has_an_example_of_what_it_answers_where_it_is_only_tried() {
    let mut seen = BTreeSet::new();
    for (path, operations) in documented() {
        for (method, operation) in operations {
            let tries = |parameter: &Value| parameter["name"] == "Prefer";
            if !operation["parameters"].as_array().into_iter().flatten().any(tries) {
                continue;
            }
            let content = &operation["responses"]["200"]["content"]["application/json"];
            let example = [&content["example"], &content["examples"]["dry-run"]["value"]];
            let example = example.into_iter().find(|example| example.is_object());
            let example = example.unwrap_or_else(|| panic!("{method} {path} has no example"));
            assert_eq!(example["verdict"], "accepted", "{method} {path}");
            for event in example["events"].as_array().unwrap() {
                let kind = event["kind"].as_str().unwrap();
                assert!(EventKind::ALL.iter().any(|known| known.as_str() == kind), "{method} {path}: {kind}");
            }
            seen.insert(example.to_string());
        }
    }
    assert!(seen.len() > 15, "{} examples for all calls", seen.len());
}

#[test]
fn the_document_refers_to_nothing_that_it_lacks() {
    let document = crate::openapi();
    assert_eq!(document["openapi"], "3.1.0");
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(document.pointer(reference).is_some(), "{reference}");
    }
    let signature = &document["components"]["schemas"]["MobileSignature"]["properties"];
    assert_eq!(signature["type"]["enum"], serde_json::json!(["MobileSignature"]));
    let any = &document["components"]["schemas"]["Credential"]["properties"];
    assert_eq!(any["type"]["enum"].as_array().unwrap().len(), 22);
    assert_eq!(signature["stateName"]["enum"].as_array().unwrap().len(), 8);
    assert_eq!(signature.as_object().unwrap().len(), 21);
}

#[tokio::test]
async fn an_unknown_path_is_told_in_the_same_words_as_everything_else() {
    let site = Site::new().await;
    for path in ["/", "/nope", API, "/nevisidm/api/core/v1/api", "/nevisidm/api/core/v1/clients//"] {
        assert_eq!(site.get(path, &[]).await.told(), "404 errors.noResource", "{path}");
        assert_eq!(site.post(path, &[], "x").await.told(), "404 errors.noResource", "{path}");
    }
}
