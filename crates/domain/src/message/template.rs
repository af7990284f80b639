//! Templates of messages: by client and language, with what ships behind them.

use std::collections::BTreeMap;

use thiserror::Error;

use super::names::credential_name;
use super::shipped::SHIPPED;
use super::{Channel, MessagePurpose};
use crate::credential::CredentialType;
use crate::text;
use crate::time::Timestamp;
use crate::words::words;

/// The language in which a message is written where no other is known.
pub const TEMPLATE_LANGUAGE: &str = "en";

words! {
    /// A part of a message that a template is of.
    Part {
        /// What a mail is about, on one line.
        Subject = "subject";
        /// What a mail says.
        Text = "text";
        /// What an SMS says.
        Sms = "sms";
    }
}

impl Part {
    /// Longest template, in code points.
    const fn len_max(self) -> usize {
        match self {
            Self::Subject => 200,
            Self::Text => 10_000,
            Self::Sms => 600,
        }
    }
}

words! {
    /// What a template may have in braces.
    Placeholder {
        /// The secret.
        Code = "code";
        /// The link with the secret in it.
        Link = "link";
        /// The type of the credential that ends, as people call it in the language of the template.
        Credential = "credential";
        /// `name.firstName`.
        FirstName = "firstName";
        /// `name.familyName`.
        FamilyName = "familyName";
        /// The login id.
        LoginId = "loginId";
        /// The name of the client.
        Client = "client";
        /// When the secret ends, in UTC.
        ValidUntil = "validUntil";
    }
}

/// What is put in place of the fields.
#[derive(Clone, Copy)]
pub(crate) struct Values<'a> {
    pub(crate) secret: &'a str,
    pub(crate) first_name: &'a str,
    pub(crate) family_name: &'a str,
    pub(crate) login_id: &'a str,
    pub(crate) client: &'a str,
    pub(crate) valid_until: Option<Timestamp>,
}

impl Values<'_> {
    fn of(&self, field: Placeholder, language: &str) -> String {
        let value = match field {
            Placeholder::Code | Placeholder::Link => self.secret.to_owned(),
            Placeholder::Credential => {
                let kind = CredentialType::all().find(|kind| kind.as_str() == self.secret);
                kind.and_then(|kind| credential_name(kind, language)).unwrap_or(self.secret).to_owned()
            }
            Placeholder::FirstName => self.first_name.to_owned(),
            Placeholder::FamilyName => self.family_name.to_owned(),
            Placeholder::LoginId => self.login_id.to_owned(),
            Placeholder::Client => self.client.to_owned(),
            Placeholder::ValidUntil => self.valid_until.map(|until| shown(&until.to_string())).unwrap_or_default(),
        };
        // Nobody's name begins a line of its own.
        value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
    }
}

/// `2026-05-18T12:34:56Z` for people.
fn shown(until: &str) -> String {
    let (date, time) = until.split_once('T').unwrap_or((until, ""));
    format!("{date} {} UTC", time.get(..5).unwrap_or_default())
}

#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Placeholder(Placeholder),
}

type Template = Vec<Piece>;

/// What is wrong with a template, and where.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{file}: {place}: {why}")]
pub struct TemplateError {
    /// The file.
    pub file: String,
    /// The key, and the line of its text.
    pub place: String,
    /// In English, for people.
    pub why: String,
}

/// The templates of one language, of one client or of all.
#[derive(Clone, Debug)]
pub struct TemplateSource {
    /// The client, by external id; `None`: all.
    pub client: Option<String>,
    /// Two letters in lower case.
    pub language: String,
    /// As an error names it.
    pub file: String,
    /// What it has.
    pub texts: Vec<(MessagePurpose, Part, String)>,
}

/// Of which client (`None`: all), and in which language.
type Whose = (Option<String>, String);

/// All templates. `Debug` shows how many there are.
#[derive(Clone, Default)]
pub struct Templates(BTreeMap<Whose, BTreeMap<(&'static str, &'static str), Template>>);

impl std::fmt::Debug for Templates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Templates").field(&self.0.len()).finish()
    }
}

impl Templates {
    /// These, and behind them what ships.
    ///
    /// # Errors
    /// The first template that isn't right.
    pub fn read(sources: &[TemplateSource]) -> Result<Self, TemplateError> {
        let mut all = Self::default();
        for source in sources {
            let own = all.0.entry((source.client.clone(), source.language.clone())).or_default();
            for (purpose, part, text) in &source.texts {
                let template = parse(*purpose, *part, text).map_err(|(line, why)| TemplateError {
                    file: source.file.clone(),
                    place: match line {
                        Some(line) => format!("[{}] {}, line {line}", purpose.as_str(), part.as_str()),
                        None => format!("[{}] {}", purpose.as_str(), part.as_str()),
                    },
                    why,
                })?;
                own.insert((purpose.as_str(), part.as_str()), template);
            }
        }
        Ok(all)
    }

    /// The subject, where there is one on this channel, and the text; in the first of these languages that there is, then in
    /// [`TEMPLATE_LANGUAGE`].
    pub(crate) fn render(
        &self,
        (purpose, channel): (MessagePurpose, Channel),
        (client, languages): (&str, &[&str]),
        values: &Values<'_>,
    ) -> (String, String) {
        let part = |part: Part| {
            let found = languages.iter().chain([&TEMPLATE_LANGUAGE]).find_map(|language| {
                let language = language.to_ascii_lowercase();
                Some((self.template(client, &language, (purpose, part))?, language))
            });
            let (template, language) = found.unwrap_or_default();
            rendered(&template, &language, values)
        };
        match channel {
            Channel::Email => (part(Part::Subject), part(Part::Text)),
            Channel::Sms => (String::new(), part(Part::Sms)),
        }
    }

    /// That of the client, that of all, or the one that ships.
    fn template(&self, client: &str, language: &str, (purpose, part): (MessagePurpose, Part)) -> Option<Template> {
        let own = |client: Option<&str>| {
            let of = self.0.get(&(client.map(str::to_owned), language.to_owned()))?;
            of.get(&(purpose.as_str(), part.as_str())).cloned()
        };
        own(Some(client)).or_else(|| own(None)).or_else(|| {
            let shipped = SHIPPED.iter().find(|shipped| shipped.language == language && shipped.purpose == purpose)?;
            let text = match part {
                Part::Subject => shipped.subject,
                Part::Text => shipped.text,
                Part::Sms => shipped.sms,
            };
            parse(purpose, part, text).ok()
        })
    }
}

fn rendered(template: &Template, language: &str, values: &Values<'_>) -> String {
    let of = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Placeholder(field) => values.of(*field, language),
    };
    template.iter().map(of).collect()
}

/// The line, where it is about one, and what is wrong.
type Wrong = (Option<usize>, String);

/// Reads a template: `{name}` is a field, `{{` and `}}` are braces.
fn parse(purpose: MessagePurpose, part: Part, text: &str) -> Result<Template, Wrong> {
    let (len, len_max) = (text.chars().count(), part.len_max());
    if len > len_max {
        return Err((None, format!("expected at most {len_max} characters, got {len}")));
    }
    if text.trim().is_empty() {
        return Err((None, "expected a text that is not blank".to_owned()));
    }
    if part == Part::Subject && text.chars().any(char::is_control) {
        return Err((None, "expected a single line".to_owned()));
    }
    let (mut pieces, mut plain, mut has_needed) = (Vec::new(), String::new(), false);
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let line =
            Some(text.len() - rest.len() + at).map(|to| text.get(..to).unwrap_or_default().matches('\n').count() + 1);
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        if let Some(behind) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
            plain.push_str(from.get(..1).unwrap_or_default());
            rest = behind;
            continue;
        }
        let Some((name, behind)) = from.strip_prefix('{').and_then(|inner| inner.split_once('}')) else {
            return Err((line, "expected {name}; a brace by itself is written twice".to_owned()));
        };
        let Some(field) = Placeholder::from_wire(name).filter(|field| may_have(*field, purpose, part)) else {
            let known =
                Placeholder::ALL.iter().filter(|field| may_have(**field, purpose, part)).map(|field| field.as_str());
            return Err((line, format!("unknown placeholder {}: expected {}", text::echo(name), text::one_of(known))));
        };
        has_needed |= field == purpose.told_by();
        pieces.push(Piece::Text(std::mem::take(&mut plain)));
        pieces.push(Piece::Placeholder(field));
        rest = behind;
    }
    plain.push_str(rest);
    pieces.push(Piece::Text(plain));
    if part != Part::Subject && !has_needed {
        let needed = purpose.told_by().as_str();
        return Err((None, format!("expected {{{needed}}} in it: without it, the message says nothing")));
    }
    Ok(pieces)
}

/// Of the two fields with the secret, the one that the message has; and none on the line that everybody sees.
fn may_have(field: Placeholder, purpose: MessagePurpose, part: Part) -> bool {
    match field {
        Placeholder::Code | Placeholder::Link => field == purpose.told_by() && part != Part::Subject,
        Placeholder::Credential => purpose == MessagePurpose::CredentialEnds,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(client: Option<&str>, language: &str, text: &str) -> TemplateSource {
        let texts = vec![(MessagePurpose::Ticket, Part::Text, text.to_owned())];
        TemplateSource {
            client: client.map(str::to_owned),
            language: language.to_owned(),
            file: "x.toml".to_owned(),
            texts,
        }
    }

    const VALUES: Values<'_> = Values {
        secret: "s3cret",
        first_name: "An\nna",
        family_name: "Muster",
        login_id: "anna",
        client: "Bank",
        valid_until: Some(Timestamp::from_micros(1_779_107_696_000_000)),
    };

    fn text(templates: &Templates, client: &str, languages: &[&str]) -> String {
        templates.render((MessagePurpose::Ticket, Channel::Email), (client, languages), &VALUES).1
    }

    #[test]
    fn what_ends_is_called_as_people_call_it_in_the_language_of_the_message() {
        let kind = CredentialType::from_number(16).unwrap();
        let values = Values { secret: kind.as_str(), ..VALUES };
        let subject = |languages: &[&str]| {
            Templates::default().render((MessagePurpose::CredentialEnds, Channel::Email), ("c", languages), &values).1
        };
        for (language, name) in [
            ("de", "Mobile Signatur"),
            ("fr", "Signature mobile"),
            ("IT", "Firma mobile"),
            ("en", "Mobile signature"),
            ("rm", "Mobile signature"),
        ] {
            let told = subject(&[language]);
            assert!(told.contains(name) && !told.contains("MOBILE_SIGNATURE"), "{language}: {told}");
        }
        for kind in CredentialType::all() {
            assert!(credential_name(kind, "de").is_some(), "{kind:?}");
        }
    }

    #[test]
    fn what_ships_is_right_in_every_language_and_for_every_purpose() {
        for language in ["de", "fr", "it", "en"] {
            for purpose in MessagePurpose::ALL {
                for part in Part::ALL {
                    let shipped = SHIPPED.iter().filter(|one| one.language == language && one.purpose == *purpose);
                    assert_eq!(shipped.count(), 1, "{language} {purpose:?}");
                    let template = Templates::default().template("any", language, (*purpose, *part));
                    let text = rendered(
                        &template.unwrap_or_else(|| panic!("{language} {purpose:?} {part:?}")),
                        language,
                        &VALUES,
                    );
                    let needed = if purpose.told_by() == Placeholder::ValidUntil { "2026-05-18" } else { "s3cret" };
                    assert_eq!(text.contains(needed), *part != Part::Subject, "{text}");
                    assert!(*part != Part::Sms || text.chars().count() <= 160, "{text}");
                }
            }
        }
    }

    #[test]
    fn the_clients_own_come_first_then_those_of_all_then_what_ships() {
        let sources = [
            source(Some("bank"), "de", "Bank {code}"),
            source(None, "de", "Alle {code}"),
            source(None, "es", "Es {code}"),
        ];
        let templates = Templates::read(&sources).unwrap();
        assert_eq!(text(&templates, "bank", &["de"]), "Bank s3cret");
        assert_eq!(text(&templates, "other", &["DE"]), "Alle s3cret");
        assert_eq!(text(&templates, "bank", &["es", "de"]), "Es s3cret");
        assert!(text(&templates, "bank", &["fr", "de"]).contains("s3cret"));
        assert_eq!(text(&templates, "bank", &["xx", "fr"]), text(&Templates::default(), "", &["fr"]));
        assert_eq!(text(&templates, "bank", &["xx"]), text(&Templates::default(), "", &["en"]));
    }

    #[test]
    fn fields_are_put_in_and_braces_are_written_twice() {
        let all = "{{x}} {firstName} {familyName} {loginId} {client} {validUntil} {code}";
        let templates = Templates::read(&[source(None, "en", all)]).unwrap();
        assert_eq!(text(&templates, "", &[]), "{x} An na Muster anna Bank 2026-05-18 12:34 UTC s3cret");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_file_and_its_place() {
        let told = |purpose, part, text: &str| {
            let texts = vec![(purpose, part, text.to_owned())];
            Templates::read(&[TemplateSource { texts, ..source(None, "de", "") }]).unwrap_err().to_string()
        };
        for (purpose, part, text, expected) in [
            (
                MessagePurpose::Ticket,
                Part::Text,
                "Hallo\n{cod} {code}",
                "x.toml: [ticket] text, line 2: unknown placeholder 'cod'",
            ),
            (MessagePurpose::Ticket, Part::Text, "{link}", "line 1: unknown placeholder 'link'"),
            (
                MessagePurpose::UrlTicket,
                Part::Sms,
                "{code}",
                "x.toml: [url-ticket] sms, line 1: unknown placeholder 'code'",
            ),
            (MessagePurpose::Ticket, Part::Subject, "{code}", "[ticket] subject, line 1: unknown placeholder 'code'"),
            (MessagePurpose::Ticket, Part::Subject, "a\r\nBcc: x", "[ticket] subject: expected a single line"),
            (MessagePurpose::Ticket, Part::Text, "Hallo", "[ticket] text: expected {code} in it"),
            (MessagePurpose::Ticket, Part::Text, "{code} {", "line 1: expected {name}"),
            (MessagePurpose::Ticket, Part::Text, "{code} }", "line 1: expected {name}"),
            (MessagePurpose::Ticket, Part::Text, " ", "not blank"),
            (MessagePurpose::MTan, Part::Sms, &"x".repeat(601), "at most 600 characters, got 601"),
        ] {
            let told = told(purpose, part, text);
            assert!(told.contains(expected), "{told}");
        }
    }
}
