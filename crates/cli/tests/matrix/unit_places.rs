//! A role that is held to a unit, with all rights there are: every operation × an object in the unit, below it, beside
//! it, above it, in no unit, in another client. What is outside is answered as what isn't there, and what is inside as
//! for who may do everything.
//!
//! An operation whose path names no user, profile or unit stands in [`UNPLACED`] with the reason, or in [`LISTS`].

use serde_json::{Value, json};
use sigill_testing::{Database, on_both};

use super::{API, Answer, World, assert_are_served, body, devices, query, rows, types};

/// The ends of the external ids of units and users, and whether the role reaches them: it is held to `mid`.
const PLACES: &[(&str, bool)] = &[("mid", true), ("low", true), ("side", false), ("top", false)];

/// What of a path may be in a unit.
const PLACED: &[&str] = &["{userExtId}", "{profileExtId}", "{unitExtId}", "{childExtId}"];

/// Lists of what is in units: those in the room are in it, and no others. With what begins the external ids.
const LISTS: &[(&str, &str, &str)] = &[
    ("/nevisidm/api/core/v1/clients/{clientExtId}/users", "", "in-"),
    ("/nevisidm/api/core/v1/clients/{clientExtId}/units", "", "uu-"),
    ("/nevisidm/api/query/v1/users", "?q=name:Placed&size=100", "in-"),
    ("/nevisidm/api/query/v1/units", "?q=extid:uu-*&size=100", "uu-"),
    ("/sigill/v1/search", "?q=Placed", "in-"),
    ("/sigill/v1/{clientExtId}/history", "?limit=200", "in-"),
];

/// Operations that are about nothing in a unit, and why.
const UNPLACED: &[(&str, &[&str])] = &[
    (
        "it needs no token, or only a good one, and is about nothing of a client",
        &[
            "/.well-known/jwks.json",
            "/.well-known/oauth-authorization-server",
            "/livez",
            "/readyz",
            "/startupz",
            "/openapi.json",
            "/reference",
            "/oauth2/token",
            "/sigill/v1/once",
            "/nevisidm/api/core/v1/system/credential-state-change-reasons",
            "/nevisidm/api/principal/v1/me",
            "/nevisidm/api/principal/v1/permissions",
            "/nevisidm/api/principal/v1/token",
        ],
    ),
    (
        "a client isn't in its units",
        &["/nevisidm/api/core/v1/clients", "/nevisidm/api/core/v1/clients/{extId}", "/nevisidm/api/query/v1/clients"],
    ),
    (
        "it is the same for all clients",
        &[
            "/nevisidm/api/core/v1/applications",
            "/nevisidm/api/core/v1/applications/{applicationExtId}",
            "/nevisidm/api/core/v1/applications/{applicationExtId}/roles",
            "/nevisidm/api/core/v1/roles/{roleExtId}",
            "/sigill/v1/applications/{applicationExtId}/properties",
            "/sigill/v1/roles/{roleExtId}/properties",
            "/nevisidm/api/core/v1/properties",
            "/nevisidm/api/core/v1/properties/{propertyExtId}",
            "/nevisidm/api/core/v1/clients/{clientExtId}/properties",
            "/nevisidm/api/core/v1/terms",
            "/nevisidm/api/core/v1/terms/{termsExtId}",
            "/nevisidm/api/core/v1/terms/{termsExtId}/applications/{applicationExtId}",
            "/nevisidm/api/query/v1/applications",
            "/nevisidm/api/query/v1/roles",
        ],
    ),
    (
        "it belongs to the client, not to a unit",
        &[
            "/nevisidm/api/core/v1/clients/{clientExtId}/applications",
            "/sigill/v1/clients/{clientExtId}/applications/{applicationExtId}",
            "/nevisidm/api/core/v1/clients/{clientExtId}/eroles",
            "/nevisidm/api/core/v1/{clientExtId}/eroles",
            "/nevisidm/api/core/v1/{clientExtId}/eroles/{enterpriseRoleExtId}",
            "/nevisidm/api/core/v1/{clientExtId}/eroles/{enterpriseRoleExtId}/properties",
            "/nevisidm/api/core/v1/{clientExtId}/eroles/{enterpriseRoleExtId}/roles",
            "/nevisidm/api/core/v1/{clientExtId}/eroles/{enterpriseRoleExtId}/roles/{roleExtId}",
            "/nevisidm/api/core/v1/{clientExtId}/personal-questions",
            "/nevisidm/api/core/v1/{clientExtId}/personal-questions/{personalQuestionExtId}",
            "/nevisidm/api/core/v1/clients/{clientExtId}/policies",
            "/nevisidm/api/core/v1/{clientExtId}/policies",
            "/nevisidm/api/core/v1/{clientExtId}/policies/{policyExtId}",
        ],
    ),
    (
        "what is made comes to be somewhere: server/src/tests/unit_rooms.rs has where",
        &[
            "/nevisidm/api/core/v1/{clientExtId}/users",
            "/nevisidm/api/core/v1/{clientExtId}/units",
            "/nevisidm/api/core/v1/{clientExtId}/identity",
        ],
    ),
    (
        "whose it is isn't in the path: server/src/tests/vasco_reach.rs, webauthn/ and unit_rooms.rs have where it holds",
        &[
            "/nevisidm/api/core/v1/clients/{clientExtId}/fido-uaf",
            "/nevisidm/api/core/v1/clients/{clientExtId}/fido2",
            "/nevisidm/api/core/v1/{clientExtId}/vasco",
            "/nevisidm/api/core/v1/{clientExtId}/vasco/{credentialExtId}",
            "/nevisidm/api/core/v1/{clientExtId}/vasco/{credentialExtId}/unassign",
            "/sigill/v1/{clientExtId}/credentials/fido2/challenge",
            "/sigill/v1/{clientExtId}/credentials/fido2/verify",
        ],
    ),
    ("it is the others together", &["/nevisidm/api/query/v1/all"]),
];

/// Operations that need more than the unit, also inside.
const MORE: &[(&str, &str, &str)] = &[
    ("POST", "/{clientExtId}/profiles/{profileExtId}/authorizations", "the body gives a role in all units"),
    ("POST", "/{clientExtId}/users/{userExtId}/profiles", "the profile would go to the default unit"),
    ("DELETE", "/{clientExtId}/units/{unitExtId}/children/{childExtId}", "the unit would become a root"),
    ("POST", "/{clientExtId}/users/{userExtId}/history/erasure", "histories are erased by who reaches all units"),
];

/// A role that gives no right, with rooms of each kind.
pub(crate) fn marker(ext_id: &str, unit: &str) -> Value {
    json!({
        "extId": ext_id, "roleExtId": "nevisIdm.TechUser", "clientExtIds": ["own"], "unitExtIds": [unit],
        "appExtIds": ["app1"], "enterpriseRoleExtIds": ["e1"],
    })
}

/// One of what an operation is about, wherever it is.
#[derive(Clone)]
struct Object {
    place: &'static str,
    user: String,
    profile: String,
    unit: String,
}

impl Object {
    fn id(&self, placed: &str) -> &str {
        match placed {
            "{userExtId}" => &self.user,
            "{profileExtId}" => &self.profile,
            _ => &self.unit,
        }
    }
}

impl World {
    async fn done(&self, method: &str, path: &str, body: Value) {
        let answer = self.send(method, path, Some(&self.operator), &[], body.to_string()).await;
        assert!(answer.status < 300, "{method} {path}: {} {}", answer.status, answer.body);
    }

    /// The units, a user in each with what the paths name, and one without profile, whose external ids end so.
    async fn places(&self, database: &Database) -> Vec<Object> {
        for (name, parent) in
            [("top", None), ("mid", Some("uu-top")), ("low", Some("uu-mid")), ("side", Some("uu-top"))]
        {
            let ext_id = format!("uu-{name}");
            let unit = json!({ "extId": ext_id, "name": ext_id, "parentUnitExtId": parent, "profileless": false });
            self.make("/own/units", unit).await;
        }
        let mut all = Vec::new();
        for place in ["mid", "low", "side", "top", "none"] {
            let user = format!("in-{place}");
            self.make(
                "/own/users",
                json!({
                    "extId": user, "name": { "firstName": "Petra", "familyName": "Placed" },
                    "contacts": { "email": "petra@example.com" },
                }),
            )
            .await;
            let signature = json!({ "identificator": "i", "msspIdentifier": "m", "msisdn": "+41791234567" });
            self.make(&format!("/own/users/{user}/mobile-signature"), signature).await;
            self.make(&format!("/own/users/{user}/dispatch-targets"), devices::attested(&format!("dt-{place}"))).await;
            let (profile, unit) = (self.profile(&user).await, format!("uu-{place}"));
            let profiles = format!("/own/profiles/{profile}");
            if place == "none" {
                database
                    .execute("DELETE FROM profile WHERE user_id = (SELECT id FROM users WHERE ext_id = 'in-none')")
                    .await;
            } else {
                self.done("PUT", &format!("{API}{profiles}/unit/{unit}"), json!({})).await;
                self.make(&format!("{profiles}/authorizations"), marker(&format!("a-{place}"), &unit)).await;
                let given = json!({ "extId": format!("a-{place}"), "enterpriseRoleExtId": "e1" });
                self.make(&format!("{profiles}/eauthorizations"), given).await;
            }
            all.push(Object { place, user, profile, unit });
        }
        self.make("/own/users", json!({ "extId": "held", "isTechnicalUser": true })).await;
        let given = json!({ "roleExtId": "nevisIdm.Root", "clientExtIds": ["own"], "unitExtIds": ["uu-mid"] });
        self.make(&format!("/own/profiles/{}/authorizations", self.profile("held").await), given).await;
        all
    }

    /// A path with an object in the place of one of its parameters; the others are in the room.
    fn path_at(&self, template: &str, client: &str, (placed, id): (&str, &str), of: &str, inside: &[Object]) -> String {
        let path = template.replace(placed, id);
        let path = path.replace("{userExtId}", &inside[0].user).replace("{profileExtId}", &inside[0].profile);
        let path = path.replace("{unitExtId}", &inside[0].unit).replace("{childExtId}", &inside[1].unit);
        let path = path.replace("{authorizationExtId}", &format!("a-{of}"));
        self.path(&path.replace("{dispatchTargetExtId}", &format!("dt-{of}")), client, "")
    }
}

/// The answer, with `X` where it names what was asked for.
fn told(answer: &Answer, id: &str) -> (u16, String) {
    (answer.status, answer.body.replace(id, "X"))
}

/// A call, and whose answers are compared.
struct Compared<'a> {
    world: &'a World,
    objects: &'a [Object],
    /// Of who is held to the unit.
    bearer: String,
    wrong: Vec<String>,
    calls: usize,
    let_in: usize,
}

impl Compared<'_> {
    async fn call(
        &self,
        (method, template): (&str, &str),
        client: &str,
        at: (&str, &str),
        of: &str,
        by: &str,
    ) -> Answer {
        let path = self.world.path_at(template, client, at, of, self.objects);
        let path = format!("{path}{}", query(&path));
        self.world.send(method, &path, Some(by), &[("Prefer", "dry-run")], body(method, &path)).await
    }

    /// One operation, with each object in the place of one of its parameters.
    async fn compare(&mut self, operation: (&str, &str), placed: &str) {
        let (method, template) = operation;
        let needs_more = MORE.iter().any(|(m, end, _)| *m == method && template.ends_with(end));
        // What belongs to the user or profile is that of the object; else that of the one in the room.
        let is_its_own = ["{userExtId}", "{profileExtId}"].contains(&placed);
        for object in self.objects {
            let (id, of) = (object.id(placed), if is_its_own { object.place } else { "mid" });
            if object.place == "none" && placed != "{userExtId}" {
                continue;
            }
            let answer = self.call(operation, "own", (placed, id), of, &self.bearer).await;
            self.calls += 2;
            let is_inside = PLACES.contains(&(object.place, true));
            if is_inside && needs_more {
                if !(400..500).contains(&answer.status) {
                    self.wrong.push(format!("{method} {template} {placed} {}: got {}", object.place, answer.status));
                }
                continue;
            }
            let (by, other_id) = if is_inside { (&self.world.operator, id) } else { (&self.bearer, "absent") };
            let other = self.call(operation, "own", (placed, other_id), of, by).await;
            let (answer, other) = (told(&answer, id), told(&other, other_id));
            self.let_in += usize::from(answer.0 < 300);
            // What is made has ids and times of its own.
            let is_same = if answer.0 < 300 && is_inside { answer.0 == other.0 } else { answer == other };
            // Of several in one request, each is answered by itself.
            let is_out = is_inside || (400..500).contains(&answer.0) || answer.1.contains("errors.noRecord");
            if !is_same || !is_out {
                self.wrong.push(format!("{method} {template} {placed} {}: {answer:?}, not {other:?}", object.place));
            }
        }
        if template.contains("{clientExtId}") {
            let at = (placed, "anna");
            let foreign = self.call(operation, "foreign", at, "mid", &self.bearer).await;
            let absent = self.call(operation, "absent", at, "mid", &self.bearer).await;
            self.calls += 2;
            if foreign.status != 403 || foreign.body != absent.body {
                self.wrong.push(format!("{method} {template}: {} {}", foreign.status, foreign.body));
            }
        }
    }

    async fn lists(&mut self) {
        for (template, query, begin) in LISTS {
            let path = format!("{}{query}", self.world.path(template, "own", ""));
            let listed = self.world.call("GET", &path, Some(&self.bearer), &[]).await;
            for (place, is_inside) in PLACES.iter().chain(&[("none", false)]) {
                // A unit in the room names the one above it.
                let is_told = listed.body.contains(&format!("\"{begin}{place}\""));
                if is_told != *is_inside && (*begin, *place) != ("uu-", "top") {
                    let body: String = listed.body.chars().take(600).collect();
                    self.wrong.push(format!("{path}: {place}: {body}"));
                }
            }
        }
    }
}

on_both! {
    async fn a_role_that_is_held_to_a_unit_holds_in_it_and_below_and_nowhere_else(database: Database) {
        let world = World::new(&database).await;
        let document: Value =
            world.http.get(format!("{}/openapi.json", world.url)).send().await.unwrap().json().await.unwrap();
        let types = types::rows();
        let rows = rows(&types);
        assert_are_served(&rows, &document);
        let objects = world.places(&database).await;
        let bearer = world.token("held", "", Value::Null);
        let mut compared =
            Compared { world: &world, objects: &objects, bearer, wrong: Vec::new(), calls: 0, let_in: 0 };
        for (method, template, ..) in &rows {
            let named: Vec<&str> = PLACED.iter().copied().filter(|name| template.contains(name)).collect();
            let is_known = UNPLACED.iter().any(|(_, all)| all.contains(template))
                || LISTS.iter().any(|(list, ..)| list == template);
            if named.is_empty() != is_known {
                let why = "where is what it is about? Or why doesn't that matter?";
                compared.wrong.push(format!("{method} {template}: {why}"));
            }
            for placed in named {
                compared.compare((method, template), placed).await;
            }
        }
        compared.lists().await;
        let Compared { mut wrong, calls, let_in, .. } = compared;
        let count = wrong.len();
        wrong.truncate(100);
        assert!(wrong.is_empty(), "{count} of {calls}:\n{}", wrong.join("\n"));
        assert!(calls > 1_500 && let_in > 150, "{calls} {let_in}");
    }
}
