//! May somebody sign in, and if not, why not?

mod barrier;

pub use self::barrier::{Attempt, Barrier, Whose, of_credential, of_user, refused};
