//! Tokens of all kinds against the built binary, as an operator configures them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use serde_json::{Value, json};
use sigill_testing::Signer;
use tempfile::tempdir;

use support::{Running, get, run, token};

fn now() -> i64 {
    let since = jiff::Timestamp::now();
    since.as_second()
}

#[test]
fn an_operator_configures_who_vouches_for_callers() {
    let folder = tempdir().unwrap();
    let signer = Signer::p256("theirs");
    let keys = json!({ "keys": [signer.jwk()] });
    std::fs::write(folder.path().join("jwks.json"), keys.to_string()).unwrap();
    let config = "[token]\nopaque_client = 'operators'\n[[token.issuers]]\nissuer = 'https://login.example.com'\n\
        jwks_file = 'jwks.json'\nalgorithms = ['ES256']\nclient = 'operators'\n";
    std::fs::write(folder.path().join("sigill.toml"), config).unwrap();
    let arguments = [
        "admin",
        "technical-user",
        "--client",
        "operators",
        "--create-client",
        "Operators",
        "--user",
        "root",
        "--role",
        "nevisIdm.Root",
        "--global",
        "--output",
        "json",
    ];
    let made: Value = serde_json::from_str(&run(folder.path(), &arguments).stdout).unwrap();
    let secret = made["client_secret"].as_str().unwrap();
    let (_running, url) = Running::serve(folder.path(), &[]);
    let path = format!("{url}/nevisidm/api/core/v1/operators/users/root/credentials");

    let own = token(&url, "operators/root", secret).unwrap();
    let (status, credentials) = get(&path, &own);
    assert_eq!(status, 200, "{credentials}");
    let credential = credentials["items"][0]["extId"].as_str().unwrap();

    let opaque = BASE64_STANDARD_NO_PAD.encode(format!("root:{credential}:{secret}"));
    assert_eq!(get(&path, &opaque).0, 200);
    assert_eq!(get(&path, &opaque[1..]).0, 401);

    let claims = json!({ "iss": "https://login.example.com", "aud": "sigill", "sub": "root", "exp": now() + 60 });
    assert_eq!(get(&path, &signer.token("at+jwt", &claims)).0, 200);
    assert_eq!(get(&path, &signer.token("JWT", &claims)).0, 401, "strict, where nothing is said");
    assert_eq!(get(&path, &Signer::p256("theirs").token("at+jwt", &claims)).0, 401);

    // A key of one's own, given beside the running server.
    let own_key = Signer::ed25519("mine");
    let mut jwk = own_key.jwk();
    // As RFC 9864 names EdDSA on this curve.
    jwk["alg"] = "Ed25519".into();
    std::fs::write(folder.path().join("key.jwk"), jwk.to_string()).unwrap();
    let ended = run(folder.path(), &["admin", "public-key", "--client", "operators", "--user", "root", "key.jwk"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let claims = json!({
        "iss": "operators/root", "sub": "operators/root", "aud": url, "exp": now() + 60, "jti": "1",
    });
    let form = format!(
        "grant_type=client_credentials&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={}",
        own_key.token("client-authentication+jwt", &claims)
    );
    let ask = || {
        let request = reqwest::blocking::Client::new().post(format!("{url}/oauth2/token"));
        request.header("Content-Type", "application/x-www-form-urlencoded").body(form.clone()).send().unwrap()
    };
    let issued: Value = ask().json().unwrap();
    assert_eq!(get(&path, issued["access_token"].as_str().unwrap()).0, 200, "{issued}");
    assert_eq!(ask().status().as_u16(), 401, "once");
}

#[test]
fn signing_keys_are_rotated_beside_a_running_server() {
    let folder = tempdir().unwrap();
    let (_running, url) = Running::serve(folder.path(), &[]);
    let keys = |arguments: &[&str]| -> Vec<Value> {
        let ended = run(folder.path(), &[&["admin", "keys"], arguments, &["--output", "json"]].concat());
        assert_eq!(ended.code, Some(0), "{ended:?}");
        serde_json::from_str::<Value>(&ended.stdout).unwrap()["keys"].as_array().unwrap().clone()
    };
    let shown = || get(&format!("{url}/.well-known/jwks.json"), "").1["keys"].as_array().unwrap().len();
    // What is shown may be a second old.
    let becomes = |count: usize| while shown() != count {};
    assert_eq!((keys(&["list"]).len(), shown()), (1, 1));
    let both = keys(&["rotate", "--after", "0"]);
    assert_eq!(both.len(), 2);
    becomes(2);
    let (new, old) = (both[0]["kid"].as_str().unwrap(), both[1]["kid"].as_str().unwrap());
    for (arguments, why) in [
        (vec![new, "--now"], "signs, or will"),
        (vec![old], "may be valid until"),
        (vec!["01a20a4a-4f1f-70c7-a285-8ac0300b21e9"], "there is no key"),
    ] {
        let ended = run(folder.path(), &[&["admin", "keys", "retire"], &arguments[..]].concat());
        assert!(ended.code == Some(1) && ended.stderr.contains(why), "{ended:?}");
    }
    assert_eq!(keys(&["retire", old, "--now"]).len(), 1);
    becomes(1);
    assert_eq!(keys(&["list"])[0]["kid"], new);
}

#[test]
fn what_can_not_be_a_key_of_a_user_is_refused() {
    let folder = tempdir().unwrap();
    let private = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"AA"}"#;
    let other = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","alg":"ES256"}"#;
    for (text, why) in [
        (private, "private part"),
        (other, "isn't of this algorithm's kind"),
        ("{}", "expected a key of type"),
        ("-----BEGIN", "expected a JWK"),
    ] {
        std::fs::write(folder.path().join("key"), text).unwrap();
        let ended = run(folder.path(), &["admin", "public-key", "--client", "a", "--user", "b", "key"]);
        assert!(ended.code == Some(2) && ended.stderr.contains(why), "{ended:?}");
    }
}
