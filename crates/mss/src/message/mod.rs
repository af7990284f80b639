//! The messages of TS 102 204, the same for every binding.

mod fault;
mod header;
mod operation;
mod request;
mod response;
mod status;
mod value;

pub use self::fault::{Fault, FaultClass};
pub use self::header::{ApInfo, Header, MeshMember, MobileUser, MsspInfo, Version};
pub use self::operation::Operation;
pub use self::request::{
    Data, GeoPolicy, MessagingMode, ProfileRequest, ReceiptRequest, Request, Service, ServiceDetail, SignatureRequest,
    StatusRequest,
};
pub use self::response::{
    ProfileResponse, ReceiptResponse, Response, SignatureResponse, SignatureValue, StatusResponse,
};
pub use self::status::{
    CardDetails, Device, GeoFence, ProfileDetail, ReceiptOutcome, ReceiptWish, ServiceAnswer, ServiceResponse, Status,
    UserCertificate,
};
pub use self::value::{Instant, Msisdn, Password, TransId, ValueError};
