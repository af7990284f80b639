//! What all lists share.

use sigill_domain::breach::Breach;
use sigill_domain::list::{Page, Token};
use thiserror::Error;

use crate::error::StoreError;

/// Why there is no list.
#[derive(Debug, Error)]
pub enum ListError {
    /// What was asked for can't be answered within bounds; what can is said.
    #[error("{0}")]
    Refused(Breach),
    /// The database can't be asked, or refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Where the default order of a page begins: creation in milliseconds, external id. Nothing has been
/// created before 1970, so that the first page is as any other.
pub(super) fn begin(page: &Page) -> (i64, String) {
    match &page.after {
        Some(Token { created_ms, ext_id }) => (*created_ms, ext_id.to_string()),
        None => (-1, String::new()),
    }
}

/// One more than fits on the page, to see whether there is a next one.
pub(super) fn reach(page: &Page) -> i64 {
    i64::from(page.limit) + 1
}
