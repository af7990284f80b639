//! The states of a credential, and why it is in one.

use crate::words::words;

words! {
    /// The state of a credential, in the order of the documentation.
    State {
        Initial = "initial";
        Active = "active";
        TmpLocked = "tmp-locked";
        FailLocked = "fail-locked";
        ResetCode = "reset-code";
        AdminChanged = "admin-changed";
        Disabled = "disabled";
        Archived = "archived";
    }
}

words! {
    /// Why a credential is in its state (*Get credential state change reasons*).
    ChangeReason {
        CustomizedReasonCode = "customized-reason-code";
        Initialized = "initialized";
        Activated = "activated";
        TooManyLoginFailures = "too-many-login-failures";
        ResetByAdmin = "reset-by-admin";
        ChangedByAdmin = "changed-by-admin";
        ChangedByUser = "changed-by-user";
        LoggedInWithStrongCred = "logged-in-with-strong-cred";
        CertUploaded = "cert-uploaded";
        PolicyCheckFailed = "policy-check-failed";
        Renewal = "renewal";
        Reset = "reset";
        CertRevoked = "cert-revoked";
        Unlock = "unlock";
        ChangedByBatchjob = "changed-by-batchjob";
    }
}

impl State {
    /// Whether somebody may log in or sign with a credential in this state (*Credential states*: only the four others
    /// are named unusable).
    #[must_use]
    pub const fn is_usable(self) -> bool {
        matches!(self, Self::Initial | Self::Active | Self::ResetCode | Self::AdminChanged)
    }

    /// Whether failures have locked it, for a while or until somebody unlocks it.
    #[must_use]
    pub const fn is_locked(self) -> bool {
        matches!(self, Self::TmpLocked | Self::FailLocked)
    }

    /// Whether a caller may set it on an existing credential: `initial` and `reset-code` come about
    /// otherwise.
    #[must_use]
    pub const fn can_be_set(self) -> bool {
        !matches!(self, Self::Initial | Self::ResetCode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_spelled_exactly_as_documented() {
        assert_eq!(State::parse("stateName", "tmp-locked"), Ok(State::TmpLocked));
        for value in ["", "Active", "tmp_locked", "active "] {
            assert!(State::parse("stateName", value).is_err(), "{value}");
        }
    }

    #[test]
    fn what_can_be_used_and_what_can_be_set() {
        let names = |is: fn(State) -> bool| {
            let names = State::ALL.iter().filter(|state| is(**state)).map(|state| state.as_str());
            names.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names(State::is_usable), "initial active reset-code admin-changed");
        assert_eq!(names(State::can_be_set), "active tmp-locked fail-locked admin-changed disabled archived");
    }
}
