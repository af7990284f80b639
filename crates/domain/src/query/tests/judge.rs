//! Lucene as the judge: documents and queries, with what it makes of each, which are not in the repository.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value as Json;

use super::*;

/// A document of the judge, as a user.
struct Judged(Json);

impl Document for Judged {
    fn value(&self, key: FieldKey) -> FieldValue<'_> {
        let name = match key {
            FieldKey::Name => "name",
            FieldKey::FirstName => "firstname",
            FieldKey::Email => "email",
            FieldKey::LoginId => "loginid",
            FieldKey::State => "state",
            FieldKey::City => "city",
            FieldKey::Remarks => "remarks",
            FieldKey::Created => {
                let day = self.0["created"].as_str().unwrap();
                let day = format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]);
                return FieldValue::Time(Timestamp::parse(&day).unwrap());
            }
            _ => return FieldValue::Absent,
        };
        self.0[name].as_str().unwrap().into()
    }
}

/// Why Sigill refuses what Lucene serves, by name.
fn refusal(error: &QueryError) -> &'static str {
    match error {
        QueryError::Unserved { construct, .. } => construct,
        QueryError::UnknownField { .. } => "an unknown field",
        QueryError::Syntax { expected, .. } if expected.starts_with("a time") => "a text as a time",
        other => panic!("{other}"),
    }
}

#[test]
fn lucene_finds_the_same_except_for_what_is_refused_by_name() {
    let Some(root) = std::env::var_os("SIGILL_VECTORS") else {
        println!("left out: SIGILL_VECTORS is not set");
        return;
    };
    let text = std::fs::read_to_string(Path::new(&root).join("formats/lucene.json")).unwrap();
    let judge: Json = serde_json::from_str(&text).unwrap();
    let documents: Vec<_> = judge["documents"].as_array().unwrap().iter().cloned().map(Judged).collect();
    let (mut refused, mut both, mut folded, mut joined) = (BTreeMap::new(), 0, 0, 0);
    let cases = judge["queries"].as_array().unwrap();
    for case in cases {
        let query = case["q"].as_str().unwrap();
        if case["defaultOperator"] == "AND" {
            joined += 1;
            continue;
        }
        let read = bind(query, Entity::User, USERS, &["name"]);
        let Some(expected) = case["ids"].as_array() else {
            assert!(read.is_err(), "Lucene refuses {query}");
            both += 1;
            continue;
        };
        match read {
            Err(error) => *refused.entry(refusal(&error)).or_insert(0) += 1,
            Ok(condition) => {
                let fitting = documents.iter().filter(|document| condition.score(*document).is_some());
                let found: Vec<Json> =
                    fitting.map(|document| document.0["id"].as_str().unwrap().parse::<i64>().unwrap().into()).collect();
                if found != *expected {
                    // Without its accent.
                    assert!(query.is_ascii() && expected.is_empty() && found.len() == 1, "{query}: {found:?}");
                    folded += 1;
                }
            }
        }
    }
    let by_name = BTreeMap::from([
        ("a fuzzy term", 4),
        ("a leading wildcard", 2),
        ("a part that only excludes", 3),
        ("a regular expression", 1),
        ("a text as a time", 2),
        ("an unknown field", 1),
        ("slop", 2),
    ]);
    assert_eq!(refused, by_name);
    // A default operator can't be chosen.
    assert_eq!((cases.len(), joined, folded), (122, 1, 1));
    println!("{both} that Lucene refuses, too");
}
