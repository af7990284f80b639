//! Strict reading: 400 for what can't be read, 422 for what can but breaks a rule.

use super::*;

/// Bodies of *Create a user* and what is told. The user itself is fine where nothing is wrong.
const FINE: &str = r#""name":{"firstName":"A","familyName":"B"},"contacts":{"email":"a@example.com"}"#;

#[tokio::test]
async fn a_byte_order_mark_before_a_body_is_read_over() {
    let site = Site::new().await;
    let root = site.root().await;
    let path = format!("{API}/api/users");
    let made = site.post(&path, &json_by(&root), format!("\u{feff}{{\"extId\":\"a\",{FINE}}}")).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    // One, and only in front.
    for body in [format!("\u{feff}\u{feff}{{\"extId\":\"b\",{FINE}}}"), "\u{feff}".to_owned()] {
        assert_eq!(site.post(&path, &json_by(&root), body).await.status, StatusCode::BAD_REQUEST);
    }
}

#[tokio::test]
async fn an_unreadable_body_is_400_and_says_where_and_why() {
    let site = Site::new().await;
    let root = site.root().await;
    let deep = format!(r#"{{"extId":{}1{}}}"#, "[".repeat(200), "]".repeat(200));
    let table: &[(&[u8], &str)] = &[
        (b"", "expected a JSON object, got no body"),
        (b"  ", "the body can't be read: EOF while parsing a value at line 1 column 2"),
        (b"{", "the body can't be read: EOF while parsing an object at line 1 column 1"),
        (b"{} {}", "the body can't be read: trailing characters at line 1 column 4"),
        (b"{'a':1}", "the body can't be read: key must be a string at line 1 column 2"),
        (b"null", "expected a JSON object, got null"),
        (b"[]", "expected a JSON object, got an array"),
        (b"\"{}\"", "expected a JSON object, got a string"),
        (b"7", "expected a JSON object, got a number"),
        (
            br#"{"extId":"a","extId":"a"}"#,
            "the body can't be read: the member 'extId' occurs twice at line 1 column 20",
        ),
        (br#"{"x":1,"x":1}"#, "the body can't be read: the member 'x' occurs twice at line 1 column 10"),
        (
            br#"{"a":[{"b":{"c":1,"\u0063":2}}]}"#,
            "the body can't be read: the member 'c' occurs twice at line 1 column 26",
        ),
        (br#"{"\u0000":1,"\u0000":2}"#, r"the body can't be read: the member '\0' occurs twice at line 1 column 20"),
        (br#"{"extId":7}"#, "'extId': expected a string, got a number"),
        (br#"{"extId":["a"]}"#, "'extId': expected a string, got an array"),
        (br#"{"isTechnicalUser":"no"}"#, "'isTechnicalUser': expected a boolean, got a string"),
        (br#"{"isTechnicalUser":0}"#, "'isTechnicalUser': expected a boolean, got a number"),
        (br#"{"address":{"city":{}}}"#, "'address.city': expected a string, got an object"),
        (br#"{"address":"Main street 1"}"#, "'address': expected an object, got a string"),
        (br#"{"name":["Dr.","A","B"]}"#, "'name': expected an object, got an array"),
        (br#"{"properties":{"a":1}}"#, "'properties.a': expected a string, got a number"),
        (br#"{"properties":{"a\u0000\n":1}}"#, r"'properties.a\0\n': expected a string, got a number"),
        (br#"{"validity":[]}"#, "'validity': expected an object, got an array"),
        (b"{\"extId\":\"\xff\"}", "the body can't be read: invalid unicode code point at line 1 column 11"),
        (b"\xef\xbb\xbf\xef\xbb\xbf{}", "the body can't be read: expected value at line 1 column 1"),
        (br#"{"extId":"\ud800"}"#, "the body can't be read: unexpected end of hex escape at line 1 column 17"),
        (br#"{"extId":1e999}"#, "'extId': expected a string, got a number"),
        (br#"{"extId":01e999}"#, "the body can't be read: invalid number at line 1 column 11"),
        (deep.as_bytes(), "the body can't be read: recursion limit exceeded at line 1 column 136"),
    ];
    for (body, message) in table {
        let answer = site.post(&format!("{API}/api/users"), &json_by(&root), body.to_vec()).await;
        let shown = String::from_utf8_lossy(body);
        assert_eq!(
            (answer.told().as_str(), answer.messages().as_str()),
            ("400 errors.unreadableBody", *message),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn a_readable_body_that_breaks_rules_is_422() {
    let site = Site::new().await;
    let root = site.root().await;
    let many: String = (0..60).map(|n| format!(r#""x{n}":{n},"#)).collect();
    let table: &[(&str, &str)] = &[
        (r#""nmae":1,"#, "unknown member 'nmae'"),
        (r#""nmae":null,"#, "unknown member 'nmae'"),
        (r#""nmae":1e999,"#, "unknown member 'nmae'"),
        (
            r#""address":{"countryCode":"CHE"},"#,
            "address.countryCode is too long: expected at most 2 characters, got 3",
        ),
        (
            r#""address":{"countryCode":"C1"},"#,
            "address.countryCode: expected two letters (ISO 3166-1 alpha-2), got 'C1'",
        ),
        (r#""address":{"countryCode":" "},"#, "address.countryCode must not be blank: expected 1 to 2 characters"),
        (r#""address":{"cty":"x","zip":{}},"#, "unknown member 'address.cty'\nunknown member 'address.zip'"),
        (r#""a\u0000\nb":1,"#, r"unknown member 'a\0\nb'"),
        (r#""extId":"","#, "extId must not be blank: expected 1 to 50 characters"),
        (r#""extId":"a\u0000","#, "extId must not contain U+0000"),
        (r#""remarks":"a\u0000","#, "remarks must not contain U+0000"),
        (r#""remarks":"","#, "remarks must not be blank: expected 1 to 1000 characters"),
        (r#""properties":{"a\u0000":"b"},"#, r"properties: unknown property 'a\0'"),
        (r#""userState":"gone","#, "userState: expected one of active, disabled, archived, got 'gone'"),
    ];
    for (members, message) in table {
        let body = format!("{{{members}{FINE}}}");
        let answer = site.post(&format!("{API}/api/users"), &json_by(&root), body.clone()).await;
        assert_eq!((answer.status.as_u16(), answer.messages().as_str()), (422, *message), "{body}");
    }
    let blank = FINE.replace("a@example.com", " ");
    let answer = site.post(&format!("{API}/api/users"), &json_by(&root), format!("{{{blank}}}")).await;
    assert_eq!(answer.messages(), "contacts.email must not be blank: expected 1 to 250 characters");
    let client = format!(r#"{{"name":"N","displayName":{{"EN":" ","DE":"{}","XX":""}}}}"#, "x".repeat(101));
    let answer = site.post(&format!("{API}/clients"), &json_by(&root), client).await;
    assert_eq!(
        answer.messages(),
        "displayName.DE is too long: expected at most 100 characters, got 101\n\
         displayName.EN must not be blank: expected 1 to 100 characters\n\
         displayName: expected one of EN, DE, FR, IT, got 'XX'"
    );
    let answer = site.post(&format!("{API}/api/users"), &json_by(&root), format!("{{{many}{FINE}}}")).await;
    let messages = answer.messages();
    assert_eq!(messages.lines().count(), 51, "an answer doesn't grow without end");
    assert_eq!(messages.lines().last(), Some("10 more unknown members"));
}

#[tokio::test]
async fn a_whole_number_is_an_integer_however_it_is_written() {
    let site = Site::new().await;
    let root = site.root().await;
    let path = site.signed("u").await;
    for (version, told) in [
        ("1.0", "200"),
        ("2e0", "200"),
        ("30e-1", "200"),
        ("3.0", "409 errors.optimisticLockingFailure"),
        ("4.5", "400 errors.unreadableBody"),
        ("1e300", "400 errors.unreadableBody"),
        ("1e999", "400 errors.unreadableBody"),
    ] {
        let body = format!(r#"{{"identificator":"i{version}","version":{version}}}"#);
        let answer = site.patch(&path, &json_by(&root), body).await;
        let short = if answer.status.is_success() { answer.status.as_str().to_owned() } else { answer.told() };
        assert_eq!(short, told, "{version}: {}", answer.body);
    }
}

#[tokio::test]
async fn null_on_post_equals_absent() {
    let site = Site::new().await;
    let root = site.root().await;
    let nulls = r#""extId":null,"userState":null,"isTechnicalUser":null,"address":null,"validity":{"from":null},"properties":{"a":null},"#;
    let answer = site.post(&format!("{API}/api/users"), &json_by(&root), format!("{{{nulls}{FINE}}}")).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let nothing = r#"{"identificator":null,"msspIdentifier":" ","msisdn":""}"#;
    let user = answer.header("location").to_owned();
    let answer = site.post(&format!("{user}/mobile-signature"), &json_by(&root), nothing).await;
    assert_eq!(
        answer.messages(),
        "identificator is mandatory: expected a non-blank text, got none\n\
         msspIdentifier must not be blank: expected 1 to 50 characters\n\
         msisdn must not be blank: expected 1 to 50 characters"
    );
}

#[tokio::test]
async fn a_body_is_json_by_its_content_type() {
    let site = Site::new().await;
    let path = format!("{API}/api/users");
    for accepted in ["application/json", "Application/JSON; charset=utf-8", "application/json ;charset=latin1"] {
        assert_eq!(site.post(&path, &[("content-type", accepted)], "{}").await.told(), "401 errors.unauthenticated");
    }
    let refused: &[&[(&str, &str)]] = &[
        &[],
        &[("content-type", "text/plain")],
        &[("content-type", "application/jsonx")],
        &[("content-type", "application/merge-patch+json")],
        &[("content-type", "")],
        &[("content-type", "application/json"), ("content-type", "application/json")],
        &[("content-type", "application/json"), ("content-encoding", "gzip")],
    ];
    for headers in refused {
        let answer = site.post(&path, headers, "{}").await;
        assert_eq!(answer.told(), "415 errors.unsupportedMediaType", "{headers:?}");
    }
    let nothing_at_all = site.post(&path, &[], "").await;
    assert_eq!(nothing_at_all.told(), "401 errors.unauthenticated", "without a body, its type doesn't matter");
}

#[tokio::test]
async fn an_operation_without_a_body_does_not_look_at_one() {
    let site = Site::new().await;
    let root = site.root().await;
    let path = format!("{API}/api/users/nobody/archive");
    for body in ["", "{}", "not json"] {
        assert_eq!(site.post(&path, &json_by(&root), body).await.told(), "404 errors.noRecord");
    }
    assert_eq!(site.post(&path, &[("authorization", root.as_str())], "").await.told(), "404 errors.noRecord");
}

#[tokio::test]
async fn a_segment_that_is_not_utf_8_is_the_id_of_nothing_and_of_nothing_else() {
    let site = Site::new().await;
    let root = site.root().await;
    let answer = site.get(&format!("{API}/api/users/a%ffb/mobile-signature/"), &json_by(&root)).await;
    let message = "A user with extId a\u{fffd}b doesn't exist on client with name API";
    assert_eq!((answer.told().as_str(), answer.messages().as_str()), ("404 errors.noRecord", message));
    let answer = site.get(&format!("{API}/a%ff/users/u"), &json_by(&root)).await;
    assert_eq!(answer.messages(), "A client with extId  doesn't exist");
}
