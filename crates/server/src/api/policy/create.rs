//! `POST /{clientExtId}/policies`.

use std::collections::BTreeMap;

use serde::Deserialize;
use sigill_app::Permit;
use sigill_domain::policy;
use sigill_domain::right::PolicyCreate;
use utoipa::ToSchema;

use super::{Policy, policy_type};
use crate::http::answer::Created;
use crate::http::call::{Call, Strict};
use crate::http::path::location;
use crate::http::refused::Refused;
use crate::http::strict;
use crate::http::written::{Show, Written};

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

/// Create a policy configuration
///
/// Every parameter is checked: its name must be one of the type's, and its value of the documented form.
#[utoipa::path(post, path = "/{clientExtId}/policies", tag = "Policy", operation_id = "createPolicyConfiguration")]
pub(crate) async fn handler(
    call: Call<Permit<PolicyCreate>, Strict<New>>,
) -> Result<Written<Created<Policy>>, Refused> {
    let Call { permit, body: Strict { value: new, extra }, terms, .. } = call;
    let client = permit.client().as_str();
    let show = Show::new(|policy: &policy::Policy| Created {
        location: location(&[client, "policies", policy.ext_id.as_str()]),
        entity: Policy::of(client, policy.clone()),
    });
    let outcome = sigill_app::policy::create(&permit, &new.into(), &show.asked(&terms, &extra)).await?;
    let misfits = sigill_app::policy::misfits(&permit, &outcome).await?;
    Ok(show.written_beside(&terms, outcome, misfits))
}
