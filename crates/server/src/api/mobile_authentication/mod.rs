//! Mobile authentications, and the signatures of FIDO UAF authenticators.

operations! {
    list;
    delete;
    count_signatures;
}
