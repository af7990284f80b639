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

    /// What `If-Match` compares.
    fn version(&self) -> i64;

    /// Whose unique values they are.
    fn holder(&self) -> Holder;

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

    /// What must still be so, what history says, and how it is written, where it becomes `after`.
    fn setting(&self, after: &Self::Thing, happening: &Happening) -> (Guard, Event, Write);

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
        let properties = defined.set(before.properties(), wishes, Moment::Modify, before.holder().id)?;
        if properties == *before.properties() {
            return Ok((before.clone(), None));
        }
        self.may_be_set()?;
        let after = before.with_properties(properties, happening);
        let (guard, event, write) = self.setting(&after, happening);
        let unique = defined.writes(before.properties(), after.properties(), after.holder());
        let writes = [write].into_iter().chain(unique).collect();
        Ok((after, Some(Change::new(guard, writes, event))))
    }
}

/// Declares what has values: a line for each, and the scope of its properties.
macro_rules! has_properties {
    ($($type:ty: $($scope:ident)+, $kind:ident, $client:expr;)*) => {$(
        impl HasProperties for $type {
            const SCOPES: &'static [Scope] = &[$(Scope::$scope),+];

            fn properties(&self) -> &Properties {
                &self.properties
            }

            fn version(&self) -> i64 {
                self.version
            }

            fn holder(&self) -> Holder {
                let client: fn(&Self) -> Uuid = $client;
                Holder { client_id: client(self), id: self.id, kind: HolderKind::$kind }
            }

            fn with_properties(&self, properties: Properties, happening: &Happening) -> Self {
                Self { properties, version: self.version + 1, modified: happening.at, ..self.clone() }
            }
        }
    )*};
}

has_properties! {
    Unit: UNIT, Unit, |unit| unit.client_id;
    Profile: PROFILE, Profile, |profile| profile.client_id;
    ProfileValues: PROFILE_FOR_APPLICATIONS PROFILE_FOR_APPLICATION, ProfileValues, |values| values.client_id;
    EnterpriseRole: ENTERPRISE_ROLE, EnterpriseRole, |erole| erole.client_id;
    // The same for every client.
    Application: APPLICATION, Application, |_| Uuid::nil();
    AppRole: ROLE, Role, |_| Uuid::nil();
}

impl HasProperties for User {
    const SCOPES: &'static [Scope] = &[Scope::USER];

    fn properties(&self) -> &Properties {
        &self.properties
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn holder(&self) -> Holder {
        Holder { client_id: self.client_id, id: self.id, kind: HolderKind::User }
    }

    fn with_properties(&self, properties: Properties, happening: &Happening) -> Self {
        let mut after = Self { properties, ..self.clone() };
        after.touch(happening.at, &happening.by.name);
        after
    }
}
