//! `DELETE /{clientExtId}/profiles/{profileExtId}/eauthorizations/{authorizationExtId}`.

use sigill_app::{Permit, enterprise_authorization};
use sigill_domain::right::ProfileModify;

use crate::http::answer::NoContent;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Take an enterprise role away from a profile
#[utoipa::path(
    delete,
    path = "/{clientExtId}/profiles/{profileExtId}/eauthorizations/{authorizationExtId}",
    tag = "Enterprise role",
    operation_id = "deleteEnterpriseAuthorization"
)]
pub(crate) async fn handler(call: Call<Permit<ProfileModify>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome =
        enterprise_authorization::delete(&permit, path.profile(), path.authorization(), &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
