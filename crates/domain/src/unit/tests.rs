//! Units are made, changed, moved and deleted by these rules.

use super::*;
use crate::caller::Identity;
use crate::change::Write;
use crate::patch::Patch;
use crate::rejection::Rejection;
use crate::version::Expected;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn client() -> ClientRef {
    ClientRef { id: id(1), ext_id: ExtId::from_stored("c".to_owned()), name: "C".to_owned() }
}

fn happening() -> Happening {
    let at = Timestamp::from_micros(5);
    Happening { at, by: Identity::system(), request_id: String::new(), event_id: id(90), id: id(91) }
}

fn unit(n: u128, ext_id: &str, above: Option<&Unit>) -> Unit {
    let first = Unit::first(id(n), id(1), Timestamp::from_micros(1));
    let ext_id = ExtId::from_stored(ext_id.to_owned());
    Unit {
        parent: above.map(Unit::reference),
        path: above.map_or_else(|| UnitPath::root(id(n)), |above| above.path.below(id(n))),
        hierarchical_name: format!("{}/{ext_id}", above.map_or("", |above| &above.hierarchical_name)),
        ext_id,
        is_default: false,
        ..first
    }
}

fn units(parent: Option<Unit>) -> Units {
    Units { client: client(), rev: 7, parent, ext_id_taken: false, name_taken: false, wanted_policy: None, count: 3 }
}

fn new(parent: Option<&str>) -> New {
    New {
        ext_id: Some("u".to_owned()),
        parent_ext_id: parent.map(str::to_owned),
        name: Some("Sales".to_owned()),
        profileless: Some(false),
        ..New::default()
    }
}

fn held(unit: Unit) -> HeldUnit {
    HeldUnit {
        client: client(),
        rev: 7,
        unit,
        name_taken: false,
        wanted_policy: None,
        has_children: false,
        has_profiles: false,
    }
}

fn moving(unit: Unit, to: Option<Unit>, below: Below) -> Moving {
    Moving { client: client(), rev: 7, unit, to, name_taken: false, below }
}

fn told<T: std::fmt::Debug>(result: Result<T, Rejection>) -> String {
    match result.unwrap_err() {
        Rejection::Broken(broken) => broken.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        other => format!("{other:?}"),
    }
}

#[test]
fn a_new_unit_is_below_its_parent() {
    let above = unit(2, "a", None);
    let (made, change) = units(Some(above.clone())).create(&new(Some("a")), vec![], &happening()).unwrap();
    assert_eq!((made.hierarchical_name.as_str(), made.path.depth()), ("/a/u", 2));
    assert!(made.path.as_str().starts_with(above.path.as_str()));
    assert!(matches!(change.writes.as_slice(), [Write::InsertUnit(unit)] if **unit == made));
    let (root, _) = units(None).create(&new(None), vec![], &happening()).unwrap();
    assert_eq!((root.hierarchical_name.as_str(), root.path.depth(), root.parent), ("/u", 1, None));
}

#[test]
fn every_rule_that_a_new_unit_breaks_is_told_at_once() {
    let wrong = Units { ext_id_taken: true, name_taken: true, count: UNITS_MAX, ..units(None) };
    let wish = New {
        name: None,
        profileless: None,
        state: Some("archived".to_owned()),
        location: Some("x".repeat(LOCATION_LEN_MAX + 1)),
        validity_from: Some("2026-05-18".to_owned()),
        validity_to: Some("2026-05-18".to_owned()),
        ..new(Some("nowhere"))
    };
    let broken = wrong.create(&wish, vec![], &happening()).unwrap_err();
    let broken = broken.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    for part in [
        "name is mandatory",
        "profileless is mandatory",
        "state: expected one of active, disabled",
        "location is too long",
        "validity.to: expected a time after",
        "errors.missingReferenceData: parentUnitExtId: there is no unit with extId 'nowhere'",
        "errors.duplicateValue: extId",
        "errors.duplicateName: name",
        "already has 10000 units",
    ] {
        assert!(broken.contains(part), "{part}: {broken}");
    }
}

#[test]
fn the_tree_has_so_many_levels_and_no_more() {
    let mut deepest = unit(100, "x", None);
    for n in 2..=DEPTH_MAX {
        deepest = unit(100 + n as u128, "x", Some(&deepest));
    }
    assert_eq!(deepest.path.depth(), DEPTH_MAX);
    let broken = units(Some(deepest.clone())).create(&new(Some("x")), vec![], &happening()).unwrap_err();
    assert!(broken[0].message.contains("at most 32 levels"), "{broken:?}");
    let (a, b) = (unit(2, "a", None), unit(3, "b", None));
    let below = |levels| Below { count: 40, levels };
    assert!(
        moving(a.clone(), Some(b.clone()), below(DEPTH_MAX - 2)).decide(&Expected::default(), &happening()).is_ok()
    );
    let deep = moving(a.clone(), Some(b.clone()), below(DEPTH_MAX - 1)).decide(&Expected::default(), &happening());
    assert!(told(deep).contains("at most 32 levels"));
    let many = Below { count: MOVED_MAX + 1, levels: 1 };
    assert!(told(moving(a, Some(b), many).decide(&Expected::default(), &happening())).contains("at most 5000 units"));
}

#[test]
fn a_unit_is_moved_with_what_is_below_it_and_never_below_itself() {
    let a = unit(2, "a", None);
    let b = unit(3, "b", Some(&a));
    let c = unit(4, "c", Some(&b));
    let d = unit(5, "d", None);
    let expected = Expected::default();
    let below = Below { count: 1, levels: 1 };
    let (moved, change) = moving(b.clone(), Some(d.clone()), below).decide(&expected, &happening()).unwrap();
    assert_eq!((moved.hierarchical_name.as_str(), moved.version), ("/d/b", 2));
    let change = change.unwrap();
    let [Write::UpdateUnit(updated), Write::RewriteUnits(rewrite)] = change.writes.as_slice() else {
        panic!("{change:?}")
    };
    assert_eq!(**updated, moved);
    assert_eq!((&rewrite.from, &rewrite.to, rewrite.count), (&b.path, &moved.path, 1));
    assert_eq!((rewrite.from_name.as_str(), rewrite.to_name.as_str()), ("/a/b", "/d/b"));
    let (root, change) = moving(b.clone(), None, Below::default()).decide(&expected, &happening()).unwrap();
    assert_eq!((root.hierarchical_name.as_str(), root.parent), ("/b", None));
    assert_eq!(change.unwrap().writes.len(), 1, "nothing is below it");
    let (same, change) = moving(b.clone(), Some(a), below).decide(&expected, &happening()).unwrap();
    assert!(change.is_none() && same == b, "it is there already");
    for to in [b.clone(), c] {
        assert!(told(moving(b.clone(), Some(to), below).decide(&expected, &happening())).contains("below itself"));
    }
    let taken = Moving { name_taken: true, ..moving(b, Some(d), below) };
    assert!(told(taken.decide(&expected, &happening())).contains("errors.duplicateName"));
}

#[test]
fn a_patch_changes_what_it_names_and_nothing_that_is_fixed() {
    let a = unit(2, "a", None);
    let before = held(unit(3, "b", Some(&a)));
    let as_read = PatchUnit {
        ext_id: Patch::Set("b".to_owned()),
        parent_ext_id: Patch::Set("a".to_owned()),
        profileless: Patch::Set(false),
        ..PatchUnit::default()
    };
    assert!(before.modify(&as_read, vec![], &happening()).unwrap().1.is_none());
    let patch = PatchUnit {
        name: Patch::Set("Sales".to_owned()),
        location: Patch::Set("Zürich".to_owned()),
        state: Patch::Set("disabled".to_owned()),
        comment: Patch::Set("why".to_owned()),
        validity_to: Patch::Set("2036-05-15T12:34:56Z".to_owned()),
        ..PatchUnit::default()
    };
    let (after, change) = before.modify(&patch, vec![], &happening()).unwrap();
    assert_eq!(
        (after.name.as_str(), after.location.as_deref(), after.state),
        ("Sales", Some("Zürich"), State::Disabled)
    );
    assert!(after.validity.to.is_some() && after.version == 2);
    assert_eq!(change.unwrap().events[0].comment.as_deref(), Some("why"));
    let wrong = PatchUnit {
        ext_id: Patch::Set("x".to_owned()),
        parent_ext_id: Patch::Clear,
        profileless: Patch::Set(true),
        name: Patch::Clear,
        state: Patch::Clear,
        ..PatchUnit::default()
    };
    let told = told(before.modify(&wrong, vec![], &happening()));
    for part in
        ["extId can't be changed", "parentUnitExtId:", "profileless is set", "name is mandatory", "state is mandatory"]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn a_unit_goes_when_nothing_is_in_it_and_the_default_one_stays_and_works() {
    let gone = held(unit(2, "a", None)).delete(&Expected::default(), &happening()).unwrap();
    assert!(matches!(gone.writes.as_slice(), [Write::DeleteUnit(_)]));
    let full =
        HeldUnit { has_children: true, has_profiles: true, ..held(Unit { is_default: true, ..unit(2, "a", None) }) };
    let told_of = told(full.delete(&Expected::default(), &happening()));
    assert_eq!(told_of.matches("errors.undeletedDependencies").count(), 2, "{told_of}");
    assert!(told_of.contains("errors.deleteDefaultEntityFailure"));
    let patch = PatchUnit { state: Patch::Set("disabled".to_owned()), ..PatchUnit::default() };
    assert!(told(full.modify(&patch, vec![], &happening())).contains("the default unit stays active"));
}
