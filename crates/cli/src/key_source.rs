//! Where the key sets of outside issuers come from: a URL or a file.

use std::io::Read;
use std::path::PathBuf;
use std::time::Duration;

use http::Uri;
use reqwest::redirect;
use sigill_app::token::{Fetching, KeySource, check_key_set};

use crate::files;

/// The largest key set that is read, in bytes.
const BYTES_MAX: u64 = 256 * 1024;
/// How long fetching one may take.
const TIMEOUT: Duration = Duration::from_secs(5);

/// A key set at a URL: https, or http on this machine. Redirects are not followed.
#[derive(Debug)]
pub(crate) struct Url(String);

impl Url {
    pub(crate) fn new(url: &str) -> Self {
        Self(url.to_owned())
    }

    /// Whether keys may come from there at all.
    pub(crate) fn check(url: &str) -> Result<(), String> {
        let parsed: Uri = url.parse().map_err(|_| format!("jwks_url: expected a URL, got {url:?}"))?;
        let host = parsed.host().unwrap_or_default().trim_matches(['[', ']']);
        let is_here = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|host| host.is_loopback());
        match parsed.scheme_str() {
            Some("https") if !host.is_empty() => Ok(()),
            Some("http") if is_here => Ok(()),
            _ => Err(format!("jwks_url: expected https, or http on this machine, got {url:?}")),
        }
    }

    async fn get(&self) -> Result<Vec<u8>, String> {
        let told = |error: reqwest::Error| {
            // The innermost cause says what is wrong; the outer ones only that something is.
            let mut cause: &dyn std::error::Error = &error;
            while let Some(source) = cause.source() {
                cause = source;
            }
            cause.to_string()
        };
        let client = reqwest::Client::builder().redirect(redirect::Policy::none()).timeout(TIMEOUT).build();
        let mut answer = client.map_err(told)?.get(&self.0).send().await.map_err(told)?;
        if answer.status() != reqwest::StatusCode::OK {
            return Err(format!("expected status 200, got {}", answer.status().as_u16()));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(told)? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() as u64 > BYTES_MAX {
                return Err(format!("the key set is larger than {BYTES_MAX} bytes"));
            }
        }
        Ok(bytes)
    }
}

/// Without the byte order mark that some editors write, which RFC 8259 lets readers ignore.
fn unmarked(bytes: Vec<u8>) -> Vec<u8> {
    bytes.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec).unwrap_or(bytes)
}

impl KeySource for Url {
    fn fetch(&self) -> Fetching<'_> {
        Box::pin(async { self.get().await.map(unmarked) })
    }
}

/// A key set in a file, read anew from time to time.
#[derive(Debug)]
pub(crate) struct File(PathBuf);

impl File {
    pub(crate) fn new(path: &str) -> Self {
        Self(PathBuf::from(path))
    }

    /// Whether it holds keys now.
    pub(crate) fn check(&self) -> Result<(), String> {
        let bytes = unmarked(self.read()?);
        check_key_set(&bytes).map_err(|why| format!("{}: {why}", files::whole(&self.0)))
    }

    fn read(&self) -> Result<Vec<u8>, String> {
        let told = |error: std::io::Error| format!("{}: {error}", files::whole(&self.0));
        let mut bytes = Vec::new();
        std::fs::File::open(&self.0).map_err(told)?.take(BYTES_MAX + 1).read_to_end(&mut bytes).map_err(told)?;
        if bytes.len() as u64 > BYTES_MAX {
            return Err(format!("{}: the key set is larger than {BYTES_MAX} bytes", self.0.display()));
        }
        Ok(bytes)
    }
}

impl KeySource for File {
    fn fetch(&self) -> Fetching<'_> {
        Box::pin(async { self.read().map(unmarked) })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::TcpListener;

    use super::*;

    /// What comes of a server that answers so.
    async fn get(answer: Vec<u8>) -> Result<Vec<u8>, String> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/keys", listener.local_addr().unwrap());
        let served = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 1024];
            assert!(stream.read(&mut request).unwrap() > 0);
            // The reader may have had enough.
            let _ = stream.write_all(&answer);
        });
        Url::check(&url).unwrap();
        let got = Url::new(&url).fetch().await;
        served.join().unwrap();
        got
    }

    #[tokio::test]
    async fn a_key_set_is_fetched_within_bounds_and_nowhere_else() {
        assert_eq!(get(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".to_vec()).await.unwrap(), b"{}");
        let moved = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
        assert_eq!(get(moved.to_vec()).await.unwrap_err(), "expected status 200, got 302");
        let mut endless = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
        endless.resize(300 * 1024, b' ');
        assert_eq!(get(endless).await.unwrap_err(), "the key set is larger than 262144 bytes");
        assert!(get(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}".to_vec()).await.is_err(), "cut off");
    }

    #[test]
    fn keys_come_by_https_or_from_this_machine() {
        for good in ["https://id.example.com/keys", "http://127.0.0.1:1/k", "http://[::1]/k", "http://localhost/k"] {
            assert_eq!(Url::check(good), Ok(()), "{good}");
        }
        for wrong in
            ["http://id.example.com/", "http://127.0.0.1.example.com/", "file:///etc/keys", "https://", "x", ""]
        {
            assert!(Url::check(wrong).is_err(), "{wrong}");
        }
    }

    #[tokio::test]
    async fn a_key_set_in_a_file_is_bounded_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        let file = File::new(path.to_str().unwrap());
        assert!(file.fetch().await.unwrap_err().contains("keys.json"));
        std::fs::write(&path, "\u{feff}{}").unwrap();
        assert_eq!(file.fetch().await.unwrap(), b"{}");
        std::fs::write(&path, " ".repeat(256 * 1024 + 1)).unwrap();
        assert!(file.fetch().await.is_err());
    }
}
