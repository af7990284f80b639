//! What is stored sealed, wherever it is, for a master key to be left behind.

use sigill_domain::right::System;
use uuid::Uuid;

use crate::error::StoreError;
use crate::permit::{Everywhere, Permit};
use crate::sql::Sql;

/// Where something sealed is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeepsSealed {
    /// Secrets of credentials.
    Secrets,
    /// Messages that wait to be sent.
    Messages,
    /// Answers that are kept for repeated requests.
    Answers,
    /// Values of custom properties, as JSON in a column of their own or among other members.
    Properties(Holders),
}

/// A table whose rows may have values of custom properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holders {
    Applications,
    Credentials,
    EnterpriseRoles,
    Profiles,
    ProfilesForApplications,
    Roles,
    Units,
    Users,
}

/// How it is read and written.
struct Place {
    /// A page of all rows by internal key, from behind one, each with what is sealed in it: so a page reads no more rows than
    /// it has.
    page: Sql,
    /// What somebody else has written meanwhile stays.
    put: Sql,
}

macro_rules! place {
    ($table:literal, $column:literal) => {
        Place {
            page: Sql(concat!(
                "SELECT t.id, t.",
                $column,
                " FROM ",
                $table,
                " t WHERE t.id > $1 ORDER BY t.id LIMIT $2"
            )),
            put: Sql(concat!("UPDATE ", $table, " SET ", $column, " = $1 WHERE id = $2 AND ", $column, " = $3")),
        }
    };
    // The pattern stands in no text of a person: in JSON, quotes within a text are escaped.
    ($table:literal, JSON $column:literal) => {
        Place {
            page: Sql(concat!(
                "SELECT t.id, CASE WHEN t.",
                $column,
                " LIKE '%\"sealed\":{%' THEN t.",
                $column,
                " END FROM ",
                $table,
                " t WHERE t.id > $1 ORDER BY t.id LIMIT $2"
            )),
            put: Sql(concat!("UPDATE ", $table, " SET ", $column, " = $1 WHERE id = $2 AND ", $column, " = $3")),
        }
    };
}

const SECRETS: Place = place!("credential", "secret");
/// Those that are over have no words any more.
const MESSAGES: Place = place!("message", "sealed");
const ANSWERS: Place = place!("kept_answer", "body");
const APPLICATIONS: Place = place!("application", JSON "properties");
const CREDENTIALS: Place = place!("credential", JSON "detail");
const ENTERPRISE_ROLES: Place = place!("erole", JSON "properties");
const PROFILES: Place = place!("profile", JSON "properties");
const OF_PROFILES: Place = place!("profile_application", JSON "properties");
const ROLES: Place = place!("app_role", JSON "properties");
const UNITS: Place = place!("unit", JSON "properties");
const USERS: Place = place!("users", JSON "properties");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[
    SECRETS.page,
    SECRETS.put,
    MESSAGES.page,
    MESSAGES.put,
    ANSWERS.page,
    ANSWERS.put,
    APPLICATIONS.page,
    APPLICATIONS.put,
    CREDENTIALS.page,
    CREDENTIALS.put,
    ENTERPRISE_ROLES.page,
    ENTERPRISE_ROLES.put,
    PROFILES.page,
    PROFILES.put,
    OF_PROFILES.page,
    OF_PROFILES.put,
    ROLES.page,
    ROLES.put,
    UNITS.page,
    UNITS.put,
    USERS.page,
    USERS.put,
];

impl KeepsSealed {
    /// All places.
    pub const ALL: [Self; 11] = [
        Self::Secrets,
        Self::Messages,
        Self::Answers,
        Self::Properties(Holders::Applications),
        Self::Properties(Holders::Credentials),
        Self::Properties(Holders::EnterpriseRoles),
        Self::Properties(Holders::Profiles),
        Self::Properties(Holders::ProfilesForApplications),
        Self::Properties(Holders::Roles),
        Self::Properties(Holders::Units),
        Self::Properties(Holders::Users),
    ];

    const fn place(self) -> Place {
        match self {
            Self::Secrets => SECRETS,
            Self::Messages => MESSAGES,
            Self::Answers => ANSWERS,
            Self::Properties(Holders::Applications) => APPLICATIONS,
            Self::Properties(Holders::Credentials) => CREDENTIALS,
            Self::Properties(Holders::EnterpriseRoles) => ENTERPRISE_ROLES,
            Self::Properties(Holders::Profiles) => PROFILES,
            Self::Properties(Holders::ProfilesForApplications) => OF_PROFILES,
            Self::Properties(Holders::Roles) => ROLES,
            Self::Properties(Holders::Units) => UNITS,
            Self::Properties(Holders::Users) => USERS,
        }
    }
}

impl Permit<System, Everywhere> {
    /// A page of the rows of a place by internal key, from behind one, with what they keep; `None` where nothing of it is
    /// sealed.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn sealed_after(
        &self,
        of: KeepsSealed,
        id: Uuid,
        rows_max: i64,
    ) -> Result<Vec<(Uuid, Option<String>)>, StoreError> {
        let values = vec![id.into(), rows_max.into()];
        self.store().rows(of.place().page, values, |cells| Ok((cells.take()?, cells.take()?))).await
    }

    /// Puts another sealed form of the same in the place of this one; `false` where that isn't there any more. No event:
    /// nothing has changed for anybody.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn reseal(
        &self,
        of: KeepsSealed,
        id: Uuid,
        (before, after): (String, String),
    ) -> Result<bool, StoreError> {
        Ok(self.store().execute(of.place().put, vec![after.into(), id.into(), before.into()]).await? > 0)
    }
}
