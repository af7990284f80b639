//! Custom properties: what is defined, and which values users and credentials have.
//!
//! Source: *Create property* (8.2605.0) for a definition, *Update properties* for values.

mod define;
mod definition;
mod held;
mod kept;
mod set;
mod values;

pub use self::define::{Definitions, New};
pub use self::definition::{Access, Definition, PropertyType, Scope, Uniqueness};
pub use self::held::{HasProperties, HoldsProperties};
pub(crate) use self::kept::AMONG_MEMBERS;
pub use self::kept::resealed;
pub use self::set::{Defined, Moment, Taken};
pub use self::values::{Holder, HolderKind, Properties, SealedValue, Touched, UniqueValue, Wishes, bound_to};

/// Longest name, in code points.
pub const NAME_LEN_MAX: usize = 100;
/// Longest value, in code points (*Data restrictions*: any string).
pub const VALUE_LEN_MAX: usize = 4000;
/// Longest value that an `ENUM` may allow, in code points.
pub const ALLOWED_VALUE_LEN_MAX: usize = 255;
/// Values that an `ENUM` may allow.
pub const ALLOWED_VALUES_MAX: usize = 100;
/// Definitions of one scope, and so values of one object: what a request reads at most.
pub const DEFINITIONS_MAX: usize = 100;
/// All values of one object together, in code points: a page has up to a thousand objects.
pub const VALUES_LEN_MAX: usize = 10_000;
