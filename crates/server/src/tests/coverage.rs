//! What nevisIDM documents is served; and the pages that say so are true.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::*;
use crate::documented::Documented;

const PREFIXES: [&str; 4] = [API, "/nevisidm/api/principal/v1", "/nevisidm/api/auth/v1", "/nevisidm/api/query/v1"];

/// What is served of SCIM, which isn't in the OpenAPI document.
const SCIM: &[(&str, &str)] = &[
    ("GET", "/{clientExtId}/Users"),
    ("POST", "/{clientExtId}/Users"),
    ("POST", "/{clientExtId}/Users/.search"),
    ("GET", "/{clientExtId}/Users/{id}"),
    ("PATCH", "/{clientExtId}/Users/{id}"),
    ("DELETE", "/{clientExtId}/Users/{id}"),
    ("POST", "/{clientExtId}/Bulk"),
    ("GET", "/ServiceProviderConfig"),
    ("GET", "/Schemas"),
    ("GET", "/Schemas/{id}"),
    ("GET", "/ResourceTypes"),
];

/// Method and path without the names of its ids.
fn shape(method: &str, path: &str) -> String {
    let segments = path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment });
    format!("{method} {}", segments.collect::<Vec<_>>().join("/"))
}

/// The calls of the vendor's API that the OpenAPI document has, and those of SCIM.
fn served() -> BTreeSet<String> {
    let document = crate::openapi();
    let paths = document["paths"].as_object().unwrap();
    let vendors = paths.iter().filter(|(path, _)| PREFIXES.iter().any(|prefix| path.starts_with(prefix)));
    let vendors = vendors.flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().keys();
        methods.map(|method| shape(&method.to_uppercase(), path)).collect::<Vec<_>>()
    });
    let scim = SCIM.iter().map(|(method, path)| shape(method, &format!("/nevisidm/api/scim/v1{path}")));
    vendors.chain(scim).collect()
}

fn is_served(served: &BTreeSet<String>, call: Documented) -> bool {
    served.contains(&shape(call.method, &call.path()))
}

#[test]
fn every_call_of_the_vendors_that_is_served_is_in_the_table_of_documented_calls_once() {
    let documented: Vec<_> = Documented::all().map(|call| shape(call.method, &call.path())).collect();
    let once: BTreeSet<_> = documented.iter().cloned().collect();
    assert_eq!(once.len(), documented.len(), "a call stands in the table twice");
    let missing: Vec<_> = served().difference(&once).cloned().collect();
    assert!(missing.is_empty(), "served, and not in crates/server/src/documented: {missing:#?}");
}

#[tokio::test]
async fn every_documented_call_is_served() {
    let site = Site::new().await;
    let served = served();
    for call in Documented::all() {
        let path = call.path().replace("/Schemas/{id}", "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User");
        let path = path.replace(['{', '}'], "");
        let answer = site.send(request(call.method.parse().unwrap(), &path, &[], Body::empty())).await;
        let named = format!("{} {}", call.method, call.path());
        assert!(is_served(&served, call), "{named}");
        assert_ne!(answer.status, StatusCode::NOT_FOUND, "{named}");
        assert_ne!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{named}");
    }
}

#[tokio::test]
async fn a_typo_is_404_and_a_method_that_nobody_documents_is_405() {
    let site = Site::new().await;
    let told = async |method: &str, path: &str| {
        site.send(request(method.parse().unwrap(), path, &[], Body::empty())).await.told()
    };
    for path in [
        "/nevisidm/api/core/v1/c/users/u/passwort",
        "/nevisidm/api/core/v1/c/vasco/x/assign",
        "/nevisidm/api/core/v1/c/users/u/password/x/y",
        "/nevisidm/api/core/v2/c/units",
        "/sigill/v1/c/units",
    ] {
        assert_eq!(told("GET", path).await, "404 errors.noResource", "{path}");
    }
    assert_eq!(told("PATCH", "/nevisidm/api/core/v1/c/vasco/x/unassign").await, "405 errors.methodNotAllowed");
    assert_eq!(told("PUT", "/nevisidm/api/core/v1/c/users/u").await, "405 errors.methodNotAllowed");
    // `clients` is no client here, although `/{client}/vasco` has a POST.
    assert_eq!(told("POST", "/nevisidm/api/core/v1/clients/vasco").await, "405 errors.methodNotAllowed");
    // A slash at the end, escapes, and HEAD are as without.
    assert_eq!(told("GET", "/nevisidm/api/core/v1/c/vasco/").await, "401 errors.unauthenticated");
    assert_eq!(told("GET", "/nevisidm/api/core/v1/c/vasco/a%2Fb?x=1").await, "401 errors.unauthenticated");
    let head = site.send(request(Method::HEAD, "/nevisidm/api/core/v1/c/vasco", &[], Body::empty())).await;
    assert_eq!(head.status, StatusCode::UNAUTHORIZED);
    // The same to who has a token.
    let root = site.root().await;
    let known = site.get("/nevisidm/api/core/v1/api/vascos", &[("authorization", &root)]).await;
    assert_eq!(known.told(), "404 errors.noResource");
}

/// How many calls of an area there are, and are served; in the order of the table.
fn areas() -> Vec<(&'static str, Vec<(Documented, bool)>)> {
    let served = served();
    let mut areas: Vec<(&str, Vec<(Documented, bool)>)> = Vec::new();
    for call in Documented::all() {
        let entry = (call, is_served(&served, call));
        match areas.last_mut().filter(|(area, _)| *area == call.area) {
            Some((_, calls)) => calls.push(entry),
            None => areas.push((call.area, vec![entry])),
        }
    }
    areas
}

/// `docs/COVERAGE.md`.
fn page() -> String {
    let areas = areas();
    let (served, documented) = total(&areas);
    let mut page = format!(
        "# What nevisIDM documents, and what Sigill serves\n\n\
         {served} of {documented} documented calls are served. A path that nobody documents is 404 `errors.noResource`.\n\
         What is served is described at `/reference`, and [CALLS.md](CALLS.md) names its tests. Sigill's own calls, below\n\
         `/sigill/v1`, aren't here.\n\n\
         A test writes this page and compares it: see [CONTRIBUTING](../CONTRIBUTING.md).\n"
    );
    for (area, calls) in &areas {
        let count = calls.iter().filter(|(_, is_served)| *is_served).count();
        let _ = write!(page, "\n## {area}: {count} of {}\n\n| | method | path |\n|---|---|---|\n", calls.len());
        for (call, is_served) in calls {
            let mark = if *is_served { "served" } else { "-" };
            let _ = writeln!(page, "| {mark} | {} | `{}` |", call.method, call.path());
        }
    }
    page
}

fn total(areas: &[(&str, Vec<(Documented, bool)>)]) -> (usize, usize) {
    let all: Vec<_> = areas.iter().flat_map(|(_, calls)| calls).collect();
    (all.iter().filter(|(_, is_served)| *is_served).count(), all.len())
}

/// The table in the README: one line for each area, and one for all credentials but the mobile signature.
fn table() -> String {
    let areas = areas();
    let (served, documented) = total(&areas);
    let mut rows: Vec<(String, usize, usize)> = Vec::new();
    let mut other = ("Other credentials".to_owned(), 0, 0);
    for (area, calls) in &areas {
        let count = calls.iter().filter(|(_, is_served)| *is_served).count();
        let is_credential = calls.iter().all(|(call, _)| is_of_a_credential(&call.path()));
        if is_credential && *area != "Mobile signature" {
            (other.1, other.2) = (other.1 + count, other.2 + calls.len());
        } else {
            rows.push(((*area).to_owned(), count, calls.len()));
        }
    }
    rows.push(other);
    rows.sort_by_key(|(_, served, _)| *served == 0);
    let mut table = String::from("| area | served | documented |\n|---|---:|---:|\n");
    for (area, served, documented) in rows {
        let _ = writeln!(table, "| {area} | {served} | {documented} |");
    }
    let _ = writeln!(table, "| **all** | **{served}** | **{documented}** |");
    table
}

/// Whether a path is that of credentials of a user or of a client.
fn is_of_a_credential(path: &str) -> bool {
    let segments: Vec<_> = path.split('/').skip(5).collect();
    let not_credentials = [
        "archive",
        "properties",
        "credentials",
        "login-info",
        "bulk-login-info",
        "profiles",
        "consents",
        "terms-pending",
    ];
    match segments[..] {
        ["{clientExtId}", "users", _, what, ..] => path.contains("/core/") && !not_credentials.contains(&what),
        ["clients", _, "fido2" | "fido-uaf"] => true,
        ["{clientExtId}", "vasco", ..] => true,
        _ => false,
    }
}

#[test]
fn the_page_of_documented_calls_is_current() {
    written::is_current("docs/COVERAGE.md", &page());
}

#[test]
fn the_readme_has_the_table_of_what_is_documented_and_what_is_served() {
    written::part_is_current("README.md", "coverage", &table());
}
