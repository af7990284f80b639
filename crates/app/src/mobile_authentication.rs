//! Mobile authentications, and the signatures of FIDO UAF authenticators.

use sigill_domain::breach::Breach;
use sigill_domain::credential::mobile_authentication::{FILTERS, MobileAuthentication, UafKey};
use sigill_domain::credential::{Credential, Own, Typed};
use sigill_domain::list::{CredentialQuery, LIMIT_MAX, Listed, Page, Parameters, Token};
use sigill_domain::right::{CredentialDelete, CredentialModify, CredentialView};
use sigill_domain::version::Expected;
use sigill_store::Permit;

use crate::attempt::{Asked, Decision, Outcome, attempt, simply};
use crate::credential::Whose;
use crate::refusal::Refusal;
use crate::sought::found;

/// All that a user has of a type, which is a bounded number.
const ALL: Page = Page { after: None, limit: LIMIT_MAX, with_total: false };

/// A page of a user's mobile authentications, as they are now.
pub async fn list(
    permit: &Permit<CredentialView>,
    user: &str,
    given: Parameters<'_>,
) -> Result<Listed<MobileAuthentication>, Refusal> {
    let sought = permit.credentials_of(MobileAuthentication::TYPE, user, &ALL).await?;
    let all = found(sought, permit.client().as_str(), user)?.into_inner().items;
    let query = CredentialQuery::of_user(given, FILTERS)?;
    let now = permit.now();
    let all = all.into_iter().filter_map(|credential| MobileAuthentication::of(&credential.at(now)));
    let left: Vec<_> = all.filter(|one| one.is_among(&query)).collect();
    let total = i64::try_from(left.len()).ok().filter(|_| query.page.with_total);
    let place = |one: &MobileAuthentication| (one.created.millis(), one.ext_id.to_string());
    let after = query.page.after.as_ref().map(|token| (token.created_ms, token.ext_id.to_string()));
    let page = left.into_iter().filter(|one| after.as_ref().is_none_or(|after| place(one) > *after)).collect();
    let next = |last: &MobileAuthentication| Token::of(last.created, &last.ext_id).to_string();
    Ok(Listed { total, ..Listed::cut(page, query.page.limit, next) })
}

/// Deletes one with the FIDO UAF authenticators of its device.
pub async fn delete(
    permit: &Permit<CredentialDelete>,
    whose: Whose<'_>,
    expected: &Expected,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let (client, user) = (permit.client().as_str(), whose.user);
            if permit.caller().myself::<CredentialDelete>(client, user).is_none() {
                permit.caller().granted_for::<CredentialDelete>(UafKey::TYPE)?.in_client(client)?;
            }
            let sought = permit.held(MobileAuthentication::TYPE, (user, whose.credential)).await?;
            let none = || Refusal::NoRecord(format!("User with extId {user} has no such mobile authentication"));
            let held = found(sought, client, user)?.transpose().ok_or_else(none)?;
            MobileAuthentication::of(&held.credential).ok_or_else(none)?;
            let authenticators = permit.credentials_of(UafKey::TYPE, user, &ALL).await?;
            let authenticators = found(authenticators, client, user)?.into_inner().items;
            let standing = permit.standing_to(&held, held.has_roles).await?;
            let change = held.delete_device(&authenticators, expected, &standing, &permit.happening())?;
            Ok(Decision::Change((), held.placed(change)))
        })
    })
    .await
}

/// Counts a signature of each of several FIDO UAF authenticators of a user. Each is counted or refused by itself.
///
/// # Errors
/// The user isn't there; the caller may not see such credentials; `broken` has rules that the request breaks.
pub async fn count_signatures(
    permit: &Permit<CredentialModify>,
    user: &str,
    keys: &[UafKey],
    broken: Vec<Breach>,
) -> Result<Vec<Result<Credential<Own>, Refusal>>, Refusal> {
    let client = permit.client().as_str();
    if permit.caller().myself::<CredentialView>(client, user).is_none() {
        permit.caller().granted_for::<CredentialView>(UafKey::TYPE)?.in_client(client)?;
    }
    found(permit.credentials_of(UafKey::TYPE, user, &ALL).await?, client, user)?;
    if !broken.is_empty() {
        return Err(Refusal::Broken(broken));
    }
    let mut counted = Vec::with_capacity(keys.len());
    for (step, key) in (0_u32..).zip(keys) {
        counted.push(count_signature(permit, user, key, step).await);
    }
    Ok(counted)
}

async fn count_signature(
    permit: &Permit<CredentialModify>,
    user: &str,
    key: &UafKey,
    step: u32,
) -> Result<Credential<Own>, Refusal> {
    let of = UafKey::TYPE;
    simply(permit, || {
        Box::pin(async move {
            let client = permit.client().as_str();
            let all = found(permit.credentials_of(of, user, &ALL).await?, client, user)?.into_inner().items;
            let named = all.into_iter().find(|credential| key.is_of(credential));
            let named = named.map(|credential| credential.ext_id.to_string()).unwrap_or_default();
            let whose = Whose { user, credential: Some(&named) };
            let held = found(permit.held(of, (user, whose.credential), None).await?, client, user)?;
            let (held, kind) = held.transpose().zip(of.kind()).ok_or_else(|| whose.none(of))?;
            let roles: Vec<&str> = permit.roles().collect();
            let (credential, change) = held.count_signature(kind, &roles, &permit.happening().step(step))?;
            Ok(Decision::Change(credential, held.placed(change)))
        })
    })
    .await
}
