//! The order of checks: a request that breaks several rules is told the first one.

use super::*;

on_both! {
    /// What is wrong with a request, in the order in which it is told.
    async fn a_request_that_is_wrong_in_every_way_is_told_the_first_of_them(database: Database) {
        let site = Site::on(database).await;
        let helpdesk = site.bearer("helper", Role::Helpdesk, only(&["api"])).await;
        let reader = site.bearer("reader", Role::SoapTechAccessReadOnly, only(&["api"])).await;
        let json = ("content-type", "application/json");
        let large = "x".repeat(64 * 1024 + 1);
        let (foreign, own) =
            (format!("{API}/elsewhere/users/nobody/mobile-signature"), format!("{API}/api/users/nobody/mobile-signature"));

        let put = site.send(request(Method::PUT, &foreign, &[("content-type", "text/plain")], large.clone().into())).await;
        assert_eq!(put.told(), "405 errors.methodNotAllowed");
        let wrong_type = site.post(&foreign, &[("content-type", "text/plain")], large.clone()).await;
        assert_eq!(wrong_type.told(), "415 errors.unsupportedMediaType");
        let too_large = site.post(&foreign, &[json], large.clone()).await;
        assert_eq!(too_large.told(), "413 errors.bodyTooLarge");
        let anonymous = site.post(&foreign, &[json], "not json").await;
        assert_eq!(anonymous.told(), "401 errors.unauthenticated");
        let without_right = site.post(&foreign, &json_by(&reader), "not json").await;
        assert_eq!(without_right.told(), "403 errors.permissionDenied");
        let outside = site.post(&foreign, &json_by(&helpdesk), "not json").await;
        assert_eq!(outside.told(), "403 errors.dataroomPermissionDenied");
        let unreadable = site.post(&own, &json_by(&helpdesk), "not json").await;
        assert_eq!(unreadable.told(), "400 errors.unreadableBody");
        let nobody = site.post(&own, &json_by(&helpdesk), r#"{"unknown":1}"#).await;
        assert_eq!(nobody.told(), "404 errors.noRecord");
    }

    async fn a_foreign_client_and_an_absent_one_are_the_same_to_who_may_not_see_them(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        site.post(&format!("{API}/clients"), &json_by(&root), r#"{"extId":"foreign","name":"Foreign"}"#).await;
        let helpdesk = site.bearer("helper", Role::Helpdesk, only(&["api"])).await;
        let mut answers = Vec::new();
        for client in ["foreign", "absent", "%FF"] {
            let answer = site.get(&format!("{API}/{client}/users/x"), &json_by(&helpdesk)).await;
            answers.push((answer.told(), answer.body));
        }
        assert_eq!(answers[0].0, "403 errors.dataroomPermissionDenied");
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    }

    async fn an_unknown_member_is_told_together_with_every_other_broken_rule(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let client = site
            .post(
                &format!("{API}/clients"),
                &json_by(&root),
                r#"{"extId":"a b","name":null,"nmae":"x","displayName":{"XX":"x"}}"#,
            )
            .await;
        assert_eq!(client.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            client.messages(),
            "unknown member 'nmae'\n\
             extId must consist of ASCII letters, digits and -@./_:()\\{}[]=!~+: found ' '\n\
             name is mandatory: expected a non-blank text, got none\n\
             displayName: expected one of EN, DE, FR, IT, got 'XX'"
        );
        let policy =
            site.post(&format!("{API}/api/policies"), &json_by(&root), r#"{"policyTyp":"x","parameters":{"a":"b"}}"#).await;
        assert_eq!(policy.told(), "422 errors.invalidData errors.invalidData errors.invalidData");
    }
}

fn only(clients: &[&str]) -> ClientRoom {
    let id = |id: &&str| sigill_domain::ext_id::ExtId::parse("extId", id).unwrap();
    ClientRoom::Only(clients.iter().map(id).collect())
}
