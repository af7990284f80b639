//! `sigill completions` and `sigill man`: what packages install beside the program.

use std::path::PathBuf;

use clap::{Args, Command};
use clap_complete::Shell;

use crate::failure::Failure;
use crate::files;
use crate::output::say;

/// What `sigill completions` takes.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArguments {
    /// The shell
    shell: Shell,
}

/// What `sigill man` takes.
#[derive(Debug, Args)]
pub(crate) struct ManArguments {
    /// Write a page for every command into this folder, instead of the first one to standard output
    #[arg(long, value_name = "FOLDER")]
    to: Option<PathBuf>,
}

/// Prints the completions of a shell; `command` is the whole program's.
pub(crate) fn completions(arguments: &CompletionsArguments, command: &mut Command) {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, command, "sigill", &mut script);
    say(&String::from_utf8_lossy(&script));
}

/// Prints or writes the manual pages; `command` is the whole program's.
pub(crate) fn man(arguments: &ManArguments, command: Command) -> Result<(), Failure> {
    match &arguments.to {
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(command).render(&mut page).map_err(Failure::Runtime)?;
            say(&String::from_utf8_lossy(&page));
            Ok(())
        }
        Some(folder) => {
            files::folder(folder)?;
            clap_mangen::generate_to(command, folder).map_err(|source| Failure::File { path: folder.clone(), source })
        }
    }
}
