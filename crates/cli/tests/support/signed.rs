//! A signature of the simulator, and `sigill verify` about it.

use std::path::Path;

use serde_json::{Value, json};

use super::{Ended, run};

pub(crate) const AP: &str = "mid://test.example";
pub(crate) const TEXT: &str = "Bank: Grüezi, pay CHF 10?";

/// A signature request in the REST form, to a number that approves at once.
pub(crate) fn request(at: &str) -> Value {
    json!({"MSS_SignatureReq": {
        "MajorVersion": "1", "MinorVersion": "2",
        "AP_Info": {"AP_ID": AP, "AP_PWD": "", "AP_TransID": "T1", "Instant": at},
        "MSSP_Info": {"MSSP_ID": {"URI": "http://mid.swisscom.ch/"}},
        "MobileUser": {"MSISDN": "41700092501"},
        "DataToBeSigned": {"Data": TEXT, "MimeType": "text/plain", "Encoding": "UTF-8"},
        "SignatureProfile": "http://mid.swisscom.ch/Any-LoA4",
        "MessagingMode": "synch", "TimeOut": "80",
        "AdditionalServices": [{"Description": "http://mss.ficom.fi/TS102204/v1.0.0#userLang", "UserLang": {"Value": "EN"}}]
    }})
}

/// Asks the provider for a signature; the whole answer.
pub(crate) fn signed(base_url: &str, at: &str) -> String {
    signed_as(base_url, &request(at))
}

pub(crate) fn signed_as(base_url: &str, request: &Value) -> String {
    let answer =
        reqwest::blocking::Client::new().post(format!("{base_url}/rest/service/sign")).json(request).send().unwrap();
    let (status, body) = (answer.status().as_u16(), answer.text().unwrap());
    assert_eq!(status, 200, "{body}");
    body
}

pub(crate) fn verify(folder: &Path, file: &str, text: &str, at: &str, more: &[&str]) -> Ended {
    let mut arguments = vec!["verify", file, "--text", text, "--at", at, "--roots", "roots.pem"];
    arguments.extend(more);
    run(folder, &arguments)
}
