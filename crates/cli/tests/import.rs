//! `sigill import` against `sigill serve`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use serde_json::{Value, json};
use support::{Ended, Running};
use tempfile::{TempDir, tempdir};

/// The key of RFC 4226, in base64.
const TOKENS: &str = r#"<KeyContainer xmlns="urn:ietf:params:xml:ns:keyprov:pskc">
 <KeyPackage><DeviceInfo><SerialNo>4711</SerialNo></DeviceInfo>
  <Key Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp"><Data>
   <Secret><PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret><Counter><PlainValue>4</PlainValue></Counter>
  </Data></Key></KeyPackage>
 <KeyPackage><DeviceInfo><SerialNo>4712</SerialNo></DeviceInfo>
  <Key Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:pin"><Data/></Key></KeyPackage>
</KeyContainer>"#;

struct Installation {
    folder: TempDir,
    _running: Running,
    url: String,
    token: String,
}

impl Installation {
    fn start() -> Self {
        let folder = tempdir().unwrap();
        let database = format!("sqlite:{}", folder.path().join("sigill.db").display());
        let variables = [("SIGILL_DATABASE_URL", &*database), ("SIGILL_PUBLIC_URL", "http://sigill.test")];
        let (running, url) = Running::serve(folder.path(), &variables);
        let arguments = "admin technical-user --client api --create-client API --user root --role nevisIdm.Root --global \
                         --output json";
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        let made = support::command(folder.path(), &arguments).envs(variables).output().unwrap();
        let made: Value = serde_json::from_slice(&made.stdout).unwrap();
        let token = support::token(&url, "api/root", made["client_secret"].as_str().unwrap()).unwrap();
        std::fs::write(folder.path().join("token"), format!("{token}\n")).unwrap();
        Self { folder, _running: running, url, token }
    }

    fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let http = reqwest::blocking::Client::builder().no_proxy().build().unwrap();
        let answer = http.post(format!("{}{path}", self.url)).bearer_auth(&self.token).json(body).send().unwrap();
        (answer.status().as_u16(), answer.json().unwrap_or_default())
    }

    fn import(&self, format: &str, text: &str, more: &[&str]) -> Ended {
        std::fs::write(self.folder.path().join("file"), text).unwrap();
        let arguments = ["import", format, "file", "--url", &self.url, "--client", "api", "--token-file", "token"];
        support::run(self.folder.path(), &[&arguments, more].concat())
    }
}

#[test]
fn what_a_file_has_is_tried_brought_and_not_brought_twice() {
    let here = Installation::start();
    let person = json!({
        "extId": "anna", "name": { "firstName": "A", "familyName": "B" }, "contacts": { "email": "a@example.com" },
    });
    assert_eq!(here.post("/nevisidm/api/core/v1/api/users", &person).0, 201);
    let refused = here.import("pskc", TOKENS, &[]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.stdout.starts_with("is nobody's: key package 1, oath-credentials of -, 4711"), "{refused:?}");
    std::fs::write(here.folder.path().join("whose"), "4711,anna\n4712, anna\n").unwrap();
    let whose = ["--users", "whose"];
    let tried = here.import("pskc", TOKENS, &[&whose[..], &["--dry-run"]].concat());
    assert!(tried.stdout.starts_with("would be made: key package 1, oath-credentials of anna, 4711\n"), "{tried:?}");
    let made = here.import("pskc", TOKENS, &[&whose[..], &["--output", "json"]].concat());
    assert_eq!(made.stderr, "sigill: 1 of 2 credentials were not brought\n");
    let told: Value = serde_json::from_str(&made.stdout).unwrap();
    assert_eq!((&told["items"][0]["outcome"], &told["left"]), (&json!("made"), &json!(1)), "{told}");
    assert!(told["items"][1]["why"].as_str().unwrap().contains("a key for pin"), "{told}");
    assert!(!made.stdout.contains("MTIz") && !made.stdout.contains("GEZD"), "{made:?}");
    let again = here.import("pskc", TOKENS, &whose);
    assert!(again.stdout.starts_with("is there: key package 1"), "{again:?}");
    // The next code is the one of the counter that the file says.
    let check = "/sigill/v1/api/users/anna/credentials/oath-credentials/verify";
    assert_eq!(here.post(check, &json!({ "code": "338314" })).1["statusCode"], 0);

    let people = "dn: uid=anna,dc=example\nuid: anna\nuserPassword: {SHA}tFsjO0o/FLF/fE2R9PqpJPggg18=\n\n\
                  dn: uid=bea,dc=example\nuid: bea\nuserPassword: {SMD5}Uy3f55/dvmf6jPVNFm5BkTV1DpA=\n";
    let brought = here.import("ldif", people, &[]);
    assert!(brought.stdout.starts_with("made: line 3, password of anna, password\n"), "{brought:?}");
    assert!(brought.stdout.contains("was refused: line 7, password of bea, password (404: "), "{brought:?}");
    let shown = json!({ "password": "Gr\u{fc}ezi 1291!" });
    assert_eq!(here.post("/sigill/v1/api/users/anna/credentials/password/verify", &shown).1["statusCode"], 0);

    for (format, text, more, told) in [
        ("pskc", "<a>", &[][..], "file: line 1: expected an XML document that is whole"),
        ("keycloak", "[]", &[], "line 1: expected a realm with its users"),
        ("privacyidea", "- serial: x", &[], "YAML isn't read"),
        ("ldif", people, &["--users", "file"], "line 2: expected a name, a comma and an external id"),
        ("ldif", people, &["--key-file", "missing"], "missing"),
    ] {
        let failed = here.import(format, text, more);
        assert!(failed.code == Some(2) && failed.stderr.contains(told), "{told}: {failed:?}");
    }
    std::fs::write(here.folder.path().join("token"), "x").unwrap();
    let stranger = here.import("ldif", people, &[]);
    assert!(stranger.code == Some(1) && stranger.stderr.contains("doesn't take the token"), "{stranger:?}");
}
