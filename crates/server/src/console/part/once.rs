//! What is shown once: secrets that were made up. They stand in the answer to a form, and nowhere else.

use fast_qr::ECL;
use fast_qr::qr::QRBuilder;
use maud::{Markup, html};
use serde_json::{Map, Value};

use super::card::{Tone, notice};
use crate::console::look::Look;

/// The white around a QR code, in modules (ISO/IEC 18004).
const QUIET: usize = 4;

/// All that is shown.
pub(crate) fn once(look: &Look, shown: &Map<String, Value>) -> Markup {
    html! {
        // What is sealed can be shown again, and each time is an event.
        @if shown.contains_key("codes") || shown.contains_key("cardData") { (notice(look, Tone::Info, &look.t("reveal-noted"))) }
        @else { (notice(look, Tone::Warn, &look.t("once-only"))) }
        div class="stack above" { @for (name, value) in shown { (one(look, name, value)) } }
    }
}

fn one(look: &Look, name: &str, value: &Value) -> Markup {
    let word = match name {
        "otpauthUri" => "once-app",
        "codes" => "once-codes",
        "cardData" => "once-card",
        "personifiedLink" => "once-link",
        _ => "once-secret",
    };
    html! {
        section class="card pad once" aria-label=(look.t(word)) {
            h2 { (look.t(word)) }
            @match (name, value) {
                ("otpauthUri", Value::String(uri)) => (app(look, uri)),
                ("codes", Value::Array(all)) => (codes(look, all)),
                ("cardData", Value::String(card)) => (card_of(look, card)),
                (_, Value::String(text)) => p { code class="secret" tabindex="0" { (text) } },
                (_, other) => pre tabindex="0" { (other) },
            }
        }
    }
}

/// An authenticator app is set up by its code, or by typing the key.
fn app(look: &Look, uri: &str) -> Markup {
    let query = uri.split_once('?').map_or("", |(_, query)| query);
    let key = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "secret").map(|(_, key)| key);
    html! {
        p { (look.t("once-app-scan")) }
        (qr(uri, &look.t("once-qr")))
        @if let Some(key) = key {
            p { (look.t("once-app-key")) }
            p { code class="secret" tabindex="0" { (grouped(&key)) } }
        }
        details { summary { (look.t("once-app-uri")) } p { code class="secret long" tabindex="0" { (uri) } } }
    }
}

/// By fours, as one reads it out.
fn grouped(key: &str) -> String {
    let letters: Vec<char> = key.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn codes(look: &Look, all: &[Value]) -> Markup {
    html! {
        p { (look.t("once-codes-hint")) }
        ol class="codes" {
            @for code in all {
                @let is_used = code.get("used").and_then(Value::as_bool).unwrap_or_default();
                @let text = code.get("code").and_then(Value::as_str).unwrap_or_default();
                li { @if is_used { s { code { (text) } } } @else { code { (text) } } }
            }
        }
        (print(look))
    }
}

/// A card: rows, columns, what was used, and the passwords, row by row.
fn card_of(look: &Look, card: &str) -> Markup {
    let parts: Vec<&str> = card.split('|').collect();
    let columns = parts.get(1).and_then(|columns| columns.parse::<usize>().ok()).filter(|columns| *columns > 0);
    let passwords: Vec<&str> = parts.get(3).map(|all| all.split(',').collect()).unwrap_or_default();
    html! {
        div class="scroll" {
            table class="otp" {
                tbody {
                    @for (row, places) in passwords.chunks(columns.unwrap_or(12)).enumerate() {
                        tr { th scope="row" { (row + 1) } @for place in places { td { code { (place) } } } }
                    }
                }
            }
        }
        (print(look))
    }
}

/// A button for who has script; without, browsers print by themselves.
fn print(look: &Look) -> Markup {
    html! { p class="acts" { button class="btn" type="button" data-print="" hidden { (look.t("print")) } } }
}

/// A QR code as a picture. Without colours of the theme: cameras want dark on white.
pub(crate) fn qr(text: &str, about: &str) -> Markup {
    let Ok(code) = QRBuilder::new(text).ecl(ECL::M).build() else { return html! {} };
    let side = code.size + 2 * QUIET;
    let dark = (0..code.size).flat_map(|y| (0..code.size).map(move |x| (x, y)));
    let dark = dark.filter(|(x, y)| code[*y][*x].value());
    let path: String = dark.map(|(x, y)| format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET)).collect();
    html! {
        svg class="qr" viewBox={ "0 0 " (side) " " (side) } role="img" aria-label=(about) shape-rendering="crispEdges" {
            rect width=(side) height=(side) fill="#fff" {}
            path d=(path) fill="#000" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_dark_on_white_with_its_three_corners() {
        let text = qr("otpauth://totp/anna?secret=GEZDGNBVGY3TQOJQ", "about").into_string();
        assert!(text.contains("fill=\"#fff\"") && text.contains("aria-label=\"about\""), "{text}");
        // The upper left corner is a row of seven dark modules.
        let row: Vec<String> = (4..11).map(|x| format!("M{x} 4h1v1h-1z")).collect();
        assert!(row.iter().all(|module| text.contains(module)) && !text.contains("M11 4h1v1h-1z"), "{text}");
    }

    #[test]
    fn what_is_too_long_for_a_code_has_none() {
        assert_eq!(qr(&"x".repeat(10_000), "").into_string(), "");
    }

    #[test]
    fn a_key_is_read_out_by_fours() {
        assert_eq!(grouped("GEZDGNBVGY3"), "GEZD GNBV GY3");
    }
}
