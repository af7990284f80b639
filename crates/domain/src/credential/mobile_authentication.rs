//! Mobile authentication, as the server of an app for FIDO UAF keeps it: a generic credential for each device, and the
//! FIDO UAF authenticators on it.
//!
//! Source: *Get mobile authentication credentials*, *Delete mobile authentication credential* (2.77), *Update FIDO UAF
//! sign counters* (8.2511). What tells that an authenticator is on the same device is inferred: its `dispatchTargetExtId`
//! is the external id of the generic credential, or its `deviceId` is the value of the property `fidouaf_device_id`.

use serde::{Deserialize, Serialize};

use super::issue::about;
use super::{Credential, CredentialType, Held, Kind, Own, State, Typed, kinds};
use crate::breach::Breach;
use crate::change::{Change, Write};
use crate::event::{EventKind, Happening};
use crate::ext_id::ExtId;
use crate::list::{CredentialQuery, Filter};
use crate::rejection::Rejection;
use crate::right::{CredentialDelete, CredentialModify};
use crate::standing::{Ruled, Standing};
use crate::time::Timestamp;
use crate::version::Expected;

/// The property whose value makes a generic credential one of these.
const SIGNATURE_KEY: &str = "fidouaf_signature_key";
/// The property that is its name.
const NAME: &str = "fidouaf_name";
/// The property that tells the device.
const DEVICE: &str = "fidouaf_device_id";
/// All of them: what these calls read of a generic credential.
pub(crate) const PROPERTIES: [&str; 3] = [SIGNATURE_KEY, NAME, DEVICE];
/// The member of an authenticator that counts its signatures.
const COUNTER: &str = "signCounter";

/// By what mobile authentications are filtered.
pub const FILTERS: &[&str] = &["extId", "stateName", "created", "name"];

/// A generic credential that stands for a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MobileAuthentication {
    /// Of the generic credential.
    pub ext_id: ExtId,
    /// What the user calls the device.
    pub name: Option<String>,
    /// When it was made.
    pub created: Timestamp,
    /// Whether it can be used, whatever state that is in detail.
    pub is_active: bool,
}

impl Typed for MobileAuthentication {
    const TYPE: CredentialType = CredentialType::of(&kinds::generic::FORM);
}

impl MobileAuthentication {
    /// Of a generic credential as it is now; `None`: it is another one.
    #[must_use]
    pub fn of(credential: &Credential<Own>) -> Option<Self> {
        let properties = credential.detail.properties();
        let has_key = properties.value(SIGNATURE_KEY).is_some_and(|key| !key.is_empty());
        has_key.then(|| Self {
            ext_id: credential.ext_id.clone(),
            name: properties.value(NAME).map(str::to_owned),
            created: credential.created,
            is_active: credential.state.is_usable(),
        })
    }

    /// `active`, or `disabled` in every state in which it can't be used.
    #[must_use]
    pub const fn state(&self) -> State {
        if self.is_active { State::Active } else { State::Disabled }
    }

    /// Whether all [filters](FILTERS) of a query hold.
    #[must_use]
    pub fn is_among(&self, query: &CredentialQuery) -> bool {
        let holds = |Filter { field, value, .. }: &Filter| match *field {
            "extId" => self.ext_id.as_str() == value,
            "stateName" => self.state().as_str() == value,
            "created" => Timestamp::parse(value).is_some_and(|time| time.seconds() == self.created.seconds()),
            _ => self.name.as_ref() == Some(value),
        };
        query.filters.iter().all(holds)
    }
}

/// By what a FIDO UAF authenticator is known to its server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UafKey {
    /// The key that was registered.
    pub key_id: String,
    /// The model of the authenticator.
    pub aaid: String,
}

impl Typed for UafKey {
    const TYPE: CredentialType = CredentialType::of(&kinds::fido_uaf::FORM);
}

impl UafKey {
    /// Whether a FIDO UAF authenticator has it.
    #[must_use]
    pub fn is_of(&self, credential: &Credential<Own>) -> bool {
        let has = |name, value: &str| credential.detail.text(name) == Some(value);
        has("keyId", &self.key_id) && has("aaid", &self.aaid)
    }
}

impl Held {
    /// One more signature of a FIDO UAF authenticator. What it may do stays as it is.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] where the policy lets only other roles modify; [`Rejection::Broken`] of an archived one,
    /// or where the counter is at its end.
    pub fn count_signature(
        &self,
        kind: &dyn Kind,
        roles: &[&str],
        happening: &Happening,
    ) -> Result<(Credential<Own>, Change<CredentialModify>), Rejection> {
        self.may_be_changed(self.governing.as_ref(), roles)?;
        let before = self.credential.clone().at(happening.at);
        if before.state == State::Archived {
            return Err(vec![Breach::invalid("an archived credential stays as it is; it can only be deleted")].into());
        }
        let counted = before.detail.integer(COUNTER).unwrap_or_default().saturating_add(1);
        if counted > i64::from(u32::MAX) {
            return Err(vec![Breach::invalid(format!("{COUNTER}: it is at its end, {}", u32::MAX))].into());
        }
        let mut after = before.clone();
        after.detail.set(COUNTER, counted);
        after.touch(happening.at, &happening.by.name);
        let writes = vec![self.write(kind, &after, None)];
        let change = self.change(&before, &after, writes, Ruled::UNTOUCHED, (&self.rules(), happening));
        Ok((after, change))
    }
}

impl Held {
    /// Deletes a mobile authentication, and those of the user's FIDO UAF `authenticators` that are on the same device.
    ///
    /// # Errors
    /// [`Rejection::Lacks`] where the user has more than the caller could take.
    pub fn delete_device(
        &self,
        authenticators: &[Credential<Own>],
        expected: &Expected,
        standing: &Standing,
        happening: &Happening,
    ) -> Result<Change<CredentialDelete>, Rejection> {
        let mut change = self.delete(expected, standing, happening)?;
        let properties = self.credential.detail.properties();
        let device = properties.value(DEVICE);
        let is_on_it = |authenticator: &&Credential<Own>| {
            let of = |name| authenticator.detail.text(name);
            of("dispatchTargetExtId") == Some(self.credential.ext_id.as_str())
                || (device.is_some() && of("deviceId") == device)
        };
        for (n, authenticator) in (1..).zip(authenticators.iter().filter(is_on_it)) {
            let (kind, subject) = (EventKind::CredentialDelete, &authenticator.ext_id);
            let event = about((&self.client, self.user.as_ref()), kind, subject, &happening.step(n));
            change.writes.push(Write::DeleteCredential { id: authenticator.id });
            change.events.push(event.before(authenticator.audit(false)));
        }
        Ok(change)
    }
}
