//! The frame of every page.

use maud::{DOCTYPE, Markup, html};

use super::icon::icon;
use crate::console::asset;
use crate::console::look::{Look, Who};
use crate::console::route::Route;
use crate::console::words::Language;

/// Which entry of the rail a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Find,
    Users,
    Units,
    Policies,
    Clients,
    History,
    Properties,
    Templates,
    Providers,
    Keys,
    Jobs,
    Me,
    Style,
    Elsewhere,
}

/// Nothing is kept in the browser, and nothing of its own is written into pages.
const HTMX: &str = r#"{"includeIndicatorCSS":false,"history":false,"mode":"same-origin","noSwap":[204,304,"5xx"]}"#;

fn head(look: &Look, title: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="htmx-config" content=(HTMX);
            title { (title) " – Sigill" }
            link rel="stylesheet" href=(look.href(&asset::path("app.css")));
            script src=(look.href(&asset::path("htmx.js"))) defer {}
            script src=(look.href(&asset::path("app.js"))) type="module" {}
        }
    }
}

/// A page of somebody who is signed in.
pub(crate) fn frame(look: &Look, place: Place, title: &str, content: &Markup) -> Markup {
    let Some(who) = &look.who else { return narrow(look, title, content) };
    html! {
        (DOCTYPE)
        html lang=(look.words.language.tag()) {
            (head(look, title))
            body {
                a class="skip" href="#main" { (look.t("skip")) }
                div class="app" {
                    div class="side" { (rail(look, who, place)) }
                    div {
                        (top(look, who, place))
                        main id="main" tabindex="-1" { (content) (foot(look)) }
                    }
                }
            }
        }
    }
}

/// A page without a rail: nobody is signed in.
pub(crate) fn narrow(look: &Look, title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(look.words.language.tag()) {
            (head(look, title))
            body class="gate" {
                main id="main" {
                    p class="brand" { (seal(look)) "Sigill" }
                    (content)
                    (foot(look))
                }
            }
        }
    }
}

fn foot(look: &Look) -> Markup {
    html! {
        footer class="end" {
            ul aria-label=(look.t("languages")) {
                @for language in Language::ALL {
                    li {
                        @if *language == look.words.language { span aria-current="true" { (language.name()) } }
                        @else {
                            a href=(look.to(Route::Language(language.code()))) lang=(language.tag()) { (language.name()) }
                        }
                    }
                }
            }
            p { (look.t("times-are-utc")) }
        }
    }
}

fn seal(look: &Look) -> Markup {
    let href = format!("{}#seal", look.href(&asset::path("icons.svg")));
    html! { svg class="seal" aria-hidden="true" { use href=(href) {} } }
}

fn rail(look: &Look, who: &Who, place: Place) -> Markup {
    let entry = |here: Place, route: Route<'_>, name: &str, word: &str| {
        html! {
            li {
                a href=(look.to(route)) aria-current=[(here == place).then_some("page")] { (icon(look, name)) (look.t(word)) }
            }
        }
    };
    html! {
        nav class="rail" id="rail" popover aria-label=(look.t("main-menu")) {
            a class="brand" href=(look.to(Route::Home)) { (seal(look)) "Sigill" }
            p class="tenant" { span { small { (look.t("client")) } (who.client) } }
            div class="nav" {
                @if who.finds {
                    h2 { (look.t("help-desk")) }
                    ul { (entry(Place::Find, Route::Home, "search", "find-a-person")) }
                }
                @if let Some(client) = &who.administers {
                    h2 { (look.t("organisation")) }
                    ul {
                        (entry(Place::Users, Route::Users(client, "", ""), "user", "users"))
                        (entry(Place::Units, Route::Units(client), "tree", "units"))
                        (entry(Place::Policies, Route::Policies(client), "rules", "policies"))
                        (entry(Place::Templates, Route::Templates(client, ""), "mail", "templates"))
                        (entry(Place::History, Route::History(client, &[]), "clock", "history"))
                        @if who.defines { (entry(Place::Properties, Route::Properties, "app", "properties")) }
                        (entry(Place::Clients, Route::Clients(""), "house", "clients"))
                    }
                }
                @if who.operates {
                    h2 { (look.t("installation")) }
                    ul {
                        (entry(Place::Providers, Route::Providers, "phone", "providers"))
                        (entry(Place::Keys, Route::Keys, "key", "signing-keys"))
                        (entry(Place::Jobs, Route::Jobs, "rules", "jobs"))
                    }
                }
                h2 { (look.t("own")) }
                ul {
                    (entry(Place::Me, Route::Me, "user", "own-page"))
                    (entry(Place::Style, Route::Style, "app", "style"))
                }
            }
        }
    }
}

fn top(look: &Look, who: &Who, place: Place) -> Markup {
    html! {
        header class="top" {
            button class="btn sq menu-btn" popovertarget="rail" aria-label=(look.t("menu")) { (icon(look, "menu")) }
            @if who.finds && place != Place::Find {
                form class="find" role="search" action=(look.to(Route::Find)) {
                    label class="vh" for="q" { (look.t("find-a-person")) }
                    (icon(look, "search"))
                    input id="q" name="q" type="search" placeholder=(look.t("find-hint-short")) autocomplete="off" maxlength="300";
                    kbd aria-hidden="true" { "/" }
                }
            }
            div class="me" {
                a class="btn quiet who" href=(look.to(Route::Me)) {
                    (icon(look, "user")) span { (who.name) } span class="vh" { (look.t("own-page")) }
                }
                form method="post" action=(look.to(Route::SignOut)) {
                    input type="hidden" name="token" value=(who.token);
                    button class="btn sm" { (look.t("sign-out")) }
                }
            }
        }
    }
}
