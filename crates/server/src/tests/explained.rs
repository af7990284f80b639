//! Why somebody can or can't sign in, whatever they would sign in with.

use serde_json::json;

use super::kinds::{forms, made, user};
use super::*;

on_both! {
    async fn each_type_is_in_the_explanation_of_why_somebody_can_or_cannot_sign_in(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let explained = async |user: &str| {
            let path = format!("{}/sign-in", user.replace("/nevisidm/api/core/v1", "/sigill/v1"));
            site.get(&path, &json_by(&root)).await.json()
        };
        let beside = ["PUK", "Security Questions"];
        for (n, form) in forms().enumerate().filter(|(_, form)| form.number != 16) {
            let user = user(&site, form, &format!("u{n}")).await;
            assert_eq!(explained(&user).await["causes"][0]["code"], "no-credential", "{}", form.name);
            let path = made(&site, form, &user, 1).await;
            let told = explained(&user).await;
            let one = &told["credentials"][0];
            assert_eq!((&one["type"], &one["signIn"]), (&json!(form.wire), &json!("can")), "{}: {told}", form.name);
            let suffices = if beside.contains(&form.wire) { "cannot" } else { "can" };
            assert_eq!(told["signIn"], suffices, "{}: {told}", form.name);
            if form.is_changed {
                let off = site.patch(&path, &json_by(&root), r#"{"stateName":"disabled"}"#).await;
                assert_eq!(off.status, StatusCode::OK, "{}", off.body);
                let told = explained(&user).await;
                let causes = told["causes"].as_array().unwrap();
                let cause = causes.iter().find(|cause| cause["code"] == "credential-disabled");
                assert!(cause.is_some_and(|cause| cause.get("credentialExtId").is_some()), "{}: {told}", form.name);
                assert_eq!(told["signIn"], "cannot", "{}: {told}", form.name);
            }
        }
        // A token of the client is told of whoever has it.
        let own = super::vasco::person(&site, "tokens").await;
        super::vasco::assigned(&site, "tokens", "t-1").await;
        let told = explained(own.trim_end_matches("/vasco")).await;
        assert_eq!((&told["signIn"], &told["credentials"][0]["type"]), (&json!("can"), &json!("Vasco")), "{told}");
    }
}
