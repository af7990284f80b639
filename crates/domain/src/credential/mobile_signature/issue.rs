//! Issuing a mobile signature.

use super::{
    IDENTIFICATOR_LEN_MAX, MSSP_IDENTIFIER_LEN_MAX, MobileSignature, audit, comparable, fits, lookup, signer_cert,
};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::code::Code;
use crate::credential::{ChangeReason, Credential, CredentialType, Logins, PolicyRef, State, Validity};
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::msisdn::Msisdn;
use crate::owner::Owner;
use crate::policy::{MobileSignatureRules, RulesSeen};
use crate::property::Properties;
use crate::rejection::Rejection;
use crate::right::CredentialCreate;
use crate::standing::{Effect, Standing};
use crate::text;
use crate::user;

/// A mobile signature as a caller asks for it, unchecked.
#[derive(Clone, Default)]
pub struct New {
    /// Absent, one is made.
    pub ext_id: Option<String>,
    /// `policyExtId`: a policy of the type; absent, the client's default one.
    pub policy_ext_id: Option<String>,
    /// `stateName`; absent, `active`.
    pub state_name: Option<String>,
    /// Mandatory; at most [`IDENTIFICATOR_LEN_MAX`] code points.
    pub identificator: Option<String>,
    /// Mandatory; at most [`MSSP_IDENTIFIER_LEN_MAX`] code points.
    pub mssp_identifier: Option<String>,
    /// `signerCert`: one X.509 certificate in PEM, optional.
    pub signer_cert: Option<String>,
    /// Mandatory; at most [`Msisdn::LEN_MAX`] code points.
    pub msisdn: Option<String>,
}

impl std::fmt::Debug for New {
    /// Without the number, which is a person's.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("New")
            .field("ext_id", &self.ext_id)
            .field("state_name", &self.state_name)
            .finish_non_exhaustive()
    }
}

impl Owner<CredentialCreate, MobileSignature> {
    /// Issues a mobile signature: all broken rules at once, or the credential and its change.
    ///
    /// `roles` are the caller's, for a policy that restricts who may create.
    ///
    /// # Errors
    /// [`Rejection::Lacks`] where the user has more than the caller could give;
    /// [`Rejection::Forbidden`] where the policy lets only other roles create;
    /// [`Rejection::Broken`] with every broken rule, or with the one that the user already has a
    /// mobile signature, whatever its state.
    pub fn issue<'a>(
        &self,
        new: &New,
        extra: Vec<Breach>,
        roles: impl Iterator<Item = &'a str>,
        standing: &Standing,
        happening: &Happening,
    ) -> Result<(Credential<MobileSignature>, Change<CredentialCreate>), Rejection> {
        // By the phone, one signs in as that user.
        let ruled = standing.rule(Effect::GIVES)?;
        let mut broken = Breaches::new();
        broken.extend(extra);
        let ext_id = broken.keep(ExtId::parse_or("extId", new.ext_id.as_deref(), happening.id));
        let named = new.policy_ext_id.as_deref().map(|id| ExtId::parse("policyExtId", id)).transpose();
        let policy = match broken.keep(named) {
            Some(named) => broken.keep(self.governing(CredentialType::MOBILE_SIGNATURE, named.as_ref())).flatten(),
            None => None,
        };
        let rules = policy.map(|policy| MobileSignatureRules::read(&policy.parameters));
        if rules.as_ref().is_some_and(|rules| !rules.common.create_roles.allows(roles)) {
            return Err(Rejection::Forbidden("the policy restricts creating a mobile signature to other roles".into()));
        }

        let state = match new.state_name.as_deref() {
            None => Some(State::Active),
            Some(name) => broken.keep(State::parse("stateName", name)),
        };
        let identificator =
            broken.keep(text::mandatory("identificator", new.identificator.as_deref(), IDENTIFICATOR_LEN_MAX));
        let mssp_identifier =
            broken.keep(text::mandatory("msspIdentifier", new.mssp_identifier.as_deref(), MSSP_IDENTIFIER_LEN_MAX));
        let signer_cert = broken.keep(signer_cert(new.signer_cert.as_deref()));
        let msisdn = broken.keep(Msisdn::parse("msisdn", new.msisdn.as_deref()));
        if let (Some(msisdn), Some(rules)) = (&msisdn, &rules) {
            broken.keep(fits(msisdn, rules));
        }
        if let Some(msisdn) = &msisdn {
            broken.keep(comparable(msisdn, &self.client_rules));
        }
        if self.ext_id_taken {
            broken
                .push(Breach::new(Code::DuplicateValue, "extId: the client already has a credential with this extId"));
        }
        if self.lookup_taken && self.client_rules.msisdn_unique {
            broken.push(Breach::new(
                Code::DuplicateValue,
                "msisdn: another mobile signature of the client has this number, and the client policy wants it unique",
            ));
        }
        if self.user.state == user::State::Archived {
            broken.push(Breach::invalid(format!(
                "the user with extId {} is archived: it can't get credentials any more",
                self.user.ext_id
            )));
        }
        broken.into_result()?;
        if let Some(existing) = &self.existing {
            return Err(vec![Breach::new(
                Code::MobileSignatureExists,
                format!(
                    "User with extId {} already has a MobileSignature credential: its state is {}",
                    self.user.ext_id,
                    existing.state.as_str()
                ),
            )]
            .into());
        }
        let (Some(ext_id), Some(policy), Some(rules), Some(state), Some(identificator)) =
            (ext_id, policy, rules, state, identificator)
        else {
            return Err(Vec::new().into());
        };
        let (Some(mssp_identifier), Some(signer_cert), Some(msisdn)) = (mssp_identifier, signer_cert, msisdn) else {
            return Err(Vec::new().into());
        };

        let lookup = lookup(&msisdn, self.client_rules.msisdn_country);
        let credential = Credential {
            id: happening.id,
            client_id: self.client.id,
            user_id: self.user.id,
            user_ext_id: self.user.ext_id.clone(),
            ext_id,
            policy: Some(PolicyRef { id: policy.id, ext_id: policy.ext_id.clone() }),
            state,
            reason: Some(ChangeReason::Initialized),
            reason_detail: None,
            comment: None,
            validity: Validity {
                from: happening.at,
                to: Some(happening.at.plus_millis(
                    rules.common.lifetime_ms.unwrap_or(CredentialType::MOBILE_SIGNATURE.form().lifetime_ms),
                )),
            },
            logins: Logins::default(),
            lock_until: (state == State::TmpLocked)
                .then(|| happening.at.plus_millis(rules.common.locking.tmp_duration_ms)),
            version: 1,
            created: happening.at,
            modified: happening.at,
            detail: MobileSignature {
                identificator,
                mssp_identifier,
                signer_cert,
                msisdn,
                serial_number: None,
                properties: Properties::default(),
            },
        };
        let event =
            Event::about_user(happening, &self.client, &self.user, EventKind::CredentialCreate, &credential.ext_id)
                .after(audit(&credential, rules.common.audit_value));
        let keys = credential.detail.keys(&lookup, self.client_rules.msisdn_unique);
        let write = Write::new_credential(&credential, keys);
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled };
        let rules = RulesSeen::of(self.client.id, &self.client_rules);
        Ok((credential, Change::new(guard, vec![write], event).under(rules)))
    }
}
