//! Nobody's phone and nobody's mailbox is flooded.

use super::*;

on_both! {
    async fn a_user_is_sent_so_many_messages_in_an_hour_whoever_causes_them(database: Database) {
        let office = Office::of(database, Has::Mail).await;
        let user = office.user("anna", json!({ "email": "anna@example.com" }), "en").await;
        let again = async || {
            let made = office.post(&format!("{user}/ticket"), json!({})).await;
            if made.status == StatusCode::CREATED {
                let gone = office.site.delete(&format!("{user}/ticket"), &json_by(&office.root)).await;
                assert_eq!(gone.status, StatusCode::NO_CONTENT);
            }
            made
        };
        for _ in 0..5 {
            assert_eq!(again().await.status, StatusCode::CREATED);
            office.site.fixture.clock.advance_ms(60_000);
        }
        let refused = again().await;
        assert_eq!((refused.status, refused.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "3301"), "{}", refused.body);
        assert!(refused.messages().contains("5 messages were sent to this user in 60 minutes"), "{}", refused.body);
        assert_eq!(office.site.get(&format!("{user}/ticket"), &json_by(&office.root)).await.told(), "404 errors.noRecord");
        office.site.fixture.clock.advance_ms(3_301_000);
        assert_eq!(again().await.status, StatusCode::CREATED);
    }

    async fn a_number_is_sent_so_many_whichever_users_have_it(database: Database) {
        let office = Office::of(database, Has::Sms).await;
        office.policy("TicketPolicy", json!({ "sendingMethod": "SMS_SMTP" })).await;
        let ask = async |n: usize| {
            let mobile = if n.is_multiple_of(2) { "+41 79 123 45 67" } else { "0041791234567" };
            let contacts = json!({ "email": "a@example.com", "mobile": mobile });
            let user = office.user(&format!("u{n}"), contacts, "en").await;
            office.post(&format!("{user}/ticket"), json!({})).await
        };
        for n in 0..5 {
            assert_eq!(ask(n).await.status, StatusCode::CREATED);
        }
        let refused = ask(5).await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS, "{}", refused.body);
        assert!(refused.messages().contains("5 messages were sent to this number"), "{}", refused.body);
        assert!(!refused.body.contains("791234567"), "{}", refused.body);
    }

    async fn of_many_at_once_no_more_are_let_through(database: Database) {
        let office = Office::of(database, Has::Sms).await;
        office.policy("TANPolicy", json!({})).await;
        let user = office.user("anna", json!({ "email": "a@example.com" }), "en").await;
        let made = office.post(&format!("{user}/mtans"), json!({ "mobileNumber": "+41791234567" })).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let path = format!("{}/credentials/mtans/challenge", user.replace(API, "/sigill/v1"));
        let answers = all((0..12).map(|_| office.post(&path, json!({})))).await;
        let sent = answers.iter().filter(|answer| answer.status == StatusCode::OK).count();
        let refused = answers.iter().filter(|answer| answer.status == StatusCode::TOO_MANY_REQUESTS).count();
        assert_eq!((sent, refused), (5, 7));
        assert_eq!(office.sweep().await, 5);
        assert_eq!(office.sms.posted().len(), 5);
    }
}
