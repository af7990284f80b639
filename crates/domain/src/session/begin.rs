//! A session begins and ends, as history tells it.

use serde_json::json;
use uuid::Uuid;

use super::{AGENT_LEN_MAX, EndReason, Session, SessionLimits, SignedInBy};
use crate::caller::Identity;
use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::event::{Event, EventKind, Happening};
use crate::right::System;
use crate::time::Timestamp;
use crate::user::UserRef;

/// A half session, whose second factor is missing, lasts so long.
const HALF_S: i64 = 5 * 60;

/// Who signs in.
#[derive(Clone, Debug)]
pub struct SessionOwner {
    /// The client of the user.
    pub client: ClientRef,
    /// The user.
    pub user: UserRef,
}

impl SessionOwner {
    /// As events and logs name it.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}/{}", self.client.ext_id, self.user.ext_id)
    }

    /// A session that begins now. `from` is an address and what the browser calls itself.
    #[must_use]
    pub fn session(
        &self,
        secret: String,
        by: SignedInBy,
        (address, agent): (Option<String>, Option<String>),
        limits: SessionLimits,
        happening: &Happening,
    ) -> Session {
        let at = happening.at;
        let is_half = by == SignedInBy::Password;
        let (lasts_s, idle_s) = if is_half { (HALF_S, HALF_S) } else { (limits.lasts_s, limits.idle_s) };
        Session {
            id: happening.id,
            user_id: self.user.id,
            secret,
            created: at,
            ends: at.plus_millis(lasts_s.saturating_mul(1_000)),
            by,
            address,
            agent: agent.map(|agent| agent.chars().filter(|c| !c.is_control()).take(AGENT_LEN_MAX).collect()),
            seen: at,
            idle_until: at.plus_millis(idle_s.saturating_mul(1_000)),
            proved: (!is_half).then_some(at),
            ended: None,
            reason: None,
        }
    }

    /// What begins a session. The oldest of the `others` end where there would be too many; `half` is the one whose
    /// missing factor was shown; `once` is what served for it and serves once, until when that is remembered.
    #[must_use]
    pub fn begin(
        &self,
        session: &Session,
        mut others: Vec<Session>,
        half: Option<Uuid>,
        once: Option<(Uuid, Timestamp)>,
        limits: SessionLimits,
        happening: &Happening,
    ) -> Change<System> {
        others.retain(|other| other.proved.is_some() && other.ended.is_none());
        others.sort_by_key(|other| std::cmp::Reverse((other.created, other.id)));
        let too_many = others.into_iter().skip(limits.at_once_max.saturating_sub(1)).map(|other| other.id);
        let at = happening.at;
        let end = |id, reason| Write::EndSession { id, at, reason };
        let mut writes = vec![Write::BeginSession(Box::new(session.clone()))];
        writes.extend(too_many.map(|id| end(id, EndReason::TooMany)));
        writes.extend(half.map(|id| end(id, EndReason::Replaced)));
        writes.extend(once.map(|(id, until)| Write::UseOnce { id, until }));
        let event = self.event(happening, EventKind::SessionBegin);
        let event = event.after(json!({ "session": session.id.to_string(), "signedInBy": session.by.as_str() }));
        Change::new(Guard::ClientAlive { id: self.client.id }, writes, event)
    }

    /// What ends sessions of this person.
    #[must_use]
    pub fn end(&self, sessions: &[Uuid], reason: EndReason, happening: &Happening) -> Change<System> {
        let at = happening.at;
        let writes = sessions.iter().map(|&id| Write::EndSession { id, at, reason }).collect();
        let ids: Vec<String> = sessions.iter().map(Uuid::to_string).collect();
        let event = self.event(happening, EventKind::SessionEnd);
        let event = event.after(json!({ "session": ids.join(" "), "reason": reason.as_str() }));
        Change::new(Guard::ClientAlive { id: self.client.id }, writes, event)
    }

    /// The same, done by somebody else.
    #[must_use]
    pub fn end_by(&self, sessions: &[Uuid], happening: &Happening) -> Change<System> {
        let mut change = self.end(sessions, EndReason::Ended, happening);
        change.events.iter_mut().for_each(|event| event.by = happening.by.clone());
        change
    }

    /// It is the person's own doing.
    fn event(&self, happening: &Happening, kind: EventKind) -> Event {
        let by = Identity { user_id: Some(self.user.id), name: self.name() };
        let happening = Happening { by, ..happening.clone() };
        Event::about_user(&happening, &self.client, &self.user, kind, &self.user.ext_id)
    }
}

/// What ends all sessions of a user who can't act any more, in the same step.
#[must_use]
pub fn ended(user_id: Uuid, at: Timestamp) -> Write {
    Write::EndSessions { user_id, at }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ext_id::ExtId;
    use crate::user;

    fn happening(n: i64) -> Happening {
        Happening {
            at: Timestamp::from_micros(n * 1_000_000),
            by: Identity::system(),
            request_id: "r".to_owned(),
            event_id: Uuid::from_u128(1),
            id: Uuid::from_u128(u128::try_from(n).unwrap()),
        }
    }

    fn person() -> SessionOwner {
        let ext_id = |id: &str| ExtId::from_stored(id.to_owned());
        SessionOwner {
            client: ClientRef { id: Uuid::from_u128(7), ext_id: ext_id("c"), name: "C".to_owned() },
            user: UserRef { id: Uuid::from_u128(8), ext_id: ext_id("u"), state: user::State::Active },
        }
    }

    fn session(n: i64, by: SignedInBy) -> Session {
        person().session("x".to_owned(), by, (None, None), SessionLimits::default(), &happening(n))
    }

    #[test]
    fn a_session_ends_when_nothing_is_asked_and_after_its_time_and_a_half_one_never_holds() {
        let whole = session(0, SignedInBy::Link);
        let at = |s: i64| Timestamp::from_micros(s * 1_000_000);
        assert!(whole.holds(at(1_799)) && !whole.holds(at(1_800)));
        let seen = Session { idle_until: at(1_000_000), ..whole };
        assert!(seen.holds(at(35_999)) && !seen.holds(at(36_000)));
        assert!(!session(0, SignedInBy::Password).holds(at(0)));
    }

    #[test]
    fn with_one_more_than_may_be_the_oldest_ends() {
        let others: Vec<_> = (1..=6).map(|n| session(n, SignedInBy::Link)).collect();
        let new = session(9, SignedInBy::Link);
        let change = person().begin(&new, others, None, None, SessionLimits::default(), &happening(9));
        let ends: Vec<_> = change
            .writes
            .iter()
            .filter_map(|write| match write {
                Write::EndSession { id, reason: EndReason::TooMany, .. } => Some(id.as_u128()),
                _ => None,
            })
            .collect();
        assert_eq!(ends, [2, 1]);
    }
}
