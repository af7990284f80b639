//! What is the same for every client.

use serde::Serialize;
use utoipa::ToSchema;

/// Why a credential may have changed its state.
#[derive(Serialize, ToSchema)]
#[schema(as = CredentialStateChangeReasons, example = json!({ "items": ["customized-reason-code", "initialized"] }))]
pub(crate) struct ChangeReasons {
    pub(crate) items: Vec<&'static str>,
}
