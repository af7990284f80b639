//! Checking what somebody shows who hasn't said who it is: an authenticator of FIDO2 says it.

use serde_json::{Map, Value};
use sigill_domain::breach::Breach;
use sigill_domain::credential::{Credential, CredentialType, Own, kinds};
use sigill_domain::ext_id::ExtId;
use sigill_domain::fido2::{Authenticator, hash_of};
use sigill_domain::login::Counted;
use sigill_domain::right::CredentialModify;
use sigill_store::Permit;
use sigill_webauthn::response::base64url;

use super::fido2::read;
use super::keeper::Keeper;
use super::verify::{Shows, must_be_sound, verify};
use crate::refusal::Refusal;
use crate::sought::found_client;

/// Somebody who has shown a credential without saying who it is.
#[derive(Debug)]
pub struct Recognised {
    /// The user, by external id.
    pub user: ExtId,
    /// The credential, by external id.
    pub credential: ExtId,
    /// What it came to.
    pub counted: Counted,
}

/// Checks what somebody shows who hasn't said who it is, and counts the outcome. A credential that isn't there, and one that
/// the caller may not see, are answered the same.
pub async fn recognise(
    permit: &Permit<CredentialModify>,
    keeper: Keeper<'_>,
    given: &Map<String, Value>,
    extra: &[Breach],
) -> Result<Recognised, Refusal> {
    must_be_sound(kinds::FIDO2, given, extra)?;
    let assertion = read(given)?;
    let client = found_client(permit.client_of_credentials().await?, permit.client().as_str())?;
    let handle = assertion.user_handle.as_deref().map(base64url);
    let all = client.identified(CredentialType::FIDO2, &hash_of(&assertion.id)).await?;
    // Two may have the same id, which strangers choose: the one of whom the authenticator speaks.
    let is_of_handle = |credential: &&Credential<Own>| {
        let kept = credential.detail.text("authenticator").and_then(Authenticator::read);
        kept.is_some_and(|kept| Some(kept.user_handle) == handle)
    };
    let meant = all.iter().find(is_of_handle);
    // Who isn't there is looked for all the same.
    let meant = meant.and_then(|one| Some((one.user.as_ref()?.ext_id.clone(), one.ext_id.clone())));
    let (user, credential) = meant.as_ref().map_or(("", ""), |(user, credential)| (user.as_str(), credential.as_str()));
    let shows = Shows { kind: kinds::FIDO2, user, credential: Some(credential), given, from: None, extra };
    let counted = verify(permit, keeper, shows).await.map_err(|refusal| match refusal {
        refusal if refusal.is_no_record() => {
            Refusal::NoRecord("The client has no FIDO2 authenticator with this credential.id and userHandle".to_owned())
        }
        refusal => refusal,
    })?;
    let (user, credential) = meant.ok_or_else(|| Refusal::Failed("nobody was recognised".to_owned()))?;
    Ok(Recognised { user, credential, counted })
}
