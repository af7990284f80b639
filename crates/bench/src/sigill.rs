//! Sigill as its users run it: the built binary, its own process, configured by its environment.

use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::Result;
use crate::call::{Connection, Request};
use crate::target::Target;
use crate::tls::{Certificate, Tls};

/// Longest start: the first one of a database makes its schema.
const START_MAX: Duration = Duration::from_secs(60);

/// An installation: a binary, a database, a folder for all else.
#[derive(Debug)]
pub(crate) struct Installation {
    pub(crate) binary: PathBuf,
    pub(crate) folder: PathBuf,
    pub(crate) database_url: String,
    /// Further variables.
    pub(crate) variables: Vec<(String, String)>,
}

/// A server that runs until this is dropped.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    pub(crate) target: Target,
    /// From the start of the process to the first answer.
    pub(crate) started_ms: f64,
}

impl Installation {
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(arguments).current_dir(&self.folder).env_clear().stdin(Stdio::null());
        command
            .env("SIGILL_DATABASE_URL", &self.database_url)
            .env("SIGILL_KEYS_MASTER_FILE", self.folder.join("master.key"))
            // All servers of an installation are known by one name.
            .env("SIGILL_PUBLIC_URL", "http://sigill.example")
            .env("SIGILL_LISTEN", "127.0.0.1:0")
            .env("SIGILL_TOKEN_LIFETIME_S", "86400")
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command that prints JSON.
    pub(crate) fn ask(&self, arguments: &[&str]) -> Result<Value> {
        let output = self.command(arguments).output()?;
        if !output.status.success() {
            return Err(format!("sigill {arguments:?}: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        Ok(serde_json::from_slice(&output.stdout)?)
    }

    /// Starts a server and waits for its first answer.
    pub(crate) async fn start(&self, name: &str, certificate: Option<&Certificate>) -> Result<Running> {
        let log = self.folder.join(format!("{name}.log"));
        let begin = Instant::now();
        let mut command = self.command(&["serve"]);
        if let Some(Certificate { certificate, key }) = certificate {
            command.env("SIGILL_TLS_CERTIFICATE_FILE", certificate).env("SIGILL_TLS_KEY_FILE", key);
        }
        let child = command.stdout(Stdio::null()).stderr(File::create(&log)?).spawn()?;
        let tls = certificate.map(|_| Tls::new()).transpose()?;
        let target = Target { address: SocketAddr::from(([127, 0, 0, 1], 0)), token: None, tls };
        let mut running = Running { child, target, started_ms: 0.0 };
        running.target.address = address(&log, begin).await?;
        let mut connection = Connection::open(&running.target).await?;
        connection.call(&Request::get("/livez".to_owned())).await?;
        running.started_ms = begin.elapsed().as_secs_f64() * 1e3;
        Ok(running)
    }

    /// A caller with every right.
    pub(crate) fn caller(&self) -> Result<(String, String)> {
        self.technical_user("root")
    }

    /// The client_id and secret of a technical user with every right.
    pub(crate) fn technical_user(&self, name: &str) -> Result<(String, String)> {
        let arguments = format!(
            "admin technical-user --client api --create-client API --user {name} --role nevisIdm.Root --global --output json"
        );
        let made = self.ask(&arguments.split(' ').collect::<Vec<_>>())?;
        let text = |name: &str| made[name].as_str().unwrap_or_default().to_owned();
        Ok((text("client_id"), text("client_secret")))
    }
}

impl Running {
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Gets a token, with which all is asked from then on.
    pub(crate) async fn log_in(&mut self, caller: &(String, String)) -> Result<()> {
        self.target.token = Some(token(&self.target, caller).await?);
        Ok(())
    }
}

/// Gets a token.
pub(crate) async fn token(target: &Target, caller: &(String, String)) -> Result<String> {
    let body = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        caller.0.replace('/', "%2F").replace(':', "%3A"),
        caller.1
    );
    let request = Request {
        method: "POST",
        path: "/oauth2/token".to_owned(),
        body: Some(body),
        media: "application/x-www-form-urlencoded",
    };
    let mut connection = Connection::open(&Target { token: None, ..target.clone() }).await?;
    let (status, body) = connection.call(&request).await?;
    let told: Value = serde_json::from_slice(body)?;
    let token = told["access_token"].as_str().ok_or_else(|| format!("no token: {status} {told}"))?;
    Ok(token.to_owned())
}

impl Drop for Running {
    fn drop(&mut self) {
        // Whether it has ended by itself doesn't matter any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where a server listens, as its log says once it does.
async fn address(log: &Path, begin: Instant) -> Result<SocketAddr> {
    loop {
        let text = std::fs::read_to_string(log).unwrap_or_default();
        let line = text.lines().find(|line| line.contains("\"listening\"") && line.ends_with('}'));
        if let Some(line) = line {
            let line: Value = serde_json::from_str(line)?;
            return Ok(line["address"].as_str().unwrap_or_default().parse()?);
        }
        if begin.elapsed() > START_MAX {
            return Err(format!("the server does not start: {text}").into());
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}
