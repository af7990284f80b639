//! A user and its profile in one step (*Add profile and user*).

use super::{New, NewUser, Registered, State, UserRef};
use crate::breach::Breach;
use crate::change::{Change, Write};
use crate::event::Happening;
use crate::ext_id::ExtId;
use crate::profile::{NewProfile, NewProfileOf};
use crate::right::UserCreate;
use crate::unit::Unit;

impl NewUser {
    /// Decides on a new user with the profile that is asked for: both or nothing. `unit` is the one that the profile is to
    /// be in, where it is there.
    ///
    /// # Errors
    /// Every rule that either breaks.
    pub fn identity(
        &self,
        (new, new_profile): (&New, &NewProfile),
        (unit, ext_id_taken): (Option<Unit>, bool),
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(Registered, Change<UserCreate>), Vec<Breach>> {
        let user = self.user(new, extra, happening);
        let (reference, login_id) = match &user {
            Ok(user) => (user.reference(), user.login_id.clone()),
            // Only to learn what is wrong with the profile, too.
            Err(_) => {
                let (id, ext_id) = (happening.id, ExtId::from(happening.id));
                (UserRef { id, ext_id, state: State::Active }, String::new())
            }
        };
        let of = NewProfileOf {
            client: self.client.clone(),
            user: reference,
            login_id,
            is_technical: new.is_technical_user,
            rev: 0,
            others: Vec::new(),
            unit,
            defaults: self.defaults.clone(),
            ext_id_taken,
        };
        let step = Happening { id: happening.id_of(1), ..happening.step(1) };
        match (user, of.create(new_profile, Vec::new(), &step)) {
            (Ok(user), Ok((held, of_profile))) => {
                let (registered, mut change) = self.registered(user, held.profile, happening);
                change.events.extend(of_profile.events);
                let is_new = |write: &Write| !matches!(write, Write::InsertProfile(_));
                change.writes.extend(of_profile.writes.into_iter().filter(is_new));
                Ok((registered, change))
            }
            (user, profile) => {
                Err(user.err().into_iter().flatten().chain(profile.err().into_iter().flatten()).collect())
            }
        }
    }
}
