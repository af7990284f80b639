//! The decisions about users in tables.

use serde_json::json;

use super::*;
use crate::caller::Identity;
use crate::change::Write;
use crate::client::ClientRef;
use crate::event::Happening;
use crate::patch::Patch;
use crate::policy::{ClientRules, Parameters};
use crate::property::Defined;
use crate::rejection::Rejection;
use crate::role::RoleTable;
use crate::standing::Standing;
use crate::version::Expected;

const NOW: Timestamp = Timestamp::from_micros(1_779_107_696_000_000);

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn anna() -> User {
    User {
        id: id(2),
        client_id: id(1),
        ext_id: ExtId::from_stored("anna".to_owned()),
        login_id: "anna".to_owned(),
        state: State::Active,
        is_technical: false,
        validity: Validity::default(),
        person: person(),
        properties: Properties::default(),
        version: 3,
        created: Timestamp::from_micros(0),
        modified: Timestamp::from_micros(0),
        modified_by: None,
    }
}

fn person() -> Person {
    serde_json::from_value(json!({
        "name": { "firstName": "Anna", "familyName": "Muster" }, "contacts": { "email": "anna@example.com" },
    }))
    .unwrap()
}

fn client() -> ClientRef {
    ClientRef { id: id(1), ext_id: ExtId::from_stored("api".to_owned()), name: "API".to_owned() }
}

fn happening() -> Happening {
    let by = Identity { user_id: Some(id(9)), name: "api/robot".to_owned() };
    Happening { at: NOW, by, request_id: "r".to_owned(), event_id: id(70), id: id(80) }
}

fn rules(parameters: &[(&str, &str)]) -> ClientRules {
    let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    ClientRules::read(&parameters.collect::<Parameters>())
}

fn held(user: User) -> HeldUser {
    HeldUser {
        client: client(),
        rules: rules(&[]),
        user,
        rev: 1,
        login_id_taken: false,
        mobile_taken: false,
        defined: Defined::default(),
        profiles: vec![id(5)],
        archived_profiles: Vec::new(),
        authorizations: Vec::new(),
        belongings: Vec::new(),
    }
}

/// What is told of a patch: what is broken, or the version afterwards and how many rows are written.
fn patched(user: User, patch: &PatchUser) -> String {
    let standing =
        Standing::new(&crate::caller::Grants::new(Vec::new(), RoleTable::standard()), None, user.id, &[], &[]);
    match held(user).modify(patch, Vec::new(), &standing, &happening()) {
        Ok((after, None)) => format!("v{} as it was", after.version),
        Ok((after, Some(change))) => format!("v{} {} rows", after.version, change.writes.len()),
        Err(Rejection::Broken(broken)) => {
            broken.into_iter().map(|breach| breach.message).collect::<Vec<_>>().join("; ")
        }
        Err(other) => format!("{other:?}"),
    }
}

fn validity(from: Option<i64>, to: Option<i64>) -> Validity {
    Validity { from: from.map(Timestamp::from_micros), to: to.map(Timestamp::from_micros) }
}

#[test]
fn a_validity_begins_with_its_first_moment_and_ends_before_its_last() {
    let cases = [
        (None, None, true),
        (Some(5), None, true),
        (Some(4), Some(6), true),
        (Some(6), None, false),
        (None, Some(6), true),
        (None, Some(5), false),
        (None, Some(4), false),
    ];
    for (from, to, holds) in cases {
        let validity = validity(from, to);
        assert_eq!(validity.holds(Timestamp::from_micros(5)), holds, "{from:?} {to:?}");
        assert_eq!(validity.broken(Timestamp::from_micros(5)).is_none(), holds, "{from:?} {to:?}");
    }
}

#[test]
fn a_validity_is_wider_where_it_begins_earlier_or_ends_later() {
    let wider = |own: (Option<i64>, Option<i64>), other: (Option<i64>, Option<i64>)| {
        validity(own.0, own.1).is_wider_than(&validity(other.0, other.1))
    };
    for (narrow, wide) in [
        ((Some(5), Some(9)), (Some(4), Some(9))),
        ((Some(5), Some(9)), (Some(5), Some(10))),
        ((Some(5), Some(9)), (None, Some(9))),
        ((Some(5), Some(9)), (Some(5), None)),
        ((Some(5), None), (None, None)),
        ((None, Some(9)), (None, None)),
    ] {
        assert!(wider(wide, narrow), "{wide:?} {narrow:?}");
        assert!(!wider(narrow, wide) && !wider(narrow, narrow) && !wider(wide, wide), "{wide:?} {narrow:?}");
    }
    let (early, late) = ((Some(1), Some(3)), (Some(2), Some(4)));
    assert!(wider(early, late) && wider(late, early), "each holds when the other doesn't");
}

#[test]
fn what_a_change_does_to_what_a_user_may_do() {
    let (wide, narrow) = (validity(None, None), validity(None, Some(9)));
    let effect = |before: (State, Validity), after: (State, Validity), login_id: &str| {
        let user = User { state: before.0, validity: before.1, ..anna() };
        let Effect { gives, prolongs, takes, ends } = user.effect_of(after.0, after.1, login_id);
        let told = [(gives, "gives"), (prolongs, "prolongs"), (takes, "takes"), (ends, "ends")];
        told.iter().filter(|(does, _)| *does).map(|(_, what)| *what).collect::<Vec<_>>().join(" ")
    };
    use State::{Active, Archived, Disabled};
    for (before, after, login_id, expected) in [
        ((Active, wide), (Active, wide), "anna", ""),
        ((Active, wide), (Active, wide), "other", "takes"),
        ((Active, wide), (Disabled, wide), "anna", "takes ends"),
        ((Active, wide), (Archived, wide), "anna", "takes ends"),
        ((Disabled, wide), (Active, wide), "anna", "gives"),
        ((Disabled, wide), (Disabled, wide), "anna", ""),
        ((Disabled, wide), (Archived, wide), "anna", ""),
        ((Active, wide), (Active, narrow), "anna", "takes ends"),
        ((Active, narrow), (Active, wide), "anna", "prolongs"),
        ((Disabled, narrow), (Active, wide), "anna", "gives prolongs"),
        ((Disabled, wide), (Active, narrow), "anna", "gives takes ends"),
    ] {
        assert_eq!(effect(before, after, login_id), expected, "{before:?} {after:?} {login_id}");
    }
}

#[test]
fn history_shows_the_user_and_its_properties_where_there_are_some() {
    let user = User { validity: validity(Some(0), None), ..anna() };
    assert_eq!(
        user.audit(),
        json!({
            "extId": "anna", "loginId": "anna", "userState": "active", "isTechnicalUser": false,
            "person": serde_json::to_value(person()).unwrap(),
            "validity": { "from": "1970-01-01T00:00:00Z", "to": null },
        })
    );
}

#[test]
fn what_never_changes_may_be_sent_back_and_is_not_changed() {
    let keep = PatchUser::default;
    assert_eq!(patched(anna(), &keep()), "v3 as it was");
    for (ext_id, technical, expected) in [
        (Patch::Set("anna".to_owned()), Patch::Set(false), "v3 as it was"),
        (Patch::Set("ben".to_owned()), Patch::Keep, "extId can't be changed: it is anna"),
        (Patch::Clear, Patch::Keep, "extId can't be changed: it is anna"),
        (Patch::Keep, Patch::Set(true), "isTechnicalUser is set at creation and never changes"),
        (Patch::Keep, Patch::Clear, "isTechnicalUser is set at creation and never changes"),
    ] {
        let patch = PatchUser { ext_id, is_technical_user: technical, ..keep() };
        assert_eq!(patched(anna(), &patch), expected);
    }
    let state = |name: &str| PatchUser { user_state: Patch::Set(name.to_owned()), ..keep() };
    assert_eq!(patched(anna(), &state("active")), "v3 as it was");
    assert_eq!(patched(anna(), &state("disabled")), "v4 3 rows", "its profile and its sessions with it");
    let archived = || User { state: State::Archived, ..anna() };
    assert_eq!(patched(archived(), &state("archived")), "v3 as it was");
    let told = patched(archived(), &state("active"));
    assert_eq!(told, "userState: an archived user stays archived; it can only be deleted");
    let login = PatchUser { login_id: Patch::Set("a.muster".to_owned()), ..keep() };
    assert_eq!(patched(anna(), &login), "v4 1 rows");
    let stale = PatchUser { expected: Expected { version: Some(2), ..Expected::default() }, ..login };
    assert!(patched(anna(), &stale).starts_with("Stale"), "{}", patched(anna(), &stale));
}

#[test]
fn a_user_ends_after_it_begins() {
    let time = |second: u8| format!("2026-05-18T12:00:{second:02}Z");
    let order = "validity.to: expected a time after validity.from";
    for (to, is_fine) in [(29, false), (30, false), (31, true)] {
        let patch = PatchUser {
            validity_from: Patch::Set(time(30)),
            validity_to: Patch::Set(time(to)),
            ..PatchUser::default()
        };
        assert_eq!(patched(anna(), &patch), if is_fine { "v4 1 rows" } else { order });
        let new_user = NewUser {
            client: client(),
            rules: rules(&[]),
            unit_id: id(4),
            unit_ext_id: id(4).into(),
            defaults: None,
            ext_id_taken: false,
            login_id_taken: false,
            mobile_taken: false,
            defined: Defined::default(),
        };
        let new =
            New { person: person(), validity_from: Some(time(30)), validity_to: Some(time(to)), ..New::default() };
        let told =
            new_user.register::<()>(&new, Vec::new(), &happening()).map(|(registered, _)| registered.user.version);
        assert_eq!(told.is_ok(), is_fine, "{told:?}");
    }
}

#[test]
fn people_must_have_what_the_policy_says_and_machines_nothing() {
    let nobody = Person::default();
    let told = |person: &Person, is_technical: bool, parameters: &[(&str, &str)]| {
        let broken = person.breaches(&rules(parameters), is_technical);
        broken.into_iter().map(|breach| breach.message).collect::<Vec<_>>().join("; ")
    };
    let mandatory = |field: &str| format!("{field} is mandatory, as the client policy says");
    let all = ["name.familyName", "name.firstName", "contacts.email"].map(mandatory).join("; ");
    assert_eq!((told(&nobody, false, &[]), told(&nobody, true, &[])), (all, String::new()));
    assert_eq!(told(&person(), false, &[]), "");
    assert_eq!(told(&person(), false, &[("validation.user.sex.mandatory", "true")]), mandatory("sex"));
    let with = |field: &str, value: &str| {
        let mut person = serde_json::to_value(person()).unwrap();
        match field.split_once('.') {
            Some((part, field)) => person[part][field] = value.into(),
            None => person[field] = value.into(),
        }
        told(&serde_json::from_value(person).unwrap(), false, &[("validation.user.phone.regex", "\\+[0-9]+")])
    };
    for (field, right, wrong) in [
        ("languageCode", &["de", "EN"][..], &["xx", "d"][..]),
        ("birthDate", &["1990-12-31"], &["1990-12-32", "1990-1-1", "31.12.1990", "1990-12-31T00:00:00"]),
        ("address.countryCode", &["CH", "ch"], &["C", "CHE", "C1", "11"]),
        ("contacts.email", &["a@b"], &["a", "@b", "a@", "a@b@c", "a @b", "a@b c"]),
        ("sex", &["male", "female", "other"], &["Male", "m"]),
        ("contacts.mobile", &["+41791234567"], &["079", "+41 79"]),
    ] {
        for value in right {
            assert_eq!(with(field, value), "", "{field} {value}");
        }
        for value in wrong {
            assert!(with(field, value).starts_with(field), "{field} {value}: {}", with(field, value));
        }
    }
}

#[test]
fn archiving_ends_the_user_once() {
    let archive = |state: State| {
        let user = User { state, ..anna() };
        let none = crate::caller::Grants::default();
        let standing = Standing::new(&none, None, user.id, &[], &[]);
        let belongings =
            vec![Belonging { id: id(6), ext_id: ExtId::from_stored("k".to_owned()), what: What::Credential(None) }];
        let (profiles, authorizations) = (vec![id(5)], vec![id(7)]);
        let one = Archivable {
            client: client(),
            user,
            rev: 1,
            profiles,
            authorizations,
            enterprise_authorizations: vec![id(9)],
            belongings,
        };
        one.archive(&standing, &happening()).unwrap()
    };
    assert!(archive(State::Archived).is_none());
    let change = archive(State::Disabled).unwrap();
    let modified_by = Some("api/robot".to_owned());
    let expected = User { state: State::Archived, version: 4, modified: NOW, modified_by, ..anna() };
    assert!(matches!(&change.writes[0], Write::UpdateUser(user) if *user == expected), "{:?}", change.writes);
    assert_eq!((change.writes.len(), change.events.len()), (6, 2));
    assert_ne!(change.events[0].id, change.events[1].id);
}

#[test]
fn who_may_not_see_properties_sees_the_rest() {
    assert_eq!(anna().without_properties(), anna());
}
