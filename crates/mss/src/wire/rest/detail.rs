//! Reading additional services and the details of a status.

use super::member::{Object, boolean, object, objects, text, texts};
use crate::message::{
    CardDetails, Device, GeoFence, GeoPolicy, ProfileDetail, ReceiptOutcome, ReceiptWish, Service, ServiceAnswer,
    ServiceDetail, ServiceResponse, UserCertificate,
};
use crate::wire::WireError;

pub(super) fn service(service: &Object) -> Result<Service, WireError> {
    let detail = if let Some(language) = object(service, "UserLang")? {
        ServiceDetail::UserLang(text(language, "Value")?.ok_or(WireError::Missing("Value"))?)
    } else if let Some(app) = object(service, "App2App")? {
        ServiceDetail::App2App { redirect_uri: text(app, "RedirectUri")?.unwrap_or_default() }
    } else if let Some(policy) = object(service, "GeoFencingRequest")? {
        ServiceDetail::GeoFencing(GeoPolicy {
            country_whitelist: texts(policy, "countrywhitelist")?,
            country_blacklist: texts(policy, "countryblacklist")?,
            device_confidence_min: text(policy, "mindeviceconfidence")?,
            location_confidence_min: text(policy, "minlocationconfidence")?,
            timestamp_minutes_max: text(policy, "maxtimestampminutes")?,
            accuracy_meters_max: text(policy, "maxaccuracymeters")?,
        })
    } else {
        ServiceDetail::None
    };
    Ok(Service { uri: text(service, "Description")?.ok_or(WireError::Missing("Description"))?, detail })
}

pub(super) fn answer(response: &Object) -> Result<ServiceResponse, WireError> {
    let answer = if let Some(geo) = object(response, "Geofencing")? {
        ServiceAnswer::GeoFencing(GeoFence {
            country: text(geo, "Country")?,
            accuracy_m: text(geo, "Accuracy")?,
            timestamp: text(geo, "Timestamp")?,
            device_confidence: text(geo, "DeviceConfidence")?,
            location_confidence: text(geo, "LocationConfidence")?,
            error_code: text(geo, "ErrorCode")?,
            error_message: text(geo, "ErrorMessage")?,
        })
    } else if let Some(app) = object(response, "App2App")? {
        ServiceAnswer::App2App { auth_uri: text(app, "AuthUri")?.unwrap_or_default() }
    } else if let Some(info) = object(response, "SubscriberInfo")? {
        let pair = |pair: &Object| -> Result<_, WireError> {
            Ok((text(pair, "id")?.unwrap_or_default(), text(pair, "value")?.unwrap_or_default()))
        };
        ServiceAnswer::SubscriberInfo(objects(info, "Details")?.into_iter().map(pair).collect::<Result<_, _>>()?)
    } else {
        ServiceAnswer::None
    };
    Ok(ServiceResponse { uri: text(response, "Description")?.ok_or(WireError::Missing("Description"))?, answer })
}

pub(super) fn receipt_wish(wish: &Object) -> Result<ReceiptWish, WireError> {
    let profile = object(wish, "ReceiptProfile")?;
    let of = |name| profile.map_or(Ok(None), |profile| text(profile, name));
    Ok(ReceiptWish {
        messaging_mode: text(wish, "ReceiptMessagingMode")?.ok_or(WireError::Missing("ReceiptMessagingMode"))?,
        user_ack: boolean(wish, "UserAck")?.unwrap_or(false),
        language: of("Language")?,
        profile_uri: of("ReceiptProfileURI")?,
    })
}

pub(super) fn receipt(receipt: &Object) -> Result<ReceiptOutcome, WireError> {
    Ok(ReceiptOutcome {
        messaging_mode: text(receipt, "ReceiptMessagingMode")?,
        user_ack: boolean(receipt, "UserAck")?,
        client_ack: boolean(receipt, "ClientAck")?,
        network_ack: boolean(receipt, "NetworkAck")?,
        user_response: text(receipt, "UserResponse")?,
        fault_message: text(receipt, "FaultMessage")?,
    })
}

pub(super) fn profile(profile: &Object) -> Result<ProfileDetail, WireError> {
    let user = object(profile, "MobileUser")?;
    let of = |name| user.map_or(Ok(None), |user| boolean(user, name));
    let devices = object(profile, "Sscds")?;
    let apps = devices.map_or(Ok(Vec::new()), |devices| objects(devices, "App"))?;
    let sim = devices.map_or(Ok(None), |devices| object(devices, "Sim"))?;
    Ok(ProfileDetail {
        auto_activation: of("AutoActivation")?,
        recovery_code_created: of("RecoveryCodeCreated")?,
        sim: sim.map(device).transpose()?,
        apps: apps.into_iter().map(device).collect::<Result<_, _>>()?,
    })
}

pub(super) fn device(device: &Object) -> Result<Device, WireError> {
    let certificate = |certificate: &Object| -> Result<_, WireError> {
        Ok(UserCertificate {
            algorithm: text(certificate, "Algorithm")?,
            state: text(certificate, "State")?,
            certificates: texts(certificate, "X509Certificate")?,
            subjects: texts(certificate, "X509SubjectName")?,
        })
    };
    let card = |card: &Object| -> Result<_, WireError> {
        Ok(CardDetails { mcc: text(card, "Mcc")?, mnc: text(card, "Mnc")?, network: text(card, "Network")? })
    };
    let pin = object(device, "PinStatus")?;
    Ok(Device {
        state: text(device, "State")?,
        pin_blocked: pin.map_or(Ok(None), |pin| boolean(pin, "Blocked"))?,
        certificates: objects(device, "MobileUserCertificate")?
            .into_iter()
            .map(certificate)
            .collect::<Result<_, _>>()?,
        card: object(device, "CardDetails")?.map(card).transpose()?,
    })
}
