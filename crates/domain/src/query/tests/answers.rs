//! What fits, how well, and in which order it is answered.

use super::*;
use crate::list::Parameters;

fn people() -> Vec<Candidate> {
    vec![
        user("u1", "Anna", "Müller"),
        user("u2", "Hans-Peter", "von Müller"),
        user("u3", "Änne", "Müller-Meier"),
        user("u4", "Pat", "'t Hooft"),
        user("u5", "Sean", "O’Brien"),
    ]
}

/// The ids of those that fit.
fn found(query: &str) -> String {
    let condition = about_users(query).unwrap_or_else(|error| panic!("{query}: {error}"));
    let all = people().into_iter().filter(|one| condition.score(one).is_some());
    all.map(|one| one.place().1.to_string()).collect::<Vec<_>>().join(" ")
}

#[test]
fn fields_are_compared_as_each_of_them_is() {
    for (query, ids) in [
        // Names by their beginning, as an index has them; without case and accents.
        ("name:MULLER", "u1 u3"),
        ("name:von", "u2"),
        ("name:\"von müller\"", "u2"),
        ("name:mull*", "u1 u3"),
        (r"name:von\ m*", "u2"),
        ("name:'t", "u4"),
        ("name:hooft", ""),
        ("name:o'brien", "u5"),
        ("name:o", ""),
        ("name:m?ller", "u1 u3"),
        ("firstname:hans", "u2"),
        ("firstname:hans-p*", "u2"),
        ("firstname:anne", "u3"),
        ("anna", "u1"),
        // As a whole.
        ("extid:u1", "u1"),
        ("extid:U1", ""),
        ("loginid:u1", "u1"),
        ("LoginId:u*", "u1 u2 u3 u4 u5"),
        ("email:U1@example.COM", "u1"),
        ("email:u1", ""),
        ("uniqueemail:u1@*", "u1"),
        ("state:ACTIVE AND extid:u1", "u1"),
        // By word.
        ("remarks:support -extid:(u1 u2)", "u3 u4 u5"),
        ("remarks:\"line of\"", "u1 u2 u3 u4 u5"),
        ("remarks:\"of line\"", ""),
        // Times: a day, or a second.
        ("created:20260518", "u1 u2 u3 u4 u5"),
        ("created:2026-05-18", "u1 u2 u3 u4 u5"),
        ("created:\"2026-05-18T12:34:56Z\"", "u1 u2 u3 u4 u5"),
        ("created:\"2026-05-18T12:34:57Z\"", ""),
        ("created:[* TO 20260517]", ""),
        ("created:[20260518 TO *]", "u1 u2 u3 u4 u5"),
        ("created:{20260518 TO *]", ""),
        ("clientname:Api AND extid:u1", "u1"),
        ("client.extid:other", ""),
        ("*:* -name:müller", "u2 u4 u5"),
        ("extid:[u2 TO u4}", "u2 u3"),
    ] {
        assert_eq!(found(query), ids, "{query}");
    }
}

fn ask(pairs: &[(&'static str, &'static str)]) -> Result<Ask, Vec<String>> {
    let read = Ask::read(USERS, Parameters::new(pairs.iter().copied()));
    read.map_err(|broken| broken.into_iter().map(|breach| breach.message).collect())
}

fn answered(pairs: &[(&'static str, &'static str)]) -> (u64, String) {
    let ask = ask(pairs).unwrap();
    let fitting = people().into_iter().filter_map(|one| Some((ask.score(&one)?, one))).collect();
    let answer = ask.answer(fitting);
    let ids: Vec<_> = answer.hits.iter().map(|(_, one)| one.place().1.to_string()).collect();
    (answer.total, ids.join(" "))
}

#[test]
fn what_fits_best_comes_first_unless_an_order_is_asked_for() {
    let of = |total, ids: &str| (total, ids.to_owned());
    assert_eq!(answered(&[("q", "name:müller")]), of(2, "u1 u3"));
    assert_eq!(answered(&[("q", "name:müller firstname:anne")]), of(2, "u3 u1"));
    assert_eq!(answered(&[("q", "*:*"), ("s", "firstname")]), of(5, "u1 u3 u2 u4 u5"));
    assert_eq!(answered(&[("q", "*:*"), ("s", "firstname desc")]), of(5, "u5 u4 u2 u3 u1"));
    assert_eq!(answered(&[("q", "*:*"), ("s", "city")]), of(5, "u1 u2 u3 u4 u5"));
    assert_eq!(answered(&[("q", "*:*"), ("s", "_score desc"), ("from", "1"), ("size", "2")]), of(5, "u2 u3"));
    assert_eq!(answered(&[("q", "*:*"), ("size", "0")]), of(5, ""));
    assert_eq!(answered(&[("q", "support"), ("df", "remarks"), ("df", "name"), ("size", "1")]), of(5, "u1"));
}

#[test]
fn every_parameter_that_is_wrong_is_told() {
    let told = ask(&[("q", "a~"), ("df", "frob"), ("s", "name up"), ("from", "10001"), ("size", "1001"), ("x", "1")]);
    let told = told.unwrap_err();
    assert_eq!(told.len(), 6, "{told:#?}");
    assert_eq!(ask(&[]).unwrap_err().len(), 1);
    assert!(ask(&[("q", "a\0b")]).is_err());
    assert!(ask(&[("q", "a"), ("q", "b")]).is_err());
    assert!(ask(&[("q", "a"), ("s", "frob")]).is_err());
    let many = ["df"; 9].map(|df| (df, "name"));
    assert!(Ask::read(USERS, Parameters::new(many.into_iter().chain([("q", "a")]))).is_err());
}

#[test]
fn of_several_kinds_of_entities_each_is_asked_by_the_fields_that_it_has() {
    let all = Scope(Entity::ALL);
    let ask = Ask::read(all, Parameters::new([("q", "loginid:u1 displayname:clients")])).unwrap();
    let fits: Vec<_> = [user("u1", "Anna", "Muster"), Candidate::Client(Box::new(client("api")))]
        .into_iter()
        .filter_map(|one| Some((ask.score(&one)?, one.entity().as_str())))
        .collect();
    assert_eq!(fits, [(2, "USER"), (1, "CLIENT")]);
    let error = Ask::read(all, Parameters::new([("q", "frob:a")])).unwrap_err();
    assert!(error[0].message.contains("unknown field 'frob'"), "{error:?}");
}
