//! The custom properties of a mobile signature.

use super::{Held, Modified, audit};
use crate::change::{Change, Guard};
use crate::event::{EventKind, Happening};
use crate::policy::MobileSignatureRules;
use crate::property::{Holder, Moment, Wishes};
use crate::rejection::Rejection;
use crate::right::CredentialModify;
use crate::standing::Ruled;
use crate::version::Expected;

impl Held<CredentialModify> {
    /// Sets and removes values; no change where all stay as they are.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] where `If-Match` names another version;
    /// [`Rejection::Forbidden`] where the policy lets only other roles modify;
    /// [`Rejection::Broken`] with every broken rule.
    pub fn set_properties<'a>(
        &self,
        wishes: &Wishes,
        expected: &Expected,
        roles: impl Iterator<Item = &'a str>,
        happening: &Happening,
    ) -> Result<Modified<CredentialModify>, Rejection> {
        expected.check_if_match(self.credential.version)?;
        let before = self.credential.clone().at(happening.at);
        let rules = self.governing.as_ref().map(|policy| MobileSignatureRules::read(&policy.parameters));
        if rules.as_ref().is_some_and(|rules| !rules.common.modify_roles.allows(roles)) {
            return Err(Rejection::Forbidden(
                "the policy restricts modifying a mobile signature to other roles".into(),
            ));
        }
        let properties = self.defined.set(&before.detail.properties, wishes, Moment::Modify, before.id)?;
        if properties == before.detail.properties {
            return Ok((before, None));
        }
        let mut after = before.clone();
        after.detail.properties = properties;
        after.version += 1;
        after.modified = happening.at;

        let audit_value = rules.is_some_and(|rules| rules.common.audit_value);
        let event = self
            .event(happening, EventKind::CredentialModify)
            .before(audit(&before, audit_value))
            .after(audit(&after, audit_value));
        let holder = Holder { client_id: after.client_id, id: after.id, is_credential: true };
        let mut writes = vec![self.update(&after)];
        writes.extend(self.defined.writes(&before.detail.properties, &after.detail.properties, holder));
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled: Ruled::UNTOUCHED };
        Ok((after, Some(Change::new(guard, writes, event))))
    }
}
