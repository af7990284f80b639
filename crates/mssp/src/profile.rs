//! Signature profiles: which device is asked, and whether the person can sign. Pure.

use crate::check::{Refused, plain};
use crate::number::{DeviceModel, DeviceState, Number};
use crate::options::{Ap, AuthProfile, OPEN_PROFILE};
use crate::transaction::Device;

const STK: &str = "http://mid.swisscom.ch/STK-LoA4";
const DEVICE: &str = "http://mid.swisscom.ch/Device-LoA4";
const ANY: &str = "http://mid.swisscom.ch/Any-LoA4";
const GEO: &str = "http://mid.swisscom.ch/Any-Geofencing-LoA4";
const ECC: &str = "http://mid.swisscom.ch/MID/v1/AuthProfile1.ECC";
const RSA: &str = "http://mid.swisscom.ch/MID/v1/AuthProfile1.RSA";

/// All that a profile query answers.
pub(crate) const ALL: [&str; 5] = [OPEN_PROFILE, STK, DEVICE, ANY, GEO];

enum Wish {
    Sim,
    App,
    Any,
}

/// The device that gets the prompt and the effective profile, by which the answer names it.
pub(crate) fn choose(
    number: &Number,
    ap: &Ap,
    profile: Option<&str>,
    only_app: bool,
) -> Result<(Device, String), Refused> {
    let asked = profile.unwrap_or(OPEN_PROFILE);
    // The one that is open to all stands for another one, as was agreed with the AP.
    let meant = if asked == OPEN_PROFILE { uri_of(ap.auth_profile) } else { asked };
    let wish = match meant {
        STK | ECC | RSA => Wish::Sim,
        DEVICE => Wish::App,
        ANY => Wish::Any,
        // A SIM of the operator's own network can be located, others cannot.
        GEO if number.network == ("228".to_owned(), "01".to_owned()) => Wish::Any,
        GEO => Wish::App,
        _ => return Err(plain(109)),
    };
    if !ap.may_use(asked) || (only_app && !matches!(wish, Wish::App)) {
        return Err(plain(109));
    }
    let state = |device: &Option<DeviceModel>| device.as_ref().map(|device| device.state);
    let (sim, app) = (state(&number.sim), state(&number.app).filter(|_| ap.app));
    let can_sim = sim == Some(DeviceState::Active) || (sim == Some(DeviceState::Inactive) && ap.auto_activation);
    let can_app = app == Some(DeviceState::Active);
    let effective = |device, uri: &str| Ok((device, uri.to_owned()));
    let (is_inactive, can_other) = match wish {
        Wish::Sim | Wish::Any if can_sim => return effective(Device::Sim, STK),
        Wish::App | Wish::Any if can_app => return effective(Device::App, DEVICE),
        Wish::Sim => (sim == Some(DeviceState::Inactive), can_app),
        Wish::App => (app == Some(DeviceState::Inactive), can_sim),
        Wish::Any => (sim == Some(DeviceState::Inactive) || app == Some(DeviceState::Inactive), false),
    };
    match (is_inactive, can_other) {
        (true, _) => Err(inactive(number)),
        (false, true) => Err(plain(109)),
        (false, false) => Err(plain(105)),
    }
}

fn uri_of(profile: AuthProfile) -> &'static str {
    match profile {
        AuthProfile::Stk => STK,
        AuthProfile::Device => DEVICE,
        AuthProfile::Any => ANY,
        AuthProfile::Geofencing => GEO,
    }
}

/// 404 as captured: routing text first, the useful text second, and where to help oneself.
fn inactive(number: &Number) -> Refused {
    let mut fault = plain(404);
    fault.details.insert(0, "Fault received from URL https://simulator.invalid/. At node simulator".to_owned());
    fault.portal_url = Some(portal(&number.msisdn));
    fault
}

/// Where a person could help herself.
pub(crate) fn portal(digits: &str) -> String {
    format!("https://simulator.invalid/selfcare?msisdn={digits}")
}

/// Whether the person could sign on this device now.
pub(crate) fn able(number: &Number, device: Device) -> Result<(), Refused> {
    if number.suspended {
        return Err(plain(403));
    }
    if model(number, device).is_some_and(|model| model.pin_blocked) {
        return Err(plain(402));
    }
    if number.certificate_expired { Err(plain(422)) } else { Ok(()) }
}

pub(crate) fn model(number: &Number, device: Device) -> Option<&DeviceModel> {
    match device {
        Device::Sim => number.sim.as_ref(),
        Device::App => number.app.as_ref(),
    }
}
