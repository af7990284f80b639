//! What is kept of an authenticator whose ceremonies Sigill runs: the text of the member `authenticator`.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Fido2Rules, hash_of};

/// As it is kept, as JSON; octets are in base64url.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Authenticator {
    /// The credential, as its authenticator calls it.
    pub credential_id: String,
    /// Its public key, as a COSE key.
    pub public_key: String,
    /// How often it has signed, as far as it says; 0 where it doesn't count.
    pub sign_count: u32,
    /// Whether its key may be kept elsewhere, too; `None`: nobody has kept it, and the first sign-in tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup_eligible: Option<bool>,
    /// Whether it is.
    pub backed_up: bool,
    /// The user, as the authenticator knows it.
    pub user_handle: String,
    /// How the authenticator can be reached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transports: Vec<String>,
}

/// What an authenticator shows of itself together with a signature that is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// How often it has signed.
    pub sign_count: u32,
    /// Whether its key may be kept elsewhere, too.
    pub backup_eligible: bool,
    /// Whether it is.
    pub backed_up: bool,
    /// The user, where it says so; in base64url.
    pub user_handle: Option<String>,
}

/// Why a signature that is right isn't taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unfit {
    /// Another one has signed with the same key.
    #[error("its counter doesn't rise: the authenticator may be a copy")]
    Cloned,
    /// What never changes has changed.
    #[error("whether its key can be kept elsewhere isn't as it was registered")]
    Backup,
    /// It is of somebody else.
    #[error("the user handle isn't the one that it was registered with")]
    Handle,
}

impl Authenticator {
    /// By what its credential is looked for.
    #[must_use]
    pub fn hashed_id(&self) -> Option<String> {
        BASE64_URL_SAFE_NO_PAD.decode(&self.credential_id).ok().map(|id| hash_of(&id))
    }

    /// Reads what is kept; `None`: somebody else keeps it, in a form that isn't known here.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The text that is kept.
    #[must_use]
    pub fn text(&self) -> String {
        // A plain struct always has a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The authenticator after it has signed.
    ///
    /// # Errors
    /// It isn't taken.
    pub fn after(&self, shown: &Shown, rules: &Fido2Rules) -> Result<Self, Unfit> {
        if shown.user_handle.as_ref().is_some_and(|handle| *handle != self.user_handle) {
            return Err(Unfit::Handle);
        }
        if self.backup_eligible.is_some_and(|known| known != shown.backup_eligible) {
            return Err(Unfit::Backup);
        }
        let counts = shown.sign_count != 0 || self.sign_count != 0;
        if counts && shown.sign_count <= self.sign_count && !rules.takes_cloned {
            return Err(Unfit::Cloned);
        }
        // A copy that is let through doesn't set the counter back.
        let sign_count = shown.sign_count.max(self.sign_count);
        let backup_eligible = Some(shown.backup_eligible);
        Ok(Self { sign_count, backup_eligible, backed_up: shown.backed_up, ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Parameters;

    fn kept(sign_count: u32) -> Authenticator {
        Authenticator {
            credential_id: "aWQ".to_owned(),
            public_key: "a2V5".to_owned(),
            sign_count,
            backup_eligible: Some(true),
            backed_up: false,
            user_handle: "dXNlcg".to_owned(),
            transports: vec!["usb".to_owned()],
        }
    }

    fn shown(sign_count: u32) -> Shown {
        Shown { sign_count, backup_eligible: true, backed_up: true, user_handle: None }
    }

    #[test]
    fn it_is_kept_as_text_and_foreign_text_is_nobodys() {
        assert_eq!(Authenticator::read(&kept(7).text()), Some(kept(7)));
        for foreign in ["", "v2NhdHRGbm9uZQ", "{}", r#"{"credentialId":1}"#] {
            assert_eq!(Authenticator::read(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn a_counter_must_rise_where_there_is_one() {
        let rules = Fido2Rules::read(&Parameters::new());
        for (before, now, fits) in
            [(0, 0, true), (0, 1, true), (7, 8, true), (7, 7, false), (7, 6, false), (7, 0, false), (7, u32::MAX, true)]
        {
            let after = kept(before).after(&shown(now), &rules);
            assert_eq!(after.as_ref().map(|after| after.sign_count).ok(), fits.then_some(now), "{before} {now}");
            assert!(after.as_ref().map_or_else(|unfit| *unfit == Unfit::Cloned, |after| after.backed_up));
        }
        let lenient = Fido2Rules { takes_cloned: true, ..rules };
        assert_eq!(kept(7).after(&shown(6), &lenient).unwrap().sign_count, 7);
    }

    #[test]
    fn what_never_changes_stays_and_the_user_is_the_one_who_registered() {
        let rules = Fido2Rules::read(&Parameters::new());
        let other = Shown { backup_eligible: false, backed_up: false, ..shown(8) };
        assert_eq!(kept(7).after(&other, &rules), Err(Unfit::Backup));
        let unknown = Authenticator { backup_eligible: None, ..kept(7) };
        assert!(!unknown.text().contains("backupEligible") && Authenticator::read(&unknown.text()).is_some());
        assert_eq!(unknown.after(&other, &rules).unwrap().backup_eligible, Some(false), "it is learnt");
        let stranger = Shown { user_handle: Some("c3Ry".to_owned()), ..shown(8) };
        assert_eq!(kept(7).after(&stranger, &rules), Err(Unfit::Handle));
        let same = Shown { user_handle: Some("dXNlcg".to_owned()), ..shown(8) };
        assert!(kept(7).after(&same, &rules).is_ok());
    }
}
