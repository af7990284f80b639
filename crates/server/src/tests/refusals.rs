//! The one table of refusals.

use axum::response::IntoResponse;
use sigill_app::{Refusal, StoreError};
use sigill_domain::breach::Breach;
use sigill_domain::code::Code;
use sigill_domain::credential::device_password::LinkGone;
use sigill_domain::right::Elementary;
use sigill_domain::scim::{ScimProblem, ScimType};

use super::*;
use crate::http::refused::{Refused, Told};

fn samples() -> Vec<Refused> {
    let case = Refused::Case;
    vec![
        Refused::NoResource,
        Refused::MethodNotAllowed,
        Refused::UnsupportedMediaType("expected another type"),
        Refused::BodyTooLarge(65_536),
        Refused::BodyIncomplete,
        Refused::NoToken,
        case(Refusal::Unauthenticated("expired")),
        case(Refusal::PermissionDenied(Elementary::CredentialCreate)),
        case(Refusal::DataroomPermissionDenied(Elementary::CredentialCreate)),
        case(Refusal::Restricted("the policy restricts this".to_owned())),
        Refused::Unreadable("expected a JSON object, got no body".to_owned()),
        case(Refusal::NoRecord("A client with extId x doesn't exist".to_owned())),
        case(Refusal::Gone(LinkGone::Used)),
        case(Refusal::Gone(LinkGone::NoUser)),
        case(Refusal::Broken(vec![
            Breach::invalid("msisdn is mandatory"),
            Breach::new(Code::DuplicateValue, "extId: taken"),
        ])),
        case(Refusal::Broken(vec![])),
        case(Refusal::Locked("a password that is tmp-locked can't be used".to_owned())),
        Refused::UnreadableHeader("if-match: expected a tag".to_owned()),
        Refused::UnreadableQuery,
        Refused::ContradictingVersions,
        Refused::KeyInUse,
        case(Refusal::Stale(Code::OptimisticLockingFailure, "version: expected 2, got 1".to_owned())),
        case(Refusal::PreconditionFailed("If-Match doesn't name the current version".to_owned())),
        case(Refusal::KeyReused),
        case(Refusal::Unavailable("pool timed out".to_owned())),
        case(Refusal::Store(StoreError::Failed("syntax error near SECRET".to_owned()))),
        case(Refusal::Failed("SECRET".to_owned())),
        Refused::TooMany(std::time::Duration::from_millis(1_200)),
        Refused::Busy,
        Refused::TimedOut,
        Refused::Panicked,
        Refused::RepeatedParameter("filter: expected one value, got several".to_owned()),
        Refused::TooManyOperations(1_000),
        case(Refusal::Scim(ScimProblem::new(ScimType::NoTarget, "remove: expected a path, got none"))),
        case(Refusal::Scim(ScimProblem::new(ScimType::Uniqueness, "loginId: taken"))),
    ]
}

#[test]
fn the_table_of_refusals_is_the_committed_one() {
    let mut table = String::new();
    for refused in samples() {
        let name = format!("{refused:?}");
        let response = refused.into_response();
        let told = response.extensions().get::<Told>().unwrap();
        table.push_str(&format!("{name}\n  {}\n", response.status()));
        for breach in told.errors() {
            table.push_str(&format!("  {breach}\n"));
        }
        for (name, value) in response.headers() {
            table.push_str(&format!("  {name}: {}\n", value.to_str().unwrap()));
        }
        if let Some(cause) = told.cause() {
            table.push_str(&format!("  logged: {cause}\n"));
        }
    }
    insta::assert_snapshot!(table);
}

#[tokio::test]
async fn who_accepts_problem_details_gets_them_with_the_same_codes() {
    let site = Site::new().await;
    let root = site.root().await;
    let problem = ("accept", "application/problem+json");
    let id = ("x-request-id", "abc");
    let path = format!("{API}/clients");
    let answer = site.post(&path, &[json_by(&root)[0], json_by(&root)[1], problem, id], r#"{"x":1}"#).await;
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(
        answer.json(),
        serde_json::json!({
            "type": "about:blank", "title": "Unprocessable Entity", "status": 422, "detail": "2 rules are broken",
            "requestId": "abc",
            "errors": [
                { "code": "errors.invalidData", "message": "unknown member 'x'" },
                { "code": "errors.invalidData", "message": "name is mandatory: expected a non-blank text, got none" },
            ],
        })
    );
    let one = site.get("/nope", &[problem]).await;
    assert_eq!(one.json()["detail"], "there is no such resource");
}

#[tokio::test]
async fn problem_details_are_only_for_who_prefers_them() {
    let site = Site::new().await;
    for (accept, expected) in [
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("text/html", "application/json"),
        ("application/problem+json;q=0", "application/json"),
        ("application/json, application/problem+json;q=0.5", "application/json"),
        ("application/json, application/problem+json", "application/problem+json"),
        ("APPLICATION/PROBLEM+JSON; q=0.1", "application/problem+json"),
        ("text/html, application/problem+json", "application/problem+json"),
    ] {
        assert_eq!(site.get("/nope", &[("accept", accept)]).await.header("content-type"), expected, "{accept}");
    }
}
