//! What becomes of users and credentials whose validity has ended, and that they are told before: a job of any node. What
//! one node has done, another finds done.

use sigill_domain::lifecycle::warning_id;
use sigill_domain::message::Queued;
use sigill_domain::policy::{LifecycleRules, WhenOver};
use sigill_domain::right::System;
use sigill_domain::time::Timestamp;
use sigill_store::{Ending, EndingKind, Everywhere, Permit, Placed, Within};
use uuid::Uuid;

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::refusal::Refusal;
use crate::sending::Outbox;

/// What is looked at before something else is.
const PAGE: i64 = 100;

/// What was done with something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Its user was written to.
    Warned,
    /// It was disabled.
    Disabled,
    /// It was archived.
    Archived,
    /// It can't be dealt with, and was passed over: why. The next round tries it again.
    Failed(String),
}

/// Something that was dealt with, or would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dealt {
    /// The client, by external id.
    pub client: String,
    /// A user or a credential.
    pub kind: EndingKind,
    /// By external id.
    pub ext_id: String,
    /// When it ends, or ended.
    pub valid_to: Timestamp,
    /// What was done.
    pub deed: Deed,
}

/// Makes a permit of the server's own, for one step: what it decides on has ids of its own, and the time of that moment.
pub type Permits<'a> = &'a (dyn Fn() -> Permit<System, Everywhere> + Send + Sync);

/// Deals with all that has ended or ends soon, where client policies say so; `each` is told of what was done. With
/// `is_dry`, nothing is done, and `each` is told of what would be.
///
/// # Errors
/// The database can't be asked; what was done until then is done.
pub async fn run(
    permits: Permits<'_>,
    outbox: &Outbox,
    is_dry: bool,
    each: &mut (dyn FnMut(&Dealt) + Send),
) -> Result<(), Refusal> {
    let mut after = Uuid::nil();
    loop {
        let clients = permits().lifecycles(after, PAGE).await?;
        let Some((last, _)) = clients.last() else { return Ok(()) };
        after = last.id;
        for (client, rules) in &clients {
            let of = Lifecycle { permits, outbox, is_dry, client: (client.id, client.ext_id.as_str()), rules };
            of.whole(EndingKind::Credentials, rules.credentials, each).await?;
            of.whole(EndingKind::Users, rules.users, each).await?;
        }
    }
}

struct Lifecycle<'a> {
    permits: Permits<'a>,
    outbox: &'a Outbox,
    is_dry: bool,
    client: (Uuid, &'a str),
    rules: &'a LifecycleRules,
}

impl Lifecycle<'_> {
    /// What has ended first; then what will.
    async fn whole(
        &self,
        kind: EndingKind,
        to: WhenOver,
        each: &mut (dyn FnMut(&Dealt) + Send),
    ) -> Result<(), Refusal> {
        let now = (self.permits)().now();
        if to != WhenOver::Nothing {
            let begin = (Timestamp::from_micros(i64::MIN), Uuid::nil());
            self.pages(kind, (begin, self.rules.before(now)), Some(to), each).await?;
        }
        if let Some(until) = self.rules.warned_until(now).filter(|_| self.outbox.reach().any()) {
            self.pages(kind, ((now, Uuid::max()), until), None, each).await?;
        }
        Ok(())
    }

    /// `to`: what becomes of each; `None`: their users are warned.
    async fn pages(
        &self,
        kind: EndingKind,
        (from, until): ((Timestamp, Uuid), Timestamp),
        to: Option<WhenOver>,
        each: &mut (dyn FnMut(&Dealt) + Send),
    ) -> Result<(), Refusal> {
        let mut from = from;
        loop {
            let page = (self.permits)().ending(kind, self.client.0, (from, until), PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            from = (last.valid_to, last.id);
            for one in &page {
                let deed = match to {
                    Some(to) => self.end(kind, one, to).await,
                    None => self.warn(kind, one).await,
                };
                if let Some(deed) = deed.or_else(passed_over)? {
                    let (client, ext_id) = (self.client.1.to_owned(), one.ext_id.to_string());
                    each(&Dealt { client, kind, ext_id, valid_to: one.valid_to, deed });
                }
                tokio::task::yield_now().await;
            }
        }
    }

    async fn end(&self, kind: EndingKind, one: &Ending, to: WhenOver) -> Result<Option<Deed>, Refusal> {
        let (permit, client) = (&(self.permits)(), self.client.1);
        let asked = Asked { dry_run: self.is_dry, ..Asked::default() };
        let outcome = attempt(permit, &asked, || {
            Box::pin(async move {
                match kind {
                    EndingKind::Credentials => {
                        let Some(held) = permit.ending_credential(one.id).await? else { return Ok(nothing()) };
                        Ok(done(&held, held.end(to, &permit.happening()), to))
                    }
                    EndingKind::Users => {
                        let held = permit.held_user(client, one.ext_id.as_str()).await?;
                        let Some((held, enterprise)) = held else { return Ok(nothing()) };
                        // Programs are stopped, and keep what they are known by.
                        let to = if held.user.is_technical { WhenOver::Disable } else { to };
                        let change = match to {
                            WhenOver::Archive => held.archivable(enterprise).end(&permit.happening()),
                            _ => held.end(&permit.happening()),
                        };
                        Ok(done(&held, change, to))
                    }
                }
            })
        });
        Ok(told(outcome.await?))
    }

    /// Once for each end. Who can't be reached isn't told.
    async fn warn(&self, kind: EndingKind, one: &Ending) -> Result<Option<Deed>, Refusal> {
        let (permit, outbox, client, rules) = (&(self.permits)(), self.outbox, self.client.1, self.rules);
        let asked = Asked { dry_run: self.is_dry, ..Asked::default() };
        let most = outbox.reach().per_hour_max;
        let outcome = attempt(permit, &asked, || {
            Box::pin(async move {
                // Asked each time: another node may have told it meanwhile.
                if permit.is_used(warning_id(one.id, one.valid_to)).await? {
                    return Ok(nothing());
                }
                let happening = permit.happening();
                let decided = match kind {
                    EndingKind::Credentials => {
                        let Some(held) = permit.ending_credential(one.id).await? else { return Ok(nothing()) };
                        let Some(to) = held.addressee(None, most).await? else { return Ok(nothing()) };
                        let told = held.warn(rules, &outbox.mailing(&to), &happening)?;
                        told.map(|(change, queued)| (held.placed(change), queued))
                    }
                    EndingKind::Users => {
                        let held = permit.held_user(client, one.ext_id.as_str()).await?;
                        let Some((held, _)) = held else { return Ok(nothing()) };
                        let Some(to) = held.addressee(None, most).await? else { return Ok(nothing()) };
                        let told = held.warn_of_end(rules, &outbox.mailing(&to), &happening)?;
                        told.map(|(change, queued)| (held.placed(change), queued))
                    }
                };
                let Some((change, queued)) = decided else { return Ok(nothing()) };
                Ok(Decision::Change(Some(Deed::Warned), enclosed(outbox, change, queued)?))
            })
        });
        match outcome.await {
            // There is a next time.
            Err(Refusal::TooMany { .. }) => Ok(None),
            outcome => {
                outbox.tell();
                Ok(told(outcome?))
            }
        }
    }
}

fn enclosed(outbox: &Outbox, mut change: Placed<System>, queued: Queued) -> Result<Placed<System>, Refusal> {
    let sealed = outbox.seal(&queued)?;
    change.enclose(queued.message, sealed);
    Ok(change)
}

/// What fails by itself holds up nothing behind it; with a database that can't be asked, the round ends.
fn passed_over(refusal: Refusal) -> Result<Option<Deed>, Refusal> {
    match refusal {
        Refusal::Unavailable(_) | Refusal::Unknown(_) => Err(refusal),
        refusal => Ok(Some(Deed::Failed(refusal.to_string()))),
    }
}

fn nothing() -> Decision<Option<Deed>, System> {
    Decision::Already(None)
}

fn done<T>(
    of: &Within<System, T>,
    change: Option<sigill_domain::change::Change<System>>,
    to: WhenOver,
) -> Decision<Option<Deed>, System> {
    let deed = match to {
        WhenOver::Archive => Deed::Archived,
        WhenOver::Disable | WhenOver::Nothing => Deed::Disabled,
    };
    change.map_or_else(nothing, |change| Decision::Change(Some(deed), of.placed(change)))
}

fn told(outcome: Outcome<Option<Deed>>) -> Option<Deed> {
    match outcome {
        Outcome::Done(deed) | Outcome::Would(deed, _) => deed,
        Outcome::Kept(_) => None,
    }
}
