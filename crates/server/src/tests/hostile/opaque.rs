//! The opaque form with broken parts.

use super::*;

/// The opaque form with broken parts.
pub(super) fn opaque(good: &Good) -> Cases {
    let Good { user, credential, secret, .. } = good;
    let texts = [
        format!("{user}:{credential}"),
        format!("{user}:{credential}:"),
        format!("{user}:{secret}"),
        format!(":{credential}:{secret}"),
        format!("{user}::{secret}"),
        format!("{credential}:{user}:{secret}"),
        format!("{user}:{credential}:{secret} "),
        format!("{user}:{credential}:{secret}\n"),
        format!("{user}:{credential}:{secret}\0"),
        format!(" {user}:{credential}:{secret}"),
        format!("{user}:{credential}:{secret}:"),
        format!("{user}:{credential}::{secret}"),
        format!("api:{user}:{credential}:{secret}"),
        format!("api/{user}:{credential}:{secret}"),
        format!("ROOT:{credential}:{secret}"),
        format!("nobody:{credential}:{secret}"),
        format!("{user}:none:{secret}"),
        format!("{user}:{credential}:{}", secret.to_uppercase()),
        format!("{user}:{credential}:x"),
        format!("{user}:{credential}:{}", &secret[1..]),
        format!("{user}:{credential}:{}", "x".repeat(513)),
        format!("{user}' OR '1'='1:{credential}:{secret}"),
        format!("{user}:%:{secret}"),
        format!("{user};{credential};{secret}"),
        format!("\u{feff}{user}:{credential}:{secret}"),
        "::".to_owned(),
        ":".to_owned(),
        String::new(),
        "x".to_owned(),
    ];
    let mut cases: Cases =
        texts.iter().map(|text| (format!("opaque {text:?}"), BASE64_STANDARD_NO_PAD.encode(text))).collect();
    let plain = format!("{user}:{credential}:{secret}");
    // None of these is the one spelling of the documented form.
    let longer = [format!("{plain}a"), format!("{plain}ab")];
    for text in &longer {
        cases.push(("opaque, wrong and padded".to_owned(), BASE64_STANDARD.encode(text)));
    }
    for tail in ["=", "==", "A", "\"", ",", "%3D", "-", "_"] {
        cases.push((format!("opaque, followed by {tail:?}"), format!("{}{tail}", good.opaque)));
    }
    cases.push(("opaque, twice".to_owned(), BASE64_STANDARD_NO_PAD.encode(&good.opaque)));
    cases.push(("opaque, plain".to_owned(), plain));
    cases.push(("the secret alone".to_owned(), secret.clone()));
    cases.push(("the credential alone".to_owned(), credential.clone()));
    cases.push(("hexadecimal".to_owned(), good.opaque.bytes().map(|byte| format!("{byte:02x}")).collect()));
    cases.push(("not UTF-8".to_owned(), BASE64_STANDARD_NO_PAD.encode(b"\xff:\xfe:\xfd")));
    for end in (1..good.opaque.len()).step_by(7) {
        cases.push((format!("opaque, cut at {end}"), good.opaque[..end].to_owned()));
    }
    // An empty token is none at all.
    cases.retain(|(_, token)| !token.is_empty());
    cases
}
