//! Why a client that asks for a token isn't accepted. It isn't told which; whoever operates the server is.

/// Why there is no token for a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unaccepted {
    /// It doesn't say who it is, or not in a way that can be read.
    Unnamed,
    /// Its `client_id` isn't `client/user`.
    Malformed,
    /// No technical user of this name has what it authenticates by, or it may not be used.
    Unknown,
    /// It is there, and its secret is another one.
    WrongSecret,
    /// What is wrong with its assertion.
    Assertion(&'static str),
    /// Its assertion was used before.
    Used,
}

impl Unaccepted {
    /// The name of each.
    pub const NAMES: [&str; 6] =
        ["unnamed", "malformed-client-id", "unknown", "wrong-secret", "wrong-assertion", "used-assertion"];

    /// Its name among those, as metrics have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        let [unnamed, malformed, unknown, secret, assertion, used] = Self::NAMES;
        match self {
            Self::Unnamed => unnamed,
            Self::Malformed => malformed,
            Self::Unknown => unknown,
            Self::WrongSecret => secret,
            Self::Assertion(_) => assertion,
            Self::Used => used,
        }
    }

    /// The same in words, as the log has it.
    #[must_use]
    pub const fn why(self) -> &'static str {
        match self {
            Self::Unnamed => "the request doesn't say who the client is, or not readably",
            Self::Malformed => "the client_id isn't of the form client/user",
            Self::Unknown => {
                "no technical user of this name has a secret, or a key, that may be used: is it there, active and valid, \
                 and what it authenticates by, too?"
            }
            Self::WrongSecret => "the secret is wrong",
            Self::Assertion(why) => why,
            Self::Used => "the assertion was used before",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cause_has_its_name_and_its_words() {
        let told = [
            Unaccepted::Unnamed,
            Unaccepted::Malformed,
            Unaccepted::Unknown,
            Unaccepted::WrongSecret,
            Unaccepted::Assertion("the assertion has no jti"),
            Unaccepted::Used,
        ];
        assert_eq!(told.map(Unaccepted::name), Unaccepted::NAMES);
        for (cause, word) in told.into_iter().zip(["doesn't say", "form", "no technical user", "secret", "jti", "used"])
        {
            assert!(cause.why().contains(word), "{}", cause.why());
        }
    }
}
