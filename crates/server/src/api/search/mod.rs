//! Search: Sigill's own call.

operations! {
    find;
}
