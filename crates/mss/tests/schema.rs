//! Written messages validate against the published WSDL and OpenAPI documents, and against Kiuru's schemas.
//!
//! `SIGILL_VECTORS` names the folder with the documents, `SIGILL_PYTHON` a Python that finds the validators;
//! `cargo xtask test` sees to the latter.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use std::path::Path;
use std::process::Command;

use sigill_mss::message::{Request, Response};
use sigill_mss::wire::{rest, soap};
use support::{messages, vectors};

fn name(binding: &str, operation: &str, kind: &str, number: usize) -> String {
    let end = if binding == "rest" { "json" } else { "xml" };
    format!("{binding}-{operation}-{kind}-{number}.{end}")
}

fn operation(request: &Request) -> &'static str {
    match request {
        Request::Signature(_) => "signature",
        Request::Status(_) => "status",
        Request::Receipt(_) => "receipt",
        Request::Profile(_) => "profile",
    }
}

/// Writes every message in each form into a folder.
fn write_all(folder: &Path) {
    let _ = std::fs::remove_dir_all(folder);
    std::fs::create_dir_all(folder).unwrap();
    let wsdl = soap::Shape { extensions: soap::Extensions::Wsdl, ..soap::Shape::default() };
    for (number, request) in messages::requests().iter().enumerate() {
        let operation = operation(request);
        std::fs::write(folder.join(name("soap", operation, "req", number)), soap::write_request(request)).unwrap();
        let wsdl = soap::write_request_in(request, &wsdl);
        std::fs::write(folder.join(name("wsdl", operation, "req", number)), wsdl).unwrap();
        std::fs::write(folder.join(name("rest", operation, "req", number)), rest::write_request(request)).unwrap();
    }
    for (number, response) in messages::responses().iter().enumerate() {
        let (operation, kind) = match response {
            Response::Signature(_) => ("signature", "resp"),
            Response::Status(_) => ("status", "resp"),
            Response::Receipt(_) => ("receipt", "resp"),
            Response::Profile(_) => ("profile", "resp"),
            Response::Fault(_) => ("signature", "fault"),
        };
        std::fs::write(folder.join(name("soap", operation, kind, number)), soap::write_response(response)).unwrap();
        let wsdl = soap::write_response_in(response, &wsdl);
        std::fs::write(folder.join(name("wsdl", operation, kind, number)), wsdl).unwrap();
        std::fs::write(folder.join(name("rest", operation, kind, number)), rest::write_response(response)).unwrap();
    }
}

/// One thing that is made wrong: in which file, what, and by what it is replaced.
const WRONG: &[(&str, &str, &str)] = &[
    ("soap-signature-req-0.xml", "AP_TransID=\"ID-1\"", "AP_TransID=\"1\""),
    ("soap-signature-req-0.xml", "mss:MSISDN", "mss:Msisdn"),
    ("soap-signature-req-0.xml", "synch", "sync"),
    ("soap-signature-resp-1.xml", " MSSP_TransID=\"h4iof\"", ""),
    ("wsdl-signature-req-0.xml", "mss:MSISDN", "mss:Msisdn"),
    ("wsdl-profile-resp-6.xml", "mcs:State", "mcs:Stat"),
    ("soap-profile-resp-6.xml", "mcs:Sscds", "mcs:Sscd"),
    ("soap-signature-fault-7.xml", ">soapenv:Receiver", ">soapenv:Nobody"),
    ("soap-signature-fault-7.xml", ">soapenv:Sender", ">soapenv:Nobody"),
    // The namespaces of the one form are refused in the other.
    ("soap-receipt-resp-5.xml", "ns1:Receipt", "mss:Receipt"),
    ("wsdl-receipt-resp-5.xml", "mss:Receipt", "ns1:Receipt"),
    // This one only Kiuru's schemas refuse: a text in the WSDL, a number there.
    ("soap-signature-resp-1.xml", "errorcode=\"100\"", "errorcode=\"E100\""),
    ("rest-signature-req-0.json", "\"MSISDN\"", "\"Msisdn\""),
    ("rest-signature-req-0.json", "\"TimeOut\":\"80\"", "\"TimeOut\":80"),
    ("rest-profile-resp-6.json", "\"Blocked\":false", "\"Blocked\":\"false\""),
];

#[test]
fn every_written_message_validates_against_the_published_schemas() {
    if !vectors::are_there() {
        return;
    }
    let python = std::env::var_os("SIGILL_PYTHON").expect("run `cargo xtask test`: it installs the validators");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("messages");
    write_all(&folder);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema/validate.py");
    let validate = |folder: &Path| {
        let output = Command::new(&python).arg(&script).arg(vectors::path("")).arg(folder).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.success(), text + &String::from_utf8_lossy(&output.stderr))
    };
    let (valid, text) = validate(&folder);
    println!("{text}");
    assert!(valid, "{text}");

    // The validator itself must be able to refuse: one thing is wrong in each of these.
    let broken = folder.with_file_name("broken-messages");
    for (name, from, to) in WRONG {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let changed = text.replace(from, to);
        if changed == text {
            // A fault is of the one class or of the other.
            continue;
        }
        let _ = std::fs::remove_dir_all(&broken);
        std::fs::create_dir_all(&broken).unwrap();
        std::fs::write(broken.join(name), changed).unwrap();
        let (valid, text) = validate(&broken);
        assert!(!valid && text.contains("0 of 1"), "{name} {to}: {text}");
    }
}
