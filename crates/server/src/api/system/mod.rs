//! What is the same for every client.

operations! {
    change_reasons;
}
