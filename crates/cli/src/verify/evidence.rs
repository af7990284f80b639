//! `sigill verify` of a file with all by which a signature is judged.

use serde_json::{Value, json};
use sigill_mss::evidence::{Evidence, Family as Rule};
use sigill_mss::verify::{Authority, Report, Trust};

use super::arguments::{Arguments, Family, KeyUsage, roots_of, settled, told, with_intermediates, with_revocation};
use crate::failure::Failure;
use crate::output::{Form, say, visible};

/// Judges it by its own rules; what the command line says besides has to be the same, or takes its place.
pub(super) fn judge(arguments: &Arguments, mut evidence: Evidence) -> Result<(), Failure> {
    let trust = trust(arguments, &evidence)?;
    compare(arguments, &evidence)?;
    if let Some(text) = &arguments.text {
        evidence.request.text.clone_from(text);
    }
    if let Some(at) = arguments.at {
        evidence.received = at.to_string();
    }
    if arguments.serial.is_some() {
        evidence.rules.serial_number.clone_from(&arguments.serial);
    }
    if let Some(family) = arguments.family {
        evidence.rules.family = match family {
            Family::MobileId => Rule::MobileId,
            Family::Ficom => Rule::Ficom,
        };
    }
    if let Some(usage) = arguments.key_usage.map(KeyUsage::usage) {
        evidence.rules.key_usage = usage;
    }
    evidence.rules.legacy_sha1 |= arguments.legacy_sha1;
    let mut report = evidence.verify(&trust);
    arguments.is_signature(&report)?;
    with_revocation(&mut report, &trust, arguments)?;
    let own = arguments.roots.is_none().then(|| trust.roots().collect::<Vec<_>>());
    say(&with_words(&report, arguments.output, &evidence, own.as_deref())?);
    settled(&report)
}

/// Roots of the command line instead of those of the file; what is between may come from either.
fn trust(arguments: &Arguments, evidence: &Evidence) -> Result<Trust, Failure> {
    let trust = match &arguments.roots {
        None => evidence.trust().map_err(|error| {
            arguments.unfit(&format_args!("its authorities: {error}; --roots names those that you trust"))
        })?,
        Some(path) => {
            let trust = roots_of(path)?;
            match evidence.authorities.intermediates.concat() {
                pem if pem.is_empty() => trust,
                pem => trust.with_intermediates_pem(&pem).map_err(|error| arguments.unfit(&error))?,
            }
        }
    };
    with_intermediates(trust, arguments)
}

/// What the file says of the request and the command line does, too.
fn compare(arguments: &Arguments, evidence: &Evidence) -> Result<(), Failure> {
    let request = &evidence.request;
    let differs = |what: &str| Err(Failure::Call(format!("the evidence is about another {what}")));
    if arguments.ap_id.is_some() || arguments.mime_type.is_some() {
        return Err(Failure::Input("--ap-id and --mime-type: evidence names neither".to_owned()));
    }
    if arguments.msisdn.as_ref().is_some_and(|number| request.number.parse().as_ref() != Ok(number)) {
        return differs("mobile number");
    }
    if arguments.ap_trans_id.as_ref().is_some_and(|id| id.as_str() != request.ap_trans_id) {
        return differs("AP transaction");
    }
    Ok(())
}

fn with_words(report: &Report, form: Form, evidence: &Evidence, own: Option<&[Authority]>) -> Result<String, Failure> {
    let request = &evidence.request;
    if form == Form::Json {
        let mut whole = serde_json::to_value(report).map_err(|error| Failure::Call(error.to_string()))?;
        if let Value::Object(members) = &mut whole {
            let roots = own.unwrap_or_default().iter();
            let roots: Vec<_> = roots.map(|root| json!({ "subject": root.subject, "sha256": root.sha256 })).collect();
            let said = json!({ "request": request, "outcome": evidence.verdict.outcome, "rootsOfTheFile": roots });
            members.insert("evidence".to_owned(), said);
        }
        return Ok(format!("{whole}\n"));
    }
    let mut text = told(report, form)?;
    let provider = request.mssp_trans_id.as_deref().unwrap_or("-");
    for line in [
        format!(
            "its server   asked {} by {} at {}: {}",
            request.number, request.provider, request.created, evidence.verdict.outcome
        ),
        format!(
            "             code {}, transaction {} ({provider}), for {}",
            request.code, request.ap_trans_id, request.caller
        ),
        format!("it proves    {}", evidence.proves()),
    ] {
        text.push_str(&format!("  {}\n", visible(&line)));
    }
    for root in own.unwrap_or_default() {
        let line = format!("root         of the file itself: compare SHA-256 {} ({})", root.sha256, root.subject);
        text.push_str(&format!("  {}\n", visible(&line)));
    }
    Ok(text)
}
