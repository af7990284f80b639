//! Policy configurations.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sigill_domain::policy::{self, PolicyType};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use super::one_of;
use crate::answer::Entity;
use crate::strict;

fn policy_type() -> Object {
    one_of("The type of the policy.", PolicyType::all().map(PolicyType::as_str)).build()
}

/// A policy to be created.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewPolicy, example = json!({
    "name": "Swiss numbers", "policyType": "MobileSignaturePolicy", "defaultPolicy": true,
    "parameters": { "validation.msisdn.regex": "\\+41[0-9]{9}" }
}))]
pub(crate) struct New {
    /// The external id; generated where none is given. 1 to 50 ASCII letters, digits and `-@./_:()\{}[]=!~+`.
    #[schema(example = "policy-123", min_length = 1, max_length = 50)]
    ext_id: Option<String>,
    /// The name, unique in the client.
    #[schema(example = "Swiss numbers", min_length = 1, max_length = 100, required, nullable = false)]
    name: Option<String>,
    #[schema(max_length = 1000)]
    description: Option<String>,
    /// Whether it becomes the default of its type; the first of a type always does.
    default_policy: Option<bool>,
    #[schema(schema_with = policy_type, required)]
    policy_type: Option<String>,
    /// The parameters by name; which there are depends on the type.
    #[serde(default, deserialize_with = "strict::object")]
    #[schema(
        value_type = Option<BTreeMap<String, String>>,
        example = json!({ "validation.msisdn.regex": "\\+41[0-9]{9}" })
    )]
    parameters: Option<BTreeMap<String, Option<String>>>,
}

impl From<New> for policy::New {
    fn from(new: New) -> Self {
        let present = |(name, value): (String, Option<String>)| Some((name, value?));
        Self {
            ext_id: new.ext_id,
            name: new.name,
            description: new.description,
            default_policy: new.default_policy,
            policy_type: new.policy_type,
            parameters: new.parameters.map(|parameters| parameters.into_iter().filter_map(present).collect()),
        }
    }
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
