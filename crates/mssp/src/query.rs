//! Receipts and profile queries.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sigill_mss::message::{
    CardDetails, Device as DeviceDetail, Operation, ProfileDetail, ProfileRequest, ProfileResponse, ReceiptOutcome,
    ReceiptRequest, ReceiptResponse, Response, Status, UserCertificate,
};
use sigill_mss::status::{Bearing, Code};

use crate::answer::{Reply, unknown};
use crate::check::{self, Peer, Refused, fault, plain};
use crate::number::{DeviceModel, DeviceState, Number};
use crate::profile;
use crate::script::{Act, ReceiptAnswer};
use crate::simulator::Inner;
use crate::transaction::{Device, Outcome, detail_of};

impl Inner {
    /// Only after a success, once, for the same number.
    pub(crate) fn receipt(&self, peer: &Peer, request: &ReceiptRequest) -> Result<Reply, Refused> {
        let ap = self.admit(peer, Operation::Receipt, &request.header)?;
        let msisdn = check::msisdn(&request.mobile_user)?;
        if let Some(message) = &request.message {
            if message.text.is_empty() {
                return Err(fault(102, "Message is empty"));
            }
            check::words(message, ap)?;
        }
        let mut state = self.lock();
        let transaction = state.find_mut(request.mssp_trans_id.as_str());
        let transaction = transaction.filter(|each| each.header.ap.id == ap.id).ok_or_else(unknown)?;
        let signed = |outcome: &Outcome| matches!(outcome, Outcome::Answered { status, .. } if status.bearing() == Bearing::Signature);
        if !transaction.ended.as_ref().is_some_and(|(_, outcome)| signed(outcome)) {
            return Err(fault(101, "There is no signature to confirm."));
        }
        if transaction.msisdn != msisdn {
            return Err(fault(101, "MSISDN is not that of the signature"));
        }
        if transaction.has_receipt {
            return Err(fault(101, "A receipt was sent already"));
        }
        let wish = request.status.as_ref().and_then(|status| status.receipt_wish.as_ref());
        if wish.is_some_and(|wish| wish.messaging_mode != "synch") {
            return Err(fault(101, "Receipts are synchronous"));
        }
        transaction.has_receipt = true;
        // The extension is for the SIM only.
        let wish = wish.filter(|_| transaction.device == Device::Sim);
        let receipt = wish.and_then(|wish| outcome(transaction.script.receipt, wish.user_ack));
        drop(state);
        self.tell();
        let status = Status { receipt, ..Status::of(Code::REQUEST_OK) };
        let header = self.header(&request.header);
        Ok(Response::Receipt(ReceiptResponse { header, status }).into())
    }

    pub(crate) fn profile(&self, peer: &Peer, request: &ProfileRequest) -> Result<Reply, Refused> {
        let ap = self.admit(peer, Operation::ProfileQuery, &request.header)?;
        let msisdn = check::msisdn(&request.mobile_user)?;
        let number = self.lock().number(&msisdn).ok_or_else(|| plain(105))?;
        if let Act::Fault { code, detail, .. } = &number.script.act {
            // The documented numbers fail here too.
            return Err(detail.as_deref().map_or_else(|| plain(*code), |detail| fault(*code, detail)));
        }
        if number.sim.is_none() && (number.app.is_none() || !ap.app) {
            return Err(plain(105));
        }
        let profiles = profile::ALL.into_iter().filter(|uri| ap.may_use(uri)).map(str::to_owned).collect();
        let detail = self.detail(&number, &request.params, ap.auto_activation)?;
        let status = Status { profile: detail, ..Status::of(Code::REQUEST_OK) };
        let header = self.header(&request.header);
        Ok(Response::Profile(ProfileResponse { header, profiles, status }).into())
    }

    /// Only what Params asked for.
    fn detail(&self, number: &Number, params: &[String], activates: bool) -> Result<Option<ProfileDetail>, Refused> {
        const KNOWN: [&str; 7] = ["sscds", "state", "certs", "pinstatus", "rcstatus", "aastatus", "carddetails"];
        if params.iter().any(|word| !KNOWN.contains(&word.as_str())) {
            return Err(fault(101, "Params has an unknown word"));
        }
        let asked = |word: &str| params.iter().any(|each| each == word);
        if params.is_empty() {
            return Ok(None);
        }
        let device = |model: &DeviceModel, is_sim: bool| {
            let certificates = if asked("certs") && model.state == DeviceState::Active {
                vec![self.certificates(number, model)?]
            } else {
                Vec::new()
            };
            let (mcc, mnc) = number.network.clone();
            let card = CardDetails { mcc: Some(mcc), mnc: Some(mnc), network: Some("SIMULATOR".to_owned()) };
            Ok::<_, Refused>(DeviceDetail {
                state: asked("state").then(|| model.state.word().to_owned()),
                pin_blocked: asked("pinstatus").then_some(model.pin_blocked),
                certificates,
                card: (is_sim && asked("carddetails")).then_some(card),
            })
        };
        let shown = asked("sscds");
        Ok(Some(ProfileDetail {
            auto_activation: asked("aastatus").then_some(activates),
            recovery_code_created: asked("rcstatus").then_some(false),
            sim: number.sim.as_ref().filter(|_| shown).map(|model| device(model, true)).transpose()?,
            apps: number.app.iter().filter(|_| shown).map(|model| device(model, false)).collect::<Result<_, _>>()?,
        }))
    }

    fn certificates(&self, number: &Number, model: &DeviceModel) -> Result<UserCertificate, Refused> {
        use crate::key::KeyKind;
        let _one_at_a_time = self.lock();
        let person =
            self.authority.person(&number.serial, model.key).map_err(|error| fault(900, &error.to_string()))?;
        let authority = &self.authority;
        let all = [&person.identity.certificate, &authority.issuing.certificate, &authority.root.certificate];
        let subject = |octets: &Vec<u8>| {
            use der::Decode as _;
            let read = x509_cert::Certificate::from_der(octets);
            // Captured in lower case throughout, and not in base64, whatever the published OpenAPI document says.
            read.map(|certificate| certificate.tbs_certificate().subject().to_string().to_lowercase())
                .unwrap_or_default()
        };
        Ok(UserCertificate {
            algorithm: Some(if model.key == KeyKind::Ec { "EC" } else { "RSA" }.to_owned()),
            state: Some("ACTIVE".to_owned()),
            certificates: all.iter().map(|octets| STANDARD.encode(octets)).collect(),
            subjects: all.into_iter().map(subject).collect(),
        })
    }
}

fn outcome(answer: ReceiptAnswer, user_ack: bool) -> Option<ReceiptOutcome> {
    let word = match answer {
        ReceiptAnswer::Ok => "OK",
        ReceiptAnswer::Cancel => "CANCEL",
        ReceiptAnswer::Timeout => "TIMEOUT",
        ReceiptAnswer::None => return None,
    };
    Some(ReceiptOutcome {
        messaging_mode: Some("synch".to_owned()),
        user_ack: Some(user_ack),
        client_ack: Some(false),
        network_ack: Some(false),
        user_response: user_ack.then(|| format!("{{\"status\":\"{word}\"}}")),
        fault_message: (answer == ReceiptAnswer::Cancel).then(|| detail_of(401).to_owned()),
    })
}
