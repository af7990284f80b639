//! Changing and deleting clients, policies and users, on both engines.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use common::{archive, caller, codes, create_user, created, get, permit, wish};
use serde_json::json;
use sigill_app::{App, Asked, Caller, Outcome, Permit, Refusal, client, policy, user};
use sigill_domain::client::PatchClient;
use sigill_domain::patch::Patch;
use sigill_domain::policy::{New as NewPolicy, Parameters, PatchPolicy};
use sigill_domain::right::{
    ClientCreate, ClientDelete, ClientModify, ClientView, PolicyDelete, PolicyModify, PolicyView, UserDelete,
    UserModify, UserView,
};
use sigill_domain::user::PatchUser;
use sigill_domain::version::Expected;
use sigill_testing::{Fixture, on_both};

fn in_client<R: sigill_domain::right::Right>(caller: &Caller, client: &str) -> Permit<R> {
    caller.granted().unwrap().in_client(client).unwrap()
}

async fn found_client(app: &App, token: &str, ext_id: &str) {
    let permit = caller(app, token).await.granted::<ClientCreate>().unwrap().everywhere().unwrap();
    let new = sigill_domain::client::New {
        ext_id: Some(ext_id.to_owned()),
        name: Some(ext_id.to_owned()),
        ..sigill_domain::client::New::default()
    };
    client::create(&permit, &new, &Asked::default()).await.unwrap();
}

async fn new_policy(app: &App, token: &str, ext_id: &str, default: bool, parameters: &[(&str, &str)]) {
    let parameters: Parameters = parameters.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    let new = NewPolicy {
        ext_id: Some(ext_id.to_owned()),
        name: Some(ext_id.to_owned()),
        policy_type: Some("MobileSignaturePolicy".to_owned()),
        default_policy: Some(default),
        parameters: Some(parameters),
        ..NewPolicy::default()
    };
    policy::create(&permit(&caller(app, token).await), &new, &Asked::default()).await.unwrap();
}

async fn events(fixture: &Fixture, kind: &str) -> String {
    fixture.database.query(&format!("SELECT count(*) FROM event WHERE kind = '{kind}'")).await.unwrap()
}

on_both! {
    async fn a_client_is_changed_and_its_event_says_from_what_to_what(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        let patch = PatchClient {
            name: Patch::Set("Interface".to_owned()),
            display_name: Patch::Set(vec![("EN".to_owned(), Patch::Set("Interface".to_owned()))]),
            ..PatchClient::default()
        };
        let modify: Permit<ClientModify> = permit(&caller(app, &token).await);
        let Outcome::Done(after) = client::modify(&modify, &patch, &Asked::default()).await.unwrap() else { panic!() };
        assert_eq!((after.name.as_str(), after.version), ("Interface", 2));
        assert_eq!(client::get(&permit::<ClientView>(&caller(app, &token).await)).await.unwrap(), after);
        let names = "SELECT before || after FROM event WHERE kind = 'CLIENT_MODIFY'";
        let names = fixture.database.query(names).await.unwrap();
        assert!(names.contains("API") && names.contains("Interface"), "{names}");
    }

    async fn a_client_can_not_take_the_name_of_another(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        found_client(app, &token, "bank").await;
        let patch = PatchClient { name: Patch::Set("bank".to_owned()), ..PatchClient::default() };
        let modify: Permit<ClientModify> = permit(&caller(app, &token).await);
        let refusal = client::modify(&modify, &patch, &Asked::default()).await.unwrap_err();
        assert_eq!(codes(&refusal), ["errors.duplicateName"]);
    }

    async fn a_deleted_client_is_gone_at_once_and_purged_in_batches_that_can_be_cut_off(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        found_client(app, &token, "bank").await;
        for n in 0..5 {
            let new = sigill_domain::user::New { ext_id: Some(format!("u{n}")), is_technical_user: true, ..sigill_domain::user::New::default() };
            let create = in_client(&caller(app, &token).await, "bank");
            user::create(&create, &new, &Asked::default()).await.unwrap();
        }
        let delete: Permit<ClientDelete> = in_client(&caller(app, &token).await, "bank");
        client::delete(&delete, &Expected::default(), &Asked::default()).await.unwrap();

        let view: Permit<ClientView> = in_client(&caller(app, &token).await, "bank");
        assert!(matches!(client::get(&view).await, Err(Refusal::NoRecord(_))));
        let create: Permit<_> = in_client(&caller(app, &token).await, "bank");
        let new = sigill_domain::user::New { is_technical_user: true, ..sigill_domain::user::New::default() };
        assert!(matches!(user::create(&create, &new, &Asked::default()).await, Err(Refusal::NoRecord(_))));

        // One batch, then another node goes on.
        let system = |node: &App| node.store.system(sigill_app::Task::Test, node.world.occasion("purge".to_owned(), std::time::Duration::from_secs(9)));
        let dead = system(app).dead_clients().await.unwrap();
        assert!(system(app).purge(dead[0], 1).await.unwrap());
        let other = Fixture::open(fixture.database.url(), &app.world).await;
        assert!(client::purge(&system(&other)).await.unwrap() > 0);
        assert_eq!(client::purge(&system(app)).await.unwrap(), 0);
        for table in ["users", "owner", "profile", "policy", "unit"] {
            let left = format!("SELECT count(*) FROM {table} WHERE client_id NOT IN (SELECT id FROM client)");
            assert_eq!(fixture.database.query(&left).await.as_deref(), Some("0"), "{table}");
        }
        // Its events outlive it, and its name is free again.
        assert_eq!(fixture.database.query("SELECT count(*) FROM event WHERE client_ext_id = 'bank'").await.as_deref(), Some("7"));
        found_client(app, &token, "bank").await;
    }

    async fn parameters_of_a_policy_are_replaced_as_a_whole_and_checked(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        new_policy(app, &token, "p", false, &[("maxCredFailureCount", "5"), ("auditCredentialValue", "true")]).await;
        let modify = async |patch: PatchPolicy| {
            let permit: Permit<PolicyModify> = permit(&caller(app, &token).await);
            policy::modify(&permit, "p", &patch, &Asked::default()).await
        };
        let parameters = |name: &str, value: &str| PatchPolicy {
            parameters: Patch::Set(Parameters::from([(name.to_owned(), value.to_owned())])),
            ..PatchPolicy::default()
        };
        let Outcome::Done(after) = modify(parameters("maxCredFailureCount", "7")).await.unwrap() else { panic!() };
        assert_eq!(after.parameters, Parameters::from([("maxCredFailureCount".to_owned(), "7".to_owned())]));
        assert_eq!(codes(&modify(parameters("maxCredFailureCount", "0")).await.unwrap_err()), ["errors.invalidData"]);
        assert_eq!(
            codes(&modify(parameters("validation.msisdn.regex", "(?<=a)b")).await.unwrap_err()),
            ["errors.property.regexinv"]
        );
        let changed = PatchPolicy { policy_type: Patch::Set("ClientPolicy".to_owned()), ..PatchPolicy::default() };
        assert_eq!(codes(&modify(changed).await.unwrap_err()), ["errors.modifyReadonlyData"]);
        let view = policy::get(&permit::<PolicyView>(&caller(app, &token).await), "p").await.unwrap();
        assert_eq!(view.version, 2);
    }

    async fn making_a_policy_the_default_unmakes_the_former_and_a_default_can_not_be_deleted(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        new_policy(app, &token, "p", false, &[]).await;
        let defaults = "SELECT count(*) FROM policy WHERE is_default AND kind = 'MobileSignaturePolicy'";
        let delete = async || {
            let permit: Permit<PolicyDelete> = permit(&caller(app, &token).await);
            policy::delete(&permit, "p", &Expected::default(), &Asked::default()).await
        };
        let patch = PatchPolicy { default_policy: Patch::Set(true), ..PatchPolicy::default() };
        policy::modify(&permit(&caller(app, &token).await), "p", &patch, &Asked::default()).await.unwrap();
        assert_eq!(fixture.database.query(defaults).await.as_deref(), Some("1"));
        assert_eq!(codes(&delete().await.unwrap_err()), ["errors.deleteDefaultEntityFailure"]);
        let patch = PatchPolicy { default_policy: Patch::Set(false), ..PatchPolicy::default() };
        let refusal = policy::modify(&permit(&caller(app, &token).await), "p", &patch, &Asked::default()).await.unwrap_err();
        assert_eq!(codes(&refusal), ["errors.deleteDefaultEntityFailure"]);
    }

    async fn a_policy_that_governs_a_credential_can_not_be_deleted(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        new_policy(app, &token, "p", false, &[]).await;
        create_user(app, &token, "u").await;
        let wish = common::mobile_signature::New { policy_ext_id: Some("p".to_owned()), ..wish() };
        created(app, &token, "u", &wish).await;
        let delete = async || {
            let permit: Permit<PolicyDelete> = permit(&caller(app, &token).await);
            policy::delete(&permit, "p", &Expected::default(), &Asked::default()).await
        };
        assert_eq!(codes(&delete().await.unwrap_err()), ["errors.undeletedDependencies"]);
        archive(app, &token, "u").await.unwrap();
        delete().await.unwrap();
        let view = policy::get(&permit::<PolicyView>(&caller(app, &token).await), "p").await;
        assert!(matches!(view, Err(Refusal::NoRecord(_))));
    }

    async fn a_user_is_changed_by_a_merge_patch_and_its_profiles_follow_its_state(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        create_user(app, &token, "u").await;
        let patch = PatchUser {
            user_state: Patch::Set("disabled".to_owned()),
            person: json!({ "name": { "firstName": "Ann" }, "remarks": "moved" }),
            expected: Expected { version: Some(1), if_match: None },
            ..PatchUser::default()
        };
        let modify: Permit<UserModify> = permit(&caller(app, &token).await);
        let Outcome::Done(after) = user::modify(&modify, "u", &patch, &Asked::default()).await.unwrap() else { panic!() };
        assert_eq!(after.person.name.first_name.as_deref(), Some("Ann"));
        assert_eq!(after.person.name.family_name.as_deref(), Some("Muster"));
        let disabled = "SELECT count(*) FROM profile WHERE state = 'disabled'";
        assert_eq!(fixture.database.query(disabled).await.as_deref(), Some("1"));
        let again = user::modify(&permit(&caller(app, &token).await), "u", &patch, &Asked::default()).await;
        assert!(matches!(again, Err(Refusal::Stale(..))));
        // What the client policy makes mandatory can't be removed.
        let patch = PatchUser { person: json!({ "contacts": { "email": null } }), ..PatchUser::default() };
        let refusal = user::modify(&permit(&caller(app, &token).await), "u", &patch, &Asked::default()).await.unwrap_err();
        assert_eq!(codes(&refusal), ["errors.invalidData"]);
    }

    async fn deleting_a_user_takes_all_that_is_below_and_leaves_its_history(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        create_user(app, &token, "u").await;
        created(app, &token, "u", &wish()).await;
        let delete: Permit<UserDelete> = permit(&caller(app, &token).await);
        user::delete(&delete, "u", &Expected::default(), &Asked::default()).await.unwrap();
        let view = user::get(&permit::<UserView>(&caller(app, &token).await), "u").await;
        assert!(matches!(view, Err(Refusal::NoRecord(_))));
        assert_eq!(fixture.database.query("SELECT count(*) FROM credential WHERE kind = 16").await.as_deref(), Some("0"));
        assert_eq!((events(&fixture, "USER_DELETE").await, events(&fixture, "CREDENTIAL_DELETE").await), ("1".into(), "1".into()));
        // The external id is free again.
        create_user(app, &token, "u").await;
        assert!(matches!(get(app, &token, "u").await, Err(Refusal::NoRecord(_))));
    }

    async fn deleting_and_creating_at_once_leave_no_orphan(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        for round in 0..20 {
            let user = format!("u{round}");
            create_user(app, &token, &user).await;
            let delete: Permit<UserDelete> = permit(&caller(app, &token).await);
            let (wish, expected, asked) = (wish(), Expected::default(), Asked::default());
            let (deleted, created) =
                tokio::join!(user::delete(&delete, &user, &expected, &asked), common::create(app, &token, &user, &wish));
            deleted.unwrap();
            assert!(matches!(created, Ok(_) | Err(Refusal::NoRecord(_))), "{created:?}");
        }
        assert_eq!(fixture.database.query("SELECT count(*) FROM credential WHERE kind = 16").await.as_deref(), Some("0"));
    }

    async fn archiving_deletes_each_credential_with_an_event_of_its_own(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        create_user(app, &token, "u").await;
        created(app, &token, "u", &wish()).await;
        archive(app, &token, "u").await.unwrap();
        assert_eq!((events(&fixture, "USER_ARCHIVE").await, events(&fixture, "CREDENTIAL_DELETE").await), ("1".into(), "1".into()));
    }
}

on_both! {
    async fn the_country_of_numbers_may_change_as_long_as_unique_numbers_stay_so(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        let parameters = |country: Option<&str>, unique: bool| {
            let mut parameters = Parameters::from([("validation.mobileSignature.msisdn.unique".to_owned(), unique.to_string())]);
            parameters.extend(country.map(|country| ("sigill.msisdn.country".to_owned(), country.to_owned())));
            parameters
        };
        let of = |msisdn: &str| common::mobile_signature::New { msisdn: Some(msisdn.to_owned()), ..wish() };
        for (user, msisdn) in [("a", "079 123 45 67"), ("b", "+43 79 1234567"), ("c", "+41 79 000 00 00")] {
            create_user(app, &token, user).await;
            created(app, &token, user, &of(msisdn)).await;
        }
        let policy = NewPolicy {
            ext_id: Some("p".to_owned()),
            name: Some("p".to_owned()),
            policy_type: Some("ClientPolicy".to_owned()),
            parameters: Some(parameters(Some("43"), true)),
            ..NewPolicy::default()
        };
        // In Austria the first and the second are one number.
        let refusal = policy::create(&permit(&caller(app, &token).await), &policy, &Asked::default()).await.unwrap_err();
        assert_eq!(codes(&refusal), ["errors.duplicateValue"]);
        let swiss = NewPolicy { parameters: Some(parameters(Some("41"), true)), ..policy };
        policy::create(&permit(&caller(app, &token).await), &swiss, &Asked::default()).await.unwrap();
        let set = async |country: Option<&str>, unique: bool| {
            let patch = PatchPolicy { parameters: Patch::Set(parameters(country, unique)), ..PatchPolicy::default() };
            policy::modify(&permit(&caller(app, &token).await), "p", &patch, &Asked::default()).await
        };
        create_user(app, &token, "d").await;
        let made = async |msisdn: &str| common::create(app, &token, "d", &of(msisdn)).await;
        // What was stored before the country was set is compared in it, in either notation.
        for taken in ["+41 (0)79 123 45 67", "0791234567", "079 000 00 00"] {
            assert_eq!(codes(&made(taken).await.unwrap_err()), ["errors.duplicateValue"], "{taken}");
        }
        assert_eq!(codes(&set(Some("43"), true).await.unwrap_err()), ["errors.duplicateValue"]);
        set(Some("49"), true).await.unwrap();
        assert_eq!(codes(&made("+49 79 1234567").await.unwrap_err()), ["errors.duplicateValue"]);
        // Another country, another number; and none of an old rule stands in its way.
        made("+41 79 123 45 67").await.unwrap();
        set(Some("43"), false).await.unwrap();
        assert_eq!(codes(&set(Some("43"), true).await.unwrap_err()), ["errors.duplicateValue"]);
        set(None, false).await.unwrap();
    }

    async fn only_an_active_technical_user_gets_a_secret_and_the_newest_two_work(database: Database) {
        use sigill_app::setup::{self, TechnicalUser};
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        create_user(app, &token, "person").await;
        let (role, clients) = (sigill_domain::role::Role::Helpdesk, sigill_domain::caller::ClientRoom::Global);
        let made = async |user: &str| {
            let wanted = TechnicalUser { client: "api", user, role, clients: clients.clone() };
            setup::technical_user(&app.store, &app.world, app.tokens.secrets(), &wanted).await
        };
        assert!(matches!(made("person").await, Err(Refusal::Broken(_))));
        let mut secrets = Vec::new();
        for _ in 0..3 {
            secrets.push(made("robot").await.unwrap());
            fixture.clock.advance_ms(1_000);
        }
        let works = async |n: usize| app.tokens.issue(&secrets[n].client_id, &secrets[n].client_secret, None).await.is_ok();
        assert_eq!((works(0).await, works(1).await, works(2).await), (false, true, true));
        archive(app, &token, "robot").await.unwrap();
        assert!(matches!(made("robot").await, Err(Refusal::Broken(_))));
    }
}
