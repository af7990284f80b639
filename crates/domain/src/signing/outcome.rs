//! How a signature can end, and what that counts for.

use crate::words::words;

/// What an outcome does to the counters of a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// A login: it begins the count of failures anew.
    Success,
    /// A failed login, with the locks of the policy.
    Failure,
    /// Nothing: anybody who may ask could lock a stranger out otherwise.
    Nothing,
}

words! {
    /// How a signature ended.
    Outcome {
        /// The person signed this text, and every check passed.
        Approved = "approved";
        /// There is a signature, and it is proved to be none: the mathematics, or another certificate put under it.
        InvalidSignature = "invalid-signature";
        /// Another text was signed.
        OtherText = "other-text";
        /// Somebody else signed: another number, or another serial number than the remembered one.
        OtherPerson = "other-person";
        /// The certificate is revoked, says the provider.
        Revoked = "revoked";
        /// The person said no.
        Cancelled = "cancelled";
        /// Nobody answered in time.
        TimedOut = "timed-out";
        /// The phone wasn't reached.
        Unreachable = "unreachable";
        /// PIN, card or account is blocked.
        Blocked = "blocked";
        /// The number is unknown to the provider, or has no key or certificate.
        Unable = "unable";
        /// The provider shows another request to this person.
        Busy = "busy";
        /// The provider doesn't take the request: a matter for the operator.
        Refused = "refused";
        /// The phone isn't where it must be.
        Geofenced = "geofenced";
        /// There is a signature, and it can't be judged here: by our roots, our clock or what we accept, it isn't to be
        /// trusted; or it proves less than the policy wants. A matter for the operator; nobody is let in, and nothing is held against the person.
        Unverifiable = "unverifiable";
        /// The provider, the way to it, or what it answered is at fault.
        ProviderTrouble = "provider-trouble";
        /// Given up by a caller, or the credential couldn't be used any more when the answer came.
        Withdrawn = "withdrawn";
    }
}

impl Outcome {
    /// What it counts for.
    #[must_use]
    pub const fn counts(self) -> Counts {
        match self {
            Self::Approved => Counts::Success,
            Self::InvalidSignature | Self::OtherText | Self::OtherPerson | Self::Revoked => Counts::Failure,
            Self::Cancelled
            | Self::TimedOut
            | Self::Unreachable
            | Self::Blocked
            | Self::Unable
            | Self::Busy
            | Self::Refused
            | Self::Geofenced
            | Self::Unverifiable
            | Self::ProviderTrouble
            | Self::Withdrawn => Counts::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_outcomes_and_what_they_count_is_the_committed_one() {
        let table: String =
            Outcome::ALL.iter().map(|outcome| format!("{:<18} {:?}\n", outcome.as_str(), outcome.counts())).collect();
        insta::assert_snapshot!(table, @r"
        approved           Success
        invalid-signature  Failure
        other-text         Failure
        other-person       Failure
        revoked            Failure
        cancelled          Nothing
        timed-out          Nothing
        unreachable        Nothing
        blocked            Nothing
        unable             Nothing
        busy               Nothing
        refused            Nothing
        geofenced          Nothing
        unverifiable       Nothing
        provider-trouble   Nothing
        withdrawn          Nothing
        ");
    }

    #[test]
    fn an_outcome_is_read_as_it_is_written() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_wire(outcome.as_str()), Some(*outcome));
        }
        assert_eq!(Outcome::from_wire("Approved"), None);
    }
}
