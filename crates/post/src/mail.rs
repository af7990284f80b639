//! Mail, by SMTP.

use std::fmt;
use std::time::Duration;

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, header};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{AsyncSmtpTransport, Error as SmtpError};
use lettre::{Address, AsyncTransport, Message, Tokio1Executor};

use crate::parcel::{Carried, Package, PostError, is_loopback};

/// How the connection to the server is kept from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// In clear at first, then by TLS; a server that doesn't offer it is given nothing.
    StartTls,
    /// By TLS from the first octet on.
    Tls,
    /// In clear, to this machine only.
    Nothing,
}

impl Security {
    /// The usual port.
    #[must_use]
    pub const fn port(self) -> u16 {
        match self {
            Self::StartTls => 587,
            Self::Tls => 465,
            Self::Nothing => 25,
        }
    }
}

/// The server that takes our mail, and how. `Debug` hides the password.
#[derive(Clone)]
pub struct MailSettings {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is kept from others.
    pub security: Security,
    /// The user and the password that it wants.
    pub credentials: Option<(String, String)>,
    /// From whom mail comes: an address, with or without a name.
    pub from: String,
    /// The roots of its certificate in PEM; `None`: those of the machine.
    pub roots_pem: Option<String>,
    /// How long it may take to say something.
    pub timeout: Duration,
}

impl fmt::Debug for MailSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailSettings").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

/// A way to send mail. Each goes over a connection of its own.
#[derive(Clone)]
pub struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    timeout: Duration,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail").field("from", &self.from.email.to_string()).finish_non_exhaustive()
    }
}

impl Mail {
    /// Makes the way; nothing is sent.
    ///
    /// # Errors
    /// Something of it can't be read, or would go in clear to another machine.
    pub fn new(settings: &MailSettings) -> Result<Self, PostError> {
        let MailSettings { host, port, security, credentials, from, roots_pem, timeout } = settings;
        let mailbox: Mailbox = from
            .parse()
            .map_err(|_| PostError::Address("expected an address such as Example <no-reply@example.com>".to_owned()))?;
        let tls = || -> Result<TlsParameters, PostError> {
            let mut builder = TlsParameters::builder(host.clone());
            if let Some(pem) = roots_pem {
                builder = builder.certificate_store(CertificateStore::None);
                for root in roots(pem)? {
                    builder = builder.add_root_certificate(root);
                }
            }
            builder.build_rustls().map_err(|error| PostError::Roots(error.to_string()))
        };
        let tls = match security {
            Security::StartTls => Tls::Required(tls()?),
            Security::Tls => Tls::Wrapper(tls()?),
            Security::Nothing if is_loopback(host) => Tls::None,
            Security::Nothing => {
                let why = "mail has secrets in it: it goes in clear to this machine only (localhost, 127.0.0.1, ::1)";
                return Err(PostError::Address(why.to_owned()));
            }
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host.clone())
            .port(*port)
            .tls(tls)
            .hello_name(ClientId::Domain(mailbox.email.domain().to_owned()))
            .timeout(Some(*timeout));
        if let Some((user, password)) = credentials {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Self { transport: builder.build(), from: mailbox, timeout: *timeout })
    }

    /// Sends a mail.
    pub async fn send(&self, package: &Package) -> Carried {
        let message = match self.message(package) {
            Ok(message) => message,
            Err(why) => return Carried::Refused(why.to_owned()),
        };
        // Each answer has its time; all of them together have some times that.
        match tokio::time::timeout(self.timeout * 3, self.transport.send(message)).await {
            Ok(Ok(_)) => Carried::Taken,
            Ok(Err(error)) => told(&error),
            Err(_) => Carried::NotNow("the mail server took too long".to_owned()),
        }
    }

    fn message(&self, Package { id, to, subject, text }: &Package) -> Result<Message, &'static str> {
        let to: Address = to.parse().map_err(|_| "the address can't be one")?;
        let domain = self.from.email.domain();
        // A line of a header ends nowhere but at its end.
        let subject: String = subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(subject)
            .message_id(Some(format!("<{id}@{domain}>")))
            .header(Unattended)
            .header(ContentType::TEXT_PLAIN)
            .body(text.trim_end().replace("\r\n", "\n").replace('\n', "\r\n"))
            .map_err(|_| "the mail can't be written")
    }
}

/// Nobody answers it, and no holiday notice should (RFC 3834).
#[derive(Clone, Debug)]
struct Unattended;

impl header::Header for Unattended {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// What an error means. The words of the server aren't told: they may name the address.
fn told(error: &SmtpError) -> Carried {
    let code = error.status().map(|code| format!("the mail server answered {code}"));
    // That it doesn't know us is for the operator to mend, and no fault of a message (RFC 4954).
    let is_about_us =
        error.status().is_some_and(|code| matches!(code.to_string().as_str(), "530" | "534" | "535" | "538"));
    if error.is_permanent() && !is_about_us {
        return Carried::Refused(code.unwrap_or_else(|| "the mail server refused it".to_owned()));
    }
    let why = match code {
        Some(code) => code,
        None if error.is_timeout() => "the mail server took too long".to_owned(),
        None if error.is_tls() => "there is no TLS with the mail server".to_owned(),
        // It doesn't offer what we ask of it.
        None if error.is_client() => "the mail server doesn't offer what is needed, such as STARTTLS".to_owned(),
        None => "the mail server can't be reached".to_owned(),
    };
    Carried::NotNow(why)
}

/// The certificates in a text.
fn roots(pem: &str) -> Result<Vec<Certificate>, PostError> {
    const END: &str = "-----END CERTIFICATE-----";
    let all: Vec<_> = pem.split_inclusive(END).filter(|part| part.contains(END)).collect();
    if all.is_empty() {
        return Err(PostError::Roots("expected certificates in PEM, got none".to_owned()));
    }
    let read = |part: &str| Certificate::from_pem(part.as_bytes());
    all.into_iter().map(|part| read(part).map_err(|error| PostError::Roots(error.to_string()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> MailSettings {
        MailSettings {
            host: "127.0.0.1".to_owned(),
            port: 25,
            security: Security::Nothing,
            credentials: Some(("sigill".to_owned(), "hidden".to_owned())),
            from: "Example Bank <no-reply@example.com>".to_owned(),
            roots_pem: None,
            timeout: Duration::from_secs(1),
        }
    }

    fn package(to: &str, subject: &str, text: &str) -> Package {
        let id = uuid::Uuid::nil();
        Package { id, to: to.to_owned(), subject: subject.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn mail_goes_in_clear_to_this_machine_only() {
        for host in ["localhost", "127.0.0.1", "[::1]", "::1"] {
            assert!(Mail::new(&MailSettings { host: host.to_owned(), ..settings() }).is_ok(), "{host}");
        }
        let other = Mail::new(&MailSettings { host: "mail.example.com".to_owned(), ..settings() });
        assert!(matches!(other, Err(PostError::Address(why)) if why.contains("in clear")));
        for from in ["", "nobody", "a@b@c", "x@example.com\r\nBcc: eve@example.com"] {
            assert!(Mail::new(&MailSettings { from: from.to_owned(), ..settings() }).is_err(), "{from:?}");
        }
        let roots_pem = Some("none".to_owned());
        assert!(Mail::new(&MailSettings { security: Security::Tls, roots_pem, ..settings() }).is_err());
        assert!(!format!("{:?}", settings()).contains("hidden"));
    }

    #[test]
    fn nothing_of_a_message_becomes_a_header() {
        let mail = Mail::new(&settings()).unwrap();
        let message =
            mail.message(&package("anna@example.com", "Hi\r\nBcc: eve@example.com", "Grüezi\n.\nBcc: x\n")).unwrap();
        let written = String::from_utf8(message.formatted()).unwrap();
        let (head, _) = written.split_once("\r\n\r\n").unwrap();
        assert!(!head.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{written}");
        assert!(head.contains("Auto-Submitted: auto-generated"), "{head}");
        assert!(head.contains("Message-ID: <00000000-0000-0000-0000-000000000000@example.com>"), "{head}");
        assert_eq!(message.envelope().to().len(), 1);
        for to in
            ["anna@example.com\r\nRCPT TO:<eve@example.com>", "a b@example.com", "anna@example.com,eve@example.com"]
        {
            assert!(mail.message(&package(to, "x", "y")).is_err(), "{to:?}");
        }
    }
}
