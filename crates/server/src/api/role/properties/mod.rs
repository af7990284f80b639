//! The custom properties of a role: Sigill's own calls, since the vendor documents the scope only.

operations! {
    get;
    modify;
}
