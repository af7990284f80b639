//! The facts that new rules of a client need, as conditions.

use sigill_domain::policy::Facts;

const MSISDNS_DIFFER: &str = "NOT EXISTS (SELECT 1 FROM credential WHERE credential.client_id = client.id AND kind = 16 \
     AND lookup IS NOT NULL GROUP BY lookup HAVING count(*) > 1)";

const MOBILES_DIFFER: &str = "NOT EXISTS (SELECT 1 FROM users WHERE users.client_id = client.id \
     AND mobile IS NOT NULL GROUP BY mobile HAVING count(*) > 1)";

const NO_NUMBERS: &str = "NOT EXISTS (SELECT 1 FROM credential WHERE credential.client_id = client.id AND kind = 16)";

/// The conditions, for a statement about the row of the client.
pub(super) fn conditions(facts: Facts) -> impl Iterator<Item = &'static str> {
    let all = [
        (facts.msisdns_differ, MSISDNS_DIFFER),
        (facts.mobiles_differ, MOBILES_DIFFER),
        (facts.no_numbers, NO_NUMBERS),
    ];
    all.into_iter().filter_map(|(is_needed, condition)| is_needed.then_some(condition))
}
