//! The simulator's own certification authority, in the current shape: a root and an issuing
//! authority that sign with RSASSA-PSS, and people below. Made once and stored.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use aws_lc_rs::rsa::KeySize;
use jiff::{SignedDuration, Timestamp};

use crate::certificate::{Name, Purpose, Spec};
use crate::folder::{Folder, FolderError, Identity, pem};
use crate::key::{Key, KeyError, KeyKind};
use crate::world::World;

/// Every name says what this is: such a certificate must never look real in a log.
const ROOT: &str = "SIMULATOR Root CA 4 (worthless)";
const ISSUING: &str = "SIMULATOR Issuing CA 4 (worthless)";
const SK_ISSUING: &str = "SIMULATOR EID (worthless)";
const SERVER_ROOT: &str = "SIMULATOR TLS CA (worthless)";
const STRANGER: &str = "SIMULATOR Stranger CA (worthless)";

const DAY: i64 = 24;
const YEAR: i64 = 365 * DAY;

/// Why there is no authority.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    #[error("the authority's folder")]
    Folder(#[from] FolderError),
    #[error("a key")]
    Key(#[from] KeyError),
}

/// How long the authority's RSA keys are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AuthoritySize {
    /// Root of 8192 bit, issuing authority of 4096, as the real ones. Making the root takes up to a minute, once.
    #[default]
    Real,
    /// 2048 bit for both: for tests.
    Small,
}

/// Which of the two keys that a person has at SK's Mobile-ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SkKey {
    Authentication,
    Signature,
}

/// A person's key with its certificate.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) identity: Identity,
    pub(crate) serial: String,
    /// CertificateSerialNumber, needed to name the certificate in a signature.
    pub(crate) certificate_serial: [u8; 16],
    until: Timestamp,
}

#[derive(Debug)]
pub(crate) struct Authority {
    people: Folder,
    pub(crate) root: Identity,
    pub(crate) issuing: Identity,
    /// Of SK's Mobile-ID, below the same root: it restricts nothing.
    sk_issuing: Identity,
    server_root: Identity,
    stranger: OnceLock<Arc<Identity>>,
    world: World,
}

fn shift(at: Timestamp, hours: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_hours(hours)).unwrap_or(at)
}

impl Authority {
    /// Reads what the folder holds and makes what is missing.
    pub(crate) fn open(path: &Path, size: AuthoritySize, world: &World) -> Result<Self, AuthorityError> {
        let folder = Folder::open(path)?;
        let (root_size, issuing_size) = match size {
            AuthoritySize::Real => (KeySize::Rsa8192, KeySize::Rsa4096),
            AuthoritySize::Small => (KeySize::Rsa2048, KeySize::Rsa2048),
        };
        let kept = |name: &str, make: &dyn Fn() -> Result<Identity, KeyError>| match folder.read(name)? {
            Some(identity) => Ok::<_, AuthorityError>(identity),
            None => {
                let identity = make()?;
                folder.write(name, &identity)?;
                Ok(identity)
            }
        };
        let root = kept("root.pem", &|| own(world, ROOT, Key::make_rsa(root_size)?, Purpose::Root, 15))?;
        let issuing = kept("issuing.pem", &|| {
            let key = Key::make_rsa(issuing_size)?;
            let spec = spec(world, ROOT, Name::authority(ISSUING), &key, Purpose::Issuing, 10);
            Ok(Identity { certificate: spec.sign(&root.key)?, key })
        })?;
        let sk_issuing = kept("sk-issuing.pem", &|| {
            let key = Key::make(KeyKind::Ec)?;
            let spec = spec(world, ROOT, Name::authority(SK_ISSUING), &key, Purpose::Root, 10);
            Ok(Identity { certificate: spec.sign(&root.key)?, key })
        })?;
        let server_root =
            kept("tls-root.pem", &|| own(world, SERVER_ROOT, Key::make(KeyKind::Ec)?, Purpose::ServerRoot, 10))?;
        // Beside the private files, what one hands to a client.
        folder.write_text("trust-signatures.pem", &root.certificate_pem())?;
        folder.write_text("trust-sk-issuing.pem", &sk_issuing.certificate_pem())?;
        folder.write_text("trust-tls.pem", &server_root.certificate_pem())?;
        let people = folder.inside("people")?;
        Ok(Self { people, root, issuing, sk_issuing, server_root, stranger: OnceLock::new(), world: world.clone() })
    }

    pub(crate) fn world(&self) -> &World {
        &self.world
    }

    pub(crate) fn root_pem(&self) -> String {
        self.root.certificate_pem()
    }

    pub(crate) fn issuing_pem(&self) -> String {
        self.issuing.certificate_pem()
    }

    pub(crate) fn sk_issuing_pem(&self) -> String {
        self.sk_issuing.certificate_pem()
    }

    pub(crate) fn server_root_pem(&self) -> String {
        self.server_root.certificate_pem()
    }

    /// A fresh key and certificate for the server itself; clients trust the authority above it.
    pub(crate) fn server(&self, names: &[String]) -> Result<Identity, KeyError> {
        let key = Key::make(KeyKind::Ec)?;
        let purpose = Purpose::Server { names: names.to_vec() };
        let spec = spec(&self.world, SERVER_ROOT, Name::common("Sigill simulator"), &key, purpose, 1);
        Ok(Identity { certificate: spec.sign(&self.server_root.key)?, key })
    }

    /// The person with this serial number: the stored one, or a new one where there is none or it expired.
    /// `serial` becomes a file name, so it consists of letters and digits only.
    pub(crate) fn person(&self, serial: &str, kind: KeyKind) -> Result<Person, AuthorityError> {
        let file = format!("{serial}-{}.pem", if kind == KeyKind::Ec { "ec" } else { "rsa" });
        if let Some(person) = self.people.read(&file)?.and_then(|identity| Person::read(identity, serial))
            && person.until > self.world.now()
        {
            return Ok(person);
        }
        let key = Key::make(kind)?;
        let spec = self.person_spec(&key.public(), serial);
        let identity = Identity { certificate: spec.sign(&self.issuing.key)?, key };
        self.people.write(&file, &identity)?;
        Ok(Person { identity, serial: serial.to_owned(), certificate_serial: spec.serial, until: spec.to })
    }

    /// The key of a person of SK's Mobile-ID, whose code consists of digits.
    pub(crate) fn sk_person(&self, code: &str, kind: KeyKind, key: SkKey) -> Result<Identity, AuthorityError> {
        let (what, purpose) = match key {
            SkKey::Authentication => ("auth", Purpose::SkAuthentication),
            SkKey::Signature => ("sign", Purpose::SkSignature),
        };
        let file = format!("sk-{code}-{what}-{}.pem", if kind == KeyKind::Ec { "ec" } else { "rsa" });
        if let Some(person) = self.people.read(&file)?.and_then(|identity| Person::read(identity, code))
            && person.until > self.world.now()
        {
            return Ok(person.identity);
        }
        let key = Key::make(kind)?;
        let (from, to) = validity(&self.world, 3);
        let (issuer, subject, public) = (Name::authority(SK_ISSUING), Name::sk_person(code), key.public());
        let spec = Spec { serial: self.world.octets(), issuer, subject, from, to, public, purpose };
        let identity = Identity { certificate: spec.sign(&self.sk_issuing.key)?, key };
        self.people.write(&file, &identity)?;
        Ok(identity)
    }

    /// What the certificate of a person says: three years, digitalSignature and clientAuth.
    pub(crate) fn person_spec(&self, public: &[u8], serial: &str) -> Spec {
        let (from, to) = validity(&self.world, 3);
        Spec {
            serial: self.world.octets(),
            issuer: Name::authority(ISSUING),
            subject: Name::person(serial, true),
            from,
            to,
            public: public.to_vec(),
            purpose: Purpose::Person,
        }
    }

    /// The certificate of the issuing authority as it would be had it expired yesterday.
    pub(crate) fn expired_issuing(&self) -> Result<Vec<u8>, KeyError> {
        let mut spec = spec(&self.world, ROOT, Name::authority(ISSUING), &self.issuing.key, Purpose::Issuing, 1);
        (spec.from, spec.to) = expired(&self.world);
        spec.sign(&self.root.key)
    }

    /// An authority that nobody trusts, of the same name as the issuing one.
    pub(crate) fn stranger(&self) -> Result<Arc<Identity>, KeyError> {
        if let Some(stranger) = self.stranger.get() {
            return Ok(Arc::clone(stranger));
        }
        let made = Arc::new(own(&self.world, STRANGER, Key::make_rsa(KeySize::Rsa2048)?, Purpose::Root, 10)?);
        Ok(Arc::clone(self.stranger.get_or_init(|| made)))
    }

    pub(crate) fn stranger_name() -> Name {
        Name::authority(STRANGER)
    }

    pub(crate) fn issuing_name() -> Name {
        Name::authority(ISSUING)
    }
}

/// From two years ago until yesterday.
pub(crate) fn expired(world: &World) -> (Timestamp, Timestamp) {
    (shift(world.now(), -2 * YEAR), shift(world.now(), -DAY))
}

fn validity(world: &World, years: i64) -> (Timestamp, Timestamp) {
    // A day back, because clocks differ.
    (shift(world.now(), -DAY), shift(world.now(), years * YEAR))
}

fn spec(world: &World, issuer: &str, subject: Name, key: &Key, purpose: Purpose, years: i64) -> Spec {
    let (from, to) = validity(world, years);
    Spec { serial: world.octets(), issuer: Name::authority(issuer), subject, from, to, public: key.public(), purpose }
}

fn own(world: &World, name: &str, key: Key, purpose: Purpose, years: i64) -> Result<Identity, KeyError> {
    let spec = spec(world, name, Name::authority(name), &key, purpose, years);
    Ok(Identity { certificate: spec.sign(&key)?, key })
}

/// A key and a self-signed certificate with which an AP can present itself: the providers check no chain.
/// Answers certificate and key in PEM.
///
/// # Errors
/// The cryptographic library refuses.
pub fn make_client(world: &World, name: &str) -> Result<ClientIdentity, KeyError> {
    let key = Key::make(KeyKind::Ec)?;
    let (from, to) = validity(world, 3);
    let (issuer, subject) = (Name::common(name), Name::common(name));
    let spec =
        Spec { serial: world.octets(), issuer, subject, from, to, public: key.public(), purpose: Purpose::Client };
    let certificate = spec.sign(&key)?;
    Ok(ClientIdentity {
        certificate_pem: pem("CERTIFICATE", &certificate),
        key_pem: pem("PRIVATE KEY", &key.to_pkcs8()?),
    })
}

/// What a client needs to present itself.
#[derive(Clone)]
pub struct ClientIdentity {
    pub certificate_pem: String,
    pub key_pem: String,
}

impl Person {
    /// `None` where the stored certificate is not one that this simulator makes.
    fn read(identity: Identity, serial: &str) -> Option<Self> {
        use der::Decode as _;
        let certificate = x509_cert::Certificate::from_der(&identity.certificate).ok()?;
        let body = certificate.tbs_certificate();
        let seconds = body.validity().not_after.to_unix_duration().as_secs();
        let until = Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
        let octets = body.serial_number().as_bytes();
        let mut certificate_serial = [0; 16];
        let significant: Vec<u8> = octets.iter().skip_while(|octet| **octet == 0).copied().collect();
        let start = certificate_serial.len().checked_sub(significant.len())?;
        certificate_serial.get_mut(start..)?.copy_from_slice(&significant);
        Some(Self { identity, serial: serial.to_owned(), certificate_serial, until })
    }
}
