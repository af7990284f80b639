//! What pages load: a style sheet, letters, icons, a script. Their names say what is in them, so that browsers keep them.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{StatusCode, header};
use sha2::{Digest, Sha256};

use crate::http::refused::Refused;

/// Where they are.
pub(crate) const BELOW: &str = "/console/a/";

struct Asset {
    /// With the beginning of its hash.
    name: String,
    kind: &'static str,
    bytes: Bytes,
}

macro_rules! file {
    ($name:literal) => {
        include_bytes!(concat!("../../assets/console/", $name)).as_slice()
    };
}

/// Those that name no other one; the style sheet comes after them.
const FILES: [(&str, &str, &[u8]); 7] = [
    ("next.woff2", "font/woff2", file!("next.woff2")),
    ("next-ext.woff2", "font/woff2", file!("next-ext.woff2")),
    ("mono.woff2", "font/woff2", file!("mono.woff2")),
    ("mono-ext.woff2", "font/woff2", file!("mono-ext.woff2")),
    ("icons.svg", "image/svg+xml", file!("icons.svg")),
    ("htmx.js", "text/javascript; charset=utf-8", file!("htmx.min.js")),
    ("app.js", "text/javascript; charset=utf-8", file!("app.js")),
];

const STYLE: &str = include_str!("../../assets/console/app.css");

static ALL: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let mut all: Vec<Asset> =
        FILES.iter().map(|(name, kind, bytes)| Asset::new(name, kind, Bytes::from_static(bytes))).collect();
    let style = all.iter().zip(FILES).fold(STYLE.to_owned(), |style, (asset, (name, ..))| {
        style.replace(&format!("url(\"{name}\")"), &format!("url(\"{}\")", asset.name))
    });
    all.push(Asset::new("app.css", "text/css; charset=utf-8", Bytes::from(style)));
    all
});

impl Asset {
    fn new(name: &str, kind: &'static str, bytes: Bytes) -> Self {
        let hash: String = Sha256::digest(&bytes).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
        Self { name: format!("{stem}.{hash}.{extension}"), kind, bytes }
    }
}

/// The path of one, by its name without the hash.
pub(crate) fn path(name: &str) -> String {
    let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
    let is_it = |asset: &&Asset| {
        let rest = asset.name.strip_prefix(stem).and_then(|rest| rest.strip_prefix('.'));
        rest.and_then(|rest| rest.split_once('.')).is_some_and(|(_, last)| last == extension)
    };
    ALL.iter().find(is_it).map(|asset| format!("{BELOW}{}", asset.name)).unwrap_or_default()
}

/// `GET /console/a/{name}`.
pub(crate) async fn serve(Path(name): Path<String>) -> Result<Response, Refused> {
    let asset = ALL.iter().find(|asset| asset.name == name).ok_or(Refused::NoResource)?;
    let headers = [(header::CONTENT_TYPE, asset.kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((StatusCode::OK, headers, asset.bytes.clone()).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The version of htmx that was looked at.
    const HTMX: &str = "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130";

    #[test]
    fn what_was_taken_over_is_what_was_looked_at() {
        let hash: String = Sha256::digest(file!("htmx.min.js")).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hash, HTMX);
    }

    #[test]
    fn every_file_has_an_address_and_the_style_sheet_names_those_of_the_letters() {
        for (name, ..) in FILES {
            assert!(path(name).starts_with(BELOW), "{name}");
        }
        let style = ALL.iter().find(|asset| asset.name.starts_with("app.") && asset.name.ends_with(".css")).unwrap();
        let text = String::from_utf8(style.bytes.to_vec()).unwrap();
        assert_eq!(text.matches("url(\"").count(), 4);
        for name in ["next.woff2", "next-ext.woff2", "mono.woff2", "mono-ext.woff2"] {
            assert!(text.contains(path(name).trim_start_matches(BELOW)), "{name}");
        }
    }
}
