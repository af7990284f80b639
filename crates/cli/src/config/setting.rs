//! The kinds of values that a key of the configuration takes.

use std::fmt::Display;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Unexpected, Visitor};
use toml::Value;

/// A kind of value: how it is read out of TOML and out of the environment, and how it is shown.
pub(crate) trait Setting: Sized {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;

    /// The value of an environment variable as TOML has it.
    fn from_env(text: &str) -> Value {
        Value::String(text.to_owned())
    }

    /// The value as a TOML file has it; `None` where there is none.
    fn show(&self) -> Option<String>;
}

/// Reads any kind, for `deserialize_with`.
pub(super) fn read<'de, T: Setting, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)
}

impl Setting for String {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text: Self = serde::Deserialize::deserialize(deserializer)?;
        if text.trim().is_empty() {
            return Err(Error::custom("expected a text that is not blank"));
        }
        Ok(text)
    }

    fn show(&self) -> Option<String> {
        Some(format!("{self:?}"))
    }
}

impl<T: Setting> Setting for Option<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Some)
    }

    fn from_env(text: &str) -> Value {
        T::from_env(text)
    }

    fn show(&self) -> Option<String> {
        self.as_ref().and_then(T::show)
    }
}

/// A whole number of 1 or more: nothing that Sigill counts or waits for makes sense as 0.
struct Count<T>(PhantomData<T>);

impl<T: TryFrom<i64>> Visitor<'_> for Count<T> {
    type Value = T;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a whole number of 1 or more")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        let unexpected = || E::invalid_value(Unexpected::Signed(number), &self);
        if number < 1 {
            return Err(unexpected());
        }
        T::try_from(number).map_err(|_| E::custom(format!("expected a smaller number than {number}")))
    }
}

macro_rules! counts {
    ($($type:ty)*) => {$(
        impl Setting for $type {
            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_i64(Count(PhantomData))
            }

            fn from_env(text: &str) -> Value {
                number(text)
            }

            fn show(&self) -> Option<String> {
                Some(digits(self))
            }
        }
    )*};
}

counts! { u32 u64 usize i64 }

impl Setting for bool {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::Deserialize::deserialize(deserializer)
    }

    fn from_env(text: &str) -> Value {
        text.trim().parse().map_or_else(|_| Value::String(text.to_owned()), Value::Boolean)
    }

    fn show(&self) -> Option<String> {
        Some(self.to_string())
    }
}

/// What is no number stays a text, so that the one error for both sources speaks of it.
fn number(text: &str) -> Value {
    text.trim().parse().map_or_else(|_| Value::String(text.to_owned()), Value::Integer)
}

/// A number with its thousands apart, as TOML allows: `65_536`.
fn digits(number: &impl Display) -> String {
    let plain = number.to_string();
    let mut shown = String::new();
    for (at, digit) in plain.chars().enumerate() {
        if at > 0 && (plain.len() - at).is_multiple_of(3) {
            shown.push('_');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_toml_takes_them() {
        for (number, shown) in [(1, "1"), (512, "512"), (5_000, "5_000"), (1_048_576, "1_048_576")] {
            assert_eq!(digits(&number), shown);
            assert_eq!(shown.replace('_', "").parse(), Ok(number));
        }
    }
}
