//! Lists: filters that an index answers, pages, and limits.

use std::collections::BTreeSet;

use super::*;

on_both! {
    async fn a_filter_finds_whom_it_says_and_never_everybody(database: Database) {
        let site = open(database).await;
        let mail = |value: &str, kind: &str| json!([{ "value": value, "type": kind, "primary": true }]);
        let anna = site.provisioned("Anna", json!({ "externalId": "E1", "emails": mail("anna@example.com", "work"), "title": "T" })).await;
        site.provisioned("berta", json!({ "externalId": "e1", "emails": mail("berta@example.com", "home"), "active": false })).await;
        site.provisioned("ärger".replace('ä', "a").as_str(), json!({ "emails": mail("ännä@example.com", "work") })).await;
        for (filter, found) in [
            ("userName eq \"ANNA\"".to_owned(), 1),
            ("userName eq \"ann\"".to_owned(), 0),
            ("externalId eq \"E1\"".to_owned(), 1),
            ("externalId eq \"E2\"".to_owned(), 0),
            (format!("id eq \"{anna}\""), 1),
            (format!("id eq \"{}\"", anna.to_uppercase()), 0),
            ("emails eq \"Anna@Example.com\"".to_owned(), 1),
            ("emails.value eq \"anna@example.com\"".to_owned(), 1),
            ("emails[type eq \"work\"].value eq \"anna@example.com\"".to_owned(), 1),
            ("emails[type eq \"home\"].value eq \"anna@example.com\"".to_owned(), 0),
            ("emails[type eq \"work\" and value eq \"anna@example.com\"]".to_owned(), 1),
            ("userName eq \"anna\" and active eq true".to_owned(), 1),
            ("userName eq \"anna\" and active eq \"False\"".to_owned(), 0),
            ("active eq true and (title pr or nickName pr) and userName eq \"anna\"".to_owned(), 1),
            ("userName eq \"anna\" and not (title sw \"t\")".to_owned(), 0),
            ("userName eq \"anna\" and meta.created lt \"2100-01-01T00:00:00Z\"".to_owned(), 1),
            ("userName eq \"\"".to_owned(), 0),
            ("emails eq \"\"".to_owned(), 0),
            ("userName eq \"a\\u0301\"".to_owned(), 0),
        ] {
            assert_eq!(site.found(&filter).await, (found, usize::try_from(found).unwrap()), "{filter}");
        }
        for filter in [
            "title eq \"T\"", "userName sw \"a\"", "userName eq \"a\" or externalId eq \"b\"", "not (userName eq \"a\")",
            "userName eq", "userName xx \"a\"", "nothing eq \"a\"", "userName eq \"a\" and", "(userName eq \"a\"", "userName eq 5",
            "active gt true", "name eq \"x\"", "userName eq \"a\" userName eq \"b\"", "userName eq \"\\u0000\"", "userName pr",
            "emails[type eq \"work\"", "userName[type eq \"x\"]", "urn:x:userName eq \"a\"", "userName eq \"a", "\u{e4} eq \"a\"",
        ] {
            assert_eq!(site.scim(&filtered(filter)).await.problem(), "400 invalidFilter", "{filter}");
        }
        let deep = format!("{}userName eq \"a\"{}", "(".repeat(10_000), ")".repeat(10_000));
        let search = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": deep });
        let root = site.root().await;
        let answer = site.post(&format!("{SCIM}/Users/.search"), &scim_by(&root), search.to_string()).await;
        assert_eq!(answer.problem(), "400 invalidFilter", "a depth of 10,000");
        let twice = format!("{}&filter=id+eq+1", filtered("userName eq \"a\""));
        assert_eq!(site.scim(&twice).await.problem(), "400 invalidValue");
    }

    async fn pages_have_everybody_once_and_the_total(database: Database) {
        let site = open(database).await;
        for n in 0..7 {
            site.fixture.clock.advance_ms(n % 2);
            site.provisioned(&format!("u{n}"), json!({})).await;
        }
        // With the caller itself.
        let total = 8;
        let mut seen = BTreeSet::new();
        for start in [1, 4, 7] {
            let page = site.scim(&format!("{SCIM}/Users?startIndex={start}&count=3")).await.json();
            let here = page["Resources"].as_array().unwrap();
            assert_eq!((&page["totalResults"], &page["startIndex"]), (&json!(total), &json!(start)));
            assert_eq!(page["itemsPerPage"], here.len());
            seen.extend(here.iter().map(|user| user["id"].as_str().unwrap().to_owned()));
        }
        assert_eq!(seen.len(), total);
        let (mut cursor, mut led) = (String::new(), BTreeSet::new());
        loop {
            let page = site.scim(&format!("{SCIM}/Users?cursor={cursor}&count=3")).await.json();
            assert!(page.get("totalResults").is_none() && page.get("startIndex").is_none());
            led.extend(page["Resources"].as_array().unwrap().iter().map(|user| user["id"].as_str().unwrap().to_owned()));
            let Some(next) = page["nextCursor"].as_str() else { break };
            assert!(next.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)), "{next}");
            next.clone_into(&mut cursor);
        }
        assert_eq!(led, seen);
        let of = async |query: &str| site.scim(&format!("{SCIM}/Users?{query}")).await;
        let none = of("count=0").await.json();
        assert_eq!((&none["totalResults"], &none["Resources"], &none["itemsPerPage"]), (&json!(total), &json!([]), &json!(0)));
        assert_eq!(of("startIndex=-5&count=-1").await.json()["startIndex"], 1);
        assert_eq!(of("startIndex=100").await.json()["Resources"], json!([]));
        let sorted = of("sortBy=userName&count=2&filter=").await.json();
        assert_eq!(sorted["Resources"][1]["userName"], "u0");
        for (query, expected) in [
            ("startIndex=200001", "400 tooMany"), ("startIndex=x", "400 invalidValue"), ("count=1.5", "400 invalidValue"),
            ("cursor=%21", "400 invalidCursor"), ("cursor=&count=0", "400 invalidCount"), ("sortBy=title", "400 invalidValue"),
            ("sortBy=userName&sortOrder=up", "400 invalidValue"), ("cursor=&startIndex=1", "400 invalidValue"),
        ] {
            assert_eq!(of(query).await.problem(), expected, "{query}");
        }
        let documented = site.scim("/nevisidm/api/scim/v1/api/Users?bulkImportFormat=true&count=2").await.json();
        assert_eq!(documented["Operations"][0]["method"], "POST");
    }

    async fn an_index_that_finds_too_many_is_not_gone_through(database: Database) {
        let site = open(database).await;
        let client = "(SELECT id FROM client WHERE ext_id = 'api')";
        let (id, number, flag) = match site.fixture.database.kind() {
            Kind::Postgres => ("md5(n::text)::uuid", "n FROM generate_series(1, 201) AS s(n)", "false"),
            Kind::Sqlite => (
                "randomblob(16)",
                "n FROM (WITH RECURSIVE s(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM s WHERE n < 201) SELECT n FROM s)",
                "0",
            ),
        };
        site.fixture.database.execute(&format!(
            "INSERT INTO users (id, client_id, ext_id, login_id, state, is_technical, person, name_key, given_key, email_key, \
             external_id, version, created, modified) SELECT {id}, {client}, 'x' || n, 'x' || n, 'active', {flag}, \
             '{{\"provisioned\":{{\"externalId\":\"same\"}}}}', '', '', '', 'same', 1, 0, {number}"
        )).await;
        assert_eq!(site.scim(&filtered("externalId eq \"same\"")).await.problem(), "400 tooMany");
        assert_eq!(site.found("externalId eq \"same\" and userName eq \"X17\"").await.0, 1);
    }
}
