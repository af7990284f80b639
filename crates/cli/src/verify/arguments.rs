//! What `sigill verify` takes, and what it tells.

use std::fs::File;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use sigill_mss::message::{Msisdn, TransId};
use sigill_mss::ocsp;
use sigill_mss::verify::{FILE_MAX, Reason, Report, Trust, TrustError, Usage};

use crate::failure::Failure;
use crate::files;
use crate::output::{Form, visible_lines};

/// What `sigill verify` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The evidence of a signature (GET …/signatures/{id}/evidence), which needs nothing else; or the signature as PEM,
    /// base64, DER or BER, the provider's whole answer in SOAP or JSON, or what Sigill answers to GET …/signatures/{id};
    /// - for standard input
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// The text that the person was asked to sign, letter for letter
    #[arg(long, value_name = "TEXT")]
    pub(super) text: Option<String>,
    /// How the text was sent, where not as text/plain: application/vnd.mobileid.txn-approval for a transaction approval
    #[arg(long, value_name = "TYPE")]
    pub(super) mime_type: Option<String>,
    /// By which rules the text was signed, as the provider's member `family` says; mobile-id where none is given
    #[arg(long, value_name = "FAMILY")]
    pub(super) family: Option<Family>,
    /// The time at which the signature was received, such as 2026-03-01T12:00:00Z. The certificates
    /// must have been valid then
    #[arg(long, value_name = "RFC3339", value_parser = time)]
    pub(super) at: Option<Timestamp>,
    /// The certificates of the authorities to trust, in PEM
    #[arg(long, value_name = "PEM_FILE")]
    pub(super) roots: Option<PathBuf>,
    /// Authorities that may stand between the signer and a root, in PEM, where the signature leaves them out
    #[arg(long, value_name = "PEM_FILE")]
    pub(super) intermediates: Option<PathBuf>,
    /// What the authority's responder has said of the signer's certificate (an OCSP answer in DER). The signature is
    /// valid only where it says that the certificate wasn't revoked when the signature was received
    #[arg(long, value_name = "DER_FILE")]
    pub(super) ocsp: Option<PathBuf>,
    /// The mobile number that was asked. A whole answer must name it; a signature alone names none
    #[arg(long, value_name = "NUMBER")]
    pub(super) msisdn: Option<Msisdn>,
    /// The AP_TransID of the request that was answered: of the status query, where that one brought the signature
    #[arg(long, value_name = "ID")]
    pub(super) ap_trans_id: Option<TransId>,
    /// The AP_ID of the request that was answered
    #[arg(long, value_name = "ID")]
    pub(super) ap_id: Option<String>,
    /// The serial number that the person's certificate must name. Without it, any will do
    #[arg(long, value_name = "SERIAL")]
    pub(super) serial: Option<String>,
    /// What the person's key must be for, as the provider's member `signer_key_usage` says; authentication where none
    /// is given
    #[arg(long, value_name = "USAGE")]
    pub(super) key_usage: Option<KeyUsage>,
    /// Accept an RSA signature with SHA-1, as providers made them until about 2015
    #[arg(long)]
    pub(super) legacy_sha1: bool,
    /// How to print the report
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(super) output: Form,
}

/// By whose rules a text is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Family {
    /// The text as it was sent.
    MobileId,
    /// The same, or as the GSM alphabet spells it.
    Ficom,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum KeyUsage {
    Authentication,
    Signature,
}

/// A time as everywhere else. The last day that has a year of four digits, which the library doesn't reach, is its last
/// moment.
fn time(text: &str) -> Result<Timestamp, String> {
    let time = sigill_domain::time::Timestamp::parse(text)
        .ok_or_else(|| "expected a time with a zone, as RFC 3339 has it: 2026-03-01T12:00:00Z".to_owned())?;
    Ok(Timestamp::from_microsecond(time.micros()).unwrap_or(Timestamp::MAX))
}

impl Arguments {
    pub(super) fn unfit(&self, why: &impl std::fmt::Display) -> Failure {
        Failure::Input(format!("{}: {why}", self.file.display()))
    }

    /// It isn't that a signature is wrong where there is none.
    pub(super) fn is_signature(&self, report: &Report) -> Result<(), Failure> {
        match report.failure() {
            Some((_, reason @ Reason::Kind { .. })) => Err(self.unfit(reason)),
            _ => Ok(()),
        }
    }
}

/// How the program ends, once the report has been printed.
pub(super) fn settled(report: &Report) -> Result<(), Failure> {
    if report.is_valid() {
        return Ok(());
    }
    let why = report.why_not().unwrap_or_default();
    Err(Failure::Call(format!("the signature is not valid: {why}")))
}

impl KeyUsage {
    pub(super) fn usage(self) -> Usage {
        match self {
            Self::Authentication => Usage::Authentication,
            Self::Signature => Usage::Signature,
        }
    }
}

pub(super) fn roots_of(path: &Path) -> Result<Trust, Failure> {
    Trust::from_roots_pem(&pem(path)?).map_err(|error| unreadable(path, &error))
}

pub(super) fn with_intermediates(trust: Trust, arguments: &Arguments) -> Result<Trust, Failure> {
    let Some(path) = &arguments.intermediates else { return Ok(trust) };
    trust.with_intermediates_pem(&pem(path)?).map_err(|error| unreadable(path, &error))
}

fn pem(path: &Path) -> Result<String, Failure> {
    files::text(path).map_err(|source| Failure::File { path: path.to_owned(), source })
}

fn unreadable(path: &Path, error: &TrustError) -> Failure {
    Failure::Input(format!("{}: {error}", path.display()))
}

/// At most one octet more than is looked at: then it is told that it is too long.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |source| Failure::File { path: path.to_owned(), source };
    if path.as_os_str() == "-" {
        return files::beginning(std::io::stdin().lock(), FILE_MAX).map_err(failed);
    }
    let file = File::open(path).map_err(failed)?;
    files::beginning(file, FILE_MAX).map_err(failed)
}

/// Whether the certificate was revoked, where an answer about it was given.
pub(super) fn with_revocation(report: &mut Report, trust: &Trust, arguments: &Arguments) -> Result<(), Failure> {
    if let Some(path) = &arguments.ocsp {
        ocsp::judge_into(report, &read(path)?, trust);
    }
    Ok(())
}

pub(super) fn told(report: &Report, form: Form) -> Result<String, Failure> {
    match form {
        // Its words are those of whoever made the file.
        Form::Text => Ok(visible_lines(&report.to_string())),
        Form::Json => {
            let line = serde_json::to_string(report).map_err(|error| Failure::Call(error.to_string()))?;
            Ok(format!("{line}\n"))
        }
    }
}
