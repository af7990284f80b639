//! Installs what is missing, where that is ours to do: on Debian and its children, as root or through a sudo that
//! asks nothing. Elsewhere it says what to install.

use std::{path::Path, process::Command};

use crate::{account, process, result::Result};

/// Installs without a question and without replacing anybody's configuration. `before` is a shell command that runs
/// first, with the same rights.
pub(crate) fn install(package: &str, before: &str) -> Result<()> {
    if !Path::new("/etc/debian_version").exists() || process::find("apt-get").is_none() {
        return Err(
            format!("please install what Debian calls `{package}`; this is done by itself on Debian only").into()
        );
    }
    let mut command = as_root(package)?;
    println!("installing the Debian package {package}");
    process::run(command.args(["sh", "-c", INSTALL, "install", package, before]))
}

/// A list of packages that is a little old is no reason to give up, so a failing update is not fatal.
const INSTALL: &str = r#"
set -eu
export DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1
eval "$2"
apt-get -q -y update || echo 'the list of packages could not be brought up to date' >&2
apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=300 \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold install "$1"
"#;

fn as_root(package: &str) -> Result<Command> {
    if account::is_root()? {
        // Runs what follows, as sudo does.
        return Ok(Command::new("env"));
    }
    if process::works(Command::new("sudo").args(["-n", "true"])) {
        let mut sudo = Command::new("sudo");
        sudo.arg("-n");
        return Ok(sudo);
    }
    Err(format!("please install it (apt-get install {package}): that needs root, and sudo asks for a password").into())
}
