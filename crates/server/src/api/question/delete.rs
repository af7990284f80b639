//! `DELETE /{clientExtId}/personal-questions/{personalQuestionExtId}`.

use sigill_app::Permit;
use sigill_domain::right::PersonalQuestionDelete;

use crate::http::answer::NoContent;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Delete a personal question
///
/// One that somebody has answered stays: `disabled` or `revoked` keeps it from being chosen. Also needs
/// AccessControl.PersonalQuestionView.
#[utoipa::path(
    delete,
    path = "/{clientExtId}/personal-questions/{personalQuestionExtId}",
    tag = "Personal question",
    operation_id = "deletePersonalQuestion"
)]
pub(crate) async fn handler(call: Call<Permit<PersonalQuestionDelete>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = sigill_app::question::delete(&permit, path.question(), &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
