//! What is sent to people, against a mail server and a gateway on this machine.

mod carried;
mod lifecycle;
mod limits;
mod mtan;
mod tickets;

use std::time::Duration;

use serde_json::json;
use sigill_app::App;
use sigill_app::sending::{
    Carriers, Gateway, GatewaySettings, Mail, MailSettings, Outbox, OutboxOptions, Security, TemplateSource, Templates,
};
use sigill_testing::{MailServer, SmsServer};

use super::*;

/// A server with what carries its messages.
struct Office {
    site: Site,
    mail: MailServer,
    sms: SmsServer,
    root: String,
}

/// What an office can send.
#[derive(Clone, Copy)]
enum Has {
    Mail,
    Sms,
    Both,
}

impl Office {
    async fn of(database: Database, has: Has) -> Self {
        Self::with(database, has, &[]).await
    }

    async fn with(database: Database, has: Has, templates: &[TemplateSource]) -> Self {
        let (mail, sms) = (MailServer::new().await, SmsServer::new().await);
        let fixture = Fixture::new(database).await;
        let app = sends(&fixture.app, carriers(has, &mail, &sms), templates);
        let site = Site::around(Fixture { app, ..fixture }, Limits::default());
        let root = site.root().await;
        Self { site, mail, sms, root }
    }

    /// A user with this address and number: its path.
    async fn user(&self, name: &str, contacts: Value, language: &str) -> String {
        let person = json!({
            "extId": name, "loginId": name, "languageCode": language, "name": { "firstName": "Anna", "familyName": "Muster" },
            "contacts": contacts,
        });
        let made = self.site.post(&format!("{API}/api/users"), &json_by(&self.root), person.to_string()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        made.header("location").to_owned()
    }

    /// The client policy doesn't want an address of people.
    async fn wants_no_address(&self) {
        let wish = json!({
            "extId": "client", "name": "client", "policyType": "ClientPolicy",
            "parameters": { "validation.user.email.mandatory": "false", "sigill.msisdn.country": "41" },
        });
        let made = self.site.post(&format!("{API}/api/policies"), &json_by(&self.root), wish.to_string()).await;
        assert!(made.status.is_success(), "{}", made.body);
    }

    /// A policy of this type, the default one of the client; or what was told.
    async fn policy(&self, kind: &str, parameters: Value) -> Answer {
        let wish = json!({ "extId": kind, "name": kind, "policyType": kind, "parameters": parameters });
        self.site.post(&format!("{API}/api/policies"), &json_by(&self.root), wish.to_string()).await
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.site.post(path, &json_by(&self.root), body).await
    }

    /// Sends what is due on this node.
    async fn sweep(&self) -> usize {
        // What comes after something is later in its history.
        self.site.fixture.clock.advance_ms(1);
        self.site.fixture.app.outbox.sweep().await.unwrap()
    }

    /// What the history of a user tells of messages, and of credentials: `kind state reason`, the oldest first.
    async fn told(&self, user: &str) -> Vec<String> {
        let path = format!("{}/history?limit=100", user.replace(API, "/sigill/v1"));
        let history = self.site.get(&path, &json_by(&self.root)).await;
        let mut told: Vec<String> = Vec::new();
        for event in history.json()["items"].as_array().unwrap() {
            let kind = event["kind"].as_str();
            let Some(kind) = kind.filter(|kind| kind.starts_with("MESSAGE_")) else { continue };
            let of = |name: &str| event["after"][name].as_str().unwrap_or_default().to_owned();
            told.push(format!("{kind} {} {}", of("state"), of("reason")).trim().to_owned());
        }
        told.reverse();
        told
    }

    /// All that the database has of messages, and of the history of them and of credentials, as text.
    async fn kept(&self) -> String {
        let database = &self.site.fixture.database;
        let of = async |sql: &str| database.query(sql).await.unwrap_or_default();
        let mut all = of("SELECT coalesce(max(sealed), '') FROM message").await;
        for n in 0..50 {
            let sql = format!(
                "SELECT coalesce(before, '') || coalesce(after, '') || coalesce(comment, '') FROM event \
                               WHERE kind LIKE 'MESSAGE%' OR kind LIKE 'CREDENTIAL%' ORDER BY id LIMIT 1 OFFSET {n}"
            );
            all.push_str(&of(&sql).await);
        }
        all
    }
}

fn carriers(has: Has, mail: &MailServer, sms: &SmsServer) -> Carriers {
    let settings = mail_settings(mail);
    let gateway = GatewaySettings {
        url: format!("http://127.0.0.1:{}/send", sms.port),
        authorization: Some("Bearer of-the-gateway".to_owned()),
        roots_pem: None,
        timeout: Duration::from_secs(5),
    };
    let (has_mail, has_sms) = (!matches!(has, Has::Sms), !matches!(has, Has::Mail));
    Carriers {
        mail: has_mail.then(|| Mail::new(&settings).unwrap()),
        sms: has_sms.then(|| Gateway::new(&gateway).unwrap()),
    }
}

fn mail_settings(mail: &MailServer) -> MailSettings {
    MailSettings {
        host: "127.0.0.1".to_owned(),
        port: mail.port,
        security: Security::Nothing,
        credentials: None,
        from: "Example Bank <no-reply@example.com>".to_owned(),
        roots_pem: None,
        timeout: Duration::from_secs(5),
    }
}

/// The same application with an outbox that can send.
fn sends(app: &App, carriers: Carriers, templates: &[TemplateSource]) -> App {
    let sealing = (app.store.clone(), app.world.clone(), app.tokens.secrets().clone());
    let options = OutboxOptions { per_hour_max: 5, ..OutboxOptions::default() };
    let outbox = Outbox::new(sealing, carriers, Templates::read(templates).unwrap(), options);
    App { outbox, ..app.clone() }
}

/// The code in a text: the longest word of letters and digits that stands alone.
fn code_in(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.contains(' ')).max_by_key(|line| line.len()).unwrap().to_owned()
}
