//! What a deleted client leaves is purged in the background.

use std::time::Duration;

use serde_json::json;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::vasco::{blocks, put};
use super::*;

/// Serves until dropped, with its own background.
struct Serving {
    stop: CancellationToken,
    served: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Serving {
    async fn start(site: &Site) -> (Self, std::net::SocketAddr) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let asked = stop.clone().cancelled_owned();
        let served = tokio::spawn(crate::serve(listener.into(), site.fixture.app.clone(), Limits::default(), asked));
        (Self { stop, served }, address)
    }

    async fn stop(self) {
        self.stop.cancel();
        self.served.await.unwrap().unwrap();
    }
}

/// A client with a few users and what belongs to them.
async fn client_with_users(site: &Site, root: &str) {
    let created = site.post(&format!("{API}/clients"), &json_by(root), r#"{"extId":"c","name":"C"}"#).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    let question = format!("{API}/c/personal-questions");
    let question = site.post(&question, &json_by(root), r#"{"extId":"q","stateName":"active"}"#).await;
    assert_eq!(question.status, StatusCode::CREATED, "{}", question.body);
    for n in 0..3 {
        let token = json!({ "extId": format!("t{n}"), "vascoTokens": blocks() }).to_string();
        let token = site.post(&format!("{API}/c/vasco"), &json_by(root), token).await;
        assert_eq!(token.status, StatusCode::CREATED, "{}", token.body);
    }
    for n in 0..5 {
        let person = format!(
            r#"{{"extId":"u{n}","name":{{"firstName":"A","familyName":"B"}},"contacts":{{"email":"a@example.com"}}}}"#
        );
        let user = site.post(&format!("{API}/c/users"), &json_by(root), person).await;
        let wish = r#"{"identificator":"i","msspIdentifier":"m","msisdn":"1"}"#;
        let path = format!("{}/mobile-signature", user.header("location"));
        assert_eq!(site.post(&path, &json_by(root), wish).await.status, StatusCode::CREATED);
    }
    let given = put(site, "/sigill/v1/c/users/u1/vasco/t1", &json_by(root)).await;
    assert_eq!(given.status, StatusCode::OK, "{}", given.body);
    let policy = r#"{"name":"p","policyType":"SecurityQuestionsPolicy","defaultPolicy":true,"parameters":{"restrictModifyToOwner":"false"}}"#;
    assert_eq!(site.post(&format!("{API}/c/policies"), &json_by(root), policy).await.status, StatusCode::CREATED);
    let set = "/sigill/v1/c/users/u2/security-questions";
    assert_eq!(site.post(set, &json_by(root), "{}").await.status, StatusCode::CREATED);
    let answers = json!({ "answers": [{ "questionExtId": "q", "answer": "Rex" }] }).to_string();
    let answered = site.post(&format!("{set}/answers"), &json_by(root), answers).await;
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.body);
}

/// Waits until the client can be created again.
async fn until_free(site: &Site, root: &str) {
    let again = async {
        loop {
            let answer = site.post(&format!("{API}/clients"), &json_by(root), r#"{"extId":"c","name":"C"}"#).await;
            if answer.status == StatusCode::CREATED {
                return;
            }
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), again).await.unwrap();
}

on_both! {
    async fn a_server_that_starts_purges_what_an_earlier_one_left(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        client_with_users(&site, &root).await;
        // Nothing in this process purges yet.
        assert_eq!(site.delete(&format!("{API}/clients/c"), &json_by(&root)).await.status, StatusCode::NO_CONTENT);
        assert_eq!(site.get(&format!("{API}/clients/c"), &json_by(&root)).await.told(), "404 errors.noRecord");
        assert_eq!(site.get(&format!("{API}/c/users/u1"), &json_by(&root)).await.told(), "404 errors.noRecord");
        let taken = site.post(&format!("{API}/clients"), &json_by(&root), r#"{"extId":"c","name":"C"}"#).await;
        assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
        let history = site.events().await;

        let (serving, _) = Serving::start(&site).await;
        until_free(&site, &root).await;
        serving.stop().await;
        let users = "SELECT count(*) FROM owner JOIN client ON client.id = owner.client_id WHERE client.ext_id = 'c'";
        assert_eq!(site.fixture.database.query(users).await.as_deref(), Some("0"));
        // Tokens that nobody had, and all else.
        let others = "SELECT count(*) FROM credential WHERE client_id <> (SELECT id FROM client WHERE ext_id = 'api')";
        for left in [others, "SELECT count(*) FROM answered_question"] {
            assert_eq!(site.fixture.database.query(left).await.as_deref(), Some("0"), "{left}");
        }
        assert!(site.events().await.parse::<u64>().unwrap() > history.parse().unwrap(), "history stays");
    }

    async fn a_deletion_wakes_the_purge(database: Database) {
        let site = Site::on(database).await;
        let root = site.root().await;
        let (serving, address) = Serving::start(&site).await;
        client_with_users(&site, &root).await;
        let io = hyper_util::rt::TokioIo::new(tokio::net::TcpStream::connect(address).await.unwrap());
        let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await.unwrap();
        tokio::spawn(connection);
        let headers = [("authorization", root.as_str()), ("host", "x")];
        let delete = request(Method::DELETE, &format!("{API}/clients/c"), &headers, Body::empty());
        assert_eq!(sender.send_request(delete).await.unwrap().status(), StatusCode::NO_CONTENT);
        until_free(&site, &root).await;
        drop(sender);
        serving.stop().await;
    }
}
