//! Forms: only those of the session, sent by a page of this console.

use super::*;

#[tokio::test]
async fn a_form_is_taken_only_from_a_page_of_the_session() {
    let site = site(Database::new(Kind::Sqlite).await).await;
    for user in ["nora", "ivo"] {
        person(&site, user).await;
    }
    let (nora, ivo) = (Tab::of(&site, "nora").await, Tab::of(&site, "ivo").await);
    let (token, of_ivo) = (nora.token().await, ivo.token().await);
    assert_ne!(token, of_ivo);
    let path = "/console/me/sessions";
    let send = async |token: &str, from: &[(&str, &str)]| {
        goes(&nora.post_from(path, &[("which", "others"), ("token", token)], from).await)
    };
    let same: &[(&str, &str)] = &[("sec-fetch-site", "same-origin")];
    for wrong in ["", "x", of_ivo.as_str()] {
        assert_eq!(send(wrong, same).await, "403", "{wrong}");
    }
    for from in [
        &[][..],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site"), ("origin", ORIGIN)],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
    ] {
        assert_eq!(send(&token, from).await, "403", "{from:?}");
    }
    assert_eq!(send(&token, &[("origin", ORIGIN)]).await, "/console/me", "an old browser");
    assert_eq!(send(&token, same).await, "/console/me");
}

#[tokio::test]
async fn signing_in_is_taken_from_a_page_of_the_console_too() {
    let site = site(Database::new(Kind::Sqlite).await).await;
    let tab = Tab::new(&site);
    let pairs = [("login", "nora"), ("password", "x")];
    for path in ["/console/sign-in", "/console/sign-in/second", "/console/once/x"] {
        assert_eq!(goes(&tab.post_from(path, &pairs, &[("sec-fetch-site", "cross-site")]).await), "403", "{path}");
    }
    let json = [("content-type", "application/json"), ("sec-fetch-site", "same-origin")];
    assert_eq!(site.post("/console/sign-in", &json, "{}").await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let long = "x".repeat(70_000);
    assert_eq!(goes(&tab.post("/console/sign-in", &[("login", &long)]).await), "413");
    // A form carries what is made of a cookie that only this browser has.
    let (other, right) = (Tab::new(&site), tab.token_of("/console/sign-in").await);
    let of_other = other.token_of("/console/sign-in").await;
    assert!(right.len() > 20 && right != of_other);
    for (path, done) in
        [("/console/sign-in", "422"), ("/console/sign-in/second", "/console/sign-in"), ("/console/once/x", "404")]
    {
        for wrong in ["", "x", of_other.as_str()] {
            assert_eq!(
                goes(&tab.post(path, &[("token", wrong), ("login", "nora"), ("password", "x")]).await),
                "403",
                "{path}"
            );
        }
        let pairs = [("token", right.as_str()), ("login", "nora"), ("password", "x")];
        assert_eq!(goes(&tab.post(path, &pairs).await), done, "{path}");
        assert_eq!(goes(&Tab::new(&site).post(path, &pairs).await), "403", "{path}: without the cookie");
    }
}

#[tokio::test]
async fn browsers_are_told_what_a_page_may_do() {
    let site = site(Database::new(Kind::Sqlite).await).await;
    person(&site, "nora").await;
    let tab = Tab::of(&site, "nora").await;
    for path in ["/console/sign-in", "/console/me", "/console/nothing", "/console/style"] {
        let page = tab.get(path).await;
        let policy = page.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        assert_eq!(page.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        for inline in ["<style", "style=", " onclick", "javascript:", "hx-on", "<script>"] {
            assert!(!page.body.contains(inline), "{path} has {inline}");
        }
    }
    let page = tab.get("/console/me").await.body;
    let names: Vec<_> = page.split("/console/a/").skip(1).map(|rest| rest.split(['"', '#']).next().unwrap()).collect();
    assert!(names.len() > 3);
    for name in names {
        let asset = site.get(&format!("/console/a/{name}"), &[]).await;
        assert_eq!(asset.status, StatusCode::OK, "{name}");
        assert!(asset.header("cache-control").contains("immutable"), "{name}");
    }
}

#[tokio::test]
async fn without_a_console_there_is_none() {
    let site = Site::new().await;
    for path in ["/console", "/console/sign-in", "/console/a/app.css"] {
        assert_eq!(site.get(path, &[]).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
