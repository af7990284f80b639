//! Signatures over hashes, made and judged.

use sigill_mss::sk::{Document, Judged, Signed, code_of, judge};
use sigill_mss::verify::{Check, Report, SerialRule, Trust, Usage};

use super::keys::Alg;
use super::pki::{CertSpec, Pki, key_usage, pems, user_name};

pub const PERSON: &str = "60001019906";
pub const ID: &str = "0196e3a2-7c10-7000-8000-000000000001";
pub const TEXT: &str = "Bank: pay CHF 10? Code {code}";
pub const AT: &str = "2024-06-01T12:00:00Z";

/// One signature with all by which it is judged.
#[derive(Clone)]
pub struct Case {
    pub signed: Signed,
    pub document: String,
    pub id: String,
    pub text: String,
    pub code: String,
    pub serial: Option<String>,
    pub at: &'static str,
    pub roots: Vec<Vec<u8>>,
    pub between: Vec<Vec<u8>>,
}

pub fn document(text: &str, person: &str, id: &str, chance: u8) -> String {
    Document::new(id, person, text, &[chance; 32]).written()
}

pub fn raw(der: &[u8]) -> Vec<u8> {
    let mut rest = &der[2..];
    let mut out = Vec::new();
    for _ in 0..2 {
        let length = usize::from(rest[1]);
        let number = &rest[2..2 + length];
        let digits = &number[number.len().saturating_sub(32)..];
        out.extend(std::iter::repeat_n(0, 32 - digits.len()).chain(digits.iter().copied()));
        rest = &rest[2 + length..];
    }
    out
}

/// A certificate of her key, changed.
pub fn cert(change: impl FnOnce(&mut CertSpec)) -> Vec<u8> {
    Pki::get().user_with(|spec| {
        spec.subject = user_name(&[&format!("PNOEE-{PERSON}")]);
        spec.extensions = vec![key_usage(&[0])];
        change(spec);
    })
}

impl Case {
    pub fn good() -> Self {
        Self::of(document(TEXT, PERSON, ID, 7))
    }

    pub fn of(document: String) -> Self {
        let (pki, code) = (Pki::get(), code_of(&document));
        let value = raw(&pki.user_key.sign(Alg::Ecdsa256, document.as_bytes()));
        let algorithm = "SHA256WithECEncryption".to_owned();
        Self {
            signed: Signed { algorithm, value, certificate: cert(|_| {}) },
            text: TEXT.replace("{code}", &code),
            code,
            document,
            id: ID.to_owned(),
            serial: None,
            at: AT,
            roots: vec![pki.root.clone()],
            between: vec![pki.issuing.clone()],
        }
    }

    pub fn report(&self) -> Report {
        let mut trust = Trust::from_roots_pem(&pems(&self.roots)).unwrap();
        if !self.between.is_empty() {
            trust = trust.with_intermediates_pem(&pems(&self.between)).unwrap();
        }
        judge(
            &self.signed,
            &Judged {
                document: &self.document,
                signature: &self.id,
                text: &self.text,
                code: &self.code,
                serial: self.serial.as_deref().map_or(SerialRule::Present, SerialRule::Recorded),
                at: self.at.parse().unwrap(),
                trust: &trust,
                usage: Usage::Authentication,
            },
        )
    }
}

pub struct All(pub Vec<(String, Case, Check, &'static str)>);

impl All {
    pub fn add(&mut self, name: impl Into<String>, want: (Check, &'static str), change: impl FnOnce(&mut Case)) {
        let mut case = Case::good();
        change(&mut case);
        self.0.push((name.into(), case, want.0, want.1));
    }
}
