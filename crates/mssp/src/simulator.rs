//! The simulator itself: what can be asked of it from the same process.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::watch;

use crate::authority::{Authority, AuthorityError};
use crate::key::KeyError;
use crate::number::{Number, NumberError, built_in, digits};
use crate::options::Options;
use crate::profile::model;
use crate::script::Handshake;
use crate::session::Sessions;
use crate::signature::Signing;
use crate::state::State;
use crate::transaction::{Answer, Outcome, Transaction};
use crate::world::World;

/// Why a simulator cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("its authority")]
    Authority(#[from] AuthorityError),
    #[error("number {msisdn}")]
    Number {
        msisdn: String,
        #[source]
        source: NumberError,
    },
    #[error("a key for its server")]
    Key(#[from] KeyError),
    #[error("TLS")]
    Tls(#[from] rustls::Error),
    #[error("plain HTTP is for loopback addresses only, not {0}")]
    NotLoopback(std::net::SocketAddr),
    #[error("cannot listen on {0}")]
    Listen(std::net::SocketAddr, #[source] std::io::Error),
}

/// A simulated provider. Clones are the same one.
#[derive(Clone, Debug)]
pub struct Simulator(pub(crate) Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) options: Options,
    pub(crate) world: World,
    pub(crate) authority: Authority,
    state: Mutex<State>,
    sessions: Mutex<Sessions>,
    /// Counts changes of the state: whoever waits for one watches it.
    changed: watch::Sender<u64>,
}

/// A transaction as lists show it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct TransactionView {
    pub id: String,
    pub ap: String,
    pub msisdn: String,
    pub text: String,
    pub language: String,
    pub device: crate::transaction::Device,
    pub profile: String,
    pub asynchronous: bool,
    pub began: Timestamp,
    pub deadline: Timestamp,
    /// `open`, or how it ended: the code.
    pub state: String,
    pub wrong_pins: u8,
    pub receipt: bool,
}

impl TransactionView {
    fn of(transaction: &Transaction) -> Self {
        let state = match transaction.ended.as_ref().map(|(_, outcome)| outcome) {
            None => "open".to_owned(),
            Some(Outcome::Answered { status, .. }) => status.0.to_string(),
            Some(Outcome::Refused(fault)) => fault.code.map_or_else(String::new, |code| code.0.to_string()),
        };
        Self {
            id: transaction.id.clone(),
            ap: transaction.ap_name.clone(),
            msisdn: transaction.msisdn.clone(),
            text: transaction.text.clone(),
            language: transaction.language.clone(),
            device: transaction.device,
            profile: transaction.profile.clone(),
            asynchronous: transaction.is_async,
            began: transaction.began,
            deadline: transaction.deadline,
            state,
            wrong_pins: transaction.wrong_pins,
            receipt: transaction.has_receipt,
        }
    }

    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state == "open"
    }
}

impl Simulator {
    /// Opens the authority, which makes it where the folder is empty, and takes the numbers: the built-in ones and
    /// those of the options.
    ///
    /// # Errors
    /// The folder cannot be used, or a number is not right.
    pub fn open(options: Options, world: World) -> Result<Self, StartError> {
        let authority = Authority::open(&options.folder, options.authority, &world)?;
        let mut state = State::default();
        state.handshake = options.handshake;
        for number in built_in().into_iter().chain(options.numbers.iter().cloned()) {
            let msisdn = number.msisdn.clone();
            let number = number.checked().map_err(|source| StartError::Number { msisdn, source })?;
            state.numbers.insert(number.msisdn.clone(), number);
        }
        let changed = watch::Sender::new(0);
        let (state, sessions) = (Mutex::new(state), Mutex::default());
        Ok(Self(Arc::new(Inner { options, world, authority, state, sessions, changed })))
    }

    /// The root that leads to every good signature, in PEM.
    #[must_use]
    pub fn signature_root_pem(&self) -> String {
        self.0.authority.root_pem()
    }

    /// The issuing authority, for signatures that leave it out.
    #[must_use]
    pub fn signature_issuing_pem(&self) -> String {
        self.0.authority.issuing_pem()
    }

    /// The issuing authority of SK's Mobile-ID, which no answer has inside.
    #[must_use]
    pub fn sk_issuing_pem(&self) -> String {
        self.0.authority.sk_issuing_pem()
    }

    /// The root of the server's own certificate, in PEM.
    #[must_use]
    pub fn tls_root_pem(&self) -> String {
        self.0.authority.server_root_pem()
    }

    #[must_use]
    pub fn numbers(&self) -> Vec<Number> {
        self.0.lock().numbers.values().cloned().collect()
    }

    /// Adds a number.
    ///
    /// # Errors
    /// It is not right, exists already, or there are too many.
    pub fn create(&self, number: Number) -> Result<Number, NumberError> {
        let number = number.checked()?;
        let mut state = self.0.lock();
        let max = self.0.options.limits.numbers_max;
        if state.numbers.contains_key(&number.msisdn) {
            return Err(NumberError::Exists);
        }
        if state.numbers.len() >= max {
            return Err(NumberError::TooMany(max));
        }
        state.numbers.insert(number.msisdn.clone(), number.clone());
        drop(state);
        self.0.tell();
        Ok(number)
    }

    /// Changes a number. Transactions that are open keep the script with which they began.
    ///
    /// # Errors
    /// It is not right, or there is none with this MSISDN.
    pub fn change(&self, number: Number) -> Result<Number, NumberError> {
        let number = number.checked()?;
        let mut state = self.0.lock();
        let place = state.numbers.get_mut(&number.msisdn).ok_or(NumberError::Absent)?;
        place.clone_from(&number);
        drop(state);
        self.0.tell();
        Ok(number)
    }

    /// Takes a number away.
    ///
    /// # Errors
    /// There is none with this MSISDN.
    pub fn remove(&self, msisdn: &str) -> Result<(), NumberError> {
        let digits = digits(msisdn).ok_or(NumberError::Msisdn)?;
        self.0.lock().numbers.remove(&digits).ok_or(NumberError::Absent)?;
        self.0.tell();
        Ok(())
    }

    /// How the TLS port treats the connections that come from now on.
    #[must_use]
    pub fn handshake(&self) -> Handshake {
        self.0.lock().handshake
    }

    pub fn set_handshake(&self, handshake: Handshake) {
        self.0.lock().handshake = handshake;
        self.0.tell();
    }

    /// Open ones and those that ended lately, oldest first.
    #[must_use]
    pub fn transactions(&self) -> Vec<TransactionView> {
        self.0.tick();
        self.0.lock().transactions.iter().map(TransactionView::of).collect()
    }

    /// What somebody does at the virtual phone. `false` where no such transaction is open.
    pub fn answer(&self, id: &str, answer: Answer) -> bool {
        self.0.tick();
        let now = self.0.world.now();
        let done = self.0.lock().answer(id, answer, now, &|number, transaction| self.0.sign(number, transaction));
        if done {
            self.0.tell();
        }
        done
    }

    /// Changes whenever anything did.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.0.changed.subscribe()
    }

    /// Completes with the first transaction for which `wanted` is true, as soon as there is one.
    pub async fn wait_for(&self, wanted: impl Fn(&TransactionView) -> bool) -> TransactionView {
        loop {
            let mut changed = self.changes();
            if let Some(found) = self.transactions().into_iter().find(|each| wanted(each)) {
                return found;
            }
            if changed.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}

impl Inner {
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing is left half-written by a panic, and there is none.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn sk_lock(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn tell(&self) {
        self.changed.send_modify(|count| *count = count.wrapping_add(1));
    }

    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Lets everything happen that is due.
    pub(crate) fn tick(&self) {
        let now = self.world.now();
        let sign = |number: &Number, transaction: &Transaction| self.sign(number, transaction);
        if self.lock().tick(now, &self.options.limits, &sign) {
            self.tell();
        }
    }

    fn sign(&self, number: &Number, transaction: &Transaction) -> Result<String, String> {
        let variant = transaction.script.signature;
        let configured = model(number, transaction.device).map(|model| model.key).unwrap_or_default();
        let made = || {
            let person = self.authority.person(&number.serial, variant.key().unwrap_or(configured))?;
            let nanos = self.world.now().as_nanosecond();
            let nonce = u64::try_from(nanos).unwrap_or_default().to_be_bytes();
            let content = content(transaction);
            Signing { authority: &self.authority, person: &person, content: content.as_bytes(), nonce, variant }
                .base64()
        };
        made().map_err(|error: AuthorityError| error.to_string())
    }
}

/// What the phone signs: the text, or for a transaction approval the App's own JSON around it.
fn content(transaction: &Transaction) -> String {
    if transaction.mime_type.as_deref() != Some(sigill_mss::verify::TRANSACTION_APPROVAL) {
        return transaction.text.clone();
    }
    let sent: serde_json::Value = serde_json::from_str(&transaction.text).unwrap_or_default();
    let pairs = sent.get("dtbd").cloned().unwrap_or_default().to_string();
    // In the order that the guide shows.
    format!("{{\"format_version\":1,\"content_string\":{}}}", serde_json::Value::String(pairs))
}
