//! Which filters and orders of users an index answers.

use sigill_domain::list::users::{Holds, UserFilter, Wanted};
use sigill_domain::list::{UserField, UserQuery};
use sigill_domain::rooms::{Room, UnitPath};
use sigill_domain::user::SearchKeys;

use crate::error::StoreError;
use crate::sql::Composed;
use crate::value::{Cells, Value};

pub(super) const CREATED_MS: &str = "u.created / 1000";

/// The text by which a field is sorted, never null, since a page's beginning is compared with it.
const fn key(field: UserField) -> &'static str {
    match field {
        UserField::ExtId => "u.ext_id",
        UserField::LoginId => "u.login_id",
        UserField::IsTechnicalUser => "u.is_technical",
        UserField::Title => "u.title",
        UserField::FirstName => "u.given_key",
        UserField::FamilyName => "u.name_key",
        UserField::BirthDate => "u.birth_date",
        UserField::AddressLine1 => "u.address_line_1",
        UserField::AddressLine2 => "u.address_line_2",
        UserField::PostalCode => "u.postal_code",
        UserField::City => "u.city",
        UserField::Street => "u.street",
        UserField::HouseNumber => "u.house_number",
        UserField::CountryCode => "u.country_code",
        UserField::PostOfficeBoxText => "u.post_office_box_text",
        UserField::PostOfficeBoxNumber => "u.post_office_box_number",
        UserField::DwellingNumber => "u.dwelling_number",
        UserField::Locality => "u.locality",
        UserField::Telephone => "u.telephone",
        UserField::Telefax => "u.telefax",
        UserField::Mobile => "u.mobile",
        UserField::Email => "u.email_key",
        // Before every time that there is.
        UserField::ValidFrom => "coalesce(u.valid_from, -9223372036854775807)",
        UserField::ValidTo => "coalesce(u.valid_to, -9223372036854775807)",
        UserField::Remarks => "u.remarks",
        UserField::Version => "u.version",
        UserField::Created => CREATED_MS,
        UserField::LastModified => "u.modified",
    }
}

/// In which order users come: by a field, then by creation in milliseconds and external id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Created,
    ExtId,
    /// Unique in itself.
    LoginId,
    By(UserField),
}

impl Order {
    pub(super) fn by(field: UserField) -> Self {
        match field {
            UserField::Created => Self::Created,
            UserField::ExtId => Self::ExtId,
            UserField::LoginId => Self::LoginId,
            field => Self::By(field),
        }
    }

    /// Whether an index has all users of a client in this order.
    pub(super) fn is_indexed(self) -> bool {
        match self {
            Self::Created | Self::ExtId | Self::LoginId => true,
            Self::By(field) => matches!(
                field,
                UserField::FamilyName | UserField::FirstName | UserField::Email | UserField::LastModified
            ),
        }
    }

    pub(super) fn keys(self) -> Vec<&'static str> {
        match self {
            Self::Created => vec![CREATED_MS, "u.ext_id"],
            Self::ExtId => vec!["u.ext_id"],
            Self::LoginId => vec!["u.login_id"],
            Self::By(field) => vec![key(field), CREATED_MS, "u.ext_id"],
        }
    }

    /// The values of [`Order::keys`].
    pub(super) fn take(self, cells: &mut Cells<'_>) -> Result<Vec<Value>, StoreError> {
        let first = match self {
            Self::Created => return Ok(vec![cells.take::<i64>()?.into(), cells.take::<String>()?.into()]),
            Self::ExtId | Self::LoginId => return Ok(vec![cells.take::<String>()?.into()]),
            Self::By(field) => match field.holds() {
                Holds::Text => cells.take::<String>()?.into(),
                Holds::Flag => cells.take::<bool>()?.into(),
                Holds::Number | Holds::Time => cells.take::<i64>()?.into(),
            },
        };
        Ok(vec![first, cells.take::<i64>()?.into(), cells.take::<String>()?.into()])
    }

    /// Whether it is by a field that has no column.
    pub(super) fn is_below_person(self) -> bool {
        matches!(self, Self::By(field) if is_below_person(field))
    }
}

/// Whether a field is only in the `person` of a user, and so in the view.
fn is_below_person(field: UserField) -> bool {
    field.holds() == Holds::Text
        && !matches!(
            field,
            UserField::ExtId | UserField::LoginId | UserField::FirstName | UserField::FamilyName | UserField::Email
        )
}

/// One condition on a user.
#[derive(Clone, Debug)]
pub(super) enum Condition {
    Is(UserField, Value),
    /// From the first value to below the second.
    Range(UserField, Value, Value),
    /// Family name and first name.
    FullName(String),
    /// The login id, whatever the case: that of one user, or of the few whose ids differ in nothing else.
    LoginId(String),
    /// What a provisioning client calls the user.
    ExternalId(String),
    Technical(bool),
    /// In one of these units, or below one: found by the units.
    InUnits(Room<UnitPath>),
    /// The same, asked of each user.
    TriedInUnits(Room<UnitPath>),
}

impl Condition {
    fn of(filter: &UserFilter) -> Self {
        let field = filter.field;
        match &filter.wanted {
            Wanted::Text(text) => match field {
                UserField::FamilyName | UserField::FirstName => {
                    let (from, below) = SearchKeys::with_first_part(text);
                    Self::Range(field, from.into(), below.into())
                }
                UserField::LoginId => Self::LoginId(text.to_ascii_lowercase()),
                UserField::Email => Self::Is(field, sigill_domain::fold::fold(text).into()),
                _ => Self::Is(field, text.as_str().into()),
            },
            Wanted::Flag(flag) => Self::Technical(*flag),
            Wanted::Number(number) => Self::Is(field, (*number).into()),
            Wanted::Second(time) => {
                let (unit, from) = match field {
                    UserField::Created => (1_000, time.seconds().saturating_mul(1_000)),
                    _ => (1_000_000, time.seconds().saturating_mul(1_000_000)),
                };
                Self::Range(field, from.into(), from.saturating_add(unit).into())
            }
        }
    }

    /// The better an index narrows by it, the lower; `None`: none does.
    fn rank(&self) -> Option<u8> {
        match self {
            Self::Is(UserField::ExtId, _) | Self::LoginId(_) | Self::ExternalId(_) => Some(0),
            Self::Is(UserField::Email, _) => Some(1),
            Self::FullName(_) => Some(2),
            Self::Range(UserField::FamilyName, ..) => Some(3),
            Self::Range(UserField::FirstName, ..) => Some(4),
            Self::Range(UserField::Created | UserField::LastModified, ..) => Some(5),
            Self::Technical(true) => Some(6),
            Self::InUnits(_) => Some(7),
            Self::Is(..) | Self::Range(..) | Self::Technical(false) | Self::TriedInUnits(_) => None,
        }
    }

    /// The same, where another one leads, or an order is walked.
    pub(super) fn tried(self) -> Self {
        match self {
            Self::InUnits(room) => Self::TriedInUnits(room),
            other => other,
        }
    }

    /// Whether it leaves one user, or very few.
    pub(super) fn is_unique(&self) -> bool {
        self.rank() == Some(0)
    }

    /// Whether the index that answers it also has what it leaves in this order.
    pub(super) fn serves(&self, order: Order) -> bool {
        match self {
            // One user, or very few.
            Self::Is(UserField::ExtId, _) | Self::LoginId(_) | Self::ExternalId(_) => true,
            Self::Is(UserField::Email, _) => matches!(order, Order::Created | Order::By(UserField::Email)),
            Self::FullName(_) => matches!(order, Order::Created | Order::By(UserField::FamilyName)),
            Self::Technical(true) => order == Order::Created,
            Self::Range(field, ..) => order == Order::by(*field) && order.is_indexed(),
            Self::Is(..) | Self::Technical(false) | Self::InUnits(_) | Self::TriedInUnits(_) => false,
        }
    }

    pub(super) fn write(&self, sql: &mut Composed) {
        match self {
            Self::Is(field, value) => {
                sql.push(key(*field)).push(" = ").bind(value.clone());
            }
            Self::Range(field, from, below) => {
                sql.push(key(*field)).push(" >= ").bind(from.clone()).push(" AND ");
                sql.push(key(*field)).push(" < ").bind(below.clone());
            }
            Self::FullName(key) => {
                sql.push("u.name_key = ").bind(key.as_str());
            }
            Self::LoginId(folded) => {
                sql.push("lower(u.login_id) = ").bind(folded.as_str());
            }
            Self::ExternalId(id) => {
                sql.push("u.external_id = ").bind(id.as_str());
            }
            Self::Technical(flag) => {
                sql.push(if *flag { "u.is_technical" } else { "NOT u.is_technical" });
            }
            Self::InUnits(room) => {
                sql.push("u.id IN (SELECT up.user_id FROM unit un JOIN profile up ON up.unit_id = un.id WHERE TRUE");
                sql.in_units("un.path", room);
                sql.push(")");
            }
            Self::TriedInUnits(room) => {
                sql.push("TRUE");
                sql.user_in_units("u.id", room);
            }
        }
    }

    pub(super) fn is_below_person(&self) -> bool {
        matches!(self, Self::Is(field, _) if is_below_person(*field))
    }
}

/// The filter that leads, if an index answers one, and the others; only users in these units.
pub(super) fn split(query: &UserQuery, units: &Room<UnitPath>) -> (Option<Condition>, Vec<Condition>) {
    let filters = &query.filters;
    let text = |field| filters.iter().find(|filter| filter.field == field).map(|filter| &filter.wanted);
    let both = match (text(UserField::FamilyName), text(UserField::FirstName)) {
        (Some(Wanted::Text(family)), Some(Wanted::Text(first))) => Some(SearchKeys::with_both_parts(family, first)),
        _ => None,
    };
    let mut conditions: Vec<Condition> = filters
        .iter()
        .filter(|filter| both.is_none() || !matches!(filter.field, UserField::FamilyName | UserField::FirstName))
        .map(Condition::of)
        .chain(both.clone().map(Condition::FullName))
        .chain(query.external_id.clone().map(Condition::ExternalId))
        .chain((*units != Room::Global).then(|| Condition::InUnits(units.clone())))
        .collect();
    conditions.sort_by_key(|condition| condition.rank().unwrap_or(u8::MAX));
    match conditions.first() {
        Some(first) if first.rank().is_some() => {
            let leading = conditions.remove(0);
            (Some(leading), conditions.into_iter().map(Condition::tried).collect())
        }
        _ => (None, conditions),
    }
}
