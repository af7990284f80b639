//! How a session ended.

use crate::status::Bearing;

/// The results that are documented, and any other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndResult {
    Ok,
    /// Nobody reacted, in about two minutes.
    Timeout,
    /// The number has no active certificates.
    NotMidClient,
    UserCancelled,
    /// SIM and provider are configured differently.
    SignatureHashMismatch,
    PhoneAbsent,
    DeliveryError,
    /// The card answered wrongly.
    SimError,
    /// What older providers said, or nobody documented: a failure, never a success.
    Other(String),
}

impl EndResult {
    const KNOWN: [(&'static str, Self); 8] = [
        ("OK", Self::Ok),
        ("TIMEOUT", Self::Timeout),
        ("NOT_MID_CLIENT", Self::NotMidClient),
        ("USER_CANCELLED", Self::UserCancelled),
        ("SIGNATURE_HASH_MISMATCH", Self::SignatureHashMismatch),
        ("PHONE_ABSENT", Self::PhoneAbsent),
        ("DELIVERY_ERROR", Self::DeliveryError),
        ("SIM_ERROR", Self::SimError),
    ];

    /// Reads the spelling exactly; what is unknown keeps its first characters.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        let known = Self::KNOWN.iter().find(|(known, _)| *known == name).map(|(_, result)| result.clone());
        known.unwrap_or_else(|| Self::Other(name.chars().filter(|c| !c.is_control()).take(60).collect()))
    }

    /// As the protocol spells it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Other(name) => name,
            known => Self::KNOWN.iter().find(|(_, result)| result == known).map_or("", |(name, _)| *name),
        }
    }

    /// In words, for people.
    #[must_use]
    pub fn meaning(&self) -> &'static str {
        match self {
            Self::Ok => "the person signed",
            Self::Timeout => "the person didn't react in the provider's time",
            Self::NotMidClient => "the number and the person have no active certificates at the provider",
            Self::UserCancelled => "the person cancelled",
            Self::SignatureHashMismatch => {
                "the SIM and the provider are configured differently: the person's operator can mend it"
            }
            Self::PhoneAbsent => "the phone isn't reached",
            Self::DeliveryError => "the message couldn't be delivered to the phone",
            Self::SimError => "the SIM answered wrongly",
            Self::Other(_) => "a result that nobody has documented",
        }
    }

    /// What it is for us, as a code of TS 102 204 is.
    #[must_use]
    pub fn bearing(&self) -> Bearing {
        match self {
            Self::Ok => Bearing::Signature,
            Self::Timeout => Bearing::Expired,
            Self::NotMidClient => Bearing::UserUnable,
            Self::UserCancelled => Bearing::UserCancelled,
            Self::PhoneAbsent | Self::DeliveryError => Bearing::Unreachable,
            // Final, but no fault of the person: the operator has to be told, or the card read once more.
            Self::SignatureHashMismatch | Self::SimError => Bearing::ProviderFailed,
            Self::Other(_) => Bearing::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ok_is_a_success_and_none_is_held_against_the_person() {
        for (name, result) in EndResult::KNOWN {
            assert_eq!((EndResult::from_name(name), result.as_str()), (result.clone(), name));
            assert_eq!(result.bearing() == Bearing::Signature, name == "OK");
            assert!(!result.bearing().is_counted() && result.bearing().is_final(), "{name}");
        }
        for name in ["", "ok", "OK ", "EXPIRED_TRANSACTION", "MID_NOT_READY", "ERROR"] {
            let result = EndResult::from_name(name);
            assert_eq!((result.as_str(), result.bearing()), (name, Bearing::Unknown));
        }
        assert_eq!(EndResult::from_name(&"x".repeat(100)).as_str().len(), 60);
    }
}
