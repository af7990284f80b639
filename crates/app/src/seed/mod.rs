//! Fills a database for measurements, with users as the API would have made them: the same decisions, the same
//! history. What comes out is the same for the same wish, but for the key of the installation.

mod certificate;
mod dice;
mod person;

use serde_json::Map;
use sigill_domain::caller::Grants;
use sigill_domain::caller::Identity;
use sigill_domain::change::{Change, Write};
use sigill_domain::client::{self, ClientRef, Clients};
use sigill_domain::credential::{Beside, Credential, CredentialType, New, Own, Random};
use sigill_domain::event::{Event, EventKind, Happening};
use sigill_domain::owner::Owner;
use sigill_domain::policy::{AllowedTypes, ClientRules, Parameters, Policy, PolicyType};
use sigill_domain::property::Defined;
use sigill_domain::right::CredentialCreate;
use sigill_domain::rooms::UnitPath;
use sigill_domain::standing::Standing;
use sigill_domain::time::Timestamp;
use sigill_domain::unit::{Unit, UnitRef};
use sigill_domain::user::{self, NewUser, UserRef};
use sigill_store::{Load, Size, Store};
use uuid::Uuid;

use self::certificate::Certificates;
use self::dice::Dice;
use crate::refusal::Refusal;
use crate::world::World;

/// Users whose rows are loaded at once.
const BATCH: usize = 2_000;
/// 2024-01-01T00:00:00Z. History is spread over the two years from then.
const BEGIN_MICROS: i64 = 1_704_067_200_000_000;
const SPAN_MICROS: u64 = 2 * 365 * 86_400 * 1_000_000;
/// The place of units among the ids of a client.
const UNIT_IDS: u32 = 1_000;
/// Units of a tree: a root, and those below it.
pub const UNITS_OF_TREE: u64 = 50;
/// Swiss numbers.
const MSISDN_REGEX: &str = r"\+41[0-9]{9}";

/// What is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Seed {
    /// Clients `bench-1`, `bench-2`, …; the users take turns.
    pub clients: u64,
    /// Users `u0`, `u1`, … with a mobile signature, every second one with a certificate.
    pub users: u64,
    /// Users `f0`, `f1`, … without a credential.
    pub free_users: u64,
    /// Units `n0`, `n1`, … of each client, in trees of fifty; the profiles take turns. None: all are in the default unit.
    pub units: u64,
    /// Logins in the history of each user with a mobile signature.
    pub logins: u8,
    /// The same seed makes the same data.
    pub seed: u64,
}

/// How many rows there are now that were not.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filled {
    /// With and without a credential.
    pub users: u64,
    /// Mobile signatures.
    pub credentials: u64,
    /// Those by which users, credentials and logins are remembered.
    pub events: u64,
}

/// The certificate of nobody with this number, in PEM; no two are alike.
pub fn certificate(number: u64) -> Result<String, Refusal> {
    Ok(Certificates::new()?.next(&mut Dice::of(0xce27, number)))
}

/// How large the tables are, the largest first.
pub async fn sizes(store: &Store, world: &World) -> Result<Vec<Size>, Refusal> {
    Ok(crate::setup::permit(store, world).sizes().await?)
}

/// Fills the database; `progress` is told how many users are loaded.
pub async fn fill(
    store: &Store,
    world: &World,
    wanted: &Seed,
    mut progress: impl FnMut(u64),
) -> Result<Filled, Refusal> {
    let permit = crate::setup::permit(store, world);
    let maker = Maker::new(wanted)?;
    let mut bulk = permit.bulk().await?;
    let mut filled = Filled::default();
    let mut load = Load::default();
    for n in 0..wanted.clients {
        maker.client(n, &mut load)?;
        if load.events.len() >= BATCH {
            bulk.load(&std::mem::take(&mut load)).await?;
        }
    }
    bulk.load(&std::mem::take(&mut load)).await?;
    for n in 0..wanted.users + wanted.free_users {
        maker.user(n, &mut load)?;
        filled.users += 1;
        if filled.users.is_multiple_of(BATCH as u64) || filled.users == wanted.users + wanted.free_users {
            filled.events += load.events.len() as u64;
            bulk.load(&std::mem::take(&mut load)).await?;
            progress(filled.users);
        }
    }
    filled.credentials = wanted.users;
    bulk.finish().await?;
    Ok(filled)
}

/// Makes what is loaded.
struct Maker<'a> {
    wanted: &'a Seed,
    certificates: Certificates,
    rules: ClientRules,
}

impl<'a> Maker<'a> {
    fn new(wanted: &'a Seed) -> Result<Self, Refusal> {
        let rules = ClientRules::read(&Parameters::new());
        Ok(Self { wanted, certificates: Certificates::new()?, rules })
    }

    /// The `n`-th client, as it is made before all users.
    fn happening_of_client(&self, n: u64) -> Happening {
        let at = Timestamp::from_micros(BEGIN_MICROS - 1_000_000);
        happening(at, &mut Dice::of(self.wanted.seed ^ 0xc11e, n))
    }

    fn client(&self, n: u64, load: &mut Load) -> Result<(), Refusal> {
        let clients = Clients { ext_id_taken: false, name_taken: false };
        let new = client::New {
            ext_id: Some(client_ext_id(n)),
            name: Some(format!("Bench {}", n + 1)),
            ..client::New::default()
        };
        let (_, change) = clients.found::<()>(&new, Vec::new(), &self.happening_of_client(n))?;
        take(load, change);
        // Its mobile signatures have numbers of a form.
        for write in &mut load.writes {
            if let Write::InsertPolicy(policy) = write
                && policy.kind == PolicyType::MOBILE_SIGNATURE
            {
                policy.parameters = parameters();
            }
        }
        self.units(n, load);
        Ok(())
    }

    /// The `k`-th unit of the `n`-th client, by internal key; the default one, where no others are wanted.
    fn unit(&self, n: u64, k: u64) -> Uuid {
        let of_client = self.happening_of_client(n);
        match self.wanted.units {
            0 => of_client.id_of(1),
            units => of_client.id_of(UNIT_IDS + u32::try_from(k % units).unwrap_or_default()),
        }
    }

    /// Each tree is a root with all others right below it.
    fn units(&self, n: u64, load: &mut Load) {
        let happening = self.happening_of_client(n);
        for k in 0..self.wanted.units {
            let root = k - k % UNITS_OF_TREE;
            let (id, root_id) = (self.unit(n, k), self.unit(n, root));
            let name = |k: u64| sigill_domain::ext_id::ExtId::from_stored(format!("n{k}"));
            let mut unit = Unit::first(id, happening.id, happening.at);
            (unit.ext_id, unit.name, unit.is_default) = (name(k), name(k).to_string(), false);
            unit.hierarchical_name = format!("/n{k}");
            if k != root {
                unit.parent = Some(UnitRef { id: root_id, ext_id: name(root) });
                unit.path = UnitPath::root(root_id).below(id);
                unit.hierarchical_name = format!("/n{root}/n{k}");
            }
            load.writes.push(Write::InsertUnit(Box::new(unit)));
        }
    }

    /// The mobile signature of the user, a second after it was made.
    fn mobile_signature(
        &self,
        n: u64,
        dice: &mut Dice,
        (client, user): (ClientRef, UserRef),
        at: Timestamp,
    ) -> Result<(Credential<Own>, Change<CredentialCreate>), Refusal> {
        let of_client = self.happening_of_client(n % self.wanted.clients);
        let user_id = user.id;
        // As if it had been read: there is nothing yet to read.
        let owner: Owner<Own, Option<UserRef>> = Owner {
            login_id: None,
            email: None,
            count: 0,
            has_roles: false,
            client,
            client_rules: self.rules.clone(),
            unit_types: AllowedTypes::default(),
            user: Some(user),
            rev: 0,
            policy: Some(policy(&of_client)),
            existing: None,
            ext_id_taken: false,
            lookup_taken: false,
            machine: None,
        };
        let mut members = Map::new();
        members.insert("identificator".to_owned(), format!("MIDCHE{:010}", dice.below(10_000_000_000)).into());
        members.insert("msspIdentifier".to_owned(), "https://mssp.example.com/".into());
        if n.is_multiple_of(2) {
            members.insert("signerCert".to_owned(), self.certificates.next(dice).into());
        }
        members.insert("msisdn".to_owned(), format!("+41{:09}", 760_000_000 + n % 100_000_000).into());
        let new = New { members, ..New::default() };
        let issued = happening(at.plus_millis(1_000), dice);
        let standing = Standing::new(&Grants::default(), None, user_id, &[], &[]);
        let beside = Beside {
            extra: Vec::new(),
            roles: Vec::new(),
            standing: &standing,
            // Nothing of it is made up.
            random: &Random::new([0; 32]),
            secret: None,
            dictionary: None,
            vouched: None,
            is_by_owner: false,
            defined: Defined::default(),
            mailing: None,
        };
        let missing = || Refusal::Failed("a mobile signature isn't decided".to_owned());
        let kind = CredentialType::MOBILE_SIGNATURE.kind().ok_or_else(missing)?;
        let decided = owner.issue(kind, &new, beside, &issued)?;
        Ok((decided.credential, decided.change.ok_or_else(missing)?))
    }

    fn user(&self, n: u64, load: &mut Load) -> Result<(), Refusal> {
        let has_signature = n < self.wanted.users;
        let ext_id = if has_signature { format!("u{n}") } else { format!("f{}", n - self.wanted.users) };
        let dice = &mut Dice::of(self.wanted.seed, n);
        let all = self.wanted.users + self.wanted.free_users;
        let since = (u128::from(n) * u128::from(SPAN_MICROS / 2) / u128::from(all.max(1))) as i64;
        let at = Timestamp::from_micros(BEGIN_MICROS + since);
        let of_client = self.happening_of_client(n % self.wanted.clients);
        let client = ClientRef {
            id: of_client.id,
            ext_id: sigill_domain::ext_id::ExtId::from_stored(client_ext_id(n % self.wanted.clients)),
            name: format!("Bench {}", n % self.wanted.clients + 1),
        };
        let new_user = NewUser {
            client: client.clone(),
            rules: self.rules.clone(),
            unit_id: self.unit(n % self.wanted.clients, n / self.wanted.clients),
            unit_ext_id: sigill_domain::ext_id::ExtId::from_stored(String::new()),
            defaults: None,
            ext_id_taken: false,
            login_id_taken: false,
            mobile_taken: false,
            defined: Defined::default(),
        };
        let new =
            user::New { person: person::person(&ext_id, dice), ext_id: Some(ext_id.clone()), ..user::New::default() };
        let (registered, change) = new_user.register::<()>(&new, Vec::new(), &happening(at, dice))?;
        take(load, change);
        if !has_signature {
            return Ok(());
        }
        let user = registered.user.reference();
        let (credential, change) = self.mobile_signature(n, dice, (client.clone(), user), at)?;
        take(load, change);
        for count in 1..=i64::from(self.wanted.logins) {
            let at = at.plus_millis(2_000 + i64::try_from(dice.below(SPAN_MICROS / 2_000)).unwrap_or_default());
            let about = happening(at, dice);
            let after = serde_json::json!({ "successfulLoginCount": count, "stateName": "active" });
            let user = registered.user.reference();
            let event = Event::about_user(&about, &client, &user, EventKind::LoginSuccess, &credential.ext_id);
            load.events.push(event.after(after));
        }
        Ok(())
    }
}

/// The policy of mobile signatures that a client gets from the start.
fn policy(of_client: &Happening) -> Policy {
    Policy {
        id: of_client.id_of(3),
        client_id: of_client.id,
        ext_id: of_client.id_of(3).into(),
        kind: PolicyType::MOBILE_SIGNATURE,
        name: String::new(),
        description: None,
        is_default: true,
        parameters: parameters(),
        version: 1,
        created: of_client.at,
        modified: of_client.at,
    }
}

fn parameters() -> Parameters {
    Parameters::from([("validation.msisdn.regex".to_owned(), MSISDN_REGEX.to_owned())])
}

fn client_ext_id(n: u64) -> String {
    format!("bench-{}", n + 1)
}

fn take<R>(load: &mut Load, change: Change<R>) {
    load.writes.extend(change.writes);
    load.events.extend(change.events);
}

fn happening(at: Timestamp, dice: &mut Dice) -> Happening {
    let id = |dice: &mut Dice| {
        let millis = u64::try_from(at.millis()).unwrap_or_default();
        let random = (u128::from(dice.next()) << 64 | u128::from(dice.next())).to_be_bytes();
        let random = random.first_chunk::<10>().copied().unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    };
    let (event_id, id): (Uuid, Uuid) = (id(dice), id(dice));
    Happening { at, by: Identity::system(), request_id: format!("seed-{:016x}", dice.next()), event_id, id }
}
