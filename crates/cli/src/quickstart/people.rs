//! People to look at in the console: with every type of credential, and with what makes it hard to sign in.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::api::Api;
use super::cast::MSSP;
use crate::failure::Failure;

/// Their client.
pub(super) const CLIENT: &str = "muster-bank";
/// At most so many: a name is given once.
pub(super) const MAX: u32 = 400;

const PREFIX: &str = "/nevisidm/api/core/v1";
const FIRST: [(&str, &str, &str); 20] = [
    ("Anna", "female", "de"),
    ("Luca", "male", "it"),
    ("Céline", "female", "fr"),
    ("Peter", "male", "de"),
    ("Laura", "female", "it"),
    ("Daniel", "male", "de"),
    ("Zoé", "female", "fr"),
    ("Thomas", "male", "en"),
    ("Nicole", "female", "de"),
    ("Olivier", "male", "fr"),
    ("Sara", "female", "de"),
    ("Marco", "male", "it"),
    ("Ladina", "female", "de"),
    ("Mehmet", "male", "de"),
    ("Julia", "female", "en"),
    ("Philippe", "male", "fr"),
    ("Petra", "female", "de"),
    ("João", "male", "en"),
    ("Elena", "female", "it"),
    ("Jürg", "male", "de"),
];
const FAMILY: [&str; 20] = [
    "Müller",
    "Keller",
    "Rossi",
    "Favre",
    "Widmer",
    "Bianchi",
    "Zimmermann",
    "Dubois",
    "Lüthi",
    "Caduff",
    "Nowak",
    "da Silva",
    "von Allmen",
    "Kaya",
    "Gerber",
    "Rochat",
    "Jovanović",
    "Brunner",
    "Ferrari",
    "Saint-Exupéry",
];
/// Types that have policies, but no default one from the start.
const POLICIES: [&str; 5] = ["PwdPolicy", "TANPolicy", "VascoPolicy", "FidoUafPolicy", "SecurityQuestionsPolicy"];
/// The policy of mobile signatures.
const LOCKS: &str = "locks";
const UNITS: [(&str, &str); 4] =
    [("retail", "Retail banking"), ("private", "Private banking"), ("branches", "Branches"), ("it", "Informatics")];

/// What is asked for a person.
type Wish = fn(&Person) -> Value;

/// The paths below a user where credentials are made, and what is asked for there.
const CREDENTIALS: [(&str, Wish); 19] = [
    ("password", |_| json!({ "password": "correct-horse-7" })),
    ("oath-credentials", |person| json!({ "label": person.login_id })),
    ("recovery-codes", |_| json!({})),
    ("fido2", |person| {
        json!({
            "userFriendlyName": "Blue key", "aaguid": "ee882879-721c-4913-9775-3dfcce97072a", "authenticator": "Blue key",
            "attestationConveyancePreference": "none", "hashedCredentialId": format!("sample-{}", person.number),
            "rpId": "example.com", "residentKeyRequirement": "required", "userVerificationRequirement": "preferred",
        })
    }),
    ("ticket", |_| json!({})),
    ("certificates", |person| json!({ "certificate": person.certificate() })),
    ("otp-credentials", |_| json!({})),
    ("mtans", |person| json!({ "mobileNumber": person.msisdn() })),
    ("puk", |_| json!({})),
    ("tempstrong-password", |_| json!({})),
    ("context-passwords", |_| json!({ "context": "e-banking", "password": "correct-horse-8" })),
    ("generic-credentials", |person| json!({ "identification": format!("badge-{}", person.number) })),
    ("kerberos", |person| json!({ "kerberosId": format!("{}@MUSTER-BANK.EXAMPLE", person.login_id) })),
    ("saml-credentials", |person| {
        json!({
            "issuerNameId": "https://id.example.com", "subjectNameId": person.login_id,
            "issuerNameIdFormat": "urn:oasis:names:tc:SAML:2.0:nameid-format:entity",
            "subjectNameIdFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
        })
    }),
    ("securid", |person| json!({ "username": person.login_id })),
    ("safeword", |person| json!({ "username": person.login_id })),
    ("url-ticket", |_| json!({ "urlPrefix": "https://portal.example.com/welcome?x=" })),
    ("fido-authenticators", |person| {
        json!({
            "aaid": "F1D0#0001", "appId": "https://portal.example.com", "keyId": format!("sample-{}", person.number),
            "publicKeyAlgorithm": "ES256", "publicKey": "MFkw",
        })
    }),
    ("security-questions", |_| json!({})),
];

/// What makes it hard to sign in: everybody has one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    Nothing,
    LockedByFailures,
    Disabled,
    PhoneDisabled,
    PhoneArchived,
    OverSoon,
    NothingToSignInBy,
    OneFailure,
    MustChangePassword,
    Archived,
}

impl Trouble {
    fn is_of_phone(self) -> bool {
        matches!(self, Self::LockedByFailures | Self::OneFailure | Self::PhoneDisabled | Self::PhoneArchived)
    }
}

const TROUBLES: [Trouble; 10] = [
    Trouble::Nothing,
    Trouble::LockedByFailures,
    Trouble::Disabled,
    Trouble::PhoneDisabled,
    Trouble::PhoneArchived,
    Trouble::OverSoon,
    Trouble::NothingToSignInBy,
    Trouble::OneFailure,
    Trouble::MustChangePassword,
    Trouble::Archived,
];

/// Somebody who doesn't exist.
struct Person {
    number: u32,
    first: &'static str,
    family: &'static str,
    sex: &'static str,
    language: &'static str,
    login_id: String,
}

impl Person {
    fn of(number: u32) -> Option<Self> {
        let turn = |number: u32| usize::try_from(number % 20).unwrap_or_default();
        let (first, sex, language) = *FIRST.get(turn(number))?;
        let family = *FAMILY.get(turn(number * 7 + number / 20))?;
        let login_id = format!("{}.{}", plain(first), plain(family));
        Some(Self { number, first, family, sex, language, login_id })
    }

    fn ext_id(&self) -> String {
        format!("person-{:03}", self.number)
    }

    fn msisdn(&self) -> String {
        format!("+4179555{:04}", self.number)
    }

    /// A certificate whose key nobody has.
    fn certificate(&self) -> String {
        sigill_app::seed::certificate(self.number.into()).unwrap_or_default()
    }

    fn trouble(&self) -> Trouble {
        let turn = usize::try_from(self.number).unwrap_or_default() % TROUBLES.len();
        TROUBLES.get(turn).copied().unwrap_or(Trouble::Nothing)
    }

    /// The user with its profile.
    fn identity(&self) -> Value {
        let (unit, _) = UNITS[usize::try_from(self.number).unwrap_or_default() % UNITS.len()];
        let mut user = json!({
            "extId": self.ext_id(), "loginId": self.login_id, "languageCode": self.language, "gender": self.sex,
            "name": { "firstName": self.first, "familyName": self.family },
            "contacts": { "email": format!("{}@muster-bank.example", self.login_id), "mobile": self.msisdn() },
        });
        if self.trouble() == Trouble::OverSoon {
            user["validity"] = json!({ "to": "2027-06-30" });
        }
        json!({ "user": user, "profile": { "unitExtId": unit } })
    }
}

/// A name in lower case and ASCII.
fn plain(name: &str) -> String {
    let letter = |letter: char| match letter {
        'ä' => "ae".to_owned(),
        'ö' => "oe".to_owned(),
        'ü' => "ue".to_owned(),
        'é' => "e".to_owned(),
        'ã' => "a".to_owned(),
        'ć' => "c".to_owned(),
        ' ' | '-' => String::new(),
        other => other.to_string(),
    };
    name.to_lowercase().chars().map(letter).collect()
}

/// Makes those of `count` people who aren't there yet, with their client.
pub(super) async fn fill(api: &Api, count: u32) -> Result<(), Failure> {
    if count == 0 {
        return Ok(());
    }
    let clients = format!("{PREFIX}/clients");
    api.ensure(&clients, &format!("{clients}/{CLIENT}"), &json!({ "extId": CLIENT, "name": "Muster Bank" })).await?;
    let all = format!("{PREFIX}/{CLIENT}");
    for policy in POLICIES {
        let new = json!({ "extId": policy, "name": policy, "policyType": policy, "defaultPolicy": true });
        api.ensure(&format!("{all}/policies"), &format!("{all}/policies/{policy}"), &new).await?;
    }
    let locks = json!({
        "extId": LOCKS, "name": "Locks until somebody unlocks", "policyType": "MobileSignaturePolicy", "defaultPolicy": true,
        "parameters": { "tmpLockingThreshold": "-1", "maxCredFailureCount": "3" },
    });
    api.ensure(&format!("{all}/policies"), &format!("{all}/policies/{LOCKS}"), &locks).await?;
    for (unit, name) in UNITS {
        let new = json!({ "extId": unit, "name": name, "profileless": false });
        api.ensure(&format!("{all}/units"), &format!("{all}/units/{unit}"), &new).await?;
    }
    for person in (1..=count.min(MAX)).filter_map(Person::of) {
        if api.get(&format!("{all}/users/{}", person.ext_id())).await?.is_none() {
            make(api, &person).await?;
        }
    }
    Ok(())
}

async fn make(api: &Api, person: &Person) -> Result<(), Failure> {
    let user = format!("{PREFIX}/{CLIENT}/users/{}", person.ext_id());
    api.must("POST", &format!("{PREFIX}/{CLIENT}/identity"), &person.identity()).await?;
    let trouble = person.trouble();
    if trouble == Trouble::NothingToSignInBy {
        return Ok(());
    }
    // Two of three have a mobile signature, and whoever has trouble with a credential has it with this one.
    if !person.number.is_multiple_of(3) || trouble.is_of_phone() {
        let new = json!({
            "extId": format!("phone-{:03}", person.number), "identificator": format!("MIDCHE{:010}", person.number),
            "msspIdentifier": MSSP, "msisdn": person.msisdn(),
        });
        api.must("POST", &format!("{user}/mobile-signature"), &new).await?;
    }
    // The only way in is locked.
    if trouble == Trouble::LockedByFailures {
        return bring(api, person, &user).await;
    }
    let all = CREDENTIALS.len();
    let turns = [person.number, person.number * 5 + 3].map(|turn| usize::try_from(turn).unwrap_or_default() % all);
    // Each of two different ones.
    for (segment, wish) in BTreeSet::from(turns).into_iter().filter_map(|turn| CREDENTIALS.get(turn)) {
        let path = match *segment {
            // These calls are Sigill's own.
            "security-questions" => user.replace(PREFIX, "/sigill/v1") + "/security-questions",
            segment => format!("{user}/{segment}"),
        };
        api.must("POST", &path, &wish(person)).await?;
    }
    bring(api, person, &user).await
}

/// The trouble of a person.
async fn bring(api: &Api, person: &Person, user: &str) -> Result<(), Failure> {
    let login = async |success: bool| {
        let outcome = json!({ "success": success, "credentialExtId": format!("phone-{:03}", person.number) });
        api.must("POST", &format!("{user}/login-info"), &outcome).await.map(drop)
    };
    let change = async |state: &str, why: &str| {
        let patch = json!({ "stateName": state, "modificationComment": why });
        api.must("PATCH", &format!("{user}/mobile-signature"), &patch).await.map(drop)
    };
    match person.trouble() {
        Trouble::LockedByFailures => {
            login(true).await?;
            login(false).await?;
            login(false).await?;
            login(false).await
        }
        Trouble::OneFailure => {
            login(true).await?;
            login(false).await
        }
        Trouble::PhoneDisabled => change("disabled", "the phone was lost on a train").await,
        Trouble::PhoneArchived => change("archived", "has another one").await,
        Trouble::Disabled => {
            let patch = json!({ "userState": "disabled", "modificationComment": "on leave until spring" });
            api.must("PATCH", user, &patch).await.map(drop)
        }
        Trouble::Archived => api.must("POST", &format!("{user}/archive"), &json!({})).await.map(drop),
        Trouble::MustChangePassword => {
            let path = format!("{user}/password");
            match api.get(&path).await? {
                Some(_) => api.must("PATCH", &path, &json!({ "stateName": "admin-changed" })).await.map(drop),
                None => {
                    let new = json!({ "password": "correct-horse-7", "stateName": "initial" });
                    api.must("POST", &path, &new).await.map(drop)
                }
            }
        }
        Trouble::Nothing | Trouble::OverSoon | Trouble::NothingToSignInBy => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_a_login_id_of_ones_own_in_ascii() {
        let all: Vec<Person> = (1..=MAX).filter_map(Person::of).collect();
        let names: BTreeSet<&str> = all.iter().map(|person| person.login_id.as_str()).collect();
        assert_eq!((all.len(), names.len()), (400, 400));
        assert!(names.iter().all(|name| name.is_ascii() && !name.contains(' ')), "{names:?}");
    }

    #[test]
    fn a_hundred_people_have_every_trouble_and_every_credential() {
        let people: Vec<Person> = (1..=100).filter_map(Person::of).collect();
        for trouble in TROUBLES {
            assert!(people.iter().any(|person| person.trouble() == trouble), "{trouble:?}");
        }
        let turns: BTreeSet<u32> = people.iter().map(|person| person.number % 19).collect();
        assert_eq!(turns.len(), CREDENTIALS.len());
    }
}
