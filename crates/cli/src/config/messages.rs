//! `[smtp]`, `[sms]` and `[messages]`: who carries messages to people, and what they say.

use std::path::Path;
use std::time::Duration;

use sigill_app::sending::{Carriers, Gateway, GatewaySettings, Mail, MailSettings, OutboxOptions, PostError};

use super::{Config, ConfigError};
use crate::files;

/// A value that isn't right, by its key.
fn wrong(name: &str, why: impl Into<String>) -> ConfigError {
    ConfigError::Value { name: name.to_owned(), why: why.into() }
}

/// The text of a file that a key names.
fn text(name: &str, path: Option<&String>) -> Result<Option<String>, ConfigError> {
    let Some(path) = path else { return Ok(None) };
    let read = files::text(Path::new(path));
    read.map(Some).map_err(|error| wrong(name, format!("{}: it can't be read: {error}", files::whole(path))))
}

impl Config {
    /// Who carries messages. Every file that is named is read; nothing is sent.
    ///
    /// # Errors
    /// The first that isn't right, by its key.
    pub(crate) fn carriers(&self) -> Result<Carriers, ConfigError> {
        Ok(Carriers { mail: self.mail()?, sms: self.gateway()? })
    }

    fn mail(&self) -> Result<Option<Mail>, ConfigError> {
        let smtp = &self.smtp;
        let Some(host) = &smtp.host else {
            let given = [
                ("smtp.from", smtp.from.is_some()),
                ("smtp.user", smtp.user.is_some()),
                ("smtp.password_file", smtp.password_file.is_some()),
                ("smtp.roots_file", smtp.roots_file.is_some()),
                ("smtp.port", smtp.port.is_some()),
            ];
            return match given.into_iter().find(|(_, is_given)| *is_given) {
                Some((name, _)) => Err(wrong(name, "expected smtp.host, too")),
                None => Ok(None),
            };
        };
        let from = smtp.from.clone().ok_or_else(|| wrong("smtp.from", "expected the address from which mail comes"))?;
        let password = text("smtp.password_file", smtp.password_file.as_ref())?;
        let credentials = match (&smtp.user, password) {
            (Some(user), Some(password)) => Some((user.clone(), password.trim_end_matches(['\r', '\n']).to_owned())),
            (None, None) => None,
            (Some(_), None) => {
                return Err(wrong("smtp.password_file", "expected the file with the password of smtp.user"));
            }
            (None, Some(_)) => {
                return Err(wrong("smtp.user", "expected the user whose password smtp.password_file has"));
            }
        };
        let security = smtp.security.0;
        let port = match smtp.port {
            Some(port) => u16::try_from(port).map_err(|_| wrong("smtp.port", "expected 1 to 65535"))?,
            None => security.port(),
        };
        let settings = MailSettings {
            host: host.clone(),
            port,
            security,
            credentials,
            from,
            roots_pem: text("smtp.roots_file", smtp.roots_file.as_ref())?,
            timeout: Duration::from_millis(smtp.timeout_ms.min(TIMEOUT_MS_MAX)),
        };
        Mail::new(&settings).map(Some).map_err(|error| match &error {
            PostError::Address(why) if why.contains("in clear") => wrong("smtp.security", why.clone()),
            PostError::Address(why) => wrong("smtp.from", why.clone()),
            PostError::Roots(why) => wrong("smtp.roots_file", why.clone()),
            PostError::Url(why) | PostError::Secret(why) => wrong("smtp.host", why.clone()),
        })
    }

    fn gateway(&self) -> Result<Option<Gateway>, ConfigError> {
        let sms = &self.sms;
        let Some(url) = &sms.url else {
            let given = [("sms.authorization_file", &sms.authorization_file), ("sms.roots_file", &sms.roots_file)];
            return match given.into_iter().find(|(_, file)| file.is_some()) {
                Some((name, _)) => Err(wrong(name, "expected sms.url, too")),
                None => Ok(None),
            };
        };
        let settings = GatewaySettings {
            url: url.clone(),
            authorization: text("sms.authorization_file", sms.authorization_file.as_ref())?,
            roots_pem: text("sms.roots_file", sms.roots_file.as_ref())?,
            timeout: Duration::from_millis(sms.timeout_ms.min(TIMEOUT_MS_MAX)),
        };
        Gateway::new(&settings).map(Some).map_err(|error| match error {
            PostError::Url(why) | PostError::Address(why) => wrong("sms.url", why),
            PostError::Secret(why) => wrong("sms.authorization_file", why),
            PostError::Roots(why) => wrong("sms.roots_file", why),
        })
    }

    /// How messages are sent.
    pub(crate) fn outbox(&self) -> OutboxOptions {
        let messages = &self.messages;
        OutboxOptions {
            per_hour_max: usize::try_from(messages.per_hour_max).unwrap_or(usize::MAX),
            retention_days: messages.retention_days,
            ..OutboxOptions::default()
        }
    }
}

/// Who carries something has so long at most, well within the time for which a message is claimed.
const TIMEOUT_MS_MAX: u64 = 30_000;

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told of this configuration, with `FILE` in place of a file that holds one line.
    fn told(text: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, "hidden\n").unwrap();
        let text = text.replace("FILE", &file.display().to_string());
        match toml::from_str::<Config>(&text).map_err(|error| error.to_string()) {
            Ok(config) => match config.carriers() {
                Ok(carriers) => format!("{carriers:?}"),
                Err(error) => error.to_string(),
            },
            Err(error) => error,
        }
    }

    #[test]
    fn who_carries_messages_is_read_or_what_is_wrong_is_told() {
        assert_eq!(told(""), "Carriers { mail: None, sms: None }");
        let mail = "[smtp]\nhost = 'mail.example.com'\nfrom = 'Bank <no-reply@example.com>'";
        let with = |more: &str| told(&format!("{mail}\n{more}"));
        for right in ["", "security = 'tls'\nport = 4650", "user = 'sigill'\npassword_file = 'FILE'"] {
            let told = with(right);
            assert!(told.starts_with("Carriers { mail: Some(Mail") && !told.contains("hidden"), "{right}: {told}");
        }
        assert!(told("[smtp]\nhost = 'localhost'\nfrom = 'a@example.com'\nsecurity = 'none'").contains("Some(Mail"));
        for (more, expected) in [
            ("security = 'none'", "smtp.security: mail has secrets in it"),
            ("security = 'ssl'", "expected \"starttls\", \"tls\" or \"none\", got \"ssl\""),
            ("port = 70000", "smtp.port: expected 1 to 65535"),
            ("user = 'sigill'", "smtp.password_file: expected the file with the password"),
            ("password_file = 'FILE'", "smtp.user: expected the user"),
            ("password_file = 'nowhere'", "smtp.password_file: "),
            ("roots_file = 'FILE'", "smtp.roots_file: expected certificates in PEM"),
        ] {
            assert!(with(more).contains(expected), "{more}: {}", with(more));
        }
        assert!(told("[smtp]\nhost = 'mail.example.com'").contains("smtp.from: expected the address"));
        assert!(told("[smtp]\nfrom = 'a@example.com'").contains("smtp.from: expected smtp.host, too"));
        let sms = told("[sms]\nurl = 'https://sms.example.com/send'\nauthorization_file = 'FILE'");
        assert!(sms.contains("sms: Some(Gateway") && !sms.contains("hidden"), "{sms}");
        assert!(told("[sms]\nurl = 'http://sms.example.com'").contains("sms.url: https expected"));
        assert!(told("[sms]\nauthorization_file = 'FILE'").contains("sms.authorization_file: expected sms.url, too"));
    }
}
