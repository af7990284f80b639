//! Whose rights a program gets. PostgreSQL refuses to run as root, which is what we are in most containers.

use std::process::Command;

use crate::{process, result::Result};

/// A command that runs as ourselves, or as an account without rights if we are root.
pub(crate) fn unprivileged(program: &str) -> Result<Command> {
    if !is_root()? {
        return Ok(Command::new(program));
    }
    let account = ["postgres", "nobody"].into_iter().find_map(Account::find);
    let account = account.ok_or("PostgreSQL refuses to run as root, and there is no account postgres or nobody")?;
    account.command(program)
}

pub(crate) fn is_root() -> Result<bool> {
    Ok(process::output(Command::new("id").arg("-u"))?.trim() == "0")
}

struct Account {
    name: &'static str,
    user: String,
    group: String,
}

impl Account {
    fn find(name: &'static str) -> Option<Self> {
        let id = |which| process::output(Command::new("id").args([which, name])).ok().map(|id| id.trim().to_owned());
        Some(Self { name, user: id("-u")?, group: id("-g")? })
    }

    /// Neither way needs a login shell, which such accounts do not have.
    fn command(&self, program: &str) -> Result<Command> {
        if let Some(setpriv) = process::find("setpriv") {
            let mut command = Command::new(setpriv);
            command.args(["--reuid", &self.user, "--regid", &self.group, "--clear-groups", "--", program]);
            Ok(command)
        } else if let Some(runuser) = process::find("runuser") {
            let mut command = Command::new(runuser);
            command.args(["-u", self.name, "--", program]);
            Ok(command)
        } else {
            Err(format!("neither setpriv nor runuser is there to run PostgreSQL as {}", self.name).into())
        }
    }
}
