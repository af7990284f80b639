//! `GET /{clientExtId}/personal-questions/{personalQuestionExtId}`.

use sigill_app::Permit;
use sigill_domain::right::PersonalQuestionView;

use super::Question;
use crate::http::answer::Found;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Get a personal question
///
/// Also needs AccessControl.CredentialView.
#[utoipa::path(
    get,
    path = "/{clientExtId}/personal-questions/{personalQuestionExtId}",
    tag = "Personal question",
    operation_id = "getPersonalQuestion"
)]
pub(crate) async fn handler(call: Call<Permit<PersonalQuestionView>>) -> Result<Found<Question>, Refused> {
    let question = sigill_app::question::get(&call.permit, call.path.question()).await?;
    Ok(Found(Question::of(call.permit.client().as_str(), question)))
}
