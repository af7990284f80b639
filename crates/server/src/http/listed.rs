//! Pages of lists (*Pagination*).

use std::borrow::Cow;

use serde::Serialize;
use sigill_domain::list;
use utoipa::openapi::schema::{AdditionalProperties, ArrayBuilder, ObjectBuilder, Schema};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

/// A page of a list.
#[derive(Serialize)]
pub(crate) struct Listed<T> {
    items: Vec<T>,
    #[serde(rename = "_pagination")]
    pagination: Pagination,
    #[serde(rename = "_classifications")]
    classifications: Classifications,
}

/// Where the page is in the list.
#[derive(Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Pagination {
    /// Where the next page begins; none: this is the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "1759758863000_aoo23", nullable = false)]
    continuation_token: Option<String>,
    /// How many it could have had; none where it isn't cut into pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 100, nullable = false)]
    limit: Option<u32>,
    /// How many the whole list has; only where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 23, nullable = false)]
    total_result: Option<i64>,
}

/// Classifications of values: there are none yet.
#[derive(Serialize)]
struct Classifications {}

impl<T> Listed<T> {
    /// A page of what `shown` makes of its entities.
    pub(crate) fn of<E>(listed: list::Listed<E>, shown: impl Fn(E) -> T) -> Self {
        let pagination =
            Pagination { continuation_token: listed.next, limit: Some(listed.limit), total_result: listed.total };
        Self { pagination, ..Self::whole(listed.items.into_iter().map(shown).collect()) }
    }

    /// All there is, without pages.
    pub(crate) fn whole(items: Vec<T>) -> Self {
        Self { items, pagination: Pagination::default(), classifications: Classifications {} }
    }
}

impl<T: ToSchema> PartialSchema for Listed<T> {
    fn schema() -> RefOr<Schema> {
        let items = ArrayBuilder::new().items(Ref::from_schema_name(T::name()));
        let none = ObjectBuilder::new()
            .description(Some("There are none yet."))
            .additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(true)));
        let page = ObjectBuilder::new().description(Some("A page of a list."));
        let page = page.property("items", items).property("_pagination", Ref::from_schema_name(Pagination::name()));
        let page = page.property("_classifications", none);
        page.required("items").required("_pagination").required("_classifications").into()
    }
}

impl<T: ToSchema> ToSchema for Listed<T> {
    fn name() -> Cow<'static, str> {
        format!("{}Page", T::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
        schemas.push((Pagination::name().into_owned(), Pagination::schema()));
    }
}
