//! A refusal.

use crate::status::{Carrier, Code};

/// env:Sender or env:Receiver, or what else stood there. Never decide by it: senders disagree (§1.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultClass {
    Sender,
    Receiver,
    Other(String),
}

impl FaultClass {
    /// SOAP 1.1 says Client and Server.
    pub(crate) fn from_local(local: &str) -> Self {
        match local {
            "Sender" | "Client" => Self::Sender,
            "Receiver" | "Server" => Self::Receiver,
            other => Self::Other(other.to_owned()),
        }
    }

    pub(crate) fn local(&self) -> &str {
        match self {
            Self::Sender => "Sender",
            Self::Receiver | Self::Other(_) => "Receiver",
        }
    }
}

/// A SOAP fault, or its REST form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub class: FaultClass,
    /// `None` where the subcode is missing or not one of TS 102 204.
    pub code: Option<Code>,
    /// Second level, such as FiCom's 4012.
    pub inner: Option<Code>,
    /// The code's name.
    pub reason: Option<String>,
    /// Texts from the detail, in order: the first may be about routing, the last is the useful one.
    pub details: Vec<String>,
    /// Where the person can help herself.
    pub portal_url: Option<String>,
    pub node: Option<String>,
    pub role: Option<String>,
}

impl Fault {
    /// A fault with the class and the name that the table gives the code.
    pub fn of(code: Code, detail: impl Into<String>) -> Self {
        let sender = code.entry().is_some_and(|entry| entry.carrier == Carrier::Sender);
        Self {
            class: if sender { FaultClass::Sender } else { FaultClass::Receiver },
            code: Some(code),
            inner: None,
            reason: Some(code.name().to_owned()),
            details: vec![detail.into()],
            portal_url: None,
            node: None,
            role: None,
        }
    }
}
