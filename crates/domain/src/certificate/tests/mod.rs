//! Tests of signers' certificates: the text around the DER.

mod change;
mod forged;

use der::pem::{LineEnding, encode_string};

use super::SignerCert;

/// Made with `openssl req -new -x509` for a fresh P-256 key that was thrown away.
const PEM: &str = "-----BEGIN CERTIFICATE-----
MIIBpDCCAUmgAwIBAgICUWEwCgYIKoZIzj0EAwIwLzELMAkGA1UEBhMCQ0gxDzAN
BgNVBAoMBlNpZ2lsbDEPMA0GA1UEAwwGU2lnbmVyMCAXDTI2MTEyMzIwNTMwNVoY
DzIxMjYxMDMwMjA1MzA1WjAvMQswCQYDVQQGEwJDSDEPMA0GA1UECgwGU2lnaWxs
MQ8wDQYDVQQDDAZTaWduZXIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQJtv3/
mVBlYNzK4xINErGWQ4OmB+wI+stpfIhKsTWZBsuJuHfAgtUvVIaOLTFNVzmyCvMT
OyS10MWnrIqkIWTRo1MwUTAdBgNVHQ4EFgQUwMzwXyaoueeZPbjZlhZSMMN7nggw
HwYDVR0jBBgwFoAUwMzwXyaoueeZPbjZlhZSMMN7nggwDwYDVR0TAQH/BAUwAwEB
/zAKBggqhkjOPQQDAgNJADBGAiEAmnrCkb06heU8ksbO/ecMO96G0I59iWfCogA3
szMKKygCIQDd0iortSv1tiuggpiNOarMar5jiLK2G3s7SdYkDuziaw==
-----END CERTIFICATE-----
";

/// What `openssl x509 -text` prints before the certificate, shortened.
const TEXT: &str = "Certificate:
    Data:
        Version: 3 (0x2)
        Serial Number: 20833 (0x5161)
        Issuer: C = CH, O = Sigill, CN = Signer – «größer»
        Validity
            Not Before: Nov 23 20:53:05 2026 GMT
    Signature Value:
        30:46:02:21:00:9a:7a:c2:91:bd:3a:85:e5:3c:92:c6:ce:fd:
";

fn refusal(text: &str) -> String {
    SignerCert::parse(text).map(|_| String::new()).unwrap_or_else(|error| error.to_string())
}

/// The base64 between the boundaries, in one line.
fn base64() -> String {
    PEM.lines().filter(|line| !line.starts_with('-')).collect()
}

fn wrap(body: &str) -> String {
    format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----")
}

fn pem(der: &[u8]) -> String {
    encode_string("CERTIFICATE", LineEnding::LF, der).unwrap()
}

#[test]
fn a_certificate_tells_its_names_its_serial_number_and_its_validity() {
    let certificate = SignerCert::parse(PEM).unwrap();
    assert_eq!(certificate.as_str(), PEM);
    assert_eq!((certificate.der().len(), certificate.der().first()), (424, Some(&0x30)));
    assert_eq!(certificate.serial_hex(), "5161");
    assert_eq!(certificate.subject(), "CN=Signer,O=Sigill,C=CH");
    assert_eq!(certificate.issuer(), "CN=Signer,O=Sigill,C=CH");
    assert_eq!((certificate.not_before(), certificate.not_after()), (1_795_467_185, 4_949_067_185));
}

#[test]
fn debug_shows_a_short_description() {
    let certificate = SignerCert::parse(PEM).unwrap();
    assert_eq!(format!("{certificate:?}"), r#"SignerCert { serial: "5161", subject: "CN=Signer,O=Sigill,C=CH", .. }"#);
}

#[test]
fn every_usual_form_of_the_text_is_accepted_and_kept_byte_for_byte() {
    let body = base64();
    let wide: Vec<&str> = body.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    for text in [
        format!("{TEXT}{PEM}"),
        format!("\u{feff}{PEM}"),
        format!("subject=CN = Signer\n\n{PEM}\n \t\r\n\u{a0}\n"),
        PEM.trim_end().to_owned(),
        PEM.replace('\n', "\r\n"),
        PEM.replace('\n', "\r"),
        PEM.replace('\n', "\n\n"),
        PEM.replace('\n', "  \n\t"),
        PEM.replace("MIIB", "MI IB"),
        wrap(&body),
        wrap(&wide.join("\n")),
        wrap(&body.chars().flat_map(|c| [c, '\n']).collect::<String>()),
        format!("nothing \0 of this matters -----END CERTIFICATE----- ---- BEGIN SSH2 KEY ----\n{PEM}"),
    ] {
        let certificate = SignerCert::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(certificate.as_str(), text);
        assert_eq!(certificate.der(), SignerCert::parse(PEM).unwrap().der());
    }
}

#[test]
fn every_refusal_says_what_was_wrong() {
    let key = "-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----\n";
    let end = "-----END CERTIFICATE-----";
    for (text, expected) in [
        (String::new(), "it is empty"),
        (" \n\u{a0}".to_owned(), "it is empty"),
        ("hello".to_owned(), "no BEGIN CERTIFICATE line"),
        (base64(), "no BEGIN CERTIFICATE line"),
        (key.to_owned(), "line 1 is BEGIN EC PRIVATE KEY: expected BEGIN CERTIFICATE"),
        (format!("text\r\n{key}{PEM}"), "line 2 is BEGIN EC PRIVATE KEY: expected BEGIN CERTIFICATE"),
        (format!("text\r{PEM}{key}"), "more than one PEM block: BEGIN EC PRIVATE KEY on line 13"),
        (
            PEM.replace("CERTIFICATE", "TRUSTED CERTIFICATE"),
            "line 1 is BEGIN TRUSTED CERTIFICATE: expected BEGIN CERTIFICATE",
        ),
        (
            PEM.replace("CERTIFICATE", "X509 CERTIFICATE"),
            "line 1 is BEGIN X509 CERTIFICATE: expected BEGIN CERTIFICATE",
        ),
        (PEM.replace("CERTIFICATE", "certificate"), "line 1: `-----BEGIN …-----` must stand on a line of its own"),
        (format!("> {PEM}"), "line 1: `-----BEGIN …-----` must stand on a line of its own"),
        (PEM.replace("-----\nMIIB", "-----MIIB"), "line 1: `-----BEGIN …-----` must stand on a line of its own"),
        (format!("see -----BEGIN c2VjcmV0\n{PEM}"), "line 1: `-----BEGIN …-----` must stand on a line of its own"),
        (format!("{PEM}{PEM}"), "more than one certificate: a second one begins on line 12"),
        (format!("{PEM}text\n{PEM}"), "more than one certificate: a second one begins on line 13"),
        (PEM.replace(end, PEM), "more than one certificate: a second one begins on line 11"),
        (PEM.replace(end, ""), "no END CERTIFICATE line after the BEGIN CERTIFICATE line"),
        (PEM.replace(end, "-----END X-----"), "line 11: expected `-----END CERTIFICATE-----` on a line of its own"),
        (PEM.replace("==\n", "=="), "line 10: expected `-----END CERTIFICATE-----` on a line of its own"),
        (format!("{PEM}\ntext"), "line 13: text after END CERTIFICATE"),
        (
            PEM.replace("-----\nMIIB", "-----\nProc-Type: 4\n\nMIIB"),
            "line 2: bad base64: a character that isn't base64",
        ),
        (PEM.replace("\nMQ8w", "\nMQ8\0"), "line 5: bad base64: a character that isn't base64"),
        (PEM.replace("\nMQ8w", "\nMQ=w"), "line 5: bad base64: something after the padding"),
        (PEM.replace("iaw==", "iaw="), "line 10: bad base64: it is cut off or wrongly padded"),
        (PEM.replace("iaw==", "ia==="), "line 10: bad base64: it is cut off or wrongly padded"),
        (PEM.replace("iaw==", "iax=="), "line 10: bad base64: the last character has bits that belong to no byte"),
        (wrap("\n"), "line 1: bad base64: there is nothing between BEGIN and END"),
        (wrap("AgEB"), "not a valid X.509 certificate: unexpected ASN.1 DER tag: expected SEQUENCE, got INTEGER"),
        (wrap("MIIB"), "not a valid X.509 certificate: "),
        (format!("{}{PEM}", "ä".repeat(3370)), "it is too long: expected at most 4000 characters, got 4001"),
    ] {
        assert!(refusal(&text).starts_with(expected), "{expected}\n{}\n{text}", refusal(&text));
        assert!(!refusal(&text).contains("c2Vj"), "{text}");
    }
}

#[test]
fn four_thousand_characters_are_accepted() {
    let text = format!("{}\n{PEM}", "ä".repeat(SignerCert::LEN_MAX - 1 - PEM.len()));
    assert_eq!(refusal(&text), "");
}

#[test]
fn bytes_after_the_certificate_are_refused() {
    let mut der = SignerCert::parse(PEM).unwrap().der().to_vec();
    der.extend([0, 0, 0]);
    assert_eq!(refusal(&pem(&der)), "3 bytes follow the certificate inside its PEM block");
}
