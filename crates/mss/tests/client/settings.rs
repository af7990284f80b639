//! Settings that are wrong are told by name, and none of them shows its secrets.

use sigill_mss::client::{Binding, Client, PrivateKey, Provider};
use sigill_mss::message::Password;

use crate::bench::{AP, Bench, ap_identity};

#[tokio::test]
async fn what_is_wrong_with_the_settings_is_named() {
    let bench = Bench::approving().await;
    let good = || bench.provider(Binding::Soap);
    let url = |url: &str| Provider { base_url: url.to_owned(), ..good() };
    let stranger = sigill_mssp::make_client(&sigill_mssp::World::real(), "Stranger").unwrap();
    let mut path = good();
    path.paths.status = "status".to_owned();
    let mut other_key = good();
    other_key.identity.as_mut().unwrap().key = PrivateKey::from_pem(stranger.key_pem);
    let mut no_key = good();
    no_key.identity.as_mut().unwrap().key = PrivateKey::from_pem("");
    let mut no_certificate = good();
    no_certificate.identity.as_mut().unwrap().certificate_pem.clear();
    let table = [
        (url("not a url"), "base_url: not a URL"),
        (url("localhost"), "base_url: https expected; http is for loopback addresses only"),
        (url("http://mobileid.example"), "base_url: https expected; http is for loopback addresses only"),
        (url("https://user@host"), "base_url: expected https://host[:port] and nothing else"),
        (url("https://host/soap"), "base_url: expected https://host[:port] and nothing else"),
        (Provider { media_type: "a\nb".to_owned(), ..good() }, "media_type: not the value of a header"),
        (Provider { server_roots_pem: String::new(), ..good() }, "server_roots_pem: no certificate in PEM"),
        (path, "paths: \"status\" is not a path that begins with a slash"),
        (no_key, "key: not one private key in PEM"),
        (no_certificate, "certificate_pem: no certificate in PEM"),
    ];
    for (provider, expected) in table {
        assert_eq!(Client::new(provider).unwrap_err().to_string(), expected);
    }
    let error = Client::new(other_key).unwrap_err().to_string();
    assert!(error.starts_with("certificate_pem and key: "), "{error}");
}

#[test]
fn neither_key_nor_password_is_shown() {
    let mut provider = Provider::new("http://127.0.0.1:1", Binding::Rest, AP);
    provider.ap_password = Password::new("hush-hush");
    provider.identity = Some(ap_identity());
    let key = provider.identity.as_ref().unwrap().clone();
    let shown = format!("{:?} {key:?}", Client::new(provider).unwrap());
    assert!(!shown.contains("hush") && !shown.contains("PRIVATE KEY"), "{shown}");
    assert!(shown.contains("PrivateKey(…)"), "{shown}");
}
