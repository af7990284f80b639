//! What files may ask for, and what becomes of those that are broken.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use sigill_import::{Entry, FILE_LEN_MAX, Format, Opener, read, read_anything};

fn why(format: Format, text: &str, key: Option<&str>) -> String {
    match read(format, text.as_bytes(), Opener { key }) {
        Err(why) => why.to_string(),
        Ok(entries) => entries.iter().filter_map(|entry| entry.what.clone().err()).collect::<Vec<_>>().join("; "),
    }
}

fn brought(format: Format, text: &str) -> Vec<Entry> {
    read(format, text.as_bytes(), Opener::default()).unwrap()
}

#[test]
fn what_costs_too_much_is_refused_before_it_is_computed() {
    let whole = vec![b' '; FILE_LEN_MAX + 1];
    assert!(read(Format::Otpauth, &whole, Opener::default()).unwrap_err().to_string().contains("octets"));
    let derived = |rounds: &str| {
        format!(
            "<KeyContainer><EncryptionKey><DerivedKey><KeyDerivationMethod Algorithm=\"x#pbkdf2\"><PBKDF2-params><Salt>\
             <Specified>AAAA</Specified></Salt><IterationCount>{rounds}</IterationCount><KeyLength>16</KeyLength>\
             </PBKDF2-params></KeyDerivationMethod></DerivedKey></EncryptionKey></KeyContainer>"
        )
    };
    for rounds in ["0", "2000001", "4294967295"] {
        assert!(why(Format::Pskc, &derived(rounds), Some("x")).contains("rounds of PBKDF2"), "{rounds}");
    }
    assert!(why(Format::Pskc, &derived("4294967296"), Some("x")).contains("IterationCount"));
    assert!(why(Format::Pskc, &"<a>".repeat(100_000), None).contains("within each other"));
}

#[test]
fn xml_has_neither_entities_nor_document_types() {
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\">]><KeyContainer>&b;</KeyContainer>";
    assert!(why(Format::Pskc, bomb, None).contains("a document type isn't read"));
    assert!(why(Format::Pskc, "<KeyContainer>\n&b;</KeyContainer>", None).starts_with("line 2: no entities"));
    assert!(why(Format::Pskc, "<Realm/>", None).contains("expected a KeyContainer"));
}

#[test]
fn what_is_broken_is_told_by_its_place_and_the_rest_is_read() {
    let uri = "otpauth://totp/Example:anna?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    let text = format!("# tokens\n{uri}\n\notpauth://totp/x\notpauth-migration://offline?data=CP%2F%2F%2F%2F8P\n");
    let entries = brought(Format::Otpauth, &text);
    let places: Vec<_> = entries.iter().map(|entry| (entry.place.as_str(), entry.what.is_ok())).collect();
    assert_eq!(places, [("line 2", true), ("line 4", false), ("line 5", false)]);
    assert!(!format!("{entries:?}").contains("GEZD"), "a key isn't shown");
    let csv = "n/a, T1, 31323334353637383930, hotp, 6\nT2, 31323334353637383930, TOTP, 8, 60\nT3, xyz, hotp, 6\nT4";
    let entries = brought(Format::Privacyidea, csv);
    assert_eq!(entries.iter().map(|entry| entry.what.is_ok()).collect::<Vec<_>>(), [true, true, false, false]);
    assert!(entries[1].what.as_ref().unwrap().body["otpauthUri"].as_str().unwrap().ends_with("digits=8&period=60"));
    let folded =
        "dn: uid=a\r\nuid: a\r\n# a comment\r\n  that goes on\r\nuserPassword: {SHA}abc\r\n def\r\nuserPassword: x\r\n";
    let entries = brought(Format::Ldif, folded);
    assert_eq!(entries[0].what.as_ref().unwrap().body["passwordHash"], "{SHA}abcdef");
    assert_eq!(
        (entries[0].place.as_str(), entries[0].owner.as_deref(), entries[1].what.is_err()),
        ("line 5", Some("a"), true)
    );
    assert!(why(Format::Ldif, "dn: a\nchangetype: modify\n", None).starts_with("line 2: changes aren't read"));
    assert!(why(Format::Ldif, "uid:: %\n", None).contains("base64"));
}

#[test]
fn the_same_file_makes_the_same_names_and_another_one_others() {
    let uri = "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n";
    let ids = |text: &str| -> Vec<String> {
        let entries = brought(Format::Otpauth, text);
        entries.iter().map(|entry| entry.what.as_ref().unwrap().body["extId"].as_str().unwrap().to_owned()).collect()
    };
    let twice = uri.repeat(2);
    assert_eq!(ids(&twice), ids(&twice));
    assert_ne!(ids(&twice)[0], ids(&twice)[1]);
    assert_ne!(ids(&twice)[0], ids(uri)[0]);
}

#[test]
fn any_octets_are_read_without_a_panic() {
    let seeds = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/import");
    for seed in std::fs::read_dir(seeds).unwrap() {
        let octets = std::fs::read(seed.unwrap().path()).unwrap();
        for at in 0..octets.len() {
            for change in [1, 0x80, 0xff] {
                let mut spoilt = octets.clone();
                spoilt[at] ^= change;
                read_anything(&spoilt);
            }
            read_anything(&octets[..at]);
        }
    }
}
