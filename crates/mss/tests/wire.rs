//! Wire variants of both bindings, without captures.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use sigill_mss::message::{
    FaultClass, MessagingMode, Operation, Request, Response, ServiceAnswer, ServiceDetail, SignatureValue,
};
use sigill_mss::status::{Bearing, Code};
use sigill_mss::wire::{WireError, rest, soap};
use support::messages;

const MSS: &str = "http://uri.etsi.org/TS102204/v1.1.2#";
const ENV_12: &str = "http://www.w3.org/2003/05/soap-envelope";
const ENV_11: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// An answer with a chosen envelope, wrapper, part and what stands beside it; children in namespace prefix `m`.
fn answer(envelope: &str, wrapper: &str, beside: &str, part: &str, attributes: &str) -> String {
    let close = part.split(' ').next().unwrap();
    let wrapper_close = wrapper.split(' ').next().unwrap();
    format!(
        r#"<e:Envelope xmlns:e="{envelope}" xmlns:m="{MSS}"><e:Header/><e:Body><{wrapper}>{beside}
        <{part} MajorVersion="1" MinorVersion="1" {attributes}>
        <m:AP_Info AP_ID="mid://a" AP_PWD="" AP_TransID="A1" Instant="2015-02-26T13:37:52.919+01:00"/>
        <m:MSSP_Info Instant="2015-02-26T13:37:54Z"><m:MSSP_ID><m:URI>http://mid.swisscom.ch/</m:URI></m:MSSP_ID></m:MSSP_Info>
        <m:MobileUser><m:MSISDN>+41791234567</m:MSISDN></m:MobileUser>
        <m:MSS_Signature><m:Base64Signature>
            MIAG
            AAAA
        </m:Base64Signature></m:MSS_Signature>
        <m:Status><m:StatusCode Value="502"><m:StatusCode Value="5021"/></m:StatusCode></m:Status>
        </{close}></{wrapper_close}></e:Body></e:Envelope>"#
    )
}

#[test]
fn every_wrapper_and_part_namespace_that_was_seen_is_read() {
    let kiuru = r#"w:MSS_SignatureResponse xmlns:w="http://uri.etsi.org/TS102204/etsi204-kiuru.wsdl""#;
    let turkcell = r#"w:MSS_SignatureResponse xmlns:w="http://turkcelltech.com/mobilesignature/validation/soap""#;
    let result = r#"<r:result xmlns:r="http://www.w3.org/2003/05/soap-rpc">m:MSS_SignatureResp</r:result>"#;
    let transaction = r#"MSSP_TransID="h4iof""#;
    for envelope in [ENV_12, ENV_11] {
        for wrapper in [kiuru, turkcell, "MSS_SignatureResponse", "MSS_Signature", "m:MSS_SignatureResponse"] {
            for beside in ["", result] {
                for part in ["MSS_SignatureResp", "m:MSS_SignatureResp", r#"x:MSS_SignatureResp xmlns:x="urn:other""#] {
                    let text = answer(envelope, wrapper, beside, part, transaction);
                    let Ok(Response::Signature(read)) = soap::read_response(text.as_bytes()) else {
                        panic!("{text}");
                    };
                    assert_eq!((read.mssp_trans_id.as_str(), read.status.inner), ("h4iof", Some(Code(5021))));
                    let Some(SignatureValue::Base64(text)) = read.signature else { panic!() };
                    assert_eq!(text.split_whitespace().collect::<String>(), "MIAGAAAA");
                }
            }
        }
    }
    let status = answer(ENV_12, "MSS_StatusQueryResponse", "", "MSS_StatusResp", "");
    assert!(matches!(soap::read_response(status.as_bytes()), Ok(Response::Status(_))));
}

#[test]
fn core_elements_outside_of_the_mss_namespace_do_not_count() {
    let text = answer(ENV_12, "MSS_SignatureResponse", "", "MSS_SignatureResp", r#"MSSP_TransID="h""#);
    for element in ["AP_Info", "MSSP_Info", "MobileUser", "Status"] {
        let other = text.replace(&format!("m:{element}"), &format!("e:{element}"));
        assert!(matches!(soap::read_response(other.as_bytes()), Err(WireError::Missing(name)) if name == element));
    }
    let other = text.replace("m:Base64Signature", "e:Base64Signature");
    let Ok(Response::Signature(read)) = soap::read_response(other.as_bytes()) else { panic!() };
    assert_eq!(read.signature, Some(SignatureValue::Other("Base64Signature".to_owned())));
    let qualified = text.replace(" AP_ID=", " m:AP_ID=");
    assert!(matches!(soap::read_response(qualified.as_bytes()), Err(WireError::Missing("AP_ID"))));
    let twice = text.replace("<m:MobileUser>", "<m:MobileUser/><m:MobileUser>");
    assert!(matches!(soap::read_response(twice.as_bytes()), Err(WireError::Twice("MobileUser"))));
}

#[test]
fn what_is_missing_or_wrong_is_named() {
    let text = answer(ENV_12, "MSS_SignatureResponse", "", "MSS_SignatureResp", r#"MSSP_TransID="h""#);
    let error = |from: &str, to: &str| soap::read_response(text.replacen(from, to, 1).as_bytes()).unwrap_err();
    assert!(matches!(error(r#" AP_ID="mid://a""#, ""), WireError::Missing("AP_ID")));
    assert!(matches!(error(r#"MSSP_TransID="h""#, ""), WireError::Missing("MSSP_TransID")));
    assert!(matches!(
        error(r#"MSSP_TransID="h""#, r#"MSSP_TransID="1""#),
        WireError::Wrong { name: "MSSP_TransID", .. }
    ));
    assert!(matches!(
        error(r#"MajorVersion="1""#, r#"MajorVersion="x""#),
        WireError::Wrong { name: "MajorVersion", .. }
    ));
    assert!(matches!(error(r#"Value="502""#, r#"Value="x""#), WireError::Wrong { name: "StatusCode", .. }));
    assert_eq!(error(r#" AP_ID="mid://a""#, "").fault().code, Some(Code::MISSING_PARAM));
    assert_eq!(error(r#"Value="502""#, r#"Value="-1""#).fault().code, Some(Code::WRONG_PARAM));
}

#[test]
fn a_password_is_demanded_of_a_request_and_not_of_an_answer() {
    let text = answer(ENV_12, "MSS_SignatureResponse", "", "MSS_SignatureResp", r#"MSSP_TransID="h""#);
    let text = text.replace(r#" AP_PWD="""#, "");
    let Ok(Response::Signature(read)) = soap::read_response(text.as_bytes()) else { panic!() };
    assert_eq!(read.header.ap.password, None);
    let request = soap::write_request(&messages::requests()[0]);
    let without = request.replace(r#" AP_PWD="not-needed""#, "");
    assert_ne!(request, without);
    let error = soap::read_request(without.as_bytes()).unwrap_err();
    assert!(matches!(error, WireError::Missing("AP_PWD")));
}

#[test]
fn registration_handshake_and_notification_are_refused_politely() {
    for operation in [Operation::Registration, Operation::Handshake, Operation::Notification] {
        let name = operation.name();
        let xml = format!(
            r#"<e:Envelope xmlns:e="{ENV_12}"><e:Body><{name}><{name}Req MajorVersion="1"/></{name}></e:Body></e:Envelope>"#
        );
        let json = format!(r#"{{"{name}Req":{{}}}}"#);
        for error in [soap::read_request(xml.as_bytes()), rest::read_request(json.as_bytes())].map(Result::unwrap_err) {
            assert!(matches!(error, WireError::Unsupported(found) if found == operation), "{error:?}");
            let fault = error.fault();
            assert_eq!(fault.code, Some(Code::UNAUTHORIZED_ACCESS));
            assert_eq!(fault.details, [format!("{name} is not offered")]);
        }
    }
}

#[test]
fn a_fault_is_read_in_every_form_that_was_seen() {
    let soap12 = |code: &str, detail: &str| {
        format!(
            r#"<e:Envelope xmlns:e="{ENV_12}"><e:Body><e:Fault><e:Code><e:Value>e:Sender</e:Value>
            <e:Subcode><e:Value>q:{code}</e:Value><e:Subcode><e:Value>fi:4012</e:Value></e:Subcode></e:Subcode></e:Code>
            <e:Reason><e:Text xml:lang="en">USER_CANCEL</e:Text></e:Reason><e:Node>urn:n</e:Node>
            <e:Role>http://uri.etsi.org/TS102207/v1.1.3#role_HomeMSSP</e:Role>{detail}</e:Fault></e:Body></e:Envelope>"#
        )
    };
    let detail = r#"<e:Detail><k:detail xmlns:k="http://kiuru.methics.fi/mssp">Fault received from URL x</k:detail>
        <k:detail xmlns:k="http://kiuru.methics.fi/mssp">User cancelled the request</k:detail></e:Detail>"#;
    for code in ["_401", "401"] {
        let Ok(Response::Fault(fault)) = soap::read_response(soap12(code, detail).as_bytes()) else { panic!() };
        assert_eq!((fault.code, fault.inner), (Some(Code(401)), Some(Code(4012))));
        assert_eq!(fault.code.unwrap().bearing(), Bearing::UserCancelled);
        assert_eq!(fault.details, ["Fault received from URL x", "User cancelled the request"]);
        assert!(fault.node.is_some() && fault.role.is_some());
    }
    let soap11 = format!(
        r#"<s:Envelope xmlns:s="{ENV_11}"><s:Body><s:Fault><faultcode>mss:_208</faultcode>
        <faultstring>EXPIRED_TRANSACTION</faultstring><detail>Timed out</detail></s:Fault></s:Body></s:Envelope>"#
    );
    let Ok(Response::Fault(fault)) = soap::read_response(soap11.as_bytes()) else { panic!() };
    assert_eq!((fault.code, fault.reason.as_deref()), (Some(Code(208)), Some("EXPIRED_TRANSACTION")));
    assert_eq!(fault.details, ["Timed out"]);
    for json in [
        r#"{"Fault":{"Code":{"SubCode":{"Value":"_401"},"Value":"Receiver"},"Reason":"USER_CANCEL","Detail":"x"}}"#,
        r#"{"Fault":{"Code":{"SubCode":{"Value":"401","SubCode":{"Value":"_4012"}},"Value":"Sender"},"Role":"r"}}"#,
    ] {
        let Ok(Response::Fault(fault)) = rest::read_response(json.as_bytes()) else { panic!() };
        assert_eq!(fault.code, Some(Code(401)));
    }
    let Ok(Response::Fault(fault)) = rest::read_response(br#"{"Fault":{"Code":"odd","Detail":7}}"#) else { panic!() };
    assert_eq!(
        (fault.code, fault.class, fault.details),
        (None, FaultClass::Other(String::new()), vec!["7".to_owned()])
    );
}

fn status_json(user: &str) -> String {
    format!(
        r#"{{"MSS_StatusResp":{{"AP_Info":{{"AP_ID":"a","AP_TransID":"A1","Instant":"2024-07-02T06:53:09.542Z"}},
        "MSSP_Info":{{"MSSP_ID":{{"URI":"http://mid.swisscom.ch/"}}}},"MajorVersion":1,"MinorVersion":"1","New":[{{}}],
        "MobileUser":{user},"Status":{{"StatusCode":{{"Value":504}},"StatusMessage":null}}}}}}"#
    )
}

#[test]
fn rest_takes_numbers_for_texts_a_bare_number_for_a_user_and_unknown_members() {
    for user in [r#"{"MSISDN":"41791234567","More":1}"#, r#""41791234567""#, "41791234567"] {
        let Ok(Response::Status(read)) = rest::read_response(status_json(user).as_bytes()) else { panic!("{user}") };
        assert_eq!(read.mobile_user.unwrap().msisdn.unwrap().as_str(), "41791234567");
        assert_eq!(read.status.code, Code::OUTSTANDING_TRANSACTION);
    }
    assert!(rest::read_response(status_json(r#"{"MSISDN":[]}"#).as_bytes()).is_err());
    assert!(rest::read_response(status_json(r#"{"MSISDN":"1","MSISDN":"2"}"#).as_bytes()).is_err());
}

#[test]
fn what_is_not_one_rest_message_is_refused() {
    for text in ["", "null", "[]", "{}", "{\"A\":{}}", "{\"MSS_StatusResp\":[]}", "<html/>", "{\"Fault\":{},\"A\":1}"] {
        assert!(rest::read_response(text.as_bytes()).is_err(), "{text}");
    }
    let long = vec![b' '; sigill_mss::wire::SIZE_MAX + 1];
    assert!(matches!(rest::read_request(&long), Err(WireError::TooLong)));
    let deep = format!("{{\"MSS_StatusReq\":{}", "[".repeat(1000));
    assert!(matches!(rest::read_request(deep.as_bytes()), Err(WireError::Json(_))));
}

#[test]
fn a_documented_soap_request_is_read_with_all_its_services() {
    let text = format!(
        r#"<soap:Envelope xmlns:soap="{ENV_12}" soap:encodingStyle="x" xmlns:fi="http://mss.ficom.fi/TS102204/v1.0.0#">
        <soap:Body><MSS_Signature><mss:MSS_SignatureReq xmlns:mss="{MSS}" MajorVersion="1" MinorVersion="1"
        MessagingMode="asynchClientServer" TimeOut="80">
        <mss:AP_Info AP_ID="mid://a" AP_PWD="disabled" AP_TransID="A1" Instant="2015-02-26T13:37:52+01:00"/>
        <mss:MSSP_Info><mss:MSSP_ID><mss:URI>http://mid.swisscom.ch/</mss:URI></mss:MSSP_ID></mss:MSSP_Info>
        <mss:MobileUser><mss:MSISDN>+41791234567</mss:MSISDN></mss:MobileUser>
        <mss:DataToBeSigned MimeType="text/plain" Encoding="UTF-8">Bank: &lt;Grüezi&gt; &#38; <![CDATA[<ok>]]>?</mss:DataToBeSigned>
        <mss:SignatureProfile><mss:mssURI>http://mid.swisscom.ch/MID/v1/AuthProfile1</mss:mssURI></mss:SignatureProfile>
        <mss:AdditionalServices>
        <mss:Service><mss:Description><mss:mssURI>urn:lang</mss:mssURI></mss:Description><fi:UserLang>EN</fi:UserLang></mss:Service>
        <mss:Service><mss:Description><mss:mssURI>urn:event</mss:mssURI></mss:Description><fi:EventID>A12B</fi:EventID></mss:Service>
        <mss:Service><mss:Description><mss:mssURI>urn:spam</mss:mssURI></mss:Description><fi:NoSpamCode verify="no">x</fi:NoSpamCode></mss:Service>
        <mss:Service><mss:Description><mss:mssURI>urn:geo</mss:mssURI></mss:Description></mss:Service>
        </mss:AdditionalServices></mss:MSS_SignatureReq></MSS_Signature></soap:Body></soap:Envelope>"#
    );
    let Ok(Request::Signature(read)) = soap::read_request(text.as_bytes()) else { panic!() };
    assert_eq!((read.mode, read.timeout_s), (MessagingMode::AsynchClientServer, Some(80)));
    assert_eq!(read.data.text, "Bank: <Grüezi> & <ok>?");
    let details: Vec<_> = read.services.iter().map(|service| service.detail.clone()).collect();
    let spam = ServiceDetail::NoSpamCode { code: "x".to_owned(), verify: false };
    let language = ServiceDetail::UserLang("EN".to_owned());
    assert_eq!(details, [language, ServiceDetail::EventId("A12B".to_owned()), spam, ServiceDetail::None]);
    let again = soap::read_request(soap::write_request(&Request::Signature(read.clone())).as_bytes()).unwrap();
    assert_eq!(again, Request::Signature(read));
}

#[test]
fn a_number_and_a_password_do_not_appear_in_debug() {
    let Ok(Response::Status(read)) = rest::read_response(status_json("\"41791234567\"").as_bytes()) else { panic!() };
    assert!(!format!("{read:?}").contains("4179"));
    assert!(matches!(read.status.services.first().map(|service| &service.answer), None | Some(ServiceAnswer::None)));
}

#[test]
fn a_request_tells_its_shape_and_every_message_reads_back_from_each() {
    use soap::{Extensions, Shape};
    let turkcell = "http://turkcelltech.com/mobilesignature/validation/soap".to_owned();
    let shapes = [
        Shape::default(),
        Shape::qualified(),
        Shape { wrapper: turkcell, ..Shape::default() },
        Shape { is_part_qualified: true, ..Shape::default() },
    ];
    for shape in shapes {
        for request in messages::requests() {
            let text = soap::write_request_in(&request, &shape);
            let (read, found) = soap::read_request_in_shape(text.as_bytes()).unwrap();
            assert_eq!((read, found), (versioned(&request, true), shape.clone()), "{text}");
        }
        for extensions in [Extensions::Vendors, Extensions::Wsdl] {
            for has_result in [false, true] {
                let shape = Shape { extensions, has_result, ..shape.clone() };
                for response in messages::responses() {
                    let text = soap::write_response_in(&response, &shape);
                    let read = soap::read_response(text.as_bytes()).unwrap();
                    let usual = soap::read_response(soap::write_response(&response).as_bytes()).unwrap();
                    assert_eq!(read, usual, "{text}");
                    let is_answer = response.operation().is_some();
                    assert_eq!(
                        text.contains("<rpc:result") && is_answer,
                        has_result && is_answer || is_named(&response, &shape)
                    );
                }
            }
        }
    }
}

/// Whether the answer is of the port that was seen to name its result.
fn is_named(response: &Response, shape: &soap::Shape) -> bool {
    let is_profile = response.operation() == Some(Operation::ProfileQuery);
    is_profile && !shape.is_part_qualified && shape.extensions == soap::Extensions::Vendors
}

#[test]
fn every_message_reads_back_as_it_was_written() {
    for request in messages::requests() {
        assert_eq!(soap::read_request(soap::write_request(&request).as_bytes()).unwrap(), versioned(&request, true));
        assert_eq!(rest::read_request(rest::write_request(&request).as_bytes()).unwrap(), versioned(&request, false));
    }
    for response in messages::responses() {
        let text = soap::write_response(&response);
        let read = soap::read_response(text.as_bytes()).unwrap();
        assert_eq!(soap::write_response(&read), text);
        let text = rest::write_response(&response);
        let read = rest::read_response(text.as_bytes()).unwrap();
        assert_eq!(rest::write_response(&read), text);
    }
}

/// The request with the version that the binding gives it.
fn versioned(request: &Request, is_soap: bool) -> Request {
    use sigill_mss::message::Version;
    let mut request = request.clone();
    let (header, minor) = match &mut request {
        Request::Signature(request) => (&mut request.header, if is_soap { 1 } else { 2 }),
        Request::Status(request) => (&mut request.header, 1),
        Request::Receipt(request) => (&mut request.header, 1),
        Request::Profile(request) => {
            request.header.version = Some(Version { major: 2, minor: 0 });
            return Request::Profile(request.clone());
        }
    };
    header.version = Some(Version { major: 1, minor });
    request
}

#[test]
fn what_nobody_needs_of_an_answer_is_read_leniently() {
    let text = answer(ENV_12, "MSS_Signature", "", "m:MSS_SignatureResp", r#"MSSP_TransID="h4iof""#);
    let local = text.replace("37:52.919+01:00", "37:52.919").replace("37:54Z", "37:54");
    assert_eq!(local.matches("Z\"").count() + local.matches("+01:00").count(), 0);
    for text in [&text, &local] {
        for encoding in ["US-ASCII", "utf8", "UTF-16", "utf-8"] {
            let text = format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>\n{text}");
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            for octets in [text.as_bytes(), &[b"\xFF\xFE", &wide[..]].concat()] {
                let Ok(Response::Signature(read)) = soap::read_response(octets) else { panic!("{text}") };
                assert_eq!((read.mssp_trans_id.as_str(), read.status.code), ("h4iof", Code(502)));
            }
        }
    }
    let local = status_json("null").replace("09.542Z", "09.542");
    let Ok(Response::Status(read)) = rest::read_response(local.as_bytes()) else { panic!("{local}") };
    assert_eq!(read.header.ap.instant.as_str(), "2024-07-02T06:53:09.542");
    // What is no time at all is a mistake that somebody should hear of.
    assert!(rest::read_response(status_json("null").replace("09.542Z", "").as_bytes()).is_err());
    assert!(soap::read_response(text.replace("37:52.919+01:00", "").as_bytes()).is_err());
}

#[test]
fn who_asks_has_to_say_when_with_a_zone() {
    for request in messages::requests() {
        let (xml, json) = (soap::write_request(&request), rest::write_request(&request));
        let without = |text: &str| {
            let at = text.find("Instant=\"").or(text.find("\"Instant\":\"")).unwrap();
            let zone = at + text[at..].find('Z').unwrap();
            format!("{}{}", &text[..zone], &text[zone + 1..])
        };
        let wrong = |read: Result<Request, WireError>| matches!(read, Err(WireError::Wrong { name: "Instant", .. }));
        assert!(wrong(soap::read_request(without(&xml).as_bytes())), "{xml}");
        assert!(wrong(rest::read_request(without(&json).as_bytes())), "{json}");
    }
}
