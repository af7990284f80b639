//! The console: a face for people of the same use cases, at `/console`, where one is configured (ADR 0036).
//!
//! A page is read with a session ([`visit`]), or without one ([`stranger`]); what is refused becomes a page, too
//! ([`around`]). Every action is a form that is posted, and works without script.

mod answer;
mod around;
mod asset;
mod cookie;
mod guard;
mod look;
mod page;
mod pairs;
mod part;
mod route;
mod stranger;
mod visit;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::{get, post};

use self::page::person::profiles;
use self::page::{
    clients, find, history, home, language, me, new_person, once, operation, passkey, person, policies, policy,
    properties, second, sign_in, style, templates, unit, units, users,
};
use crate::http::refused::Refused;
use crate::http::server::Server;

/// All of it.
pub(crate) fn routes(server: &Arc<Server>) -> Router<Arc<Server>> {
    let pages = Router::new()
        .route("/", get(home::show))
        .route("/sign-in", get(sign_in::show).post(sign_in::take))
        .route("/sign-in/second", get(second::show).post(second::take))
        .route("/sign-out", post(me::sign_out))
        .route("/once/{token}", get(once::show).post(once::take))
        .route("/language/{language}", get(language::choose))
        .route("/find", get(find::show))
        .route("/style", get(style::show))
        .route("/clients", get(clients::show))
        .route("/properties", get(properties::show))
        .route("/properties/new", get(properties::show_new).post(properties::take_new))
        .route("/providers", get(operation::providers::show))
        .route("/keys", get(operation::keys::show))
        .route("/jobs", get(operation::jobs::show))
        .route("/c/{clientExtId}/templates", get(templates::show).post(templates::take))
        .route("/c/{clientExtId}/users", get(users::show))
        .route("/c/{clientExtId}/users/new", get(new_person::show).post(new_person::take))
        .route("/c/{clientExtId}/history", get(history::show))
        .route("/c/{clientExtId}/users.csv", get(users::file))
        .route("/c/{clientExtId}/units.csv", get(units::file))
        .route("/c/{clientExtId}/units", get(units::show))
        .route("/c/{clientExtId}/units/new", get(unit::show_new).post(unit::take_new))
        .route("/c/{clientExtId}/units/{unitExtId}", get(unit::show).post(unit::take))
        .route("/c/{clientExtId}/units/{unitExtId}/move", get(unit::moving::show).post(unit::moving::take))
        .route("/c/{clientExtId}/units/{unitExtId}/delete", get(unit::show_delete).post(unit::take_delete))
        .route("/c/{clientExtId}/policies", get(policies::show))
        .route("/c/{clientExtId}/policies/new", get(policy::show_new).post(policy::take_new))
        .route("/c/{clientExtId}/policies/{policyExtId}", get(policy::show).post(policy::take))
        .route("/me", get(me::show))
        .route("/me/sessions", post(me::end))
        .route("/me/passkey", get(passkey::show).post(passkey::take))
        .nest("/c/{clientExtId}/u/{userExtId}", of_person())
        .route("/a/{name}", get(asset::serve))
        .fallback(async || Refused::NoResource)
        .method_not_allowed_fallback(async || Refused::MethodNotAllowed)
        .layer(middleware::from_fn_with_state(server.clone(), around::wrap));
    Router::new().nest("/console", pages)
}

fn of_person() -> Router<Arc<Server>> {
    Router::new()
        .route("/", get(person::show))
        .route("/timeline", get(person::timeline::show))
        .route("/rights", get(person::rights::show))
        .route("/edit", get(person::edit::show).post(person::edit::take))
        .route("/profiles", get(profiles::show))
        .route("/profiles/new", get(profiles::unit::show_new).post(profiles::unit::take_new))
        .route("/profiles/{profileExtId}/default", post(profiles::make_default))
        .route("/profiles/{profileExtId}/unit", get(profiles::unit::show_move).post(profiles::unit::take_move))
        .route("/profiles/{profileExtId}/delete", get(profiles::unit::show_delete).post(profiles::unit::take_delete))
        .route("/profiles/{profileExtId}/role", get(profiles::role::show).post(profiles::role::take))
        .route(
            "/profiles/{profileExtId}/role/{authorizationExtId}",
            get(profiles::role::show_taking).post(profiles::role::take_away),
        )
        .route("/sign", get(person::sign::show).post(person::sign::take))
        .route("/sign/{signatureId}", get(person::sign::follow).post(person::sign::withdraw))
        .route("/state/{to}", get(person::state::show).post(person::state::take))
        .route("/add", get(person::add::choose))
        .route("/add/{kind}", get(person::add::show).post(person::add::take))
        .route("/add/{kind}/try", post(person::add::attempt))
        .route("/k/{kind}/{credentialExtId}/reveal", post(person::reveal::show))
        .route("/k/{kind}/{credentialExtId}/change", get(person::change::show).post(person::change::take))
        .route("/k/{kind}/{credentialExtId}/change/try", post(person::change::attempt))
        .route("/k/{kind}/{credentialExtId}/{to}", get(person::credential::show).post(person::credential::take))
}
