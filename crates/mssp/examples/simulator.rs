//! Runs the simulator from a TOML file: `cargo run --example simulator -- options.toml`.

use std::error::Error;

use sigill_mssp::{Options, Simulator, World, serve};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("the path of a TOML file is missing")?;
    let options = Options::from_toml(&std::fs::read_to_string(path)?)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let simulator = Simulator::open(options, World::real())?;
        let serving = serve(&simulator).await?;
        println!("SIMULATOR on https://{}", serving.address);
        if let Some(address) = serving.plain_address {
            println!("SIMULATOR without TLS on http://{address}/phone");
        }
        serving.run().await;
        Ok(())
    })
}
