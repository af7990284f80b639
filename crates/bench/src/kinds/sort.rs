//! The types that are measured: how one is made, and how it is shown.

use aws_lc_rs::hmac;
use serde_json::{Value, json};

use crate::call::Request;
use crate::kinds::authenticator::Authenticator;

const API: &str = "/nevisidm/api/core/v1/bench-1";
const OWN: &str = "/sigill/v1/bench-1";
/// What people would choose.
const PASSWORD: &str = "Correct-Horse-9-Battery";
/// What somebody would choose for a machine: what Sigill makes for it is checked as fast as a ticket.
const MACHINE: &str = "bench-0123456789-0123456789-0123456789";
/// The key of RFC 4226, appendix D, in base32.
const KEY: &[u8] = b"12345678901234567890";
const KEY_BASE32: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
/// Recovery codes of a user.
const CODES: u64 = 16;
/// Places of an OTP card.
const PLACES: u64 = 168;

/// Beside what a check is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beside {
    /// The slow hash alone, on all cores.
    Hash,
    /// A read of a mobile signature.
    Read,
}

/// A type that is checked here, and the mobile signature, which is only made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    MobileSignature,
    Password,
    ContextPassword,
    DevicePassword,
    Puk,
    Ticket,
    UrlTicket,
    TempStrongPassword,
    Oath,
    OtpCard,
    RecoveryCodes,
    SecurityQuestions,
    Fido2,
}

impl Sort {
    pub(crate) const ALL: &[Self] = &[
        Self::MobileSignature,
        Self::Password,
        Self::ContextPassword,
        Self::DevicePassword,
        Self::Puk,
        Self::Ticket,
        Self::UrlTicket,
        Self::TempStrongPassword,
        Self::Oath,
        Self::OtpCard,
        Self::RecoveryCodes,
        Self::SecurityQuestions,
        Self::Fido2,
    ];

    /// The path below a user.
    pub(crate) fn segment(self) -> &'static str {
        match self {
            Self::MobileSignature => "mobile-signature",
            Self::Password => "password",
            Self::ContextPassword => "context-passwords",
            Self::DevicePassword => "device-password",
            Self::Puk => "puk",
            Self::Ticket => "ticket",
            Self::UrlTicket => "url-ticket",
            Self::TempStrongPassword => "tempstrong-password",
            Self::Oath => "oath-credentials",
            Self::OtpCard => "otp-credentials",
            Self::RecoveryCodes => "recovery-codes",
            Self::SecurityQuestions => "security-questions",
            Self::Fido2 => "fido2",
        }
    }

    /// `None`: nobody checks it here.
    pub(crate) fn beside(self) -> Option<Beside> {
        match self {
            Self::MobileSignature => None,
            Self::Password | Self::ContextPassword | Self::DevicePassword => Some(Beside::Hash),
            _ => Some(Beside::Read),
        }
    }

    /// Whether people hold it, or machines.
    pub(crate) fn is_of_machines(self) -> bool {
        self == Self::DevicePassword
    }

    /// The policy that lets it be measured.
    pub(crate) fn policy(self) -> Option<Value> {
        let (of, parameters) = match self {
            Self::Puk => ("PUKPolicy", json!({ "plainValueExposedToCaller": "true", "maxCredSuccessCount": "-1" })),
            Self::UrlTicket => ("URLTicketPolicy", json!({ "exposeLinkToCaller": "true" })),
            Self::SecurityQuestions => {
                ("SecurityQuestionsPolicy", json!({ "restrictModifyToOwner": "false", "maxAnswerSuccessCount": "-1" }))
            }
            Self::Fido2 => {
                ("Fido2Policy", json!({ "sigill.rpId": "example.com", "sigill.origins": "https://example.com" }))
            }
            _ => return None,
        };
        Some(
            json!({ "name": format!("bench {of}"), "policyType": of, "defaultPolicy": true, "parameters": parameters }),
        )
    }

    fn of(self, user: &str) -> String {
        let api = if self == Self::SecurityQuestions { OWN } else { API };
        format!("{api}/users/{user}/{}", self.segment())
    }

    /// The call that makes one. `n` is of no other one.
    pub(crate) fn create(self, user: &str, n: u64) -> Request {
        let body = match self {
            Self::MobileSignature => json!({
                "identificator": format!("MIDCHE{n:010}"), "msspIdentifier": "https://mssp.example.com/",
                "msisdn": format!("+4179{:07}", n % 10_000_000),
            }),
            Self::Password => json!({ "password": PASSWORD }),
            Self::ContextPassword => json!({ "password": PASSWORD, "context": "bench" }),
            Self::DevicePassword => json!({ "password": MACHINE }),
            Self::UrlTicket => json!({ "urlPrefix": "https://example.com/?x=" }),
            Self::Oath => json!({
                "label": "bench", "otpauthUri": format!("otpauth://hotp/bench?secret={KEY_BASE32}&counter=0"),
            }),
            Self::Fido2 => Authenticator::of(n).stored(),
            _ => json!({}),
        };
        Request::json("POST", self.of(user), body.to_string())
    }

    /// What has to be asked to know what is shown, beside what the creation answered.
    pub(crate) fn learn(self, user: &str, location: &str) -> Option<Request> {
        match self {
            Self::OtpCard => Some(Request::get(location.to_owned())),
            Self::RecoveryCodes => Some(Request::get(self.of(user))),
            Self::SecurityQuestions => {
                let answers = json!({ "answers": [{ "questionExtId": "bench", "answer": "Rex" }] }).to_string();
                Some(Request::json("POST", format!("{}/answers", self.of(user)), answers))
            }
            _ => None,
        }
    }

    /// Whether a check begins with a challenge.
    pub(crate) fn challenge(self, user: &str) -> Option<Request> {
        matches!(self, Self::OtpCard | Self::Fido2).then(|| {
            let path = format!("{OWN}/users/{user}/credentials/{}/challenge", self.segment());
            Request::json("POST", path, "{}".to_owned())
        })
    }

    /// The check of one, for the time `uses`; `None`: it can't be shown any more. `answers` is what making and learning
    /// answered, and `challenge` what the challenge did.
    pub(crate) fn show(self, made: &Made, challenge: &Value) -> Option<Request> {
        let Made { user, id, answers: [made, learnt], n, uses } = made;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let body = match self {
            Self::MobileSignature => return None,
            Self::Password => json!({ "password": PASSWORD }),
            Self::ContextPassword => json!({ "password": PASSWORD, "context": "bench" }),
            Self::DevicePassword => json!({ "password": MACHINE, "credentialExtId": id }),
            Self::Puk => json!({ "puk": text(&made["puk"])? }),
            Self::Ticket => json!({ "ticket": text(&made["ticket"]).filter(|_| *uses == 0)? }),
            Self::UrlTicket => {
                let link = text(&made["personifiedLink"]).filter(|_| *uses == 0)?;
                json!({ "ticket": link.rsplit('=').next()? })
            }
            Self::TempStrongPassword => {
                json!({ "password": text(&made["tempStrongPassword"]).filter(|_| *uses == 0)? })
            }
            Self::Oath => json!({ "code": hotp(*uses), "credentialExtId": id }),
            Self::OtpCard => {
                let place = text(&challenge["challenge"]).filter(|_| *uses < PLACES)?;
                let passwords = learnt["cardData"].as_str()?.rsplit('|').next()?;
                let password = passwords.split(',').nth(place.parse::<usize>().ok()?.checked_sub(1)?)?;
                json!({ "challenge": place, "password": password })
            }
            Self::RecoveryCodes => {
                let code = &learnt["codes"][usize::try_from(*uses).ok().filter(|_| *uses < CODES)?]["code"];
                json!({ "code": text(code)? })
            }
            Self::SecurityQuestions => json!({ "questionExtId": "bench", "answer": "Rex" }),
            Self::Fido2 => json!({
                "ceremony": challenge["ceremony"],
                "credential": Authenticator::of(*n).answer(&challenge["publicKey"], *uses + 1),
            }),
        };
        let path = format!("{OWN}/users/{user}/credentials/{}/verify", self.segment());
        Some(Request::json("POST", path, body.to_string()))
    }
}

/// One that was made.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) user: String,
    /// By external id.
    pub(crate) id: String,
    /// What making it answered, and what was asked to know more.
    pub(crate) answers: [Value; 2],
    pub(crate) n: u64,
    /// How often it was shown.
    pub(crate) uses: u64,
}

/// The code of the key for a counter (RFC 4226).
fn hotp(counter: u64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, KEY);
    let mac = hmac::sign(&key, &counter.to_be_bytes());
    let mac = mac.as_ref();
    let offset = usize::from(mac[19] & 15);
    let four = [mac[offset] & 0x7f, mac[offset + 1], mac[offset + 2], mac[offset + 3]];
    format!("{:06}", u32::from_be_bytes(four) % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_rfc_4226() {
        assert_eq!([0, 1, 9].map(hotp), ["755224", "287082", "520489"]);
    }
}
