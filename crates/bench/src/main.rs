//! Measures Sigill beside the floors under it. `cargo xtask bench` builds it and calls it.

mod call;
mod database;
mod flood;
mod floor;
mod kinds;
mod load;
mod measure;
mod numbers;
mod pending;
mod process;
mod report;
mod result;
mod rooms;
mod scenario;
mod sigill;
mod target;
mod tls;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub(crate) use self::result::Result;

#[derive(Debug, Parser)]
#[command(name = "sigill-bench")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Floors and Sigill in turn, several rounds; a table, and JSON into a file
    Run(Box<measure::Arguments>),
    /// Callers with tokens alone and beside floods: a table, and failure where a flood costs them too much
    Flood(Box<flood::Arguments>),
    /// Each type that is checked: creations beside mobile signatures, checks beside the bare hash or a read
    Kinds(kinds::Arguments),
    /// The same reads by one who is held to fifty of a thousand units, and by one who is held to none
    Rooms(rooms::Arguments),
    /// One flood, until a line comes
    Strangers(flood::Strangers),
    /// Answers every request with the same few bytes: the floor of HTTP. Prints its port
    Constant,
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    // One thread: what measures must leave the cores to what is measured.
    let mut runtime = match &command {
        Command::Constant => tokio::runtime::Builder::new_multi_thread(),
        Command::Run(_) | Command::Flood(_) | Command::Strangers(_) | Command::Kinds(_) | Command::Rooms(_) => {
            tokio::runtime::Builder::new_current_thread()
        }
    };
    runtime.enable_all().build()?.block_on(async {
        match command {
            Command::Run(arguments) => measure::run(&arguments).await,
            Command::Flood(arguments) => flood::run(&arguments).await,
            Command::Kinds(arguments) => kinds::run(&arguments).await,
            Command::Rooms(arguments) => rooms::run(&arguments).await,
            Command::Strangers(strangers) => flood::run_strangers(strangers).await,
            Command::Constant => floor::constant::serve().await,
        }
    })
}
