//! Statements.

mod roomed;
pub(crate) mod template;

use std::borrow::Cow;
use std::fmt::Write;

pub(crate) use self::roomed::Roomed;
use crate::value::Value;

/// The text of a read, one for both engines. Placeholders are `$1`, `$2`, … and first occur in
/// that order, since SQLite numbers them so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sql(pub(crate) &'static str);

/// The text of a read with the columns of rows in it: `{u}` stands for those of the row that is given for the alias `u`.
///
/// `sql! { "SELECT {c}, {u}, o.rev FROM …", c: ClientRef, u: UserRef }`; what reads it takes the rows in that order.
macro_rules! sql {
    ($text:literal, $($alias:ident: $row:ty),+ $(,)?) => {{
        const TEMPLATE: crate::sql::template::Template = crate::sql::template::Template {
            text: $text,
            rows: &[$((stringify!($alias), <$row as crate::row::Row>::COLUMNS)),+],
            parameters: &[],
        };
        crate::sql::Sql(crate::sql::template::text!([crate::sql::template::TextPart::Numbered(TEMPLATE, 0)]))
    }};
}

pub(crate) use sql;

/// What the engines run: a constant, which they keep prepared, or a text made for one request, of
/// which there may be too many kinds to keep.
#[derive(Clone, Debug)]
pub(crate) struct Text(pub(crate) Cow<'static, str>);

impl From<Sql> for Text {
    fn from(sql: Sql) -> Self {
        Self(Cow::Borrowed(sql.0))
    }
}

impl Text {
    pub(crate) fn is_kept(&self) -> bool {
        matches!(self.0, Cow::Borrowed(_))
    }
}

/// A statement in the making, with its values. Only constants and placeholders become its text. It can't be run before it
/// is held to rooms: [`Roomed`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Composed {
    text: String,
    values: Vec<Value>,
}

impl Composed {
    pub(crate) fn new(text: &'static str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }

    pub(crate) fn push(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// The next placeholder with its value.
    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        // Writing to a String can't fail.
        let _ = write!(self.text, "${}", self.values.len());
        self
    }

    /// Texts or placeholders with commas between them.
    pub(crate) fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut one: impl FnMut(&mut Self, T),
    ) -> &mut Self {
        for (n, item) in items.into_iter().enumerate() {
            self.push(if n == 0 { "" } else { ", " });
            one(self, item);
        }
        self
    }

    /// Only for [`Roomed`].
    fn finish(self) -> (Text, Vec<Value>) {
        (Text(Cow::Owned(self.text)), self.values)
    }
}
