//! The texts of a read that comes beside that of a caller.
//!
//! The columns of the caller come first, then the units of the user where the caller is held to some, then whether anything
//! was read beside it, then what. Its values are those of the caller, those of the read, the roles that give the right, the
//! client and the user.

use crate::caller::COLUMNS;
use crate::engine::{NUMBERS, Shared, Texts};
use crate::sql::template::{SqlParameter, Template, TextPart};

/// A read that may come beside that of a caller. Declared by [`ahead!`].
pub(crate) trait ReadAhead: Shared {
    /// Beside the read of [`crate::caller::HolderQuery`].
    const BESIDE_HOLDER: &'static Texts;
    /// Beside the read of [`crate::caller::NamedQuery`].
    const BESIDE_NAMED: &'static Texts;
}

/// Declares that a shared read may come beside that of a caller.
macro_rules! ahead {
    ($name:ty) => {
        impl $crate::ahead::ReadAhead for $name {
            const BESIDE_HOLDER: &'static $crate::engine::Texts =
                $crate::ahead::beside!($crate::caller::HolderQuery, $name);
            const BESIDE_NAMED: &'static $crate::engine::Texts =
                $crate::ahead::beside!($crate::caller::NamedQuery, $name);
        }
    };
}
pub(crate) use ahead;

/// The texts of a read beside that of a caller.
macro_rules! beside {
    ($caller:ty, $own:ty) => {
        &$crate::engine::Texts {
            id: std::any::TypeId::of::<($caller, $own)>(),
            one: $crate::sql::Sql($crate::sql::template::text!($crate::ahead::one(
                <$caller as $crate::engine::Shared>::TEMPLATE,
                <$own as $crate::engine::Shared>::TEMPLATE
            ))),
            several: $crate::sql::Sql($crate::sql::template::text!($crate::ahead::several(
                <$caller as $crate::engine::Shared>::TEMPLATE,
                <$own as $crate::engine::Shared>::TEMPLATE
            ))),
            of_caller: Some(<$caller as $crate::engine::Shared>::TEMPLATE.parameters.len()),
        }
    };
}
pub(crate) use beside;

/// What the condition takes, behind the values of the read itself.
const CONDITION: &[SqlParameter] = &[
    SqlParameter { name: "roles", postgres_type: "text" },
    SqlParameter { name: "client", postgres_type: "text" },
    SqlParameter { name: "user", postgres_type: "text" },
];

/// Looks at nothing where none of the caller's roles gives the right.
const LOOK: TextPart = TextPart::Text("SELECT CAST(1 AS BIGINT) AS found, x.* FROM (");

/// Behind the read. Nothing in the condition is of `x`, so that it is looked at before that is read.
const IF_IN: TextPart =
    TextPart::Text(") AS x WHERE q.c5 = 'active' AND q.c8 = 'active' AND q.c14 = ANY (string_to_array(");

/// Behind the roles.
const OF: TextPart = TextPart::Text(", ',')) AND (q.c15 OR q.c16 = ");

/// Behind the client. Without OFFSET, the condition would be taken for one of the join, and looked at after the read.
const FIRST: TextPart = TextPart::Text(") OFFSET 0");

/// The user and its units, of which nothing is read but for a caller who is held to some, and has the right.
const UNITS: TextPart = TextPart::Text(
    ") AS t ON TRUE LEFT JOIN LATERAL (SELECT min(CAST(u.id AS TEXT)) || ':' || string_agg(n.path, ',') AS units \
     FROM client c JOIN users u ON u.client_id = c.id JOIN profile p ON p.user_id = u.id JOIN unit n ON n.id = p.unit_id \
     WHERE q.c18 IS NOT NULL AND t.found IS NOT NULL AND c.ext_id = ",
);

/// Behind the client.
const OF_USER: TextPart = TextPart::Text(" AND u.ext_id = ");

const END: TextPart = TextPart::Text(") AS s ON TRUE");

/// The text for one caller.
pub(crate) const fn one(caller: Template, own: Template) -> [TextPart; 17] {
    let of_caller = caller.parameters.len();
    let roles = of_caller + own.parameters.len() + 1;
    [
        TextPart::Text("SELECT q.*, s.units, t.* FROM ("),
        TextPart::Numbered(caller, 0),
        TextPart::Text(") AS q ("),
        TextPart::Columns("", COLUMNS),
        TextPart::Text(") LEFT JOIN LATERAL ("),
        LOOK,
        TextPart::Numbered(own, of_caller),
        IF_IN,
        TextPart::Value(roles),
        OF,
        TextPart::Value(roles + 1),
        FIRST,
        UNITS,
        TextPart::Value(roles + 1),
        OF_USER,
        TextPart::Value(roles + 2),
        END,
    ]
}

/// The text for several. Many requests have one caller: each is read once.
pub(crate) const fn several(caller: Template, own: Template) -> [TextPart; 33] {
    let (of_caller, of_own) = (caller.parameters.len(), own.parameters.len());
    let numbers = of_caller + 2;
    [
        TextPart::Text("WITH caller AS MATERIALIZED (SELECT i.m, q.* FROM unnest("),
        TextPart::Text(NUMBERS),
        TextPart::Arrays(caller.parameters, 2),
        TextPart::Text(") AS i (m"),
        TextPart::Names(of_caller),
        TextPart::Text(") CROSS JOIN LATERAL ("),
        TextPart::OfEach(caller),
        TextPart::Text(") AS q ("),
        TextPart::Columns("", COLUMNS),
        TextPart::Text(")) SELECT i.n, "),
        TextPart::Columns("q.", COLUMNS),
        TextPart::Text(", s.units, t.* FROM unnest((SELECT "),
        TextPart::Value(numbers),
        TextPart::Text("::int8[]), "),
        TextPart::Value(numbers + 1),
        TextPart::Text("::int8[]"),
        TextPart::Arrays(own.parameters, numbers + 2),
        TextPart::Arrays(CONDITION, numbers + 2 + of_own),
        TextPart::Text(") AS i (n, m"),
        TextPart::Names(of_own + CONDITION.len()),
        TextPart::Text(") JOIN caller q ON q.m = i.m LEFT JOIN LATERAL ("),
        LOOK,
        TextPart::OfEach(own),
        IF_IN,
        TextPart::Column(of_own + 1),
        OF,
        TextPart::Column(of_own + 2),
        FIRST,
        UNITS,
        TextPart::Column(of_own + 2),
        OF_USER,
        TextPart::Column(of_own + 3),
        END,
    ]
}
