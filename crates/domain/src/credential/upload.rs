//! What a policy says of certificates that are uploaded.
//!
//! Source: *Policy parameters: Certificate*. What is checked beside the elements of the name isn't documented, nor which one
//! of several problems decides: see ADR 0029.

use super::{ChangeReason, Draft, State};
use crate::breach::{Breach, Breaches};
use crate::certificate::SignerCert;
use crate::code::Code;
use crate::policy::parameter::{self, Parameter, ParameterType as May};

const ALLOWED: &str = "allowCertificateUpload";
const ISSUERS: &str = "certificateUploadAllowedIssuerCNList";
const CHECK: &str = "certificateUploadCheck";
const ELEMENTS: &str = "certificateUploadCheckSubjectDNElements";

/// The parameters about it.
pub(super) const UPLOAD_PARAMETERS: &[Parameter] = &[
    Parameter {
        name: ALLOWED,
        holds: May::Bool,
        default: "true",
        meaning: "Whether users may bring certificates of their own.",
    },
    Parameter {
        name: "autoUpdate",
        holds: May::Bool,
        default: "true",
        meaning: "Kept for tools that set it. Sigill replaces a certificate when it is asked to.",
    },
    Parameter {
        name: ISSUERS,
        holds: May::Text(255),
        default: "none",
        meaning: "Common names of issuers, separated by bars, semicolons or commas: a certificate of another one is stored `disabled`.",
    },
    Parameter {
        name: CHECK,
        holds: May::OneOf(&["none", "tolerant", "strict"]),
        default: "none",
        meaning: "What happens to a certificate that isn't valid now, doesn't lead to a root of `certificates.roots_file`, is \
                  revoked by `certificates.crl_file`, or lacks an element: `tolerant` stores it `disabled`, `strict` \
                  refuses it.",
    },
    Parameter {
        name: ELEMENTS,
        holds: May::Text(255),
        default: "none",
        meaning: "Elements that its subject must have where it is checked, such as `CN,O`.",
    },
];

/// Applies them to a certificate that is new to the credential.
pub(super) fn apply(cert: &SignerCert, draft: &mut Draft<'_>, broken: &mut Breaches) {
    let violated = |message: String| Breach::new(Code::CertificatePolicyViolated, format!("certificate: {message}"));
    if draft.is_by_owner && !parameter::flag(draft.parameters, ALLOWED, true) {
        broken.push(violated("the policy lets users bring none".to_owned()));
    }
    let check = parameter::word(draft.parameters, CHECK, "none");
    let problems = if check == "none" { Vec::new() } else { problems(cert, draft) };
    if check == "strict" && !problems.is_empty() {
        for problem in problems {
            broken.push(violated(problem));
        }
        return;
    }
    let issuers = parameter::word(draft.parameters, ISSUERS, "");
    let of_others = !issuers.is_empty() && !listed(issuers).any(|name| has(&cert.issuer(), "CN", Some(name)));
    if !problems.is_empty() || of_others {
        draft.state = State::Disabled;
        draft.reason = Some(ChangeReason::PolicyCheckFailed);
    } else if draft.is_by_owner {
        draft.reason = Some(ChangeReason::CertUploaded);
    }
}

/// What is wrong with it.
fn problems(cert: &SignerCert, draft: &Draft<'_>) -> Vec<String> {
    let mut problems = Vec::new();
    let now = draft.now.seconds();
    if now < cert.not_before() || now > cert.not_after() {
        problems.push("it isn't valid now".to_owned());
    }
    if let Some(Err(why)) = draft.vouched {
        problems.push(why.to_owned());
    }
    let subject = cert.subject();
    let elements = listed(parameter::word(draft.parameters, ELEMENTS, ""));
    problems.extend(
        elements.filter(|name| !has(&subject, name, None)).map(|name| format!("its subject has no element {name}")),
    );
    problems
}

/// The entries of a list.
fn listed(list: &str) -> impl Iterator<Item = &str> {
    list.split(['|', ';', ',']).map(str::trim).filter(|entry| !entry.is_empty())
}

/// Whether a name, as RFC 4514 writes it, has an element of this type, and of this value if one is wanted.
fn has(name: &str, kind: &str, value: Option<&str>) -> bool {
    let mut elements = vec![String::new()];
    let mut letters = name.chars();
    while let Some(c) = letters.next() {
        match (c, elements.last_mut()) {
            (',' | '+', _) => elements.push(String::new()),
            ('\\', Some(last)) => last.extend(letters.next()),
            (c, Some(last)) => last.push(c),
            (_, None) => {}
        }
    }
    elements.iter().filter_map(|element| element.split_once('=')).any(|(of, is)| {
        of.trim().eq_ignore_ascii_case(kind) && !is.trim().is_empty() && value.is_none_or(|value| is == value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_of_a_name_are_found_by_type_and_value() {
        let name = r"CN=Ada\, Countess+SERIALNUMBER=7,O=Bank=1,C=CH";
        for (kind, value, expected) in [
            ("CN", None, true),
            ("cn", Some("Ada, Countess"), true),
            ("CN", Some("Ada"), false),
            ("SERIALNUMBER", None, true),
            ("O", Some("Bank=1"), true),
            ("OU", None, false),
            ("C", Some("CH"), true),
        ] {
            assert_eq!(has(name, kind, value), expected, "{kind} {value:?}");
        }
        assert_eq!(listed("a|b; c,,").collect::<Vec<_>>(), ["a", "b", "c"]);
        assert!(!has("", "CN", None) && !has("CN=", "CN", None));
    }
}
