//! All statements, for the tests that prepare and explain them.

use crate::engine::{Shared, Texts};
use crate::sql::{Roomed, Sql, Text};
use crate::user::list::samples as users;
use crate::value::Value;
use crate::{
    application, caller, client, credential, dispatch_target, erole, event, idempotency, key, lifecycle, login,
    message, permit, policy, profile, property, query, question, sealed, search, session, signature, standing, terms,
    unit, user, write,
};

/// What is deleted in batches: lists whose statements have no names of their own.
pub(crate) const PURGES: &[&[Sql]] =
    &[client::read::PURGE, application::purge::OF_APPLICATION, application::purge::OF_ROLE, erole::purge::OF_ONE];

/// Every constant that isn't shared.
const CONSTANTS: &[&[Sql]] = &[
    application::ASSIGN,
    application::purge::STATEMENTS,
    application::read::STATEMENTS,
    application::role::STATEMENTS,
    caller::STATEMENTS,
    client::read::STATEMENTS,
    credential::any::STATEMENTS,
    credential::ceremony::STATEMENTS,
    credential::read::STATEMENTS,
    dispatch_target::read::STATEMENTS,
    erole::authorization::STATEMENTS,
    erole::group::STATEMENTS,
    erole::member::STATEMENTS,
    erole::purge::STATEMENTS,
    erole::read::STATEMENTS,
    event::erase::STATEMENTS,
    event::growth::STATEMENTS,
    event::read::STATEMENTS,
    idempotency::STATEMENTS,
    key::STATEMENTS,
    lifecycle::STATEMENTS,
    message::lease::STATEMENTS,
    message::read::STATEMENTS,
    policy::read::STATEMENTS,
    profile::read::STATEMENTS,
    profile::values::STATEMENTS,
    property::read::STATEMENTS,
    query::STATEMENTS,
    question::read::STATEMENTS,
    sealed::STATEMENTS,
    search::STATEMENTS,
    session::STATEMENTS,
    signature::asked::STATEMENTS,
    signature::lease::STATEMENTS,
    signature::read::STATEMENTS,
    standing::STATEMENTS,
    terms::consent::STATEMENTS,
    terms::read::STATEMENTS,
    unit::read::STATEMENTS,
    user::new::STATEMENTS,
    user::read::STATEMENTS,
    user::seen::STATEMENTS,
    &[write::EVENT_EXISTS],
];

/// Every constant.
pub(crate) fn constants() -> impl Iterator<Item = Sql> {
    CONSTANTS.iter().chain(PURGES).flat_map(|group| group.iter().copied()).chain(SHARED.iter().map(|texts| texts.one))
}

/// Examples of every statement that is made for a request.
pub(crate) fn samples() -> Vec<(Text, Vec<Value>)> {
    let made = client::read::samples()
        .into_iter()
        .chain(credential::everywhere::samples())
        .chain(search::samples())
        .chain(property::read::samples())
        .chain(profile::rooms::samples())
        .chain(profile::role_rooms::samples())
        .chain(profile::names::samples())
        .chain(application::read::samples())
        .chain(erole::member::samples())
        .chain(erole::read::samples())
        .chain(query::samples())
        .chain(unit::samples())
        .chain(erole::group::samples())
        .chain(user::beside::samples())
        .chain(event::read::samples())
        .chain(event::several::samples());
    made.chain(users::samples().into_iter().map(|(_, sql)| sql)).map(Roomed::finish).collect()
}

/// The reads that share a query where many wait.
pub(crate) const SHARED: &[&Texts] = &[
    caller::HolderQuery::TEXTS,
    caller::NamedQuery::TEXTS,
    caller::SessionQuery::TEXTS,
    credential::read::ListedUserQuery::TEXTS,
    login::TargetQuery::TEXTS,
    credential::any::ShownQuery::TEXTS,
    credential::any::HeldQuery::TEXTS,
    credential::checked::CheckedQuery::TEXTS,
    credential::any::OfClientQuery::TEXTS,
    credential::owner::OwnerQuery::TEXTS,
    credential::any::TakenQuery::TEXTS,
    credential::any::SingularQuery::TEXTS,
    user::read::UserQuery::TEXTS,
    permit::UnitsQuery::TEXTS,
];

/// The constants that read a part of something large.
pub(crate) const LISTS: &[Sql] = &[
    credential::read::LIST,
    event::read::FORMER_CLIENT,
    event::read::OF_CLIENT,
    event::read::TRIED_OF_CLIENT,
    event::read::OF_USER,
    event::read::TRIED_OF_USER,
    search::FAMILY_NAMES,
    search::FIRST_NAMES,
];
