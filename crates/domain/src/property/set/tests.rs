use super::*;
use crate::ext_id::ExtId;
use crate::property::{HolderKind, Scope, Touched};
use crate::time::Timestamp;

const HOLDER: Holder = Holder::of_client(Uuid::from_u128(1), Uuid::from_u128(7), HolderKind::User);

/// A property of users that anybody may set; `n` tells it from others.
fn text(n: u128, name: &str) -> Definition {
    Definition {
        id: Uuid::from_u128(n),
        ext_id: ExtId::from(Uuid::from_u128(n)),
        name: name.to_owned(),
        description: None,
        kind: PropertyType::String,
        scope: Scope::USER,
        client_id: Uuid::nil(),
        client: None,
        application_id: Uuid::nil(),
        application: None,
        is_encrypted: false,
        propagated: false,
        mandatory_on_gui: false,
        string_max_len: None,
        string_regex: None,
        access_create: Access::ReadWrite,
        access_modify: Access::ReadWrite,
        uniqueness: Uniqueness::None,
        allowed_values: Vec::new(),
        created: Timestamp::from_micros(0),
    }
}

fn defined() -> Defined {
    let definitions = vec![
        text(1, "any"),
        Definition { string_max_len: Some(3), string_regex: Some("[a-z]*".to_owned()), ..text(2, "short") },
        Definition { kind: PropertyType::Enum, allowed_values: vec!["red".into(), "blue".into()], ..text(3, "color") },
        Definition { uniqueness: Uniqueness::Absolute, ..text(4, "badge") },
        Definition { access_create: Access::ReadOnly, ..text(5, "later") },
        Definition { access_modify: Access::ReadOnly, ..text(6, "once") },
        Definition { access_create: Access::Off, ..text(7, "hidden-first") },
        Definition { access_modify: Access::Off, ..text(8, "hidden-then") },
    ];
    Defined { definitions, ..Defined::default() }
}

fn wishes(pairs: &[(&str, &str)]) -> Wishes {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), Some((*value).to_owned()))).collect()
}

/// `color=red`, or the codes and messages of what is broken.
fn set(defined: &Defined, before: &Properties, wishes: &Wishes, moment: Moment) -> String {
    match defined.set(before, wishes, moment, HOLDER) {
        Ok(after) => after.shown.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" "),
        Err(broken) => broken.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    }
}

#[test]
fn a_value_is_checked_by_its_definition_and_every_broken_rule_is_told() {
    let (defined, none) = (defined(), Properties::default());
    let create = |pairs: &[(&str, &str)]| set(&defined, &none, &wishes(pairs), Moment::Create);
    assert_eq!(create(&[("any", " x "), ("short", "abc"), ("color", "blue")]), "any= x  color=blue short=abc");
    assert_eq!(create(&[("any", &"ä".repeat(4000))]).chars().count(), 4004);
    let table: &[(&[(&str, &str)], &str)] = &[
        (
            &[("short", "ABCD"), ("color", "green"), ("shrot", "x")],
            "errors.invalidData: properties.color: expected one of the property's allowed values\n\
             errors.property.stringmaxlen: properties.short is too long: expected at most 3 characters, got 4\n\
             errors.property.stringregex: properties.short: expected a value that matches [a-z]*\n\
             errors.invalidData: properties: unknown property 'shrot'",
        ),
        (&[("any", " \t")], "errors.invalidData: properties.any must not be blank or contain U+0000"),
        (&[("any", "a\0")], "errors.invalidData: properties.any must not be blank or contain U+0000"),
        (
            &[("any", &"x".repeat(4001))],
            "errors.property.stringmaxlen: properties.any is too long: expected at most 4000 characters, got 4001",
        ),
    ];
    for (pairs, told) in table {
        assert_eq!(create(pairs), *told);
    }
}

#[test]
fn keys_that_are_not_sent_stay_and_null_and_the_empty_text_remove() {
    let defined = defined();
    let start = wishes(&[("any", "x"), ("short", "abc"), ("color", "red")]);
    let before = defined.set(&Properties::default(), &start, Moment::Create, HOLDER).unwrap();
    let mut patch = wishes(&[("short", "")]);
    patch.insert("color".to_owned(), None);
    assert_eq!(set(&defined, &before, &patch, Moment::Modify), "any=x");
    let expected = Touched { creates: false, modifies: false, deletes: true };
    assert_eq!(before.touched(&patch), expected);
    assert_eq!(before.touched(&start), Touched::default(), "sent back as it was read");
    let both = wishes(&[("any", "y"), ("badge", "1")]);
    assert_eq!(before.touched(&both), Touched { creates: true, modifies: true, deletes: false });
    patch.insert("nope".to_owned(), None);
    let told = set(&defined, &before, &patch, Moment::Modify);
    assert_eq!(told, "errors.invalidData: properties: unknown property 'nope'", "also where it is to be removed");
    assert_eq!(set(&defined, &before, &before.removed(), Moment::Modify), "");
}

#[test]
fn access_is_what_the_definition_says_for_creation_and_for_afterwards() {
    let defined = defined();
    let unknown = |name: &str| format!("errors.invalidData: properties: unknown property '{name}'");
    let read_only =
        |name: &str| format!("errors.modifyReadonlyData: properties.{name} is read only: it can't be set or removed");
    let set_one =
        |before: &Properties, name: &str, value: &str, moment| set(&defined, before, &wishes(&[(name, value)]), moment);
    let none = Properties::default();
    assert_eq!(set_one(&none, "later", "x", Moment::Create), read_only("later"));
    assert_eq!(set_one(&none, "later", "x", Moment::Modify), "later=x");
    assert_eq!(set_one(&none, "hidden-first", "x", Moment::Create), unknown("hidden-first"));
    assert_eq!(set_one(&none, "hidden-first", "x", Moment::Modify), "hidden-first=x");
    let start = wishes(&[("once", "x"), ("hidden-then", "secret")]);
    let before = defined.set(&none, &start, Moment::Create, HOLDER).unwrap();
    assert_eq!(before.shown().count(), 1, "what is off afterwards isn't shown");
    assert_eq!(before.audit(), serde_json::json!({ "once": "x", "hidden-then": "***" }));
    assert_eq!(format!("{before:?}"), r#"{"once"}"#);
    assert_eq!(set_one(&before, "once", "x", Moment::Modify), "once=x", "sent back as it was read");
    assert_eq!(set_one(&before, "once", "y", Moment::Modify), read_only("once"));
    assert_eq!(set_one(&before, "once", "", Moment::Modify), read_only("once"));
    assert_eq!(set_one(&before, "hidden-then", "y", Moment::Modify), unknown("hidden-then"));
    let after = defined.set(&before, &wishes(&[("any", "y")]), Moment::Modify, HOLDER).unwrap();
    assert_eq!(after.off.len(), 1, "and it stays");
}

#[test]
fn a_unique_value_is_refused_where_another_object_has_it_and_kept_in_a_row_of_its_own() {
    let mut defined = defined();
    let want = wishes(&[("badge", "B1"), ("any", "x")]);
    let keys = defined.keys(&want);
    assert_eq!(keys.len(), 1);
    assert_ne!(keys, defined.keys(&wishes(&[("badge", "b1")])), "compared exactly");
    assert!(defined.keys(&wishes(&[("badge", "")])).is_empty());

    let holder = HOLDER;
    let none = Properties::default();
    let one = defined.set(&none, &want, Moment::Create, HOLDER).unwrap();
    let two = defined.set(&one, &wishes(&[("badge", "B2")]), Moment::Modify, HOLDER).unwrap();
    let row = match defined.writes(&none, &one, holder).as_slice() {
        [Write::InsertUniqueValue(value)] if value.key == keys[0] && value.holder == holder => value.id,
        other => panic!("{other:?}"),
    };
    let writes = defined.writes(&one, &two, holder);
    assert!(matches!(writes.as_slice(), [Write::UpdateUniqueValue(value)] if value.id == row), "{writes:?}");
    let writes = defined.writes(&one, &none, holder);
    assert!(matches!(writes.as_slice(), [Write::DeleteUniqueValue { id }] if *id == row), "{writes:?}");
    assert!(defined.writes(&one, &one, holder).is_empty());

    let taken =
        |id: Uuid| vec![Taken { key: keys[0].clone(), id, unit_id: Uuid::nil(), shared_by: Uuid::nil(), place: 0 }];
    defined.taken = taken(row);
    assert_eq!(set(&defined, &none, &want, Moment::Create), "any=x badge=B1", "its own row is no obstacle");
    defined.taken = taken(Uuid::from_u128(99));
    let told = "errors.propertyUniquenessViolated: properties.badge: something else of the client has this value";
    assert_eq!(set(&defined, &none, &want, Moment::Create), told);
    assert_eq!(set(&defined, &one, &want, Moment::Modify), "any=x badge=B1", "it stays, so nobody asks");
}

#[test]
fn an_object_has_bounds() {
    let definitions = (0..3).map(|n| text(n, &format!("p{n}"))).collect();
    let defined = Defined { definitions, ..Defined::default() };
    let long = "x".repeat(4000);
    let two = wishes(&[("p0", &long), ("p1", &long)]);
    let before = defined.set(&Properties::default(), &two, Moment::Create, HOLDER).unwrap();
    let told = set(&defined, &before, &wishes(&[("p2", &long)]), Moment::Modify);
    assert_eq!(told, "errors.invalidData: properties: expected at most 10000 characters in all values, got 12000");
    let many = (0..101).map(|n| (format!("n{n}"), None)).collect();
    let told = set(&defined, &before, &many, Moment::Modify);
    assert_eq!(told, "errors.invalidData: properties: expected at most 100, got 101");
}
