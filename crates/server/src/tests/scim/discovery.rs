//! What the server says of itself.

use super::*;

#[tokio::test]
async fn what_there_is_is_told_without_a_token_at_both_places_and_changed_nowhere() {
    let site = Site::new().await;
    let documented = "/nevisidm/api/scim/v1";
    for (base, is_standard) in [(SCIM, true), (documented, false)] {
        let configuration = site.get(&format!("{base}/ServiceProviderConfig"), &[]).await;
        assert_eq!(configuration.header("content-type"), "application/scim+json");
        let configuration = configuration.json();
        for name in ["patch", "bulk", "filter", "etag", "sort"] {
            assert_eq!(configuration[name]["supported"], true, "{name}");
        }
        assert_eq!(configuration["bulk"]["maxOperations"], 1_000);
        assert_eq!(configuration["pagination"]["defaultPageSize"], if is_standard { 100 } else { 10 });
        let location = format!("http://sigill.test{base}/ServiceProviderConfig");
        assert_eq!(configuration["meta"]["location"], location);

        let schemas = site.get(&format!("{base}/Schemas"), &[]).await.json();
        assert_eq!(schemas["totalResults"], 6);
        for schema in schemas["Resources"].as_array().unwrap() {
            let id = schema["id"].as_str().unwrap();
            assert_eq!(&site.get(&format!("{base}/Schemas/{id}"), &[]).await.json(), schema);
        }
        assert_eq!(site.get(&format!("{base}/Schemas/urn:nothing"), &[]).await.problem(), "404 -");
        let types = site.get(&format!("{base}/ResourceTypes"), &[]).await.json();
        assert_eq!(types["Resources"][0]["schemaExtensions"][0]["schema"], ENTERPRISE);
        for path in ["ServiceProviderConfig", "Schemas", "ResourceTypes"] {
            let path = format!("{base}/{path}");
            for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                let answer = site.send(request(method, &path, &[], Body::empty())).await;
                assert_eq!(answer.problem(), "405 -", "{path}");
            }
            assert_eq!(site.get(&format!("{path}?filter=id+eq+1"), &[]).await.problem(), "403 -", "{path}");
        }
    }
    let one = site.get(&format!("{SCIM}/ResourceTypes/User"), &[]).await.json();
    assert_eq!(one["endpoint"], "/Users");
    let group = site.get(&format!("{SCIM}/ResourceTypes/Group"), &[]).await.json();
    assert_eq!(
        (&group["endpoint"], &group["schema"]),
        (&json!("/Groups"), &json!("urn:ietf:params:scim:schemas:core:2.0:Group"))
    );
    assert_eq!(site.get(&format!("{SCIM}/ResourceTypes/Role"), &[]).await.problem(), "404 -");
}

on_both! {
    /// What a schema says of an attribute is so: it is kept as it was said, or it can't be set.
    async fn each_attribute_that_is_announced_is_kept_and_removed(database: Database) {
        let site = open(database).await;
        let id = site.provisioned("anna", json!({})).await;
        let path = format!("{SCIM}/Users/{id}");
        let headers_by = site.root().await;
        let headers = scim_by(&headers_by);
        for schema in site.scim(&format!("{SCIM}/Schemas")).await.json()["Resources"].as_array().unwrap() {
            // Groups have tests of their own.
            if schema["id"].as_str().unwrap().ends_with(":Group") {
                continue;
            }
            let of_extension = schema["id"] == ENTERPRISE;
            for attribute in schema["attributes"].as_array().unwrap() {
                let name = attribute["name"].as_str().unwrap();
                if name == "userName" || name == "active" {
                    continue;
                }
                if attribute["mutability"] == "readOnly" {
                    let at = if of_user(&schema["id"]) { name.to_owned() } else { format!("{}:{name}", schema["id"].as_str().unwrap()) };
                    let change = operations(json!([{ "op": "replace", "path": at, "value": sample(attribute) }]));
                    assert_eq!(site.patch(&path, &headers, change).await.problem(), "400 mutability", "{name}");
                    continue;
                }
                let said = sample(attribute);
                let at = if of_extension { format!("{ENTERPRISE}:{name}") } else { name.to_owned() };
                let change = operations(json!([{ "op": "add", "path": at, "value": said }]));
                let shown = site.patch(&path, &headers, change).await;
                assert_eq!(shown.status, StatusCode::OK, "{name}: {}", shown.body);
                let shown = site.scim(&path).await.json();
                let shown = if of_extension { &shown[ENTERPRISE][name] } else { &shown[name] };
                assert!(is_in(&said, shown), "{name}: said {said}, shown {shown}");
                let removed = site.patch(&path, &headers, operations(json!([{ "op": "remove", "path": at }]))).await.json();
                let holder = if of_extension { &removed[ENTERPRISE] } else { &removed };
                assert!(holder.get(name).is_none(), "{name}: {removed}");
            }
        }
    }
}

fn of_user(schema: &Value) -> bool {
    *schema == USER
}

/// A value that an attribute may have.
fn sample(attribute: &Value) -> Value {
    let below = attribute["subAttributes"].as_array();
    let one = match attribute["type"].as_str().unwrap() {
        "boolean" => true.into(),
        "complex" => {
            let set = below.into_iter().flatten().filter(|sub| sub["mutability"] == "readWrite");
            set.map(|sub| (sub["name"].as_str().unwrap().to_owned(), sample(sub)))
                .collect::<serde_json::Map<_, _>>()
                .into()
        }
        _ if attribute["name"] == "value" => "x@example.com".into(),
        _ => attribute["canonicalValues"][0].as_str().unwrap_or("Some thing").into(),
    };
    if attribute["multiValued"] == true { json!([one]) } else { one }
}

/// Whether all that was said is shown.
fn is_in(said: &Value, shown: &Value) -> bool {
    match (said, shown) {
        (Value::Object(said), Value::Object(shown)) => {
            said.iter().all(|(name, value)| shown.get(name).is_some_and(|shown| is_in(value, shown)))
        }
        (Value::Array(said), Value::Array(shown)) => {
            said.len() == shown.len() && said.iter().zip(shown).all(|(a, b)| is_in(a, b))
        }
        (said, shown) => said == shown,
    }
}
