//! Answers as octets, in the shape that the script wants.

use serde_json::{Value, json};
use sigill_mss::message::{Instant, MobileUser, Response, SignatureValue};
use sigill_mss::status::Code;
use sigill_mss::wire::rest;
use sigill_mss::wire::soap::{self, Extensions, Shape};

use crate::answer::Reply;
use crate::script::{Script, WireVariant};

/// Which of the two bindings a request used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Binding {
    Soap,
    Rest,
}

/// In which manner a request came: its answer has the same.
#[derive(Clone, Debug)]
pub(crate) struct Manner {
    pub(crate) binding: Binding,
    pub(crate) media_type: &'static str,
    /// SOAP only.
    pub(crate) shape: Shape,
}

/// The body; a fault goes with HTTP 500, everything else with 200.
pub(crate) fn encode(mut reply: Reply, manner: &Manner) -> String {
    change(&mut reply.response, &reply.script);
    match manner.binding {
        Binding::Soap => in_soap(&reply, &manner.shape),
        Binding::Rest => {
            as_in_rest(&mut reply.response);
            in_rest(&reply)
        }
    }
}

/// Changes that both bindings can say.
fn change(response: &mut Response, script: &Script) {
    if let Response::Fault(fault) = response {
        if script.has(WireVariant::BareFault) {
            (fault.node, fault.role, fault.reason) = (None, None, None);
            fault.details.clear();
        }
        if script.has(WireVariant::RichFault) {
            fault.node = Some("https://simulator.invalid/node".to_owned());
            fault.role = Some("http://uri.etsi.org/TS102207/v1.1.3#role_HomeMSSP".to_owned());
            fault.details.insert(0, "Fault received from URL https://simulator.invalid/. At node simulator".to_owned());
        }
        return;
    }
    let (header, user, signature) = match response {
        Response::Signature(r) => (&mut r.header, Some(&mut r.mobile_user), r.signature.as_mut()),
        Response::Status(r) => (&mut r.header, r.mobile_user.as_mut(), r.signature.as_mut()),
        Response::Receipt(r) => (&mut r.header, None, None),
        Response::Profile(r) => (&mut r.header, None, None),
        Response::Fault(_) => return,
    };
    if script.has(WireVariant::OtherApTransaction)
        && let Ok(other) = "A.somebody.else".parse()
    {
        header.ap.trans_id = other;
    }
    if script.has(WireVariant::OtherMsisdn)
        && let (Some(user), Ok(other)) = (user, "41790000099".parse::<sigill_mss::message::Msisdn>())
    {
        *user = MobileUser::from(other);
    }
    if let Some(SignatureValue::Base64(text)) = signature {
        spell(text, script);
    }
}

/// Spells the signature otherwise than all others do.
fn spell(text: &mut String, script: &Script) {
    if script.has(WireVariant::WrappedBase64) {
        *text = wrap(text);
    }
    if script.has(WireVariant::UnpaddedBase64) {
        text.retain(|letter| letter != '=');
    }
    if script.has(WireVariant::UrlBase64) {
        *text = text.replace('+', "-").replace('/', "_");
    }
    if script.has(WireVariant::PemSignature) {
        *text = format!("-----BEGIN PKCS7-----\n{}\n-----END PKCS7-----\n", wrap(text));
    }
    if script.has(WireVariant::NoBase64) {
        text.insert(0, '~');
    }
}

fn wrap(text: &str) -> String {
    let mut wrapped = String::with_capacity(text.len() + text.len() / 32);
    for (index, letter) in text.chars().enumerate() {
        if index > 0 && index % 64 == 0 {
            wrapped.push('\n');
        }
        wrapped.push(letter);
    }
    wrapped
}

/// REST answers name times in UTC, SOAP repeats the offset. Only SOAP was seen to name a portal to somebody unknown.
fn as_in_rest(response: &mut Response) {
    let header = match response {
        Response::Signature(r) => &mut r.header,
        Response::Status(r) => &mut r.header,
        Response::Receipt(r) => &mut r.header,
        Response::Profile(r) => &mut r.header,
        Response::Fault(fault) => {
            fault.portal_url.take_if(|_| fault.code == Some(Code(105)));
            return;
        }
    };
    header.ap.instant = Instant::from(header.ap.instant.timestamp());
}

/// What `OtherPrefixes` writes instead of the prefixes of the captures.
const PREFIXES: [(&str, &str); 7] =
    [("soapenv", "env"), ("mss", "etsi"), ("fi", "ficom"), ("mcs", "ext"), ("ds", "sig"), ("ns1", "a"), ("ns2", "b")];

fn in_soap(reply: &Reply, asked: &Shape) -> String {
    let has = |variant| reply.script.has(variant);
    let mut shape = if has(WireVariant::QualifiedPart) {
        Shape::qualified()
    } else if has(WireVariant::UnqualifiedPart) {
        Shape::default()
    } else {
        asked.clone()
    };
    if has(WireVariant::WsdlExtensions) {
        shape.extensions = Extensions::Wsdl;
    }
    shape.has_result = has(WireVariant::RpcResult);
    let mut text = soap::write_response_in(&reply.response, &shape);
    if has(WireVariant::OtherPrefixes) {
        // The writer's own prefixes are known. A text or an attribute has no angle bracket of its own.
        for (from, to) in PREFIXES {
            for before in ["<", "</", " xmlns:"] {
                let after = if before == " xmlns:" { "=" } else { ":" };
                text = text.replace(&format!("{before}{from}{after}"), &format!("{before}{to}{after}"));
            }
        }
        text = text.replace(">mss:_", ">etsi:_").replace(">mss:MSS", ">etsi:MSS").replace(">soapenv:", ">env:");
    }
    if has(WireVariant::Extra)
        && let Some(at) = text.find("Body>").map(|at| at + "Body>".len())
    {
        text.insert_str(at, "<!-- a simulator said this -->");
    }
    text
}

fn in_rest(reply: &Reply) -> String {
    let text = rest::write_response(&reply.response);
    if reply.script.wire.is_empty() {
        return text;
    }
    let Ok(mut root) = serde_json::from_str::<Value>(&text) else { return text };
    let has = |variant| reply.script.has(variant);
    if has(WireVariant::BareFault) {
        remove(&mut root, "ValueNs");
    }
    let message = root.as_object_mut().and_then(|root| root.values_mut().next()).and_then(Value::as_object_mut);
    if let Some(message) = message {
        if has(WireVariant::BareMobileUser)
            && let Some(number) = message.get("MobileUser").and_then(|user| user.get("MSISDN")).cloned()
        {
            message.insert("MobileUser".to_owned(), number);
        }
        if has(WireVariant::Extra) {
            message.insert("SimulatorSays".to_owned(), json!({ "this": ["is", "extra"] }));
        }
    }
    if has(WireVariant::Numbers) {
        numbers(&mut root);
    }
    root.to_string()
}

fn remove(value: &mut Value, name: &str) {
    if let Value::Object(members) = value {
        members.remove(name);
        members.values_mut().for_each(|member| remove(member, name));
    }
}

/// Versions and status values as JSON numbers.
fn numbers(value: &mut Value) {
    let Value::Object(members) = value else { return };
    for (name, member) in members {
        let is_scalar = matches!(name.as_str(), "MajorVersion" | "MinorVersion" | "Value");
        match member.as_str().and_then(|text| text.parse::<u32>().ok()) {
            Some(number) if is_scalar => *member = json!(number),
            _ => numbers(member),
        }
    }
}
