//! Servers that are no providers: what they say is written out here.

use sigill_mss::client::{Binding, Call, Client, Failure, Foreign, Outcome, Provider, Transaction};
use sigill_mss::verify::Reason;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::bench::{AP, wish};

const SIGNED: &str = r#"{"MSS_SignatureResp":{"AP_Info":{"AP_ID":"mid://test.example","AP_TransID":"T1",
"Instant":"2026-01-01T00:00:00Z"},"MSSP_Info":{"MSSP_ID":{"URI":"http://mid.swisscom.ch/"}},"MajorVersion":"1",
"MinorVersion":"1","MSSP_TransID":"h1","MobileUser":{"MSISDN":"41791234567"},"Status":{"StatusCode":{"Value":"100"}}}}"#;

/// Answers one request on a connection of plain HTTP with these octets, and then goes on for as long as `more` says.
async fn server(answer: String, more: usize) -> Client {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.windows(4).any(|window| window == b"\r\n\r\n") {
            assert!(stream.read_buf(&mut head).await.unwrap() > 0);
        }
        stream.write_all(answer.as_bytes()).await.unwrap();
        for _ in 0..more {
            if stream.write_all(&[b' '; 1024]).await.is_err() {
                return;
            }
        }
        // Only the client's end ends it.
        let _ = stream.read_to_end(&mut head).await;
    });
    Client::new(Provider::new(&base_url, Binding::Rest, AP)).unwrap()
}

fn http(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

fn call() -> Call {
    Call { ap_trans_id: "T1".parse().unwrap(), instant: "2026-01-01T00:00:00Z".parse().unwrap() }
}

async fn sign(answer: String) -> Result<Outcome, Failure> {
    server(answer, 0).await.sign(&call(), &wish()).await
}

#[tokio::test]
async fn the_answer_written_here_is_a_good_one() {
    assert!(matches!(sign(http("200 OK", SIGNED)).await, Ok(Outcome::Pending(_))));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = server(http("200 OK", SIGNED), 0).await;
    let to = &elsewhere.provider().base_url;
    let answer = format!("HTTP/1.1 307 Temporary Redirect\r\nLocation: {to}/\r\nContent-Length: 0\r\n\r\n");
    let failure = sign(answer).await.unwrap_err();
    assert!(matches!(&failure, Failure::Unreadable { kept, .. } if kept.http_status == 307), "{failure:?}");
}

#[tokio::test]
async fn a_message_that_is_no_fault_needs_http_200() {
    let failure = sign(http("500 Internal Server Error", SIGNED)).await.unwrap_err();
    assert!(matches!(&failure, Failure::Contradiction { kept } if kept.http_status == 500), "{failure:?}");
    // A fault needs nothing.
    let fault = r#"{"Fault":{"Code":{"Value":"Sender","SubCode":{"Value":"_105"}},"Reason":"UNKNOWN_CLIENT"}}"#;
    for status in ["200 OK", "500 Internal Server Error", "404 Not Found"] {
        assert_eq!(sign(http(status, fault)).await.unwrap_err().code().map(|code| code.0), Some(105));
    }
}

#[tokio::test]
async fn an_answer_of_another_operation_ap_or_transaction_is_foreign() {
    let foreign = async |body: String| match sign(http("200 OK", &body)).await.unwrap_err() {
        Failure::Foreign { what, .. } => what,
        other => panic!("{other:?}"),
    };
    assert_eq!(foreign(SIGNED.replace("MSS_SignatureResp", "MSS_StatusResp")).await, Foreign::Operation);
    let other = foreign(SIGNED.replace("mid://test", "mid://best")).await;
    assert_eq!(other, Foreign::Named(Reason::OtherAp { found: "mid://best.example".to_owned() }));

    let client = server(http("200 OK", &SIGNED.replace("MSS_SignatureResp", "MSS_StatusResp")), 0).await;
    let transaction = Transaction { mssp_trans_id: "h2".parse().unwrap(), msisdn: wish().msisdn };
    let failure = client.status(&call(), &transaction).await.unwrap_err();
    let found = Reason::OtherTransaction { found: "h1".to_owned() };
    assert!(
        matches!(&failure, Failure::Foreign { what: Foreign::Named(reason), .. } if *reason == found),
        "{failure:?}"
    );
}

#[tokio::test]
async fn garbage_is_never_an_answer() {
    for garbage in ["\0\x01\x02", "{", "[]", "{}", "null", r#"{"MSS_SignatureResp":{}}"#] {
        let failure = sign(http("200 OK", garbage)).await.unwrap_err();
        assert!(matches!(failure, Failure::Unreadable { .. }), "{garbage:?}: {failure:?}");
    }
    for garbage in ["SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"] {
        let failure = sign(garbage.to_owned()).await.unwrap_err();
        assert!(matches!(failure, Failure::CutOff(_)), "{garbage:?}: {failure:?}");
    }
}

#[tokio::test]
async fn an_answer_without_an_end_stops_at_the_limit() {
    // No length: as long as the connection.
    let client = server("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_owned(), 10_000).await;
    let failure = client.sign(&call(), &wish()).await.unwrap_err();
    assert!(matches!(failure, Failure::TooLarge { octets_max: 1_048_576 }), "{failure:?}");
    let announced = "HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n".to_owned();
    assert!(matches!(sign(announced).await.unwrap_err(), Failure::TooLarge { .. }));
}

#[tokio::test]
async fn a_text_that_xml_cannot_carry_is_not_sent_in_soap() {
    let mut wish = wish();
    wish.data.text.push('\u{1}');
    // Nobody listens there, and nobody is asked.
    let client = |binding| Client::new(Provider::new("http://127.0.0.1:9", binding, AP)).unwrap();
    assert!(matches!(client(Binding::Soap).sign(&call(), &wish).await, Err(Failure::NotXml)));
    assert!(matches!(client(Binding::Rest).sign(&call(), &wish).await, Err(Failure::Unreachable(_))));
    wish.data.text = "Line\r\n\tGrüezi 😀".to_owned();
    assert!(matches!(client(Binding::Soap).sign(&call(), &wish).await, Err(Failure::Unreachable(_))));
}
