//! The caller about itself.

operations! {
    me;
    permissions;
    token;
}
