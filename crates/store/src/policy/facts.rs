//! The facts that new rules of a client need, as conditions.

use sigill_domain::msisdn::CallingCode;
use sigill_domain::policy::Facts;

use crate::value::Value;

/// A part of a condition.
pub(crate) enum ConditionPart {
    Text(&'static str),
    Value(Value),
}

const MOBILES_DIFFER: &str = "NOT EXISTS (SELECT 1 FROM users WHERE users.client_id = client.id \
     AND mobile IS NOT NULL GROUP BY mobile HAVING count(*) > 1)";

/// How national numbers, which are stored with their leading zero, are made international ones: what stands in the place
/// of their first characters, and from which one on they are kept. Without a country they stay as they are.
pub(crate) fn national(country: Option<CallingCode>) -> (String, i64) {
    let (code, replaced) = country.map(CallingCode::replaces).unwrap_or_default();
    (code, i64::try_from(replaced).unwrap_or_default() + 1)
}

/// No two mobile signatures have one number.
fn msisdns_differ(country: Option<CallingCode>) -> [ConditionPart; 5] {
    let (code, from) = national(country);
    [
        ConditionPart::Text(
            "NOT EXISTS (SELECT 1 FROM credential WHERE credential.client_id = client.id AND kind = 16 \
             AND lookup IS NOT NULL GROUP BY CASE WHEN substr(lookup, 1, 1) = '0' THEN ",
        ),
        ConditionPart::Value(code.into()),
        ConditionPart::Text(" || substr(lookup, CAST("),
        ConditionPart::Value(from.into()),
        ConditionPart::Text(" AS INTEGER)) ELSE lookup END HAVING count(*) > 1)"),
    ]
}

/// The conditions, each begun with `AND`, for a statement about the row of the client.
pub(crate) fn conditions(facts: Facts) -> Vec<ConditionPart> {
    let mut parts = Vec::new();
    if facts.msisdns_differ {
        parts.push(ConditionPart::Text(" AND "));
        parts.extend(msisdns_differ(facts.country));
    }
    if facts.mobiles_differ {
        parts.extend([ConditionPart::Text(" AND "), ConditionPart::Text(MOBILES_DIFFER)]);
    }
    parts
}
