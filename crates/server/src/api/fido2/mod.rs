//! The ceremonies of FIDO2: registering an authenticator, and asking one. What is asked of a browser is written as
//! `PublicKeyCredential.parseCreationOptionsFromJSON` and `parseRequestOptionsFromJSON` read it.

mod options;

use serde::Serialize;
use sigill_app::credential::fido2::{Begun, NewKey, OldKeys};
use sigill_app::{Caller, Denied, Permit};
use sigill_domain::credential::CredentialType;
use sigill_domain::right::Right;
use utoipa::ToSchema;

pub(crate) use self::options::{CreationOptions, RequestOptions};
use crate::http::authorise::{Authorise, Needs};
use crate::http::path::PathIds;

operations! {
    begin_registration;
    register;
    challenge;
    challenge_anybody;
    verify_anybody;
}

/// The right `R` for FIDO2 authenticators, whoever's they are.
pub(crate) struct OfFido2<R>(pub(crate) Permit<R>);

impl<R: Right> Authorise for OfFido2<R> {
    fn authorise(caller: &Caller, path: &PathIds) -> Result<Self, Denied> {
        Ok(Self(caller.granted_for(CredentialType::FIDO2)?.in_client(path.client())?))
    }

    fn needs() -> Needs {
        Needs { of: Some(CredentialType::FIDO2), ..Permit::<R>::needs() }
    }
}

/// A registration that has begun.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Fido2Registration)]
pub(crate) struct Registration {
    /// What is to be sent back with the answer, as it is.
    #[schema(example = "$sealed$q83vEjRW$3q2+7w")]
    pub(crate) ceremony: String,
    /// When it ends: from then on, it can't be answered any more.
    #[schema(example = "2026-05-18T12:34:56Z")]
    expires: String,
    /// For `navigator.credentials.create()`.
    pub(crate) public_key: CreationOptions,
}

/// An authentication that has begun.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Fido2Challenge)]
pub(crate) struct Authentication {
    /// What is to be sent back with the answer, as it is.
    #[schema(example = "$sealed$q83vEjRW$3q2+7w")]
    pub(crate) ceremony: String,
    /// When it ends: from then on, it can't be answered any more.
    #[schema(example = "2026-05-18T12:34:56Z")]
    expires: String,
    /// For `navigator.credentials.get()`.
    pub(crate) public_key: RequestOptions,
}

impl Registration {
    /// `attachment`: which kind of authenticator is wished.
    pub(crate) fn of(begun: Begun<NewKey>, attachment: Option<&'static str>) -> Self {
        let (ceremony, expires) = (begun.ceremony.clone(), begun.until.to_string());
        Self { ceremony, expires, public_key: CreationOptions::of(begun, attachment) }
    }
}

impl Authentication {
    pub(crate) fn of(begun: Begun<OldKeys>) -> Self {
        let (ceremony, expires) = (begun.ceremony.clone(), begun.until.to_string());
        Self { ceremony, expires, public_key: RequestOptions::of(begun) }
    }
}
