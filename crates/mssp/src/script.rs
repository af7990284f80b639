//! What happens when a number is asked: the person, the signature, and how the answer travels.

use serde::{Deserialize, Serialize};

use crate::signature::SignatureVariant;

/// What the person does, or what the provider says instead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    /// Waits for somebody at the virtual phone.
    #[default]
    Ask,
    Approve,
    /// 401.
    Cancel,
    /// Nobody answers: 208 when the time is over.
    Ignore,
    /// 209.
    Unreachable,
    /// The wrong PIN until it is blocked: 402, and from then on for every request.
    WrongPin,
    /// Any fault.
    Fault {
        code: u16,
        /// Second level, such as FiCom's 4012.
        inner: Option<u16>,
        detail: Option<String>,
        portal_url: Option<String>,
    },
    /// A status other than 500, such as 502 or 503. With 500 and 502 comes a signature, with others only if asked.
    Status {
        code: u16,
        #[serde(default)]
        with_signature: bool,
    },
}

/// How the last answer of a transaction travels.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Delivery {
    #[default]
    Normal,
    /// Octet after octet, so many milliseconds apart.
    Slow { octet_ms: u64 },
    /// Half of the body, then silence until the client gives up.
    Stall,
    /// The connection is reset instead of an answer.
    Reset,
    /// A page of some proxy, with this HTTP status.
    Html { status: u16 },
    /// 200 with nothing in it.
    Empty,
    /// Half of the body under its full length, then the connection ends.
    Cut,
}

/// What happens to a connection before anything is said on it. For all of the TLS port, since nobody knows yet which
/// number or AP a connection is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Handshake {
    #[default]
    Normal,
    /// The fatal alert `handshake_failure` instead of a handshake.
    Refuse,
    /// The connection is taken, and then nothing.
    Stall,
    /// Whatever certificate a client shows is refused in TLS already. With TLS 1.3 it sees that after its first words.
    RefuseClient,
}

/// Shapes of an answer that occur in the wild. Those of the other binding do nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WireVariant {
    /// SOAP: wrapper in no namespace, part in that of the messages, however the request is laid out.
    QualifiedPart,
    /// SOAP: wrapper in Kiuru's namespace, part in none, however the request is laid out.
    UnqualifiedPart,
    /// SOAP: the vendors' extensions in the namespaces in which WSDL 2.7.1 declares them, and no provider sends them.
    WsdlExtensions,
    /// SOAP: an `rpc:result` before the part.
    RpcResult,
    /// SOAP: other prefixes for the same namespaces.
    OtherPrefixes,
    /// The signature broken into lines.
    WrappedBase64,
    /// The signature without the padding of base64.
    UnpaddedBase64,
    /// The signature in the alphabet of base64url.
    UrlBase64,
    /// The signature between the lines of PEM.
    PemSignature,
    /// The signature with a character that base64 hasn't.
    NoBase64,
    /// REST: members that nobody documented; SOAP: comments.
    Extra,
    /// REST: MobileUser as a bare text, as one documented example has it.
    BareMobileUser,
    /// REST: scalars as numbers.
    Numbers,
    /// A fault without Node, Role, ValueNs and detail.
    BareFault,
    /// A fault with Node, Role and routing text before the useful detail.
    RichFault,
    /// The answer names another AP_TransID: it belongs to somebody else's request.
    OtherApTransaction,
    /// The answer names another number.
    OtherMsisdn,
}

/// How the person answers a receipt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReceiptAnswer {
    #[default]
    Ok,
    Cancel,
    Timeout,
    /// The extension is left out.
    None,
}

/// Everything scripted about a number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Script {
    pub act: Act,
    /// How long the person takes.
    pub after_ms: u64,
    pub signature: SignatureVariant,
    pub delivery: Delivery,
    pub wire: Vec<WireVariant>,
    pub receipt: ReceiptAnswer,
}

impl Script {
    /// A script in which only the act is unusual.
    #[must_use]
    pub fn of(act: Act) -> Self {
        Self { act, ..Self::default() }
    }

    pub(crate) fn has(&self, variant: WireVariant) -> bool {
        self.wire.contains(&variant)
    }
}

impl WireVariant {
    /// Whether it is about the shape alone. The others answer for somebody else, which only the last answer of a
    /// transaction does.
    pub(crate) fn is_shape(self) -> bool {
        !matches!(self, Self::OtherApTransaction | Self::OtherMsisdn)
    }
}
