//! Writing additional services and the details of a status. The prefixes `mss` and `fi` are declared above them.

use super::namespace::{METHICS, SERVICES, SWISSCOM, XMLDSIG};
use super::{Extensions, uri};
use crate::message::{
    Device, GeoPolicy, ProfileDetail, Service, ServiceAnswer, ServiceDetail, ServiceResponse, Status, UserCertificate,
};
use crate::wire::xml::{Attributes, Writer};

pub(super) fn service(w: &mut Writer, service: &Service) {
    w.element("mss:Service", &[], |w| {
        uri::write(w, "mss:Description", Some(&service.uri));
        match &service.detail {
            ServiceDetail::None => {}
            ServiceDetail::UserLang(language) => w.text("fi:UserLang", &[], language),
            ServiceDetail::App2App { redirect_uri } => w.element("mss:App2App", &[], |w| {
                w.text("ns1:RedirectUri", &[("xmlns:ns1", SERVICES)], redirect_uri);
            }),
            ServiceDetail::GeoFencing(policy) => geo_policy(w, policy),
            ServiceDetail::EventId(id) => w.text("fi:EventID", &[], id),
            ServiceDetail::NoSpamCode { code, verify } => {
                let verify = if *verify { "yes" } else { "no" };
                w.text("fi:NoSpamCode", &[("verify", verify)], code);
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

/// An element that the vendor's namespace and that of the WSDL name differently, and what declares the former.
struct Vendor {
    name: &'static str,
    wsdl: &'static str,
    declared: &'static [(&'static str, &'static str)],
}

impl Vendor {
    const RESPONSES: Self = Self { name: "fi:ServiceResponses", wsdl: "mss:ServiceResponses", declared: &[] };
    const PLACE: Self = Self { name: "ns1:GeoFencing", wsdl: "fi:GeoFencing", declared: &[("xmlns:ns1", SERVICES)] };
    const SUBSCRIBER: Self =
        Self { name: "ns1:SubscriberInfo", wsdl: "fi:SubscriberInfo", declared: &[("xmlns:ns1", SERVICES)] };
    const RECEIPT_WISH: Self = Self {
        name: "sco:ReceiptRequestExtension",
        wsdl: "mss:ReceiptRequestExtension",
        declared: &[("xmlns:sco", SWISSCOM)],
    };
    const RECEIPT: Self = Self {
        name: "ns1:ReceiptResponseExtension",
        wsdl: "mss:ReceiptResponseExtension",
        declared: &[("xmlns:ns1", SWISSCOM)],
    };
    const PROFILE: Self = Self {
        name: "mcs:ProfileQueryExtension",
        wsdl: "mss:ProfileQueryExtension",
        declared: &[("xmlns:ds", XMLDSIG), ("xmlns:mcs", METHICS)],
    };

    /// Writes the element. What is inside may use its prefixes in either form.
    fn write(&self, w: &mut Writer, in_wsdl: Extensions, own: Attributes<'_>, inside: impl FnOnce(&mut Writer)) {
        let name = if in_wsdl == Extensions::Wsdl { self.wsdl } else { self.name };
        let mut attributes = self.declared.to_vec();
        attributes.extend(own);
        w.element(name, &attributes, inside);
    }
}

pub(super) fn details(w: &mut Writer, status: &Status, extensions: Extensions) {
    if !status.services.is_empty() {
        Vendor::RESPONSES.write(w, extensions, Vec::new(), |w| {
            status.services.iter().for_each(|each| service_response(w, each, extensions));
        });
    }
    if let Some(wish) = &status.receipt_wish {
        let attributes =
            vec![("ReceiptMessagingMode", wish.messaging_mode.as_str()), ("UserAck", boolean(wish.user_ack))];
        Vendor::RECEIPT_WISH.write(w, extensions, attributes, |w| {
            if let Some(profile) = &wish.profile_uri {
                let language = present([("Language", wish.language.as_deref())]);
                w.element("sco:ReceiptProfile", &language, |w| w.text("sco:ReceiptProfileURI", &[], profile));
            }
        });
    }
    if let Some(receipt) = &status.receipt {
        // ClientAck and NetworkAck exist in REST only; neither the guide nor the WSDL has a place for them.
        let attributes = present([
            ("ReceiptMessagingMode", Some(receipt.messaging_mode.as_deref().unwrap_or("synch"))),
            ("UserAck", receipt.user_ack.map(boolean)),
            ("UserResponse", receipt.user_response.as_deref()),
            ("FaultMessage", receipt.fault_message.as_deref()),
        ]);
        Vendor::RECEIPT.write(w, extensions, attributes, |_| {});
    }
    if let Some(value) = &status.profile {
        profile(w, value, extensions);
    }
}

fn boolean(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

fn service_response(w: &mut Writer, response: &ServiceResponse, extensions: Extensions) {
    w.element("fi:ServiceResponse", &[], |w| {
        uri::write(w, "fi:Description", Some(&response.uri));
        match &response.answer {
            ServiceAnswer::None => {}
            ServiceAnswer::App2App { auth_uri } => w.element("fi:App2App", &[], |w| {
                w.text("ns1:AuthUri", &[("xmlns:ns1", SERVICES)], auth_uri);
            }),
            ServiceAnswer::SubscriberInfo(pairs) => Vendor::SUBSCRIBER.write(w, extensions, Vec::new(), |w| {
                for (id, value) in pairs {
                    w.element("ns1:Detail", &[("id", id), ("value", value)], |_| {});
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
                Vendor::PLACE.write(w, extensions, attributes, |_| {});
            }
        }
    });
}

fn profile(w: &mut Writer, profile: &ProfileDetail, extensions: Extensions) {
    Vendor::PROFILE.write(w, extensions, Vec::new(), |w| {
        let attributes = present([
            ("AutoActivation", profile.auto_activation.map(boolean)),
            ("RecoveryCodeCreated", profile.recovery_code_created.map(boolean)),
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
