//! What a simulator remembers: numbers, transactions, and which requests it has seen.

use std::collections::{BTreeMap, HashSet, VecDeque};

use jiff::Timestamp;
use sigill_mss::message::{Fault, Header};
use sigill_mss::status::{Code, TABLE};

use crate::check::{Refused, fault};
use crate::documented;
use crate::number::{Number, PINS_MAX};
use crate::options::Limits;
use crate::script::{Act, Handshake, Script};
use crate::service;
use crate::transaction::{Answer, Device, Due, Outcome, Transaction, detail_of, refuse};
use crate::world::later;

/// More requests than this within the tolerance of Instant are not told apart.
const SEEN_MAX: usize = 100_000;

#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) numbers: BTreeMap<String, Number>,
    /// In the order in which they began.
    pub(crate) transactions: VecDeque<Transaction>,
    pub(crate) handshake: Handshake,
    seen: HashSet<String>,
    seen_until: VecDeque<(Timestamp, String)>,
}

/// Makes the signature of a transaction.
pub(crate) type Sign<'a> = &'a dyn Fn(&Number, &Transaction) -> Result<String, String>;

impl State {
    /// The number as configured, or a documented one. For others than the documented codes it is our addition.
    pub(crate) fn number(&self, digits: &str) -> Option<Number> {
        self.numbers.get(digits).cloned().or_else(|| magic(digits))
    }

    pub(crate) fn find(&self, id: &str) -> Option<&Transaction> {
        self.transactions.iter().find(|transaction| transaction.id == id)
    }

    pub(crate) fn find_mut(&mut self, id: &str) -> Option<&mut Transaction> {
        self.transactions.iter_mut().find(|transaction| transaction.id == id)
    }

    pub(crate) fn open_of(&mut self, msisdn: &str, device: Device) -> Option<&mut Transaction> {
        let mine = |each: &&mut Transaction| each.is_open() && each.msisdn == msisdn && each.device == device;
        self.transactions.iter_mut().find(mine)
    }

    /// Remembers the triplet that must be unique; one that is known already is refused.
    pub(crate) fn see(&mut self, header: &Header, now: Timestamp, limits: &Limits) -> Result<(), Refused> {
        while self.seen_until.front().is_some_and(|(until, _)| *until < now) || self.seen_until.len() >= SEEN_MAX {
            if let Some((_, key)) = self.seen_until.pop_front() {
                self.seen.remove(&key);
            }
        }
        let ap = &header.ap;
        let key = format!("{} {} {}", ap.trans_id.as_str(), ap.instant.timestamp(), ap.id);
        if !self.seen.insert(key.clone()) {
            return Err(fault(101, "Duplicate AP_ID, AP_TransID and Instant"));
        }
        // After twice the tolerance, Instant itself is refused.
        self.seen_until.push_back((later(now, limits.instant_s.saturating_mul(2000)), key));
        Ok(())
    }

    pub(crate) fn open_count(&self) -> usize {
        self.transactions.iter().filter(|transaction| transaction.is_open()).count()
    }

    /// Lets everything happen that is due by now and forgets what is old; answers whether anything changed.
    pub(crate) fn tick(&mut self, now: Timestamp, limits: &Limits, sign: Sign<'_>) -> bool {
        let mut changed = false;
        for index in 0..self.transactions.len() {
            let Some(due) = self.transactions.get(index).and_then(|each| each.due(now)) else { continue };
            self.settle(index, due, now, sign);
            changed = true;
        }
        let old = |each: &Transaction| {
            each.ended.as_ref().is_some_and(|(at, _)| later(*at, limits.ended_s.saturating_mul(1000)) <= now)
        };
        let before = self.transactions.len();
        self.transactions.retain(|each| !old(each));
        let ended = self.transactions.len() - self.open_count();
        let mut excess = ended.saturating_sub(limits.ended_max);
        self.transactions.retain(|each| {
            let forget = excess > 0 && !each.is_open();
            excess -= usize::from(forget);
            !forget
        });
        changed || self.transactions.len() != before
    }

    /// What somebody does at the phone. `false` where no such transaction is open.
    pub(crate) fn answer(&mut self, id: &str, answer: Answer, now: Timestamp, sign: Sign<'_>) -> bool {
        let Some(index) = self.transactions.iter().position(|each| each.id == id && each.is_open()) else {
            return false;
        };
        let due = match answer {
            Answer::Approve => Due::Answer { status: Code::SIGNATURE, with_signature: true },
            Answer::Cancel => refuse(401, detail_of(401)),
            Answer::WrongPin => {
                let Some(transaction) = self.transactions.get_mut(index) else { return false };
                transaction.wrong_pins = transaction.wrong_pins.saturating_add(1);
                if transaction.wrong_pins < PINS_MAX {
                    return true;
                }
                Due::BlockPin
            }
        };
        self.settle(index, due, now, sign);
        true
    }

    fn settle(&mut self, index: usize, due: Due, now: Timestamp, sign: Sign<'_>) {
        let Some(transaction) = self.transactions.get(index) else { return };
        let number = self.number(&transaction.msisdn);
        let outcome = match due {
            Due::Refuse(fault) => Outcome::Refused(fault),
            Due::BlockPin => {
                let device = transaction.device;
                if let Some(number) = self.numbers.get_mut(&transaction.msisdn) {
                    let model = if device == Device::Sim { number.sim.as_mut() } else { number.app.as_mut() };
                    if let Some(model) = model {
                        model.pin_blocked = true;
                    }
                }
                Outcome::Refused(Box::new(Fault::of(Code(402), detail_of(402))))
            }
            Due::Answer { status, with_signature } => match number {
                Some(number) => answered(&number, transaction, status, with_signature.then_some(sign), now),
                // The number was taken away while its phone rang.
                None => Outcome::Refused(fault(105, detail_of(105))),
            },
        };
        if let Some(transaction) = self.transactions.get_mut(index) {
            transaction.ended = Some((now, outcome));
        }
    }
}

fn answered(
    number: &Number,
    transaction: &Transaction,
    status: Code,
    sign: Option<Sign<'_>>,
    now: Timestamp,
) -> Outcome {
    let services = service::answers(number, &transaction.services, now);
    match sign.map(|sign| sign(number, transaction)).transpose() {
        Ok(base64) => Outcome::Answered { status: validated(status, transaction), base64, services },
        Err(cause) => Outcome::Refused(fault(900, &cause)),
    }
}

/// With ETSI's service `validate` the provider validates by itself, and says 502 instead of 500.
fn validated(status: Code, transaction: &Transaction) -> Code {
    let asked = transaction.services.iter().any(|service| service.uri.ends_with("#validate"));
    if asked && status == Code::SIGNATURE { Code::VALID_SIGNATURE } else { status }
}

fn magic(digits: &str) -> Option<Number> {
    let code = documented::code_of(digits)?;
    let entry = TABLE.iter().find(|entry| entry.code == code)?;
    let act = match (entry.carrier, code) {
        (sigill_mss::status::Carrier::Status, 100 | 408 | 504) => return None,
        (sigill_mss::status::Carrier::Status, _) => Act::Status { code, with_signature: true },
        _ => Act::Fault { code, inner: None, detail: documented::detail(code).map(str::to_owned), portal_url: None },
    };
    Number::scripted(digits, Script::of(act)).checked().ok()
}
