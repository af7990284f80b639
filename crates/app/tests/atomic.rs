//! The rules of the atomic step, each on both engines: a test fails when its rule is broken.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use common::mobile_signature::{New, PatchMobileSignature, decided};
use common::{archive, caller, codes, create, create_user, get, permit, wish};
use serde_json::json;
use sigill_app::App;
use sigill_domain::patch::Patch;
use sigill_domain::right::{CredentialCreate, CredentialModify, UserArchive, UserCreate, UserModify};
use sigill_domain::user::PatchUser;
use sigill_store::{CommitError, Placed, Sought};
use sigill_testing::{Fixture, on_both};

/// What a patch of one member of the mobile signature of `w` would change.
async fn patched(
    app: &App,
    token: &str,
    member: fn(&mut PatchMobileSignature) -> &mut Patch<String>,
    value: &str,
) -> Placed<CredentialModify> {
    let permit = permit::<CredentialModify>(&caller(app, token).await);
    let mut patch = PatchMobileSignature::default();
    *member(&mut patch) = Patch::Set(value.to_owned());
    common::mobile_signature::patched(&permit, "w", &patch).await
}

async fn count(fixture: &Fixture, from: &str) -> String {
    fixture.database.query(&format!("SELECT count(*) FROM {from}")).await.unwrap()
}

on_both! {
    async fn a_credential_decided_before_its_user_is_archived_is_not_created(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        create_user(app, &token, "u").await;
        let permit = permit::<CredentialCreate>(&caller(app, &token).await);
        let (_, change) = decided(&permit, "u", &wish()).await;

        archive(app, &token, "u").await.unwrap();

        assert!(matches!(change.commit().await, Err(CommitError::Moved)));
        assert_eq!(count(&fixture, "credential WHERE kind = 16").await, "0");
        assert_eq!(count(&fixture, "event WHERE kind = 'CREDENTIAL_CREATE' AND user_ext_id = 'u'").await, "0");
    }

    async fn an_archiving_decided_before_a_credential_is_created_leaves_no_orphan(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        create_user(app, &token, "u").await;
        let permit = permit::<UserArchive>(&caller(app, &token).await);
        let Sought::There(archivable) = permit.archivable("u").await.unwrap() else { panic!() };
        let standing = permit.standing_to(&archivable, false).await.unwrap();
        let change = archivable.archive(&standing, &permit.happening()).unwrap().unwrap();
        let change = archivable.placed(change);

        create(app, &token, "u", &wish()).await.unwrap();

        assert!(matches!(change.commit().await, Err(CommitError::Moved)));
        archive(app, &token, "u").await.unwrap();
        assert_eq!(count(&fixture, "credential WHERE kind = 16").await, "0");
    }

    async fn archiving_and_creating_at_once_never_leave_an_archived_user_with_a_credential(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        for round in 0..40 {
            let user = format!("u{round}");
            create_user(app, &token, &user).await;
            let wish = wish();
            let (archived, created) = tokio::join!(archive(app, &token, &user), create(app, &token, &user, &wish));
            archived.unwrap();
            if let Err(refusal) = created {
                assert_eq!(codes(&refusal), ["errors.invalidData"]);
            }
        }
        let orphans = count(&fixture, "credential k JOIN users u ON u.id = k.owner_id WHERE u.state = 'archived'").await;
        assert_eq!(orphans, "0");
        assert_eq!(count(&fixture, "users WHERE state = 'archived'").await, "40");
    }

    async fn of_two_changes_of_one_owner_the_second_has_moved(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        create_user(app, &token, "u").await;
        let first = permit::<CredentialCreate>(&caller(app, &token).await);
        let second = permit::<CredentialCreate>(&caller(app, &token).await);
        let ((_, one), (_, two)) = (decided(&first, "u", &wish()).await, decided(&second, "u", &wish()).await);

        one.commit().await.unwrap();

        assert!(matches!(two.commit().await, Err(CommitError::Moved)));
        assert_eq!(count(&fixture, "credential WHERE kind = 16").await, "1");
        assert_eq!(count(&fixture, "event WHERE kind = 'CREDENTIAL_CREATE' AND user_ext_id = 'u'").await, "1");
        assert_eq!(codes(&create(app, &token, "u", &wish()).await.unwrap_err()), ["errors.mobileSignatureExists"]);
    }

    async fn an_ext_id_given_twice_has_one_winner_and_the_other_hears_that_it_is_taken(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        create_user(app, &token, "a").await;
        create_user(app, &token, "b").await;
        let wish = New { ext_id: Some("same".to_owned()), ..wish() };
        let first = permit::<CredentialCreate>(&caller(app, &token).await);
        let second = permit::<CredentialCreate>(&caller(app, &token).await);
        let ((_, one), (_, two)) = (decided(&first, "a", &wish).await, decided(&second, "b", &wish).await);

        one.commit().await.unwrap();

        assert!(matches!(two.commit().await, Err(CommitError::Moved)));
        assert_eq!(codes(&create(app, &token, "b", &wish).await.unwrap_err()), ["errors.duplicateValue"]);
        // What was refused left no trace: the other user can still get one.
        create(app, &token, "b", &common::wish()).await.unwrap();
    }

    async fn of_64_callers_creating_for_one_user_one_succeeds_and_63_hear_the_same(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (fixture.app.clone(), fixture.root().await);
        create_user(&app, &token, "u").await;
        let tasks: Vec<_> = (0..64)
            .map(|_| {
                let (app, token) = (app.clone(), token.clone());
                tokio::spawn(async move { create(&app, &token, "u", &wish()).await })
            })
            .collect();
        let mut created = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => created += 1,
                Err(refusal) => assert_eq!(codes(&refusal), ["errors.mobileSignatureExists"]),
            }
        }
        assert_eq!(created, 1);
        assert_eq!(count(&fixture, "credential WHERE kind = 16").await, "1");
        assert_eq!(count(&fixture, "event WHERE kind = 'CREDENTIAL_CREATE' AND user_ext_id = 'u'").await, "1");
        assert_eq!(get(&app, &token, "u").await.unwrap().version, 1);
    }

    async fn a_number_that_must_be_unique_has_one_winner_among_many_users(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (fixture.app.clone(), fixture.root().await);
        common::make_msisdn_unique(&app, &token).await;
        for n in 0..16 {
            create_user(&app, &token, &format!("u{n}")).await;
        }
        let tasks: Vec<_> = (0..16)
            .map(|n| {
                let (app, token) = (app.clone(), token.clone());
                // The same number in two notations.
                let msisdn = if n % 2 == 0 { "+41791234567" } else { "0041 79 123 45 67" };
                let wish = New { msisdn: Some(msisdn.to_owned()), ..wish() };
                tokio::spawn(async move { create(&app, &token, &format!("u{n}"), &wish).await })
            })
            .collect();
        let mut created = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => created += 1,
                Err(refusal) => assert_eq!(codes(&refusal), ["errors.duplicateValue"]),
            }
        }
        assert_eq!(created, 1);
    }
}

on_both! {
    async fn a_number_decided_before_numbers_must_be_unique_does_not_slip_past_that(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        create_user(app, &token, "u").await;
        create_user(app, &token, "v").await;
        let (first, second) =
            (permit(&caller(app, &token).await), permit::<CredentialCreate>(&caller(app, &token).await));
        let (_, change) = decided(&first, "u", &wish()).await;
        let (_, late) = decided(&second, "v", &wish()).await;
        change.commit().await.unwrap();
        // Of somebody else, whose other number becomes the same, and of whom something else is changed.
        create_user(app, &token, "w").await;
        create(app, &token, "w", &New { msisdn: Some("+41790000000".to_owned()), ..wish() }).await.unwrap();
        let (numbered, named) = (patched(app, &token, |patch| &mut patch.msisdn, "+41791234567").await,
            patched(app, &token, |patch| &mut patch.identificator, "other").await);

        common::make_msisdn_unique(app, &token).await;

        assert!(matches!(late.commit().await, Err(CommitError::Moved)));
        assert_eq!(codes(&create(app, &token, "v", &wish()).await.unwrap_err()), ["errors.duplicateValue"]);
        assert!(matches!(numbered.commit().await, Err(CommitError::Moved)));
        named.commit().await.unwrap();
    }

    async fn a_mobile_number_decided_before_they_must_be_unique_does_not_slip_past_that(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        common::create_user_with_mobile(app, &token, "u", "079").await.unwrap();
        create_user(app, &token, "w").await;
        let creating = permit::<UserCreate>(&caller(app, &token).await);
        let Sought::There(new_user) = creating.new_user(Some("v"), None).await.unwrap() else { panic!() };
        let (_, new) = new_user.register(&common::person_with_mobile("v", "079"), vec![], &creating.happening()).unwrap();
        let new = new_user.placed(new);
        let changing = permit::<UserModify>(&caller(app, &token).await);
        let Sought::There(held) = changing.held_user("w", None).await.unwrap() else { panic!() };
        let patch = PatchUser { person: json!({ "contacts": { "mobile": "079" } }), ..PatchUser::default() };
        let standing = changing.standing_to(&held, false).await.unwrap();
        let (_, patch) = held.modify(&patch, vec![], &standing, &changing.happening()).unwrap();

        common::make_unique(app, &token, "validation.user.mobile.unique").await.unwrap();

        assert!(matches!(new.commit().await, Err(CommitError::Moved)));
        assert!(matches!(held.placed(patch.unwrap()).commit().await, Err(CommitError::Moved)));
        let refused = common::create_user_with_mobile(app, &token, "v", "079").await.unwrap_err();
        assert_eq!(codes(&refused), ["errors.duplicateMobile"]);
    }

    async fn numbers_and_the_wish_that_they_be_unique_at_once_never_leave_two_the_same(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (fixture.app.clone(), fixture.root().await);
        let (mut switched, mut refused) = (0, 0);
        for round in 0..12 {
            let mut tasks = Vec::new();
            for n in 0..4 {
                let (app, token, user) = (app.clone(), token.clone(), format!("u-{round}-{n}"));
                let mobile = format!("079-{round}");
                tasks.push(tokio::spawn(async move {
                    let _ = common::create_user_with_mobile(&app, &token, &user, &mobile).await;
                }));
            }
            let switch = common::make_unique(&app, &token, "validation.user.mobile.unique").await;
            for task in tasks {
                task.await.unwrap();
            }
            let same = count(&fixture, &format!("(SELECT 1 FROM users WHERE mobile = '079-{round}' LIMIT 2) AS same")).await;
            match switch {
                Ok(()) => {
                    assert_eq!(same, "1", "after the switch there are two");
                    switched += 1;
                    common::unmake_unique(&app, &token).await;
                }
                Err(refusal) => {
                    assert_eq!(codes(&refusal), ["errors.duplicateMobile"]);
                    refused += 1;
                    for n in 1..4 {
                        let _ = common::delete_user(&app, &token, &format!("u-{round}-{n}")).await;
                    }
                    let _ = common::delete_user(&app, &token, &format!("u-{round}-0")).await;
                }
            }
        }
        assert_eq!(switched + refused, 12);
    }

    async fn a_mobile_number_that_must_be_unique_has_one_winner_among_many_users(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (fixture.app.clone(), fixture.root().await);
        common::make_unique(&app, &token, "validation.user.mobile.unique").await.unwrap();
        let tasks: Vec<_> = (0..16)
            .map(|n| {
                let (app, token) = (app.clone(), token.clone());
                tokio::spawn(async move {
                    common::create_user_with_mobile(&app, &token, &format!("u{n}"), "+41 79 000 00 00").await
                })
            })
            .collect();
        let mut created = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(()) => created += 1,
                Err(refusal) => assert_eq!(codes(&refusal), ["errors.duplicateMobile"]),
            }
        }
        assert_eq!(created, 1);
    }
}
