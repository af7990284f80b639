//! Writing additional services and the details of a status, in the namespaces of WSDL 2.7.1.

use super::namespace::{FICOM, METHICS, SERVICES, SWISSCOM, XMLDSIG};
use super::uri;
use crate::message::{
    Device, GeoPolicy, ProfileDetail, Service, ServiceAnswer, ServiceDetail, ServiceResponse, Status, UserCertificate,
};
use crate::wire::xml::{Attributes, Writer};

pub(super) fn service(w: &mut Writer, service: &Service) {
    w.element("mss:Service", &[], |w| {
        uri::write(w, "mss:Description", Some(&service.uri));
        match &service.detail {
            ServiceDetail::None => {}
            ServiceDetail::UserLang(language) => w.text("fi:UserLang", &[("xmlns:fi", FICOM)], language),
            ServiceDetail::App2App { redirect_uri } => w.element("mss:App2App", &[], |w| {
                w.text("as:RedirectUri", &[("xmlns:as", SERVICES)], redirect_uri);
            }),
            ServiceDetail::GeoFencing(policy) => geo_policy(w, policy),
            ServiceDetail::EventId(id) => w.text("fi:EventID", &[("xmlns:fi", FICOM)], id),
            ServiceDetail::NoSpamCode { code, verify } => {
                let verify = if *verify { "yes" } else { "no" };
                w.text("fi:NoSpamCode", &[("xmlns:fi", FICOM), ("verify", verify)], code);
            }
        }
    });
}

fn geo_policy(w: &mut Writer, policy: &GeoPolicy) {
    let list = |codes: &[String]| (!codes.is_empty()).then(|| codes.join(","));
    let (white, black) = (list(&policy.country_whitelist), list(&policy.country_blacklist));
    let all = [
        ("countrywhitelist", white.as_deref()),
        ("countryblacklist", black.as_deref()),
        ("mindeviceconfidence", policy.device_confidence_min.as_deref()),
        ("minlocationconfidence", policy.location_confidence_min.as_deref()),
        ("maxtimestampminutes", policy.timestamp_minutes_max.as_deref()),
        ("maxaccuracymeters", policy.accuracy_meters_max.as_deref()),
    ];
    w.element("mss:GeoFencingReq", &present(all), |_| {});
}

fn present<'a, const N: usize>(all: [(&'static str, Option<&'a str>); N]) -> Attributes<'a> {
    all.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))).collect()
}

pub(super) fn details(w: &mut Writer, status: &Status) {
    if !status.services.is_empty() {
        w.element("mss:ServiceResponses", &[("xmlns:fi", FICOM)], |w| {
            status.services.iter().for_each(|each| service_response(w, each));
        });
    }
    if let Some(wish) = &status.receipt_wish {
        let ack = if wish.user_ack { "true" } else { "false" };
        let attributes = [("ReceiptMessagingMode", wish.messaging_mode.as_str()), ("UserAck", ack)];
        w.element("mss:ReceiptRequestExtension", &attributes, |w| {
            if let Some(profile) = &wish.profile_uri {
                let mut attributes = vec![("xmlns:sco", SWISSCOM)];
                attributes.extend(wish.language.as_deref().map(|language| ("Language", language)));
                w.element("sco:ReceiptProfile", &attributes, |w| w.text("sco:ReceiptProfileURI", &[], profile));
            }
        });
    }
    if let Some(receipt) = &status.receipt {
        // ClientAck and NetworkAck exist in REST only; the WSDL has no place for them.
        let attributes = present([
            ("ReceiptMessagingMode", Some(receipt.messaging_mode.as_deref().unwrap_or("synch"))),
            ("UserAck", receipt.user_ack.map(boolean)),
            ("UserResponse", receipt.user_response.as_deref()),
            ("FaultMessage", receipt.fault_message.as_deref()),
        ]);
        w.element("mss:ReceiptResponseExtension", &attributes, |_| {});
    }
    if let Some(value) = &status.profile {
        profile(w, value);
    }
}

fn boolean(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

fn service_response(w: &mut Writer, response: &ServiceResponse) {
    w.element("fi:ServiceResponse", &[], |w| {
        uri::write(w, "fi:Description", Some(&response.uri));
        match &response.answer {
            ServiceAnswer::None => {}
            ServiceAnswer::App2App { auth_uri } => w.element("fi:App2App", &[], |w| {
                w.text("as:AuthUri", &[("xmlns:as", SERVICES)], auth_uri);
            }),
            ServiceAnswer::SubscriberInfo(pairs) => w.element("fi:SubscriberInfo", &[("xmlns:as", SERVICES)], |w| {
                for (id, value) in pairs {
                    w.element("as:Detail", &[("id", id), ("value", value)], |_| {});
                }
            }),
            ServiceAnswer::GeoFencing(geo) => {
                let attributes = present([
                    ("country", geo.country.as_deref()),
                    ("accuracy", geo.accuracy_m.as_deref()),
                    ("timestamp", geo.timestamp.as_deref()),
                    ("deviceconfidence", geo.device_confidence.as_deref()),
                    ("locationconfidence", geo.location_confidence.as_deref()),
                    ("errorcode", geo.error_code.as_deref()),
                    ("errormessage", geo.error_message.as_deref()),
                ]);
                w.element("fi:GeoFencing", &attributes, |_| {});
            }
        }
    });
}

fn profile(w: &mut Writer, profile: &ProfileDetail) {
    w.element("mss:ProfileQueryExtension", &[("xmlns:mcs", METHICS), ("xmlns:ds", XMLDSIG)], |w| {
        let attributes = present([
            ("RecoveryCodeCreated", profile.recovery_code_created.map(boolean)),
            ("AutoActivation", profile.auto_activation.map(boolean)),
        ]);
        w.element("mcs:MobileUser", &attributes, |_| {});
        w.element("mcs:Sscds", &[], |w| {
            for (name, each) in profile.sim.iter().map(|sim| ("mcs:Sim", sim)) {
                device(w, name, each);
            }
            for each in &profile.apps {
                device(w, "mcs:App", each);
            }
        });
    });
}

fn device(w: &mut Writer, name: &str, device: &Device) {
    w.element(name, &[], |w| {
        w.optional("mcs:State", device.state.as_deref());
        if let Some(blocked) = device.pin_blocked {
            w.element("mcs:PinStatus", &[("blocked", boolean(blocked))], |_| {});
        }
        device.certificates.iter().for_each(|each| certificate(w, each));
        if let Some(card) = &device.card {
            w.element("mcs:CardDetails", &[], |w| {
                w.optional("mcs:MCC", card.mcc.as_deref());
                w.optional("mcs:MNC", card.mnc.as_deref());
                w.optional("mcs:Network", card.network.as_deref());
            });
        }
    });
}

fn certificate(w: &mut Writer, certificate: &UserCertificate) {
    let attributes =
        present([("Algorithm", certificate.algorithm.as_deref()), ("State", certificate.state.as_deref())]);
    w.element("mcs:MobileUserCertificate", &attributes, |w| {
        let count = certificate.certificates.len().max(certificate.subjects.len());
        for index in 0..count {
            w.optional("ds:X509Certificate", certificate.certificates.get(index).map(String::as_str));
            w.optional("ds:X509SubjectName", certificate.subjects.get(index).map(String::as_str));
        }
    });
}
