//! How often something happened, by a name of a known set.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::text::Text;

/// A count for each name.
#[derive(Debug, Default)]
pub(crate) struct Tally(Mutex<BTreeMap<&'static str, u64>>);

impl Tally {
    /// With these names from the beginning: whoever watches sees the first one come.
    pub(super) fn of(names: impl IntoIterator<Item = &'static str>) -> Self {
        Self(Mutex::new(names.into_iter().map(|name| (name, 0)).collect()))
    }

    pub(crate) fn count(&self, name: &'static str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(name).or_default() += 1;
    }

    /// As a counter with one label.
    pub(super) fn write(&self, text: &mut Text, metric: &str, help: &str, label: &str) {
        text.head(metric, "counter", help);
        for (name, count) in &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            text.sample(metric, &[(label, name)], *count);
        }
    }
}
