//! Reading REST messages.

use serde_json::Value;

use super::detail::{answer, profile, receipt, receipt_wish, service};
use super::member::{Object, member, number, object, objects, parsed, scalar, text, texts, wrong};
use crate::message::{
    ApInfo, Data, Fault, FaultClass, Header, Instant, MeshMember, MessagingMode, MobileUser, MsspInfo, Operation,
    Password, ProfileRequest, ProfileResponse, ReceiptRequest, ReceiptResponse, Request, Response, SignatureRequest,
    SignatureResponse, SignatureValue, Status, StatusRequest, StatusResponse, TransId, ValueError, Version,
};
use crate::status::Code;
use crate::strict_json;
use crate::wire::{SIZE_MAX, WireError};

/// Reads a request; the root member decides which, as the single endpoint does (§2.1).
///
/// # Errors
/// Not JSON, too long, an operation that is not offered, or something mandatory missing or wrong.
pub fn read_request(input: &[u8]) -> Result<Request, WireError> {
    let root = parse(input)?;
    let (operation, part) = operation(&root, "Req")?;
    Ok(match operation {
        Operation::Signature => Request::Signature(signature_request(part)?),
        Operation::StatusQuery => Request::Status(StatusRequest {
            header: header(part)?,
            mssp_trans_id: trans_id(part)?.ok_or(WireError::Missing("MSSP_TransID"))?,
            mobile_user: mobile_user(part)?,
        }),
        Operation::Receipt => Request::Receipt(ReceiptRequest {
            header: header(part)?,
            mssp_trans_id: trans_id(part)?.ok_or(WireError::Missing("MSSP_TransID"))?,
            mobile_user: mobile_user(part)?.ok_or(WireError::Missing("MobileUser"))?,
            status: object(part, "Status")?.map(status).transpose()?,
            message: data(part, "Message")?,
        }),
        Operation::ProfileQuery => Request::Profile(ProfileRequest {
            header: header(part)?,
            mobile_user: mobile_user(part)?.ok_or(WireError::Missing("MobileUser"))?,
            params: text(part, "Params")?.unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
        }),
        other => return Err(WireError::Unsupported(other)),
    })
}

/// Reads an answer or a fault.
///
/// # Errors
/// Not JSON, too long, or something mandatory missing or wrong.
pub fn read_response(input: &[u8]) -> Result<Response, WireError> {
    let root = parse(input)?;
    if let Some(value) = object(&root, "Fault")? {
        if root.len() != 1 {
            return Err(WireError::NotMessage("a fault beside something else"));
        }
        return Ok(Response::Fault(fault(value)));
    }
    let (operation, part) = operation(&root, "Resp")?;
    let own_status = || status_of(part);
    Ok(match operation {
        Operation::Signature => Response::Signature(SignatureResponse {
            header: answered(part)?,
            mssp_trans_id: trans_id(part)?.ok_or(WireError::Missing("MSSP_TransID"))?,
            mobile_user: mobile_user(part)?.ok_or(WireError::Missing("MobileUser"))?,
            signature: signature(part)?,
            profile: text(part, "SignatureProfile")?,
            status: own_status()?,
        }),
        Operation::StatusQuery => Response::Status(StatusResponse {
            header: answered(part)?,
            mssp_trans_id: trans_id(part)?,
            mobile_user: mobile_user(part)?,
            signature: signature(part)?,
            status: own_status()?,
        }),
        Operation::Receipt => Response::Receipt(ReceiptResponse { header: answered(part)?, status: own_status()? }),
        Operation::ProfileQuery => Response::Profile(ProfileResponse {
            header: answered(part)?,
            profiles: texts(part, "SignatureProfile")?,
            status: own_status()?,
        }),
        other => return Err(WireError::Unsupported(other)),
    })
}

fn parse(input: &[u8]) -> Result<Object, WireError> {
    if input.len() > SIZE_MAX {
        return Err(WireError::TooLong);
    }
    let input = input.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(input);
    let input = std::str::from_utf8(input).map_err(WireError::NotUtf8)?;
    match strict_json::parse(input).map_err(WireError::Json)? {
        Value::Object(root) => Ok(root),
        _ => Err(WireError::NotMessage("not a JSON object")),
    }
}

fn operation<'a>(root: &'a Object, direction: &str) -> Result<(Operation, &'a Object), WireError> {
    let mut members = root.iter();
    let (Some((name, value)), None) = (members.next(), members.next()) else {
        return Err(WireError::NotMessage("not exactly one root member"));
    };
    let stem = name.strip_suffix(direction).unwrap_or(name);
    let known = Operation::ALL.into_iter().find(|operation| operation.part() == stem);
    let operation = known.ok_or(WireError::NotMessage("the root member names no known operation"))?;
    if matches!(operation, Operation::Registration | Operation::Handshake | Operation::Notification) {
        return Err(WireError::Unsupported(operation));
    }
    if !name.ends_with(direction) {
        return Err(WireError::NotMessage("the root member names the other direction"));
    }
    let part = value.as_object().ok_or(WireError::NotMessage("the message is not an object"))?;
    Ok((operation, part))
}

fn trans_id(part: &Object) -> Result<Option<TransId>, WireError> {
    parsed(part, "MSSP_TransID")
}

fn header(part: &Object) -> Result<Header, WireError> {
    either(part, str::parse)
}

/// The header of an answer: nobody needs to know when it was.
fn answered(part: &Object) -> Result<Header, WireError> {
    either(part, Instant::of_answer)
}

fn either(part: &Object, instant: fn(&str) -> Result<Instant, ValueError>) -> Result<Header, WireError> {
    let instant = |parent: &Object| {
        let wrong = |source| WireError::Wrong { name: "Instant", source: Some(source) };
        text(parent, "Instant")?.map(|text| instant(&text).map_err(wrong)).transpose()
    };
    let ap = object(part, "AP_Info")?.ok_or(WireError::Missing("AP_Info"))?;
    let mssp = object(part, "MSSP_Info")?.ok_or(WireError::Missing("MSSP_Info"))?;
    let version = Version {
        major: number(part, "MajorVersion")?.ok_or(WireError::Missing("MajorVersion"))?,
        minor: number(part, "MinorVersion")?.ok_or(WireError::Missing("MinorVersion"))?,
    };
    Ok(Header {
        version: Some(version),
        ap: ApInfo {
            id: text(ap, "AP_ID")?.ok_or(WireError::Missing("AP_ID"))?,
            password: text(ap, "AP_PWD")?.map(Password::new),
            trans_id: parsed(ap, "AP_TransID")?.ok_or(WireError::Missing("AP_TransID"))?,
            instant: instant(ap)?.ok_or(WireError::Missing("Instant"))?,
            url: text(ap, "AP_URL")?,
        },
        mssp: MsspInfo {
            id: object(mssp, "MSSP_ID")?.map(mesh_member).transpose()?.ok_or(WireError::Missing("MSSP_ID"))?,
            instant: instant(mssp)?,
        },
    })
}

fn mesh_member(member: &Object) -> Result<MeshMember, WireError> {
    Ok(MeshMember {
        dns_name: text(member, "DNSName")?,
        ip_address: text(member, "IPAddress")?,
        uri: text(member, "URI")?,
        identifier: text(member, "IdentifierString")?,
    })
}

/// An object, or just the number as one documented example has it (§2.3).
fn mobile_user(part: &Object) -> Result<Option<MobileUser>, WireError> {
    match member(part, "MobileUser") {
        None => Ok(None),
        Some(Value::Object(user)) => Ok(Some(MobileUser {
            msisdn: parsed(user, "MSISDN")?,
            user_identifier: text(user, "UserIdentifier")?,
            identity_issuer: object(user, "IdentityIssuer")?.map(mesh_member).transpose()?,
            home_mssp: object(user, "HomeMSSP")?.map(mesh_member).transpose()?,
        })),
        Some(_) => Ok(Some(MobileUser { msisdn: parsed(part, "MobileUser")?, ..MobileUser::default() })),
    }
}

fn data(part: &Object, name: &'static str) -> Result<Option<Data>, WireError> {
    let Some(data) = object(part, name)? else { return Ok(None) };
    Ok(Some(Data {
        text: text(data, "Data")?.ok_or(WireError::Missing("Data"))?,
        mime_type: text(data, "MimeType")?,
        encoding: text(data, "Encoding")?,
    }))
}

fn signature_request(part: &Object) -> Result<SignatureRequest, WireError> {
    let mode = match text(part, "MessagingMode")?.as_deref() {
        Some("synch") => MessagingMode::Synch,
        Some("asynch" | "asynchClientServer") => MessagingMode::AsynchClientServer,
        Some("asynchServerServer") => MessagingMode::AsynchServerServer,
        Some(_) => return Err(wrong("MessagingMode")),
        None => return Err(WireError::Missing("MessagingMode")),
    };
    Ok(SignatureRequest {
        header: header(part)?,
        mode,
        timeout_s: number(part, "TimeOut")?,
        validity_date: parsed(part, "ValidityDate")?,
        mobile_user: mobile_user(part)?.ok_or(WireError::Missing("MobileUser"))?,
        data: data(part, "DataToBeSigned")?.ok_or(WireError::Missing("DataToBeSigned"))?,
        display: data(part, "DataToBeDisplayed")?,
        profile: text(part, "SignatureProfile")?,
        services: objects(part, "AdditionalServices")?.into_iter().map(service).collect::<Result<_, _>>()?,
        format: text(part, "MSS_Format")?,
    })
}

fn signature(part: &Object) -> Result<Option<SignatureValue>, WireError> {
    let Some(value) = object(part, "MSS_Signature")? else { return Ok(None) };
    match text(value, "Base64Signature")? {
        Some(text) => Ok(Some(SignatureValue::Base64(text))),
        None => Ok(value.keys().next().map(|name| SignatureValue::Other(name.clone()))),
    }
}

/// The status of an answer, with the service responses that stand beside it.
fn status_of(part: &Object) -> Result<Status, WireError> {
    let mut status = status(object(part, "Status")?.ok_or(WireError::Missing("Status"))?)?;
    status.services = objects(part, "ServiceResponses")?.into_iter().map(answer).collect::<Result<_, _>>()?;
    Ok(status)
}

fn status(status: &Object) -> Result<Status, WireError> {
    let outer = object(status, "StatusCode")?.ok_or(WireError::Missing("StatusCode"))?;
    let code = |code: &Object| {
        let value = text(code, "Value")?.ok_or(WireError::Missing("StatusCode"))?;
        value.trim().parse().map(Code).map_err(|_| wrong("StatusCode"))
    };
    let mut read = Status::of(code(outer)?);
    read.inner = object(outer, "StatusCode")?.map(code).transpose()?;
    read.message = text(status, "StatusMessage")?;
    if let Some(detail) = object(status, "StatusDetail")? {
        read.receipt_wish = object(detail, "ReceiptRequestExtension")?.map(receipt_wish).transpose()?;
        read.receipt = object(detail, "ReceiptResponseExtension")?.map(receipt).transpose()?;
        read.profile = object(detail, "ProfileQueryExtension")?.map(profile).transpose()?;
    }
    Ok(read)
}

/// Reads what is there: a fault must never fail to be a fault for a missing or odd member.
fn fault(fault: &Object) -> Fault {
    let text = |parent: &Object, name: &'static str| parent.get(name).and_then(scalar);
    let code = fault.get("Code").and_then(Value::as_object);
    let subcode = |parent: Option<&Object>| -> Option<Object> {
        let parent = parent?;
        parent.get("SubCode").or_else(|| parent.get("Subcode")).and_then(Value::as_object).cloned()
    };
    let (outer, inner) = (subcode(code), subcode(subcode(code).as_ref()));
    let read = |code: Option<Object>| code.and_then(|code| text(&code, "Value")).and_then(|t| Code::from_subcode(&t));
    let class = code.and_then(|code| text(code, "Value")).unwrap_or_default();
    let details = match fault.get("Detail").or_else(|| fault.get("Details")) {
        Some(Value::Object(members)) => members.values().filter_map(scalar).collect(),
        Some(other) => scalar(other).into_iter().collect(),
        None => Vec::new(),
    };
    Fault {
        class: FaultClass::from_local(class.rsplit(':').next().unwrap_or_default()),
        code: read(outer),
        inner: read(inner),
        reason: text(fault, "Reason"),
        details,
        portal_url: text(fault, "PortalUrl"),
        node: text(fault, "Node"),
        role: text(fault, "Role"),
    }
}
