//! Policy configurations.

use std::collections::BTreeMap;

use serde::Serialize;
use sigill_domain::policy::{self, PolicyType};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use crate::http::answer::Entity;
use crate::http::schema::one_of;

operations! {
    create;
    get;
    modify;
    delete;
    list;
}

fn policy_type() -> Object {
    one_of("The type of the policy.", PolicyType::all().map(PolicyType::as_str)).build()
}

/// A policy.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Policy)]
pub(crate) struct Policy {
    /// When it was made.
    #[schema(example = "2026-05-18T12:34:56Z")]
    created: String,
    /// When it was last changed.
    #[schema(example = "2026-05-18T12:34:56Z")]
    last_modified: String,
    /// Grows by one per change; send it back to make a change conditional.
    #[schema(value_type = i32, example = 1)]
    version: i64,
    #[schema(example = "policy-123")]
    ext_id: String,
    #[schema(example = "client-123")]
    client_ext_id: String,
    #[schema(example = "Swiss numbers")]
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    description: Option<String>,
    /// Whether it is the default of its type in the client.
    default_policy: bool,
    #[schema(schema_with = policy_type)]
    policy_type: &'static str,
    #[schema(example = json!({ "validation.msisdn.regex": "\\+41[0-9]{9}" }))]
    parameters: BTreeMap<String, String>,
}

impl Policy {
    pub(crate) fn of(client_ext_id: &str, policy: policy::Policy) -> Self {
        Self {
            created: policy.created.to_string(),
            last_modified: policy.modified.to_string(),
            version: policy.version,
            ext_id: policy.ext_id.to_string(),
            client_ext_id: client_ext_id.to_owned(),
            name: policy.name,
            description: policy.description,
            default_policy: policy.is_default,
            policy_type: policy.kind.as_str(),
            parameters: policy.parameters,
        }
    }
}

impl Entity for Policy {
    fn version(&self) -> i64 {
        self.version
    }
}
