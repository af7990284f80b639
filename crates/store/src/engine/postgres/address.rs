//! Where a PostgreSQL database is, as `database.url` says it: read strictly, so that a slip is told where it stands and never comes
//! back as a host that can't be found, or as a connection in clear.

use std::str::FromStr;

use tokio_postgres::Config;
use tokio_postgres::config::TargetSessionAttrs;

use super::encryption::Mode;

/// What a URL of PostgreSQL may say behind its `?`.
const PARAMETERS: [&str; 19] = [
    "application_name",
    "channel_binding",
    "connect_timeout",
    "dbname",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_retries",
    "load_balance_hosts",
    "options",
    "password",
    "port",
    "sslmode",
    "sslrootcert",
    "target_session_attrs",
    "tcp_user_timeout",
    "user",
];

const ESCAPE: &str = "percent-encode what is special in the user and in the password: / is %2F, @ is %40, ? is %3F, \
                      # is %23, % is %25";

/// A database of PostgreSQL.
#[derive(Debug)]
pub(in crate::engine) struct Address {
    pub(super) config: Config,
    pub(in crate::engine) mode: Mode,
}

impl Address {
    /// Reads what is behind `postgres://`. No file is read.
    ///
    /// # Errors
    /// What is wrong. Nothing of a password is in it, wherever that stands.
    pub(in crate::engine) fn read(rest: &str) -> Result<Self, String> {
        let (authority, more) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let is_elsewhere = hosts(authority, more)?;
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (mut mode, mut roots, mut others) = (None, None, Vec::new());
        let mut names_host = !is_elsewhere;
        for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            if !PARAMETERS.contains(&name) {
                let name: String = name.chars().take(40).collect();
                return Err(format!("{name:?} is no parameter of the URL: expected some of {}", PARAMETERS.join(", ")));
            }
            names_host |= ["host", "hostaddr"].contains(&name);
            match name {
                "sslmode" => mode = Some(value),
                "sslrootcert" => roots = Some(decoded(value)?),
                "target_session_attrs" if value != "read-write" => {
                    return Err(
                        "target_session_attrs: expected read-write, which is what is asked for anyway".to_owned()
                    );
                }
                _ => others.push(parameter),
            }
        }
        if !names_host {
            return Err("it names no host: expected postgres://USER:PASSWORD@HOST:PORT/DATABASE".to_owned());
        }
        let mode = Mode::of(mode, roots)?;
        others.push(if matches!(mode, Mode::Clear) { "sslmode=disable" } else { "sslmode=require" });
        // What the driver says of a value doesn't quote it.
        let mut config = Config::from_str(&format!("postgres://{place}?{}", others.join("&")))
            .map_err(|error| std::error::Error::source(&error).map_or(error.to_string(), ToString::to_string))?;
        // One that takes no changes is worth nothing: of several hosts, the one that does is looked for.
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        Ok(Self { config, mode })
    }
}

/// Looks at what is before the first `/`, `?` or `#`, which ends user and host (RFC 3986 §3.2); whether that names no host.
fn hosts(authority: &str, more: &str) -> Result<bool, String> {
    let hosts = match authority.rsplit_once('@') {
        Some((credentials, hosts)) if credentials.contains('@') => {
            return Err(format!("there is a second @ before the host, which is read as {hosts:?}: {ESCAPE}"));
        }
        Some((_, hosts)) => hosts,
        None if more.contains('@') => {
            // What is before the colon is the name of the user, what is behind it may be of the password.
            let host = authority.split(':').next().unwrap_or_default();
            let end = more.chars().next().unwrap_or_default();
            return Err(format!("there is a {end} before the @, so that the host is read as {host:?}: {ESCAPE}"));
        }
        None => authority,
    };
    for host in hosts.split(',').filter(|host| !host.is_empty()) {
        let (name, port) = match host.strip_prefix('[').map(|host| host.split_once(']')) {
            Some(None) => return Err("a [ of a host has no ]".to_owned()),
            Some(Some((name, ""))) => (name, None),
            Some(Some((name, rest))) => (name, Some(rest.strip_prefix(':').unwrap_or_default())),
            None => host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port))),
        };
        if port.is_some_and(|port| port.parse::<u16>().is_ok_and(|port| port > 0)) || port.is_none() {
            continue;
        }
        // The port isn't shown: it may be a password whose @ is missing.
        return Err(format!("what is behind the host {name:?} is no port: expected a number from 1 to 65535"));
    }
    Ok(hosts.is_empty())
}

/// A value of a parameter.
fn decoded(value: &str) -> Result<String, String> {
    let unreadable = || "sslrootcert isn't percent-encoded UTF-8".to_owned();
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16));
        let (Some(high), Some(low)) = (digit(), digit()) else { return Err(unreadable()) };
        bytes.push(u8::try_from(high * 16 + low).map_err(|_| unreadable())?);
    }
    String::from_utf8(bytes).map_err(|_| unreadable())
}

#[cfg(test)]
mod tests {
    use tokio_postgres::config::SslMode;

    use super::*;

    #[test]
    fn what_is_not_percent_encoded_is_told_with_the_host_as_it_is_read_and_without_the_password() {
        for (url, why) in [
            ("app:s3@cret@db/sigill", "there is a second @ before the host, which is read as \"db\""),
            ("app:s3/cret@db/sigill", "there is a / before the @, so that the host is read as \"app\""),
            ("app:s3?cret@db/sigill", "there is a ? before the @, so that the host is read as \"app\""),
            ("app:s3#cret@db/sigill", "there is a # before the @, so that the host is read as \"app\""),
        ] {
            let told = Address::read(url).unwrap_err();
            assert!(told.starts_with(why) && told.contains("/ is %2F, @ is %40"), "{url}: {told}");
            assert!(!told.contains("s3") && !told.contains("cret"), "{url}: {told}");
        }
        let read = Address::read("a%40b:s%2F%40%3F%23%25c@db.example:5433/c").unwrap().config;
        assert_eq!((read.get_user(), read.get_password()), (Some("a@b"), Some(&b"s/@?#%c"[..])));
        assert_eq!((read.get_ports(), read.get_dbname()), (&[5433][..], Some("c")));
        assert_eq!(read.get_target_session_attrs(), TargetSessionAttrs::ReadWrite);
    }

    #[test]
    fn hosts_ports_and_parameters_are_those_that_there_are() {
        for good in [
            "db",
            "db/c",
            "a:b@db:5432/c",
            "a:b@one,two:5433/c",
            "a@[::1]:5432/c",
            "a@%2Fvar%2Frun/c",
            "a@/c?host=/var/run",
            "a@db/c?connect_timeout=3&application_name=x&target_session_attrs=read-write",
            "a:b:c@db/c?",
        ] {
            assert!(Address::read(good).is_ok(), "{good}: {:?}", Address::read(good));
        }
        for (bad, why) in [
            ("a@/c", "it names no host"),
            ("", "it names no host"),
            ("db:99999/c", "what is behind the host \"db\" is no port: expected a number from 1 to 65535"),
            ("app:s3cret", "what is behind the host \"app\" is no port"),
            ("db:/c", "is no port"),
            ("[::1/c", "a [ of a host has no ]"),
            ("db/c?foo=", "\"foo\" is no parameter of the URL: expected some of application_name"),
            ("db/c?sslmod=require", "\"sslmod\" is no parameter"),
            ("db/c?connect_timeout=soon", "connect_timeout"),
            ("db/c?target_session_attrs=any", "target_session_attrs: expected read-write"),
            ("db/c?sslmode=require&sslrootcert=%zz", "sslrootcert isn't percent-encoded"),
        ] {
            let told = Address::read(bad).unwrap_err();
            assert!(told.contains(why) && !told.contains("s3cret"), "{bad}: {told}");
        }
    }

    #[test]
    fn a_connection_is_in_clear_or_verified_and_there_is_nothing_between() {
        let mode = |query: &str| Address::read(&format!("a:b@db/c{query}")).map(|read| read.mode);
        for query in ["", "?", "?sslmode=disable", "?connect_timeout=3"] {
            assert!(matches!(mode(query), Ok(Mode::Clear)), "{query}");
        }
        for query in ["?sslmode=require", "?sslmode=verify-full&sslrootcert=/no%20where"] {
            assert!(matches!(mode(query), Ok(Mode::Verified { .. })), "{query}");
        }
        let config = Address::read("db/c?sslmode=require").unwrap().config;
        assert_eq!(config.get_ssl_mode(), SslMode::Require);
        for wrong in ["allow", "prefer", "verify-ca", "verify_full", "REQUIRE", ""] {
            let told = mode(&format!("?sslmode={wrong}")).unwrap_err();
            assert!(told.contains("expected disable, require or verify-full"), "{wrong}: {told}");
        }
        // It would be taken for encryption that isn't there.
        assert!(mode("?sslrootcert=/roots.pem").unwrap_err().contains("add sslmode=verify-full"));
        assert!(mode("?sslmode=disable&sslrootcert=/roots.pem").unwrap_err().contains("add sslmode=verify-full"));
    }
}
