//! What a policy says of the ceremonies of FIDO2. The vendor documents no policy of FIDO2 credentials: all of it is ours.

use crate::breach::Breach;
use crate::policy::Parameters;
use crate::policy::parameter::{self, Parameter, ParameterType as May};
use crate::words::words;

/// With what authenticators may sign, in the order in which it is offered (IANA, *COSE algorithms*).
const ALGORITHMS: [&str; 4] = ["ES256", "EdDSA", "ES384", "RS256"];
/// Longest domain, in characters (RFC 1035).
const DOMAIN_LEN_MAX: usize = 253;
/// Five minutes: what browsers wait for by themselves is of the same order.
const DURATION_S: i64 = 300;

words! {
    /// Whether an authenticator must know who uses it, by a PIN or a finger.
    Verification {
        Required = "required";
        Preferred = "preferred";
        Discouraged = "discouraged";
    }
}

/// Parameters of a `Fido2Policy`, beside those that all types of credentials have.
pub const PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "sigill.algorithms",
        holds: May::Text(100),
        default: "ES256,EdDSA,ES384,RS256",
        meaning: "With what a new authenticator may sign, by names and with commas between them; what is first is preferred.",
    },
    Parameter {
        name: "sigill.attestation",
        holds: May::OneOf(&["none", "indirect", "direct", "enterprise"]),
        default: "none",
        meaning: "What a new authenticator is to tell of its make. With `direct` and `enterprise`, one whose statement nobody \
                  vouches for is refused; the formats `packed`, `fido-u2f` and `apple` are verified.",
    },
    Parameter {
        name: "sigill.backupAllowed",
        holds: May::Bool,
        default: "true",
        meaning: "Whether a new key may be one that its authenticator may copy elsewhere, as synchronised passkeys are.",
    },
    Parameter {
        name: "sigill.ceremonySeconds",
        holds: May::Within(10, 3_600),
        default: "300",
        meaning: "For how many seconds a challenge can be answered.",
    },
    Parameter {
        name: "sigill.cloned",
        holds: May::OneOf(&["refuse", "accept"]),
        default: "refuse",
        meaning: "What is done where the counter of an authenticator doesn't rise, so that its key may be copied: `refuse` \
                  counts a failure.",
    },
    Parameter {
        name: "sigill.origins",
        holds: May::Text(255),
        default: "none",
        meaning: "The pages on which authenticators may be asked, by their origins and with commas between them; else \
                  `https://` and `sigill.rpId`.",
    },
    Parameter {
        name: "sigill.residentKey",
        holds: May::OneOf(&["required", "discouraged"]),
        default: "required",
        meaning: "Whether a new authenticator must keep the key itself, so that nobody has to type a name. Those that can't \
                  verify who uses them don't.",
    },
    Parameter {
        name: "sigill.rpId",
        holds: May::Text(DOMAIN_LEN_MAX),
        default: "none",
        meaning: "The relying party, by its domain. Without it there are no ceremonies. A key works for the domain for which \
                  it was made, and for no other one.",
    },
    Parameter {
        name: "sigill.rpName",
        holds: May::Text(64),
        default: "none",
        meaning: "What browsers call the relying party; else its domain.",
    },
    Parameter {
        name: "sigill.selfAttestation",
        holds: May::Bool,
        default: "false",
        meaning: "Whether an authenticator may vouch for itself where a statement is asked for.",
    },
    Parameter {
        name: "sigill.userVerification",
        holds: May::OneOf(&["required", "preferred", "discouraged"]),
        default: "preferred",
        meaning: "Whether an authenticator must know who uses it, by a PIN or a finger. With `required`, what was done \
                  without that is refused.",
    },
];

/// The same, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fido2Rules {
    /// The relying party, by its domain; `None`: there are no ceremonies.
    pub rp_id: Option<String>,
    /// What browsers call it.
    pub rp_name: String,
    /// On which pages authenticators may be asked.
    pub origins: Vec<String>,
    /// Whether they must know who uses them.
    pub verification: Verification,
    /// `required` or `discouraged`: whether a new one must keep the key itself.
    pub resident_key: &'static str,
    /// `none`, `indirect`, `direct` or `enterprise`.
    pub attestation: &'static str,
    /// Whether one may vouch for itself.
    pub takes_self_attestation: bool,
    /// With what a new one may sign, by names.
    pub algorithms: Vec<&'static str>,
    /// Whether a counter that doesn't rise is taken all the same.
    pub takes_cloned: bool,
    /// Whether a new key may be kept elsewhere, too.
    pub takes_backups: bool,
    /// For how long a challenge can be answered.
    pub duration_s: i64,
}

impl Fido2Rules {
    /// Reads them; what a policy doesn't say has its default.
    #[must_use]
    pub fn read(parameters: &Parameters) -> Self {
        let rp_id = parameters.get("sigill.rpId").cloned();
        let domain = rp_id.clone().unwrap_or_default();
        let origins = match parameters.get("sigill.origins") {
            Some(origins) => listed(origins).map(str::to_owned).collect(),
            None => vec![format!("https://{domain}")],
        };
        let algorithms = parameters.get("sigill.algorithms").map_or_else(
            || ALGORITHMS.to_vec(),
            |names| listed(names).filter_map(|name| one_of(&ALGORITHMS, name)).collect(),
        );
        let said = |name: &str, default: &'static str, words: &[&'static str]| {
            one_of(words, parameter::word(parameters, name, default)).unwrap_or(default)
        };
        let verification = parameters.get("sigill.userVerification").and_then(|word| Verification::from_wire(word));
        Self {
            rp_name: parameters.get("sigill.rpName").cloned().unwrap_or(domain),
            rp_id,
            origins,
            verification: verification.unwrap_or(Verification::Preferred),
            resident_key: said("sigill.residentKey", "required", &["required", "discouraged"]),
            attestation: said("sigill.attestation", "none", &["none", "indirect", "direct", "enterprise"]),
            takes_self_attestation: parameter::flag(parameters, "sigill.selfAttestation", false),
            algorithms,
            takes_cloned: parameter::word(parameters, "sigill.cloned", "refuse") == "accept",
            takes_backups: parameter::flag(parameters, "sigill.backupAllowed", true),
            duration_s: parameter::number(parameters, "sigill.ceremonySeconds", DURATION_S),
        }
    }
}

fn one_of(words: &[&'static str], word: &str) -> Option<&'static str> {
    words.iter().copied().find(|known| *known == word)
}

fn listed(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|one| !one.is_empty())
}

/// Rules between parameters.
#[must_use]
pub fn sound(parameters: &Parameters) -> Vec<Breach> {
    let mut broken = Vec::new();
    let mut expected = |name: &str, what: &str| {
        broken.push(Breach::invalid(format!("parameters.{name}: expected {what}")));
    };
    if parameters.get("sigill.rpId").is_some_and(|domain| !is_domain(domain)) {
        expected("sigill.rpId", "a domain in small letters, such as example.com, without scheme, port and path");
    }
    if let Some(origins) = parameters.get("sigill.origins")
        && (listed(origins).next().is_none() || !listed(origins).all(is_origin))
    {
        let what = "origins with commas between them, such as https://example.com or https://login.example.com:8443; or \
                    those of apps, such as android:apk-key-hash:…";
        expected("sigill.origins", what);
    }
    if let Some(names) = parameters.get("sigill.algorithms")
        && (listed(names).next().is_none() || !listed(names).all(|name| one_of(&ALGORITHMS, name).is_some()))
    {
        expected("sigill.algorithms", &format!("some of {}, with commas between them", ALGORITHMS.join(",")));
    }
    broken
}

fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= DOMAIN_LEN_MAX && text.split('.').all(is_label)
}

/// As browsers write it: scheme, host and a port that isn't the usual one; `http` of this machine only, where browsers ask
/// authenticators, too. Apps have schemes of their own.
fn is_origin(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let Some(authority) = rest.strip_prefix("//") else {
        return scheme == "android" && !rest.is_empty() && rest.bytes().all(|c| c.is_ascii_graphic());
    };
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    let usual = if scheme == "https" { "443" } else { "80" };
    let is_port = |port: &str| port.parse::<u16>().is_ok_and(|number| number.to_string() == port) && port != usual;
    let is_local = host == "localhost" || host.ends_with(".localhost");
    (scheme == "https" || (scheme == "http" && is_local)) && is_domain(host) && port.is_none_or(is_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(given: &[(&str, &str)]) -> Parameters {
        given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_isnt_said_has_its_default() {
        let rules = Fido2Rules::read(&parameters(&[("sigill.rpId", "example.com")]));
        assert_eq!(
            (rules.rp_name.as_str(), &rules.origins[..]),
            ("example.com", &["https://example.com".to_owned()][..])
        );
        assert_eq!(
            (rules.verification, rules.attestation, rules.resident_key),
            (Verification::Preferred, "none", "required")
        );
        assert_eq!((rules.algorithms.join(","), rules.duration_s), ("ES256,EdDSA,ES384,RS256".to_owned(), 300));
        assert!(!rules.takes_cloned && rules.takes_backups && !rules.takes_self_attestation);
        assert_eq!(Fido2Rules::read(&Parameters::new()).rp_id, None);
        for parameter in PARAMETERS.iter().filter(|parameter| parameter.default != "none") {
            let said = parameters(&[("sigill.rpId", "example.com"), (parameter.name, parameter.default)]);
            assert_eq!(Fido2Rules::read(&said), rules, "{}", parameter.name);
        }
    }

    #[test]
    fn domains_origins_and_algorithms_are_as_browsers_have_them() {
        for (name, sound_ones, others) in [
            (
                "sigill.rpId",
                &["example.com", "localhost", "a-b.example.com", "xn--mller-kva.example"][..],
                &["https://example.com", "example.com:8443", "Example.com", "a..b", "-a.com", "example.com/"][..],
            ),
            (
                "sigill.origins",
                &[
                    "https://example.com",
                    "https://example.com, https://login.example.com:8443",
                    "http://localhost:8080",
                    "android:apk-key-hash:abc_-",
                ],
                &[
                    ",",
                    "example.com",
                    "https://example.com/",
                    "https://example.com:443",
                    "http://example.com",
                    "https://Example.com",
                    "https://example.com:x",
                    "ftp://example.com",
                    "https://",
                    "android:",
                ],
            ),
            ("sigill.algorithms", &["ES256", "EdDSA, RS256"], &[",", "ES512", "es256", "ES256,none"]),
        ] {
            for value in sound_ones {
                assert_eq!(sound(&parameters(&[(name, value)])), vec![], "{value}");
            }
            for value in others {
                assert_eq!(sound(&parameters(&[(name, value)])).len(), 1, "{value}");
            }
        }
    }
}
