//! Writing REST messages as the published OpenAPI document says.

use serde_json::{Map, Value, json};

use crate::message::{
    Data, Device, Fault, GeoFence, GeoPolicy, Header, MeshMember, MessagingMode, MobileUser, Operation, ProfileDetail,
    ReceiptOutcome, ReceiptWish, Request, Response, Service, ServiceAnswer, ServiceDetail, ServiceResponse,
    SignatureRequest, SignatureValue, Status, Version,
};

const ENVELOPE_NS: &str = "http://www.w3.org/2003/05/soap-envelope";
const MSS_NS: &str = "http://uri.etsi.org/TS102204/v1.1.2#";

/// An object under construction; absent values are left out.
#[derive(Default)]
struct Object(Map<String, Value>);

impl Object {
    fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    fn maybe<T: Into<Value>>(self, name: &str, value: Option<T>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(object.0)
    }
}

/// Writes a request. REST says MinorVersion 2 for a signature, SOAP 1 (§2.3).
pub fn write_request(request: &Request) -> String {
    let (major, minor) = match request.operation() {
        Operation::Signature => (1, 2),
        Operation::ProfileQuery => (2, 0),
        _ => (1, 1),
    };
    let part = begin(request.header(), Version { major, minor }, true);
    let part = match request {
        Request::Signature(request) => signature_request(part, request),
        Request::Status(request) => part
            .with("MSSP_TransID", request.mssp_trans_id.as_str())
            .maybe("MobileUser", request.mobile_user.as_ref().map(mobile_user)),
        Request::Receipt(request) => part
            .with("MSSP_TransID", request.mssp_trans_id.as_str())
            .with("MobileUser", mobile_user(&request.mobile_user))
            .maybe("Status", request.status.as_ref().map(status))
            .maybe("Message", request.message.as_ref().map(data)),
        Request::Profile(request) => {
            part.with("MobileUser", mobile_user(&request.mobile_user)).with("Params", request.params.join(" "))
        }
    };
    message(request.operation().part(), "Req", part)
}

/// Writes an answer or a fault.
pub fn write_response(response: &Response) -> String {
    let usual = Version { major: 1, minor: 1 };
    match response {
        Response::Fault(value) => Value::from(Object::default().with("Fault", fault(value))).to_string(),
        Response::Signature(response) => {
            let part = begin(&response.header, usual, false)
                .with("MSSP_TransID", response.mssp_trans_id.as_str())
                .with("MobileUser", mobile_user(&response.mobile_user))
                .maybe("MSS_Signature", signature(response.signature.as_ref()))
                .maybe("SignatureProfile", response.profile.as_deref());
            message("MSS_Signature", "Resp", answered(part, &response.status))
        }
        Response::Status(response) => {
            let part = begin(&response.header, usual, false)
                .maybe("MSSP_TransID", response.mssp_trans_id.as_ref().map(|id| id.as_str()))
                .maybe("MobileUser", response.mobile_user.as_ref().map(mobile_user))
                .maybe("MSS_Signature", signature(response.signature.as_ref()));
            message("MSS_Status", "Resp", answered(part, &response.status))
        }
        Response::Receipt(response) => {
            message("MSS_Receipt", "Resp", answered(begin(&response.header, usual, false), &response.status))
        }
        Response::Profile(response) => {
            let usual = Version { major: 2, minor: 0 };
            let part = begin(&response.header, usual, false).with("SignatureProfile", response.profiles.clone());
            message("MSS_Profile", "Resp", answered(part, &response.status))
        }
    }
}

fn message(stem: &str, direction: &str, part: Object) -> String {
    Value::from(Object::default().with(&format!("{stem}{direction}"), part)).to_string()
}

/// Answers do not echo the password (§2.3).
fn begin(header: &Header, usual: Version, is_request: bool) -> Object {
    let version = header.version.unwrap_or(usual);
    let ap = &header.ap;
    let password = ap.password.as_ref().filter(|_| is_request).map(|password| password.reveal());
    let ap = Object::default()
        .with("AP_ID", ap.id.as_str())
        .maybe("AP_PWD", password)
        .with("AP_TransID", ap.trans_id.as_str())
        .with("Instant", ap.instant.as_str())
        .maybe("AP_URL", ap.url.as_deref());
    let mssp = Object::default()
        .with("MSSP_ID", mesh_member(&header.mssp.id))
        .maybe("Instant", header.mssp.instant.as_ref().map(|instant| instant.as_str()));
    Object::default()
        .with("AP_Info", ap)
        .with("MSSP_Info", mssp)
        .with("MajorVersion", version.major.to_string())
        .with("MinorVersion", version.minor.to_string())
}

fn mesh_member(member: &MeshMember) -> Object {
    Object::default()
        .maybe("DNSName", member.dns_name.as_deref())
        .maybe("IPAddress", member.ip_address.as_deref())
        .maybe("URI", member.uri.as_deref())
        .maybe("IdentifierString", member.identifier.as_deref())
}

fn mobile_user(user: &MobileUser) -> Object {
    Object::default()
        .maybe("IdentityIssuer", user.identity_issuer.as_ref().map(mesh_member))
        .maybe("UserIdentifier", user.user_identifier.as_deref())
        .maybe("HomeMSSP", user.home_mssp.as_ref().map(mesh_member))
        .maybe("MSISDN", user.msisdn.as_ref().map(|number| number.as_str()))
}

fn data(data: &Data) -> Object {
    Object::default()
        .with("Data", data.text.as_str())
        .maybe("Encoding", data.encoding.as_deref())
        .maybe("MimeType", data.mime_type.as_deref())
}

fn signature_request(part: Object, request: &SignatureRequest) -> Object {
    let mode = match request.mode {
        MessagingMode::Synch => "synch",
        MessagingMode::AsynchClientServer => "asynch",
        MessagingMode::AsynchServerServer => "asynchServerServer",
    };
    part.with("MobileUser", mobile_user(&request.mobile_user))
        .with("MessagingMode", mode)
        .maybe("TimeOut", request.timeout_s.map(|seconds| seconds.to_string()))
        .maybe("ValidityDate", request.validity_date.as_ref().map(|date| date.as_str()))
        .with("DataToBeSigned", data(&request.data))
        .maybe("DataToBeDisplayed", request.display.as_ref().map(data))
        .maybe("SignatureProfile", request.profile.as_deref())
        .with("AdditionalServices", request.services.iter().map(|each| service(each).into()).collect::<Vec<Value>>())
        .maybe("MSS_Format", request.format.as_deref())
}

fn service(service: &Service) -> Object {
    let object = Object::default().with("Description", service.uri.as_str());
    match &service.detail {
        ServiceDetail::UserLang(language) => object.with("UserLang", json!({ "Value": language })),
        ServiceDetail::App2App { redirect_uri } => object.with("App2App", json!({ "RedirectUri": redirect_uri })),
        ServiceDetail::GeoFencing(policy) => object.with("GeoFencingRequest", geo_policy(policy)),
        // FiCom's services have no REST form.
        ServiceDetail::None | ServiceDetail::EventId(_) | ServiceDetail::NoSpamCode { .. } => object,
    }
}

fn geo_policy(policy: &GeoPolicy) -> Object {
    let list = |codes: &[String]| (!codes.is_empty()).then(|| codes.to_vec());
    Object::default()
        .maybe("countrywhitelist", list(&policy.country_whitelist))
        .maybe("countryblacklist", list(&policy.country_blacklist))
        .maybe("mindeviceconfidence", policy.device_confidence_min.as_deref())
        .maybe("minlocationconfidence", policy.location_confidence_min.as_deref())
        .maybe("maxtimestampminutes", policy.timestamp_minutes_max.as_deref())
        .maybe("maxaccuracymeters", policy.accuracy_meters_max.as_deref())
}

fn signature(signature: Option<&SignatureValue>) -> Option<Object> {
    match signature {
        Some(SignatureValue::Base64(text)) => Some(Object::default().with("Base64Signature", text.as_str())),
        // Other kinds are only named when read, so there is nothing to write.
        Some(SignatureValue::Other(_)) | None => None,
    }
}

fn answered(part: Object, value: &Status) -> Object {
    let services: Vec<Value> = value.services.iter().map(|each| service_response(each).into()).collect();
    part.maybe("ServiceResponses", (!services.is_empty()).then_some(services)).with("Status", status(value))
}

fn status(status: &Status) -> Object {
    let code = Object::default()
        .with("Value", status.code.0.to_string())
        .maybe("StatusCode", status.inner.map(|inner| json!({ "Value": inner.0.to_string() })));
    let detail = Object::default()
        .maybe("ReceiptRequestExtension", status.receipt_wish.as_ref().map(receipt_wish))
        .maybe("ReceiptResponseExtension", status.receipt.as_ref().map(receipt))
        .maybe("ProfileQueryExtension", status.profile.as_ref().map(profile));
    Object::default()
        .with("StatusCode", code)
        .maybe("StatusDetail", (!detail.0.is_empty()).then_some(detail))
        .maybe("StatusMessage", status.message.as_deref())
}

fn service_response(response: &ServiceResponse) -> Object {
    let object = Object::default().with("Description", response.uri.as_str());
    match &response.answer {
        ServiceAnswer::None => object,
        ServiceAnswer::GeoFencing(geo) => object.with("Geofencing", geo_fence(geo)),
        ServiceAnswer::App2App { auth_uri } => object.with("App2App", json!({ "AuthUri": auth_uri })),
        ServiceAnswer::SubscriberInfo(pairs) => {
            let details: Vec<_> = pairs.iter().map(|(id, value)| json!({ "id": id, "value": value })).collect();
            object.with("SubscriberInfo", json!({ "Details": details }))
        }
    }
}

fn geo_fence(geo: &GeoFence) -> Object {
    Object::default()
        .maybe("Country", geo.country.as_deref())
        .maybe("Accuracy", geo.accuracy_m.as_deref())
        .maybe("Timestamp", geo.timestamp.as_deref())
        .maybe("DeviceConfidence", geo.device_confidence.as_deref())
        .maybe("LocationConfidence", geo.location_confidence.as_deref())
        .maybe("ErrorCode", geo.error_code.as_deref())
        .maybe("ErrorMessage", geo.error_message.as_deref())
}

fn receipt_wish(wish: &ReceiptWish) -> Object {
    let profile = Object::default()
        .maybe("Language", wish.language.as_deref())
        .maybe("ReceiptProfileURI", wish.profile_uri.as_deref());
    Object::default()
        .with("ReceiptMessagingMode", wish.messaging_mode.as_str())
        .with("UserAck", wish.user_ack.to_string())
        .with("ReceiptProfile", profile)
}

fn receipt(receipt: &ReceiptOutcome) -> Object {
    let word = |value: Option<bool>| value.map(|value| value.to_string());
    Object::default()
        .maybe("ReceiptMessagingMode", receipt.messaging_mode.as_deref())
        .maybe("UserAck", word(receipt.user_ack))
        .maybe("ClientAck", word(receipt.client_ack))
        .maybe("NetworkAck", word(receipt.network_ack))
        .maybe("UserResponse", receipt.user_response.as_deref())
        .maybe("FaultMessage", receipt.fault_message.as_deref())
}

fn profile(profile: &ProfileDetail) -> Object {
    let user = Object::default()
        .maybe("AutoActivation", profile.auto_activation)
        .maybe("RecoveryCodeCreated", profile.recovery_code_created);
    let apps: Vec<Value> = profile.apps.iter().map(|each| device(each).into()).collect();
    let devices = Object::default()
        .maybe("App", (!apps.is_empty()).then_some(apps))
        .maybe("Sim", profile.sim.as_ref().map(device));
    Object::default().with("MobileUser", user).with("Sscds", devices)
}

fn device(device: &Device) -> Object {
    let certificates = device.certificates.iter().map(|each| {
        Object::default()
            .maybe("Algorithm", each.algorithm.as_deref())
            .maybe("State", each.state.as_deref())
            .with("X509Certificate", each.certificates.clone())
            .with("X509SubjectName", each.subjects.clone())
            .into()
    });
    let card = device.card.as_ref().map(|card| {
        Object::default()
            .maybe("Mcc", card.mcc.as_deref())
            .maybe("Mnc", card.mnc.as_deref())
            .maybe("Network", card.network.as_deref())
    });
    let certificates: Vec<Value> = certificates.collect();
    Object::default()
        .maybe("MobileUserCertificate", (!certificates.is_empty()).then_some(certificates))
        .maybe("PinStatus", device.pin_blocked.map(|blocked| json!({ "Blocked": blocked })))
        .maybe("State", device.state.as_deref())
        .maybe("CardDetails", card)
}

fn fault(fault: &Fault) -> Object {
    let sub = |code: u16| Object::default().with("Value", format!("_{code}")).with("ValueNs", MSS_NS);
    let inner = fault.inner.map(|inner| sub(inner.0));
    let subcode = fault.code.map(|code| sub(code.0).maybe("SubCode", inner));
    let code =
        Object::default().with("Value", fault.class.local()).with("ValueNs", ENVELOPE_NS).maybe("SubCode", subcode);
    Object::default()
        .with("Code", code)
        .maybe("Detail", fault.details.last().map(String::as_str))
        .maybe("Reason", fault.reason.as_deref())
        .maybe("PortalUrl", fault.portal_url.as_deref())
        .maybe("Node", fault.node.as_deref())
        .maybe("Role", fault.role.as_deref())
}
