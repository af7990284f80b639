//! TLS to PostgreSQL, as the URL asks for it.
//!
//! `sslmode=verify-full`, or `require`, which is taken for the same: encrypted, with a certificate that leads to
//! an authority in `sslrootcert`, or else of the system, and names the host. Encryption without that would keep
//! nobody out who can redirect connections. Everything else is in clear.

use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::StoreError;

/// The URL as the driver reads it, and what to encrypt with.
pub(super) fn of(url: &str) -> Result<(String, Option<MakeRustlsConnect>), StoreError> {
    let (place, query) = url.split_once('?').unwrap_or((url, ""));
    let (mut mode, mut roots, mut others) = ("disable", None, Vec::new());
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        match parameter.split_once('=') {
            Some(("sslmode", value)) => mode = value,
            Some(("sslrootcert", value)) => roots = Some(decoded(value)?),
            _ => others.push(parameter),
        }
    }
    let connector = match mode {
        // What one may get or not is worth nothing against who can choose.
        "disable" | "allow" | "prefer" => None,
        "require" | "verify-full" => Some(MakeRustlsConnect::new(config(roots.as_deref())?)),
        _ => {
            return Err(StoreError::Unavailable(
                "sslmode in the PostgreSQL URL: expected disable, require or verify-full".to_owned(),
            ));
        }
    };
    others.push(if connector.is_some() { "sslmode=require" } else { "sslmode=disable" });
    Ok((format!("{place}?{}", others.join("&")), connector))
}

/// A path in a URL.
fn decoded(value: &str) -> Result<String, StoreError> {
    let unreadable =
        || StoreError::Unavailable("sslrootcert in the PostgreSQL URL isn't percent-encoded UTF-8".to_owned());
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16));
        let (Some(high), Some(low)) = (digit(), digit()) else { return Err(unreadable()) };
        bytes.push(u8::try_from(high * 16 + low).map_err(|_| unreadable())?);
    }
    String::from_utf8(bytes).map_err(|_| unreadable())
}

fn config(roots_file: Option<&str>) -> Result<ClientConfig, StoreError> {
    let mut roots = RootCertStore::empty();
    match roots_file {
        Some(path) => {
            let unavailable =
                |why: &dyn std::fmt::Display| StoreError::Unavailable(format!("sslrootcert {path}: {why}"));
            let bytes = std::fs::read(path).map_err(|error| unavailable(&error))?;
            for certificate in CertificateDer::pem_slice_iter(&bytes) {
                let certificate = certificate.map_err(|error| unavailable(&error))?;
                roots.add(certificate).map_err(|error| unavailable(&error))?;
            }
        }
        // Those that can't be read or used are left out, as every program does.
        None => drop(roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs)),
    }
    if roots.is_empty() {
        let which = roots_file.map_or("the system's store".to_owned(), |path| format!("sslrootcert {path}"));
        return Err(StoreError::Unavailable(format!("{which} holds no certificate of an authority")));
    }
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| StoreError::Unavailable(error.to_string()))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_verified_counts_as_encrypted() {
        let url = |query: &str| of(&format!("postgres://a:b@db/c{query}")).map(|(url, with)| (url, with.is_some()));
        for plain in ["", "?", "?sslmode=disable", "?sslmode=prefer", "?sslmode=allow&sslrootcert=x"] {
            assert_eq!(url(plain).unwrap(), ("postgres://a:b@db/c?sslmode=disable".to_owned(), false), "{plain}");
        }
        let others = url("?application_name=x&sslmode=disable&connect_timeout=3").unwrap().0;
        assert_eq!(others, "postgres://a:b@db/c?application_name=x&connect_timeout=3&sslmode=disable");
        let error = |query: &str| url(query).unwrap_err().to_string();
        assert!(error("?sslmode=verify-ca").contains("expected disable, require or verify-full"));
        assert!(error("?sslmode=require&sslrootcert=/no%20where").contains("sslrootcert /no where: No such file"));
        assert!(error("?sslmode=require&sslrootcert=%zz").contains("percent-encoded"));
        assert!(error(&format!("?sslmode=verify-full&sslrootcert={}", file!())).contains("sslrootcert"));
    }
}
