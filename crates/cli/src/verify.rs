//! `sigill verify`: did this person approve this text? Offline, from a file.

mod arguments;
mod evidence;

use serde::Deserialize;
use sigill_mss::evidence::Evidence;
use sigill_mss::verify::{ExpectedText, Known, SerialRule, Terms, Usage, verify_file};

pub(crate) use self::arguments::Arguments;
use self::arguments::{Family, KeyUsage, read, roots_of, settled, told, with_intermediates, with_revocation};
use crate::failure::Failure;
use crate::output::say;

/// Prints the report; a signature that is not valid is a failure.
pub(crate) fn run(arguments: Arguments) -> Result<(), Failure> {
    let file = read(&arguments.file)?;
    match Evidence::read(&file) {
        Some(evidence) => evidence::judge(&arguments, evidence.map_err(|error| arguments.unfit(&error))?),
        None => judge(arguments, file),
    }
}

fn judge(arguments: Arguments, file: Vec<u8>) -> Result<(), Failure> {
    let (Some(text), Some(at), Some(roots)) = (&arguments.text, arguments.at, &arguments.roots) else {
        let missing = "--text, --at and --roots are needed: the file is no evidence, which has them inside";
        return Err(Failure::Input(missing.to_owned()));
    };
    let trust = with_intermediates(roots_of(roots)?, &arguments)?;
    let file = own(&file).map_err(|why| arguments.unfit(&why))?.unwrap_or(file);
    let text = expected(text.clone(), arguments.mime_type.as_deref(), arguments.family);
    let mut terms = Terms::new(&text, at, &trust);
    terms.serial = arguments.serial.as_deref().map_or(SerialRule::NotAsked, SerialRule::Recorded);
    terms.legacy_sha1 = arguments.legacy_sha1;
    terms.usage = arguments.key_usage.map_or_else(Usage::default, KeyUsage::usage);
    let known = Known {
        ap_id: arguments.ap_id.clone(),
        ap_trans_id: arguments.ap_trans_id.clone(),
        msisdn: arguments.msisdn.clone(),
        mssp_trans_id: None,
    };
    let mut report = verify_file(&file, &known, &terms);
    arguments.is_signature(&report)?;
    with_revocation(&mut report, &trust, &arguments)?;
    say(&told(&report, arguments.output)?);
    settled(&report)
}

/// The rule for a text: an approval is one for every family.
fn expected(text: String, mime_type: Option<&str>, family: Option<Family>) -> ExpectedText {
    match (ExpectedText::for_mime_type(&text, mime_type), family) {
        (ExpectedText::Exact(text), Some(Family::Ficom)) => ExpectedText::ExactOrGsm(text),
        (expected, _) => expected,
    }
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
