//! Bodies of requests and answers as they are written.

pub(crate) mod device_password;
pub(crate) mod mobile_signature;
pub(crate) mod patch_mobile_signature;
pub(crate) mod values;

pub(crate) use crate::api::validity::Validity;
pub(crate) use crate::api::{credential, login};
pub(crate) use crate::http::schema::{nullable, one_of, or_null, read_only, text, unchangeable};
pub(crate) use crate::http::{dry_run, listed};
