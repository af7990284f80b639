//! Ending an authentication: what somebody shows is checked as whatever else is.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use sigill_domain::credential::{Credential, Held, Own, Right, Tried};
use sigill_domain::fido2::{Authenticator, Ceremony, Fido2Rules, Purpose, Shown, Verification, hash_of};
use sigill_domain::policy::Parameters;
use sigill_domain::time::Timestamp;
use sigill_store::Within;
use sigill_webauthn::response::{Assertion, base64url};
use sigill_webauthn::{Blame, Expected, PublicKey, authenticate};

use super::{broken, invalid, opened};
use crate::credential::keeper::Keeper;
use crate::refusal::Refusal;

/// Which of these credentials answers: the one that says so.
pub(in crate::credential) fn chosen(
    all: &[Credential<Own>],
    given: &Map<String, Value>,
) -> Result<Option<usize>, Refusal> {
    let hash = hash_of(&read(given)?.id);
    Ok(all.iter().position(|credential| credential.detail.text("hashedCredentialId") == Some(&hash)))
}

pub(in crate::credential) fn read(given: &Map<String, Value>) -> Result<Assertion, Refusal> {
    let credential = given.get("credential").unwrap_or(&Value::Null);
    Assertion::read(credential).map_err(|problem| broken(&problem))
}

/// What came of it.
pub(in crate::credential) struct Answered {
    pub(in crate::credential) tried: Tried,
    /// Why it isn't right, for history.
    pub(in crate::credential) why: Option<String>,
    /// The ceremony, which has served now.
    pub(in crate::credential) ceremony: Ceremony,
}

/// Whether the answer is right. What is wrong with the ceremony, the page or the policy isn't held against a person: it is
/// refused, and nothing is counted.
pub(in crate::credential) async fn shown<R>(
    keeper: Keeper<'_>,
    given: &Map<String, Value>,
    held: &Within<R, Held>,
    now: Timestamp,
) -> Result<Answered, Refusal> {
    let assertion = read(given)?;
    let ceremony = given.get("ceremony").and_then(Value::as_str).unwrap_or_default();
    let elsewhere = || invalid("the authenticator is kept by somebody else, who checks it: it can't be checked here");
    let whose = (held, held.client.id, held.user.as_ref().ok_or_else(elsewhere)?.id);
    let ceremony = opened(keeper, (ceremony, Purpose::Authentication), whose, now).await?;
    if !ceremony.is_of_somebody() && assertion.user_handle.is_none() {
        return Err(invalid("credential.response.userHandle: expected one, since the ceremony is of no user"));
    }
    let none = Parameters::new();
    let policy = held.governing.as_ref().or(held.default.as_ref());
    let rules = Fido2Rules::read(policy.map_or(&none, |policy| &policy.parameters));
    let own = &held.credential.detail;
    let kept = own.text("authenticator").and_then(Authenticator::read).ok_or_else(elsewhere)?;
    let key = BASE64_URL_SAFE_NO_PAD.decode(&kept.public_key).ok().and_then(|key| PublicKey::read(&key).ok());
    let key = key.filter(|_| kept.credential_id == base64url(&assertion.id)).ok_or_else(elsewhere)?;
    let expected = Expected {
        challenge: &ceremony.challenge_octets(),
        rp_id: &ceremony.rp_id,
        origins: &rules.origins,
        verified: [ceremony.verification(), rules.verification].contains(&Verification::Required),
    };
    let wrong = |why: String| (Tried::Wrong(None), Some(why));
    let (tried, why) = match authenticate(&assertion, &key, &expected) {
        Err(problem) if problem.blame == Blame::Person => wrong(problem.to_string()),
        Err(problem) => return Err(broken(&problem)),
        Ok(asserted) => {
            let shown = Shown {
                sign_count: asserted.count,
                backup_eligible: asserted.flags.backup_eligible(),
                backed_up: asserted.flags.backed_up(),
                user_handle: assertion.user_handle.as_deref().map(base64url),
            };
            match kept.after(&shown, &rules) {
                Err(unfit) => wrong(unfit.to_string()),
                Ok(after) => {
                    let mut own = own.clone();
                    own.set("authenticator", after.text());
                    (Tried::Right(Right { own, secret: None }), None)
                }
            }
        }
    };
    Ok(Answered { tried, why, ceremony })
}
