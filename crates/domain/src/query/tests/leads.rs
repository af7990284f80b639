//! By which index a query is answered.

use proptest::prelude::*;

use super::*;
use crate::user::SearchKeys;

const INDEXED: &[FieldKey] =
    &[FieldKey::ExtId, FieldKey::LoginId, FieldKey::Name, FieldKey::FirstName, FieldKey::Email, FieldKey::Mobile];

fn has(key: FieldKey) -> bool {
    INDEXED.contains(&key)
}

/// The first value of each look of the best way.
fn way(query: &str) -> Option<Vec<(FieldKey, String)>> {
    let way = about_users(query).unwrap().ways(&has).into_iter().next()?;
    Some(way.into_iter().map(|lead| (lead.key, lead.from)).collect())
}

#[test]
fn the_narrowest_part_that_is_required_leads() {
    let of = |key, from: &str| Some(vec![(key, from.to_owned())]);
    assert_eq!(way("name:Müller"), of(FieldKey::Name, "muller"));
    assert_eq!(way("name:müller AND loginid:A*"), of(FieldKey::Name, "muller"));
    assert_eq!(way("name:müller AND loginid:ANNA"), of(FieldKey::LoginId, "anna"));
    assert_eq!(way("name:m* AND email:Anna@*"), of(FieldKey::Email, "anna@"));
    assert_eq!(way("name:müller AND (city:bern OR state:active)"), of(FieldKey::Name, "muller"));
    assert_eq!(way("+(+extid:a city:bern) +name:b"), of(FieldKey::ExtId, "a"));
    assert_eq!(way("extid:[b TO c]"), of(FieldKey::ExtId, "b"));
    // One of these has to be true: all are looked for.
    assert_eq!(way("extid:(a b)").unwrap().len(), 2);
    assert_eq!(way("anna").unwrap().len(), 5);
    // No index has all of them.
    for query in ["city:bern", "*:*", "extid:a city:bern", "*:* -name:a", "name:a created:20260518"] {
        assert_eq!(way(query), None, "{query}");
    }
    assert_eq!(about_users("name:müller AND firstname:anna").unwrap().ways(&has).len(), 2, "each is a way");
}

#[test]
fn one_client_may_be_asked_for() {
    let only = |query: &str| about_users(query).unwrap().only(FieldKey::ClientExtId).map(str::to_owned);
    assert_eq!(only("client.extid:api AND state:active").as_deref(), Some("api"));
    assert_eq!(only("client.extid:api").as_deref(), Some("api"));
    assert_eq!(only("client.extid:api state:active"), None);
    assert_eq!(only("*:* -client.extid:api"), None);
}

proptest! {
    /// What fits is found by the index: each of its ways has a look in which its value is.
    #[test]
    fn every_way_finds_all_that_fits(
        family in "['a-cÄß]{0,3}[ '-]?['a-c]{1,3}",
        query in r#"name:("[a-c' ]{1,4}"|['a-c]{1,3}|[a-c]{1,2}\*|[a-c]\?[a-c]?|\[[a-c]{1,2} TO [a-c]{1,2}\])"#,
    ) {
        let Ok(condition) = about_users(&query) else { return Ok(()) };
        let one = user("u1", "Anna", &family);
        let Candidate::User(user, _) = &one else { return Ok(()) };
        let key = SearchKeys::of(&user.person).name;
        if condition.score(&one).is_some() {
            for way in condition.ways(&has) {
                let is_seen = way.iter().any(|lead| lead.from <= key && key <= lead.to);
                prop_assert!(is_seen, "{query} fits {family:?}, and isn't found by {way:?}");
            }
        }
    }
}
