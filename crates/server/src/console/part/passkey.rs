//! Asking for a passkey: a button whose script asks the browser, and sends what that answers with the form around it.

use maud::{Markup, html};
use serde::Serialize;

use crate::api::fido2::{Authentication, Registration};
use crate::console::look::Look;

/// What shows a passkey.
pub(crate) fn asked(look: &Look, begun: &Authentication) -> Markup {
    part(look, "get", (&begun.ceremony, &begun.public_key), "factor-passkey-do")
}

/// What makes one.
pub(crate) fn made(look: &Look, begun: &Registration) -> Markup {
    part(look, "create", (&begun.ceremony, &begun.public_key), "passkey-add")
}

fn part<T: Serialize>(look: &Look, what: &str, (ceremony, options): (&str, &T), word: &str) -> Markup {
    // They are texts and numbers of ours, which can always be written.
    let options = serde_json::to_string(options).unwrap_or_default();
    html! {
        div class="ask" data-passkey=(what) data-options=(options) data-failed=(look.t("passkey-failed")) {
            input type="hidden" name="ceremony" value=(ceremony);
            input type="hidden" name="answer";
            p class="problem" role="alert" hidden {}
            noscript { p { (look.t("passkey-script")) } }
            div class="acts" { button class="btn go" hidden { (look.t(word)) } }
        }
    }
}
