//! Search.
pub struct Hit;
#[cfg(test)]
pub(crate) fn samples() -> Vec<crate::sql::Composed> {
    vec![]
}
