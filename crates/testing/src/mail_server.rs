//! A small SMTP server: it takes mail, or does with it what the test says.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::Issued;

/// What it does with the next mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// It takes it.
    Takes,
    /// It answers so to the recipient.
    Recipient(u16),
    /// It takes it and goes away without a word.
    Silent,
}

/// A mail that it has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenMail {
    pub to: String,
    /// As it was sent, with its headers.
    pub data: String,
    /// The text, decoded.
    pub text: String,
    /// Who signed in.
    pub user: Option<String>,
    pub is_by_tls: bool,
}

impl TakenMail {
    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        let (head, _) = self.data.split_once("\r\n\r\n").unwrap();
        let found = head.split("\r\n").find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        found.unwrap_or_else(|| panic!("no {name} in {head}"))
    }
}

#[derive(Debug, Default)]
struct Letterbox {
    taken: Vec<TakenMail>,
    moods: VecDeque<Mood>,
    password: Option<(String, String)>,
}

/// The server; it ends with the runtime.
#[derive(Clone, Debug)]
pub struct MailServer {
    pub port: u16,
    state: Arc<Mutex<Letterbox>>,
}

impl MailServer {
    /// On loopback, in clear.
    pub async fn new() -> Self {
        Self::with(None).await
    }

    /// With STARTTLS, and nothing without it.
    pub async fn by_tls(issued: &Issued) -> Self {
        let certificates =
            CertificateDer::pem_slice_iter(issued.certificate_pem.as_bytes()).map(Result::unwrap).collect();
        let key = PrivateKeyDer::from_pem_slice(issued.key_pem.as_bytes()).unwrap();
        let config = ServerConfig::builder().with_no_client_auth().with_single_cert(certificates, key).unwrap();
        Self::with(Some(TlsAcceptor::from(Arc::new(config)))).await
    }

    async fn with(tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self { port: listener.local_addr().unwrap().port(), state: Arc::default() };
        let own = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (own, tls) = (own.clone(), tls.clone());
                tokio::spawn(async move {
                    let mut stream = BufReader::new(stream);
                    // Whoever goes away is the test's business.
                    let wants_tls = own.talk(&mut stream, true, tls.is_some()).await.unwrap_or(false);
                    if let (true, Some(tls)) = (wants_tls, tls)
                        && let Ok(stream) = tls.accept(stream.into_inner()).await
                    {
                        let _ = own.talk(&mut BufReader::new(stream), false, false).await;
                    }
                });
            }
        });
        server
    }

    /// From now on it wants this user with this password.
    pub fn wants(&self, user: &str, password: &str) {
        self.state.lock().unwrap().password = Some((user.to_owned(), password.to_owned()));
    }

    /// What it does with the next mails, one after the other; then it takes all.
    pub fn is_in(&self, moods: &[Mood]) {
        self.state.lock().unwrap().moods.extend(moods);
    }

    /// What it has taken, in its order.
    #[must_use]
    pub fn taken(&self) -> Vec<TakenMail> {
        self.state.lock().unwrap().taken.clone()
    }

    /// Talks until the end; `true` where TLS begins.
    async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: &mut BufReader<S>,
        greets: bool,
        has_tls: bool,
    ) -> std::io::Result<bool> {
        if greets {
            stream.write_all(b"220 test ESMTP\r\n").await?;
        }
        let (mut user, mut to, mut line) = (None, String::new(), String::new());
        let mood = self.state.lock().unwrap().moods.front().copied().unwrap_or(Mood::Takes);
        loop {
            line.clear();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(false);
            }
            let command = line.trim_end().to_owned();
            let verb = command.to_ascii_uppercase();
            let wanted = self.state.lock().unwrap().password.clone();
            let answer = if verb.starts_with("EHLO") {
                let offered = if has_tls { "250-test\r\n250 STARTTLS\r\n" } else { "250-test\r\n250 AUTH PLAIN\r\n" };
                stream.write_all(offered.as_bytes()).await?;
                continue;
            } else if verb == "STARTTLS" && has_tls {
                stream.write_all(b"220 go on\r\n").await?;
                return Ok(true);
            } else if verb == "QUIT" {
                stream.write_all(b"221 bye\r\n").await?;
                return Ok(false);
            } else if has_tls {
                "530 TLS first".to_owned()
            } else if verb.starts_with("AUTH PLAIN") {
                let shown = BASE64_STANDARD.decode(command.rsplit(' ').next().unwrap()).unwrap_or_default();
                let shown = String::from_utf8_lossy(&shown).into_owned();
                let (name, secret) = wanted.unwrap_or_default();
                if shown == format!("\0{name}\0{secret}") {
                    user = Some(name);
                    "235 welcome".to_owned()
                } else {
                    "535 no".to_owned()
                }
            } else if verb.starts_with("MAIL FROM") {
                if wanted.is_some() && user.is_none() { "530 who are you" } else { "250 ok" }.to_owned()
            } else if verb.starts_with("RCPT TO") {
                to = command.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                match mood {
                    Mood::Recipient(code) => {
                        self.state.lock().unwrap().moods.pop_front();
                        format!("{code} {to} no")
                    }
                    _ => "250 ok".to_owned(),
                }
            } else if verb == "DATA" {
                stream.write_all(b"354 go on\r\n").await?;
                let data = data(stream).await?;
                let text = decoded(&data);
                let mail = TakenMail { to: to.clone(), data, text, user: user.clone(), is_by_tls: !greets };
                let mut state = self.state.lock().unwrap();
                state.moods.pop_front();
                state.taken.push(mail);
                if mood == Mood::Silent {
                    return Ok(false);
                }
                "250 taken".to_owned()
            } else {
                "250 ok".to_owned()
            };
            stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
        }
    }
}

/// What comes until a point on a line of its own.
async fn data<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> std::io::Result<String> {
    let (mut all, mut line) = (String::new(), String::new());
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 || line == ".\r\n" {
            return Ok(all);
        }
        all.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

/// The text of a mail: as it is, quoted-printable, or base64.
fn decoded(data: &str) -> String {
    let (head, body) = data.split_once("\r\n\r\n").unwrap_or_default();
    let head = head.to_ascii_lowercase();
    let octets = if head.contains("content-transfer-encoding: base64") {
        BASE64_STANDARD.decode(body.replace("\r\n", "")).unwrap()
    } else if head.contains("content-transfer-encoding: quoted-printable") {
        quoted(&body.replace("=\r\n", ""))
    } else {
        body.as_bytes().to_vec()
    };
    String::from_utf8(octets).unwrap().replace("\r\n", "\n")
}

fn quoted(text: &str) -> Vec<u8> {
    let mut octets = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        match (first, behind) {
            (b'=', [high, low, behind @ ..]) => {
                let digits = String::from_utf8(vec![*high, *low]).unwrap();
                octets.push(u8::from_str_radix(&digits, 16).unwrap());
                rest = behind;
            }
            _ => {
                octets.push(*first);
                rest = behind;
            }
        }
    }
    octets
}
