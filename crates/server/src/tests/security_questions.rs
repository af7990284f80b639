//! Security questions: answers of a user to personal questions of the client.

use serde_json::json;

use super::kinds::{form, policy, user};
use super::*;

const OWN: &str = "/sigill/v1";

/// Two questions that may be chosen and one that may not, and a user with an empty set: its path, and that of the check.
async fn asked(site: &Site, of: Option<&str>) -> (String, String) {
    let root = site.root().await;
    for (ext_id, state) in [("pet", "active"), ("street", "active"), ("old", "disabled")] {
        let question = json!({ "extId": ext_id, "stateName": state, "content": { "EN": "?" } }).to_string();
        let made = site.post(&format!("{API}/api/personal-questions"), &json_by(&root), question).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    }
    let user = match of {
        Some(user) => format!("{OWN}/api/users/{user}"),
        None => user(site, form("SecurityQuestions"), "anna").await.replace(API, OWN),
    };
    let path = format!("{user}/security-questions");
    let made = site.post(&path, &json_by(&root), r#"{"extId":"s"}"#).await;
    assert_eq!(
        (made.status, made.header("location"), made.header("etag")),
        (StatusCode::CREATED, &*path, "\"v1\""),
        "{}",
        made.body
    );
    assert_eq!((&made.json()["type"], made.json().get("answers")), (&json!("Security Questions"), None));
    (path, format!("{user}/credentials/security-questions/verify"))
}

fn answers(all: &[(&str, &str)]) -> String {
    let all: Vec<_> =
        all.iter().map(|(question, answer)| json!({ "questionExtId": question, "answer": answer })).collect();
    json!({ "answers": all }).to_string()
}

async fn show(site: &Site, check: &str, question: &str, answer: &str) -> Answer {
    let root = site.root().await;
    site.post(check, &json_by(&root), json!({ "questionExtId": question, "answer": answer }).to_string()).await
}

on_both! {
    async fn security_questions_are_answered_and_asked_each_counted_by_itself(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        policy(&site, "SecurityQuestionsPolicy", json!({
            "restrictModifyToOwner": "false", "maxCredFailureCount": "-1", "tmpLockingThreshold": "-1",
        })).await;
        let (path, check) = asked(&site, None).await;
        assert_eq!(site.post(&path, &json_by(&root), "{}").await.told(), "422 errors.securityQuestionsExists");
        assert_eq!(show(&site, &check, "pet", "Rex").await.json()["statusCode"], 2, "nothing is answered yet");
        let answered = site
            .post(&format!("{path}/answers"), &json_by(&root), answers(&[("pet", "R\u{e9}x-Tobi"), ("street", "Bahnhofstrasse 12")]))
            .await;
        assert_eq!((answered.status, answered.header("etag")), (StatusCode::OK, "\"v2\""), "{}", answered.body);
        let counted = |pet: (i64, i64), street: (i64, i64)| {
            let one = |question: &str, (failures, successes): (i64, i64)| {
                json!({ "questionExtId": question, "failureCount": failures, "successCount": successes })
            };
            json!([one("pet", pet), one("street", street)])
        };
        assert_eq!(answered.json()["answers"], counted((0, 0), (0, 0)));
        assert_eq!(show(&site, &check, "pet", "rex tobi").await.json()["statusCode"], 0, "case, accents and marks don't count");
        assert_eq!(show(&site, &check, "street", "Bahnhofstrase 12").await.json()["statusCode"], 0, "a letter is missing");
        assert_eq!(show(&site, &check, "street", "Hauptstrasse 3").await.json()["statusCode"], 2);
        assert_eq!(show(&site, &check, "pet", "Bahnhofstrasse 12").await.json()["statusCode"], 2, "that of another question");
        let shown = site.get(&path, &json_by(&root)).await.json();
        assert_eq!(shown["answers"], counted((1, 1), (1, 1)));
        assert_eq!((&shown["successfulLoginCount"], &shown["failedLoginCount"]), (&json!(2), &json!(2)));
        for _ in 0..2 {
            assert_eq!(show(&site, &check, "street", "x").await.json()["statusCode"], 2);
        }
        assert_eq!(show(&site, &check, "street", "Bahnhofstrasse 12").await.json()["statusCode"], 2, "wrong three times");
        assert_eq!(show(&site, &check, "pet", "Rex Tobi").await.json()["statusCode"], 0);
        assert_eq!(show(&site, &check, "pet", "Rex Tobi").await.json()["statusCode"], 0);
        assert_eq!(show(&site, &check, "pet", "Rex Tobi").await.json()["statusCode"], 2, "taken three times");
        let anew = site.post(&format!("{path}/answers"), &json_by(&root), answers(&[("pet", "Waldi")])).await;
        assert_eq!(anew.json()["answers"], json!([{ "questionExtId": "pet", "failureCount": 0, "successCount": 0 }]));
        assert_eq!(show(&site, &check, "street", "Bahnhofstrasse 12").await.json()["statusCode"], 2, "it isn't answered");
        assert_eq!(show(&site, &check, "pet", "waldi").await.json()["statusCode"], 0);
        let kept = site.fixture.database.query("SELECT secret FROM credential WHERE ext_id = 's'").await.unwrap();
        assert!(kept.contains("$aes-256-gcm$") && !kept.contains("waldi"), "{kept}");
        let history = site.get(&format!("{}/history", path.trim_end_matches("/security-questions")), &json_by(&root)).await;
        let listed = site.get(&format!("{}/credentials", path.replace(OWN, API).trim_end_matches("/security-questions")), &json_by(&root)).await;
        for seen in [history, listed, site.get(&path, &json_by(&root)).await] {
            assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
            assert!(!seen.body.to_lowercase().contains("waldi") && !seen.body.contains("Bahnhof"), "{}", seen.body);
        }
        assert_eq!(site.delete(&path, &json_by(&root)).await.status, StatusCode::NO_CONTENT);
        assert_eq!(show(&site, &check, "pet", "waldi").await.told(), "404 errors.noRecord");
    }

    async fn answers_that_can_not_be_taken_are_told_all_at_once(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        policy(&site, "SecurityQuestionsPolicy", json!({
            "restrictModifyToOwner": "false", "minAnswers": "2", "maxAnswers": "2",
        })).await;
        let (path, _) = asked(&site, None).await;
        let (invalid, missing) = ("errors.invalidData", "errors.missingReferenceData");
        for (all, told) in [
            (answers(&[("pet", "Rex")]), format!("422 {invalid}")),
            (answers(&[("pet", "Rex"), ("pet", "Tobi")]), format!("422 {invalid}")),
            (answers(&[("pet", "Rex"), ("old", "x")]), format!("422 {missing}")),
            (answers(&[("nobody", "Rex"), ("street", " - ")]), format!("422 {missing} {invalid}")),
            (answers(&[("pet", "a"), ("street", "b"), ("old", "c")]), format!("422 {missing} errors.securityQuestionsMaxReached")),
            (answers(&[("pet", &"x".repeat(251)), ("street", "b")]), format!("422 {invalid}")),
            (json!({ "answers": [] }).to_string(), format!("422 {invalid} {invalid}")),
            ("{}".to_owned(), format!("422 {invalid} {invalid}")),
            (json!({ "answers": 1 }).to_string(), "400 errors.unreadableBody".to_owned()),
        ] {
            let refused = site.post(&format!("{path}/answers"), &json_by(&root), all.clone()).await;
            assert_eq!(refused.told(), told, "{all}: {}", refused.body);
            assert!(!refused.body.contains("Rex"), "{}", refused.body);
        }
        assert_eq!(site.get(&path, &json_by(&root)).await.header("etag"), "\"v1\"");
        let wrong = json!({ "minAnswers": "4" });
        let wrong = json!({ "name": "w", "policyType": "SecurityQuestionsPolicy", "parameters": wrong }).to_string();
        assert_eq!(site.post(&format!("{API}/api/policies"), &json_by(&root), wrong).await.told(), "422 errors.invalidData");
    }

    async fn only_the_user_answers_where_the_policy_does_not_say_otherwise(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let oneself = site.bearer("robot", Role::SelfAdmin, ClientRoom::Only(Default::default())).await;
        let (path, check) = asked(&site, Some("robot")).await;
        let refused = site.post(&format!("{path}/answers"), &json_by(&root), answers(&[("pet", "Rex")])).await;
        assert_eq!(refused.told(), "403 errors.permissionDenied", "{}", refused.body);
        assert!(refused.messages().contains("only the user"), "{}", refused.body);
        let unproven = site.post(&format!("{path}/answers"), &json_by(&oneself), answers(&[("pet", "Rex")])).await;
        assert_eq!(unproven.told(), "401 errors.unauthenticated", "{}", unproven.body);
        assert_eq!(site.get(&path, &json_by(&oneself)).await.status, StatusCode::OK, "one sees one's own");
        assert_eq!(show(&site, &check, "pet", "Rex").await.json()["statusCode"], 3);
        let proof = site.proof("robot", &oneself).await;
        let proven = proven_by(&oneself, &proof);
        let answered = site.post(&format!("{path}/answers"), &proven, answers(&[("pet", "Rex")])).await;
        assert_eq!((answered.status, &answered.json()["stateChangeReason"]), (StatusCode::OK, &json!("changed-by-user")), "{}", answered.body);
        assert_eq!(show(&site, &check, "pet", "Rex").await.json()["statusCode"], 0);
    }

    async fn a_question_that_is_answered_stays_until_nobody_has_answered_it(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        policy(&site, "SecurityQuestionsPolicy", json!({ "restrictModifyToOwner": "false" })).await;
        let (path, check) = asked(&site, None).await;
        let answer = async |all: &[(&str, &str)]| site.post(&format!("{path}/answers"), &json_by(&root), answers(all)).await;
        let delete = async |question: &str| {
            let answer = site.delete(&format!("{API}/api/personal-questions/{question}"), &json_by(&root)).await;
            if answer.status.is_success() { answer.status.as_str().to_owned() } else { answer.told() }
        };
        let stays = "422 errors.undeletedDependencies";
        answer(&[("pet", "Rex"), ("street", "Ring 1")]).await;
        assert_eq!((delete("pet").await, delete("street").await, delete("old").await), (stays.into(), stays.into(), "204".into()));
        let retired = site
            .patch(&format!("{API}/api/personal-questions/pet"), &json_by(&root), r#"{"stateName":"revoked"}"#)
            .await;
        assert_eq!(retired.status, StatusCode::OK, "{}", retired.body);
        assert_eq!(show(&site, &check, "pet", "Rex").await.json()["statusCode"], 0, "who answered it is asked it still");
        assert_eq!(answer(&[("street", "Ring 2")]).await.status, StatusCode::OK);
        assert_eq!((delete("pet").await, delete("street").await), ("204".into(), stays.into()), "others took its place");
        // Of what is asked for at once, either is there afterwards, or neither.
        let made = json!({ "extId": "pet", "stateName": "active" }).to_string();
        site.post(&format!("{API}/api/personal-questions"), &json_by(&root), made).await;
        let (deleted, answered) = tokio::join!(delete("pet"), answer(&[("pet", "Tobi")]));
        assert_eq!(deleted == "204", answered.body.contains("errors.missingReferenceData"), "{deleted}: {}", answered.body);
        assert_eq!(site.delete(&path, &json_by(&root)).await.status, StatusCode::NO_CONTENT);
        assert_eq!(delete("street").await, "204", "they went with the answers");
    }

    async fn a_hundred_wrong_answers_to_a_question_at_once_are_all_counted(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        policy(&site, "SecurityQuestionsPolicy", json!({
            "restrictModifyToOwner": "false", "maxCredFailureCount": "-1", "tmpLockingThreshold": "-1",
            "maxAnswerFailureCount": "-1", "maxAnswerSuccessCount": "1",
        })).await;
        let (path, check) = asked(&site, None).await;
        site.post(&format!("{path}/answers"), &json_by(&root), answers(&[("pet", "Rex")])).await;
        let headers = json_by(&root);
        let show = |answer: String| {
            let (site, check, headers) = (&site, &check, &headers);
            async move { site.post(check, headers, json!({ "questionExtId": "pet", "answer": answer }).to_string()).await }
        };
        let wrong = all((0..100).map(|n| show(format!("wrong {n}")))).await;
        assert!(wrong.iter().all(|answer| answer.status == StatusCode::OK), "{:?}", wrong.iter().map(|a| &a.body).collect::<Vec<_>>());
        let shown = site.get(&path, &headers).await.json();
        assert_eq!((&shown["failedLoginCount"], &shown["answers"][0]["failureCount"]), (&json!(100), &json!(100)));
        let right = all((0..20).map(|_| show("rex".to_owned()))).await;
        assert_eq!(right.iter().filter(|answer| answer.json()["statusCode"] == 0).count(), 1, "it is taken once");
    }
}
