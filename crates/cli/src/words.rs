//! What libraries say in the names of their own types, in words.

/// What is said, and what it means.
const WORDS: [(&str, &str); 6] = [
    (
        "Other(OtherError(UnsupportedCertVersion))",
        "it is of version 1 of X.509, which is refused everywhere: have it issued as version 3",
    ),
    (
        "Other(OtherError(CaUsedAsEndEntity))",
        "it is the certificate of an authority, and that of a server is expected: have one issued that isn't (CA:FALSE)",
    ),
    ("keys may not be consistent: KeyMismatch", "the key belongs to another certificate"),
    (
        "invalid peer certificate: UnknownIssuer",
        "no authority that is trusted here has issued the other side's certificate",
    ),
    ("BadEncoding", "it can't be read as a certificate"),
    ("UnknownIssuer", "no authority that is trusted here has issued it"),
];

/// The text with what is known in words.
pub(crate) fn plain(text: &str) -> String {
    WORDS.iter().fold(text.to_owned(), |text, (said, meant)| text.replace(said, meant))
}
