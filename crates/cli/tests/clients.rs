//! Clients that others wrote obtain signatures from `sigill mssp` over mutual TLS: `zeep` with the published WSDL, and
//! `curl` with the published templates. `sigill verify` judges what they got.
//!
//! `SIGILL_VECTORS` names the folder with the WSDL and the templates, `SIGILL_PYTHON` a Python that finds zeep;
//! `cargo xtask test` sees to the latter.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use sigill_mssp::{Clock as _, SystemClock, World, make_client};
use tempfile::{TempDir, tempdir};

use support::{Running, command, run};

const AP: &str = "mid://test.example";
const NUMBER: &str = "41791234567";
const TEXT: &str = "Bank: Grüezi, pay CHF 10?";

/// A person who takes a moment, so that there is something to poll for.
const CONFIG: &str = r#"
    folder = "provider"
    listen = "127.0.0.1:0"
    authority = "small"
    [[number]]
    msisdn = "41791234567"
    script = { act = { do = "approve" }, after_ms = 500 }
    [[ap]]
    id = "mid://test.example"
    certificates_pem = """
"#;

/// `None` where there is no captured material: then nothing is tested.
fn captured(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("SIGILL_VECTORS");
    if folder.is_none() {
        println!("left out: SIGILL_VECTORS is not set");
    }
    folder.map(|folder| Path::new(&folder).join(name))
}

/// A running simulator and the AP's folder: `ap.pem`, `ap.key`, `tls.pem` and `roots.pem`.
struct Bench {
    folder: TempDir,
    _running: Running,
    url: String,
    count: Cell<u32>,
}

impl Bench {
    fn start() -> Self {
        let folder = tempdir().unwrap();
        let ap = make_client(&World::real(), "Test AP").unwrap();
        let file = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        file("ap.pem", &ap.certificate_pem);
        file("ap.key", &ap.key_pem);
        file("mssp.toml", &format!("{CONFIG}{}\"\"\"\n", ap.certificate_pem));
        let running = Running::start(command(folder.path(), &["mssp", "--config", "mssp.toml"]));
        let lines = running.lines_until("Ctrl-C stops it.");
        let provider = lines.iter().find_map(|line| line.trim().strip_prefix("provider")).unwrap();
        let port = provider.split_whitespace().next().unwrap().rsplit(':').next().unwrap().to_owned();
        for (from, to) in [("trust-tls.pem", "tls.pem"), ("trust-signatures.pem", "roots.pem")] {
            std::fs::copy(folder.path().join("provider").join(from), folder.path().join(to)).unwrap();
        }
        Self { folder, _running: running, url: format!("https://localhost:{port}"), count: Cell::new(0) }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn assert_valid(&self, file: &str) {
        // A moment later, as the certificate's times are to the second.
        let at = SystemClock.now().checked_add(jiff::SignedDuration::from_secs(1)).unwrap().to_string();
        let arguments = ["verify", file, "--text", TEXT, "--at", &at, "--roots", "roots.pem"];
        let ended = run(self.folder.path(), &arguments);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{file}: {ended:?}");
        let other = ["verify", file, "--text", "Bank: pay CHF 99?", "--at", &at, "--roots", "roots.pem"];
        assert_eq!(run(self.folder.path(), &other).code, Some(1), "{file}");
    }

    /// Posts a template with curl, its placeholders filled in.
    fn curl(&self, path: &str, template: &Path, mssp_trans_id: &str) -> (u16, Value) {
        let count = self.count.replace(self.count.get() + 1);
        let (own, instant) = (format!("C{count}"), SystemClock.now().to_string());
        let mut body = std::fs::read_to_string(template).unwrap();
        for (placeholder, value) in [
            // Those of the captured collection.
            ("{{AP_ID}}", AP),
            ("{{instant}}", &instant),
            ("{{apTransId}}", &own),
            ("{{MSISDN}}", NUMBER),
            ("{{DataToBeSigned}}", TEXT),
            ("{{SignatureProfile}}", "http://mid.swisscom.ch/Any-LoA4"),
            ("{{UserLang}}", "en"),
            ("{{MSSP_TransID}}", mssp_trans_id),
            ("{{Message}}", "Done"),
            // Those of the samples.
            ("yourAP_ID", AP),
            ("2015-01-01T12:00:00.000+01:00", &instant),
            ("REF0101120000", &own),
            ("MOBILE_NUMBER", NUMBER),
            ("TEXT_TO_BE_SIGNED", TEXT),
            ("SIGNATURE_PROFILE", "http://mid.swisscom.ch/MID/v1/AuthProfile1"),
            ("LANGUAGE", "en"),
            ("h4iof", mssp_trans_id),
            ("RECEIPT_MESSAGE", "Done"),
        ] {
            body = body.replace(placeholder, value);
        }
        std::fs::write(self.path("request.json"), body).unwrap();
        let mut curl = Command::new("curl");
        curl.current_dir(self.folder.path()).args(["--disable", "--silent", "--show-error", "--noproxy", "*"]);
        curl.args(["--max-time", "60", "--cacert", "tls.pem", "--cert", "ap.pem", "--key", "ap.key"]);
        curl.args(["--header", "Content-Type: application/json", "--header", "Accept: application/json"]);
        curl.args(["--data-binary", "@request.json", "--output", "answer.json", "--write-out", "%{http_code}"]);
        let output = curl.arg(format!("{}{path}", self.url)).output().expect("curl is installed");
        assert!(output.status.success(), "{output:?}");
        let answer = std::fs::read(self.path("answer.json")).unwrap();
        let status = String::from_utf8(output.stdout).unwrap().parse().unwrap();
        (status, serde_json::from_slice(&answer).unwrap())
    }
}

fn code<'a>(answer: &'a Value, part: &str) -> &'a str {
    answer[part]["Status"]["StatusCode"]["Value"].as_str().unwrap_or_else(|| panic!("{answer}"))
}

#[test]
fn zeep_obtains_signatures_with_the_published_wsdl() {
    let Some(wsdl) = captured("schema-swisscom/mobileid-2.7.1.wsdl") else { return };
    let python = std::env::var_os("SIGILL_PYTHON").expect("run `cargo xtask test`: it installs zeep");
    let bench = Bench::start();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/zeep_client.py");
    let mut zeep = Command::new(python);
    zeep.current_dir(bench.folder.path()).arg(script).arg(wsdl);
    zeep.args([&bench.url, "tls.pem", "ap.pem", "ap.key", NUMBER, TEXT, "."]);
    let output = zeep.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let polls: u32 = String::from_utf8(output.stdout).unwrap().trim().parse().unwrap();
    assert!(polls > 0, "the signature was there before anybody asked for it");
    bench.assert_valid("sync.xml");
    bench.assert_valid("async.xml");
}

#[test]
fn curl_obtains_signatures_with_the_captured_templates() {
    let Some(folder) = captured("swisscom-rest-2024") else { return };
    let bench = Bench::start();
    let template = |name: &str| folder.join(format!("{name}_request_template.json"));

    let (status, answer) = bench.curl("/rest/service/sign", &template("sign_sync"), "");
    assert_eq!((status, code(&answer, "MSS_SignatureResp")), (200, "500"));
    bench.assert_valid("answer.json");
    let id = answer["MSS_SignatureResp"]["MSSP_TransID"].as_str().unwrap().to_owned();
    let (status, answer) = bench.curl("/rest/service/receipt", &template("receipt"), &id);
    assert_eq!((status, code(&answer, "MSS_ReceiptResp")), (200, "100"));

    let (status, answer) = bench.curl("/rest/service/sign", &template("sign_async"), "");
    assert_eq!((status, code(&answer, "MSS_SignatureResp")), (200, "100"));
    let id = answer["MSS_SignatureResp"]["MSSP_TransID"].as_str().unwrap().to_owned();
    let poll = || {
        let (status, answer) = bench.curl("/rest/service/status", &template("status"), &id);
        (status, code(&answer, "MSS_StatusResp").to_owned())
    };
    // Each poll is a program that starts and ends, which is slow enough.
    let polls: Vec<_> = std::iter::repeat_with(poll).take_while(|poll| poll.1 == "504").collect();
    assert!(!polls.is_empty());
    assert_eq!(poll(), (200, "500".to_owned()));
    bench.assert_valid("answer.json");
    let (status, answer) = bench.curl("/rest/service/receipt", &template("receipt_ext"), &id);
    assert_eq!((status, code(&answer, "MSS_ReceiptResp")), (200, "100"));

    let (status, answer) = bench.curl("/rest/service/profile", &template("profile"), "");
    assert_eq!((status, code(&answer, "MSS_ProfileResp")), (200, "100"));
}

#[test]
fn curl_obtains_a_signature_with_the_sample_templates_at_the_single_endpoint() {
    let Some(folder) = captured("swisscom-samples/rest-templates") else { return };
    let bench = Bench::start();
    let template = |name: &str| folder.join(format!("MSS_{name}_Request.json"));
    let (status, answer) = bench.curl("/rest/service", &template("Signature"), "");
    assert_eq!((status, code(&answer, "MSS_SignatureResp")), (200, "500"));
    bench.assert_valid("answer.json");
    let id = answer["MSS_SignatureResp"]["MSSP_TransID"].as_str().unwrap().to_owned();
    for (name, part, expected) in [
        ("Status", "MSS_StatusResp", "500"),
        ("Receipt", "MSS_ReceiptResp", "100"),
        ("ProfileQuery", "MSS_ProfileResp", "100"),
    ] {
        let (status, answer) = bench.curl("/rest/service", &template(name), &id);
        assert_eq!((status, code(&answer, part)), (200, expected), "{name}");
    }
}
