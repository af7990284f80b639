//! What a search looks for, and what a row of it has found.

use sigill_domain::client::ClientRef;
use sigill_domain::credential::CredentialType;
use sigill_domain::ext_id::ExtId;
use sigill_domain::rooms::{ClientRoom, DataRoom, Room};
use sigill_domain::search::{HITS_MAX, Probe, Why};
use sigill_domain::user::User;

use crate::column;
use crate::error::StoreError;
use crate::permit::Rooms;
use crate::row::Row;
use crate::sql::{Composed, Roomed, Sql, sql};
use crate::user::row::UserRow;
use crate::value::Cells;

/// A user that was found, perhaps by one of its credentials.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// What it was found by.
    pub why: Why,
    /// The client of the user.
    pub client: ClientRef,
    /// The user; it is also who has the credential.
    pub user: User,
    /// The credential, where it was this that matched.
    pub credential: Option<(CredentialType, ExtId)>,
}

/// What is selected of a hit; with the credential, where it is one that is looked for.
const HIT: Sql = sql! { "{c}, {u}", c: ClientRef, u: UserRow };

const LIMIT: &str = " LIMIT 20";
const _: () = assert!(HITS_MAX == 20, "LIMIT has it as text");

/// Values that one statement has at most.
const VALUES_MAX: usize = 1_000;

/// Who is held to units: are they asked for in the statement, or are the units of what it finds told with it?
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Units {
    Asked,
    Told,
}

/// Where a value is looked for: as the index has it that begins with it, whatever the client; and within clients.
fn place(probe: &Probe) -> ([&'static str; 2], Found) {
    match probe {
        Probe::LoginId(_) => (["lower(u.login_id)"; 2], Found::User),
        Probe::UserExtId(_) => (["(u.ext_id || '')", "u.ext_id"], Found::User),
        Probe::Email(_) => (["u.email_key <> '' AND (u.email_key || '')", "u.email_key"], Found::User),
        Probe::FamilyName(..) => (["(u.name_key || '')", "u.name_key"], Found::User),
        Probe::FirstName(..) => (["(u.given_key || '')", "u.given_key"], Found::User),
        Probe::CredentialExtId(_) => (["k.ext_id"; 2], Found::Credential),
        Probe::Msisdn(_) | Probe::NationalMsisdn { .. } => {
            (["k.kind = 16 AND (k.lookup || '')", "k.kind = 16 AND k.lookup"], Found::Credential)
        }
        Probe::Identificator(_) => (["k.identificator"; 2], Found::Credential),
        Probe::CertificateSerial(_) => (["k.cert_serial"; 2], Found::Credential),
        Probe::CertificateSha256(_) => (["k.cert_sha256"; 2], Found::Credential),
    }
}

#[derive(Clone, Copy)]
enum Found {
    User,
    Credential,
}

/// What a probe finds in all rooms, with its number. In all clients, by its value; in some, in each of them, since a value
/// such as `admin` may be in very many others.
pub(super) fn select(mut sql: Composed, (rooms, units): (&Rooms, Units), number: i64, probe: &Probe) -> Roomed {
    let is_global = is_everywhere(rooms);
    let ([anywhere, within], found) = place(probe);
    let place = if is_global { anywhere } else { within };
    sql.push("SELECT * FROM (SELECT CAST(").bind(number).push(" AS BIGINT) AS probe, ").push(HIT.0);
    sql.push(match found {
        Found::User => ", CAST(NULL AS BIGINT) AS kind, CAST(NULL AS TEXT) AS credential",
        Found::Credential => ", k.kind, k.ext_id AS credential",
    });
    if units == Units::Told {
        sql.push(", (SELECT string_agg(un.path, ',') FROM profile up JOIN unit un ON un.id = up.unit_id");
        sql.push(" WHERE up.user_id = u.id) AS units");
    }
    // SQLite reads the tables in the order in which they stand.
    sql.push(" FROM ");
    sql.push(match (found, is_global) {
        (Found::User, true) => "users u CROSS JOIN client c WHERE c.id = u.client_id AND ",
        (Found::User, false) => "client c CROSS JOIN users u WHERE u.client_id = c.id AND ",
        (Found::Credential, true) => {
            "credential k CROSS JOIN users u CROSS JOIN client c WHERE u.id = k.owner_id AND c.id = k.client_id AND "
        }
        (Found::Credential, false) => {
            "client c CROSS JOIN credential k CROSS JOIN users u WHERE k.client_id = c.id AND u.id = k.owner_id AND "
        }
    });
    let mut order = "";
    match probe {
        Probe::FamilyName(from, below) | Probe::FirstName(from, below) => {
            sql.push(place).push(" >= ").bind(from.as_str()).push(" AND ");
            sql.push(place).push(" < ").bind(below.as_str());
            order = if matches!(probe, Probe::FamilyName(..)) {
                " ORDER BY (u.name_key || ''), u.id"
            } else {
                " ORDER BY (u.given_key || ''), u.id"
            };
        }
        Probe::LoginId(value)
        | Probe::Email(value)
        | Probe::Msisdn(value)
        | Probe::NationalMsisdn { digits: value, .. }
        | Probe::Identificator(value)
        | Probe::CertificateSerial(value)
        | Probe::CertificateSha256(value) => {
            sql.push(place).push(" = ").bind(value.as_str());
        }
        Probe::UserExtId(id) | Probe::CredentialExtId(id) => {
            sql.push(place).push(" = ").bind(id.as_str());
        }
    }
    // By itself, since SQLite would make a filter of all active clients first where it expects many users.
    sql.push(" AND (SELECT a.state FROM client a WHERE a.id = u.client_id) = 'active'");
    let mut sql = match units {
        Units::Asked => sql.of_users_in(rooms),
        Units::Told => sql.of_clients_in(rooms),
    };
    sql.push(order).push(LIMIT).push(") AS found");
    sql
}

/// Whether every user is in the rooms.
pub(crate) fn is_everywhere(rooms: &Rooms) -> bool {
    rooms.covers(&Rooms::of_clients(ClientRoom::Global))
}

/// What the probes find, each with its number; in few statements, since each is a round trip.
pub(super) fn selects(rooms: &Rooms, which: Units, probes: &[(i64, &Probe)]) -> Vec<Roomed> {
    let clients = |room: &DataRoom| if let ClientRoom::Only(clients) = &room.clients { clients.len() } else { 0 };
    let units = |room: &DataRoom| match &room.units {
        Room::Only(units) if which == Units::Asked => units.len() + 1,
        _ => 0,
    };
    let values = 3 + rooms.all().iter().map(|room| clients(room) + units(room)).sum::<usize>();
    let at_once = (VALUES_MAX / values).max(1);
    let statement = |probes: &[(i64, &Probe)]| {
        probes.iter().fold(None, |before: Option<Roomed>, (number, probe)| {
            let begun = before.map_or_else(Composed::default, Roomed::and_all_of);
            Some(select(begun, (rooms, which), *number, probe))
        })
    };
    probes.chunks(at_once).filter_map(statement).collect()
}

pub(super) fn hit(whys: &[Why], cells: &mut Cells<'_>) -> Result<(i64, Option<Hit>), StoreError> {
    let number: i64 = cells.take()?;
    let why = usize::try_from(number).ok().and_then(|number| whys.get(number)).copied();
    let Some(why) = why else { return Err(StoreError::Failed(format!("nobody looked for {number}"))) };
    let client = ClientRef::take(cells)?;
    let user = UserRow::take_joined(cells)?.map(User::from);
    let credential = match (cells.take::<Option<i64>>()?, cells.take::<Option<String>>()?) {
        (Some(kind), Some(ext_id)) => Some((column::read(kind)?, ExtId::from_stored(ext_id))),
        _ => None,
    };
    Ok((number, user.map(|user| Hit { why, client, user, credential })))
}
