//! Who may widen or end what a user may do: one rule for state, validity, credentials, profiles, roles and locks.
//!
//! Every change below a user says what it does to what the user may do, and shows that it was ruled on: [`Ruled`] is
//! part of the guard of such a change, and only [`Standing::rule`] makes one that gives or takes anything. A new call
//! can't forget it.

use uuid::Uuid;

use crate::breach::Breach;
use crate::caller::{ClientRoom, Grant, Grants, Lack};
use crate::code::Code;
use crate::rejection::Rejection;
use crate::role::{GivenRole, Role};
use crate::rooms::Room;

/// What a change does to what a user may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// Something holds afterwards that didn't: a state, a credential, a profile.
    pub gives: bool,
    /// The user may act for longer than before.
    pub prolongs: bool,
    /// Something ends that held.
    pub takes: bool,
    /// With it, the user can't act as what it is any more.
    pub ends: bool,
}

impl Effect {
    /// Something holds that didn't.
    pub const GIVES: Self = Self { gives: true, prolongs: false, takes: false, ends: false };
    /// Something ends, and the user acts on.
    pub const TAKES: Self = Self { gives: false, prolongs: false, takes: true, ends: false };
    /// The user itself ends, or can't act any more.
    pub const ENDS: Self = Self { gives: false, prolongs: false, takes: true, ends: true };
    /// One thing takes the place of another.
    pub const REPLACES: Self = Self { gives: true, prolongs: false, takes: true, ends: false };
}

/// A `nevisIdm.Root` of all clients who may act now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Root {
    /// The user, by internal key.
    pub user_id: Uuid,
    /// The client of the user, by internal key.
    pub client_id: Uuid,
    /// The revision of the user.
    pub rev: i64,
    /// Whether it has a credential by which it signs in here. One without may be known to an outside issuer.
    pub signs_in: bool,
}

/// A `Root` who must stay while a change takes another one away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The user, by internal key.
    pub user_id: Uuid,
    /// The client of the user, by internal key.
    pub client_id: Uuid,
    /// The user's revision as it was read: where it has moved, the change isn't applied.
    pub rev: i64,
}

/// The proof that a change below a user was ruled on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruled {
    /// Seldom any: so that all other changes needn't have the place for it.
    witness: Option<Box<Witness>>,
}

impl Ruled {
    /// For a change that leaves what the user may do as it is: names, counters, properties, signatures.
    pub const UNTOUCHED: Self = Self { witness: None };
    /// For what the server itself or its operator does.
    pub const BY_SERVER: Self = Self { witness: None };

    /// Who must still be there when the change is applied.
    #[must_use]
    pub fn witness(&self) -> Option<Witness> {
        self.witness.as_deref().copied()
    }
}

/// How a caller stands to a user: read under the user's revision.
#[derive(Clone, Debug)]
pub struct Standing {
    is_oneself: bool,
    /// Why the caller may not give all that the user has.
    may_give: Result<(), Lack>,
    may_take: Result<(), Lack>,
    last: Last,
}

/// Whether a user is the last `Root` of all clients that can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    /// It is none who can act now.
    NoRoot,
    /// As long as this one stays.
    NotWhile(Witness),
    Yes,
}

impl Standing {
    /// `theirs` are the roles that it is about: of a change of the user all that it has, whether they hold now or not,
    /// since what is disabled can be activated. `roots` are the Roots of all clients who may act now, which are only
    /// needed where one of the roles is that.
    #[must_use]
    pub fn new(caller: &Grants, caller_id: Option<Uuid>, user_id: Uuid, theirs: &[Grant], roots: &[Root]) -> Self {
        let is_oneself = caller_id == Some(user_id);
        Self {
            is_oneself,
            may_give: theirs.iter().try_for_each(|grant| caller.may_give(grant)),
            may_take: if is_oneself { Ok(()) } else { theirs.iter().try_for_each(|grant| caller.may_take(grant)) },
            last: Last::of(|root| root.user_id == user_id, roots),
        }
    }

    /// How a caller stands to all users of a client, of whom `theirs` are the roles: what nobody may do to one of them,
    /// nobody does to the client.
    #[must_use]
    pub fn to_client(caller: &Grants, client_id: Uuid, theirs: &[Grant], roots: &[Root]) -> Self {
        Self {
            is_oneself: false,
            may_give: theirs.iter().try_for_each(|grant| caller.may_give(grant)),
            may_take: theirs.iter().try_for_each(|grant| caller.may_take(grant)),
            last: Last::of(|root| root.client_id == client_id, roots),
        }
    }

    /// Whether the caller may do something of this effect to the user.
    ///
    /// # Errors
    /// [`Rejection::Lacks`] where the user has what the caller couldn't give or take; [`Rejection::Forbidden`] where
    /// somebody would prolong itself; [`Rejection::Broken`] where nobody would be left who can do everything.
    pub fn rule(&self, effect: Effect) -> Result<Ruled, Rejection> {
        if effect.prolongs && self.is_oneself {
            return Err(Rejection::Forbidden("nobody prolongs their own validity".to_owned()));
        }
        if effect.gives || effect.prolongs {
            self.may_give.map_err(Rejection::Lacks)?;
        }
        if effect.takes {
            self.may_take.map_err(Rejection::Lacks)?;
        }
        match self.last {
            Last::Yes if effect.ends => Err(Rejection::Broken(vec![Breach::new(
                Code::LastRoot,
                "this is the last nevisIdm.Root of all clients that can sign in: make another one first",
            )])),
            Last::NotWhile(witness) if effect.ends => Ok(Ruled { witness: Some(Box::new(witness)) }),
            _ => Ok(Ruled { witness: None }),
        }
    }
}

impl Last {
    /// Those who sign in here count only on others who do.
    fn of(goes: impl Fn(&Root) -> bool, roots: &[Root]) -> Self {
        let sign_in = roots.iter().filter(|root| goes(root)).map(|root| root.signs_in).max();
        let Some(sign_in) = sign_in else { return Self::NoRoot };
        match roots.iter().find(|root| !goes(root) && (root.signs_in || !sign_in)) {
            Some(Root { user_id, client_id, rev, .. }) => {
                Self::NotWhile(Witness { user_id: *user_id, client_id: *client_id, rev: *rev })
            }
            None => Self::Yes,
        }
    }
}

impl Grant {
    /// Whether it lets do everything everywhere.
    #[must_use]
    pub fn is_root_of_all(&self) -> bool {
        let is_whole = self.clients == ClientRoom::Global && self.units == Room::Global && self.role_rooms.is_none();
        self.role == GivenRole::Own(Role::Root) && is_whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::role::RoleTable;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn grant(role: Role) -> Grant {
        Grant::new(role, ClientRoom::Global)
    }

    fn root(n: u128, signs_in: bool) -> Root {
        Root { user_id: id(n), client_id: id(100 + n), rev: 1, signs_in }
    }

    fn told(result: Result<Ruled, Rejection>) -> String {
        match result {
            Ok(ruled) => {
                ruled.witness().map_or("yes".to_owned(), |witness| format!("while {}", witness.user_id.as_u128()))
            }
            Err(Rejection::Lacks(_)) => "lacks".to_owned(),
            Err(Rejection::Forbidden(_)) => "forbidden".to_owned(),
            Err(Rejection::Broken(broken)) => broken[0].code.as_str().to_owned(),
            Err(other) => format!("{other:?}"),
        }
    }

    fn standing(caller: Role, caller_id: u128, theirs: Role, user: u128, roots: &[Root]) -> Standing {
        let grants = Grants::new(vec![grant(caller)], RoleTable::standard());
        Standing::new(&grants, Some(id(caller_id)), id(user), &[grant(theirs)], roots)
    }

    #[test]
    fn nobody_gives_or_takes_what_is_more_than_they_have() {
        for effect in [Effect::GIVES, Effect::TAKES, Effect::ENDS, Effect { prolongs: true, ..Effect::default() }] {
            assert_eq!(told(standing(Role::Helpdesk, 1, Role::UserAdmin, 2, &[]).rule(effect)), "lacks", "{effect:?}");
            assert_eq!(told(standing(Role::UserAdmin, 1, Role::Helpdesk, 2, &[]).rule(effect)), "yes", "{effect:?}");
            assert_eq!(told(standing(Role::Helpdesk, 1, Role::TechUser, 2, &[]).rule(effect)), "yes", "{effect:?}");
        }
        assert_eq!(told(standing(Role::Helpdesk, 1, Role::Root, 2, &[]).rule(Effect::default())), "yes", "untouched");
    }

    #[test]
    fn oneself_may_give_up_what_one_has_and_not_prolong_it() {
        let oneself = standing(Role::Impersonator, 1, Role::Impersonator, 1, &[]);
        assert_eq!(told(oneself.rule(Effect::ENDS)), "yes");
        assert_eq!(told(oneself.rule(Effect::GIVES)), "lacks", "a further credential is further power");
        let oneself = standing(Role::Root, 1, Role::Root, 1, &[]);
        assert_eq!(told(oneself.rule(Effect { prolongs: true, ..Effect::default() })), "forbidden");
    }

    #[test]
    fn the_last_root_that_can_sign_in_stays() {
        for (roots, expected) in [
            (vec![root(1, true)], "errors.lastRoot"),
            (vec![root(1, true), root(2, false)], "errors.lastRoot"),
            (vec![root(1, true), root(2, false), root(3, true)], "while 3"),
            (vec![root(1, false), root(2, false)], "while 2"),
            (vec![root(1, false)], "errors.lastRoot"),
            (vec![root(2, true)], "yes"),
        ] {
            let caller = standing(Role::Root, 9, Role::Root, 1, &roots);
            assert_eq!(told(caller.rule(Effect::ENDS)), expected, "{roots:?}");
            assert_eq!(told(caller.rule(Effect::TAKES)), "yes", "it can act on");
        }
    }
}
