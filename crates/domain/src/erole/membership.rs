//! Which users have an enterprise role: as a group has members.
//!
//! A user has it by one of its profiles, and gets it by the default one.

use super::{
    ENTERPRISE_AUTHORIZATIONS_MAX, EnterpriseAuthorization, EnterpriseRole, EnterpriseWrite, HeldEnterpriseRole,
};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::rooms::UnitPath;
use crate::user::{UserRef, Validity};
use uuid::Uuid;

/// The place of memberships among the ids of a step.
const IDS: u32 = 1_000;

/// A user and how it has an enterprise role, if it does.
#[derive(Clone, Debug)]
pub struct Membership {
    /// The user.
    pub user: UserRef,
    /// The units of its profiles.
    pub units: Vec<UnitPath>,
    /// Its default profile, by internal key, and how many enterprise roles that has; `None`: it has no profile that could
    /// be given one.
    pub profile: Option<(Uuid, usize)>,
    /// By which of its profiles it has the enterprise role, whether that holds now or not.
    pub given: Vec<EnterpriseAuthorization>,
}

/// Who is to have an enterprise role, and who isn't any more.
#[derive(Clone, Debug, Default)]
pub struct Regroup {
    /// Those who are to have it; who has it stays.
    pub adds: Vec<Membership>,
    /// Those who aren't; who hasn't it stays so.
    pub removes: Vec<Membership>,
}

impl Regroup {
    /// What it changes, with an event for each user.
    ///
    /// # Errors
    /// Every user who can't be given it.
    fn writes(
        &self,
        client: &ClientRef,
        erole: &EnterpriseRole,
        happening: &Happening,
    ) -> Result<Vec<(Write, Event)>, Vec<Breach>> {
        let (mut broken, mut all, mut n) = (Breaches::new(), Vec::new(), IDS);
        let mut put = |write: EnterpriseWrite, user: &UserRef, kind: EventKind, given: &EnterpriseAuthorization| {
            n += 1;
            let event = Event::about_user(&happening.step(n), client, user, kind, &given.ext_id);
            let event = match kind {
                EventKind::EnterpriseAuthorizationDelete => event.before(given.audit()),
                _ => event.after(given.audit()),
            };
            all.push((Write::Enterprise(write), event));
        };
        for (at, one) in self.adds.iter().enumerate() {
            if one.given.iter().any(|given| given.validity.holds(happening.at)) {
                continue;
            }
            if let Some(over) = one.given.first() {
                let mut given = over.clone();
                given.validity = Validity::default();
                given.version += 1;
                given.modified = happening.at;
                let write = EnterpriseWrite::UpdateGiven(given.clone());
                put(write, &one.user, EventKind::EnterpriseAuthorizationModify, &given);
                continue;
            }
            let user = &one.user.ext_id;
            match one.profile {
                None => broken.push(Breach::invalid(format!("members: user {user} has no profile that can have it"))),
                Some((_, count)) if count >= ENTERPRISE_AUTHORIZATIONS_MAX => broken.push(Breach::invalid(format!(
                    "members: the profile of user {user} has {ENTERPRISE_AUTHORIZATIONS_MAX} enterprise roles already"
                ))),
                Some((profile_id, _)) => {
                    let id = happening.id_of(IDS + 1 + u32::try_from(at).unwrap_or_default());
                    let given = EnterpriseAuthorization {
                        id,
                        client_id: client.id,
                        profile_id,
                        erole_id: erole.id,
                        ext_id: ExtId::from_stored(id.to_string()),
                        erole_ext_id: erole.ext_id.clone(),
                        validity: Validity::default(),
                        version: 1,
                        created: happening.at,
                        modified: happening.at,
                    };
                    let write = EnterpriseWrite::Give(given.clone());
                    put(write, &one.user, EventKind::EnterpriseAuthorizationCreate, &given);
                }
            }
        }
        for one in &self.removes {
            for given in &one.given {
                let write = EnterpriseWrite::Take { id: given.id };
                put(write, &one.user, EventKind::EnterpriseAuthorizationDelete, given);
            }
        }
        broken.into_result()?;
        Ok(all)
    }

    /// Adds it to a change of the enterprise role, or makes one of it.
    ///
    /// # Errors
    /// Every user who can't be given it.
    pub fn with<R>(
        &self,
        (client, rev): (&ClientRef, i64),
        erole: &EnterpriseRole,
        change: Option<Change<R>>,
        happening: &Happening,
    ) -> Result<Option<Change<R>>, Vec<Breach>> {
        let mut change = change;
        for (write, event) in self.writes(client, erole, happening)? {
            match &mut change {
                Some(change) => {
                    change.writes.push(write);
                    change.events.push(event);
                }
                None => {
                    let guard = Guard::Client { id: client.id, rev };
                    change = Some(Change::new(guard, vec![write], event));
                }
            }
        }
        Ok(change)
    }
}

impl HeldEnterpriseRole {
    /// The client of the enterprise role, with its revision.
    #[must_use]
    pub fn of_client(&self) -> (&ClientRef, i64) {
        (&self.client, self.rev)
    }
}
