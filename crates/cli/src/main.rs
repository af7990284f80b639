//! `sigill`: the commands.

mod admin;
mod arguments;
mod backup;
mod bench;
mod config;
mod configuration;
mod doctor;
mod failure;
mod files;
mod generate;
mod import;
mod instance;
mod key_source;
mod limit;
mod listen;
mod logging;
mod migrate;
mod mssp;
mod output;
mod prepared;
mod quickstart;
mod reload;
mod serve;
mod stop;
mod telemetry;
mod verify;
mod words;

use std::pin::Pin;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use self::arguments::{Arguments, Command};
use self::failure::Failure;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("sigill: {}", failure.line());
            failure.code()
        }
    }
}

fn run(command: Command) -> Result<(), Failure> {
    let command = match command {
        Command::Version => {
            output::say(&format!("sigill {}\n", env!("CARGO_PKG_VERSION")));
            return Ok(());
        }
        Command::Verify(arguments) => return verify::run(arguments),
        Command::Config(arguments) => return configuration::run(&arguments),
        Command::Man(arguments) => return generate::man(&arguments, Arguments::command()),
        Command::Completions(arguments) => {
            generate::completions(&arguments, &mut Arguments::command());
            return Ok(());
        }
        other => other,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::Runtime)?;
    // As a `dyn`: for a future of its own type, the runtime would be compiled three times, with all of Sigill in it.
    let work: Pin<Box<dyn Future<Output = Result<(), Failure>>>> = Box::pin(async {
        match command {
            Command::Serve(arguments) => serve::run(&arguments).await,
            Command::Quickstart(arguments) => quickstart::run(&arguments).await,
            Command::Admin(arguments) => admin::run(&arguments).await,
            Command::Mssp(arguments) => mssp::run(&arguments).await,
            Command::Bench(arguments) => bench::run(&arguments).await,
            Command::Import(arguments) => import::run(&arguments).await,
            Command::Doctor(arguments) => doctor::run(&arguments).await,
            Command::Migrate(arguments) => migrate::run(&arguments).await,
            Command::Backup(arguments) => backup::back_up(&arguments).await,
            Command::Restore(arguments) => backup::restore(&arguments).await,
            // They need no runtime, and have run.
            Command::Verify(_) | Command::Config(_) | Command::Man(_) | Command::Completions(_) | Command::Version => {
                Ok(())
            }
        }
    });
    runtime.block_on(work)
}
