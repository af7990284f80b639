//! Credentials of all types.

use std::borrow::Cow;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use sigill_domain::credential::{self, ChangeReason, CredentialType, Own, State};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use crate::api::validity::Validity;
use crate::http::schema::one_of;

operations! {
    list;
}

pub(crate) fn state_name() -> Object {
    let names = State::ALL.iter().map(|state| state.as_str());
    one_of("Its state.", names).examples([State::Active.as_str()]).build()
}

fn change_reason() -> Object {
    let names = ChangeReason::ALL.iter().map(|reason| reason.as_str());
    one_of("Reason for the last state change of the credential.", names)
        .examples([ChangeReason::Initialized.as_str()])
        .build()
}

pub(crate) fn credential_type() -> Object {
    one_of("Type of credential.", CredentialType::all().map(CredentialType::as_str))
        .examples([CredentialType::MOBILE_SIGNATURE.as_str()])
        .build()
}

/// A credential of any type: what all share, and beside it the members of its type. Never a secret.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Credential)]
pub(crate) struct Credential {
    /// When it was made.
    #[schema(example = "2026-05-18T12:34:56Z")]
    created: String,
    /// When it was last changed.
    #[schema(example = "2026-05-18T12:34:56Z")]
    last_modified: String,
    /// Grows by one per change; send it back to make a change conditional.
    #[schema(value_type = i32, example = 1)]
    version: i64,
    /// The credential's external id.
    #[schema(example = "credential-123")]
    ext_id: String,
    /// The external id of its user.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "user-123", nullable = false)]
    user_ext_id: Option<String>,
    /// The external id of the policy that governs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "policy-123", nullable = false)]
    policy_ext_id: Option<String>,
    #[schema(schema_with = state_name)]
    state_name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = change_reason)]
    state_change_reason: Option<&'static str>,
    /// Reason detail for the last state change of the credential. While it is locked for a while, `lockedUntil=` and when
    /// the lock ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "lockedUntil=2026-05-18T12:35:56Z", nullable = false)]
    state_change_detail: Option<String>,
    /// When a login last succeeded.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    last_successful_login_date: Option<String>,
    /// Successful logins since it was made or reset.
    #[schema(value_type = i32, example = 0)]
    successful_login_count: i64,
    /// When a login last failed, other than for technical reasons.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    last_failed_login_date: Option<String>,
    /// Failed logins since the last successful one, or since it was made or reset.
    #[schema(value_type = i32, example = 0)]
    failed_login_count: i64,
    /// What the last caller who changed it had to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    modification_comment: Option<String>,
    /// Who made it: `client/user`, or `system`. Of passwords only, and not shown to their user.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "client-123/helpdesk-1", nullable = false)]
    created_by: Option<String>,
    /// Who changed it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "client-123/helpdesk-1", nullable = false)]
    modified_by: Option<String>,
    #[schema(schema_with = credential_type)]
    r#type: &'static str,
    /// When it may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    validity: Option<Validity>,
    /// What its type has beside that.
    #[serde(flatten)]
    #[schema(ignore)]
    own: Members,
}

/// Members in the order of their type, and what is shown once.
struct Members(Vec<(Cow<'static, str>, Value)>);

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl Credential {
    /// As somebody sees it; `is_oneself`: its own user.
    pub(crate) fn seen(credential: &credential::Credential<Own>, is_oneself: bool) -> Self {
        let shows_by = credential.detail.kind.form().shows_by && !is_oneself;
        let by = |who: &Option<String>| who.clone().filter(|_| shows_by);
        let state_change_detail = credential.shown_detail();
        let credential::Credential { logins, detail, .. } = credential;
        Self {
            created: credential.created.to_string(),
            last_modified: credential.modified.to_string(),
            version: credential.version,
            ext_id: credential.ext_id.to_string(),
            user_ext_id: credential.user.as_ref().map(|user| user.ext_id.to_string()),
            policy_ext_id: credential.policy.as_ref().map(|policy| policy.ext_id.to_string()),
            state_name: credential.state.as_str(),
            state_change_reason: credential.reason.map(ChangeReason::as_str),
            state_change_detail,
            last_successful_login_date: logins.success_last.map(|time| time.to_string()),
            successful_login_count: logins.success_count,
            last_failed_login_date: logins.failure_last.map(|time| time.to_string()),
            failed_login_count: logins.failure_count,
            modification_comment: credential.comment.clone(),
            created_by: by(&credential.created_by),
            modified_by: by(&credential.modified_by),
            r#type: detail.kind.as_str(),
            validity: Validity::shown(Some(credential.validity.from), credential.validity.to),
            own: Members(detail.shown().map(|(name, value)| (name.into(), value.clone())).collect()),
        }
    }

    /// What its `ETag` is made of.
    pub(crate) fn version(&self) -> i64 {
        self.version
    }

    /// With members that are shown this once.
    pub(crate) fn with(mut self, reveal: &Map<String, Value>) -> Self {
        self.own.0.extend(reveal.iter().map(|(name, value)| (name.clone().into(), value.clone())));
        self
    }
}
