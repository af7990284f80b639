//! A simulator with a clock that stands, and a client for it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use sigill_mss::client::{
    Answered, Binding, Call, Client, Failure, Identity, Outcome, Pending, PrivateKey, Provider, Wish,
};
use sigill_mss::message::{Instant, Msisdn};
use sigill_mssp::{
    Act, Ap, AuthoritySize, ClientIdentity, Clock as _, ManualClock, Number, Options, Script, Serving, Simulator,
    SystemClock, SystemEntropy, World, make_client, serve,
};

pub(crate) const AP: &str = "mid://test.example";
pub(crate) const NUMBER: &str = "41791234567";
pub(crate) const TEXT: &str = "Test: Grüezi, pay <CHF> 10 & more?";
pub(crate) const BOTH: [Binding; 2] = [Binding::Soap, Binding::Rest];

struct Shared {
    folder: tempfile::TempDir,
    ap: ClientIdentity,
    opening: Mutex<()>,
}

/// Keys are made once.
fn shared() -> &'static Shared {
    static SHARED: OnceLock<Shared> = OnceLock::new();
    SHARED.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let ap = make_client(&World::real(), "Test AP").unwrap();
        Shared { folder, ap, opening: Mutex::new(()) }
    })
}

pub(crate) fn ap_identity() -> Identity {
    let ap = &shared().ap;
    Identity { certificate_pem: ap.certificate_pem.clone(), key: PrivateKey::from_pem(ap.key_pem.clone()) }
}

pub(crate) struct Bench {
    pub(crate) simulator: Simulator,
    pub(crate) serving: Serving,
    pub(crate) clock: ManualClock,
    count: AtomicU64,
}

impl Bench {
    /// With one number.
    pub(crate) async fn of(script: Script) -> Self {
        let mut options = Options::new(shared().folder.path().join("authority"));
        options.authority = AuthoritySize::Small;
        options.listen = ([127, 0, 0, 1], 0).into();
        options.aps = vec![Ap::new(AP, &shared().ap.certificate_pem)];
        options.numbers = vec![Number::scripted(NUMBER, script)];
        // TLS looks at the machine's clock, so this one begins there and then stands.
        let clock = ManualClock::at(SystemClock.now());
        let world = World { clock: Arc::new(clock.clone()), entropy: Arc::new(SystemEntropy) };
        // One after the other: two that find the folder empty would each make an authority.
        let simulator = {
            let _opening = shared().opening.lock().unwrap();
            Simulator::open(options, world).unwrap()
        };
        let serving = serve(&simulator).await.unwrap();
        Self { simulator, serving, clock, count: AtomicU64::new(0) }
    }

    pub(crate) async fn approving() -> Self {
        Self::of(Script::of(Act::Approve)).await
    }

    pub(crate) fn script(&self, script: Script) {
        self.simulator.change(Number::scripted(NUMBER, script)).unwrap();
    }

    pub(crate) fn provider(&self, binding: Binding) -> Provider {
        let base_url = format!("https://localhost:{}", self.serving.address.port());
        let mut provider = Provider::new(&base_url, binding, AP);
        provider.server_roots_pem = self.simulator.tls_root_pem();
        provider.identity = Some(ap_identity());
        // A busy machine shall not make a difference.
        provider.limits.connect_ms = 60_000;
        provider.limits.answer_ms = 60_000;
        provider
    }

    pub(crate) fn client(&self, binding: Binding) -> Client {
        Client::new(self.provider(binding)).unwrap()
    }

    pub(crate) fn call(&self) -> Call {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        Call { ap_trans_id: format!("T{count}").parse().unwrap(), instant: Instant::from(self.clock.now()) }
    }

    pub(crate) async fn pending(&self, client: &Client) -> Pending {
        match client.sign(&self.call(), &wish()).await.unwrap() {
            Outcome::Pending(pending) => *pending,
            Outcome::Answered(answered) => panic!("{answered:?}"),
        }
    }

    /// The end of a new transaction, as the status query tells it.
    pub(crate) async fn ended(&self, client: &Client) -> Result<Answered, Failure> {
        let transaction = self.pending(client).await.transaction;
        match client.status(&self.call(), &transaction).await? {
            Outcome::Answered(answered) => Ok(*answered),
            Outcome::Pending(pending) => panic!("{pending:?}"),
        }
    }

    pub(crate) fn advance_s(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }
}

pub(crate) fn number() -> Msisdn {
    format!("+{NUMBER}").parse().unwrap()
}

pub(crate) fn wish() -> Wish {
    Wish::text(number(), TEXT, "en")
}
