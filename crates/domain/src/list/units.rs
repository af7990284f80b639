//! Which units of a client.

use super::{Filter, Page, Parameters};
use crate::breach::Breach;
use crate::text;
use crate::unit::State;

/// What units are filtered by: `_SW` is a beginning, `_IEQ` the whole value whatever the case of its ASCII letters.
pub const UNIT_FILTERS: &[&str] =
    &["extId", "extId_SW", "extId_IEQ", "name", "name_SW", "name_IEQ", "state", "profileless", "parentUnitExtId"];

/// Which units of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitQuery {
    /// From where on, and how many.
    pub page: Page,
    /// At most one of a name; all must hold.
    pub filters: Vec<Filter>,
}

impl UnitQuery {
    /// Reads the parameters of the list of units: those of every list, and [`UNIT_FILTERS`].
    ///
    /// # Errors
    /// Every parameter that is unknown or has a value that can't be.
    pub fn read(mut given: Parameters<'_>) -> Result<Self, Vec<Breach>> {
        let page = Page::take(&mut given);
        let mut filters = Vec::new();
        for name in UNIT_FILTERS.iter().copied() {
            if let Some(value) = given.take(name) {
                let filter = read(name, value);
                filters.extend(given.broken.keep(filter));
            }
        }
        given.finish(&format!("{}, {}", UNIT_FILTERS.join(", "), Page::KNOWN))?;
        Ok(Self { page, filters })
    }
}

fn read(name: &'static str, value: &str) -> Result<Filter, Breach> {
    let filter = Filter::read(name, value)?;
    match filter.field {
        "state" => drop(State::parse(name, value)?),
        "profileless" if !["true", "false"].contains(&value) => {
            return Err(Breach::invalid(format!("{name}: expected true or false, got {}", text::echo(value))));
        }
        _ => {}
    }
    Ok(filter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::Compare;

    #[test]
    fn filters_are_read_or_refused_by_name() {
        let read = |pairs: &[(&str, &str)]| UnitQuery::read(Parameters::new(pairs.iter().copied()));
        let query = read(&[("name_SW", "Fi"), ("state", "disabled"), ("profileless", "true")]).unwrap();
        let shown: Vec<_> = query.filters.iter().map(|filter| (filter.field, filter.compare)).collect();
        assert_eq!(shown, [("name", Compare::Begins), ("state", Compare::Is), ("profileless", Compare::Is)]);
        for wrong in [("state", "archived"), ("profileless", "yes"), ("location", "x"), ("state_SW", "a")] {
            let message = read(&[wrong]).unwrap_err().remove(0).message;
            assert!(message.contains(wrong.0), "{message}");
        }
    }
}
