//! TLS to PostgreSQL, as the URL asks for it.
//!
//! `sslmode=verify-full`, or `require`, which is taken for the same: encrypted, with a certificate that leads to
//! an authority in `sslrootcert`, or else of the system, and names the host. Encryption without that would keep
//! nobody out who can redirect connections. `disable`, and no mode at all, is in clear; there is nothing between.

use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How a connection is spoken on.
#[derive(Debug)]
pub(in crate::engine) enum Mode {
    Clear,
    /// `roots` is the file with the authorities, if not those of the system.
    Verified {
        roots: Option<String>,
    },
}

impl Mode {
    /// By `sslmode` and `sslrootcert`.
    ///
    /// # Errors
    /// A mode that promises less than it seems to, or none that there is.
    pub(super) fn of(mode: Option<&str>, roots: Option<String>) -> Result<Self, String> {
        match (mode, roots) {
            (None | Some("disable"), None) => Ok(Self::Clear),
            (None | Some("disable"), Some(_)) => {
                Err("sslrootcert alone encrypts nothing: add sslmode=verify-full".to_owned())
            }
            (Some("require" | "verify-full"), roots) => Ok(Self::Verified { roots }),
            // What one may get or not is worth nothing against who can choose.
            (Some(_), _) => Err("sslmode: expected disable, require or verify-full (the last two are the same: the \
                                 certificate is verified and has to name the host)"
                .to_owned()),
        }
    }

    /// What to encrypt with. Reads the file of the authorities.
    ///
    /// # Errors
    /// That can't be read, or holds no authority.
    pub(in crate::engine) fn connector(&self) -> Result<Option<MakeRustlsConnect>, String> {
        match self {
            Self::Clear => Ok(None),
            Self::Verified { roots } => Ok(Some(MakeRustlsConnect::new(config(roots.as_deref())?))),
        }
    }
}

fn config(roots_file: Option<&str>) -> Result<ClientConfig, String> {
    let mut roots = RootCertStore::empty();
    match roots_file {
        Some(path) => {
            let wrong = |why: &dyn std::fmt::Display| format!("sslrootcert {}: {why}", whole(path));
            let bytes = std::fs::read(path).map_err(|error| wrong(&error))?;
            // The mark that some editors write.
            let pem = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
            for certificate in CertificateDer::pem_slice_iter(pem) {
                let certificate = certificate.map_err(|error| wrong(&error))?;
                roots.add(certificate).map_err(|error| wrong(&error))?;
            }
        }
        // Those that can't be read or used are left out, as every program does.
        None => drop(roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs)),
    }
    if roots.is_empty() {
        let which = roots_file.map_or("the system's store".to_owned(), |path| format!("sslrootcert {}", whole(path)));
        return Err(format!("{which} holds no certificate of an authority"));
    }
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// The path with its folders: of a relative one, nobody sees where it was looked for.
fn whole(path: &str) -> String {
    std::path::absolute(path).map_or_else(|_| path.to_owned(), |path| path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authorities_are_read_from_their_file_and_what_is_none_is_told() {
        let folder = std::env::temp_dir();
        let told = |roots: &str| match Mode::of(Some("require"), Some(roots.to_owned())).unwrap().connector() {
            Ok(_) => "it is fine".to_owned(),
            Err(why) => why,
        };
        assert!(told("/no where").starts_with("sslrootcert /no where: No such file"), "{}", told("/no where"));
        assert!(told("no where").contains(&format!("{}/no where", std::env::current_dir().unwrap().display())));
        assert!(told(file!().rsplit('/').next().unwrap()).contains("sslrootcert"));
        let path = folder.join(format!("sigill-roots-{}.pem", std::process::id()));
        std::fs::write(&path, format!("\u{feff}{}", sigill_testing::Authority::new().pem())).unwrap();
        assert_eq!(told(path.to_str().unwrap()), "it is fine");
        std::fs::remove_file(&path).unwrap();
    }
}
