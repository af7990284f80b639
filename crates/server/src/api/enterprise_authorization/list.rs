//! `GET /{clientExtId}/profiles/{profileExtId}/eauthorizations`.

use sigill_app::{Permit, enterprise_authorization};
use sigill_domain::right::ProfileView;

use super::EnterpriseAuthorization;
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::query::{Pages, Query};
use crate::http::refused::Refused;

/// List the enterprise roles of a profile
#[utoipa::path(
    get,
    path = "/{clientExtId}/profiles/{profileExtId}/eauthorizations",
    tag = "Enterprise role",
    operation_id = "getEnterpriseAuthorizations"
)]
pub(crate) async fn handler(
    call: Call<Permit<ProfileView>, Query<Pages>>,
) -> Result<Shown<Listed<EnterpriseAuthorization>>, Refused> {
    let listed = enterprise_authorization::list(&call.permit, call.path.profile(), call.body.given()).await?;
    Ok(Shown(Listed::of(listed, EnterpriseAuthorization::from)))
}
