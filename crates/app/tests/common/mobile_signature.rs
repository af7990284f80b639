//! Mobile signatures by the calls of all credentials, typed as tests compare them.

use std::collections::BTreeMap;

use serde_json::Value;
use sigill_app::credential::{self, Keeper, Made, Whose};
use sigill_app::{App, Asked, Outcome, Permit, Refusal};
use sigill_domain::credential::{
    Beside, Credential, CredentialType, Decided, Held, Kind, MobileSignature, Own, PatchCredential, Random,
};
use sigill_domain::owner::Owner;
use sigill_domain::patch::Patch;
use sigill_domain::property::Defined;
use sigill_domain::right::{CredentialCreate, CredentialDelete, CredentialModify, CredentialView};
use sigill_domain::standing::Standing;
use sigill_domain::user::UserRef;
use sigill_domain::version::Expected;
use sigill_store::{Placed, Sought, Within};

pub const OF: CredentialType = CredentialType::MOBILE_SIGNATURE;

pub fn kind() -> &'static dyn Kind {
    OF.kind().unwrap()
}

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

impl From<&New> for sigill_domain::credential::New {
    fn from(new: &New) -> Self {
        let members = [
            ("identificator", &new.identificator),
            ("msspIdentifier", &new.mssp_identifier),
            ("signerCert", &new.signer_cert),
            ("msisdn", &new.msisdn),
        ];
        Self {
            ext_id: new.ext_id.clone(),
            policy_ext_id: new.policy_ext_id.clone(),
            state_name: new.state_name.clone(),
            members: members.into_iter().filter_map(|(k, v)| Some((k.to_owned(), v.clone()?.into()))).collect(),
            ..Self::default()
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct PatchMobileSignature {
    pub state_name: Patch<String>,
    pub modification_comment: Patch<String>,
    pub policy_ext_id: Patch<String>,
    pub identificator: Patch<String>,
    pub mssp_identifier: Patch<String>,
    pub signer_cert: Patch<String>,
    pub msisdn: Patch<String>,
    pub expected: Expected,
}

impl From<&PatchMobileSignature> for PatchCredential {
    fn from(patch: &PatchMobileSignature) -> Self {
        let members = [
            ("identificator", &patch.identificator),
            ("msspIdentifier", &patch.mssp_identifier),
            ("signerCert", &patch.signer_cert),
            ("msisdn", &patch.msisdn),
        ];
        let value = |patch: &Patch<String>| match patch {
            Patch::Keep => Patch::Keep,
            Patch::Clear => Patch::Clear,
            Patch::Set(text) => Patch::Set(Value::from(text.as_str())),
        };
        Self {
            state_name: patch.state_name.clone(),
            modification_comment: patch.modification_comment.clone(),
            policy_ext_id: patch.policy_ext_id.clone(),
            members: members
                .into_iter()
                .map(|(name, patch)| (name.to_owned(), value(patch)))
                .collect::<BTreeMap<_, _>>(),
            expected: patch.expected.clone(),
            ..Self::default()
        }
    }
}

pub fn typed(credential: &Credential<Own>) -> Credential<MobileSignature> {
    credential.with(serde_json::from_value(Value::Object(credential.detail.members.clone())).unwrap())
}

pub fn done(outcome: Outcome<Made>) -> Credential<MobileSignature> {
    match outcome {
        Outcome::Done(made) => typed(&made.credential),
        other => panic!("{other:?}"),
    }
}

fn keeper(app: &App) -> Keeper<'_> {
    Keeper {
        world: &app.world,
        secrets: app.tokens.secrets(),
        authorities: &app.authorities,
        attesters: &app.attesters,
        outbox: &app.outbox,
    }
}

fn whose(user: &str) -> Whose<'_> {
    Whose { user, credential: None }
}

pub async fn create(
    app: &App,
    permit: &Permit<CredentialCreate>,
    user: &str,
    new: &New,
    asked: &Asked<'_, Made>,
) -> Result<Outcome<Made>, Refusal> {
    credential::create(permit, keeper(app), kind(), user, &new.into(), asked).await
}

pub async fn get(permit: &Permit<CredentialView>, user: &str) -> Result<Credential<MobileSignature>, Refusal> {
    Ok(typed(&credential::get(permit, OF, whose(user)).await?))
}

pub async fn modify(
    app: &App,
    permit: &Permit<CredentialModify>,
    user: &str,
    patch: &PatchMobileSignature,
    asked: &Asked<'_, Made>,
) -> Result<Outcome<Made>, Refusal> {
    credential::modify(permit, keeper(app), kind(), whose(user), &patch.into(), asked).await
}

pub async fn delete(permit: &Permit<CredentialDelete>, user: &str) -> Result<Outcome<()>, Refusal> {
    credential::delete(permit, OF, whose(user), &Expected::default(), &Asked::default()).await
}

pub async fn owner(
    permit: &Permit<CredentialCreate>,
    user: &str,
) -> Within<CredentialCreate, Owner<Own, Option<UserRef>>> {
    let Sought::There(owner) = permit.owner_of(OF, user, None, None).await.unwrap() else { panic!("no user {user}") };
    owner
}

pub async fn held(permit: &Permit<CredentialModify>, user: &str) -> Within<CredentialModify, Held> {
    let Sought::There(held) = permit.held(OF, (user, None), None).await.unwrap() else { panic!("no user {user}") };
    held.transpose().unwrap()
}

/// What decides beside the request, where nothing is made up.
fn beside<'a>(standing: &'a Standing, random: &'a Random, roles: Vec<&'a str>) -> Beside<'a> {
    Beside {
        extra: vec![],
        roles,
        standing,
        random,
        dictionary: None,
        vouched: None,
        secret: None,
        is_by_owner: false,
        defined: Defined::default(),
        mailing: None,
    }
}

/// Reads and decides, without committing.
pub async fn decided(
    permit: &Permit<CredentialCreate>,
    user: &str,
    new: &New,
) -> (Credential<MobileSignature>, Placed<CredentialCreate>) {
    let owner = owner(permit, user).await;
    let standing = permit.standing_to(&owner, owner.has_roles).await.unwrap();
    let (random, roles) = (Random::new([0; 32]), permit.roles().collect());
    let beside = beside(&standing, &random, roles);
    let Decided { credential, change, .. } = owner.issue(kind(), &new.into(), beside, &permit.happening()).unwrap();
    (typed(&credential), owner.placed(change.unwrap()))
}

/// What a patch of the mobile signature of a user would change.
pub async fn patched(
    permit: &Permit<CredentialModify>,
    user: &str,
    patch: &PatchMobileSignature,
) -> Placed<CredentialModify> {
    let held = held(permit, user).await;
    let standing = permit.standing_to(&held, held.has_roles).await.unwrap();
    let (random, roles) = (Random::new([0; 32]), permit.roles().collect());
    let beside = beside(&standing, &random, roles);
    let decided = held.modify(kind(), &patch.into(), beside, &permit.happening()).unwrap();
    held.placed(decided.change.unwrap())
}
