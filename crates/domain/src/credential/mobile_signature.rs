//! The mobile signature: a key on a person's phone or SIM.
//!
//! Source of the fields and rules: *Create a mobile signature* (8.2605.0, 9.2605.0).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{ChangeReason, Credential, CredentialType, Kind, Logins, PolicyRef, State, Validity};
use crate::breach::{Breach, Breaches, Rejection};
use crate::certificate::SignerCert;
use crate::change::{Change, Guard, Write};
use crate::code::Code;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::msisdn::Msisdn;
use crate::owner::Owner;
use crate::pattern::PatternError;
use crate::policy::{MobileSignatureRules, PolicyType};
use crate::right::CredentialCreate;
use crate::text;
use crate::user;

pub const IDENTIFICATOR_LEN_MAX: usize = 50;
pub const MSSP_IDENTIFIER_LEN_MAX: usize = 50;

/// What a mobile signature adds to a credential.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MobileSignature {
    /// MSSP-specific identificator.
    pub identificator: String,
    /// URI-based identifier of the MSSP; its form is not checked, the documentation names no rule.
    pub mssp_identifier: String,
    /// The certificate as it was submitted, byte for byte.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer_cert: Option<String>,
    pub msisdn: Msisdn,
}

impl Kind for MobileSignature {
    const TYPE: CredentialType = CredentialType::MobileSignature;
    const POLICY: PolicyType = PolicyType::MobileSignature;
}

/// A mobile signature as a caller asks for it, unchecked.
#[derive(Clone, Debug, Default)]
pub struct New {
    pub ext_id: Option<String>,
    pub policy_ext_id: Option<String>,
    pub state_name: Option<String>,
    pub identificator: Option<String>,
    pub mssp_identifier: Option<String>,
    pub signer_cert: Option<String>,
    pub msisdn: Option<String>,
}

impl Owner<CredentialCreate, MobileSignature> {
    /// Issues a mobile signature: all broken rules at once, or the credential and its change.
    ///
    /// `roles` are the caller's, for a policy that restricts who may create.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] where the policy lets only other roles create;
    /// [`Rejection::Broken`] with every broken rule, or with the one that the user already has a
    /// mobile signature, whatever its state.
    pub fn issue<'a>(
        &self,
        new: &New,
        extra: Vec<Breach>,
        roles: impl Iterator<Item = &'a str>,
        happening: &Happening,
    ) -> Result<(Credential<MobileSignature>, Change<CredentialCreate>), Rejection> {
        let mut broken = Breaches::new();
        broken.extend(extra);
        let ext_id = broken.keep(ExtId::parse_or("extId", new.ext_id.as_deref(), happening.id));
        let named = new.policy_ext_id.as_deref().map(|id| ExtId::parse("policyExtId", id)).transpose();
        let policy = match broken.keep(named) {
            Some(named) => broken.keep(self.governing(named.as_ref())),
            None => None,
        };
        let rules = policy.map(|policy| MobileSignatureRules::read(&policy.parameters)).transpose()?;
        if rules.as_ref().is_some_and(|rules| !rules.create_roles.allows(roles)) {
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

        let lookup = lookup_key(&msisdn, self);
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
            validity: Validity { from: happening.at, to: Some(happening.at.plus_millis(rules.lifetime_ms)) },
            logins: Logins::default(),
            version: 1,
            created: happening.at,
            modified: happening.at,
            detail: MobileSignature { identificator, mssp_identifier, signer_cert, msisdn },
        };
        let event =
            Event::about_user(happening, &self.client, &self.user, EventKind::CredentialCreate, &credential.ext_id)
                .after(audit(&credential, rules.audit_value));
        let write = Write::InsertMobileSignature {
            credential: credential.clone(),
            lookup,
            unique: self.client_rules.msisdn_unique,
        };
        let guard = Guard::Owner { id: self.user.id, rev: self.rev };
        Ok((credential, Change::new(guard, vec![write], event)))
    }
}

/// What search and uniqueness compare: the normal form, or the number as sent where it has none.
fn lookup_key<R>(msisdn: &Msisdn, owner: &Owner<R, MobileSignature>) -> String {
    lookup(msisdn, owner.client_rules.msisdn_country)
}

/// See [`lookup_key`]; for a read that has yet to learn whether the key is taken.
#[must_use]
pub fn lookup(msisdn: &Msisdn, country: Option<crate::msisdn::CallingCode>) -> String {
    msisdn.normal(country).unwrap_or_else(|| msisdn.as_str().to_owned())
}

fn signer_cert(value: Option<&str>) -> Result<Option<String>, Breach> {
    let Some(value) = value else { return Ok(None) };
    let value = text::mandatory("signerCert", Some(value), SignerCert::LEN_MAX)?;
    match SignerCert::parse(&value) {
        Ok(_) => Ok(Some(value)),
        Err(error) => Err(Breach::invalid(format!("signerCert: expected one X.509 certificate in PEM: {error}"))),
    }
}

fn fits(msisdn: &Msisdn, rules: &MobileSignatureRules) -> Result<(), Breach> {
    match &rules.msisdn {
        Some(pattern) if !pattern.matches(msisdn.as_str()) => Err(Breach::new(
            Code::PolicyViolation,
            format!(
                "msisdn: expected a value that matches {}, as the policy's validation.msisdn.regex says, got {}",
                pattern.as_str(),
                msisdn.masked()
            ),
        )),
        _ => Ok(()),
    }
}

/// The credential as its history shows it; the number in full only where the policy says so.
fn audit(credential: &Credential<MobileSignature>, audit_value: bool) -> Value {
    let detail = &credential.detail;
    let msisdn = if audit_value { detail.msisdn.as_str().to_owned() } else { detail.msisdn.masked() };
    json!({
        "type": MobileSignature::TYPE.as_str(),
        "extId": credential.ext_id,
        "policyExtId": credential.policy.as_ref().map(|policy| &policy.ext_id),
        "stateName": credential.state.as_str(),
        "stateChangeReason": credential.reason.map(ChangeReason::as_str),
        "validity": { "from": credential.validity.from.to_string(), "to": credential.validity.to.map(|to| to.to_string()) },
        "identificator": detail.identificator,
        "msspIdentifier": detail.mssp_identifier,
        "signerCert": detail.signer_cert,
        "msisdn": msisdn,
    })
}

impl From<PatternError> for Rejection {
    fn from(error: PatternError) -> Self {
        vec![Breach::new(Code::PropertyRegexInvalid, format!("the policy's pattern can't be used: {error}"))].into()
    }
}
