//! Tickets, links, temporary and reset passwords by mail.

use super::*;

fn verify(user: &str, segment: &str) -> String {
    format!("{}/credentials/{segment}/verify", user.replace(API, "/sigill/v1"))
}

on_both! {
    async fn a_ticket_is_sent_by_mail_and_shown_to_nobody_else(database: Database) {
        let office = Office::of(database, Has::Mail).await;
        let user = office.user("anna", json!({ "email": "anna@example.com" }), "de").await;
        let made = office.post(&format!("{user}/ticket"), json!({})).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        assert!(made.json().get("ticket").is_none(), "{}", made.body);
        assert!(office.mail.taken().is_empty(), "nothing is sent within the request");
        let sealed = office.kept().await;
        assert_eq!(office.sweep().await, 1);
        let [mail] = &office.mail.taken()[..] else { panic!("{:?}", office.mail.taken()) };
        assert_eq!((mail.to.as_str(), mail.header("Subject")), ("anna@example.com", "Ihr Ticket"));
        assert_eq!(mail.header("From"), "\"Example Bank\" <no-reply@example.com>");
        assert!(mail.text.starts_with("Guten Tag Anna Muster\n\nMit diesem Ticket"), "{}", mail.text);
        let code = code_in(&mail.text);
        assert_eq!(code.len(), 30, "{code}");
        let right = office.post(&verify(&user, "ticket"), json!({ "ticket": code })).await;
        assert_eq!(right.json()["statusCode"], 0, "{}", right.body);
        assert_eq!(office.told(&user).await, ["MESSAGE_QUEUE", "MESSAGE_SEND sent"]);
        let kept = office.kept().await;
        for kept in [&sealed, &kept] {
            assert!(!kept.contains(&code) && !kept.contains("anna@example.com"), "{kept}");
        }
        assert!(kept.contains("a***@example.com"), "{kept}");
        let left = office.site.fixture.database.query("SELECT count(*) FROM message WHERE sealed IS NOT NULL").await;
        assert_eq!((left.as_deref(), office.sweep().await), (Some("0"), 0));
    }

    async fn each_that_is_made_up_is_sent_in_the_language_of_its_user(database: Database) {
        let office = Office::of(database, Has::Mail).await;
        for (n, (segment, body, language, subject, member)) in [
            ("url-ticket", json!({ "urlPrefix": "https://login.example.com/?x=" }), "fr", "Votre lien de connexion", "personifiedLink"),
            ("tempstrong-password", json!({}), "it", "La sua password temporanea", "tempStrongPassword"),
            ("ticket", json!({}), "en", "Your ticket", "ticket"),
        ].into_iter().enumerate() {
            let user = office.user(&format!("u{n}"), json!({ "email": format!("u{n}@example.com") }), language).await;
            let made = office.post(&format!("{user}/{segment}"), body).await;
            assert_eq!(made.status, StatusCode::CREATED, "{segment}: {}", made.body);
            assert!(made.json().get(member).is_none(), "{segment}: {}", made.body);
            office.sweep().await;
            let mail = office.mail.taken().pop().unwrap();
            assert_eq!((mail.to, mail.data.contains(subject)), (format!("u{n}@example.com"), true), "{segment}: {}", mail.data);
            let code = code_in(&mail.text);
            assert_eq!(code.starts_with("https://login.example.com/?x="), segment == "url-ticket", "{code}");
            let (field, shown) = match segment {
                "url-ticket" => ("ticket", code.rsplit('=').next().unwrap().to_owned()),
                "ticket" => ("ticket", code),
                _ => ("password", code),
            };
            let right = office.post(&verify(&user, segment), json!({ field: shown })).await;
            assert_eq!(right.json()["statusCode"], 0, "{segment}: {}", right.body);
        }
        let reset = office.user("reset", json!({ "email": "reset@example.com" }), "de").await;
        office.policy("PwdPolicy", json!({ "resetCodeEnabled": "true" })).await;
        let made = office.post(&format!("{reset}/password"), json!({})).await;
        assert_eq!((made.status, made.body.as_str()), (StatusCode::CREATED, ""), "{}", made.body);
        office.sweep().await;
        let first = office.mail.taken().pop().unwrap();
        let again = office.post(&format!("{reset}/password/reset"), Value::Null).await;
        assert_eq!((again.status, again.body.as_str()), (StatusCode::NO_CONTENT, ""), "{}", again.body);
        office.sweep().await;
        let second = office.mail.taken().pop().unwrap();
        assert_eq!(second.header("Subject"), "Ihr neues Passwort");
        let check = async |mail: &sigill_testing::TakenMail| {
            let shown = json!({ "password": code_in(&mail.text) });
            office.post(&verify(&reset, "password"), shown).await.json()["statusCode"].clone()
        };
        assert_eq!((check(&first).await, check(&second).await), (json!(3), json!(0)), "only the last one works");
    }

    async fn what_isnt_sent_is_shown_once_as_before_and_what_is_exposed_is_both(database: Database) {
        let office = Office::of(database, Has::Mail).await;
        let contacts = json!({ "email": "anna@example.com" });
        for (n, (parameters, is_shown, is_sent)) in [
            (json!({ "sendingMethod": "None" }), true, false),
            (json!({ "sendingMethod": "PDFstore,None" }), true, false),
            (json!({ "sendingMethod": "HTMLemail" }), false, true),
            (json!({ "sendingMethod": "Email", "sigill.exposeToCaller": "true" }), true, true),
            (json!({ "sendingMethod": "Print,Email" }), false, true),
        ].into_iter().enumerate() {
            let user = office.user(&format!("u{n}"), contacts.clone(), "en").await;
            let wish = json!({
                "extId": format!("p{n}"), "name": format!("p{n}"), "policyType": "TicketPolicy", "parameters": parameters,
            });
            let made = office.post(&format!("{API}/api/policies"), wish).await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
            let made = office.post(&format!("{user}/ticket"), json!({ "policyExtId": format!("p{n}") })).await;
            assert_eq!(made.status, StatusCode::CREATED, "{parameters}: {}", made.body);
            assert_eq!(made.json().get("ticket").is_some(), is_shown, "{parameters}: {}", made.body);
            assert_eq!(office.sweep().await, usize::from(is_sent), "{parameters}");
            if is_shown && is_sent {
                assert!(office.mail.taken().pop().unwrap().text.contains(made.json()["ticket"].as_str().unwrap()));
            }
        }
    }

    async fn what_cant_be_sent_is_refused_by_name_and_nothing_is_made(database: Database) {
        let office = Office::of(database, Has::Mail).await;
        office.wants_no_address().await;
        for alone in ["PDFstore", "Print", "PDFemail,Print", "PDFstream"] {
            let refused = office.policy("TicketPolicy", json!({ "sendingMethod": alone })).await;
            assert_eq!(refused.told(), "422 errors.invalidConfig", "{alone}: {}", refused.body);
        }
        let refused = office.policy("TicketPolicy", json!({ "sendingMethod": "Fax" })).await;
        assert!(refused.messages().contains("one or more of Email"), "{}", refused.body);
        let nowhere = office.user("nowhere", json!({}), "en").await;
        let refused = office.post(&format!("{nowhere}/ticket"), json!({})).await;
        assert_eq!(refused.told(), "422 errors.emailChannel", "{}", refused.body);
        let wrong = office.user("wrong", json!({ "email": "anna@ex\u{e4}mple.com" }), "en").await;
        assert_eq!(office.post(&format!("{wrong}/ticket"), json!({})).await.told(), "422 errors.emailChannel");
        let made = office.policy("TicketPolicy", json!({ "sendingMethod": "SMS_SMTP,Email" })).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let refused = office.post(&format!("{nowhere}/ticket"), json!({})).await;
        assert_eq!(refused.told(), "422 errors.invalidConfig errors.emailChannel", "{}", refused.body);
        assert_eq!(office.site.get(&format!("{nowhere}/ticket"), &json_by(&office.root)).await.told(), "404 errors.noRecord");
        assert_eq!((office.sweep().await, office.told(&nowhere).await.len()), (0, 0));
    }

    async fn a_dry_run_says_what_would_be_sent_and_sends_nothing(database: Database) {
        let office = Office::of(database, Has::Mail).await;
        let user = office.user("anna", json!({ "email": "anna@example.com" }), "en").await;
        let [by, json_type] = json_by(&office.root);
        let headers = [by, json_type, ("prefer", "dry-run")];
        let tried = office.site.post(&format!("{user}/ticket"), &headers, "{}").await;
        assert_eq!(tried.status, StatusCode::OK, "{}", tried.body);
        assert!(tried.body.contains("MESSAGE_QUEUE") && tried.body.contains("a***@example.com"), "{}", tried.body);
        assert_eq!(office.sweep().await, 0);
    }

    async fn without_mail_and_sms_it_is_as_before(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let user = super::super::kinds::user(&site, super::super::kinds::form("Ticket"), "anna").await;
        let made = site.post(&format!("{user}/ticket"), &json_by(&root), "{}").await;
        assert_eq!(made.json()["ticket"].as_str().map(str::len), Some(30), "{}", made.body);
        assert_eq!(site.fixture.app.outbox.sweep().await.unwrap(), 0);
    }

    async fn the_clients_own_templates_say_it(database: Database) {
        let source = |client: Option<&str>, text: &str| TemplateSource {
            client: client.map(str::to_owned),
            language: "de".to_owned(),
            file: "de.toml".to_owned(),
            texts: vec![(sigill_app::sending::MessagePurpose::Ticket, sigill_app::sending::Part::Text, text.to_owned())],
        };
        let own = [source(Some("api"), "Grüezi {firstName}\n.\n{code}\n"), source(None, "Alle\n{code}\n")];
        let office = Office::with(database, Has::Mail, &own).await;
        let user = office.user("anna", json!({ "email": "anna@example.com" }), "de").await;
        office.post(&format!("{user}/ticket"), json!({})).await;
        office.sweep().await;
        let mail = office.mail.taken().pop().unwrap();
        assert!(mail.text.starts_with("Grüezi Anna\n.\n"), "{:?}", mail.text);
        assert_eq!(mail.header("Subject"), "Ihr Ticket", "which it doesn't say");
    }
}
