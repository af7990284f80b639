//! Calls to try, ready to paste.

use super::cast;

/// A call with what comes of it.
pub(super) struct Try {
    pub(super) about: String,
    /// Lines for a shell; the last one doesn't end with a backslash.
    pub(super) lines: Vec<String>,
}

/// Calls to try after `user` got its mobile signature while `free_user` has none yet.
pub(super) fn tries(base_url: &str, user: &str, free_user: &str) -> Vec<Try> {
    let good = cast::short_sample(free_user, &cast::msisdn(free_user));
    let bad = r#"{"identificator":" ","msspIdentifier":"https://mssp.example.com/","msisdn":"+447700900123"}"#;
    let again = cast::short_sample(user, &cast::msisdn(user));
    vec![
        Try { about: format!("The same call for {free_user}, 201:"), lines: post(base_url, free_user, &good) },
        Try { about: format!("What {user} has now, 200:"), lines: get(base_url, user) },
        Try {
            about: "Not a Swiss number, and a blank identificator, 422 with every broken rule:".to_owned(),
            lines: post(base_url, free_user, bad),
        },
        Try { about: format!("A second one for {user}, 422:"), lines: post(base_url, user, &again) },
    ]
}

/// Asking `user` to sign.
pub(super) fn ask(base_url: &str, user: &str) -> Vec<String> {
    vec![
        format!(r"curl -i -w '\n' '{base_url}{}' \", cast::signatures(user)),
        r#"  -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \"#.to_owned(),
        format!("  -d '{}'", cast::question()),
    ]
}

fn post(base_url: &str, user: &str, body: &str) -> Vec<String> {
    let mut lines = get(base_url, user);
    if let Some(last) = lines.last_mut() {
        last.push_str(r" -H 'Content-Type: application/json' \");
    }
    lines.push(format!("  -d '{body}'"));
    lines
}

fn get(base_url: &str, user: &str) -> Vec<String> {
    vec![
        format!(r"curl -i -w '\n' '{base_url}{}' \", cast::mobile_signature(user)),
        r#"  -H "Authorization: Bearer $TOKEN""#.to_owned(),
    ]
}
