//! What is asked, in the words of messages.

use jiff::Timestamp as Instant;
use sigill_domain::signing::Signature;
use sigill_domain::time::Timestamp;
use sigill_mss::client::{Call, Transaction, Wish};
use sigill_mss::message::{Msisdn as Number, Service, ValueError};
use uuid::Uuid;

use super::settings::Family;
use crate::world::World;

/// A fresh name for a message: an NCName of 31 characters, since FiCom takes 32.
pub(crate) fn trans_id(id: Uuid) -> String {
    let digits = id.simple().to_string();
    format!("S{}", digits.get(2..).unwrap_or_default())
}

/// A time as messages have it.
pub(crate) fn instant(at: Timestamp) -> Instant {
    Instant::from_microsecond(at.micros()).unwrap_or(Instant::MAX)
}

/// How one message is named.
pub(crate) fn call(trans_id: &str, at: Timestamp) -> Result<Call, ValueError> {
    Ok(Call { ap_trans_id: trans_id.parse()?, instant: instant(at).into() })
}

/// The same, under a fresh name.
pub(crate) fn fresh(world: &World) -> Result<Call, ValueError> {
    call(&trans_id(world.id()), world.clock.now())
}

/// The question to the person.
pub(crate) fn wish(family: Family, signature: &Signature) -> Result<Wish, ValueError> {
    Ok(Wish {
        profile: signature.profile.clone(),
        timeout_s: u32::try_from(signature.time_limit_s).ok(),
        services: services(family, signature),
        ..Wish::text(signature.number.parse()?, &signature.text, "")
    })
}

/// What the family's rules make mandatory. FiCom's event is our code, which the person sees beside the page as well. Its
/// code against unasked prompts is known to the person only: whoever may ask here has to know whom.
fn services(family: Family, signature: &Signature) -> Vec<Service> {
    let language = Service::user_lang(family.language(&signature.language));
    match family {
        // SK's has no services, and is asked by other messages.
        Family::MobileId | Family::SkMid => vec![language],
        Family::Ficom => vec![Service::event_id(&signature.code), Service::no_spam_unchecked(), language],
    }
}

/// What the provider has begun for us.
pub(crate) fn transaction(signature: &Signature) -> Result<Transaction, ValueError> {
    Ok(Transaction {
        mssp_trans_id: signature.mssp_trans_id.as_deref().unwrap_or_default().parse()?,
        msisdn: signature.number.parse::<Number>()?,
    })
}

/// What is asked about a number. The words are Mobile ID's; the others answer without the extension.
pub(crate) fn params(family: Family) -> &'static [&'static str] {
    match family {
        Family::MobileId => &["sscds", "state", "certs", "pinstatus", "rcstatus", "aastatus", "carddetails"],
        Family::Ficom | Family::SkMid => &[],
    }
}
