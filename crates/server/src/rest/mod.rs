//! Calls that become calls of every credential type.

pub(crate) mod device_password;
pub(crate) mod mobile_signature;
pub(crate) mod values;
