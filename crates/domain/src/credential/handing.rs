//! Handing out what was made up: to its user, as the policy says, or to the caller.

use super::Draft;
use crate::breach::{Breach, Breaches};
use crate::code::Code;
use crate::message::{Channel, Letter, Mailing, MessagePurpose, Method, Parcel, SENDING, email, number, written};
use crate::policy::parameter;

/// By which member the caller is shown what was made up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reveals {
    pub(super) member: &'static str,
    /// Where it is sent, too.
    pub(super) when_sent: bool,
    /// Where it isn't sent.
    pub(super) when_not: bool,
}

/// Hands out what was made up: to the user as the policy says, where that can be done here; else to the caller.
pub(super) fn hand_out(
    draft: &mut Draft<'_>,
    purpose: MessagePurpose,
    secret: &str,
    shows: Reveals,
    broken: &mut Breaches,
) {
    let letter = draft.mailing.and_then(|mailing| match ways(draft, &mailing, purpose, secret) {
        Ok(ways) if ways.is_empty() => None,
        Ok(ways) => Some(Letter { purpose, ways, valid_until: draft.validity.to }),
        Err(breaches) => {
            broken.extend(breaches);
            None
        }
    });
    let is_shown = if letter.is_some() { shows.when_sent } else { shows.when_not };
    if is_shown {
        draft.reveal.insert(shows.member.to_owned(), secret.into());
    }
    draft.letter = letter;
}

/// The ways that are open of those that the policy names; none: nothing is to be sent.
///
/// # Errors
/// Something is to be sent, and no way is open: why, for each.
fn ways(
    draft: &Draft<'_>,
    mailing: &Mailing<'_>,
    purpose: MessagePurpose,
    secret: &str,
) -> Result<Vec<Parcel>, Vec<Breach>> {
    let methods = match draft.parameters.get(SENDING).map(|value| Method::list(value)) {
        Some(Ok(methods)) => methods,
        Some(Err(why)) => return Err(vec![Breach::invalid(format!("{SENDING}: {why}"))]),
        None if purpose != MessagePurpose::Puk && mailing.reach.email => vec![Method::Email],
        None => return Ok(Vec::new()),
    };
    let (mut open, mut shut) = (Vec::new(), Vec::new());
    for method in methods {
        let way = match method {
            Method::Nothing if open.is_empty() => return Ok(Vec::new()),
            Method::Nothing => break,
            Method::Unserved(name) => {
                let why = format!("{SENDING}: {name} is neither printed nor made into a PDF here");
                Err(Breach::new(Code::InvalidConfig, why))
            }
            Method::Email => email(mailing).map(|to| (Channel::Email, to)),
            Method::Sms => number(mailing).map(|to| (Channel::Sms, to)),
        };
        match way.and_then(|(channel, to)| parcel(draft, mailing, (purpose, channel, secret), to)) {
            Ok(parcel) => open.push(parcel),
            Err(why) => shut.push(why),
        }
    }
    if open.is_empty() { Err(shut) } else { Ok(open) }
}

/// What goes that way, in words.
fn parcel(
    draft: &Draft<'_>,
    mailing: &Mailing<'_>,
    (purpose, channel, secret): (MessagePurpose, Channel, &str),
    to: String,
) -> Result<Parcel, Breach> {
    written(
        mailing,
        (purpose, channel),
        (secret, draft.validity.to),
        draft.whose.client_rules.message_language.as_deref(),
        to,
    )
}

/// Whether a policy shows what is sent to who makes it, too.
pub(super) fn is_exposed(draft: &Draft<'_>) -> bool {
    parameter::flag(draft.parameters, "sigill.exposeToCaller", false)
}
