//! Every credential type, a file each. A further one is its file and its line here.

use super::{CredentialType, Kind};
use crate::policy::PolicyType;
use crate::property::Scope;

macro_rules! kinds {
    ($($module:ident::$name:ident;)*) => {
        $(pub(crate) mod $module;)*

        /// All credential types, in the order of the documentation.
        pub const ALL: &[&dyn Kind] = &[$(&$module::$name,)*];
    };
}

kinds! {
    password::Password;
    certificate::Certificate;
    secur_id::SecurId;
    ticket::Ticket;
    safeword::Safeword;
    otp_card::OtpCard;
    temp_strong_password::TempStrongPassword;
    generic::Generic;
    kerberos::Kerberos;
    m_tan::MTan;
    vasco::Vasco;
    puk::Puk;
    url_ticket::UrlTicket;
    device_password::DevicePassword;
    mobile_signature::MobileSignature;
    saml_federation::SamlFederation;
    security_questions::SecurityQuestions;
    context_password::ContextPassword;
    oath::Oath;
    fido_uaf::FidoUaf;
    recovery_code::RecoveryCode;
    fido2::Fido2;
}

impl CredentialType {
    /// All of them, each once, in their order here.
    pub fn all() -> impl Iterator<Item = Self> {
        ALL.iter().map(|kind| Self::of(kind.form()))
    }

    /// What is known of the type.
    #[must_use]
    pub fn kind(self) -> Option<&'static dyn Kind> {
        ALL.iter().copied().find(|kind| kind.form().number == self.number())
    }
}

impl PolicyType {
    /// All of them, each once: those of credentials first.
    pub fn all() -> impl Iterator<Item = Self> {
        let of_credentials = ALL.iter().filter_map(|kind| kind.form().policy);
        of_credentials.chain([Self::CLIENT, Self::UNIT, Self::PROFILE])
    }
}

impl Scope {
    /// All of them, each once: those of credentials last.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::OF_OTHERS.iter().copied().chain(ALL.iter().filter_map(|kind| kind.form().properties))
    }
}

/// A FIDO2 authenticator, which has calls beside those that all types have.
pub const FIDO2: &dyn Kind = &fido2::Fido2;

/// The types that `cargo xtask new-type` adds: they are compiled with the tests, so that nothing breaks them unnoticed.
#[cfg(test)]
#[path = "../../../../../xtask/src/new_type/parking_permit.txt"]
mod made_up_permit;

#[cfg(test)]
#[path = "../../../../../xtask/src/new_type/door_code.txt"]
mod made_up_code;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::made_up_code::DoorCode;
    use super::made_up_permit::ParkingPermit;
    use super::*;
    use crate::credential::Key;

    #[test]
    fn names_numbers_and_paths_are_each_of_one_type() {
        let forms = || ALL.iter().map(|kind| kind.form());
        let distinct =
            |names: Vec<String>| assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
        distinct(forms().map(|form| form.number.to_string()).collect());
        distinct(forms().map(|form| form.wire.to_owned()).collect());
        distinct(forms().map(|form| form.name.to_owned()).collect());
        distinct(forms().map(|form| form.segment.to_owned()).collect());
        distinct(PolicyType::all().map(|policy| policy.as_str().to_owned()).collect());
        distinct(Scope::all().map(|scope| scope.as_str().to_owned()).collect());
    }

    #[test]
    fn what_the_example_of_a_new_type_adds_is_of_no_other_type() {
        for made_up in [ParkingPermit.form(), DoorCode.form()] {
            for form in ALL.iter().map(|kind| kind.form()).filter(|form| form.name != made_up.name) {
                assert!(form.number != made_up.number && form.segment != made_up.segment, "{}", made_up.name);
            }
        }
    }

    #[test]
    fn each_is_described_and_found_by_one_member_at_most() {
        for form in ALL.iter().map(|kind| kind.form()) {
            assert!(form.noun.contains(' ') && form.about.ends_with('.'), "{}: {:?}", form.name, form.noun);
            for key in [Key::Identificator, Key::Lookup] {
                let keyed = form.members.iter().filter(|member| member.keys().contains(&key)).count();
                assert!(keyed <= 1, "{}: {key:?} is of {keyed} members", form.name);
            }
            for member in form.members {
                assert!(member.about.ends_with('.'), "{}.{}", form.name, member.name);
            }
        }
    }
}
