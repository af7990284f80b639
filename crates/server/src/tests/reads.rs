//! How often requests ask the database: what a type has more than others costs no further read.

use serde_json::{Map, json};
use sigill_domain::credential::{Form, Kind as CredentialKind, kinds};

use super::kinds::{body, user};
use super::*;

/// Types whose secret takes no slow hash. An authenticator of FIDO2 is looked for in its client, too.
const QUICK: &[&str] = &[
    "Generic",
    "MTan",
    "Oath",
    "OtpCard",
    "Puk",
    "RecoveryCode",
    "SecurityQuestions",
    "TempStrongPassword",
    "Ticket",
    "UrlTicket",
];

fn reads(site: &Site) -> u64 {
    site.fixture.app.store.measures().read.time.count()
}

/// Makes one for a new user, whose path is told, and with how many reads.
async fn made(site: &Site, kind: &dyn CredentialKind, name: &str) -> (String, u64) {
    let (root, form): (_, &'static Form) = (site.root().await, kind.form());
    let user = user(site, form, name).await;
    let own = user.replace(API, "/sigill/v1");
    let path = format!("{}/{}", if form.is_own { &own } else { &user }, form.segment);
    let body = Value::Object(body(form, 1, true)).to_string();
    let before = reads(site);
    let made = site.post(&path, &json_by(&root), body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}: {}", form.name, made.body);
    (own, reads(site) - before)
}

on_both! {
    async fn a_challenge_reads_as_often_as_a_view(database: Database) {
        let once = if database.kind() == Kind::Postgres { 1 } else { 2 };
        let site = Site::on(database).await;
        let root = site.root().await;
        let named = |name: &str| kinds::ALL.iter().find(|kind| kind.form().name == name).unwrap();
        let (user, _) = made(&site, *named("OtpCard"), "anna").await;
        let before = reads(&site);
        let path = format!("{user}/credentials/{}/challenge", named("OtpCard").form().segment);
        let asked = site.post(&path, &json_by(&root), "{}").await;
        assert_eq!(asked.status, StatusCode::OK, "{}", asked.body);
        assert_eq!(reads(&site) - before, once);
    }

    async fn one_of_a_quick_type_is_made_with_the_reads_of_a_mobile_signature(database: Database) {
        let site = Site::on(database).await;
        let named = |name: &str| kinds::ALL.iter().find(|kind| kind.form().name == name).unwrap();
        let (_, signature) = made(&site, *named("MobileSignature"), "anna").await;
        for name in QUICK {
            assert_eq!(made(&site, *named(name), name).await.1, signature, "{name}");
        }
    }

    async fn a_check_reads_as_often_as_a_view(database: Database) {
        let once = if database.kind() == Kind::Postgres { 1 } else { 2 };
        let site = Site::on(database).await;
        let root = site.root().await;
        let checked = kinds::ALL.iter().filter(|kind| kind.check().is_some() && kind.form().name != "Fido2");
        for kind in checked {
            let form = kind.form();
            let (user, _) = made(&site, *kind, form.name).await;
            let takes = kind.check().map_or(&[][..], |check| check.takes());
            let shown = takes.iter().filter(|member| member.is_mandatory);
            let mut shown: Map<_, _> = shown.map(|member| (member.name.to_owned(), json!("123"))).collect();
            shown.extend(form.selects.filter(|name| !shown.contains_key(*name)).map(|name| (name.to_owned(), "x".into())));
            let before = reads(&site);
            let path = format!("{user}/credentials/{}/verify", form.segment);
            let answer = site.post(&path, &json_by(&root), Value::Object(shown).to_string()).await;
            assert!([StatusCode::OK, StatusCode::NOT_FOUND].contains(&answer.status), "{}: {}", form.name, answer.body);
            assert_eq!(reads(&site) - before, once, "{}", form.name);
        }
    }
}
