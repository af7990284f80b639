//! Lists, on both engines.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use std::collections::BTreeSet;

use common::{caller, codes, create_user, created, permit, wish};
use sigill_app::{App, Asked, Denied, Outcome, Refusal, client, credential, policy, user};
use sigill_domain::caller::ClientRoom;
use sigill_domain::client::Client;
use sigill_domain::credential::{Credential, Own};
use sigill_domain::ext_id::ExtId;
use sigill_domain::list::{Listed, Parameters};
use sigill_domain::right::{ClientCreate, ClientView, CredentialView};
use sigill_domain::role::Role;
use sigill_domain::user::{Address, Contacts, Name, New, Person, User};
use sigill_testing::{Fixture, on_both};

type Pairs<'a> = &'a [(&'a str, &'a str)];

fn given<'a>(pairs: Pairs<'a>) -> Parameters<'a> {
    Parameters::new(pairs.iter().copied())
}

async fn users(app: &App, token: &str, pairs: Pairs<'_>) -> Result<Listed<User>, Refusal> {
    user::list(&permit(&caller(app, token).await), given(pairs)).await
}

fn ids(listed: &Listed<User>) -> Vec<&str> {
    listed.items.iter().map(|user| user.ext_id.as_str()).collect()
}

/// The external ids of every page, in order.
async fn walk(app: &App, token: &str, pairs: Pairs<'_>) -> Vec<String> {
    let (mut seen, mut next) = (Vec::new(), String::new());
    loop {
        let all: Vec<_> = pairs.iter().copied().chain([("continuationToken", next.as_str())]).collect();
        let page = users(app, token, &all).await.unwrap();
        seen.extend(ids(&page).into_iter().map(str::to_owned));
        match page.next {
            Some(token) => next = token,
            None => return seen,
        }
    }
}

fn person(first: &str, family: &str, city: &str) -> Person {
    Person {
        name: Name { first_name: Some(first.to_owned()), family_name: Some(family.to_owned()), title: None },
        contacts: Contacts { email: Some(format!("{first}.{family}@example.com")), ..Contacts::default() },
        address: Address { city: Some(city.to_owned()), ..Address::default() },
        ..Person::default()
    }
}

async fn register(app: &App, token: &str, ext_id: &str, person: Person) {
    let new = New { ext_id: Some(ext_id.to_owned()), person, ..New::default() };
    user::create(&permit(&caller(app, token).await), &new, &Asked::default()).await.unwrap();
}

async fn found_client(app: &App, token: &str, ext_id: &str) {
    let new = sigill_domain::client::New {
        ext_id: Some(ext_id.to_owned()),
        name: Some(ext_id.to_owned()),
        ..sigill_domain::client::New::default()
    };
    let permit = caller(app, token).await.granted::<ClientCreate>().unwrap().everywhere().unwrap();
    assert!(matches!(client::create(&permit, &new, &Asked::default()).await.unwrap(), Outcome::Done(_)));
}

async fn clients(app: &App, token: &str, pairs: Pairs<'_>) -> Listed<Client> {
    let permit = caller(app, token).await.granted::<ClientView>().unwrap().in_rooms();
    client::list(&permit, given(pairs)).await.unwrap()
}

fn only(clients: &[&str]) -> ClientRoom {
    ClientRoom::Only(clients.iter().map(|id| ExtId::parse("extId", id).unwrap()).collect())
}

on_both! {
    async fn pages_have_every_user_once_also_while_users_are_created(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        for n in 0..25 {
            // Several are of one millisecond, and their ids are in no order.
            if n % 4 == 0 {
                fixture.clock.advance_ms(3);
            }
            create_user(app, &token, &format!("u{}", (n * 7) % 25)).await;
        }
        let (mut seen, mut next, mut pages) = (Vec::new(), String::new(), 0);
        loop {
            let page = users(app, &token, &[("limit", "4"), ("continuationToken", &next)]).await.unwrap();
            seen.extend(ids(&page).into_iter().map(str::to_owned));
            let Some(token_of_page) = page.next else { break };
            let last = page.items.last().unwrap();
            assert_eq!(token_of_page, format!("{}_{}", last.created.millis(), last.ext_id));
            next = token_of_page;
            pages += 1;
            if pages < 4 {
                fixture.clock.advance_ms(1);
                create_user(app, &token, &format!("late{pages}")).await;
            }
        }
        let unique: BTreeSet<_> = seen.iter().collect();
        assert_eq!(unique.len(), seen.len(), "{seen:?}");
        // 25 people, three latecomers and the caller itself.
        assert_eq!(seen.len(), 29, "{seen:?}");
    }

    async fn every_order_walks_through_all_users(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        for (n, family) in ["Zürcher", "Äbi", "muster", "Muster", "Meier", "Öztürk"].iter().enumerate() {
            fixture.clock.advance_ms(1);
            register(app, &token, &format!("u{n}"), person("Anna", family, "Bern")).await;
        }
        let by_family = walk(app, &token, &[("sortBy", "name.familyName"), ("limit", "2")]).await;
        assert_eq!(by_family, ["root", "u1", "u4", "u2", "u3", "u5", "u0"]);
        for field in sigill_domain::list::UserField::ALL {
            let walked = walk(app, &token, &[("sortBy", field.as_str()), ("limit", "2")]).await;
            let unique: BTreeSet<_> = walked.iter().collect();
            assert_eq!((walked.len(), unique.len()), (7, 7), "{}: {walked:?}", field.as_str());
        }
    }

    async fn a_filter_leaves_what_has_exactly_the_value(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        register(app, &token, "a", person("Änne", "Müller", "Bern")).await;
        fixture.clock.advance_ms(2_000);
        register(app, &token, "b", person("Anne", "Muller", "Genf")).await;
        register(app, &token, "c", person("Anne", "Müller-Meier", "Bern")).await;
        let second = users(app, &token, &[("extId", "a")]).await.unwrap().items[0].created.to_string();
        let cases: &[(Pairs<'_>, &[&str])] = &[
            (&[("extId", "b")], &["b"]),
            (&[("loginId", "b")], &["b"]),
            (&[("name.familyName", "MÜLLER")], &["a", "b"]),
            (&[("name.firstName", "anne")], &["a", "b", "c"]),
            (&[("name.firstName", "anne"), ("name.familyName", "müller-meier")], &["c"]),
            (&[("name.familyName", "müller"), ("address.city", "Genf")], &["b"]),
            (&[("name.familyName", "Mül")], &[]),
            (&[("contacts.email", "ANNE.MULLER@example.com")], &["a", "b"]),
            (&[("address.city", "Bern"), ("sortBy", "name.firstName")], &["a", "c"]),
            (&[("address.city", "bern")], &[]),
            (&[("isTechnicalUser", "true")], &["root"]),
            (&[("isTechnicalUser", "false"), ("version", "1")], &["a", "b", "c"]),
            (&[("created", &second), ("isTechnicalUser", "false")], &["a"]),
            (&[("lastModified", &second), ("extId", "a")], &["a"]),
            (&[("extId", "a"), ("loginId", "b")], &[]),
            (&[("validity.from", "2026-01-01T00:00:00Z")], &[]),
        ];
        for (pairs, expected) in cases {
            let listed = users(app, &token, pairs).await.unwrap();
            assert_eq!(ids(&listed), *expected, "{pairs:?}");
            let mut with_total = pairs.to_vec();
            with_total.push(("returnTotalResultCount", "true"));
            let total = users(app, &token, &with_total).await.unwrap().total;
            assert_eq!(total, Some(i64::try_from(expected.len()).unwrap()), "{pairs:?}");
        }
    }

    async fn an_unknown_filter_is_refused_and_never_means_everything(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        create_user(app, &token, "u").await;
        for pairs in [&[("frob", "1")][..], &[("sortBy", "frob")], &[("limit", "1001")], &[("continuationToken", "x")]] {
            assert_eq!(codes(&users(app, &token, pairs).await.unwrap_err()), ["errors.invalidData"], "{pairs:?}");
            let of_user = credential::list(&permit(&caller(app, &token).await), "u", given(&[("frob", "1")])).await;
            assert_eq!(codes(&of_user.unwrap_err()), ["errors.invalidData"]);
        }
        // What the path names comes first.
        let nobody = credential::list(&permit(&caller(app, &token).await), "nobody", given(&[("frob", "1")])).await;
        assert!(matches!(nobody.unwrap_err(), Refusal::NoRecord(_)));
        let nowhere = caller(app, &token).await.granted().unwrap().in_client("nowhere").unwrap();
        assert!(matches!(user::list(&nowhere, given(&[("frob", "1")])).await.unwrap_err(), Refusal::NoRecord(_)));
    }

    async fn a_total_is_counted_only_when_asked_for(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        for n in 0..3 {
            create_user(app, &token, &format!("u{n}")).await;
        }
        assert_eq!(users(app, &token, &[("limit", "1")]).await.unwrap().total, None);
        let pairs = [("limit", "1"), ("returnTotalResultCount", "true")];
        assert_eq!(users(app, &token, &pairs).await.unwrap().total, Some(4));
        assert_eq!(clients(app, &token, &pairs).await.total, Some(1));
        assert_eq!(clients(app, &token, &[]).await.total, None);
    }

    async fn an_offset_skips_and_wins_over_the_token(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        for n in 0..5 {
            fixture.clock.advance_ms(1);
            create_user(app, &token, &format!("u{n}")).await;
        }
        let pairs = [("offset", "2"), ("limit", "2"), ("continuationToken", "99999999999999_z")];
        let page = users(app, &token, &pairs).await.unwrap();
        assert_eq!(ids(&page), ["u1", "u2"]);
        let rest = users(app, &token, &[("continuationToken", &page.next.unwrap())]).await.unwrap();
        assert_eq!(ids(&rest), ["u3", "u4"]);
        assert!(users(app, &token, &[("offset", "10001")]).await.is_err());
        assert!(users(app, &token, &[("offset", "10000")]).await.unwrap().items.is_empty());
    }

    async fn a_token_of_a_user_that_is_gone_goes_on_in_the_default_order_and_says_so_in_another(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        for n in 0..3 {
            fixture.clock.advance_ms(1);
            create_user(app, &token, &format!("u{n}")).await;
        }
        let millis = users(app, &token, &[("extId", "u1")]).await.unwrap().items[0].created.millis();
        let gone = format!("{millis}_u0zz");
        assert_eq!(ids(&users(app, &token, &[("continuationToken", &gone)]).await.unwrap()), ["u1", "u2"]);
        let by_name = users(app, &token, &[("continuationToken", &gone), ("sortBy", "name.familyName")]).await;
        assert_eq!(codes(&by_name.unwrap_err()), ["errors.invalidData"]);
    }

    async fn a_caller_limited_to_a_client_sees_nothing_of_others(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, root) = (&fixture.app, fixture.root().await);
        for client in ["b", "c", "d"] {
            fixture.clock.advance_ms(1);
            found_client(app, &root, client).await;
        }
        let names = |listed: Listed<Client>| -> Vec<String> {
            listed.items.into_iter().map(|client| client.ext_id.to_string()).collect()
        };
        assert_eq!(names(clients(app, &root, &[]).await), ["api", "b", "c", "d"]);
        let first = clients(app, &root, &[("limit", "1")]).await.next.unwrap();
        assert_eq!(names(clients(app, &root, &[("continuationToken", &first)]).await), ["b", "c", "d"]);
        let token = fixture.token("limited", Role::Helpdesk, only(&["b", "d"])).await;
        assert_eq!(names(clients(app, &token, &[]).await), ["b", "d"]);
        assert_eq!(clients(app, &token, &[("returnTotalResultCount", "true")]).await.total, Some(2));
        assert_eq!(names(clients(app, &token, &[("continuationToken", &first)]).await), ["b", "d"]);
        assert_eq!(clients(app, &token, &[("limit", "1")]).await.next.map(|t| t.ends_with("_b")), Some(true));
        let refused = caller(app, &token).await.granted::<ClientView>().unwrap().in_client("c").unwrap_err();
        assert!(matches!(refused, Denied::Room(_)));

        // The same external id in two clients, and a token made of the other client's user.
        create_user(app, &root, "same").await;
        let theirs = caller(app, &root).await.granted().unwrap().in_client("b").unwrap();
        let new = New { ext_id: Some("same".to_owned()), person: person("B", "B", "Bern"), ..New::default() };
        user::create(&theirs, &new, &Asked::default()).await.unwrap();
        for pairs in [
            &[][..],
            &[("extId", "same")],
            &[("continuationToken", "1_same"), ("sortBy", "extId")],
            &[("continuationToken", "1_root")],
            &[("address.city", "Bern")],
        ] {
            let permit = caller(app, &token).await.granted().unwrap().in_client("b").unwrap();
            let listed = user::list(&permit, given(pairs)).await.unwrap();
            assert!(listed.items.iter().all(|user| user.person.name.family_name.as_deref() == Some("B")), "{pairs:?}");
        }
        let permit = caller(app, &token).await.granted().unwrap().in_client("b").unwrap();
        // Nor does the other client's user serve as a place.
        let foreign = user::list(&permit, given(&[("continuationToken", "1_root"), ("sortBy", "remarks")])).await;
        assert!(matches!(foreign.unwrap_err(), Refusal::Broken(_)));
    }

    async fn policies_are_listed_by_type_and_page(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        for n in 0..4 {
            let new = sigill_domain::policy::New {
                name: Some(format!("p{n}")),
                policy_type: Some("MobileSignaturePolicy".to_owned()),
                parameters: Some([].into()),
                ..sigill_domain::policy::New::default()
            };
            policy::create(&permit(&caller(app, &token).await), &new, &Asked::default()).await.unwrap();
        }
        let list = async |pairs: Vec<(&str, String)>| {
            let permit = permit(&caller(app, &token).await);
            policy::list(&permit, Parameters::new(pairs.iter().map(|(k, v)| (*k, v.as_str())))).await
        };
        let all = list(vec![("returnTotalResultCount", "true".to_owned())]).await.unwrap();
        assert_eq!((all.items.len(), all.total), (6, Some(6)));
        let of_type = ("policyType", "MobileSignaturePolicy".to_owned());
        let first = list(vec![of_type.clone(), ("limit", "3".to_owned())]).await.unwrap();
        let rest = list(vec![of_type, ("continuationToken", first.next.clone().unwrap())]).await.unwrap();
        let names: BTreeSet<_> = first.items.iter().chain(&rest.items).map(|policy| policy.name.clone()).collect();
        assert_eq!((first.items.len(), rest.items.len(), names.len(), rest.next), (3, 2, 5, None));
        assert_eq!(codes(&list(vec![("policyType", "frob".to_owned())]).await.unwrap_err()), ["errors.invalidData"]);
    }

    async fn credentials_of_all_types_are_listed_without_secrets(database: Database) {
        let fixture = Fixture::new(database).await;
        let (app, token) = (&fixture.app, fixture.root().await);
        created(app, &token, "root", &wish()).await;
        let permit = permit::<CredentialView>(&caller(app, &token).await);
        let listed = credential::list(&permit, "root", given(&[("returnTotalResultCount", "true")])).await.unwrap();
        assert_eq!((listed.items.len(), listed.total), (2, Some(2)));
        let mut kinds: Vec<_> = listed.items.iter().map(|credential| credential.detail.kind.as_str()).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["DevicePassword", "MobileSignature"]);
        let by_provider = |credential: &Credential<Own>| credential.detail.text("identificator") == Some("id-1");
        assert!(listed.items.iter().any(by_provider));
        let first = credential::list(&permit, "root", given(&[("limit", "1")])).await.unwrap();
        let rest = [("continuationToken", first.next.as_deref().unwrap())];
        let rest = credential::list(&permit, "root", given(&rest)).await.unwrap();
        assert_eq!((rest.items.len(), rest.next), (1, None));
        assert_ne!(first.items[0].ext_id, rest.items[0].ext_id);
        // Oneself, with no right but SelfAdmin.
        let me = fixture.token("me", Role::SelfAdmin, ClientRoom::Global).await;
        let me = caller(app, &me).await;
        assert!(me.granted::<CredentialView>().is_err());
        let myself = me.myself::<CredentialView>("api", "me").unwrap();
        assert_eq!(credential::list(&myself, "me", given(&[])).await.unwrap().items.len(), 1);
    }
}
