//! Database URLs as they may be shown.

/// Parameters whose values may be shown.
const SHOWN: [&str; 5] = ["application_name", "connect_timeout", "sslmode", "sslrootcert", "target_session_attrs"];

/// A database URL without its password. What is shown of a right one is a right one again.
///
/// Rather too much is hidden than too little: a password that wasn't escaped as it should be may
/// hold any character.
pub(crate) fn masked(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (user, place) = match rest.rsplit_once('@') {
        None => (String::new(), rest),
        // An @ in a parameter.
        Some((credentials, _)) if credentials.contains("?user=") || credentials.contains("password=") => {
            return format!("{scheme}://***");
        }
        Some((credentials, place)) => match credentials.split_once(':') {
            None => (format!("{credentials}@"), place),
            Some((user, _)) => (format!("{user}:***@"), place),
        },
    };
    let Some((place, query)) = place.split_once('?') else { return format!("{scheme}://{user}{place}") };
    let shown: Vec<String> = query.split('&').map(parameter).collect();
    format!("{scheme}://{user}{place}?{}", shown.join("&"))
}

/// Parameters may hold a password, too.
fn parameter(parameter: &str) -> String {
    match parameter.split_once('=') {
        Some((name, _)) if SHOWN.contains(&name) => parameter.to_owned(),
        Some((name, _)) if name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') => format!("{name}=***"),
        _ if parameter.is_empty() => String::new(),
        _ => "***".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_shown_wherever_it_stands() {
        for (url, shown) in [
            ("sqlite:./sigill-data/sigill.db", "sqlite:./sigill-data/sigill.db"),
            ("postgres://db/sigill", "postgres://db/sigill"),
            ("postgres://app@db:5432/sigill", "postgres://app@db:5432/sigill"),
            ("postgres://app:secret@db/sigill", "postgres://app:***@db/sigill"),
            ("postgres://app:se/c?r@e:t@db/sigill", "postgres://app:***@db/sigill"),
            ("postgres://db/sigill?user=app&password=secret", "postgres://db/sigill?user=***&password=***"),
            ("postgres://db/sigill?password=sec@ret", "postgres://***"),
            ("postgres://db:1/sigill?password=sec@ret", "postgres://***"),
            ("postgres://app:secret@db/sigill?sslmode=require&", "postgres://app:***@db/sigill?sslmode=require&"),
            ("postgres://app:secret@db/sigill?secret&Secret=secret", "postgres://app:***@db/sigill?***&***"),
        ] {
            assert_eq!(masked(url), shown);
        }
    }
}
