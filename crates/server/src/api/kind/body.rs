//! Bodies about a credential, read strictly by what is declared of its type.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::request::Parts;
use serde_json::{Map, Value};
use sigill_app::token::Network;
use sigill_domain::breach::Breach;
use sigill_domain::credential::{Check, Form, Holds, Kind, Member, New, PatchCredential, Unchanged};
use sigill_domain::patch::Patch;
use sigill_domain::property::Wishes;
use sigill_domain::text;

use crate::http::call::Body;
use crate::http::path::{Acts, Of};
use crate::http::rate::Peer;
use crate::http::refused::Refused;
use crate::http::strict;

/// Unknown members that are told one by one.
const UNKNOWN_TOLD_MAX: usize = 50;

/// What a patch may send back as it was read, whatever it says.
pub(super) const READ_ONLY: [&str; 9] = [
    "lastModified",
    "stateChangeReason",
    "stateChangeDetail",
    "lastSuccessfulLoginDate",
    "successfulLoginCount",
    "lastFailedLoginDate",
    "failedLoginCount",
    "createdBy",
    "modifiedBy",
];

/// A credential to be created.
pub(crate) struct NewBody {
    pub(crate) new: New,
    /// Rules that were found broken while reading.
    pub(crate) extra: Vec<Breach>,
}

/// A merge patch of a credential.
pub(crate) struct PatchBody {
    pub(crate) patch: PatchCredential,
    /// Rules that were found broken while reading.
    pub(crate) extra: Vec<Breach>,
}

/// What a call of the type itself takes.
pub(crate) struct ActBody {
    pub(crate) given: Map<String, Value>,
    /// Rules that were found broken while reading.
    pub(crate) extra: Vec<Breach>,
}

impl Body for ActBody {
    fn read(parts: &Parts, bytes: &Bytes) -> Result<Self, Refused> {
        let takes = parts.extensions.get::<Acts>().map_or(&[][..], |Acts(act)| act.takes);
        let is_empty = bytes.is_empty() && takes.iter().all(|member| !member.is_mandatory);
        let mut members = if is_empty { Members::default() } else { Members::read(bytes)? };
        let given = members.of(takes)?;
        Ok(Self { given, extra: members.unknown() })
    }
}

/// What somebody shows to be checked.
pub(crate) struct CheckBody {
    pub(crate) given: Map<String, Value>,
    /// Which one of several it is.
    pub(crate) credential: Option<String>,
    /// Where it comes from.
    pub(crate) from: Option<Network>,
    /// Rules that were found broken while reading.
    pub(crate) extra: Vec<Breach>,
}

/// What a check of the type takes: what is shown, and by what one of several is named.
pub(super) fn taken(kind: &dyn Kind) -> Vec<&'static Member> {
    let shown = kind.check().map_or(&[][..], |check| check.takes());
    let form = kind.form();
    let selects = form.members.iter().filter(|member| Some(member.name) == form.selects);
    shown.iter().chain(selects).collect()
}

/// Whether a check says by `credentialExtId` which one of several is meant.
pub(super) fn is_named(kind: &dyn Kind) -> bool {
    let form = kind.form();
    let names_itself = matches!(kind.check(), Some(Check::Signed { .. }));
    matches!(form.holds, Holds::Many(_)) && form.selects.is_none() && !names_itself
}

impl Body for CheckBody {
    fn read(parts: &Parts, bytes: &Bytes) -> Result<Self, Refused> {
        let Some(Of(kind)) = parts.extensions.get::<Of>() else { return Err(Refused::NoResource) };
        let mut members = Members::read(bytes)?;
        let mut given = Map::new();
        for member in taken(*kind) {
            given.extend(members.of(std::slice::from_ref(member))?);
        }
        let credential = if is_named(*kind) { members.text("credentialExtId")?.apply(None) } else { None };
        let from = parts.extensions.get().map(Peer::network);
        Ok(Self { given, credential, from, extra: members.unknown() })
    }
}

/// Which one of several is asked for a challenge.
pub(crate) struct ChallengeBody {
    pub(crate) credential: Option<String>,
    /// Rules that were found broken while reading.
    pub(crate) extra: Vec<Breach>,
}

impl Body for ChallengeBody {
    fn read(_: &Parts, bytes: &Bytes) -> Result<Self, Refused> {
        let mut members = if bytes.is_empty() { Members::default() } else { Members::read(bytes)? };
        let credential = members.text("credentialExtId")?.apply(None);
        Ok(Self { credential, extra: members.unknown() })
    }
}

impl Body for NewBody {
    fn read(parts: &Parts, bytes: &Bytes) -> Result<Self, Refused> {
        let form = form(parts)?;
        let mut members =
            if bytes.is_empty() && !form.has_mandatory() { Members::default() } else { Members::read(bytes)? };
        let mut new = New { ext_id: members.text("extId")?.apply(None), ..New::default() };
        if form.policy.is_some() {
            new.policy_ext_id = members.text("policyExtId")?.apply(None);
        }
        if form.takes_state {
            new.state_name = members.text("stateName")?.apply(None);
        }
        if form.takes_validity {
            (new.validity_from, new.validity_to) =
                members.validity().map(|(from, to)| (from.apply(None), to.apply(None)))?;
        }
        if form.properties.is_some() {
            new.properties = members.properties()?;
        }
        for member in form.members {
            if let Patch::Set(value) = members.typed(member.name, member.expected(), |value| member.has_type(value))? {
                new.members.insert(member.name.to_owned(), value);
            }
        }
        Ok(Self { new, extra: members.unknown() })
    }
}

impl Body for PatchBody {
    fn read(parts: &Parts, bytes: &Bytes) -> Result<Self, Refused> {
        let form = form(parts)?;
        let mut members = Members::read(bytes)?;
        let mut patch = PatchCredential {
            state_name: members.text("stateName")?,
            modification_comment: members.text("modificationComment")?,
            policy_ext_id: if form.policy.is_some() { members.text("policyExtId")? } else { Patch::Keep },
            members: BTreeMap::new(),
            unchanged: Unchanged {
                ext_id: members.text("extId")?,
                user_ext_id: members.text("userExtId")?,
                kind: members.text("type")?,
                created: members.text("created")?,
                ..Unchanged::default()
            },
            expected: sigill_domain::version::Expected { if_match: None, version: members.version(form)? },
        };
        (patch.unchanged.validity_from, patch.unchanged.validity_to) = members.validity()?;
        for member in form.members {
            let value = members.typed(member.name, member.expected(), |value| member.has_type(value))?;
            if value != Patch::Keep {
                patch.members.insert(member.name.to_owned(), value);
            }
        }
        for name in READ_ONLY {
            members.0.remove(name);
        }
        Ok(Self { patch, extra: members.unknown() })
    }
}

fn form(parts: &Parts) -> Result<&'static Form, Refused> {
    // Each route of a type carries it.
    parts.extensions.get::<Of>().map(|Of(kind)| kind.form()).ok_or(Refused::NoResource)
}

/// The members of a body that aren't read yet.
#[derive(Default)]
struct Members(Map<String, Value>);

impl Members {
    fn read(bytes: &Bytes) -> Result<Self, Refused> {
        let (members, _) = strict::read(bytes).map_err(Refused::Unreadable)?;
        Ok(Self(members))
    }

    fn typed(&mut self, name: &str, expected: &str, fits: impl Fn(&Value) -> bool) -> Result<Patch<Value>, Refused> {
        match self.0.remove(name) {
            None => Ok(Patch::Keep),
            Some(Value::Null) => Ok(Patch::Clear),
            Some(value) if fits(&value) => Ok(Patch::Set(value)),
            Some(value) => Err(Refused::Unreadable(format!(
                "{}: expected {expected}, got {}",
                text::echo(name),
                strict::kind(&value)
            ))),
        }
    }

    /// Those of these members that have a value.
    fn of(&mut self, members: &[Member]) -> Result<Map<String, Value>, Refused> {
        let mut given = Map::new();
        for member in members {
            if let Patch::Set(value) = self.typed(member.name, member.expected(), |value| member.has_type(value))? {
                given.insert(member.name.to_owned(), value);
            }
        }
        Ok(given)
    }

    fn text(&mut self, name: &str) -> Result<Patch<String>, Refused> {
        Ok(match self.typed(name, "a string", Value::is_string)? {
            Patch::Set(Value::String(text)) => Patch::Set(text),
            Patch::Clear => Patch::Clear,
            _ => Patch::Keep,
        })
    }

    /// A number; or digits as text, as some calls are documented.
    fn version(&mut self, form: &Form) -> Result<Option<i64>, Refused> {
        let digits = |value: &Value| value.as_str().is_some_and(|text| text.parse::<i64>().is_ok());
        let fits = |value: &Value| value.is_i64() || (form.version_as_text && digits(value));
        Ok(match self.typed("version", "an integer", fits)? {
            Patch::Set(Value::String(text)) => text.parse().ok(),
            Patch::Set(value) => value.as_i64(),
            _ => None,
        })
    }

    fn validity(&mut self) -> Result<(Patch<String>, Patch<String>), Refused> {
        match self.typed("validity", "an object", Value::is_object)? {
            Patch::Set(Value::Object(members)) => {
                let mut inner = Self(members);
                let read = (inner.within("from")?, inner.within("to")?);
                self.0.extend(inner.0.into_iter().map(|(name, value)| (format!("validity.{name}"), value)));
                Ok(read)
            }
            Patch::Clear => Ok((Patch::Clear, Patch::Clear)),
            _ => Ok((Patch::Keep, Patch::Keep)),
        }
    }

    fn within(&mut self, name: &str) -> Result<Patch<String>, Refused> {
        let full = format!("validity.{name}");
        let value = self.0.remove(name);
        let mut one = Self(value.map(|value| (full.clone(), value)).into_iter().collect());
        one.text(&full)
    }

    fn properties(&mut self) -> Result<Wishes, Refused> {
        let fits = |value: &Value| {
            value.as_object().is_some_and(|values| values.values().all(|value| value.is_string() || value.is_null()))
        };
        Ok(match self.typed("properties", "an object of strings", fits)? {
            Patch::Set(Value::Object(values)) => {
                values.into_iter().map(|(name, value)| (name, value.as_str().map(str::to_owned))).collect()
            }
            _ => Wishes::new(),
        })
    }

    /// What is left.
    fn unknown(self) -> Vec<Breach> {
        let count = self.0.len();
        let told = self.0.keys().take(UNKNOWN_TOLD_MAX);
        let mut breaches: Vec<Breach> =
            told.map(|name| Breach::invalid(format!("unknown member {}", text::echo(name)))).collect();
        if count > UNKNOWN_TOLD_MAX {
            breaches.push(Breach::invalid(format!("{} more unknown members", count - UNKNOWN_TOLD_MAX)));
        }
        breaches
    }
}
