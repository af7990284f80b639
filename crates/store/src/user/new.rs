//! What a decision on a new user needs.

use sigill_domain::client::ClientRef;
use sigill_domain::ext_id::ExtId;
use sigill_domain::profile::takes_profiles;
use sigill_domain::property::Defined;
use sigill_domain::right::{System, UserCreate};
use sigill_domain::rooms::Place;
use sigill_domain::unit::Unit;
use sigill_domain::user::NewUser;

use crate::client;
use crate::column;
use crate::error::StoreError;
use crate::permit::{Everywhere, Permit, Scope, Sought};
use crate::policy;
use crate::row::Row;
use crate::sought::{wanted, wanted_optional};
use crate::sql::{Sql, sql};
use crate::unit::row::UnitRow;
use crate::value::Value;

const NEW_USER: Sql = sql! { "
    SELECT {c}, c.rules_rev, p.parameters, u.id, u.ext_id, u.path, pp.ext_id, pp.parameters,
           EXISTS (SELECT 1 FROM users x WHERE x.client_id = c.id AND x.ext_id = $1),
           EXISTS (SELECT 1 FROM users x WHERE x.client_id = c.id AND x.login_id = $2)
    FROM client c
    LEFT JOIN policy pp ON pp.client_id = c.id AND pp.kind = 'ProfilePolicy' AND pp.is_default
    JOIN unit u ON u.client_id = c.id AND u.is_default
    LEFT JOIN policy p ON p.client_id = c.id AND p.kind = 'ClientPolicy' AND p.is_default
    WHERE c.ext_id = $3 AND c.state = 'active'", c: ClientRef };

/// For a new user with a profile in a unit, or in the default one where none is named.
const NEW_IDENTITY: Sql = sql! { "
    SELECT {c}, c.rules_rev, p.parameters, pp.ext_id, pp.parameters,
           EXISTS (SELECT 1 FROM users x WHERE x.client_id = c.id AND x.ext_id = $1),
           EXISTS (SELECT 1 FROM users x WHERE x.client_id = c.id AND x.login_id = $2),
           EXISTS (SELECT 1 FROM profile x WHERE x.client_id = c.id AND x.ext_id = $3),
           {n}
    FROM client c
    LEFT JOIN policy pp ON pp.client_id = c.id AND pp.kind = 'ProfilePolicy' AND pp.is_default
    LEFT JOIN unit n ON n.client_id = c.id AND (n.ext_id = $4 OR (CAST($4 AS TEXT) IS NULL AND n.is_default))
    LEFT JOIN policy p ON p.client_id = c.id AND p.kind = 'ClientPolicy' AND p.is_default
    WHERE c.ext_id = $5 AND c.state = 'active'", c: ClientRef, n: UnitRow };

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[NEW_USER, NEW_IDENTITY];

/// Whom it is about: a client, and the external id and the login id that the user is to have.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    client: &'a str,
    ext_id: Option<&'a str>,
    login_id: Option<&'a str>,
}

impl Wanted<'_> {
    fn ids(&self) -> [Value; 2] {
        // Without a login id the external id becomes it.
        let login_id = self.login_id.or(self.ext_id).filter(|id| !id.contains('\0')).map(str::to_owned);
        [wanted_optional(self.ext_id).into(), login_id.into()]
    }
}

/// In which unit the profile of a new user is to be.
#[derive(Clone, Copy)]
enum InUnit<'a> {
    /// In the one that the caller names.
    Named(&'a str),
    /// In the one that the profile policy names, if it takes profiles.
    OfPolicy(&'a str),
    /// In the one that the profile policy names, which isn't known yet; else in the default one.
    Open,
    /// In the default one, whatever the policy says.
    Default,
}

/// A new user, the unit of its profile where that is there, and whether another profile has the wanted external id.
type Identity = (NewUser, Option<Unit>, bool);

/// Where nothing is made yet: who registers somebody must reach where the profile goes, which is asked when that is known.
fn is_open(new: &NewUser) -> bool {
    new.defaults.as_ref().is_some_and(|defaults| defaults.rules.unit.is_some())
}

fn unit_of_policy<R, T>(sought: &Sought<R, T>, new: fn(&T) -> &NewUser) -> Option<String> {
    let Sought::There(there) = sought else { return None };
    new(there).defaults.as_ref()?.rules.unit.clone()
}

async fn new_user<R, S: Scope>(permit: &Permit<R, S>, of: Wanted<'_>) -> Result<Sought<R, NewUser>, StoreError> {
    let [ext_id, login_id] = of.ids();
    let sought = permit
        .seek_client((NEW_USER, vec![ext_id, login_id, of.client.into()]), |cells| {
            let client = ClientRef::take(cells)?;
            let rules = client::row::rules(cells)?;
            let (unit_id, unit_ext_id) = (cells.take()?, column::take(cells)?);
            let in_unit = Place::of_unit(&client, column::take(cells)?);
            let defaults = policy::defaults(&client, cells)?;
            let new_user = NewUser {
                client,
                rules,
                unit_id,
                unit_ext_id,
                defaults,
                ext_id_taken: cells.take()?,
                login_id_taken: cells.take()?,
                mobile_taken: false,
                defined: Defined::default(),
            };
            Ok((if is_open(&new_user) { Place::of_client(&new_user.client) } else { in_unit }, new_user))
        })
        .await?;
    match unit_of_policy(&sought, |new| new) {
        Some(unit) => Ok(in_unit_of_policy(permit, of, None, &unit).await?.map(|(new, ..)| new)),
        None => Ok(sought),
    }
}

/// In the unit that the profile policy names; in the default one where it isn't there, or takes no profiles.
async fn in_unit_of_policy<R, S: Scope>(
    permit: &Permit<R, S>,
    of: Wanted<'_>,
    profile: Option<&str>,
    unit: &str,
) -> Result<Sought<R, Identity>, StoreError> {
    let sought = identity(permit, of, profile, InUnit::OfPolicy(unit)).await?;
    if !matches!(&sought, Sought::There(there) if there.1.is_none()) {
        return Ok(sought);
    }
    let sought = identity(permit, of, profile, InUnit::Default).await?;
    Ok(sought.map(|(mut new, unit, is_taken)| {
        new.defaults.iter_mut().for_each(|defaults| defaults.unit_is_gone = true);
        (new, unit, is_taken)
    }))
}

async fn identity<R, S: Scope>(
    permit: &Permit<R, S>,
    of: Wanted<'_>,
    profile: Option<&str>,
    unit: InUnit<'_>,
) -> Result<Sought<R, Identity>, StoreError> {
    let [ext_id, login_id] = of.ids();
    let named = match unit {
        InUnit::Named(unit) | InUnit::OfPolicy(unit) => Some(unit),
        InUnit::Open | InUnit::Default => None,
    };
    let (by_policy, may_be_open) = (matches!(unit, InUnit::OfPolicy(_)), matches!(unit, InUnit::Open));
    let (profile, named) = (wanted_optional(profile), wanted_optional(named));
    let values = vec![ext_id, login_id, profile.into(), named.into(), of.client.into()];
    permit
        .seek_client((NEW_IDENTITY, values), move |cells| {
            let client = ClientRef::take(cells)?;
            let rules = client::row::rules(cells)?;
            let defaults = policy::defaults(&client, cells)?;
            let (ext_id_taken, login_id_taken, is_taken) = (cells.take()?, cells.take()?, cells.take()?);
            let unit = UnitRow::take_joined(cells)?.map(Unit::from);
            let unit = unit.filter(|unit| !by_policy || takes_profiles(unit).is_ok());
            let unit_id = unit.as_ref().map(|unit| unit.id).unwrap_or_default();
            let unit_ext_id =
                unit.as_ref().map_or_else(|| ExtId::from_stored(String::new()), |unit| unit.ext_id.clone());
            let new = NewUser {
                client,
                rules,
                unit_id,
                unit_ext_id,
                defaults,
                ext_id_taken,
                login_id_taken,
                mobile_taken: false,
                defined: Defined::default(),
            };
            let place = match &unit {
                Some(unit) if !may_be_open || !is_open(&new) => Place::of_unit(&new.client, unit.path.clone()),
                // Nothing is made.
                _ => Place::of_client(&new.client),
            };
            Ok((place, (new, unit, is_taken)))
        })
        .await
}

impl Permit<UserCreate> {
    /// What a decision on a new user needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn new_user(
        &self,
        ext_id: Option<&str>,
        login_id: Option<&str>,
    ) -> Result<Sought<UserCreate, NewUser>, StoreError> {
        new_user(self, Wanted { client: self.client().as_str(), ext_id, login_id }).await
    }

    /// What a decision on a new user with a profile needs: the unit, where it is there, and whether another profile has the
    /// wanted external id. A unit that is outside of the caller's rooms is as one that isn't there.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn new_identity(
        &self,
        (ext_id, login_id): (Option<&str>, Option<&str>),
        (profile, unit): (Option<&str>, Option<&str>),
    ) -> Result<(Sought<UserCreate, NewUser>, Option<Unit>, bool), StoreError> {
        let of = Wanted { client: self.client().as_str(), ext_id, login_id };
        let mut sought = identity(self, of, profile, unit.map_or(InUnit::Open, InUnit::Named)).await?;
        match (unit, unit_of_policy(&sought, |(new, ..)| new)) {
            (Some(_), _) if matches!(sought, Sought::Outside(_)) => {
                sought = identity(self, of, profile, InUnit::Named("")).await?;
            }
            (None, Some(unit)) => sought = in_unit_of_policy(self, of, profile, &unit).await?,
            _ => {}
        }
        let within = match sought.or_gone() {
            Ok(within) => within,
            Err(gone) => return Ok((gone.into(), None, false)),
        };
        let (_, unit, is_taken) = &*within;
        let (unit, is_taken) = (unit.clone(), *is_taken);
        Ok((Sought::There(within.map(|(user, ..)| user)), unit, is_taken))
    }
}

impl Permit<System, Everywhere> {
    /// As for a caller with the right to create users.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn new_user(&self, client: &str, ext_id: Option<&str>) -> Result<Sought<System, NewUser>, StoreError> {
        new_user(self, Wanted { client: &wanted(client), ext_id, login_id: None }).await
    }
}
