//! Signatures against the simulator, over real mutual TLS, on both databases.

mod asking;
mod help_desk;
mod kills;
mod located;
mod many;
mod outcomes;
mod prompts;
mod remembered;
mod sign_in;
mod sk;
mod standing;
mod watched;
mod wire;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sigill_app::signing::{Desk, DeskOptions, Family, Provider, Providers, Settings};
use sigill_app::{App, Clock as _, SystemClock};
use sigill_mss::client::{self, Binding, Client, Identity, PrivateKey};
use sigill_mss::verify::Trust;
use sigill_mssp::{
    Ap, AuthoritySize, ClientIdentity, Clock, Number, Options, Serving, Simulator, SystemEntropy, Until, World,
    make_client, serve,
};
use sigill_testing::FrozenClock;

use self::wire::Wire;
use super::*;

/// Where the calls are.
const OWN: &str = "/sigill/v1";
const MSSP: &str = "http://mssp.example";
/// Tests don't wait longer than they must.
const POLL_MS: u64 = 10;
const AP: &str = "mid://test.example";

/// The simulator's clock is the one of the server, so that both stand still together.
#[derive(Debug)]
struct SameClock(Arc<FrozenClock>);

impl Clock for SameClock {
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(sigill_app::Clock::now(&*self.0).micros()).unwrap()
    }

    fn until(&self, at: jiff::Timestamp) -> Until {
        let clock = self.0.clone();
        Box::pin(async move {
            while jiff::Timestamp::from_microsecond(sigill_app::Clock::now(&*clock).micros()).unwrap() < at {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        })
    }
}

struct Shared {
    folder: tempfile::TempDir,
    ap: ClientIdentity,
}

/// Keys are made once per test process.
fn shared() -> &'static Shared {
    static SHARED: OnceLock<Shared> = OnceLock::new();
    SHARED.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let ap = make_client(&World::real(), "Test AP").unwrap();
        Shared { folder, ap }
    })
}

/// A server whose provider is the simulator.
pub(super) struct Signing {
    pub(super) site: Site,
    pub(super) simulator: Simulator,
    serving: Serving,
    wire: Wire,
    options: Options,
}

impl Signing {
    pub(super) async fn new(database: Database, binding: Binding, numbers: Vec<Number>) -> Self {
        Self::with(database, binding, numbers, POLL_MS).await
    }

    async fn with(database: Database, binding: Binding, numbers: Vec<Number>, poll_ms: u64) -> Self {
        Self::changed(database, binding, numbers, poll_ms, |_| {}).await
    }

    /// The same with other options of the simulator.
    async fn changed(
        database: Database,
        binding: Binding,
        numbers: Vec<Number>,
        poll_ms: u64,
        change: impl FnOnce(&mut Options),
    ) -> Self {
        log::collect();
        let mut fixture = Fixture::new(database).await;
        // TLS looks at the machine's clock, so ours begins there and then stands.
        let ahead = SystemClock.now().millis() - sigill_app::Clock::now(&*fixture.clock).millis();
        fixture.clock.advance_ms(ahead);
        let mut options = Options::new(shared().folder.path().join("authority"));
        options.authority = AuthoritySize::Small;
        options.listen = ([127, 0, 0, 1], 0).into();
        options.aps = vec![Ap { prefix: Some("Bank: ".to_owned()), ..Ap::new(AP, &shared().ap.certificate_pem) }];
        options.limits.numbers_max = numbers.len() + 10;
        options.limits.open_max = numbers.len() + 10;
        options.limits.connections_max = 1_000;
        options.numbers = numbers;
        change(&mut options);
        let world = World { clock: Arc::new(SameClock(fixture.clock.clone())), entropy: Arc::new(SystemEntropy) };
        let simulator = Simulator::open(options.clone(), world).unwrap();
        let serving = serve(&simulator).await.unwrap();
        let wire = Wire::to(serving.address).await;
        let provider = provider(&simulator, &url(&wire), binding, poll_ms);
        fixture.app.desk = desk(&fixture.app, provider);
        let site = Site::around(fixture, Limits::default());
        Self { site, simulator, serving, wire, options }
    }

    /// The provider dies and comes back; where it `forgets`, it knows of nothing that was open.
    async fn restart_provider(&mut self, forgets: bool) {
        if forgets {
            let clock = SameClock(self.site.fixture.clock.clone());
            let world = World { clock: Arc::new(clock), entropy: Arc::new(SystemEntropy) };
            self.simulator = Simulator::open(self.options.clone(), world).unwrap();
        }
        // The former one goes with all its connections.
        self.serving = serve(&self.simulator).await.unwrap();
        self.wire.retarget(self.serving.address);
    }

    /// The same, with other settings of the provider.
    fn set(&mut self, change: impl FnOnce(&mut Settings)) {
        self.set_in(Binding::Rest, change);
    }

    fn set_in(&mut self, binding: Binding, change: impl FnOnce(&mut Settings)) {
        let mut provider = provider(&self.simulator, &self.url(), binding, POLL_MS);
        change(&mut provider.settings);
        self.site.fixture.app.desk = desk(&self.site.fixture.app, provider);
        self.site.router = router(self.site.fixture.app.clone(), Limits::default());
    }

    /// Where the provider is reached.
    fn url(&self) -> String {
        url(&self.wire)
    }

    /// A user with this number: the path of its signatures.
    pub(super) async fn person(&self, user: &str, msisdn: &str) -> String {
        self.person_with(user, msisdn, "").await
    }

    async fn person_with(&self, user: &str, msisdn: &str, more: &str) -> String {
        let root = self.site.root().await;
        let person = r#""name":{"firstName":"Anna","familyName":"Muster"},"contacts":{"email":"a@example.com"}"#;
        let body = format!("{{\"extId\":\"{user}\",{person}}}");
        let created = self.site.post(&format!("{API}/api/users"), &json_by(&root), body).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
        let path = format!("{}/mobile-signature", created.header("location"));
        let body = format!(
            r#"{{"extId":"of-{user}","identificator":"i","msspIdentifier":"{MSSP}","msisdn":"{msisdn}"{more}}}"#
        );
        let created = self.site.post(&path, &json_by(&root), body).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
        signatures(user)
    }

    /// Asks; where it will be seen.
    async fn ask(&self, signatures: &str) -> String {
        let root = self.site.root().await;
        let asked = self.site.post(signatures, &json_by(&root), r#"{"text":"Bank: pay?"}"#).await;
        assert_eq!(asked.status, StatusCode::ACCEPTED, "{}", asked.body);
        asked.header("location").to_owned()
    }

    /// As it is once it is settled.
    pub(super) async fn settled(&self, signature: &str) -> Value {
        let root = self.site.root().await;
        loop {
            let got = self.site.get(&format!("{signature}?wait=20"), &json_by(&root)).await;
            assert_eq!(got.status, StatusCode::OK, "{}", got.body);
            if got.json()["state"] == "settled" {
                return got.json();
            }
        }
    }

    /// Until the provider has taken it, and that is written down.
    async fn pending(&self, signature: &str) {
        let root = self.site.root().await;
        while self.site.get(signature, &json_by(&root)).await.json()["state"] == "requested" {
            tokio::task::yield_now().await;
        }
    }

    pub(super) async fn credential(&self, user: &str) -> Value {
        let root = self.site.root().await;
        self.site.get(&format!("{API}/api/users/{user}/mobile-signature"), &json_by(&root)).await.json()
    }
}

fn signatures(user: &str) -> String {
    format!("{OWN}/api/users/{user}/mobile-signature/signatures")
}

fn url(wire: &Wire) -> String {
    format!("https://localhost:{}", wire.address.port())
}

fn provider(simulator: &Simulator, url: &str, binding: Binding, poll_ms: u64) -> Provider {
    let ap = &shared().ap;
    let identity = Identity { certificate_pem: ap.certificate_pem.clone(), key: PrivateKey::from_pem(&ap.key_pem) };
    let way = Client::new(client::Provider {
        server_roots_pem: simulator.tls_root_pem(),
        identity: Some(identity),
        ..client::Provider::new(url, binding, AP)
    });
    let settings = Settings {
        identifier: MSSP.to_owned(),
        family: Family::MobileId,
        profile: Some("http://mid.swisscom.ch/Any-LoA4".to_owned()),
        prefix: Some("Bank: ".to_owned()),
        languages: ["en", "de", "fr", "it"].map(str::to_owned).to_vec(),
        trust: Trust::from_roots_pem(&simulator.signature_root_pem()).unwrap(),
        usage: sigill_app::signing::Usage::Authentication,
        legacy_sha1: false,
        time_limit_s: 80,
        time_limit_s_max: 300,
        poll_ms,
        clients: None,
        number_prefixes: Vec::new(),
    };
    Provider::new(settings, way.unwrap())
}

fn desk(app: &App, provider: Provider) -> Desk {
    Desk::new(app.store.clone(), app.world.clone(), Providers::new([provider]), DeskOptions::default())
}
