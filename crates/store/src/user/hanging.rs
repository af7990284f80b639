//! What hangs on a user, and goes or changes with it.

use sigill_domain::credential::CredentialType;
use sigill_domain::ext_id::ExtId;
use sigill_domain::user::{Belonging, What};
use uuid::Uuid;

use crate::error::StoreError;
use crate::permit::Within;
use crate::sql::Sql;

/// What hangs on a user: profiles as 0, or -2 where they are archived, authorizations as -1, dispatch
/// targets as -3, credentials by the number of their type. Read after its revision, so that what is missed here has moved
/// it.
pub(super) const BELONGINGS: Sql = Sql("
    SELECT CAST(CASE WHEN p.state = 'archived' THEN -2 ELSE 0 END AS BIGINT), p.id, p.ext_id
        FROM profile p WHERE p.user_id = $1
    UNION ALL SELECT CAST(-1 AS BIGINT), a.id, a.ext_id FROM profile p JOIN authz a ON a.profile_id = p.id
        WHERE p.user_id = $1
    UNION ALL SELECT CAST(-3 AS BIGINT), d.id, d.ext_id FROM dispatch_target d WHERE d.user_id = $1
    UNION ALL SELECT k.kind, k.id, k.ext_id FROM credential k WHERE k.owner_id = $1");

/// What hangs on a user.
#[derive(Default)]
pub(super) struct Hanging {
    pub(super) profiles: Vec<Uuid>,
    pub(super) archived_profiles: Vec<Uuid>,
    pub(super) authorizations: Vec<Uuid>,
    pub(super) belongings: Vec<Belonging>,
}

/// What hangs on a user, read in one go.
pub(super) async fn belongings<R, T>(of: &Within<R, T>) -> Result<Hanging, StoreError> {
    let rows = of
        .store()
        .rows(BELONGINGS, vec![of.owner_id().into()], |cells| {
            Ok((cells.take::<i64>()?, cells.take::<Uuid>()?, cells.take::<String>()?))
        })
        .await?;
    let mut all = Hanging::default();
    for (kind, id, ext_id) in rows {
        match kind {
            0 => all.profiles.push(id),
            -1 => all.authorizations.push(id),
            -2 => all.archived_profiles.push(id),
            number => {
                let credential = What::Credential(CredentialType::from_number(number));
                let what = if number == -3 { What::DispatchTarget } else { credential };
                all.belongings.push(Belonging { id, ext_id: ExtId::from_stored(ext_id), what });
            }
        }
    }
    Ok(all)
}
