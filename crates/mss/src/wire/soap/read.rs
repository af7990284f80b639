//! Reading SOAP messages.

use super::namespace::{ENVELOPE_11, ENVELOPE_12, MSS};
use super::{Shape, detail, uri};
use crate::message::{
    ApInfo, Data, Fault, FaultClass, Header, Instant, MeshMember, MessagingMode, MobileUser, MsspInfo, Operation,
    Password, ProfileRequest, ProfileResponse, ReceiptRequest, ReceiptResponse, Request, Response, SignatureRequest,
    SignatureResponse, SignatureValue, Status, StatusRequest, StatusResponse, ValueError, Version,
};
use crate::status::Code;
use crate::wire::WireError;
use crate::wire::xml::{self, Element};

/// Reads a request.
///
/// # Errors
/// Not well formed, beyond a limit, an operation that is not offered, or something mandatory missing or wrong.
pub fn read_request(input: &[u8]) -> Result<Request, WireError> {
    read_request_in_shape(input).map(|(request, _)| request)
}

/// Reads a request, and how it is laid out: an answer to it has the same shape.
///
/// # Errors
/// As for [`read_request`].
pub fn read_request_in_shape(input: &[u8]) -> Result<(Request, Shape), WireError> {
    let root = xml::read(input)?;
    let body = body(&root)?;
    let (operation, part) = operation(body, "Req")?;
    let wrapper_ns = body.children.first().map_or("", |wrapper| wrapper.ns.as_str());
    Ok((request(operation, part)?, Shape::of(wrapper_ns, &part.ns)))
}

fn request(operation: Operation, part: &Element) -> Result<Request, WireError> {
    Ok(match operation {
        Operation::Signature => Request::Signature(signature_request(part)?),
        Operation::StatusQuery => Request::Status(StatusRequest {
            header: header(part)?,
            mssp_trans_id: parsed(part.attribute("MSSP_TransID"), "MSSP_TransID")?,
            mobile_user: part.child(MSS, "MobileUser")?.map(mobile_user).transpose()?,
        }),
        Operation::Receipt => Request::Receipt(ReceiptRequest {
            header: header(part)?,
            mssp_trans_id: parsed(part.attribute("MSSP_TransID"), "MSSP_TransID")?,
            mobile_user: mobile_user(mandatory(part, "MobileUser")?)?,
            status: part.child(MSS, "Status")?.map(status).transpose()?,
            message: part.child(MSS, "Message")?.map(data),
        }),
        Operation::ProfileQuery => Request::Profile(ProfileRequest {
            header: header(part)?,
            mobile_user: mobile_user(mandatory(part, "MobileUser")?)?,
            params: part.text_in(MSS, "Params").unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
        }),
        other => return Err(WireError::Unsupported(other)),
    })
}

/// Reads an answer or a fault.
///
/// # Errors
/// Not well formed, beyond a limit, or something mandatory missing or wrong.
pub fn read_response(input: &[u8]) -> Result<Response, WireError> {
    let root = xml::read(input)?;
    let body = body(&root)?;
    if let Some(element) = body.children.iter().find(|child| child.name == "Fault" && child.ns == root.ns) {
        return Ok(Response::Fault(fault(element)));
    }
    let (operation, part) = operation(body, "Resp")?;
    let status = || status(mandatory(part, "Status")?);
    Ok(match operation {
        Operation::Signature => Response::Signature(SignatureResponse {
            header: answered(part)?,
            mssp_trans_id: parsed(part.attribute("MSSP_TransID"), "MSSP_TransID")?,
            mobile_user: mobile_user(mandatory(part, "MobileUser")?)?,
            signature: signature(part)?,
            profile: part.child(MSS, "SignatureProfile")?.and_then(uri::read),
            status: status()?,
        }),
        Operation::StatusQuery => Response::Status(StatusResponse {
            header: answered(part)?,
            mssp_trans_id: part.attribute("MSSP_TransID").map(|text| parsed(Some(text), "MSSP_TransID")).transpose()?,
            mobile_user: part.child(MSS, "MobileUser")?.map(mobile_user).transpose()?,
            signature: signature(part)?,
            status: status()?,
        }),
        Operation::Receipt => Response::Receipt(ReceiptResponse { header: answered(part)?, status: status()? }),
        Operation::ProfileQuery => {
            let profiles = part.children.iter().filter(|child| child.name == "SignatureProfile" && child.ns == MSS);
            Response::Profile(ProfileResponse {
                header: answered(part)?,
                profiles: profiles.filter_map(uri::read).collect(),
                status: status()?,
            })
        }
        other => return Err(WireError::Unsupported(other)),
    })
}

fn body(root: &Element) -> Result<&Element, WireError> {
    if root.name != "Envelope" || !matches!(root.ns.as_str(), ENVELOPE_11 | ENVELOPE_12) {
        return Err(WireError::NotMessage("no SOAP envelope"));
    }
    let mut bodies = root.children.iter().filter(|child| child.name == "Body" && child.ns == root.ns);
    match (bodies.next(), bodies.next()) {
        (Some(body), None) => Ok(body),
        (None, _) => Err(WireError::NotMessage("no SOAP body")),
        (Some(_), Some(_)) => Err(WireError::Twice("Body")),
    }
}

/// Finds the part by its local name, below the wrapper. The wrapper's own name is not needed: some stacks use the
/// request's operation for the answer too (§1.3).
fn operation<'a>(body: &'a Element, direction: &str) -> Result<(Operation, &'a Element), WireError> {
    let wrapper = match body.children.as_slice() {
        [wrapper] => wrapper,
        [] => return Err(WireError::NotMessage("the SOAP body is empty")),
        _ => return Err(WireError::NotMessage("the SOAP body has more than one child")),
    };
    let stem = |element: &Element| {
        let stem = element.name.strip_suffix(direction)?;
        Operation::ALL.into_iter().find(|operation| operation.part() == stem)
    };
    // An rpc:result may stand beside the part (§1.3).
    let mut parts = wrapper.children.iter().filter_map(|child| stem(child).map(|operation| (operation, child)));
    match (parts.next(), parts.next()) {
        (Some(found), None) => Ok(found),
        (Some(_), Some(_)) => Err(WireError::NotMessage("more than one part")),
        // In a notification the parts of a status answer and a receipt change sides.
        (None, _) => match Operation::ALL.into_iter().find(|operation| wrapper.name == operation.name()) {
            Some(known @ (Operation::Registration | Operation::Handshake | Operation::Notification)) => {
                Err(WireError::Unsupported(known))
            }
            _ => Err(WireError::NotMessage("no part of a known operation")),
        },
    }
}

fn mandatory<'a>(parent: &'a Element, name: &'static str) -> Result<&'a Element, WireError> {
    parent.child(MSS, name)?.ok_or(WireError::Missing(name))
}

fn parsed<T>(text: Option<&str>, name: &'static str) -> Result<T, WireError>
where
    T: std::str::FromStr<Err = crate::message::ValueError>,
{
    let text = text.ok_or(WireError::Missing(name))?;
    text.parse().map_err(|source| WireError::Wrong { name, source: Some(source) })
}

fn number(text: Option<&str>, name: &'static str) -> Result<u32, WireError> {
    let text = text.ok_or(WireError::Missing(name))?;
    text.trim().parse().map_err(|_| WireError::Wrong { name, source: None })
}

/// The header of a request: a missing password is fault 102 (§1.4).
fn header(part: &Element) -> Result<Header, WireError> {
    let header = either(part, str::parse)?;
    if header.ap.password.is_none() {
        return Err(WireError::Missing("AP_PWD"));
    }
    Ok(header)
}

/// The header of an answer. The schema wants the password repeated there; nobody needs it, so it may be missing. Nor
/// does anybody need to know when it was.
fn answered(part: &Element) -> Result<Header, WireError> {
    either(part, Instant::of_answer)
}

fn either(part: &Element, instant: fn(&str) -> Result<Instant, ValueError>) -> Result<Header, WireError> {
    let instant = |element: &Element| {
        let read = |text| instant(text).map_err(|source| WireError::Wrong { name: "Instant", source: Some(source) });
        element.attribute("Instant").map(read).transpose()
    };
    let version = Version {
        major: number(part.attribute("MajorVersion"), "MajorVersion")?,
        minor: number(part.attribute("MinorVersion"), "MinorVersion")?,
    };
    let ap = mandatory(part, "AP_Info")?;
    let mssp = mandatory(part, "MSSP_Info")?;
    Ok(Header {
        version: Some(version),
        ap: ApInfo {
            id: ap.attribute("AP_ID").ok_or(WireError::Missing("AP_ID"))?.to_owned(),
            password: ap.attribute("AP_PWD").map(Password::new),
            trans_id: parsed(ap.attribute("AP_TransID"), "AP_TransID")?,
            instant: instant(ap)?.ok_or(WireError::Missing("Instant"))?,
            url: ap.attribute("AP_URL").map(str::to_owned),
        },
        mssp: MsspInfo { id: mesh_member(mandatory(mssp, "MSSP_ID")?), instant: instant(mssp)? },
    })
}

fn mesh_member(element: &Element) -> MeshMember {
    MeshMember {
        dns_name: element.text_in(MSS, "DNSName"),
        ip_address: element.text_in(MSS, "IPAddress"),
        uri: element.text_in(MSS, "URI"),
        identifier: element.text_in(MSS, "IdentifierString"),
    }
}

fn mobile_user(element: &Element) -> Result<MobileUser, WireError> {
    let number = element.child(MSS, "MSISDN")?;
    Ok(MobileUser {
        msisdn: number.map(|number| parsed(Some(&number.text), "MSISDN")).transpose()?,
        user_identifier: element.text_in(MSS, "UserIdentifier"),
        identity_issuer: element.any("IdentityIssuer").map(mesh_member),
        home_mssp: element.any("HomeMSSP").map(mesh_member),
    })
}

fn data(element: &Element) -> Data {
    let attribute = |name| element.attribute(name).map(str::to_owned);
    Data { text: element.text.clone(), mime_type: attribute("MimeType"), encoding: attribute("Encoding") }
}

fn signature_request(part: &Element) -> Result<SignatureRequest, WireError> {
    let mode = match part.attribute("MessagingMode").ok_or(WireError::Missing("MessagingMode"))? {
        "synch" => MessagingMode::Synch,
        "asynchClientServer" => MessagingMode::AsynchClientServer,
        "asynchServerServer" => MessagingMode::AsynchServerServer,
        _ => return Err(WireError::Wrong { name: "MessagingMode", source: None }),
    };
    let services = part.child(MSS, "AdditionalServices")?;
    let services = services.into_iter().flat_map(|all| &all.children).filter(|child| child.name == "Service");
    Ok(SignatureRequest {
        header: header(part)?,
        mode,
        timeout_s: part.attribute("TimeOut").map(|text| number(Some(text), "TimeOut")).transpose()?,
        validity_date: part.attribute("ValidityDate").map(|text| parsed(Some(text), "ValidityDate")).transpose()?,
        mobile_user: mobile_user(mandatory(part, "MobileUser")?)?,
        data: data(mandatory(part, "DataToBeSigned")?),
        display: part.child(MSS, "DataToBeDisplayed")?.map(data),
        profile: part.child(MSS, "SignatureProfile")?.and_then(uri::read),
        services: services.map(detail::service).collect::<Result<_, _>>()?,
        format: part.child(MSS, "MSS_Format")?.and_then(uri::read),
    })
}

fn signature(part: &Element) -> Result<Option<SignatureValue>, WireError> {
    let Some(element) = part.child(MSS, "MSS_Signature")? else { return Ok(None) };
    match element.children.as_slice() {
        [] => Ok(None),
        [value] if value.name == "Base64Signature" && value.ns == MSS => {
            Ok(Some(SignatureValue::Base64(value.text.clone())))
        }
        [value] => Ok(Some(SignatureValue::Other(value.name.clone()))),
        // A choice: two values could be read as either.
        _ => Err(WireError::Twice("MSS_Signature")),
    }
}

fn code(element: &Element) -> Result<Code, WireError> {
    let text = element.attribute("Value").ok_or(WireError::Missing("StatusCode"))?;
    text.trim().parse().map(Code).map_err(|_| WireError::Wrong { name: "StatusCode", source: None })
}

fn status(element: &Element) -> Result<Status, WireError> {
    let outer = mandatory(element, "StatusCode")?;
    let mut status = Status::of(code(outer)?);
    status.inner = outer.child(MSS, "StatusCode")?.map(code).transpose()?;
    status.message = element.text_in(MSS, "StatusMessage");
    if let Some(inside) = element.any("StatusDetail") {
        detail::status(inside, &mut status)?;
    }
    Ok(status)
}

/// Reads what is there: a fault must never fail to be a fault for a missing part. SOAP 1.1 names differ (§1.8).
fn fault(element: &Element) -> Fault {
    let local = |text: &str| text.rsplit(':').next().unwrap_or(text).trim().to_owned();
    let outer = element.any("Code");
    let value = outer.and_then(|code| code.text_of("Value")).or_else(|| element.text_of("faultcode"));
    let value = value.unwrap_or_default();
    let subcode = outer.and_then(|code| code.any("Subcode"));
    let read =
        |code: Option<&Element>| code.and_then(|code| code.text_of("Value")).and_then(|t| Code::from_subcode(&t));
    let reason = element.any("Reason").and_then(|reason| reason.text_of("Text"));
    let mut fault = Fault {
        class: FaultClass::from_local(&local(&value)),
        code: read(subcode).or_else(|| Code::from_subcode(&value)),
        inner: read(subcode.and_then(|code| code.any("Subcode"))),
        reason: reason.or_else(|| element.text_of("faultstring")),
        details: Vec::new(),
        portal_url: None,
        node: element.text_of("Node").or_else(|| element.text_of("faultactor")),
        role: element.text_of("Role"),
    };
    if let Some(detail) = element.any("Detail").or_else(|| element.any("detail")) {
        let own = detail.text.trim();
        let texts =
            detail.children.iter().filter(|child| child.name != "UserAssistance").map(|child| child.text.trim());
        fault.details = std::iter::once(own).chain(texts).filter(|text| !text.is_empty()).map(str::to_owned).collect();
        fault.portal_url = detail.any("UserAssistance").and_then(|assistance| assistance.text_of("PortalUrl"));
    }
    fault
}
