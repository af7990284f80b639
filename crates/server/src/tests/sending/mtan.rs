//! Codes for the number of an mTAN: made, sent and checked.

use super::*;

/// A user with an mTAN, and how it is asked and answered.
struct Phone<'a> {
    office: &'a Office,
    user: String,
}

impl<'a> Phone<'a> {
    async fn of(office: &'a Office, parameters: Value) -> Self {
        let policy = office.policy("TANPolicy", parameters).await;
        assert_eq!(policy.status, StatusCode::CREATED, "{}", policy.body);
        let user = office.user("anna", json!({ "email": "a@example.com", "mobile": "+41790000000" }), "de").await;
        let made =
            office.post(&format!("{user}/mtans"), json!({ "extId": "m1", "mobileNumber": "+41791234567" })).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        Self { office, user }
    }

    fn call(&self, call: &str) -> String {
        format!("{}/credentials/mtans/{call}", self.user.replace(API, "/sigill/v1"))
    }

    async fn challenge(&self) -> Answer {
        self.office.post(&self.call("challenge"), json!({})).await
    }

    /// The code that the phone shows then.
    async fn code(&self) -> String {
        let asked = self.challenge().await;
        assert_eq!(
            (asked.status, asked.json()),
            (StatusCode::OK, json!({ "challenge": null, "status": "active" })),
            "{}",
            asked.body
        );
        self.office.sweep().await;
        let sms = self.office.sms.posted().pop().unwrap();
        assert_eq!(sms.body["to"], "+41791234567", "that of the mTAN");
        let text = sms.body["text"].as_str().unwrap().to_owned();
        text.split(|c: char| !c.is_ascii_alphanumeric())
            .find(|word| word.len() >= 4 && word.bytes().any(|b| b.is_ascii_digit()))
            .unwrap_or_else(|| panic!("{text}"))
            .to_owned()
    }

    /// What comes of showing it.
    async fn shows(&self, code: &str) -> Value {
        self.office.post(&self.call("verify"), json!({ "code": code })).await.json()["statusCode"].clone()
    }
}

on_both! {
    async fn a_code_is_sent_to_the_number_and_holds_once(database: Database) {
        let office = Office::of(database, Has::Sms).await;
        let phone = Phone::of(&office, json!({ "maxCredFailureCount": "-1", "tmpLockingThreshold": "-1" })).await;
        assert_eq!(phone.shows("123456").await, 2, "none was sent");
        let code = phone.code().await;
        assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()), "{code}");
        let kept = office.site.fixture.database.query("SELECT secret FROM credential WHERE ext_id = 'm1'").await.unwrap();
        assert!(kept.starts_with("$aes-256-gcm$") && !kept.contains(&code), "{kept}");
        let wrong = if code == "000000" { "000001" } else { "000000" };
        assert_eq!((phone.shows(wrong).await, phone.shows(&code).await, phone.shows(&code).await), (json!(2), json!(0), json!(2)));
        let (first, second) = (phone.code().await, phone.code().await);
        assert_ne!(first, second);
        assert_eq!((phone.shows(&first).await, phone.shows(&second).await), (json!(2), json!(0)), "the newest only");
        let late = phone.code().await;
        office.site.fixture.clock.advance_ms(300_000);
        assert_eq!(phone.shows(&late).await, 2, "its time is over");
        let told = office.kept().await;
        assert!(!told.contains(&code) && !told.contains("+41791234567") && told.contains("+41*******67"), "{told}");
        let seen = office.site.get(&format!("{}/mtans/m1", phone.user), &json_by(&office.root)).await;
        assert_eq!((seen.json()["successfulLoginCount"].clone(), seen.json().get("code")), (json!(2), None), "{}", seen.body);
    }

    async fn wrong_codes_lock_and_a_lock_sends_nothing(database: Database) {
        let office = Office::of(database, Has::Sms).await;
        let phone = Phone::of(&office, json!({ "tmpLockingThreshold": "-1", "sigill.codeCharacterSet": "a-z0-9", "sigill.codeLength": "12" })).await;
        let code = phone.code().await;
        assert_eq!(code.len(), 12, "{code}");
        for _ in 0..3 {
            phone.shows("wrong").await;
        }
        assert_eq!(phone.challenge().await.status, StatusCode::FORBIDDEN);
        let locked = office.post(&phone.call("verify"), json!({ "code": code })).await;
        assert_eq!(locked.told(), "423 errors.credentialLocked", "{}", locked.body);
        assert_eq!((office.sweep().await, office.sms.posted().len()), (0, 1));
    }

    async fn without_a_gateway_it_is_told(database: Database) {
        let office = Office::of(database, Has::Mail).await;
        let phone = Phone::of(&office, json!({})).await;
        let refused = phone.challenge().await;
        assert_eq!(refused.told(), "422 errors.invalidConfig", "{}", refused.body);
        assert!(refused.messages().contains("sms.url"), "{}", refused.body);
    }

    async fn a_code_that_comes_too_late_isnt_sent(database: Database) {
        let office = Office::of(database, Has::Sms).await;
        let phone = Phone::of(&office, json!({})).await;
        phone.challenge().await;
        office.site.fixture.clock.advance_ms(300_000);
        assert_eq!((office.sweep().await, office.sms.posted().len()), (1, 0));
        assert_eq!(office.told(&phone.user).await.last().unwrap(), "MESSAGE_FAIL failed its time was over before it was taken");
    }

    async fn who_may_only_look_sends_nothing(database: Database) {
        let office = Office::of(database, Has::Sms).await;
        let phone = Phone::of(&office, json!({})).await;
        let viewer = office.site.bearer("viewer", Role::SoapTechAccessReadOnly, ClientRoom::Global).await;
        let refused = office.site.post(&phone.call("challenge"), &json_by(&viewer), "{}").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
        assert_eq!(office.sweep().await, 0);
    }
}
