//! A person with all of its credentials, by one statement.

use sigill_domain::client::ClientRef;
use sigill_domain::credential::{Credential, MobileSignature, Own, Typed};
use sigill_domain::policy::{ClientRules, MobileSignatureRules, Parameters};
use sigill_domain::right::{CredentialView, SignatureView, UserView};
use sigill_domain::rooms::Place;
use sigill_domain::sign_in::{Seen, SeenCredential, SeenSignature};
use sigill_domain::signing::Signature;
use sigill_domain::user::User;
use uuid::Uuid;

use super::row::UserRow;
use crate::client;
use crate::column::{self, json};
use crate::credential::row::{CredentialRow, take_any};
use crate::error::StoreError;
use crate::permit::{Noun, Permit, Sought};
use crate::row::Row;
use crate::signature::row::{SignatureRow, take_short_joined};
use crate::sought::wanted;
use crate::sql::{Sql, sql};
use crate::value::Cells;

/// Credentials that are read; a person has fewer.
const CREDENTIALS_MAX: i64 = 100;
/// Signatures that are read with a mobile signature, the newest first.
pub(crate) const SIGNATURES_MAX: i64 = 5;

/// A row for each credential, and for each of the latest signatures one.
const SEEN: Sql = sql! { "
    SELECT {c}, c.rules_rev, cp.parameters,
           {u}, o.rev,
           {k}, kp.ext_id,
           kp.parameters, (SELECT p.id FROM signature p WHERE p.pending_key = k.id), k.detail,
           {s}
    FROM client c
    LEFT JOIN policy cp ON cp.client_id = c.id AND cp.kind = 'ClientPolicy' AND cp.is_default
    LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = $1
    LEFT JOIN owner o ON o.id = u.id
    LEFT JOIN credential k ON k.owner_id = u.id
    LEFT JOIN policy kp ON kp.id = k.policy_id
    LEFT JOIN signature s ON s.credential_id = k.id AND s.created >= coalesce((
        SELECT x.created FROM signature x WHERE x.credential_id = k.id ORDER BY x.created DESC, x.id DESC
        LIMIT 1 OFFSET $2), 0)
    WHERE c.ext_id = $3 AND c.state = 'active'
    ORDER BY k.created / 1000, k.ext_id, s.created DESC, s.id DESC LIMIT $4",
c: ClientRef, u: UserRow, k: CredentialRow, s: SignatureRow };

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[SEEN];

/// One row, without what all of them have in common.
struct Line {
    credential: SeenCredential,
    typed: Option<Credential<MobileSignature>>,
    open: Option<Uuid>,
    signature: Option<Signature>,
}

/// What all rows have in common, and what this one brings.
type OneRow = (ClientRef, ClientRules, Option<(User, i64)>, Option<Line>);

fn take(cells: &mut Cells<'_>) -> Result<OneRow, StoreError> {
    let client = ClientRef::take(cells)?;
    let rules = client::row::rules(cells)?;
    let user = UserRow::take_joined(cells)?.map(User::from);
    let rev = cells.take::<Option<i64>>()?.unwrap_or_default();
    let Some(user) = user else { return Ok((client, rules, None, None)) };
    let credential: Option<Credential<Own>> = take_any(cells, &user.ext_id)?;
    let parameters: Option<Parameters> = column::take(cells)?;
    let open = cells.take()?;
    let detail: Option<String> = cells.take()?;
    let signature = take_short_joined(cells, &user.ext_id)?;
    let Some(credential) = credential else { return Ok((client, rules, Some((user, rev)), None)) };
    let typed = match detail.filter(|_| credential.detail.kind == MobileSignature::TYPE) {
        Some(detail) => Some(credential.with(json("a credential's detail", &detail)?)),
        None => None,
    };
    let line = Line { credential: SeenCredential { credential, parameters }, typed, open, signature };
    Ok((client, rules, Some((user, rev)), Some(line)))
}

/// The rows as one.
fn joined(rows: Vec<OneRow>) -> Option<(ClientRef, Option<Seen>)> {
    let mut rows = rows.into_iter();
    let (client, client_rules, user, first) = rows.next()?;
    let Some((user, rev)) = user else { return Some((client, None)) };
    let mut seen = Seen { client: client.clone(), client_rules, user, rev, credentials: Vec::new(), signature: None };
    for line in first.into_iter().chain(rows.filter_map(|(.., line)| line)) {
        let Line { credential, typed, open, signature } = line;
        if let Some(typed) = typed {
            let rules = || MobileSignatureRules::read(&credential.parameters.clone().unwrap_or_default());
            let own = seen.signature.get_or_insert_with(|| SeenSignature {
                rules: rules(),
                credential: typed,
                open,
                last: Vec::new(),
            });
            own.last.extend(signature);
        }
        if seen.credentials.last().is_none_or(|last| last.credential.id != credential.credential.id) {
            seen.credentials.push(credential);
        }
    }
    if let Some(own) = &mut seen.signature {
        own.last.truncate(usize::try_from(SIGNATURES_MAX).unwrap_or_default());
    }
    Some((client, Some(seen)))
}

impl Permit<UserView> {
    /// A person with all of its credentials and the latest signatures, where all of these rights hold for it. Without
    /// the one to see signatures, what was read of them isn't given out.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn seen(
        &self,
        credentials: &Permit<CredentialView>,
        signatures: Option<&Permit<SignatureView>>,
        user: &str,
    ) -> Result<Sought<UserView, Seen>, StoreError> {
        let values = vec![
            wanted(user).into(),
            (SIGNATURES_MAX - 1).into(),
            self.client().as_str().into(),
            (CREDENTIALS_MAX + SIGNATURES_MAX).into(),
        ];
        let join = |rows| {
            let (client, seen) = joined(rows)?;
            let place = |seen: &Seen| Place::of_user(&client, seen.user.id);
            let found = seen.map(|seen| (place(&seen), seen));
            Some((client, found))
        };
        self.seek_rows_by((SEEN, values), Noun::User, (credentials, signatures), take, join).await
    }
}
