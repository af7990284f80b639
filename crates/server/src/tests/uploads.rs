//! What policies say of certificates that are uploaded.

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DnType, IsCa, Issuer, KeyIdMethod, KeyPair,
    KeyUsagePurpose, RevokedCertParams, SerialNumber,
};
use serde_json::json;
use sigill_app::{App, Authorities};

use super::kinds::{form, user};
use super::*;

/// An authority that signs itself: its certificate, and what signs with it.
fn authority(name: &str) -> (String, Issuer<'static, KeyPair>) {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name.push(DnType::CommonName, name);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let key = KeyPair::generate().unwrap();
    let certificate = parameters.self_signed(&key).unwrap().pem();
    (certificate, Issuer::new(parameters, key))
}

/// A certificate of somebody by an authority, with this serial number, until this year.
fn issued(by: &Issuer<'static, KeyPair>, serial: u64, until: i32) -> String {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name.push(DnType::CommonName, format!("Ada {serial}"));
    parameters.serial_number = Some(SerialNumber::from(serial));
    parameters.not_after = rcgen::date_time_ymd(until, 1, 1);
    parameters.signed_by(&KeyPair::generate().unwrap(), by).unwrap().pem()
}

/// A list by which an authority revokes a certificate.
fn revoked(by: &Issuer<'static, KeyPair>, serial: u64) -> String {
    let at = rcgen::date_time_ymd(2026, 1, 1);
    let revoked = RevokedCertParams {
        serial_number: SerialNumber::from(serial),
        revocation_time: at,
        reason_code: None,
        invalidity_date: None,
    };
    let list = CertificateRevocationListParams {
        this_update: at,
        next_update: rcgen::date_time_ymd(2030, 1, 1),
        crl_number: SerialNumber::from(1),
        issuing_distribution_point: None,
        revoked_certs: vec![revoked],
        key_identifier_method: KeyIdMethod::Sha256,
    };
    list.signed_by(by).unwrap().pem().unwrap()
}

/// A user, under a policy of certificates that says nothing yet: its path.
async fn owner(site: &Site) -> String {
    let root = site.root().await;
    let wish = json!({ "extId": "rules", "name": "CertificatePolicy", "policyType": "CertificatePolicy" }).to_string();
    let made = site.post(&format!("{API}/api/policies"), &json_by(&root), wish).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    user(site, form("Certificate"), "anna").await
}

/// Sets parameters of that policy.
async fn rule(site: &Site, parameters: Value) {
    let root = site.root().await;
    let wish = json!({ "parameters": parameters }).to_string();
    let set = site.patch(&format!("{API}/api/policies/rules"), &json_by(&root), wish).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.body);
}

on_both! {
    async fn an_uploaded_certificate_is_checked_as_its_policy_says(database: Database) {
        let (root_pem, known) = authority("Known");
        let (_, stranger) = authority("Stranger");
        let mut site = Site::on(database).await;
        let authorities = Authorities::read(&root_pem, Some(&revoked(&known, 7))).unwrap();
        let app = App { authorities, ..site.fixture.app.clone() };
        site = Site::around(Fixture { app, ..site.fixture }, Limits::default());
        let root = site.root().await;
        let user = owner(&site).await;
        let upload = async |certificate: &str| {
            let wish = json!({ "certificate": certificate }).to_string();
            site.post(&format!("{user}/certificates"), &json_by(&root), wish).await
        };
        let state = async |made: &Answer| {
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
            let shown = site.get(made.header("location"), &json_by(&root)).await.json();
            format!("{} {}", shown["stateName"].as_str().unwrap(), shown["stateChangeReason"].as_str().unwrap())
        };
        assert_eq!(state(&upload(&issued(&stranger, 1, 2030)).await).await, "active initialized", "by default nothing is checked");
        let wrong = [
            (issued(&stranger, 2, 2030), "doesn't lead to a root"),
            (issued(&known, 3, 2026), "isn't valid now"),
            (issued(&known, 7, 2030), "it is revoked"),
        ];
        rule(&site, json!({ "certificateUploadCheck": "tolerant" })).await;
        for (certificate, why) in &wrong {
            assert_eq!(state(&upload(certificate).await).await, "disabled policy-check-failed", "{why}");
        }
        let right = upload(&issued(&known, 4, 2030)).await;
        assert_eq!(state(&right).await, "active initialized");
        rule(&site, json!({ "certificateUploadCheck": "strict" })).await;
        for (n, (_, why)) in (10..).zip(&wrong) {
            let certificate = match *why {
                "doesn't lead to a root" => issued(&stranger, n, 2030),
                "isn't valid now" => issued(&known, n, 2026),
                // The same number again, of another key.
                _ => issued(&known, 7, 2030),
            };
            let refused = upload(&certificate).await;
            assert!(refused.told().starts_with("422 errors.certificatePolicyViolated"), "{why}: {}", refused.body);
            assert!(refused.messages().contains(why), "{why}: {}", refused.messages());
        }
        let replaced = json!({ "certificate": issued(&stranger, 5, 2030) }).to_string();
        let replaced = site.patch(right.header("location"), &json_by(&root), replaced).await;
        assert_eq!(replaced.told(), "422 errors.certificatePolicyViolated", "a patch is an upload, too");
        let renamed = site.patch(right.header("location"), &json_by(&root), r#"{"stateName":"disabled"}"#).await;
        assert_eq!(renamed.status, StatusCode::OK, "what stays isn't looked at again: {}", renamed.body);
        assert_eq!(state(&upload(&issued(&known, 6, 2030)).await).await, "active initialized");
    }

    async fn elements_of_the_subject_are_asked_for_and_without_roots_nothing_is_trusted(database: Database) {
        let (_, known) = authority("Known");
        let site = Site::on(database).await;
        let root = site.root().await;
        let owner = owner(&site).await;
        rule(&site, json!({
            "certificateUploadCheck": "strict", "certificateUploadCheckSubjectDNElements": "CN,O",
        })).await;
        let upload = async |certificate: String| {
            let wish = json!({ "certificate": certificate }).to_string();
            site.post(&format!("{owner}/certificates"), &json_by(&root), wish).await
        };
        let refused = upload(issued(&known, 1, 2030)).await;
        let twice = "errors.certificatePolicyViolated errors.certificatePolicyViolated";
        assert_eq!(refused.told(), format!("422 {twice}"), "{}", refused.body);
        assert!(refused.messages().contains("has no element O") && refused.messages().contains("no certificates.roots_file"));
    }

    async fn a_certificate_of_an_issuer_that_is_not_listed_is_stored_disabled(database: Database) {
        let ((_, known), (_, stranger)) = (authority("Known"), authority("Stranger"));
        let site = Site::on(database).await;
        let root = site.root().await;
        let owner = owner(&site).await;
        // Who has the right to it uploads whatever the policy lets users do.
        rule(&site, json!({
            "certificateUploadAllowedIssuerCNList": "Other|Known", "allowCertificateUpload": "false",
        })).await;
        for (by, state) in [(&known, "active"), (&stranger, "disabled")] {
            let wish = json!({ "certificate": issued(by, 1, 2030) }).to_string();
            let made = site.post(&format!("{owner}/certificates"), &json_by(&root), wish).await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
            assert_eq!(site.get(made.header("location"), &json_by(&root)).await.json()["stateName"], state);
        }
    }

    async fn what_users_bring_themselves_is_what_their_policy_lets_them_bring(database: Database) {
        let (_, known) = authority("Known");
        let site = Site::on(database).await;
        let root = site.root().await;
        owner(&site).await;
        let myself = site.bearer("robot", Role::SelfAdmin, ClientRoom::Only(Default::default())).await;
        let proof = site.proof("robot", &myself).await;
        let upload = async |certificate: String| {
            let wish = json!({ "certificate": certificate }).to_string();
            site.post(&format!("{API}/api/users/robot/certificates"), &proven_by(&myself, &proof), wish).await
        };
        let made = upload(issued(&known, 1, 2030)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let shown = site.get(made.header("location"), &json_by(&root)).await.json();
        let told = (shown["stateName"].as_str().unwrap(), shown["stateChangeReason"].as_str().unwrap());
        assert_eq!(told, ("active", "cert-uploaded"));
        rule(&site, json!({ "allowCertificateUpload": "false" })).await;
        let refused = upload(issued(&known, 2, 2030)).await;
        assert_eq!(refused.told(), "422 errors.certificatePolicyViolated", "{}", refused.body);
        assert!(refused.messages().contains("lets users bring none"), "{}", refused.body);
    }
}
