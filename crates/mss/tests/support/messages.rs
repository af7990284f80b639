//! One message of each kind, bare and with everything that both bindings can say.

use sigill_mss::message::{
    ApInfo, CardDetails, Data, Device, Fault, GeoFence, GeoPolicy, Header, Instant, MeshMember, MessagingMode,
    MobileUser, Msisdn, MsspInfo, Password, ProfileDetail, ProfileRequest, ProfileResponse, ReceiptOutcome,
    ReceiptRequest, ReceiptResponse, ReceiptWish, Request, Response, Service, ServiceAnswer, ServiceDetail,
    ServiceResponse, SignatureRequest, SignatureResponse, SignatureValue, Status, StatusRequest, StatusResponse,
    UserCertificate,
};
use sigill_mss::status::{Code, TABLE};

const GEO: &str = "http://mid.swisscom.ch/as#geofencing";
const PROFILE: &str = "http://mid.swisscom.ch/Any-LoA4";

pub fn header(answer: bool) -> Header {
    let instant = |text: &str| text.parse::<Instant>().unwrap();
    Header {
        version: None,
        ap: ApInfo {
            id: "mid://test.example".to_owned(),
            password: Some(Password::new("not-needed")),
            trans_id: "ID-1".parse().unwrap(),
            instant: instant("2026-05-18T12:34:56.789Z"),
            url: None,
        },
        mssp: MsspInfo {
            id: MeshMember { uri: Some("http://mid.swisscom.ch/".to_owned()), ..MeshMember::default() },
            instant: answer.then(|| instant("2026-05-18T14:34:57.001+02:00")),
        },
    }
}

pub fn user() -> MobileUser {
    MobileUser::from("+41791234567".parse::<Msisdn>().unwrap())
}

pub fn signature_request() -> SignatureRequest {
    SignatureRequest {
        header: header(false),
        mode: MessagingMode::Synch,
        timeout_s: Some(80),
        validity_date: None,
        mobile_user: user(),
        data: Data::plain("Test: <Grüezi> & \"Adieu\"?\nä€😀"),
        display: None,
        profile: Some(PROFILE.to_owned()),
        services: vec![Service::user_lang("EN")],
        format: None,
    }
}

pub fn requests() -> Vec<Request> {
    let mssp_trans_id = || "h4iof".parse().unwrap();
    let policy = GeoPolicy {
        country_whitelist: vec!["CH".to_owned(), "LI".to_owned()],
        device_confidence_min: Some("0.7".to_owned()),
        ..GeoPolicy::default()
    };
    let app = ServiceDetail::App2App { redirect_uri: "myapp://done?a=1&b=2".to_owned() };
    let wish = ReceiptWish {
        messaging_mode: "synch".to_owned(),
        user_ack: true,
        language: Some("DE".to_owned()),
        profile_uri: Some("http://mss.swisscom.ch/synch".to_owned()),
    };
    vec![
        Request::Signature(signature_request()),
        Request::Signature(SignatureRequest {
            mode: MessagingMode::AsynchClientServer,
            services: vec![
                Service::user_lang("de"),
                Service { uri: GEO.to_owned(), detail: ServiceDetail::GeoFencing(policy) },
                Service { uri: Service::APP2APP.to_owned(), detail: app },
                Service { uri: Service::SUBSCRIBER_INFO.to_owned(), detail: ServiceDetail::None },
            ],
            ..signature_request()
        }),
        Request::Status(StatusRequest { header: header(false), mssp_trans_id: mssp_trans_id(), mobile_user: None }),
        Request::Receipt(ReceiptRequest {
            header: header(false),
            mssp_trans_id: mssp_trans_id(),
            mobile_user: user(),
            status: Some(Status { receipt_wish: Some(wish), message: None, ..Status::of(Code::REQUEST_OK) }),
            message: Some(Data::plain("Done")),
        }),
        Request::Profile(ProfileRequest {
            header: header(false),
            mobile_user: user(),
            params: ["sscds", "state", "certs"].map(str::to_owned).to_vec(),
        }),
    ]
}

fn services() -> Vec<ServiceResponse> {
    let text = |text: &str| Some(text.to_owned());
    let place = GeoFence {
        country: text("CH"),
        accuracy_m: text("105"),
        timestamp: text("2024-07-02T08:53:10.537+02:00"),
        device_confidence: text("0.9"),
        location_confidence: text("0.9"),
        ..GeoFence::default()
    };
    let error = GeoFence { error_code: text("100"), error_message: text("disabled"), ..GeoFence::default() };
    let info = ServiceAnswer::SubscriberInfo(vec![("1901".to_owned(), "22801".to_owned())]);
    let app = ServiceAnswer::App2App { auth_uri: "mobileid://auth?a=1&b=2".to_owned() };
    vec![
        ServiceResponse { uri: GEO.to_owned(), answer: ServiceAnswer::GeoFencing(place) },
        ServiceResponse { uri: GEO.to_owned(), answer: ServiceAnswer::GeoFencing(error) },
        ServiceResponse { uri: Service::SUBSCRIBER_INFO.to_owned(), answer: info },
        ServiceResponse { uri: Service::APP2APP.to_owned(), answer: app },
    ]
}

fn profile() -> ProfileDetail {
    let text = |text: &str| Some(text.to_owned());
    let key = UserCertificate {
        algorithm: text("EC"),
        state: text("ACTIVE"),
        certificates: vec!["MIAG".to_owned(), "MIAA".to_owned()],
        subjects: vec!["Y249YQ==".to_owned(), "Y249Yg==".to_owned()],
    };
    let sim = Device {
        state: text("ACTIVE"),
        pin_blocked: Some(false),
        certificates: vec![key],
        card: Some(CardDetails { mcc: text("228"), mnc: text("01"), network: text("Swisscom") }),
    };
    let app = Device { state: text("REGISTERED"), pin_blocked: Some(true), ..Device::default() };
    ProfileDetail {
        auto_activation: Some(false),
        recovery_code_created: Some(true),
        sim: Some(sim),
        apps: vec![app.clone(), app],
    }
}

pub fn responses() -> Vec<Response> {
    let answered = |status| SignatureResponse {
        header: header(true),
        mssp_trans_id: "h4iof".parse().unwrap(),
        mobile_user: user(),
        signature: None,
        profile: Some(PROFILE.to_owned()),
        status,
    };
    let signature = || Some(SignatureValue::Base64("MIAGCSqGSIb3DQEHAqCAMIACAQE=".to_owned()));
    let status = |signature, status| StatusResponse {
        header: header(true),
        mssp_trans_id: None,
        mobile_user: Some(user()),
        signature,
        status,
    };
    let receipt = ReceiptOutcome {
        messaging_mode: Some("synch".to_owned()),
        user_ack: Some(true),
        user_response: Some("{\"status\":\"OK\"}".to_owned()),
        ..ReceiptOutcome::default()
    };
    let with_services = Status { services: services(), ..Status::of(Code::SIGNATURE) };
    let mut all = vec![
        Response::Signature(answered(Status::of(Code::REQUEST_OK))),
        Response::Signature(SignatureResponse { signature: signature(), ..answered(with_services.clone()) }),
        Response::Status(status(None, Status::of(Code::OUTSTANDING_TRANSACTION))),
        Response::Status(status(signature(), with_services)),
        Response::Receipt(ReceiptResponse { header: header(true), status: Status::of(Code::REQUEST_OK) }),
        Response::Receipt(ReceiptResponse {
            header: header(true),
            status: Status { receipt: Some(receipt), ..Status::of(Code::REQUEST_OK) },
        }),
        Response::Profile(ProfileResponse {
            header: header(true),
            profiles: vec![PROFILE.to_owned(), "http://mid.swisscom.ch/STK-LoA4".to_owned()],
            status: Status { profile: Some(profile()), ..Status::of(Code::REQUEST_OK) },
        }),
    ];
    all.extend(TABLE.iter().map(|entry| Response::Fault(Fault::of(Code(entry.code), "What & why"))));
    let mut rich = Fault::of(Code(401), "Fault received from URL");
    rich.inner = Some(Code(4012));
    rich.details.push("User cancelled the request".to_owned());
    rich.portal_url = Some("http://mobileid.ch?msisdn=1".to_owned());
    rich.node = Some("urn:node".to_owned());
    rich.role = Some("http://uri.etsi.org/TS102207/v1.1.3#role_HomeMSSP".to_owned());
    all.push(Response::Fault(rich));
    all
}
