//! What can be asked at all.

/// The operations of TS 102 204.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    Signature,
    StatusQuery,
    Receipt,
    ProfileQuery,
    /// The last three are known by name and refused: no client of ours needs them.
    Registration,
    Handshake,
    Notification,
}

impl Operation {
    pub const ALL: [Self; 7] = [
        Self::Signature,
        Self::StatusQuery,
        Self::Receipt,
        Self::ProfileQuery,
        Self::Registration,
        Self::Handshake,
        Self::Notification,
    ];

    /// The SOAP wrapper element of the request.
    pub fn name(self) -> &'static str {
        match self {
            Self::Signature => "MSS_Signature",
            Self::StatusQuery => "MSS_StatusQuery",
            Self::Receipt => "MSS_Receipt",
            Self::ProfileQuery => "MSS_ProfileQuery",
            Self::Registration => "MSS_Registration",
            Self::Handshake => "MSS_Handshake",
            Self::Notification => "MSS_Notification",
        }
    }

    /// The stem of the part elements: with `Req` or `Resp` appended. A notification has no parts of its own.
    pub(crate) fn part(self) -> &'static str {
        match self {
            Self::StatusQuery => "MSS_Status",
            Self::ProfileQuery => "MSS_Profile",
            other => other.name(),
        }
    }
}
