//! What a signature proves about the text that the person was shown.

use serde::{Deserialize, Serialize};

/// From the least to the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proven {
    /// The phone showed the text, says the provider; the signature says nothing of it.
    TextDisplayed,
    /// A hash was signed, and only what holds our text has that hash. That the phone showed the text is the provider's
    /// word.
    HashOfTextSigned,
    /// The text is what was signed.
    TextSigned,
}

impl Proven {
    /// All of them, from the least to the most.
    pub const ALL: &[Self] = &[Self::TextDisplayed, Self::HashOfTextSigned, Self::TextSigned];

    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TextDisplayed => "text-displayed",
            Self::HashOfTextSigned => "hash-of-text-signed",
            Self::TextSigned => "text-signed",
        }
    }

    /// Reads its word exactly.
    #[must_use]
    pub fn from_wire(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|proven| proven.as_str() == word)
    }

    /// Why it doesn't do, where a policy wants at least `least`.
    #[must_use]
    pub fn too_little(self, least: Self) -> Option<String> {
        (self < least).then(|| {
            format!(
                "the provider's signatures prove {}, and the policy's sigill.provenAtLeast wants {} or more",
                self.as_str(),
                least.as_str()
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_proves_more_than_the_one_before_and_is_read_as_it_is_written() {
        assert!(Proven::ALL.is_sorted());
        for proven in Proven::ALL {
            assert_eq!(Proven::from_wire(proven.as_str()), Some(*proven));
            assert_eq!(serde_json::to_value(proven).unwrap(), proven.as_str());
            assert_eq!(proven.too_little(*proven), None);
        }
        assert!(Proven::TextDisplayed.too_little(Proven::HashOfTextSigned).is_some());
        assert_eq!(Proven::from_wire("text"), None);
    }
}
