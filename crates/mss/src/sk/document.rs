//! What is signed: not the text itself, but the hash of a document that holds it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::code::verification_code;
use super::verify::{Hash, HashKind};
use crate::strict_json;

/// Name and version of its form, in its member `format`.
const FORMAT: &str = "sigill-signed/1";
/// Octets of chance in it. The hash goes over the wire, and nobody is to guess the text by it.
pub const RANDOM_LEN: usize = 32;
/// Where the code goes in a text.
const PLACE: &str = "{code}";

/// Why a text is no such document.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    #[error("the document can't be read: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the document's form is {0:?}; {FORMAT} is known")]
    Format(String),
    #[error("the document's random is not {RANDOM_LEN} octets in base64")]
    Random,
}

/// Which signature was asked for, of whom, with which text; and chance, so that it can't be guessed and was never signed
/// before. What is hashed is the text in which it was [written](Self::written) once, octet for octet.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Document {
    format: String,
    /// The signature's id at the server.
    pub signature: String,
    /// The national identity number of who is asked.
    pub person: String,
    /// As it was asked for: where it has `{code}`, the phone shows the code, which is made of the hash.
    pub text: String,
    random: String,
}

impl std::fmt::Debug for Document {
    /// Without whom it is about.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document").field("signature", &self.signature).finish_non_exhaustive()
    }
}

impl Document {
    #[must_use]
    pub fn new(signature: &str, person: &str, text: &str, random: &[u8; RANDOM_LEN]) -> Self {
        Self {
            format: FORMAT.to_owned(),
            signature: signature.to_owned(),
            person: person.to_owned(),
            text: text.to_owned(),
            random: STANDARD.encode(random),
        }
    }

    /// As it is kept and hashed.
    #[must_use]
    pub fn written(&self) -> String {
        // It is made of texts, which always have a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads one that was written.
    ///
    /// # Errors
    /// It is none.
    pub fn read(written: &str) -> Result<Self, DocumentError> {
        let document: Self = serde_json::from_value(strict_json::parse(written)?)?;
        if document.format != FORMAT {
            return Err(DocumentError::Format(document.format));
        }
        let random = STANDARD.decode(&document.random).map_err(|_| DocumentError::Random)?;
        if random.len() == RANDOM_LEN { Ok(document) } else { Err(DocumentError::Random) }
    }

    /// What the phone shows.
    #[must_use]
    pub fn shown(&self, code: &str) -> String {
        self.text.replace(PLACE, code)
    }
}

/// What is signed of a document as it was written.
#[must_use]
pub fn hash_of(written: &str) -> Hash {
    Hash::of(HashKind::Sha256, written.as_bytes())
}

/// What phone and page show for comparison, of a document as it was written.
#[must_use]
pub fn code_of(written: &str) -> String {
    verification_code(hash_of(written).octets()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_nothing_else() {
        let document = Document::new("id", "60001019906", "Bank: \"pay\"? Code {code}", &[7; RANDOM_LEN]);
        let written = document.written();
        assert_eq!(Document::read(&written).unwrap(), document);
        assert_eq!(document.shown("1462"), "Bank: \"pay\"? Code 1462");
        assert!(!format!("{document:?}").contains("60001"), "{document:?}");
        let random = STANDARD.encode([7; RANDOM_LEN]);
        for (from, to, told) in [
            ("sigill-signed/1", "sigill-signed/2", "the document's form is \"sigill-signed/2\""),
            (random.as_str(), "AA==", "the document's random"),
            ("\"text\"", "\"words\"", "can't be read"),
            ("{\"format\"", "{\"text\":\"x\",\"format\"", "can't be read"),
        ] {
            let changed = written.replacen(from, to, 1);
            assert_ne!(changed, written);
            let error = Document::read(&changed).unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
        }
    }

    #[test]
    fn another_word_or_other_chance_is_another_hash() {
        let written = |text, random| Document::new("id", "60001019906", text, &[random; RANDOM_LEN]).written();
        let hash = hash_of(&written("pay", 1));
        assert_eq!(hash, hash_of(&written("pay", 1)));
        assert!(hash != hash_of(&written("say", 1)) && hash != hash_of(&written("pay", 2)));
        assert_eq!(Some(code_of(&written("pay", 1))), verification_code(hash.octets()));
    }
}
