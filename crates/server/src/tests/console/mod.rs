//! The console over HTTP: signing in, sessions, forms, what each page shows to whom.

mod administration;
mod credentials;
mod forms;
mod operation;
mod pages;
mod passkeys;
mod sessions;
mod signing_in;

use std::cell::RefCell;

use serde_json::json;
use sigill_app::session::{self, ConsoleOptions};
use sigill_domain::session::SessionLimits;

use super::*;

const ORIGIN: &str = "https://id.example.com";

fn options() -> ConsoleOptions {
    ConsoleOptions { origin: ORIGIN.to_owned(), client: Some("api".to_owned()), limits: SessionLimits::default() }
}

/// A server with a console.
async fn site(database: Database) -> Site {
    with_console(Fixture::new(database).await)
}

fn with_console(mut fixture: Fixture) -> Site {
    fixture.app.console = Some(Arc::new(options()));
    Site::around(fixture, Limits::default())
}

/// A user of client `api`, who is a person.
async fn person(site: &Site, user: &str) {
    let root = site.root().await;
    let person = json!({
        "extId": user, "loginId": user, "languageCode": "en", "name": { "firstName": "Ida", "familyName": "Keller" },
        "contacts": { "email": "ida@example.com" },
    });
    let made = site.post(&format!("{API}/api/users"), &json_by(&root), person.to_string()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
}

/// Gives a role in client `api` to a user of it.
async fn role(site: &Site, user: &str, role: &str) -> String {
    let root = site.root().await;
    let path = unit_rooms::authorizations(site, user).await;
    let wish = json!({ "roleExtId": role, "clientExtIds": ["api"] });
    let given = site.post(&path, &json_by(&root), wish.to_string()).await;
    assert_eq!(given.status, StatusCode::CREATED, "{}", given.body);
    format!("{path}/{}", given.json()["extId"].as_str().unwrap())
}

/// A link that signs in a user of client `api`: its path.
async fn link(site: &Site, user: &str) -> String {
    let occasion = site.fixture.app.world.occasion("test".to_owned(), std::time::Duration::from_secs(20));
    let made = session::issue_link(&site.fixture.app, &options(), ("api", user), 3_600, occasion).await.unwrap();
    made.url.strip_prefix(ORIGIN).unwrap().to_owned()
}

/// A browser: it keeps the cookie, and says where forms come from.
struct Tab<'a> {
    site: &'a Site,
    /// That of the session.
    cookie: RefCell<String>,
    /// That to which forms are held that sign in.
    forms: RefCell<String>,
}

impl<'a> Tab<'a> {
    fn new(site: &'a Site) -> Self {
        Self { site, cookie: RefCell::default(), forms: RefCell::default() }
    }

    /// Somebody of client `api` who has signed in by a link.
    async fn of(site: &'a Site, user: &str) -> Self {
        let tab = Self::new(site);
        let answer = tab.enter(&link(site, user).await, &[]).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/console"), "{}", answer.body);
        tab
    }

    fn keep(&self, answer: Answer) -> Answer {
        for set in answer.headers.get_all("set-cookie") {
            let set = set.to_str().unwrap().split(';').next().unwrap();
            let jar = if set.starts_with("__Host-sigill-forms=") { &self.forms } else { &self.cookie };
            *jar.borrow_mut() = set.to_owned();
        }
        answer
    }

    fn cookies(&self) -> String {
        format!("{}; {}", self.cookie.borrow(), self.forms.borrow())
    }

    /// What the form of a page carries.
    async fn token_of(&self, path: &str) -> String {
        let page = self.get(path).await;
        let token = page.body.split_once("name=\"token\" value=\"").map(|(_, rest)| rest.split('"').next().unwrap());
        token.unwrap_or_default().to_owned()
    }

    /// A form that signs in, as its page has it.
    async fn enter(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let token = self.token_of("/console/sign-in").await;
        let mut all = vec![("token", token.as_str())];
        all.extend(pairs);
        self.post(path, &all).await
    }

    async fn get(&self, path: &str) -> Answer {
        let cookie = self.cookies();
        self.keep(self.site.get(path, &[("cookie", &cookie), ("accept", "text/html")]).await)
    }

    /// What every form of the session carries.
    async fn token(&self) -> String {
        let page = self.get("/console/me").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let (_, rest) = page.body.split_once("name=\"token\" value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    }

    /// A form, with what all of them carry.
    async fn submit(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let token = self.token().await;
        let mut all = vec![("token", token.as_str())];
        all.extend(pairs);
        self.post(path, &all).await
    }

    /// A form as it is.
    async fn post(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        self.post_from(path, pairs, &[("sec-fetch-site", "same-origin")]).await
    }

    async fn post_from(&self, path: &str, pairs: &[(&str, &str)], from: &[(&str, &str)]) -> Answer {
        let cookie = self.cookies();
        let mut headers = vec![("cookie", cookie.as_str()), ("content-type", "application/x-www-form-urlencoded")];
        headers.extend(from);
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        self.keep(self.site.post(path, &headers, body).await)
    }
}

/// Where an answer sends the browser; else its status.
fn goes(answer: &Answer) -> String {
    match answer.status {
        StatusCode::SEE_OTHER => answer.header("location").to_owned(),
        other => other.as_u16().to_string(),
    }
}
