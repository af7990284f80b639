//! What the command line looks like.

use clap::{Parser, Subcommand};

use crate::config::keys;
use crate::failure::EXIT_CODES;
use crate::{admin, backup, bench, configuration, doctor, generate, import, migrate, mssp, quickstart, serve, verify};

/// An open identity and credential server that speaks the REST API of nevisIDM
#[derive(Debug, Parser)]
#[command(name = "sigill", version, after_help = EXIT_CODES, max_term_width = 100)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the API until told to stop
    #[command(long_about = SERVE, after_long_help = serve_reference())]
    Serve(serve::Arguments),
    /// Show a mobile signature being created, on a small server of your own
    #[command(long_about = QUICKSTART)]
    Quickstart(quickstart::Arguments),
    /// Set up callers directly in the database
    Admin(admin::Arguments),
    /// Check or print the configuration
    Config(configuration::Arguments),
    /// Look at everything that a server depends on, and say what to do
    #[command(long_about = DOCTOR)]
    Doctor(doctor::Arguments),
    /// Bring the schema of the database up to date, or say what would be done
    #[command(long_about = MIGRATE)]
    Migrate(migrate::Arguments),
    /// Copy the embedded database while it is in use, and check the copy
    #[command(long_about = BACKUP)]
    Backup(backup::BackupArguments),
    /// Check a backup and put it where no database is yet
    #[command(long_about = RESTORE)]
    Restore(backup::RestoreArguments),
    /// Play a provider of mobile signatures, to try things without a phone
    #[command(long_about = MSSP)]
    Mssp(mssp::Arguments),
    /// Check a mobile signature in a file, offline
    #[command(long_about = VERIFY, after_long_help = VERIFY_CODES)]
    Verify(verify::Arguments),
    /// Bring credentials of people from the file of another product
    #[command(long_about = IMPORT)]
    Import(import::Arguments),
    /// Print the completions for a shell
    Completions(generate::CompletionsArguments),
    /// Print the manual page, or write those of all commands
    Man(generate::ManArguments),
    /// Fill a database, to measure with
    Bench(bench::Arguments),
    /// Print the version
    Version,
}

const SERVE: &str = "\
Serve the API until told to stop

The configuration is one TOML file, and every key of it can also be given by an environment
variable, which wins: database.url by SIGILL_DATABASE_URL, listen by SIGILL_LISTEN. A key or a
SIGILL_ variable that is not known is an error. Without any, the server listens on 127.0.0.1:8989
and keeps its data in an embedded database under ./sigill-data. Relative paths begin at the working
directory, wherever they are named.

The database is migrated on start. SIGTERM and Ctrl-C stop the server once the requests that are
under way have been answered; a second signal stops it at once. The log goes to standard error.";

const DOCTOR: &str = "\
Look at everything that a server depends on, and say what to do

Configuration, addresses, certificates and when they end, who may read which file, the database and
its version, whether it takes changes and keeps what it has answered, its schema, the clocks, whether
the master key is the one of this database. What keeps a server from starting is told in its words.
Nothing that counts is changed. A warning leaves the exit code at 0, a fault makes it 6.";

const MIGRATE: &str = "\
Bring the schema of the database up to date, or say what would be done

sigill serve does it by itself at its start, unless database.migrate is false: then it waits for the
schema, at most database.schema_wait_s_max seconds. So the rights to change the schema can be kept
from the servers, and several of them can be upgraded one after the other: migrate first, with the
new version, then restart one by one. Servers that run go on meanwhile.";

const BACKUP: &str = "\
Copy the embedded database while it is in use, and check the copy

The copy is the database at one moment. Every page, every reference and the number of rows of each
table are checked; a copy with a fault is removed. A file that is there is never overwritten. The
master key is not in it: keep a copy of it apart. For PostgreSQL, it says what to run instead.";

const RESTORE: &str = "\
Check a backup and put it where no database is yet

Nothing is overwritten: move the old database away first, with its -wal and -shm, while no server
runs. An older schema is migrated when the server starts. For PostgreSQL, it says what to run
instead.";

const QUICKSTART: &str = "\
Show a mobile signature being created, on a small server of your own

Starts a server with an embedded database, sets up a technical user, a client, a policy and two
users, and creates a mobile signature over HTTP with a real token. Prints the request, the answer,
and more calls to try with curl, and serves until Ctrl-C. Data is kept: run it again, and it goes
on from there. Neither sigill.toml nor SIGILL_ variables are read.";

const MSSP: &str = "\
Play a provider of mobile signatures, to try things without a phone

This is a simulator: it speaks ETSI TS 102 204 as a provider does and makes real signatures, but
with keys of its own, so nothing that it signs is worth anything. Its phone page shows what a person
would be asked, and lets you approve or cancel.

Without a configuration file, it listens on 127.0.0.1:8443 (TLS) and 127.0.0.1:8990 (without TLS,
with the phone page), knows the AP mid://sigill.example, and keeps its keys under
./sigill-data/mssp. The URLs are printed at the start. SIGTERM and Ctrl-C stop it.";

const IMPORT: &str = "\
Bring credentials of people from the file of another product

Reads the file here, and sends each credential to a server by its REST API, as the caller of the
token. The users must be there: the file says whose a credential is, by a name that is their external
id, or that --users translates. Each credential is told in a line, with what is in the way or can't
come along. The same file makes nothing twice, so an import that broke off is repeated.

Formats: otpauth (URIs, one a line, and exports of Google Authenticator), pskc (RFC 6030, in clear,
by a key or by a passphrase), privacyidea (its own file, encrypted or not; PSKC; OATH CSV), keycloak
(a realm with its users), ldif (userPassword and userCertificate of people with a uid).";

const VERIFY: &str = "\
Check a mobile signature in a file, offline

Says whether a person approved this text: whether the signature is right, covers exactly the text,
and was made with a certificate that leads to one of the roots and was valid at the given time.
Every check is printed with its outcome. Nothing but the files is read, so the same call gives the
same report years later. Whether the certificate was revoked is asked only where --ocsp has what the
authority said of it.";

const VERIFY_CODES: &str = "\
Exit codes:
  0  the signature is valid
  1  it is not valid
  2  wrong usage, or a file that can't be read";

fn serve_reference() -> String {
    format!("Keys of the configuration, with their defaults:\n{}\n{EXIT_CODES}", keys::reference())
}
