//! Setting up a technical user: user, profile, role and secret in one step.

use uuid::Uuid;

use super::{New, NewUser, Person, User, Validity};
use crate::breach::Breach;
use crate::caller::Grant;
use crate::change::{Change, Write};
use crate::credential::{DevicePassword, Keys, device_password};
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::profile::Authorization;
use crate::right::System;

impl NewUser {
    /// Decides on a technical user that holds `grant` and has one device password, of which `hash`
    /// is the hash. `client_ids` are the ids of the grant's clients, where it isn't global.
    pub fn register_technical(
        &self,
        ext_id: &str,
        grant: Grant,
        client_ids: Vec<Uuid>,
        hash: String,
        happening: &Happening,
    ) -> Result<(User, Change<System>), Vec<Breach>> {
        let new = New {
            ext_id: Some(ext_id.to_owned()),
            is_technical_user: true,
            person: Person::default(),
            ..New::default()
        };
        let (registered, mut change) = self.register(&new, Vec::new(), happening)?;
        let authorization = Authorization {
            id: happening.id_of(2),
            client_id: self.client.id,
            profile_id: registered.profile.id,
            ext_id: ExtId::from(happening.id_of(2)),
            grant,
            validity: Validity::default(),
            client_ids,
            units: Vec::new(),
            applications: Vec::new(),
            enterprise_roles: Vec::new(),
            version: 1,
            created: happening.at,
            modified: happening.at,
        };
        let user = registered.user.reference();
        let event =
            Event::about_user(happening, &self.client, &user, EventKind::AuthorizationCreate, &authorization.ext_id)
                .after(authorization.audit());
        change.events.push(Event { id: happening.step(1).event_id, ..event });
        change.writes.push(Write::InsertAuthorization(authorization));

        let credential: crate::credential::Credential<DevicePassword> =
            device_password::new(happening.id_of(4), &self.client, &user, hash, happening);
        let event = device_password::created(&credential, &self.client, &user, happening);
        change.events.push(Event { id: happening.step(2).event_id, ..event });
        change.writes.push(Write::new_credential(&credential, Keys::new()));
        Ok((registered.user, change))
    }
}
