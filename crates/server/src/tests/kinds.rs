//! The calls that every credential type has, for each type that is served.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Map, json};
use sigill_domain::credential::{Acted, Answers, Form, Holds, Kind, Member, Oneself, Takes, kinds};

use super::*;

/// Types whose calls are made of what is declared of them, below a user.
pub(super) fn forms() -> impl Iterator<Item = &'static Form> {
    kinds::ALL.iter().map(|kind| kind.form()).filter(|form| !form.is_own && !form.is_of_client)
}

/// A value that a member takes; of another number, another one.
pub(super) fn value(member: &Member, n: usize) -> Value {
    match member.takes {
        Takes::OneOf(words) => words[n % words.len()].into(),
        Takes::Flag => n.is_multiple_of(2).into(),
        Takes::Count(_) => n.into(),
        // That of a new one.
        Takes::Version => "1".into(),
        Takes::Certificate => certificate(n).into(),
        Takes::Number => format!("+4179123456{n}").into(),
        Takes::IdentityNumber => ["60001019906", "60001018800"][n % 2].into(),
        Takes::Object => json!({}),
        Takes::Objects(members, _) => {
            json!([members.iter().map(|one| (one.name.to_owned(), value(one, n))).collect::<Map<_, _>>()])
        }
        Takes::Secret(max) => {
            format!("Correct-Horse-{n}-Battery-Staple-9!").chars().take(max).collect::<String>().into()
        }
        Takes::Hash | Takes::Token => member.example.into(),
        Takes::Base64(_) => "QUJD".into(),
        Takes::Text(_) if member.name == "mobileNumber" => format!("+4179123456{n}").into(),
        Takes::Text(max) => {
            let text = format!("{}{n}", member.example);
            text.chars().skip(text.chars().count().saturating_sub(max)).collect::<String>().into()
        }
    }
}

fn certificate(n: usize) -> String {
    let mut parameters = rcgen::CertificateParams::new(vec![format!("n{n}.example.com")]).unwrap();
    parameters.distinguished_name.push(rcgen::DnType::CommonName, format!("Ada {n}"));
    parameters.self_signed(&rcgen::KeyPair::generate().unwrap()).unwrap().pem()
}

/// What creates one, with all of its members or only those that it must have.
pub(super) fn body(form: &Form, n: usize, all: bool) -> Map<String, Value> {
    // What is brought stands for another member, and never beside it.
    let is_beside = |member: &&Member| !matches!(member.takes, Takes::Hash | Takes::Token);
    let wanted = form.members.iter().filter(is_beside).filter(|member| member.is_given && (all || member.is_mandatory));
    static NAMED: AtomicUsize = AtomicUsize::new(0);
    let named = || ("extId".to_owned(), format!("id-{}", NAMED.fetch_add(1, Ordering::Relaxed)).into());
    let named = form.needs_ext_id.then(named);
    wanted.map(|member| (member.name.to_owned(), value(member, n))).chain(named).collect()
}

/// What a view of one of them opens.
fn opened(form: &Form) -> &'static [Member] {
    let kind = kinds::ALL.iter().find(|kind| kind.form().number == form.number).unwrap();
    kind.opens().map_or(&[], |opens| opens.members)
}

/// Whether the call that makes one makes the one that is there anew.
fn is_remade(form: &Form) -> bool {
    kinds::ALL.iter().any(|kind| kind.form().number == form.number && kind.remade().is_some())
}

/// A user, and a policy of the type where it needs one.
pub(super) async fn user(site: &Site, form: &Form, name: &str) -> String {
    let root = site.root().await;
    if let Some(policy) = form.policy {
        let wish = json!({ "name": policy.as_str(), "policyType": policy.as_str() });
        site.post(&format!("{API}/api/policies"), &json_by(&root), wish.to_string()).await;
    }
    let person = json!({
        "extId": name, "loginId": name, "isTechnicalUser": form.works_max.is_some(), "name": { "firstName": "Anna", "familyName": "Muster" },
        "contacts": { "email": "a@example.com" },
    });
    let created = site.post(&format!("{API}/api/users"), &json_by(&root), person.to_string()).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    created.header("location").to_owned()
}

/// A credential of the user: its path.
pub(super) async fn made(site: &Site, form: &Form, user: &str, n: usize) -> String {
    let root = site.root().await;
    let body = Value::Object(body(form, n, true)).to_string();
    let user = if form.is_own { user.replace(API, "/sigill/v1") } else { user.to_owned() };
    let created = site.post(&format!("{user}/{}", form.segment), &json_by(&root), body).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}: {}", form.name, created.body);
    let (is_shown, location) = (!created.body.is_empty(), created.header("location").to_owned());
    assert!(is_shown == (form.answers == Answers::Whole) || form.reveals, "{}: {}", form.name, created.body);
    location
}

on_both! {
    async fn each_type_is_made_read_listed_changed_and_deleted(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        for (n, form) in forms().enumerate() {
            let name = form.name;
            let user = user(&site, form, &format!("u{n}")).await;
            let path = made(&site, form, &user, 1).await;
            let read = site.get(&path, &json_by(&root)).await;
            assert_eq!((read.status, read.header("etag")), (StatusCode::OK, "\"v1\""), "{name}: {}", read.body);
            let shown = read.json();
            assert_eq!((&shown["type"], &shown["stateName"]), (&json!(form.wire), &json!("active")), "{name}");
            for member in form.members {
                assert_eq!(shown.get(member.name).is_some(), member.is_shown(), "{name}.{}: {shown}", member.name);
            }
            let all = site.get(&format!("{user}/credentials"), &json_by(&root)).await.json();
            // What is sealed is seen in a view of the one credential only.
            let mut listed_as = shown.clone();
            for member in opened(form) {
                assert!(listed_as.as_object_mut().unwrap().remove(member.name).is_some(), "{name}: {shown}");
            }
            let shown_in_lists = json!([listed_as]);
            assert_eq!(all["items"], shown_in_lists, "{name}");
            if let Holds::Many(_) = form.holds {
                let listed = site.get(&format!("{user}/{}?returnTotalResultCount=true", form.segment), &json_by(&root)).await;
                assert_eq!(listed.json()["items"], shown_in_lists, "{name}: {}", listed.body);
                assert_eq!(listed.json()["_pagination"]["totalResult"], 1, "{name}");
            }
            if form.is_changed {
                let back = site.patch(&path, &json_by(&root), listed_as.to_string()).await;
                assert_eq!((back.status, back.header("etag")), (StatusCode::OK, "\"v1\""), "{name}: {}", back.body);
                let patch = json!({ "stateName": "disabled", "modificationComment": "lost", "version": 1 }).to_string();
                let changed = site.patch(&path, &json_by(&root), patch.clone()).await;
                assert_eq!((changed.status, changed.header("etag")), (StatusCode::OK, "\"v2\""), "{name}: {}", changed.body);
                assert_eq!(changed.json()["stateName"], "disabled", "{name}");
                assert_eq!(changed.json()["stateChangeReason"], "changed-by-admin", "{name}");
                assert_eq!(site.patch(&path, &json_by(&root), patch).await.told(), "409 errors.optimisticLockingFailure");
            }
            assert_eq!(site.delete(&path, &json_by(&root)).await.status, StatusCode::NO_CONTENT, "{name}");
            assert_eq!(site.get(&path, &json_by(&root)).await.told(), "404 errors.noRecord", "{name}");
            assert_eq!(site.delete(&path, &json_by(&root)).await.told(), "404 errors.noRecord", "{name}");
        }
    }

    async fn each_type_is_refused_with_every_broken_rule_by_name(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        for (n, form) in forms().enumerate() {
            let name = form.name;
            let user = user(&site, form, &format!("u{n}")).await;
            let path = format!("{user}/{}", form.segment);
            let nothing = site.post(&path, &json_by(&root), r#"{"surprise":1,"extId":" "}"#).await;
            assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", nothing.body);
            let messages = nothing.messages();
            assert!(messages.contains("unknown member 'surprise'") && messages.contains("extId"), "{name}: {messages}");
            for member in form.members.iter().filter(|member| member.is_mandatory) {
                assert!(messages.contains(member.name), "{name}.{}: {messages}", member.name);
            }
            if let Some(member) = form.members.iter().find(|member| member.is_given) {
                let wrong = json!({ member.name: { "a": 1 } }).to_string();
                let wrong = site.post(&path, &json_by(&root), wrong).await;
                assert_eq!(wrong.told(), "400 errors.unreadableBody", "{name}: {}", wrong.body);
                assert!(wrong.messages().contains(member.name), "{name}: {}", wrong.messages());
            }
            let tried = [("authorization", root.as_str()), ("content-type", "application/json"), ("prefer", "dry-run")];
            let before = site.events().await;
            let answer = site.post(&path, &tried, Value::Object(body(form, 1, true)).to_string()).await;
            assert_eq!(answer.status, StatusCode::OK, "{name}: {}", answer.body);
            assert_eq!(site.events().await, before, "{name}: only tried");
        }
    }

    async fn each_type_has_as_many_as_it_may_and_keeps_what_must_be_unique(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        for (n, form) in forms().enumerate() {
            let name = form.name;
            let (first, second) = (user(&site, form, &format!("u{n}")).await, user(&site, form, &format!("v{n}")).await);
            let path = made(&site, form, &first, 1).await;
            let again = |user: &str| format!("{user}/{}", form.segment);
            let answer = site.post(&again(&first), &json_by(&root), Value::Object(body(form, 2, true)).to_string()).await;
            match form.holds {
                Holds::One(_) if is_remade(form) => assert_eq!(answer.status, StatusCode::CREATED, "{name}: {}", answer.body),
                Holds::One(code) => assert_eq!(answer.told(), format!("422 {}", code.as_str()), "{name}"),
                Holds::Many(_) => assert_eq!(answer.status, StatusCode::CREATED, "{name}: {}", answer.body),
            }
            let same = Value::Object(body(form, 1, true));
            let certificate = site.get(&path, &json_by(&root)).await.json();
            let same = if form.name == "Certificate" { json!({ "certificate": certificate["certificate"] }) } else { same };
            let answer = site.post(&again(&second), &json_by(&root), same.to_string()).await;
            let is_taken = form.members.iter().any(|member| {
                member.unique == Some(sigill_domain::credential::Within::Client)
            });
            if is_taken {
                assert_eq!(answer.told(), format!("422 {}", form.taken.as_str()), "{name}: {}", answer.body);
            } else {
                assert_eq!(answer.status, StatusCode::CREATED, "{name}: {}", answer.body);
            }
        }
    }

    async fn each_type_keeps_custom_properties_where_it_has_a_scope(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        for (n, form) in forms().enumerate() {
            let Some(scope) = form.properties else { continue };
            let property = json!({ "name": "plant", "type": "STRING", "scope": scope.as_str(), "propagated": false });
            let defined = site.post(&format!("{API}/properties"), &json_by(&root), property.to_string()).await;
            assert_eq!(defined.status, StatusCode::CREATED, "{}: {}", form.name, defined.body);
            let user = user(&site, form, &format!("u{n}")).await;
            let path = format!("{}/properties", made(&site, form, &user, 1).await);
            let set = site.patch(&path, &json_by(&root), r#"{"plant":"Bern"}"#).await;
            assert_eq!((set.status, set.json()), (StatusCode::OK, json!({ "plant": "Bern" })), "{}", set.body);
            assert_eq!(site.get(&path, &json_by(&root)).await.json(), json!({ "plant": "Bern" }));
            let unknown = site.patch(&path, &json_by(&root), r#"{"colour":"red"}"#).await;
            assert_eq!(unknown.told(), "422 errors.invalidData");
        }
    }

    async fn people_see_their_own_and_do_with_them_what_their_type_allows(database: Database) {
        let site = Site::on(database).await;
        for (n, form) in forms().enumerate() {
            let name = format!("self{n}");
            let bearer = site.bearer(&name, Role::SelfAdmin, ClientRoom::Global).await;
            if let Some(policy) = form.policy {
                let wish = json!({ "name": policy.as_str(), "policyType": policy.as_str() });
                site.post(&format!("{API}/api/policies"), &json_by(&site.root().await), wish.to_string()).await;
            }
            let user = format!("{API}/api/users/{name}");
            let mine = made(&site, form, &user, 1).await;
            let seen = site.get(&mine, &json_by(&bearer)).await;
            let expected = if form.oneself.view == Oneself::Proven { StatusCode::UNAUTHORIZED } else { StatusCode::OK };
            assert_eq!(seen.status, expected, "{}: {}", form.name, seen.body);
            let (all, others) = (format!("{user}/{}", form.segment), format!("{API}/api/users/other/{}", form.segment));
            for (oneself, answer) in [
                (form.oneself.create, site.post(&all, &json_by(&bearer), Value::Object(body(form, 2, true)).to_string()).await),
                (form.oneself.delete, site.delete(&mine, &json_by(&bearer)).await),
            ] {
                match oneself {
                    Oneself::No => assert_eq!(answer.told(), "403 errors.permissionDenied", "{}", form.name),
                    Oneself::Proven => assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}: {}", form.name, answer.body),
                    Oneself::Yes => assert!(answer.status != StatusCode::FORBIDDEN, "{}: {}", form.name, answer.body),
                }
            }
            let answer = site.get(&others, &json_by(&bearer)).await;
            assert_eq!(answer.told(), "403 errors.permissionDenied", "{}", form.name);
        }
    }
}

on_both! {
    async fn each_call_of_a_types_own_does_what_it_says(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let served = |kind: &&&dyn Kind| !kind.form().is_own;
        for (n, kind) in kinds::ALL.iter().filter(served).enumerate() {
            // What is counted has tests of its own: `reported`.
            for act in kind.acts().iter().filter(|act| act.answers != Acted::Counted) {
                let form = kind.form();
                let user = user(&site, form, &format!("u{n}-{}", act.name)).await;
                let path = made(&site, form, &user, 1).await;
                let body: Map<String, Value> =
                    act.takes.iter().map(|member| (member.name.to_owned(), value(member, 2))).collect();
                let done = site.post(&format!("{path}/{}", act.name), &json_by(&root), Value::Object(body).to_string()).await;
                assert!(done.status.is_success(), "{} {}: {}", form.name, act.name, done.body);
                let read = site.get(&path, &json_by(&root)).await;
                assert_eq!(read.header("etag"), "\"v2\"", "{} {}: {}", form.name, act.name, read.body);
                let wrong = site.post(&format!("{path}/{}", act.name), &json_by(&root), r#"{"surprise":1}"#).await;
                assert!(wrong.messages().contains("unknown member 'surprise'"), "{} {}: {}", form.name, act.name, wrong.body);
            }
        }
    }
}

/// The policy of a type with parameters, as the client's default one.
pub(super) async fn policy(site: &Site, name: &str, parameters: Value) {
    let root = site.root().await;
    let wish = json!({ "name": name, "policyType": name, "defaultPolicy": true, "parameters": parameters });
    let made = site.post(&format!("{API}/api/policies"), &json_by(&root), wish.to_string()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
}

pub(super) fn form(name: &str) -> &'static Form {
    kinds::ALL.iter().map(|kind| kind.form()).find(|form| form.name == name).unwrap()
}

on_both! {
    async fn a_password_is_checked_counted_and_locks_as_its_policy_says(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let user = user(&site, form("Password"), "anna").await;
        let wish = json!({ "password": "Correct-Horse-9" }).to_string();
        let path = site.post(&format!("{user}/password"), &json_by(&root), wish).await.header("location").to_owned();
        let login = user.replace("/core/v1", "/auth/v1");
        let own = user.replace("/nevisidm/api/core/v1", "/sigill/v1");
        let (login, own) = (format!("{login}/password/login"), format!("{own}/credentials/password/verify"));
        let show = async |path: &str, password: &str| {
            site.post(path, &json_by(&root), json!({ "password": password }).to_string()).await
        };
        let right = show(&login, "Correct-Horse-9").await;
        assert_eq!((right.status, right.json()), (StatusCode::OK, json!({ "statusCode": 5, "description": "Login Ok" })));
        assert_eq!(show(&own, "Correct-Horse-9").await.json()["successfulLoginCount"], 2);
        assert_eq!(show(&own, "wrong").await.json()["statusCode"], 3, "with the defaults, the second one locks");
        assert_eq!(show(&login, "wrong").await.json()["statusCode"], 9);
        let locked = show(&login, "Correct-Horse-9").await;
        assert_eq!(locked.told(), "423 errors.credentialLocked", "{}", locked.body);
        let shown = site.get(&path, &json_by(&root)).await.json();
        assert_eq!((&shown["stateName"], &shown["failedLoginCount"]), (&json!("tmp-locked"), &json!(2)));
        let unlocked = site.post(&format!("{path}/unlock"), &json_by(&root), "").await;
        assert_eq!(unlocked.status, StatusCode::NO_CONTENT, "{}", unlocked.body);
        let shown = site.get(&path, &json_by(&root)).await.json();
        assert_eq!((&shown["stateName"], &shown["failedLoginCount"]), (&json!("active"), &json!(0)));
        assert_eq!(shown["successfulLoginCount"], 0);

        let changed = json!({ "newPassword": "Another-Horse-9" }).to_string();
        let changed = site.post(&format!("{path}/change"), &json_by(&root), changed).await;
        assert_eq!(changed.status, StatusCode::NO_CONTENT, "{}", changed.body);
        assert_eq!(show(&login, "Correct-Horse-9").await.json()["statusCode"], 3);
        assert_eq!(show(&login, "Another-Horse-9").await.json()["statusCode"], 5);
        let reset = site.post(&format!("{path}/reset"), &json_by(&root), "").await;
        assert_eq!(reset.status, StatusCode::CREATED, "{}", reset.body);
        let made = reset.json()["passwordFragment"].as_str().unwrap().to_owned();
        assert_eq!(site.get(&path, &json_by(&root)).await.json()["stateName"], "initial");
        assert_eq!(show(&login, &made).await.json()["statusCode"], 5);
        let history = site.get(&format!("{}/history", user.replace("/nevisidm/api/core/v1", "/sigill/v1")), &json_by(&root)).await;
        for secret in ["Correct-Horse-9", "Another-Horse-9", made.as_str(), "argon2id"] {
            assert!(!history.body.contains(secret), "{secret}: {}", history.body);
        }
    }

    async fn a_password_that_breaks_its_policy_is_told_every_rule_at_once(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let wrong = json!({ "minLength": "20", "maxLength": "10" });
        let wish = json!({ "name": "w", "policyType": "PwdPolicy", "parameters": wrong }).to_string();
        let refused = site.post(&format!("{API}/api/policies"), &json_by(&root), wish).await;
        assert_eq!(refused.told(), "422 errors.invalidData", "{}", refused.body);
        policy(&site, "PwdPolicy", json!({ "minLength": "12", "minNonAlnum": "1", "allowLoginIdInPassword": "false" })).await;
        let user = user(&site, form("Password"), "anna").await;
        let refused = site.post(&format!("{user}/password"), &json_by(&root), r#"{"password":"annaxyz"}"#).await;
        let three = "errors.pwdPolicyViolated";
        assert_eq!(refused.told(), format!("422 {three} {three} {three}"), "{}", refused.body);
        assert!(!refused.body.contains("annaxyz"));
    }

    async fn what_is_made_up_is_shown_once_and_what_is_for_once_works_once(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        policy(&site, "URLTicketPolicy", json!({ "exposeLinkToCaller": "true", "urlPrefix": "https://x.example/?x=" })).await;
        policy(&site, "PUKPolicy", json!({ "plainValueExposedToCaller": "true", "maxCredSuccessCount": "2" })).await;
        for (n, (name, member, shown_as, times)) in [
            ("Ticket", "ticket", "ticket", 1),
            ("TempStrongPassword", "password", "tempStrongPassword", 1),
            ("UrlTicket", "ticket", "personifiedLink", 1),
            ("Puk", "puk", "puk", 2),
        ].into_iter().enumerate() {
            let form = form(name);
            let user = user(&site, form, &format!("u{n}")).await;
            let created = site.post(&format!("{user}/{}", form.segment), &json_by(&root), "{}").await;
            assert_eq!(created.status, StatusCode::CREATED, "{name}: {}", created.body);
            let secret = created.json()[shown_as].as_str().unwrap_or_else(|| panic!("{name}: {}", created.body)).to_owned();
            let secret = secret.trim_start_matches("https://x.example/?x=").to_owned();
            assert!(!site.get(created.header("location"), &json_by(&root)).await.body.contains(&secret), "{name}");
            let check = user.replace("/nevisidm/api/core/v1", "/sigill/v1");
            let check = format!("{check}/credentials/{}/verify", form.segment);
            let show = async |text: &str| {
                site.post(&check, &json_by(&root), json!({ member: text }).to_string()).await.json()["statusCode"].clone()
            };
            assert_eq!(show("made-up").await, 3, "{name}");
            for _ in 0..times {
                assert_eq!(show(&secret).await, 0, "{name}");
            }
            assert_eq!(show(&secret).await, 3, "{name}: it was used");
        }
    }

    async fn a_hundred_wrong_tries_at_once_count_a_hundred_and_one_right_one_is_used_once(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        policy(&site, "TicketPolicy", json!({ "maxCredFailureCount": "-1", "tmpLockingThreshold": "-1" })).await;
        let user = user(&site, form("Ticket"), "anna").await;
        let created = site.post(&format!("{user}/ticket"), &json_by(&root), "{}").await;
        let ticket = created.json()["ticket"].as_str().unwrap().to_owned();
        let check = format!("{}/credentials/ticket/verify", user.replace("/nevisidm/api/core/v1", "/sigill/v1"));
        let headers = json_by(&root);
        let show = |text: String| {
            let (site, check, headers) = (&site, &check, &headers);
            async move { site.post(check, headers, json!({ "ticket": text }).to_string()).await }
        };
        let answers = all((0..100).map(|n| show(format!("wrong-{n}")))).await;
        assert!(answers.iter().all(|answer| answer.status == StatusCode::OK), "{:?}", answers.iter().map(|a| a.status).collect::<Vec<_>>());
        assert_eq!(site.get(created.header("location"), &headers).await.json()["failedLoginCount"], 100);
        let answers = all((0..20).map(|_| show(ticket.clone()))).await;
        let right = answers.iter().filter(|answer| answer.json()["statusCode"] == 0).count();
        assert_eq!(right, 1, "{:?}", answers.iter().map(|answer| &answer.body).collect::<Vec<_>>());
    }
}
