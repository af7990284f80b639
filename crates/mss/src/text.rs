//! The rules for data to be signed: which characters a phone can show, how long a text may be, and GSM 03.38 octets.
//!
//! Sources: the best practices of Mobile ID and the FiCom profile; the alphabet is 3GPP TS 23.038 §6.2.1.

/// The basic table, position = septet. Position 0x1B is the escape to the extension table and never a character.
/// Lower-case "ç" is not in it (§2.6); position 0x09 is the capital "Ç".
const BASIC: [char; 128] = [
    '@', '£', '$', '¥', 'è', 'é', 'ù', 'ì', 'ò', 'Ç', '\n', 'Ø', 'ø', '\r', 'Å', 'å', 'Δ', '_', 'Φ', 'Γ', 'Λ', 'Ω',
    'Π', 'Ψ', 'Σ', 'Θ', 'Ξ', '\u{1B}', 'Æ', 'æ', 'ß', 'É', ' ', '!', '"', '#', '¤', '%', '&', '\'', '(', ')', '*', '+',
    ',', '-', '.', '/', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':', ';', '<', '=', '>', '?', '¡', 'A', 'B',
    'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y',
    'Z', 'Ä', 'Ö', 'Ñ', 'Ü', '§', '¿', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p',
    'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', 'ä', 'ö', 'ñ', 'ü', 'à',
];

/// The extension table: each costs the escape septet and its own.
const EXTENSION: [(u8, char); 10] = [
    (0x0A, '\u{0C}'),
    (0x14, '^'),
    (0x28, '{'),
    (0x29, '}'),
    (0x2F, '\\'),
    (0x3C, '['),
    (0x3D, '~'),
    (0x3E, ']'),
    (0x40, '|'),
    (0x65, '€'),
];

const ESCAPE: u8 = 0x1B;

/// How long a text may be, per alphabet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Septets, when every character is in GSM 03.38.
    pub gsm_septets_max: usize,
    /// UTF-16 units otherwise; `None` where other characters are refused.
    pub other_units_max: Option<usize>,
    /// Characters of the extension table that may be in a text of GSM 03.38, and how many of them.
    pub extension: (&'static str, usize),
}

/// The whole extension table.
const EVERY: (&str, usize) = ("\u{0C}^{}\\[~]|€", usize::MAX);

impl Limits {
    /// Mobile ID: 239 with GSM 03.38 only, else 119 (§2.6). Whether the extension table counts double is unpublished;
    /// it does here, since the stricter reading is never refused by the provider.
    pub const MOBILE_ID: Self = Self { gsm_septets_max: 239, other_units_max: Some(119), extension: EVERY };
    /// FiCom: at most 160 characters of GSM 03.38 (§1.9).
    pub const FICOM: Self = Self { gsm_septets_max: 160, other_units_max: None, extension: EVERY };
    /// Mobile-ID of SK: 100 characters of GSM 03.38, of which 5 are of the extension table, else 50. Whether those count
    /// double is not said.
    pub const SK: Self = Self { gsm_septets_max: 100, other_units_max: Some(50), extension: ("€[]^|{}\\", 5) };
}

impl Limits {
    /// The octets of a text that is sent in GSM 03.38.
    fn in_gsm(&self, text: &str) -> Result<Vec<u8>, TextError> {
        let (known, most) = self.extension;
        let mut more = text.chars().filter(|c| extension(*c).is_some());
        let unknown = more.clone().find(|c| !known.contains(*c)).or_else(|| more.nth(most));
        unknown.map_or_else(|| to_gsm(text), |c| Err(TextError::Character(c)))
    }

    /// Whether every character of a text can be sent in GSM 03.38.
    #[must_use]
    pub fn is_gsm(&self, text: &str) -> bool {
        self.in_gsm(text).is_ok()
    }
}

/// Why a text cannot be shown on a phone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    #[error("the text is empty")]
    Empty,
    #[error("the text takes {length} of at most {max} places")]
    TooLong { length: usize, max: usize },
    #[error("the character {0:?} is not in the GSM 03.38 alphabet")]
    Character(char),
    #[error(
        "the character {0:?} is not shown itself, and could make a phone show another text than the one that is signed"
    )]
    Hidden(char),
    #[error("the text does not contain the agreed prefix {0:?}")]
    Prefix(String),
}

fn basic(c: char) -> Option<u8> {
    if c == '\u{1B}' {
        return None;
    }
    BASIC.iter().position(|known| *known == c).and_then(|septet| u8::try_from(septet).ok())
}

fn extension(c: char) -> Option<u8> {
    EXTENSION.iter().find(|(_, known)| *known == c).map(|(septet, _)| *septet)
}

/// The text as GSM 03.38, one septet per octet, or the first character that is not in the alphabet.
///
/// # Errors
/// [`TextError::Character`].
pub fn to_gsm(text: &str) -> Result<Vec<u8>, TextError> {
    let mut octets = Vec::with_capacity(text.len());
    for c in text.chars() {
        match (basic(c), extension(c)) {
            (Some(septet), _) => octets.push(septet),
            (None, Some(septet)) => octets.extend([ESCAPE, septet]),
            (None, None) => return Err(TextError::Character(c)),
        }
    }
    Ok(octets)
}

/// Control characters but the end of a line, which XML can't carry either, and those that turn the direction of a text
/// (Unicode's Bidi_Control).
fn is_hidden(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r')
        || matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFFE}' | '\u{FFFF}')
}

/// What nobody sees as itself, or what turns or hides what is beside it: control characters, blanks of no width, marks of
/// direction, separators of lines.
pub(crate) fn is_unseen(c: char) -> bool {
    c.is_control()
        || is_hidden(c)
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}')
}

/// Checks that a phone can show the text and that it carries the AP's agreed prefix (fault 107 otherwise, §2.6).
///
/// # Errors
/// Empty, too long, a character that is not allowed, or no prefix.
pub fn check(text: &str, limits: Limits, prefix: Option<&str>) -> Result<(), TextError> {
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    if let Some(hidden) = text.chars().find(|c| is_hidden(*c)) {
        return Err(TextError::Hidden(hidden));
    }
    let (length, max) = match (limits.in_gsm(text), limits.other_units_max) {
        (Ok(octets), _) => (octets.len(), limits.gsm_septets_max),
        (Err(_), Some(max)) => (text.encode_utf16().count(), max),
        (Err(error), None) => return Err(error),
    };
    if length > max {
        return Err(TextError::TooLong { length, max });
    }
    match prefix {
        Some(prefix) if !text.contains(prefix) => Err(TextError::Prefix(prefix.to_owned())),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_septet_belongs_to_one_character_and_back() {
        for (septet, c) in BASIC.iter().enumerate().filter(|(_, c)| **c != '\u{1B}') {
            assert_eq!(to_gsm(&c.to_string()).unwrap(), [u8::try_from(septet).unwrap()], "{c:?}");
        }
        for (septet, c) in EXTENSION {
            assert_eq!(to_gsm(&c.to_string()).unwrap(), [ESCAPE, septet], "{c:?}");
        }
    }

    #[test]
    fn known_places_of_the_alphabet_are_right() {
        let known = [('@', 0x00), ('Δ', 0x10), ('É', 0x1F), ('¤', 0x24), ('¡', 0x40), ('Ä', 0x5B), ('§', 0x5F)];
        for (c, septet) in known.into_iter().chain([('¿', 0x60), ('ä', 0x7B), ('à', 0x7F), ('A', 0x41), ('z', 0x7A)])
        {
            assert_eq!(to_gsm(&c.to_string()).unwrap(), [septet], "{c:?}");
        }
    }

    #[test]
    fn a_text_of_239_gsm_characters_fits_and_240_do_not() {
        assert_eq!(check(&"ä".repeat(239), Limits::MOBILE_ID, None), Ok(()));
        let error = TextError::TooLong { length: 240, max: 239 };
        assert_eq!(check(&"a".repeat(240), Limits::MOBILE_ID, None), Err(error));
        let error = TextError::TooLong { length: 240, max: 239 };
        assert_eq!(check(&"€".repeat(120), Limits::MOBILE_ID, None), Err(error));
    }

    #[test]
    fn one_other_character_halves_the_length() {
        assert_eq!(check(&"ç".repeat(119), Limits::MOBILE_ID, None), Ok(()));
        let error = TextError::TooLong { length: 120, max: 119 };
        assert_eq!(check(&format!("{}ç", "a".repeat(119)), Limits::MOBILE_ID, None), Err(error));
        let error = TextError::TooLong { length: 120, max: 119 };
        assert_eq!(check(&"😀".repeat(60), Limits::MOBILE_ID, None), Err(error));
    }

    #[test]
    fn ficom_takes_only_the_gsm_alphabet() {
        assert_eq!(check(&"a".repeat(160), Limits::FICOM, None), Ok(()));
        assert_eq!(check("façade", Limits::FICOM, None), Err(TextError::Character('ç')));
    }

    #[test]
    fn what_is_not_shown_is_refused() {
        for c in ['\0', '\u{1}', '\u{C}', '\u{1B}', '\u{7F}', '\u{202E}', '\u{2066}', '\u{FFFE}'] {
            assert_eq!(check(&format!("pay {c}10"), Limits::MOBILE_ID, None), Err(TextError::Hidden(c)));
        }
        assert_eq!(check("pay\r\n10 ₣", Limits::MOBILE_ID, None), Ok(()));
    }

    #[test]
    fn the_agreed_prefix_must_be_in_the_text() {
        assert_eq!(check("Test: sign?", Limits::MOBILE_ID, Some("Test: ")), Ok(()));
        let error = TextError::Prefix("Bank: ".to_owned());
        assert_eq!(check("Test: sign?", Limits::MOBILE_ID, Some("Bank: ")), Err(error));
        assert_eq!(check("", Limits::MOBILE_ID, None), Err(TextError::Empty));
    }
}
