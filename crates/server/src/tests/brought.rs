//! Passwords that people bring as hashes of another product.

use serde_json::{Map, json};
use sigill_domain::credential::{Check, Holds, Kind, Member};

use super::kinds::{form, made, policy, user, value};
use super::*;

const PASSWORD: &str = "Lindenhof \u{fc} 27";
/// Of that password.
const HASHES: [&str; 4] = [
    "{SSHA256}5e2OGNCH6F4qMQsERoPlSMr7fEIOC7yBFPqwBFrHf7AlppxxivqTOQ==",
    "$pbkdf2-sha256$20000$WwuBsFaqFWKM8f5fy/m/dw$m.LNVBrk28RSPGpsM/4zqyAkzg44.KPZWmg4oiI0P4g",
    "$2b$06$Vpghieo6sx2wtRsSK1wGkOvdADjJOkp4vFYk2StP1diwyqCJI7kDe",
    "$argon2id$v=19$m=8192,t=2,p=2$NIHjjc9ZDcOpcjpjw8wOQg$O2DKxYwqQalfQUmJNMZ5MhYjaJ3mLHGZaW3+Q1d2ATY",
];

/// What a check of the credential takes, with something that is wrong.
fn shown(kind: &dyn Kind, path: &str) -> Map<String, Value> {
    let shows: &[Member] = kind.check().unwrap().takes();
    let mut given: Map<String, Value> = shows
        .iter()
        .filter(|member| member.is_mandatory)
        .map(|member| (member.name.to_owned(), json!(member.example)))
        .collect();
    let form = kind.form();
    match form.selects {
        Some("context") => {
            let context = form.members.iter().find(|member| member.name == "context").unwrap();
            given.insert("context".to_owned(), value(context, 1));
        }
        Some(_) => {}
        None if matches!(form.holds, Holds::Many(_)) => {
            given.insert("credentialExtId".to_owned(), json!(path.rsplit('/').next().unwrap()));
        }
        None => {}
    }
    given
}

async fn kept(site: &Site, ext_id: &str) -> String {
    site.fixture.database.query(&format!("SELECT secret FROM credential WHERE ext_id = '{ext_id}'")).await.unwrap()
}

on_both! {
    async fn a_hash_that_is_brought_is_checked_and_gives_way_to_sigills_own_at_its_first_success(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        for (n, hash) in HASHES.into_iter().enumerate() {
            let user = user(&site, form("Password"), &format!("u{n}")).await;
            let wish = json!({ "extId": format!("p{n}"), "passwordHash": hash }).to_string();
            let made = site.post(&format!("{user}/password"), &json_by(&root), wish).await;
            assert_eq!((made.status, made.body.as_str()), (StatusCode::CREATED, ""), "{hash}");
            let check = format!("{}/password/login", user.replace("/core/v1", "/auth/v1"));
            let show = async |password: &str| {
                site.post(&check, &json_by(&root), json!({ "password": password }).to_string()).await.json()["statusCode"].clone()
            };
            assert_eq!(show("Gr\u{fc}ezi 1292!").await, 3, "{hash}");
            assert_eq!(show(hash).await, 9, "the hash itself is no password, and the second failure locks");
            assert!(kept(&site, &format!("p{n}")).await.contains(hash), "what was wrong changes nothing");
            site.fixture.clock.advance_ms(60_000);
            assert_eq!(show(PASSWORD).await, 5, "{hash}");
            let own = kept(&site, &format!("p{n}")).await;
            assert!(own.contains("$argon2id$v=19$m=19456,t=2,p=1$") && !own.contains(hash), "{own}");
            assert_eq!(show(PASSWORD).await, 5, "{hash}");
            assert_eq!(show("wrong").await, 3, "{hash}");
            assert_eq!(kept(&site, &format!("p{n}")).await, own, "once is enough");
            let shown = site.get(made.header("location"), &json_by(&root)).await.json();
            assert_eq!((&shown["successfulLoginCount"], &shown["version"]), (&json!(2), &json!(2)), "{shown}");
            let history = site
                .get(&format!("{}/history", user.replace("/nevisidm/api/core/v1", "/sigill/v1")), &json_by(&root))
                .await;
            assert!(!history.body.contains(hash) && !history.body.contains("argon2"), "{}", history.body);
        }
    }

    async fn a_hash_that_is_brought_is_replaced_by_who_knows_its_password(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let user = user(&site, form("ContextPassword"), "anna").await;
        let wish = json!({ "extId": "c", "context": "e-banking", "passwordHash": HASHES[0] }).to_string();
        let made = site.post(&format!("{user}/context-passwords"), &json_by(&root), wish).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let changed = json!({ "newPassword": "Another-Horse-9" }).to_string();
        let changed = site.post(&format!("{}/change", made.header("location")), &json_by(&root), changed).await;
        assert_eq!(changed.status, StatusCode::NO_CONTENT, "{}", changed.body);
        assert!(kept(&site, "c").await.contains("$argon2id$"));
        let patched = json!({ "passwordHash": HASHES[1] }).to_string();
        let patched = site.patch(made.header("location"), &json_by(&root), patched).await;
        assert_eq!(patched.told(), "422 errors.modifyReadonlyData", "only a new one is brought");
    }

    async fn twenty_at_once_with_a_brought_hash_count_twenty(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let user = user(&site, form("Password"), "anna").await;
        let wish = json!({ "extId": "p", "passwordHash": HASHES[0] }).to_string();
        let made = site.post(&format!("{user}/password"), &json_by(&root), wish).await;
        let check = format!("{}/password/login", user.replace("/core/v1", "/auth/v1"));
        let (headers, body) = (json_by(&root), json!({ "password": PASSWORD }).to_string());
        let answers = all((0..20).map(|_| site.post(&check, &headers, body.clone()))).await;
        let right = answers.iter().filter(|answer| answer.json()["statusCode"] == 5).count();
        assert_eq!(right, 20, "{:?}", answers.iter().map(|answer| &answer.body).collect::<Vec<_>>());
        assert_eq!(site.get(made.header("location"), &headers).await.json()["successfulLoginCount"], 20);
        assert!(kept(&site, "p").await.contains("$argon2id$v=19$m=19456"));
    }

    async fn a_check_of_what_is_locked_is_423_at_every_call_and_counts_nothing(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        // Of authenticators, the tests of their ceremonies do the same.
        let is_checked = |kind: &&&dyn Kind| kind.check().is_some_and(|check| !matches!(check, Check::Signed { .. }));
        let kinds = sigill_domain::credential::kinds::ALL.iter().filter(is_checked);
        for (n, kind) in kinds.enumerate() {
            let form = kind.form();
            let user = user(&site, form, &format!("u{n}")).await;
            let path = made(&site, form, &user, 1).await;
            for (state, told) in [("tmp-locked", "423"), ("fail-locked", "423"), ("disabled", "422")] {
                if !form.is_changed {
                    continue;
                }
                let lock = json!({ "stateName": state }).to_string();
                assert_eq!(site.patch(&path, &json_by(&root), lock).await.status, StatusCode::OK, "{}", form.name);
                let before = site.get(&path, &json_by(&root)).await.body;
                let own = format!("{}/credentials/{}/verify", user.replace("/nevisidm/api/core/v1", "/sigill/v1"), form.segment);
                let documented = form.login.map(|login| format!("{}/{login}/login", user.replace("/core/v1", "/auth/v1")));
                for call in [Some(own), documented].into_iter().flatten() {
                    let body = Value::Object(shown(*kind, &path)).to_string();
                    let answer = site.post(&call, &json_by(&root), body).await;
                    assert!(answer.told().starts_with(told), "{} {state} {call}: {}", form.name, answer.body);
                    assert_eq!(answer.told().contains("errors.credentialLocked"), told == "423", "{}", answer.body);
                }
                // What is read opens an OTP card, which is an event and nothing more.
                assert_eq!(site.get(&path, &json_by(&root)).await.body, before, "{} {state}", form.name);
            }
        }
        let user = user(&site, form("Password"), "both").await;
        let path = made(&site, form("Password"), &user, 1).await;
        site.patch(&path, &json_by(&root), r#"{"stateName":"fail-locked"}"#).await;
        site.patch(&user, &json_by(&root), r#"{"userState":"disabled"}"#).await;
        let check = format!("{}/password/login", user.replace("/core/v1", "/auth/v1"));
        let answer = site.post(&check, &json_by(&root), r#"{"password":"Correct-Horse-9"}"#).await;
        assert_eq!(answer.told(), "422 errors.invalidData errors.invalidData", "{}", answer.body);
    }

    async fn a_hash_comes_alone_and_within_what_may_be_computed(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let user = user(&site, form("Password"), "anna").await;
        let create = async |body: Value| site.post(&format!("{user}/password"), &json_by(&root), body.to_string()).await;
        for (body, expected) in [
            (json!({ "password": "Correct-Horse-9", "passwordHash": HASHES[0] }), "got both"),
            (json!({ "passwordHash": PASSWORD }), "in clear"),
            (json!({ "passwordHash": format!("{{CLEARTEXT}}{PASSWORD}") }), "in clear"),
            (json!({ "passwordHash": "{MD5}uCjwV1Dvhl4OEONEWHQqow==" }), "MD5 isn't accepted"),
            (json!({ "passwordHash": "$2b$31$Vpghieo6sx2wtRsSK1wGkOvdADjJOkp4vFYk2StP1diwyqCJI7kDe" }), "costs too much"),
            (json!({ "passwordHash": "x".repeat(1025) }), "at most 1024"),
            (json!({}), "password is mandatory"),
        ] {
            let refused = create(body.clone()).await;
            assert_eq!(refused.told(), "422 errors.invalidData", "{body}: {}", refused.body);
            assert!(refused.messages().contains(expected), "{body}: {}", refused.messages());
            assert!(!refused.body.contains("Lindenhof") && !refused.body.contains("Vpghie"), "{}", refused.body);
        }
        assert_eq!(create(json!({ "passwordHash": 1 })).await.told(), "400 errors.unreadableBody");
        let reader = site.bearer("reader", Role::SoapTechAccessReadOnly, ClientRoom::Global).await;
        let wish = json!({ "passwordHash": HASHES[0] }).to_string();
        let refused = site.post(&format!("{user}/password"), &json_by(&reader), wish).await;
        assert_eq!(refused.told(), "403 errors.permissionDenied");
        assert_eq!(site.get(&format!("{user}/password"), &json_by(&root)).await.told(), "404 errors.noRecord");
    }

    async fn a_hash_is_refused_where_the_policy_makes_passwords_up(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        policy(&site, "PwdPolicy", json!({ "resetCodeEnabled": "true" })).await;
        let user = user(&site, form("Password"), "anna").await;
        let wish = json!({ "passwordHash": HASHES[0] }).to_string();
        let refused = site.post(&format!("{user}/password"), &json_by(&root), wish).await;
        assert_eq!(refused.told(), "422 errors.invalidData", "{}", refused.body);
        assert!(refused.messages().contains("passwordHash: the policy makes passwords up"), "{}", refused.messages());
    }
}
