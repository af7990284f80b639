//! Statements with lists of columns in them, put together when the program is compiled.
#![expect(clippy::panic, reason = "this runs in the compiler, which it stops")]

/// An alias of a table in a statement, and the columns that are read of it.
pub(crate) type Listed = (&'static str, &'static [&'static str]);

/// The length of the text with each `{alias}` replaced by the columns.
pub(crate) const fn length(template: &str, rows: &[Listed]) -> usize {
    let template = template.as_bytes();
    let (mut read, mut length) = (0, 0);
    while read < template.len() {
        if template[read] == b'{' {
            let (end, row) = named(template, read, rows);
            length += list_length(row);
            read = end + 1;
        } else {
            length += 1;
            read += 1;
        }
    }
    length
}

/// The text with each `{alias}` replaced by the columns: `{u}` by `u.id, u.ext_id`.
pub(crate) const fn filled<const LENGTH: usize>(template: &str, rows: &[Listed]) -> [u8; LENGTH] {
    let template = template.as_bytes();
    let mut text = [0; LENGTH];
    let (mut read, mut written) = (0, 0);
    while read < template.len() {
        if template[read] == b'{' {
            let (end, (alias, columns)) = named(template, read, rows);
            let mut column = 0;
            while column < columns.len() {
                if column > 0 {
                    written = copy(", ", &mut text, written);
                }
                written = copy(alias, &mut text, written);
                written = copy(".", &mut text, written);
                written = copy(columns[column], &mut text, written);
                column += 1;
            }
            read = end + 1;
        } else {
            text[written] = template[read];
            written += 1;
            read += 1;
        }
    }
    text
}

/// The bytes as the text that they are.
pub(crate) const fn text(bytes: &'static [u8]) -> &'static str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => panic!("a statement isn't UTF-8"),
    }
}

/// Where the braces that open at `open` close, and the row that stands between them.
const fn named(template: &[u8], open: usize, rows: &[Listed]) -> (usize, Listed) {
    let mut row = 0;
    while row < rows.len() {
        let alias = rows[row].0.as_bytes();
        let end = open + 1 + alias.len();
        if end < template.len() && template[end] == b'}' && is_at(template, open + 1, alias) {
            return (end, rows[row]);
        }
        row += 1;
    }
    panic!("a statement names a row that isn't given");
}

const fn is_at(text: &[u8], place: usize, part: &[u8]) -> bool {
    let mut at = 0;
    while at < part.len() {
        if text[place + at] != part[at] {
            return false;
        }
        at += 1;
    }
    true
}

const fn list_length((alias, columns): Listed) -> usize {
    let (mut column, mut length) = (0, 0);
    while column < columns.len() {
        length += alias.len() + 1 + columns[column].len() + if column > 0 { 2 } else { 0 };
        column += 1;
    }
    length
}

const fn copy(part: &str, text: &mut [u8], from: usize) -> usize {
    let part = part.as_bytes();
    let mut at = 0;
    while at < part.len() {
        text[from + at] = part[at];
        at += 1;
    }
    from + part.len()
}
