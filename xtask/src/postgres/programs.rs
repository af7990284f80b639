//! Where the server's programs are.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{debian, process, result::Result};

/// The oldest release that Sigill supports.
const MAJOR_MIN: u32 = 15;

/// A folder with `initdb`, `pg_ctl` and `postgres` of one release.
pub(crate) struct Programs {
    pub(crate) folder: PathBuf,
    pub(crate) major: u32,
}

impl Programs {
    pub(crate) fn find_or_install() -> Result<Self> {
        if let Some(found) = Self::find() {
            return Ok(found);
        }
        println!("there are no server programs of PostgreSQL {MAJOR_MIN} or newer");
        debian::install("postgresql", NO_CLUSTER)?;
        Self::find()
            .ok_or_else(|| format!("this system has no PostgreSQL {MAJOR_MIN} or newer; please install it").into())
    }

    /// Those in the search path, since somebody put them there, or else the newest that is installed.
    fn find() -> Option<Self> {
        let chosen = process::find("initdb").and_then(|initdb| {
            // A link may have been put there alone; where it points to, all programs are.
            let real = initdb.canonicalize().ok().and_then(|real| Self::at(real.parent()?));
            real.or_else(|| Self::at(initdb.parent()?))
        });
        chosen.or_else(|| installed().iter().filter_map(|folder| Self::at(folder)).max_by_key(|found| found.major))
    }

    fn at(folder: &Path) -> Option<Self> {
        let complete = ["initdb", "pg_ctl", "postgres"].iter().all(|program| folder.join(program).is_file());
        let said = process::output(Command::new(folder.join("initdb")).arg("--version")).ok()?;
        let major = major(&said)?;
        (complete && major >= MAJOR_MIN).then(|| Self { folder: folder.to_owned(), major })
    }
}

/// Installing a server makes a cluster and starts it, unless this file says no. It is gone when the installation is
/// over. The configuration that includes it comes with the package, or it is there already; if somebody has taken
/// the line out, we do not install.
const NO_CLUSTER: &str = r#"
folder=/etc/postgresql-common
mkdir -p $folder/createcluster.d
trap "rm -f $folder/createcluster.d/sigill.conf" EXIT
echo 'create_main_cluster = false' >$folder/createcluster.d/sigill.conf
if [ -f $folder/createcluster.conf ] &&
    [ "$(pg_conftool $folder/createcluster.conf show -bs create_main_cluster)" != off ]; then
    echo "please write 'create_main_cluster = false' into $folder/createcluster.conf first" >&2
    exit 1
fi
"#;

/// Debian puts every release into its own folder, Red Hat too.
fn installed() -> Vec<PathBuf> {
    let releases =
        |folder: &str| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    releases("/usr/lib/postgresql")
        .chain(releases("/usr").filter(|folder| folder.to_string_lossy().contains("/pgsql-")))
        .collect()
}

/// Reads `initdb (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
fn major(said: &str) -> Option<u32> {
    let (_, version) = said.split_once("(PostgreSQL) ")?;
    let digits = version.split(|letter: char| !letter.is_ascii_digit()).next()?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_release_is_read_from_what_a_program_says_about_itself() {
        assert_eq!(major("initdb (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some(15));
        assert_eq!(major("initdb (PostgreSQL) 19beta2\n"), Some(19));
        assert_eq!(major("initdb: not found"), None);
    }
}
