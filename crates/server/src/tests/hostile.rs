//! Tokens that must not be accepted, each beside one that is (RFC 8725).

use std::sync::Arc;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};
use serde_json::json;
use sigill_app::setup::{self, TechnicalUser};
use sigill_app::token::{Algorithm, ClientOf, IssuerOptions, TokenTypes};
use sigill_testing::{Published, Signer, base64url};

use super::*;

const ISSUER: &str = "https://login.example.com";

/// The good tokens, and what else an attacker may know.
struct Good {
    own: String,
    outside: String,
    opaque: String,
    user: String,
    credential: String,
    secret: String,
    /// The outside issuer's real key: what it signs is wrong in its claims only.
    signer: Signer,
    now: i64,
}

async fn site() -> (Site, Good) {
    let (signer, keys) = (Signer::ed25519("k1"), Arc::new(Published::default()));
    let mut for_encryption = Signer::p256("enc").jwk();
    for_encryption["use"] = "enc".into();
    let symmetric = json!({ "kty": "oct", "kid": "oct", "k": base64url("secret"), "alg": "HS256" });
    keys.set_text(&json!({ "keys": [signer.jwk(), for_encryption, symmetric] }).to_string());
    let issuer = IssuerOptions {
        issuer: ISSUER.to_owned(),
        audience: "sigill".to_owned(),
        algorithms: vec![Algorithm::EdDSA, Algorithm::RS256],
        types: TokenTypes::Strict,
        client: ClientOf::Fixed("api".to_owned()),
        user_claim: "sub".to_owned(),
        skew_s: 30,
        keys,
    };
    let fixture = Fixture::with_issuers(Database::new(Kind::Sqlite).await, vec![issuer]).await;
    let site = Site::around(fixture, Limits::default());
    let app = &site.fixture.app;
    let wanted = TechnicalUser { client: "api", user: "root", role: Role::Root, clients: ClientRoom::Global };
    let made = setup::technical_user(&app.store, &app.world, app.tokens.secrets(), &wanted).await.unwrap();
    let own = app.tokens.issue(&made.client_id, &made.client_secret, None).await.unwrap().access_token;
    let credential = site.fixture.database.query("SELECT ext_id FROM credential").await.unwrap();
    let opaque = BASE64_STANDARD_NO_PAD.encode(format!("root:{credential}:{}", made.client_secret));
    let now = app.world.clock.now().seconds();
    let claims = json!({ "iss": ISSUER, "aud": "sigill", "sub": "root", "iat": now, "exp": now + 300 });
    let outside = signer.token("at+jwt", &claims);
    let (user, secret) = ("root".to_owned(), made.client_secret);
    (site, Good { own, outside, opaque, user, credential, secret, signer, now })
}

#[tokio::test]
async fn no_hostile_token_is_accepted() {
    let (site, good) = site().await;
    let path = format!("{API}/clients/api");
    let call = async |token: &str| site.get(&path, &[("authorization", &format!("Bearer {token}"))]).await;
    for token in [&good.own, &good.outside, &good.opaque] {
        assert_eq!(call(token).await.status, StatusCode::OK, "{token}");
    }
    let mut hostile = Vec::new();
    hostile.extend(damaged(&good));
    hostile.extend(forged(&good));
    hostile.extend(claimed(&good));
    hostile.extend(worded(&good));
    hostile.extend(opaque(&good));
    let mut accepted = Vec::new();
    for (what, token) in &hostile {
        assert!(![&good.own, &good.outside, &good.opaque].contains(&token), "{what} is a good one");
        let answer = call(token).await;
        // Bytes that no header may have don't even come so far.
        if answer.told() != "401 errors.unauthenticated"
            || answer.header("www-authenticate") != "Bearer realm=\"sigill\", error=\"invalid_token\""
        {
            accepted.push(format!("{what}: {} {token}", answer.status));
        }
    }
    assert!(accepted.is_empty(), "{accepted:#?}");
    assert!(hostile.len() >= 400, "{}", hostile.len());
    for token in [&good.own, &good.outside, &good.opaque] {
        assert_eq!(call(token).await.status, StatusCode::OK, "still");
    }
}

type Cases = Vec<(String, String)>;

/// Good ones, cut, lengthened, or with a character changed.
fn damaged(good: &Good) -> Cases {
    let mut cases = Cases::new();
    for (name, token) in [("own", &good.own), ("outside", &good.outside)] {
        let parts: Vec<&str> = token.split('.').collect();
        for end in (1..token.len()).step_by(token.len() / 30) {
            cases.push((format!("{name}, cut at {end}"), token[..end].to_owned()));
        }
        for tail in ["x", "A", ".", "..", ".x", "=", "==", "%3D", "\"", ",", " x", "\tx", ";"] {
            cases.push((format!("{name}, followed by {tail:?}"), format!("{token}{tail}")));
        }
        for head in [".", "x", "=", "\"", "Bearer ", "{"] {
            cases.push((format!("{name}, after {head:?}"), format!("{head}{token}")));
        }
        // 64 bytes leave four bits of the last character unused: they must be zero.
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let place = alphabet.find(&token[token.len() - 1..]).unwrap();
        for other in (0..16).map(|low| (place & 0x30) | low).filter(|other| *other != place) {
            let last = &alphabet[other..=other];
            cases.push((
                format!("{name}, signature in another spelling"),
                format!("{}{last}", &token[..token.len() - 1]),
            ));
        }
        for at in (0..86).step_by(4) {
            let mut signature = parts[2].to_owned().into_bytes();
            signature[at] = if signature[at] == b'A' { b'B' } else { b'A' };
            let signature = String::from_utf8(signature).unwrap();
            cases
                .push((format!("{name}, signature changed at {at}"), format!("{}.{}.{signature}", parts[0], parts[1])));
        }
        for at in (0..parts[1].len()).step_by(8) {
            let mut claims = parts[1].to_owned().into_bytes();
            claims[at] = if claims[at] == b'A' { b'B' } else { b'A' };
            let claims = String::from_utf8(claims).unwrap();
            cases.push((format!("{name}, claims changed at {at}"), format!("{}.{claims}.{}", parts[0], parts[2])));
        }
        for (what, token) in [
            ("no signature", format!("{}.{}.", parts[0], parts[1])),
            ("no third part", format!("{}.{}", parts[0], parts[1])),
            ("no header", format!(".{}.{}", parts[1], parts[2])),
            ("no claims", format!("{}..{}", parts[0], parts[2])),
            ("signature twice", format!("{token}.{}", parts[2])),
            ("turned round", format!("{}.{}.{}", parts[2], parts[1], parts[0])),
            ("padded", format!("{}=.{}.{}", parts[0], parts[1], parts[2])),
            ("five parts", format!("{}.{}.{}.{}.{}", parts[0], parts[1], parts[2], parts[1], parts[2])),
            ("in base64 once more", BASE64_STANDARD_NO_PAD.encode(token)),
        ] {
            cases.push((format!("{name}, {what}"), token));
        }
    }
    let (own, outside): (Vec<&str>, Vec<&str>) = (good.own.split('.').collect(), good.outside.split('.').collect());
    for mask in 1..7_usize {
        let part = |n: usize| if mask >> n & 1 == 1 { outside[n] } else { own[n] };
        cases.push((format!("parts of two tokens, {mask}"), format!("{}.{}.{}", part(0), part(1), part(2))));
    }
    cases
}

/// Signed by somebody else, or by nobody, with headers that talk the verifier into it.
fn forged(good: &Good) -> Cases {
    let mut cases = Cases::new();
    for (name, token, issuer_key) in [("own", &good.own, None), ("outside", &good.outside, Some(&good.signer))] {
        let parts: Vec<&str> = token.split('.').collect();
        let header: Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(parts[0]).unwrap()).unwrap();
        let claims = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
        let kid = header["kid"].as_str().unwrap().to_owned();
        let with = |name: &str, value: Value| {
            let mut header = header.clone();
            header[name] = value;
            header.to_string()
        };
        for alg in ["none", "None", "NONE", "nOnE", "", " none", "HS256", "null"] {
            let signed = format!("{}.{}", base64url(with("alg", alg.into())), parts[1]);
            cases.push((format!("{name}, alg {alg:?} unsigned"), format!("{signed}.")));
            cases.push((format!("{name}, alg {alg:?} as signed"), format!("{signed}.{}", parts[2])));
        }
        for alg in
            [Value::Null, 1.into(), json!(["EdDSA"]), json!({}), "eddsa".into(), "EDDSA".into(), "Ed25519".into()]
        {
            cases.push((
                format!("{name}, alg {alg}"),
                format!("{}.{}.{}", base64url(with("alg", alg)), parts[1], parts[2]),
            ));
        }
        // The public key is public: it must not serve as a secret.
        if let Some(key) = issuer_key {
            let jwk = key.jwk();
            let secrets = [
                key.public(),
                jwk.to_string().into_bytes(),
                jwk["x"].as_str().unwrap().as_bytes().to_vec(),
                BASE64_STANDARD.encode(key.public()).into_bytes(),
                Vec::new(),
                b"secret".to_vec(),
            ];
            let algorithms = [("HS256", hmac::HMAC_SHA256), ("HS384", hmac::HMAC_SHA384), ("HS512", hmac::HMAC_SHA512)];
            for (alg, algorithm) in algorithms {
                for (n, secret) in secrets.iter().enumerate() {
                    for kid in [kid.as_str(), "oct"] {
                        let header = json!({ "typ": "at+jwt", "alg": alg, "kid": kid }).to_string();
                        let signed = format!("{}.{}", base64url(header), parts[1]);
                        let tag = hmac::sign(&hmac::Key::new(algorithm, secret), signed.as_bytes());
                        cases.push((
                            format!("{name}, {alg} by secret {n} of {kid}"),
                            format!("{signed}.{}", base64url(tag)),
                        ));
                    }
                }
            }
        }
        for attacker in [Signer::ed25519(&kid), Signer::p256(&kid), Signer::rsa(&kid)] {
            let alg = attacker.alg();
            let base = json!({ "typ": "at+jwt", "alg": alg, "kid": kid });
            let signed = |header: &Value| attacker.token_of(&header.to_string(), &claims);
            cases.push((format!("{name}, by another key, {alg}"), signed(&base)));
            let jwk = attacker.jwk();
            let own = [
                ("jwk", jwk.clone()),
                ("jku", "https://attacker.example.com/keys".into()),
                ("x5u", "https://attacker.example.com/chain".into()),
                ("x5c", json!(["MIIB"])),
                ("x5t", "AAAA".into()),
                ("crit", json!(["exp"])),
                ("crit", json!([])),
                ("b64", false.into()),
                ("zip", "DEF".into()),
                ("enc", "A256GCM".into()),
                ("cty", "JWT".into()),
            ];
            for (member, value) in own {
                let mut header = base.clone();
                header[member] = value;
                cases.push((format!("{name}, {alg} with {member}"), signed(&header)));
            }
            for alg in ["EdDSA", "ES256", "ES384", "ES512", "RS256", "RS512", "PS256", "ES256K", "RSA1_5", "dir"] {
                let mut header = base.clone();
                header["alg"] = alg.into();
                cases.push((format!("{name}, signed otherwise than {alg}"), signed(&header)));
            }
        }
        let attacker = Signer::ed25519(&kid);
        for kid in [
            "",
            " ",
            "0",
            "../../../../etc/passwd",
            "/dev/null",
            "' OR '1'='1",
            "'; DROP TABLE signing_key; --",
            "k1\u{0}",
            "K1",
            "k1 ",
            "http://attacker.example.com/k1",
            "${jndi:ldap://attacker}",
            "*",
            "%",
            "enc",
            "oct",
        ] {
            let header = json!({ "typ": "at+jwt", "alg": "EdDSA", "kid": kid }).to_string();
            cases.push((format!("{name}, kid {kid:?}"), attacker.token_of(&header, &claims)));
        }
        for kid in [Value::Null, 1.into(), json!(["k1"]), json!({ "k1": 1 }), "k".repeat(201).into()] {
            cases.push((format!("{name}, kid {kid}"), attacker.token_of(&with("kid", kid), &claims)));
        }
        let nested = json!({ "typ": "at+jwt", "alg": "EdDSA", "kid": kid, "cty": "JWT" }).to_string();
        cases.push((format!("{name}, nested"), attacker.token_of(&nested, token)));
    }
    cases
}

/// Really signed by the issuer, with claims that aren't for us, or aren't now.
fn claimed(good: &Good) -> Cases {
    let now = good.now;
    let base = json!({ "iss": ISSUER, "aud": "sigill", "sub": "root", "iat": now, "exp": now + 300 });
    let mut cases = Cases::new();
    let values: &[(&str, Vec<Value>)] = &[
        (
            "iss",
            vec![
                json!("https://login.example.com/"),
                json!("https://LOGIN.example.com"),
                json!("http://login.example.com"),
                json!("https://login.example.com.attacker.example.com"),
                json!("http://sigill.test"),
                json!(""),
                json!(null),
                json!(1),
                json!([ISSUER]),
                json!({ "iss": ISSUER }),
            ],
        ),
        (
            "aud",
            vec![
                json!("other"),
                json!("SIGILL"),
                json!("sigill "),
                json!("sigil"),
                json!("sigill2"),
                json!(""),
                json!(null),
                json!([]),
                json!(["other"]),
                json!(["sigill", 1]),
                json!([["sigill"]]),
                json!({ "sigill": true }),
                json!(true),
            ],
        ),
        (
            "exp",
            vec![
                json!(now - 30),
                json!(now - 3_600),
                json!(0),
                json!(-1),
                json!(null),
                json!(""),
                json!("9999999999"),
                json!([now + 300]),
                json!(true),
                json!(1e300),
                json!(18_446_744_073_709_551_615_u64),
                json!(9_223_372_036_854_775_807_i64),
                json!(253_402_300_800_i64),
            ],
        ),
        (
            "nbf",
            vec![json!(now + 31), json!(now + 100_000), json!("0"), json!(null), json!(-1), json!([0]), json!(1e300)],
        ),
        ("iat", vec![json!(now + 31), json!("0"), json!(null), json!(-1), json!({})]),
        (
            "sub",
            vec![
                json!(""),
                json!(null),
                json!(1),
                json!(["root"]),
                json!("nobody"),
                json!("ROOT"),
                json!("root "),
                json!("root\u{0}"),
                json!("api/root"),
                json!("root' OR '1'='1"),
                json!("x".repeat(5_000)),
            ],
        ),
    ];
    for (name, values) in values {
        for value in values {
            let mut claims = base.clone();
            claims[*name] = value.clone();
            cases.push((
                format!("{name} {}", value.to_string().chars().take(60).collect::<String>()),
                good.signer.token("at+jwt", &claims),
            ));
        }
        if !["nbf", "iat"].contains(name) {
            let mut claims = base.clone();
            claims.as_object_mut().unwrap().remove(*name);
            cases.push((format!("without {name}"), good.signer.token("at+jwt", &claims)));
        }
    }
    for typ in
        ["", "JWT", "jwt", "id_token+jwt", "logout+jwt", "dpop+jwt", "at+jwt;x", " at+jwt", "at+jws", "application/jwt"]
    {
        cases.push((format!("typ {typ:?}"), good.signer.token(typ, &base)));
    }
    for typ in [Value::Null, 1.into(), json!(["at+jwt"])] {
        let header = json!({ "typ": typ, "alg": "EdDSA", "kid": "k1" }).to_string();
        cases.push((format!("typ {typ}"), good.signer.token_of(&header, &base.to_string())));
    }
    let untyped = json!({ "alg": "EdDSA", "kid": "k1" }).to_string();
    cases.push(("no typ".to_owned(), good.signer.token_of(&untyped, &base.to_string())));
    let anonymous = json!({ "typ": "at+jwt", "alg": "EdDSA" }).to_string();
    cases.push(("no kid".to_owned(), good.signer.token_of(&anonymous, &base.to_string())));
    // A header that would change what the signature means.
    for (name, value) in [
        ("crit", json!(["exp"])),
        ("b64", json!(false)),
        ("zip", json!("DEF")),
        ("enc", json!("A128GCM")),
        ("jku", json!("https://a")),
        ("x5u", json!("https://a")),
        ("jwk", good.signer.jwk()),
    ] {
        let mut header = json!({ "typ": "at+jwt", "alg": "EdDSA", "kid": "k1" });
        header[name] = value;
        cases.push((
            format!("really signed, with {name}"),
            good.signer.token_of(&header.to_string(), &base.to_string()),
        ));
    }
    cases
}

/// Really signed by the issuer, but in JSON that two readers would read in two ways.
fn worded(good: &Good) -> Cases {
    let header = json!({ "typ": "at+jwt", "alg": "EdDSA", "kid": "k1" }).to_string();
    let (now, exp) = (good.now, good.now + 300);
    let claims = format!(r#"{{"iss":"{ISSUER}","aud":"sigill","sub":"root","iat":{now},"exp":{exp}}}"#);
    let inner = &claims[1..claims.len() - 1];
    let texts = [
        format!(r#"{{{inner},"sub":"root"}}"#),
        format!(r#"{{{inner},"sub":"nobody"}}"#),
        format!(r#"{{{inner},"iss":"{ISSUER}"}}"#),
        format!(r#"{{{inner},"aud":"other"}}"#),
        format!(r#"{{{inner},"exp":{exp}}}"#),
        format!(r#"{{{inner},"\u0073ub":"root"}}"#),
        format!(r#"{{{inner},"a":{{"b":1,"b":2}}}}"#),
        format!("{claims}{claims}"),
        format!("{claims} x"),
        format!("[{claims}]"),
        format!("\u{feff}{claims}"),
        format!("{{{inner},}}"),
        format!("{{{inner}"),
        claims.replace('"', "'"),
        String::new(),
        "null".to_owned(),
        "\"x\"".to_owned(),
        "1".to_owned(),
        format!(r#"{{{inner},"exp":1e999}}"#),
        format!(r#"{{{inner},"n":NaN}}"#),
        format!("{{{inner},\"t\":\"\u{1}\"}}"),
        format!(r#"{{{inner},"deep":{}1{}}}"#, "[".repeat(400), "]".repeat(400)),
        format!("/* */{claims}"),
        format!(r#"{{{inner},"s":"\ud800"}}"#),
        format!(r#"{{{inner},"big":"{}"}}"#, "x".repeat(8_000)),
    ];
    let mut cases: Cases = texts
        .iter()
        .map(|text| (format!("claims {}", &text[..text.floor_char_boundary(90)]), good.signer.token_of(&header, text)))
        .collect();
    let not_utf8 = [claims.as_bytes(), b"\xff"].concat();
    let signed = format!("{}.{}", base64url(&header), base64url(not_utf8));
    let signature = base64url(good.signer.sign(signed.as_bytes()));
    cases.push(("claims that aren't UTF-8".to_owned(), format!("{signed}.{signature}")));
    for header in [
        r#"{"typ":"at+jwt","alg":"EdDSA","alg":"EdDSA","kid":"k1"}"#,
        r#"{"typ":"at+jwt","alg":"none","alg":"EdDSA","kid":"k1"}"#,
        r#"{"typ":"at+jwt","alg":"EdDSA","kid":"k2","kid":"k1"}"#,
        r#"{"typ":"JWT","typ":"at+jwt","alg":"EdDSA","kid":"k1"}"#,
        r#"[{"typ":"at+jwt","alg":"EdDSA","kid":"k1"}]"#,
        r#"{"typ":"at+jwt","alg":"EdDSA","kid":"k1"} "x""#,
        "",
        "{}",
        "null",
        r#"{"typ":"at+jwt","ALG":"EdDSA","kid":"k1"}"#,
        r#"{"typ":"at+jwt","kid":"k1"}"#,
    ] {
        cases.push((format!("header {header}"), good.signer.token_of(header, &claims)));
    }
    // Padding, and the other alphabet, in a part that is really signed like that.
    let padded = format!("{}.{}", BASE64_STANDARD.encode(&header), base64url(&claims));
    cases
        .push(("padded and signed".to_owned(), format!("{padded}.{}", base64url(good.signer.sign(padded.as_bytes())))));
    let spaced = format!("{}.{} ", base64url(&header), base64url(&claims));
    cases
        .push(("spaced and signed".to_owned(), format!("{spaced}.{}", base64url(good.signer.sign(spaced.as_bytes())))));
    cases
}

/// The opaque form with broken parts.
fn opaque(good: &Good) -> Cases {
    let Good { user, credential, secret, .. } = good;
    let texts = [
        format!("{user}:{credential}"),
        format!("{user}:{credential}:"),
        format!("{user}:{secret}"),
        format!(":{credential}:{secret}"),
        format!("{user}::{secret}"),
        format!("{credential}:{user}:{secret}"),
        format!("{user}:{credential}:{secret} "),
        format!("{user}:{credential}:{secret}\n"),
        format!("{user}:{credential}:{secret}\0"),
        format!(" {user}:{credential}:{secret}"),
        format!("{user}:{credential}:{secret}:"),
        format!("{user}:{credential}::{secret}"),
        format!("api:{user}:{credential}:{secret}"),
        format!("api/{user}:{credential}:{secret}"),
        format!("ROOT:{credential}:{secret}"),
        format!("nobody:{credential}:{secret}"),
        format!("{user}:none:{secret}"),
        format!("{user}:{credential}:{}", secret.to_uppercase()),
        format!("{user}:{credential}:x"),
        format!("{user}:{credential}:{}", &secret[1..]),
        format!("{user}:{credential}:{}", "x".repeat(513)),
        format!("{user}' OR '1'='1:{credential}:{secret}"),
        format!("{user}:%:{secret}"),
        format!("{user};{credential};{secret}"),
        format!("\u{feff}{user}:{credential}:{secret}"),
        "::".to_owned(),
        ":".to_owned(),
        String::new(),
        "x".to_owned(),
    ];
    let mut cases: Cases =
        texts.iter().map(|text| (format!("opaque {text:?}"), BASE64_STANDARD_NO_PAD.encode(text))).collect();
    let plain = format!("{user}:{credential}:{secret}");
    // None of these is the one spelling of the documented form.
    let longer = [format!("{plain}a"), format!("{plain}ab")];
    for text in &longer {
        cases.push(("opaque, wrong and padded".to_owned(), BASE64_STANDARD.encode(text)));
    }
    for tail in ["=", "==", "A", "\"", ",", "%3D", "-", "_"] {
        cases.push((format!("opaque, followed by {tail:?}"), format!("{}{tail}", good.opaque)));
    }
    cases.push(("opaque, twice".to_owned(), BASE64_STANDARD_NO_PAD.encode(&good.opaque)));
    cases.push(("opaque, plain".to_owned(), plain));
    cases.push(("the secret alone".to_owned(), secret.clone()));
    cases.push(("the credential alone".to_owned(), credential.clone()));
    cases.push(("hexadecimal".to_owned(), good.opaque.bytes().map(|byte| format!("{byte:02x}")).collect()));
    cases.push(("not UTF-8".to_owned(), BASE64_STANDARD_NO_PAD.encode(b"\xff:\xfe:\xfd")));
    for end in (1..good.opaque.len()).step_by(7) {
        cases.push((format!("opaque, cut at {end}"), good.opaque[..end].to_owned()));
    }
    // An empty token is none at all.
    cases.retain(|(_, token)| !token.is_empty());
    cases
}
