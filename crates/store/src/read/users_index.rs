//! Which filters and orders of users an index answers, and the statements made of them.

use sigill_domain::list::UserField;
use sigill_domain::list::users::{Filter, Holds, Wanted};
use sigill_domain::user::Keys;
use uuid::Uuid;

use crate::error::StoreError;
use crate::sql::Composed;
use crate::value::{Cells, Value};

/// The columns of `columns::user`.
const COLUMNS: &str = "u.id, u.client_id, u.ext_id, u.login_id, u.state, u.is_technical, u.valid_from, u.valid_to, \
     u.person, u.version, u.created, u.modified";
const CREATED_MS: &str = "u.created / 1000";

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

    fn keys(self) -> Vec<&'static str> {
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
    fn is_below_person(self) -> bool {
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
    Technical(bool),
}

impl Condition {
    fn of(filter: &Filter) -> Self {
        let field = filter.field;
        match &filter.wanted {
            Wanted::Text(text) => match field {
                UserField::FamilyName | UserField::FirstName => {
                    let (from, below) = Keys::with_first_part(text);
                    Self::Range(field, from.into(), below.into())
                }
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
            Self::Is(UserField::ExtId | UserField::LoginId, _) => Some(0),
            Self::Is(UserField::Email, _) => Some(1),
            Self::FullName(_) => Some(2),
            Self::Range(UserField::FamilyName, ..) => Some(3),
            Self::Range(UserField::FirstName, ..) => Some(4),
            Self::Range(UserField::Created | UserField::LastModified, ..) => Some(5),
            Self::Technical(true) => Some(6),
            Self::Is(..) | Self::Range(..) | Self::Technical(false) => None,
        }
    }

    pub(super) fn is_unique(&self) -> bool {
        self.rank() == Some(0)
    }

    /// Whether the index that answers it also has what it leaves in this order.
    pub(super) fn serves(&self, order: Order) -> bool {
        match self {
            // One user at most.
            Self::Is(UserField::ExtId | UserField::LoginId, _) => true,
            Self::Is(UserField::Email, _) => matches!(order, Order::Created | Order::By(UserField::Email)),
            Self::FullName(_) => matches!(order, Order::Created | Order::By(UserField::FamilyName)),
            Self::Technical(true) => order == Order::Created,
            Self::Range(field, ..) => order == Order::by(*field) && order.is_indexed(),
            Self::Is(..) | Self::Technical(false) => false,
        }
    }

    fn write(&self, sql: &mut Composed) {
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
            Self::Technical(flag) => {
                sql.push(if *flag { "u.is_technical" } else { "NOT u.is_technical" });
            }
        }
    }

    fn is_below_person(&self) -> bool {
        matches!(self, Self::Is(field, _) if is_below_person(*field))
    }
}

/// The filter that leads, if an index answers one, and the others.
pub(super) fn split(filters: &[Filter]) -> (Option<Condition>, Vec<Condition>) {
    let text = |field| filters.iter().find(|filter| filter.field == field).map(|filter| &filter.wanted);
    let both = match (text(UserField::FamilyName), text(UserField::FirstName)) {
        (Some(Wanted::Text(family)), Some(Wanted::Text(first))) => Some(Keys::with_both_parts(family, first)),
        _ => None,
    };
    let mut conditions: Vec<Condition> = filters
        .iter()
        .filter(|filter| both.is_none() || !matches!(filter.field, UserField::FamilyName | UserField::FirstName))
        .map(Condition::of)
        .chain(both.clone().map(Condition::FullName))
        .collect();
    conditions.sort_by_key(|condition| condition.rank().unwrap_or(u8::MAX));
    match conditions.first() {
        Some(first) if first.rank().is_some() => (Some(conditions.remove(0)), conditions),
        _ => (None, conditions),
    }
}

/// A statement about the users of a client.
pub(super) struct Select {
    sql: Composed,
    order: Order,
}

impl Select {
    /// The users for whom all conditions hold.
    pub(super) fn users<'a>(client: Uuid, all: impl Iterator<Item = &'a Condition> + Clone, order: Order) -> Self {
        let mut sql = Composed::new("SELECT ");
        sql.push(COLUMNS);
        from(&mut sql, client, all, order.is_below_person());
        Self { sql, order }
    }

    /// Their places: creation in milliseconds, external id, and the values of the order.
    pub(super) fn places(client: Uuid, leading: Option<&Condition>, order: Order) -> Self {
        let mut sql = Composed::new("SELECT ");
        sql.push(CREATED_MS).push(", u.ext_id, ");
        sql.list(order.keys(), |sql, key| {
            sql.push(key);
        });
        from(&mut sql, client, leading.into_iter(), order.is_below_person());
        Self { sql, order }
    }

    /// The values of the order of one user.
    pub(super) fn place(client: Uuid, ext_id: String, order: Order) -> Composed {
        let mut sql = Composed::new("SELECT ");
        sql.list(order.keys(), |sql, key| {
            sql.push(key);
        });
        let user = Condition::Is(UserField::ExtId, ext_id.into());
        from(&mut sql, client, [&user].into_iter(), order.is_below_person());
        sql
    }

    pub(super) fn count<'a>(client: Uuid, all: impl Iterator<Item = &'a Condition> + Clone) -> Composed {
        let mut sql = Composed::new("SELECT count(*)");
        from(&mut sql, client, all, false);
        sql
    }

    /// As [`Select::count`], stopping at `max`. Where nothing leads, in the default order: else
    /// PostgreSQL may go through the table of all clients until it has met enough of this one.
    pub(super) fn count_up_to(client: Uuid, leading: Option<&Condition>, max: i64) -> Composed {
        let mut sql = Composed::new("SELECT count(*) FROM (SELECT 1");
        from(&mut sql, client, leading.into_iter(), false);
        if leading.is_none() {
            sql.push(" ORDER BY u.created / 1000, u.ext_id");
        }
        sql.push(" LIMIT ").bind(max).push(") counted");
        sql
    }

    /// Only those after this place.
    pub(super) fn after(&mut self, place: Option<Vec<Value>>) -> &mut Self {
        self.compare(" > ", place)
    }

    /// Only those up to this place.
    pub(super) fn until(&mut self, place: Option<Vec<Value>>) -> &mut Self {
        self.compare(" <= ", place)
    }

    fn compare(&mut self, operator: &'static str, place: Option<Vec<Value>>) -> &mut Self {
        if let Some(values) = place {
            let sql = self.sql.push(" AND (");
            sql.list(self.order.keys(), |sql, key| {
                sql.push(key);
            });
            sql.push(")").push(operator).push("(");
            sql.list(values, |sql, value| {
                sql.bind(value);
            });
            sql.push(")");
        }
        self
    }

    /// In the order, so many, without the first ones.
    pub(super) fn page(&mut self, limit: i64, offset: i64) -> Composed {
        let sql = self.sql.push(" ORDER BY ");
        sql.list(self.order.keys(), |sql, key| {
            sql.push(key);
        });
        sql.push(" LIMIT ").bind(limit);
        if offset > 0 {
            sql.push(" OFFSET ").bind(offset);
        }
        std::mem::take(sql)
    }
}

/// The view costs nothing where its own columns aren't named, but plans are easier to read without.
fn from<'a>(sql: &mut Composed, client: Uuid, all: impl Iterator<Item = &'a Condition> + Clone, is_below_person: bool) {
    let needs_view = is_below_person || all.clone().any(Condition::is_below_person);
    sql.push(if needs_view { " FROM users_flat u" } else { " FROM users u" });
    sql.push(" WHERE u.client_id = ").bind(client);
    for condition in all {
        condition.write(sql.push(" AND "));
    }
}

/// Whose users the samples are about.
#[cfg(test)]
pub(crate) const SAMPLE_CLIENT: Uuid = Uuid::from_u128(3);

/// A walk or gathering of each kind: every order, under every filter. With each goes whether it
/// should read nothing but what it answers, as an index has it; of others a small client may be sorted.
#[cfg(test)]
pub(crate) fn samples() -> Vec<(bool, Composed)> {
    use sigill_domain::list::{Parameters, UserQuery};
    let client = SAMPLE_CLIENT;
    let mut samples = Vec::new();
    for filter in [None].into_iter().chain(UserField::ALL.iter().copied().map(Some)) {
        let value = match filter.map(UserField::holds) {
            None | Some(Holds::Text) => "Muster17",
            Some(Holds::Flag) => "true",
            Some(Holds::Number) => "1",
            Some(Holds::Time) => "2023-11-14T22:13:27Z",
        };
        let given = filter.map(|field| (field.as_str(), value));
        let filters = UserQuery::read(Parameters::new(given)).unwrap().filters;
        let (leading, tried) = split(&filters);
        for order in UserField::ALL.iter().copied().map(Order::by) {
            let first = match order {
                Order::By(field) => match field.holds() {
                    Holds::Text => "m".into(),
                    Holds::Flag => false.into(),
                    Holds::Number | Holds::Time => 5.into(),
                },
                Order::Created => 1_700_000_001_000_i64.into(),
                Order::ExtId | Order::LoginId => "u2".into(),
            };
            let mut begin: Vec<Value> = vec![first];
            match order {
                Order::Created => begin.push("".into()),
                Order::ExtId | Order::LoginId => {}
                Order::By(_) => begin.extend([1_700_000_001_000_i64.into(), "".into()]),
            }
            let is_served = leading.as_ref().map_or(order.is_indexed(), |condition| condition.serves(order));
            let mut users = Select::users(client, leading.iter().chain(&tried), order);
            let is_one = leading.as_ref().is_some_and(Condition::is_unique);
            samples.push((is_served && tried.is_empty() && !is_one, users.after(Some(begin.clone())).page(101, 0)));
            if is_served && !tried.is_empty() {
                let mut places = Select::places(client, leading.as_ref(), order);
                samples.push((true, places.after(Some(begin)).page(1, 999)));
            }
            samples.push((true, Select::place(client, "u3-17".to_owned(), order)));
        }
        samples.push((false, Select::count_up_to(client, leading.as_ref(), 20_001)));
        samples.push((tried.is_empty(), Select::count(client, leading.iter().chain(&tried))));
    }
    samples
}
