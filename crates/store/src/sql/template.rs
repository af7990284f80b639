//! Statements that are put together when the program is compiled: lists of columns, named parameters, parts.
//!
//! What is wrong with one doesn't compile: a name that isn't given, or a brace without the other one.

/// An alias of a table in a statement, and the columns that are read of it.
pub(crate) type ListedColumns = (&'static str, &'static [&'static str]);

/// A parameter of a statement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SqlParameter {
    pub(crate) name: &'static str,
    pub(crate) postgres_type: &'static str,
}

/// A statement with names between braces: `SELECT {u} FROM users u WHERE u.ext_id = {user}`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Template {
    pub(crate) text: &'static str,
    /// Aliases that become lists: `u.id,u.ext_id`.
    pub(crate) rows: &'static [ListedColumns],
    /// In the order of their values.
    pub(crate) parameters: &'static [SqlParameter],
}

/// A part of a text.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TextPart {
    /// As it stands.
    Text(&'static str),
    /// A statement whose values come after so many others: `$3`.
    Numbered(Template, usize),
    /// A statement about one of several, whose values are columns of `i`: `i.p3`.
    OfEach(Template),
    /// The value of this place: `$3`.
    Value(usize),
    /// The column of `i` for the value of this place: `i.p3`.
    Column(usize),
    /// `, $3::text[]` for each parameter, of which the first has this place.
    Arrays(&'static [SqlParameter], usize),
    /// `, p1, p2` and so on, so many, as [`TextPart::OfEach`] calls them.
    Names(usize),
    /// `c1, c2` and so on, so many, each behind the text.
    Columns(&'static str, usize),
}

/// The text of the parts.
macro_rules! text {
    ($parts:expr) => {{
        const PARTS: &[$crate::sql::template::TextPart] = &$parts;
        const BYTES: [u8; $crate::sql::template::length(PARTS)] = $crate::sql::template::bytes(PARTS);
        const TEXT: &str = $crate::sql::template::checked(&BYTES);
        TEXT
    }};
}
pub(crate) use text;

/// How many bytes the parts have.
pub(crate) const fn length(parts: &[TextPart]) -> usize {
    let mut out = Out { bytes: [], length: 0, last: 0, is_blank: false, is_line: false, is_quoted: false };
    out.parts(parts);
    out.end();
    out.length
}

/// The bytes of the parts, of which there are `N`.
pub(crate) const fn bytes<const N: usize>(parts: &[TextPart]) -> [u8; N] {
    let mut out = Out { bytes: [0; N], length: 0, last: 0, is_blank: false, is_line: false, is_quoted: false };
    out.parts(parts);
    out.end();
    out.bytes
}

/// What is made of whole texts is one.
pub(crate) const fn checked(bytes: &'static [u8]) -> &'static str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => "",
    }
}

/// Where parts are written to. What has no room is counted only.
struct Out<const N: usize> {
    bytes: [u8; N],
    length: usize,
    last: u8,
    /// Blanks came last, of which one is written if it is needed.
    is_blank: bool,
    /// A line ended among them.
    is_line: bool,
    is_quoted: bool,
}

impl<const N: usize> Out<N> {
    /// Engines look for what they have prepared by all of its text, at each request: so there are no line breaks, and no
    /// blanks that say nothing.
    const fn byte(&mut self, byte: u8) {
        if !self.is_quoted && matches!(byte, b' ' | b'\n') {
            self.is_blank = true;
            self.is_line |= byte == b'\n';
            return;
        }
        let is_needed = !matches!(self.last, b',' | b'=' | b'(') && !matches!(byte, b',' | b'=' | b')');
        if self.is_blank && is_needed {
            self.push(b' ');
        }
        (self.is_blank, self.is_line) = (false, false);
        self.is_quoted ^= byte == b'\'';
        self.push(byte);
    }

    /// What ends with a blank goes on elsewhere.
    const fn end(&mut self) {
        if self.is_blank && !self.is_line {
            self.push(b' ');
        }
    }

    const fn push(&mut self, byte: u8) {
        if self.length < N {
            self.bytes[self.length] = byte;
        }
        self.length += 1;
        self.last = byte;
    }

    const fn text(&mut self, text: &str) {
        self.between(text.as_bytes(), 0, text.len());
    }

    const fn between(&mut self, text: &[u8], mut at: usize, end: usize) {
        while at < end {
            self.byte(text[at]);
            at += 1;
        }
    }

    /// In decimal.
    const fn number(&mut self, number: usize) {
        if number >= 10 {
            self.number(number / 10);
        }
        self.byte(b'0' + (number % 10) as u8);
    }

    const fn value(&mut self, place: usize) {
        self.byte(b'$');
        self.number(place);
    }

    const fn column(&mut self, place: usize) {
        self.text("i.p");
        self.number(place);
    }

    const fn parts(&mut self, parts: &[TextPart]) {
        let mut n = 0;
        while n < parts.len() {
            self.part(parts[n]);
            n += 1;
        }
    }

    const fn part(&mut self, part: TextPart) {
        match part {
            TextPart::Text(text) => self.text(text),
            TextPart::Numbered(template, after) => self.template(template, Some(after)),
            TextPart::OfEach(template) => self.template(template, None),
            TextPart::Value(place) => self.value(place),
            TextPart::Column(place) => self.column(place),
            TextPart::Arrays(parameters, first) => {
                let mut n = 0;
                while n < parameters.len() {
                    self.text(", ");
                    self.value(first + n);
                    self.text("::");
                    self.text(parameters[n].postgres_type);
                    self.text("[]");
                    n += 1;
                }
            }
            TextPart::Names(count) => {
                let mut n = 1;
                while n <= count {
                    self.text(", p");
                    self.number(n);
                    n += 1;
                }
            }
            TextPart::Columns(of, count) => {
                let mut n = 1;
                while n <= count {
                    self.text(if n == 1 { "" } else { ", " });
                    self.text(of);
                    self.byte(b'c');
                    self.number(n);
                    n += 1;
                }
            }
        }
    }

    /// A statement, numbered after so many other values, or with columns of `i`.
    const fn template(&mut self, template: Template, after: Option<usize>) {
        let text = template.text.as_bytes();
        let mut at = 0;
        while at < text.len() {
            if text[at] != b'{' {
                self.byte(text[at]);
                at += 1;
                continue;
            }
            let mut end = at + 1;
            while text[end] != b'}' {
                end += 1;
            }
            self.named(template, at + 1, end, after);
            at = end + 1;
        }
    }

    /// What the name from `start` to `end` of the text stands for.
    const fn named(&mut self, template: Template, start: usize, end: usize, after: Option<usize>) {
        let text = template.text.as_bytes();
        let mut n = 0;
        while n < template.rows.len() {
            let (alias, columns) = template.rows[n];
            if is_at(alias.as_bytes(), text, start, end) {
                return self.list(alias, columns);
            }
            n += 1;
        }
        let place = place(template.parameters, text, start, end);
        match after {
            Some(after) => self.value(after + place),
            None => self.column(place),
        }
    }

    /// `u.id,u.ext_id`
    const fn list(&mut self, alias: &str, columns: &[&str]) {
        let mut n = 0;
        while n < columns.len() {
            self.text(if n == 0 { "" } else { "," });
            self.text(alias);
            self.byte(b'.');
            self.text(columns[n]);
            n += 1;
        }
    }
}

/// The place of the parameter whose name stands there, from 1 on.
const fn place(parameters: &[SqlParameter], text: &[u8], start: usize, end: usize) -> usize {
    let mut n = 0;
    while n < parameters.len() {
        if is_at(parameters[n].name.as_bytes(), text, start, end) {
            return n + 1;
        }
        n += 1;
    }
    // Not while the program runs: only constants are made here.
    assert!(n < parameters.len(), "a name between braces is neither a row nor a parameter of the statement");
    0
}

const fn is_at(name: &[u8], text: &[u8], start: usize, end: usize) -> bool {
    if name.len() != end - start {
        return false;
    }
    let mut n = 0;
    while n < name.len() {
        if name[n] != text[start + n] {
            return false;
        }
        n += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAMETERS: &[SqlParameter] =
        &[SqlParameter { name: "user", postgres_type: "text" }, SqlParameter { name: "kind", postgres_type: "int8" }];
    const TEMPLATE: Template = Template {
        text: "SELECT {x}, 'ü' FROM x WHERE a = {user} AND b = {kind} OR a > {user}",
        rows: &[("x", &["a", "b"])],
        parameters: PARAMETERS,
    };

    #[test]
    fn parameters_become_numbers_or_columns() {
        assert_eq!(text!([TextPart::Numbered(TEMPLATE, 0)]), "SELECT x.a,x.b,'ü' FROM x WHERE a=$1 AND b=$2 OR a > $1");
        assert_eq!(
            text!([TextPart::Numbered(TEMPLATE, 9)]),
            "SELECT x.a,x.b,'ü' FROM x WHERE a=$10 AND b=$11 OR a > $10"
        );
        assert_eq!(
            text!([TextPart::OfEach(TEMPLATE)]),
            "SELECT x.a,x.b,'ü' FROM x WHERE a=i.p1 AND b=i.p2 OR a > i.p1"
        );
    }

    #[test]
    fn blanks_that_say_nothing_are_left_out() {
        assert_eq!(
            text!([
                TextPart::Text("SELECT a,\n       'b  = ''c, '\n  FROM x  WHERE y IN ( $1 ) "),
                TextPart::Text("AND b <= -1\n  ")
            ]),
            "SELECT a,'b  = ''c, ' FROM x WHERE y IN ($1) AND b <=-1"
        );
        assert_eq!(text!([TextPart::Text("WHERE a = 1 AND ")]), "WHERE a=1 AND ", "it goes on elsewhere");
    }

    #[test]
    fn lists_have_an_item_for_each() {
        assert_eq!(text!([TextPart::Text("n"), TextPart::Arrays(PARAMETERS, 9)]), "n,$9::text[],$10::int8[]");
        assert_eq!(text!([TextPart::Text("n"), TextPart::Names(2)]), "n,p1,p2");
        assert_eq!(text!([TextPart::Columns("q.", 3)]), "q.c1,q.c2,q.c3");
        assert_eq!(text!([TextPart::Value(12), TextPart::Text(" "), TextPart::Column(3)]), "$12 i.p3");
    }
}
