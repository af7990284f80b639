//! Tokens that are signed as they should be, and say what they must not, or in another way than they must.

use super::*;

/// Really signed by the issuer, with claims that aren't for us, or aren't now.
pub(super) fn claimed(good: &Good) -> Cases {
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
pub(super) fn worded(good: &Good) -> Cases {
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
