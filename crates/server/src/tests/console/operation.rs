//! The pages of the installation, messages in each language, and a signature that is tried.

use sigill_mss::client::Binding;
use sigill_mssp::{Answer as Says, Number};

use super::*;
use crate::tests::signing::Signing;

/// Somebody with all rights in all clients, signed in.
async fn operator(site: &Site) -> Tab<'_> {
    person(site, "nora").await;
    let wish = json!({ "roleExtId": "nevisIdm.Root", "clientGlobal": true }).to_string();
    let path = unit_rooms::authorizations(site, "nora").await;
    let given = site.post(&path, &json_by(&site.root().await), wish).await;
    assert_eq!(given.status, StatusCode::CREATED, "{}", given.body);
    Tab::of(site, "nora").await
}

const NUMBER: &str = "41791111111";

/// A server with a provider, and a console.
async fn with_provider(database: Database) -> Signing {
    let mut here = Signing::new(database, Binding::Rest, vec![Number::new(NUMBER)]).await;
    here.site.fixture.app.console = Some(Arc::new(options()));
    here.site.router = router(here.site.fixture.app.clone(), Limits::default());
    here.person("ida", NUMBER).await;
    here
}

on_both! {
    async fn a_signature_is_tried_and_followed_without_a_script(database: Database) {
        let here = with_provider(database).await;
        let site = &here.site;
        let tab = operator(site).await;
        let (of, sign) = ("/console/c/api/u/ida", "/console/c/api/u/ida/sign");
        assert!(tab.get(of).await.body.contains(&format!("href=\"{sign}\"")));
        let form = tab.get(sign).await;
        assert!(form.body.contains("Bank: Test of your mobile signature."), "as the provider wants it: {}", form.body);
        let refused = tab.submit(sign, &[("text", "without it")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        assert!(refused.body.contains("href=\"#text\"") && refused.body.contains("without it"), "{}", refused.body);
        let follow = goes(&tab.submit(sign, &[("text", "Bank: test")]).await);
        assert!(follow.starts_with(&format!("{sign}/")), "{follow}");
        let shown = here.simulator.wait_for(|each| each.is_open()).await;
        let open = tab.get(&follow).await;
        assert_eq!(open.header("refresh"), "3", "it looks again: {}", open.body);
        let code = shown.text.rsplit_once(' ').unwrap().1.trim_matches(['(', ')', '[', ']', '.']);
        assert!(open.body.contains(&format!("class=\"otp big\">{code}<")), "{code}: {}", open.body);
        assert!(here.simulator.answer(&shown.id, Says::Approve));
        let id = follow.rsplit_once('/').unwrap().1;
        here.settled(&format!("/sigill/v1/api/users/ida/mobile-signature/signatures/{id}")).await;
        let page = tab.get(&follow).await;
        assert!(!page.headers.contains_key("refresh"), "it is over");
        assert!(page.body.contains("It works: the person has signed this text"), "{}", page.body);
        assert!(!page.body.contains(NUMBER), "the number is masked");
        assert_eq!(here.credential("ida").await["successfulLoginCount"], 1);
        let providers = tab.get("/console/providers").await.body;
        for told in ["http://mssp.example", ">Answers<", "How long answers took", "<title id=\"outcomes-0-title\">"] {
            assert!(providers.contains(told), "{told}: {providers}");
        }
        assert_eq!(tab.get(&format!("{sign}/x")).await.status, StatusCode::NOT_FOUND);
    }

    async fn what_the_installation_does_is_shown_to_who_sees_all_clients(database: Database) {
        let site = site(database).await;
        let tab = operator(&site).await;
        person(&site, "ivo").await;
        role(&site, "ivo", "nevisIdm.ClientRoot").await;
        let of_client = Tab::of(&site, "ivo").await;
        for (path, told) in [
            ("/console/providers", "No provider of mobile signatures is configured."),
            ("/console/keys", ">Signs<"),
            ("/console/jobs", "Nothing waits."),
        ] {
            let page = tab.get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
            assert!(page.body.contains(told), "{path}: {}", page.body);
            assert!(page.body.contains(&format!("href=\"{path}\" aria-current=\"page\"")), "{path}: {}", page.body);
            let refused = of_client.get(path).await;
            assert_ne!(refused.status, StatusCode::OK, "{path}");
            assert!(!refused.body.contains(&format!("href=\"{path}\"")), "{path} isn't offered");
        }
    }
}

#[tokio::test]
async fn templates_are_shown_in_each_language_with_ones_own_name() {
    let site = site(Database::new(Kind::Sqlite).await).await;
    let tab = operator(&site).await;
    for (language, told) in [
        ("en", "Hello Ida Keller"),
        ("de", "Guten Tag Ida Keller"),
        ("fr", "Bonjour Ida Keller"),
        ("it", "Buongiorno Ida Keller"),
    ] {
        let page = tab.get(&format!("/console/c/api/templates?language={language}")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.body.contains(told) && page.body.contains("264913"), "{language}: {}", page.body);
    }
    let page = tab.get("/console/c/api/templates").await.body;
    assert!(page.contains("No mail server is configured") && !page.contains("name=\"purpose\""), "{page}");
    let sent = tab.submit("/console/c/api/templates", &[("purpose", "ticket"), ("language", "en")]).await;
    assert!(
        sent.status == StatusCode::UNPROCESSABLE_ENTITY && sent.body.contains("doesn’t take it now"),
        "{}",
        sent.body
    );
    let unknown = tab.submit("/console/c/api/templates", &[("purpose", "x")]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    for _ in 0..4 {
        tab.submit("/console/c/api/templates", &[("purpose", "ticket")]).await;
    }
    let often = tab.submit("/console/c/api/templates", &[("purpose", "ticket")]).await;
    assert_eq!(often.status, StatusCode::TOO_MANY_REQUESTS, "{}", often.body);
}

#[tokio::test]
async fn sign_ins_are_drawn_and_told_in_a_table() {
    let site = site(Database::new(Kind::Sqlite).await).await;
    let tab = operator(&site).await;
    site.signed("ida").await;
    let of = "/console/c/api/u/ida";
    assert!(!tab.get(of).await.body.contains("<svg viewBox"), "nothing happened: nothing is drawn");
    let login = format!("{API}/api/users/ida/login-info");
    let failed = r#"{"credentialExtId":"of-ida","success":false}"#;
    let told = site.post(&login, &json_by(&site.root().await), failed).await;
    assert!(told.status.is_success(), "{}: {}", told.status, told.body);
    let page = tab.get(of).await.body;
    assert!(
        page.contains("Sign-ins of the last 14 days") && page.matches("<rect class=\"c-bad\"").count() == 1,
        "{page}"
    );
    assert!(page.contains("<caption class=\"vh\">Sign-ins"), "{page}");
}
