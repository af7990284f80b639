//! What is registered, and what isn't.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, CustomExtension, DnType, IsCa};
use sigill_app::{App, Authorities};
use sigill_testing::Statement;

use super::*;

/// An authority of authenticators, and what it makes of one: the statement of that.
fn made_by(name: &str, aaguid: [u8; 16]) -> (String, Statement) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    let root = CertifiedIssuer::self_signed(params, rcgen::KeyPair::generate().unwrap()).unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::ExplicitNoCa;
    for (kind, value) in [
        (DnType::CountryName, "CH"),
        (DnType::OrganizationName, "Keys"),
        (DnType::OrganizationalUnitName, "Authenticator Attestation"),
        (DnType::CommonName, "Model 1"),
    ] {
        params.distinguished_name.push(kind, value);
    }
    let told = [&[4, 16][..], &aaguid].concat();
    let model = CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 45724, 1, 1, 4], told);
    params.custom_extensions.push(model);
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, &root).unwrap();
    (root.pem(), Statement::By(key.serialize_der(), vec![certificate.der().to_vec()]))
}

fn new() -> SoftAuthenticator {
    SoftAuthenticator::new("ES256", ORIGIN)
}

/// What a registration by an authenticator that is changed so is told.
async fn refused(desk: &Desk<'_>, change: impl FnOnce(&mut SoftAuthenticator)) -> String {
    let mut authenticator = new();
    change(&mut authenticator);
    let refused = desk.register(&mut authenticator).await;
    assert_eq!(refused.told(), "422 errors.invalidData", "{}", refused.body);
    refused.messages()
}

on_both! {
    async fn whatever_is_wrong_with_a_new_authenticator_is_told_and_nothing_is_kept(database: Database) {
        let site = Site::on(database).await;
        let desk = Desk::of(&site, json!({ "sigill.algorithms": "ES256" })).await;
        let told = refused(&desk, |one| one.origin = "https://phishing.example".to_owned()).await;
        assert!(told.contains("origin: expected one of https://login.example.com") && told.contains("'https://phishing.example'"));
        for (change, why) in [
            ((|one| one.rp_id = Some("example.org".to_owned())) as fn(&mut SoftAuthenticator), "another relying party"),
            (|one| one.says = Some("webauthn.get"), "type: expected webauthn.create, got 'webauthn.get'"),
            (|one| one.cross_origin = true, "crossOrigin"),
            (|one| one.flags = 4, "expected user presence"),
            (|one| one.flags = 1 | 16, "it is backed up, and says that it can't be"),
            (|one| *one = SoftAuthenticator::new("EdDSA", ORIGIN), "expected a key of one of ES256, got EdDSA"),
            (|one| (one.statement, one.spoils_signature) = (Statement::Itself, true), "has not signed this"),
        ] {
            let told = refused(&desk, change).await;
            assert!(told.contains(why), "{told}: {why}");
        }
        let all = desk.get(&format!("{}/fido2", desk.user)).await;
        assert_eq!(all["items"], json!([]));
        let (_, made) = desk.registered("ES256").await;
        assert_eq!(desk.get(&made).await["stateName"], "active");
    }

    async fn the_policy_says_what_a_new_authenticator_must_be(database: Database) {
        let site = Site::on(database).await;
        let desk = Desk::of(&site, json!({ "sigill.userVerification": "required", "sigill.backupAllowed": "false" })).await;
        assert!(refused(&desk, |one| one.flags = 1).await.contains("expected user verification"));
        assert!(refused(&desk, |one| one.flags = 1 | 4 | 8).await.contains("which the policy doesn't allow"));
        let begun = desk.call(&desk.own("registration"), json!({ "authenticatorAttachment": "crossplatform" })).await.json();
        let asked = &begun["publicKey"]["authenticatorSelection"];
        assert_eq!((&asked["authenticatorAttachment"], &asked["userVerification"]), (&json!("cross-platform"), &json!("required")));
        for (body, why) in [
            (json!({ "authenticatorAttachment": "x" }), "expected platform or crossplatform, got 'x'"),
            (json!({ "x": 1 }), "unknown member 'x'"),
        ] {
            let told = desk.call(&desk.own("registration"), body).await;
            assert!(told.told() == "422 errors.invalidData" && told.messages().contains(why), "{}", told.body);
        }
        // What was asked when it began is asked to its end, whatever the policy says then; and the other way round.
        let answer = desk.answer(&mut SoftAuthenticator { flags: 1, ..new() }).await;
        desk.rule(json!({ "sigill.userVerification": "discouraged" })).await;
        assert!(desk.call(&desk.own("register"), answer).await.messages().contains("expected user verification"));
        let made = desk.register(&mut SoftAuthenticator { flags: 1, ..new() }).await;
        assert_eq!(desk.get(made.header("location")).await["userVerificationRequirement"], "discouraged", "{}", made.body);
    }

    async fn a_statement_that_is_asked_for_must_lead_to_a_root(database: Database) {
        let ((known, statement), (_, stranger)) = (made_by("Known", [7; 16]), made_by("Stranger", [7; 16]));
        let site = Site::on(database).await;
        let attesters = Authorities::read(&known, None).unwrap();
        let app = App { attesters, ..site.fixture.app.clone() };
        let site = Site::around(Fixture { app, ..site.fixture }, Limits::default());
        let desk = Desk::of(&site, json!({ "sigill.attestation": "direct" })).await;
        let begun = desk.begin().await;
        assert_eq!(begun["publicKey"]["attestation"], "direct");
        for (statement, why) in [
            (Statement::None, "fmt none: the policy asks for a statement"),
            (Statement::Itself, "the authenticator vouches for itself"),
            (Statement::Of("tpm"), "fmt 'tpm': the policy asks for a statement, and those of this format aren't verified"),
            (stranger, "doesn't lead to a root of fido2.roots_file"),
        ] {
            let told = refused(&desk, |one| (one.statement, one.aaguid) = (statement, [7; 16])).await;
            assert!(told.contains(why), "{told}: {why}");
        }
        let (_, statement_of_others) = made_by("Known", [7; 16]);
        let told = refused(&desk, |one| (one.statement, one.aaguid) = (statement_of_others, [8; 16])).await;
        assert!(told.contains("of another model (AAGUID)"), "{told}");
        let made = desk.register(&mut SoftAuthenticator { statement, aaguid: [7; 16], ..new() }).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let shown = desk.get(made.header("location")).await;
        assert_eq!(shown["aaguid"], "07070707-0707-0707-0707-070707070707");
        assert_eq!(shown["attestationConveyancePreference"], "direct");
        desk.rule(json!({ "sigill.selfAttestation": "true" })).await;
        let made = desk.register(&mut SoftAuthenticator { statement: Statement::Itself, ..new() }).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        desk.rule(json!({ "sigill.attestation": "none" })).await;
        let made = desk.register(&mut SoftAuthenticator { statement: Statement::Of("tpm"), ..new() }).await;
        assert_eq!(made.status, StatusCode::CREATED, "as if it told nothing: {}", made.body);
    }

    async fn a_registration_is_of_one_user_and_one_authenticator_once(database: Database) {
        let site = Site::on(database).await;
        let desk = Desk::of(&site, json!({})).await;
        let bea = user(&site, form("Fido2"), "bea").await;
        let of_bea = Desk { site: &site, root: desk.root.clone(), user: bea };
        let mut authenticator = new();
        let answer = desk.answer(&mut authenticator).await;
        let other = of_bea.call(&of_bea.own("register"), answer.clone()).await;
        assert!(other.told() == "422 errors.invalidData" && other.messages().contains("this user"), "{}", other.body);
        let mut forged = answer.clone();
        for ceremony in ["x", "", "$sealed$q83vEjRW$3q2+7w"] {
            forged["ceremony"] = ceremony.into();
            let told = desk.call(&desk.own("register"), forged.clone()).await;
            assert_eq!(told.told(), "422 errors.invalidData", "{ceremony}: {}", told.body);
        }
        let key = [("authorization", desk.root.as_str()), ("content-type", "application/json"), ("idempotency-key", "k")];
        let dry = [key[0], key[1], ("prefer", "dry-run")];
        let tried = site.post(&desk.own("register"), &dry, answer.to_string()).await;
        assert_eq!((tried.status, &tried.json()["verdict"]), (StatusCode::OK, &json!("accepted")), "{}", tried.body);
        let mut named = answer.clone();
        named["extId"] = "laptop".into();
        (named["userFriendlyName"], named["userAgent"]) = ("My laptop".into(), "Mozilla/5.0".into());
        let made = site.post(&desk.own("register"), &key, named.to_string()).await;
        assert_eq!(made.header("location"), format!("{}/fido2/laptop", desk.user), "{}", made.body);
        let again = site.post(&desk.own("register"), &key, named.to_string()).await;
        assert_eq!((again.status, again.header("location")), (StatusCode::CREATED, made.header("location")));
        let shown = desk.get(made.header("location")).await;
        assert_eq!((&shown["userFriendlyName"], &shown["userAgent"]), (&json!("My laptop"), &json!("Mozilla/5.0")));
        for desk in [&desk, &of_bea] {
            let told = desk.register(&mut authenticator).await;
            assert_eq!(told.told(), "422 errors.duplicateValue", "a credential is registered once");
        }
        let archived = site.post(&format!("{}/archive", of_bea.user), &json_by(&desk.root), "").await;
        assert!(archived.status.is_success(), "{}", archived.body);
        assert_eq!(of_bea.register(&mut new()).await.told(), "422 errors.invalidData", "an archived user gets none");
        let empty = desk.call(&desk.own("register"), json!({})).await;
        assert_eq!(empty.told(), "422 errors.invalidData errors.invalidData");
    }

    async fn of_two_registrations_of_one_authenticator_at_two_nodes_one_stands(database: Database) {
        let site = Site::on(database).await;
        let desk = Desk::of(&site, json!({})).await;
        let bea = user(&site, form("Fido2"), "bea").await;
        // Another process on the same database.
        let node = router(site.fixture.other_node().await, Limits::default());
        for _ in 0..5 {
            let mut authenticator = new();
            let of_bea = Desk { site: &site, root: desk.root.clone(), user: bea.clone() };
            let (one, other) = (desk.answer(&mut authenticator).await, of_bea.answer(&mut authenticator).await);
            let there = async {
                let by = json_by(&desk.root);
                let request = request(Method::POST, &of_bea.own("register"), &by, other.to_string().into());
                tower::ServiceExt::oneshot(node.clone(), request).await.unwrap().status()
            };
            let path = desk.own("register");
            let (here, there) = tokio::join!(desk.call(&path, one), there);
            let mut told = [here.status, there];
            told.sort_unstable();
            assert_eq!(told, [StatusCode::CREATED, StatusCode::UNPROCESSABLE_ENTITY], "{}", here.body);
        }
        // By the documented calls as well: what is checked here is there once, what somebody else keeps as often as they like.
        let (authenticator, path) = desk.registered("ES256").await;
        let hash = desk.get(&path).await["hashedCredentialId"].clone();
        let kept = |id: &[u8]| json!({
            "credentialId": sigill_testing::base64url(id), "publicKey": "", "signCount": 0, "backupEligible": false,
            "backedUp": false, "userHandle": "",
        }).to_string();
        let stored = |keeper: String| json!({
            "aaguid": "a", "authenticator": keeper, "attestationConveyancePreference": "none", "hashedCredentialId": hash,
            "rpId": "example.com", "residentKeyRequirement": "required", "userVerificationRequirement": "preferred",
        });
        let store = async |keeper: String| desk.call(&format!("{bea}/fido2"), stored(keeper)).await;
        assert_eq!(store(kept(&authenticator.id)).await.told(), "422 errors.duplicateValue");
        let (first, second) = (store("v1".to_owned()).await, store("v1".to_owned()).await);
        assert_eq!((first.status, second.status), (StatusCode::CREATED, StatusCode::CREATED), "{}", second.body);
        let patch = json!({ "authenticator": kept(&authenticator.id) }).to_string();
        let patched = site.patch(first.header("location"), &json_by(&desk.root), patch).await;
        assert_eq!(patched.told(), "422 errors.duplicateValue");
        let freed = site.delete(&path, &json_by(&desk.root)).await;
        assert_eq!(freed.status, StatusCode::NO_CONTENT, "{}", freed.body);
        let patch = json!({ "authenticator": kept(&authenticator.id) }).to_string();
        assert_eq!(site.patch(first.header("location"), &json_by(&desk.root), patch).await.status, StatusCode::OK);
    }

    async fn without_a_relying_party_there_are_no_ceremonies(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let user = user(&site, form("Fido2"), "anna").await;
        let desk = Desk { site: &site, root: root.clone(), user };
        for path in [desk.own("registration"), "/sigill/v1/api/credentials/fido2/challenge".to_owned()] {
            let told = desk.call(&path, json!({})).await;
            assert!(told.told() == "422 errors.invalidData" && told.messages().contains("sigill.rpId"), "{}", told.body);
        }
        assert_eq!(desk.call(&desk.own("challenge"), json!({})).await.told(), "404 errors.noRecord");
        for parameters in [
            json!({ "sigill.rpId": "https://example.com" }), json!({ "sigill.origins": "example.com" }),
            json!({ "sigill.algorithms": "none" }), json!({ "sigill.ceremonySeconds": "9" }),
            json!({ "sigill.userVerification": "yes" }), json!({ "sigill.attestation": "all" }),
        ] {
            let wish = json!({ "name": "w", "policyType": "Fido2Policy", "parameters": parameters }).to_string();
            let refused = site.post(&format!("{API}/api/policies"), &json_by(&root), wish).await;
            assert_eq!(refused.told(), "422 errors.invalidData", "{parameters}");
        }
    }
}
