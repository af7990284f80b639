//! Compiles the copy, and takes out what doesn't compile.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::{Value, json};

use crate::{Result, list::Mutant, tree::Tree};

/// What came of the mutants before any test ran.
pub(crate) struct Built {
    /// The numbers of those that a switch turns on.
    pub(crate) switched: Vec<usize>,
    /// The numbers of those that don't compile.
    pub(crate) unviable: Vec<usize>,
    /// The programs with tests.
    pub(crate) suites: Vec<Suite>,
}

/// A program with tests.
#[derive(Clone, Debug)]
pub(crate) struct Suite {
    /// `sigill-app::callers`; that of a library is named as its package.
    pub(crate) name: String,
    pub(crate) program: PathBuf,
    /// The folder of its package.
    pub(crate) folder: PathBuf,
}

/// Keeps what was built for a later [`read`].
pub(crate) fn write(built: &Built, path: &Path) -> Result<()> {
    let suites: Vec<Value> = built
        .suites
        .iter()
        .map(|suite| json!({ "name": suite.name, "program": suite.program, "folder": suite.folder }))
        .collect();
    let all = json!({ "switched": built.switched, "unviable": built.unviable, "suites": suites });
    Ok(fs::write(path, all.to_string())?)
}

/// What was built last.
pub(crate) fn read(path: &Path) -> Result<Built> {
    let value: Value = serde_json::from_slice(&fs::read(path)?)?;
    let list = |name: &str| value[name].as_array().cloned().unwrap_or_default();
    let numbers = |name: &str| list(name).iter().filter_map(|n| usize::try_from(n.as_u64()?).ok()).collect();
    let suites = list("suites");
    let suites = suites.iter().filter_map(|suite| {
        Some(Suite {
            name: suite["name"].as_str()?.to_owned(),
            program: suite["program"].as_str()?.into(),
            folder: suite["folder"].as_str()?.into(),
        })
    });
    Ok(Built { switched: numbers("switched"), unviable: numbers("unviable"), suites: suites.collect() })
}

/// More than ever was needed: the compiler tells names, types and borrows one after the other, for each crate.
const ATTEMPTS: usize = 60;

/// Compiles until it does. `known` is a file with the keys of what didn't compile before.
pub(crate) fn build(tree: &Tree, target: &Path, mutants: &[Mutant], known: &Path) -> Result<Built> {
    let text = fs::read_to_string(known).unwrap_or_default();
    let (mut out, mut constants) = (Vec::new(), Vec::new());
    for line in text.lines() {
        match line.strip_prefix("const ") {
            Some(name) => constants.push(name.to_owned()),
            None => out.extend(mutants.iter().position(|mutant| mutant.key == line)),
        }
    }
    for _ in 0..ATTEMPTS {
        let switched = tree.fill(mutants, &out, &constants)?;
        let answer = cargo(tree, target)?;
        if answer.errors.is_empty() {
            return Ok(Built { switched, unviable: out, suites: answer.suites });
        }
        let before = (out.len(), constants.len());
        for error in &answer.errors {
            match blamed(tree, error) {
                Blame::Mutants(numbers) => out.extend(numbers),
                Blame::Constant(name) => constants.push(name),
                Blame::Nobody => eprintln!("{}", error["rendered"].as_str().unwrap_or_default()),
            }
        }
        out.sort_unstable();
        out.dedup();
        constants.sort_unstable();
        constants.dedup();
        println!("{} mutants don't compile", out.len());
        if (out.len(), constants.len()) == before {
            return Err("the copy doesn't compile, and none of the mutants is why; the errors stand above".into());
        }
        let names = out.iter().map(|number| format!("{}\n", mutants[*number].key));
        let kept = constants.iter().map(|name| format!("const {name}\n"));
        fs::write(known, names.chain(kept).collect::<String>())?;
    }
    Err("the copy still doesn't compile".into())
}

struct Answer {
    errors: Vec<Value>,
    suites: Vec<Suite>,
}

fn cargo(tree: &Tree, target: &Path) -> Result<Answer> {
    let mut cargo = Command::new("cargo");
    cargo.args(["test", "--workspace", "--no-run", "--no-fail-fast", "--message-format=json"]);
    cargo.env("CARGO_TARGET_DIR", target).current_dir(&tree.copy).stdin(Stdio::null()).stderr(Stdio::inherit());
    // Where we were started by cargo, it told us about ourselves: build scripts that watch that would run again.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
            cargo.env_remove(name);
        }
    }
    let output = cargo.output()?;
    let mut answer = Answer { errors: Vec::new(), suites: Vec::new() };
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
        if message["message"]["level"] == "error" && message["message"]["spans"][0].is_object() {
            answer.errors.push(message["message"].clone());
        } else if message["message"]["level"] == "error" {
            eprintln!("{}", message["message"]["rendered"].as_str().unwrap_or_default());
        }
        answer.suites.extend(suite(&message));
    }
    if !output.status.success() && answer.errors.is_empty() {
        return Err("cargo failed; why stands above".into());
    }
    Ok(answer)
}

fn suite(message: &Value) -> Option<Suite> {
    let program = PathBuf::from(message["executable"].as_str()?);
    if message["profile"]["test"] != true {
        return None;
    }
    let folder = Path::new(message["manifest_path"].as_str()?).parent()?.to_owned();
    let name = message["target"]["name"].as_str()?;
    let is_test = message["target"]["kind"][0] == "test";
    let package = if folder.ends_with("xtask") {
        "xtask".to_owned()
    } else {
        format!("sigill-{}", folder.file_name()?.to_string_lossy())
    };
    let name = if is_test { format!("{package}::{name}") } else { package };
    Some(Suite { name, program, folder })
}

enum Blame {
    Mutants(Vec<usize>),
    /// A function that something needs while compiling.
    Constant(String),
    Nobody,
}

fn blamed(tree: &Tree, error: &Value) -> Blame {
    let spans = |of: &Value| of["spans"].as_array().cloned().unwrap_or_default();
    let mut all = spans(error);
    // Where the compiler points at something else, it mentions what is wrong elsewhere.
    all.sort_by_key(|span| span["is_primary"] != true);
    all.extend(error["children"].as_array().into_iter().flatten().flat_map(spans));
    let mut files = BTreeMap::new();
    for span in &all {
        let Some(file) = span["file_name"].as_str() else { continue };
        let text = files
            .entry(file.to_owned())
            .or_insert_with(|| fs::read_to_string(tree.copy.join(file)).unwrap_or_default());
        let byte = |name: &str| span[name].as_u64().and_then(|byte| usize::try_from(byte).ok()).unwrap_or(0);
        let numbers = smallest(text, byte("byte_start"), byte("byte_end"));
        if !numbers.is_empty() {
            return Blame::Mutants(numbers);
        }
    }
    let message = error["message"].as_str().unwrap_or_default();
    // `domain::role::with::<29>` is about `with`.
    let path = message.split('`').nth(1).and_then(|path| path.split("::<").next());
    let name = path.and_then(|path| path.rsplit("::").next());
    match name {
        Some(name) if error["code"]["code"] == "E0015" => Blame::Constant(name.to_owned()),
        _ => Blame::Nobody,
    }
}

/// The mutants of the smallest marked part of a text that has these bytes in it.
fn smallest(text: &str, start: usize, end: usize) -> Vec<usize> {
    let mut opened: Vec<(usize, &str)> = Vec::new();
    let mut found: Option<(usize, &str)> = None;
    for (at, _) in text.match_indices("/*") {
        let Some((mark, _)) = text[at + 2..].split_once("*/") else { continue };
        if let Some(numbers) = mark.strip_prefix('<') {
            opened.push((at, numbers));
        } else if mark.ends_with('>')
            && let Some((from, numbers)) = opened.pop()
            && from <= start
            && end <= at
            && found.is_none_or(|(length, _)| at - from < length)
        {
            found = Some((at - from, numbers));
        }
    }
    found.map(|(_, numbers)| numbers.split(',').filter_map(|number| number.parse().ok()).collect()).unwrap_or_default()
}
