//! `sigill verify`: did this person approve this text? Offline, from a file.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use serde::Deserialize;
use sigill_mss::verify::{ExpectedText, Report, SerialRule, Terms, Trust, verify_file};

use crate::failure::Failure;
use crate::output::{Form, say, visible_lines};

/// What `sigill verify` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The signature as PEM, base64, DER or BER, the provider's whole answer in SOAP or JSON, or what Sigill answers
    /// to GET …/signatures/{id}
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The text that the person was asked to sign, letter for letter
    #[arg(long, value_name = "TEXT")]
    text: String,
    /// The time at which the signature was received, such as 2026-03-01T12:00:00Z. The certificates
    /// must have been valid then
    #[arg(long, value_name = "RFC3339", value_parser = time)]
    at: Timestamp,
    /// The certificates of the authorities to trust, in PEM
    #[arg(long, value_name = "PEM_FILE")]
    roots: PathBuf,
    /// The serial number that the person's certificate must name. Without it, any will do
    #[arg(long, value_name = "SERIAL")]
    serial: Option<String>,
    /// Accept an RSA signature with SHA-1, as providers made them until about 2015
    #[arg(long)]
    legacy_sha1: bool,
    /// How to print the report
    #[arg(long, value_name = "FORM", default_value = "text")]
    output: Form,
}

/// A time as everywhere else. The last day that has a year of four digits, which the library doesn't reach, is its last
/// moment.
fn time(text: &str) -> Result<Timestamp, String> {
    let time = sigill_domain::time::Timestamp::parse(text)
        .ok_or_else(|| "expected a time with a zone, as RFC 3339 has it: 2026-03-01T12:00:00Z".to_owned())?;
    Ok(Timestamp::from_microsecond(time.micros()).unwrap_or(Timestamp::MAX))
}

/// Prints the report; a signature that is not valid is a failure.
pub(crate) fn run(arguments: Arguments) -> Result<(), Failure> {
    let roots = String::from_utf8(read(&arguments.roots)?)
        .map_err(|error| error.to_string())
        .and_then(|pem| Trust::from_roots_pem(&pem).map_err(|error| error.to_string()));
    let trust = roots.map_err(|why| Failure::Input(format!("{}: {why}", arguments.roots.display())))?;
    let file = read(&arguments.file)?;
    let file =
        own(&file).map_err(|why| Failure::Input(format!("{}: {why}", arguments.file.display())))?.unwrap_or(file);
    let text = ExpectedText::Exact(arguments.text);
    let mut terms = Terms::new(&text, arguments.at, &trust);
    terms.serial = arguments.serial.as_deref().map_or(SerialRule::NotAsked, SerialRule::Recorded);
    terms.legacy_sha1 = arguments.legacy_sha1;
    let report = verify_file(&file, None, &terms);
    say(&told(&report, arguments.output)?);
    if report.is_valid() {
        return Ok(());
    }
    let why = report.failure().map(|(_, reason)| reason.to_string()).unwrap_or_default();
    Err(Failure::Call(format!("the signature is not valid: {why}")))
}

/// The part of Sigill's own answer about a signature that matters here.
#[derive(Deserialize)]
struct Own {
    state: String,
    code: String,
    outcome: Option<String>,
    signature: Option<String>,
}

/// The signature out of Sigill's own answer, in base64; `None` for any other file.
///
/// # Errors
/// It is such an answer, but holds no signature.
fn own(file: &[u8]) -> Result<Option<Vec<u8>>, String> {
    let unmarked = file.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(file).trim_ascii_start();
    if unmarked.first() != Some(&b'{') {
        return Ok(None);
    }
    match serde_json::from_slice(unmarked) {
        Err(_) => Ok(None),
        Ok(Own { signature: Some(signature), .. }) => Ok(Some(signature.into_bytes())),
        Ok(Own { state, code, outcome, signature: None }) => {
            let outcome = outcome.map(|outcome| format!(", its outcome {outcome}")).unwrap_or_default();
            Err(format!("no signature was given to the request with the code {code}: its state is {state}{outcome}"))
        }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|source| Failure::File { path: path.to_owned(), source })
}

fn told(report: &Report, form: Form) -> Result<String, Failure> {
    match form {
        // Its words are those of whoever made the file.
        Form::Text => Ok(visible_lines(&report.to_string())),
        Form::Json => {
            let line = serde_json::to_string(report).map_err(|error| Failure::Call(error.to_string()))?;
            Ok(format!("{line}\n"))
        }
    }
}
