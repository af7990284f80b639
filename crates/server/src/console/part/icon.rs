//! Icons, out of one file.

use maud::{Markup, html};

use crate::console::asset;
use crate::console::look::Look;

/// An icon beside a word: it says nothing that the word doesn't.
pub(crate) fn icon(look: &Look, name: &str) -> Markup {
    let href = format!("{}#{name}", look.href(&asset::path("icons.svg")));
    html! { svg class="i" aria-hidden="true" { use href=(href) {} } }
}
