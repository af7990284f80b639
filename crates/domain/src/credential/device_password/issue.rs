//! Giving a technical user a device password by the API.

use super::{DevicePassword, created, new, superseding};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::code::Code;
use crate::credential::{Credential, CredentialType, Earlier, Keys, PolicyRef, State};
use crate::event::Happening;
use crate::ext_id::ExtId;
use crate::owner::Owner;
use crate::rejection::Rejection;
use crate::right::CredentialCreate;
use crate::standing::{Effect, Standing};
use crate::text;
use crate::user;

/// Characters of a secret: what the documentation sets up for callers (*API usage*: minLength 32, maxLength 100).
pub const SECRET_LEN: std::ops::RangeInclusive<usize> = 32..=100;

/// How secrets begin that Sigill makes: nobody may choose such a one, so that each is known by its form.
pub const MADE_PREFIX: &str = "sigill_";

/// A device password as a caller asks for it, unchecked.
#[derive(Clone, Default)]
pub struct New {
    /// Mandatory: a user may have several, which must be told apart.
    pub ext_id: Option<String>,
    /// `policyExtId`: a policy of the type; absent, the client's default one, if there is any.
    pub policy_ext_id: Option<String>,
    /// `stateName`; absent, `active`.
    pub state_name: Option<String>,
    /// The secret, mandatory: see [`New::secret`]. It is hashed and then forgotten.
    pub password: Option<String>,
}

impl std::fmt::Debug for New {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("New").field("ext_id", &self.ext_id).finish_non_exhaustive()
    }
}

impl New {
    /// The secret, where it can be one.
    ///
    /// # Errors
    /// What was expected; never what came.
    pub fn secret(&self) -> Result<&str, Breach> {
        let secret = self.password.as_deref().ok_or_else(|| Breach::invalid("password is mandatory"))?;
        if secret.starts_with(MADE_PREFIX) {
            return Err(Breach::invalid(format!("password: secrets that begin with {MADE_PREFIX} are made by Sigill")));
        }
        if SECRET_LEN.contains(&secret.len()) && secret.bytes().all(|byte| (0x21..=0x7e).contains(&byte)) {
            return Ok(secret);
        }
        let (min, max) = (SECRET_LEN.start(), SECRET_LEN.end());
        Err(Breach::invalid(format!("password: expected {min} to {max} printable ASCII characters without blanks")))
    }
}

/// What else must be known to issue a device password.
#[derive(Clone, Debug)]
pub struct Beside {
    /// How the caller stands to the user.
    pub standing: Standing,
    /// Whether it is a technical user: people get no device passwords.
    pub is_technical: bool,
    /// Those that the user has, the newest first.
    pub earlier: Vec<Earlier>,
}

impl Owner<CredentialCreate, DevicePassword> {
    /// Issues a further device password whose secret hashes to `hash`. With the secret, one is that user.
    ///
    /// # Errors
    /// [`Rejection::Lacks`] where the user has more than the caller could give; [`Rejection::Broken`] with every broken
    /// rule.
    pub fn issue(
        &self,
        wanted: &New,
        beside: &Beside,
        hash: Option<String>,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(Credential<DevicePassword>, Change<CredentialCreate>), Rejection> {
        let ruled = beside.standing.rule(Effect::GIVES)?;
        let mut broken = Breaches::new();
        broken.extend(extra);
        // Unlike other ids it is mandatory: several of a user have to be told apart (*Create device password*).
        let ext_id = broken.keep(
            text::mandatory("extId", wanted.ext_id.as_deref(), ExtId::LEN_MAX)
                .and_then(|id| ExtId::parse_new("extId", &id)),
        );
        let named = wanted.policy_ext_id.as_deref().map(|id| ExtId::parse("policyExtId", id)).transpose();
        let policy = match broken.keep(named).flatten() {
            Some(named) => broken.keep(self.governing(CredentialType::DEVICE_PASSWORD, Some(&named))).flatten(),
            None => self.policy.as_ref(),
        };
        let state = match wanted.state_name.as_deref() {
            None => Some(State::Active),
            Some(name) => broken.keep(State::parse("stateName", name)),
        };
        broken.keep(wanted.secret());
        if self.ext_id_taken {
            broken
                .push(Breach::new(Code::DuplicateValue, "extId: the client already has a credential with this extId"));
        }
        if !beside.is_technical || self.user.state != user::State::Active {
            broken.push(Breach::invalid(format!(
                "the user with extId {} is no active technical user: only such a one gets a device password",
                self.user.ext_id
            )));
        }
        broken.into_result()?;
        let (Some(ext_id), Some(state), Some(hash)) = (ext_id, state, hash) else { return Err(Vec::new().into()) };
        let credential = Credential {
            ext_id,
            state,
            policy: policy.map(|policy| PolicyRef { id: policy.id, ext_id: policy.ext_id.clone() }),
            ..new(happening.id, &self.client, &self.user, hash, happening)
        };
        let event = created(&credential, &self.client, &self.user, happening);
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled };
        let mut change = Change::new(guard, vec![Write::new_credential(&credential, Keys::new())], event);
        let new = (&credential.ext_id, state == State::Active);
        superseding(&beside.earlier).by(new, &mut change, &self.client, &self.user, happening);
        Ok((credential, change))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_of_32_to_100_visible_characters_and_none_that_sigill_makes() {
        let fits = |secret: &str| {
            let new = New { password: Some(secret.to_owned()), ..New::default() };
            new.secret().map(str::to_owned)
        };
        for right in ["x".repeat(32), "x".repeat(100), "!~".repeat(16)] {
            assert_eq!(fits(&right), Ok(right.clone()));
        }
        let made = format!("{MADE_PREFIX}{}", "x".repeat(32));
        for wrong in ["x".repeat(31), "x".repeat(101), " ".repeat(32), "\u{e4}".repeat(32), String::new(), made] {
            assert!(fits(&wrong).is_err(), "{wrong}");
        }
        assert!(New::default().secret().is_err());
    }
}
