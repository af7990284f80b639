//! A Chromium without a window, told what to do over pipes (Chrome DevTools Protocol, `--remote-debugging-pipe`).

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

/// Where it is; `None` where there is none, and then nothing is tested.
pub(crate) fn chromium() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let all = std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name)));
    let found = all.into_iter().find(|file| file.is_file());
    if found.is_none() {
        println!("left out: there is no Chromium");
    }
    found
}

/// A browser that looks at an empty page, and the virtual authenticators in it.
pub(crate) struct Browser {
    child: Child,
    to: File,
    from: BufReader<File>,
    session: String,
    count: u64,
    /// Of the page.
    pub(crate) origin: String,
    _folder: TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Browser {
    pub(crate) fn start(program: &PathBuf) -> Self {
        let folder = tempdir().unwrap();
        let pipe = |name: &str| folder.path().join(name);
        assert!(Command::new("mkfifo").args([pipe("to"), pipe("from")]).status().unwrap().success());
        // The shell opens what the browser has as 3 and 4, in the order in which they are opened here.
        let child = Command::new("sh")
            .args(["-c", "exec \"$0\" \"$@\" 3<to 4>from"])
            .arg(program)
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"])
            .args(["--no-proxy-server", "--user-data-dir=profile", "--remote-debugging-pipe", "about:blank"])
            .current_dir(folder.path())
            .env("HOME", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let to = OpenOptions::new().write(true).open(pipe("to")).unwrap();
        let from = BufReader::new(File::open(pipe("from")).unwrap());
        let (session, origin) = (String::new(), serve());
        let mut browser = Self { child, to, from, session, count: 0, origin, _folder: folder };
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }))["targetId"].clone();
        let attached = browser.call("Target.attachToTarget", json!({ "targetId": target, "flatten": true }));
        browser.session = attached["sessionId"].as_str().unwrap().to_owned();
        browser.call("Page.enable", json!({}));
        browser.call("WebAuthn.enable", json!({}));
        let page = browser.origin.clone();
        browser.call("Page.navigate", json!({ "url": page }));
        browser.until(|message| message["method"] == "Page.loadEventFired");
        browser
    }

    /// The first message that is meant.
    fn until(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        loop {
            let mut message = Vec::new();
            self.from.read_until(0, &mut message).unwrap();
            assert_eq!(message.pop(), Some(0), "the browser has ended");
            let message: Value = serde_json::from_slice(&message).unwrap();
            if is_it(&message) {
                return message;
            }
        }
    }

    pub(crate) fn call(&mut self, method: &str, params: Value) -> Value {
        self.try_call(method, params).unwrap_or_else(|answer| panic!("{method}: {answer}"))
    }

    /// The same; where it fails, what the browser says: a page that is being left answers nothing any more.
    pub(crate) fn try_call(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        self.count += 1;
        let mut message = json!({ "id": self.count, "method": method, "params": params });
        if !self.session.is_empty() {
            message["sessionId"] = self.session.clone().into();
        }
        self.to.write_all(format!("{message}\0").as_bytes()).unwrap();
        let id = json!(self.count);
        let answer = self.until(|message| message["id"] == id);
        if answer.get("error").is_some() { Err(answer) } else { Ok(answer["result"].clone()) }
    }

    /// Plugs an authenticator in: its id.
    pub(crate) fn plug_in(&mut self, transport: &str, verifies: bool) -> Value {
        let options = json!({
            "protocol": "ctap2", "transport": transport, "hasResidentKey": true, "hasUserVerification": verifies,
            "isUserVerified": verifies, "automaticPresenceSimulation": true,
        });
        self.call("WebAuthn.addVirtualAuthenticator", json!({ "options": options }))["authenticatorId"].clone()
    }

    pub(crate) fn pull_out(&mut self, authenticator: &Value) {
        self.call("WebAuthn.removeVirtualAuthenticator", json!({ "authenticatorId": authenticator }));
    }

    /// What the page gets for options, `create` or `get`; or what the browser says instead.
    pub(crate) fn ask(&mut self, what: &str, options: &Value) -> Result<Value, String> {
        let reads = if what == "create" { "parseCreationOptionsFromJSON" } else { "parseRequestOptionsFromJSON" };
        let script = format!(
            "navigator.credentials.{what}({{ publicKey: PublicKeyCredential.{reads}({options}) }})\
             .then(credential => JSON.stringify(credential.toJSON()), error => String(error))"
        );
        let run = json!({ "expression": script, "awaitPromise": true, "userGesture": true, "returnByValue": true });
        let answer = self.call("Runtime.evaluate", run);
        let text = answer["result"]["value"].as_str().unwrap_or_else(|| panic!("{answer}"));
        serde_json::from_str(text).map_err(|_| text.to_owned())
    }
}

/// Serves an empty page on this machine, where browsers ask authenticators without TLS: its origin.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let _ = stream.read(&mut [0; 4_096]);
            let page = "<!doctype html><title>Sign in</title>";
            let head = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\ncontent-length:";
            let _ = write!(stream, "{head} {}\r\n\r\n{page}", page.len());
        }
    });
    origin
}
