//! What a developer and CI run: `cargo xtask help`.

mod account;
mod bench;
mod debian;
mod each;
mod format;
mod fuzz;
mod instructions;
mod lint;
mod mutants;
mod new_type;
mod pictures;
mod postgres;
mod process;
mod result;
mod schemathesis;
mod steps;
mod tally;
mod test;
mod tidy;
mod vectors;
mod workspace;

use std::process::{Command, ExitCode};

use self::{schemathesis::Depth, workspace::Workspace};

const HELP: &str = "\
The tasks of this workspace.

Usage: cargo xtask COMMAND

Commands:
  test                  Everything CI asks: format, clippy, tidy, linters of the OpenAPI document, build, every test on
                        both databases, doc tests, schemathesis, instruction counts, a short run of each fuzz target.
                        Installs and starts what it needs (on Debian; elsewhere it says what is missing). The last
                        line is `N passed, N failed, N skipped`
  test -- FILTER...     Only the tests, and of those only what cargo-nextest's arguments choose:
                        a part of a name, `-p sigill-store`, `-E 'test(/lock/)'`
  tidy                  The rules of the house that no compiler checks: arrows between crates, circles of modules, who
                        names SQL and HTTP, lengths of files and functions, names of types, words, links, paths, states
                        of decisions, licences
  format                Write every Rust file as rustfmt does, also those that `cargo fmt` doesn't find
  postgres -- COMMAND   Run a command beside a private PostgreSQL that goes away with it, and with the other input of
                        tests ready, for instance
                        `cargo xtask postgres -- cargo nextest run -p sigill-store`
  openapi               Only redocly and spectral, on the OpenAPI document as it is committed
  mutants [-- OPTION...]
                        Change the code that decides who may do what, one place at a time, and run the tests that must
                        notice; it takes two hours, and goes on where it was ended. `-- --help` says which options
  new-type              In a copy of the workspace, add two credential types that don't exist, each as one file and one
                        line; the tests that go through all types must pass there, with nothing else edited
  pictures [--write]    Open every page of the console in Chromium, wide and narrow, by day and by night, in each language,
                        and keep what it looks like below `target/pictures`; `--write` puts the best dozen into
                        docs/console
  fuzz TARGET SECONDS   Let libFuzzer look for input that breaks a reader (fuzz/fuzz_targets), for so long
  schemathesis [--brief]
                        Send what the OpenAPI document allows, and what it doesn't, to a server of its own, on both
                        databases; `--brief` as `test` does, with fewer values that are made up
  bench [--quick]       Measure the release build beside the floors under it, on SQLite and a private PostgreSQL that
                        waits for the disk: a table, and everything in target/bench.json. `-- ARGUMENT...` is for
                        sigill-bench: see `sigill-bench run --help`. `-- flood` measures callers alone and beside floods
                        of strangers: see `sigill-bench flood --help`
  instructions [--write]
                        Count what requests cost in instructions, by callgrind, and compare with what is written down;
                        or write it down
  help                  This text

Environment, read by the tests:
  SIGILL_VECTORS                Folder of captured provider messages; may be unset, `test` then says so
  SIGILL_TEST_POSTGRES          Set by `test` and `postgres`: URL of the private server, as its superuser
  SIGILL_KILLS                  How often the server is killed under load, on each database; by default 50. To kill it
                                500 times: SIGILL_KILLS=500 cargo xtask test -- -E 'binary(crash)'
  SIGILL_CRYPTOGRAPHY_VECTORS   Set by `test` and `postgres`: folder that contains cryptography_vectors/ from PyPI
  SIGILL_PYTHON                 Set by both where there are captured messages, with PYTHONPATH: a Python that finds
                                validators and a SOAP client
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        ["test"] => test::everything(),
        ["test", "--", filter @ ..] if !filter.is_empty() => test::chosen(filter),
        ["tidy"] => tidy::run(),
        ["format"] => format::run(),
        ["schemathesis"] => test::schemathesis(Depth::Whole),
        ["schemathesis", "--brief"] => test::schemathesis(Depth::Brief),
        ["openapi"] => test::openapi(),
        ["mutants"] => mutants::run(&[]),
        ["mutants", "--", rest @ ..] => mutants::run(rest),
        ["new-type"] => new_type::run(),
        ["pictures"] => pictures::run(false),
        ["pictures", "--write"] => pictures::run(true),
        ["fuzz", target, seconds] => fuzz::long(target, seconds),
        ["postgres", "--", program, rest @ ..] => postgres::beside(Command::new(program).args(rest)),
        ["instructions"] => test::instructions(),
        ["instructions", "--write"] => Workspace::find().and_then(|workspace| {
            instructions::write(&workspace)?;
            Ok(ExitCode::SUCCESS)
        }),
        ["bench"] => bench::run(false, &[]),
        ["bench", "--quick"] => bench::run(true, &[]),
        ["bench", "--", rest @ ..] => bench::run(false, rest),
        ["bench", "--quick", "--", rest @ ..] => bench::run(true, rest),
        [] => return misused("a command is missing"),
        [
            command @ ("test" | "tidy" | "format" | "postgres" | "fuzz" | "schemathesis" | "bench" | "openapi"
            | "mutants" | "new-type" | "pictures" | "instructions" | "help"),
            ..,
        ] => {
            return misused(&format!("`{command}` does not take these arguments"));
        }
        [command, ..] => return misused(&format!("there is no command `{command}`")),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::FAILURE
    })
}

fn misused(what: &str) -> ExitCode {
    eprintln!("error: {what}\n\n{HELP}");
    ExitCode::from(2)
}
