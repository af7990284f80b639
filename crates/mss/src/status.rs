//! Status and fault codes of TS 102 204 with their meaning, one table.

use serde::Serialize;

/// What a code is for us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bearing {
    /// The provider took the request; nothing is decided.
    Accepted,
    /// The person has not answered yet: ask again.
    Pending,
    /// There is a signature, to be verified here.
    Signature,
    /// The provider itself calls the signature or the certificate bad.
    Invalid,
    /// The person said no.
    UserCancelled,
    /// PIN, card or account is blocked.
    UserBlocked,
    /// The provider does not know the number, or it has no key or certificate.
    UserUnable,
    /// Nobody answered in time.
    Expired,
    /// The phone could not be reached.
    Unreachable,
    /// Another signature of the same person is under way.
    Busy,
    /// The request is wrong, or this AP may not make it: a matter for the operator, not the person.
    RequestRefused,
    /// A rule on the place of the phone was broken.
    PolicyViolation,
    /// The provider, or another one behind it, is at fault.
    ProviderFailed,
    /// Not in the table.
    Unknown,
}

impl Bearing {
    /// Whether an attempt that ended so counts as a failed login of the person. A refusal, a dead battery, a blocked PIN
    /// or a provider's trouble must not lock anybody out: it would be enough to ask again and again.
    pub fn is_counted(self) -> bool {
        matches!(self, Self::Invalid)
    }

    /// Whether the transaction may still change.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Accepted | Self::Pending)
    }
}

/// Whether a code travels in a Status or in a Fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Carrier {
    Status,
    /// A fault that names the AP as its cause. Senders disagree about 401 (§8 point 4): never decide by this.
    Sender,
    Receiver,
}

/// One row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    pub code: u16,
    pub name: &'static str,
    pub carrier: Carrier,
    pub bearing: Bearing,
    pub meaning: &'static str,
}

const fn row(code: u16, name: &'static str, carrier: Carrier, bearing: Bearing, meaning: &'static str) -> Entry {
    Entry { code, name, carrier, bearing, meaning }
}

use Bearing::{
    Accepted, Busy, Expired, Invalid, Pending, PolicyViolation, ProviderFailed, RequestRefused, Signature, Unreachable,
    UserBlocked, UserCancelled, UserUnable,
};
use Carrier::{Receiver, Sender, Status};

/// Every code whose meaning is known, ascending.
pub const TABLE: &[Entry] = &[
    row(100, "REQUEST_OK", Status, Accepted, "the request was accepted"),
    row(101, "WRONG_PARAM", Sender, RequestRefused, "a parameter is wrong, or the transaction is unknown"),
    row(102, "MISSING_PARAM", Sender, RequestRefused, "a mandatory parameter is missing"),
    row(103, "WRONG_DATA_LENGTH", Sender, RequestRefused, "the text is too long"),
    row(
        104,
        "UNAUTHORIZED_ACCESS",
        Sender,
        RequestRefused,
        "the AP is unknown, its credentials are wrong or the service is not subscribed",
    ),
    row(105, "UNKNOWN_CLIENT", Sender, UserUnable, "the mobile number is unknown"),
    row(
        107,
        "INAPPROPRIATE_DATA",
        Sender,
        RequestRefused,
        "the text is not acceptable, such as without the agreed prefix",
    ),
    row(108, "INCOMPATIBLE_INTERFACE", Sender, RequestRefused, "the version of the interface is not supported"),
    row(109, "UNSUPPORTED_PROFILE", Receiver, RequestRefused, "the signature profile is unknown or not allowed"),
    row(208, "EXPIRED_TRANSACTION", Receiver, Expired, "nobody answered in time"),
    row(209, "OTA_ERROR", Receiver, Unreachable, "the phone was not reached"),
    row(401, "USER_CANCEL", Receiver, UserCancelled, "the person cancelled"),
    row(402, "PIN_NR_BLOCKED", Receiver, UserBlocked, "the PIN is blocked"),
    row(403, "CARD_BLOCKED", Receiver, UserBlocked, "the card or the person is suspended"),
    row(404, "NO_KEY_FOUND", Receiver, UserUnable, "the person has no active key"),
    row(405, "NO_URL_FOUND", Receiver, ProviderFailed, "an address that validation needs was not found"),
    row(406, "PB_SIGNATURE_PROCESS", Receiver, Busy, "another signature is under way, or signing failed"),
    row(407, "REGISTRATION_NOK", Receiver, ProviderFailed, "the registration failed"),
    row(408, "REGISTRATION_OK", Status, Accepted, "the registration succeeded"),
    row(422, "NO_CERT_FOUND", Receiver, UserUnable, "no certificate, or an expired one"),
    row(423, "CRL_PB", Receiver, ProviderFailed, "the revocation list is not available"),
    row(424, "CRL_EXPIRED", Receiver, ProviderFailed, "the revocation list has expired"),
    row(425, "ERROR_CERTIFICATE", Receiver, ProviderFailed, "the certificate could not be validated"),
    row(450, "GEOFENCING_POLICY_VIOLATION", Receiver, PolicyViolation, "the phone is not where it must be"),
    row(500, "SIGNATURE", Status, Signature, "signed, not validated by the provider"),
    row(501, "REVOKED_CERTIFICATE", Status, Invalid, "signed with a revoked certificate"),
    row(502, "VALID_SIGNATURE", Status, Signature, "signed and validated by the provider"),
    row(
        503,
        "INVALID_SIGNATURE",
        Status,
        Invalid,
        "the provider found the signature invalid or the certificate expired",
    ),
    row(504, "OUTSTANDING_TRANSACTION", Status, Pending, "the person has not answered yet"),
    row(
        505,
        "CONSTRAINT_MISMATCH",
        Status,
        Invalid,
        "signed, but not as was demanded, such as with a test certificate",
    ),
    row(701, "ROAMING_HEADER_MISSING", Sender, RequestRefused, "the header block for roaming is missing"),
    row(
        702,
        "IDENTITY_ISSUER_HEADER_MISSING",
        Sender,
        RequestRefused,
        "the header block for the identity issuer is missing",
    ),
    row(703, "HOME_MSSP_HEADER_MISSING", Sender, RequestRefused, "the header block for the home MSSP is missing"),
    row(710, "INPUT_INFO_MISSING", Sender, RequestRefused, "information for routing is missing"),
    row(720, "VALIDITY_DATE_EXPIRED", Sender, Expired, "the validity date passed while the request was routed"),
    row(750, "UNABLE_TO_PROVIDE_RE", Receiver, ProviderFailed, "no routing entity"),
    row(760, "UNABLE_TO_PROVIDE_II", Receiver, ProviderFailed, "no identity issuer"),
    row(770, "UNABLE_TO_PROVIDE_VE", Receiver, ProviderFailed, "no verifying entity"),
    row(780, "UNABLE_TO_PROVIDE_SERVICES", Receiver, ProviderFailed, "no service could be provided"),
    row(900, "INTERNAL_ERROR", Receiver, ProviderFailed, "an error inside the provider"),
];

/// FiCom's second-level codes, which refine the one around them. The reference gives no meaning
/// for the others that exist.
pub const SECOND_LEVEL: &[(u16, &str)] = &[
    (1011, "the no-spam code is invalid"),
    (1012, "the no-spam code is missing"),
    (1013, "the messaging mode is illegal"),
    (1014, "an additional service is unknown"),
    (1015, "data to be displayed is not supported"),
    (1016, "the MIME type or encoding is not supported"),
    (1017, "the format is not supported"),
    (1021, "the data to be displayed is missing"),
    (1022, "the data to be signed is missing"),
    (1041, "the person disabled the profile"),
    (1042, "the person disabled the service"),
    (1043, "suspended"),
    (1044, "the profile is not allowed"),
    (1045, "the service is not allowed"),
    (1051, "the identifier is malformed"),
    (1052, "the identifier does not exist"),
    (1053, "the person is not registered"),
    (1054, "the SIM is not compatible"),
    (2081, "the server's time limit passed"),
    (2082, "the person's time limit passed"),
    (4011, "the person cancelled"),
    (4012, "the proof-of-possession code was wrong"),
    (4013, "the person postponed"),
    (4031, "the PUK is blocked"),
    (4032, "the PIN is blocked"),
];

/// A code as it came; any number may come, known or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Code(pub u16);

impl Code {
    pub const REQUEST_OK: Self = Self(100);
    pub const WRONG_PARAM: Self = Self(101);
    pub const MISSING_PARAM: Self = Self(102);
    pub const UNAUTHORIZED_ACCESS: Self = Self(104);
    pub const INCOMPATIBLE_INTERFACE: Self = Self(108);
    pub const SIGNATURE: Self = Self(500);
    pub const VALID_SIGNATURE: Self = Self(502);
    pub const OUTSTANDING_TRANSACTION: Self = Self(504);

    pub fn entry(self) -> Option<&'static Entry> {
        TABLE.iter().find(|entry| entry.code == self.0)
    }

    /// `UNKNOWN` where the table has none.
    pub fn name(self) -> &'static str {
        self.entry().map_or("UNKNOWN", |entry| entry.name)
    }

    pub fn bearing(self) -> Bearing {
        self.entry().map_or(Bearing::Unknown, |entry| entry.bearing)
    }

    /// In words, for either level.
    pub fn meaning(self) -> Option<&'static str> {
        let second = || SECOND_LEVEL.iter().find(|(code, _)| *code == self.0).map(|(_, meaning)| *meaning);
        self.entry().map(|entry| entry.meaning).or_else(second)
    }

    /// A fault code as it stands in a subcode, with or without underscore and prefix (§1.7, §1.8).
    pub fn from_subcode(text: &str) -> Option<Self> {
        let local = text.rsplit(':').next().unwrap_or(text).trim();
        let digits = local.strip_prefix('_').unwrap_or(local);
        let all_digits = !digits.is_empty() && digits.len() <= 5 && digits.bytes().all(|b| b.is_ascii_digit());
        if all_digits { digits.parse().ok().map(Self) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_ascends_and_names_nothing_twice() {
        assert!(TABLE.windows(2).all(|pair| pair[0].code < pair[1].code));
        let mut names: Vec<_> = TABLE.iter().map(|entry| entry.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), TABLE.len());
    }

    #[test]
    fn only_what_the_signature_shows_is_counted() {
        let counted: Vec<_> = TABLE.iter().filter(|entry| entry.bearing.is_counted()).map(|entry| entry.code).collect();
        assert_eq!(counted, [501, 503, 505]);
    }

    #[test]
    fn polling_goes_on_at_100_and_504_only() {
        let open: Vec<_> = TABLE.iter().filter(|entry| !entry.bearing.is_final()).map(|entry| entry.code).collect();
        assert_eq!(open, [100, 408, 504]);
    }

    #[test]
    fn a_signature_is_expected_at_500_and_502_only() {
        let all = TABLE.iter().filter(|entry| entry.bearing == Bearing::Signature).map(|entry| entry.code);
        assert_eq!(all.collect::<Vec<_>>(), [500, 502]);
    }

    #[test]
    fn a_subcode_is_read_with_any_prefix_and_with_or_without_underscore() {
        for text in ["_105", "mss:_105", "fi:105", " ns1:_105 ", "105"] {
            assert_eq!(Code::from_subcode(text), Some(Code(105)), "{text}");
        }
        for text in ["", "_", "mss:_", "mss:_1a", "+105", "_999999", "Sender"] {
            assert_eq!(Code::from_subcode(text), None, "{text}");
        }
    }

    #[test]
    fn the_second_level_ascends_and_refines_codes_of_the_table() {
        assert!(SECOND_LEVEL.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(SECOND_LEVEL.iter().all(|(code, _)| Code(code / 10).entry().is_some()));
        assert_eq!(Code(4012).meaning(), Some("the proof-of-possession code was wrong"));
        assert_eq!(Code(401).meaning(), Some("the person cancelled"));
    }

    #[test]
    fn a_code_that_nobody_documented_is_unknown_and_final() {
        assert_eq!((Code(600).name(), Code(600).bearing()), ("UNKNOWN", Bearing::Unknown));
        assert!(Code(600).bearing().is_final());
    }
}
