//! Which rows each write is of.

use sigill_domain::change::Write;
use sigill_domain::policy::RulesSeen;

use crate::step::Step;
use crate::{
    application, client, credential, dispatch_target, erole, idempotency, key, message, policy, profile, property,
    question, session, signature, terms, unit, user,
};

/// What a write does to rows, under the rules that it was decided by.
pub(crate) fn steps(write: &Write, rules: Option<RulesSeen>) -> Vec<Step> {
    let step = match write {
        Write::InsertUser(new) => return user::write::insert(new, rules),
        Write::DeleteUser { id } => return user::write::delete(*id),
        Write::InsertAuthorization(new) => return profile::write::insert_authorization(new),
        Write::RedrawAuthorization(redraw) => return profile::write::redraw(redraw),
        Write::InsertClient(new) => client::write::insert(new),
        Write::UpdateClient(client) => client::write::update(client),
        Write::KillClient { id, at } => client::write::kill(*id, *at),
        Write::InsertUnit(new) => unit::write::insert(new),
        Write::UpdateUnit(unit) => unit::write::update(unit),
        Write::RewriteUnits(rewrite) => unit::write::rewrite(rewrite),
        Write::DeleteUnit(id) => unit::write::delete(*id),
        Write::InsertPolicy(new) => policy::write::insert(new),
        Write::UpdatePolicy(policy) => policy::write::update(policy),
        Write::DeletePolicy(id) => policy::write::delete(*id),
        Write::InsertQuestion(new) => question::write::insert(new),
        Write::UpdateQuestion(question) => question::write::update(question),
        Write::DeleteQuestion(id) => question::write::delete(*id),
        Write::AnswerQuestion { id, question, credential } => question::write::answer(*id, *question, *credential),
        Write::ForgetAnswer { id } => question::write::forget_answer(*id),
        Write::Register(registered) => application::write::step(registered),
        Write::Enterprise(write) => erole::write::step(write),
        Write::InsertConsent(consent) => terms::write::consent(consent),
        Write::DispatchTarget(write) => dispatch_target::write::step(write),
        Write::UpdateUser(user) => user::write::update(user, rules),
        Write::InsertProfile(new) => profile::write::insert(new),
        Write::UpdateProfile(profile) => profile::write::update(profile),
        Write::SetProfileValues { values, is_new } => profile::write::set_values(values, *is_new),
        Write::SetProfileState { id, state, at } => profile::write::set_state(*id, *state, *at),
        Write::DeleteProfile { id } => profile::write::delete(*id),
        Write::DeleteAuthorization { id } => profile::write::delete_authorization(*id),
        Write::InsertCredential(new) => credential::write::insert(new),
        Write::UpdateCredential(kept) => credential::write::update(kept),
        Write::CountCredential(kept) => return credential::write::count(kept).into_iter().collect(),
        Write::SupersedeCredential { id, version, at, by } => credential::write::supersede(*id, *version, (*at, by)),
        Write::EndCredential { id, state, version, at, by } => {
            credential::write::end(*id, (*state, *version), (*at, by))
        }
        Write::DeleteCredential { id } => credential::write::delete(*id),
        Write::InsertSignature { signature, driver } => signature::write::insert(signature, *driver),
        Write::UpdateSignature(signature) => signature::write::update(signature),
        Write::Message(write) => message::write::step(write),
        Write::NoteAsked(noted) => signature::write::asked(noted),
        Write::KeepAnswer(keep) => idempotency::keep(keep),
        Write::UseOnce { id, until } => key::used(*id, *until),
        Write::BeginSession(session) => session::begin(session),
        Write::EndSession { id, at, reason } => session::end(*id, *at, *reason),
        Write::EndSessions { user_id, at } => session::end_all(*user_id, *at),
        Write::InsertProperty { definition, position } => property::write::insert(definition, *position),
        Write::InsertUniqueValue(value) => property::write::insert_unique_value(value),
        Write::UpdateUniqueValue(value) => property::write::update_unique_value(value),
        Write::MoveUniqueValue { id, unit_id } => property::write::move_unique_value(*id, *unit_id),
        Write::DeleteUniqueValue { id } => property::write::delete_unique_value(*id),
    };
    vec![step]
}
