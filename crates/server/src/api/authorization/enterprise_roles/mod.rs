//! The enterprise roles of an authorization's room, one by one: Sigill's own calls, since the vendor's are unknown.

operations! {
    list;
    add;
    remove;
}
