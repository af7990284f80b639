//! A realm of Keycloak, with its users: `kc.sh export` writes it.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::{Value, json};
use sigill_domain::fido2::{Authenticator, hash_of};
use sigill_domain::oath::{BroughtToken, OathHash, from_base32};

use crate::{Creation, Entry, Unreadable, label, token};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Realm {
    #[serde(default)]
    users: Vec<User>,
    #[serde(default)]
    web_authn_policy_rp_id: String,
    #[serde(default)]
    web_authn_policy_passwordless_rp_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct User {
    #[serde(default)]
    id: String,
    username: String,
    #[serde(default)]
    credentials: Vec<Value>,
    #[serde(default)]
    required_actions: Vec<String>,
}

pub(crate) fn read(text: &str) -> Result<Vec<Entry>, Unreadable> {
    // What is no object would be read as its members in their order.
    if !text.trim_start().starts_with('{') {
        return Err(Unreadable::new("line 1", "expected a realm with its users, in JSON"));
    }
    let realm: Realm = serde_json::from_str(text).map_err(|error| {
        Unreadable::new(format!("line {}", error.line()), "expected a realm with its users, in JSON")
    })?;
    let all = realm.users.iter().flat_map(|user| (1..).zip(&user.credentials).map(move |(n, one)| (user, n, one)));
    Ok(all
        .map(|(user, n, credential)| {
            let name = text_of(credential, "userLabel");
            let kind = text_of(credential, "type");
            Entry {
                place: format!("{}, credential {n}", user.username),
                owner: Some(user.username.clone()),
                name: if name.is_empty() { kind.to_owned() } else { name.to_owned() },
                what: Told::of(credential).and_then(|told| creation(&told, user, &realm)),
            }
        })
        .collect())
}

fn text_of<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A credential: what stands in texts within the text, or, before version 8, beside its type.
struct Told {
    kind: String,
    label: String,
    secret: Value,
    data: Value,
}

impl Told {
    fn of(credential: &Value) -> Result<Self, String> {
        let inner = |name: &str| match credential.get(name) {
            Some(Value::String(text)) => {
                serde_json::from_str(text).map_err(|_| format!("{name}: expected JSON in a text"))
            }
            _ => Ok(credential.clone()),
        };
        let (kind, label) = (text_of(credential, "type").to_owned(), text_of(credential, "userLabel").to_owned());
        Ok(Self { kind, label, secret: inner("secretData")?, data: inner("credentialData")? })
    }

    /// A text of the secret part, by its name now or before.
    fn secret(&self, names: [&str; 2]) -> &str {
        names.into_iter().map(|name| text_of(&self.secret, name)).find(|text| !text.is_empty()).unwrap_or_default()
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.data.get(name).and_then(Value::as_i64)
    }
}

fn creation(told: &Told, user: &User, realm: &Realm) -> Result<Creation, String> {
    match told.kind.as_str() {
        "password" => {
            let is_to_change = user.required_actions.iter().any(|action| action == "UPDATE_PASSWORD");
            let note =
                is_to_change.then_some("Keycloak asks for another one at the next sign-in; here, nobody does yet");
            Ok(Creation { segment: "password", body: json!({ "passwordHash": hash(told)? }), note })
        }
        "otp" | "totp" | "hotp" => otp(told),
        "webauthn" => key(told, user, (&realm.web_authn_policy_rp_id, "webAuthnPolicyRpId", "discouraged")),
        "webauthn-passwordless" => {
            let own = &realm.web_authn_policy_passwordless_rp_id;
            let rp_id = if own.is_empty() { &realm.web_authn_policy_rp_id } else { own };
            key(told, user, (rp_id, "webAuthnPolicyPasswordlessRpId", "required"))
        }
        "recovery-authn-codes" => Err("recovery codes of Keycloak are hashes, which can't be shown again: make new \
                                       ones"
            .to_owned()),
        other => Err(format!("credentials of type {} aren't read", label(other, "unknown"))),
    }
}

/// The hash as a text that Sigill takes.
fn hash(told: &Told) -> Result<String, String> {
    let plain = |text: &str| text.trim_end_matches('=').to_owned();
    let (value, salt) = (plain(told.secret(["value", "hashedSaltedValue"])), plain(told.secret(["salt", "salt"])));
    let rounds = told.number("hashIterations").ok_or("hashIterations: expected a number")?;
    match text_of(&told.data, "algorithm") {
        "pbkdf2" => Ok(format!("$pbkdf2${rounds}${salt}${value}")),
        of @ ("pbkdf2-sha256" | "pbkdf2-sha512") => Ok(format!("${of}${rounds}${salt}${value}")),
        "argon2" => {
            let more = told.data.get("additionalParameters").unwrap_or(&Value::Null);
            let one = |name: &str| more.get(name).and_then(|all| all.get(0)).and_then(Value::as_str);
            let (Some(kind), Some(memory), Some(lanes)) = (one("type"), one("memory"), one("parallelism")) else {
                return Err("additionalParameters: expected type, memory and parallelism".to_owned());
            };
            let version = if one("version") == Some("1.0") { 16 } else { 19 };
            Ok(format!("$argon2{kind}$v={version}$m={memory},t={rounds},p={lanes}${salt}${value}"))
        }
        other => Err(format!("hashes by {} aren't read: they come from an extension", label(other, "nothing"))),
    }
}

fn otp(told: &Told) -> Result<Creation, String> {
    let value = told.secret(["value", "value"]);
    // Without an encoding, the characters themselves are the key, also where they look like base32.
    let key = match text_of(&told.data, "secretEncoding") {
        "" => value.as_bytes().to_vec(),
        "BASE32" => from_base32(value.trim_end_matches('=')).ok_or("value: expected base32")?,
        other => return Err(format!("secretEncoding {} isn't read", label(other, ""))),
    };
    let algorithm = match text_of(&told.data, "algorithm") {
        "" | "HmacSHA1" => OathHash::Sha1,
        "HmacSHA256" => OathHash::Sha256,
        "HmacSHA512" => OathHash::Sha512,
        _ => return Err("algorithm: expected HmacSHA1, HmacSHA256 or HmacSHA512".to_owned()),
    };
    let subtype = text_of(&told.data, "subType");
    let is_counted = subtype == "hotp" || (subtype.is_empty() && told.kind == "hotp");
    let called = label(&told.label, "OTP");
    let read = BroughtToken {
        method: if is_counted { "hotp" } else { "totp" },
        issuer: None,
        account: called.clone(),
        key,
        algorithm,
        digits: told.number("digits").unwrap_or(6),
        period: told.number("period").filter(|_| !is_counted).unwrap_or(30),
        counter: told.number("counter").unwrap_or_default(),
    };
    BroughtToken::read(&read.uri()).map_err(|why| why.to_string())?;
    Ok(token(called, read.uri(), None))
}

/// A public key of an authenticator, as the ceremonies here keep it.
fn key(told: &Told, user: &User, (rp_id, named, resident): (&str, &str, &str)) -> Result<Creation, String> {
    if rp_id.is_empty() {
        return Err(format!("the realm doesn't say for which domain the key is: {named} is empty"));
    }
    let id = text_of(&told.data, "credentialId");
    let id = BASE64_STANDARD.decode(id).or_else(|_| BASE64_STANDARD_NO_PAD.decode(id));
    let id = id.ok().filter(|id| !id.is_empty()).ok_or("credentialId: expected octets in base64")?;
    let public = BASE64_URL_SAFE_NO_PAD.decode(text_of(&told.data, "credentialPublicKey").trim_end_matches('='));
    let public = public.map_err(|_| "credentialPublicKey: expected octets in base64url".to_owned())?;
    let transports = told.data.get("transports").and_then(Value::as_array).into_iter().flatten();
    let kept = Authenticator {
        credential_id: BASE64_URL_SAFE_NO_PAD.encode(&id),
        public_key: BASE64_URL_SAFE_NO_PAD.encode(public),
        sign_count: told.number("counter").and_then(|count| u32::try_from(count).ok()).unwrap_or_default(),
        // Keycloak doesn't keep it: the first sign-in tells.
        backup_eligible: None,
        backed_up: false,
        user_handle: BASE64_URL_SAFE_NO_PAD.encode(user.id.as_bytes()),
        transports: transports.filter_map(Value::as_str).map(str::to_owned).collect(),
    };
    let body = json!({
        "aaguid": Some(text_of(&told.data, "aaguid")).filter(|id| !id.is_empty()).unwrap_or(NO_MODEL),
        "authenticator": kept.text(),
        "attestationConveyancePreference": "none",
        "hashedCredentialId": hash_of(&id),
        "rpId": rp_id,
        "residentKeyRequirement": resident,
        "userVerificationRequirement": "preferred",
        "userFriendlyName": label(&told.label, "Security key"),
    });
    Ok(Creation { segment: "fido2", body, note: Some("it serves only on pages of the domain that it was made for") })
}

/// The model of an authenticator that doesn't tell it.
const NO_MODEL: &str = "00000000-0000-0000-0000-000000000000";
