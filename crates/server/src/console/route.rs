//! Every address of the console.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but what never has a meaning in a URL.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A page.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Route<'a> {
    Home,
    SignIn,
    Second,
    SignOut,
    Once(&'a str),
    Language(&'a str),
    Find,
    Style,
    Me,
    MySessions,
    MyPasskey,
    Properties,
    NewProperty,
    Providers,
    Keys,
    Jobs,
    /// Of a client, in a language.
    Templates(&'a str, &'a str),
    /// Where to go on.
    Clients(&'a str),
    /// Of a client, which of them, and where to go on.
    Users(&'a str, &'a str, &'a str),
    /// The same as a file.
    UsersFile(&'a str, &'a str, &'a str),
    Units(&'a str),
    UnitsFile(&'a str),
    Policies(&'a str),
    /// Of a client, and its id.
    Policy(&'a str, &'a str),
    NewPolicy(&'a str),
    /// Of a client, and its id.
    Unit(&'a str, &'a str),
    MoveUnit(&'a str, &'a str),
    DeleteUnit(&'a str, &'a str),
    /// Of a client, perhaps with the unit above it.
    NewUnit(&'a str, &'a str),
    NewPerson(&'a str),
    /// Of a client, with what is looked for.
    History(&'a str, &'a [(&'a str, &'a str)]),
    Edit(Of<'a>),
    Profiles(Of<'a>),
    NewProfile(Of<'a>),
    DefaultProfile(Of<'a>, &'a str),
    MoveProfile(Of<'a>, &'a str),
    DeleteProfile(Of<'a>, &'a str),
    GiveRole(Of<'a>, &'a str),
    /// Trying the mobile signature.
    Sign(Of<'a>),
    /// One that was tried.
    Signature(Of<'a>, &'a str),
    /// The profile, and the authorization.
    TakeRole(Of<'a>, &'a str, &'a str),
    Person(Of<'a>),
    Timeline(Of<'a>),
    /// The next page of a timeline.
    Further(Of<'a>, &'a str),
    Rights(Of<'a>),
    PersonState(Of<'a>, &'a str),
    Credential(Of<'a>, i64, &'a str, &'a str),
    /// Shows what is masked of a credential.
    Reveal(Of<'a>, i64, &'a str),
    /// What a person may get.
    Add(Of<'a>),
    AddKind(Of<'a>, i64),
    TryKind(Of<'a>, i64),
    TryChange(Of<'a>, i64, &'a str),
}

/// Whose page it is, by external ids.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Of<'a> {
    pub(crate) client: &'a str,
    pub(crate) user: &'a str,
}

impl Of<'_> {
    fn below(&self, rest: &[&str]) -> String {
        let mut all = vec!["c", self.client, "u", self.user];
        all.extend(rest);
        below(&all)
    }
}

impl Route<'_> {
    /// The path, with the query where there is one.
    pub(crate) fn path(self) -> String {
        match self {
            Self::Home => "/console".to_owned(),
            Self::SignIn => below(&["sign-in"]),
            Self::Second => below(&["sign-in", "second"]),
            Self::SignOut => below(&["sign-out"]),
            Self::Once(token) => below(&["once", token]),
            Self::Language(code) => below(&["language", code]),
            Self::Find => below(&["find"]),
            Self::Style => below(&["style"]),
            Self::Me => below(&["me"]),
            Self::MySessions => below(&["me", "sessions"]),
            Self::MyPasskey => below(&["me", "passkey"]),
            Self::Properties => below(&["properties"]),
            Self::Providers => below(&["providers"]),
            Self::Keys => below(&["keys"]),
            Self::Jobs => below(&["jobs"]),
            Self::Templates(client, language) => {
                format!("{}{}", below(&["c", client, "templates"]), query(&[("language", language)]))
            }
            Self::NewProperty => below(&["properties", "new"]),
            Self::Clients(after) => format!("{}{}", below(&["clients"]), query(&[("continuationToken", after)])),
            Self::Users(client, which, after) => {
                let asked = query(&[("which", which), ("continuationToken", after)]);
                format!("{}{asked}", below(&["c", client, "users"]))
            }
            Self::UsersFile(client, which, after) => {
                let asked = query(&[("which", which), ("continuationToken", after)]);
                format!("{}{asked}", below(&["c", client, "users.csv"]))
            }
            Self::UnitsFile(client) => below(&["c", client, "units.csv"]),
            Self::Units(client) => below(&["c", client, "units"]),
            Self::Policies(client) => below(&["c", client, "policies"]),
            Self::Policy(client, policy) => below(&["c", client, "policies", policy]),
            Self::NewPolicy(client) => below(&["c", client, "policies", "new"]),
            Self::Unit(client, unit) => below(&["c", client, "units", unit]),
            Self::MoveUnit(client, unit) => below(&["c", client, "units", unit, "move"]),
            Self::DeleteUnit(client, unit) => below(&["c", client, "units", unit, "delete"]),
            Self::NewUnit(client, above) => {
                format!("{}{}", below(&["c", client, "units", "new"]), query(&[("parent", above)]))
            }
            Self::NewPerson(client) => below(&["c", client, "users", "new"]),
            Self::History(client, asked) => format!("{}{}", below(&["c", client, "history"]), query(asked)),
            Self::Edit(of) => of.below(&["edit"]),
            Self::Profiles(of) => of.below(&["profiles"]),
            Self::NewProfile(of) => of.below(&["profiles", "new"]),
            Self::DefaultProfile(of, profile) => of.below(&["profiles", profile, "default"]),
            Self::MoveProfile(of, profile) => of.below(&["profiles", profile, "unit"]),
            Self::DeleteProfile(of, profile) => of.below(&["profiles", profile, "delete"]),
            Self::GiveRole(of, profile) => of.below(&["profiles", profile, "role"]),
            Self::TakeRole(of, profile, role) => of.below(&["profiles", profile, "role", role]),
            Self::Sign(of) => of.below(&["sign"]),
            Self::Signature(of, id) => of.below(&["sign", id]),
            Self::Person(of) => of.below(&[]),
            Self::Timeline(of) => of.below(&["timeline"]),
            Self::Further(of, token) => format!("{}?continuationToken={}", of.below(&["timeline"]), encoded(token)),
            Self::Rights(of) => of.below(&["rights"]),
            Self::PersonState(of, to) => of.below(&["state", to]),
            Self::Credential(of, kind, ext_id, to) => of.below(&["k", &kind.to_string(), ext_id, to]),
            Self::Reveal(of, kind, ext_id) => of.below(&["k", &kind.to_string(), ext_id, "reveal"]),
            Self::TryChange(of, kind, ext_id) => of.below(&["k", &kind.to_string(), ext_id, "change", "try"]),
            Self::Add(of) => of.below(&["add"]),
            Self::AddKind(of, kind) => of.below(&["add", &kind.to_string()]),
            Self::TryKind(of, kind) => of.below(&["add", &kind.to_string(), "try"]),
        }
    }
}

fn below(segments: &[&str]) -> String {
    segments.iter().fold("/console".to_owned(), |path, segment| format!("{path}/{}", encoded(segment)))
}

/// What is said of it, if anything.
fn query(pairs: &[(&str, &str)]) -> String {
    let said = pairs.iter().filter(|(_, value)| !value.is_empty());
    let said: Vec<String> = said.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    if said.is_empty() { String::new() } else { format!("?{}", said.join("&")) }
}

pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

/// Where to go after signing in: a page of the console, and nothing else.
pub(crate) fn next(wanted: &str) -> String {
    let is_ours = wanted.strip_prefix("/console").is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    let is_plain = wanted.len() <= 2_000 && wanted.bytes().all(|byte| (0x21..0x7f).contains(&byte) && byte != b'\\');
    if is_ours && is_plain { wanted.to_owned() } else { Route::Home.path() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_an_id_stays_one_segment() {
        let of = Of { client: "a/b", user: "ü?#" };
        assert_eq!(Route::Timeline(of).path(), "/console/c/a%2Fb/u/%C3%BC%3F%23/timeline");
        assert_eq!(Route::Further(of, "a&b=c").path().split_once('?').unwrap().1, "continuationToken=a%26b%3Dc");
    }

    #[test]
    fn nobody_is_sent_elsewhere() {
        assert_eq!(next("/console/c/a/u/b?x=1"), "/console/c/a/u/b?x=1");
        for wrong in ["", "//example.com", "/consoles", "https://example.com", "/console\\x", "/console/\n", "/other"] {
            assert_eq!(next(wrong), "/console", "{wrong:?}");
        }
    }
}
