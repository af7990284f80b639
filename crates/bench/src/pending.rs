//! Signatures that wait for a person: a provider whose phones stay silent, in a process of its own.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

use tokio::task::JoinSet;

use crate::Result;
use crate::call::{Connection, Request};
use crate::sigill::Installation;
use crate::target::Target;

/// The provider that the credentials of `sigill bench seed` name.
const PROVIDER: &str = "https://mssp.example.com/";
/// Connections that ask for signatures.
const ASKING: u64 = 16;

/// A simulated provider until this is dropped.
#[derive(Debug)]
pub(crate) struct Silent {
    child: Child,
}

impl Silent {
    /// Starts it with the numbers of so many users, and names it in the configuration of the servers to come.
    pub(crate) fn start(installation: &Installation, users: u64) -> Result<Self> {
        let ap = "mid://bench.example";
        let mut config = format!(
            "folder = 'mssp'\nlisten = '127.0.0.1:0'\nplain = '127.0.0.1:0'\nauthority = 'small'\n\
             limits = {{ numbers_max = {users}, open_max = {users} }}\n[[ap]]\nid = '{ap}'\n"
        );
        for n in 0..users {
            write!(config, "[[number]]\nmsisdn = '+41{}'\nscript.act.do = 'ignore'\n", 760_000_000 + n)?;
        }
        std::fs::write(installation.folder.join("mssp.toml"), config)?;
        let mut command = installation.command(&["mssp", "--config", "mssp.toml"]);
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let told = child.stdout.take().ok_or("the simulator says nothing")?;
        let silent = Self { child };
        let url = BufReader::new(told).lines().map_while(std::result::Result::ok).find_map(|line| {
            let rest = line.trim().strip_prefix("without TLS")?;
            rest.split_whitespace().next().map(str::to_owned)
        });
        let url = url.ok_or("the simulator does not start")?;
        let config = format!(
            "[[providers]]\nidentifier = '{PROVIDER}'\nbinding = 'rest'\nurl = '{url}'\nap_id = '{ap}'\n\
             signer_roots_file = 'mssp/trust-signatures.pem'\ntime_limit_s = 300\n"
        );
        std::fs::write(installation.folder.join("sigill.toml"), config)?;
        Ok(silent)
    }
}

impl Drop for Silent {
    fn drop(&mut self) {
        // Whether it has ended by itself doesn't matter any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks for a signature of each of so many users, and comes back when the provider has taken all of them.
pub(crate) async fn ask(target: &Target, users: u64) -> Result<()> {
    let mut lanes = JoinSet::new();
    for lane in 0..ASKING {
        let mut connection = Connection::open(target).await?;
        lanes.spawn(async move {
            for n in (lane..users).step_by(ASKING as usize) {
                let path = format!("/sigill/v1/bench-1/users/u{n}/mobile-signature/signatures");
                let body = r#"{"text":"Bench: pay?"}"#.to_owned();
                let (status, body) = connection.call(&Request::json("POST", path.clone(), body)).await?;
                if status != 202 {
                    return Err(format!("{status} {}", String::from_utf8_lossy(body)).into());
                }
                loop {
                    let (_, body) = connection.call(&Request::get(path.clone())).await?;
                    let body = String::from_utf8_lossy(body);
                    if body.contains(r#""state":"pending""#) {
                        break;
                    }
                    if !body.contains(r#""state":"requested""#) {
                        return Err(format!("it does not wait: {body}").into());
                    }
                }
            }
            Ok(())
        });
    }
    while let Some(done) = lanes.join_next().await {
        let done: Result<()> = done?;
        done?;
    }
    Ok(())
}
