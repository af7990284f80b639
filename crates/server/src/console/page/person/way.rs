//! The way to a page below the sheet, and what its path names.

use maud::{Markup, html};
use sigill_domain::credential::CredentialType;
use sigill_domain::user::User;

use crate::console::part::name_of;
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// The type that the path names by its number.
pub(super) fn kind_named(visit: &Visit) -> Result<CredentialType, Refused> {
    let named = visit.path.iter().find(|(name, _)| *name == "kind").map_or("", |(_, value)| value);
    named.parse().ok().and_then(CredentialType::from_number).ok_or(Refused::NoResource)
}

/// The way to a page below the sheet.
pub(super) fn crumbs(visit: &Visit, person: &User, here: &str) -> Markup {
    let look = &visit.look;
    html! {
        nav aria-label=(look.t("way-here")) {
            ol class="crumbs" {
                li { a href=(look.to(Route::Home)) { (look.t("find-a-person")) } }
                li { a href=(look.to(Route::Person(visit.of()))) { (name_of(person)) } }
                li { (look.t(here)) }
            }
        }
    }
}
