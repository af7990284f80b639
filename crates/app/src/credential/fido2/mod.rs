//! The ceremonies of FIDO2: a new credential is registered, and somebody shows one.
//!
//! A ceremony is no row: what it remembers is sealed, and its caller keeps it. That it has served is noted in the same step
//! as what it has served for, until after its end.

mod begin;
mod register;
mod show;

use sigill_domain::breach::Breach;
use sigill_domain::fido2::{Ceremony, CeremonyGone, Purpose};
use sigill_domain::time::Timestamp;
use sigill_store::Within;
use sigill_webauthn::Problem;
use uuid::Uuid;

pub use self::begin::{Begun, KnownKey, NewKey, OldKeys, begin_authentication, begin_registration};
pub use self::register::{Registering, register};
pub(super) use self::show::{chosen, read, shown};
use super::keeper::Keeper;
use crate::refusal::Refusal;

/// A ceremony as its caller keeps it.
fn sealed(keeper: Keeper<'_>, ceremony: &Ceremony, client: Uuid) -> Result<String, Refusal> {
    let text = serde_json::to_string(ceremony).map_err(|error| Refusal::Failed(error.to_string()))?;
    keeper.secrets.seal(keeper.world, &text, client)
}

/// A ceremony that is to be ended now: what was sealed of it, and whether it still serves.
async fn opened<R, T>(
    keeper: Keeper<'_>,
    (text, purpose): (&str, Purpose),
    (object, client, user): (&Within<R, T>, Uuid, Uuid),
    now: Timestamp,
) -> Result<Ceremony, Refusal> {
    // Whatever is wrong with it: it isn't one of ours.
    let plain = keeper.secrets.open(text, client).ok();
    let ceremony: Option<Ceremony> = plain.and_then(|plain| serde_json::from_str(&plain).ok());
    let ceremony = ceremony.ok_or(CeremonyGone::Other).map_err(gone)?;
    ceremony.check(purpose, user, now).map_err(gone)?;
    if object.is_used(ceremony.note().0).await? {
        return Err(gone(CeremonyGone::Used));
    }
    Ok(ceremony)
}

fn gone(why: CeremonyGone) -> Refusal {
    Refusal::Broken(vec![Breach::invalid(why.to_string())])
}

fn broken(problem: &Problem) -> Refusal {
    Refusal::Broken(vec![Breach::invalid(problem.to_string())])
}

fn invalid(why: impl Into<String>) -> Refusal {
    Refusal::Broken(vec![Breach::invalid(why)])
}
