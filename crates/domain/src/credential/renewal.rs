//! Until when a password must be changed: what others have set, and what is old.
//!
//! Source: *Policy parameters: Password* (`initialPwchangeRequired` and the two periods), *Change device password* ("password
//! change deadline exceeded"). What the state is then, and how long one is used at most, isn't documented.

use super::rules::remembered;
use super::{Credential, Draft, Own, Secret, State};
use crate::policy::Parameters;
use crate::policy::parameter::{self, Parameter, ParameterType};
use crate::time::Timestamp;

/// Since when the secret holds, in microseconds: a member that nobody sees.
const SINCE: &str = "secretSince";
const REQUIRED: &str = "initialPwchangeRequired";
const AFTER_CREATION: &str = "initialPwchangePeriod.initial";
const AFTER_CHANGE: &str = "initialPwchangePeriod.adminChanged";
const AGE_MAX: &str = "sigill.passwordAgeMax";

/// When passwords must be changed.
pub(super) const RENEWAL_PARAMETERS: &[Parameter] = &[
    Parameter {
        name: AFTER_CHANGE,
        holds: ParameterType::MillisOrOff,
        default: "-1",
        meaning: "How long a password that is `admin-changed` works, where it must be changed.",
    },
    Parameter {
        name: AFTER_CREATION,
        holds: ParameterType::MillisOrOff,
        default: "-1",
        meaning: "How long a password that is `initial` or `reset-code` works, where it must be changed.",
    },
    Parameter {
        name: REQUIRED,
        holds: ParameterType::Bool,
        default: "false",
        meaning: "Whether a password that others set must be changed: a new one is `initial`, one that others change is \
                  `admin-changed`, until its user changes it.",
    },
    Parameter {
        name: AGE_MAX,
        holds: ParameterType::MillisOrOff,
        default: "-1",
        meaning: "How long a password works without being changed.",
    },
];

/// A secret that somebody chooses takes the place of the one before.
pub(super) fn choose(draft: &mut Draft<'_>, secret: String) {
    draft.secret = Some(Secret::Chosen(secret));
    renewed(draft);
}

/// The secret holds from now on, and those before it as long as the policy says.
pub(super) fn renewed(draft: &mut Draft<'_>) {
    draft.own.set(SINCE, draft.now.micros());
    draft.remembers = remembered(draft.parameters);
}

/// The state of a new password where the caller doesn't name one: whoever sets it isn't its user.
pub(super) fn begins(draft: &Draft<'_>) -> State {
    let is_known_to_others = draft.given_text("passwordHash").is_none();
    let is_required = parameter::flag(draft.parameters, REQUIRED, false);
    if is_required && is_known_to_others && !draft.is_by_owner { State::Initial } else { State::Active }
}

/// One that is there has another secret, which its user didn't choose.
pub(super) fn changed_by_others(draft: &mut Draft<'_>) {
    let is_free = !draft.is_new() && !draft.is_by_owner && !draft.names_state && draft.state.is_usable();
    if is_free && parameter::flag(draft.parameters, REQUIRED, false) {
        draft.state = State::AdminChanged;
    }
}

/// From when on it can't be used unchanged; `None`: it always can.
pub(super) fn change_by(credential: &Credential<Own>, parameters: &Parameters) -> Option<Timestamp> {
    let since = credential.detail.integer(SINCE).map_or(credential.created, Timestamp::from_micros);
    let of = |name| parameter::count_or_off(parameters, name, -1);
    let period = match credential.state {
        State::Initial | State::ResetCode => of(AFTER_CREATION),
        State::AdminChanged => of(AFTER_CHANGE),
        _ => None,
    };
    let period = period.filter(|_| parameter::flag(parameters, REQUIRED, false));
    [period, of(AGE_MAX)].into_iter().flatten().min().map(|millis| since.plus_millis(millis))
}
