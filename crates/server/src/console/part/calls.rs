//! The calls of the API that tell what a page shows, to be copied.

use maud::{Markup, html};

use crate::console::look::Look;
use crate::console::route::encoded;

/// The documented calls.
pub(crate) const CORE: &str = "/nevisidm/api/core/v1";
/// Calls of this server's own.
pub(crate) const OWN: &str = "/sigill/v1";

/// A path of the API, of ids that are escaped.
pub(crate) fn path_of(prefix: &str, segments: &[&str]) -> String {
    segments.iter().fold(prefix.to_owned(), |path, segment| format!("{path}/{}", encoded(segment)))
}

/// The calls, folded away. Nothing in a path has a meaning within single quotes of a shell.
pub(crate) fn calls(look: &Look, paths: &[String]) -> Markup {
    let Some(who) = &look.who else { return html! {} };
    let all: Vec<String> = paths
        .iter()
        .map(|path| format!("curl -H \"Authorization: Bearer $TOKEN\" '{}{}'", who.origin, look.href(path)))
        .collect();
    html! {
        details class="calls" {
            summary { (look.t("as-calls")) }
            pre tabindex="0" aria-label=(look.t("as-calls")) { (all.join("\n")) }
        }
    }
}
