//! Refusals in the terms of SCIM.

use sigill_app::Refusal;
use sigill_domain::code::Code;
use sigill_domain::scim::{ScimProblem, ScimType};

use crate::http::refused::Refused;

/// What is 422 elsewhere is 400 or 409 there (RFC 7644 §3.12).
pub(super) fn refused(refusal: Refusal) -> Refused {
    let Refusal::Broken(breaches) = refusal else { return refusal.into() };
    let is_taken = |code| {
        matches!(
            code,
            Code::DuplicateValue | Code::DuplicateMobile | Code::DuplicateName | Code::PropertyUniquenessViolated
        )
    };
    let kind = match breaches.iter().any(|breach| is_taken(breach.code)) {
        true => ScimType::Uniqueness,
        false => ScimType::InvalidValue,
    };
    let messages: Vec<_> = breaches.into_iter().map(|breach| breach.message).collect();
    problem(ScimProblem::new(kind, messages.join("; ")))
}

/// The same of a problem.
pub(super) fn problem(problem: ScimProblem) -> Refused {
    Refused::Case(Refusal::Scim(problem))
}
