//! Examples of the statements about users, for tests of all of them.

use sigill_domain::list::users::Holds;
use sigill_domain::list::{Parameters, UserField, UserQuery};
use sigill_domain::rooms::{Room, UnitPath};
use uuid::Uuid;

use super::index::{Condition, Order, split};
use super::select::Select;
use crate::sql::Roomed;
use crate::value::Value;

/// Whose users the samples are about.
pub(crate) const SAMPLE_CLIENT: Uuid = Uuid::from_u128(3);

/// A walk or gathering of each kind: every order, under every filter. With each goes whether it
/// should read nothing but what it answers, as an index has it; of others a small client may be sorted.
pub(crate) fn samples() -> Vec<(bool, Roomed)> {
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
        let query = UserQuery::read(Parameters::new(given)).unwrap();
        let (leading, tried) = split(&query, &Room::Global);
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
            let is_one = leading.as_ref().is_some_and(Condition::is_unique);
            for descends in [false, true] {
                let users = Select::users(client, leading.iter().chain(&tried), order).descending(descends);
                samples.push((is_served && tried.is_empty() && !is_one, users.after(Some(begin.clone())).page(101, 0)));
            }
            if is_served && !tried.is_empty() {
                let places = Select::places(client, leading.as_ref(), order);
                samples.push((true, places.after(Some(begin)).page(1, 999)));
            }
            samples.push((true, Select::place(client, "u3-17".to_owned(), order)));
        }
        // The same for who is held to fifty units.
        let (of_units, tried_too) =
            split(&query, &Room::Only((1..=50).map(|n| UnitPath::root(Uuid::from_u128(n))).collect()));
        let all = || of_units.iter().chain(&tried_too);
        samples.push((false, Select::users(client, all(), Order::Created).page(101, 0)));
        samples.push((false, Select::count_up_to(client, of_units.as_ref(), 20_001)));
        samples.push((false, Select::count(client, all())));
        samples.push((false, Select::count_up_to(client, leading.as_ref(), 20_001)));
        samples.push((tried.is_empty(), Select::count(client, leading.iter().chain(&tried))));
    }
    let provisioned =
        UserQuery { external_id: Some("x17".to_owned()), ..UserQuery::read(Parameters::new([])).unwrap() };
    let (leading, tried) = split(&provisioned, &Room::Global);
    let users = Select::users(client, leading.iter().chain(&tried), Order::Created);
    samples.push((false, users.page(101, 0)));
    samples
}
