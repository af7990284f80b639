//! What the call is about: a client, its policy, its users.

use serde::Serialize;
use serde_json::json;

use super::api::Api;
use crate::failure::Failure;

/// The path of the API.
const PREFIX: &str = "/nevisidm/api/core/v1";
/// The client, as the documentation's example calls it.
pub(super) const CLIENT: &str = "client-123";
/// Users are `user-123`, `user-124`, …
const FIRST: u32 = 123;
const POLICY: &str = "mobile-signature-swiss";
/// Swiss numbers.
pub(super) const MSISDN_REGEX: &str = r"\+41[0-9]{9}";
/// The provider, which is played.
pub(super) const MSSP: &str = "https://mssp.example.com/";
/// What texts begin with, as an AP agrees with its provider.
pub(super) const TEXT_PREFIX: &str = "Sigill: ";
/// A certificate made for this purpose; nobody has its key.
const SIGNER_CERT: &str = include_str!("sample.pem");

/// Who plays.
pub(super) struct Cast {
    /// The user that gets the mobile signature.
    pub(super) user: String,
    /// Another one, without.
    pub(super) free_user: String,
    /// Whether users before these have one already.
    pub(super) is_continued: bool,
}

/// A mobile signature as it is asked for: the members that the documentation makes mandatory, and
/// the certificate.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NewMobileSignature<'a> {
    identificator: String,
    mssp_identifier: &'a str,
    msisdn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    signer_cert: Option<&'a str>,
}

/// The first user that the quickstart makes.
pub(super) fn first_user() -> String {
    name(FIRST)
}

fn name(number: u32) -> String {
    format!("user-{number}")
}

/// The path of a user's mobile signature.
pub(super) fn mobile_signature(user: &str) -> String {
    format!("{PREFIX}/{CLIENT}/users/{user}/mobile-signature")
}

/// The path of the signatures that a user is asked for.
pub(super) fn signatures(user: &str) -> String {
    format!("/sigill/v1/{CLIENT}/users/{user}/mobile-signature/signatures")
}

/// What a person is asked.
pub(super) fn question() -> String {
    json!({ "text": format!("{TEXT_PREFIX}pay CHF 10 to ACME? Code {{code}}") }).to_string()
}

/// A complete body for a user.
pub(super) fn sample(user: &str) -> String {
    body(user, &msisdn(user), Some(SIGNER_CERT))
}

/// The mandatory members only, with this number.
pub(super) fn short_sample(user: &str, msisdn: &str) -> String {
    body(user, msisdn, None)
}

/// A made-up number of the form that the policy wants, another one for each user.
pub(super) fn msisdn(user: &str) -> String {
    format!("+4179{:0>7}", user.trim_start_matches(|c: char| !c.is_ascii_digit()))
}

fn body(user: &str, msisdn: &str, signer_cert: Option<&str>) -> String {
    let new = NewMobileSignature {
        identificator: format!("mid-{user}"),
        mssp_identifier: MSSP,
        msisdn: msisdn.to_owned(),
        signer_cert,
    };
    // Texts alone always have a JSON form.
    serde_json::to_string(&new).unwrap_or_default()
}

/// Makes the client, its policy and its users where they are not there, and finds two users that
/// have no mobile signature.
pub(super) async fn prepare(api: &Api) -> Result<Cast, Failure> {
    let clients = format!("{PREFIX}/clients");
    let client = json!({ "extId": CLIENT, "name": CLIENT });
    api.ensure(&clients, &format!("{clients}/{CLIENT}"), &client).await?;

    let policies = format!("{PREFIX}/{CLIENT}/policies");
    let policy = json!({
        "extId": POLICY,
        "name": "Swiss numbers",
        "policyType": "MobileSignaturePolicy",
        "defaultPolicy": true,
        "parameters": { "validation.msisdn.regex": MSISDN_REGEX },
    });
    api.ensure(&policies, &format!("{policies}/{POLICY}"), &policy).await?;

    let mut number = FIRST;
    let user = next_free(api, &mut number).await?;
    let free_user = next_free(api, &mut number).await?;
    Ok(Cast { is_continued: user != first_user(), user, free_user })
}

/// The next active user without a mobile signature, from `number` on, which moves behind it.
async fn next_free(api: &Api, number: &mut u32) -> Result<String, Failure> {
    let users = format!("{PREFIX}/{CLIENT}/users");
    loop {
        let user = name(*number);
        let new = json!({
            "extId": user,
            "name": { "firstName": "Anna", "familyName": format!("Muster {number}") },
            "contacts": { "email": format!("{user}@example.com") },
        });
        *number += 1;
        let found = api.ensure(&users, &format!("{users}/{user}"), &new).await?.json()?;
        let is_active = found.get("userState").and_then(|state| state.as_str()) == Some("active");
        if is_active && api.get(&mobile_signature(&user)).await?.is_none() {
            return Ok(user);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_the_form_that_the_policy_wants() {
        assert_eq!(msisdn("user-123"), "+41790000123");
        assert_eq!(msisdn("user-1000"), "+41790001000");
    }

    #[test]
    fn a_body_can_stand_between_single_quotes_in_a_shell() {
        assert_eq!(
            short_sample("user-123", "+41790000123"),
            r#"{"identificator":"mid-user-123","msspIdentifier":"https://mssp.example.com/","msisdn":"+41790000123"}"#
        );
    }
}
