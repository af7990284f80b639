//! The calls of its own that a type of credentials has.

use serde_json::{Map, Value};
use sigill_domain::breach::Breach;
use sigill_domain::change::Write;
use sigill_domain::code::Code;
use sigill_domain::credential::stored;
use sigill_domain::credential::{
    Act, Acted, Beside, CredentialType, Dictionary, Held, Kind, OUTCOME, Random, Right, Tried,
};
use sigill_domain::login::Trial;
use sigill_domain::property::Defined;
use sigill_domain::right::{CredentialModify, CredentialView};
use sigill_domain::text;
use sigill_store::{Permit, Within};

use super::keeper::Keeper;
use super::settle::{Settled, settle};
use super::whose::{Made, Whose};
use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::login::{self, Report};
use crate::property_value;
use crate::refusal::Refusal;
use crate::sought::found;

/// Personal questions that one call is asked for.
const QUESTIONS_ASKED_MAX: usize = 10;

/// One of them, and what was sent with it.
#[derive(Clone, Copy, Debug)]
pub struct Doing<'a> {
    /// The type.
    pub kind: &'static dyn Kind,
    /// Which call it is.
    pub act: &'static Act,
    /// The credential.
    pub whose: Whose<'a>,
    /// The members of the body.
    pub given: &'a Map<String, Value>,
}

/// Does it. Who does it with an own credential, without the right to it, shows the secret that there is, where the act
/// asks for that.
pub async fn act(
    permit: &Permit<CredentialModify>,
    keeper: Keeper<'_>,
    doing: Doing<'_>,
    asked: &Asked<'_, Made>,
) -> Result<Outcome<Made>, Refusal> {
    if doing.act.answers == Acted::Counted {
        return report(permit, doing, asked).await;
    }
    let random = &keeper.random();
    let dictionary = keeper.secrets.dictionary();
    let wish = &Wish { doing, random, dictionary, extra: asked.extra, keeper };
    if let Some(member) = doing.act.proves.filter(|_| permit.is_oneself()) {
        let held = wish.held(permit).await?;
        wish.decide_on(&held, permit, None).await?;
        let shown = doing.given.get(member).and_then(Value::as_str);
        let stored = held.stored.0.as_deref().map(|stored| stored::current(stored).to_owned());
        if !keeper.fits(shown.unwrap_or_default(), doing.whose.user, None, stored).await?.is_right {
            return Err(vec![Breach::invalid(format!("{member}: it isn't the one that holds"))].into());
        }
        permit.renew().await?;
    }
    let outcome =
        settle(permit, keeper, asked, &|secret| Box::pin(async move { wish.decide(permit, secret.as_deref()).await }))
            .await?;
    Ok(property_value::tried(permit, doing.whose.user, outcome))
}

/// Counts the outcome that somebody reports who has checked it.
async fn report(
    permit: &Permit<CredentialModify>,
    doing: Doing<'_>,
    asked: &Asked<'_, Made>,
) -> Result<Outcome<Made>, Refusal> {
    let Doing { kind, act, whose, given } = doing;
    let of = CredentialType::of(kind.form());
    let mut broken = asked.extra.to_vec();
    for member in act.takes {
        broken.extend(member.read(given.get(member.name).filter(|value| !value.is_null())).err());
    }
    let (broken, success) = (&broken, given.get(OUTCOME.name).and_then(Value::as_bool).unwrap_or_default());
    attempt(permit, asked, || {
        Box::pin(async move {
            permit.caller().granted_for::<CredentialView>(of)?.in_client(permit.client().as_str())?;
            let sought = permit.held(of, whose.pair(), None).await?;
            let held = found(sought, permit.client().as_str(), whose.named(of))?.transpose();
            let held = held.ok_or_else(|| whose.none(of))?;
            let report =
                Report { user: whose.user, success, credential: Some(held.credential.ext_id.as_str()), extra: broken };
            let target = login::target(permit, &report, 0, &Trial::default()).await;
            // Of what is only tried, nothing is remembered.
            let (_, ruled) = target.map_err(|refusal| if asked.dry_run { refusal.forgotten() } else { refusal })?;
            let tried = if success {
                Tried::Right(Right { own: held.credential.detail.clone(), secret: None })
            } else {
                Tried::Wrong(None)
            };
            let (credential, _, change) = held.count(kind, given, tried, ruled, &permit.happening());
            Ok(Decision::Change(Made { credential, reveal: Map::new() }, held.placed(change)))
        })
    })
    .await
}

struct Wish<'a> {
    doing: Doing<'a>,
    random: &'a Random,
    dictionary: Option<&'a Dictionary>,
    extra: &'a [Breach],
    keeper: Keeper<'a>,
}

impl Wish<'_> {
    async fn decide(
        &self,
        permit: &Permit<CredentialModify>,
        secret: Option<&str>,
    ) -> Result<Settled<CredentialModify>, Refusal> {
        let held = self.held(permit).await?;
        self.decide_on(&held, permit, secret).await
    }

    async fn held(&self, permit: &Permit<CredentialModify>) -> Result<Within<CredentialModify, Held>, Refusal> {
        let Doing { kind, whose, .. } = self.doing;
        let of = CredentialType::of(kind.form());
        let sought = permit.held(of, whose.pair(), None).await?;
        found(sought, permit.client().as_str(), whose.named(of))?.transpose().ok_or_else(|| whose.none(of))
    }

    async fn decide_on(
        &self,
        held: &Within<CredentialModify, Held>,
        permit: &Permit<CredentialModify>,
        secret: Option<&str>,
    ) -> Result<Settled<CredentialModify>, Refusal> {
        let Doing { kind, act, given, .. } = self.doing;
        let standing = permit.standing_to(held, held.has_roles).await?;
        let addressee = self.keeper.addressee(kind, held, None).await?;
        let mailing = addressee.as_ref().map(|addressee| self.keeper.outbox.mailing(addressee));
        let (mut extra, roles) = (self.extra.to_vec(), permit.roles().collect());
        let mut questions = Vec::new();
        for question in kind.asks(given).iter().take(QUESTIONS_ASKED_MAX) {
            match held.may_be_answered(question).await? {
                Some(question) => questions.push(question),
                None => {
                    let message = format!("questionExtId: the client has no active question {}", text::echo(question));
                    extra.push(Breach::new(Code::MissingReferenceData, message));
                }
            }
        }
        let (random, dictionary) = (self.random, self.dictionary);
        let is_by_owner = permit.caller().is(permit.client().as_str(), self.doing.whose.user);
        let defined = Defined::default();
        let (standing, vouched) = (&standing, None);
        let beside =
            Beside { extra, roles, standing, random, dictionary, vouched, secret, is_by_owner, defined, mailing };
        let mut decided = held.act(kind, act, given, beside, &permit.happening())?;
        if let (false, Some(change)) = (questions.is_empty(), &mut decided.change) {
            let before = held.answered().await?.into_iter().map(|id| Write::ForgetAnswer { id });
            let note = |(n, question)| {
                let octets = random.octets(&format!("answer {n}"), 16).first_chunk().copied().unwrap_or_default();
                let id = uuid::Builder::from_random_bytes(octets).into_uuid();
                Write::AnswerQuestion { id, question, credential: held.credential.id }
            };
            change.writes.extend(before.chain(questions.into_iter().enumerate().map(note)));
        }
        let earlier = held.stored.0.clone().filter(|_| decided.remembers > 0);
        Ok(Settled::on(held, decided, earlier.as_deref()))
    }
}
