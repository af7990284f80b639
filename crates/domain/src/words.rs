//! Enums of which each variant is a word, in the wire and in the database.

/// Declares one: `words! { /// What it is. State { /// What this is. Active = "active"; } }`.
macro_rules! words {
    ($(#[$about:meta])* $type:ident { $($(#[$doc:meta])* $variant:ident = $word:literal;)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $type { $(#[doc = concat!(" `", $word, "`.")] $(#[$doc])* $variant,)* }

        impl $type {
            /// All of them, each once, in their order here.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// Reads its word exactly.
            #[must_use]
            pub fn from_wire(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }

            /// Reads a word that a caller gives as `field`.
            ///
            /// # Errors
            /// It is none of them.
            pub fn parse(field: &str, word: &str) -> Result<Self, $crate::breach::Breach> {
                Self::from_wire(word).ok_or_else(|| {
                    let words = Self::ALL.iter().map(|word| word.as_str());
                    $crate::text::none_of(field, words, word)
                })
            }
        }
    };
}
pub(crate) use words;
