//! Signers' certificates against certificates that others made.
//!
//! The corpora are read from folders that `cargo xtask test` names; none of their files is in the
//! repository. Without that of pyca the test fails; that of Swisscom may be missing, which is said.

#![allow(clippy::unwrap_used, clippy::panic, reason = "functions that only tests call")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use der::pem::{LineEnding, decode_vec, encode_string};
use sigill_domain::certificate::{CertificateError, SignerCert};

/// Binary files that hold a certificate, beside the `.crt` files, which all do.
const BINARY_CERTIFICATES: &[&str] = &[
    "x509/badssl-sct-anonymous-sig.der",
    "x509/badssl-sct-none-hash.der",
    "x509/custom/alternate-rsa-sha1-oid.der",
    "x509/custom/cp_invalid2.der",
    "x509/custom/invalid-sct-length.der",
    "x509/custom/invalid-sct-version.der",
    "x509/custom/mismatch_inner_outer_sig_algorithm.der",
    "x509/custom/nc_invalid_ip4_netmask.der",
    "x509/custom/rsa_pss_cert_invalid_mgf.der",
    "x509/custom/rsa_pss_cert_no_sig_params.der",
    "x509/custom/rsa_pss_cert_unsupported_mgf_hash.der",
    "x509/e-trust.ru.der",
    "x509/san_edipartyname.der",
    "x509/san_x400address.der",
];

/// Certificates that are refused, and what the refusal must say.
const REFUSED: &[(&str, &str)] = &[
    // Dates before 1970 are unknown to the decoder; no CA writes them.
    ("x509/PKITS_data/certs/Validpre2000UTCnotBeforeDateTest3EE.crt", "UTCTime"),
    // pyca refuses these two, too: a time that isn't one, version 8.
    ("x509/badasn1time.pem", "UTCTime"),
    ("x509/custom/invalid_version.pem", "INTEGER"),
    // Made for tests of broken extensions, without names.
    ("x509/custom/malformed-ian.pem", "4.1.2.4"),
    ("x509/custom/malformed-san.pem", "4.1.2.4"),
    // Changed after they were signed: the algorithm outside is another.
    ("x509/custom/mismatch_inner_outer_sig_algorithm.der", "4.1.1.2"),
    ("x509/custom/rsa_pss_cert_invalid_mgf.der", "4.1.1.2"),
    ("x509/custom/rsa_pss_cert_no_sig_params.der", "4.1.1.2"),
    ("x509/custom/rsa_pss_cert_unsupported_mgf_hash.der", "4.1.1.2"),
    // A test certificate of SSLeay, of 1995, that names two algorithms.
    ("x509/v1_cert.pem", "4.1.1.2"),
    ("x509/custom/two_basic_constraints.pem", "appears twice"),
];

/// Where certificates are, and what may be taken for one: keys, requests, CRLs, OCSP, PKCS #7 and #12.
const FOLDERS: &[&str] = &["asymmetric", "pkcs7", "pkcs12", "x509"];

/// Least number of certificates in the corpus that are accepted (version 50.0.2 of the package).
const ACCEPTED_MIN: usize = 500;

/// All files below `folder`, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

/// A file as a caller would send it: text as it is, anything else as the DER in a PEM block.
fn submitted(bytes: &[u8], binary: bool) -> String {
    if binary {
        return encode_string("CERTIFICATE", LineEnding::LF, bytes).unwrap();
    }
    String::from_utf8_lossy(bytes).into_owned()
}

/// The kind of a refusal, to count.
fn kind(error: &CertificateError) -> String {
    let debug = format!("{error:?}");
    debug.split([' ', '(']).next().unwrap_or_default().to_owned()
}

#[test]
fn exactly_the_certificates_among_the_vectors_of_pyca_are_accepted() {
    let Some(root) = std::env::var_os("SIGILL_CRYPTOGRAPHY_VECTORS").map(PathBuf::from) else {
        panic!("SIGILL_CRYPTOGRAPHY_VECTORS isn't set: run `cargo xtask test`, which provides the corpus");
    };
    let root = root.join("cryptography_vectors");
    let mut counts = BTreeMap::<String, usize>::new();
    let mut wrong = Vec::new();
    for path in FOLDERS.iter().flat_map(|folder| files(&root.join(folder))) {
        let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        let bytes = fs::read(&path).unwrap();
        let binary = !String::from_utf8_lossy(&bytes).contains("-----BEGIN");
        let text = submitted(&bytes, binary);
        let verdict = SignerCert::parse(&text);

        let certificate = if binary {
            name.ends_with(".crt") || BINARY_CERTIFICATES.contains(&&*name)
        } else {
            text.matches("-----BEGIN").count() == 1 && text.contains("-----BEGIN CERTIFICATE-----")
        };
        let refused = REFUSED.iter().find(|(refused, _)| *refused == name).map(|(_, reason)| *reason);
        let expected = certificate && text.chars().count() <= SignerCert::LEN_MAX && refused.is_none();

        match &verdict {
            Ok(certificate) => {
                assert_eq!(certificate.as_str(), text, "{name}");
                *counts.entry("accepted".to_owned()).or_default() += 1;
            }
            Err(error) => *counts.entry(kind(error)).or_default() += 1,
        }
        let message = verdict.as_ref().map_or_else(ToString::to_string, |_| String::new());
        if verdict.is_ok() != expected || refused.is_some_and(|reason| !message.contains(reason)) {
            wrong.push(format!("{name}: {message}"));
        }
    }
    println!("{} files: {counts:?}", counts.values().sum::<usize>());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let accepted = counts.get("accepted").copied().unwrap_or_default();
    assert!(accepted >= ACCEPTED_MIN, "only {accepted} certificates: is the corpus complete?");
}

#[test]
fn the_certificates_of_swisscom_mobile_id_are_accepted() {
    let Some(root) = std::env::var_os("SIGILL_VECTORS").map(PathBuf::from) else {
        // Not everybody has them; `cargo xtask test` says that they are missing.
        println!("SIGILL_VECTORS isn't set: the certificates of Swisscom are left out");
        return;
    };
    let mut authorities = 0;
    for path in files(&root.join("swisscom-ca")) {
        let text = fs::read_to_string(&path).unwrap();
        let certificate = SignerCert::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(certificate.as_str(), text);
        authorities += 1;
    }
    assert!(authorities >= 10, "{authorities}");

    let mut signers = Vec::new();
    for file in
        ["swisscom-rest-2024/sign_sync_resp_500_http200.json", "swisscom-captured/signature_500_hello_world.txt"]
    {
        for der in certificates_inside(&longest_base64(&fs::read_to_string(root.join(file)).unwrap())) {
            signers.push(SignerCert::parse(&encode_string("CERTIFICATE", LineEnding::CRLF, &der).unwrap()).unwrap());
        }
    }
    let subjects = signers.iter().map(SignerCert::subject).collect::<Vec<_>>();
    assert!(subjects.iter().any(|subject| subject.contains("MIDCHEO16P1O6E92")), "{subjects:?}");
    assert!(subjects.iter().any(|subject| subject.contains("MIDCHE28RCLRX077")), "{subjects:?}");
}

/// The bytes of the longest run of base64 in a text.
fn longest_base64(text: &str) -> Vec<u8> {
    let joined = text.replace(['\n', '\r'], "");
    let digit = |c: char| c.is_ascii_alphanumeric() || "+/=".contains(c);
    let longest = joined.split(|c| !digit(c)).max_by_key(|run| run.len()).unwrap();
    let lines: Vec<&str> = longest.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    decode_vec(format!("-----BEGIN X-----\n{}\n-----END X-----\n", lines.join("\n")).as_bytes()).unwrap().1
}

/// Every certificate inside a CMS object: each place where one begins and can be read.
fn certificates_inside(cms: &[u8]) -> Vec<Vec<u8>> {
    let is_certificate =
        |der: &&[u8]| SignerCert::parse(&encode_string("CERTIFICATE", LineEnding::LF, der).unwrap()).is_ok();
    (0..cms.len())
        .filter_map(|at| match cms.get(at..)? {
            rest @ [0x30, 0x82, high, low, ..] => rest.get(..4 + usize::from(u16::from_be_bytes([*high, *low]))),
            _ => None,
        })
        .filter(is_certificate)
        .map(<[u8]>::to_vec)
        .collect()
}
