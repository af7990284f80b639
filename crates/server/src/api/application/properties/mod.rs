//! The custom properties of an application: Sigill's own calls, since the vendor documents the scope only.

operations! {
    get;
    modify;
}
