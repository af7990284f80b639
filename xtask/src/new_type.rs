//! `cargo xtask new-type`: in a copy of the workspace, two credential types that don't exist are added, each as one file
//! and one line; then the tests that go through all types must pass there, with nothing else edited.

use std::{fs, path::Path, process::ExitCode};

use crate::{
    postgres::{self, Cluster, Durability},
    process,
    result::Result,
    vectors,
    workspace::Workspace,
};

/// Where types stand.
const KINDS: &str = "crates/domain/src/credential/kinds";

/// The types that are made up: the name of the file, the line, and the file.
const TYPES: [(&str, &str, &str); 2] = [
    ("parking_permit", "    parking_permit::ParkingPermit;\n", include_str!("new_type/parking_permit.txt")),
    ("door_code", "    door_code::DoorCode;\n", include_str!("new_type/door_code.txt")),
];

pub(crate) fn run() -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let copy = workspace.target.join("xtask/new-type");
    let _ = fs::remove_dir_all(&copy);
    fs::create_dir_all(&copy)?;
    let tracked = process::output(process::git(&["ls-files"]).current_dir(&workspace.root))?;
    for file in tracked.lines() {
        let to = copy.join(file);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(workspace.root.join(file), to)?;
    }
    let list = copy.join(KINDS).join("mod.rs");
    let mut lines = fs::read_to_string(&list)?;
    for (file, line, text) in TYPES {
        fs::write(copy.join(KINDS).join(format!("{file}.rs")), text)?;
        let last = lines.find("}\n\nimpl CredentialType").ok_or("the list of types has another form")?;
        lines.insert_str(last, line);
    }
    fs::write(&list, lines)?;
    let cluster = Cluster::start(Durability::None)?;
    let filter = "test(tests::kinds)";
    let mut tests = process::cargo(&["nextest", "run", "--workspace", "--lib", "--no-fail-fast", "-E", filter]);
    tests.env("CARGO_TARGET_DIR", &workspace.target);
    tests.env(postgres::VARIABLE, cluster.url()).envs(vectors::all(&workspace.target)?);
    process::run(tests.current_dir(&copy))?;
    remove(&copy)?;
    println!("{} types were added, each as one file and one line", TYPES.len());
    Ok(ExitCode::SUCCESS)
}

fn remove(copy: &Path) -> Result<()> {
    Ok(fs::remove_dir_all(copy)?)
}
