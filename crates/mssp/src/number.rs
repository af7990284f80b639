//! A mobile number and the person behind it.

use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

use crate::key::KeyKind;
use crate::script::{Act, Script};

/// How often the PIN may be wrong before it is blocked.
pub(crate) const PINS_MAX: u8 = 3;

/// The state of a SIM or an App.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum DeviceState {
    #[default]
    Active,
    Inactive,
    Registered,
}

impl DeviceState {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Inactive => "INACTIVE",
            Self::Registered => "REGISTERED",
        }
    }
}

/// A SIM or an App installation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DeviceModel {
    pub state: DeviceState,
    pub pin_blocked: bool,
    pub key: KeyKind,
}

/// Where the phone says it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Place {
    /// ISO 3166 alpha-2.
    pub country: String,
    pub accuracy_m: u32,
    /// From 0 to 1, as text on the wire.
    pub device_confidence: String,
    pub location_confidence: String,
    /// Instead of a place: one of the codes 100 to 201.
    pub error_code: Option<u16>,
}

impl Default for Place {
    fn default() -> Self {
        let certain = || "1".to_owned();
        Self {
            country: "CH".to_owned(),
            accuracy_m: 0,
            device_confidence: certain(),
            location_confidence: certain(),
            error_code: None,
        }
    }
}

/// A number with its person, as configured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// Digits of E.164; a leading plus is dropped.
    pub msisdn: String,
    /// For the list on the phone page.
    #[serde(default)]
    pub name: String,
    /// `MIDCHE` and ten letters or digits; made from the number where none is given, so that it stays the same.
    #[serde(default)]
    pub serial: String,
    #[serde(default = "some_device")]
    pub sim: Option<DeviceModel>,
    #[serde(default)]
    pub app: Option<DeviceModel>,
    /// Suspended by the operator: 403.
    #[serde(default)]
    pub suspended: bool,
    /// The certificate expired and the provider says so itself: 422.
    #[serde(default)]
    pub certificate_expired: bool,
    /// Mobile country and network code.
    #[serde(default = "home_network")]
    pub network: (String, String),
    #[serde(default)]
    pub place: Place,
    #[serde(default)]
    pub script: Script,
}

#[allow(clippy::unnecessary_wraps, reason = "serde wants the member's type")]
fn some_device() -> Option<DeviceModel> {
    Some(DeviceModel::default())
}

fn home_network() -> (String, String) {
    ("228".to_owned(), "01".to_owned())
}

/// Why a number is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    #[error("msisdn: E.164 digits expected, 2 to 15 of them, the first not 0")]
    Msisdn,
    #[error("serial: 16 letters or digits expected, such as MIDCHE0123456789")]
    Serial,
    #[error("name: at most 60 characters")]
    Name,
    #[error("{0}: expected a shorter text")]
    TooLong(&'static str),
    #[error("{0}: at most {1}")]
    TooLarge(&'static str, u64),
    #[error("there are {0} numbers already, which is the limit")]
    TooMany(usize),
    #[error("the number exists already")]
    Exists,
    #[error("no such number")]
    Absent,
}

/// The digits, where it is a number in the sense of E.164.
pub(crate) fn digits(text: &str) -> Option<String> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let fits = (2..=15).contains(&digits.len())
        && digits.bytes().all(|octet| octet.is_ascii_digit())
        && !digits.starts_with('0');
    fits.then(|| digits.to_owned())
}

impl Number {
    /// An active SIM with a P-256 key whose prompts go to the virtual phone.
    #[must_use]
    pub fn new(msisdn: &str) -> Self {
        Self {
            msisdn: msisdn.to_owned(),
            name: String::new(),
            serial: String::new(),
            sim: some_device(),
            app: None,
            suspended: false,
            certificate_expired: false,
            network: home_network(),
            place: Place::default(),
            script: Script::default(),
        }
    }

    #[must_use]
    pub fn scripted(msisdn: &str, script: Script) -> Self {
        Self { script, ..Self::new(msisdn) }
    }

    /// Checks every member and fills in the serial number.
    ///
    /// # Errors
    /// A member that is not what it must be.
    pub(crate) fn checked(mut self) -> Result<Self, NumberError> {
        self.msisdn = digits(&self.msisdn).ok_or(NumberError::Msisdn)?;
        if self.serial.is_empty() {
            self.serial = serial_of(&self.msisdn);
        }
        if self.serial.len() != 16 || !self.serial.bytes().all(|octet| octet.is_ascii_alphanumeric()) {
            return Err(NumberError::Serial);
        }
        if self.name.chars().count() > 60 {
            return Err(NumberError::Name);
        }
        self.bounded()?;
        Ok(self)
    }

    fn bounded(&self) -> Result<(), NumberError> {
        let texts = [
            ("network", &self.network.0),
            ("network", &self.network.1),
            ("country", &self.place.country),
            ("device_confidence", &self.place.device_confidence),
            ("location_confidence", &self.place.location_confidence),
        ];
        if let Some((name, _)) = texts.iter().find(|(_, text)| text.len() > 8) {
            return Err(NumberError::TooLong(name));
        }
        if let Act::Fault { detail, portal_url, .. } = &self.script.act
            && detail.iter().chain(portal_url).any(|text| text.len() > 500)
        {
            return Err(NumberError::TooLong("detail, portal_url"));
        }
        if self.script.wire.len() > 16 {
            return Err(NumberError::TooLarge("wire", 16));
        }
        let hour_ms = 3_600_000;
        if self.script.after_ms > hour_ms {
            return Err(NumberError::TooLarge("after_ms", hour_ms));
        }
        if let crate::script::Delivery::Slow { octet_ms } = self.script.delivery
            && octet_ms > 60_000
        {
            return Err(NumberError::TooLarge("octet_ms", 60_000));
        }
        Ok(())
    }
}

/// `MIDCHE` and ten letters or digits out of the number: the same after every restart, and in every folder.
fn serial_of(msisdn: &str) -> String {
    const ALPHABET: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let hash = digest(&SHA256, msisdn.as_bytes());
    let letter = |octet: &u8| ALPHABET.get(usize::from(*octet) % 36).map_or('0', |letter| char::from(*letter));
    "MIDCHE".chars().chain(hash.as_ref().iter().take(10).map(letter)).collect()
}

/// The documented numbers that succeed and one for the virtual phone.
pub(crate) fn built_in() -> Vec<Number> {
    let robot = |msisdn: &str, name: &str, key| Number {
        name: name.to_owned(),
        sim: Some(DeviceModel { key, ..DeviceModel::default() }),
        ..Number::scripted(msisdn, Script::of(Act::Approve))
    };
    let phone = Number { name: "Virtual phone".to_owned(), ..Number::new("41790000001") };
    vec![
        robot("41700092501", "Robot with an EC key", KeyKind::Ec),
        robot("41700092502", "Robot with an RSA key", KeyKind::Rsa),
        phone,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_keeps_its_serial_number_and_two_numbers_differ() {
        let serial = |msisdn| Number::new(msisdn).checked().unwrap().serial;
        assert_eq!(serial("41791234567"), serial("+41791234567"));
        assert_ne!(serial("41791234567"), serial("41791234568"));
        assert!(serial("41791234567").starts_with("MIDCHE"));
    }

    #[test]
    fn only_e164_is_a_number() {
        for text in ["41791234567", "+41791234567", "12", "123456789012345"] {
            assert!(digits(text).is_some(), "{text}");
        }
        for text in ["", "+", "1", "041791234567", "++41", "41 79", "1234567890123456", "4179123456x"] {
            assert!(digits(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_serial_number_cannot_leave_its_folder() {
        let number = Number { serial: "../../etc/passwd".to_owned(), ..Number::new("41791234567") };
        assert_eq!(number.checked(), Err(NumberError::Serial));
    }
}
