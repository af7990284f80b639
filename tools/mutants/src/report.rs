//! The table of what came of the mutants, for each path, and who survived.

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write,
};

use crate::{
    hunt::Outcome,
    list::{FILES, Mutant},
};

#[derive(Default)]
struct Row {
    all: usize,
    unviable: usize,
    unswitched: usize,
    caught: usize,
    timed_out: usize,
    survived: usize,
    open: usize,
}

/// In Markdown.
pub(crate) fn report(mutants: &[Mutant], outcomes: &HashMap<String, Outcome>) -> String {
    let mut rows = BTreeMap::<&str, Row>::new();
    let mut survivors = String::new();
    for mutant in mutants {
        let outcome = outcomes.get(&mutant.key);
        for name in [path(&mutant.file), "~ all"] {
            count(rows.entry(name).or_default(), outcome);
        }
        if let Some(Outcome::Survived { reaching, tried }) = outcome {
            let _ = writeln!(survivors, "- `{}` (tests: {tried} of {reaching})", mutant.key);
        }
    }
    let mut text = String::from(
        "| path | mutants | don't compile | not switched | caught | timed out | survived | caught of those that run |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    for (name, row) in &rows {
        let run = row.caught + row.timed_out + row.survived;
        let share = if run == 0 { 100.0 } else { (row.caught + row.timed_out) as f64 * 100.0 / run as f64 };
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {share:.1} % |",
            name.trim_start_matches("~ "),
            row.all,
            row.unviable,
            row.unswitched,
            row.caught,
            row.timed_out,
            row.survived
        );
    }
    let open = rows.get("~ all").map_or(0, |row| row.open);
    format!("{text}\nNot yet run: {open}\n\n{survivors}")
}

fn count(row: &mut Row, outcome: Option<&Outcome>) {
    row.all += 1;
    let field = match outcome {
        Some(Outcome::Caught(_)) => &mut row.caught,
        Some(Outcome::TimedOut(_)) => &mut row.timed_out,
        Some(Outcome::Survived { .. }) => &mut row.survived,
        Some(Outcome::Unviable) => &mut row.unviable,
        Some(Outcome::Unswitched) => &mut row.unswitched,
        None => &mut row.open,
    };
    *field += 1;
}

/// Which of the paths a file belongs to.
fn path(file: &str) -> &'static str {
    let belongs = |path: &&&str| file.starts_with(path.trim_end_matches("**").trim_end_matches(".rs"));
    FILES.iter().find(belongs).map_or("other", |path| path.trim_end_matches("/**").trim_end_matches(".rs"))
}
