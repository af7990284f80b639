//! Vasco tokens: who reaches them, what happens at once, and what goes with whom.

use serde_json::json;
use sigill_domain::ext_id::ExtId;
use sigill_domain::role::RoleTable;

use super::taking::short;
use super::unit_rooms::{filled, held};
use super::vasco::{TOKENS, assigned, blocks, ids, person, put, token};
use super::*;

const USERS: &str = "/nevisidm/api/core/v1/api/users";
const OWN: &str = "/sigill/v1/api/users";

on_both! {
    async fn a_token_of_nobody_is_in_no_unit_and_one_of_a_user_where_the_user_is(database: Database) {
        let site = filled(database).await;
        let bearer = held(&site, "admin", "nevisIdm.UserAdmin", &["a"]).await;
        let headers = json_by(&bearer);
        token(&site, "free").await;
        for user in ["in-a", "in-b", "in-c", "in-none"] {
            assigned(&site, user, &format!("of-{user}")).await;
        }
        let list = site.get(&format!("{TOKENS}?returnTotalResultCount=true"), &headers).await;
        assert_eq!((ids(&list), &list.json()["_pagination"]["totalResult"]), (vec!["of-in-a".to_owned(), "of-in-b".to_owned()], &json!(2)));
        let tried = [headers[0], headers[1], ("prefer", "dry-run")];
        let calls = |path: &str| [
            (Method::GET, path.to_owned(), ""), (Method::PATCH, path.to_owned(), "{}"), (Method::DELETE, path.to_owned(), ""),
            (Method::PUT, format!("{path}/unassign"), ""),
        ];
        let sent = async |(method, path, body): (Method, String, &str)| {
            site.send(request(method, &path, &tried, body.to_owned().into())).await
        };
        for reached in ["of-in-a", "of-in-b"] {
            for call in calls(&format!("{TOKENS}/{reached}")) {
                let answer = sent(call.clone()).await;
                assert_eq!(answer.status, StatusCode::OK, "{call:?}: {}", answer.body);
            }
        }
        for (n, absent) in calls(&format!("{TOKENS}/absent")).into_iter().enumerate() {
            let absent = sent(absent).await;
            for outside in ["free", "of-in-c", "of-in-none"] {
                let call = calls(&format!("{TOKENS}/{outside}"))[n].clone();
                let answer = sent(call.clone()).await;
                assert_eq!(answer.told(), "404 errors.noRecord", "{call:?}");
                assert_eq!(answer.body.replace(outside, "absent"), absent.body, "{call:?}: as what isn't there");
            }
        }
        // Neither making one nor giving one away is a matter of a unit.
        let wish = json!({ "vascoTokens": blocks() }).to_string();
        assert_eq!(site.post(TOKENS, &tried, wish).await.told(), "403 errors.dataroomPermissionDenied");
        assert_eq!(put(&site, &format!("{OWN}/in-a/vasco/free"), &tried).await.told(), "404 errors.noRecord");
        assert_eq!(put(&site, &format!("{OWN}/in-c/vasco/of-in-a"), &tried).await.told(), "404 errors.noRecord", "nor to whom one doesn't reach");
        assert_eq!(put(&site, &format!("{OWN}/in-b/vasco/of-in-a"), &tried).await.told(), "422 errors.vascoExists");
        // What is given back is out of reach.
        assert_eq!(put(&site, &format!("{TOKENS}/of-in-a/unassign"), &headers).await.status, StatusCode::OK);
        assert_eq!(site.get(&format!("{TOKENS}/of-in-a"), &headers).await.told(), "404 errors.noRecord");
        // With all units of the client, everything is in reach; nothing is of another client.
        let only = ClientRoom::Only(vec![ExtId::from_stored("api".to_owned())]);
        let whole = site.bearer("whole", Role::UserAdmin, only).await;
        assert_eq!(ids(&site.get(TOKENS, &json_by(&whole)).await).len(), 5);
        assert_eq!(put(&site, &format!("{OWN}/in-a/vasco/free"), &json_by(&whole)).await.status, StatusCode::OK);
        for path in [format!("{API}/other/vasco"), format!("{API}/absent/vasco"), format!("{API}/other/vasco/free")] {
            assert_eq!(site.get(&path, &json_by(&whole)).await.told(), "403 errors.dataroomPermissionDenied", "{path}");
        }
        let root = site.root().await;
        assert_eq!(site.get(&format!("{API}/other/vasco/free"), &json_by(&root)).await.told(), "404 errors.noRecord");
    }

    async fn each_call_needs_its_right_for_tokens(database: Database) {
        let mut site = Site::on(database).await;
        person(&site, "anna").await;
        let (path, taken) = (token(&site, "t-1").await, assigned(&site, "anna", "t-2").await);
        let helper = site.bearer("helper", Role::Helpdesk, ClientRoom::Global).await;
        let (create, view, modify, delete) = ("CredentialCreate", "CredentialView", "CredentialModify", "CredentialDelete");
        let wish = json!({ "vascoTokens": blocks() }).to_string();
        let state = json!({ "stateName": "disabled", "vascoTokens": blocks() }).to_string();
        let (give, take) = (format!("{OWN}/anna/vasco/t-1"), format!("{taken}/unassign"));
        let calls = [
            (Method::POST, TOKENS, wish.as_str(), vec![create]),
            (Method::POST, TOKENS, &state, vec![create, "CredentialChangeState"]),
            (Method::GET, TOKENS, "", vec![view]),
            (Method::GET, &path, "", vec![view]),
            (Method::PATCH, &path, "{}", vec![modify]),
            (Method::DELETE, &path, "", vec![delete]),
            (Method::PUT, &take, "", vec![modify, view]),
            (Method::PUT, &give, "", vec![modify, view]),
        ];
        for (method, path, body, needed) in calls {
            for (of, missing) in [("", None), (".Vasco", None), (".Oath", Some(0))]
                .into_iter()
                .chain((0..needed.len()).map(|n| ("", Some(n))))
            {
                let has = |n: &usize| !of.is_empty() || Some(*n) != missing;
                let rights = (0..needed.len()).filter(has).map(|n| format!("AccessControl.{}{of}", needed[n])).collect();
                let changes = [("nevisIdm.Helpdesk".to_owned(), rights)].into();
                site.fixture.app.roles = Arc::new(RoleTable::changed(&changes).unwrap());
                site.router = router(site.fixture.app.clone(), Limits::default());
                let tried = [("authorization", &*helper), ("content-type", "application/json"), ("prefer", "dry-run")];
                let answer = site.send(request(method.clone(), path, &tried, body.to_owned().into())).await;
                match missing {
                    None => assert_eq!(answer.status, StatusCode::OK, "{method} {path} {of}: {}", answer.body),
                    Some(_) => assert_eq!(answer.told(), "403 errors.permissionDenied", "{method} {path} {needed:?} {of}"),
                }
            }
        }
    }

    async fn whose_own_it_is_sees_it_among_the_own_and_does_nothing_with_it(database: Database) {
        let site = Site::on(database).await;
        let bearer = site.bearer("self", Role::SelfAdmin, ClientRoom::Global).await;
        let path = assigned(&site, "self", "t-1").await;
        let own = site.get(&format!("{USERS}/self/credentials"), &json_by(&bearer)).await;
        assert!(ids(&own).contains(&"t-1".to_owned()) && !own.body.contains("vascoTokens"), "{}", own.body);
        let denied = "403 errors.permissionDenied";
        let headers = json_by(&bearer);
        assert_eq!(site.get(TOKENS, &headers).await.told(), denied);
        assert_eq!(site.get(&path, &headers).await.told(), denied);
        assert_eq!(site.patch(&path, &headers, "{}").await.told(), denied);
        assert_eq!(site.delete(&path, &headers).await.told(), denied);
        assert_eq!(put(&site, &format!("{path}/unassign"), &headers).await.told(), denied);
        assert_eq!(put(&site, &format!("{OWN}/self/vasco/t-1"), &headers).await.told(), denied);
    }

    async fn nobody_gives_or_takes_a_token_of_who_may_do_more(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        site.bearer("chief", Role::Root, ClientRoom::Global).await;
        let (free, path) = (token(&site, "free").await, assigned(&site, "chief", "t-1").await);
        for role in [Role::Helpdesk, Role::UserAdmin] {
            let weak = site.bearer(role.as_str().rsplit('.').next().unwrap(), role, ClientRoom::Global).await;
            let weak = json_by(&weak);
            for answer in [
                put(&site, &format!("{OWN}/chief/vasco/free"), &weak).await,
                put(&site, &format!("{path}/unassign"), &weak).await,
                site.delete(&path, &weak).await,
                site.patch(&path, &weak, r#"{"stateName":"disabled"}"#).await,
            ] {
                assert_eq!(&short(&answer)[..3], "403", "{role:?}: {}", answer.body);
            }
        }
        assert!(site.get(&free, &json_by(&root)).await.json().get("userExtId").is_none());
        assert_eq!(site.get(&path, &json_by(&root)).await.json()["userExtId"], "chief");
    }

    async fn of_two_who_give_one_token_away_at_once_one_wins(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        for user in ["anna", "otto"] {
            person(&site, user).await;
        }
        for n in 0..8 {
            let (name, path) = (format!("t-{n}"), token(&site, &format!("t-{n}")).await);
            let give = |user: &str| format!("{OWN}/{user}/vasco/{name}");
            let (annas, ottos) = (give("anna"), give("otto"));
            let calls = [&annas, &ottos, &annas, &ottos].into_iter();
            let answers = all(calls.map(|path| put(&site, path, &headers))).await;
            let mut told: Vec<_> = answers.iter().map(short).collect();
            told.sort();
            assert_eq!(told, ["200", "200", "422 errors.vascoExists", "422 errors.vascoExists"], "one user has it, however often");
            let shown = site.get(&path, &headers).await;
            assert_eq!(shown.header("etag"), "\"v2\"", "it was given once: {}", shown.body);
        }
        let events = "SELECT count(*) FROM event WHERE kind = 'CREDENTIAL_MODIFY'";
        assert_eq!(site.fixture.database.query(events).await.as_deref(), Some("8"));
    }

    async fn what_is_done_to_a_token_while_it_is_given_away_is_done_before_or_after(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        for n in 0..8 {
            let (user, name) = (format!("u-{n}"), format!("t-{n}"));
            let (give, path) = (format!("{}/{name}", person(&site, &user).await), token(&site, &name).await);
            let calls = [
                (Method::PUT, give, ""), (Method::PATCH, path.clone(), r#"{"modificationComment":"checked"}"#),
                (Method::POST, format!("{USERS}/{user}/archive"), ""),
            ];
            let calls = calls.into_iter().map(|(method, path, body)| request(method, &path, &headers, body.into()));
            let answers = all(calls.map(|call| site.send(call))).await;
            let statuses: Vec<_> = answers.iter().map(|answer| answer.status.as_u16()).collect();
            assert!(statuses.iter().all(|status| *status < 500), "{statuses:?}");
            // Who is archived has no credential, and gets none.
            let orphan = format!("SELECT count(*) FROM credential k JOIN users u ON u.id = k.owner_id WHERE u.ext_id = '{user}'");
            assert_eq!(site.fixture.database.query(&orphan).await.as_deref(), Some("0"), "{statuses:?}");
            let left = site.get(&path, &headers).await;
            match statuses[0] {
                200 => assert_eq!(left.told(), "404 errors.noRecord", "given, and gone with its user: {statuses:?}"),
                _ => assert_eq!((left.header("etag"), &left.json()["modificationComment"]), ("\"v2\"", &json!("checked")), "{statuses:?}"),
            }
        }
    }

    async fn a_token_goes_with_its_user_and_with_its_client(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        for (user, method, below) in [("archived", Method::POST, "/archive"), ("deleted", Method::DELETE, "")] {
            person(&site, user).await;
            let (of, path) = (format!("of-{user}"), assigned(&site, user, &format!("of-{user}")).await);
            let gone = site.send(request(method, &format!("{USERS}/{user}{below}"), &headers, Body::empty())).await;
            assert!(gone.status.is_success(), "{user}: {}", gone.body);
            assert_eq!(site.get(&path, &headers).await.told(), "404 errors.noRecord", "{user}");
            let told = format!("SELECT count(*) FROM event WHERE kind = 'CREDENTIAL_DELETE' AND subject = '{of}'");
            assert_eq!(site.fixture.database.query(&told).await.as_deref(), Some("1"), "{user}");
        }
        person(&site, "full").await;
        assigned(&site, "full", "first").await;
        let copies = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 99)";
        let columns = "client_id, owner_id, kind, is_single, state, valid_from, success_count, failure_count, version, created, modified, detail";
        let id = match site.fixture.database.url().starts_with("postgres") {
            true => "gen_random_uuid()",
            false => "randomblob(16)",
        };
        let fill = format!("INSERT INTO credential (id, ext_id, {columns}) {copies} SELECT {id}, 'copy-' || n, {columns} FROM credential, n WHERE ext_id = 'first'");
        site.fixture.database.execute(&fill).await;
        token(&site, "more").await;
        let most = put(&site, &format!("{OWN}/full/vasco/more"), &headers).await;
        assert_eq!(most.told(), "422 errors.invalidData");
        assert!(most.messages().contains("already has 100 Vasco credentials"), "{}", most.messages());

        let made = site.post(&format!("{API}/clients"), &headers, r#"{"extId":"c","name":"C"}"#).await;
        assert_eq!(made.status, StatusCode::CREATED);
        let of_client = format!("{API}/c/vasco");
        let made = site.post(&of_client, &headers, json!({ "extId": "t", "vascoTokens": blocks() }).to_string()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        assert_eq!(site.delete(&format!("{API}/clients/c"), &headers).await.status, StatusCode::NO_CONTENT);
        for path in [of_client.clone(), format!("{of_client}/t")] {
            assert_eq!(site.get(&path, &headers).await.told(), "404 errors.noRecord");
        }
        let late = site.post(&of_client, &headers, json!({ "vascoTokens": blocks() }).to_string()).await;
        assert_eq!(late.told(), "404 errors.noRecord");
    }

    async fn calls_for_tokens_keep_to_the_terms_of_all_writes(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let headers = json_by(&root);
        let key = [headers[0], headers[1], ("idempotency-key", "k1")];
        let wish = json!({ "vascoTokens": blocks() }).to_string();
        let once = site.post(TOKENS, &key, wish.clone()).await;
        let again = site.post(TOKENS, &key, wish.clone()).await;
        assert_eq!((once.status, again.body.as_str()), (StatusCode::CREATED, once.body.as_str()), "one token, however often");
        assert_eq!(site.post(TOKENS, &key, "{}").await.status, StatusCode::UNPROCESSABLE_ENTITY, "another body");
        let before = site.events().await;
        let tried = site.post(TOKENS, &[headers[0], headers[1], ("prefer", "dry-run")], wish).await;
        assert_eq!((tried.status, site.events().await), (StatusCode::OK, before), "{}", tried.body);
        let path = once.header("location");
        for (method, path, told) in [
            (Method::POST, format!("{path}/unassign"), "405 errors.methodNotAllowed"),
            (Method::PATCH, TOKENS.to_owned(), "405 errors.methodNotAllowed"),
            (Method::GET, format!("{API}/api/users/anna/vasco"), "404 errors.noResource"),
        ] {
            let answer = site.send(request(method.clone(), &path, &headers, Body::empty())).await;
            assert_eq!(answer.told(), told, "{method} {path}");
        }
        assert_eq!(site.get(TOKENS, &[]).await.told(), "401 errors.unauthenticated");
    }
}
