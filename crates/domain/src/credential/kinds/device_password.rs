//! A device password: the secret of a technical user, by which it gets tokens or is named in an opaque one.
//!
//! Source: *Create device password*, *Update device password*, *Change device password*, *Reset device password*
//! (8.2511); the length of secrets is that of *API usage* (minLength 32, maxLength 100).

use crate::breach::{Breach, Breaches};
use crate::credential::device_password::{self, MADE_PREFIX, SECRETS_MAX};
use crate::credential::rules::{MACHINE_PARAMETERS, MACHINES, consistent_of_machines, violations};
use crate::credential::secret::{self, RESET_PARAMETERS};
use crate::credential::{
    Act, Acted, ChangeReason, Check, CredentialType, Draft, Form, Kind, Member, Oneself, Own, Secret, State, Takes,
    Typed, renewal,
};
use crate::policy::parameter::{self, Parameter};
use crate::policy::{PolicyForm, PolicyType};
use crate::rejection::Rejection;

/// See the module.
#[derive(Debug)]
pub(crate) struct DevicePassword;

const PASSWORD: &str = "password";
const NEW_PASSWORD: &str = "newPassword";
const EXAMPLE: &str = "0123456789-0123456789-0123456789";

/// Characters of a secret that is made, after the prefix: 256 bits of the 64 that need no escaping.
const MADE_LEN: usize = 43;
const MADE_OF: &str = "0-9a-zA-Z_-";

const MEMBERS: &[Member] = &[Member::new(
    PASSWORD,
    Takes::Secret(512),
    "The secret: printable ASCII characters without blanks, 32 to 100 where the policy doesn't say. It is hashed and then \
     forgotten.",
    EXAMPLE,
)
.mandatory()];

/// What somebody shows to sign in.
static SHOWN: Member = Member::new(PASSWORD, Takes::Secret(512), "The secret.", EXAMPLE).mandatory();

const RESET: Act = Act {
    name: "reset",
    summary: "Reset it",
    about: "A new one is made up and shown this once; it works at once. So often as the policy allows.",
    takes: &[],
    answers: Acted::Revealed,
    oneself: Oneself::Proven,
    proves: None,
};

const CHANGE: Act = Act {
    name: "change",
    summary: "Change it",
    about: "Another one takes its place. Who changes an own one by the SelfAdmin role also sends the old one; for others it \
            isn't looked at.",
    takes: &[
        Member::new("oldPassword", Takes::Secret(512), "The one that holds now.", EXAMPLE),
        Member::new(NEW_PASSWORD, Takes::Secret(512), "The one that takes its place.", EXAMPLE).mandatory(),
    ],
    answers: Acted::Revealed,
    oneself: Oneself::Yes,
    proves: Some("oldPassword"),
};

const PARAMETERS: &[&[Parameter]] = &[parameter::ALL_CREDENTIALS, MACHINE_PARAMETERS, RESET_PARAMETERS];

static POLICY: PolicyForm = PolicyForm::new("DevicePasswordPolicy", PARAMETERS).checked(consistent_of_machines);

pub(crate) static FORM: Form = Form {
    policy: Some(PolicyType::of(&POLICY)),
    // A machine that nobody watches doesn't stop one day by itself.
    lifetime_ms: None,
    members: MEMBERS,
    other_segment: Some("device-passwords"),
    signs_in_machines: true,
    works_max: Some(SECRETS_MAX),
    needs_ext_id: true,
    state_needs_right: false,
    keeps_secret: true,
    shows_by: true,
    reveals: true,
    is_checked_here: true,
    login: Some("device-password"),
    ..Form::new(15, "DevicePassword", "DevicePassword", "device-password").called(
        "a device password",
        "The secret of a technical user: by it, it gets tokens, or is named in an opaque token. Whoever has it is the \
         user. The newest two work: a further one disables those before.",
    )
};

impl CredentialType {
    /// Device passwords.
    pub const DEVICE_PASSWORD: Self = Self::of(&FORM);
}

impl Typed for device_password::DevicePassword {
    const TYPE: CredentialType = CredentialType::DEVICE_PASSWORD;

    fn secret(&self) -> Option<&str> {
        Some(&self.hash)
    }
}

impl Kind for DevicePassword {
    fn form(&self) -> &'static Form {
        &FORM
    }

    fn shape(&self, draft: &mut Draft<'_>, broken: &mut Breaches) {
        take(draft, PASSWORD, broken);
    }

    fn acts(&self) -> &'static [Act] {
        &[RESET, CHANGE]
    }

    fn act(&self, act: &Act, draft: &mut Draft<'_>, broken: &mut Breaches) -> Result<(), Rejection> {
        if act.name != RESET.name {
            take(draft, NEW_PASSWORD, broken);
            draft.reason =
                Some(if draft.is_by_owner { ChangeReason::ChangedByUser } else { ChangeReason::ChangedByAdmin });
            return Ok(());
        }
        let state = draft.state;
        secret::reset(draft, broken, make_up)?;
        // What is made up for a machine works as the one before did.
        draft.state = state;
        if state == State::Active {
            draft.reason = Some(ChangeReason::Reset);
        }
        Ok(())
    }

    fn signs_in(&self, _: &Own) -> bool {
        true
    }

    fn check(&self) -> Option<Check> {
        Some(Check::Hash { member: &SHOWN, times: None })
    }
}

/// The secret that was sent, where it can be one; it is never echoed.
fn take(draft: &mut Draft<'_>, member: &str, broken: &mut Breaches) {
    let Some(secret) = draft.given_text(member).map(str::to_owned) else { return };
    match fits(member, &secret) {
        Ok(()) => {
            broken.extend(violations(&secret, member, draft, MACHINES));
            renewal::choose(draft, secret);
        }
        // That it is missing was told before.
        Err(_) if secret.trim().is_empty() => {}
        Err(breach) => broken.push(breach),
    }
}

fn fits(member: &str, secret: &str) -> Result<(), Breach> {
    if secret.starts_with(MADE_PREFIX) {
        return Err(Breach::invalid(format!("{member}: secrets that begin with {MADE_PREFIX} are made by Sigill")));
    }
    if !secret.is_empty() && secret.bytes().all(|byte| (0x21..=0x7e).contains(&byte)) {
        return Ok(());
    }
    Err(Breach::invalid(format!("{member}: expected printable ASCII characters without blanks")))
}

/// A secret of the form that all have that Sigill makes, to be shown once.
fn make_up(draft: &mut Draft<'_>, _: &mut Breaches) {
    let random = draft.random.text("device password", &parameter::characters(MADE_OF), MADE_LEN);
    let text = format!("{MADE_PREFIX}{random}");
    draft.reveal.insert("passwordFragment".to_owned(), text.clone().into());
    draft.secret = Some(Secret::Made(text));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_of_visible_characters_and_none_that_sigill_makes() {
        for right in ["x".repeat(32), "!~".repeat(16)] {
            assert_eq!(fits(PASSWORD, &right), Ok(()), "{right}");
        }
        let made = format!("{MADE_PREFIX}{}", "x".repeat(32));
        for wrong in [" ".repeat(32), "\u{e4}".repeat(32), String::new(), made] {
            assert!(fits(PASSWORD, &wrong).is_err(), "{wrong}");
        }
        assert_eq!(parameter::characters(MADE_OF).len(), 64);
    }
}
