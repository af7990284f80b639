//! Credentials are given, changed and shown by forms.

use sigill_domain::credential::{Takes, kinds};

use super::*;

const IDA: &str = "/console/c/api/u/ida";

/// Somebody with the rights to all of it, signed in; and a person without credentials.
async fn desk(site: &Site) -> Tab<'_> {
    person(site, "nora").await;
    person(site, "ida").await;
    for given in ["nevisIdm.Root", "nevisIdm.ClientRoot"] {
        role(site, "nora", given).await;
    }
    Tab::of(site, "nora").await
}

async fn policy(site: &Site, kind: &str, parameters: serde_json::Value) {
    let root = site.root().await;
    let policy =
        json!({ "extId": kind, "name": kind, "policyType": kind, "defaultPolicy": true, "parameters": parameters });
    let made = site.post(&format!("{API}/api/policies"), &json_by(&root), policy.to_string()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
}

/// What is between the first of these and what follows it.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.split_once(after).unwrap().0
}

on_both! {
    async fn a_password_is_given_with_all_that_is_wrong_told_at_once_and_a_new_one_is_shown_once(database: Database) {
        let site = site(database).await;
        let tab = desk(&site).await;
        policy(&site, "PwdPolicy", json!({ "minLength": "10", "minNonAlnum": "2" })).await;
        let add = format!("{IDA}/add/1");
        assert!(tab.get(IDA).await.body.contains(&format!("{IDA}/add\"")));
        assert!(tab.get(&format!("{IDA}/add")).await.body.contains(&add));
        let form = tab.get(&add).await;
        assert!(form.status == StatusCode::OK && form.body.contains("name=\"password\""), "{}", form.body);
        let wrong = tab.submit(&add, &[("password", "Xy-secret")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for rule in ["Password: expected at least 10 characters", "at least 2 that are no letters or digits"] {
            assert!(wrong.body.contains(rule), "{rule}: {}", wrong.body);
        }
        assert!(!wrong.body.contains("Xy-secret"), "it isn't sent back");
        let typing = tab.submit(&format!("{add}/try"), &[("password", "short")]).await.body;
        assert!(typing.contains("at least 10 characters") && !typing.contains("<html"), "{typing}");
        let empty = tab.submit(&format!("{add}/try"), &[("password", "")]).await.body;
        assert!(!empty.contains("mandatory"), "what isn't typed yet isn't wrong: {empty}");
        let good = "correct-horse-42!";
        for path in [format!("{add}/try"), add.clone()] {
            let tried = tab.submit(&path, &[("password", good), ("try", "1")]).await;
            assert!(tried.status == StatusCode::OK && tried.body.contains("All rules are kept."), "{}", tried.body);
        }
        let count = "SELECT count(*) FROM credential WHERE ext_id = 'pw'";
        assert_eq!(site.fixture.database.query(count).await.as_deref(), Some("0"), "only tried");
        assert_eq!(goes(&tab.submit(&add, &[("extId", "pw"), ("password", good)]).await), IDA);
        assert_eq!(site.fixture.database.query(count).await.as_deref(), Some("1"));

        let reset = format!("{IDA}/k/1/pw/reset");
        assert!(tab.get(IDA).await.body.contains(&reset));
        assert!(tab.get(&reset).await.body.contains("New secret for Password of Ida Keller?"));
        let shown = tab.submit(&reset, &[]).await;
        assert_eq!((shown.status, shown.header("cache-control")), (StatusCode::OK, "no-store"), "{}", shown.body);
        let secret = between(&shown.body, "class=\"secret\" tabindex=\"0\">", "<").to_owned();
        assert_eq!(secret.len(), 12, "{secret}");
        let checked = json!({ "password": secret }).to_string();
        let root = site.root().await;
        let checked = site.post("/sigill/v1/api/users/ida/credentials/password/verify", &json_by(&root), checked).await;
        assert_eq!(checked.json()["statusCode"], 0, "{}", checked.body);
        for page in [IDA.to_owned(), format!("{IDA}/timeline")] {
            assert!(!tab.get(&page).await.body.contains(&secret), "{page}");
        }
    }

    async fn codes_are_set_up_by_a_picture_and_printed_once(database: Database) {
        let site = site(database).await;
        let tab = desk(&site).await;
        let app = tab.submit(&format!("{IDA}/add/20"), &[("label", "Phone")]).await;
        assert!(app.status == StatusCode::OK && app.body.contains("<svg class=\"qr\""), "{}", app.body);
        let uri = between(&app.body, "class=\"secret long\" tabindex=\"0\">", "<").replace("&amp;", "&");
        let code = json!({ "code": sealed::code(&site, &uri, 0) }).to_string();
        let root = site.root().await;
        let path = tab.get(IDA).await.body;
        let ext_id = between(&path, "/k/20/", "/").to_owned();
        let verify = json!({ "credentialExtId": ext_id, "code": serde_json::from_str::<serde_json::Value>(&code).unwrap()["code"] });
        let right = site.post("/sigill/v1/api/users/ida/credentials/oath-credentials/verify", &json_by(&root), verify.to_string()).await;
        assert_eq!(right.json()["statusCode"], 0, "{}", right.body);

        let made = tab.submit(&format!("{IDA}/add/22"), &[]).await;
        let codes = |body: &str| body.matches("<li><code>").count();
        assert_eq!((made.status, codes(&made.body)), (StatusCode::OK, 16), "{}", made.body);
        let ext_id = between(&tab.get(IDA).await.body, "/k/22/", "/").to_owned();
        let again = tab.submit(&format!("{IDA}/k/22/{ext_id}/remake"), &[]).await;
        assert_eq!((again.status, codes(&again.body)), (StatusCode::OK, 16), "{}", again.body);
        assert_ne!(between(&made.body, "<li><code>", "<"), between(&again.body, "<li><code>", "<"));
        let shown = "SELECT count(*) FROM event WHERE kind = 'CREDENTIAL_SHOW' AND caller = 'api/nora'";
        assert_eq!(site.fixture.database.query(shown).await.as_deref(), Some("2"));
    }

    async fn a_number_is_replaced_and_shown_only_with_an_event(database: Database) {
        let site = site(database).await;
        let tab = desk(&site).await;
        site.signed("eva").await;
        let eva = "/console/c/api/u/eva";
        let shown = "SELECT count(*) FROM event WHERE kind = 'CREDENTIAL_SHOW' AND caller = 'api/nora'";
        let change = format!("{eva}/k/16/of-eva/change");
        for page in [eva, &change] {
            let page = tab.get(page).await;
            assert!(page.status == StatusCode::OK && !page.body.contains("791234567"), "{}", page.body);
        }
        assert_eq!(site.fixture.database.query(shown).await.as_deref(), Some("0"));
        let reveal = format!("{eva}/k/16/of-eva/reveal");
        assert!(tab.get(eva).await.body.contains(&format!("action=\"{reveal}\"")));
        assert_eq!(tab.get(&reveal).await.status, StatusCode::METHOD_NOT_ALLOWED, "opening an address shows nothing");
        let told = tab.submit(&reveal, &[]).await;
        assert!(told.status == StatusCode::OK && told.body.contains("+41791234567"), "{}", told.body);
        assert_eq!(site.fixture.database.query(shown).await.as_deref(), Some("1"));
        assert!(tab.get(&format!("{eva}/timeline")).await.body.contains("Secret shown"));

        let kept = [("identificator", "ID-2"), ("msspIdentifier", "http://mssp.example.com"), ("msisdn", ""), ("reason", "moved")];
        assert_eq!(goes(&tab.submit(&change, &kept).await), eva);
        let root = site.root().await;
        let now = async || site.get(&format!("{API}/api/users/eva/mobile-signature"), &json_by(&root)).await.json();
        let is = now().await;
        assert_eq!((&is["identificator"], &is["msisdn"]), (&json!("ID-2"), &json!("+41791234567")), "{is}");
        assert_eq!(is["modificationComment"], "moved");
        let wrong = [("identificator", ""), ("msspIdentifier", "http://mssp.example.com"), ("msisdn", "")];
        let wrong = tab.submit(&change, &wrong).await;
        assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.body.contains("#identificator"), "{}", wrong.body);
        let other = [("identificator", "ID-2"), ("msspIdentifier", "http://mssp.example.com"), ("msisdn", "+41797654321")];
        assert_eq!(goes(&tab.submit(&change, &other).await), eva);
        assert_eq!(now().await["msisdn"], "+41797654321");
        // What may be missing goes by a dash, and stays where nothing is typed.
        let number = "sigill.nationalIdentityNumber";
        for (typed, becomes) in [("60001019906", json!("60001019906")), ("", json!("60001019906")), ("-", json!(null))] {
            let all = [other[0], other[1], ("msisdn", ""), (number, typed)];
            assert_eq!(goes(&tab.submit(&change, &all).await), eva, "{typed}");
            assert_eq!(now().await[number], becomes, "{typed}");
            let form = tab.get(&change).await.body;
            assert_eq!(form.contains("a dash takes it away"), becomes.is_string(), "{form}");
        }
    }
}

#[tokio::test]
async fn a_certificate_is_looked_at_before_it_is_saved() {
    let site = site(Database::new(Kind::Sqlite).await).await;
    let tab = desk(&site).await;
    let pem = rcgen::generate_simple_self_signed(vec!["ida.example.com".to_owned()]).unwrap().cert.pem();
    let seen = tab.submit(&format!("{IDA}/add/2/try"), &[("certificate", &pem)]).await.body;
    assert!(seen.contains("rcgen self signed cert") && seen.contains("SHA-256"), "{seen}");
    let add = format!("{IDA}/add/2");
    let tried = tab.submit(&add, &[("certificate", &pem), ("try", "1")]).await.body;
    assert!(tried.contains("SHA-256") && tried.contains("BEGIN CERTIFICATE"), "what was typed stays: {tried}");
    assert_eq!(goes(&tab.submit(&add, &[("certificate", &pem.replace('\n', "\r\n"))]).await), IDA);
}

#[tokio::test]
async fn every_type_has_a_form_with_all_that_it_takes_and_no_field_runs_what_is_typed() {
    const CANARY: &str = "'\"><script>alert(1)</script>";
    let site = site(Database::new(Kind::Sqlite).await).await;
    let tab = desk(&site).await;
    let token = tab.token().await;
    for form in kinds::ALL.iter().map(|kind| kind.form()) {
        let add = format!("{IDA}/add/{}", form.number);
        let page = tab.get(&add).await;
        if form.is_of_client {
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{add}");
            continue;
        }
        assert_eq!(page.status, StatusCode::OK, "{add}: {}", page.body);
        let is_typed = |takes| !matches!(takes, Takes::Objects(..) | Takes::Object);
        let members = form.members.iter().filter(|member| member.is_given && is_typed(member.takes));
        let names: Vec<&str> = members.map(|member| member.name).chain(["extId"]).collect();
        for name in &names {
            assert!(page.body.contains(&format!("name=\"{name}\"")), "{add} has no {name}");
        }
        let mut all = vec![("token", token.as_str())];
        all.extend(names.iter().chain(&["policyExtId", "stateName", "validity.from"]).map(|name| (*name, CANARY)));
        for path in [format!("{add}/try"), add] {
            let told = tab.post(&path, &all).await;
            assert!(
                told.status.is_success() || told.status == StatusCode::UNPROCESSABLE_ENTITY,
                "{path}: {}",
                told.body
            );
            assert!(!told.body.contains("<script>alert"), "{path}: {}", told.body);
        }
    }
}

#[tokio::test]
async fn what_one_may_not_give_is_neither_shown_nor_done() {
    let site = site(Database::new(Kind::Sqlite).await).await;
    person(&site, "ida").await;
    person(&site, "ivo").await;
    role(&site, "ivo", "nevisIdm.Helpdesk").await;
    site.signed("eva").await;
    let ivo = Tab::of(&site, "ivo").await;
    let sheet = ivo.get(IDA).await;
    assert_eq!(sheet.status, StatusCode::OK);
    let may = sheet.body.contains(&format!("{IDA}/add\""));
    let listed = ivo.get(&format!("{IDA}/add")).await;
    for form in kinds::ALL.iter().map(|kind| kind.form()).filter(|form| !form.is_of_client) {
        let add = format!("{IDA}/add/{}", form.number);
        let is_listed = may && listed.body.contains(&format!("{add}\""));
        let answer = ivo.submit(&add, &[]).await.status;
        assert_eq!(answer != StatusCode::FORBIDDEN, is_listed, "{add}: {answer}");
    }
    person(&site, "sam").await;
    role(&site, "sam", "nevisIdm.SelfAdmin").await;
    let sam = Tab::of(&site, "sam").await;
    for path in
        [format!("{IDA}/add/1"), format!("{IDA}/add/1/try"), "/console/c/api/u/eva/k/16/of-eva/reveal".to_owned()]
    {
        assert_eq!(sam.submit(&path, &[]).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}
