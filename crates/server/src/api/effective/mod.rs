//! What may somebody do, to whom, and why? Sigill's own call.

operations! {
    explain;
}
