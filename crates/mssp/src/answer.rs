//! From a request to its answer, the same for both bindings.

use sigill_mss::message::{
    Fault, Header, Instant, MeshMember, MessagingMode, MobileUser, MsspInfo, Operation, Request, Response,
    SignatureRequest, SignatureResponse, SignatureValue, Status, StatusRequest, StatusResponse, TransId,
};
use sigill_mss::status::Code;

use crate::check::{self, Peer, Refused, fault, plain};
use crate::number::{Number, digits};
use crate::options::Ap;
use crate::profile;
use crate::script::{Act, Script, WireVariant};
use crate::service;
use crate::simulator::Inner;
use crate::state::State;
use crate::transaction::{Device, Outcome, Transaction};
use crate::world::later;

/// Ids like `h4iof` and `HEhm77lu`: short, and an NCName because they begin with a letter.
const ID_LENGTH: usize = 9;

/// An answer and the script by which it travels; the default one before a number is known.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) response: Response,
    pub(crate) script: Script,
}

impl From<Refused> for Reply {
    fn from(fault: Refused) -> Self {
        Self { response: Response::Fault(*fault), script: Script::default() }
    }
}

impl From<Response> for Reply {
    fn from(response: Response) -> Self {
        Self { response, script: Script::default() }
    }
}

impl Inner {
    pub(crate) async fn reply(&self, peer: &Peer, request: Request) -> Reply {
        let (asked, shapes) = self.about(&request);
        let mut reply = match request {
            Request::Signature(request) => self.signature(peer, request).await,
            Request::Status(request) => self.status(peer, &request).unwrap_or_else(Reply::from),
            Request::Receipt(request) => self.receipt(peer, &request).unwrap_or_else(Reply::from),
            Request::Profile(request) => self.profile(peer, &request).unwrap_or_else(Reply::from),
        };
        if reply.script.wire.is_empty() {
            reply.script.wire = shapes;
        }
        if let (Response::Fault(fault), Some(digits)) = (&mut reply.response, asked)
            && fault.code == Some(Code(105))
            && fault.portal_url.is_none()
        {
            fault.portal_url = Some(profile::portal(&digits));
        }
        reply
    }

    /// Which number a request is about, and the shapes that its script wants: every answer about it has them, the
    /// first of an asynchronous request and refusals, too.
    fn about(&self, request: &Request) -> (Option<String>, Vec<WireVariant>) {
        let state = self.lock();
        let by_number = |user: &MobileUser| {
            let digits = user.msisdn.as_ref().and_then(|number| digits(number.as_str()));
            let wire = digits.as_deref().and_then(|digits| state.number(digits)).map(|number| number.script.wire);
            (digits, wire)
        };
        let by_transaction = |id: &TransId| {
            let found = state.find(id.as_str());
            found.map(|found| (Some(found.msisdn.clone()), Some(found.script.wire.clone()))).unwrap_or_default()
        };
        let (digits, wire) = match request {
            Request::Signature(request) => by_number(&request.mobile_user),
            Request::Profile(request) => by_number(&request.mobile_user),
            Request::Status(request) => by_transaction(&request.mssp_trans_id),
            Request::Receipt(request) => by_transaction(&request.mssp_trans_id),
        };
        (digits, wire.into_iter().flatten().filter(|variant| variant.is_shape()).collect())
    }

    /// What every request must pass first.
    pub(crate) fn admit(&self, peer: &Peer, operation: Operation, header: &Header) -> Result<&Ap, Refused> {
        self.tick();
        let now = self.world.now();
        check::version(operation, header)?;
        let ap = check::ap(&self.options, peer, header)?;
        check::instant(header, now, &self.options.limits)?;
        self.lock().see(header, now, &self.options.limits)?;
        Ok(ap)
    }

    /// The header of an answer: who asked, and who answers when.
    pub(crate) fn header(&self, asked: &Header) -> Header {
        let id = MeshMember { uri: Some(self.options.mssp_uri.clone()), ..MeshMember::default() };
        let mssp = MsspInfo { id, instant: Some(Instant::from(self.world.now())) };
        Header { version: None, ap: asked.ap.clone(), mssp }
    }

    async fn signature(&self, peer: &Peer, request: SignatureRequest) -> Reply {
        let begun = self.begin(peer, request);
        let (id, is_async) = match begun {
            Ok(begun) => begun,
            Err(reply) => return *reply,
        };
        loop {
            let mut changed = self.changes();
            self.tick();
            let next = {
                let state = self.lock();
                let Some(transaction) = state.find(&id) else { return plain(900).into() };
                if is_async || !transaction.is_open() {
                    return self.signature_reply(transaction, is_async);
                }
                transaction.next()
            };
            tokio::select! {
                _ = changed.changed() => {}
                () = self.world.clock.until(next) => {}
            }
        }
    }

    /// Checks a request and lets the phone ring.
    fn begin(&self, peer: &Peer, request: SignatureRequest) -> Result<(String, bool), Box<Reply>> {
        let refused = |fault: Refused| Box::new(Reply::from(fault));
        let ap = self.admit(peer, Operation::Signature, &request.header).map_err(refused)?;
        let (now, limits) = (self.world.now(), &self.options.limits);
        let msisdn = check::msisdn(&request.mobile_user).map_err(refused)?;
        let language = check::wishes(&request, ap, now, limits).map_err(refused)?;
        check::text(&request, ap).map_err(refused)?;
        let mut state = self.lock();
        let number = state.number(&msisdn).ok_or_else(|| refused(plain(105)))?;
        let scripted =
            |fault: Refused| Box::new(Reply { response: Response::Fault(*fault), script: number.script.clone() });
        if let Some(fault) = immediate(&number) {
            return Err(scripted(fault));
        }
        let only_app = check::is_approval(&request.data) || service::wants_app(&request.services);
        let (device, effective) =
            profile::choose(&number, ap, request.profile.as_deref(), only_app).map_err(scripted)?;
        profile::able(&number, device).map_err(scripted)?;
        service::geofence(&number, &request.services).map_err(scripted)?;
        match (device, state.open_of(&msisdn, device)) {
            (Device::Sim, Some(_)) => return Err(scripted(plain(406))),
            // The App shows the newer one; the older one is cancelled.
            (Device::App, Some(older)) => older.ended = Some((now, Outcome::Refused(plain(401)))),
            (_, None) => {}
        }
        if state.open_count() >= limits.open_max {
            return Err(refused(fault(900, "Too many open transactions")));
        }
        if device == Device::Sim
            && let Some(sim) = state.numbers.get_mut(&msisdn).and_then(|number| number.sim.as_mut())
        {
            // Only an AP with automatic activation gets here with an inactive one.
            sim.state = crate::number::DeviceState::Active;
        }
        let usual_s = if device == Device::Sim { 80 } else { 40 };
        let timeout_s = request.timeout_s.unwrap_or(usual_s);
        let is_async = request.mode == MessagingMode::AsynchClientServer;
        let transaction = Transaction {
            id: self.fresh_id(&state),
            ap_name: ap.shown().to_owned(),
            msisdn,
            text: request.data.text,
            mime_type: request.data.mime_type,
            language,
            device,
            profile: effective,
            services: request.services,
            is_async,
            began: now,
            deadline: later(now, u64::from(timeout_s) * 1000),
            script: number.script.clone(),
            wrong_pins: 0,
            ended: None,
            has_receipt: false,
            header: request.header,
            user: request.mobile_user,
        };
        let id = transaction.id.clone();
        state.transactions.push_back(transaction);
        drop(state);
        self.tell();
        Ok((id, is_async))
    }

    /// Short, as the captured ones, and not one that is known already.
    fn fresh_id(&self, state: &State) -> String {
        const ALPHABET: &[u8; 32] = b"abcdefghijkmnopqrstuvwxyz2345678";
        let letter = |octet: u8| ALPHABET.get(usize::from(octet % 32)).map_or('h', |letter| char::from(*letter));
        loop {
            let octets: [u8; ID_LENGTH] = self.world.octets();
            let id: String = std::iter::once('h').chain(octets.into_iter().map(letter)).collect();
            if state.find(&id).is_none() {
                return id;
            }
        }
    }

    fn signature_reply(&self, transaction: &Transaction, is_async: bool) -> Reply {
        let (status, base64) = match &transaction.ended {
            Some((_, Outcome::Refused(fault))) if !is_async => return ended(transaction, fault),
            Some((_, Outcome::Answered { status, base64, services })) if !is_async => {
                (Status { services: services.clone(), ..Status::of(*status) }, base64.clone())
            }
            _ => {
                let services = service::app_link(&transaction.services, &transaction.id);
                (Status { services, ..Status::of(Code::REQUEST_OK) }, None)
            }
        };
        let Ok(mssp_trans_id) = transaction.id.parse::<TransId>() else { return plain(900).into() };
        let response = Response::Signature(SignatureResponse {
            header: self.header(&transaction.header),
            mssp_trans_id,
            mobile_user: transaction.user.clone(),
            signature: base64.map(SignatureValue::Base64),
            profile: Some(transaction.profile.clone()),
            status,
        });
        // The first answer of an asynchronous request is never troubled: the story is told by the last one.
        let script = if is_async { Script::default() } else { transaction.script.clone() };
        Reply { response, script }
    }

    fn status(&self, peer: &Peer, request: &StatusRequest) -> Result<Reply, Refused> {
        let ap = self.admit(peer, Operation::StatusQuery, &request.header)?;
        let state = self.lock();
        let mine = |each: &&Transaction| each.header.ap.id == ap.id;
        let transaction = state.find(request.mssp_trans_id.as_str()).filter(mine).ok_or_else(unknown)?;
        let (status, base64, script) = match &transaction.ended {
            None => (Status::of(Code::OUTSTANDING_TRANSACTION), None, Script::default()),
            Some((_, Outcome::Refused(fault))) => return Ok(ended(transaction, fault)),
            Some((_, Outcome::Answered { status, base64, services })) => {
                let status = Status { services: services.clone(), ..Status::of(*status) };
                (status, base64.clone(), transaction.script.clone())
            }
        };
        let response = Response::Status(StatusResponse {
            header: self.header(&request.header),
            mssp_trans_id: None,
            mobile_user: Some(transaction.user.clone()),
            signature: base64.map(SignatureValue::Base64),
            status,
        });
        Ok(Reply { response, script })
    }
}

pub(crate) fn unknown() -> Refused {
    fault(101, "There is no such transaction.")
}

fn ended(transaction: &Transaction, fault: &Fault) -> Reply {
    Reply { response: Response::Fault(fault.clone()), script: transaction.script.clone() }
}

/// Faults about the request or the person come at once; what happens at the phone comes at its end.
fn immediate(number: &Number) -> Option<Refused> {
    match &number.script.act {
        Act::Fault { code: code @ (101..=109 | 402..=406 | 422), inner, detail, portal_url } => {
            let mut fault = plain(*code);
            if let Some(detail) = detail {
                fault.details = vec![detail.clone()];
            }
            fault.inner = inner.map(Code);
            fault.portal_url.clone_from(portal_url);
            Some(fault)
        }
        _ => None,
    }
}
