//! What has values of custom properties, and how they are set and removed: the same for all that has some.

use uuid::Uuid;

use super::{Defined, Holder, HolderKind, Moment, Properties, Scope, Wishes};
use crate::application::{AppRole, Application};
use crate::breach::Breach;
use crate::change::{Change, Guard, Write};
use crate::erole::EnterpriseRole;
use crate::event::{Event, Happening};
use crate::profile::{Profile, ProfileValues};
use crate::rejection::Rejection;
use crate::unit::Unit;
use crate::user::User;
use crate::version::Expected;

/// What has values.
pub trait HasProperties: Clone {
    /// Of which properties; of two with one name, those of the first one.
    const SCOPES: &'static [Scope];

    /// The values.
    fn properties(&self) -> &Properties;

    /// The same, to be opened or to be left out.
    fn properties_mut(&mut self) -> &mut Properties;

    /// What `If-Match` compares.
    fn version(&self) -> i64;

    /// Whose unique values they are.
    fn holder(&self) -> Holder;

    /// The application for which it has them, by internal key; `None`: for none.
    fn for_application(&self) -> Option<Uuid> {
        None
    }

    /// The same with other values, and a version further.
    #[must_use]
    fn with_properties(&self, properties: Properties, happening: &Happening) -> Self;
}

/// Something with values, as it was read to be changed under the right `R`.
pub trait HoldsProperties<R> {
    /// What has the values.
    type Thing: HasProperties;

    /// As it was read.
    fn thing(&self) -> &Self::Thing;

    /// The same, whose values are to be opened.
    fn thing_mut(&mut self) -> &mut Self::Thing;

    /// What must still be so, what history says, and how it is written, where it becomes `after`.
    fn setting(&self, after: &Self::Thing, happening: &Happening) -> (Guard, Event, Write);

    /// Whose unique values they are.
    fn holder(&self) -> Holder {
        self.thing().holder()
    }

    /// Whether its values may change at all.
    ///
    /// # Errors
    /// They stay as they are.
    fn may_be_set(&self) -> Result<(), Vec<Breach>> {
        Ok(())
    }

    /// Sets and removes values; no change where all stay as they are.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] where another version is named; else every broken rule.
    fn set_properties(
        &self,
        (defined, wishes): (&Defined, &Wishes),
        expected: &Expected,
        happening: &Happening,
    ) -> Result<(Self::Thing, Option<Change<R>>), Rejection> {
        let before = self.thing();
        expected.check_if_match(before.version())?;
        let holder = self.holder();
        let properties = defined.set(before.properties(), wishes, Moment::Modify, holder)?;
        if properties == *before.properties() {
            return Ok((before.clone(), None));
        }
        self.may_be_set()?;
        let after = before.with_properties(properties, happening);
        let (guard, event, write) = self.setting(&after, happening);
        let unique = defined.writes(before.properties(), after.properties(), holder);
        let writes = [write].into_iter().chain(unique).collect();
        Ok((after, Some(Change::new(guard, writes, event))))
    }
}

/// Declares what has values: a line for each, and the scope of its properties.
macro_rules! has_properties {
    ($($type:ty: $($scope:ident)+, $holder:expr $(, $application:expr)?;)*) => {$(
        impl HasProperties for $type {
            const SCOPES: &'static [Scope] = &[$(Scope::$scope),+];

            fn properties(&self) -> &Properties {
                &self.properties
            }

            fn properties_mut(&mut self) -> &mut Properties {
                &mut self.properties
            }

            fn version(&self) -> i64 {
                self.version
            }

            fn holder(&self) -> Holder {
                let holder: fn(&Self) -> Holder = $holder;
                holder(self)
            }

            $(fn for_application(&self) -> Option<Uuid> {
                let application: fn(&Self) -> Uuid = $application;
                Some(application(self))
            })?

            fn with_properties(&self, properties: Properties, happening: &Happening) -> Self {
                Self { properties, version: self.version + 1, modified: happening.at, ..self.clone() }
            }
        }
    )*};
}

has_properties! {
    Unit: UNIT, |unit| Holder::of_client(unit.client_id, unit.id, HolderKind::Unit);
    Profile: PROFILE, |profile| {
        let holder = Holder::of_client(profile.client_id, profile.id, HolderKind::Profile);
        holder.of_user(profile.user_id).in_unit(profile.unit_id)
    };
    // Whose the profile is and where, `HeldProfileValues` knows.
    ProfileValues: PROFILE_FOR_APPLICATIONS PROFILE_FOR_APPLICATION,
        |values| Holder::of_client(values.client_id, values.id, HolderKind::ProfileValues), |values| values.application_id;
    EnterpriseRole: ENTERPRISE_ROLE, |erole| Holder::of_client(erole.client_id, erole.id, HolderKind::EnterpriseRole);
    // The same for every client.
    Application: APPLICATION, |application| Holder::of_client(Uuid::nil(), application.id, HolderKind::Application);
    AppRole: ROLE, |role| Holder::of_client(Uuid::nil(), role.id, HolderKind::Role), |role| role.application_id;
}

impl HasProperties for User {
    const SCOPES: &'static [Scope] = &[Scope::USER];

    fn properties(&self) -> &Properties {
        &self.properties
    }

    fn properties_mut(&mut self) -> &mut Properties {
        &mut self.properties
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn holder(&self) -> Holder {
        Holder::of_client(self.client_id, self.id, HolderKind::User).of_user(self.id)
    }

    fn with_properties(&self, properties: Properties, happening: &Happening) -> Self {
        let mut after = Self { properties, ..self.clone() };
        after.touch(happening.at, &happening.by.name);
        after
    }
}
