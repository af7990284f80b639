//! A simulator in process, and a client that speaks to it over loopback with mutual TLS.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses its own part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of tests, outside of a test function")]

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sigill_mss::message::{
    ApInfo, Data, Header, Instant, MeshMember, MessagingMode, MobileUser, Msisdn, MsspInfo, Password, ProfileRequest,
    ReceiptRequest, Request, Response, Service, SignatureRequest, StatusRequest, TransId,
};
use sigill_mss::verify::{Asked, ExpectedText, Report, SerialRule, Terms, Trust, verify_answer};
use sigill_mss::wire::{rest, soap};
use sigill_mssp::{
    Ap, AuthoritySize, ClientIdentity, Clock as _, Entropy, ManualClock, Number, Options, Serving, Simulator,
    SystemClock, World, make_client, serve,
};

pub const AP: &str = "mid://test.example";
pub const NUMBER: &str = "41791234567";
pub const TEXT: &str = "Test: Grüezi, pay CHF 10?";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    Soap,
    Rest,
}

pub const BOTH: [Binding; 2] = [Binding::Soap, Binding::Rest];

/// Numbers one after the other: ids in tests shall differ, not be secret.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Entropy for Counter {
    fn fill(&self, octets: &mut [u8]) {
        let count = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        for (index, octet) in octets.iter_mut().enumerate() {
            *octet = ((count >> (5 * (index % 8))) as u8 & 31) ^ 0x15;
        }
    }
}

struct Shared {
    folder: tempfile::TempDir,
    ap: ClientIdentity,
}

/// Keys are made once per test binary.
fn shared() -> &'static Shared {
    static SHARED: OnceLock<Shared> = OnceLock::new();
    SHARED.get_or_init(|| {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let folder = tempfile::tempdir().unwrap();
        let world = World { entropy: std::sync::Arc::new(Counter::default()), ..World::real() };
        let ap = make_client(&world, "Test AP").unwrap();
        let mut options = Options::new(folder.path().join("authority"));
        options.authority = AuthoritySize::Small;
        Simulator::open(options, world).unwrap();
        Shared { folder, ap }
    })
}

pub fn ap_identity() -> ClientIdentity {
    shared().ap.clone()
}

pub struct Bench {
    pub simulator: Simulator,
    pub serving: Serving,
    pub clock: ManualClock,
    pub client: reqwest::Client,
    pub count: AtomicU64,
}

pub fn options() -> Options {
    let folder: PathBuf = shared().folder.path().join("authority");
    let mut options = Options::new(folder);
    options.authority = AuthoritySize::Small;
    options.listen = ([127, 0, 0, 1], 0).into();
    options.aps = vec![Ap { name: "Test Bank".to_owned(), ..Ap::new(AP, &shared().ap.certificate_pem) }];
    options
}

impl Bench {
    pub async fn of(numbers: Vec<Number>) -> Self {
        Self::with(|options| options.numbers = numbers).await
    }

    pub async fn with(change: impl FnOnce(&mut Options)) -> Self {
        let mut options = options();
        change(&mut options);
        // TLS clients look at the machine's clock, so the simulator's begins there and then stands.
        let clock = ManualClock::at(SystemClock.now());
        let world =
            World { clock: std::sync::Arc::new(clock.clone()), entropy: std::sync::Arc::new(Counter::default()) };
        let simulator = Simulator::open(options, world).unwrap();
        let serving = serve(&simulator).await.unwrap();
        let client = client(&simulator, Some(&shared().ap.certificate_pem), &shared().ap.key_pem);
        Self { simulator, serving, clock, client, count: AtomicU64::new(0) }
    }

    pub fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.serving.address.port())
    }

    pub fn header(&self) -> Header {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        Header {
            version: None,
            ap: ApInfo {
                id: AP.to_owned(),
                password: Some(Password::new("")),
                trans_id: format!("T{count}").parse().unwrap(),
                instant: Instant::from(self.clock.now()),
                url: None,
            },
            mssp: MsspInfo {
                id: MeshMember { uri: Some("http://mid.swisscom.ch/".to_owned()), ..MeshMember::default() },
                instant: None,
            },
        }
    }

    pub fn signature(&self, msisdn: &str) -> SignatureRequest {
        SignatureRequest {
            header: self.header(),
            mode: MessagingMode::Synch,
            timeout_s: Some(80),
            validity_date: None,
            mobile_user: user(msisdn),
            data: Data::plain(TEXT),
            display: None,
            profile: Some("http://mid.swisscom.ch/Any-LoA4".to_owned()),
            services: vec![Service::user_lang("EN")],
            format: None,
        }
    }

    pub fn asynchronous(&self, msisdn: &str) -> SignatureRequest {
        SignatureRequest { mode: MessagingMode::AsynchClientServer, ..self.signature(msisdn) }
    }

    pub fn status(&self, id: &TransId) -> Request {
        Request::Status(StatusRequest { header: self.header(), mssp_trans_id: id.clone(), mobile_user: None })
    }

    pub fn receipt(&self, id: &TransId, msisdn: &str) -> ReceiptRequest {
        ReceiptRequest {
            header: self.header(),
            mssp_trans_id: id.clone(),
            mobile_user: user(msisdn),
            status: None,
            message: Some(Data::plain("Done")),
        }
    }

    pub fn profile(&self, msisdn: &str, params: &str) -> Request {
        let params = params.split_whitespace().map(str::to_owned).collect();
        Request::Profile(ProfileRequest { header: self.header(), mobile_user: user(msisdn), params })
    }

    /// Sends a request to its own path; the answer and its HTTP status.
    pub async fn ask(&self, binding: Binding, request: &Request) -> Response {
        let response = self.send(binding, request).await.unwrap();
        let status = response.status().as_u16();
        let body = response.bytes().await.unwrap();
        let answer = read(binding, &body);
        let expected = if matches!(answer, Response::Fault(_)) { 500 } else { 200 };
        assert_eq!(status, expected, "{answer:?}");
        answer
    }

    pub async fn send(&self, binding: Binding, request: &Request) -> reqwest::Result<reqwest::Response> {
        self.post(binding, path(binding, request), write(binding, request)).await
    }

    pub async fn post(&self, binding: Binding, path: &str, body: String) -> reqwest::Result<reqwest::Response> {
        let media_type = if binding == Binding::Soap { "text/xml;charset=UTF-8" } else { "application/json" };
        self.client.post(self.url(path)).header("content-type", media_type).body(body).send().await
    }

    pub async fn code(&self, binding: Binding, request: &Request) -> u16 {
        code(&self.ask(binding, request).await)
    }

    /// What `sigill_mss` says about an answer to a signature request, under the simulator's root.
    pub fn verify(&self, request: &Request, msisdn: &str, response: &Response) -> Report {
        self.verify_with(request, msisdn, response, SerialRule::Present, TEXT)
    }

    pub fn verify_with(
        &self,
        request: &Request,
        msisdn: &str,
        response: &Response,
        serial: SerialRule<'_>,
        text: &str,
    ) -> Report {
        let trust = Trust::from_roots_pem(&self.simulator.signature_root_pem()).unwrap();
        let text = ExpectedText::Exact(text.to_owned());
        let mut terms = Terms::new(&text, self.clock.now(), &trust);
        terms.serial = serial;
        verify_answer(response, &Asked::by(request, msisdn.parse::<Msisdn>().unwrap()), &terms)
    }

    pub fn advance_s(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }
}

pub fn client(simulator: &Simulator, certificates: Option<&str>, key: &str) -> reqwest::Client {
    let root = reqwest::Certificate::from_pem(simulator.tls_root_pem().as_bytes()).unwrap();
    let mut builder = reqwest::Client::builder().tls_certs_only([root]);
    if let Some(certificates) = certificates {
        let identity = reqwest::Identity::from_pem(format!("{certificates}{key}").as_bytes()).unwrap();
        builder = builder.identity(identity);
    }
    builder.build().unwrap()
}

pub fn user(msisdn: &str) -> MobileUser {
    MobileUser::from(msisdn.parse::<Msisdn>().unwrap())
}

pub fn write(binding: Binding, request: &Request) -> String {
    match binding {
        Binding::Soap => soap::write_request(request),
        Binding::Rest => rest::write_request(request),
    }
}

pub fn read(binding: Binding, body: &[u8]) -> Response {
    let read = match binding {
        Binding::Soap => soap::read_response(body),
        Binding::Rest => rest::read_response(body),
    };
    read.unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(body)))
}

pub fn path(binding: Binding, request: &Request) -> &'static str {
    match (binding, request) {
        (Binding::Soap, Request::Signature(_)) => "/soap/services/MSS_SignaturePort",
        (Binding::Soap, Request::Status(_)) => "/soap/services/MSS_StatusQueryPort",
        (Binding::Soap, Request::Receipt(_)) => "/soap/services/MSS_ReceiptPort",
        (Binding::Soap, Request::Profile(_)) => "/soap/services/MSS_ProfilePort",
        (Binding::Rest, Request::Signature(_)) => "/rest/service/sign",
        (Binding::Rest, Request::Status(_)) => "/rest/service/status",
        (Binding::Rest, Request::Receipt(_)) => "/rest/service/receipt",
        (Binding::Rest, Request::Profile(_)) => "/rest/service/profile",
    }
}

pub fn code(response: &Response) -> u16 {
    match response {
        Response::Signature(response) => response.status.code.0,
        Response::Status(response) => response.status.code.0,
        Response::Receipt(response) => response.status.code.0,
        Response::Profile(response) => response.status.code.0,
        Response::Fault(fault) => fault.code.map_or(0, |code| code.0),
    }
}

pub fn trans_id(response: &Response) -> TransId {
    match response {
        Response::Signature(response) => response.mssp_trans_id.clone(),
        other => panic!("{other:?}"),
    }
}
