//! What comes in the headers.

use http::HeaderName;

use super::*;

fn headers(name: &'static str, values: &[&str]) -> HeaderMap {
    values.iter().map(|value| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())).collect()
}

#[test]
fn a_token_comes_once_and_is_not_too_long() {
    let (most, more) = ("x".repeat(8 * 1024), "x".repeat(8 * 1024 + 1));
    for (token, is_read) in [("x", true), (most.as_str(), true), (&more, false), ("", false)] {
        let headers = headers("authorization", &[&format!("Bearer {token}")]);
        assert_eq!(Bearer::token(&headers).ok(), is_read.then_some(token), "{}", token.len());
    }
    for other in ["Basic a", "Bearers a", "a"] {
        assert!(matches!(Bearer::token(&headers("authorization", &[other])), Err(Refused::NoToken)), "{other}");
    }
    assert!(matches!(Bearer::token(&HeaderMap::new()), Err(Refused::NoToken)));
    let twice = headers("authorization", &["Bearer a", "Bearer b"]);
    assert!(matches!(Bearer::token(&twice), Err(Refused::Case(Refusal::Unauthenticated(_)))));
}

#[test]
fn a_second_token_comes_once_and_is_not_too_long() {
    let told = |values: &[&str]| match Bearer::proof(&headers("x-token", values)) {
        Ok(token) => format!("read {}", token.len()),
        Err(Refused::NotProven(why)) => why.to_owned(),
        Err(other) => panic!("{other:?}"),
    };
    let (most, more) = ("x".repeat(8 * 1024), "x".repeat(8 * 1024 + 1));
    assert_eq!((told(&["x"]).as_str(), told(&[&most]).as_str()), ("read 1", "read 8192"));
    assert!(told(&[]).starts_with("expected a second token in the header X-Token, got none"));
    for wrong in [&[""][..], &[&more], &["a", "b"], &["a", "a"], &["\u{e4}"]] {
        assert_eq!(told(wrong), NOT_ACCEPTED, "{}", wrong.len());
    }
}
