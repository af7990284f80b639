//! Modifying and deleting a mobile signature.

use std::marker::PhantomData;

use super::{
    IDENTIFICATOR_LEN_MAX, MSSP_IDENTIFIER_LEN_MAX, MobileSignature, audit, comparable, fits, lookup, signer_cert,
};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::code::Code;
use crate::credential::entering::{enter, wanted_state};
use crate::credential::{COMMENT_LEN_MAX, Credential, CredentialType, PolicyRef, Unchanged};
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::msisdn::Msisdn;
use crate::patch::Patch;
use crate::policy::{ClientRules, MobileSignatureRules, Policy, RulesSeen};
use crate::property::Defined;
use crate::rejection::Rejection;
use crate::right::{CredentialDelete, CredentialModify};
use crate::standing::{Effect, Standing};
use crate::text;
use crate::user::UserRef;
use crate::version::Expected;

/// A patch as a caller sends it, unchecked.
#[derive(Clone, Default)]
pub struct PatchMobileSignature {
    /// Can't be removed; see [`State::can_be_set`].
    pub state_name: Patch<String>,
    /// `null` and `""` remove.
    pub modification_comment: Patch<String>,
    /// `null` and `""` go back to the client's default policy.
    pub policy_ext_id: Patch<String>,
    /// Can't be removed.
    pub identificator: Patch<String>,
    /// Removed, the policy's `defaultMsspIdentifier` takes its place, where it has one.
    pub mssp_identifier: Patch<String>,
    /// `null` and `""` remove, and forget whose signature was remembered.
    pub signer_cert: Patch<String>,
    /// Can't be removed. Another one forgets whose signature was remembered.
    pub msisdn: Patch<String>,
    /// What can't be changed.
    pub unchanged: Unchanged,
    /// The versions that the caller named.
    pub expected: Expected,
}

impl std::fmt::Debug for PatchMobileSignature {
    /// Without the number, which is a person's.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PatchMobileSignature").field("state_name", &self.state_name).finish_non_exhaustive()
    }
}

/// A mobile signature that a user has, with what a decision about it needs: read under `R`.
#[derive(Clone, Debug)]
pub struct Held<R> {
    /// The client of the user.
    pub client: ClientRef,
    /// What its client policy says.
    pub client_rules: ClientRules,
    /// Whose credential it is.
    pub user: UserRef,
    /// The owner's revision as it was read; what the guard compares.
    pub rev: i64,
    /// Whether the user has any role.
    pub has_roles: bool,
    /// As it was read; a lock that is over may still be written.
    pub credential: Credential<MobileSignature>,
    /// The policy that governs it now.
    pub governing: Option<Policy>,
    /// The policy that the patch names, if it is there.
    pub named: Option<Policy>,
    /// The client's default policy of the type.
    pub default: Option<Policy>,
    /// Whether another mobile signature of the client is looked up by the number that is wanted.
    pub lookup_taken: bool,
    /// What is defined, where values are to be set.
    pub defined: Defined,
    /// Marks the right under which it was read; holds no data.
    pub right: PhantomData<fn() -> R>,
}

/// What became of a patch.
pub type Modified<R> = (Credential<MobileSignature>, Option<Change<R>>);

impl Held<CredentialModify> {
    /// Applies a patch: all broken rules at once, or the credential as it is then and its change;
    /// none where the patch leaves everything as it is.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] and [`Rejection::Stale`] where another version is named;
    /// [`Rejection::Lacks`] where the user has more than the caller could give and take;
    /// [`Rejection::Forbidden`] where the policy lets only other roles modify;
    /// [`Rejection::Broken`] with every broken rule.
    pub fn modify<'a>(
        &self,
        patch: &PatchMobileSignature,
        extra: Vec<Breach>,
        mut roles: impl Iterator<Item = &'a str>,
        standing: &Standing,
        happening: &Happening,
    ) -> Result<Modified<CredentialModify>, Rejection> {
        let ruled = standing.rule(patch.effect(&self.credential))?;
        patch.expected.check_if_match(self.credential.version)?;
        let before = self.credential.clone().at(happening.at);
        let mut broken = Breaches::new();
        broken.extend(extra);
        broken.extend(patch.unchanged.breaches(&before, CredentialType::MOBILE_SIGNATURE, false));

        let policy = broken.keep(self.policy(&patch.policy_ext_id));
        let rules = policy.map(|policy| MobileSignatureRules::read(&policy.parameters));
        let current = self.governing.as_ref().map(|policy| MobileSignatureRules::read(&policy.parameters));
        let roles: Vec<&str> = roles.by_ref().collect();
        if [&rules, &current]
            .into_iter()
            .flatten()
            .any(|rules| !rules.common.modify_roles.allows(roles.iter().copied()))
        {
            return Err(Rejection::Forbidden(
                "the policy restricts modifying a mobile signature to other roles".into(),
            ));
        }

        let state = broken.keep(wanted_state(before.state, &patch.state_name, true)).flatten();
        let comment = broken.keep(
            patch
                .modification_comment
                .empty_clears()
                .try_map(|value| text::mandatory("modificationComment", Some(value), COMMENT_LEN_MAX)),
        );
        let identificator = broken.keep(mandatory("identificator", &patch.identificator, IDENTIFICATOR_LEN_MAX));
        let default_mssp = rules.as_ref().and_then(|rules| rules.default_mssp_identifier.clone());
        let mssp_identifier = broken.keep(match (patch.mssp_identifier.empty_clears(), default_mssp) {
            (Patch::Clear, Some(default)) => Ok(Some(default)),
            _ => mandatory("msspIdentifier", &patch.mssp_identifier, MSSP_IDENTIFIER_LEN_MAX),
        });
        let cert = broken.keep(patch.signer_cert.empty_clears().try_map(|value| signer_cert(Some(value))));
        let msisdn = broken.keep(
            mandatory("msisdn", &patch.msisdn, Msisdn::LEN_MAX)
                .and_then(|value| value.map(|value| Msisdn::parse("msisdn", Some(&value))).transpose()),
        );
        let changes_policy = policy.is_some_and(|policy| before.policy.as_ref().is_none_or(|p| p.id != policy.id));
        let number = msisdn.clone().flatten().unwrap_or_else(|| before.detail.msisdn.clone());
        if let Some(rules) = rules.as_ref().filter(|_| changes_policy || number != before.detail.msisdn) {
            broken.keep(fits(&number, rules));
        }
        if number != before.detail.msisdn {
            broken.keep(comparable(&number, &self.client_rules));
        }
        if self.lookup_taken && self.client_rules.msisdn_unique {
            broken.push(Breach::new(
                Code::DuplicateValue,
                "msisdn: another mobile signature of the client has this number, and the client policy wants it unique",
            ));
        }
        broken.into_result()?;
        patch.expected.check_version(before.version)?;
        let (Some(policy), Some(rules), Some(comment), Some(cert)) = (policy, rules, comment, cert) else {
            return Err(Vec::new().into());
        };

        let mut after = before.clone();
        after.policy = Some(PolicyRef { id: policy.id, ext_id: policy.ext_id.clone() });
        after.comment = comment.apply(before.comment.clone());
        after.detail = MobileSignature {
            identificator: identificator.flatten().unwrap_or_else(|| before.detail.identificator.clone()),
            mssp_identifier: mssp_identifier.flatten().unwrap_or_else(|| before.detail.mssp_identifier.clone()),
            signer_cert: match cert {
                Patch::Keep => before.detail.signer_cert.clone(),
                Patch::Clear => None,
                Patch::Set(cert) => cert,
            },
            msisdn: number,
            properties: before.detail.properties.clone(),
            serial_number: None,
        };
        // Another number or certificate is another enrolment: the next approved signature is remembered anew.
        // Who takes the certificate away wants that, too, even where there is none.
        let forgets = patch.signer_cert.empty_clears() == Patch::Clear;
        if !forgets
            && after.detail.signer_cert == before.detail.signer_cert
            && after.detail.msisdn == before.detail.msisdn
        {
            after.detail.serial_number.clone_from(&before.detail.serial_number);
        }
        if let Some(state) = state {
            enter(&mut after, before.state, state, &rules.common.locking, happening);
        }
        if after == before {
            return Ok((before, None));
        }
        after.version += 1;
        after.modified = happening.at;

        let event = self
            .event(happening, EventKind::CredentialModify)
            .before(audit(&before, rules.common.audit_value))
            .after(audit(&after, rules.common.audit_value))
            .comment(after.comment.clone());
        let write = self.update(&after);
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled };
        let mut change = Change::new(guard, vec![write], event);
        if after.detail.msisdn != before.detail.msisdn {
            change = change.under(RulesSeen::of(self.client.id, &self.client_rules));
        }
        Ok((after, Some(change)))
    }

    fn policy(&self, wanted: &Patch<String>) -> Result<&Policy, Breach> {
        let kind = "MobileSignaturePolicy";
        let missing = |what: &str| Breach::new(Code::MissingReferenceData, format!("policyExtId: {what}"));
        match wanted.empty_clears() {
            Patch::Keep => self.governing.as_ref().ok_or_else(|| missing("the credential has no policy")),
            Patch::Clear => self
                .default
                .as_ref()
                .ok_or_else(|| missing(&format!("the client has no default policy of type {kind}"))),
            Patch::Set(ext_id) => {
                ExtId::parse("policyExtId", ext_id)?;
                let policy = self
                    .named
                    .as_ref()
                    .ok_or_else(|| missing(&format!("the client has no policy with extId {ext_id}")))?;
                if policy.kind.as_str() == kind {
                    Ok(policy)
                } else {
                    Err(Breach::invalid(format!(
                        "policyExtId: expected a policy of type {kind}, got one of type {}",
                        policy.kind.as_str()
                    )))
                }
            }
        }
    }
}

impl<R> Held<R> {
    /// The write of the credential as it is then.
    pub(super) fn update(&self, after: &Credential<MobileSignature>) -> Write {
        let lookup = lookup(&after.detail.msisdn, self.client_rules.msisdn_country);
        Write::credential(after, after.detail.keys(&lookup, self.client_rules.msisdn_unique))
    }

    pub(super) fn event(&self, happening: &Happening, kind: EventKind) -> Event {
        Event::about_user(happening, &self.client, &self.user, kind, &self.credential.ext_id)
    }
}

impl Held<CredentialDelete> {
    /// Deletes the credential, whatever its state.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] where `If-Match` names another version.
    pub fn delete(
        &self,
        expected: &Expected,
        standing: &Standing,
        happening: &Happening,
    ) -> Result<Change<CredentialDelete>, Rejection> {
        let ruled = standing.rule(Effect::TAKES)?;
        expected.check_if_match(self.credential.version)?;
        let rules = self.governing.as_ref().map(|policy| MobileSignatureRules::read(&policy.parameters));
        let before = audit(&self.credential, rules.is_some_and(|rules| rules.common.audit_value));
        let event = self.event(happening, EventKind::CredentialDelete).before(before);
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled };
        Ok(Change::new(guard, vec![Write::DeleteCredential { id: self.credential.id }], event))
    }
}

impl PatchMobileSignature {
    /// What the patch does to what the user may do: by another phone, somebody else signs in as that user.
    fn effect(&self, credential: &Credential<MobileSignature>) -> Effect {
        let detail = &credential.detail;
        let policy = credential.policy.as_ref().map(|policy| policy.ext_id.as_str());
        let members = [
            (&self.state_name, Some(credential.state.as_str())),
            (&self.policy_ext_id, policy),
            (&self.identificator, Some(detail.identificator.as_str())),
            (&self.mssp_identifier, Some(detail.mssp_identifier.as_str())),
            (&self.signer_cert, detail.signer_cert.as_deref()),
            (&self.msisdn, Some(detail.msisdn.as_str())),
        ];
        let differs = |(patch, there): &(&Patch<String>, Option<&str>)| match patch.empty_clears() {
            Patch::Keep => false,
            Patch::Clear => there.is_some(),
            Patch::Set(value) => *there != Some(value),
        };
        if members.iter().any(differs) { Effect::REPLACES } else { Effect::default() }
    }
}

/// A mandatory member of a patch: `None` keeps it.
fn mandatory(field: &str, patch: &Patch<String>, len_max: usize) -> Result<Option<String>, Breach> {
    match patch {
        Patch::Keep => Ok(None),
        Patch::Clear => text::mandatory(field, None, len_max).map(Some),
        Patch::Set(value) => text::mandatory(field, Some(value), len_max).map(Some),
    }
}
