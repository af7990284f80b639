//! `sigill admin technical-user`: the first caller of a production database.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use serde_json::Value;
use tempfile::tempdir;

use support::{Ended, Running, command, get, run, token};

const GLOBAL: &[&str] =
    &["admin", "technical-user", "--client", "operators", "--user", "root", "--role", "nevisIdm.Root", "--global"];

#[test]
fn the_first_caller_is_made_beside_a_running_server() {
    let folder = tempdir().unwrap();
    let (_running, url) = Running::serve(folder.path(), &[]);

    let ended = run(folder.path(), GLOBAL);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
    insta::assert_snapshot!(ended.stderr, @"sigill: A client with extId operators doesn't exist (--create-client NAME makes the user's own)");

    let json = |arguments: &[&str]| -> Value {
        let ended = run(folder.path(), &[GLOBAL, &["--output", "json"], arguments].concat());
        assert_eq!(ended.code, Some(0), "{ended:?}");
        serde_json::from_str(&ended.stdout).unwrap()
    };
    let first = json(&["--create-client", "Operators"]);
    assert_eq!((&first["client_id"], &first["existed"]), (&"operators/root".into(), &false.into()));
    let second = json(&[]);
    assert_eq!((&second["client_id"], &second["existed"]), (&"operators/root".into(), &true.into()));
    // Both secrets work, and no other does.
    for made in [&first, &second] {
        let token = token(&url, "operators/root", made["client_secret"].as_str().unwrap()).unwrap();
        let (status, client) = get(&format!("{url}/nevisidm/api/core/v1/clients/operators"), &token);
        assert_eq!((status, &client["name"]), (200, &"Operators".into()));
    }
    assert_eq!(token(&url, "operators/root", "guessed"), Err(401));
}

#[test]
fn a_role_in_one_client_does_not_reach_another() {
    let folder = tempdir().unwrap();
    let made = run(folder.path(), &[GLOBAL, &["--create-client", "Operators"]].concat());
    assert_eq!(made.code, Some(0), "{made:?}");
    let arguments = [
        "admin",
        "technical-user",
        "--client",
        "shop",
        "--create-client",
        "Shop",
        "--user",
        "robot",
        "--role",
        "nevisIdm.ClientRoot",
        "--in-client",
        "shop",
        "--output",
        "json",
    ];
    let made = run(folder.path(), &arguments);
    let made: Value = serde_json::from_str(&made.stdout).unwrap();
    let (_running, url) = Running::serve(folder.path(), &[]);
    let token = token(&url, "shop/robot", made["client_secret"].as_str().unwrap()).unwrap();
    assert_eq!(get(&format!("{url}/nevisidm/api/core/v1/clients/shop"), &token).0, 200);
    assert_eq!(get(&format!("{url}/nevisidm/api/core/v1/clients/operators"), &token).0, 403);
}

#[test]
fn a_link_gives_its_opener_a_secret_once() {
    let folder = tempdir().unwrap();
    let (_running, url) = Running::serve(folder.path(), &[("SIGILL_PUBLIC_URL", "https://id.example.com")]);
    assert_eq!(run(folder.path(), &[GLOBAL, &["--create-client", "Operators"]].concat()).code, Some(0));
    let link = |arguments: &[&str]| {
        let mut command = command(folder.path(), &[&["admin", "link"], arguments].concat());
        Ended::from(command.env("SIGILL_PUBLIC_URL", "https://id.example.com").output().unwrap())
    };
    let ended = link(&["operators/root", "--expires", "30m", "--output", "json"]);
    let made: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(made["client_id"], "operators/root");
    let (page, token) = made["url"].as_str().unwrap().split_once('#').unwrap();
    assert_eq!(page, "https://id.example.com/sigill/v1/once");
    let http = reqwest::blocking::Client::new();
    let used =
        || http.post(format!("{url}/sigill/v1/once")).json(&serde_json::json!({ "token": token })).send().unwrap();
    let first = used();
    assert_eq!(first.status(), 200);
    let first: Value = first.json().unwrap();
    assert_eq!(first["token_endpoint"], "https://id.example.com/oauth2/token");
    assert!(support::token(&url, "operators/root", first["client_secret"].as_str().unwrap()).is_ok());
    assert_eq!(used().status(), 410);

    for (arguments, code) in [
        (&["operators/nobody"][..], 1),
        (&["operators"], 2),
        (&["a b/c"], 2),
        (&["operators/root", "--expires", "25h"], 2),
        (&["operators/root", "--expires", "59s"], 2),
        (&["operators/root", "--expires", "soon"], 2),
    ] {
        let ended = link(arguments);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(code), ""), "{arguments:?}");
    }
    let unknown = run(folder.path(), &["admin", "link", "operators/root"]);
    assert_eq!(unknown.code, Some(2));
    insta::assert_snapshot!(unknown.stderr, @"sigill: public_url: it isn't set, and a link needs the URL under which people find the server");
}

#[test]
fn people_are_told_what_to_keep() {
    let folder = tempdir().unwrap();
    let ended = run(folder.path(), &[GLOBAL, &["--create-client", "Operators"]].concat());
    let secret = ended.stdout.lines().find_map(|line| line.trim().strip_prefix("client_secret")).unwrap().trim();
    assert!(secret.starts_with("sigill_") && secret.len() == 50, "{secret}");
    insta::assert_snapshot!(ended.stdout.replace(secret, "[secret]"), @r#"
        The user is ready.

          client_id      operators/root
          client_secret  [secret]

        This is the only time that the secret is shown.
        "#);
}

#[test]
fn a_name_can_not_change_what_a_terminal_shows() {
    let folder = tempdir().unwrap();
    let name = "Shop\u{1b}[2J\u{202e}\u{9b}1m O'Neil";
    for _ in 0..2 {
        let ended = run(folder.path(), &["admin", "client", "--client", "shop", "--name", name]);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert_eq!(ended.stdout, "The client shop is there; its name is Shop\\u{1b}[2J\\u{202e}\\u{9b}1m O'Neil.\n");
    }
    let ended = run(folder.path(), &["verify", "no\u{1b}[2Jfile"]);
    assert!(ended.code == Some(2) && !ended.stderr.contains('\u{1b}'), "{ended:?}");
}

#[test]
fn wrong_usage_is_told_as_such() {
    let folder = tempdir().unwrap();
    for arguments in [
        &["admin", "technical-user", "--client", "a", "--user", "b", "--role", "nevisIdm.Root"][..],
        &["admin", "technical-user", "--client", "a", "--user", "b", "--role", "Root", "--global"],
        &["admin", "technical-user", "--client", "a b", "--user", "b", "--role", "nevisIdm.Root", "--global"],
        &[GLOBAL, &["--in-client", "a"]].concat(),
    ] {
        let ended = run(folder.path(), arguments);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{arguments:?}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
