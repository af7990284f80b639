//! What the quickstart tells people.

use super::arguments::Arguments;
use super::caller::{self, TOKEN_LIFETIME_S};
use super::cast::{self, CLIENT, MSISDN_REGEX};
use super::curl;
use super::http::{Answer, Request};
use super::people;
use super::pretty::pretty;
use super::shown::Shown;
use crate::output::Style;

/// Headers of the answer that say something.
const HEADERS: &[(&str, &str)] =
    &[("location", "Location"), ("etag", "ETag"), ("content-type", "Content-Type"), ("x-request-id", "X-Request-Id")];
/// Of a header's value, so much is shown.
const VALUE_SHOWN: usize = 80;
/// Of a token, so much is shown where it isn't needed whole.
const TOKEN_SHOWN: usize = 16;

/// The whole report.
pub(super) fn report(shown: &Shown, arguments: &Arguments, style: Style) -> String {
    let mut page = Page { text: String::new(), style };
    let (user, free_user) = (&shown.cast.user, &shown.cast.free_user);
    let caller = format!("{}/{}", caller::CLIENT, caller::USER);
    page.heading(&format!("Sigill {} is running at {}", env!("CARGO_PKG_VERSION"), shown.base_url));
    page.line(&format!("Set up: the client {CLIENT} with the users {user} and {free_user}, a policy that"));
    page.line(&format!("accepts numbers matching {MSISDN_REGEX}, and the technical user {caller},"));
    page.line("who makes the calls.");
    if shown.cast.is_continued {
        let first = cast::first_user();
        page.line("");
        page.line(&format!("Welcome back: {first} has its mobile signature already, and a user has one at most,"));
        page.line(&format!("so today the call is made for {user}."));
    }

    page.heading("The request");
    page.request(&shown.request);
    page.heading("The answer");
    page.answer(&shown.answer);
    page.block(&pretty(&shown.answer.body));

    page.heading("A person is asked to sign: the provider of her phone is played by a simulator");
    page.request(&shown.asking);
    page.line("");
    page.answer(&shown.asked);
    page.heading("She approved, and Sigill has checked it");
    page.block(&pretty(&short(&shown.signed.body)));

    if !arguments.once {
        page.heading("Try it in another terminal");
        page.comment(&format!("A token, valid for {} hours:", TOKEN_LIFETIME_S / 3_600));
        page.line(&format!("TOKEN={}", shown.token));
        for call in curl::tries(&shown.base_url, user, free_user) {
            page.line("");
            page.comment(&call.about);
            for line in &call.lines {
                page.line(line);
            }
        }
        page.line("");
        page.comment(&format!("Now you are the person: ask {user} to sign, 202, and approve on the phone page:"));
        for line in curl::ask(&shown.base_url, user) {
            page.line(&line);
        }
    }

    page.heading("Good to know");
    if !arguments.once {
        page.line(&format!("Reference  {}/reference", shown.base_url));
        page.line(&format!("OpenAPI    {}/openapi.json", shown.base_url));
        if arguments.people > 0 {
            page.line(&format!(
                "People     {} in the client {}, in a moment: look for",
                arguments.people,
                people::CLIENT
            ));
            page.line("           anna, or any other name, in the console");
        }
        page.line(&format!("Phone      {}", shown.phone));
        page.line(&format!("Console    {}/console, signed in once by this link:", shown.base_url));
        page.line(&format!("           {}", shown.console));
    }
    page.line(&format!("Data       {}, kept for the next time", arguments.data.display()));
    if !arguments.once {
        page.line("Stop       Ctrl-C");
    }
    page.text.push('\n');
    page.text
}

/// A signature without its long texts, for reading.
fn short(body: &str) -> String {
    let Ok(mut whole) = serde_json::from_str::<serde_json::Value>(body) else { return body.to_owned() };
    if let Some(members) = whole.as_object_mut() {
        let passed = members.get("checks").and_then(|checks| checks.as_array()).map_or(0, Vec::len);
        members.insert("checks".to_owned(), format!("{passed} of them, all passed").into());
        for name in ["links", "text", "mssp_identifier"] {
            members.remove(name);
        }
        if let Some(signature) = members.get_mut("signature") {
            *signature = shortened(signature.as_str().unwrap_or_default(), 40).into();
        }
        if let Some(certificate) = members.get_mut("signer").and_then(|signer| signer.get_mut("certificate")) {
            let text = certificate.as_str().unwrap_or_default().replace('\n', " ");
            *certificate = shortened(&text, 40).into();
        }
    }
    whole.to_string()
}

fn shortened(text: &str, len: usize) -> String {
    format!("{}…", text.chars().take(len).collect::<String>())
}

/// The last words.
pub(super) fn stopped(arguments: &Arguments) -> String {
    format!("Stopped. The data is in {}.\n", arguments.data.display())
}

/// Text in the making.
struct Page {
    text: String,
    style: Style,
}

impl Page {
    fn heading(&mut self, text: &str) {
        let Style { strong, plain, .. } = self.style;
        let gap = if self.text.is_empty() { "" } else { "\n" };
        self.text.push_str(&format!("{gap}{strong}{text}{plain}\n\n"));
    }

    fn comment(&mut self, text: &str) {
        let Style { faint, plain, .. } = self.style;
        self.text.push_str(&format!("  {faint}# {text}{plain}\n"));
    }

    fn line(&mut self, text: &str) {
        let indent = if text.is_empty() { "" } else { "  " };
        self.text.push_str(&format!("{indent}{text}\n"));
    }

    /// A request as it was sent, of the token only the beginning.
    fn request(&mut self, request: &Request) {
        self.line(&format!("{} {} HTTP/1.1", request.method, request.path));
        for (name, value) in &request.headers {
            let value = match (*name, value.strip_prefix("Bearer ")) {
                ("Authorization", Some(token)) => {
                    format!("Bearer {}…", token.chars().take(TOKEN_SHOWN).collect::<String>())
                }
                _ => value.clone(),
            };
            self.line(&format!("{name}: {value}"));
        }
        self.line("");
        self.block(&pretty(&request.body));
    }

    /// An answer's status and headers.
    fn answer(&mut self, answer: &Answer) {
        self.line(&format!("HTTP/1.1 {}", answer.status));
        for (name, spelled) in HEADERS {
            if let Some(value) = answer.headers.get(*name).and_then(|value| value.to_str().ok()) {
                let value = if value.len() > VALUE_SHOWN { shortened(value, VALUE_SHOWN) } else { value.to_owned() };
                self.line(&format!("{spelled}: {value}"));
            }
        }
        self.line("");
    }

    fn block(&mut self, text: &str) {
        for line in text.lines() {
            self.line(line);
        }
    }
}
