//! Checking hashes that people bring from another product, until each was right once.
//!
//! PBKDF2 and digests are of `aws-lc-rs`, argon2 of its crate; bcrypt, scrypt and crypt(3)'s SHA-2 are each of the RustCrypto
//! project or of what it builds on. What may come in, and what it may cost, `domain` has decided before.

use std::num::NonZeroU32;

use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::{digest, pbkdf2};
use sha_crypt::{PasswordVerifier, ShaCrypt};
use sigill_domain::credential::brought::{Brought, Digest};

/// Whether it is the hash of a password, which needn't be a text.
pub(super) fn fits(password: &[u8], brought: &Brought) -> bool {
    match brought {
        Brought::Digest { of, salt, key } => {
            let mut context = digest::Context::new(digest_of(*of));
            context.update(password);
            context.update(salt);
            verify_slices_are_equal(context.finish().as_ref(), key).is_ok()
        }
        Brought::Pbkdf2 { of, iterations, salt, key } => NonZeroU32::new(*iterations)
            .is_some_and(|iterations| pbkdf2::verify(prf_of(*of), iterations, salt, password, key).is_ok()),
        Brought::Scrypt { log_n, r, p, salt, key } => {
            let mut out = vec![0; key.len()];
            scrypt::Params::new(*log_n, *r, *p)
                .is_ok_and(|params| scrypt::scrypt(password, salt, &params, &mut out).is_ok())
                && verify_slices_are_equal(&out, key).is_ok()
        }
        Brought::Argon2 { variant, version, memory_kib, passes, lanes, salt, key } => {
            let mut out = vec![0; key.len()];
            let argon = || {
                let (algorithm, version) = (Algorithm::try_from(*variant).ok()?, Version::try_from(*version).ok()?);
                let params = Params::new(*memory_kib, *passes, *lanes, Some(key.len())).ok()?;
                Some(Argon2::new(algorithm, version, params))
            };
            argon().is_some_and(|argon| argon.hash_password_into(password, salt, &mut out).is_ok())
                && verify_slices_are_equal(&out, key).is_ok()
        }
        Brought::Bcrypt { hash, of_sha256: false } => bcrypt::verify(password, hash).unwrap_or(false),
        Brought::Bcrypt { hash, of_sha256: true } => {
            let digest = digest::digest(&digest::SHA256, password);
            let digits: String = digest.as_ref().iter().map(|octet| format!("{octet:02x}")).collect();
            bcrypt::verify(digits, hash).unwrap_or(false)
        }
        Brought::ShaCrypt(hash) => ShaCrypt::default().verify_password(password, hash.as_str()).is_ok(),
    }
}

fn digest_of(of: Digest) -> &'static digest::Algorithm {
    match of {
        Digest::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        Digest::Sha256 => &digest::SHA256,
        Digest::Sha384 => &digest::SHA384,
        Digest::Sha512 => &digest::SHA512,
    }
}

fn prf_of(of: Digest) -> pbkdf2::Algorithm {
    match of {
        Digest::Sha1 => pbkdf2::PBKDF2_HMAC_SHA1,
        Digest::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
        Digest::Sha384 => pbkdf2::PBKDF2_HMAC_SHA384,
        Digest::Sha512 => pbkdf2::PBKDF2_HMAC_SHA512,
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;
    use serde_json::Value;

    use super::*;

    /// Of the samples here.
    const PASSWORD: &str = "Lindenhof \u{fc} 27";
    /// Of those outside the repository.
    const PASSWORD_OUTSIDE: &str = "Gr\u{fc}ezi 1291!";

    /// A form of each family, of the same password.
    const SAMPLES: &[&str] = &[
        "{SHA}o51yDzXXz1YH5TqZL39vXAKi5nI=",
        "{SSHA}vk1ssBe4DbNtZOMdI3BL/YQ7ip7O4/fx",
        "{SSHA256}5e2OGNCH6F4qMQsERoPlSMr7fEIOC7yBFPqwBFrHf7AlppxxivqTOQ==",
        "{PBKDF2-SHA256}10000$TokxRgghxPh/j5FSKgUgJA$WbzCvy4pFF.eX3B2zBvh1.Kl9Mw5D0yNEjBrzOVfrQo",
        "{CRYPT}$5$CHQgBsXg8tyHIeDQ$hrvcXFIR72UaHCHIEy6qGstOyHWUJsE0OFxyYlyhSE4",
        "$argon2id$v=19$m=8192,t=2,p=2$NIHjjc9ZDcOpcjpjw8wOQg$O2DKxYwqQalfQUmJNMZ5MhYjaJ3mLHGZaW3+Q1d2ATY",
        "$scrypt$ln=14,r=8,p=1$GsMYAwCA8H7v3VvLeU/J2Q$Xjb1x4C/5R1oR98VEEt5/PWDJCl3BrmD+r6C0SnBBBs",
        "$2b$06$Vpghieo6sx2wtRsSK1wGkOvdADjJOkp4vFYk2StP1diwyqCJI7kDe",
    ];

    #[test]
    fn a_hash_of_each_family_fits_its_password_and_no_other() {
        for sample in SAMPLES {
            let brought = Brought::read(sample).unwrap_or_else(|error| panic!("{sample}: {error}"));
            assert!(fits(PASSWORD.as_bytes(), &brought), "{sample}");
            for wrong in ["", "Lindenhof \u{fc} 2", "lindenhof \u{fc} 27"] {
                assert!(!fits(wrong.as_bytes(), &brought), "{sample}: {wrong}");
            }
        }
    }

    /// The samples that are told apart by what is refused of them; every other one must fit.
    const REFUSED: &[&str] = &[
        "ldap-md5",
        "ldap-smd5",
        "ldap-crypt-md5",
        "ldap-crypt-yescrypt",
        "ldap-crypt-des",
        "ldap-cleartext",
        "ldap-no-scheme",
        "django-md5",
        "django-unusable",
    ];

    /// A file of samples outside the repository; `None` where there is none.
    fn vectors(name: &str) -> Option<String> {
        let folder = std::env::var_os("SIGILL_VECTORS");
        if folder.is_none() {
            println!("left out: SIGILL_VECTORS is not set");
        }
        let path = std::path::PathBuf::from(folder?).join("formats").join(name);
        Some(std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    }

    /// The octets of the password of a sample.
    fn password(sample: &Value) -> Vec<u8> {
        match (sample["password"].as_str(), sample["pw_hex"].as_str()) {
            (Some(password), _) => password.as_bytes().to_vec(),
            (None, Some(digits)) => {
                (0..digits.len()).step_by(2).map(|n| u8::from_str_radix(&digits[n..n + 2], 16).unwrap()).collect()
            }
            (None, None) => Vec::new(),
        }
    }

    #[test]
    fn every_sample_comes_out_as_it_must() {
        let Some(samples) = vectors("passwords.json") else { return };
        let samples: Vec<Value> = serde_json::from_str(&samples).unwrap();
        assert!(samples.len() >= 58, "{}", samples.len());
        let mut refused = Vec::new();
        for sample in &samples {
            let id = sample["id"].as_str().unwrap();
            let Ok(brought) = Brought::read(sample["hash"].as_str().unwrap()) else {
                refused.push(id);
                continue;
            };
            let password = password(sample);
            assert!(fits(&password, &brought), "{id}");
            let mut wrong = password.clone();
            wrong[0] ^= 1;
            assert!(!fits(&wrong, &brought), "{id}");
        }
        assert_eq!(refused, REFUSED);
    }

    #[test]
    fn what_an_ldap_server_holds_is_taken() {
        let Some(people) = vectors("people.ldif") else { return };
        let unfolded = people.replace("\r\n", "\n").replace("\n ", "");
        let hashes: Vec<String> = unfolded
            .lines()
            .filter_map(|line| line.strip_prefix("userPassword:: "))
            .map(|value| String::from_utf8(BASE64_STANDARD.decode(value.trim()).unwrap()).unwrap())
            .collect();
        assert_eq!(hashes.len(), 6);
        for hash in hashes {
            assert!(fits(PASSWORD_OUTSIDE.as_bytes(), &Brought::read(&hash).unwrap()), "{hash}");
        }
    }

    /// The hash of a password in a realm, in a form that is taken.
    fn of_realm(credential: &Value) -> Option<String> {
        let inner = |name: &str| {
            let text = credential[name].as_str()?;
            serde_json::from_str::<Value>(text).ok()
        };
        let old = credential.get("hashedSaltedValue").is_some();
        let (secret, data) = if old {
            (credential.clone(), credential.clone())
        } else {
            (inner("secretData")?, inner("credentialData")?)
        };
        let value = secret[if old { "hashedSaltedValue" } else { "value" }].as_str()?.trim_end_matches('=').to_owned();
        let salt = secret["salt"].as_str()?.trim_end_matches('=').to_owned();
        let (algorithm, iterations) = (data["algorithm"].as_str()?, &data["hashIterations"]);
        if algorithm != "argon2" {
            return Some(format!("${algorithm}${iterations}${salt}${value}"));
        }
        let one = |name: &str| data["additionalParameters"][name][0].as_str();
        let version = if one("version")? == "1.3" { 19 } else { 16 };
        let (kind, memory, lanes) = (one("type")?, one("memory")?, one("parallelism")?);
        Some(format!("$argon2{kind}$v={version}$m={memory},t={iterations},p={lanes}${salt}${value}"))
    }

    #[test]
    fn what_a_realm_of_keycloak_holds_is_taken_once_it_is_written_as_a_text() {
        let Some(realm) = vectors("keycloak-realm.json") else { return };
        let realm: Value = serde_json::from_str(&realm).unwrap();
        let users = realm["users"].as_array().unwrap();
        let all = users.iter().flat_map(|user| user["credentials"].as_array().into_iter().flatten());
        let passwords: Vec<&Value> = all.filter(|credential| credential["type"] == "password").collect();
        assert_eq!(passwords.len(), 6);
        for credential in passwords {
            let hash = of_realm(credential).unwrap_or_else(|| panic!("{credential}"));
            let brought = Brought::read(&hash).unwrap_or_else(|error| panic!("{hash}: {error}"));
            assert!(fits(PASSWORD_OUTSIDE.as_bytes(), &brought), "{hash}");
        }
    }
}
