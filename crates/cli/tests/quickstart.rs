//! `sigill quickstart`, as a newcomer runs it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use std::net::TcpListener;
use std::process::Command;

use serde_json::Value;
use tempfile::{TempDir, tempdir};

use support::{Running, command, get, mode, run};

/// Runs it once in a folder; what it printed as JSON.
fn once(folder: &TempDir) -> Value {
    let ended = run(folder.path(), &["quickstart", "--listen", "127.0.0.1:0", "--once", "--output", "json"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let mut lines = ended.stdout.lines();
    let line = serde_json::from_str(lines.next().unwrap()).unwrap();
    assert_eq!(lines.next(), None);
    line
}

/// It serves on, without people beside those of the call.
const QUIET: [&str; 7] = ["quickstart", "--listen", "127.0.0.1:0", "--people", "0", "--output", "json"];

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn the_first_line_of_json_is_all_that_is_needed_to_go_on() {
    let folder = tempdir().unwrap();
    let running = Running::start(command(folder.path(), &QUIET));
    let line: Value = serde_json::from_str(&running.line()).unwrap();
    assert_eq!(
        (text(&line["client"]), text(&line["user"]), text(&line["free_user"])),
        ("client-123", "user-123", "user-124")
    );
    let answer = &line["answer"];
    assert_eq!((&answer["type"], &answer["stateName"]), (&"MobileSignature".into(), &"active".into()));
    assert!(text(&answer["signerCert"]).starts_with("-----BEGIN CERTIFICATE-----\n"));

    let users = format!("{}/nevisidm/api/core/v1/client-123/users", text(&line["base_url"]));
    let (status, read) = get(&format!("{users}/user-123/mobile-signature"), text(&line["token"]));
    assert_eq!((status, &read["extId"]), (200, &answer["extId"]));
    // The person has signed since, and it was counted.
    assert_eq!((&answer["successfulLoginCount"], &read["successfulLoginCount"]), (&0.into(), &1.into()));
    let signature = &line["signature"];
    assert_eq!((text(&signature["outcome"]), text(&signature["state"])), ("approved", "settled"));
    assert!(signature["checks"].as_array().unwrap().iter().all(|check| check["outcome"] == "passed"), "{signature}");
    assert!(text(&line["phone"]).starts_with("http://127.0.0.1:"), "{line}");
    assert_eq!(get(&format!("{users}/user-124/mobile-signature"), text(&line["token"])).0, 404);
    assert_eq!(get(&format!("{users}/user-124"), text(&line["token"])).0, 200);

    running.signal("INT");
    let (status, stdout, _) = running.end();
    assert!(status.success(), "{status}");
    assert_eq!(stdout, Vec::<String>::new());
}

#[test]
fn once_shows_the_request_and_the_answer_and_ends_well() {
    let folder = tempdir().unwrap();
    let ended = run(folder.path(), &["quickstart", "--listen", "127.0.0.1:0", "--data", "my data", "--once"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{}", ended.stdout);
    for part in [
        "  POST /nevisidm/api/core/v1/client-123/users/user-123/mobile-signature HTTP/1.1\n",
        "  Authorization: Bearer eyJ",
        "    \"msisdn\": \"+41790000123\",\n",
        "  HTTP/1.1 201 Created\n",
        "  Location: /nevisidm/api/core/v1/client-123/users/user-123/mobile-signature\n",
        "    \"policyExtId\": \"mobile-signature-swiss\",\n",
        "  POST /sigill/v1/client-123/users/user-123/mobile-signature/signatures HTTP/1.1\n",
        "  HTTP/1.1 202 Accepted\n",
        "    \"outcome\": \"approved\",\n",
        "    \"checks\": \"16 of them, all passed\",\n",
        "Stopped. The data is in my data.\n",
    ] {
        assert!(ended.stdout.contains(part), "{part:?} is missing in\n{}", ended.stdout);
    }
    // Neither colours for a pipe, nor calls to a server that has stopped, nor a whole token.
    assert!(!ended.stdout.contains('\x1b') && !ended.stdout.contains("curl"), "{}", ended.stdout);
    assert!(ended.stdout.lines().all(|line| line.chars().count() <= 100), "{}", ended.stdout);
    let data = folder.path().join("my data");
    assert_eq!(
        (mode(&data), mode(&data.join("master.key")), mode(&data.join("quickstart.secret"))),
        (0o700, 0o600, 0o600)
    );
}

#[test]
fn a_later_run_goes_on_with_the_next_user() {
    let folder = tempdir().unwrap();
    let first = once(&folder);
    let secret = std::fs::read(folder.path().join("sigill-data/quickstart.secret")).unwrap();
    let second = once(&folder);
    assert_eq!((text(&first["user"]), text(&first["free_user"])), ("user-123", "user-124"));
    assert_eq!((text(&second["user"]), text(&second["free_user"])), ("user-124", "user-125"));
    assert_eq!(std::fs::read(folder.path().join("sigill-data/quickstart.secret")).unwrap(), secret);
    let third = run(folder.path(), &["quickstart", "--listen", "127.0.0.1:0", "--once"]);
    assert!(third.stdout.contains("Welcome back: user-123 has its mobile signature already"), "{}", third.stdout);
    assert!(third.stdout.contains("users/user-125/mobile-signature HTTP/1.1"), "{}", third.stdout);
}

#[test]
fn a_later_run_has_the_phones_of_the_first_at_the_same_port() {
    let folder = tempdir().unwrap();
    let start = || {
        let running = Running::start(command(folder.path(), &QUIET));
        let line: Value = serde_json::from_str(&running.line()).unwrap();
        (running, text(&line["phone"]).trim_end_matches("/phone").to_owned(), line)
    };
    let end = |running: Running| {
        running.signal("INT");
        assert!(running.end().0.success());
    };
    let http = reqwest::blocking::Client::new();
    let phones = |base: &str| -> Vec<(String, Value)> {
        let all: Value = http.get(format!("{base}/sim/numbers")).send().unwrap().json().unwrap();
        let all = all["items"].as_array().unwrap().iter();
        all.map(|phone| (text(&phone["msisdn"]).to_owned(), phone.clone())).collect()
    };
    let (running, base, line) = start();
    assert_eq!(text(&line["user"]), "user-123");
    // One that somebody has made by hand, and one that somebody has changed.
    let own = serde_json::json!({ "msisdn": "41799999999", "name": "mine" });
    assert_eq!(http.post(format!("{base}/sim/numbers")).json(&own).send().unwrap().status(), 201);
    let blocked = serde_json::json!({ "sim": { "pin_blocked": true } });
    let changed = http.patch(format!("{base}/sim/numbers/41790000123")).json(&blocked).send().unwrap();
    assert_eq!(changed.status(), 200, "{}", changed.text().unwrap());
    let before = phones(&base);
    end(running);

    let (running, again, line) = start();
    assert_eq!((again.as_str(), text(&line["user"])), (base.as_str(), "user-124"));
    let after = phones(&again);
    for (msisdn, phone) in before.iter().filter(|(msisdn, _)| msisdn != "41790000124") {
        assert!(after.contains(&(msisdn.clone(), phone.clone())), "{phone} is not in {after:?}");
    }
    assert!(after.iter().any(|(msisdn, _)| msisdn == "41790000125"), "{after:?}");
    end(running);

    // Where the port is taken, another one will do.
    let taken = TcpListener::bind(base.trim_start_matches("http://")).unwrap();
    let (running, other, _) = start();
    assert_ne!(other, base);
    drop(taken);
    end(running);
}

#[test]
fn a_lost_or_wrong_secret_is_replaced_by_a_fresh_one() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("sigill-data/quickstart.secret");
    once(&folder);
    let first = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    once(&folder);
    let second = std::fs::read(&file).unwrap();
    assert_ne!(first, second);
    std::fs::write(&file, "another").unwrap();
    once(&folder);
    assert_ne!(std::fs::read(&file).unwrap(), second);
    assert_eq!(mode(&file), 0o600);
}

#[test]
fn a_taken_port_is_said_before_anything_is_written() {
    let folder = tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ended = run(folder.path(), &["quickstart", "--listen", &address]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(3), ""));
    assert_eq!(
        ended.stderr,
        format!(
            "sigill: can't listen on {address}: another program listens there already; stop it, or choose another address (--listen)\n"
        )
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn what_is_printed_works_when_it_is_pasted_into_a_shell() {
    let folder = tempdir().unwrap();
    let running = Running::start(command(folder.path(), &["quickstart", "--listen", "127.0.0.1:0"]));
    let lines = running.lines_until("Ctrl-C");
    let section = lines.iter().skip_while(|line| *line != "Try it in another terminal").skip(1);
    let pasted: Vec<_> = section.take_while(|line| line.is_empty() || line.starts_with("  ")).cloned().collect();

    let shell = Command::new("sh").arg("-c").arg(pasted.join("\n")).output().expect("a shell and curl are needed");
    let answers = String::from_utf8(shell.stdout).unwrap();
    let told: Vec<_> = answers.lines().filter_map(|line| line.strip_prefix("HTTP/1.1 ")?.get(..3)).collect();
    let announced: Vec<_> = pasted.iter().filter(|line| line.contains("# ") && line.contains(", ")).collect();
    assert_eq!(told, ["201", "200", "422", "422", "202"], "{answers}\n{}", String::from_utf8_lossy(&shell.stderr));
    // Each status as the comment above the call says.
    let promised = announced.iter().filter_map(|line| told.iter().find(|status| line.contains(&format!(", {status}"))));
    assert_eq!(promised.collect::<Vec<_>>(), told.iter().collect::<Vec<_>>());
    // Every broken rule, and the one of the second call.
    assert!(answers.contains("identificator") && answers.contains("errors.policyViolation"), "{answers}");
    assert!(answers.contains("errors.mobileSignatureExists"), "{answers}");

    // The links work without a token.
    for link in ["/reference", "/openapi.json"] {
        let url =
            lines.iter().find(|line| line.ends_with(link)).and_then(|line| line.split_whitespace().last()).unwrap();
        assert_eq!(reqwest::blocking::get(url).unwrap().status().as_u16(), 200, "{url}");
    }
    running.signal("TERM");
    let (status, stdout, stderr) = running.end();
    assert!(status.success(), "{status}");
    assert_eq!(stdout, ["", "Stopped. The data is in ./sigill-data."]);
    assert_eq!(stderr, Vec::<String>::new());
}

#[test]
fn people_with_every_trouble_are_made_up_while_it_serves() {
    let folder = tempdir().unwrap();
    let mut arguments = QUIET;
    arguments[4] = "30";
    let mut count = Vec::new();
    // The second time nobody is made up again.
    for _ in 0..2 {
        let running = Running::start(command(folder.path(), &arguments));
        let line: Value = serde_json::from_str(&running.line()).unwrap();
        let told: Value = serde_json::from_str(&running.log_line("people are made up")).unwrap();
        assert_eq!(told["count"], 30, "{told}");
        let read = |path: &str| get(&format!("{}{path}", text(&line["base_url"])), text(&line["token"])).1;
        let listed = read("/nevisidm/api/core/v1/clients/muster-bank/users?returnTotalResultCount=true&limit=100");
        count.push(listed["_pagination"]["totalResult"].clone());
        for (person, verdict) in [(1, "cannot"), (2, "cannot"), (6, "cannot"), (7, "can"), (9, "cannot"), (10, "can")] {
            let told = read(&format!("/sigill/v1/muster-bank/users/person-{person:03}/sign-in"));
            assert_eq!(told["signIn"], verdict, "{person}: {told}");
        }
        running.signal("INT");
        assert!(running.end().0.success());
    }
    assert_eq!(count, [30, 30]);
}
