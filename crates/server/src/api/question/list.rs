//! `GET /{clientExtId}/personal-questions`.

use sigill_app::Permit;
use sigill_domain::right::PersonalQuestionView;

use super::Question;
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::query::{Pages, Query};
use crate::http::refused::Refused;

/// List the personal questions of a client
///
/// A page of them. Also needs AccessControl.ClientView.
#[utoipa::path(
    get,
    path = "/{clientExtId}/personal-questions",
    tag = "Personal question",
    operation_id = "getPersonalQuestions"
)]
pub(crate) async fn handler(
    call: Call<Permit<PersonalQuestionView>, Query<Pages>>,
) -> Result<Shown<Listed<Question>>, Refused> {
    let listed = sigill_app::question::list(&call.permit, call.body.given()).await?;
    Ok(Shown(Listed::of(listed, |question| Question::of(call.permit.client().as_str(), question))))
}
