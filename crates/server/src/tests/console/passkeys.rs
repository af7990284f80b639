//! Passkeys: added at one's own page, and shown as a second factor. The authenticator is one in software.

use serde_json::Value;
use sigill_testing::SoftAuthenticator;

use super::signing_in::{SECOND, SIGN_IN, recovery_codes, show, with_password};
use super::*;

const PAGE: &str = "/console/me/passkey";
const RIGHT: &str = "correct horse 42";

/// A client whose pages may ask for passkeys.
async fn with_party(database: Database) -> Site {
    let site = site(database).await;
    let parameters = json!({ "sigill.rpId": "example.com", "sigill.origins": ORIGIN });
    kinds::policy(&site, "Fido2Policy", parameters).await;
    site
}

/// What a page asks a browser: the ceremony, and the options.
fn asked(page: &str) -> (String, Value) {
    let behind = |text: &str| page.split_once(text).unwrap_or_else(|| panic!("{text}: {page}")).1.to_owned();
    let until = |text: String| text.split('"').next().unwrap().to_owned();
    let options = until(behind("data-options=\"")).replace("&quot;", "\"").replace("&amp;", "&");
    (until(behind("name=\"ceremony\" value=\"")), serde_json::from_str(&options).unwrap())
}

/// Adds one at the own page of `nora`, who then signs out.
async fn added(site: &Site) -> SoftAuthenticator {
    role(site, "nora", "nevisIdm.Root").await;
    let tab = Tab::of(site, "nora").await;
    assert!(tab.get("/console/me").await.body.contains(PAGE));
    let (ceremony, options) = asked(&tab.get(PAGE).await.body);
    let mut passkey = SoftAuthenticator::new("ES256", ORIGIN);
    let answer = passkey.create(&options).to_string();
    let pairs = [("ceremony", ceremony.as_str()), ("answer", &answer), ("userFriendlyName", "My <i>laptop</i>")];
    let made = tab.submit(PAGE, &pairs).await;
    assert_eq!(goes(&made), "/console/me", "{}", made.body);
    assert_eq!(tab.submit(PAGE, &pairs).await.status, StatusCode::UNPROCESSABLE_ENTITY, "a ceremony serves once");
    passkey
}

/// Somebody who has shown the password, and what the page asks the browser then.
async fn half(site: &Site) -> (Tab<'_>, String, Value) {
    let tab = Tab::new(site);
    let half = show(&tab, "nora", RIGHT).await;
    assert_eq!(goes(&half), format!("{SECOND}?next=%2Fconsole%2Fme"), "{}", half.body);
    let (ceremony, options) = asked(&tab.get(SECOND).await.body);
    (tab, ceremony, options)
}

async fn answer(tab: &Tab<'_>, ceremony: &str, credential: &Value) -> Answer {
    let credential = credential.to_string();
    tab.enter(SECOND, &[("ceremony", ceremony), ("answer", &credential), ("next", "/console/me")]).await
}

async fn failures(site: &Site) -> String {
    let failed = "SELECT failure_count FROM credential WHERE kind = 23";
    site.fixture.database.query(failed).await.unwrap()
}

on_both! {
    async fn a_passkey_is_added_at_the_own_page_and_is_a_second_factor_once_for_each_challenge(database: Database) {
        let site = with_party(database).await;
        with_password(&site, "nora").await;
        let mut passkey = added(&site).await;
        let (tab, ceremony, options) = half(&site).await;
        let shown = passkey.get(&options);
        let before = tab.cookie.borrow().clone();
        let right = answer(&tab, &ceremony, &shown).await;
        assert_eq!(goes(&right), "/console/me", "{}", right.body);
        assert_ne!(*tab.cookie.borrow(), before, "another secret");
        let page = tab.get("/console/me").await.body;
        assert!(page.contains("with password and passkey"), "{page}");

        let (tab, ..) = half(&site).await;
        let again = answer(&tab, &ceremony, &shown).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.body.contains("it was used before"), "{}", again.body);
        assert_eq!(failures(&site).await, "0");
    }

    async fn what_only_its_holder_can_do_wrong_counts_and_what_is_set_up_wrongly_does_not(database: Database) {
        let site = with_party(database).await;
        with_password(&site, "nora").await;
        let mut passkey = added(&site).await;
        let refused = async |passkey: &mut SoftAuthenticator| {
            let (tab, ceremony, options) = half(&site).await;
            let told = answer(&tab, &ceremony, &passkey.get(&options)).await;
            assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(told.headers.get("set-cookie").is_none());
            assert_eq!(goes(&tab.get("/console/me").await), "/console/sign-in?next=%2Fconsole%2Fme");
            told.body
        };
        passkey.origin = "https://elsewhere.example.com".to_owned();
        let told = refused(&mut passkey).await;
        assert!(told.contains("origin"), "{told}");
        assert_eq!(failures(&site).await, "0", "a page of another origin counts against nobody");
        passkey.origin = ORIGIN.to_owned();
        passkey.spoils_signature = true;
        refused(&mut passkey).await;
        assert_eq!(failures(&site).await, "1");
        passkey.spoils_signature = false;
        let mut other = SoftAuthenticator::new("ES256", ORIGIN);
        refused(&mut other).await;
        for rubbish in ["", "null", "{}", "[1", "\u{0}"] {
            let (tab, ceremony, _) = half(&site).await;
            let pairs = [("ceremony", ceremony.as_str()), ("answer", rubbish)];
            assert_eq!(tab.enter(SECOND, &pairs).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{rubbish}");
        }
        assert_eq!(failures(&site).await, "1");
        let (tab, ceremony, options) = half(&site).await;
        let right = answer(&tab, &ceremony, &passkey.get(&options)).await;
        assert_eq!(goes(&right), "/console/me", "{}", right.body);
    }

    async fn without_a_relying_party_a_passkey_is_no_factor_and_none_is_added(database: Database) {
        let site = site(database).await;
        with_password(&site, "nora").await;
        role(&site, "nora", "nevisIdm.Root").await;
        let tab = Tab::of(&site, "nora").await;
        let page = tab.get(PAGE).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.body.contains("sigill.rpId") && !page.body.contains("data-passkey"), "{}", page.body);
        assert_eq!(tab.submit(PAGE, &[("ceremony", "x"), ("answer", "{}")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        recovery_codes(&site, "nora").await;
        let other = Tab::new(&site);
        show(&other, "nora", RIGHT).await;
        assert!(!other.get(SECOND).await.body.contains("data-passkey"));
        person(&site, "bea").await;
        let bea = Tab::of(&site, "bea").await;
        assert_eq!(bea.get(PAGE).await.status, StatusCode::FORBIDDEN);
        assert_eq!(goes(&Tab::new(&site).get(PAGE).await), format!("{SIGN_IN}?next=%2Fconsole%2Fme%2Fpasskey"));
    }
}
