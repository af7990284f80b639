//! What happened: Sigill's own calls.

operations! {
    of_user;
    of_client;
    erase;
}
