//! The API: a folder for each noun, with a file for each operation. The file has the operation's handler, the bodies that
//! it takes and answers, and its description for the OpenAPI document; `mod.rs` of the noun has what its operations share,
//! and their list.

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use crate::http::server::Server;

/// Operations with their descriptions.
type Operations = OpenApiRouter<Arc<Server>>;

/// The operations of a noun: each is the file of that name, whose `handler` is served and documented.
macro_rules! operations {
    ($($operation:ident;)*) => {
        $(mod $operation;)*

        /// What is served, and documented.
        pub(crate) fn routes() -> $crate::api::Operations {
            $crate::api::Operations::default()$(.routes($crate::document::operation!($operation::handler)))*
        }
    };
}

mod app_attestation;
mod application;
mod authorization;
mod client;
mod consent;
pub(crate) mod credential;
mod dispatch_target;
mod effective;
mod enterprise_authorization;
mod erole;
pub(crate) mod fido2;
mod history;
pub(crate) mod kind;
pub(crate) mod login;
mod mobile_authentication;
mod policy;
pub(crate) mod principal;
mod profile;
mod property;
pub(crate) mod query;
mod question;
mod role;
mod search;
mod sign_in;
mod signature;
mod system;
mod terms;
mod unit;
mod user;
pub(crate) mod validity;
pub(crate) mod values;

/// What nevisIDM documents, below its prefix.
pub(crate) fn documented(detail: kind::Detail) -> Operations {
    Operations::default()
        .merge(client::routes())
        .merge(user::routes())
        .merge(unit::routes())
        .merge(policy::routes())
        .merge(property::routes())
        .merge(question::routes())
        .merge(login::routes())
        .merge(system::routes())
        .merge(credential::routes())
        .merge(mobile_authentication::routes())
        .merge(dispatch_target::routes())
        .merge(app_attestation::routes())
        .merge(profile::routes())
        .merge(authorization::routes())
        .merge(application::routes())
        .merge(role::routes())
        .merge(erole::routes())
        .merge(enterprise_authorization::routes())
        .merge(terms::routes())
        .merge(consent::routes())
        .merge(kind::routes(detail, false))
}

/// Sigill's own.
pub(crate) fn own(detail: kind::Detail) -> Operations {
    Operations::default()
        .merge(history::routes())
        .merge(search::routes())
        .merge(signature::routes())
        .merge(sign_in::routes())
        .merge(effective::routes())
        .merge(application::assigned::routes())
        .merge(application::properties::routes())
        .merge(profile::for_application::routes())
        .merge(role::properties::routes())
        .merge(fido2::routes())
        .merge(kind::routes(detail, true))
        .merge(authorization::units::routes())
        .merge(authorization::applications::routes())
        .merge(authorization::enterprise_roles::routes())
}
