//! Which credentials of a type.

use super::{OFFSET_MAX, Page, Parameters};
use crate::breach::Breach;
use crate::credential::{Credential, Everywhere, NAME_KEY_LEN, Own, State};
use crate::text;

/// The longest value that is looked for, in code points.
const VALUE_LEN_MAX: usize = 1_030;

/// How a filter compares, by the ending of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// The value is this one.
    Is,
    /// `_SW`: it begins so.
    Begins,
    /// `_IEQ`: it is this one but for the case of ASCII letters.
    IsIgnoringCase,
}

/// One filter; all of a query must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// `extId`, `stateName` or a member of the type.
    pub field: &'static str,
    /// How it compares.
    pub compare: Compare,
    /// With what.
    pub value: String,
}

/// In which order the credentials of a client come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CredentialOrder {
    /// By external id; else by creation in milliseconds, then by external id.
    pub by_ext_id: bool,
    /// The last one first.
    pub descends: bool,
}

/// Which credentials of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialQuery {
    /// From where on, and how many.
    pub page: Page,
    /// At most one of a name.
    pub filters: Vec<Filter>,
    /// The order; where nobody asks for one and `extId_SW` is given, by external id.
    pub order: CredentialOrder,
    /// Credentials to skip, up to [`OFFSET_MAX`]; then the token doesn't count.
    pub offset: Option<u32>,
}

/// The orders of the credentials of a client that an index has.
pub const CREDENTIAL_ORDERS: [&str; 6] = ["created", "created_ASC", "created_DESC", "extId", "extId_ASC", "extId_DESC"];

impl CredentialQuery {
    /// Reads the parameters of a user's list: those of every list, and these filters.
    ///
    /// # Errors
    /// Every parameter that is unknown or has a value that can't be.
    pub fn of_user(mut given: Parameters<'_>, filters: &[&'static str]) -> Result<Self, Vec<Breach>> {
        let page = Page::take(&mut given);
        let names = filters;
        let filters = take(&mut given, names);
        given.finish(&known(names, ""))?;
        Ok(Self { page, filters, order: CredentialOrder::default(), offset: None })
    }

    /// Reads the parameters of the list of a client, which is also sorted and skipped.
    ///
    /// # Errors
    /// Every parameter that is unknown or has a value that can't be; an order that no index has.
    pub fn of_client(mut given: Parameters<'_>, everywhere: &Everywhere) -> Result<Self, Vec<Breach>> {
        let page = Page::take(&mut given);
        let names = everywhere.filters;
        let filters = take(&mut given, names);
        for filter in filters.iter().filter(|filter| Some(filter.field) == everywhere.name) {
            let is_short = filter.value.chars().count() < NAME_KEY_LEN;
            let expected =
                || Breach::invalid(format!("{}: expected fewer than {NAME_KEY_LEN} characters", filter.field));
            given.broken.keep(if is_short { Ok(()) } else { Err(expected()) });
        }
        let sort = given.take("sortBy").map(|name| {
            let expected = text::one_of(CREDENTIAL_ORDERS.into_iter());
            let wrong = || {
                let got = text::echo(name);
                Breach::invalid(format!("sortBy: expected an order that an index has, one of {expected}, got {got}"))
            };
            CREDENTIAL_ORDERS.contains(&name).then_some(name).ok_or_else(wrong)
        });
        let sort = sort.and_then(|sort| given.broken.keep(sort));
        let begins = filters.iter().any(|filter| (filter.field, filter.compare) == ("extId", Compare::Begins));
        let order = match sort {
            None => CredentialOrder { by_ext_id: begins, descends: false },
            Some(name) => CredentialOrder { by_ext_id: name.starts_with("extId"), descends: name.ends_with("_DESC") },
        };
        let offset = given.number("offset", OFFSET_MAX);
        given.finish(&known(names, "sortBy, offset, "))?;
        Ok(Self { page: Page { after: page.after.filter(|_| offset.is_none()), ..page }, filters, order, offset })
    }

    /// Whether a credential, as it is now, is among them.
    #[must_use]
    pub fn has(&self, credential: &Credential<Own>) -> bool {
        self.filters.iter().all(|filter| filter.holds(credential))
    }
}

fn known(filters: &[&str], more: &str) -> String {
    let filters: String = filters.iter().map(|name| format!("{name}, ")).collect();
    format!("{filters}{more}{}", Page::KNOWN)
}

fn take(given: &mut Parameters<'_>, names: &[&'static str]) -> Vec<Filter> {
    let mut filters = Vec::new();
    for name in names.iter().copied() {
        if let Some(value) = given.take(name) {
            let filter = Filter::read(name, value);
            filters.extend(given.broken.keep(filter));
        }
    }
    filters
}

impl Filter {
    pub(super) fn read(name: &'static str, value: &str) -> Result<Self, Breach> {
        let (field, compare) = match (name.strip_suffix("_SW"), name.strip_suffix("_IEQ")) {
            (Some(field), _) => (field, Compare::Begins),
            (_, Some(field)) => (field, Compare::IsIgnoringCase),
            _ => (name, Compare::Is),
        };
        let value = text::mandatory(name, Some(value), VALUE_LEN_MAX)?;
        if field == "stateName" {
            State::parse(name, &value)?;
        }
        Ok(Self { field, compare, value })
    }

    fn holds(&self, credential: &Credential<Own>) -> bool {
        let there = match self.field {
            "extId" => Some(credential.ext_id.as_str()),
            "stateName" => Some(credential.state.as_str()),
            member => credential.detail.text(member),
        };
        there.is_some_and(|there| match self.compare {
            Compare::Is => there == self.value,
            Compare::Begins => there.starts_with(&self.value),
            Compare::IsIgnoringCase => there.eq_ignore_ascii_case(&self.value),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILTERS: &[&str] = &["extId", "extId_SW", "extId_IEQ", "stateName", "label"];

    fn of_client(pairs: &[(&str, &str)]) -> Result<CredentialQuery, Vec<Breach>> {
        let everywhere = Everywhere { segment: "x", filters: FILTERS, name: Some("label") };
        CredentialQuery::of_client(Parameters::new(pairs.iter().copied()), &everywhere)
    }

    #[test]
    fn filters_and_orders_are_read_or_refused_by_name() {
        let query = of_client(&[("extId_IEQ", "A"), ("stateName", "active"), ("sortBy", "created_DESC")]).unwrap();
        assert_eq!(
            query.filters[0],
            Filter { field: "extId", compare: Compare::IsIgnoringCase, value: "A".to_owned() }
        );
        assert_eq!(query.order, CredentialOrder { by_ext_id: false, descends: true });
        assert!(of_client(&[("extId_SW", "a")]).unwrap().order.by_ext_id, "as the index has it");
        assert!(!of_client(&[("extId_SW", "a"), ("sortBy", "created")]).unwrap().order.by_ext_id);
        for wrong in [("rpId", "x"), ("stateName", "on"), ("sortBy", "rpId"), ("sortBy", "extid"), ("offset", "10001")]
        {
            let message = of_client(&[wrong]).unwrap_err().remove(0).message;
            assert!(message.contains(wrong.0), "{message}");
        }
        assert!(of_client(&[("extId", "a"), ("extId", "b")]).is_err());
        assert!(
            of_client(&[("label", &"a".repeat(200))]).is_err() && of_client(&[("label", &"a".repeat(199))]).is_ok()
        );
        assert_eq!(of_client(&[("continuationToken", "1_a"), ("offset", "0")]).unwrap().page.after, None);
        let of_user = |pair| CredentialQuery::of_user(Parameters::new([pair]), FILTERS);
        assert!(of_user(("sortBy", "extId")).is_err() && of_user(("offset", "1")).is_err());
    }
}
