//! What the configuration says about a provider.

use sigill_domain::ext_id::ExtId;
use sigill_domain::signing::Proven;
use sigill_mss::text::Limits;
use sigill_mss::verify::{ExpectedText, Trust, Usage};

/// The rules for a text, by the family that the provider belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Mobile ID, of Switzerland: the text must be signed exactly.
    MobileId,
    /// Mobiilivarmenne, of Finland, by the rules of FiCom: the text may be signed as the GSM alphabet spells it.
    Ficom,
    /// Mobile-ID of SK (Estonia, Lithuania): a hash is signed, of what holds the text.
    SkMid,
}

impl Family {
    pub(crate) fn limits(self) -> Limits {
        match self {
            Self::MobileId => Limits::MOBILE_ID,
            Self::Ficom => Limits::FICOM,
            Self::SkMid => Limits::SK,
        }
    }

    pub(crate) fn expected(self, text: &str) -> ExpectedText {
        match self {
            Self::MobileId | Self::SkMid => ExpectedText::Exact(text.to_owned()),
            Self::Ficom => ExpectedText::ExactOrGsm(text.to_owned()),
        }
    }

    /// What its signatures prove about the text.
    pub(crate) fn proves(self) -> Proven {
        match self {
            Self::MobileId | Self::Ficom => Proven::TextSigned,
            Self::SkMid => Proven::HashOfTextSigned,
        }
    }

    /// Two spell the same codes, one in upper, one in lower case; SK's are of three letters.
    pub(crate) fn language(self, code: &str) -> String {
        match self {
            Self::MobileId => code.to_ascii_uppercase(),
            Self::Ficom => code.to_ascii_lowercase(),
            Self::SkMid => three_letters(code).unwrap_or("ENG").to_owned(),
        }
    }
}

/// What the configuration says about a provider.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Equals the `msspIdentifier` of credentials.
    pub identifier: String,
    /// By which rules its texts and answers are read.
    pub family: Family,
    /// The signature profile where a request names none.
    pub profile: Option<String>,
    /// What every text must contain.
    pub prefix: Option<String>,
    /// Codes in lower case, the default first.
    pub languages: Vec<String>,
    /// Who may have issued a signer's certificate.
    pub trust: Trust,
    /// What the signers' keys are for.
    pub usage: Usage,
    /// Whether signatures with SHA-1 are accepted, as providers made them until about 2015.
    pub legacy_sha1: bool,
    /// How long a person has where a request says nothing, in seconds.
    pub time_limit_s: i64,
    /// The most that a request may give a person, in seconds.
    pub time_limit_s_max: i64,
    /// Between two questions how far a signature is.
    pub poll_ms: u64,
    /// The clients whose users it may be asked about; `None`: all.
    pub clients: Option<Vec<ExtId>>,
    /// With what digits of E.164 the numbers begin that it may be asked about; empty: all numbers.
    pub number_prefixes: Vec<String>,
}

/// The codes by which requests name languages, and how SK spells them.
const LANGUAGES: [(&str, &str); 4] = [("en", "ENG"), ("et", "EST"), ("lt", "LIT"), ("ru", "RUS")];

fn three_letters(code: &str) -> Option<&'static str> {
    LANGUAGES.iter().find(|(known, _)| *known == code).map(|(_, spelt)| *spelt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_spells_a_language_its_own_way() {
        let spelt = [Family::MobileId, Family::Ficom, Family::SkMid].map(|family| family.language("et"));
        assert_eq!(spelt, ["ET", "et", "EST"]);
        assert_eq!(Family::SkMid.language("de"), "ENG", "which it has for all");
    }
}
