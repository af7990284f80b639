//! Writing SOAP 1.2 (RPC, literal), with the prefixes of the captures.

use super::namespace::{ENVELOPE_12, FICOM, KIURU, MSS, RPC, SWISSCOM, XSD, XSI};
use super::write_detail::{details, service};
use super::{Extensions, Shape, uri};
use crate::message::{
    Data, Fault, Header, MeshMember, MessagingMode, MobileUser, Operation, Request, Response, SignatureRequest,
    SignatureValue, Status, Version,
};
use crate::wire::xml::{Attributes, Writer};

/// What every message declares: the whole part, or where the part is in no namespace each of its children.
const DECLARED: [(&str, &str); 2] = [("xmlns:mss", MSS), ("xmlns:fi", FICOM)];

/// Writes a request as the schemas say.
pub fn write_request(request: &Request) -> String {
    write_request_in(request, &Shape::default())
}

/// Writes a request in this shape.
pub fn write_request_in(request: &Request, shape: &Shape) -> String {
    let operation = request.operation();
    let (header, extensions) = (request.header(), shape.extensions);
    wrapped(shape, operation.name(), |w| match request {
        Request::Signature(request) => signature_request(w, shape, request),
        Request::Status(request) => {
            let own = vec![("MSSP_TransID", request.mssp_trans_id.as_str())];
            part(w, shape, "MSS_StatusReq", operation, header, own, |w| {
                if let Some(user) = &request.mobile_user {
                    mobile_user(w, user);
                }
            });
        }
        Request::Receipt(request) => {
            let own = vec![("MSSP_TransID", request.mssp_trans_id.as_str())];
            part(w, shape, "MSS_ReceiptReq", operation, header, own, |w| {
                mobile_user(w, &request.mobile_user);
                if let Some(value) = &request.status {
                    status(w, value, extensions);
                }
                if let Some(message) = &request.message {
                    data(w, "mss:Message", message);
                }
            });
        }
        Request::Profile(request) => part(w, shape, "MSS_ProfileReq", operation, header, Vec::new(), |w| {
            mobile_user(w, &request.mobile_user);
            if !request.params.is_empty() {
                w.text("mss:Params", &[], &request.params.join(" "));
            }
        }),
    })
}

/// Writes an answer or a fault as the schemas say.
pub fn write_response(response: &Response) -> String {
    write_response_in(response, &Shape::default())
}

/// Writes an answer in this shape. All faults have the same.
pub fn write_response_in(response: &Response, shape: &Shape) -> String {
    let extensions = shape.extensions;
    let name = |operation: Operation| format!("{}Response", operation.name());
    match response {
        Response::Fault(value) => envelope(|w| fault(w, value)),
        Response::Signature(response) => wrapped(shape, &name(Operation::Signature), |w| {
            let own = vec![("MSSP_TransID", response.mssp_trans_id.as_str())];
            part(w, shape, "MSS_SignatureResp", Operation::Signature, &response.header, own, |w| {
                mobile_user(w, &response.mobile_user);
                signature(w, response.signature.as_ref());
                uri::write(w, "mss:SignatureProfile", response.profile.as_deref());
                status(w, &response.status, extensions);
            });
        }),
        Response::Status(response) => wrapped(shape, &name(Operation::StatusQuery), |w| {
            let own = response.mssp_trans_id.iter().map(|id| ("MSSP_TransID", id.as_str())).collect();
            part(w, shape, "MSS_StatusResp", Operation::StatusQuery, &response.header, own, |w| {
                // Mandatory in the schema, even where a provider left it out.
                mobile_user(w, response.mobile_user.as_ref().unwrap_or(&MobileUser::default()));
                signature(w, response.signature.as_ref());
                status(w, &response.status, extensions);
            });
        }),
        Response::Receipt(response) => wrapped(shape, &name(Operation::Receipt), |w| {
            part(w, shape, "MSS_ReceiptResp", Operation::Receipt, &response.header, Vec::new(), |w| {
                status(w, &response.status, extensions);
            });
        }),
        Response::Profile(response) => wrapped(shape, &name(Operation::ProfileQuery), |w| {
            // The port for profiles was seen to name its result so; the others were not.
            if !shape.is_part_qualified && extensions == Extensions::Vendors {
                result(w, "MSS_ProfileResp");
            }
            part(w, shape, "MSS_ProfileResp", Operation::ProfileQuery, &response.header, Vec::new(), |w| {
                for profile in &response.profiles {
                    uri::write(w, "mss:SignatureProfile", Some(profile));
                }
                status(w, &response.status, extensions);
            });
        }),
    }
}

fn envelope(body: impl FnOnce(&mut Writer)) -> String {
    let mut writer = Writer::document();
    let declared = [("xmlns:soapenv", ENVELOPE_12), ("xmlns:xsd", XSD), ("xmlns:xsi", XSI)];
    writer.element("soapenv:Envelope", &declared, |w| w.element("soapenv:Body", &[], body));
    writer.finish()
}

/// A message with the wrapper that names its operation.
fn wrapped(shape: &Shape, name: &str, part: impl FnOnce(&mut Writer)) -> String {
    envelope(|w| {
        w.element(name, &[("xmlns", shape.wrapper.as_str())], |w| {
            if shape.has_result {
                result(w, "return");
            }
            part(w);
        });
    })
}

fn result(w: &mut Writer, name: &str) {
    let [mss, fi] = DECLARED;
    w.text("rpc:result", &[fi, mss, ("xmlns:rpc", RPC)], &format!("mss:{name}"));
}

fn part(
    w: &mut Writer,
    shape: &Shape,
    name: &str,
    operation: Operation,
    header: &Header,
    own: Attributes<'_>,
    rest: impl FnOnce(&mut Writer),
) {
    let usual = if operation == Operation::ProfileQuery { (2, 0) } else { (1, 1) };
    let version = header.version.unwrap_or(Version { major: usual.0, minor: usual.1 });
    let (major, minor) = (version.major.to_string(), version.minor.to_string());
    let (name, mut attributes) = if shape.is_part_qualified {
        (format!("mss:{name}"), DECLARED.to_vec())
    } else {
        (name.to_owned(), vec![("xmlns", "")])
    };
    attributes.extend([("MajorVersion", major.as_str()), ("MinorVersion", minor.as_str())]);
    attributes.extend(own);
    w.element(&name, &attributes, |w| {
        if !shape.is_part_qualified {
            w.children_declare(&DECLARED);
        }
        head(w, header);
        rest(w);
    });
}

fn head(w: &mut Writer, header: &Header) {
    let ap = &header.ap;
    // A missing AP_PWD is a fault, an empty one is not (§1.4).
    let password = ap.password.as_ref().map_or("", |password| password.reveal());
    let mut attributes = vec![("AP_ID", ap.id.as_str()), ("AP_TransID", ap.trans_id.as_str())];
    attributes.extend([("AP_PWD", password), ("Instant", ap.instant.as_str())]);
    attributes.extend(ap.url.as_deref().map(|url| ("AP_URL", url)));
    w.element("mss:AP_Info", &attributes, |_| {});
    let instant: Attributes<'_> = header.mssp.instant.iter().map(|at| ("Instant", at.as_str())).collect();
    w.element("mss:MSSP_Info", &instant, |w| mesh_member(w, "mss:MSSP_ID", &header.mssp.id));
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

fn signature_request(w: &mut Writer, shape: &Shape, request: &SignatureRequest) {
    let mode = match request.mode {
        MessagingMode::Synch => "synch",
        MessagingMode::AsynchClientServer => "asynchClientServer",
        MessagingMode::AsynchServerServer => "asynchServerServer",
    };
    let timeout = request.timeout_s.map(|seconds| seconds.to_string());
    let mut own = vec![("MessagingMode", mode)];
    own.extend(timeout.as_deref().map(|seconds| ("TimeOut", seconds)));
    own.extend(request.validity_date.as_ref().map(|date| ("ValidityDate", date.as_str())));
    part(w, shape, "MSS_SignatureReq", Operation::Signature, &request.header, own, |w| {
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

fn status(w: &mut Writer, status: &Status, extensions: Extensions) {
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
            w.element("mss:StatusDetail", &[], |w| details(w, status, extensions));
        }
    });
}

fn fault(w: &mut Writer, fault: &Fault) {
    w.element("soapenv:Fault", &[], |w| {
        w.element("soapenv:Code", &[], |w| {
            w.text("soapenv:Value", &[], &format!("soapenv:{}", fault.class.local()));
            if let Some(code) = fault.code {
                w.element("soapenv:Subcode", &DECLARED, |w| {
                    w.text("soapenv:Value", &[], &format!("mss:_{}", code.0));
                    if let Some(inner) = fault.inner {
                        w.element("soapenv:Subcode", &[], |w| {
                            w.text("soapenv:Value", &[], &format!("mss:_{}", inner.0));
                        });
                    }
                });
            }
        });
        let reason = fault.reason.as_deref().unwrap_or_default();
        w.element("soapenv:Reason", &[], |w| w.text("soapenv:Text", &[("xml:lang", "en")], reason));
        w.optional("soapenv:Node", fault.node.as_deref());
        w.optional("soapenv:Role", fault.role.as_deref());
        if !fault.details.is_empty() || fault.portal_url.is_some() {
            w.element("soapenv:Detail", &[], |w| {
                for detail in &fault.details {
                    w.text("ns1:detail", &[("xmlns:ns1", KIURU)], detail);
                }
                if let Some(portal) = &fault.portal_url {
                    w.element("ns2:UserAssistance", &[("xmlns:ns2", SWISSCOM)], |w| {
                        w.text("PortalUrl", &[("xmlns", SWISSCOM)], portal);
                    });
                }
            });
        }
    });
}
