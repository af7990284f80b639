//! Queries: what is found by which field, in which order, by whom; and what is refused.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use sigill_domain::ext_id::ExtId;

use super::unit_rooms::{filled, held};
use super::*;

const QUERY: &str = "/nevisidm/api/query/v1";

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

async fn asked(site: &Site, by: &str, what: &str, q: &str, more: &str) -> Answer {
    site.get(&format!("{QUERY}/{what}?q={}{more}", encoded(q)), &json_by(by)).await
}

/// The external ids of the hits, and how many there are in all.
fn hits(answer: &Answer) -> (Vec<String>, u64) {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let response = &answer.json()["response"];
    let hits = response["hits"].as_array().unwrap();
    let ids = hits.iter().map(|hit| hit["extid"].as_str().unwrap().to_owned()).collect();
    (ids, response["totalResults"].as_u64().unwrap())
}

/// The external ids of what a query finds, in alphabetical order.
async fn found(site: &Site, by: &str, what: &str, q: &str) -> String {
    let (mut ids, total) = hits(&asked(site, by, what, q, "&size=100").await);
    assert_eq!(ids.len() as u64, total, "{q}");
    ids.sort();
    ids.join(" ")
}

/// Three people of client `api`, who differ in everything.
async fn people(site: &Site) -> String {
    let root = site.root().await;
    for (id, first, family, city, mobile, remarks) in [
        ("p1", "Anna", "Müller", "St. Gallen", "+41791234561", "first line of support"),
        ("p2", "Hans-Peter", "Meier", "Bern", "+41791234562", "support line, second"),
        ("p3", "Änne", "Müller-Meier", "Bern", "+41791234563", "(external): call 044/123"),
    ] {
        let person = json!({
            "extId": id, "loginId": format!("Login-{id}"), "sex": "female", "languageCode": "EN", "remarks": remarks,
            "name": { "firstName": first, "familyName": family, "title": "Dr." },
            "address": { "city": city, "postalCode": "9000", "street": "Weg", "countryCode": "CH" },
            "contacts": { "email": format!("{id}@Example.com"), "mobile": mobile },
        });
        let made = site.post(&format!("{API}/api/users"), &json_by(&root), person.to_string()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    }
    root
}

on_both! {
    async fn users_are_found_by_their_fields(database: Database) {
        let site = Site::on(database).await;
        let root = people(&site).await;
        let day = site.fixture.app.world.clock.now().to_string()[..10].to_owned();
        let today = format!("extid:p1 AND created:{day}");
        let later = format!("extid:p1 AND created:{{{day} TO *]");
        // To who sees all clients, and to who sees one.
        let local = site.bearer("local", Role::UserAdmin, ClientRoom::Only(vec![ExtId::parse("x", "api").unwrap()])).await;
        for (q, ids) in [
            // By an index.
            ("name:MULLER", "p1 p3"),
            ("name:\"Müller-Meier\"", "p3"),
            ("name:müll*", "p1 p3"),
            ("firstname:änne", "p3"),
            ("firstname:hans-peter", "p2"),
            ("anna", "p1"),
            ("LoginId:login-P1", "p1"),
            ("loginid:LOGIN-P*", "p1 p2 p3"),
            ("extid:p1", "p1"),
            ("extid:P1", ""),
            ("extid:[p1 TO p3}", "p1 p2"),
            ("email:P1@example.com", "p1"),
            ("uniqueemail:p2@*", "p2"),
            (r"mobile:\+41791234563", "p3"),
            ("mobile:\"+41791234562\"", "p2"),
            (r"mobile:\+4179123456*", "p1 p2 p3"),
            ("extid:(p1 p2 absent)", "p1 p2"),
            // Held to a client, or tried where an index leads.
            ("client.extid:api AND name:müller", "p1 p3"),
            ("client.extid:absent AND name:müller", ""),
            ("clientname:Api AND name:meier", "p2"),
            ("name:müller AND city:bern", "p3"),
            ("name:müller -firstname:anna", "p3"),
            (&today, "p1"),
            (&later, ""),
            // Few are there, so that all are tried.
            ("city:\"st. gallen\"", "p1"),
            ("remarks:support", "p1 p2"),
            ("remarks:\"first line\"", "p1"),
            ("state:ACTIVE AND sex:F", "p1 p2 p3"),
            ("title:dr AND postalcode:9000 AND street:weg", "p1 p2 p3"),
            ("modificationcomment:frob", ""),
            ("*:* -name:(müller meier)", "local root"),
            ("city:bern OR firstname:anna", "p1 p2 p3"),
        ] {
            for by in [&root, &local] {
                assert_eq!(found(&site, by, "users", q).await, ids, "{q}");
            }
        }
    }

    async fn a_hit_has_the_documented_members(database: Database) {
        let site = Site::on(database).await;
        let root = people(&site).await;
        let answer = asked(&site, &root, "users", "loginid:login-p1", "").await;
        let mut told = answer.json();
        let hit = told["response"]["hits"][0].take();
        assert_eq!(
            told,
            json!({
                "response": { "totalResults": 1, "from": 0, "size": 10, "hits": [null] },
                "messages": { "warns": [], "errors": [], "infos": [] },
            })
        );
        let (user, client) = (hit["_internalId"].as_str().unwrap(), hit["client"]["_internalId"].as_str().unwrap());
        let expected = json!({
            "id": format!("api-{user}"), "_internalId": user, "_score": 2.0, "dtoType": "USER",
            "extid": "p1", "loginId": "Login-p1", "state": "active", "isTechnicalUser": false,
            "name": "Müller", "firstName": "Anna", "title": "Dr.", "sex": "F", "language": "EN",
            "remarks": "first line of support", "email": "p1@Example.com", "mobile": "+41791234561",
            "city": "St. Gallen", "postalcode": "9000", "street": "Weg", "country": "CH",
            "client": { "id": client, "_internalId": client, "extid": "api", "name": "API", "dtoType": "CLIENT" },
        });
        assert_eq!(hit, expected);
    }

    async fn hits_come_by_relevance_or_in_an_order_and_in_parts(database: Database) {
        let site = Site::on(database).await;
        let root = people(&site).await;
        let told = async |q: &str, more: &str| {
            let (ids, total) = hits(&asked(&site, &root, "users", q, more).await);
            format!("{} of {total}", ids.join(" "))
        };
        assert_eq!(told("name:müller OR (name:müller AND firstname:anne)", "").await, "p3 p1 of 2");
        assert_eq!(told("extid:p*", "&s=firstname").await, "p1 p3 p2 of 3");
        assert_eq!(told("extid:p*", "&s=firstname+desc").await, "p2 p3 p1 of 3");
        assert_eq!(told("extid:p*", "&s=extid&from=1&size=1").await, "p2 of 3");
        assert_eq!(told("extid:p*", "&size=0").await, " of 3");
        assert_eq!(told("extid:p*", "&from=10000").await, " of 3");
        assert_eq!(told("bern", "&df=city&s=extid").await, "p2 p3 of 2");
        assert_eq!(told("anna bern", "&df=city&df=firstname&s=extid").await, "p1 p2 p3 of 3");
    }

    async fn everything_else_is_found_too(database: Database) {
        let site = filled(database).await;
        let root = site.root().await;
        let shop = r#"{"extId":"shop","name":"Shop","description":"Where people buy","displayed":true}"#;
        assert_eq!(site.post(&format!("{API}/applications"), &json_by(&root), shop).await.status, StatusCode::CREATED);
        let buyer = r#"{"extId":"shop-buyer","name":"Buyer"}"#;
        let made = site.post(&format!("{API}/applications/shop/roles"), &json_by(&root), buyer).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        for (what, q, ids) in [
            ("clients", "*:*", "api other"),
            ("clients", "name:OTHER", "other"),
            ("clients", "extid:ap*", "api"),
            ("applications", "*:*", "nevisIdm shop"),
            ("applications", "description:buy", "shop"),
            ("units", "extid:(a b)", "a b"),
            ("units", "name:top AND client.extid:api AND state:active", "top"),
            ("units", "hierarchicalname:\\/top\\/a*", "a b"),
            ("roles", "buyer", "shop-buyer"),
            ("roles", "application.extid:shop", "shop-buyer"),
            ("roles", "extid:nevisIdm.UserA*", "nevisIdm.UserAdmin nevisIdm.UserAndUnitAdmin"),
            ("all", "extid:(other shop b in-c)", "b in-c other shop"),
            ("all", "name:shop", "shop"),
            ("all", "loginid:in-c", "in-c"),
        ] {
            assert_eq!(found(&site, &root, what, q).await, ids, "{what}: {q}");
        }
        let kinds = asked(&site, &root, "all", "extid:(other shop shop-buyer b in-c)", "&s=extid").await.json();
        let kinds: Vec<_> = kinds["response"]["hits"].as_array().unwrap().iter().map(|hit| hit["dtoType"].clone()).collect();
        assert_eq!(kinds, ["UNIT", "USER", "CLIENT", "APPLICATION", "ROLE"]);
        // Of what the caller may not search, nothing is found; without any such right, it is refused.
        let finder = site.bearer("finder", Role::EnterpriseRoleOwner, ClientRoom::Global).await;
        assert_eq!(found(&site, &finder, "all", "extid:(other shop b in-c)").await, "in-c other");
        let nobody = site.bearer("nobody", Role::TechUser, ClientRoom::Global).await;
        for what in ["users", "clients", "applications", "units", "roles", "all"] {
            assert_eq!(asked(&site, &nobody, what, "a", "").await.told(), "403 errors.permissionDenied", "{what}");
            assert_eq!(site.get(&format!("{QUERY}/{what}?q=a"), &[]).await.told(), "401 errors.unauthenticated");
        }
    }

    async fn what_is_outside_is_as_what_is_not_there(database: Database) {
        let site = filled(database).await;
        let bearer = held(&site, "admin", "nevisIdm.UserAdmin", &["a"]).await;
        for (what, q, ids) in [
            ("users", "name:muster", "in-a in-b"),
            ("users", "anna", "in-a in-b"),
            ("users", "extid:in-*", "in-a in-b"),
            ("users", "email:anna@example.com", "in-a in-b"),
            ("users", "*:*", "in-a in-b"),
            ("users", "client.extid:other", ""),
            ("units", "*:*", "a b"),
            ("clients", "*:*", "api"),
            ("all", "extid:(a top in-c in-b other)", "a in-b"),
        ] {
            assert_eq!(found(&site, &bearer, what, q).await, ids, "{what}: {q}");
        }
        for what in ["users", "units", "clients"] {
            let told = async |id: &str| asked(&site, &bearer, what, &format!("extid:{id}"), "").await;
            let missing = told("absent").await;
            assert_eq!(hits(&missing), (Vec::new(), 0));
            for outside in ["in-c", "in-none", "in-other", "top", "other"] {
                let answer = told(outside).await;
                assert_eq!((answer.status, &answer.body), (missing.status, &missing.body), "{what}: {outside}");
            }
        }
        // Who is deleted with its client isn't found either.
        let root = site.root().await;
        assert_eq!(found(&site, &root, "users", "extid:in-other").await, "in-other");
        assert_eq!(site.delete(&format!("{API}/clients/other"), &json_by(&root)).await.status, StatusCode::NO_CONTENT);
        for q in ["extid:in-other", "name:muster AND client.extid:other"] {
            assert_eq!(found(&site, &root, "users", q).await, "", "{q}");
        }
    }

    async fn what_no_index_answers_is_refused_where_many_would_be_looked_at(database: Database) {
        let site = Site::on(database).await;
        let root = people(&site).await;
        let (id, tab) = match site.fixture.database.kind() {
            Kind::Postgres => ("CAST(lpad(to_hex(n.i), 32, '0') AS UUID)", "chr(9)"),
            Kind::Sqlite => ("unhex(printf('%032x', n.i))", "char(9)"),
        };
        let many = format!(
            "INSERT INTO users (id, client_id, ext_id, login_id, state, is_technical, person, name_key, given_key, \
             email_key, version, created, modified) \
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2001) \
             SELECT {id}, (SELECT id FROM client WHERE ext_id = 'api'), 'm' || n.i, 'm' || n.i, 'active', FALSE, \
             '{{\"name\":{{\"familyName\":\"Many\"}}}}', 'many' || {tab}, {tab} || 'many', '', 1, n.i, n.i FROM n"
        );
        site.fixture.database.execute(&many).await;
        let local = site.bearer("local", Role::UserAdmin, ClientRoom::Only(vec![ExtId::parse("x", "api").unwrap()])).await;
        for by in [&root, &local] {
            for q in ["*:*", "state:active", "city:bern", "name:many", "client.extid:api", "city:bern OR extid:p1"] {
                let answer = asked(&site, by, "users", q, "").await;
                assert_eq!(answer.told(), "422 errors.invalidData", "{q}");
                assert!(answer.messages().starts_with("q: more than 2000 users would have to be looked at"), "{q}");
            }
            // Another part that is required leads.
            assert_eq!(found(&site, by, "users", "name:many AND extid:m17").await, "m17");
            assert_eq!(found(&site, by, "users", "name:m* AND loginid:m200*").await, "m200 m2000 m2001");
            assert_eq!(found(&site, by, "users", "city:bern AND name:me*").await, "p2");
        }
    }
}

#[tokio::test]
async fn what_is_not_served_is_refused_by_name_and_nothing_breaks() {
    let site = Site::new().await;
    let root = people(&site).await;
    let brackets = "(".repeat(4_000);
    let closed = format!("{}a{}", "(".repeat(33), ")".repeat(33));
    let terms = "a ".repeat(65);
    for (q, told) in [
        ("name:meier~", "q: a fuzzy term at position 11 isn't served"),
        ("remarks:\"a b\"~2", "q: slop at position 14 isn't served"),
        ("/a/", "q: a regular expression at position 1 isn't served"),
        ("*eier", "q: a leading wildcard at position 1 isn't served"),
        ("name:*", "q: a leading wildcard at position 6 isn't served"),
        ("NOT name:a", "q: a part that only excludes at position 1 isn't served"),
        ("unit.name:a", "q: unknown field 'unit.name' at position 11: expected one of extid, "),
        ("created:soon", "q: expected a time such as "),
        ("name:()", "q: expected a term at position 7, got ')'"),
        ("name:...", "q: there is nothing to look for in the query"),
        ("a\0b", "q must not contain U+0000"),
        ("a\\u0000", "q: expected four hexadecimal digits of a character at position 4"),
        (brackets.as_str(), "q: the brackets at position 33 are too deep"),
        (closed.as_str(), "q: the brackets at position 33 are too deep"),
        (terms.as_str(), "q: the query has too many terms"),
    ] {
        for what in ["users", "all"] {
            let answer = asked(&site, &root, what, q, "").await;
            assert_eq!(answer.told(), "422 errors.invalidData", "{q:?}: {}", answer.body);
            assert!(answer.messages().starts_with(told), "{q:?}: {}", answer.messages());
        }
    }
    for q in ["(".repeat(10_000), "a".repeat(4_097), "!".repeat(4_097), format!("\"{}", "\\".repeat(4_096))] {
        let answer = asked(&site, &root, "users", &q, "").await;
        assert_eq!(answer.told(), "422 errors.invalidData");
        assert!(answer.messages().starts_with("q: the query is too long: expected at most 4096 bytes"));
    }
    assert_eq!(hits(&asked(&site, &root, "users", &"a".repeat(4_096), "").await).1, 0);
    let wide = format!("name:a{}", "*a".repeat(2_000));
    assert_eq!(hits(&asked(&site, &root, "users", &wide, "").await).1, 0);
    for (query, breaches) in [
        ("", 1),
        ("q=", 1),
        // As of search: that it came twice, and so is none.
        ("q=a&q=b", 2),
        ("q=a&frob=1", 1),
        ("q=a&df=frob&s=frob&from=10001&size=1001", 4),
        ("q=a&df=", 1),
        ("q=a&s=name+up", 1),
        ("q=a&from=-1", 1),
    ] {
        let answer = site.get(&format!("{QUERY}/users?{query}"), &json_by(&root)).await;
        assert_eq!(answer.told(), format!("422{}", " errors.invalidData".repeat(breaches)), "{query}: {}", answer.body);
    }
    assert_eq!(site.get(&format!("{QUERY}/users?q=%ff"), &json_by(&root)).await.status, StatusCode::BAD_REQUEST);
}
