//! Hashes of passwords that people bring from another product: read, bounded, and never a password in clear.
//!
//! Sources: RFC 2307 and OpenLDAP (`{SSHA}` and its kin), the PHC string format, crypt(3), and the forms in which passlib,
//! Django, Werkzeug, Spring Security, ASP.NET Core Identity and 389 Directory Server write theirs. What is accepted, what
//! isn't and why stands in ADR 0029.

mod forms;
mod hash;

pub use self::hash::{Brought, Digest, NotBrought};

/// Longest text of a hash, in code points.
pub const LEN_MAX: usize = 1024;
/// How the stored form of one begins; then comes what was brought, as it came.
pub const STORED: &str = "$brought$";

impl Brought {
    /// Reads a hash in whatever form it comes, and refuses what can't or mustn't be checked.
    ///
    /// # Errors
    /// See [`NotBrought`].
    pub fn read(text: &str) -> Result<Self, NotBrought> {
        let text = text.trim();
        if text.chars().any(char::is_control) {
            return Err(NotBrought::Unknown);
        }
        let read = forms::read(text)?;
        read.is_affordable()?;
        Ok(read)
    }

    /// Reads the stored form of one; `None`: it is a hash of the server's own.
    #[must_use]
    pub fn stored(stored: &str) -> Option<Result<Self, NotBrought>> {
        stored.strip_prefix(STORED).map(Self::read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        match Brought::read(text) {
            Ok(read) => format!("{read:?}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn what_is_no_hash_or_protects_nobody_is_refused_and_never_echoed() {
        for (text, expected) in [
            ("", "expected the hash"),
            ("Correct-Horse-9", "in clear"),
            ("{CLEARTEXT}Correct-Horse-9", "in clear"),
            ("{MD5}uCjwV1Dvhl4OEONEWHQqow==", "MD5 isn't accepted"),
            ("{CRYPT}Dw9yPbd6HYmfA", "crypt(3) isn't accepted"),
            ("$1$GcBz6LBC$Omb1h/81.74IdVacw8Vxj/", "MD5 isn't accepted"),
            ("!x7Qm2LrT9wUeZkV4nBsYc1HdGp8JfRaW3oXtKiEu", "no password fits it"),
            ("{SSHA256}QQ==", "expected the hash"),
            ("{SHA}o51yDzXXz1YH5TqZL39vXAKi5nIAAAA=", "expected the hash"),
            ("{ROT13}pbeerpg", "expected the hash"),
            ("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$", "expected the hash"),
            ("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$AAAA", "expected the hash"),
            ("$2x$06$SzI3jOzjo9hnVaYCETlPGOGm.GK47cbwEzWPfaMk1pSXODz21Z5lK", "$2x$ isn't accepted"),
            ("$2b$06$£zI3jOzjo9hnVaYCETlPGOGm.GK47cbwEzWPfaMk1pSXODz21Z5l", "expected the hash"),
        ] {
            let told = told(text);
            assert!(told.contains(expected), "{text}: {told}");
            assert!(text.len() < 8 || !told.contains(text.trim_start_matches("{CLEARTEXT}")), "{told}");
        }
    }

    #[test]
    fn what_costs_too_much_is_refused_before_it_is_kept() {
        let key = "A".repeat(43);
        for text in [
            format!("$argon2id$v=19$m=1048576,t=1,p=1$c29tZXNhbHQ${key}"),
            format!("$argon2id$v=19$m=131072,t=5,p=1$c29tZXNhbHQ${key}"),
            format!("$argon2id$v=19$m=8192,t=4294967295,p=1$c29tZXNhbHQ${key}"),
            format!("$argon2id$v=19$m=8192,t=1,p=17$c29tZXNhbHQ${key}"),
            format!("$scrypt$ln=21,r=8,p=1$c29tZXNhbHQ${key}"),
            format!("$scrypt$ln=63,r=8,p=1$c29tZXNhbHQ${key}"),
            format!("$scrypt$ln=14,r=8,p=64$c29tZXNhbHQ${key}"),
            format!("$pbkdf2-sha256$2000001$c29tZXNhbHQ${key}"),
            format!("$pbkdf2-sha256$0$c29tZXNhbHQ${key}"),
            format!("pbkdf2_sha256$600000$salt${}=", "A".repeat(171)),
            "$2b$15$Vpghieo6sx2wtRsSK1wGkOvdADjJOkp4vFYk2StP1diwyqCJI7kDe".to_owned(),
            "$2b$31$Vpghieo6sx2wtRsSK1wGkOvdADjJOkp4vFYk2StP1diwyqCJI7kDe".to_owned(),
            format!("$6$rounds=1000001$salt${}", "A".repeat(86)),
        ] {
            assert!(told(&text).starts_with("to check it costs too much"), "{text}: {}", told(&text));
        }
        for text in [
            format!("$argon2id$v=19$m=131072,t=4,p=4$c29tZXNhbHQ${key}"),
            format!("$scrypt$ln=17,r=8,p=1$c29tZXNhbHQ${key}"),
            format!("$pbkdf2-sha256$2000000$c29tZXNhbHQ${key}"),
            "$2b$14$Vpghieo6sx2wtRsSK1wGkOvdADjJOkp4vFYk2StP1diwyqCJI7kDe".to_owned(),
        ] {
            assert!(told(&text).ends_with("(…)"), "{text}: {}", told(&text));
        }
    }

    #[test]
    fn one_first_word_has_two_grammars_and_a_version_that_is_absent_is_the_first() {
        let key = "A".repeat(43);
        let passlib = Brought::read(&format!("$pbkdf2-sha256$20000$c29tZXNhbHQ${key}")).unwrap();
        assert_eq!(Brought::read(&format!("$pbkdf2-sha256$i=20000,l=32$c29tZXNhbHQ${key}")), Ok(passlib.clone()));
        assert_eq!(Brought::read(&format!("{{pbkdf2-sha256}}20000$c29tZXNhbHQ${key}")), Ok(passlib));
        let version = |text: String| match Brought::read(&text) {
            Ok(Brought::Argon2 { version, .. }) => version,
            other => panic!("{other:?}"),
        };
        assert_eq!(version(format!("$argon2i$m=8192,t=2,p=1$c29tZXNhbHQ${key}")), 16);
        assert_eq!(version(format!("{{ARGON2}}$argon2i$v=19$m=8192,t=2,p=1$c29tZXNhbHQ${key}")), 19);
    }

    #[test]
    fn a_stored_form_is_told_from_the_servers_own() {
        assert_eq!(Brought::stored("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$AAAA"), None);
        let stored = format!("{STORED}{{SSHA}}tr6/JmGPZXw2+eiB1YshvszCG3t7Ue95");
        assert!(matches!(Brought::stored(&stored), Some(Ok(Brought::Digest { of: Digest::Sha1, .. }))));
    }
}
