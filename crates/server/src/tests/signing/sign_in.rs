//! People who can't sign in, each for another cause: it is named first, and what repairs it does.

use serde_json::json;
use sigill_domain::role::RoleTable;
use sigill_domain::sign_in::{Barrier, CODES};
use sigill_mssp::{Act, DeviceModel, DeviceState, Script};

use super::*;

fn path(user: &str) -> String {
    format!("{OWN}/api/users/{user}/sign-in")
}

async fn explained(here: &Signing, user: &str) -> Value {
    let root = here.site.root().await;
    let answer = here.site.get(&path(user), &json_by(&root)).await;
    assert_eq!(answer.status, StatusCode::OK, "{user}: {}", answer.body);
    answer.json()
}

/// The verdict, and weight and code of what is told first.
async fn first(here: &Signing, user: &str, query: &str) -> String {
    let root = here.site.root().await;
    let answer = here.site.get(&format!("{}{query}", path(user)), &json_by(&root)).await;
    assert_eq!(answer.status, StatusCode::OK, "{user}: {}", answer.body);
    let told = answer.json();
    let verdict = told["signIn"].as_str().unwrap();
    match told["causes"].get(0) {
        None => format!("{verdict} -"),
        Some(cause) => format!("{verdict} {} {}", cause["weight"].as_str().unwrap(), cause["code"].as_str().unwrap()),
    }
}

/// Does what the first cause says, with what is to be filled in.
async fn repair(here: &Signing, user: &str, told: &Value) {
    let root = here.site.root().await;
    let call = &told["causes"][0]["repair"];
    let body = call["body"].to_string();
    let body =
        body.replace("<identificator>", "i").replace("<msspIdentifier>", MSSP).replace("<msisdn>", "+41790000000");
    let (method, path) = (call["method"].as_str().unwrap().parse().unwrap(), call["path"].as_str().unwrap());
    let body = if call.get("body").is_some() { Body::from(body) } else { Body::empty() };
    let answer = here.site.send(request(method, path, &json_by(&root), body)).await;
    assert!(answer.status.is_success(), "{user}: {call}: {} {}", answer.status, answer.body);
}

fn codes(told: &Value) -> Vec<String> {
    told["causes"].as_array().unwrap().iter().map(|cause| cause["code"].as_str().unwrap().to_owned()).collect()
}

/// The cause is told first, with since when, until when and by whom; and what is told to repair it does.
async fn assert_told_and_repaired(
    here: &Signing,
    name: &str,
    code: &str,
    (since, until, by, after): (bool, bool, Option<&str>, &str),
    now: &str,
) {
    let told = explained(here, name).await;
    let cause = &told["causes"][0];
    assert_eq!((&told["signIn"], &cause["code"]), (&"cannot".into(), &code.into()), "{name}: {told}");
    assert_eq!(cause["weight"], "prevents", "{name}");
    assert!(cause["sentence"].as_str().unwrap().ends_with('.'), "{name}: {cause}");
    assert_eq!(cause.get("since").is_some(), since, "{name}: {cause}");
    assert_eq!(cause.get("until").is_some(), until, "{name}: {cause}");
    assert_eq!(cause["by"].as_str(), by, "{name}: {cause}");
    if name == "disabled" || name == "off" {
        assert_eq!(cause["since"], now, "{name}");
    }
    repair(here, name, &told).await;
    let then = explained(here, name).await;
    assert!(!codes(&then).contains(&code.to_owned()), "{name}: {then}");
    assert_eq!(then["signIn"], after, "{name}: {then}");
}

on_both! {
    async fn of_each_of_ten_people_the_cause_is_named_first_and_its_repair_repairs(database: Database) {
        let number = |n: usize| format!("4179111110{n}");
        let numbers = vec![
            Number::scripted(&number(0), Script::of(Act::Approve)),
            Number::scripted(&number(1), Script::of(Act::WrongPin)),
            Number::new(&number(2)),
        ];
        let here = Signing::new(database, Binding::Rest, numbers).await;
        let root = here.site.root().await;
        let helper = here.site.bearer("helper", Role::Helpdesk, ClientRoom::Global).await;
        let user = |name: &str| format!("{API}/api/users/{name}");
        let patch = async |path: &str, body: &str| {
            let patched = here.site.patch(path, &json_by(&helper), body.to_owned()).await;
            assert_eq!(patched.status, StatusCode::OK, "{path}: {}", patched.body);
        };
        let signature = |name: &str| format!("{}/mobile-signature", user(name));

        here.person("well", &number(2)).await;
        let well = explained(&here, "well").await;
        assert_eq!((&well["signIn"], &well["causes"], &well["refusedAttemptsToday"]), (&"can".into(), &json!([]), &0.into()));
        let one = &well["credentials"][0];
        let told = ["extId", "type", "stateName", "signIn", "modifiedBy"].map(|name| one[name].as_str().unwrap());
        assert_eq!(told, ["of-well", "MobileSignature", "active", "can", "api/root"]);

        for name in ["disabled", "expired", "early", "without", "off", "locked", "shut", "filed", "foreign"] {
            here.person(name, &number(2)).await;
        }
        patch(&user("disabled"), r#"{"userState":"disabled"}"#).await;
        patch(&user("expired"), r#"{"validity":{"to":"2020-01-01T00:00:00Z"}}"#).await;
        patch(&user("early"), r#"{"validity":{"from":"2090-01-01T00:00:00Z"}}"#).await;
        here.site.delete(&signature("without"), &json_by(&root)).await;
        patch(&signature("off"), r#"{"stateName":"disabled"}"#).await;
        for _ in 0..2 {
            let report = r#"{"success":false,"credentialExtId":"of-locked"}"#;
            here.site.post(&format!("{}/login-info", user("locked")), &json_by(&helper), report).await;
        }
        patch(&signature("shut"), r#"{"stateName":"fail-locked"}"#).await;
        patch(&signature("filed"), r#"{"stateName":"archived"}"#).await;
        patch(&signature("foreign"), r#"{"msspIdentifier":"http://elsewhere"}"#).await;
        let now = well_known_now(&here);
        let changed = here.person("changed", &number(0)).await;
        let first = here.ask(&changed).await;
        assert_eq!(here.settled(&first).await["outcome"], "approved");
        let other = Number { serial: "MIDCHE0000000000".to_owned(), ..Number::scripted(&number(0), Script::of(Act::Approve)) };
        here.simulator.change(other).unwrap();
        here.site.fixture.clock.advance_ms(1_000);
        let second = here.ask(&changed).await;
        assert_eq!(here.settled(&second).await["outcome"], "other-person");

        for (name, code, since, until, by, after) in [
            ("disabled", "user-disabled", true, false, Some("api/helper"), "can"),
            ("expired", "user-expired", true, false, Some("api/helper"), "can"),
            ("early", "user-not-yet-valid", true, true, Some("api/helper"), "can"),
            ("without", "no-credential", false, false, None, "can"),
            ("off", "credential-disabled", true, false, Some("api/helper"), "can"),
            ("locked", "credential-tmp-locked", true, true, Some("api/helper"), "can"),
            ("shut", "credential-fail-locked", true, false, Some("api/helper"), "can"),
            // It is deleted; the next step is told then.
            ("filed", "credential-archived", true, false, Some("api/helper"), "cannot"),
            ("foreign", "provider-not-configured", false, false, None, "can"),
            ("changed", "serial-mismatch", true, false, Some("api/root"), "can"),
        ] {
            assert_told_and_repaired(&here, name, code, (since, until, by, after), &now).await;
        }
        assert_eq!(codes(&explained(&here, "filed").await), ["no-credential"]);
        let third = here.ask(&changed).await;
        assert_eq!(here.settled(&third).await["outcome"], "approved");
    }

    async fn a_signer_is_forgotten_even_where_no_certificate_was_kept(database: Database) {
        let number = "41791111111";
        let approving = || Number::scripted(number, Script::of(Act::Approve));
        let here = Signing::new(database, Binding::Rest, vec![approving()]).await;
        let at = here.person("u", number).await;
        let first = here.ask(&at).await;
        assert_eq!(here.settled(&first).await["outcome"], "approved");
        // As if its certificate had been too long for `signerCert`.
        here.site.fixture.database.execute("UPDATE credential SET detail = replace(detail, '\"signerCert\"', '\"was\"')").await;
        here.simulator.change(Number { serial: "MIDCHE0000000000".to_owned(), ..approving() }).unwrap();
        here.site.fixture.clock.advance_ms(1_000);
        let second = here.ask(&at).await;
        assert_eq!(here.settled(&second).await["outcome"], "other-person");
        let told = explained(&here, "u").await;
        assert_eq!(codes(&told)[0], "serial-mismatch", "{told}");
        repair(&here, "u", &told).await;
        assert_eq!(explained(&here, "u").await["signIn"], "can");
        let third = here.ask(&at).await;
        assert_eq!(here.settled(&third).await["outcome"], "approved");
    }

    async fn what_only_the_provider_knows_is_doubtful_until_it_is_asked(database: Database) {
        let (blocked, idle, off, gone) = ("41791111101", "41791111102", "41791111103", "41791111109");
        let inactive = DeviceModel { state: DeviceState::Inactive, ..DeviceModel::default() };
        let numbers = vec![
            Number::scripted(blocked, Script::of(Act::WrongPin)),
            Number { sim: Some(inactive), ..Number::new(idle) },
            Number::scripted(off, Script::of(Act::Unreachable)),
        ];
        let here = Signing::new(database, Binding::Rest, numbers).await;
        for (user, number) in [("blocked", blocked), ("idle", idle), ("off", off), ("gone", gone)] {
            here.person(user, number).await;
            assert_eq!(first(&here, user, "").await, "can -", "{user}: nothing is known yet");
        }
        for (user, asked) in [
            ("blocked", "can -"),
            ("off", "can -"),
            ("idle", "cannot prevents phone-inactive"),
            ("gone", "cannot prevents number-unknown"),
        ] {
            assert_eq!(first(&here, user, "?ask=provider").await, asked, "{user}");
        }
        for (user, outcome) in [("blocked", "blocked"), ("off", "unreachable"), ("idle", "unable"), ("gone", "unable")] {
            let asked = here.ask(&signatures(user)).await;
            assert_eq!(here.settled(&asked).await["outcome"], outcome);
            assert_eq!(explained(&here, user).await["lastOutcomes"][0]["outcome"], outcome);
        }
        for (user, unasked, asked) in [
            ("blocked", "unknown doubtful pin-blocked", "cannot prevents pin-blocked"),
            // That the number is served doesn't say that the phone is on.
            ("off", "unknown doubtful phone-unreachable", "unknown doubtful phone-unreachable"),
            ("idle", "unknown doubtful number-unknown", "cannot prevents phone-inactive"),
            ("gone", "unknown doubtful number-unknown", "cannot prevents number-unknown"),
        ] {
            assert_eq!(first(&here, user, "").await, unasked, "{user}");
            assert_eq!(first(&here, user, "?ask=provider").await, asked, "{user}");
        }
        // The person gets a new PIN, and the phone is on again.
        here.simulator.change(Number::new(blocked)).unwrap();
        assert_eq!(first(&here, "blocked", "?ask=provider").await, "can note last-outcome");
        here.site.fixture.clock.advance_ms(60 * 60 * 1_000);
        assert_eq!(first(&here, "off", "").await, "can note last-outcome");
        assert!(here.simulator.transactions().len() <= 4, "to ask the provider shows nobody anything");
    }

    async fn a_provider_in_trouble_leaves_it_open(database: Database) {
        let fault = |code| Act::Fault { code, inner: None, detail: None, portal_url: None };
        let (well, trouble, off) = ("41791111101", "41791111102", "41791111103");
        let numbers = vec![
            Number::new(well),
            Number::scripted(trouble, Script::of(fault(900))),
            Number::scripted(off, Script::of(fault(209))),
        ];
        let mut here = Signing::new(database, Binding::Rest, numbers).await;
        for (user, number) in [("well", well), ("trouble", trouble), ("off", off)] {
            here.person(user, number).await;
        }
        assert_eq!(first(&here, "trouble", "?ask=provider").await, "unknown doubtful provider-trouble");
        assert_eq!(first(&here, "off", "?ask=provider").await, "unknown doubtful phone-unreachable");
        assert_eq!(first(&here, "well", "?ask=provider").await, "can -");
        // It is gone to elsewhere: who asks it learns that, and then who doesn't.
        here.serving = serve(&here.simulator).await.unwrap();
        assert_eq!(first(&here, "well", "").await, "can -", "this server doesn't know yet");
        assert_eq!(first(&here, "well", "?ask=provider").await, "unknown doubtful provider-silent");
        assert_eq!(first(&here, "off", "").await, "unknown doubtful provider-silent", "it is so for all of its numbers");
        here.wire.retarget(here.serving.address);
        assert_eq!(first(&here, "well", "?ask=provider").await, "can -");
        assert_eq!(first(&here, "off", "").await, "can -");
    }

    async fn what_the_configuration_keeps_from_being_asked_prevents(database: Database) {
        let number = "41791111111";
        let mut here = Signing::new(database, Binding::Rest, vec![Number::new(number)]).await;
        here.person("u", number).await;
        let ask = r#"{"text":"Bank: pay?"}"#;
        let root = here.site.root().await.to_owned();
        type Set = fn(&mut Settings);
        let sets: [Set; 2] = [
            |settings| settings.clients = Some(vec![]),
            |settings| settings.number_prefixes = vec!["49".to_owned()],
        ];
        for set in sets {
            here.set(set);
            for query in ["", "?ask=provider"] {
                assert_eq!(first(&here, "u", query).await, "cannot prevents provider-refuses");
            }
            // As the request itself.
            let refused = here.site.post(&signatures("u"), &json_by(&root), ask).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        }
        here.set(|_| {});
        assert_eq!(first(&here, "u", "?ask=provider").await, "can -");
        for _ in 0..5 {
            let open = here.ask(&signatures("u")).await;
            assert_eq!(here.site.delete(&open, &json_by(&root)).await.status, StatusCode::NO_CONTENT);
        }
        let told = explained(&here, "u").await;
        assert_eq!((&told["signIn"], &told["causes"][0]["code"]), (&"cannot".into(), &"asked-too-often".into()), "{told}");
        assert!(told["causes"][0]["until"].is_string(), "{told}");
        assert_eq!(here.site.post(&signatures("u"), &json_by(&root), ask).await.status, StatusCode::TOO_MANY_REQUESTS);
        here.site.fixture.clock.advance_ms(5 * 60 * 1_000);
        assert_eq!(explained(&here, "u").await["signIn"], "can");
    }

    async fn each_of_the_three_rights_is_needed_and_what_is_asked_is_bounded(database: Database) {
        const RIGHTS: [&str; 3] =
            ["AccessControl.UserView", "AccessControl.CredentialView", "AccessControl.SignatureView"];
        let number = "41791111111";
        let mut here = Signing::new(database, Binding::Rest, vec![Number::new(number)]).await;
        here.person("u", number).await;
        let helper = here.site.bearer("helper", Role::Helpdesk, ClientRoom::Global).await;
        for missing in RIGHTS {
            let held = RIGHTS.iter().filter(|right| **right != missing).map(|right| (*right).to_owned()).collect();
            let roles = RoleTable::changed(&[("nevisIdm.Helpdesk".to_owned(), held)].into()).unwrap();
            here.site.fixture.app.roles = Arc::new(roles);
            here.site.router = router(here.site.fixture.app.clone(), Limits::default());
            for user in ["u", "nobody"] {
                let refused = here.site.get(&path(user), &json_by(&helper)).await;
                assert_eq!(refused.told(), "403 errors.permissionDenied", "{missing}");
                assert!(refused.messages().contains(missing), "{missing}: {}", refused.messages());
            }
        }
        let held = RIGHTS.map(str::to_owned).to_vec();
        let roles = RoleTable::changed(&[("nevisIdm.Helpdesk".to_owned(), held)].into()).unwrap();
        here.site.fixture.app.roles = Arc::new(roles);
        here.site.router = router(here.site.fixture.app.clone(), Limits::default());
        let asks = async |query: &str| here.site.get(&format!("{}{query}", path("u")), &json_by(&helper)).await;
        assert_eq!(asks("").await.told(), "200", "these three suffice");
        for query in ["?ask=phone", "?asks=provider", "?ask=provider&ask=provider"] {
            assert_eq!(asks(query).await.told(), "422 errors.invalidData", "{query}");
        }
        let nobody = here.site.get(&format!("{}?x=1", path("nobody")), &json_by(&helper)).await;
        assert_eq!(nobody.told(), "404 errors.noRecord", "who isn't there comes first");
        assert_eq!(nobody.messages(), "A user with extId nobody doesn't exist on client with name API");
        let nowhere = here.site.get(&path("u").replace("/api/users", "/gone/users"), &json_by(&helper)).await;
        assert_eq!(nowhere.told(), "404 errors.noRecord");
        for _ in 0..20 {
            assert_eq!(asks("?ask=provider").await.told(), "200");
        }
        let refused = asks("?ask=provider").await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS, "{}", refused.body);
        assert_eq!(refused.header("retry-after"), "301");
        assert_eq!(asks("").await.told(), "200", "without the provider it is told all the same");
    }

    async fn what_is_open_or_has_failed_is_told_and_prevents_nothing(database: Database) {
        let number = "41791111111";
        let here = Signing::new(database, Binding::Rest, vec![Number::new(number)]).await;
        let root = here.site.root().await;
        let at = here.person("u", number).await;
        let open = here.ask(&at).await;
        let told = explained(&here, "u").await;
        assert_eq!((&told["signIn"], codes(&told)), (&"can".into(), vec!["signature-open".to_owned()]), "{told}");
        assert_eq!(told["causes"][0]["repair"]["path"], open);
        repair(&here, "u", &told).await;
        let told = explained(&here, "u").await;
        assert_eq!((&told["causes"][0]["code"], &told["causes"][0]["weight"]), (&"last-outcome".into(), &"note".into()));
        let report = r#"{"success":false,"credentialExtId":"of-u"}"#;
        here.site.post(&format!("{API}/api/users/u/login-info"), &json_by(&root), report).await;
        let told = explained(&here, "u").await;
        let failed = told["causes"].as_array().unwrap().iter().find(|cause| cause["code"] == "failed-attempts").unwrap();
        let words = "The last attempt failed. The next failure locks the mobile signature for a while.";
        assert!(failed["sentence"].as_str().unwrap().starts_with(words), "{failed}");
    }

    async fn a_technical_user_signs_in_with_one_of_its_own_credentials(database: Database) {
        let here = Signing::new(database, Binding::Rest, Vec::new()).await;
        let root = here.site.root().await;
        here.site.bearer("robot", Role::TechUser, ClientRoom::Only(vec![])).await;
        let told = explained(&here, "robot").await;
        assert_eq!((&told["signIn"], &told["credentials"][0]["type"]), (&"can".into(), &"DevicePassword".into()), "{told}");
        let secret = told["credentials"][0]["extId"].as_str().unwrap();
        let deleted = here.site.delete(&format!("{API}/api/users/robot/device-password/{secret}"), &json_by(&root)).await;
        assert_eq!(deleted.status, StatusCode::NO_CONTENT, "{}", deleted.body);
        let told = explained(&here, "robot").await;
        assert_eq!((&told["signIn"], codes(&told)), (&"cannot".into(), vec!["no-credential".to_owned()]), "{told}");
    }
}

/// The time at which everything here happens.
fn well_known_now(here: &Signing) -> String {
    sigill_app::Clock::now(&*here.site.fixture.clock).to_string()
}

#[test]
fn every_cause_has_its_line_in_the_table_of_the_help_desk() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/OPERATE.md");
    let page = std::fs::read_to_string(path).unwrap();
    let (_, part) = page.split_once("## The help desk").unwrap();
    let (part, _) = part.split_once("\n## ").unwrap();
    let rows = part.lines().filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
    let mut told: Vec<_> = rows.flat_map(|codes| codes.split(", ")).map(|code| code.trim_matches('`')).collect();
    told.sort_unstable();
    let mut codes: Vec<_> = Barrier::ALL.iter().map(|barrier| barrier.code()).chain(CODES.iter().copied()).collect();
    codes.sort_unstable();
    assert_eq!(told, codes);
}
