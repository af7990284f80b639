//! Reading additional services and the details of a status. Matched by local name in any namespace: the published
//! WSDL and the captures disagree about these.

use super::uri;
use crate::message::{
    CardDetails, Device, GeoFence, GeoPolicy, ProfileDetail, ReceiptOutcome, ReceiptWish, Service, ServiceAnswer,
    ServiceDetail, ServiceResponse, Status, UserCertificate,
};
use crate::wire::WireError;
use crate::wire::xml::Element;

fn described(element: &Element) -> Result<String, WireError> {
    let description = element.any("Description").ok_or(WireError::Missing("Description"))?;
    uri::read(description).ok_or(WireError::Missing("mssURI"))
}

/// One Service of a request. What it carries beyond the known kinds is skipped.
pub(super) fn service(element: &Element) -> Result<Service, WireError> {
    let uri = described(element)?;
    let mut detail = ServiceDetail::None;
    for child in &element.children {
        let text = || child.text.trim().to_owned();
        detail = match child.name.as_str() {
            "UserLang" => ServiceDetail::UserLang(text()),
            "App2App" => ServiceDetail::App2App { redirect_uri: child.text_of("RedirectUri").unwrap_or_default() },
            "GeoFencingReq" => ServiceDetail::GeoFencing(geo_policy(child)),
            "EventID" => ServiceDetail::EventId(text()),
            "NoSpamCode" => ServiceDetail::NoSpamCode { code: text(), verify: child.attribute("verify") != Some("no") },
            _ => continue,
        };
    }
    Ok(Service { uri, detail })
}

fn geo_policy(element: &Element) -> GeoPolicy {
    let one = |name| element.attribute(name).map(str::to_owned);
    let list = |name| -> Vec<String> {
        let text = element.attribute(name).unwrap_or_default();
        text.split([',', ' ', ';']).filter(|code| !code.is_empty()).map(str::to_owned).collect()
    };
    GeoPolicy {
        country_whitelist: list("countrywhitelist"),
        country_blacklist: list("countryblacklist"),
        device_confidence_min: one("mindeviceconfidence"),
        location_confidence_min: one("minlocationconfidence"),
        timestamp_minutes_max: one("maxtimestampminutes"),
        accuracy_meters_max: one("maxaccuracymeters"),
    }
}

/// Everything known in a StatusDetail.
pub(super) fn status(detail: &Element, status: &mut Status) -> Result<(), WireError> {
    if let Some(responses) = detail.any("ServiceResponses") {
        let each = responses.children.iter().filter(|child| child.name == "ServiceResponse");
        status.services = each.map(service_response).collect::<Result<_, _>>()?;
    }
    status.receipt_wish = detail.any("ReceiptRequestExtension").map(receipt_wish).transpose()?;
    status.receipt = detail.any("ReceiptResponseExtension").map(receipt).transpose()?;
    status.profile = detail.any("ProfileQueryExtension").map(profile).transpose()?;
    Ok(())
}

fn boolean(text: Option<&str>, name: &'static str) -> Result<Option<bool>, WireError> {
    match text.map(str::trim) {
        None => Ok(None),
        Some("true" | "1") => Ok(Some(true)),
        Some("false" | "0") => Ok(Some(false)),
        Some(_) => Err(WireError::Wrong { name, source: None }),
    }
}

fn service_response(element: &Element) -> Result<ServiceResponse, WireError> {
    let answer = if let Some(geo) = element.any("GeoFencing") {
        let attribute = |name| geo.attribute(name).map(str::to_owned);
        ServiceAnswer::GeoFencing(GeoFence {
            country: attribute("country"),
            accuracy_m: attribute("accuracy"),
            timestamp: attribute("timestamp"),
            device_confidence: attribute("deviceconfidence"),
            location_confidence: attribute("locationconfidence"),
            error_code: attribute("errorcode"),
            error_message: attribute("errormessage"),
        })
    } else if let Some(app) = element.any("App2App") {
        ServiceAnswer::App2App { auth_uri: app.text_of("AuthUri").unwrap_or_default() }
    } else if let Some(info) = element.any("SubscriberInfo") {
        let attribute = |child: &Element, name| child.attribute(name).unwrap_or_default().to_owned();
        let pairs = info.children.iter().filter(|child| child.name == "Detail");
        ServiceAnswer::SubscriberInfo(pairs.map(|child| (attribute(child, "id"), attribute(child, "value"))).collect())
    } else {
        ServiceAnswer::None
    };
    Ok(ServiceResponse { uri: described(element)?, answer })
}

fn receipt_wish(element: &Element) -> Result<ReceiptWish, WireError> {
    let mode = element.attribute("ReceiptMessagingMode").ok_or(WireError::Missing("ReceiptMessagingMode"))?;
    let profile = element.any("ReceiptProfile");
    Ok(ReceiptWish {
        messaging_mode: mode.to_owned(),
        user_ack: boolean(element.attribute("UserAck"), "UserAck")?.unwrap_or(false),
        language: profile.and_then(|profile| profile.attribute("Language")).map(str::to_owned),
        profile_uri: profile.and_then(|profile| profile.text_of("ReceiptProfileURI")),
    })
}

fn receipt(element: &Element) -> Result<ReceiptOutcome, WireError> {
    let text = |name| element.attribute(name).map(str::to_owned);
    Ok(ReceiptOutcome {
        messaging_mode: text("ReceiptMessagingMode"),
        user_ack: boolean(element.attribute("UserAck"), "UserAck")?,
        client_ack: boolean(element.attribute("ClientAck"), "ClientAck")?,
        network_ack: boolean(element.attribute("NetworkAck"), "NetworkAck")?,
        user_response: text("UserResponse"),
        fault_message: text("FaultMessage"),
    })
}

fn profile(element: &Element) -> Result<ProfileDetail, WireError> {
    let user = element.any("MobileUser");
    let user = |name| user.and_then(|user| user.attribute(name));
    let devices = element.any("Sscds");
    let apps = devices.into_iter().flat_map(|all| &all.children).filter(|child| child.name == "App");
    Ok(ProfileDetail {
        auto_activation: boolean(user("AutoActivation"), "AutoActivation")?,
        recovery_code_created: boolean(user("RecoveryCodeCreated"), "RecoveryCodeCreated")?,
        sim: devices.and_then(|all| all.any("Sim")).map(device).transpose()?,
        apps: apps.map(device).collect::<Result<_, _>>()?,
    })
}

fn device(element: &Element) -> Result<Device, WireError> {
    let certificates = element.children.iter().filter(|child| child.name == "MobileUserCertificate");
    let pin = element.any("PinStatus");
    let pin = pin.and_then(|pin| pin.attribute("blocked").or_else(|| pin.attribute("Blocked")));
    Ok(Device {
        state: element.text_of("State"),
        pin_blocked: boolean(pin, "PinStatus")?,
        certificates: certificates.map(certificate).collect(),
        card: element.any("CardDetails").map(|card| CardDetails {
            mcc: card.text_of("MCC"),
            mnc: card.text_of("MNC"),
            network: card.text_of("Network"),
        }),
    })
}

fn certificate(element: &Element) -> UserCertificate {
    let all = |name: &str| -> Vec<String> {
        let each = element.children.iter().filter(|child| child.name == name);
        each.map(|child| child.text.trim().to_owned()).collect()
    };
    UserCertificate {
        algorithm: element.attribute("Algorithm").map(str::to_owned),
        state: element.attribute("State").map(str::to_owned),
        certificates: all("X509Certificate"),
        subjects: all("X509SubjectName"),
    }
}
