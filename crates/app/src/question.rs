//! Personal questions.

use sigill_domain::list::{Listed, Page, Parameters};
use sigill_domain::question::{New, PatchQuestion, Question};
use sigill_domain::right::{
    Elementary, PersonalQuestionCreate, PersonalQuestionDelete, PersonalQuestionModify, PersonalQuestionView,
};
use sigill_domain::version::Expected;
use sigill_store::Permit;

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::client::asked;
use crate::refusal::Refusal;
use crate::sought::{found, found_client};

/// Creates a question. `ClientView` is needed, too.
pub async fn create(
    permit: &Permit<PersonalQuestionCreate>,
    new: &New,
    asked: &Asked<'_, Question>,
) -> Result<Outcome<Question>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            permit.also(Elementary::ClientView)?;
            let questions = permit.questions_for(new.ext_id.as_deref()).await?;
            let questions = found_client(questions, permit.client().as_str())?;
            let (question, change) = questions.create(new, asked.extra.to_vec(), &permit.happening())?;
            Ok(Decision::Change(question, questions.placed(change)))
        })
    })
    .await
}

/// A question. `CredentialView` is needed, too.
pub async fn get(permit: &Permit<PersonalQuestionView>, ext_id: &str) -> Result<Question, Refusal> {
    permit.also(Elementary::CredentialView)?;
    Ok(found(permit.held_question(ext_id).await?, permit.client().as_str(), ext_id)?.into_inner().question)
}

/// Changes a question by a merge patch. `PersonalQuestionView` and `CredentialView` are needed, too.
pub async fn modify(
    permit: &Permit<PersonalQuestionModify>,
    ext_id: &str,
    patch: &PatchQuestion,
    asked: &Asked<'_, Question>,
) -> Result<Outcome<Question>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            permit.also(Elementary::PersonalQuestionView)?;
            permit.also(Elementary::CredentialView)?;
            let held = found(permit.held_question(ext_id).await?, permit.client().as_str(), ext_id)?;
            let (question, change) = held.modify(patch, asked.extra.to_vec(), &permit.happening())?;
            Ok(Decision::of(question, change.map(|change| held.placed(change))))
        })
    })
    .await
}

/// Deletes a question. `PersonalQuestionView` is needed, too.
pub async fn delete(
    permit: &Permit<PersonalQuestionDelete>,
    ext_id: &str,
    expected: &Expected,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            permit.also(Elementary::PersonalQuestionView)?;
            let held = found(permit.held_question(ext_id).await?, permit.client().as_str(), ext_id)?;
            Ok(Decision::Change((), held.placed(held.delete(expected, &permit.happening())?)))
        })
    })
    .await
}

/// A page of the client's questions: `continuationToken`, `limit`, `returnTotalResultCount`. `ClientView` is needed, too.
pub async fn list(permit: &Permit<PersonalQuestionView>, given: Parameters<'_>) -> Result<Listed<Question>, Refusal> {
    permit.also(Elementary::ClientView)?;
    let page = asked(permit, Page::read(given)).await?;
    Ok(found_client(permit.questions(&page).await?, permit.client().as_str())?.into_inner())
}
