//! One request, two faces: who calls, and how a refusal looks, are of the face; all else is the same.

use axum::middleware;
use axum::routing::get;
use http::header;
use sigill_app::Permit;
use sigill_domain::ext_id::ExtId;
use sigill_domain::right::{ClientView, PolicyDelete, Right};

use super::*;
use crate::http::answer::NoContent;
use crate::http::around::wrap;
use crate::http::call::{Call, NoBody};
use crate::http::identify::{Bearer, Identify};
use crate::http::refused::Refused;
use crate::http::render;
use crate::http::terms::Heeds;

const HTML: (&str, &str) = ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
const ONCE: &str = "/sigill/v1/once";

#[tokio::test]
async fn a_refusal_is_a_page_for_a_browser_where_there_are_pages_and_json_everywhere_else() {
    let site = Site::new().await;
    let json = ("content-type", "application/json");
    let body = r#"{"<b>":1,"token":"x"}"#;
    let page = site.post(ONCE, &[json, HTML, ("x-request-id", "r-1")], body).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
    assert_eq!(page.header("cache-control"), "no-store");
    let heading = "<h1>Unprocessable Entity</h1><p>unknown member &#39;&lt;b&gt;&#39;</p>";
    assert!(page.body.contains(heading) && page.body.contains("<code>r-1</code>"), "{}", page.body);

    let program = site.post(ONCE, &[json], body).await;
    assert_eq!((program.status, program.header("content-type")), (page.status, "application/json"));
    assert_eq!(program.messages(), "unknown member '<b>'");
    let problem = site.post(ONCE, &[json, ("accept", "application/problem+json")], body).await;
    assert_eq!(problem.header("content-type"), "application/problem+json");
    let of_the_api = site.get(&format!("{API}/clients/api"), &[HTML]).await;
    assert_eq!(of_the_api.told(), "401 errors.unauthenticated");
}

/// Somebody with a browser, who has signed in.
struct Session;

impl Identify for Session {
    fn token(headers: &HeaderMap) -> Result<&str, Refused> {
        let cookie = headers.get(header::COOKIE).and_then(|cookie| cookie.to_str().ok());
        cookie.and_then(|cookie| cookie.strip_prefix("session=")).ok_or(Refused::NoToken)
    }

    fn proof(headers: &HeaderMap) -> Result<&str, Refused> {
        Bearer::proof(headers)
    }
}

async fn may<R: Right>(_: Call<Permit<R>, NoBody, Heeds, Session>) -> NoContent {
    NoContent
}

#[tokio::test]
async fn another_face_needs_only_to_say_where_its_token_is() {
    let site = Site::new().await;
    let client = ClientRoom::Only(vec![ExtId::parse("extId", "api").unwrap()]);
    let token = site.fixture.token("helpdesk", Role::Helpdesk, client).await;
    let routes = Router::new()
        .route("/look/{clientExtId}", get(may::<ClientView>))
        .route("/delete/{clientExtId}", get(may::<PolicyDelete>))
        .layer(middleware::map_response(render::for_people))
        .with_state(site.server.clone());
    let face = wrap(routes, &site.server);
    let told = async |path: &str, headers: &[(&str, &str)]| {
        let request = request(Method::GET, path, headers, Body::empty());
        let response = face.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        let heading = body.split("<h1>").nth(1).and_then(|rest| rest.split("</p>").next());
        format!("{} {}", parts.status.as_u16(), heading.unwrap_or(&body))
    };
    let (cookie, bearer) = (format!("session={token}"), format!("Bearer {token}"));
    assert_eq!(told("/look/api", &[("cookie", &cookie), HTML]).await, "204 ");
    let nobody = "401 Unauthorized</h1><p>expected an access token in the header Authorization: Bearer, got none";
    assert_eq!(told("/look/api", &[("authorization", &bearer), HTML]).await, nobody);
    let forged = "401 Unauthorized</h1><p>the access token isn&#39;t valid, or not any more";
    assert_eq!(told("/look/api", &[("cookie", "session=x"), HTML]).await, forged);
    let denied = "403 Forbidden</h1><p>Permission denied: AccessControl.PolicyDelete is needed";
    assert_eq!(told("/delete/api", &[("cookie", &cookie), HTML]).await, denied);
    let outside =
        "403 Forbidden</h1><p>Dataroom permission denied: AccessControl.ClientView doesn&#39;t reach this client";
    assert_eq!(told("/look/other", &[("cookie", &cookie), HTML]).await, outside);
}
