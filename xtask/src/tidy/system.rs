//! Who acts for the server itself: each use of `Store::system` names its task, and is counted here.

use super::files::{self, File};

/// What the server does by itself, and in how many places. A further place is added here on purpose: nothing that a
/// request asks for is done by the server's own permit.
const TASKS: &[(&str, usize)] = &[
    ("SetUp", 1),
    ("Keys", 1),
    ("Assertions", 1),
    ("OneTimeLink", 1),
    ("RedeemLink", 1),
    ("Console", 1),
    ("Signing", 1),
    ("Sending", 1),
    ("Lifecycle", 2),
    ("Purge", 1),
    ("Denials", 1),
];

/// Written in two halves, so that this file does not find itself.
const CALL: &str = concat!(".sys", "tem(");

pub(crate) fn check(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    let mut seen: Vec<(String, String)> = Vec::new();
    for file in files.iter().filter(|file| is_served(&file.path)) {
        let code: Vec<&str> = file.text.lines().map(files::code).collect();
        let end =
            code.windows(2).position(|pair| pair[0].trim() == "#[cfg(test)]" && pair[1].trim_end().ends_with('{'));
        let code = code[..end.unwrap_or(code.len())].join("\n");
        for (at, _) in code.match_indices(CALL) {
            let line = code[..at].matches('\n').count() + 1;
            let argument = code[at + CALL.len()..].trim_start();
            let task =
                argument.strip_prefix("Task::").or_else(|| argument.split_once("::Task::").map(|(_, task)| task));
            let task: String = task.unwrap_or_default().chars().take_while(|letter| letter.is_alphanumeric()).collect();
            if task.is_empty() {
                found.push(file.finding(line, "the server's own permit is for a task, named on the spot: Task::…"));
            } else {
                seen.push((task, format!("{}:{line}", file.path)));
            }
        }
    }
    for (task, place) in &seen {
        let count = seen.iter().filter(|(other, _)| other == task).count();
        let known = TASKS.iter().find(|(known, _)| known == task).map_or(0, |(_, count)| *count);
        if count > known {
            let rule = "xtask/src/tidy/system.rs has fewer places that act for the server with Task";
            found.push(format!("{place}: {rule}::{task}"));
        }
    }
    for (task, known) in TASKS {
        let count = seen.iter().filter(|(other, _)| other == task).count();
        if count < *known {
            found.push(format!("xtask/src/tidy/system.rs: Task::{task} is used in {count} places, not in {known}"));
        }
    }
    found
}

fn is_served(path: &str) -> bool {
    let Some((_, path)) = path.strip_prefix("crates/").and_then(|path| path.split_once('/')) else { return false };
    let is_test = path.contains("/tests/") || path.ends_with("/tests.rs");
    path.starts_with("src/") && path.ends_with(".rs") && !is_test
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every task where it is expected.
    fn known() -> String {
        TASKS.iter().map(|(task, count)| format!("let a = store{CALL}Task::{task}, b);\n").repeat(*count)).collect()
    }

    #[test]
    fn each_use_of_the_servers_own_permit_is_counted() {
        let check = |more: &str| check(&[File::new("crates/app/src/a.rs", &format!("{}{more}", known()))]);
        let nothing: [&str; 0] = [];
        assert_eq!(check(""), nothing);
        let further = check(&format!("store{CALL}\n    Task::Keys,\n    b,\n);\n"));
        assert_eq!(further.len(), 2, "{further:?}");
        assert!(further.iter().all(|one| one.contains("fewer places") && one.contains("Task::Keys")), "{further:?}");
        let unknown = check(&format!("store{CALL}Task::Else, b);\n"));
        assert!(matches!(unknown.as_slice(), [one] if one.contains("Task::Else")), "{unknown:?}");
        let unnamed = check(&format!("store{CALL}task, b);\n"));
        assert!(matches!(unnamed.as_slice(), [one] if one.contains("named on the spot")), "{unnamed:?}");
        assert_eq!(check(&format!("#[cfg(test)]\nmod tests {{\n store{CALL}Task::Test, b);\n}}\n")), nothing);
    }

    #[test]
    fn a_task_that_nobody_does_any_more_is_found() {
        let few = known().replace("Task::Purge", "Task::Keys");
        let found = check(&[File::new("crates/app/src/a.rs", &few)]);
        assert!(found.iter().any(|one| one.contains("Task::Purge is used in 0 places, not in 1")), "{found:?}");
        assert_eq!(check(&[File::new("crates/app/tests/a.rs", &few)]).len(), TASKS.len(), "tests don't count");
    }
}
