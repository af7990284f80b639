//! Reads that requests share.
//!
//! A read of one row or a few by a key, that many ask at once, is declared by [`shared!`]: its parameters by name and
//! type, and its text. From that its texts are made when the program is compiled: for one who asks, and for several,
//! whose keys come as arrays. It is known by its type, of which there is only one.

use std::any::TypeId;

use crate::sql::Sql;
use crate::sql::template::{Template, TextPart};
use crate::value::Value;

/// What a parameter may be.
pub(crate) trait Bindable: Into<Value> {
    /// Its type in PostgreSQL.
    const POSTGRES: &'static str;
}

impl Bindable for i64 {
    const POSTGRES: &'static str = "int8";
}

impl Bindable for String {
    const POSTGRES: &'static str = "text";
}

impl Bindable for uuid::Uuid {
    const POSTGRES: &'static str = "uuid";
}

impl Bindable for bool {
    const POSTGRES: &'static str = "bool";
}

impl<T: Bindable> Bindable for Option<T>
where
    Self: Into<Value>,
{
    const POSTGRES: &'static str = T::POSTGRES;
}

/// The texts of a read that may be shared.
#[derive(Debug)]
pub(crate) struct Texts {
    /// Of no other one.
    pub(crate) id: TypeId,
    /// For one who asks.
    pub(crate) one: Sql,
    /// For several, on PostgreSQL: `$1` holds their numbers, `$2` the first values of all, and so on. Each row begins with
    /// the number of whom it is for.
    pub(crate) several: Sql,
    /// Where it comes beside the read of a caller: how many of its values are the caller's. They come first, and for
    /// several, callers and the rest are numbered by themselves: see [`crate::ahead`].
    pub(crate) of_caller: Option<usize>,
}

/// A read that may be shared, with its values. Declared by [`shared!`].
pub(crate) trait Shared: 'static {
    const TEMPLATE: Template;
    const TEXTS: &'static Texts;

    /// In the order of its parameters.
    fn values(self) -> Vec<Value>;
}

/// A read on its way.
#[derive(Clone, Debug)]
pub(crate) struct SharedRead {
    pub(crate) texts: &'static Texts,
    pub(crate) values: Vec<Value>,
}

impl<S: Shared> From<S> for SharedRead {
    fn from(shared: S) -> Self {
        Self { texts: S::TEXTS, values: shared.values() }
    }
}

impl PartialEq for SharedRead {
    /// Whether both ask the same of the same.
    fn eq(&self, other: &Self) -> bool {
        self.texts.id == other.texts.id && self.values == other.values
    }
}

/// The numbers of several, as an array that the planner can't look into. Where it can, a plan made for the few that there
/// are promises to be cheaper than the kept one, which reckons with ten; so PostgreSQL would plan every time, which
/// takes longer than everything else.
pub(crate) const NUMBERS: &str = "(SELECT $1::int8[])";

/// The text for several of a read of one.
pub(crate) const fn several(template: Template) -> [TextPart; 8] {
    [
        TextPart::Text("SELECT i.n, q.* FROM unnest("),
        TextPart::Text(NUMBERS),
        TextPart::Arrays(template.parameters, 2),
        TextPart::Text(") AS i(n"),
        TextPart::Names(template.parameters.len()),
        TextPart::Text(") CROSS JOIN LATERAL ("),
        TextPart::OfEach(template),
        TextPart::Text(") AS q"),
    ]
}

/// Declares a read that may be shared: a struct of its parameters, and its text, with the rows that stand in it. The
/// parameters stand there between braces, first in their order, since SQLite numbers them so.
macro_rules! shared {
    (
        $(#[$about:meta])* $vis:vis struct $name:ident { $($parameter:ident: $type:ty),* $(,)? }
        $text:literal $(, $alias:ident: $row:ty)* $(,)?
    ) => {
        $(#[$about])*
        $vis struct $name {
            $(pub(crate) $parameter: $type),*
        }

        impl $crate::engine::Shared for $name {
            const TEMPLATE: $crate::sql::template::Template = $crate::sql::template::Template {
                text: $text,
                rows: &[$((stringify!($alias), <$row as $crate::row::Row>::COLUMNS)),*],
                parameters: &[$($crate::sql::template::SqlParameter {
                    name: stringify!($parameter),
                    postgres_type: <$type as $crate::engine::Bindable>::POSTGRES,
                }),*],
            };
            const TEXTS: &'static $crate::engine::Texts = &$crate::engine::Texts {
                id: std::any::TypeId::of::<$name>(),
                one: $crate::sql::Sql($crate::sql::template::text!([$crate::sql::template::TextPart::Numbered(
                    <$name as $crate::engine::Shared>::TEMPLATE,
                    0
                )])),
                several: $crate::sql::Sql($crate::sql::template::text!($crate::engine::several(
                    <$name as $crate::engine::Shared>::TEMPLATE
                ))),
                of_caller: None,
            };

            fn values(self) -> Vec<$crate::value::Value> {
                vec![$(self.$parameter.into()),*]
            }
        }
    };
}
pub(crate) use shared;
