//! Writing SOAP 1.2 as WSDL 2.7.1 says (RPC, literal): wrapper in the WSDL's namespace, part unqualified, everything
//! inside in its schema's namespace.

use super::namespace::{ENVELOPE_12, KIURU, MSS, SWISSCOM, WSDL};
use super::uri;
use super::write_detail::{details, service};
use crate::message::{
    Data, Fault, Header, MeshMember, MessagingMode, MobileUser, Operation, Request, Response, SignatureRequest,
    SignatureValue, Status, Version,
};
use crate::wire::xml::{Attributes, Writer};

/// Writes a request.
pub fn write_request(request: &Request) -> String {
    let operation = request.operation();
    let wrapper = format!("tns:{}", operation.name());
    envelope(|w| {
        w.element(&wrapper, &[("xmlns:tns", WSDL)], |w| match request {
            Request::Signature(request) => signature_request(w, request),
            Request::Status(request) => {
                let own = vec![("MSSP_TransID", request.mssp_trans_id.as_str())];
                part(w, "MSS_StatusReq", operation, &request.header, own, |w| {
                    if let Some(user) = &request.mobile_user {
                        mobile_user(w, user);
                    }
                });
            }
            Request::Receipt(request) => {
                let own = vec![("MSSP_TransID", request.mssp_trans_id.as_str())];
                part(w, "MSS_ReceiptReq", operation, &request.header, own, |w| {
                    mobile_user(w, &request.mobile_user);
                    if let Some(value) = &request.status {
                        status(w, value);
                    }
                    if let Some(message) = &request.message {
                        data(w, "mss:Message", message);
                    }
                });
            }
            Request::Profile(request) => part(w, "MSS_ProfileReq", operation, &request.header, Vec::new(), |w| {
                mobile_user(w, &request.mobile_user);
                if !request.params.is_empty() {
                    w.text("mss:Params", &[], &request.params.join(" "));
                }
            }),
        });
    })
}

/// Writes an answer or a fault.
pub fn write_response(response: &Response) -> String {
    let Some(operation) = response.operation() else {
        return envelope(|w| {
            if let Response::Fault(value) = response {
                fault(w, value);
            }
        });
    };
    let wrapper = format!("tns:{}Response", operation.name());
    envelope(|w| {
        w.element(&wrapper, &[("xmlns:tns", WSDL)], |w| match response {
            Response::Signature(response) => {
                let own = vec![("MSSP_TransID", response.mssp_trans_id.as_str())];
                part(w, "MSS_SignatureResp", operation, &response.header, own, |w| {
                    mobile_user(w, &response.mobile_user);
                    signature(w, response.signature.as_ref());
                    uri::write(w, "mss:SignatureProfile", response.profile.as_deref());
                    status(w, &response.status);
                });
            }
            Response::Status(response) => {
                let own = response.mssp_trans_id.iter().map(|id| ("MSSP_TransID", id.as_str())).collect();
                part(w, "MSS_StatusResp", operation, &response.header, own, |w| {
                    // Mandatory in the schema, even where a provider left it out.
                    mobile_user(w, response.mobile_user.as_ref().unwrap_or(&MobileUser::default()));
                    signature(w, response.signature.as_ref());
                    status(w, &response.status);
                });
            }
            Response::Receipt(response) => {
                part(w, "MSS_ReceiptResp", operation, &response.header, Vec::new(), |w| status(w, &response.status));
            }
            Response::Profile(response) => {
                part(w, "MSS_ProfileResp", operation, &response.header, Vec::new(), |w| {
                    for profile in &response.profiles {
                        uri::write(w, "mss:SignatureProfile", Some(profile));
                    }
                    status(w, &response.status);
                });
            }
            Response::Fault(_) => {}
        });
    })
}

fn envelope(body: impl FnOnce(&mut Writer)) -> String {
    let mut writer = Writer::document();
    writer.element("env:Envelope", &[("xmlns:env", ENVELOPE_12)], |w| w.element("env:Body", &[], body));
    writer.finish()
}

fn part(
    w: &mut Writer,
    name: &str,
    operation: Operation,
    header: &Header,
    own: Attributes<'_>,
    rest: impl FnOnce(&mut Writer),
) {
    let usual = if operation == Operation::ProfileQuery { (2, 0) } else { (1, 1) };
    let version = header.version.unwrap_or(Version { major: usual.0, minor: usual.1 });
    let (major, minor) = (version.major.to_string(), version.minor.to_string());
    let mut attributes = vec![("xmlns:mss", MSS), ("MajorVersion", major.as_str()), ("MinorVersion", minor.as_str())];
    attributes.extend(own);
    w.element(name, &attributes, |w| {
        let ap = &header.ap;
        // A missing AP_PWD is a fault, an empty one is not (§1.4).
        let password = ap.password.as_ref().map_or("", |password| password.reveal());
        let mut attributes = vec![("AP_ID", ap.id.as_str()), ("AP_PWD", password)];
        attributes.extend([("AP_TransID", ap.trans_id.as_str()), ("Instant", ap.instant.as_str())]);
        attributes.extend(ap.url.as_deref().map(|url| ("AP_URL", url)));
        w.element("mss:AP_Info", &attributes, |_| {});
        let instant: Attributes<'_> = header.mssp.instant.iter().map(|at| ("Instant", at.as_str())).collect();
        w.element("mss:MSSP_Info", &instant, |w| mesh_member(w, "mss:MSSP_ID", &header.mssp.id));
        rest(w);
    });
}

fn mesh_member(w: &mut Writer, name: &str, member: &MeshMember) {
    w.element(name, &[], |w| {
        w.optional("mss:DNSName", member.dns_name.as_deref());
        w.optional("mss:IPAddress", member.ip_address.as_deref());
        w.optional("mss:URI", member.uri.as_deref());
        w.optional("mss:IdentifierString", member.identifier.as_deref());
    });
}

fn mobile_user(w: &mut Writer, user: &MobileUser) {
    w.element("mss:MobileUser", &[], |w| {
        if let Some(issuer) = &user.identity_issuer {
            mesh_member(w, "mss:IdentityIssuer", issuer);
        }
        w.optional("mss:UserIdentifier", user.user_identifier.as_deref());
        if let Some(home) = &user.home_mssp {
            mesh_member(w, "mss:HomeMSSP", home);
        }
        w.optional("mss:MSISDN", user.msisdn.as_ref().map(|number| number.as_str()));
    });
}

fn data(w: &mut Writer, name: &str, data: &Data) {
    let mut attributes: Attributes<'_> = Vec::new();
    attributes.extend(data.mime_type.as_deref().map(|value| ("MimeType", value)));
    attributes.extend(data.encoding.as_deref().map(|value| ("Encoding", value)));
    w.text(name, &attributes, &data.text);
}

fn signature_request(w: &mut Writer, request: &SignatureRequest) {
    let mode = match request.mode {
        MessagingMode::Synch => "synch",
        MessagingMode::AsynchClientServer => "asynchClientServer",
        MessagingMode::AsynchServerServer => "asynchServerServer",
    };
    let timeout = request.timeout_s.map(|seconds| seconds.to_string());
    let mut own = vec![("MessagingMode", mode)];
    own.extend(timeout.as_deref().map(|seconds| ("TimeOut", seconds)));
    own.extend(request.validity_date.as_ref().map(|date| ("ValidityDate", date.as_str())));
    part(w, "MSS_SignatureReq", Operation::Signature, &request.header, own, |w| {
        mobile_user(w, &request.mobile_user);
        data(w, "mss:DataToBeSigned", &request.data);
        if let Some(display) = &request.display {
            data(w, "mss:DataToBeDisplayed", display);
        }
        uri::write(w, "mss:SignatureProfile", request.profile.as_deref());
        if !request.services.is_empty() {
            w.element("mss:AdditionalServices", &[], |w| request.services.iter().for_each(|each| service(w, each)));
        }
        uri::write(w, "mss:MSS_Format", request.format.as_deref());
    });
}

fn signature(w: &mut Writer, signature: Option<&SignatureValue>) {
    // Other kinds are only named when read, so there is nothing to write.
    if let Some(SignatureValue::Base64(text)) = signature {
        w.element("mss:MSS_Signature", &[], |w| w.text("mss:Base64Signature", &[], text));
    }
}

fn status(w: &mut Writer, status: &Status) {
    w.element("mss:Status", &[], |w| {
        let code = status.code.0.to_string();
        w.element("mss:StatusCode", &[("Value", &code)], |w| {
            if let Some(inner) = status.inner {
                w.element("mss:StatusCode", &[("Value", &inner.0.to_string())], |_| {});
            }
        });
        w.optional("mss:StatusMessage", status.message.as_deref());
        let empty = status.services.is_empty() && status.receipt_wish.is_none();
        if !empty || status.receipt.is_some() || status.profile.is_some() {
            w.element("mss:StatusDetail", &[], |w| details(w, status));
        }
    });
}

fn fault(w: &mut Writer, fault: &Fault) {
    w.element("env:Fault", &[("xmlns:mss", MSS)], |w| {
        w.element("env:Code", &[], |w| {
            w.text("env:Value", &[], &format!("env:{}", fault.class.local()));
            if let Some(code) = fault.code {
                w.element("env:Subcode", &[], |w| {
                    w.text("env:Value", &[], &format!("mss:_{}", code.0));
                    if let Some(inner) = fault.inner {
                        w.element("env:Subcode", &[], |w| w.text("env:Value", &[], &format!("mss:_{}", inner.0)));
                    }
                });
            }
        });
        let reason = fault.reason.as_deref().unwrap_or_default();
        w.element("env:Reason", &[], |w| w.text("env:Text", &[("xml:lang", "en")], reason));
        w.optional("env:Node", fault.node.as_deref());
        w.optional("env:Role", fault.role.as_deref());
        if !fault.details.is_empty() || fault.portal_url.is_some() {
            w.element("env:Detail", &[], |w| {
                for detail in &fault.details {
                    w.text("ki:detail", &[("xmlns:ki", KIURU)], detail);
                }
                if let Some(portal) = &fault.portal_url {
                    w.element("sco:UserAssistance", &[("xmlns:sco", SWISSCOM)], |w| {
                        w.text("sco:PortalUrl", &[], portal);
                    });
                }
            });
        }
    });
}
