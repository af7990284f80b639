use super::*;

/// What comes of a file and variables; `Err` is the message.
fn load(file: &str, variables: &[(&str, &str)]) -> Result<Config, String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(FILE_DEFAULT), file).unwrap();
    let variables = variables.iter().map(|(name, value)| (OsString::from(name), OsString::from(value)));
    Config::load(None, folder.path(), variables).map_err(|error| error.to_string())
}

fn refusal(file: &str, variables: &[(&str, &str)]) -> String {
    load(file, variables).unwrap_err()
}

#[test]
fn without_a_file_and_variables_everything_is_the_default() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::load(None, folder.path(), std::iter::empty()).unwrap();
    assert_eq!(format!("{config:?}"), format!("{:?}", Config::default()));
    assert_eq!(config.master_file(), Path::new("./sigill-data/master.key"));
}

#[test]
fn the_environment_wins_over_the_file() {
    let file = "listen = '127.0.0.1:1'\n[database]\nconnections_max = 3\nwait_max_ms = 7";
    let config = load(file, &[("SIGILL_DATABASE_CONNECTIONS_MAX", "9"), ("PATH", "/bin")]).unwrap();
    assert_eq!(
        (config.listen.as_str(), config.database.connections_max, config.database.wait_max_ms),
        ("127.0.0.1:1", 9, 7)
    );
}

#[test]
fn what_is_not_known_is_named_with_the_nearest_that_is() {
    insta::assert_snapshot!(refusal("[database]\nconection_max = 3", &[]),
        @"database.conection_max is no key of the configuration; the nearest one is database.connections_max (in sigill.toml)");
    insta::assert_snapshot!(refusal("url = 'sqlite:x'", &[]),
        @"url is no key of the configuration; the nearest one is database.url (in sigill.toml)");
    insta::assert_snapshot!(refusal("[tokens]\nlifetime_s = 1", &[]),
        @"tokens is no key of the configuration; the nearest one is token (in sigill.toml)");
    insta::assert_snapshot!(refusal("", &[("SIGILL_DB_URL", "x")]),
        @"SIGILL_DB_URL is no variable of the configuration; the nearest one is SIGILL_DATABASE_URL");
}

#[test]
fn what_kubernetes_says_of_services_is_no_configuration() {
    let url = "tcp://10.0.0.1:8989";
    let of_services = [
        ("SIGILL_SERVICE_HOST", "10.0.0.1"),
        ("SIGILL_SERVICE_PORT", "8989"),
        ("SIGILL_SERVICE_PORT_HTTP", "8989"),
        ("SIGILL_PORT", url),
        ("SIGILL_PORT_8989_TCP", url),
        ("SIGILL_PORT_8989_TCP_PROTO", "tcp"),
        ("SIGILL_PORT_8989_TCP_PORT", "8989"),
        ("SIGILL_PORT_8989_TCP_ADDR", "10.0.0.1"),
        ("SIGILL_METRICS_SERVICE_HOST", "10.0.0.1"),
        ("SIGILL_METRICS_PORT", "tcp://10.0.0.1:9464"),
        ("SIGILL_METRICS_PORT_9464_UDP_ADDR", "10.0.0.1"),
    ];
    for variable in of_services {
        load("", &[variable]).unwrap_or_else(|error| panic!("{variable:?}: {error}"));
    }
    load("", &of_services).unwrap();
    for other in ["SIGILL_PORT", "SIGILL_PORT_HTTP", "SIGILL_PORT_8989", "SIGILL_HOST", "SIGILL_PORT_8989_TCP_URL"] {
        assert!(refusal("", &[(other, "8989")]).starts_with(&format!("{other} is no variable")), "{other}");
    }
}

#[test]
fn a_wrong_value_is_refused_where_it_stands() {
    insta::assert_snapshot!(refusal("listen = 5", &[]), @"listen (in sigill.toml): invalid type: integer `5`, expected a string");
    insta::assert_snapshot!(refusal("[limits]\nrequests_max = 0", &[]), @"limits.requests_max (in sigill.toml): invalid value: integer `0`, expected a whole number of 1 or more");
    insta::assert_snapshot!(refusal("[limits]\nheaders_bytes_max = 100", &[]), @"limits.headers_bytes_max (in sigill.toml): expected 8192 or more, got 100");
    insta::assert_snapshot!(refusal("", &[("SIGILL_TOKEN_LIFETIME_S", "an hour")]), @r#"SIGILL_TOKEN_LIFETIME_S: invalid type: string "an hour", expected a whole number of 1 or more"#);
    insta::assert_snapshot!(refusal("", &[("SIGILL_LIMITS_STREAMS_MAX", "4294967296")]), @"SIGILL_LIMITS_STREAMS_MAX: expected a smaller number than 4294967296");
    insta::assert_snapshot!(refusal("", &[("SIGILL_LOG_FORMAT", "xml")]), @"SIGILL_LOG_FORMAT: unknown variant `xml`, expected `json` or `text`");
    insta::assert_snapshot!(refusal("", &[("SIGILL_LOG_LEVEL", "wanring")]), @r#"SIGILL_LOG_LEVEL: expected error, warn, info, debug or trace, or a filter by module such as "info,sigill_store=debug", got "wanring""#);
    insta::assert_snapshot!(refusal("", &[("SIGILL_LISTEN", " ")]), @"SIGILL_LISTEN: expected a text that is not blank");
    insta::assert_snapshot!(refusal("public_url = 'id.example.com'", &[]), @r#"public_url (in sigill.toml): expected a URL such as https://id.example.com, got "id.example.com""#);
    insta::assert_snapshot!(refusal("database = 'sqlite:x'", &[]), @"database is no key of the configuration; the nearest one is database.url (in sigill.toml)");
}

#[test]
fn an_error_never_shows_the_database_url() {
    let url = "mysql://app:s3cret@db";
    for (file, variables) in [
        (format!("[database]\nurl = '{url}'"), vec![]),
        (format!("[database]\nurl = '{url}' and more"), vec![]),
        (format!("[database]\nurl = ['{url}']"), vec![]),
        (String::new(), vec![("SIGILL_DATABASE_URL", url)]),
    ] {
        let message = refusal(&file, &variables);
        assert!(!message.contains("s3cret") && !message.contains('\n'), "{message}");
    }
}

#[test]
fn the_database_url_may_stand_in_a_file_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("url");
    std::fs::write(&secret, "postgres://app:s3cret@db/sigill\n").unwrap();
    let file = format!("[database]\nurl_file = '{}'", secret.display());
    assert_eq!(load(&file, &[]).unwrap().database.url, "postgres://app:s3cret@db/sigill");
    // The environment takes the place of either spelling.
    assert_eq!(load(&file, &[("SIGILL_DATABASE_URL", "sqlite:x")]).unwrap().database.url, "sqlite:x");
    let variable = [("SIGILL_DATABASE_URL_FILE", secret.to_str().unwrap())];
    assert_eq!(
        load("[database]\nurl = 'sqlite:x'", &variable).unwrap().database.url,
        "postgres://app:s3cret@db/sigill"
    );
    assert!(refusal(&format!("{file}\nurl = 'sqlite:x'"), &[]).contains("one of them must go"));
    assert!(refusal("[database]\nurl_file = '/nowhere'", &[]).contains("/nowhere can't be read"));
}

#[test]
fn a_file_that_is_named_must_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let named = Path::new("/nowhere/sigill.toml");
    let error = Config::load(Some(named), folder.path(), std::iter::empty()).unwrap_err();
    assert!(error.to_string().starts_with("the configuration file /nowhere/sigill.toml can't be read: "), "{error}");
}

#[test]
fn the_master_key_is_beside_the_embedded_database_unless_configured() {
    let at = |file: &str| load(file, &[]).unwrap().master_file();
    assert_eq!(at("[database]\nurl = 'sqlite:/var/lib/sigill/sigill.db'"), Path::new("/var/lib/sigill/master.key"));
    assert_eq!(at("[database]\nurl = 'postgres://db/sigill'"), Path::new("./sigill-data/master.key"));
    assert_eq!(at("[keys]\nmaster_file = '/etc/sigill/key'"), Path::new("/etc/sigill/key"));
}

#[test]
fn outside_issuers_are_read_from_the_file_or_the_environment_and_checked() {
    let issuer = |rest: &str| format!("[[token.issuers]]\nissuer = 'https://a'\n{rest}");
    let good = "jwks_url = 'https://a/keys'\nalgorithms = ['ES256']\nclient = 'c'";
    assert_eq!(load(&issuer(good), &[]).unwrap().tokens(String::new()).issuers.len(), 1);
    let variable = "[{ issuer = 'https://a', jwks_file = '/k', algorithms = ['RS256'], client_claim = 't' }]";
    assert_eq!(load("", &[("SIGILL_TOKEN_ISSUERS", variable)]).unwrap().tokens(String::new()).issuers.len(), 1);
    let refusals = [
        refusal(&issuer(&format!("{good}\naudiance = 'x'")), &[]),
        refusal(&issuer("algorithms = ['ES256']\nclient = 'c'"), &[]),
        refusal(&issuer(&good.replace("https://a/keys", "http://a/keys")), &[]),
        refusal(&issuer(&good.replace("ES256", "HS256")), &[]),
        refusal(&issuer(&good.replace("['ES256']", "[]")), &[]),
        refusal(&issuer(&format!("{good}\nclient_claim = 't'")), &[]),
        refusal(&issuer(&format!("{good}\nskew_s = 301")), &[]),
        refusal(&issuer(&format!("{good}\n{}", issuer(good))), &[]),
        refusal(&format!("public_url = 'https://a/'\n{}", issuer(good)), &[]),
        refusal("", &[("SIGILL_TOKEN_ISSUERS", "a, b")]),
        refusal("[token]\nopaque_client = 'a b'", &[]),
    ];
    insta::assert_snapshot!(refusals.join("\n"));
}
