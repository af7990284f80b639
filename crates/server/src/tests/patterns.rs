//! Patterns that callers write are compiled beside the threads that serve.

use serde_json::json;
use sigill_domain::pattern::{self, Pattern};

use super::*;

/// A pattern for numbers, another one for each `n`.
fn fresh(n: usize) -> String {
    format!(r"\+?[0-9]{{3,20}}x{{0,{n}}}")
}

/// What is asked happens on the test's own thread, but what is done beside it.
async fn none_is_compiled_where_requests_are_served(kind: Kind) {
    let site = Site::on(Database::new(kind).await).await;
    let root = site.root().await;
    let by = json_by(&root);
    let (users, policies, properties) =
        (format!("{API}/api/users"), format!("{API}/api/policies"), format!("{API}/properties"));
    let (signature, user) = (site.signed("u").await, format!("{users}/u"));
    let phones = |n: usize| json!({ "validation.user.phone.regex": fresh(n) });
    let numbers = |n: usize| json!({ "validation.msisdn.regex": fresh(n) });
    let policy = |ext_id: &str, kind: &str, parameters: Value| json!({ "extId": ext_id, "name": ext_id, "policyType": kind, "defaultPolicy": true, "parameters": parameters });
    let person = |ext_id: &str, mobile: &str| {
        let contacts = json!({ "email": "a@example.com", "mobile": mobile });
        json!({ "extId": ext_id, "name": { "firstName": "A", "familyName": "M" }, "contacts": contacts })
    };
    let number = json!({ "msisdn": "+41790000001", "identificator": "i", "msspIdentifier": "m" });
    // As another node wrote it: nobody here has seen it.
    let stored = |ext_id: &str, parameters: Value| {
        format!("UPDATE policy SET parameters = '{parameters}' WHERE ext_id = '{ext_id}'")
    };
    let property = |n: usize| json!({ "name": "p", "scope": "USER_GLOBAL", "type": "STRING", "stringRegex": fresh(n) });
    let value = |n: usize| format!("UPDATE property SET string_regex = '{}'", fresh(n));
    let (post, patch, none) = (Method::POST, Method::PATCH, String::new());
    let wrong = "422 errors.policyViolation";
    let steps = [
        (none.clone(), &post, &policies, policy("phones", "ClientPolicy", phones(1)), "201"),
        (none.clone(), &patch, &format!("{policies}/phones"), json!({ "parameters": phones(2) }), "200"),
        (stored("phones", phones(3)), &post, &users, person("v", "079"), "201"),
        (stored("phones", phones(4)), &post, &users, person("w", "none"), wrong),
        (stored("phones", phones(5)), &patch, &user, json!({ "contacts": { "mobile": "079" } }), "200"),
        (stored("phones", phones(6)), &patch, &user, json!({ "contacts": { "mobile": "none" } }), wrong),
        (none.clone(), &post, &policies, policy("numbers", "MobileSignaturePolicy", numbers(7)), "201"),
        (stored("numbers", numbers(8)), &post, &format!("{users}/v/mobile-signature"), number, "201"),
        (stored("numbers", numbers(9)), &patch, &signature, json!({ "policyExtId": "numbers" }), "200"),
        (stored("numbers", numbers(10)), &patch, &signature, json!({ "msisdn": "+41790000009" }), "200"),
        (none, &post, &properties, property(11), "201"),
        (value(12), &patch, &user, json!({ "properties": { "p": "123" } }), "200"),
        (value(13), &patch, &user, json!({ "properties": { "p": "none" } }), "422 errors.property.stringregex"),
    ];
    for (n, (before, method, path, body, expected)) in (1..).zip(steps) {
        if !before.is_empty() {
            site.fixture.database.execute(&before).await;
        }
        assert!(Pattern::is_to_compile(&fresh(n)), "{n}");
        let before = pattern::compiled_here();
        let answer = site.send(request(method.clone(), path, &by, Body::from(body.to_string()))).await;
        assert_eq!(answer.told(), expected, "{method} {path}: {}", answer.body);
        assert_eq!(pattern::compiled_here(), before, "{method} {path}");
        assert!(!Pattern::is_to_compile(&fresh(n)), "{method} {path}: it was needed");
    }
}

#[tokio::test]
async fn none_is_compiled_where_requests_are_served_on_sqlite() {
    none_is_compiled_where_requests_are_served(Kind::Sqlite).await;
}

#[tokio::test]
async fn none_is_compiled_where_requests_are_served_on_postgresql() {
    none_is_compiled_where_requests_are_served(Kind::Postgres).await;
}
