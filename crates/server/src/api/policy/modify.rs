//! `PATCH /{clientExtId}/policies/{policyExtId}`.

use std::collections::BTreeMap;

use serde::Deserialize;
use sigill_app::Permit;
use sigill_domain::patch::Patch as Member;
use sigill_domain::policy::{self, PatchPolicy};
use sigill_domain::right::PolicyModify;
use sigill_domain::version::Expected;
use utoipa::ToSchema;

use super::Policy;
use crate::http::answer::Found;
use crate::http::call::{Call, Strict};
use crate::http::refused::Refused;
use crate::http::schema::{read_only, unchangeable};
use crate::http::strict::{self, Ignored};
use crate::http::written::{Show, Written};

/// What is to be changed: what is absent stays, and `null` or `""` removes what is optional. What was read may be sent
/// back with it.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PatchPolicy, example = json!({ "parameters": { "validation.msisdn.regex": "\\+41[0-9]{9}" } }))]
pub(crate) struct Patch {
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, example = "Swiss numbers", max_length = 100, nullable = false)]
    name: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    description: Member<String>,
    /// `true` makes it the default of its type in place of the former one.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<bool>)]
    default_policy: Member<bool>,
    /// The parameters by name. They replace all that there were; `null` removes all.
    #[serde(default, deserialize_with = "strict::object_member")]
    #[schema(
        value_type = Option<BTreeMap<String, Option<String>>>,
        example = json!({ "validation.msisdn.regex": "\\+41[0-9]{9}" })
    )]
    parameters: Member<BTreeMap<String, Option<String>>>,
    /// The version that is to be changed: any where none is given.
    #[schema(value_type = Option<i32>, example = 1)]
    pub(crate) version: Option<i64>,

    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = unchangeable)]
    policy_type: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = unchangeable)]
    ext_id: Member<String>,
    #[serde(rename = "clientExtId", default)]
    #[schema(schema_with = read_only)]
    _client_ext_id: Ignored,
    #[serde(rename = "created", default)]
    #[schema(schema_with = read_only)]
    _created: Ignored,
    #[serde(rename = "lastModified", default)]
    #[schema(schema_with = read_only)]
    _last_modified: Ignored,
}

impl Patch {
    pub(crate) fn expecting(self, expected: Expected) -> PatchPolicy {
        let present = |(name, value): (String, Option<String>)| Some((name, value?));
        PatchPolicy {
            name: self.name,
            description: self.description,
            default_policy: self.default_policy,
            parameters: match self.parameters {
                Member::Keep => Member::Keep,
                Member::Clear => Member::Clear,
                Member::Set(parameters) => Member::Set(parameters.into_iter().filter_map(present).collect()),
            },
            policy_type: self.policy_type,
            ext_id: self.ext_id,
            expected,
        }
    }
}

/// Modify a policy configuration
///
/// Changes what the body names, as a JSON Merge Patch; but `parameters` are replaced as a whole. Also needs
/// AccessControl.PolicyView.
#[utoipa::path(
    patch,
    path = "/{clientExtId}/policies/{policyExtId}",
    tag = "Policy",
    operation_id = "modifyPolicyConfiguration"
)]
pub(crate) async fn handler(
    call: Call<Permit<PolicyModify>, Strict<Patch>>,
) -> Result<Written<Found<Policy>>, Refused> {
    let Call { permit, path, body: Strict { value: patch, extra }, terms, .. } = call;
    let expected = terms.expected(patch.version)?;
    let patch = patch.expecting(expected);
    let client = permit.client().as_str();
    let show = Show::new(|policy: &policy::Policy| Found(Policy::of(client, policy.clone())));
    let asked = show.asked(&terms, &extra);
    let outcome = sigill_app::policy::modify(&permit, path.policy(), &patch, &asked).await?;
    let misfits = sigill_app::policy::misfits(&permit, &outcome).await?;
    Ok(show.written_beside(&terms, outcome, misfits))
}
