//! How the columns of a noun are read: one list and one function each.

use serde::de::DeserializeOwned;
use sigill_domain::client::{Client, ClientRef};
use sigill_domain::credential::{
    ChangeReason, Credential, CredentialType, Kind, Logins, Own, PolicyRef, State, Validity,
};
use sigill_domain::ext_id::ExtId;
use sigill_domain::policy::{ClientRules, Parameters, Policy, PolicyType};
use sigill_domain::property::{Access, Definition, Properties, PropertyType, Scope};
use sigill_domain::time::Timestamp;
use sigill_domain::user::{self, User};
use uuid::Uuid;

use crate::error::StoreError;
use crate::value::Cells;

fn corrupt(what: &'static str, why: impl ToString) -> StoreError {
    StoreError::Corrupt { what, why: why.to_string() }
}

pub(super) fn json<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| corrupt(what, error))
}

fn ext_id(cells: &mut Cells<'_>) -> Result<ExtId, StoreError> {
    cells.take().map(ExtId::from_stored)
}

fn time(cells: &mut Cells<'_>) -> Result<Timestamp, StoreError> {
    cells.take().map(Timestamp::from_micros)
}

fn time_optional(cells: &mut Cells<'_>) -> Result<Option<Timestamp>, StoreError> {
    Ok(cells.take::<Option<i64>>()?.map(Timestamp::from_micros))
}

/// `c.id, c.ext_id, c.name`
pub(super) fn client_ref(cells: &mut Cells<'_>) -> Result<ClientRef, StoreError> {
    Ok(ClientRef { id: cells.take()?, ext_id: ext_id(cells)?, name: cells.take()? })
}

/// `c.id, c.ext_id, c.name, c.display_name, c.remarks, c.version, c.created, c.modified`
pub(super) fn client(cells: &mut Cells<'_>) -> Result<Client, StoreError> {
    Ok(Client {
        id: cells.take()?,
        ext_id: ext_id(cells)?,
        name: cells.take()?,
        display_name: json("a client's display name", &cells.take::<String>()?)?,
        remarks: cells.take()?,
        version: cells.take()?,
        created: time(cells)?,
        modified: time(cells)?,
    })
}

/// The number of columns that [`policy`] takes.
pub(super) const POLICY_COLUMNS: usize = 11;

/// `p.id, p.client_id, p.ext_id, p.kind, p.name, p.description, p.is_default, p.parameters,
/// p.version, p.created, p.modified`; `None` where an outer join found none.
pub(super) fn policy(cells: &mut Cells<'_>) -> Result<Option<Policy>, StoreError> {
    let Some(id) = cells.take::<Option<Uuid>>()? else {
        cells.skip(POLICY_COLUMNS - 1);
        return Ok(None);
    };
    Ok(Some(Policy {
        id,
        client_id: cells.take()?,
        ext_id: ext_id(cells)?,
        kind: {
            let kind: String = cells.take()?;
            PolicyType::from_wire(&kind).ok_or_else(|| corrupt("a policy's type", kind))?
        },
        name: cells.take()?,
        description: cells.take()?,
        is_default: cells.take()?,
        parameters: json("a policy's parameters", &cells.take::<String>()?)?,
        version: cells.take()?,
        created: time(cells)?,
        modified: time(cells)?,
    }))
}

/// `c.rules_rev`, and the parameters of the client's policy; `NULL` where it has none.
pub(super) fn client_rules(cells: &mut Cells<'_>) -> Result<ClientRules, StoreError> {
    let rev = cells.take()?;
    let parameters = match cells.take::<Option<String>>()? {
        Some(text) => json("a client policy's parameters", &text)?,
        None => Parameters::new(),
    };
    Ok(ClientRules { rev, ..ClientRules::read(&parameters) })
}

/// `p.id, p.ext_id, p.scope, p.name, p.description, p.kind, p.propagated, p.mandatory_on_gui,
/// p.string_max_len, p.string_regex, p.access_create, p.access_modify, p.is_unique, p.allowed_values,
/// p.created`
pub(super) fn property(cells: &mut Cells<'_>) -> Result<Definition, StoreError> {
    fn word<T>(cells: &mut Cells<'_>, what: &'static str, read: fn(&str) -> Option<T>) -> Result<T, StoreError> {
        let word: String = cells.take()?;
        read(&word).ok_or_else(|| corrupt(what, word))
    }
    Ok(Definition {
        id: cells.take()?,
        ext_id: ext_id(cells)?,
        scope: word(cells, "a property's scope", Scope::from_wire)?,
        name: cells.take()?,
        description: cells.take()?,
        kind: word(cells, "a property's type", PropertyType::from_wire)?,
        propagated: cells.take()?,
        mandatory_on_gui: cells.take()?,
        string_max_len: cells.take()?,
        string_regex: cells.take()?,
        access_create: word(cells, "a property's access", Access::from_wire)?,
        access_modify: word(cells, "a property's access", Access::from_wire)?,
        unique: cells.take()?,
        allowed_values: json("a property's allowed values", &cells.take::<String>()?)?,
        created: time(cells)?,
    })
}

/// `u.valid_from, u.valid_to`
pub(super) fn user_validity(cells: &mut Cells<'_>) -> Result<user::Validity, StoreError> {
    Ok(user::Validity { from: time_optional(cells)?, to: time_optional(cells)? })
}

/// A user's state.
pub(super) fn user_state(cells: &mut Cells<'_>) -> Result<user::State, StoreError> {
    let state: String = cells.take()?;
    user::State::from_wire(&state).ok_or_else(|| corrupt("a user's state", state))
}

/// `u.id, u.client_id, u.ext_id, u.login_id, u.state, u.is_technical, u.valid_from, u.valid_to,
/// u.person, u.properties, u.version, u.created, u.modified`; `None` where an outer join found none.
pub(super) fn user(cells: &mut Cells<'_>) -> Result<Option<User>, StoreError> {
    let Some(id) = cells.take::<Option<Uuid>>()? else { return Ok(None) };
    Ok(Some(User {
        id,
        client_id: cells.take()?,
        ext_id: ext_id(cells)?,
        login_id: cells.take()?,
        state: user_state(cells)?,
        is_technical: cells.take()?,
        validity: user::Validity { from: time_optional(cells)?, to: time_optional(cells)? },
        person: json("a user's person", &cells.take::<String>()?)?,
        properties: match cells.take::<Option<String>>()? {
            Some(text) => json("a user's properties", &text)?,
            None => Properties::default(),
        },
        version: cells.take()?,
        created: time(cells)?,
        modified: time(cells)?,
    }))
}

/// `k.state, k.lock_until`: the state at `now`, a temporary lock that is over having ended.
pub(super) fn credential_state(cells: &mut Cells<'_>, now: Timestamp) -> Result<State, StoreError> {
    let (state, until): (String, _) = (cells.take()?, time_optional(cells)?);
    match State::from_wire(&state).ok_or_else(|| corrupt("a credential's state", state))? {
        State::TmpLocked if until.is_some_and(|until| until <= now) => Ok(State::Active),
        state => Ok(state),
    }
}

/// The number of columns that [`credential`] takes.
pub(super) const CREDENTIAL_COLUMNS: usize = 21;

/// `k.id, k.client_id, k.owner_id, k.ext_id, k.policy_id, kp.ext_id, k.state, k.reason,
/// k.reason_detail, k.comment, k.valid_from, k.valid_to, k.success_count, k.success_last,
/// k.failure_count, k.failure_last, k.lock_until, k.version, k.created, k.modified, k.detail`; `None` where an
/// outer join found none.
pub(super) fn credential<K: Kind>(
    cells: &mut Cells<'_>,
    user_ext_id: &ExtId,
) -> Result<Option<Credential<K>>, StoreError> {
    credential_with(cells, user_ext_id, |detail| json("a credential's detail", detail))
}

/// `k.kind`
pub(super) fn credential_type(number: i64) -> Result<CredentialType, StoreError> {
    CredentialType::from_number(number).ok_or_else(|| corrupt("a credential's type", number))
}

/// `k.kind` and the columns of [`credential`].
pub(super) fn credential_of_any_type(
    cells: &mut Cells<'_>,
    user_ext_id: &ExtId,
) -> Result<Option<Credential<Own>>, StoreError> {
    let kind = credential_type(cells.take()?)?;
    credential_with(cells, user_ext_id, |detail| match kind {
        CredentialType::MobileSignature => Ok(Own::MobileSignature(json("a credential's detail", detail)?)),
        kind => Ok(Own::Hidden(kind)),
    })
}

fn credential_with<K>(
    cells: &mut Cells<'_>,
    user_ext_id: &ExtId,
    detail: impl Fn(&str) -> Result<K, StoreError>,
) -> Result<Option<Credential<K>>, StoreError> {
    let Some(id) = cells.take::<Option<Uuid>>()? else {
        cells.skip(CREDENTIAL_COLUMNS - 1);
        return Ok(None);
    };
    Ok(Some(Credential {
        id,
        client_id: cells.take()?,
        user_id: cells.take()?,
        user_ext_id: user_ext_id.clone(),
        ext_id: ext_id(cells)?,
        policy: match (cells.take::<Option<Uuid>>()?, cells.take::<Option<String>>()?) {
            (Some(id), Some(ext_id)) => Some(PolicyRef { id, ext_id: ExtId::from_stored(ext_id) }),
            _ => None,
        },
        state: {
            let state: String = cells.take()?;
            State::from_wire(&state).ok_or_else(|| corrupt("a credential's state", state))?
        },
        reason: cells.take::<Option<String>>()?.as_deref().and_then(ChangeReason::from_wire),
        reason_detail: cells.take()?,
        comment: cells.take()?,
        validity: Validity { from: time(cells)?, to: time_optional(cells)? },
        logins: Logins {
            success_count: cells.take()?,
            success_last: time_optional(cells)?,
            failure_count: cells.take()?,
            failure_last: time_optional(cells)?,
        },
        lock_until: time_optional(cells)?,
        version: cells.take()?,
        created: time(cells)?,
        modified: time(cells)?,
        detail: detail(&cells.take::<String>()?)?,
    }))
}
