//! What the server does by itself.

/// What a permit of the server is for. Nothing in the path of a request's own rights has one; `cargo xtask tidy` counts
/// who asks for which, so that a further caller is added there on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// First set-up, by an operator at the machine, and what else is done offline.
    SetUp,
    /// The keys by which tokens are signed.
    Keys,
    /// That an assertion has served, which serves once.
    Assertions,
    /// Making a one-time link, by an operator at the machine.
    OneTimeLink,
    /// Whoever opens a one-time link gets its secret.
    RedeemLink,
    /// Somebody signs in or out at the console.
    Console,
    /// Driving signatures that were asked for.
    Signing,
    /// Sending what waits to be sent to people.
    Sending,
    /// Disabling and archiving what has ended, and warning before.
    Lifecycle,
    /// Deleting what isn't kept any longer.
    Purge,
    /// Writing down that a caller was denied something, or an attempt refused.
    Denials,
    /// Tests, and nothing that is served.
    Test,
}
