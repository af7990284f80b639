//! `GET /me`.

use serde::Serialize;
use sigill_app::me;
use utoipa::ToSchema;

use crate::http::answer::Shown;
use crate::http::authorise::Oneself;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Who the caller is (*Get caller user info*).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Me)]
pub(crate) struct Me {
    #[schema(example = "user-123")]
    user_ext_id: String,
    #[schema(example = "anna")]
    login_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Anna Muster", nullable = false)]
    full_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "anna@example.com", nullable = false)]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "EN", nullable = false)]
    display_language_code: Option<String>,
    #[schema(example = "client-123")]
    client_ext_id: String,
    client_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    profile_ext_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    unit_ext_id: Option<String>,
}

impl Me {
    pub(crate) fn of(client: &str, me: me::Me) -> Self {
        let name = me.user.person.name;
        let names: Vec<String> = [name.first_name, name.family_name].into_iter().flatten().collect();
        Self {
            user_ext_id: me.user.ext_id.to_string(),
            login_id: me.user.login_id,
            full_name: Some(names.join(" ")).filter(|name| !name.is_empty()),
            email: me.user.person.contacts.email,
            display_language_code: me.user.person.language_code,
            client_ext_id: client.to_owned(),
            client_name: me.client_name,
            profile_ext_id: me.profile.as_ref().map(|held| held.profile.ext_id.to_string()),
            unit_ext_id: me.profile.as_ref().map(|held| held.unit_ext_id.to_string()),
        }
    }
}

/// Get the caller
#[utoipa::path(get, path = "/me", tag = "Caller", operation_id = "getMe")]
pub(crate) async fn handler(call: Call<Oneself>) -> Result<Shown<Me>, Refused> {
    let Oneself { permit, view, user } = call.permit;
    let me = me::get(&permit, &view, user.as_str()).await?;
    Ok(Shown(Me::of(permit.client().as_str(), me)))
}
