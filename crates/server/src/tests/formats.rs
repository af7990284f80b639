//! Credentials as other products write them, brought here as a user would, and checked. The samples aren't in the
//! repository: `SIGILL_VECTORS` names their folder.

use serde_json::json;
use sigill_domain::credential::kinds;
use sigill_import::{Entry, Format, Opener};

use super::kinds::{form, policy, user};
use super::*;

/// What most of them have as the password.
pub(super) const PASSWORD: &str = "Gr\u{fc}ezi 1291!";
/// When the codes of the samples are those that are said, in milliseconds since 1970.
const AT_MS: i64 = 1_700_000_000_000;

/// A sample, if it is there.
pub(super) fn sample(name: &str) -> Option<Vec<u8>> {
    let folder = std::env::var_os("SIGILL_VECTORS");
    if folder.is_none() {
        println!("left out: SIGILL_VECTORS is not set");
    }
    Some(std::fs::read(std::path::PathBuf::from(folder?).join("formats").join(name)).unwrap())
}

pub(super) fn json_of(name: &str) -> Option<Value> {
    Some(serde_json::from_slice(&sample(name)?).unwrap())
}

/// A site at the time of the samples, where what they bring has its policies.
async fn at_their_time(database: Database) -> Site {
    let site = Site::on(database).await;
    let now = sigill_app::Clock::now(&*site.fixture.clock).micros() / 1_000;
    site.fixture.clock.advance_ms(AT_MS - now);
    site
}

/// Makes what an entry says for a user: the answer.
pub(super) async fn bring(site: &Site, user: &str, entry: &Entry) -> Answer {
    let creation = entry.what.as_ref().unwrap_or_else(|why| panic!("{}: {why}", entry.place));
    let root = site.root().await;
    site.post(&format!("{user}/{}", creation.segment), &json_by(&root), creation.body.to_string()).await
}

/// What a check of a credential says.
pub(super) async fn check(site: &Site, user: &str, segment: &str, shown: Value) -> i64 {
    let root = site.root().await;
    let path = format!("{}/credentials/{segment}/verify", user.replace("/nevisidm/api/core/v1", "/sigill/v1"));
    let answer = site.post(&path, &json_by(&root), shown.to_string()).await;
    answer.json()["statusCode"].as_i64().unwrap_or_else(|| panic!("{}", answer.body))
}

/// Makes an OATH token of an entry, shows a code, and shows it again.
async fn token_shows(site: &Site, user: &str, entry: &Entry, code: &str) {
    let made = bring(site, user, entry).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}: {}", entry.place, made.body);
    assert!(!made.body.contains("otpauth"), "it isn't told again: {}", made.body);
    let id = made.json()["extId"].clone();
    let shown = |code: &str| json!({ "code": code, "credentialExtId": id });
    let other: String = code.chars().map(|c| if c == '9' { '0' } else { char::from(c as u8 + 1) }).collect();
    assert_eq!(check(site, user, "oath-credentials", shown(&other)).await, 2, "{}: wrong", entry.place);
    assert_eq!(check(site, user, "oath-credentials", shown(code)).await, 0, "{}: {code}", entry.place);
    assert_eq!(check(site, user, "oath-credentials", shown(code)).await, 2, "{}: once", entry.place);
}

/// Tokens that lock by nothing that is tried here.
async fn lenient(site: &Site) -> String {
    policy(site, "OpenAuthenticationPolicy", json!({ "maxCredFailureCount": "-1", "tmpLockingThreshold": "-1" })).await;
    user(site, form("Oath"), "anna").await
}

fn read(format: Format, file: &[u8], key: Option<&str>) -> Vec<Entry> {
    sigill_import::read(format, file, Opener { key }).unwrap()
}

/// Hashes that aren't taken, and by what name.
const NOT_TAKEN: &[(&str, &str)] = &[
    ("ldap-md5", "MD5"),
    ("ldap-smd5", "MD5"),
    ("ldap-crypt-md5", "MD5"),
    ("ldap-crypt-yescrypt", "yescrypt"),
    ("ldap-crypt-des", "DES"),
    ("ldap-cleartext", "in clear"),
    ("ldap-no-scheme", "in clear"),
    ("django-md5", "MD5"),
    ("django-unusable", "no password"),
];

on_both! {
    async fn every_hash_of_the_samples_is_checked_or_refused_by_its_name(database: Database) {
        let Some(all) = json_of("passwords.json") else { return };
        let site = Site::on(database).await;
        let root = site.root().await;
        policy(&site, "PwdPolicy", json!({ "maxCredFailureCount": "-1", "tmpLockingThreshold": "-1" })).await;
        let (mut taken, mut refused) = (0, Vec::new());
        for (n, one) in all.as_array().unwrap().iter().enumerate() {
            let (id, hash) = (one["id"].as_str().unwrap(), one["hash"].as_str().unwrap());
            let user = user(&site, form("Password"), &format!("u{n}")).await;
            let wish = json!({ "passwordHash": hash }).to_string();
            let made = site.post(&format!("{user}/password"), &json_by(&root), wish).await;
            if let Some((_, why)) = NOT_TAKEN.iter().find(|(known, _)| *known == id) {
                assert_eq!(made.told(), "422 errors.invalidData", "{id}: {}", made.body);
                assert!(made.messages().contains(why), "{id}: {}", made.messages());
                refused.push(id);
                continue;
            }
            assert_eq!(made.status, StatusCode::CREATED, "{id}: {}", made.body);
            let show = async |password: &str| check(&site, &user, "password", json!({ "password": password })).await;
            assert_eq!(show("Gr\u{fc}ezi 1292!").await, 2, "{id}");
            // What isn't text can't be shown, but as nothing that fits.
            if let Some(password) = one["password"].as_str() {
                assert_eq!(show(password).await, 0, "{id}");
                assert_eq!(show(password).await, 0, "{id}: by Sigill's own hash");
            }
            taken += 1;
        }
        assert_eq!((taken, refused.len()), (58 - NOT_TAKEN.len(), NOT_TAKEN.len()));
    }

    async fn every_otpauth_uri_of_the_samples_shows_its_code_or_is_refused(database: Database) {
        let Some(all) = json_of("otpauth.json") else { return };
        let site = at_their_time(database).await;
        let (root, user) = (site.root().await, lenient(&site).await);
        for one in all["read"].as_array().unwrap() {
            let uri = one["uri"].as_str().unwrap();
            let entries = read(Format::Otpauth, uri.as_bytes(), None);
            assert_eq!(entries[0].owner.as_deref(), one["account"].as_str(), "{uri}");
            token_shows(&site, &user, &entries[0], one["code"].as_str().unwrap()).await;
            // By the call itself, without reading it before.
            let wish = json!({ "label": "x", "otpauthUri": uri });
            let made = site.post(&format!("{user}/oath-credentials"), &json_by(&root), wish.to_string()).await;
            let made = made.json();
            for (member, said) in [("method", "type"), ("algorithm", "algorithm"), ("digits", "digits")] {
                assert_eq!(made[member], one[said], "{uri}");
            }
            let moves = if one["type"] == "hotp" { ("counter", "counter") } else { ("period", "period") };
            assert_eq!(made[moves.0], one[moves.1], "{uri}");
        }
        for one in all["refuse"].as_array().unwrap() {
            let uri = one["uri"].as_str().unwrap();
            let wish = json!({ "label": "x", "otpauthUri": uri }).to_string();
            let refused = site.post(&format!("{user}/oath-credentials"), &json_by(&root), wish).await;
            assert_eq!(refused.told(), "422 errors.invalidData", "{uri}: {}", refused.body);
            assert!(refused.messages().starts_with("otpauthUri: ") && !refused.body.contains("GEZD"), "{}", refused.body);
            let entries = read(Format::Otpauth, uri.as_bytes(), None);
            assert!(entries[0].what.is_err(), "{uri}");
        }
    }

    async fn every_export_of_google_authenticator_brings_its_tokens(database: Database) {
        let Some(all) = json_of("otpauth-migration.json") else { return };
        let site = at_their_time(database).await;
        let user = lenient(&site).await;
        for export in all.as_array().unwrap() {
            let lines: Vec<&str> = export["uri"].as_array().unwrap().iter().map(|uri| uri.as_str().unwrap()).collect();
            let entries = read(Format::Otpauth, lines.join("\n").as_bytes(), None);
            let accounts = export["accounts"].as_array().unwrap();
            assert_eq!(entries.len(), accounts.len());
            for (entry, account) in entries.iter().zip(accounts) {
                let uri = entry.what.as_ref().unwrap().body["otpauthUri"].as_str().unwrap();
                let token = sigill_domain::oath::BroughtToken::read(uri).unwrap();
                let key: String = token.key.iter().map(|octet| format!("{octet:02x}")).collect();
                assert_eq!((json!(key), json!(token.method)), (account["secret_hex"].clone(), account["type"].clone()));
                let counter = account["counter"].as_i64().unwrap_or(AT_MS / 1_000 / 30);
                let code = sigill_domain::oath::code(token.algorithm, &token.key, counter as u64, token.digits as u32);
                token_shows(&site, &user, entry, &code.unwrap()).await;
                assert_eq!(json!(token.digits), account["digits"]);
            }
            site.fixture.database.execute("DELETE FROM credential WHERE kind = 20").await;
        }
    }

    async fn every_pskc_file_of_the_samples_brings_its_tokens_in_clear_or_by_its_key(database: Database) {
        let Some(plain) = sample("pskc/pskc-plain.xml") else { return };
        let site = at_their_time(database).await;
        let user = lenient(&site).await;
        let key = Some("12345678901234567890123456789012");
        for (file, key) in [
            (plain, None), (sample("pskc/pskc-aes128.xml").unwrap(), key), (sample("pskc/pskc-pbkdf2.xml").unwrap(), Some("qwerty")),
        ] {
            let entries = read(Format::Pskc, &file, key);
            assert_eq!(entries.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["987654321", "987654322"]);
            token_shows(&site, &user, &entries[0], "755224").await;
            // SHA-256, eight digits.
            token_shows(&site, &user, &entries[1], "47769631").await;
            site.fixture.database.execute("DELETE FROM credential WHERE kind = 20").await;
            if key.is_some() {
                for wrong in [None, Some("00000000000000000000000000000000"), Some("x")] {
                    assert!(sigill_import::read(Format::Pskc, &file, Opener { key: wrong }).is_err());
                }
                let spoilt = String::from_utf8(file).unwrap().replace("<pskc:ValueMAC>", "<pskc:ValueMAC>AAAA");
                let entries = read(Format::Pskc, spoilt.as_bytes(), key);
                assert!(entries[0].what.as_ref().is_err_and(|why| why.contains("MAC")), "{entries:?}");
            }
        }
    }

    async fn every_export_of_privacyidea_brings_its_tokens_or_says_what_to_export_instead(database: Database) {
        let Some(pskc) = sample("privacyidea/export.pskc.xml") else { return };
        let site = at_their_time(database).await;
        let user = lenient(&site).await;
        policy(&site, "TANPolicy", json!({})).await;
        let fernet = "HnAsCdVMs0TW58W9-0V-pyI3QQYv6ms7iU7OG6qx1Rs=";
        let of = |name: &str| sample(&format!("privacyidea/{name}")).unwrap();
        for (name, file, key) in [
            ("pskc", pskc, Some("3a4d6bf65af2f91075aa4acab457f8fc")), ("pi", of("export.pi"), Some(fernet)),
            ("decrypted", of("export.pi.decrypted.json"), None), ("csv", of("export.csv"), None),
        ] {
            let mut entries = read(Format::Privacyidea, &file, key);
            entries.sort_by(|a, b| a.name.cmp(&b.name));
            let is_complete = name != "csv";
            for entry in &entries {
                let code = match entry.name.as_str() {
                    "HOTP0001" => "755224",
                    "TOTP0001" => "81921300",
                    // Of a token whose hash isn't said, it isn't known.
                    "TOTP0256" if is_complete => "47769631",
                    "TOTP0512" if is_complete => "40800581",
                    "PW0001" => {
                        assert!(entry.what.is_err(), "a password in clear: {entry:?}");
                        continue;
                    }
                    "SMS0001" => {
                        assert_eq!(bring(&site, &user, entry).await.status, StatusCode::CREATED);
                        continue;
                    }
                    _ => {
                        let note = entry.what.as_ref().unwrap().note.unwrap_or_default();
                        assert!(!is_complete && note.contains("SHA-1"), "{name}: {entry:?}");
                        continue;
                    }
                };
                token_shows(&site, &user, entry, code).await;
            }
            let named: Vec<_> = entries.iter().map(|entry| entry.name.as_str()).collect();
            assert!(named.len() >= 4 && named.contains(&"TOTP0512"), "{name}: {named:?}");
            site.fixture.database.execute("DELETE FROM credential WHERE kind IN (11, 20)").await;
        }
        let yaml = sigill_import::read(Format::Privacyidea, &of("export.yaml"), Opener::default()).unwrap_err();
        assert!(yaml.to_string().contains("export with --format pi"), "{yaml}");
        let sealed = of("export.pi");
        for key in [None, Some("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")] {
            assert!(sigill_import::read(Format::Privacyidea, &sealed, Opener { key }).is_err());
        }
    }

    async fn a_realm_of_keycloak_brings_each_of_its_credentials_or_says_why_not(database: Database) {
        let (Some(realm), Some(expected)) = (sample("keycloak-realm.json"), json_of("keycloak-expected.json")) else { return };
        let site = at_their_time(database).await;
        lenient(&site).await;
        let entries = read(Format::Keycloak, &realm, None);
        let mut kinds = Vec::new();
        for name in ["anna", "bert", "carla", "dora", "emil", "fritz"] {
            let user = if name == "anna" { format!("{API}/api/users/anna") } else { user(&site, form("Password"), name).await };
            for entry in entries.iter().filter(|entry| entry.owner.as_deref() == Some(name)) {
                let segment = entry.what.as_ref().map_or("none", |creation| creation.segment);
                kinds.push(segment);
                match (segment, entry.name.as_str()) {
                    ("password", _) => {
                        let made = bring(&site, &user, entry).await;
                        assert_eq!(made.status, StatusCode::CREATED, "{}: {}", entry.place, made.body);
                        assert_ne!(check(&site, &user, segment, json!({ "password": "wrong" })).await, 0);
                        assert_eq!(check(&site, &user, segment, json!({ "password": PASSWORD })).await, 0, "{}", entry.place);
                    }
                    ("oath-credentials", label) => {
                        let code = match label {
                            "Phone" => &expected["carla_totp"],
                            "Imported" => &expected["dora_totp"],
                            _ => &expected["dora_hotp_next"]["code"],
                        };
                        token_shows(&site, &user, entry, code.as_str().unwrap()).await;
                    }
                    ("fido2", _) => {
                        let made = bring(&site, &user, entry).await;
                        assert_eq!(made.status, StatusCode::CREATED, "{}: {}", entry.place, made.body);
                    }
                    _ => assert!(entry.what.as_ref().unwrap_err().contains("recovery codes"), "{entry:?}"),
                }
            }
        }
        assert_eq!(kinds.len(), entries.len());
        let count = |segment: &str| kinds.iter().filter(|kind| **kind == segment).count();
        assert_eq!((count("password"), count("oath-credentials"), count("fido2"), count("none")), (6, 3, 2, 1));
    }

    async fn the_people_of_an_ldif_bring_their_passwords_and_certificates(database: Database) {
        let Some(people) = sample("people.ldif") else { return };
        let site = Site::on(database).await;
        let entries = read(Format::Ldif, &people, None);
        assert_eq!(entries.len(), 7, "{entries:?}");
        for entry in &entries {
            let name = entry.owner.as_deref().unwrap();
            let there = site.get(&format!("{API}/api/users/{name}"), &json_by(&site.root().await)).await;
            let user = match there.status {
                StatusCode::OK => format!("{API}/api/users/{name}"),
                _ => user(&site, form("Password"), name).await,
            };
            let made = bring(&site, &user, entry).await;
            assert_eq!(made.status, StatusCode::CREATED, "{}: {}", entry.place, made.body);
            if entry.name == "password" {
                assert_ne!(check(&site, &user, "password", json!({ "password": "wrong" })).await, 0);
                assert_eq!(check(&site, &user, "password", json!({ "password": PASSWORD })).await, 0, "{name}");
            } else {
                let shown = site.get(made.header("location"), &json_by(&site.root().await)).await.json();
                assert!(shown["shaFingerprint"].as_str().unwrap().to_uppercase().starts_with("2D0525E2"), "{shown}");
            }
        }
    }

    async fn a_certificate_is_taken_in_pem_and_refused_in_each_other_wrapping_by_name(database: Database) {
        let Some(plain) = sample("x509/leaf.pem") else { return };
        let site = Site::on(database).await;
        let root = site.root().await;
        let create = async |user: &str, certificate: &[u8]| {
            let text = String::from_utf8_lossy(certificate);
            site.post(&format!("{user}/certificates"), &json_by(&root), json!({ "certificate": text }).to_string()).await
        };
        for (n, name) in ["leaf.pem", "leaf-bom.pem", "leaf-crlf.pem", "leaf-with-text.pem"].into_iter().enumerate() {
            let user = user(&site, form("Certificate"), &format!("u{n}")).await;
            let made = create(&user, &sample(&format!("x509/{name}")).unwrap()).await;
            assert_eq!(made.status, StatusCode::CREATED, "{name}: {}", made.body);
            let shown = site.get(made.header("location"), &json_by(&root)).await.json();
            let fingerprint = shown["shaFingerprint"].as_str().unwrap().to_uppercase();
            assert!(fingerprint.starts_with("2D0525E2") && fingerprint.ends_with("A1E02E"), "{shown}");
            let serial = shown["serial"].as_str().unwrap().to_uppercase();
            assert_eq!(serial.trim_start_matches('0'), "F1E2D3C4B5A6978877665544332211FF");
            assert!(shown["subjectDn"].as_str().unwrap().contains('\u{fc}'), "{shown}");
            let again = create(&user, &plain).await;
            assert_eq!(again.told(), "422 errors.certificateExists", "{name}: it is the same one");
            assert_eq!(site.delete(made.header("location"), &json_by(&root)).await.status, StatusCode::NO_CONTENT);
        }
        let user = user(&site, form("Certificate"), "other").await;
        for (name, why) in [
            ("leaf-x509-label.pem", "X509 CERTIFICATE"), ("leaf-trusted.pem", "TRUSTED CERTIFICATE"),
            ("leaf-bare-base64.txt", "BEGIN CERTIFICATE"), ("leaf.der", "BEGIN CERTIFICATE"),
            ("chain-leaf-first.pem", "more than one certificate"), ("chain-root-first.pem", "more than one certificate"),
            ("chain.p7b", "BEGIN CERTIFICATE"), ("chain.p7c.pem", "PKCS7"),
            // With a private key, or one could be there: nobody but its user should have that.
            ("certs-only.p12", "BEGIN CERTIFICATE"), ("leaf-3des.p12", "BEGIN CERTIFICATE"),
            ("leaf-empty-password.p12", "BEGIN CERTIFICATE"), ("leaf-legacy-rc2.p12", "BEGIN CERTIFICATE"),
            ("leaf-modern.p12", "BEGIN CERTIFICATE"), ("leaf-utf8-password.p12", "BEGIN CERTIFICATE"),
        ] {
            let file = sample(&format!("x509/{name}")).unwrap();
            let refused = create(&user, &file).await;
            assert_eq!(refused.told(), "422 errors.invalidData", "{name}: {}", refused.body);
            let told = refused.messages();
            // What is no text has a zero in it.
            assert!(told.contains(why) || (!name.ends_with(".pem") && told.contains("U+0000")), "{name}: {told}");
            if name.ends_with(".p12") {
                let told = sigill_import::read(Format::Ldif, &file, Opener::default()).unwrap_err().to_string();
                assert!(told.contains("PKCS #12 holds a private key"), "{told}");
            }
        }
    }
}

#[test]
fn what_is_brought_belongs_to_types_that_are_there() {
    for segment in ["oath-credentials", "password", "certificates", "fido2", "mtans"] {
        assert!(kinds::ALL.iter().any(|kind| kind.form().segment == segment), "{segment}");
    }
}
