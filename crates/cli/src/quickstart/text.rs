//! What the quickstart tells people.

use super::cast::{self, CLIENT, MSISDN_REGEX};
use super::curl;
use super::pretty::pretty;
use super::{Arguments, Shown, TOKEN_LIFETIME_S, caller};
use crate::output::Style;

/// Headers of the answer that say something.
const HEADERS: &[(&str, &str)] =
    &[("location", "Location"), ("etag", "ETag"), ("content-type", "Content-Type"), ("x-request-id", "X-Request-Id")];
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
    page.line(&format!("{} {} HTTP/1.1", shown.request.method, shown.request.path));
    for (name, value) in &shown.request.headers {
        let value = match (*name, value.strip_prefix("Bearer ")) {
            ("Authorization", Some(token)) => {
                format!("Bearer {}…", token.chars().take(TOKEN_SHOWN).collect::<String>())
            }
            _ => value.clone(),
        };
        page.line(&format!("{name}: {value}"));
    }
    page.line("");
    page.block(&pretty(&shown.request.body));

    page.heading("The answer");
    page.line(&format!("HTTP/1.1 {}", shown.answer.status));
    for (name, spelled) in HEADERS {
        if let Some(value) = shown.answer.headers.get(*name).and_then(|value| value.to_str().ok()) {
            page.line(&format!("{spelled}: {value}"));
        }
    }
    page.line("");
    page.block(&pretty(&shown.answer.body));

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
    }

    page.heading("Good to know");
    if !arguments.once {
        page.line(&format!("Reference  {}/reference", shown.base_url));
        page.line(&format!("OpenAPI    {}/openapi.json", shown.base_url));
    }
    page.line(&format!("Data       {}, kept for the next time", arguments.data.display()));
    if !arguments.once {
        page.line("Stop       Ctrl-C");
    }
    page.text.push('\n');
    page.text
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

    fn block(&mut self, text: &str) {
        for line in text.lines() {
            self.line(line);
        }
    }
}
