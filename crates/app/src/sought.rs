//! What a path of a client and one of its users led to.

use sigill_store::Sought;

use crate::refusal::Refusal;

/// What a path led to, or the documented text for how far it led.
pub(crate) fn found<T>(sought: Sought<T>, client: &str, user: &str) -> Result<T, Refusal> {
    match sought {
        Sought::NoClient => Err(Refusal::no_client(client)),
        Sought::NoUser { client_name } => Err(Refusal::no_user(user, &client_name)),
        Sought::Found(found) => Ok(found),
    }
}
