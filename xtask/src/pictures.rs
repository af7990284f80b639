//! `cargo xtask pictures`: every page of the console, as a browser shows it.

use std::{fs, process::ExitCode};

use crate::{process, result::Result, workspace::Workspace};

/// What opens every page, wide and narrow, by day and by night.
const TEST: &str = "test(=somebody_is_found_explained_and_unlocked_and_no_page_is_too_wide)";

/// Where the best ones are kept, which `docs/console/README.md` shows.
const KEPT: &str = "docs/console";

/// The best ones.
const BEST: [&str; 12] = [
    "home-1280-light",
    "found-many-1280-light",
    "person-locked-1280-light",
    "person-locked-360-dark",
    "person-locked-de-1280-dark",
    "timeline-1280-light",
    "rights-1280-light",
    "add-password-typed",
    "policy-1280-light",
    "providers-1280-light",
    "sign-fr-1280-light",
    "templates-1280-light",
];

/// Makes them below `target`, and with `keeps` puts the best ones where they are kept.
pub(crate) fn run(keeps: bool) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let folder = workspace.target.join("pictures");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let mut test = process::cargo(&["nextest", "run", "--workspace", "-E", TEST]);
    process::run(test.env("SIGILL_PICTURES", &folder).current_dir(&workspace.root))?;
    let count = fs::read_dir(&folder)?.count();
    if count == 0 {
        return Err("there is no Chromium that could make pictures".into());
    }
    println!("{count} pictures are in {}", folder.display());
    if keeps {
        for name in BEST {
            let file = format!("{name}.webp");
            fs::copy(folder.join(&file), workspace.root.join(KEPT).join(&file))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
