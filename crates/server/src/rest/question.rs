//! Personal questions.

use sigill_app::Permit;
use sigill_domain::question;
use sigill_domain::right::{
    PersonalQuestionCreate, PersonalQuestionDelete, PersonalQuestionModify, PersonalQuestionView,
};

use crate::answer::{Created, Found, NoContent, Shown};
use crate::call::{Call, Strict};
use crate::path::location;
use crate::query::{Pages, Query};
use crate::refused::Refused;
use crate::wire::listed::Listed;
use crate::wire::question::{New, Patch, Question};
use crate::written::{Show, Written};

/// Create a personal question
///
/// A question that people may choose as a security question. Also needs AccessControl.ClientView.
#[utoipa::path(
    post,
    path = "/{clientExtId}/personal-questions",
    tag = "Personal question",
    operation_id = "createPersonalQuestion"
)]
pub(crate) async fn create(
    call: Call<Permit<PersonalQuestionCreate>, Strict<New>>,
) -> Result<Written<Created<Question>>, Refused> {
    let Call { permit, body: Strict { value: new, extra }, terms, .. } = call;
    let client = permit.client().as_str();
    let show = Show::new(|question: &question::Question| Created {
        location: location(&[client, "personal-questions", question.ext_id.as_str()]),
        entity: Question::of(client, question.clone()),
    });
    let outcome = sigill_app::question::create(&permit, &new.into(), &show.asked(&terms, &extra)).await?;
    Ok(show.written(&terms, outcome))
}

/// Get a personal question
///
/// Also needs AccessControl.CredentialView.
#[utoipa::path(
    get,
    path = "/{clientExtId}/personal-questions/{personalQuestionExtId}",
    tag = "Personal question",
    operation_id = "getPersonalQuestion"
)]
pub(crate) async fn get(call: Call<Permit<PersonalQuestionView>>) -> Result<Found<Question>, Refused> {
    let question = sigill_app::question::get(&call.permit, call.path.question()).await?;
    Ok(Found(Question::of(call.permit.client().as_str(), question)))
}

/// Modify a personal question
///
/// Changes what the body names, as a JSON Merge Patch. Also needs AccessControl.PersonalQuestionView and
/// AccessControl.CredentialView.
#[utoipa::path(
    patch,
    path = "/{clientExtId}/personal-questions/{personalQuestionExtId}",
    tag = "Personal question",
    operation_id = "modifyPersonalQuestion"
)]
pub(crate) async fn modify(
    call: Call<Permit<PersonalQuestionModify>, Strict<Patch>>,
) -> Result<Written<Found<Question>>, Refused> {
    let Call { permit, path, body: Strict { value: patch, extra }, terms, .. } = call;
    let expected = terms.expected(patch.version)?;
    let patch = patch.expecting(expected);
    let client = permit.client().as_str();
    let show = Show::new(|question: &question::Question| Found(Question::of(client, question.clone())));
    let asked = show.asked(&terms, &extra);
    let outcome = sigill_app::question::modify(&permit, path.question(), &patch, &asked).await?;
    Ok(show.written(&terms, outcome))
}

/// Delete a personal question
///
/// Also needs AccessControl.PersonalQuestionView.
#[utoipa::path(
    delete,
    path = "/{clientExtId}/personal-questions/{personalQuestionExtId}",
    tag = "Personal question",
    operation_id = "deletePersonalQuestion"
)]
pub(crate) async fn delete(call: Call<Permit<PersonalQuestionDelete>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = sigill_app::question::delete(&permit, path.question(), &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}

/// List the personal questions of a client
///
/// A page of them. Also needs AccessControl.ClientView.
#[utoipa::path(
    get,
    path = "/{clientExtId}/personal-questions",
    tag = "Personal question",
    operation_id = "getPersonalQuestions"
)]
pub(crate) async fn list(
    call: Call<Permit<PersonalQuestionView>, Query<Pages>>,
) -> Result<Shown<Listed<Question>>, Refused> {
    let listed = sigill_app::question::list(&call.permit, call.body.given()).await?;
    Ok(Shown(Listed::of(listed, |question| Question::of(call.permit.client().as_str(), question))))
}
