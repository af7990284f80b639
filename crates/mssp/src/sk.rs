//! Mobile-ID of SK ID Solutions, as far as its relying parties see it: questions, sessions, and its published test numbers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sigill_mss::sk::{EndResult, Hash, HashKind, Question, is_identity_number};

use crate::authority::{AuthorityError, SkKey};
use crate::key::KeyKind;
use crate::options::Spoilt;
use crate::session::{Kind, Open, PEOPLE, Person};
use crate::simulator::Inner;
use crate::world::later;

/// A session is forgotten so long after it began.
const LIFE_MS: u64 = 300_000;
/// Nobody reacts for so long: TIMEOUT.
const TIMEOUT_MS: u64 = 120_000;
/// What a question may wait for, in milliseconds; other values are silently moved there.
const POLL_MS: std::ops::RangeInclusive<u64> = 1_000..=120_000;
const POLL_USUAL_MS: u64 = 10_000;

/// Why a question isn't taken: the HTTP status and words for developers.
pub(crate) type Refusal = (u16, &'static str);

/// What a session answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    Running,
    Failed(EndResult),
    /// Algorithm, value, and for an authentication the certificate.
    Signed(String, Vec<u8>, Option<Vec<u8>>),
}

impl Inner {
    /// Whether the relying party may ask, and about whom; `None` for somebody whom nobody knows.
    fn sk_person(&self, question: &Question) -> Result<Option<Person>, Refusal> {
        let options = self.options.sk.as_ref().ok_or((404, "not played"))?;
        let same_name = question.relying_party_name.eq_ignore_ascii_case(&options.relying_party_name);
        if !same_name || question.relying_party_uuid != options.relying_party_uuid {
            return Err((401, "Failed to authorize user"));
        }
        let digits = question.phone_number.strip_prefix('+').unwrap_or_default();
        if !(8..=30).contains(&digits.len()) || !digits.bytes().all(|octet| octet.is_ascii_digit()) {
            return Err((400, "phoneNumber must contain of + and numbers(8-30)"));
        }
        if !is_identity_number(&question.national_identity_number) {
            return Err((400, "nationalIdentityNumber must contain of 11 digits"));
        }
        let mine = |person: &&Person| {
            person.phone == question.phone_number && person.code == question.national_identity_number
        };
        Ok(PEOPLE.iter().find(mine).copied().filter(|person| person.result != "NOT_MID_CLIENT"))
    }

    /// The certificate for signatures; `None`: NOT_FOUND.
    pub(crate) fn sk_certificate(&self, question: &Question) -> Result<Option<Vec<u8>>, Refusal> {
        let Some(person) = self.sk_person(question)? else { return Ok(None) };
        let key = self.sk_key(person, SkKey::Signature).map_err(|_| (500, "no key"))?;
        Ok(Some(key.certificate))
    }

    /// Begins a session; its id.
    pub(crate) fn sk_begin(&self, kind: Kind, question: &Question) -> Result<String, Refusal> {
        let person = self.sk_person(question)?;
        let hash = hash(question)?;
        shown(question)?;
        let now = self.world.now();
        let after_ms = match person {
            Some(Person { result: "TIMEOUT", .. }) => TIMEOUT_MS,
            _ => self.options.sk.as_ref().map_or(0, |options| options.after_ms),
        };
        let octets: [u8; 16] = self.world.octets();
        let id = uuid(octets);
        let (ends, forgotten) = (later(now, after_ms), later(now, LIFE_MS));
        let mut sessions = self.sk_lock();
        sessions.0.retain(|session| session.forgotten > now);
        if sessions.0.len() >= self.options.limits.open_max {
            return Err((503, "too many sessions"));
        }
        sessions.0.push_back(Open { id: id.clone(), kind, person, hash, ends, forgotten });
        Ok(id)
    }

    /// How a session stands once it has ended, or after so long as it is then; `None` where there is none.
    pub(crate) async fn sk_session(&self, kind: Kind, id: &str, wait_ms: Option<u64>) -> Option<Told> {
        let wait_ms = wait_ms.unwrap_or(POLL_USUAL_MS).clamp(*POLL_MS.start(), *POLL_MS.end());
        let session = self.sk_find(kind, id)?;
        let until = later(self.world.now(), wait_ms).min(session.ends);
        self.world.clock.until(until).await;
        let session = self.sk_find(kind, id)?;
        if self.world.now() < session.ends {
            return Some(Told::Running);
        }
        let result = session.person.map_or(EndResult::NotMidClient, |person| EndResult::from_name(person.result));
        match session.person {
            Some(person) if result == EndResult::Ok => {
                Some(self.sk_sign(&session, person).unwrap_or(Told::Failed(EndResult::SimError)))
            }
            _ => Some(Told::Failed(result)),
        }
    }

    fn sk_find(&self, kind: Kind, id: &str) -> Option<Open> {
        let now = self.world.now();
        let sessions = self.sk_lock();
        sessions.0.iter().find(|open| open.id == id && open.kind == kind && open.forgotten > now).cloned()
    }

    fn sk_key(&self, person: Person, use_: SkKey) -> Result<crate::folder::Identity, AuthorityError> {
        let _one_at_a_time = self.sk_lock();
        self.authority.sk_person(person.code, person.key, use_)
    }

    fn sk_sign(&self, session: &Open, person: Person) -> Result<Told, AuthorityError> {
        let spoilt = self.options.sk.as_ref().and_then(|options| options.spoilt.get(person.phone)).copied();
        let other = PEOPLE.iter().find(|other| other.code != person.code && other.key == person.key).copied();
        let other = || self.sk_key(other.unwrap_or(person), session.kind.key());
        let mut identity = self.sk_key(person, session.kind.key())?;
        if spoilt == Some(Spoilt::OtherPerson) {
            identity = other()?;
        } else if spoilt == Some(Spoilt::OtherCertificate) {
            identity.certificate = other()?.certificate;
        }
        let kind = session.hash.kind();
        let hash = match spoilt {
            Some(Spoilt::OtherHash) => Hash::of(kind, b"another document"),
            _ => session.hash.clone(),
        };
        let mut value = identity.key.sign_hash(kind, hash.octets())?;
        if let Some(octet) = value.last_mut().filter(|_| spoilt == Some(Spoilt::Value)) {
            *octet ^= 1;
        }
        let key = if person.key == KeyKind::Ec { "EC" } else { "RSA" };
        let named = if spoilt == Some(Spoilt::OtherAlgorithm) { HashKind::Sha512 } else { kind };
        // A signature's certificate is known from before.
        let certificate = (session.kind == Kind::Authentication).then_some(identity.certificate);
        Ok(Told::Signed(format!("{}With{key}Encryption", named.as_str()), value, certificate))
    }
}

fn hash(question: &Question) -> Result<Hash, Refusal> {
    let name = question.hash_type.as_deref().ok_or((400, "hashType is missing"))?;
    let kind = HashKind::ALL.into_iter().find(|kind| kind.as_str() == name);
    let kind = kind.ok_or((400, "hashType must be one of SHA256, SHA384, SHA512"))?;
    let text = question.hash.as_deref().ok_or((400, "hash is missing"))?;
    let octets = STANDARD.decode(text).map_err(|_| (400, "hash must be Base64 encoded"))?;
    Hash::made(kind, &octets).ok_or((400, "hash has not the length of hashType"))
}

/// Language and text, within what a phone shows.
fn shown(question: &Question) -> Result<(), Refusal> {
    match question.language.as_deref() {
        Some("EST" | "ENG" | "RUS" | "LIT") => {}
        Some(_) => return Err((400, "language must be one of EST, ENG, RUS, LIT")),
        None => return Err((400, "language is missing")),
    }
    let text = question.display_text.as_deref().unwrap_or_default();
    let length = text.chars().count();
    let fits = match question.display_text_format.as_deref() {
        // Characters that GSM-7 hasn't are replaced by blanks in silence.
        None | Some("GSM-7") => {
            length <= 100
                && text.chars().filter(|c| matches!(c, '€' | '[' | ']' | '^' | '|' | '{' | '}' | '\\')).count() <= 5
        }
        Some("UCS-2") => length <= 50,
        Some(_) => return Err((400, "displayTextFormat must be GSM-7 or UCS-2")),
    };
    if fits { Ok(()) } else { Err((400, "displayText is too long")) }
}

/// As RFC 9562 writes 16 octets.
fn uuid(octets: [u8; 16]) -> String {
    use std::fmt::Write as _;
    octets.iter().enumerate().fold(String::with_capacity(36), |mut text, (index, octet)| {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        // Writing to a String cannot fail.
        let _ = write!(text, "{octet:02x}");
        text
    })
}
