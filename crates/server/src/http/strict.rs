//! Strict reading of JSON bodies.
//!
//! Two steps: the bytes become a value, where a member that occurs twice is refused at any level;
//! then the value becomes the wire type, where a wrong JSON type is refused with its path, and
//! members that the type doesn't have are collected with theirs, since they are told together with
//! all other broken rules.

mod far_numbers;

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use serde_path_to_error::{Segment, Track};
use sigill_domain::breach::Breach;
use sigill_domain::patch::Patch;
use sigill_domain::text;

/// Unknown members that are told one by one: a body of 64 KiB holds thousands of them.
const UNKNOWN_TOLD_MAX: usize = 50;

/// 2^53: up to it, each whole number is one of its own as a double.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

/// Reads a JSON object; with the members that `T` doesn't have, as broken rules.
///
/// # Errors
/// Why the body can't be read, for a 400. Texts out of the body are never echoed, names are.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<(T, Vec<Breach>), String> {
    // RFC 8259 §8.1: readers may ignore a byte order mark.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.is_empty() {
        return Err("expected a JSON object, got no body".to_owned());
    }
    let bytes = far_numbers::shortened(bytes);
    let Unique(value) = serde_json::from_slice(&bytes).map_err(|error| format!("the body can't be read: {error}"))?;
    if !value.is_object() {
        return Err(format!("expected a JSON object, got {}", kind(&value)));
    }
    let mut unknown = Unknown::default();
    let mut track = Track::new();
    let read = T::deserialize(serde_ignored::Deserializer::new(
        serde_path_to_error::Deserializer::new(&value, &mut track),
        &mut |path| unknown.note(&path),
    ));
    match read {
        Ok(read) => Ok((read, unknown.into_breaches())),
        Err(error) => Err(wrong_type(&value, &track.path(), &error)),
    }
}

/// Deserialises an optional object. Derived types would also take an array of their fields.
pub(crate) fn object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Ok(Option::<Object<T>>::deserialize(deserializer)?.map(|Object(object)| object))
}

/// Deserialises a member of a merge patch (RFC 7396); with `#[serde(default)]`, absent keeps.
pub(crate) fn member<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Patch<T>, D::Error> {
    Ok(Option::deserialize(deserializer)?.map_or(Patch::Clear, Patch::Set))
}

/// As [`member`], for one that is an object.
pub(crate) fn object_member<'de, D, T>(deserializer: D) -> Result<Patch<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(object(deserializer)?.map_or(Patch::Clear, Patch::Set))
}

/// A member that may be sent back as it was read, whatever it says.
///
/// Not [`serde::de::IgnoredAny`], which would be taken for an unknown member.
#[derive(Default)]
pub(crate) struct Ignored;

impl<'de> Deserialize<'de> for Ignored {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|_| Self)
    }
}

struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OnlyMap<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for OnlyMap<T> {
            type Value = Object<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }
        deserializer.deserialize_map(OnlyMap(std::marker::PhantomData))
    }
}

/// Members that the wire type doesn't have.
#[derive(Default)]
struct Unknown {
    paths: Vec<String>,
    more: usize,
}

impl Unknown {
    fn note(&mut self, path: &serde_ignored::Path<'_>) {
        if self.paths.len() < UNKNOWN_TOLD_MAX {
            self.paths.push(dotted(path));
        } else {
            self.more += 1;
        }
    }

    fn into_breaches(self) -> Vec<Breach> {
        let unknown = |path: &String| Breach::invalid(format!("unknown member {}", text::echo(path)));
        let mut breaches: Vec<_> = self.paths.iter().map(unknown).collect();
        if self.more > 0 {
            breaches.push(Breach::invalid(format!("{} more unknown members", self.more)));
        }
        breaches
    }
}

/// `address.city`, without the steps that only Rust has.
fn dotted(path: &serde_ignored::Path<'_>) -> String {
    use serde_ignored::Path as P;
    match path {
        P::Root => String::new(),
        P::Some { parent } | P::NewtypeStruct { parent } | P::NewtypeVariant { parent } => dotted(parent),
        P::Seq { parent, index } => format!("{}[{index}]", dotted(parent)),
        P::Map { parent, key } => match dotted(parent) {
            parent if parent.is_empty() => key.clone(),
            parent => format!("{parent}.{key}"),
        },
    }
}

/// Says what was expected where; of what came only its type, since it may be anything.
fn wrong_type(value: &Value, path: &serde_path_to_error::Path, error: &serde_json::Error) -> String {
    let found = path.iter().try_fold(value, |value, segment| match segment {
        Segment::Map { key } => value.get(key),
        Segment::Seq { index } => value.get(index),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    let message = error.to_string();
    let expected = match message.rsplit_once("expected ") {
        Some((_, expected)) if expected.starts_with("struct ") || expected == "a map" => "an object",
        Some((_, "i64")) => "an integer",
        Some((_, expected)) => expected,
        None => "another value",
    };
    format!("{}: expected {expected}, got {}", text::echo(&path.to_string()), found.map_or("another type", kind))
}

/// What a value is, as a refusal says it.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// A JSON value in whose objects no member occurs twice.
struct Unique(Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UniqueVisitor).map(Self)
    }
}

struct UniqueVisitor;

impl<'de> DeserializeSeed<'de> for UniqueVisitor {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for UniqueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    /// `1.0` and `1e2` are integers, as JSON Schema has it.
    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        if value.fract() == 0.0 && value.abs() <= EXACT_MAX {
            // Within these bounds nothing is cut off.
            #[expect(clippy::cast_possible_truncation, reason = "a whole number of 53 bits at most")]
            return Ok(Value::from(value as i64));
        }
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("a number is out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element_seed(UniqueVisitor)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            if members.contains_key(&name) {
                return Err(A::Error::custom(format!("the member {} occurs twice", text::echo(&name))));
            }
            let value = map.next_value_seed(UniqueVisitor)?;
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }
}
