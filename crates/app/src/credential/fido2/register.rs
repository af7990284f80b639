//! Ending the registration of a new credential.

use serde_json::{Map, Value};
use sigill_domain::breach::Breach;
use sigill_domain::change::Write;
use sigill_domain::code::Code;
use sigill_domain::credential::{CredentialType, New, Random, kinds};
use sigill_domain::fido2::{Authenticator, Ceremony, Fido2Rules, Purpose, Verification, handle_of, hash_of};
use sigill_domain::policy::Parameters;
use sigill_domain::right::{CredentialCreate, CredentialView};
use sigill_store::Permit;
use sigill_webauthn::response::{Registration, base64url};
use sigill_webauthn::{Algorithm, Conveyance, Expected, Registered, Trust, Wanted, register as verify};
use uuid::Uuid;

use super::{broken, invalid, opened};
use crate::attempt::{Asked, Outcome};
use crate::credential::issue::Wish;
use crate::credential::keeper::Keeper;
use crate::credential::settle::{Settled, settle};
use crate::credential::whose::Made;
use crate::refusal::Refusal;
use crate::sought::found;

/// What ends a registration.
#[derive(Clone, Copy, Debug)]
pub struct Registering<'a> {
    /// Whose credential it will be.
    pub user: &'a str,
    /// The ceremony, sealed as it was handed out.
    pub ceremony: &'a str,
    /// What the browser has given.
    pub credential: &'a Value,
    /// `extId`; absent, one is made.
    pub ext_id: Option<&'a str>,
    /// The further members that callers choose: `userAgent` and `userFriendlyName`.
    pub members: &'a Map<String, Value>,
}

/// Verifies what an authenticator has answered, and keeps its credential.
pub async fn register(
    permit: &Permit<CredentialCreate>,
    keeper: Keeper<'_>,
    registering: Registering<'_>,
    asked: &Asked<'_, Made>,
) -> Result<Outcome<Made>, Refusal> {
    let client = permit.client().as_str();
    permit.caller().granted_for::<CredentialView>(CredentialType::FIDO2)?.in_client(client)?;
    let ending = &Ending { registering, keeper, random: &keeper.random(), extra: asked.extra };
    settle(permit, keeper, asked, &|_| Box::pin(async move { ending.decide(permit).await })).await
}

struct Ending<'a> {
    registering: Registering<'a>,
    keeper: Keeper<'a>,
    random: &'a Random,
    extra: &'a [Breach],
}

impl Ending<'_> {
    async fn decide(&self, permit: &Permit<CredentialCreate>) -> Result<Settled<CredentialCreate>, Refusal> {
        let Registering { user, ceremony, credential, ext_id, members } = self.registering;
        let of = CredentialType::FIDO2;
        let mut owner = found(permit.owner_of(of, user, ext_id, None).await?, permit.client().as_str(), user)?;
        if !self.extra.is_empty() {
            return Err(Refusal::Broken(self.extra.to_vec()));
        }
        let given = Registration::read(credential).map_err(|problem| broken(&problem))?;
        let none = Parameters::new();
        let rules = Fido2Rules::read(owner.policy.as_ref().map_or(&none, |policy| &policy.parameters));
        let Some(person) = owner.user.as_ref().map(|person| person.id) else {
            return Err(Refusal::no_user(user, &owner.client.name));
        };
        let whose = (&owner, owner.client.id, person);
        let ceremony = opened(self.keeper, (ceremony, Purpose::Registration), whose, permit.now()).await?;
        let registered = self.verified(&given, &ceremony, &rules)?;
        let hash = hash_of(&registered.id);
        if !owner.identified(of, &hash).await?.is_empty() {
            let why = "credential.id: it is registered already";
            return Err(Refusal::Broken(vec![Breach::new(Code::DuplicateValue, why)]));
        }
        let mut members = members.clone();
        members.extend(kept(&registered, &given, (&ceremony, &rules), person));
        let new = New { ext_id: ext_id.map(str::to_owned), members, ..New::default() };
        let made = (self.random, None, None);
        let wish = Wish { kind: kinds::FIDO2, user, new: &new, made, extra: self.extra, keeper: self.keeper };
        let mut decided = wish.decide(permit, &mut owner, None).await?;
        if let Some(change) = &mut decided.change {
            let (id, until) = ceremony.note();
            change.writes.push(Write::UseOnce { id, until });
        }
        Ok(Settled::on(&owner, decided, None))
    }

    fn verified(&self, given: &Registration, ceremony: &Ceremony, rules: &Fido2Rules) -> Result<Registered, Refusal> {
        let must_verify = [ceremony.verification(), rules.verification].contains(&Verification::Required);
        let expected = Expected {
            challenge: &ceremony.challenge_octets(),
            rp_id: &ceremony.rp_id,
            origins: &rules.origins,
            verified: must_verify,
        };
        let algorithms: Vec<_> = rules.algorithms.iter().filter_map(|name| Algorithm::named(name)).collect();
        let now = self.keeper.world.clock.now();
        let vouches =
            |first: &[u8], others: &[&[u8]]| self.keeper.attesters.vouch_by(first, others, now).map_err(str::to_owned);
        let trust = Trust { vouches: &vouches, takes_self: rules.takes_self_attestation };
        let wanted = Wanted { algorithms: &algorithms, conveyance: conveyance(rules.attestation), trust: &trust };
        let registered = verify(given, &expected, &wanted).map_err(|problem| broken(&problem))?;
        if registered.flags.backup_eligible() && !rules.takes_backups {
            return Err(invalid(
                "credential.response.attestationObject: its key can be kept elsewhere, too, which the policy doesn't allow",
            ));
        }
        Ok(registered)
    }
}

fn conveyance(word: &str) -> Conveyance {
    match word {
        "indirect" => Conveyance::Indirect,
        "direct" => Conveyance::Direct,
        "enterprise" => Conveyance::Enterprise,
        _ => Conveyance::None,
    }
}

/// The documented members, as whoever runs ceremonies fills them.
fn kept(
    registered: &Registered,
    given: &Registration,
    (ceremony, rules): (&Ceremony, &Fido2Rules),
    user: Uuid,
) -> Map<String, Value> {
    let authenticator = Authenticator {
        credential_id: base64url(&registered.id),
        public_key: base64url(&registered.public_key),
        sign_count: registered.count,
        backup_eligible: Some(registered.flags.backup_eligible()),
        backed_up: registered.flags.backed_up(),
        user_handle: base64url(&handle_of(user)),
        transports: given.transports.clone(),
    };
    let attachment = match given.attachment.as_deref() {
        Some("platform") => Some("platform"),
        // As it is documented, without a dash.
        Some("cross-platform") => Some("crossplatform"),
        _ => None,
    };
    let mut members = Map::new();
    let mut add = |name: &str, value: Value| members.insert(name.to_owned(), value);
    add("aaguid", Uuid::from_bytes(registered.aaguid).to_string().into());
    add("authenticator", authenticator.text().into());
    add("attestationConveyancePreference", rules.attestation.into());
    add("hashedCredentialId", hash_of(&registered.id).into());
    add("rpId", ceremony.rp_id.clone().into());
    add("residentKeyRequirement", rules.resident_key.into());
    add("userVerificationRequirement", ceremony.verification().as_str().into());
    if let Some(attachment) = attachment {
        add("authenticatorAttachment", attachment.into());
    }
    members
}
