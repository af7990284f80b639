//! Bodies: what their headers say is checked before anybody asks who sends them; they are read only after a token was
//! verified.

use std::error::Error;
use std::io::ErrorKind;
use std::time::Instant;

use axum::body::{Body, HttpBody as _};
use bytes::Bytes;
use http::{HeaderMap, Method, header};

use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::http::refused::Refused;
use crate::http::waiting::Reading;

/// The types of bodies that are read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Media {
    pub(crate) names: &'static [&'static str],
    pub(crate) refusal: &'static str,
}

pub(crate) const JSON: Media = Media {
    names: &["application/json"],
    refusal: "expected a body of Content-Type application/json without Content-Encoding",
};

/// A patch: a JSON Merge Patch (RFC 7396) under either name.
const PATCH: Media = Media {
    names: &["application/json", "application/merge-patch+json"],
    refusal: "expected a body of Content-Type application/json or application/merge-patch+json without Content-Encoding",
};

pub(crate) const FORM: Media = Media {
    names: &["application/x-www-form-urlencoded"],
    refusal: "expected a body of Content-Type application/x-www-form-urlencoded without Content-Encoding",
};

/// The type of the bodies that requests with this method have, if they have any.
pub(crate) fn media(method: &Method) -> Option<Media> {
    match *method {
        Method::POST => Some(JSON),
        Method::PATCH => Some(PATCH),
        _ => None,
    }
}

/// Looks at what the headers say: 415, then 413. A body without `Content-Type` is refused as one of
/// another type is; where there is no body, its type doesn't matter as long as none is named.
pub(crate) fn look(headers: &HeaderMap, body: &Body, media: Media, bytes_max: usize) -> Result<(), Refused> {
    if !is(media, headers, !body.is_end_stream()) {
        return Err(Refused::UnsupportedMediaType(media.refusal));
    }
    if body.size_hint().lower() > bytes_max as u64 {
        return Err(Refused::BodyTooLarge(bytes_max));
    }
    Ok(())
}

/// Collects the body: 413 where it turns out longer than it may be, 408 where it doesn't come, 503 where
/// it had to give way to others.
pub(crate) async fn collect(
    body: Body,
    bytes_max: usize,
    deadline: Instant,
    reading: &Reading,
) -> Result<Bytes, Refused> {
    let read = tokio::time::timeout_at(deadline.into(), Limited::new(body, bytes_max).collect());
    match reading.within(read).await.ok_or(Refused::Busy)? {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Refused::BodyTooLarge(bytes_max)),
        Ok(Err(error)) if is_malformed(&*error) => Err(Refused::MalformedBody),
        Ok(Err(_)) | Err(_) => Err(Refused::BodyIncomplete),
    }
}

/// Whether a body failed by how it is written, not by what didn't come: a chunk of HTTP/1.1 without its
/// length, say.
fn is_malformed(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::InvalidData))
        {
            return true;
        }
        cause = error.source();
    }
    false
}

/// Whether the headers say that the body is of `media`. Parameters such as a charset say nothing
/// about JSON, which is always UTF-8.
fn is(media: Media, headers: &HeaderMap, has_body: bool) -> bool {
    let plain = headers.get_all(header::CONTENT_ENCODING).iter().all(|coding| coding.as_bytes() == b"identity");
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let is_media = match (types.next(), types.next()) {
        (None, _) => !has_body,
        (Some(_), Some(_)) => false,
        (Some(one), None) => {
            let essence = one.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
            media.names.iter().any(|name| essence.trim().eq_ignore_ascii_case(name))
        }
    };
    plain && is_media
}
