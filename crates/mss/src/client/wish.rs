//! What a caller asks a provider for.

use crate::message::{
    Data, Header, Instant, MessagingMode, MobileUser, Msisdn, ReceiptRequest, ReceiptWish, Request, Service,
    SignatureRequest, Status, TransId,
};
use crate::status::Code;

/// What each request is named by; together with the AP's id it must never have been used before (§2.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// An NCName, so no bare UUID: its first character must not be a digit.
    pub ap_trans_id: TransId,
    /// Near the provider's clock.
    pub instant: Instant,
}

/// A transaction at the provider, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    pub mssp_trans_id: TransId,
    pub msisdn: Msisdn,
}

/// A signature that is wanted of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub msisdn: Msisdn,
    pub data: Data,
    pub display: Option<Data>,
    /// URI of the signature profile, which also chooses between SIM and App (§2.5).
    pub profile: Option<String>,
    pub services: Vec<Service>,
    /// How long the person has.
    pub timeout_s: Option<u32>,
    /// URI of MSS_Format.
    pub format: Option<String>,
}

impl Wish {
    /// A plain text, prompted in a language (`en`, `de`, `fr`, `it` at Mobile ID), with the profile that is open to all.
    #[must_use]
    pub fn text(msisdn: Msisdn, text: &str, language: &str) -> Self {
        Self {
            msisdn,
            data: Data::plain(text),
            display: None,
            profile: Some("http://mid.swisscom.ch/MID/v1/AuthProfile1".to_owned()),
            services: vec![Service::user_lang(language)],
            timeout_s: Some(80),
            format: None,
        }
    }

    pub(super) fn request(&self, header: Header) -> SignatureRequest {
        SignatureRequest {
            header,
            mode: MessagingMode::AsynchClientServer,
            timeout_s: self.timeout_s,
            validity_date: None,
            mobile_user: MobileUser::from(self.msisdn.clone()),
            data: self.data.clone(),
            display: self.display.clone(),
            profile: self.profile.clone(),
            services: self.services.clone(),
            format: self.format.clone(),
        }
    }
}

/// What a person is told afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub message: Data,
    /// The vendor's extension: shows the message and waits for the person.
    pub wish: Option<ReceiptWish>,
}

impl Receipt {
    #[must_use]
    pub fn text(message: &str) -> Self {
        Self { message: Data::plain(message), wish: None }
    }

    pub(super) fn request(&self, header: Header, transaction: &Transaction) -> ReceiptRequest {
        let status = |wish: &ReceiptWish| Status {
            receipt_wish: Some(wish.clone()),
            message: None,
            ..Status::of(Code::REQUEST_OK)
        };
        ReceiptRequest {
            header,
            mssp_trans_id: transaction.mssp_trans_id.clone(),
            mobile_user: MobileUser::from(transaction.msisdn.clone()),
            status: self.wish.as_ref().map(status),
            message: Some(self.message.clone()),
        }
    }
}

/// Whether XML 1.0 can carry the texts of a request as they are (production 2, Char).
pub(super) fn fits_xml(request: &Request) -> bool {
    let fits = |text: &str| {
        !text
            .chars()
            .any(|c| matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}'))
    };
    match request {
        Request::Signature(request) => {
            fits(&request.data.text) && request.display.as_ref().is_none_or(|display| fits(&display.text))
        }
        Request::Receipt(request) => request.message.as_ref().is_none_or(|message| fits(&message.text)),
        Request::Status(_) | Request::Profile(_) => true,
    }
}
