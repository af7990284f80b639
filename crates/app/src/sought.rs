//! What a path led to.

use sigill_store::{Noun, Sought, Within};

use crate::refusal::Refusal;

/// What a path led to, or the documented text for how far it led. `ext_id` is what was looked for in the client. Who may
/// not see it hears the same as if it weren't there.
pub(crate) fn found<R, T>(sought: Sought<R, T>, client: &str, ext_id: &str) -> Result<Within<R, T>, Refusal> {
    let noun = match sought {
        Sought::There(within) => return Ok(within),
        Sought::Missing(noun) | Sought::Outside(noun) => noun,
    };
    Err(match noun {
        Noun::Client => Refusal::no_client(client),
        Noun::User(client_name) => Refusal::no_user(ext_id, &client_name),
        Noun::Profile(client_name) => Refusal::no_profile(ext_id, &client_name),
        Noun::Policy(client_name) => Refusal::no_policy(ext_id, &client_name),
        Noun::Question(client_name) => Refusal::no_question(ext_id, &client_name),
        Noun::EnterpriseRole(client_name) => Refusal::no_enterprise_role(ext_id, &client_name),
        Noun::Credential(client_name) => Refusal::no_credential(ext_id, &client_name),
        Noun::Application => Refusal::no_application(ext_id),
        Noun::Unit(client_name) => Refusal::no_unit(ext_id, &client_name),
    })
}

/// As [`found`], of the client itself, or of what must be known of it.
pub(crate) fn found_client<R, T>(sought: Sought<R, T>, client: &str) -> Result<Within<R, T>, Refusal> {
    found(sought, client, client)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_not_be_seen_is_answered_as_what_is_not_there() {
        let name = || "Muster".to_owned();
        let nouns = [
            Noun::Client,
            Noun::User(name()),
            Noun::Profile(name()),
            Noun::Policy(name()),
            Noun::Question(name()),
            Noun::Credential(name()),
            Noun::Unit(name()),
        ];
        for noun in nouns {
            let told = |sought: Sought<(), ()>| found(sought, "c", "x").unwrap_err().to_string();
            let missing = told(Sought::Missing(noun.clone()));
            assert_eq!(missing, told(Sought::Outside(noun.clone())), "{noun:?}");
            assert!(noun == Noun::Client || missing.contains("Muster"), "{missing}");
        }
    }
}
