//! The console in a real browser, against the built binary: signed in by a link, somebody is found, explained and unlocked;
//! and no page is wider than what it is shown on. Left out where there is no Chromium.
//!
//! With `SIGILL_PICTURES`, a picture of each page is written into that folder; with `SIGILL_AXE`, the file of axe-core,
//! each page is looked through by it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "support/browser.rs"]
#[allow(dead_code, reason = "each test program uses a part of it")]
mod chromium;
mod support;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chromium::{Browser, chromium};
use serde_json::{Value, json};
use support::{Running, command};
use tempfile::{TempDir, tempdir};

/// Far longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server with people to look at.
struct House {
    _folder: TempDir,
    _running: Running,
    url: String,
    token: String,
    link: String,
}

impl House {
    fn open() -> Self {
        let folder = tempdir().unwrap();
        let arguments = ["quickstart", "--listen", "127.0.0.1:0", "--people", "0", "--output", "json"];
        let running = Running::start(command(folder.path(), &arguments));
        let line: Value = serde_json::from_str(&running.line()).unwrap();
        let text = |name: &str| line[name].as_str().unwrap().to_owned();
        let house = Self {
            url: text("base_url"),
            token: text("token"),
            link: text("console"),
            _folder: folder,
            _running: running,
        };
        house.fill();
        house
    }

    /// People with every kind of trouble, and with long names.
    fn fill(&self) {
        let people = [
            ("ida", "Ida", "Keller", "de"),
            ("marc", "Marc-Antoine", "de Saint-Exupéry-Lavergne-Donaudampfschifffahrtsgesellschaft", "fr"),
            ("beat", "Beat", "Gerber", "de"),
            ("chiara", "Chiara", "Bianchi", "it"),
        ];
        for (id, first, family, language) in people {
            let person = json!({
                "extId": id, "loginId": format!("{id}.{}", family.to_lowercase().replace(['é', ' '], "e")),
                "languageCode": language, "name": { "firstName": first, "familyName": family },
                "contacts": { "email": format!("{id}@example.com") },
            });
            self.send(reqwest::Method::POST, "users", &person);
        }
        let number = |n: u32| format!("+4179555{n:04}");
        for (n, id) in (1_u32..).zip(["ida", "marc", "beat"]) {
            let signature = json!({
                "extId": format!("mid-{id}"), "identificator": format!("mid-{id}"), "msisdn": number(n),
                "msspIdentifier": "https://mssp.example.com/",
            });
            self.send(reqwest::Method::POST, &format!("users/{id}/mobile-signature"), &signature);
        }
        let unit = json!({ "extId": "team", "name": "Team 4", "profileless": false });
        self.send(reqwest::Method::POST, "units", &unit);
        self.send(reqwest::Method::POST, "users/ida/oath-credentials", &json!({ "label": "Ida’s phone" }));
        self.send(reqwest::Method::POST, "users/ida/recovery-codes", &Value::Null);
        self.send(reqwest::Method::POST, "users/marc/password", &json!({ "password": "correct horse 42" }));
        let lock = json!({ "stateName": "fail-locked", "modificationComment": "Phone lost, ticket 4711" });
        self.send(reqwest::Method::PATCH, "users/ida/mobile-signature", &lock);
        for success in [true, true, false] {
            let login = json!({ "success": success, "credentialExtId": "mid-beat" });
            self.send(reqwest::Method::POST, "users/beat/login-info", &login);
        }
        let disable = json!({ "userState": "disabled", "modificationComment": "Left on 30.11." });
        self.send(reqwest::Method::PATCH, "users/chiara", &disable);
    }

    fn send(&self, method: reqwest::Method, path: &str, body: &Value) {
        self.send_to("client-123", method, path, body);
    }

    fn send_to(&self, client: &str, method: reqwest::Method, path: &str, body: &Value) {
        let url = format!("{}/nevisidm/api/core/v1/{client}/{path}", self.url);
        let request = reqwest::blocking::Client::new().request(method, url).bearer_auth(&self.token);
        let answer = if body.is_null() { request.send() } else { request.json(body).send() }.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.text().unwrap());
    }
}

/// Somebody at a screen.
struct Person<'a> {
    browser: &'a mut Browser,
    url: String,
}

impl Person<'_> {
    /// What a script in the page comes to.
    fn read(&mut self, script: &str) -> Value {
        let run = json!({ "expression": script, "awaitPromise": true, "returnByValue": true });
        let answer = self.browser.call("Runtime.evaluate", run);
        assert!(answer.get("exceptionDetails").is_none(), "{script}: {answer}");
        answer["result"]["value"].clone()
    }

    fn until(&mut self, script: &str) {
        let begin = Instant::now();
        let run = json!({ "expression": script, "returnByValue": true });
        let is_so = |answer: Result<Value, Value>| answer.is_ok_and(|answer| answer["result"]["value"] == json!(true));
        while !is_so(self.browser.try_call("Runtime.evaluate", run.clone())) {
            if begin.elapsed() > PATIENCE {
                panic!("never: {script} at {}", self.read("location.href + ' ' + document.body?.innerText"));
            }
            std::thread::yield_now();
        }
    }

    fn go(&mut self, path: &str) {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.url) };
        self.read("window.isOld = true");
        self.browser.call("Page.navigate", json!({ "url": url }));
        self.until("window.isOld === undefined && document.readyState === 'complete'");
    }

    /// Clicks, and waits for the page to which that leads.
    fn follow(&mut self, selector: &str) {
        self.read("window.isOld = true");
        self.read(&format!("document.querySelector({selector:?}).click()"));
        self.until("window.isOld === undefined && document.readyState === 'complete'");
    }

    /// From the sheet of a person, with three clicks at most.
    fn task(&mut self, sheet: &str, clicks: &[&str], shows: &str) {
        assert!(clicks.len() <= 3, "{clicks:?}");
        self.go(sheet);
        for click in clicks {
            self.follow(click);
        }
        assert_eq!(self.read(shows), json!(true), "{clicks:?}: {}", self.read("document.body.innerText"));
    }

    fn screen(&mut self, width: u32, theme: &str) {
        let metrics = json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500 });
        self.browser.call("Emulation.setDeviceMetricsOverride", metrics);
        let features = json!([{ "name": "prefers-color-scheme", "value": theme }]);
        self.browser.call("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    fn picture(&mut self, name: &str) {
        let Some(folder) = std::env::var_os("SIGILL_PICTURES").map(PathBuf::from) else { return };
        let taken = self
            .browser
            .call("Page.captureScreenshot", json!({ "captureBeyondViewport": true, "format": "webp", "quality": 80 }));
        let bytes = BASE64_STANDARD.decode(taken["data"].as_str().unwrap()).unwrap();
        std::fs::write(folder.join(format!("{name}.webp")), bytes).unwrap();
    }

    /// What axe-core finds that is serious.
    fn axe(&mut self, name: &str) {
        let Some(file) = std::env::var_os("SIGILL_AXE") else { return };
        let axe = std::fs::read_to_string(file).unwrap();
        self.read(&format!("{axe}; true"));
        let found = self.read(
            "axe.run(document).then(all => all.violations.filter(one => ['serious', 'critical'].includes(one.impact)) \
             .map(one => one.id + ' ' + one.nodes.map(node => node.html + node.failureSummary).join(' | ')).join('\\n'))",
        );
        assert_eq!(found, json!(""), "{name}");
    }

    /// A page on a desk and on a phone, by day and by night.
    fn look(&mut self, name: &str, path: &str) {
        for (width, theme) in [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")] {
            self.screen(width, theme);
            self.go(path);
            let [wide, shown] = ["scrollWidth", "clientWidth"].map(|of| format!("document.documentElement.{of}"));
            let (wide, shown) = (self.read(&wide), self.read(&shown));
            assert!(wide.as_u64() <= shown.as_u64(), "{name} is {wide} wide, on {shown}");
            self.picture(&format!("{name}-{width}-{theme}"));
            self.axe(&format!("{name} {width} {theme}"));
        }
        self.screen(1280, "light");
    }
}

fn every_page(person: &mut Person<'_>, sheet: &str) {
    for (name, path) in [
        ("home", "/console"),
        ("found", "/console/find?q=example"),
        ("found-many", "/console/find?q=anna"),
        ("nobody", "/console/find?q=zzzz"),
        ("person-locked", sheet),
        ("person-long", "/console/c/client-123/u/marc"),
        ("person-disabled", "/console/c/client-123/u/chiara"),
        ("person-logins", "/console/c/client-123/u/beat"),
        ("timeline", "/console/c/client-123/u/ida/timeline"),
        ("unlock", "/console/c/client-123/u/ida/k/16/mid-ida/unlock"),
        ("archive", "/console/c/client-123/u/ida/state/archive"),
        ("rights", "/console/c/sigill/u/quickstart/rights"),
        ("users", "/console/c/client-123/users"),
        ("units", "/console/c/client-123/units"),
        ("policies", "/console/c/client-123/policies"),
        ("clients", "/console/clients"),
        ("add", "/console/c/client-123/u/ida/add"),
        ("add-password", "/console/c/client-123/u/ida/add/1"),
        ("add-certificate", "/console/c/client-123/u/ida/add/2"),
        ("add-fido2", "/console/c/client-123/u/ida/add/23"),
        ("change", "/console/c/client-123/u/ida/k/16/mid-ida/change"),
        ("edit", "/console/c/client-123/u/marc/edit"),
        ("profiles", "/console/c/sigill/u/quickstart/profiles"),
        ("profile-new", "/console/c/client-123/u/ida/profiles/new"),
        ("end-sessions", "/console/c/client-123/u/ida/state/sessions"),
        ("person-new", "/console/c/client-123/users/new"),
        ("unit", "/console/c/client-123/units/team"),
        ("unit-new", "/console/c/client-123/units/new"),
        ("policy-new", "/console/c/client-123/policies/new"),
        ("policy", "/console/c/client-123/policies/mobile-signature-swiss"),
        ("properties", "/console/properties"),
        ("property-new", "/console/properties/new"),
        ("history", "/console/c/client-123/history"),
        ("providers", "/console/providers"),
        ("keys", "/console/keys"),
        ("jobs", "/console/jobs"),
        ("templates", "/console/c/client-123/templates"),
        ("sign", "/console/c/client-123/u/ida/sign"),
        ("me", "/console/me"),
        ("style", "/console/style"),
        ("missing", "/console/c/client-123/u/nobody"),
    ] {
        person.look(name, path);
    }
    for language in ["de", "fr", "it"] {
        person.go(&format!("/console/language/{language}"));
        person.look(&format!("person-locked-{language}"), sheet);
        person.look(&format!("add-{language}"), "/console/c/client-123/u/ida/add");
        person.look(&format!("change-{language}"), "/console/c/client-123/u/ida/k/16/mid-ida/change");
        person.look(&format!("policy-{language}"), "/console/c/client-123/policies/mobile-signature-swiss");
        person.look(&format!("home-{language}"), "/console");
        person.look(&format!("sign-{language}"), "/console/c/client-123/u/ida/sign");
        person.look(&format!("jobs-{language}"), "/console/jobs");
    }
    person.go("/console/language/en");
}

fn what_a_desk_does_most(person: &mut Person<'_>, sheet: &str) {
    // What is typed is judged before it is sent.
    person.go("/console/c/client-123/u/ida/add/1");
    person.read("document.querySelector('#password').focus()");
    person.browser.call("Input.insertText", json!({ "text": "short" }));
    person.until("document.querySelector('#told').innerText.includes('at least 8 characters')");
    person.picture("add-password-typed");
    person.axe("add-password-typed");

    // What a desk does most.
    let marc = "/console/c/client-123/u/marc";
    let secret = "document.querySelector('.secret')?.innerText.length === 12";
    person.task(marc, &["a[href$='/reset']", ".form .btn.go"], secret);
    person.picture("password-once");
    person.axe("password-once");
    let codes = "document.querySelectorAll('.codes li').length === 16";
    person.task(sheet, &["a[href$='/remake']", ".form .btn.go"], codes);
    person.picture("codes-once");
    person.axe("codes-once");
    let number = "document.body.innerText.includes('+41795550001')";
    person.task(sheet, &[".inline button"], number);
    person.picture("revealed");
    person.axe("revealed");
    person.go(&format!("{sheet}/add/20"));
    person.read("document.querySelector('#label').value = 'Ida’s tablet'");
    person.follow(".form .btn.go");
    person.until("document.querySelector('svg.qr') !== null");
    person.picture("app-once");
    person.axe("app-once");
}

#[test]
fn somebody_is_found_explained_and_unlocked_and_no_page_is_too_wide() {
    let Some(program) = chromium() else { return };
    let mut browser = Browser::start(&program);
    let house = House::open();
    let mut person = Person { browser: &mut browser, url: house.url.clone() };
    person.screen(1280, "light");
    person.look("sign-in", "/console/sign-in");
    person.look("once", &house.link);
    person.follow("form button");
    person.until("location.pathname === '/console'");

    // Hits come while one types.
    person.read("document.querySelector('#q').focus()");
    person.browser.call("Input.insertText", json!({ "text": "keller" }));
    person.until("document.querySelectorAll('#hits a.main').length === 1");
    person.follow("#hits a.main");
    let sentence = "document.querySelector('#v').innerText";
    assert_eq!(
        person.read(sentence),
        json!("Ida Keller can’t use everything. Mobile signature: locked until somebody unlocks it.")
    );
    let sheet = "/console/c/client-123/u/ida";
    every_page(&mut person, sheet);
    what_a_desk_does_most(&mut person, sheet);

    // Three clicks, and no script.
    person.browser.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    person.go(sheet);
    person.browser.call("Emulation.setScriptExecutionDisabled", json!({ "value": false }));
    person.go(sheet);
    person.follow(".verdict .btn.go");
    person.read("document.querySelector('#reason').value = 'Phone is back'");
    person.follow(".form .btn.go");
    assert_eq!(
        person.read(sentence),
        json!("Ida Keller can sign in: Mobile signature, Authenticator app, Recovery codes, Authenticator app.")
    );
    person.look("person-unlocked", sheet);
    person.follow(".top .me form button");
    person.until("location.pathname === '/console/sign-in'");
}

/// At `localhost`, where browsers ask for passkeys without TLS.
#[test]
fn a_passkey_is_added_and_signs_in() {
    let Some(program) = chromium() else { return };
    let mut browser = Browser::start(&program);
    let house = House::open();
    let url = house.url.replace("127.0.0.1", "localhost");
    let parameters = json!({ "sigill.rpId": "localhost", "sigill.origins": url });
    let policy = json!({
        "extId": "passkeys", "name": "Passkeys", "policyType": "Fido2Policy", "defaultPolicy": true, "parameters": parameters,
    });
    house.send_to("sigill", reqwest::Method::POST, "policies", &policy);
    let password = json!({ "password": "correct horse 42", "stateName": "active" });
    house.send_to("sigill", reqwest::Method::POST, "users/quickstart/password", &password);
    browser.plug_in("internal", true);
    let mut person = Person { browser: &mut browser, url };
    let link = house.link.replace(&house.url, "");
    person.screen(1280, "light");
    person.go(&link);
    person.follow("form button");
    person.until("location.pathname === '/console'");
    person.look("passkey-add", "/console/me/passkey");
    person.follow("[data-passkey] button");
    person.until("location.pathname === '/console/me'");
    person.follow(".top .me form button");
    person.until("location.pathname === '/console/sign-in'");
    person.read("(document.querySelector('#client') ?? {}).value = 'sigill'");
    let login = person.read("document.querySelector('#login').value = 'quickstart'");
    assert_eq!(login, json!("quickstart"));
    person.read("document.querySelector('#password').value = 'correct horse 42'");
    person.follow(".form .btn.go");
    person.look("second-passkey", "/console/sign-in/second?next=/console/me");
    person.follow("[data-passkey] button");
    person.until("location.pathname === '/console/me'");
    assert_eq!(person.read("document.body.innerText.includes('with password and passkey')"), json!(true));
}
