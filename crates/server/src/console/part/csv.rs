//! What a list shows, as a file for spreadsheets (RFC 4180).

/// The first line says what stands in the columns.
pub(crate) fn csv(head: &[String], rows: &[Vec<String>]) -> String {
    let lines = std::iter::once(head).chain(rows.iter().map(Vec::as_slice));
    let lines = lines.map(|cells| cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",") + "\r\n");
    // By this mark, spreadsheets see that it is UTF-8.
    format!("\u{feff}{}", lines.collect::<String>())
}

/// A cell that a spreadsheet would run as a formula begins with an apostrophe.
fn quoted(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = cell.replace('"', "\"\"");
    if is_formula { format!("\"'{cell}\"") } else { format!("\"{cell}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_doubled_and_formulas_do_not_run() {
        let head = ["Person".to_owned(), "Id".to_owned()];
        let rows = [vec!["Anna \"A\", Muster".to_owned(), "=1+1".to_owned()], vec!["a\nb".to_owned(), "x".to_owned()]];
        let expected = "\u{feff}\"Person\",\"Id\"\r\n\"Anna \"\"A\"\", Muster\",\"'=1+1\"\r\n\"a\nb\",\"x\"\r\n";
        assert_eq!(csv(&head, &rows), expected);
    }
}
