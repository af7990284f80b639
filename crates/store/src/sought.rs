//! Ids out of paths and bodies, as statements take them.

use sigill_domain::ext_id::ExtId;

/// An external id out of a path or a body, as a statement may take it: what can't be an id is
/// looked for as the empty one, which nothing has.
pub(crate) fn wanted(ext_id: &str) -> String {
    ExtId::parse("extId", ext_id).map(|id| id.to_string()).unwrap_or_default()
}

/// As [`wanted`], for an id that need not be given.
pub(crate) fn wanted_optional(ext_id: Option<&str>) -> Option<String> {
    ext_id.map(wanted)
}

/// A name out of a body, as a statement may take it: none is the name of nothing, and so is what can't be stored.
pub(crate) fn named(name: Option<&str>) -> Option<String> {
    name.filter(|name| !name.contains('\0')).map(str::to_owned)
}
