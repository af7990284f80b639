//! Additional services: geofencing, App2App, subscriber information. Pure.

use jiff::Timestamp;
use sigill_mss::message::{GeoFence, Instant, Service, ServiceAnswer, ServiceDetail, ServiceResponse};

use crate::check::{Refused, fault};
use crate::number::Number;

/// App2App works with the App only.
pub(crate) fn wants_app(services: &[Service]) -> bool {
    services.iter().any(|service| service.uri == Service::APP2APP)
}

/// A place that breaks the AP's rule is a fault of its own: 450.
pub(crate) fn geofence(number: &Number, services: &[Service]) -> Result<(), Refused> {
    let place = &number.place;
    for service in services {
        let ServiceDetail::GeoFencing(policy) = &service.detail else { continue };
        if place.error_code.is_some() {
            continue;
        }
        let below = |least: &Option<String>, found: &str| {
            let parsed = |text: &str| text.parse::<f64>().ok();
            least.as_deref().and_then(parsed).is_some_and(|least| parsed(found).is_none_or(|found| found < least))
        };
        let accuracy = policy.accuracy_meters_max.as_deref().and_then(|text| text.parse::<u32>().ok());
        let is_outside = (!policy.country_whitelist.is_empty() && !policy.country_whitelist.contains(&place.country))
            || policy.country_blacklist.contains(&place.country)
            || below(&policy.device_confidence_min, &place.device_confidence)
            || below(&policy.location_confidence_min, &place.location_confidence)
            || accuracy.is_some_and(|max| place.accuracy_m > max);
        if is_outside {
            return Err(fault(450, "Geofencing policy violated"));
        }
    }
    Ok(())
}

/// What the services bring with a signature.
pub(crate) fn answers(number: &Number, services: &[Service], at: Timestamp) -> Vec<ServiceResponse> {
    let answer = |service: &Service| match service.uri.as_str() {
        Service::GEOFENCING => Some(ServiceAnswer::GeoFencing(place(number, at))),
        Service::SUBSCRIBER_INFO => {
            let (mcc, mnc) = &number.network;
            Some(ServiceAnswer::SubscriberInfo(vec![("1901".to_owned(), format!("{mcc}{mnc}"))]))
        }
        _ => None,
    };
    let each = services.iter();
    each.filter_map(|service| Some(ServiceResponse { uri: service.uri.clone(), answer: answer(service)? })).collect()
}

fn place(number: &Number, at: Timestamp) -> GeoFence {
    let place = &number.place;
    if let Some(code) = place.error_code {
        let error_message = Some("Location could not be determined".to_owned());
        return GeoFence { error_code: Some(code.to_string()), error_message, ..GeoFence::default() };
    }
    GeoFence {
        country: Some(place.country.clone()),
        accuracy_m: Some(place.accuracy_m.to_string()),
        timestamp: Some(Instant::from(at).as_str().to_owned()),
        device_confidence: Some(place.device_confidence.clone()),
        location_confidence: Some(place.location_confidence.clone()),
        ..GeoFence::default()
    }
}

/// For App2App: the link that would open the App. There is none here, and it says so.
pub(crate) fn app_link(services: &[Service], transaction: &str) -> Vec<ServiceResponse> {
    let link = |service: &Service| ServiceResponse {
        uri: service.uri.clone(),
        answer: ServiceAnswer::App2App { auth_uri: format!("mobileid-simulator://auth?transaction={transaction}") },
    };
    services.iter().filter(|service| service.uri == Service::APP2APP).map(link).collect()
}
