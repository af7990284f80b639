//! A certificate: the public half of a key that its user holds.
//!
//! Source: *Create certificate*, *Patch certificate* (2.71). The members that are made of the certificate have the names
//! of the SOAP interface; those of REST aren't documented.

use crate::breach::Breaches;
use crate::certificate::SignerCert;
use crate::code::Code;
use crate::credential::hex::{cert_keys, sha256_hex};
use crate::credential::upload::{self, UPLOAD_PARAMETERS};
use crate::credential::{
    Draft, Form, Keys, Kind, Member, Oneself, Own, SelfService, Takes, Whose, Within, declared_keys,
};
use crate::policy::parameter::{self, Parameter};
use crate::policy::{PolicyForm, PolicyType};
use crate::property::Scope;

/// See the module.
#[derive(Debug)]
pub(crate) struct Certificate;

const CERTIFICATE: &str = "certificate";

const MEMBERS: &[Member] = &[
    Member::new(
        CERTIFICATE,
        Takes::Certificate,
        "One X.509 certificate in PEM.",
        "-----BEGIN CERTIFICATE-----\nMIIB…\n-----END CERTIFICATE-----\n",
    )
    .mandatory(),
    Member::new("subjectDn", Takes::Text(1000), "Whose certificate it is.", "CN=Ada").made(),
    Member::new("issuerDn", Takes::Text(1000), "Who issued it.", "CN=Root").made(),
    Member::new("serial", Takes::Text(50), "Its serial number, in hexadecimal digits.", "0A1B").made(),
    Member::new("shaFingerprint", Takes::Text(80), "The SHA-256 digest of it, in hexadecimal digits.", "ba78…")
        .made()
        .unique(Within::Client),
];

const PARAMETERS: &[&[Parameter]] = &[parameter::ALL_CREDENTIALS, UPLOAD_PARAMETERS];

static POLICY: PolicyForm = PolicyForm::new("CertificatePolicy", PARAMETERS);

static FORM: Form = Form {
    members: MEMBERS,
    taken: Code::CertificateExists,
    policy: Some(PolicyType::of(&POLICY)),
    properties: Some(Scope::CREDENTIAL_CERTIFICATE),
    is_archived: false,
    oneself: SelfService {
        create: Oneself::Proven,
        view: Oneself::Yes,
        modify: Oneself::Proven,
        delete: Oneself::Proven,
    },
    ..Form::new(2, "Certificate", "Certificate", "certificates")
        .called("a certificate", "The public half of a key that its user holds.")
};

impl Kind for Certificate {
    fn form(&self) -> &'static Form {
        &FORM
    }

    fn certificate(&self) -> Option<&'static str> {
        Some(CERTIFICATE)
    }

    fn shape(&self, draft: &mut Draft<'_>, broken: &mut Breaches) {
        // What can't be read was refused before.
        let Some(cert) = read(&draft.own) else { return };
        if draft.before.is_none_or(|before| before.text(CERTIFICATE) != draft.own.text(CERTIFICATE)) {
            upload::apply(&cert, draft, broken);
        }
        draft.own.set("subjectDn", cert.subject());
        draft.own.set("issuerDn", cert.issuer());
        draft.own.set("serial", cert.serial_hex());
        draft.own.set("shaFingerprint", sha256_hex(cert.der()));
    }

    fn keys(&self, own: &Own, whose: &Whose<'_>) -> Keys {
        // Of the certificate itself: what is made of it may be that of one before.
        let mut own = own.clone();
        own.set("shaFingerprint", read(&own).map(|cert| sha256_hex(cert.der())));
        let own = &own;
        let mut keys = declared_keys(&FORM, own, whose);
        keys.extend(cert_keys(own.text(CERTIFICATE)));
        keys
    }
}

fn read(own: &Own) -> Option<SignerCert> {
    SignerCert::parse(own.text(CERTIFICATE)?).ok()
}
