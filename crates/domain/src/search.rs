//! Search: what a text may mean.

use crate::breach::Breach;
use crate::credential::hex::{hex, without_zeros};
use crate::ext_id::ExtId;
use crate::fold::{beginning_with, fold};
use crate::list::Parameters;
use crate::msisdn::{CallingCode, Msisdn};
use crate::text;
use crate::user::{BETWEEN, LOGIN_ID_LEN_MAX};

/// Longest name by which a provider knows a credential, in code points.
const IDENTIFICATOR_LEN_MAX: usize = 50;
/// Hits of one kind at most.
pub const HITS_MAX: u32 = 20;
/// Longest question, in code points.
pub const QUESTION_LEN_MAX: usize = LOGIN_ID_LEN_MAX;
/// Shortest beginning of a name, in code points: a single letter finds anybody.
const NAME_LEN_MIN: usize = 2;
/// Characters of a name that is written without a blank, behind which the other may begin.
const UNPARTED_MAX: usize = 3;
/// Blanks in a question at which one name may end and the other begin.
const BLANKS_MAX: usize = 4;

/// Why something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A mobile signature has the number, in whatever notation.
    Msisdn,
    /// The user has this login id, in any case.
    LoginId,
    /// The user has this external id.
    UserExtId,
    /// A credential of the user has this external id.
    CredentialExtId,
    /// The user's e-mail address.
    Email,
    /// A mobile signature has this `identificator`.
    Identificator,
    /// The certificate of a mobile signature has this serial number.
    CertificateSerial,
    /// The certificate of a mobile signature has this SHA-256 fingerprint.
    CertificateSha256,
    /// The user's first name, family name or both begin so.
    Name,
}

impl Why {
    /// As the wire names it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Msisdn => "msisdn",
            Self::LoginId => "loginId",
            Self::UserExtId => "userExtId",
            Self::CredentialExtId => "credentialExtId",
            Self::Email => "contacts.email",
            Self::Identificator => "identificator",
            Self::CertificateSerial => "signerCert.serial",
            Self::CertificateSha256 => "signerCert.sha256",
            Self::Name => "name",
        }
    }
}

/// One thing that is looked for, by an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Probe {
    /// Users with this login id, which is in small letters, in whatever case it is stored.
    LoginId(String),
    /// Users with this external id.
    UserExtId(ExtId),
    /// Credentials of any type with this external id.
    CredentialExtId(ExtId),
    /// Users with this folded e-mail address.
    Email(String),
    /// Users whose key *family name, first name* is from the first value to below the second.
    FamilyName(String, String),
    /// Users whose key *first name, family name* is.
    FirstName(String, String),
    /// Mobile signatures found by this number.
    Msisdn(String),
    /// Mobile signatures with this national number, in clients where such numbers are of this country.
    NationalMsisdn {
        /// Whose national numbers are meant.
        country: CallingCode,
        /// The number as it is dialled there, with its `0` in front.
        digits: String,
    },
    /// Mobile signatures with this `identificator`, with case.
    Identificator(String),
    /// Mobile signatures whose certificate has this serial number: lower-case hexadecimal without leading zeros.
    CertificateSerial(String),
    /// Mobile signatures whose certificate has this fingerprint: 64 lower-case hexadecimal digits.
    CertificateSha256(String),
}

impl Probe {
    /// What a hit of it is told to be found by.
    #[must_use]
    pub const fn why(&self) -> Why {
        match self {
            Self::LoginId(_) => Why::LoginId,
            Self::UserExtId(_) => Why::UserExtId,
            Self::CredentialExtId(_) => Why::CredentialExtId,
            Self::Email(_) => Why::Email,
            Self::FamilyName(..) | Self::FirstName(..) => Why::Name,
            Self::Msisdn(_) | Self::NationalMsisdn { .. } => Why::Msisdn,
            Self::Identificator(_) => Why::Identificator,
            Self::CertificateSerial(_) => Why::CertificateSerial,
            Self::CertificateSha256(_) => Why::CertificateSha256,
        }
    }
}

/// What is looked for, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchQuery {
    /// What somebody typed.
    pub question: SearchQuestion,
    /// Only in this client.
    pub client: Option<String>,
}

impl SearchQuery {
    /// Reads `q` and `client`.
    ///
    /// # Errors
    /// Every parameter that is unknown or has a value that can't be.
    pub fn read(mut given: Parameters<'_>) -> Result<Self, Vec<Breach>> {
        let question = SearchQuestion::read(given.take("q"));
        let question = given.broken.keep(question);
        let client = given.take("client").map(str::to_owned);
        given.finish("q, client")?;
        // Without a question, what was wrong with it has been told.
        question.map(|question| Self { question, client }).ok_or_else(Vec::new)
    }
}

/// What somebody typed, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchQuestion {
    text: String,
    number: Option<Msisdn>,
}

impl SearchQuestion {
    /// Reads the parameter `q`: 1 to [`QUESTION_LEN_MAX`] characters, blanks around it don't count.
    ///
    /// # Errors
    /// It is blank or too long, or has U+0000 in it.
    pub fn read(q: Option<&str>) -> Result<Self, Breach> {
        let text = text::mandatory("q", q.map(str::trim), QUESTION_LEN_MAX)?;
        let number = Msisdn::parse("q", Some(&text)).ok();
        Ok(Self { text, number })
    }

    /// Whether it may be a number without its country, so that it matters where it is dialled.
    #[must_use]
    pub fn is_national_number(&self) -> bool {
        self.number.as_ref().is_some_and(Msisdn::is_national)
    }

    /// Everything that it may mean. A national number is read in each of `countries`.
    #[must_use]
    pub fn probes(&self, countries: &[CallingCode]) -> Vec<Probe> {
        let mut probes = self.numbers(countries);
        if let Ok(ext_id) = ExtId::parse("q", &self.text) {
            probes.push(Probe::UserExtId(ext_id.clone()));
            probes.push(Probe::CredentialExtId(ext_id));
        }
        if self.text.bytes().all(|b| (0x21..=0x7e).contains(&b)) {
            probes.push(Probe::LoginId(self.text.to_ascii_lowercase()));
        }
        let folded = fold(&self.text);
        if folded.contains('@') {
            probes.push(Probe::Email(folded.clone()));
        }
        if self.text.chars().count() <= IDENTIFICATOR_LEN_MAX {
            probes.push(Probe::Identificator(self.text.clone()));
        }
        probes.extend(self.certificates());
        probes.extend(names(&folded));
        probes
    }

    fn numbers(&self, countries: &[CallingCode]) -> Vec<Probe> {
        let Some(number) = &self.number else { return Vec::new() };
        // As it was sent, too: what can't be read is kept so.
        let mut forms = vec![self.text.clone(), number.found_by()];
        if self.is_national_number() {
            forms.extend(countries.iter().filter_map(|country| number.normal(Some(*country)).ok()));
        }
        forms.sort();
        forms.dedup();
        let mut probes: Vec<_> = forms.into_iter().map(Probe::Msisdn).collect();
        probes.extend(number.inside().map(|(country, digits)| Probe::NationalMsisdn { country, digits }));
        probes
    }

    fn certificates(&self) -> Vec<Probe> {
        /// RFC 5280 §4.1.2.2: at most 20 octets.
        const SERIAL_DIGITS_MAX: usize = 40;
        let mut probes = Vec::new();
        if let Some(digits) = hex(&self.text) {
            match digits.len() {
                64 => probes.push(Probe::CertificateSha256(digits)),
                1..=SERIAL_DIGITS_MAX => probes.push(Probe::CertificateSerial(without_zeros(digits))),
                _ => {}
            }
        }
        // Some programs show the serial number as a decimal one.
        if let Ok(number) = self.text.parse::<u128>() {
            probes.push(Probe::CertificateSerial(format!("{number:x}")));
        }
        probes.dedup();
        probes
    }
}

/// Whether one character is a word, or a syllable of one: Chinese, Japanese and Korean ones.
fn is_word(c: char) -> bool {
    // Folding takes Korean syllables apart into letters.
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}')
        || matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Beginnings of names: in either order, and with the first name ending at any blank.
fn names(folded: &str) -> Vec<Probe> {
    let is_word = folded.chars().any(is_word);
    let len_min = if is_word { 1 } else { NAME_LEN_MIN };
    if folded.chars().count() < len_min || !folded.chars().any(char::is_alphabetic) {
        return Vec::new();
    }
    let bare = folded.replace(", ", " ").replace(',', " ");
    let mut beginnings = vec![bare.clone()];
    beginnings.extend(bare.match_indices(' ').take(BLANKS_MAX).map(|(at, _)| {
        let (first, second) = bare.split_at(at);
        format!("{first}{BETWEEN}{}", second.trim_start())
    }));
    if is_word && !bare.contains(' ') {
        // Written in one piece: a family name has one to three characters.
        let places = bare.char_indices().skip(1).take(UNPARTED_MAX).map(|(at, _)| bare.split_at(at));
        beginnings.extend(places.map(|(first, second)| format!("{first}{BETWEEN}{second}")));
    }
    beginnings
        .iter()
        .flat_map(|beginning| {
            let (from, below) = beginning_with(beginning);
            [Probe::FamilyName(from.clone(), below.clone()), Probe::FirstName(from, below)]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whys(q: &str) -> Vec<Why> {
        let mut whys: Vec<_> = SearchQuestion::read(Some(q)).unwrap().probes(&[]).iter().map(Probe::why).collect();
        whys.sort();
        whys.dedup();
        whys
    }

    #[test]
    fn a_question_is_recognised_by_its_form() {
        assert_eq!(whys("Müller Anna"), [Why::Msisdn, Why::Identificator, Why::Name]);
        assert!(whys("anna@example.com").contains(&Why::Email));
        assert!(whys("0A:1B:2C").contains(&Why::CertificateSerial));
        assert_eq!(whys(&"ab".repeat(32)), [Why::LoginId, Why::CertificateSha256, Why::Name]);
        assert!(!whys("41791234567").contains(&Why::Name));
    }

    #[test]
    fn a_number_in_any_notation_is_one_number() {
        let country = CallingCode::parse("41").unwrap();
        for notation in ["+41791234567", " 41791234567", "0041 79 123 45 67", "+41 (79) 123-45-67", "079 123 45 67"] {
            let question = SearchQuestion::read(Some(notation)).unwrap();
            let wanted = Probe::Msisdn("41791234567".to_owned());
            assert!(question.probes(&[country]).contains(&wanted), "{notation}");
            assert_eq!(question.is_national_number(), notation.starts_with("079"), "{notation}");
        }
    }

    #[test]
    fn two_words_are_a_family_name_and_a_first_name_in_either_order() {
        let probes = SearchQuestion::read(Some("Müller,  ÄNN")).unwrap().probes(&[]);
        let (from, below) = beginning_with("muller\tann");
        assert!(probes.contains(&Probe::FamilyName(from.clone(), below.clone())));
        assert!(probes.contains(&Probe::FirstName(from, below)));
    }

    #[test]
    fn a_name_in_one_piece_and_a_single_character() {
        let probes = |q: &str| SearchQuestion::read(Some(q)).unwrap().probes(&[]);
        assert!(probes("李").contains(&{
            let (from, below) = beginning_with("李");
            Probe::FamilyName(from, below)
        }));
        let (from, below) = beginning_with("李\t小龙");
        assert!(probes("李小龙").contains(&Probe::FamilyName(from, below)));
        assert!(!whys("a").contains(&Why::Name));
    }

    #[test]
    fn an_international_number_finds_the_one_that_is_stored_without_its_country() {
        let probes = SearchQuestion::read(Some("+41 (0)79 123 45 67")).unwrap().probes(&[]);
        let country = CallingCode::parse("41").unwrap();
        assert!(probes.contains(&Probe::NationalMsisdn { country, digits: "0791234567".to_owned() }));
        assert!(probes.contains(&Probe::Msisdn("41791234567".to_owned())));
    }

    #[test]
    fn a_serial_number_may_be_decimal() {
        let probes = SearchQuestion::read(Some("255")).unwrap().probes(&[]);
        assert!(probes.contains(&Probe::CertificateSerial("ff".to_owned())));
        assert!(probes.contains(&Probe::CertificateSerial("255".to_owned())));
    }

    #[test]
    fn an_unknown_parameter_is_refused() {
        let read = |pairs: &[(&'static str, &'static str)]| SearchQuery::read(Parameters::new(pairs.iter().copied()));
        assert_eq!(read(&[("q", "anna"), ("client", "api")]).unwrap().client.as_deref(), Some("api"));
        for pairs in [&[("q", "anna"), ("limit", "5")][..], &[("client", "api")], &[("q", "")]] {
            assert_eq!(read(pairs).unwrap_err().len(), 1, "{pairs:?}");
        }
    }

    #[test]
    fn nothing_and_too_much_are_refused() {
        assert!(SearchQuestion::read(None).is_err());
        assert!(SearchQuestion::read(Some("  ")).is_err());
        assert!(SearchQuestion::read(Some("a\0b")).is_err());
        assert!(SearchQuestion::read(Some(&"x".repeat(301))).is_err());
        assert!(SearchQuestion::read(Some(&"x".repeat(300))).is_ok());
    }
}
