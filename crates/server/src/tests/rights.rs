//! Roles by the API: nobody gives more than they have, and what is taken away is gone at the next call.

use std::sync::Arc;

use serde_json::json;
use sigill_domain::credential::CredentialType;
use sigill_domain::ext_id::ExtId;
use sigill_domain::role::RoleTable;

use super::*;

fn only(clients: &[&str]) -> ClientRoom {
    ClientRoom::Only(clients.iter().map(|id| ExtId::parse("extId", id).unwrap()).collect())
}

impl Site {
    /// The path of the one profile of a user.
    async fn profile(&self, user: &str) -> String {
        let root = self.root().await;
        let profiles = self.get(&format!("{API}/api/users/{user}/profiles"), &json_by(&root)).await.json();
        format!("{API}/api/profiles/{}", profiles["items"][0]["extId"].as_str().unwrap())
    }

    async fn give(&self, by: &str, profile: &str, role: &str, room: Value) -> String {
        let mut body = room;
        body["roleExtId"] = role.into();
        self.post(&format!("{profile}/authorizations"), &json_by(by), body.to_string()).await.told_short()
    }
}

impl Answer {
    /// The status, and the code of a refusal.
    fn told_short(&self) -> String {
        if self.status.is_success() { self.status.as_u16().to_string() } else { self.told() }
    }
}

on_both! {
    async fn a_role_that_is_given_or_taken_away_counts_at_the_next_call_on_every_node(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let robot = site.bearer("robot", Role::TechUser, ClientRoom::Global).await;
        let profile = site.profile("robot").await;
        let other = Fixture::open(site.fixture.database.url(), &site.fixture.app.world).await;
        let nodes = [site.router.clone(), router(other, Limits::default())];
        let client = format!("{API}/clients/api");
        let statuses = async || {
            let mut statuses = Vec::new();
            for node in &nodes {
                let call = request(Method::GET, &client, &json_by(&robot), Body::empty());
                statuses.push(node.clone().oneshot(call).await.unwrap().status().as_u16());
            }
            statuses
        };
        assert_eq!(statuses().await, [403, 403]);
        let body = json!({ "extId": "a-1", "roleExtId": "nevisIdm.Helpdesk", "clientExtIds": ["api"] }).to_string();
        let path = format!("{profile}/authorizations");
        let dry = site.post(&path, &[json_by(&root)[0], json_by(&root)[1], ("prefer", "dry-run")], body.clone()).await;
        assert_eq!((dry.status, &dry.json()["verdict"]), (StatusCode::OK, &"accepted".into()), "{}", dry.body);
        assert_eq!(statuses().await, [403, 403]);
        let given = site.post(&path, &json_by(&root), body.clone()).await;
        assert_eq!((given.status, given.header("location")), (StatusCode::CREATED, format!("{path}/a-1").as_str()), "{}", given.body);
        assert_eq!(statuses().await, [200, 200]);
        assert_eq!(site.post(&path, &json_by(&root), body).await.told(), "422 errors.duplicateValue errors.duplicateValue");
        let listed = site.get(&path, &json_by(&root)).await.json();
        assert_eq!(listed["items"].as_array().unwrap().len(), 2);
        let one = site.get(&format!("{path}/a-1"), &json_by(&root)).await;
        assert_eq!((&one.json()["roleExtId"], &one.json()["clientExtIds"]), (&"nevisIdm.Helpdesk".into(), &json!(["api"])));

        assert_eq!(site.delete(&format!("{path}/a-1"), &json_by(&root)).await.status, StatusCode::NO_CONTENT);
        assert_eq!(statuses().await, [403, 403]);
        assert_eq!(site.delete(&format!("{path}/a-1"), &json_by(&root)).await.told(), "404 errors.noRecord");

        // A profile that isn't active gives nothing.
        assert_eq!(site.give(&root, &profile, "nevisIdm.Helpdesk", json!({ "clientGlobal": true })).await, "201");
        assert_eq!(statuses().await, [200, 200]);
        let disabled = site.patch(&profile, &json_by(&root), r#"{"profileState":"disabled","version":1}"#).await;
        assert_eq!((disabled.status, disabled.header("etag")), (StatusCode::OK, "\"v2\""), "{}", disabled.body);
        assert_eq!(statuses().await, [403, 403]);
        assert_eq!(site.patch(&profile, &json_by(&root), r#"{"profileState":"active","version":1}"#).await.told(), "409 errors.optimisticLockingFailure");
        let back = site.patch(&profile, &json_by(&root), disabled.body.replace("disabled", "active")).await;
        assert_eq!(back.status, StatusCode::OK, "as it was read: {}", back.body);
        assert_eq!(statuses().await, [200, 200]);
        for wrong in [r#"{"profileState":null}"#, r#"{"name":""}"#, r#"{"extId":"x"}"#, r#"{"x":1}"#] {
            assert_eq!(site.patch(&profile, &json_by(&root), wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        }
    }

    async fn a_device_password_by_the_api_works_until_it_is_deleted(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        site.bearer("robot", Role::ClientRoot, only(&["api"])).await;
        let path = format!("{API}/api/users/robot/device-password");
        let secret = "0123456789-0123456789-0123456789";
        let body = json!({ "extId": "key-1", "password": secret }).to_string();
        let made = site.post(&path, &json_by(&root), body.clone()).await;
        assert_eq!((made.status, made.header("location"), made.body.as_str()), (StatusCode::CREATED, format!("{path}/key-1").as_str(), ""));
        let issued = site.fixture.app.tokens.issue("api/robot", secret, None).await.unwrap();
        let bearer = format!("Bearer {}", issued.access_token);
        assert_eq!(site.get(&format!("{API}/clients/api"), &json_by(&bearer)).await.status, StatusCode::OK);

        assert_eq!(site.post(&path, &json_by(&root), body.clone()).await.told(), "422 errors.duplicateValue");
        for (wrong, expected) in [
            (json!({ "password": secret }), "422 errors.invalidData"),
            (json!({ "extId": "k" }), "422 errors.invalidData"),
            (json!({ "extId": "k", "password": "short" }), "422 errors.pwdPolicyViolated"),
            (json!({ "extId": "k", "password": "x".repeat(101) }), "422 errors.pwdPolicyViolated"),
            (json!({ "extId": "k", "password": "0123456789 0123456789 0123456789" }), "422 errors.invalidData"),
            (json!({ "extId": "k", "password": secret, "policyExtId": "none" }), "422 errors.missingReferenceData"),
            (json!({ "extId": "k", "password": secret, "stateName": "asleep" }), "422 errors.invalidData"),
            (json!({ "extId": "k", "password": secret, "x": 1 }), "422 errors.invalidData"),
            (json!({ "extId": "k", "password": 1 }), "400 errors.unreadableBody"),
        ] {
            let answer = site.post(&path, &json_by(&root), wrong.to_string()).await;
            assert_eq!(answer.told(), expected, "{wrong}");
            assert!(!answer.body.contains(secret));
        }
        let [by, json] = json_by(&root);
        assert_eq!(site.post(&path, &[by, json, ("idempotency-key", "k")], body.clone()).await.told(), "400 errors.unreadableHeader");
        site.signed("human").await;
        let human = path.replace("robot", "human");
        assert_eq!(site.post(&human, &json_by(&root), body.replace("key-1", "key-2")).await.told(), "422 errors.invalidData");
        let trace = "SELECT count(*) FROM event WHERE after LIKE '%0123456789%'";
        assert_eq!(site.fixture.database.query(trace).await.unwrap(), "0");

        assert_eq!(site.delete(&format!("{path}/key-1"), &json_by(&root)).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.get(&format!("{API}/clients/api"), &json_by(&bearer)).await.told(), "401 errors.unauthenticated");
        assert_eq!(site.delete(&format!("{path}/key-1"), &json_by(&root)).await.told(), "404 errors.noRecord");
    }

    async fn oneself_deletes_a_secret_only_with_a_second_token_got_by_a_password(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let myself = site.bearer("robot", Role::SelfAdmin, only(&[])).await;
        let path = format!("{API}/api/users/robot/device-password");
        let (first, second) = ("first-0123456789-0123456789-012345", "second-0123456789-0123456789-0123");
        // Only the newest two work, of which one is that by which the token was got.
        for (id, secret, state) in [("k1", first, "active"), ("k2", second, "disabled")] {
            site.fixture.clock.advance_ms(1_000);
            let body = json!({ "extId": id, "password": secret, "stateName": state }).to_string();
            assert_eq!(site.post(&path, &json_by(&root), body).await.status, StatusCode::CREATED);
        }
        let token = "/nevisidm/api/principal/v1/token";
        let ask = |name: &str, password: &str| json!({ "username": name, "password": password, "grant_type": "password" }).to_string();
        let given = site.post(token, &json_by(&myself), ask("robot", first)).await;
        assert_eq!((given.status, given.header("cache-control"), given.header("pragma")), (StatusCode::OK, "no-store", "no-cache"), "{}", given.body);
        let given = given.json();
        assert_eq!((&given["token_type"], &given["expires_in"]), (&"bearer".into(), &300.into()));
        let proof = given["access_token"].as_str().unwrap().to_owned();

        // What is wrong with the question.
        for (name, password) in [("robot", "wrong-0123456789"), ("other", first), ("api/robot", first)] {
            let wrong = site.post(token, &json_by(&myself), ask(name, password)).await;
            assert_eq!((wrong.told().as_str(), wrong.header("www-authenticate")), ("401 errors.unauthenticated", "Bearer realm=\"X-Token\""), "{name}");
        }
        let nothing = site.post(token, &json_by(&myself), "{}").await;
        assert_eq!(
            nothing.messages(),
            "username is mandatory: expected a non-blank text, got none\n\
             password is mandatory: expected a non-blank text, got none\n\
             grant_type: expected \"password\""
        );
        assert_eq!(site.post(token, &json_by(&root), ask("robot", first)).await.told(), "403 errors.permissionDenied", "without SelfAdmin");

        // Neither token is the other one, and nobody's second token is somebody else's.
        let one = format!("{path}/k2");
        let delete = async |by: &str, proof: &str| site.delete(&one, &[("authorization", by), ("x-token", proof)]).await;
        assert_eq!(site.get("/nevisidm/api/principal/v1/me", &json_by(&format!("Bearer {proof}"))).await.told(), "401 errors.unauthenticated");
        let missing = site.delete(&one, &[("authorization", &myself)]).await;
        assert_eq!(missing.told(), "401 errors.unauthenticated");
        assert!(missing.messages().contains("/nevisidm/api/principal/v1/token"), "{}", missing.messages());
        let bearer = myself.trim_start_matches("Bearer ");
        let other = site.bearer("other", Role::SelfAdmin, only(&[])).await;
        let others = site.post(&path.replace("robot", "other"), &json_by(&root), json!({ "extId": "k3", "password": second }).to_string()).await;
        assert_eq!(others.status, StatusCode::CREATED);
        let others = site.post(token, &json_by(&other), ask("other", second)).await.json();
        let others = others["access_token"].as_str().unwrap().to_owned();
        for wrong in [bearer, &others, "", "x", &proof[1..], &format!("{proof}x")] {
            assert_eq!(delete(&myself, wrong).await.told(), "401 errors.unauthenticated", "{wrong}");
        }
        assert_eq!(delete(&other, &others).await.told(), "403 errors.permissionDenied", "only one's own");
        assert_eq!(delete(&myself, &proof).await.status, StatusCode::NO_CONTENT);

        // It is worth as much as the password by which it was got.
        assert_eq!(site.delete(&format!("{path}/k1"), &json_by(&root)).await.status, StatusCode::NO_CONTENT, "a right needs no second token");
        let again = json!({ "extId": "k2", "password": second }).to_string();
        assert_eq!(site.post(&path, &json_by(&root), again).await.status, StatusCode::CREATED);
        assert_eq!(delete(&myself, &proof).await.told(), "401 errors.unauthenticated");
        let renewed = site.post(token, &json_by(&myself), ask("robot", second)).await.json();
        let renewed = renewed["access_token"].as_str().unwrap().to_owned();
        site.fixture.clock.advance_ms(331_000);
        assert_eq!(delete(&myself, &renewed).await.told(), "401 errors.unauthenticated", "it is over");
    }
}

#[tokio::test]
async fn nobody_gives_a_role_that_is_more_than_they_have() {
    let site = Site::new().await;
    let root = site.root().await;
    let made = site.post(&format!("{API}/clients"), &json_by(&root), r#"{"extId":"other","name":"Other"}"#).await;
    assert_eq!(made.status, StatusCode::CREATED);
    site.bearer("target", Role::TechUser, ClientRoom::Global).await;
    let profile = site.profile("target").await;
    let (own, other, absent) =
        (json!({ "clientExtIds": ["api"] }), json!({ "clientExtIds": ["other"] }), json!({ "clientExtIds": ["none"] }));
    let everywhere = json!({ "clientGlobal": true });
    let (right, room) = ("403 errors.permissionDenied", "403 errors.dataroomPermissionDenied");

    let client_root = site.bearer("client-root", Role::ClientRoot, only(&["api"])).await;
    assert_eq!(site.give(&client_root, &profile, "nevisIdm.Root", own.clone()).await, right);
    assert_eq!(site.give(&client_root, &profile, "nevisIdm.ClientRoot", everywhere.clone()).await, room);
    assert_eq!(
        site.give(&client_root, &profile, "nevisIdm.Helpdesk", json!({ "clientExtIds": ["api", "other"] })).await,
        room
    );
    assert_eq!(site.give(&client_root, &profile, "nevisIdm.Impersonator", own.clone()).await, right);
    assert_eq!(site.give(&client_root, &profile, "nevisIdm.SelfAdmin", everywhere.clone()).await, room);
    // Whether a foreign client is there is nothing to learn here.
    for role in ["nevisIdm.Helpdesk", "nevisIdm.SelfAdmin", "nevisIdm.TechUser"] {
        let mut bodies = Vec::new();
        for client in [&other, &absent] {
            let mut body = client.clone();
            body["roleExtId"] = role.into();
            bodies.push(
                site.post(&format!("{profile}/authorizations"), &json_by(&client_root), body.to_string()).await.body,
            );
        }
        assert_eq!(bodies[0], bodies[1]);
        assert!(bodies[0].contains("dataroomPermissionDenied"), "{}", bodies[0]);
    }
    assert_eq!(site.give(&client_root, &profile, "nevisIdm.ClientRoot", own.clone()).await, "201");

    let unit_admin = site.bearer("unit-admin", Role::UserAndUnitAdmin, only(&["api"])).await;
    assert_eq!(site.give(&unit_admin, &profile, "nevisIdm.UserAdmin", own.clone()).await, "201");
    assert_eq!(site.give(&unit_admin, &profile, "nevisIdm.ClientRoot", own.clone()).await, right);
    let user_admin = site.bearer("user-admin", Role::UserAdmin, only(&["api"])).await;
    assert_eq!(site.give(&user_admin, &profile, "nevisIdm.Root", own.clone()).await, right);
    assert_eq!(site.give(&user_admin, &profile, "nevisIdm.UserAdmin", own.clone()).await, right, "not even their own");
    let global = site.bearer("global", Role::ClientRoot, ClientRoom::Global).await;
    assert_eq!(site.give(&global, &profile, "nevisIdm.Helpdesk", absent).await, "422 errors.missingReferenceData");
    assert_eq!(site.give(&root, &profile, "nevisIdm.Root", everywhere.clone()).await, "201");

    // Nor take away, nor bring back, what they couldn't give; nor become somebody who has more.
    let listed = site.get(&format!("{profile}/authorizations"), &json_by(&root)).await.json();
    let of_root = listed["items"].as_array().unwrap().iter().find(|one| one["roleExtId"] == "nevisIdm.Root").unwrap();
    let of_root = format!("{profile}/authorizations/{}", of_root["extId"].as_str().unwrap());
    assert_eq!(site.delete(&of_root, &json_by(&client_root)).await.told(), right);
    assert_eq!(site.patch(&profile, &json_by(&root), r#"{"profileState":"disabled"}"#).await.status, StatusCode::OK);
    assert_eq!(site.patch(&profile, &json_by(&client_root), r#"{"profileState":"active"}"#).await.told(), right);
    let user = format!("{API}/api/users/target");
    assert_eq!(site.patch(&user, &json_by(&client_root), r#"{"userState":"disabled"}"#).await.told(), right);
    assert_eq!(site.patch(&user, &json_by(&root), r#"{"userState":"disabled"}"#).await.status, StatusCode::OK);
    assert_eq!(site.patch(&user, &json_by(&client_root), r#"{"userState":"active"}"#).await.told(), right);
    assert_eq!(site.patch(&user, &json_by(&root), r#"{"userState":"active"}"#).await.status, StatusCode::OK);
    let secret = json!({ "extId": "stolen", "password": "x".repeat(40) }).to_string();
    let path = format!("{API}/api/users/target/device-password");
    for weaker in [&client_root, &user_admin, &global] {
        assert_eq!(site.post(&path, &json_by(weaker), secret.clone()).await.told(), right);
    }
    assert_eq!(site.delete(&of_root, &json_by(&root)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(site.post(&path, &json_by(&client_root), secret).await.told_short(), "201", "they have all that it has");
}

#[tokio::test]
async fn an_authorization_shows_no_client_that_the_caller_may_not_know_of() {
    let site = Site::new().await;
    let root = site.root().await;
    site.post(&format!("{API}/clients"), &json_by(&root), r#"{"extId":"other","name":"Other"}"#).await;
    site.bearer("target", Role::TechUser, only(&["api"])).await;
    let profile = site.profile("target").await;
    let both = json!({ "clientExtIds": ["api", "other"] });
    assert_eq!(site.give(&root, &profile, "nevisIdm.Helpdesk", both).await, "201");
    let local = site.bearer("local", Role::ClientRoot, only(&["api"])).await;
    let path = format!("{profile}/authorizations");
    assert!(site.get(&path, &json_by(&root)).await.body.contains("\"other\""));
    assert!(!site.get(&path, &json_by(&local)).await.body.contains("\"other\""));
    for (query, told) in
        [("?limit=1", "200"), ("?limit=1001", "422 errors.invalidData"), ("?x=1", "422 errors.invalidData")]
    {
        assert_eq!(site.get(&format!("{path}{query}"), &json_by(&local)).await.told_short(), told, "{query}");
    }
    let first = site.get(&format!("{path}?limit=1&returnTotalResultCount=true"), &json_by(&local)).await.json();
    assert_eq!(first["_pagination"]["totalResult"], 2);
    let token = first["_pagination"]["continuationToken"].as_str().unwrap();
    let second = site.get(&format!("{path}?limit=1&continuationToken={token}"), &json_by(&local)).await.json();
    assert_ne!(first["items"], second["items"]);
    assert!(second["_pagination"].get("continuationToken").is_none());
}

#[tokio::test]
async fn a_right_for_one_type_of_credential_reaches_that_type_only() {
    let mut site = Site::new().await;
    let path = site.signed("anna").await;
    let rights = [
        "AccessControl.CredentialView.MobileSignature",
        "AccessControl.CredentialDelete.MobileSignature",
        "AccessControl.CredentialCreate.DevicePassword",
    ];
    let changes = [("nevisIdm.Helpdesk".to_owned(), rights.map(str::to_owned).to_vec())].into();
    site.fixture.app.roles = Arc::new(RoleTable::changed(&changes).unwrap());
    site.router = router(site.fixture.app.clone(), Limits::default());
    let helper = site.bearer("helper", Role::Helpdesk, only(&["api"])).await;
    assert_eq!(site.get(&path, &json_by(&helper)).await.status, StatusCode::OK);
    assert_eq!(site.patch(&path, &json_by(&helper), "{}").await.told(), "403 errors.permissionDenied");
    let user = path.trim_end_matches("/mobile-signature");
    let list = site.get(&format!("{user}/credentials"), &json_by(&helper)).await;
    assert_eq!(list.told(), "403 errors.permissionDenied", "a list of all types needs the whole right");
    let secret = json!({ "extId": "k", "password": "x".repeat(40) }).to_string();
    let password = site.post(&format!("{user}/device-password"), &json_by(&helper), secret).await;
    assert_eq!(password.told(), "422 errors.invalidData", "allowed, but she is no technical user");
    assert_eq!(site.post(&path, &json_by(&helper), "{}").await.told(), "403 errors.permissionDenied");
    assert_eq!(site.delete(&path, &json_by(&helper)).await.status, StatusCode::NO_CONTENT);
    let told = site.get("/nevisidm/api/principal/v1/permissions", &json_by(&helper)).await.json();
    let mut expected = rights.to_vec();
    expected.sort_by_key(|right| (!right.contains("Create"), !right.contains("View")));
    assert_eq!(told["elementaryPermissions"], json!(expected));
    assert_eq!(CredentialType::MOBILE_SIGNATURE.name(), "MobileSignature");
}

#[tokio::test]
async fn a_caller_learns_who_it_is_and_what_it_may() {
    let site = Site::new().await;
    let (me, permissions) = ("/nevisidm/api/principal/v1/me", "/nevisidm/api/principal/v1/permissions");
    let myself = site.bearer("me", Role::SelfAdmin, only(&[])).await;
    let told = site.get(me, &json_by(&myself)).await;
    let profile = site.profile("me").await;
    let told = told.json();
    assert_eq!(
        (&told["userExtId"], &told["loginId"], &told["clientExtId"], &told["clientName"]),
        (&"me".into(), &"me".into(), &"api".into(), &"API".into())
    );
    assert!(profile.ends_with(told["profileExtId"].as_str().unwrap()) && told["unitExtId"].is_string());
    assert_eq!(
        site.get(permissions, &json_by(&myself)).await.json(),
        json!({ "elementaryPermissions": ["AccessControl.SelfAdmin"] })
    );
    let nothing = site.bearer("nothing", Role::TechUser, ClientRoom::Global).await;
    assert_eq!(
        site.get(me, &json_by(&nothing)).await.messages(),
        "Permission denied: AccessControl.SelfAdmin is needed"
    );
    assert_eq!(site.get(permissions, &json_by(&nothing)).await.json(), json!({ "elementaryPermissions": [] }));
    assert_eq!(site.get(permissions, &[]).await.told(), "401 errors.unauthenticated");

    let root = site.root().await;
    let applications = site.get(&format!("{API}/applications"), &json_by(&root)).await.json();
    let own = &applications["items"][0];
    assert_eq!(
        (&own["extId"], &own["name"], &own["displayed"]),
        (&json!("nevisIdm"), &json!("nevisIdm"), &json!(false))
    );
    let roles = site.get(&format!("{API}/applications/nevisIdm/roles"), &json_by(&root)).await.json();
    assert_eq!(roles["items"].as_array().unwrap().len(), Role::ALL.len());
    assert_eq!(site.get(&format!("{API}/applications/x/roles"), &json_by(&root)).await.told(), "404 errors.noRecord");
}
