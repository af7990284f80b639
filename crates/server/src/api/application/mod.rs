//! Applications and their roles.

operations! {
    list;
    roles;
}

/// The one application.
pub(crate) const NAME: &str = "nevisIdm";
