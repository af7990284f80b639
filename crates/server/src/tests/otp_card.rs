//! OTP cards: asked for a place, and answered with what is there.

use serde_json::json;

use super::kinds::{form, policy, user};
use super::*;

/// A user with cards, and how they are asked and answered.
struct Holder<'a> {
    site: &'a Site,
    root: String,
    user: String,
}

impl<'a> Holder<'a> {
    async fn of(site: &'a Site) -> Self {
        Self { site, root: site.root().await, user: user(site, form("OtpCard"), "anna").await }
    }

    /// Another card, a second after those before: its path.
    async fn card(&self, ext_id: &str) -> String {
        self.site.fixture.clock.advance_ms(1_000);
        let body = json!({ "extId": ext_id }).to_string();
        let made = self.site.post(&format!("{}/otp-credentials", self.user), &json_by(&self.root), body).await;
        assert_eq!((made.status, made.body.as_str()), (StatusCode::CREATED, ""), "{}", made.body);
        made.header("location").to_owned()
    }

    async fn get(&self, path: &str) -> Value {
        self.site.get(path, &json_by(&self.root)).await.json()
    }

    /// The four parts of the string of a card.
    async fn parts(&self, path: &str) -> [String; 4] {
        let shown = self.get(path).await;
        let parts: Vec<_> = shown["cardData"].as_str().unwrap().split('|').map(str::to_owned).collect();
        parts.try_into().unwrap()
    }

    /// What a card has at a place.
    async fn at(&self, path: &str, challenge: &str) -> String {
        let [_, columns, _, card] = self.parts(path).await;
        let place = match challenge.parse::<usize>() {
            Ok(number) => number - 1,
            Err(_) => {
                let row = usize::from(challenge.as_bytes()[0] - b'A');
                row * columns.parse::<usize>().unwrap() + challenge[1..].parse::<usize>().unwrap() - 1
            }
        };
        card.split(',').nth(place).unwrap().to_owned()
    }

    fn auth(&self, call: &str) -> String {
        format!("{}/otp/{call}", self.user.replace("/core/v1", "/auth/v1"))
    }

    async fn challenge(&self) -> Answer {
        self.site.post(&self.auth("challenge"), &[("authorization", self.root.as_str())], "").await
    }

    /// The challenge of a card that is named.
    async fn challenge_of(&self, ext_id: &str) -> Answer {
        let own = self.user.replace("/nevisidm/api/core/v1", "/sigill/v1");
        let body = json!({ "credentialExtId": ext_id }).to_string();
        self.site.post(&format!("{own}/credentials/otp-credentials/challenge"), &json_by(&self.root), body).await
    }

    async fn login(&self, challenge: &str, password: &str) -> Answer {
        let body = json!({ "challenge": challenge, "password": password }).to_string();
        self.site.post(&self.auth("login"), &json_by(&self.root), body).await
    }
}

fn asked(answer: &Answer) -> String {
    answer.json()["challenge"].as_str().unwrap_or_else(|| panic!("{}", answer.body)).to_owned()
}

on_both! {
    async fn an_otp_card_has_168_places_and_is_asked_for_each_once(database: Database) {
        let site = Site::on(database).await;
        let holder = Holder::of(&site).await;
        assert_eq!(holder.challenge().await.told(), "404 errors.noRecord");
        let all = format!("{}/otp-credentials", holder.user);
        let made = site.post(&all, &[("authorization", holder.root.as_str())], "").await;
        assert_eq!((made.status, made.body.as_str()), (StatusCode::CREATED, ""), "the body is optional");
        let path = made.header("location").to_owned();
        let [rows, columns, used, card] = holder.parts(&path).await;
        assert_eq!((rows.as_str(), columns.as_str(), used.as_str()), ("14", "12", "0".repeat(168).as_str()));
        let passwords: Vec<_> = card.split(',').collect();
        assert_eq!(passwords.len(), 168);
        assert!(passwords.iter().all(|one| one.len() == 6 && one.bytes().all(|c| c.is_ascii_digit())), "{card}");
        assert!(!site.get(&all, &json_by(&holder.root)).await.body.contains("cardData"), "only a view of one shows it");

        let challenge = holder.challenge().await;
        assert_eq!((challenge.status, &challenge.json()["status"]), (StatusCode::OK, &json!("active")));
        let place = asked(&challenge);
        assert!(place.len() == 3 && (1..=168).contains(&place.parse::<i32>().unwrap()), "{place}");
        assert_eq!(asked(&holder.challenge().await), place, "the same until it was answered");
        let wrong = holder.login(&place, "wrong").await.json();
        assert_eq!((&wrong["statusCode"], &wrong["failedLoginCount"]), (&json!(3), &json!(1)), "{wrong}");
        let password = holder.at(&path, &place).await;
        let right = holder.login(&place, &password).await.json();
        assert_eq!((&right["statusCode"], &right["successfulLoginCount"]), (&json!(0), &json!(1)), "{right}");
        let [_, _, used, _] = holder.parts(&path).await;
        let number = place.parse::<usize>().unwrap();
        assert_eq!((used.find('1'), used.rfind('1')), (Some(number - 1), Some(number - 1)));
        assert_eq!(holder.login(&place, &password).await.json()["statusCode"], 3, "it was used");
        assert_ne!(asked(&holder.challenge().await), place);
        let history = site.get(&format!("{}/history", holder.user.replace("/nevisidm/api/core/v1", "/sigill/v1")), &json_by(&holder.root)).await;
        assert!(history.body.contains("CREDENTIAL_CHALLENGE") && history.body.contains("CREDENTIAL_SHOW"));
        assert!(!history.body.contains(&passwords[..4].join(",")), "{}", history.body);
        let missing = site.post(&holder.auth("login"), &json_by(&holder.root), "{}").await;
        assert_eq!(missing.told(), "422 errors.invalidData errors.invalidData");
    }

    async fn a_success_with_an_otp_card_is_only_counted_where_it_shall_be(database: Database) {
        let site = Site::on(database).await;
        policy(&site, "OTPCardPolicy", json!({ "coordinateCardFormat": "true", "lowOnChallengesThreshold": "167" })).await;
        let holder = Holder::of(&site).await;
        let path = holder.card("c1").await;
        assert_eq!(holder.get(&path).await["lowOnChallenges"], false);
        let place = asked(&holder.challenge().await);
        assert!(('A'..='N').contains(&place.chars().next().unwrap()), "{place}");
        assert!((1..=12).contains(&place[1..].parse::<i32>().unwrap()), "{place}");
        let password = holder.at(&path, &place).await;
        let body = json!({ "challenge": place, "password": password, "updateLoginInfoOnSuccess": false }).to_string();
        let right = site.post(&holder.auth("login"), &json_by(&holder.root), body).await.json();
        assert_eq!(right["statusCode"], 0, "{right}");
        let shown = holder.get(&path).await;
        assert_eq!((&shown["successfulLoginCount"], shown.get("lastSuccessfulLoginDate")), (&json!(0), None));
        assert_eq!(shown["lowOnChallenges"], true, "a place was used all the same");
    }

    async fn the_passwords_of_an_otp_card_are_replaced_and_all_else_of_it_stays(database: Database) {
        let site = Site::on(database).await;
        let holder = Holder::of(&site).await;
        let path = holder.card("c1").await;
        let (before, place) = (holder.get(&path).await, asked(&holder.challenge().await));
        let old = holder.at(&path, &place).await;
        let replace = async |body: Value| site.post(&format!("{path}/replace"), &json_by(&holder.root), body.to_string()).await;
        assert_eq!(replace(json!({ "version": "7" })).await.told(), "409 errors.optimisticLockingFailure");
        assert_eq!(replace(json!({ "version": "x" })).await.told(), "400 errors.unreadableBody");
        let done = replace(json!({ "version": "1", "modificationComment": "lost" })).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
        let after = holder.get(&path).await;
        for same in ["extId", "stateName", "policyExtId", "created", "validity"] {
            assert_eq!(after.get(same), before.get(same), "{same}");
        }
        assert_eq!((&after["version"], &after["modificationComment"]), (&json!(2), &json!("lost")));
        assert_ne!(after["cardData"], before["cardData"]);
        assert_eq!(holder.login(&place, &old).await.json()["statusCode"], 3, "nothing is asked any more");
        let place = asked(&holder.challenge().await);
        let new = holder.at(&path, &place).await;
        assert_eq!(holder.login(&place, &new).await.json()["statusCode"], 0);
        assert_eq!(site.post(&format!("{path}/replace"), &json_by(&holder.root), "").await.status, StatusCode::OK);
    }

    async fn the_newest_of_two_otp_cards_is_asked_and_the_older_one_for_two_weeks(database: Database) {
        let site = Site::on(database).await;
        let holder = Holder::of(&site).await;
        let old = holder.card("old").await;
        let before = asked(&holder.challenge().await);
        let new = holder.card("new").await;
        let third = site.post(&format!("{}/otp-credentials", holder.user), &json_by(&holder.root), "{}").await;
        assert_eq!(third.told(), "422 errors.tooManyOTPCards");
        let place = asked(&holder.challenge().await);
        let password = holder.at(&new, &place).await;
        assert_eq!(holder.login(&place, &password).await.json()["statusCode"], 0, "the newest");
        assert_eq!(asked(&holder.challenge_of("old").await), before);
        let password = holder.at(&old, &before).await;
        assert_eq!(holder.login(&before, &password).await.json()["statusCode"], 0, "it may still be used");
        let last = asked(&holder.challenge_of("old").await);
        site.fixture.clock.advance_ms(14 * 24 * 3_600_000);
        assert_eq!(holder.challenge_of("old").await.told(), "403 errors.permissionDenied");
        let password = holder.at(&old, &last).await;
        assert_eq!(holder.login(&last, &password).await.json()["statusCode"], 3, "the time is over");
        assert_eq!(holder.challenge_of("none").await.told(), "404 errors.noRecord");

        site.patch(&new, &json_by(&holder.root), r#"{"stateName":"disabled"}"#).await;
        assert_eq!(holder.challenge().await.told(), "403 errors.permissionDenied", "the newest can't be used");
        assert!(holder.challenge_of("old").await.status == StatusCode::OK, "and so doesn't stand in the way");
    }

    async fn who_may_see_a_card_and_change_states_logs_in_with_it_and_needs_no_more(database: Database) {
        let mut site = Site::on(database).await;
        let (user, path, place, password) = {
            let holder = Holder::of(&site).await;
            let path = holder.card("c1").await;
            let place = asked(&holder.challenge().await);
            let password = holder.at(&path, &place).await;
            (holder.user.clone(), path, place, password)
        };
        let root = site.root().await;
        let helper = site.bearer("helper", Role::Helpdesk, ClientRoom::Global).await;
        let (see, change) = ("AccessControl.CredentialView.OtpCard", "AccessControl.CredentialChangeState.OtpCard");
        for (rights, told) in [(vec![see], "403"), (vec![change], "403"), (vec![see, change], "200")] {
            let rights = rights.into_iter().map(str::to_owned).collect();
            let roles = sigill_domain::role::RoleTable::changed(&[("nevisIdm.Helpdesk".to_owned(), rights)].into());
            site.fixture.app.roles = Arc::new(roles.unwrap());
            site.router = router(site.fixture.app.clone(), Limits::default());
            let login = format!("{}/otp/login", user.replace("/core/v1", "/auth/v1"));
            let shown = json!({ "challenge": place, "password": password }).to_string();
            let answer = site.post(&login, &json_by(&helper), shown.clone()).await;
            assert_eq!(answer.status.as_str(), told, "{}", answer.body);
            let own = format!("{}/credentials/otp-credentials/verify", user.replace("/nevisidm/api/core/v1", "/sigill/v1"));
            assert_eq!(site.post(&own, &json_by(&helper), shown).await.told(), "403 errors.permissionDenied", "of our own");
        }
        assert_eq!(site.get(&path, &json_by(&root)).await.json()["successfulLoginCount"], 1);
    }

    async fn an_otp_card_that_is_over_is_not_asked(database: Database) {
        let site = Site::on(database).await;
        policy(&site, "OTPCardPolicy", json!({ "credentialLifetime": "60000" })).await;
        let holder = Holder::of(&site).await;
        holder.card("c1").await;
        site.fixture.clock.advance_ms(60_000);
        let over = holder.challenge().await;
        assert_eq!(over.told(), "403 errors.permissionDenied");
        assert!(over.messages().ends_with("Credential not in validity period"), "{}", over.messages());
    }

    async fn a_hundred_wrong_answers_at_once_count_a_hundred_and_a_right_one_is_taken_once(database: Database) {
        let site = Site::on(database).await;
        policy(&site, "OTPCardPolicy", json!({ "maxCredFailureCount": "-1", "tmpLockingThreshold": "-1" })).await;
        let holder = Holder::of(&site).await;
        let path = holder.card("c1").await;
        let place = asked(&holder.challenge().await);
        let answers = all((0..100).map(|_| holder.login(&place, "wrong"))).await;
        assert!(answers.iter().all(|answer| answer.status == StatusCode::OK));
        assert_eq!(holder.get(&path).await["failedLoginCount"], 100);
        let password = holder.at(&path, &place).await;
        let answers = all((0..20).map(|_| holder.login(&place, &password))).await;
        assert_eq!(answers.iter().filter(|answer| answer.json()["statusCode"] == 0).count(), 1);
    }

    async fn the_policy_of_otp_cards_must_be_sound(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        for parameters in [
            json!({ "sigill.otpLength": "3" }), json!({ "sigill.otpCharacterSet": "ab" }),
            json!({ "sigill.otpCharacterSet": "0-9,|" }), json!({ "lowOnChallengesThreshold": "169" }),
            json!({ "fallbackAllowed": "yes" }), json!({ "fallbackTransitionPeriod": "0" }),
        ] {
            let wish = json!({ "name": "w", "policyType": "OTPCardPolicy", "parameters": parameters }).to_string();
            let refused = site.post(&format!("{API}/api/policies"), &json_by(&root), wish).await;
            assert_eq!(refused.told(), "422 errors.invalidData", "{parameters}");
        }
    }
}
