//! Units. A client has one, in which its profiles are.

use sigill_domain::unit::Unit;

use crate::row::row;
use crate::step::Step;

row! {
    impl Unit in unit { id, client_id, ext_id, is_default, created; name }
}

pub(crate) fn insert(unit: &Unit) -> Step {
    Step::insert(unit, vec![])
}
