//! A link by which a technical user's fresh secret is fetched, once.

use thiserror::Error;
use uuid::Uuid;

use super::DevicePassword;
use crate::change::{Change, Write};
use crate::credential::{Credential, Earlier};
use crate::event::Happening;
use crate::owner::Owner;
use crate::right::System;
use crate::time::Timestamp;

/// How long a link may be good: it waits in somebody's mail.
pub const LIFETIME_S_MAX: i64 = 24 * 60 * 60;

/// How long past its end that it was used is remembered: other nodes' clocks may be that much late.
const REMEMBERED_AFTER_S: i64 = 600;

/// A link that was handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// It serves once: this is what that is noted by.
    pub id: Uuid,
    /// For whom it is, by internal key: another user may have the external id later.
    pub user_id: Uuid,
    /// When it was handed out.
    pub issued: Timestamp,
    /// The first moment at which it doesn't serve any more.
    pub expires: Timestamp,
}

/// Why a link no longer serves.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LinkGone {
    /// It has served.
    #[error("the link was used before, and serves once: ask for another one")]
    Used,
    /// Nobody opened it in time; it ended then.
    #[error("the link has expired, at {0}: ask for another one")]
    Expired(Timestamp),
    /// The user isn't there any more, or is no active technical one.
    #[error("the link is for a user who is no active technical user any more")]
    NoUser,
}

impl Link {
    /// # Errors
    /// It has expired.
    pub fn check(&self, now: Timestamp) -> Result<(), LinkGone> {
        if self.expires <= now { Err(LinkGone::Expired(self.expires)) } else { Ok(()) }
    }
}

impl Owner<DevicePassword> {
    /// Issues a device password to whoever opened `link`, and notes in the same step that it has served. That note is
    /// what makes it once: it stays when the password is deleted, its user's history erased, or old events go; and of
    /// two nodes at once, one finds it taken.
    ///
    /// # Errors
    /// The link no longer serves.
    pub fn issue_by(
        &self,
        link: &Link,
        is_used: bool,
        is_technical_and_active: bool,
        (hash, earlier): (String, &[Earlier]),
        happening: &Happening,
    ) -> Result<(Credential<DevicePassword>, Change<System>), LinkGone> {
        self.serves(link, is_used, is_technical_and_active, happening.at)?;
        let (credential, mut change) = self.issue_by_server(hash, earlier, happening);
        let until = link.expires.micros().saturating_add(REMEMBERED_AFTER_S * 1_000_000);
        change.writes.push(Write::UseOnce { id: link.id, until: Timestamp::from_micros(until) });
        if let Some(event) = change.events.first_mut() {
            event.comment = Some(format!("by the one-time link {}, issued at {}", link.id, link.issued));
        }
        Ok((credential, change))
    }

    /// Whether `link` would still serve.
    ///
    /// # Errors
    /// It doesn't.
    pub fn serves(
        &self,
        link: &Link,
        is_used: bool,
        is_technical_and_active: bool,
        now: Timestamp,
    ) -> Result<(), LinkGone> {
        // What was used stays used, whatever else became of it.
        if is_used {
            return Err(LinkGone::Used);
        }
        link.check(now)?;
        // Another user may have got the external id meanwhile.
        if self.user.id != link.user_id || !is_technical_and_active {
            return Err(LinkGone::NoUser);
        }
        Ok(())
    }
}
