//! Spans of requests, as a collector receives them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

use serde_json::Value;
use tempfile::tempdir;

use support::Running;

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";

/// A collector: its URL, and every request line with its body.
fn collector() -> (String, Receiver<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut reader = BufReader::new(stream);
            let mut line = String::new();
            while reader.read_line(&mut line).is_ok_and(|read| read > 0) {
                let (mut header, mut length) = (String::new(), 0);
                while reader.read_line(&mut header).is_ok() && header.trim() != "" {
                    if let Some(value) = header.to_ascii_lowercase().strip_prefix("content-length:") {
                        length = value.trim().parse().unwrap();
                    }
                    header.clear();
                }
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                sender.send((line.trim().to_owned(), body)).unwrap();
                reader.get_mut().write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").unwrap();
                line.clear();
            }
        }
    });
    (url, receiver)
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn has(body: &[u8], wanted: impl AsRef<[u8]>) -> bool {
    body.windows(wanted.as_ref().len()).any(|window| window == wanted.as_ref())
}

/// What a server that is configured by `variables` has sent once it has stopped, and what it has logged.
fn exported(variables: &[(&str, &str)], collected: &Receiver<(String, Vec<u8>)>) -> (Vec<u8>, Vec<String>) {
    let folder = tempdir().unwrap();
    let (running, url) = Running::serve(folder.path(), variables);
    let http = reqwest::blocking::Client::new();
    let path = "/nevisidm/api/core/v1/clients/mrs-miller?name=planted";
    for (id, traceparent) in [
        ("within-a-trace", Some(format!("00-{TRACE}-{PARENT}-01"))),
        ("unsampled", Some(format!("00-{}-{PARENT}-00", TRACE.replace('0', "1")))),
        ("alone", None),
    ] {
        let request = http.get(format!("{url}{path}")).header("x-request-id", id).bearer_auth("planted-token");
        let request = traceparent.into_iter().fold(request, |request, value| request.header("traceparent", value));
        assert_eq!(request.send().unwrap().status(), 401);
    }
    running.signal("TERM");
    let (status, _, log) = running.end();
    assert!(status.success());
    // All was sent before the end.
    let mut all = Vec::new();
    for (line, body) in collected.try_iter() {
        assert_eq!(line, "POST /v1/traces HTTP/1.1");
        all.extend(body);
    }
    (all, log)
}

#[test]
fn spans_of_requests_reach_the_collector_before_the_server_ends() {
    let (url, collected) = collector();
    let (body, log) = exported(&[("SIGILL_TELEMETRY_ENDPOINT", &url)], &collected);
    for wanted in [
        "service.name",
        "sigill",
        "GET /nevisidm/api/core/v1/clients/{extId}",
        "http.route",
        "http.request.method",
        "http.response.status_code",
        "sigill.request_id",
        "within-a-trace",
        "alone",
    ] {
        assert!(has(&body, wanted), "{wanted}");
    }
    assert!(has(&body, bytes(TRACE)) && has(&body, bytes(PARENT)), "within the caller's trace");
    assert!(!has(&body, "unsampled"), "the caller decides whether its trace is kept");
    for personal in ["mrs-miller", "planted"] {
        assert!(!has(&body, personal), "{personal}");
    }
    // The log has the traces that the spans are in, also where the server began one.
    let line = |id: &str| -> Value {
        let wanted = format!("\"request_id\":\"{id}\"");
        serde_json::from_str(log.iter().find(|line| line.contains(&wanted)).unwrap()).unwrap()
    };
    assert_eq!(line("within-a-trace")["trace_id"], TRACE);
    assert!(has(&body, bytes(line("alone")["trace_id"].as_str().unwrap())));
}

#[test]
fn the_standard_variable_asks_for_spans_too() {
    let (url, collected) = collector();
    let variables = [("OTEL_EXPORTER_OTLP_ENDPOINT", url.as_str()), ("OTEL_SERVICE_NAME", "sigill-of-zurich")];
    let (body, _) = exported(&variables, &collected);
    assert!(has(&body, bytes(TRACE)) && has(&body, "sigill-of-zurich"));
}

#[test]
fn a_collector_that_is_not_there_disturbs_nobody() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (_, nothing) = channel();
    let (body, _) = exported(&[("SIGILL_TELEMETRY_ENDPOINT", &format!("http://{closed}"))], &nothing);
    assert!(body.is_empty());
}

#[test]
fn an_endpoint_that_can_be_none_ends_the_start() {
    let folder = tempdir().unwrap();
    for endpoint in ["collector:4318", "http://a b", "ftp://collector"] {
        let mut command = support::command(folder.path(), &["config", "check"]);
        let ended = support::Ended::from(command.env("SIGILL_TELEMETRY_ENDPOINT", endpoint).output().unwrap());
        assert_eq!(ended.code, Some(2), "{endpoint}");
        assert!(ended.stderr.contains("SIGILL_TELEMETRY_ENDPOINT: expected a URL"), "{}", ended.stderr);
    }
}
