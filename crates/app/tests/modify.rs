//! Patching, deleting, repeating and counting, on both engines.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use common::mobile_signature::{self, PatchMobileSignature, done};
use common::{caller, codes, create_user, created, get, permit, wish};
use sigill_app::credential::Made;
use sigill_app::{App, Asked, Outcome, Refusal, Repeat, login};
use sigill_domain::credential::{ChangeReason, Credential, MobileSignature, State};
use sigill_domain::idempotency::{Answer, Request};
use sigill_domain::login::Lock;
use sigill_domain::patch::Patch;
use sigill_domain::version::{Expected, IfMatch};
use sigill_testing::{Fixture, on_both};

type Patched = Result<Credential<MobileSignature>, Refusal>;

async fn patch(app: &App, token: &str, user: &str, patch: &PatchMobileSignature) -> Patched {
    mobile_signature::modify(app, &permit(&caller(app, token).await), user, patch, &Asked::default()).await.map(done)
}

async fn patched(app: &App, token: &str, user: &str, wanted: &PatchMobileSignature) -> Credential<MobileSignature> {
    patch(app, token, user, wanted).await.unwrap()
}

fn state(name: &str) -> PatchMobileSignature {
    PatchMobileSignature { state_name: Patch::Set(name.to_owned()), ..PatchMobileSignature::default() }
}

async fn report(app: &App, token: &str, success: bool, credential: &str) -> Result<Lock, Refusal> {
    let permit = permit(&caller(app, token).await);
    Ok(login::report(&permit, &login::Report { user: "u", success, credential: Some(credential), extra: &[] })
        .await?
        .lock)
}

async fn with_policy(app: &App, token: &str, parameters: &[(&str, &str)]) {
    let new = sigill_domain::policy::New {
        name: Some("strict".to_owned()),
        policy_type: Some("MobileSignaturePolicy".to_owned()),
        default_policy: Some(true),
        parameters: Some(parameters.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()),
        ..sigill_domain::policy::New::default()
    };
    sigill_app::policy::create(&permit(&caller(app, token).await), &new, &Asked::default()).await.unwrap();
}

on_both! {
    async fn a_patch_changes_what_it_names_and_keeps_the_rest(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        create_user(app, &token, "u").await;
        let before = created(app, &token, "u", &wish()).await;
        fixture.clock.advance_ms(5_000);
        let wanted = PatchMobileSignature {
            identificator: Patch::Set("id-2".to_owned()),
            modification_comment: Patch::Set("new phone".to_owned()),
            ..PatchMobileSignature::default()
        };
        let after = patched(app, &token, "u", &wanted).await;
        assert_eq!(after.detail.identificator, "id-2");
        assert_eq!(after.detail.msisdn, before.detail.msisdn);
        assert_eq!((after.version, after.comment.as_deref()), (2, Some("new phone")));
        assert!(after.modified > before.modified && after.created == before.created);
        assert_eq!(get(app, &token, "u").await.unwrap(), after);
        // The same again changes nothing, and so is no change.
        assert_eq!(patched(app, &token, "u", &wanted).await.version, 2);
    }

    async fn of_64_patches_of_one_version_one_wins_and_63_are_stale(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (fixture.app.clone(), fixture.root().await);
        create_user(&app, &token, "u").await;
        created(&app, &token, "u", &wish()).await;
        let tasks: Vec<_> = (0..64)
            .map(|n| {
                let (app, token) = (app.clone(), token.clone());
                let wanted = PatchMobileSignature {
                    identificator: Patch::Set(format!("id-{}", n + 100)),
                    expected: Expected { version: Some(1), if_match: None },
                    ..PatchMobileSignature::default()
                };
                tokio::spawn(async move { patch(&app, &token, "u", &wanted).await })
            })
            .collect();
        let mut won = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => won += 1,
                Err(refusal) => assert!(matches!(refusal, Refusal::Stale(..)), "{refusal:?}"),
            }
        }
        assert_eq!((won, get(&app, &token, "u").await.unwrap().version), (1, 2));
    }

    async fn an_if_match_that_names_another_version_fails_and_a_right_one_does_not(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        create_user(app, &token, "u").await;
        created(app, &token, "u", &wish()).await;
        let with = |versions: Vec<i64>| PatchMobileSignature {
            expected: Expected { if_match: Some(IfMatch::OneOf(versions)), version: None },
            ..state("disabled")
        };
        assert!(matches!(patch(app, &token, "u", &with(vec![])).await, Err(Refusal::PreconditionFailed(_))));
        assert!(matches!(patch(app, &token, "u", &with(vec![7])).await, Err(Refusal::PreconditionFailed(_))));
        assert_eq!(patched(app, &token, "u", &with(vec![7, 1])).await.state, State::Disabled);
    }

    async fn a_credential_leaves_archived_only_by_being_deleted(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        create_user(app, &token, "u").await;
        created(app, &token, "u", &wish()).await;
        let archived = patched(app, &token, "u", &state("archived")).await;
        assert_eq!(archived.reason, Some(ChangeReason::ChangedByAdmin));
        for name in ["active", "disabled", "admin-changed", "tmp-locked", "fail-locked"] {
            assert_eq!(codes(&patch(app, &token, "u", &state(name)).await.unwrap_err()), ["errors.invalidData"]);
        }
        let delete = permit(&caller(app, &token).await);
        mobile_signature::delete(&delete, "u").await.unwrap();
        assert!(matches!(get(app, &token, "u").await, Err(Refusal::NoRecord(_))));
        created(app, &token, "u", &wish()).await;
    }

    async fn a_temporary_lock_that_was_set_ends_by_itself_and_unlocking_clears_the_failures(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        create_user(app, &token, "u").await;
        let credential = created(app, &token, "u", &wish()).await;
        report(app, &token, false, credential.ext_id.as_str()).await.unwrap();
        patched(app, &token, "u", &state("tmp-locked")).await;
        assert_eq!(get(app, &token, "u").await.unwrap().state, State::TmpLocked);
        let unlocked = patched(app, &token, "u", &state("active")).await;
        assert_eq!((unlocked.reason, unlocked.logins.failure_count), (Some(ChangeReason::Unlock), 0));
        patched(app, &token, "u", &state("tmp-locked")).await;
        fixture.clock.advance_ms(59_999);
        assert_eq!(get(app, &token, "u").await.unwrap().state, State::TmpLocked);
        fixture.clock.advance_ms(1);
        assert_eq!(get(app, &token, "u").await.unwrap().state, State::Active);
    }

    async fn with_the_defaults_two_failures_lock_for_a_minute_and_the_third_for_good(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        create_user(app, &token, "u").await;
        let credential = created(app, &token, "u", &wish()).await;
        let id = credential.ext_id.as_str();
        assert_eq!(report(app, &token, false, id).await.unwrap(), Lock::None);
        assert_eq!(report(app, &token, false, id).await.unwrap(), Lock::Temporary);
        // Denied because of the lock, and so not counted.
        assert_eq!(codes(&report(app, &token, false, id).await.unwrap_err()), ["errors.invalidData"]);
        assert_eq!(codes(&report(app, &token, true, id).await.unwrap_err()), ["errors.invalidData"]);
        fixture.clock.advance_ms(60_000);
        assert_eq!(report(app, &token, false, id).await.unwrap(), Lock::Permanent);
        let locked = get(app, &token, "u").await.unwrap();
        assert_eq!((locked.state, locked.reason), (State::FailLocked, Some(ChangeReason::TooManyLoginFailures)));
        // Two locks are two changes; the failures between them none.
        assert_eq!((locked.version, locked.logins.failure_count), (3, 3));
    }

    async fn a_success_clears_the_failures_and_counts_itself(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        create_user(app, &token, "u").await;
        let credential = created(app, &token, "u", &wish()).await;
        report(app, &token, false, credential.ext_id.as_str()).await.unwrap();
        report(app, &token, true, credential.ext_id.as_str()).await.unwrap();
        let after = get(app, &token, "u").await.unwrap();
        assert_eq!((after.logins.success_count, after.logins.failure_count, after.version), (1, 0, 1));
        assert!(after.logins.success_last.is_some() && after.logins.failure_last.is_some());
    }

    async fn a_hundred_failures_at_once_count_a_hundred(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (fixture.app.clone(), fixture.root().await);
        with_policy(&app, &token, &[("maxCredFailureCount", "-1"), ("tmpLockingThreshold", "-1")]).await;
        create_user(&app, &token, "u").await;
        let id = created(&app, &token, "u", &wish()).await.ext_id;
        let tasks: Vec<_> = (0..100)
            .map(|_| {
                let (app, token, id) = (app.clone(), token.clone(), id.clone());
                tokio::spawn(async move { report(&app, &token, false, id.as_str()).await })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(get(&app, &token, "u").await.unwrap().logins.failure_count, 100);
    }

    async fn a_lock_can_not_be_outrun(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (fixture.app.clone(), fixture.root().await);
        with_policy(&app, &token, &[("maxCredFailureCount", "5"), ("tmpLockingThreshold", "-1")]).await;
        create_user(&app, &token, "u").await;
        let id = created(&app, &token, "u", &wish()).await.ext_id;
        let tasks: Vec<_> = (0..50)
            .map(|_| {
                let (app, token, id) = (app.clone(), token.clone(), id.clone());
                tokio::spawn(async move { report(&app, &token, false, id.as_str()).await })
            })
            .collect();
        let mut counted = 0;
        for task in tasks {
            counted += usize::from(task.await.unwrap().is_ok());
        }
        let after = get(&app, &token, "u").await.unwrap();
        assert_eq!((counted, after.logins.failure_count, after.state), (5, 5, State::FailLocked));
    }

    async fn the_statement_that_counts_locks_as_the_rule_says(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        let cases = [("7", "3", "strict"), ("7", "3", "threshold"), ("-1", "2", "threshold"), ("4", "-1", "strict")];
        for (n, (max, threshold, mode)) in cases.into_iter().enumerate() {
            let parameters =
                [("maxCredFailureCount", max), ("tmpLockingThreshold", threshold), ("tmpLockingMode", mode)];
            let new = sigill_domain::policy::New {
                ext_id: Some(format!("p{n}")),
                name: Some(format!("p{n}")),
                policy_type: Some("MobileSignaturePolicy".to_owned()),
                parameters: Some(parameters.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()),
                ..sigill_domain::policy::New::default()
            };
            sigill_app::policy::create(&permit(&caller(app, &token).await), &new, &Asked::default()).await.unwrap();
            let rule = sigill_domain::policy::CredentialRules::read(new.parameters.as_ref().unwrap()).locking;
            let user = format!("u{n}");
            create_user(app, &token, &user).await;
            let wish = mobile_signature::New { policy_ext_id: Some(format!("p{n}")), ..wish() };
            let id = created(app, &token, &user, &wish).await.ext_id;
            for count in 1..=10 {
                let permit = permit(&caller(app, &token).await);
                let lock = login::report(&permit, &login::Report { user: &user, success: false, credential: Some(id.as_str()), extra: &[] }).await.unwrap().lock;
                assert_eq!(lock, rule.after_failure(count), "failure {count} under {parameters:?}");
                if lock == Lock::Permanent {
                    break;
                }
                fixture.clock.advance_ms(60_000);
            }
        }
    }

    async fn a_repeated_request_gets_the_kept_answer_and_another_body_is_refused(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        create_user(app, &token, "u").await;
        let answer = |made: &Made| Answer {
            status: 201, location: None, etag: None, body: Some(made.credential.ext_id.to_string()),
        };
        let try_it = async |fingerprint: &str| {
            let request = Request {
                key: "k".to_owned(), method: "POST".to_owned(), path: "/p".to_owned(), fingerprint: fingerprint.to_owned(),
            };
            let asked = Asked { repeat: Some(Repeat { request, answer: &answer }), ..Asked::default() };
            mobile_signature::create(app, &permit(&caller(app, &token).await), "u", &wish(), &asked).await
        };
        let Outcome::Done(first) = try_it("a").await.unwrap() else { panic!() };
        let Outcome::Kept(kept) = try_it("a").await.unwrap() else { panic!() };
        assert_eq!(kept, answer(&first));
        assert!(matches!(try_it("b").await, Err(Refusal::KeyReused)));
        // After a day the key is free again, and the user still has a mobile signature.
        fixture.clock.advance_ms(24 * 60 * 60 * 1_000);
        assert_eq!(codes(&try_it("b").await.unwrap_err()), ["errors.mobileSignatureExists"]);
    }

    async fn a_dry_run_tells_what_would_happen_and_writes_nothing(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        create_user(app, &token, "u").await;
        let asked = Asked { dry_run: true, ..Asked::default() };
        let outcome = mobile_signature::create(app, &permit(&caller(app, &token).await), "u", &wish(), &asked).await.unwrap();
        let Outcome::Would(made, events) = outcome else { panic!() };
        assert_eq!((made.credential.version, events.len()), (1, 1));
        assert!(matches!(get(app, &token, "u").await, Err(Refusal::NoRecord(_))));
    }
}
