//! Search, on both engines.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use common::mobile_signature::{self, New};
use common::{caller, codes, create_user, created, permit, wish};
use sigill_app::{App, Asked, Denied, Hit, Outcome, Refusal, client, search, user};
use sigill_domain::caller::ClientRoom;
use sigill_domain::credential::CredentialType;
use sigill_domain::ext_id::ExtId;
use sigill_domain::list::Parameters;
use sigill_domain::right::{ClientCreate, CredentialCreate, UserCreate, UserView};
use sigill_domain::role::Role;
use sigill_domain::search::Why;
use sigill_domain::user::{Contacts, Name, New as NewUser, Person};
use sigill_testing::{Fixture, on_both};

async fn ask(app: &App, token: &str, pairs: &[(&str, &str)]) -> Result<Vec<Hit>, Refusal> {
    let permit = caller(app, token).await.granted::<UserView>().unwrap().in_rooms();
    Ok(search::find(&permit, Parameters::new(pairs.iter().copied())).await?.hits)
}

/// Why and whom `q` finds.
async fn find(app: &App, token: &str, q: &str) -> Vec<(Why, String)> {
    let hits = ask(app, token, &[("q", q)]).await.unwrap();
    hits.into_iter().map(|hit| (hit.why, format!("{}/{}", hit.client.ext_id, hit.user.ext_id))).collect()
}

fn hits(expected: &[(Why, &str)]) -> Vec<(Why, String)> {
    expected.iter().map(|(why, user)| (*why, (*user).to_owned())).collect()
}

fn person(first: &str, family: &str) -> Person {
    Person {
        name: Name { first_name: Some(first.to_owned()), family_name: Some(family.to_owned()), title: None },
        contacts: Contacts {
            email: Some(format!("{first}.{family}@example.com").replace(' ', "")),
            ..Contacts::default()
        },
        ..Person::default()
    }
}

async fn register(app: &App, token: &str, client: &str, ext_id: &str, login_id: &str, person: Person) {
    let permit = caller(app, token).await.granted::<UserCreate>().unwrap().in_client(client).unwrap();
    let new =
        NewUser { ext_id: Some(ext_id.to_owned()), login_id: Some(login_id.to_owned()), person, ..NewUser::default() };
    user::create(&permit, &new, &Asked::default()).await.unwrap();
}

async fn found_client(app: &App, token: &str, ext_id: &str) {
    let text = Some(ext_id.to_owned());
    let new = sigill_domain::client::New { ext_id: text.clone(), name: text, ..sigill_domain::client::New::default() };
    let permit = caller(app, token).await.granted::<ClientCreate>().unwrap().everywhere().unwrap();
    assert!(matches!(client::create(&permit, &new, &Asked::default()).await.unwrap(), Outcome::Done(_)));
}

async fn issue(app: &App, token: &str, client: &str, user: &str, new: &New) {
    let permit = caller(app, token).await.granted::<CredentialCreate>().unwrap().in_client(client).unwrap();
    mobile_signature::create(app, &permit, user, new, &Asked::default()).await.unwrap();
}

const CERTIFICATE: &str = include_str!("common/certificate.pem");

on_both! {
    async fn a_number_is_found_in_any_notation(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        create_user(app, &token, "u").await;
        created(app, &token, "u", &wish()).await;
        for q in ["+41791234567", " 41791234567", "0041 79 123 45 67", "+41 (79) 123-45-67"] {
            let found = ask(app, &token, &[("q", q)]).await.unwrap();
            assert_eq!(found.len(), 1, "{q}");
            assert_eq!((found[0].why, found[0].user.ext_id.as_str()), (Why::Msisdn, "u"));
            assert_eq!(found[0].credential.as_ref().unwrap().0, CredentialType::MOBILE_SIGNATURE);
        }
        assert_eq!(find(app, &token, "079 123 45 67").await, []);
        // The country can be set whenever somebody misses it.
        let new = sigill_domain::policy::New {
            name: Some("client".to_owned()),
            policy_type: Some("ClientPolicy".to_owned()),
            parameters: Some([("sigill.msisdn.country".to_owned(), "41".to_owned())].into()),
            ..sigill_domain::policy::New::default()
        };
        sigill_app::policy::create(&permit(&caller(app, &token).await), &new, &Asked::default()).await.unwrap();
        assert_eq!(find(app, &token, "079 123 45 67").await, hits(&[(Why::Msisdn, "api/u")]));
    }

    async fn names_and_addresses_are_found_without_case_and_accents(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        register(app, &token, "api", "a", "la", person("Änne", "Müller")).await;
        register(app, &token, "api", "b", "lb", person("Anna Maria", "de la Croix")).await;
        for q in ["mull", "MÜLLER", "Müller, Ann", "muller anne", "ÄNNE MÜ", "Mu\u{308}ller"] {
            assert_eq!(find(app, &token, q).await, hits(&[(Why::Name, "api/a")]), "{q}");
        }
        for q in ["de la cr", "de la croix anna", "anna maria de", "Anna Mar"] {
            assert_eq!(find(app, &token, q).await, hits(&[(Why::Name, "api/b")]), "{q}");
        }
        assert_eq!(find(app, &token, "änn").await.len(), 2);
        assert_eq!(find(app, &token, "anne.MULLER@example.com").await, hits(&[(Why::Email, "api/a")]));
        assert_eq!(find(app, &token, "uller").await, []);
        assert_eq!(find(app, &token, "m").await, []);
    }

    async fn ids_are_found_and_each_hit_says_why(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        register(app, &token, "api", "x-1", "anna", person("Beat", "Frei")).await;
        register(app, &token, "api", "y-1", "y-1", person("Anna", "Frei")).await;
        let new = New { ext_id: Some("x-1".to_owned()), identificator: Some("anna".to_owned()), ..wish() };
        created(app, &token, "y-1", &new).await;
        assert_eq!(
            find(app, &token, "anna").await,
            hits(&[(Why::LoginId, "api/x-1"), (Why::Identificator, "api/y-1"), (Why::Name, "api/y-1")])
        );
        assert_eq!(
            find(app, &token, "x-1").await,
            hits(&[(Why::UserExtId, "api/x-1"), (Why::CredentialExtId, "api/y-1")])
        );
    }

    async fn a_certificate_is_found_by_serial_and_fingerprint(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        create_user(app, &token, "u").await;
        created(app, &token, "u", &New { signer_cert: Some(CERTIFICATE.to_owned()), ..wish() }).await;
        let serial = "4C:1F:00:A7:39:5E:01";
        for q in [serial, "4c1f00a7395e01", "0x4C1F00A7395E01", "00 4c 1f 00 a7 39 5e 01", "21426185896025601"] {
            assert_eq!(find(app, &token, q).await, hits(&[(Why::CertificateSerial, "api/u")]), "{q}");
        }
        let print = "D8:38:D2:33:87:CF:F1:DA:C5:7B:E2:98:74:3B:FA:EB:B8:D7:EA:98:F9:FB:AE:0A:50:43:5D:F8:0C:F0:E1:08";
        for q in [print.to_owned(), print.replace(':', "").to_lowercase()] {
            assert_eq!(find(app, &token, &q).await, hits(&[(Why::CertificateSha256, "api/u")]), "{q}");
        }
    }

    async fn a_search_stays_within_the_callers_clients(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, root) = (&fixture.app, fixture.root().await);
        for client in ["b", "c"] {
            found_client(app, &root, client).await;
        }
        for client in ["api", "b", "c"] {
            register(app, &root, client, "same", "same", person("Anna", "Frei")).await;
            issue(app, &root, client, "same", &wish()).await;
        }
        let limited = fixture.token("limited", Role::Helpdesk, ClientRoom::Only(vec![ExtId::parse("id", "b").unwrap()])).await;
        for q in ["same", "+41791234567", "frei", "anna.frei@example.com", "id-1"] {
            let everywhere = find(app, &root, q).await;
            assert_eq!(everywhere.len() % 3, 0, "{q}: {everywhere:?}");
            let here = find(app, &limited, q).await;
            assert_eq!(here.len(), everywhere.len() / 3, "{q}");
            assert!(!here.is_empty() && here.iter().all(|(_, user)| user == "b/same"), "{q}: {here:?}");
            let of_one = ask(app, &root, &[("q", q), ("client", "c")]).await.unwrap();
            assert!(!of_one.is_empty() && of_one.iter().all(|hit| hit.client.ext_id.as_str() == "c"), "{q}");
        }
        // A client that is foreign and one that isn't there are the same to a limited caller.
        for client in ["c", "nowhere"] {
            let refusal = ask(app, &limited, &[("q", "same"), ("client", client)]).await.unwrap_err();
            assert!(matches!(refusal, Refusal::DataroomPermissionDenied(_)), "{refusal:?}");
        }
        let refusal = ask(app, &root, &[("q", "same"), ("client", "nowhere")]).await.unwrap_err();
        assert!(matches!(refusal, Refusal::NoRecord(_)), "{refusal:?}");
        // Without the right to search, or to see users.
        let owner = fixture.token("owner", Role::AppOwner, ClientRoom::Global).await;
        assert!(matches!(ask(app, &owner, &[("q", "same")]).await.unwrap_err(), Refusal::PermissionDenied(_)));
        let templates = fixture.token("templates", Role::TemplateAdmin, ClientRoom::Global).await;
        assert!(matches!(caller(app, &templates).await.granted::<UserView>().unwrap_err(), Denied::Right(_)));
    }

    async fn a_kind_has_twenty_hits_at_most(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        for n in 0..23 {
            create_user(app, &token, &format!("u{n}")).await;
        }
        assert_eq!(find(app, &token, "muster").await.len(), 20);
        assert_eq!(find(app, &token, "anna@example.com").await.len(), 20);
        for pairs in [&[("q", " ")][..], &[], &[("q", "anna"), ("frob", "1")]] {
            assert_eq!(codes(&ask(app, &token, pairs).await.unwrap_err()), ["errors.invalidData"]);
        }
    }
}
