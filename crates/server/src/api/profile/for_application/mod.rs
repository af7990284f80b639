//! The values that a profile has for an application: Sigill's own calls, since the vendor documents the scopes only.

operations! {
    get;
    modify;
}
