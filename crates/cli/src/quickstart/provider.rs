//! The provider that plays along: the simulator, inside the same program, with a virtual phone.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use sigill_app::App;
use sigill_app::signing::{Desk, DeskOptions, Family, Provider, Providers, Settings, Trust};
use sigill_mss::client::{self, Binding, Client};
use sigill_mssp::{Act, Ap, AuthoritySize, Number, Options, Script, Serving, Simulator, World};

use super::cast::{MSSP, msisdn};
use crate::failure::Failure;
use crate::listen;

const AP: &str = "mid://quickstart.example";
/// What texts begin with, as an AP agrees with its provider.
pub(super) const PREFIX: &str = "Sigill: ";
/// How long the first person takes to approve: long enough to see that somebody is waited for.
const APPROVES_AFTER_MS: u64 = 1_000;

/// The simulator, as long as it plays.
pub(super) struct Played {
    simulator: Simulator,
    serving: Serving,
}

impl Played {
    /// Starts it, with its keys below `data`, on ports of this machine that are free.
    pub(super) async fn start(data: &Path) -> Result<Self, Failure> {
        let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let mut options = Options::new(data.join("mssp"));
        options.listen = here;
        options.plain = Some(here);
        // Real sizes take a minute.
        options.authority = AuthoritySize::Small;
        options.aps =
            vec![Ap { name: "Sigill quickstart".to_owned(), prefix: Some(PREFIX.to_owned()), ..Ap::new(AP, "") }];
        let failed = |error: sigill_mssp::StartError| Failure::Call(format!("the simulator can't start: {error}"));
        let simulator = Simulator::open(options, World::real()).map_err(failed)?;
        let serving = sigill_mssp::serve(&simulator).await.map_err(failed)?;
        Ok(Self { simulator, serving })
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
            prefix: Some(PREFIX.to_owned()),
            languages: ["en", "de", "fr", "it"].map(str::to_owned).to_vec(),
            trust: Trust::from_roots_pem(&roots).map_err(|error| failed(error.to_string()))?,
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

    /// A phone for `user`, whose person approves by herself; and one for each of the users before, and for `free_user`,
    /// that wait for somebody at the virtual phone.
    pub(super) fn give_phones(&self, user: &str, free_user: &str) {
        let phone =
            |user: &str, script: Script| Number { name: user.to_owned(), ..Number::scripted(&msisdn(user), script) };
        let approving = Script { after_ms: APPROVES_AFTER_MS, ..Script::of(Act::Approve) };
        // One that is there already stays as it is.
        let _ = self.simulator.create(phone(user, approving));
        let _ = self.simulator.create(phone(free_user, Script::default()));
    }

    /// From now on, the phone of `user` waits for somebody, too.
    pub(super) fn ask_somebody(&self, user: &str) {
        let _ = self.simulator.change(Number { name: user.to_owned(), ..Number::new(&msisdn(user)) });
    }
}
