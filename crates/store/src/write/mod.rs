//! How a [`Change`] becomes rows.
//!
//! A change is data; this turns it into [`Step`]s that name tables and columns once. Each engine
//! renders them: one PostgreSQL statement, or a savepoint's worth of SQLite ones.

mod steps;

use sigill_domain::change::{Change, Guard};
use sigill_domain::rooms::UnitPath;
use sigill_domain::standing::Witness;

pub(crate) use self::steps::steps as of;
use crate::application::write::REGISTER;
use crate::error::{CommitError, StoreError};
use crate::event;
use crate::permit::Placed;
use crate::sql::Sql;
use crate::step::Step;

/// The steps of a change: its guard first, its events last.
fn steps<R>(change: &Change<R>, mut units: Vec<&UnitPath>) -> Vec<Step> {
    let mut steps = match change.guard.clone() {
        Guard::Owner { id, rev, .. } => vec![Step::Bump { table: "owner", id, rev }],
        Guard::ClientAndOwner { client_id, client_rev, id, rev, .. } => {
            let too = Step::BumpToo { table: "client", id: client_id, rev: client_rev };
            vec![Step::Bump { table: "owner", id, rev }, too]
        }
        Guard::OwnerGoes { id, rev, .. } => vec![Step::Goes { table: "owner", id, rev }],
        Guard::Client { id, rev } | Guard::ClientGoes { id, rev, .. } => vec![Step::Bump { table: "client", id, rev }],
        Guard::ClientRules { id, rev, facts } => vec![Step::BumpRules { id, rev, facts }],
        Guard::ClientAlive { id } => vec![Step::ClientAlive { id }],
        Guard::Register { rev } => vec![Step::Bump { table: "register", id: REGISTER, rev }],
        Guard::Nothing => vec![],
    };
    if let Some(rules) = change.rules {
        steps.push(Step::Rules { client_id: rules.client_id, rev: rules.rev });
    }
    steps.extend(change.guard.witness().map(|Witness { user_id, client_id, rev }| Step::Stays {
        user_id,
        client_id,
        rev,
    }));
    // What belongs to a client is guarded by its revision, which every move of a unit moves.
    let is_of_user = matches!(change.guard, Guard::Owner { .. } | Guard::OwnerGoes { .. } | Guard::ClientAlive { .. });
    if is_of_user && !units.is_empty() {
        units.sort_by(|one, other| one.as_str().cmp(other.as_str()));
        units.dedup();
        steps.push(Step::UnitsStand { paths: units.into_iter().map(|unit| unit.as_str().to_owned()).collect() });
    }
    for write in &change.writes {
        steps.extend(of(write, change.rules));
    }
    steps.extend(change.events.iter().map(event::row::insert));
    steps
}

pub(crate) const EVENT_EXISTS: Sql = Sql("SELECT 1 FROM event WHERE id = $1");

impl<R> Placed<R> {
    /// Applies the change in one atomic step.
    ///
    /// # Errors
    /// [`CommitError::Moved`]: read and decide again. [`CommitError::Unknown`]: ask
    /// [`Placed::took_effect`] first. [`StoreError::Failed`] where it is about another place than where it was decided;
    /// then nothing was written.
    pub async fn commit(&self) -> Result<(), CommitError> {
        self.store().apply(steps(self.checked()?, self.units())).await
    }

    /// Whether a change whose answer was lost has been applied.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn took_effect(&self) -> Result<bool, StoreError> {
        let Some(event) = self.events().first() else { return Ok(false) };
        Ok(self.store().row(EVENT_EXISTS, vec![event.id.into()], |_| Ok(())).await?.is_some())
    }
}
