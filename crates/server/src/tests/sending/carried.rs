//! What becomes of messages that aren't taken at once; and of nodes that go away.

use sigill_app::sending::Package;
use sigill_app::token::{self, MasterKey, Secrets};
use sigill_testing::{Authority, Mood};

use super::*;

/// A ticket that is queued for a user: its path.
async fn queued(office: &Office, name: &str) -> String {
    let user =
        office.user(name, json!({ "email": format!("{name}@example.com"), "mobile": "+41791234567" }), "en").await;
    let made = office.post(&format!("{user}/ticket"), json!({})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    user
}

on_both! {
    async fn what_isnt_taken_now_is_tried_later_and_what_is_refused_is_over(database: Database) {
        let office = Office::of(database, Has::Mail).await;
        let user = queued(&office, "anna").await;
        office.mail.is_in(&[Mood::Recipient(450), Mood::Recipient(421)]);
        assert_eq!((office.sweep().await, office.sweep().await), (1, 0), "not again at once");
        assert_eq!(office.told(&user).await, ["MESSAGE_QUEUE"], "nothing is decided yet");
        office.site.fixture.clock.advance_ms(5_000);
        assert_eq!((office.sweep().await, office.mail.taken().len()), (1, 0));
        office.site.fixture.clock.advance_ms(9_000);
        assert_eq!(office.sweep().await, 0, "the second wait is longer");
        office.site.fixture.clock.advance_ms(1_000);
        assert_eq!((office.sweep().await, office.mail.taken().len()), (1, 1));
        assert_eq!(office.told(&user).await, ["MESSAGE_QUEUE", "MESSAGE_SEND sent"]);
        let user = queued(&office, "berta").await;
        office.mail.is_in(&[Mood::Recipient(550)]);
        assert_eq!(office.sweep().await, 1);
        assert_eq!(office.told(&user).await, ["MESSAGE_QUEUE", "MESSAGE_FAIL failed the mail server answered 550"]);
        let why = office.site.get(&format!("{}/sign-in", user.replace(API, "/sigill/v1")), &json_by(&office.root)).await;
        let causes = why.json()["causes"].as_array().unwrap().clone();
        let cause = causes.iter().find(|cause| cause["code"] == "message-failed").unwrap_or_else(|| panic!("{}", why.body));
        let sentence = "A message to the user (ticket) couldn't be sent by mail today: the mail server answered 550.";
        assert_eq!((&cause["sentence"], &cause["weight"]), (&json!(sentence), &json!("note")));
        office.site.fixture.clock.advance_ms(86_400_000);
        assert_eq!((office.sweep().await, office.mail.taken().len()), (0, 1));
        assert!(!office.kept().await.contains("berta@example.com"), "what a server says isn't kept");
    }

    async fn what_nobody_takes_for_a_day_is_given_up(database: Database) {
        let office = Office::of(database, Has::Mail).await;
        let user = queued(&office, "anna").await;
        office.mail.is_in(&[Mood::Recipient(450); 100]);
        let mut tries = 0;
        for _ in 0..300 {
            tries += office.sweep().await;
            office.site.fixture.clock.advance_ms(300_000);
        }
        assert!((45..=60).contains(&tries), "{tries}");
        let told = office.told(&user).await;
        assert_eq!(told.last().unwrap(), "MESSAGE_FAIL failed the mail server answered 450");
        assert_eq!(told.len(), 2, "{told:?}");
    }

    async fn the_next_way_of_the_policy_is_tried_where_one_fails(database: Database) {
        let office = Office::of(database, Has::Both).await;
        office.policy("TicketPolicy", json!({ "sendingMethod": "Email,SMS_SMTP" })).await;
        let user = queued(&office, "anna").await;
        office.mail.is_in(&[Mood::Recipient(550)]);
        assert_eq!(office.sweep().await, 1);
        assert_eq!(office.sweep().await, 1, "at once");
        let [sms] = &office.sms.posted()[..] else { panic!("{:?}", office.sms.posted()) };
        assert_eq!((sms.authorization.as_str(), &sms.body["to"]), ("Bearer of-the-gateway", &json!("+41791234567")));
        assert!(sms.body["text"].as_str().unwrap().starts_with("API: your ticket is "), "{}", sms.body);
        let told = office.told(&user).await;
        assert_eq!(told[1..], ["MESSAGE_FAIL waiting the mail server answered 550", "MESSAGE_SEND sent"], "{told:?}");
    }

    async fn the_gateway_takes_refuses_or_wants_it_later(database: Database) {
        let office = Office::of(database, Has::Sms).await;
        office.policy("TicketPolicy", json!({ "sendingMethod": "SMS_SMTP" })).await;
        let user = queued(&office, "anna").await;
        office.sms.answers(&[503, 202]);
        office.sweep().await;
        office.site.fixture.clock.advance_ms(5_000);
        office.sweep().await;
        let posted = office.sms.posted();
        assert_eq!(posted.iter().map(|sms| sms.status).collect::<Vec<_>>(), [503, 202]);
        assert_eq!(posted[0].body["id"], posted[1].body["id"], "by which the gateway knows that it is the same");
        assert_eq!(office.told(&user).await.last().unwrap(), "MESSAGE_SEND sent");
        let user = queued(&office, "berta").await;
        office.sms.answers(&[422]);
        office.sweep().await;
        assert_eq!(office.told(&user).await.last().unwrap(), "MESSAGE_FAIL failed the gateway answered 422");
    }

    async fn two_nodes_send_a_message_once(database: Database) {
        let office = Office::of(database, Has::Mail).await;
        let other = office.site.fixture.other_node().await;
        let other = sends(&other, carriers(Has::Mail, &office.mail, &office.sms), &[]);
        let mut users = Vec::new();
        for n in 0..20 {
            users.push(queued(&office, &format!("u{n}")).await);
        }
        office.site.fixture.clock.advance_ms(1);
        let (one, two) = tokio::join!(office.site.fixture.app.outbox.sweep(), other.outbox.sweep());
        assert_eq!(one.unwrap() + two.unwrap(), 20);
        let mut to: Vec<_> = office.mail.taken().into_iter().map(|mail| mail.to).collect();
        to.sort();
        to.dedup();
        assert_eq!((to.len(), office.mail.taken().len()), (20, 20));
        for user in &users {
            assert_eq!(office.told(user).await, ["MESSAGE_QUEUE", "MESSAGE_SEND sent"]);
        }
    }

    async fn who_dies_with_a_message_leaves_it_to_others_after_a_while(database: Database) {
        let office = Office::of(database, Has::Mail).await;
        let user = queued(&office, "anna").await;
        // As a node that claimed it and died before it sent anything.
        let claim = office.site.fixture.app.world.id();
        let occasion = office.site.fixture.app.world.occasion("test".to_owned(), Duration::from_secs(20));
        let permit = office.site.fixture.app.store.system(sigill_app::Task::Test, occasion);
        let claimed = permit.claim_messages(claim, 10).await.unwrap();
        let [(message, _)] = &claimed[..] else { panic!("{claimed:?}") };
        assert_eq!(office.sweep().await, 0, "it is claimed");
        office.site.fixture.clock.advance_ms(120_000);
        assert_eq!((office.sweep().await, office.mail.taken().len()), (1, 1));
        assert_eq!(office.told(&user).await, ["MESSAGE_QUEUE", "MESSAGE_SEND sent"]);
        assert!(!permit.postpone_message(message.id, claim, permit.now()).await.unwrap(), "it lost its claim");
    }

    async fn where_the_answer_is_lost_it_may_come_twice_with_the_same_id(database: Database) {
        let office = Office::of(database, Has::Mail).await;
        let user = queued(&office, "anna").await;
        office.mail.is_in(&[Mood::Silent]);
        office.sweep().await;
        office.site.fixture.clock.advance_ms(5_000);
        office.sweep().await;
        let taken = office.mail.taken();
        assert_eq!(taken.len(), 2, "nobody can know that the first was taken");
        assert_eq!(taken[0].header("Message-ID"), taken[1].header("Message-ID"));
        assert_eq!(office.told(&user).await, ["MESSAGE_QUEUE", "MESSAGE_SEND sent"]);
    }

    async fn what_waits_is_sealed_anew_by_another_master_key(database: Database) {
        let office = Office::of(database, Has::Mail).await;
        queued(&office, "anna").await;
        let app = &office.site.fixture.app;
        let new = MasterKey::generate(&app.world);
        let both = MasterKey::read(&format!("{new}\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")).unwrap();
        let done = token::rewrap(&app.store, &app.world, &both).await.unwrap();
        assert_eq!(done.messages, 1);
        // The old key isn't needed any more.
        let secrets = Secrets::new(&MasterKey::read(&new).unwrap(), 1, 5);
        let sealing = (app.store.clone(), app.world.clone(), secrets);
        let carriers = carriers(Has::Mail, &office.mail, &office.sms);
        let outbox = Outbox::new(sealing, carriers, Templates::default(), OutboxOptions::default());
        assert_eq!((outbox.sweep().await.unwrap(), office.mail.taken().len()), (1, 1));
    }

    async fn a_message_goes_with_its_credential(database: Database) {
        let office = Office::of(database, Has::Mail).await;
        let user = queued(&office, "anna").await;
        let gone = office.site.delete(&format!("{user}/ticket"), &json_by(&office.root)).await;
        assert_eq!((gone.status, office.sweep().await), (StatusCode::NO_CONTENT, 0));
        assert_eq!(office.site.delete(&user, &json_by(&office.root)).await.status, StatusCode::NO_CONTENT);
        assert!(office.mail.taken().is_empty());
    }
}

#[tokio::test]
async fn mail_goes_by_starttls_to_who_vouches_for_itself_with_a_password_and_to_nobody_else() {
    let authority = Authority::new();
    let server = MailServer::by_tls(&authority.issue("localhost")).await;
    server.wants("sigill", "s3cret");
    let world = sigill_app::World::real();
    let package = || Package {
        id: world.id(),
        to: "anna@example.com".to_owned(),
        subject: "Hi".to_owned(),
        text: "Hello\n".to_owned(),
    };
    let by = |roots: Option<String>, host: &str, password: &str| {
        let credentials = Some(("sigill".to_owned(), password.to_owned()));
        let security = Security::StartTls;
        let settings =
            MailSettings { host: host.to_owned(), security, roots_pem: roots, credentials, ..mail_settings(&server) };
        Mail::new(&settings).unwrap()
    };
    let roots = || Some(authority.pem());
    let told = async |mail: Mail| format!("{:?}", mail.send(&package()).await);
    assert_eq!(told(by(roots(), "localhost", "s3cret")).await, "Taken");
    let [mail] = &server.taken()[..] else { panic!("{:?}", server.taken()) };
    assert_eq!((mail.is_by_tls, mail.user.as_deref(), mail.text.as_str()), (true, Some("sigill"), "Hello\n"));
    for (wrong, expected) in [
        (by(roots(), "localhost", "wrong"), "NotNow(\"the mail server answered 535\")"),
        (by(roots(), "127.0.0.1", "s3cret"), "NotNow("),
        (by(Some(Authority::new().pem()), "localhost", "s3cret"), "NotNow("),
    ] {
        let told = told(wrong).await;
        assert!(told.starts_with(expected), "{told}");
    }
    // One that doesn't offer TLS is given nothing.
    let plain = MailServer::new().await;
    let settings = MailSettings { host: "localhost".to_owned(), security: Security::StartTls, ..mail_settings(&plain) };
    let told = told(Mail::new(&settings).unwrap()).await;
    assert!(told.starts_with("NotNow(") && plain.taken().is_empty(), "{told}");
    assert_eq!(server.taken().len(), 1);
}
