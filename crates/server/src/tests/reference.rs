//! The reference page.

use super::*;

#[tokio::test]
async fn the_page_names_every_operation_with_its_path_and_right() {
    let site = Site::new().await;
    let page = site.get("/reference", &[]).await;
    assert_eq!((page.status, page.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
    let document = crate::openapi();
    for (path, item) in document["paths"].as_object().unwrap() {
        assert!(page.body.contains(path.as_str()), "{path}");
        for operation in item.as_object().unwrap().values() {
            let id = operation["operationId"].as_str().unwrap();
            assert!(page.body.contains(&format!("<article id=\"{id}\">")), "{id}");
            if let Some(right) = operation["x-required-right"]["right"].as_str() {
                assert!(page.body.contains(&format!("Required permission: {right}")), "{id}");
            }
        }
    }
    for field in ["identificator", "name.firstName", "stateChangeReason", "errors"] {
        assert!(page.body.contains(field), "{field}");
    }
}

#[tokio::test]
async fn the_page_loads_nothing_and_runs_its_own_search_alone() {
    let site = Site::new().await;
    let page = site.get("/reference", &[]).await;
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(policy.contains("; script-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(page.body.matches("<script").count(), 1);
    for forbidden in ["src=", "url(", "@import", " style=", " onclick", "href=\"http"] {
        assert!(!page.body.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn what_a_document_says_is_never_markup() {
    let document = serde_json::json!({
        "info": { "title": "<script>", "version": "1", "description": "a & `b < c`" },
        "tags": [{ "name": "T\"", "description": "**b** and `**c**`" }],
        "paths": { "/x": { "get": { "tags": ["T\""], "summary": "<b>", "operationId": "\"><i>", "responses": {} } } },
    });
    let html = format!("{:?}", crate::reference::Page::render(&document));
    let html = html.replace(r#"<script>\"use strict\""#, "");
    for markup in ["<script>", "<i>", "<b>&lt;"] {
        assert!(!html.contains(markup), "{markup}");
    }
    assert!(html.contains("<strong>b</strong> and <code>**c**</code>"), "{html}");
    assert!(html.contains("&lt;script&gt;") && html.contains("<code>b &lt; c</code>"), "{html}");
}

#[tokio::test]
async fn a_browser_at_the_root_is_led_to_the_reference_and_a_program_is_told_that_there_is_nothing() {
    let site = Site::new().await;
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    for method in [Method::GET, Method::HEAD] {
        let led = site.send(request(method, "/", &[("accept", browser)], Body::empty())).await;
        assert_eq!(
            (led.status, led.header("location"), led.header("vary")),
            (StatusCode::SEE_OTHER, "reference", "Accept")
        );
    }
    assert_eq!(site.get("/reference", &[("accept", browser)]).await.status, StatusCode::OK);
    for accept in ["", "*/*", "application/json", "application/json, text/html;q=0.5", "text/html;q=0"] {
        let told = site.get("/", &[("accept", accept)]).await;
        assert_eq!(told.told(), "404 errors.noResource", "{accept}");
    }
    let posted = site.send(request(Method::POST, "/", &[("accept", browser)], Body::empty())).await;
    assert_eq!(posted.told(), "404 errors.noResource");
    assert_eq!(site.get("/nothing", &[("accept", browser)]).await.told(), "404 errors.noResource");
}
