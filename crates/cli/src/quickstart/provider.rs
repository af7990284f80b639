//! The provider that plays along: the simulator, inside the same program, with a virtual phone.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use sigill_app::App;
use sigill_app::signing::{Desk, DeskOptions, Family, Provider, Providers, Settings, Trust, Usage};
use sigill_mss::client::{self, Binding, Client};
use sigill_mssp::{Act, Ap, AuthoritySize, Number, Options, Script, Serving, Simulator, StartError, World};
use tracing::warn;

use super::cast::{MSSP, TEXT_PREFIX, msisdn};
use crate::failure::Failure;
use crate::{files, listen};

const AP: &str = "mid://quickstart.example";
/// How long the first person takes to approve: long enough to see that somebody is waited for.
const APPROVES_AFTER_MS: u64 = 1_000;
/// The folder of the simulator, and in it what it had the last time: its phones, and the port of their page.
const FOLDER: &str = "mssp";
const PHONES: &str = "phones.json";
const PORT: &str = "phone-page.port";

/// The simulator, as long as it plays.
pub(super) struct Played {
    simulator: Simulator,
    serving: Serving,
    folder: PathBuf,
}

impl Played {
    /// Starts it, with its keys below `data`, and with the phones and the port that it had the last time; on another port
    /// of this machine where that is taken.
    pub(super) async fn start(data: &Path) -> Result<Self, Failure> {
        let folder = data.join(FOLDER);
        let port = files::read(&folder.join(PORT))?.and_then(|port| port.trim().parse().ok()).unwrap_or(0);
        let numbers = phones(&folder.join(PHONES))?;
        let played = match Self::on(port, &folder, numbers.clone()).await {
            Err(StartError::Listen(..)) if port != 0 => Self::on(0, &folder, numbers).await,
            other => other,
        };
        let played = played.map_err(|error| Failure::Call(format!("the simulator can't start: {error}")))?;
        files::replace(&folder.join(PORT), &format!("{}\n", played.address().port()))?;
        Ok(played)
    }

    async fn on(port: u16, folder: &Path, numbers: Vec<Number>) -> Result<Self, StartError> {
        let here = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut options = Options::new(folder);
        options.listen = here(0);
        options.plain = Some(here(port));
        options.numbers = numbers;
        // Real sizes take a minute.
        options.authority = AuthoritySize::Small;
        options.aps =
            vec![Ap { name: "Sigill quickstart".to_owned(), prefix: Some(TEXT_PREFIX.to_owned()), ..Ap::new(AP, "") }];
        let simulator = Simulator::open(options, World::real())?;
        let serving = sigill_mssp::serve(&simulator).await?;
        Ok(Self { simulator, serving, folder: folder.to_owned() })
    }

    /// Writes its phones down whenever one has changed, for the next time.
    pub(super) async fn keep(&self) {
        let mut changes = self.simulator.changes();
        let mut kept = Vec::new();
        loop {
            let numbers = self.simulator.numbers();
            if numbers != kept {
                if let Err(failure) = self.keep_now() {
                    warn!(why = failure.line(), "the phones of the simulator can't be kept");
                }
                kept = numbers;
            }
            if changes.changed().await.is_err() {
                return;
            }
        }
    }

    /// The same once.
    pub(super) fn keep_now(&self) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(&self.simulator.numbers());
        let text = text.map_err(|error| Failure::Call(format!("the phones can't be written: {error}")))?;
        files::replace(&self.folder.join(PHONES), &text)
    }

    fn address(&self) -> SocketAddr {
        self.serving.plain_address.unwrap_or(self.serving.address)
    }

    /// The page of the virtual phone.
    pub(super) fn phone(&self) -> String {
        format!("{}/phone", listen::url(self.address()))
    }

    /// Lets `app` ask it for signatures.
    pub(super) fn connect(&self, app: &mut App) -> Result<(), Failure> {
        let failed = |why: String| Failure::Call(format!("the simulator can't be used: {why}"));
        let way = client::Provider::new(&listen::url(self.address()), Binding::Rest, AP);
        let way = Client::new(way).map_err(|error| failed(error.to_string()))?;
        let roots = self.simulator.signature_root_pem();
        let settings = Settings {
            identifier: MSSP.to_owned(),
            family: Family::MobileId,
            profile: None,
            prefix: Some(TEXT_PREFIX.to_owned()),
            languages: ["en", "de", "fr", "it"].map(str::to_owned).to_vec(),
            trust: Trust::from_roots_pem(&roots).map_err(|error| failed(error.to_string()))?,
            usage: Usage::Authentication,
            legacy_sha1: false,
            time_limit_s: 120,
            time_limit_s_max: 300,
            poll_ms: 300,
            clients: None,
            number_prefixes: Vec::new(),
        };
        let providers = Providers::new([Provider::new(settings, way)]);
        app.desk = Desk::new(app.store.clone(), app.world.clone(), providers, DeskOptions::default());
        Ok(())
    }

    /// A phone for `user`, whose person approves by herself; and one for `free_user` that waits for somebody at the
    /// virtual phone. Those of the users before are there.
    pub(super) fn give_phones(&self, user: &str, free_user: &str) {
        let phone =
            |user: &str, script: Script| Number { name: user.to_owned(), ..Number::scripted(&msisdn(user), script) };
        let approving = Script { after_ms: APPROVES_AFTER_MS, ..Script::of(Act::Approve) };
        let approving = phone(user, approving);
        if self.simulator.create(approving.clone()).is_err() {
            // It was somebody's the last time.
            let _ = self.simulator.change(approving);
        }
        let _ = self.simulator.create(phone(free_user, Script::default()));
    }

    /// From now on, the phone of `user` waits for somebody, too.
    pub(super) fn ask_somebody(&self, user: &str) {
        let _ = self.simulator.change(Number { name: user.to_owned(), ..Number::new(&msisdn(user)) });
    }
}

/// Those of the last time, if any.
fn phones(file: &Path) -> Result<Vec<Number>, Failure> {
    let Some(text) = files::read(file)? else { return Ok(Vec::new()) };
    serde_json::from_str(&text)
        .map_err(|error| Failure::Input(format!("{} holds no phones of the simulator: {error}", file.display())))
}
