//! Who may give and take what from whom: every role of a client against everybody who has a role there, and some who
//! have it everywhere. Each deed is only tried, so that all find the same, but for the one that can't be tried.
//!
//! What is expected is the rule of ADR 0016, written by hand: the call's own right, and all that the other one has.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sigill_testing::on_both;

use super::expected::{CHANGE_PROFILES, CHANGE_USERS, ERASE, GIVE_ROLES, HANDLE_CREDENTIALS, MAKE_POLICIES, ROLES};
use super::{API, Answer, World};

/// Those with a right by which something can be given or taken, with the roles that have no more than theirs. Of nobody
/// else's people they take anything. `SelfAdmin` and `TechUser` let nothing be done to others; nobody but `Root` has what
/// `Impersonator` and `BatchJobAdmin` may be used for.
const HAS_NO_MORE_THAN: &[(&str, &[&str])] = &[
    ("Root", ROLES),
    (
        "ClientRoot",
        &[
            "ClientRoot",
            "AppAdmin",
            "MainAppOwner",
            "AppOwner",
            "UserAndUnitAdmin",
            "UserAdmin",
            "Helpdesk",
            "SelfAdmin",
            "TemplateAdmin",
            "EnterpriseRoleAdmin",
            "EnterpriseRoleOwner",
            "SoapTechAccess",
            "SoapTechAccessReadOnly",
            "TechUser",
        ],
    ),
    // Almost like Root, without erasing history, which ClientRoot may.
    (
        "SoapTechAccess",
        &[
            "AppAdmin",
            "MainAppOwner",
            "AppOwner",
            "UserAndUnitAdmin",
            "UserAdmin",
            "Helpdesk",
            "SelfAdmin",
            "TemplateAdmin",
            "EnterpriseRoleAdmin",
            "EnterpriseRoleOwner",
            "SoapTechAccess",
            "SoapTechAccessReadOnly",
            "TechUser",
        ],
    ),
    (
        "UserAndUnitAdmin",
        &[
            "MainAppOwner",
            "AppOwner",
            "UserAndUnitAdmin",
            "UserAdmin",
            "Helpdesk",
            "SelfAdmin",
            "TemplateAdmin",
            "EnterpriseRoleOwner",
            "SoapTechAccessReadOnly",
            "TechUser",
        ],
    ),
    (
        "UserAdmin",
        &[
            "UserAdmin",
            "Helpdesk",
            "SelfAdmin",
            "TemplateAdmin",
            "EnterpriseRoleOwner",
            "SoapTechAccessReadOnly",
            "TechUser",
        ],
    ),
    ("Helpdesk", &["Helpdesk", "SelfAdmin", "TemplateAdmin", "TechUser"]),
    // To give an enterprise role is to change a profile.
    ("EnterpriseRoleAdmin", &["SelfAdmin", "TemplateAdmin", "EnterpriseRoleAdmin", "EnterpriseRoleOwner", "TechUser"]),
    ("EnterpriseRoleOwner", &["SelfAdmin", "TemplateAdmin", "EnterpriseRoleOwner", "TechUser"]),
    // To give a role of an application is more than handling users and credentials.
    ("AppAdmin", &["AppAdmin", "MainAppOwner", "AppOwner", "SelfAdmin", "TemplateAdmin", "TechUser"]),
    ("MainAppOwner", &["MainAppOwner", "AppOwner", "SelfAdmin", "TemplateAdmin", "TechUser"]),
    ("AppOwner", &["AppOwner", "SelfAdmin", "TemplateAdmin", "TechUser"]),
];

/// Who has its role in every client.
const EVERYWHERE: &[&str] = &["Root", "Helpdesk", "TechUser"];

type Groups = &'static [&'static [&'static str]];

/// What may be done to somebody: its name, who has the right to it, the method, the path and the body. In these, `T` is
/// the user, of which there are three: `T.a` acts, `T.d` is disabled and its time is over, `T.s` has a profile and a
/// mobile signature that are disabled.
const DEEDS: &[(&str, Groups, &str, &str, &str)] = &[
    ("disable", CHANGE_USERS, "PATCH", "users/T.a", r#"{"userState":"disabled"}"#),
    ("enable", CHANGE_USERS, "PATCH", "users/T.d", r#"{"userState":"active"}"#),
    ("prolong", CHANGE_USERS, "PATCH", "users/T.a", r#"{"validity":{"to":"2101-01-01T00:00:00Z"}}"#),
    ("bring back", CHANGE_USERS, "PATCH", "users/T.d", r#"{"validity":{"to":null}}"#),
    ("shorten", CHANGE_USERS, "PATCH", "users/T.a", r#"{"validity":{"to":"2099-01-01T00:00:00Z"}}"#),
    ("begin later", CHANGE_USERS, "PATCH", "users/T.a", r#"{"validity":{"from":"2098-01-01T00:00:00Z"}}"#),
    ("archive", MAKE_POLICIES, "POST", "users/T.a/archive", ""),
    ("delete", MAKE_POLICIES, "DELETE", "users/T.a", ""),
    ("disable the profile", CHANGE_PROFILES, "PATCH", "profiles/P(T.a)", r#"{"profileState":"disabled"}"#),
    ("enable the profile", CHANGE_PROFILES, "PATCH", "profiles/P(T.s)", r#"{"profileState":"active"}"#),
    ("delete a secret", HANDLE_CREDENTIALS, "DELETE", "users/T.a/device-password/T.k", ""),
    ("disable the phone", HANDLE_CREDENTIALS, "PATCH", "users/T.a/mobile-signature", r#"{"stateName":"disabled"}"#),
    ("unlock the phone", HANDLE_CREDENTIALS, "PATCH", "users/T.s/mobile-signature", r#"{"stateName":"active"}"#),
    ("another phone", HANDLE_CREDENTIALS, "PATCH", "users/T.a/mobile-signature", r#"{"msisdn":"+41760000000"}"#),
    ("delete the phone", HANDLE_CREDENTIALS, "DELETE", "users/T.a/mobile-signature", ""),
    ("lock by a report", HANDLE_CREDENTIALS, "POST", "users/T.a/login-info", FAILED),
    ("lock by reports", HANDLE_CREDENTIALS, "POST", "users/T.a/bulk-login-info", FAILED_IN_BULK),
    ("give the role", GIVE_ROLES, "POST", "profiles/P(nobody)/authorizations", "R"),
    ("take the role", GIVE_ROLES, "DELETE", "profiles/P(T.a)/authorizations/T.a.r", ""),
    ("erase", ERASE, "POST", "/sigill/v1/own/users/T.a/history/erasure", ""),
    // This one is done: it disables the secret before, and is the last.
    ("add a secret", HANDLE_CREDENTIALS, "POST", "users/T.a/device-password", SECRET),
    // What takes nothing needs the right only.
    ("rename", CHANGE_USERS, "PATCH", "users/T.a", r#"{"remarks":"x"}"#),
    (
        "report a success",
        HANDLE_CREDENTIALS,
        "POST",
        "users/T.a/login-info",
        r#"{"success":true,"credentialExtId":"T.m"}"#,
    ),
];
const SECRET: &str = r#"{"extId":"T.by-CALLER","password":"0123456789012345678901234567890123456789"}"#;
const FAILED: &str = r#"{"success":false,"credentialExtId":"T.m"}"#;
const FAILED_IN_BULK: &str = r#"{"items":[{"success":false,"credentialExtId":"T.m"}]}"#;
/// Deeds that are nobody's loss.
const HARMLESS: &[&str] = &["rename", "report a success"];

/// What is expected of a role in `own`, as the start of a status and code.
fn expected(deed: &str, right: Groups, caller: &str, target: &str, is_everywhere: bool) -> &'static str {
    let (lacks, elsewhere) = ("403 errors.permissionDenied", "403 errors.dataroomPermissionDenied");
    if !right.iter().any(|group| group.contains(&caller)) {
        return lacks;
    }
    let no_more = HAS_NO_MORE_THAN.iter().find(|(role, _)| *role == caller).unwrap().1;
    match no_more.contains(&target) {
        _ if HARMLESS.contains(&deed) => "200",
        false => lacks,
        // A marker gives no right anywhere; but to give it for all clients, one has to reach them.
        true if is_everywhere && (target != "TechUser" || deed == "give the role") => elsewhere,
        true => "200",
    }
}

/// Everybody to whom something is done, and their profiles.
struct Targets {
    profiles: BTreeMap<String, String>,
}

impl Targets {
    async fn make(world: &World) -> Self {
        let mut targets = Self { profiles: BTreeMap::new() };
        targets.user(world, "nobody", json!({})).await;
        let roles = ROLES.iter().map(|role| (*role, false));
        for (n, (role, is_everywhere)) in roles.chain(EVERYWHERE.iter().map(|role| (*role, true))).enumerate() {
            let name = name(role, is_everywhere);
            for (kind, validity) in [("a", "2100"), ("d", "2001"), ("s", "2100")] {
                let user = format!("{name}.{kind}");
                let ends = format!("{validity}-01-01T00:00:00Z");
                targets.user(world, &user, json!({ "from": "2000-01-01T00:00:00Z", "to": ends })).await;
                let profile = &targets.profiles[&user];
                let mut given = json!({ "extId": format!("{user}.r"), "roleExtId": format!("nevisIdm.{role}") });
                given.as_object_mut().unwrap().extend(room(is_everywhere));
                world.make(&format!("/own/profiles/{profile}/authorizations"), given).await;
            }
            let secret = json!({ "extId": format!("{name}.k"), "password": "x".repeat(40) });
            world.make(&format!("/own/users/{name}.a/device-password"), secret).await;
            for (kind, m, state) in [("a", "m", "active"), ("s", "n", "disabled")] {
                let phone = json!({
                    "extId": format!("{name}.{m}"), "identificator": "i", "msspIdentifier": "m", "stateName": state,
                    "msisdn": format!("+4179{n:04}{}00", u8::from(kind == "s")),
                });
                world.make(&format!("/own/users/{name}.{kind}/mobile-signature"), phone).await;
            }
            let profile = &targets.profiles[&format!("{name}.s")];
            for (path, patch) in [
                (format!("/own/users/{name}.d"), r#"{"userState":"disabled"}"#),
                (format!("/own/profiles/{profile}"), r#"{"profileState":"disabled"}"#),
            ] {
                let path = format!("{}{API}{path}", world.url);
                let request = world.http.patch(path).bearer_auth(&world.operator).body(patch);
                let answer = request.header("Content-Type", "application/json").send().await.unwrap();
                assert_eq!(answer.status().as_u16(), 200, "{}", answer.text().await.unwrap());
            }
        }
        targets
    }

    async fn user(&mut self, world: &World, name: &str, validity: Value) {
        world.make("/own/users", json!({ "extId": name, "isTechnicalUser": true, "validity": validity })).await;
        self.profiles.insert(name.to_owned(), world.profile(name).await);
    }

    /// A path or a body, about this one.
    fn about(&self, text: &str, name: &str) -> String {
        let text = text.replace("T.", &format!("{name}."));
        match text.split_once("P(").and_then(|(before, rest)| Some((before, rest.split_once(')')?))) {
            Some((before, (user, after))) => format!("{before}{}{after}", self.profiles[user]),
            None => text,
        }
    }
}

fn name(role: &str, is_everywhere: bool) -> String {
    if is_everywhere { format!("all-{role}") } else { format!("one-{role}") }
}

fn room(is_everywhere: bool) -> serde_json::Map<String, Value> {
    let room = if is_everywhere { json!({ "clientGlobal": true }) } else { json!({ "clientExtIds": ["own"] }) };
    room.as_object().unwrap().clone()
}

/// What was said, of one report in bulk about this.
fn told(answer: &Answer) -> String {
    let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    let of_bulk = body.pointer("/items/0/errors/0/code").or_else(|| body.pointer("/result/items/0/errors/0/code"));
    match of_bulk {
        Some(code) => format!("403 {}", code.as_str().unwrap_or_default()),
        None if answer.status == 201 => "200".to_owned(),
        None => format!("{} {}", answer.status, answer.code()).trim_end().to_owned(),
    }
}

on_both! {
    async fn nobody_gives_to_or_takes_from_those_who_have_more(database: Database) {
        let world = World::new(&database).await;
        let targets = Targets::make(&world).await;
        let (mut wrong, mut tried, mut let_in) = (Vec::new(), 0, 0);
        for caller in ROLES {
            let bearer = world.token(caller, "", Value::Null);
            let is_powerless = HAS_NO_MORE_THAN.iter().all(|(role, _)| role != caller);
            let all = ROLES.iter().map(|role| (*role, false)).chain(EVERYWHERE.iter().map(|role| (*role, true)));
            // Who has no right at all is tried on the least and on the most that there is.
            let some = all.filter(|(role, _)| !is_powerless || ["TechUser", "Root"].contains(role));
            for (role, is_everywhere) in some {
                let name = name(role, is_everywhere);
                for (deed, right, method, path, body) in DEEDS {
                    let path = match targets.about(path, &name) {
                        path if path.starts_with('/') => path,
                        path => format!("{API}/own/{path}"),
                    };
                    let mut giving = room(is_everywhere);
                    giving.insert("roleExtId".to_owned(), format!("nevisIdm.{role}").into());
                    let body = match *body {
                        "R" => Value::from(giving).to_string(),
                        body => targets.about(body, &name).replace("CALLER", caller),
                    };
                    let tried_only: &[_] = if *deed == "add a secret" { &[] } else { &[("Prefer", "dry-run")] };
                    let answer = world.send(method, &path, Some(&bearer), tried_only, body).await;
                    let (expected, told) = (expected(deed, right, caller, role, is_everywhere), told(&answer));
                    tried += 1;
                    let_in += usize::from(expected == "200");
                    // Of what somebody has everywhere, a caller may lack the right, or only hold it nowhere else: it is
                    // told one of them.
                    let is_other_reason = is_everywhere
                        && expected == "403 errors.permissionDenied"
                        && told == "403 errors.dataroomPermissionDenied";
                    if told != expected && !is_other_reason {
                        wrong.push(format!("{caller}: {deed} {name}: expected {expected}, got {told}: {}", answer.body));
                    }
                }
            }
        }
        wrong.truncate(200);
        assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
        assert!(tried > 3_000 && let_in > 1_000, "{tried} {let_in}");
    }
}
