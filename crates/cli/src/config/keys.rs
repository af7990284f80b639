//! Every key of the configuration: its name, its kind, its default and what it is for.
//!
//! This is the one place that says so: the structure that a file is read into, the environment
//! variables, the help text and the committed snapshot all come from it.

use sigill_app::signing::DeskOptions;
use sigill_domain::session::SessionLimits;
use sigill_server::Limits;

use super::issuer::Issuers;
use super::key::Key;
use super::log::Format;
use super::message_keys::{Messages, Sms, Smtp};
use super::providers::Providers;
use super::section::section;
use super::setting::Setting;
use super::url::masked;

/// The embedded database where nothing else is said.
const URL_DEFAULT: &str = "sqlite:./sigill-data/sigill.db";

section! {
    /// The whole configuration.
    Config in "";
    /// The address and port to listen on.
    listen: String = "127.0.0.1:8989".to_owned();
    /// The URL under which callers know this server. It is the issuer of its tokens, so it has to
    /// stay the same, and it has to be the same on every node. A path in it is what a proxy takes away.
    public_url: Option<String> = None, "<http:// and the address>";
    @ providers: Providers;
    @ tls: ServerTls;
    @ proxies: TrustedProxies;
    @ metrics: Metrics;
    @ telemetry: Telemetry;
    @ database: Database;
    @ token: Token;
    @ console: Console;
    @ certificates: Certificates;
    @ fido2: Fido2;
    @ passwords: Passwords;
    @ rights: Rights;
    @ keys: Keys;
    @ limits: ServerLimits;
    @ history: History;
    @ signatures: Signatures;
    @ smtp: Smtp;
    @ sms: Sms;
    @ messages: Messages;
    @ log: Log;
}

section! {
    /// `[tls]`
    ServerTls in "tls.";
    /// The certificate of the server in PEM, with those that lead to its root. With it, the server
    /// speaks TLS, and only TLS; it is read again when its file changes, and on SIGHUP.
    certificate_file: Option<String> = None, "<plain HTTP>";
    /// The private key of the certificate, in PEM.
    key_file: Option<String> = None;
}

section! {
    /// `[proxies]`
    TrustedProxies in "proxies.";
    /// Proxies before this server, which may say where a request comes from: addresses and networks such as
    /// "10.0.0.7, 10.1.0.0/16". Limits by address then count those for whom they ask.
    trusted: Option<String> = None, "<nobody>";
    /// The header in which they say so: "x-forwarded-for", or "forwarded" (RFC 7239). They have to remove what
    /// callers send in it, or to add to its end.
    header: String = "x-forwarded-for".to_owned();
}

section! {
    /// `[metrics]`
    Metrics in "metrics.";
    /// The address and port at which Prometheus finds /metrics, in plain HTTP and for everybody who
    /// can connect, such as 127.0.0.1:9464.
    listen: Option<String> = None, "<no metrics>";
}

section! {
    /// `[telemetry]`
    Telemetry in "telemetry.";
    /// The URL of a collector to which spans of requests are sent by OTLP over HTTP, such as
    /// http://127.0.0.1:4318 (/v1/traces is added). Where it is not set, the standard
    /// OTEL_EXPORTER_OTLP_ENDPOINT is heeded.
    endpoint: Option<String> = None, "<no traces>";
}

section! {
    /// `[database]`
    Database in "database.";
    /// sqlite:PATH for the embedded database, or postgres://USER:PASSWORD@HOST:PORT/DATABASE, where what is
    /// special in the user and the password is percent-encoded. With ?sslmode=verify-full, and
    /// &sslrootcert=FILE for an authority of one's own, by TLS; else in clear.
    url: String = URL_DEFAULT.to_owned();
    /// A file that holds the URL, instead of database.url, so that its password stands nowhere else.
    url_file: Option<String> = None;
    /// Bring the schema up to date at the start. If false, the server waits for somebody to run sigill
    /// migrate up.
    migrate: bool = true;
    /// How long the server waits for a schema that it works with, in seconds; then it ends.
    schema_wait_s_max: u64 = 600;
    /// Connections to the database, at most.
    connections_max: usize = 16;
    /// How long a request waits for a free connection, and a statement may run, in milliseconds.
    wait_max_ms: u64 = 5_000;
}

section! {
    /// `[token]`
    Token in "token.";
    /// The audience of the tokens that this server issues and accepts.
    audience: String = "sigill".to_owned();
    /// How long a token is valid, in seconds.
    lifetime_s: i64 = 3_600;
    /// Secrets chosen by people that are hashed or checked at once, at most. Each takes 19 MiB of memory and
    /// some ten milliseconds of one core. Secrets that Sigill makes need neither.
    hashing_max: usize = 1;
    /// Secrets chosen by people that one address (of IPv6, one /64) may show in a second and that are wrong.
    /// It waits before more are looked at, or gets 429.
    wrong_secrets_per_s_max: u32 = 5;
    /// The external id of the client whose technical users may send opaque tokens: unpadded base64 of
    /// userExtId:credentialExtId:secret with a device password. Where it is not set, none are accepted.
    opaque_client: Option<String> = None;
    /// Accept client assertions (private_key_jwt) of the old form, too: of the type JWT or none, and with
    /// the URL of the token endpoint as aud. Otherwise the type is client-authentication+jwt, and aud is
    /// the issuer.
    old_assertions: bool = false;
    /// Outside issuers whose tokens are accepted, too: one table [[token.issuers]] each, with issuer,
    /// jwks_url or jwks_file, algorithms, audience, typ ("strict" or "lenient"), client or client_claim,
    /// user_claim and skew_s; see docs/OPERATE.md. In the environment, an array of inline tables.
    issuers: Issuers = Issuers::default();
}

section! {
    /// `[console]`
    Console in "console.";
    /// Whether people find a console at /console.
    enabled: bool = false;
    /// Where people find it, such as https://id.example.com, without a path: forms that come from elsewhere are
    /// refused. Browsers keep its cookie over https only, and on localhost.
    origin: Option<String> = None, "<that of public_url>";
    /// The external id of the client whose people sign in where they name none.
    client: Option<String> = None;
    /// How long nothing may be asked until a session ends, in seconds.
    idle_s: i64 = SessionLimits::default().idle_s;
    /// How long a session lasts at most, in seconds.
    lasts_s: i64 = SessionLimits::default().lasts_s;
    /// Sessions that a person may have at once; with a further one, the oldest ends.
    sessions_max: usize = SessionLimits::default().at_once_max;
}

section! {
    /// `[certificates]`
    Certificates in "certificates.";
    /// Certificates in PEM of the authorities of people's certificates: roots, and those that lead to them. Policies with
    /// certificateUploadCheck look for them.
    roots_file: Option<String> = None;
    /// Lists in PEM of the certificates that these authorities have revoked.
    crl_file: Option<String> = None;
}

section! {
    /// `[fido2]`
    Fido2 in "fido2.";
    /// Certificates in PEM of who vouches for the makes of authenticators: roots, and those that lead to them. Policies
    /// with sigill.attestation direct or enterprise look for them.
    roots_file: Option<String> = None;
}

section! {
    /// `[passwords]`
    Passwords in "passwords.";
    /// A file with passwords that policies with checkDictionary refuse, one a line, in whatever case: at most 32 MiB.
    /// Where it is not set, a short list that ships.
    dictionary_file: Option<String> = None;
}

section! {
    /// `[rights]`
    Rights in "rights.";
    /// A TOML file with the rights of roles, such as
    /// "nevisIdm.Helpdesk" = ["AccessControl.UserView", "AccessControl.CredentialCreate.MobileSignature"].
    /// A role that it names has exactly these; the others keep the standard ones. sigill admin rights
    /// prints what comes of it.
    file: Option<String> = None;
}

section! {
    /// `[keys]`
    Keys in "keys.";
    /// The file with the master key, which seals the secrets in the database: 32 bytes in base64.
    /// Every node needs the same one. It is made on the very first start and never replaced: keep a
    /// backup apart from that of the database.
    master_file: Option<String> = None, "<master.key beside the SQLite file, else in ./sigill-data>";
}

section! {
    /// `[limits]`
    ServerLimits in "limits.";
    /// The longest body of a request, in bytes.
    body_bytes_max: usize = Limits::default().body_bytes_max;
    /// Requests that are answered at once; one more is turned away with 503.
    requests_max: usize = Limits::default().requests_max;
    /// Token requests that are answered at once, beside those; one more is turned away with 503.
    token_requests_max: usize = Limits::default().token_requests_max;
    /// Requests in a second that one address (of IPv6, one /64) may make on the average; more are
    /// refused with 429. Behind a proxy, all callers have its address.
    peer_requests_per_s_max: Option<u32> = None, "<no limit>";
    /// Requests in a second of those who come from one address (of IPv6, one /64) without a valid token; more are
    /// answered later, up to five seconds, so that they cost callers nothing.
    stranger_requests_per_s_max: u32 = Limits::default().stranger_requests_per_s_max;
    /// Requests in a second that one caller may make on the average; more are refused with 429.
    caller_requests_per_s_max: Option<u32> = None, "<no limit>";
    /// Requests with an Idempotency-Key, whose answers are kept for a day, that one caller may make in a day on
    /// each node; more are refused with 429.
    kept_answers_per_day_max: u32 = Limits::default().kept_answers_per_day_max;
    /// Requests that wait for a signature, or follow one, at once; one more is turned away with 503.
    waiting_max: usize = Limits::default().waiting_max;
    /// How long a request may take from its headers to its answer, in milliseconds.
    request_ms_max: u64 = Limits::default().request_ms_max;
    /// Open connections; for one more, the one that has been idle longest is ended.
    connections_max: usize = Limits::default().connections_max;
    /// Headers of a request; one more is refused with 431 (HTTP/1).
    headers_max: usize = Limits::default().headers_max;
    /// All headers of a request together, in bytes, 8192 or more.
    headers_bytes_max: usize = Limits::default().headers_bytes_max;
    /// How long the headers of a request may take to arrive, and so how long an HTTP/1 connection
    /// may be idle, in milliseconds.
    headers_ms_max: u64 = Limits::default().headers_ms_max;
    /// How long nothing of an answer may be taken, in milliseconds: then its connection is ended.
    unread_ms_max: u64 = Limits::default().unread_ms_max;
    /// Bytes of answers to callers that aren't sent yet; for more, who reads gets 503.
    unread_bytes_max: usize = Limits::default().unread_bytes_max;
    /// How long a connection on which nothing is asked stays open, in milliseconds.
    idle_ms_max: u64 = Limits::default().idle_ms_max;
    /// Requests at once on one HTTP/2 connection.
    streams_max: u32 = Limits::default().streams_max;
    /// How long a stopping server waits for the requests that are under way, in milliseconds.
    stop_ms_max: u64 = Limits::default().stop_ms_max;
}

section! {
    /// `[history]`
    History in "history.";
    /// How many days events of the history are kept.
    retention_days: Option<u32> = None, "<for ever>";
}

section! {
    /// `[signatures]`
    Signatures in "signatures.";
    /// Signatures that this node drives at once; one more is turned away with 503.
    open_max: usize = DeskOptions::default().open_max;
    /// For how many days a settled signature is kept; history says longer that it was.
    retention_days: u32 = DeskOptions::default().retention_days;
}

section! {
    /// `[log]`
    Log in "log.";
    /// How log lines look on standard error: "text" or "json".
    format: Option<Format> = None, "<\"text\" on a terminal, else \"json\">";
    /// The least severe level that is logged: "error", "warn", "info", "debug" or "trace", the last two of
    /// Sigill's own modules only; or a filter by module, such as "info,sigill_store=debug".
    level: String = "info".to_owned();
    /// Whether the line of a request names the address that it comes from. Behind a proxy, that is the
    /// proxy's; of people, it is personal data.
    peer_address: bool = false;
}

/// Every key, in the order of the sections.
pub(crate) fn all() -> Vec<Key> {
    Config::keys()
}

/// Every key with what is in force, as a TOML file would have it, and without passwords.
pub(crate) fn values(config: &Config) -> Vec<(String, Option<String>)> {
    let mut config = config.clone();
    config.database.url = masked(&config.database.url);
    config.telemetry.endpoint = config.telemetry.endpoint.as_deref().map(masked);
    config.values()
}

impl From<&Config> for Limits {
    fn from(config: &Config) -> Self {
        let limits = &config.limits;
        // Every field by name, so that a new limit of the server is missed here by the compiler.
        Self {
            body_bytes_max: limits.body_bytes_max,
            requests_max: limits.requests_max,
            token_requests_max: limits.token_requests_max,
            peer_requests_per_s_max: limits.peer_requests_per_s_max,
            stranger_requests_per_s_max: limits.stranger_requests_per_s_max,
            caller_requests_per_s_max: limits.caller_requests_per_s_max,
            waiting_max: limits.waiting_max,
            request_ms_max: limits.request_ms_max,
            connections_max: limits.connections_max,
            headers_max: limits.headers_max,
            headers_bytes_max: limits.headers_bytes_max,
            headers_ms_max: limits.headers_ms_max,
            unread_ms_max: limits.unread_ms_max,
            unread_bytes_max: limits.unread_bytes_max,
            idle_ms_max: limits.idle_ms_max,
            streams_max: limits.streams_max,
            stop_ms_max: limits.stop_ms_max,
            kept_answers_per_day_max: limits.kept_answers_per_day_max,
            history_days_max: config.history.retention_days.unwrap_or(0),
        }
    }
}

/// All keys as the help text lists them.
pub(crate) fn reference() -> String {
    let mut text = String::new();
    for key in all() {
        text.push_str(&format!("  {} = {}\n", key.name, key.default));
        for line in wrapped(key.about, 84) {
            text.push_str(&format!("      {line}\n"));
        }
    }
    text
}

/// Breaks a text at blanks into lines of at most `width` characters.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.len() + 1 + word.len() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_with_their_defaults_and_meanings_are_the_committed_ones() {
        insta::assert_snapshot!(reference());
    }

    #[test]
    fn no_two_keys_share_a_variable() {
        let mut variables: Vec<_> = all().iter().map(Key::variable).collect();
        let before = variables.len();
        variables.sort();
        variables.dedup();
        assert_eq!(variables.len(), before);
    }

    #[test]
    fn a_default_in_plain_toml_reads_as_the_default() {
        for key in all().into_iter().filter(|key| !key.default.starts_with('<')) {
            let file = format!("{} = {}", key.name, key.default);
            toml::from_str::<Config>(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
        }
    }
}
