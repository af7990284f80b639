//! What is wrong with an entry is named.

use super::*;

const ENTRY: &str = "identifier = 'http://mssp.example'\nbinding = 'rest'\nurl = 'http://127.0.0.1:1'\n\
                     ap_id = 'mid://bank.example'\nsigner_roots_file = 'ROOTS'";

/// What is told of this entry, with a root that can be read.
fn told(change: impl Fn(String) -> String) -> String {
    let folder = tempfile::tempdir().unwrap();
    let roots = folder.path().join("roots.pem");
    std::fs::write(&roots, include_str!("../../quickstart/sample.pem")).unwrap();
    let text = change(ENTRY.to_owned()).replace("ROOTS", &roots.display().to_string());
    match toml::from_str::<Entry>(&text) {
        Ok(entry) => entry.open().map_or_else(|failure| failure.to_string(), |_| "it is fine".to_owned()),
        Err(error) => error.message().to_owned(),
    }
}

#[test]
fn what_is_wrong_is_named() {
    let more = |line: &'static str| told(move |text| format!("{text}\n{line}"));
    for (line, expected) in [
        ("poll_ms = 10", "poll_ms: expected 200 or more"),
        ("time_limit_s = 14", "time_limit_s: expected 15 to time_limit_s_max"),
        ("languages = []", "languages: expected codes"),
        ("client_cert_file = '/nowhere.pem'", "client_key_file: expected the key of client_cert_file"),
        ("ap_password_file = '/nowhere'", "ap_password_file: /nowhere: there is no such file"),
        ("colour = 'red'", "unknown field `colour`"),
        ("status_path = 'ms/status'", "status_path"),
        ("clients = []", "clients: expected at least one"),
        ("clients = ['a b']", "clients"),
        ("number_prefixes = ['41']", "number_prefixes: expected + and digits"),
        ("number_prefixes = ['+041']", "number_prefixes: expected + and digits"),
    ] {
        assert!(more(line).contains(expected), "{line}: {}", more(line));
    }
    for (url, expected) in [
        ("https://mssp.example/soap", "url: expected https://host[:port]"),
        ("http://mssp.example", "url: https expected"),
        ("https://me@mssp.example", "url: expected https://host[:port]"),
        ("https://mssp.example", "server_roots_file: no certificate"),
    ] {
        let told = told(|text| text.replace("http://127.0.0.1:1", url));
        assert!(told.contains(expected), "{url}: {told}");
    }
    let own = "server_roots_file = 'ROOTS'\nclient_cert_file = 'ROOTS'\nclient_key_file = 'ROOTS'";
    let told_own = told(|text| format!("{}\n{own}", text.replace("http://127.0.0.1:1", "https://mssp.example")));
    assert!(told_own.contains("client_key_file: expected one"), "{told_own}");
    // As `sigill config print` shows it, it is a configuration again.
    let text = ENTRY.replace("ROOTS", "roots.pem");
    let [shown] = &Providers(vec![toml::from_str(&text).unwrap()]).values()[..] else { panic!("one is expected") };
    let read: toml::Table = format!("providers = {}", shown.1.as_ref().unwrap()).parse().unwrap();
    assert_eq!(read["providers"][0]["ap_id"].as_str(), Some("mid://bank.example"));
    read["providers"].clone().try_into::<Providers>().unwrap();
    // A certificate that isn't an authority's is none to trust.
    assert!(told(|text| text).contains("signer_roots_file: certificate 1"), "{}", told(|text| text));
    assert!(told(|text| text.replace("ap_id = 'mid://bank.example'", "")).contains("ap_id: expected a text"));
}

#[test]
fn what_sk_has_not_is_named_and_its_secret_is_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let uuid = folder.path().join("uuid");
    let told = |uuid_text: &str, change: &dyn Fn(String) -> String| {
        std::fs::write(&uuid, uuid_text).unwrap();
        let own = format!("relying_party_name = 'Bank'\nrelying_party_uuid_file = '{}'", uuid.display());
        told(|text| change(text.replace("'rest'", "'sk-mid'").replace("ap_id = 'mid://bank.example'", &own)))
    };
    const GOOD: &str = "0f1e2d3c-0000-0000-0000-000000000007\n";
    // What is left is the root, which isn't an authority's.
    assert!(told(GOOD, &|text| text).contains("signer_roots_file: certificate 1"), "{}", told(GOOD, &|text| text));
    for wrong in ["", "0f1e2d3c", "0F1E2D3C-0000-0000-0000-000000000007", "0f1e2d3c-0000-0000-0000-00000000000g"] {
        let told = told(wrong, &|text| text);
        assert!(told.contains("relying_party_uuid_file: expected one UUID"), "{told}");
        assert!(wrong.is_empty() || !told.contains(wrong), "{told}");
    }
    for (line, expected) in [
        ("ap_id = 'x'", "ap_id: SK knows us by relying_party_name"),
        ("ap_password_file = 'x'", "ap_password_file: SK knows us"),
        ("status_path = '/x'", "status_path: SK's paths are fixed"),
        ("receipt_path = '/x'", "receipt_path: SK sends no receipts"),
        ("family = 'ficom'", "family: the binding"),
        ("profile = 'http://x'", "profile: SK has no signature profiles"),
        ("mssp_uri = 'http://x'", "mssp_uri: SK's messages name no provider"),
        ("legacy_sha1 = true", "legacy_sha1: SK's hashes are SHA-256"),
        ("signer_key_usage = 'signature'", "signer_key_usage: expected \"authentication\""),
        ("languages = ['de']", "languages: SK knows only"),
        ("time_limit_s_max = 100", "time_limit_s: expected 15 to time_limit_s_max"),
    ] {
        let told = told(GOOD, &|text| format!("{text}\n{line}"));
        assert!(told.contains(expected), "{line}: {told}");
    }
    let blank = told(GOOD, &|text| text.replace("'Bank'", "' '"));
    assert!(blank.contains("relying_party_name: expected the name that was agreed"), "{blank}");
    let plain = told(GOOD, &|text| text.replace("http://127.0.0.1:1", "http://mid.example"));
    assert!(plain.contains("url: https expected"), "{plain}");
}

#[test]
fn only_sk_is_told_who_we_are_by_a_uuid() {
    let more = |line: &'static str| told(move |text| format!("{text}\n{line}"));
    let told = more("relying_party_name = 'Bank'");
    assert!(told.contains("relying_party_name: only the binding \"sk-mid\" has it"), "{told}");
}
