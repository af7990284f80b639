//! Rights are those of the moment in which it is decided, however long a body takes to come.

use tokio::io::AsyncWriteExt;

use super::loopback::{Listening, read_all, read_until};
use super::*;

/// How somebody loses what they may while their body is on its way.
const TAKEN: [(&str, &str, &str); 6] = [
    ("deleted", "", "401"),
    ("disabled", "UPDATE users SET state = 'disabled' WHERE ext_id = 'WHO'", "401"),
    ("expired", "UPDATE users SET valid_to = 1 WHERE ext_id = 'WHO'", "401"),
    (
        "credential",
        "UPDATE credential SET state = 'disabled' WHERE owner_id IN (SELECT id FROM users WHERE ext_id = 'WHO')",
        "401",
    ),
    (
        "room",
        "UPDATE authz SET is_client_global = FALSE WHERE profile_id IN (SELECT p.id FROM profile p \
      JOIN users u ON u.id = p.user_id WHERE u.ext_id = 'WHO')",
        "403",
    ),
    (
        "role",
        "UPDATE profile SET state = 'disabled' WHERE user_id IN (SELECT id FROM users WHERE ext_id = 'WHO')",
        "403",
    ),
];

/// A call of which the headers are sent, and of which the server waits for the body.
async fn begun(listening: &Listening, line: &str, token: &str, body: &str) -> tokio::net::TcpStream {
    let mut stream = listening.connect().await;
    let length = body.len();
    let headers = format!(
        "{line} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(headers.as_bytes()).await.unwrap();
    // The server asks for the body: all that comes before it is done.
    read_until(&mut stream, "100 Continue\r\n\r\n").await;
    stream
}

async fn status(mut stream: tokio::net::TcpStream, body: &str) -> String {
    stream.write_all(body.as_bytes()).await.unwrap();
    read_all(&mut stream).await.split(' ').nth(1).unwrap().to_owned()
}

on_both! {
    async fn what_is_taken_away_while_a_body_comes_is_gone_when_it_is_there(database: Database) {
        let listening = Listening::on(database, Limits::default()).await;
        let fixture = &listening.fixture;
        let root = fixture.root().await;
        fixture.token("target", Role::TechUser, ClientRoom::Global).await;
        let person = r#""name":{"firstName":"Anna","familyName":"Muster"},"contacts":{"email":"a@example.com"}"#;
        let calls = [
            ("create", format!("POST {API}/api/users"), format!(r#"{{"extId":"new",{person}}}"#), "201"),
            ("modify", format!("PATCH {API}/api/users/target"), r#"{"remarks":"new"}"#.to_owned(), "200"),
            ("report", format!("POST {API}/api/users/target/login-info"), r#"{"success":true}"#.to_owned(), "200"),
        ];
        for (how, sql, refused) in TAKEN {
            for (call, line, body, _) in &calls {
                let who = format!("{how}-{call}");
                let token = fixture.token(&who, Role::Root, ClientRoom::Global).await;
                let call = begun(&listening, line, &token, body).await;
                if sql.is_empty() {
                    let delete = format!(
                        "DELETE {API}/api/users/{who} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {root}\r\n\
                         Connection: close\r\n\r\n"
                    );
                    let gone = listening.exchange(delete).await;
                    assert!(gone.starts_with("HTTP/1.1 204"), "{gone}");
                } else {
                    fixture.database.execute(&sql.replace("WHO", &who)).await;
                }
                assert_eq!(status(call, body).await, refused, "{who}");
                let written = "SELECT count(*) FROM event WHERE kind <> 'AUTHORIZATION_DENIED' AND caller = 'api/WHO'";
                assert_eq!(fixture.database.query(&written.replace("WHO", &who)).await.unwrap(), "0", "{who}");
            }
        }
        // Whoever has lost nothing is served.
        for (call, line, body, served) in &calls {
            let token = fixture.token(call, Role::Root, ClientRoom::Global).await;
            assert_eq!(status(begun(&listening, line, &token, body).await, body).await, *served, "{call}");
        }
    }

    async fn what_is_done_is_done_when_its_body_is_there_and_not_when_its_headers_were(database: Database) {
        let listening = Listening::on(database, Limits::default()).await;
        let fixture = &listening.fixture;
        let root = fixture.root().await;
        let (line, body) = (format!("PATCH {API}/api/users/root"), r#"{"remarks":"new"}"#);
        let call = begun(&listening, &line, &root, body).await;
        let before = sigill_app::Clock::now(&*fixture.clock).micros();
        fixture.clock.advance_ms(7_000);
        assert_eq!(status(call, body).await, "200");
        let at = fixture.database.query("SELECT max(at) FROM event WHERE kind = 'USER_MODIFY'").await.unwrap();
        assert_eq!(at, (before + 7_000_000).to_string());

        // A token that ends meanwhile has ended.
        let call = begun(&listening, &line, &root, body).await;
        fixture.clock.advance_ms(1_000_000_100_000);
        assert_eq!(status(call, body).await, "401");
    }
}

#[tokio::test]
async fn nobody_is_waited_for_without_a_token_that_is_good_and_a_delete_has_no_body_to_wait_for() {
    let listening = Listening::new(Limits::default()).await;
    let root = listening.fixture.root().await;
    let bad = format!("{}x", listening.fixture.token("other", Role::Root, ClientRoom::Global).await);
    for (method, token, expected) in
        [("POST", &bad, "401"), ("PATCH", &bad, "401"), ("DELETE", &bad, "401"), ("DELETE", &root, "404")]
    {
        let line = format!("{method} {API}/api/users/nobody/mobile-signature");
        let headers = format!(
            "{line} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
             Content-Length: 10\r\n\r\n"
        );
        let answer = listening.exchange(headers).await;
        assert_eq!(answer.split(' ').nth(1), Some(expected), "{method}: {answer}");
        assert!(answer.contains("connection: close"), "{answer}");
    }
}
