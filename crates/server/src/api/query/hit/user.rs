//! Users as hits.

use serde::Serialize;
use sigill_domain::query::{Candidate, Entity, sex};
use sigill_domain::time::Timestamp;
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use super::{Base, ClientOfHit};
use crate::http::schema::one_of;

fn kind() -> Object {
    one_of("What it is.", std::iter::once(Entity::User.as_str())).build()
}

/// A user that was found.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserHit {
    #[serde(flatten)]
    base: Base,
    #[schema(schema_with = kind)]
    dto_type: &'static str,
    #[schema(example = "active")]
    state: &'static str,
    #[schema(example = "anna")]
    login_id: String,
    is_technical_user: bool,
    /// The client of the user.
    client: ClientOfHit,
    #[serde(flatten)]
    texts: UserTexts,
}

/// What need not be known of a user.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UserHitTexts)]
struct UserTexts {
    /// The family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "Muster")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "Anna")]
    first_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    title: Option<String>,
    /// `M`, `F` or `O`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "F")]
    sex: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    birthdate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    remarks: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    modification_comment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "2026-05-18T12:34:56Z")]
    valid_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "2027-05-18T12:34:56Z")]
    valid_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    telephone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    telefax: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    mobile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "anna@example.com")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    addressline1: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    addressline2: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    postalcode: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    city: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    street: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    house_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    dwelling_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    post_office_box_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    post_office_box_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    locality: Option<String>,
}

impl UserHit {
    pub(in crate::api::query) fn of(score: u32, found: Candidate) -> Option<Self> {
        let Candidate::User(user, client) = &found else { return None };
        let base = Base::of(score, &found);
        let time = |time: Option<Timestamp>| time.map(|time| time.to_string());
        let person = user.person.clone();
        let (name, address, contacts) = (person.name, person.address, person.contacts);
        let texts = UserTexts {
            name: name.family_name,
            first_name: name.first_name,
            title: name.title,
            sex: sex(user),
            language: person.language_code,
            birthdate: person.birth_date,
            remarks: person.remarks,
            modification_comment: person.modification_comment,
            valid_from: time(user.validity.from),
            valid_to: time(user.validity.to),
            telephone: contacts.telephone,
            telefax: contacts.telefax,
            mobile: contacts.mobile,
            email: contacts.email,
            addressline1: address.address_line_1,
            addressline2: address.address_line_2,
            postalcode: address.postal_code,
            city: address.city,
            country: address.country_code,
            street: address.street,
            house_number: address.house_number,
            dwelling_number: address.dwelling_number,
            post_office_box_text: address.post_office_box_text,
            post_office_box_number: address.post_office_box_number,
            locality: address.locality,
        };
        Some(Self {
            base,
            dto_type: Entity::User.as_str(),
            state: user.state.as_str(),
            login_id: user.login_id.clone(),
            is_technical_user: user.is_technical,
            client: ClientOfHit::of(client),
            texts,
        })
    }
}
