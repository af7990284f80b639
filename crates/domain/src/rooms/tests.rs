//! What rooms contain.

use super::*;

fn ext_id(text: &str) -> ExtId {
    ExtId::parse("extId", text).unwrap()
}

fn only(ids: &[&str]) -> Room<ExtId> {
    Room::Only(ids.iter().map(|id| ext_id(id)).collect())
}

fn client(id: &str) -> ClientRef {
    ClientRef { id: Uuid::from_u128(1), ext_id: ext_id(id), name: String::new() }
}

/// The unit `1`, `11` below it, and `2`.
fn units() -> [UnitPath; 3] {
    let one = UnitPath::root(Uuid::from_u128(1));
    let below = one.below(Uuid::from_u128(11));
    [one, below, UnitPath::root(Uuid::from_u128(2))]
}

fn user_in(units: &[UnitPath]) -> Place {
    Place { units: Spots::In(units.to_vec()), ..Place::of_user(&client("a"), Uuid::from_u128(7)) }
}

#[test]
fn rooms_cover_what_is_in_them() {
    let (all, none, a, ab) = (Room::Global, only(&[]), only(&["a"]), only(&["a", "b"]));
    for (outer, inner) in [(&all, &all), (&all, &ab), (&ab, &ab), (&ab, &a), (&a, &none), (&none, &none)] {
        assert!(outer.covers(inner), "{outer:?} {inner:?}");
        assert!(outer == inner || !inner.covers(outer), "{inner:?} {outer:?}");
    }
}

#[test]
fn a_unit_has_what_is_below_it() {
    let [one, below, two] = units();
    assert!(one.has(&one) && one.has(&below) && !one.has(&two) && !below.has(&one));
    let begins_alike = UnitPath(one.as_str().trim_end_matches('/').to_owned() + "0/");
    assert!(!one.has(&begins_alike), "a longer key isn't below");
    let range = |path: &UnitPath| path.as_str() >= one.as_str() && *path.as_str() < *one.end();
    assert!(range(&one) && range(&below) && !range(&two) && !range(&begins_alike));
}

#[test]
fn an_object_is_in_a_room_where_it_is_in_each_of_its_dimensions() {
    let [one, below, two] = units();
    let of_clients = |clients| DataRoom::of_clients(clients);
    let in_units = |units: &[&UnitPath]| DataRoom {
        units: Room::Only(units.iter().map(|unit| (*unit).clone()).collect()),
        ..of_clients(only(&["a"]))
    };
    let user = user_in(std::slice::from_ref(&below));
    assert!(of_clients(Room::Global).has(&user) && of_clients(only(&["a"])).has(&user));
    assert!(!of_clients(only(&["b"])).has(&user) && !of_clients(only(&[])).has(&user));
    assert!(in_units(&[&one]).has(&user) && in_units(&[&two, &below]).has(&user));
    assert!(!in_units(&[&two]).has(&user) && !in_units(&[]).has(&user));
    // One of several profiles suffices.
    assert!(in_units(&[&two]).has(&user_in(&[one.clone(), two.clone()])));
    // What nobody has read is in no room but a global one.
    assert!(!in_units(&[&one, &two]).has(&Place::of_user(&client("a"), Uuid::nil())));
    // A client, and its policies, have no units.
    assert!(in_units(&[&one]).has(&Place::of_client(&client("a"))));
    assert!(!in_units(&[&one]).has(&Place::of_client(&client("b"))));
}

#[test]
fn applications_and_enterprise_roles_are_dimensions_like_the_others() {
    let id = Uuid::from_u128;
    let some = |ids: &[u128]| Room::Only(ids.iter().map(|n| id(*n)).collect());
    let place = Place::of_client(&client("a")).with_application(id(7));
    let with = |applications| DataRoom { applications, ..DataRoom::of_clients(Room::Global) };
    assert!(with(Room::Global).has(&place) && with(some(&[7, 8])).has(&place) && !with(some(&[8])).has(&place));
    assert!(with(some(&[])).has(&Place::of_client(&client("a"))), "a client has no application as its place");
    let place = Place::of_enterprise_role(&client("a"), id(7));
    let of_eroles = |enterprise_roles| DataRoom { enterprise_roles, ..DataRoom::of_clients(Room::Global) };
    assert!(
        of_eroles(Room::Global).has(&place) && of_eroles(some(&[7])).has(&place) && !of_eroles(some(&[])).has(&place)
    );
    assert!(!of_eroles(some(&[7])).has(&Place::beside_enterprise_roles(&client("a"))));
    let both = Rooms::new([with(some(&[7])), of_eroles(some(&[8]))]);
    assert_eq!((both.applications_of(None), both.enterprise_roles_of("a")), (Room::Global, Room::Global));
    assert_eq!(both.applications_at(&Place::of_enterprise_role(&client("a"), id(9))), some(&[7]));
    assert_eq!(both.applications_everywhere(), Some(some(&[7])));
    assert_eq!(Rooms::new([of_eroles(some(&[8]))]).applications_everywhere(), None);
    assert_eq!(Rooms::new([with(some(&[8, 7])), with(some(&[7]))]).applications_of(Some("a")), some(&[7, 8]));
}

#[test]
fn one_assignment_must_have_all_of_an_object() {
    let [one, _, two] = units();
    let room = |clients: &str, unit: &UnitPath| DataRoom {
        units: Room::Only(vec![unit.clone()]),
        ..DataRoom::of_clients(only(&[clients]))
    };
    // In client b one may see unit 1, in client a unit 2: that is no right to unit 1 of client a.
    let rooms = Rooms::new([room("b", &one), room("a", &two)]);
    assert_eq!(rooms.all().len(), 2);
    assert!(rooms.has(&user_in(std::slice::from_ref(&two))) && !rooms.has(&user_in(std::slice::from_ref(&one))));
    assert!(rooms.reach("a") && rooms.reach("b") && !rooms.reach("c"));
}

#[test]
fn assignments_that_differ_in_their_clients_are_one_room() {
    let [one, ..] = units();
    let of = |ids: &[&str]| DataRoom::of_clients(only(ids));
    assert_eq!(Rooms::new([of(&["a"]), of(&["b"])]), Rooms::of_clients(only(&["a", "b"])));
    let global = DataRoom::of_clients(Room::Global);
    assert_eq!(Rooms::new([of(&["a"]), global.clone()]), Rooms::of_clients(Room::Global));
    assert_eq!(Rooms::new([global.clone(), of(&["a"])]), Rooms::of_clients(Room::Global));
    let in_unit = DataRoom { units: Room::Only(vec![one]), ..of(&["b"]) };
    assert_eq!(Rooms::new([of(&["a"]), in_unit.clone()]).all(), [of(&["a"]), in_unit]);
    assert_eq!(Rooms::new([]), Rooms::default());
}

#[test]
fn what_two_rights_reach_is_in_rooms_of_both() {
    let [one, below, two] = units();
    let both = |a: ClientRoom, b: ClientRoom| Rooms::of_clients(a).and(&Rooms::of_clients(b));
    assert_eq!(both(Room::Global, only(&["a"])), Rooms::of_clients(only(&["a"])));
    assert_eq!(both(only(&["a", "b"]), only(&["b", "c"])), Rooms::of_clients(only(&["b"])));
    assert_eq!(both(only(&["a"]), only(&["b"])), Rooms::of_clients(only(&[])));
    // Of two units of which one is below the other, what is in both is the one below.
    let with = |unit: &UnitPath| {
        Rooms::new([DataRoom { units: Room::Only(vec![unit.clone()]), ..DataRoom::of_clients(Room::Global) }])
    };
    assert_eq!(with(&one).and(&with(&below)), with(&below));
    assert_eq!(with(&below).and(&with(&one)), with(&below));
    assert!(!with(&one).and(&with(&two)).has(&user_in(std::slice::from_ref(&one))));
    assert!(with(&one).covers(&with(&below)) && !with(&below).covers(&with(&one)));
    assert!(
        Rooms::of_clients(Room::Global).covers(&with(&one)) && !with(&one).covers(&Rooms::of_clients(Room::Global))
    );
    assert!(with(&one).covers(&Rooms::default()));
}
