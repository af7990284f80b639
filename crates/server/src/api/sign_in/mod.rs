//! May somebody sign in, and if not, why not? Sigill's own call.

operations! {
    explain;
}
