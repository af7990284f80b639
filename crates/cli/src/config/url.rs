//! Database URLs as they may be shown.

/// A database URL without its password.
///
/// Rather too much is hidden than too little: a password that wasn't escaped as it should be may
/// hold any character.
pub(crate) fn masked(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (user, place) = match rest.rsplit_once('@') {
        None => (String::new(), rest),
        Some((credentials, place)) => match credentials.split_once(':') {
            None => (format!("{credentials}@"), place),
            Some((user, _)) => (format!("{user}:***@"), place),
        },
    };
    // Parameters may hold a password, too.
    let (place, more) = place.split_once('?').map_or((place, ""), |(place, _)| (place, "?***"));
    format!("{scheme}://{user}{place}{more}")
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
            ("postgres://db/sigill?user=app&password=secret", "postgres://db/sigill?***"),
            ("postgres://app:secret@db/sigill?sslmode=require", "postgres://app:***@db/sigill?***"),
        ] {
            assert_eq!(masked(url), shown);
        }
    }
}
