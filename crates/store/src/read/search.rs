//! Search: each thing that a question may mean is looked for by an index, within the clients that the
//! caller may see.

use sigill_domain::caller::ClientRoom;
use sigill_domain::client::ClientRef;
use sigill_domain::credential::CredentialType;
use sigill_domain::ext_id::ExtId;
use sigill_domain::msisdn::CallingCode;
use sigill_domain::policy::{ClientRules, Parameters};
use sigill_domain::right::UserView;
use sigill_domain::search::{HITS_MAX, Probe, Question, Why};
use sigill_domain::user::User;
use uuid::Uuid;

use super::list::in_rooms;
use super::{client, columns};
use crate::error::StoreError;
use crate::permit::{Permit, Rooms};
use crate::sql::{Composed, Sql};
use crate::value::Cells;

/// A user that was found, perhaps by one of its credentials.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    pub why: Why,
    pub client: ClientRef,
    pub user: User,
    /// The credential, where it was this that matched.
    pub credential: Option<(CredentialType, ExtId)>,
}

const USERS: &str = "SELECT c.id, c.ext_id, c.name, u.id, u.client_id, u.ext_id, u.login_id, u.state, u.is_technical, \
     u.valid_from, u.valid_to, u.person, u.properties, u.version, u.created, u.modified, CAST(NULL AS BIGINT), CAST(NULL AS TEXT) \
     FROM client c JOIN users u ON u.client_id = c.id WHERE c.state = 'active'";
const CREDENTIALS: &str = "SELECT c.id, c.ext_id, c.name, u.id, u.client_id, u.ext_id, u.login_id, u.state, \
     u.is_technical, u.valid_from, u.valid_to, u.person, u.properties, u.version, u.created, u.modified, k.kind, k.ext_id \
     FROM client c JOIN credential k ON k.client_id = c.id JOIN users u ON u.id = k.owner_id WHERE c.state = 'active'";

/// Those of one client whose name begins so, in the order of an index, so that however many there are
/// no more is read than is shown.
pub(crate) const FAMILY_NAMES: Sql = Sql("
    SELECT c.id, c.ext_id, c.name, u.id, u.client_id, u.ext_id, u.login_id, u.state, u.is_technical, u.valid_from,
           u.valid_to, u.person, u.properties, u.version, u.created, u.modified, CAST(NULL AS BIGINT), CAST(NULL AS TEXT)
    FROM users u JOIN client c ON c.id = u.client_id
    WHERE u.client_id = $1 AND u.name_key >= $2 AND u.name_key < $3
    ORDER BY u.name_key, u.created / 1000, u.ext_id LIMIT $4");

pub(crate) const FIRST_NAMES: Sql = Sql("
    SELECT c.id, c.ext_id, c.name, u.id, u.client_id, u.ext_id, u.login_id, u.state, u.is_technical, u.valid_from,
           u.valid_to, u.person, u.properties, u.version, u.created, u.modified, CAST(NULL AS BIGINT), CAST(NULL AS TEXT)
    FROM users u JOIN client c ON c.id = u.client_id
    WHERE u.client_id = $1 AND u.given_key >= $2 AND u.given_key < $3
    ORDER BY u.given_key, u.created / 1000, u.ext_id LIMIT $4");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[FAMILY_NAMES, FIRST_NAMES];

/// What has exactly the value. Such are few, whatever the clients.
fn equals(rooms: &ClientRoom, probe: &Probe) -> Option<Composed> {
    let (select, condition, value) = match probe {
        Probe::LoginId(id) => (USERS, " AND u.login_id = ", id.as_str()),
        Probe::UserExtId(id) => (USERS, " AND u.ext_id = ", id.as_str()),
        Probe::Email(address) => (USERS, " AND u.email_key = ", address.as_str()),
        Probe::CredentialExtId(id) => (CREDENTIALS, " AND k.ext_id = ", id.as_str()),
        Probe::Msisdn(number) => (CREDENTIALS, " AND k.kind = 16 AND k.lookup = ", number.as_str()),
        Probe::Identificator(value) => (CREDENTIALS, " AND k.identificator = ", value.as_str()),
        Probe::CertificateSerial(digits) => (CREDENTIALS, " AND k.cert_serial = ", digits.as_str()),
        Probe::CertificateSha256(digits) => (CREDENTIALS, " AND k.cert_sha256 = ", digits.as_str()),
        Probe::FamilyName(..) | Probe::FirstName(..) => return None,
    };
    let mut sql = Composed::new(select);
    in_rooms(&mut sql, rooms);
    sql.push(condition).bind(value).push(" LIMIT ").bind(i64::from(HITS_MAX));
    Some(sql)
}

/// The clients that have anybody whose name begins so. The subquery is one look into an index per
/// client, and neither engine can make anything else of it.
fn clients_with(rooms: &ClientRoom, least: &'static str, from: &str, below: &str) -> Composed {
    let mut sql = Composed::new("SELECT c.id FROM client c WHERE c.state = 'active'");
    in_rooms(&mut sql, rooms);
    sql.push(" AND (SELECT min(").push(least).push(") FROM users u WHERE u.client_id = c.id AND ");
    sql.push(least).push(" >= ").bind(from).push(" AND ").push(least).push(" < ").bind(below);
    sql.push(") IS NOT NULL ORDER BY c.ext_id LIMIT ").bind(i64::from(HITS_MAX));
    sql
}

/// The parameters of the clients' policies.
fn policies(rooms: &ClientRoom) -> Composed {
    let mut sql = Composed::new(
        "SELECT p.parameters FROM client c \
         JOIN policy p ON p.client_id = c.id AND p.kind = 'ClientPolicy' AND p.is_default WHERE c.state = 'active'",
    );
    in_rooms(&mut sql, rooms);
    sql
}

fn hit(why: Why, cells: &mut Cells<'_>) -> Result<Option<Hit>, StoreError> {
    let client = columns::client_ref(cells)?;
    let Some(user) = columns::user(cells)? else { return Ok(None) };
    let credential = match (cells.take::<Option<i64>>()?, cells.take::<Option<String>>()?) {
        (Some(kind), Some(ext_id)) => Some((columns::credential_type(kind)?, ExtId::from_stored(ext_id))),
        _ => None,
    };
    Ok(Some(Hit { why, client, user, credential }))
}

impl Permit<UserView, Rooms> {
    /// Whether any of these clients is there.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn has_clients(&self) -> Result<bool, StoreError> {
        let (sql, values) = client::count(&self.scope.clients).finish();
        Ok(self.store().row(sql, values, |cells| cells.take::<i64>()).await? > Some(0))
    }

    /// Everything that the question finds: [`HITS_MAX`] of each kind at most, in the order of the kinds.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn search(&self, question: &Question) -> Result<Vec<Hit>, StoreError> {
        let countries = if question.is_national_number() { self.countries().await? } else { Vec::new() };
        let mut hits: Vec<Hit> = Vec::new();
        for probe in question.probes(&countries) {
            for hit in self.probe(&probe).await? {
                let of_kind = hits.iter().filter(|other| other.why == hit.why).count();
                if of_kind < HITS_MAX as usize && !hits.contains(&hit) {
                    hits.push(hit);
                }
            }
        }
        hits.sort_by_key(|hit| hit.why);
        Ok(hits)
    }

    async fn probe(&self, probe: &Probe) -> Result<Vec<Hit>, StoreError> {
        let why = probe.why();
        let (least, select, from, below) = match probe {
            Probe::FamilyName(from, below) => ("u.name_key", FAMILY_NAMES, from, below),
            Probe::FirstName(from, below) => ("u.given_key", FIRST_NAMES, from, below),
            probe => {
                let Some(sql) = equals(&self.scope.clients, probe) else { return Ok(Vec::new()) };
                let (sql, values) = sql.finish();
                let found = self.store().rows(sql, values, move |cells| hit(why, cells)).await?;
                return Ok(found.into_iter().flatten().collect());
            }
        };
        let (sql, values) = clients_with(&self.scope.clients, least, from, below).finish();
        let clients: Vec<Uuid> = self.store().rows(sql, values, |cells| cells.take()).await?;
        let mut hits = Vec::new();
        for client in clients {
            let missing = i64::from(HITS_MAX) - i64::try_from(hits.len()).unwrap_or(i64::MAX);
            if missing <= 0 {
                break;
            }
            let values = vec![client.into(), from.as_str().into(), below.as_str().into(), missing.into()];
            hits.extend(self.store().rows(select, values, move |cells| hit(why, cells)).await?.into_iter().flatten());
        }
        Ok(hits)
    }

    /// Where the clients' national numbers are at home.
    async fn countries(&self) -> Result<Vec<CallingCode>, StoreError> {
        let (sql, values) = policies(&self.scope.clients).finish();
        let read = |cells: &mut Cells<'_>| {
            let parameters: Parameters = columns::json("a client policy's parameters", &cells.take::<String>()?)?;
            Ok(ClientRules::country(&parameters))
        };
        let mut countries = Vec::new();
        for country in self.store().rows(sql, values, read).await?.into_iter().flatten() {
            if !countries.contains(&country) {
                countries.push(country);
            }
        }
        Ok(countries)
    }
}

/// Every statement of a search, for all clients and for some.
#[cfg(test)]
pub(crate) fn samples() -> Vec<Composed> {
    let some = ["c3", "c5"].map(|id| ExtId::from_stored(id.to_owned())).to_vec();
    let mut samples = Vec::new();
    for rooms in [ClientRoom::Global, ClientRoom::Only(some)] {
        for q in ["41791000017", "u3-17", "a17@example.com", "id-17", "a17", &"f1".repeat(32), "muster"] {
            let probes = Question::read(Some(q)).unwrap().probes(&[]);
            samples.extend(probes.iter().filter_map(|probe| equals(&rooms, probe)));
        }
        for least in ["u.name_key", "u.given_key"] {
            samples.push(clients_with(&rooms, least, "muster", "mustes"));
        }
        samples.push(policies(&rooms));
    }
    samples
}
