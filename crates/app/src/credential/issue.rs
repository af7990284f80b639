//! Issuing a credential of any type.

use serde_json::{Map, Value};
use sigill_domain::breach::Breach;
use sigill_domain::credential::{
    Beside, Credential, CredentialType, Decided, Dictionary, Holds, Kind, New, Own, Random,
};
use sigill_domain::owner::Owner;
use sigill_domain::property::Defined;
use sigill_domain::right::{CredentialChangeState, CredentialCreate, CredentialModify, Elementary};
use sigill_domain::user::UserRef;
use sigill_store::{Denied, Permit, Sought, Within};
use uuid::Uuid;

use super::act::{Doing, act};
use super::keeper::Keeper;
use super::settle::{Settled, settle};
use super::whose::{Made, Whose};
use crate::attempt::{Asked, Outcome};
use crate::patterns;
use crate::property_value::{defined, must_set_values};
use crate::refusal::Refusal;
use crate::sought::found;

/// Issues a credential to a user; where there is one that is made anew, that.
pub async fn create(
    permit: &Permit<CredentialCreate>,
    keeper: Keeper<'_>,
    kind: &'static dyn Kind,
    user: &str,
    new: &New,
    asked: &Asked<'_, Made>,
) -> Result<Outcome<Made>, Refusal> {
    let Some(remake) = kind.remade() else { return issue(permit, keeper, kind, user, new, asked).await };
    let of = CredentialType::of(kind.form());
    let client = permit.client().as_str();
    let by_right = permit.caller().granted_for::<CredentialModify>(of).and_then(|granted| granted.in_client(client));
    let modify = by_right.or_else(|denied| permit.caller().myself(client, user).ok_or(denied))?;
    match issue(permit, keeper, kind, user, new, asked).await {
        Err(Refusal::Broken(broken)) if is_there(kind, &broken) => {
            let (whose, given) = (Whose { user, credential: None }, Map::new());
            let doing = Doing { kind, act: remake, whose, given: &given };
            // Boxed: it is large, and seldom needed.
            Box::pin(act(&modify, keeper, doing, asked)).await
        }
        outcome => outcome,
    }
}

/// Whether nothing but the one that is there is in the way.
fn is_there(kind: &dyn Kind, broken: &[Breach]) -> bool {
    match (kind.form().holds, broken) {
        (Holds::One(code), [one]) => one.code == code,
        _ => false,
    }
}

async fn issue(
    permit: &Permit<CredentialCreate>,
    keeper: Keeper<'_>,
    kind: &'static dyn Kind,
    user: &str,
    new: &New,
    asked: &Asked<'_, Made>,
) -> Result<Outcome<Made>, Refusal> {
    let of = CredentialType::of(kind.form());
    if new.state_name.is_some() && kind.form().state_needs_right {
        permit.caller().granted_for::<CredentialChangeState>(of)?.in_client(permit.client().as_str())?;
    }
    if !new.properties.is_empty() {
        must_set_values(permit)?;
    }
    let random = &keeper.random();
    let dictionary = keeper.secrets.dictionary();
    let vouched = keeper.vouched(kind, |name| new.members.get(name).and_then(Value::as_str).map(str::to_owned));
    let made = (random, dictionary, vouched);
    let wish = &Wish { kind, user, new, made, extra: asked.extra, keeper };
    settle(permit, keeper, asked, &|secret| {
        Box::pin(async move {
            let mut owner = wish.owner(permit).await?;
            let decided = wish.decide(permit, &mut owner, secret.as_deref()).await?;
            Ok(Settled::on(&owner, decided, None))
        })
    })
    .await
}

/// Whoever is to get a credential.
pub(super) type Receiver = Within<CredentialCreate, Owner<Own, Option<UserRef>>>;

/// What is to be issued, and to whom.
pub(super) struct Wish<'a> {
    pub(super) kind: &'static dyn Kind,
    pub(super) user: &'a str,
    pub(super) new: &'a New,
    pub(super) made: (&'a Random, Option<&'a Dictionary>, Option<Result<(), &'static str>>),
    pub(super) extra: &'a [Breach],
    pub(super) keeper: Keeper<'a>,
}

impl Wish<'_> {
    async fn owner(&self, permit: &Permit<CredentialCreate>) -> Result<Receiver, Refusal> {
        let Self { kind, user, new, .. } = *self;
        let (form, of) = (kind.form(), CredentialType::of(kind.form()));
        let sought = permit.owner_of(of, user, new.ext_id.as_deref(), new.policy_ext_id.as_deref()).await?;
        if let (true, Sought::Outside(_)) = (form.is_of_client, &sought) {
            return Err(Denied::Room(Elementary::CredentialCreate).into());
        }
        found(sought, permit.client().as_str(), user)
    }

    /// The decision, once the owner is known; what else must be known of it is read.
    pub(super) async fn decide(
        &self,
        permit: &Permit<CredentialCreate>,
        owner: &mut Receiver,
        secret: Option<&str>,
    ) -> Result<Decided<CredentialCreate>, Refusal> {
        let Self { kind, user, new, made: (random, dictionary, vouched), extra, .. } = *self;
        let (form, of) = (kind.form(), CredentialType::of(kind.form()));
        owner.machine = owner.machine_of(of, permit.now()).await?;
        let rivals = owner.rivals(kind, new, random, permit.now());
        owner.lookup_taken = owner.is_taken(of, Uuid::nil(), &rivals).await?;
        let governing = owner.policy.as_ref().map(|policy| patterns::of(&policy.parameters)).unwrap_or_default();
        patterns::ready(permit.client().as_str(), governing).await?;
        let defined = match form.properties {
            Some(scope) if !new.properties.is_empty() => {
                defined(permit, owner, &[scope], (&new.properties, permit.new_id())).await?
            }
            _ => Defined::default(),
        };
        let standing = permit.standing_to(owner, owner.has_roles).await?;
        let addressee = self.keeper.addressee(kind, owner, None).await?;
        let mailing = addressee.as_ref().map(|addressee| self.keeper.outbox.mailing(addressee));
        let (extra, roles) = (extra.to_vec(), permit.roles().collect());
        let is_by_owner = permit.caller().is(permit.client().as_str(), user);
        let standing = &standing;
        let beside =
            Beside { extra, roles, standing, random, dictionary, vouched, secret, is_by_owner, defined, mailing };
        let decided = owner.issue(kind, new, beside, &permit.happening())?;
        must_be_singular(owner, kind, &decided.credential).await?;
        Ok(decided)
    }
}

/// Whether what only one may have is free.
pub(super) async fn must_be_singular<R, T>(
    within: &Within<R, T>,
    kind: &dyn Kind,
    credential: &Credential<Own>,
) -> Result<(), Refusal> {
    let (of, Some(key)) = (CredentialType::of(kind.form()), kind.singular(&credential.detail)) else { return Ok(()) };
    if within.is_singular_taken(of, &key, credential.id).await? {
        let why = format!("there already is {} like this one: it is registered once in a client", kind.form().noun);
        return Err(Refusal::Broken(vec![Breach::new(kind.form().taken, why)]));
    }
    Ok(())
}
