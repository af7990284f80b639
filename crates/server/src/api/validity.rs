//! From when until when something may be used.

use serde::{Deserialize, Serialize};
use sigill_domain::patch::Patch as Member;
use sigill_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::http::strict;

/// From when until when something may be used.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = Validity)]
pub(crate) struct Validity {
    /// From when on, inclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-05-18T12:34:56Z")]
    pub(crate) from: Option<String>,
    /// Until when, exclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2036-05-15T12:34:56Z")]
    pub(crate) to: Option<String>,
}

impl Validity {
    pub(crate) fn shown(from: Option<Timestamp>, to: Option<Timestamp>) -> Option<Self> {
        let text = |time: Option<Timestamp>| time.map(|time| time.to_string());
        (from.is_some() || to.is_some()).then(|| Self { from: text(from), to: text(to) })
    }
}

/// From when until when something may be used: what is absent stays, and `null` removes.
#[derive(Deserialize, ToSchema)]
#[schema(as = PatchValidity)]
pub(crate) struct PatchValidity {
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, example = "2026-05-18T12:34:56Z")]
    pub(crate) from: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, example = "2036-05-15T12:34:56Z")]
    pub(crate) to: Member<String>,
}

impl PatchValidity {
    /// Both ends of a member that may be absent, or `null` as a whole.
    pub(crate) fn ends(validity: Member<Self>) -> (Member<String>, Member<String>) {
        match validity {
            Member::Keep => (Member::Keep, Member::Keep),
            Member::Clear => (Member::Clear, Member::Clear),
            Member::Set(validity) => (validity.from, validity.to),
        }
    }
}
