//! What pages are made of.

mod calls;
mod card;
mod chart;
mod csv;
mod form;
mod frame;
mod icon;
mod input;
mod once;
pub(crate) mod passkey;
mod person;
mod timeline;

pub(crate) use self::calls::{CORE, OWN, calls, path_of};
pub(crate) use self::card::{Action, Card, Tone, card, chip, facts, notice};
pub(crate) use self::chart::{Bar, Kind, bars};
pub(crate) use self::csv::csv;
pub(crate) use self::form::{Confirm, confirm, field, form, hidden};
pub(crate) use self::frame::{Place, frame, narrow};
pub(crate) use self::icon::icon;
pub(crate) use self::input::{Entry, Input, Wrong, inputs, summary};
pub(crate) use self::once::once;
pub(crate) use self::person::{name_of, state_of};
pub(crate) use self::timeline::{timeline, timeline_of_client, what_of};
