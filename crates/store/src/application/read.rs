//! Applications.

use sigill_domain::application::{Application, Applications, HeldApplication};
use sigill_domain::list::{Listed, Page, Token};
use sigill_domain::right::{ApplicationCreate, ApplicationDelete, ApplicationModify, ApplicationView, Right};

use sigill_domain::rooms::Room;
use uuid::Uuid;

use crate::client::read::client_ref;
use crate::engine::Store;
use crate::error::StoreError;
use crate::list::{begin, reach};
use crate::permit::{Everywhere, OfApplication, OfApplications, Permit, Placeless, Rooms, Sought};
use crate::row::Row;
use crate::sought::{named, wanted, wanted_optional};
use crate::sql::{Composed, Roomed, Sql, sql};

/// What a decision on a new application needs. A dead one keeps its id and name until it is purged.
const NEW: Sql = Sql("
    SELECT register.rev,
           EXISTS (SELECT 1 FROM application WHERE ext_id = $1),
           EXISTS (SELECT 1 FROM application WHERE name = $2),
           (SELECT count(*) FROM application)
    FROM register");

/// Another application with the wanted name: `$1` may be `NULL`, which is nobody's.
const HELD: Sql = sql! { "
    SELECT register.rev, EXISTS (SELECT 1 FROM application x WHERE x.name = $1 AND x.id <> a.id),
           {a}
    FROM register CROSS JOIN application a WHERE a.ext_id = $2 AND a.state = 'active'", a: Application };

const ONE: Sql = sql! { "
    SELECT {a}
    FROM application a WHERE a.ext_id = $1 AND a.state = 'active'", a: Application };

/// They are a thousand at most.
const LIST: Sql = sql! { "
    SELECT {a}
    FROM application a
    WHERE a.state = 'active' AND a.created / 1000 >= $1 AND (a.created / 1000, a.ext_id) > ($1, $2)
    ORDER BY a.created / 1000, a.ext_id LIMIT $3", a: Application };

const COUNT: Sql = Sql("SELECT count(*) FROM application a WHERE a.state = 'active'");

/// This server's own is every client's.
const OF_CLIENT: Sql = sql! { "
    SELECT {a}
    FROM application a
    WHERE a.state = 'active' AND a.created / 1000 >= $1 AND (a.created / 1000, a.ext_id) > ($1, $2)
      AND (a.ext_id = 'nevisIdm' OR EXISTS (
          SELECT 1 FROM application_client ac WHERE ac.application_id = a.id AND ac.client_id = $3))
    ORDER BY a.created / 1000, a.ext_id LIMIT $4", a: Application };

const COUNT_OF_CLIENT: Sql = Sql("
    SELECT 1 + count(*) FROM application_client ac
    WHERE ac.client_id = $1
      AND EXISTS (SELECT 1 FROM application a WHERE a.id = ac.application_id AND a.state = 'active')");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[NEW, HELD, ONE, LIST, COUNT, OF_CLIENT, COUNT_OF_CLIENT];

/// The rights by which an application is changed, for all clients.
pub trait OnApplications: Right {}
impl OnApplications for ApplicationModify {}
impl OnApplications for ApplicationDelete {}

impl Permit<ApplicationCreate, Everywhere> {
    /// What a decision on a new application needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn applications_for(&self, ext_id: Option<&str>, name: Option<&str>) -> Result<Applications, StoreError> {
        let values = vec![wanted_optional(ext_id).into(), named(name).into()];
        let found = self.store().row(NEW, values, |cells| {
            Ok(Applications {
                rev: cells.take()?,
                ext_id_taken: cells.take()?,
                name_taken: cells.take()?,
                count: cells.take()?,
            })
        });
        found.await?.ok_or_else(|| StoreError::Failed("the register has no row".to_owned()))
    }
}

impl<R: OnApplications> Permit<R, OfApplications> {
    /// An application of the permit, with what a decision on it needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_application(
        &self,
        ext_id: &str,
        name: Option<&str>,
    ) -> Result<Option<OfApplication<HeldApplication>>, StoreError> {
        let values = vec![named(name).into(), wanted(ext_id).into()];
        let read = |cells: &mut crate::value::Cells<'_>| {
            let (rev, name_taken) = (cells.take()?, cells.take()?);
            Ok(HeldApplication { rev, name_taken, application: Application::take(cells)? })
        };
        let held = self.store().row(HELD, values, read).await?;
        Ok(held.and_then(|held| {
            let id = held.application.id;
            self.of_application(held, id)
        }))
    }
}

impl Permit<ApplicationView, Rooms> {
    /// An application, if it is in the caller's rooms. They are the same for every client.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn application(&self, ext_id: &str) -> Result<Option<Application>, StoreError> {
        let store = self.beyond_rooms(Placeless::Applications);
        let found = store.row(ONE, vec![wanted(ext_id).into()], Application::take).await?;
        Ok(found.filter(|found| self.scope.applications_of(None).has(&found.id)))
    }

    /// A page of the applications in the caller's rooms. They are the same for every client.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn applications(&self, page: &Page) -> Result<Listed<Application>, StoreError> {
        let (created_ms, ext_id) = begin(page);
        let store = self.beyond_rooms(Placeless::Applications);
        let room = self.scope.applications_of(None);
        if room != Room::Global {
            return listed_in(store, &room, None, page).await;
        }
        let values = vec![created_ms.into(), ext_id.into(), reach(page).into()];
        let mut listed = cut(store.rows(LIST, values, Application::take).await?, page);
        if page.with_total {
            listed.total = store.row(COUNT, vec![], |cells| cells.take()).await?;
        }
        Ok(listed)
    }
}

impl Permit<ApplicationView> {
    /// A page of the applications that the client has.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn applications_of_client(
        &self,
        page: &Page,
    ) -> Result<Sought<ApplicationView, Listed<Application>>, StoreError> {
        let client = match client_ref(self).await?.or_gone() {
            Ok(client) => client,
            Err(gone) => return Ok(gone.into()),
        };
        let room = self.applications_room();
        if room != Room::Global {
            let listed = listed_in(client.store(), &room, Some(client.client_id()), page).await?;
            return Ok(Sought::There(client.map(|_| listed)));
        }
        let (created_ms, ext_id) = begin(page);
        let values = vec![created_ms.into(), ext_id.into(), client.client_id().into(), reach(page).into()];
        let mut listed = cut(client.store().rows(OF_CLIENT, values, Application::take).await?, page);
        if page.with_total {
            let values = vec![client.client_id().into()];
            listed.total = client.store().row(COUNT_OF_CLIENT, values, |cells| cells.take()).await?;
        }
        Ok(Sought::There(client.map(|_| listed)))
    }
}

/// As [`LIST`] and [`OF_CLIENT`], of those in a room, which never has this server's own.
fn list_in(room: &Room<Uuid>, client: Option<Uuid>, page: &Page) -> Roomed {
    const SOME: Sql = sql! { "SELECT {a} FROM application a WHERE a.state = 'active'", a: Application };
    let (created_ms, ext_id) = begin(page);
    let mut sql = Composed::new(SOME.0).of_applications_in("a.id", room);
    had_by(&mut sql, client);
    sql.push(" AND (a.created / 1000, a.ext_id) > (").bind(created_ms).push(", ").bind(ext_id);
    sql.push(") ORDER BY a.created / 1000, a.ext_id LIMIT ").bind(reach(page));
    sql
}

fn count_in(room: &Room<Uuid>, client: Option<Uuid>) -> Roomed {
    let begun = Composed::new("SELECT count(*) FROM application a WHERE a.state = 'active'");
    let mut sql = begun.of_applications_in("a.id", room);
    had_by(&mut sql, client);
    sql
}

fn had_by(sql: &mut Roomed, client: Option<Uuid>) {
    if let Some(client) = client {
        sql.push(" AND EXISTS (SELECT 1 FROM application_client ac WHERE ac.application_id = a.id AND ac.client_id = ");
        sql.bind(client).push(")");
    }
}

async fn listed_in(
    store: &Store,
    room: &Room<Uuid>,
    client: Option<Uuid>,
    page: &Page,
) -> Result<Listed<Application>, StoreError> {
    let (sql, values) = list_in(room, client, page).finish();
    let mut listed = cut(store.rows(sql, values, Application::take).await?, page);
    if page.with_total {
        let (sql, values) = count_in(room, client).finish();
        listed.total = store.rows(sql, values, |cells| cells.take()).await?.into_iter().next();
    }
    Ok(listed)
}

#[cfg(test)]
pub(crate) fn samples() -> Vec<Roomed> {
    let room = Room::Only((1..=3).map(Uuid::from_u128).collect());
    let client = Some(crate::user::list::samples::SAMPLE_CLIENT);
    let of = |client| [list_in(&room, client, &Page::first(10)), count_in(&room, client)];
    [None, client].into_iter().flat_map(of).collect()
}

fn cut(applications: Vec<Application>, page: &Page) -> Listed<Application> {
    Listed::cut(applications, page.limit, |last| Token::of(last.created, &last.ext_id).to_string())
}
