//! What the provider knows of a number: to fill `signerCert` at enrolment, and to explain a failure.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sigill_domain::breach::Breach;
use sigill_domain::code::Code as Problem;
use sigill_domain::right::SignatureView;
use sigill_domain::signing::{Asking, Outcome, Signable, Wish};
use sigill_mss::client::Failure;
use sigill_mss::message::{Device as Told, Msisdn as Number, Operation};
use sigill_mss::sk::Certificate;
use sigill_mss::status::Code;
use sigill_store::Permit;

use super::desk::Desk;
use super::provider::Provider;
use super::said::Said;
use super::{message, sk, verdict};
use crate::refusal::Refusal;
use crate::sought::found;

/// How long the provider may take, in milliseconds; less than a request may.
const ANSWER_MS_MAX: u64 = 8_000;

/// What a provider says about a number.
#[derive(Clone, Debug)]
pub struct Phone {
    /// Who says so, by the `msspIdentifier` of the credential.
    pub mssp: String,
    /// The provider's code: 100, or why it knows nothing.
    pub provider_status: Option<u16>,
    /// The name of the code in ETSI TS 102 204, such as `REQUEST_OK`; `UNKNOWN` without a code.
    pub provider_status_name: &'static str,
    /// In words, where it isn't 100.
    pub reason: Option<String>,
    /// Whether a SIM or an App is active.
    pub is_active: bool,
    /// Signature profiles that may be asked for.
    pub profiles: Vec<String>,
    /// Its SIMs and Apps, as far as the provider tells.
    pub devices: Vec<Device>,
}

impl Phone {
    /// Whether the provider serves the number.
    #[must_use]
    pub fn is_served(&self) -> bool {
        self.provider_status == Some(Code::REQUEST_OK.0)
    }

    /// Whether a SIM or an App is active; `None` where the provider says nothing about that.
    #[must_use]
    pub fn tells_active(&self) -> Option<bool> {
        self.devices.iter().any(|device| device.state.is_some()).then_some(self.is_active)
    }

    /// Whether the PIN of every SIM and App that could be used is blocked.
    #[must_use]
    pub fn is_pin_blocked(&self) -> bool {
        let may_serve = |device: &&Device| device.state.is_none() || device.is_active();
        let mut serving = self.devices.iter().filter(may_serve).peekable();
        serving.peek().is_some() && serving.all(|device| device.pin_blocked == Some(true))
    }

    /// How a signature would end, where the number isn't served.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let code = self.provider_status.map(Code);
        code.map_or(Outcome::ProviderTrouble, |code| verdict::outcome(code, Operation::ProfileQuery))
    }
}

/// A SIM or an App.
#[derive(Clone, Debug)]
pub struct Device {
    /// Whether it is a SIM; else an App.
    pub is_sim: bool,
    /// ACTIVE, INACTIVE or REGISTERED, where the provider says so.
    pub state: Option<String>,
    /// `None` where the provider doesn't say.
    pub pin_blocked: Option<bool>,
    /// The person's own certificates, in PEM.
    pub certificates: Vec<String>,
}

impl Device {
    fn is_active(&self) -> bool {
        self.state.as_deref() == Some("ACTIVE")
    }
}

/// Asks the provider of a user's mobile signature about its number.
pub async fn ask(permit: &Permit<SignatureView>, desk: &Desk, user: &str) -> Result<Phone, Refusal> {
    let sought = permit.signable(user).await?;
    let signable = found(sought, permit.client().as_str(), user)?.transpose();
    let signable = signable.map_err(|_| Refusal::no_mobile_signature(user))?;
    of(permit, desk, &signable).await
}

/// The same, where the mobile signature is known.
pub(crate) async fn of(permit: &Permit<SignatureView>, desk: &Desk, signable: &Signable) -> Result<Phone, Refusal> {
    let detail = &signable.credential.detail;
    let provider = desk.providers().get(&detail.mssp_identifier).ok_or_else(|| {
        let identifier: String = detail.mssp_identifier.escape_debug().collect();
        Refusal::Broken(vec![Breach::new(
            Problem::MissingReferenceData,
            format!(
                "msspIdentifier: the configuration has no provider with the identifier '{identifier}' of the credential"
            ),
        )])
    })?;
    let number = signable.number();
    if let Some(breach) = provider.refuses(permit.client(), &number) {
        return Err(Refusal::Broken(vec![breach]));
    }
    let (Ok(call), Ok(asked)) = (message::fresh(desk.world()), number.parse::<Number>()) else {
        return Err(Refusal::Broken(vec![Breach::invalid(
            "msisdn: the number is none that messages to a provider can have",
        )]));
    };
    permit.note_asked(&number, Asking::Profile).await?.map_err(|retry_s| Asking::Profile.too_many(retry_s))?;
    let Some(client) = provider.mss() else { return of_sk(&provider, signable, &number).await };
    let told = provider.profile(client, &call, &asked, ANSWER_MS_MAX).await;
    let code = match &told {
        Ok(told) => Some(told.response.status.code),
        Err(failure) => failure.code(),
    };
    let mut phone = Phone {
        mssp: detail.mssp_identifier.clone(),
        provider_status: code.map(|code| code.0),
        provider_status_name: code.map_or("UNKNOWN", |code| code.name()),
        reason: None,
        is_active: false,
        profiles: Vec::new(),
        devices: Vec::new(),
    };
    match told {
        Ok(told) => {
            let detail = told.response.status.profile.unwrap_or_default();
            let sim = detail.sim.iter().map(|told| device(told, true));
            phone.devices = sim.chain(detail.apps.iter().map(|told| device(told, false))).collect();
            phone.is_active = phone.devices.iter().any(Device::is_active);
            phone.profiles = told.response.profiles;
        }
        Err(Failure::Fault { fault, .. }) => {
            let meaning = fault.code.and_then(Code::meaning).map(str::to_owned);
            phone.reason = meaning.or_else(|| fault.details.last().map(|words| verdict::short(words)));
        }
        Err(failure) => return Err(Refusal::Unavailable(verdict::short(&failure.to_string()))),
    }
    Ok(phone)
}

/// Whether a person has a certificate there, which shows nothing to anybody. The codes are those that say the same in
/// TS 102 204.
async fn of_sk(provider: &Provider, signable: &Signable, number: &str) -> Result<Phone, Refusal> {
    let Some(client) = provider.sk_client() else { return Err(Refusal::Unavailable("it can't be asked".to_owned())) };
    let settings = &provider.settings;
    let Some(person) = &signable.credential.detail.national_identity_number else {
        let wish = Wish::default();
        return Err(Refusal::Broken(sk::unfit(settings, signable, &wish)));
    };
    let within_ms = client.provider().limits.answer_ms;
    let told = provider.within(within_ms, client.certificate(number, person.as_str())).await;
    let (code, reason) = match told {
        Ok(Certificate::Found(_)) => (Code::REQUEST_OK, None),
        Ok(Certificate::NotFound) => {
            (Code(105), Some("the provider has no certificate of this person and number".to_owned()))
        }
        Err(failure) => match sk::declines(failure) {
            Ok(Said::Declined(status)) => (
                Code(if matches!(status, 401 | 403) { 104 } else { 101 }),
                verdict::declined(status, Operation::Signature).detail.reason,
            ),
            Ok(_) => return Err(Refusal::Unavailable("the provider's answer can't be used".to_owned())),
            Err(failure) => return Err(Refusal::Unavailable(verdict::short(&failure.to_string()))),
        },
    };
    let is_active = code == Code::REQUEST_OK;
    let device = is_active.then(|| Device {
        is_sim: true,
        state: Some("ACTIVE".to_owned()),
        pin_blocked: None,
        // The one that it tells is of another key than the one that signs here.
        certificates: Vec::new(),
    });
    Ok(Phone {
        mssp: settings.identifier.clone(),
        provider_status: Some(code.0),
        provider_status_name: code.name(),
        reason,
        is_active,
        profiles: Vec::new(),
        devices: device.into_iter().collect(),
    })
}

fn device(told: &Told, is_sim: bool) -> Device {
    // The person's own comes first; behind it are the authorities'.
    let own = told.certificates.iter().filter_map(|each| each.certificates.first());
    let der = own.filter_map(|text| STANDARD.decode(text.split_ascii_whitespace().collect::<String>()).ok());
    Device {
        is_sim,
        state: told.state.clone(),
        pin_blocked: told.pin_blocked,
        certificates: der.map(|der| verdict::pem(&der)).collect(),
    }
}
