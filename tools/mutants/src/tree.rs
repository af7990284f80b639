//! The copy of the workspace that is changed.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    Result,
    list::Mutant,
    rewrite::{Rewritten, rewrite},
};

/// The module with the switches; every crate that is changed uses the one that gets it.
const SWITCH: &str = include_str!("switch.txt");
const SWITCH_HOME: &str = "crates/domain/src";

pub(crate) struct Tree {
    /// The workspace.
    pub(crate) root: PathBuf,
    /// The copy.
    pub(crate) copy: PathBuf,
}

impl Tree {
    /// Makes the copy like the workspace, but for the mutants that are not in `out`. Answers the numbers of those that
    /// are in it. A file that is as it should be is left alone, so that it isn't compiled again.
    pub(crate) fn fill(&self, mutants: &[Mutant], out: &[usize], constants: &[String]) -> Result<Vec<usize>> {
        let mut by_file = BTreeMap::<&str, Vec<(usize, &Mutant)>>::new();
        for (number, mutant) in mutants.iter().enumerate().filter(|(number, _)| !out.contains(number)) {
            by_file.entry(&mutant.file).or_default().push((number, mutant));
        }
        let mut switched = Vec::new();
        for file in self.files()? {
            let bytes = fs::read(self.root.join(&file))?;
            let bytes = if let Some(mutants) = by_file.get(file.as_str()) {
                let text = String::from_utf8(bytes)?;
                let Rewritten { text, switched: here } =
                    rewrite(&text, mutants, constants).map_err(|error| format!("{file}: {error}"))?;
                switched.extend(here);
                text.into_bytes()
            } else if file == format!("{SWITCH_HOME}/lib.rs") {
                [&bytes[..], b"\npub mod mutant;\nextern crate self as sigill_domain;\n"].concat()
            } else {
                bytes
            };
            write(&self.copy.join(&file), &bytes)?;
        }
        write(&self.copy.join(SWITCH_HOME).join("mutant.rs"), SWITCH.as_bytes())?;
        switched.sort_unstable();
        Ok(switched)
    }

    /// What belongs to the repository, as it is now.
    fn files(&self) -> Result<Vec<String>> {
        let mut git = Command::new("git");
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(&self.root);
        let output = git.output()?;
        let names = String::from_utf8(output.stdout)?;
        let names = names.split('\0').filter(|name| !name.is_empty() && self.root.join(name).is_file());
        Ok(names.map(str::to_owned).collect())
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, bytes)?)
}
