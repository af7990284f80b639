//! What is said of attributes, paths and filters, without a server.

use proptest::prelude::*;
use serde_json::json;

use super::filter::Cursor;
use super::*;
use crate::user::{Person, State, User, Validity};
use crate::version::Expected;

fn resource(value: Value) -> Resource {
    value.as_object().unwrap().clone()
}

fn a_user(person: Value) -> User {
    let person: Person = serde_json::from_value(person).unwrap();
    User {
        id: uuid::Uuid::from_u128(1),
        client_id: uuid::Uuid::from_u128(2),
        ext_id: crate::ext_id::ExtId::parse("extId", "u1").unwrap(),
        login_id: "anna".to_owned(),
        state: State::Active,
        is_technical: false,
        validity: Validity::default(),
        person,
        properties: crate::property::Properties::default(),
        version: 3,
        created: crate::time::Timestamp::from_micros(0),
        modified: crate::time::Timestamp::from_micros(0),
        modified_by: None,
    }
}

/// The user's person after these operations, or the problem.
fn patched(person: Value, operations: Value) -> Result<Value, String> {
    let user = a_user(person);
    let message = resource(json!({ "schemas": [PATCH_MESSAGE], "Operations": operations }));
    let edit = Edit::Patch(PatchRequest::read(&message).map_err(|problem| problem.kind.as_str().to_owned())?);
    let patch = edit.of(&user, &Expected::default()).map_err(|problem| problem.kind.as_str().to_owned())?;
    Ok(patch.person)
}

#[test]
fn what_is_in_the_middle_of_a_list_is_a_field_of_the_user() {
    let person = json!({ "contacts": { "email": "a@example.com", "mobile": "+41790000000" } });
    let shown = shown(&a_user(person.clone()));
    assert_eq!(shown["emails"], json!([{ "type": "work", "primary": true, "value": "a@example.com" }]));
    assert_eq!(shown["phoneNumbers"], json!([{ "type": "mobile", "value": "+41790000000" }]));
    let other = json!([{ "op": "add", "path": "emails", "value": [{ "value": "b@example.com", "type": "home" }] }]);
    let kept = patched(person.clone(), other).unwrap();
    assert!(kept.get("contacts").is_none(), "the primary one is what it was: {kept}");
    assert_eq!(kept["provisioned"]["attributes"]["emails"][1]["value"], "b@example.com");
    let primary = json!([{ "op": "add", "path": "emails", "value": [{ "value": "b@example.com", "primary": true }] }]);
    let kept = patched(person.clone(), primary).unwrap();
    assert_eq!(kept["contacts"]["email"], "b@example.com");
    let emails = &kept["provisioned"]["attributes"]["emails"];
    assert_eq!((&emails[0]["primary"], &emails[1]["primary"]), (&json!(false), &json!(true)));
    let none = patched(person, json!([{ "op": "remove", "path": "phoneNumbers[type eq \"mobile\"]" }])).unwrap();
    assert_eq!(none, json!({ "contacts": { "mobile": null } }));
}

#[test]
fn what_is_sent_in_another_form_is_meant_all_the_same() {
    for operations in [
        json!([{ "op": "Add", "path": "emails[type eq \"work\"].value", "value": "x@example.com" }]),
        json!([{ "op": "add", "value": { "emails": { "value": "x@example.com", "type": "work" } } }]),
        json!([{ "op": "REPLACE", "path": "EMAILS", "value": [{ "VALUE": "x@example.com", "Type": "work" }] }]),
        json!([{ "OP": "add", "PATH": "urn:ietf:params:scim:schemas:core:2.0:User:emails", "VALUE": [{ "value": "x@example.com" }] }]),
    ] {
        assert_eq!(
            patched(json!({}), operations.clone()).unwrap()["contacts"]["email"],
            "x@example.com",
            "{operations}"
        );
    }
    let manager = |value: Value| {
        let path = format!("{ENTERPRISE_SCHEMA}:manager");
        let kept = patched(json!({}), json!([{ "op": "add", "path": path, "value": value }])).unwrap();
        kept["provisioned"]["attributes"][ENTERPRISE_SCHEMA]["manager"].clone()
    };
    for value in [json!("boss"), json!({ "value": "boss" }), json!([{ "value": "boss", "$ref": null }])] {
        assert_eq!(manager(value), json!({ "value": "boss" }));
    }
    let whole = json!([{ "op": "replace", "path": ENTERPRISE_SCHEMA, "value": { "department": "d" } }]);
    let dotted = json!([{ "op": "replace", "value": { (format!("{ENTERPRISE_SCHEMA}:department")): "d", "name.givenName": "A" } }]);
    for operations in [whole, dotted] {
        let kept = patched(json!({}), operations).unwrap();
        assert_eq!(kept["provisioned"]["attributes"][ENTERPRISE_SCHEMA], json!({ "department": "d" }));
    }
}

#[test]
fn removing_with_a_value_takes_that_only_and_removing_all_leaves_nothing() {
    let two = json!([{ "op": "add", "path": "addresses", "value": [
        { "type": "work", "country": "Switzerland", "locality": "Bern" }, { "type": "home", "locality": "Chur" },
    ] }]);
    let kept = patched(json!({}), two).unwrap();
    assert_eq!(kept["address"], json!({ "city": "Bern" }), "a country by its name is no code");
    let removed =
        patched(kept.clone(), json!([{ "op": "remove", "path": "addresses", "value": [{ "type": "work" }] }])).unwrap();
    assert_eq!(removed["address"]["city"], "Chur");
    let nothing = patched(kept, json!([{ "op": "remove", "path": "addresses" }])).unwrap();
    assert_eq!(nothing, json!({ "address": null, "provisioned": null }));
}

#[test]
fn lists_and_messages_have_their_limits() {
    let many: Vec<_> = (0..101).map(|n| json!({ "value": format!("{n}@example.com") })).collect();
    assert_eq!(
        patched(json!({}), json!([{ "op": "add", "path": "emails", "value": many }])).unwrap_err(),
        "invalidValue"
    );
    let operation = json!({ "op": "add", "path": "title", "value": "t" });
    assert_eq!(patched(json!({}), json!(vec![operation; OPERATIONS_MAX + 1])).unwrap_err(), "invalidSyntax");
    let both = json!([{ "value": "a@b", "primary": true }, { "value": "c@d", "primary": true }]);
    assert_eq!(
        patched(json!({}), json!([{ "op": "replace", "path": "emails", "value": both }])).unwrap_err(),
        "invalidValue"
    );
    let terms = |n: usize| vec!["title pr"; n].join(" or ");
    assert!(FilterTree::read(&terms(FILTER_TERMS_MAX)).is_ok());
    assert!(FilterTree::read(&terms(FILTER_TERMS_MAX + 1)).is_err());
    let deep = |n: usize| format!("{}title pr{}", "(".repeat(n), ")".repeat(n));
    assert!(FilterTree::read(&deep(FILTER_DEPTH_MAX)).is_ok());
    assert!(FilterTree::read(&deep(FILTER_DEPTH_MAX + 1)).is_err());
    assert!(Cursor::new(&"x".repeat(4_097)).is_err());
}

#[test]
fn and_goes_before_or_and_one_element_is_one() {
    let anna = resource(json!({
        "userName": "anna", "title": "T", "active": true,
        "emails": [{ "value": "a@example.com", "type": "work" }, { "value": "b@example.com", "type": "home" }],
    }));
    for (filter, holds) in [
        ("title eq \"x\" and title eq \"x\" or userName eq \"anna\"", true),
        ("userName eq \"anna\" or title eq \"x\" and title eq \"x\"", true),
        ("(userName eq \"anna\" or title eq \"x\") and title eq \"x\"", false),
        ("emails.value co \"a@\" and emails.type eq \"home\"", true),
        ("emails[value co \"a@\" and type eq \"home\"]", false),
        ("emails[value co \"a@\" and not (type eq \"home\")]", true),
        ("emails.type ne \"work\"", false),
        ("emails.type ne \"pager\"", true),
        ("nickName eq null", true),
        ("title eq null", false),
        ("title pr and not (nickName pr)", true),
        ("userName sw \"AN\" and userName ew \"nA\" and userName co \"nn\"", true),
        ("userName gt \"anka\" and userName le \"anna\"", true),
        ("active ne false", true),
        ("not(active eq true)", false),
    ] {
        let tree = FilterTree::read(filter).unwrap_or_else(|problem| panic!("{filter}: {problem}"));
        assert_eq!(tree.holds(&anna), holds, "{filter}");
    }
}

#[test]
fn those_who_are_referred_to_come_first() {
    let entry = |id: &str, of: &str| json!({ "method": "POST", "path": "/Users", "bulkId": id, "data": { "x": [format!("bulkId:{of}")] } });
    let order = |entries: Value| {
        let message = resource(json!({ "schemas": [BULK_MESSAGE], "Operations": entries }));
        BulkRequest::read(&message).unwrap().order()
    };
    assert_eq!(order(json!([entry("a", "-"), entry("b", "-")])), [0, 1]);
    assert_eq!(order(json!([entry("a", "c"), entry("b", "a"), entry("c", "-")])), [2, 0, 1]);
    assert_eq!(order(json!([entry("a", "b"), entry("b", "a")])).len(), 2, "a circle ends");
    let chain: Vec<_> = (0..BULK_MAX).map(|n| entry(&n.to_string(), &(n + 1).to_string())).collect();
    assert_eq!(order(chain.into()).first(), Some(&(BULK_MAX - 1)));
}

proptest! {
    #[test]
    fn no_filter_and_no_path_is_too_odd_to_be_read_or_refused(text in "[a-z\\[\\]()\"\\\\.: éor and not emails title pr eq]{0,80}") {
        let _ = FilterTree::read(&text).map(|tree| tree.holds(&Resource::new()));
        let _ = PatchPath::read(&text);
    }

    #[test]
    fn what_was_kept_is_shown_as_it_was_said(
        title in "[a-zA-Z ]{0,10}x", mails in proptest::collection::vec("[a-z]{1,8}@example\\.com", 0..4),
    ) {
        let emails: Vec<_> = mails.iter().map(|mail| json!({ "value": mail, "type": "home" })).collect();
        let mut said = json!({ "schemas": [USER_SCHEMA], "userName": "anna", "title": title, "emails": emails });
        let new = new_user(&resource(said.clone())).unwrap();
        let user = User { person: new.person, ..a_user(json!({})) };
        let mut shown = shown(&user);
        shown.retain(|name, _| !["id", "meta", "active"].contains(&name.as_str()));
        if mails.is_empty() {
            said.as_object_mut().unwrap().remove("emails");
        }
        prop_assert_eq!(Value::Object(shown), said);
        prop_assert_eq!(serde_json::from_value::<Person>(serde_json::to_value(&user.person).unwrap()).unwrap(), user.person);
    }
}
