//! Search by who is held to units: what is found at all is little, and is told with its units, so that what is outside is
//! left out here. To ask for the units in each statement takes PostgreSQL ten times as long, to plan it.

use std::sync::Arc;

use sigill_domain::client::ClientRef;
use sigill_domain::right::UserView;
use sigill_domain::rooms::{Place, Room, Rooms, Spots, UnitPath};
use sigill_domain::search::{HITS_MAX, Probe, Why};

use super::probe::{Hit, Units, hit, selects};
use crate::error::StoreError;
use crate::permit::Permit;
use crate::sql::{Sql, sql};
use crate::user::row::UserRow;
use crate::value::Cells;

/// As [`super::FAMILY_NAMES`], with the units of each.
pub(crate) const FAMILY_NAMES_IN_UNITS: Sql = sql! { "
    SELECT CAST($1 AS BIGINT), {c}, {u}, CAST(NULL AS BIGINT),
           CAST(NULL AS TEXT),
           (SELECT string_agg(un.path, ',') FROM profile up JOIN unit un ON un.id = up.unit_id WHERE up.user_id = u.id)
    FROM users u JOIN client c ON c.id = u.client_id
    WHERE u.client_id = $2 AND u.name_key >= $3 AND u.name_key < $4
    ORDER BY u.name_key, u.created / 1000, u.ext_id LIMIT $5", c: ClientRef, u: UserRow };

/// As [`super::FIRST_NAMES`], with the units of each.
pub(crate) const FIRST_NAMES_IN_UNITS: Sql = sql! { "
    SELECT CAST($1 AS BIGINT), {c}, {u}, CAST(NULL AS BIGINT),
           CAST(NULL AS TEXT),
           (SELECT string_agg(un.path, ',') FROM profile up JOIN unit un ON un.id = up.unit_id WHERE up.user_id = u.id)
    FROM users u JOIN client c ON c.id = u.client_id
    WHERE u.client_id = $2 AND u.given_key >= $3 AND u.given_key < $4
    ORDER BY u.given_key, u.created / 1000, u.ext_id LIMIT $5", c: ClientRef, u: UserRow };

/// So many of a name are looked at, one by one, before the database looks for those in the units.
pub(super) const NAMES_TRIED: usize = 100;

/// What a row has found, where it is in the rooms: its units are told behind it.
pub(super) fn told(whys: &[Why], rooms: &Rooms, cells: &mut Cells<'_>) -> Result<(i64, Option<Hit>), StoreError> {
    let (number, hit) = hit(whys, cells)?;
    let paths = cells.take::<Option<String>>()?.unwrap_or_default();
    let paths = paths.split(',').filter(|path| !path.is_empty()).map(|path| UnitPath::from_stored(path.to_owned()));
    let units = Spots::In(paths.collect());
    let is_inside = |hit: &Hit| {
        let place = Place { units: units.clone(), ..Place::of_user(&hit.client, hit.user.id) };
        rooms.all().iter().any(|room| room.has(&place))
    };
    Ok((number, hit.filter(is_inside)))
}

impl Permit<UserView, Rooms> {
    /// Whether a room of the permit is of some units only.
    pub(super) fn is_held_to_units(&self) -> bool {
        self.scope.all().iter().any(|room| room.units != Room::Global)
    }

    /// What the probes find within the rooms. Who is held to units looks at what is found at all; where that is as much as
    /// is shown, and some of it is outside, the database looks for what is inside.
    pub(super) async fn together(
        &self,
        probes: &[(i64, &Probe)],
        whys: &Arc<[Why]>,
    ) -> Result<Vec<(i64, Hit)>, StoreError> {
        if !self.is_held_to_units() {
            return self.asked(probes, whys).await;
        }
        let mut all = Vec::new();
        for sql in selects(&self.scope, Units::Told, probes) {
            let (whys, rooms) = (Arc::clone(whys), self.scope.clone());
            all.extend(self.rows(sql, move |cells| told(&whys, &rooms, cells)).await?);
        }
        let is_short = |number: i64| {
            let of_probe = || all.iter().filter(move |(other, _)| *other == number);
            of_probe().count() >= HITS_MAX as usize && of_probe().any(|(_, hit)| hit.is_none())
        };
        let (short, whole): (Vec<_>, Vec<_>) = probes.iter().partition(|(number, _)| is_short(*number));
        let is_whole = |number: i64| whole.iter().any(|(other, _)| *other == number);
        let found = all.into_iter().filter(|(number, _)| is_whole(*number));
        let mut found: Vec<_> = found.filter_map(|(number, hit)| Some((number, hit?))).collect();
        found.extend(self.asked(&short, whys).await?);
        Ok(found)
    }
}
