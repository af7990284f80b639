//! The parameters of queries.

use sigill_domain::credential::State;
use sigill_domain::credential::mobile_authentication::FILTERS;
use sigill_domain::dispatch_target;
use sigill_domain::event::EventKind;
use sigill_domain::list::users::Holds;
use sigill_domain::list::{
    CREDENTIAL_ORDERS, EventQuery, LIMIT_DEFAULT, LIMIT_MAX, OFFSET_MAX, UNIT_FILTERS, UserField, WAIT_S_MAX,
};
use sigill_domain::policy::PolicyType;
use sigill_domain::property::{NAME_LEN_MAX, PropertyType, Scope};
use sigill_domain::search::{HITS_MAX, QUESTION_LEN_MAX};
use sigill_domain::unit;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{Object, Required};

use crate::api::query::{Queried, parameters};
use crate::http::query::{
    Asked, AskedOfRights, Asks, DispatchTargets, Events, Histories, MobileAuthentications, Pages, Policies, Properties,
    Queries, Searches, Units, Users, Waits,
};
use crate::http::schema::{one_of, text};

impl Asks for Histories {
    fn parameters() -> Vec<Parameter> {
        let limit = number(LIMIT_MAX).default(Some(LIMIT_DEFAULT.into())).build();
        let token = "Where the page begins: the `continuationToken` of the page before.";
        vec![
            query("continuationToken", token, of(Type::String).build()),
            query("limit", "How many entries at most; 0 means the default.", limit),
        ]
    }
}

impl Asks for Events {
    fn parameters() -> Vec<Parameter> {
        let schema = |name: &str| match name {
            "kind" => one_of("What was done.", EventKind::ALL.iter().map(|kind| kind.as_str())).build(),
            "from" | "to" => of(Type::String).examples(["2026-05-18T12:34:56Z"]).build(),
            "by" => of(Type::String).examples(["client-123/machine-1"]).build(),
            _ => of(Type::String).examples(["credential-123"]).build(),
        };
        let filters = EventQuery::FILTERS.iter().map(|(name, about)| query(name, about, schema(name)));
        Histories::parameters().into_iter().chain(filters).collect()
    }
}

impl Asks for Pages {
    fn parameters() -> Vec<Parameter> {
        let total = of(Type::Boolean).default(Some(false.into())).build();
        let mut all = Histories::parameters();
        all.push(query("returnTotalResultCount", "Whether to count the entries of the whole list.", total));
        all
    }
}

impl Asks for MobileAuthentications {
    fn parameters() -> Vec<Parameter> {
        let schema = |name: &str| match name {
            "stateName" => one_of("A state.", ["active", "disabled"].into_iter()).build(),
            "created" => of(Type::String).examples(["2026-05-18T12:34:56Z"]).build(),
            _ => of(Type::String).build(),
        };
        let filters = FILTERS.iter().map(|name| query(name, "Only those with this value.", schema(name)));
        Pages::parameters().into_iter().chain(filters).collect()
    }
}

impl Asks for DispatchTargets {
    fn parameters() -> Vec<Parameter> {
        let states = || dispatch_target::State::ALL.iter().map(|state| state.as_str());
        let schema = |name: &str| match name {
            "state" => one_of("A state.", states()).build(),
            _ => of(Type::String).build(),
        };
        let filters = dispatch_target::FILTERS.iter();
        let filters = filters.map(|name| query(name, "Only those with this value.", schema(name)));
        Pages::parameters().into_iter().chain(filters).collect()
    }
}

impl Asks for Units {
    fn parameters() -> Vec<Parameter> {
        let schema = |name: &str| match name {
            "state" => one_of("A state.", unit::State::ALL.iter().map(|state| state.as_str())).build(),
            "profileless" => of(Type::Boolean).build(),
            _ => of(Type::String).build(),
        };
        let about = |name: &str| match (name.ends_with("_SW"), name.ends_with("_IEQ")) {
            (true, _) => "Only those whose value begins so.",
            (_, true) => "Only those with this value, whatever the case of its ASCII letters.",
            _ => "Only those with this value.",
        };
        let filters = UNIT_FILTERS.iter().map(|name| query(name, about(name), schema(name)));
        Pages::parameters().into_iter().chain(filters).collect()
    }
}

impl Asks for Policies {
    fn parameters() -> Vec<Parameter> {
        let names = PolicyType::all().map(PolicyType::as_str);
        let mut all = Pages::parameters();
        all.push(query("policyType", "Only policies of this type.", one_of("The type of the policy.", names).build()));
        all
    }
}

impl Asks for Properties {
    fn parameters() -> Vec<Parameter> {
        let names = Scope::all().map(Scope::as_str);
        let mut all = Pages::parameters();
        // As every filter: empty, it is as if it were absent.
        let names = names.chain([""]);
        all.push(query("scope", "Only properties of this scope.", one_of("What has the property.", names).build()));
        let types = PropertyType::ALL.iter().map(|kind| kind.as_str()).chain([""]);
        all.push(query("type", "Only properties of this type.", one_of("What it holds.", types).build()));
        let texts = [
            ("clientExtId", "Those for this client, too, and not only those for all clients."),
            ("applicationExtId", "Only properties for this application."),
            ("name", "Only properties whose name has this part, in any case."),
        ];
        all.extend(texts.map(|(name, about)| query(name, about, text(about, NAME_LEN_MAX, "badge"))));
        all
    }
}

impl Asks for Users {
    fn parameters() -> Vec<Parameter> {
        let names = UserField::ALL.iter().map(|field| field.as_str());
        let sort = one_of("A field of users.", names).default(Some(UserField::Created.as_str().into())).build();
        let mut all = Pages::parameters();
        all.push(query("sortBy", "The order, ascending.", sort));
        let offset = "How many entries to skip. Where it is given, `continuationToken` is ignored.";
        all.push(query("offset", offset, number(OFFSET_MAX).build()));
        all.extend(UserField::ALL.iter().map(|field| filter(*field)));
        all
    }
}

impl Asks for Searches {
    fn parameters() -> Vec<Parameter> {
        let about = format!(
            "A number, name, id, e-mail address or certificate of somebody. At most {HITS_MAX} hits of each kind."
        );
        let question = text("Blanks around it are ignored.", QUESTION_LEN_MAX, "079 123 45 67");
        let q = asked("q", &about, question).required(Required::True).example(Some("anna".into())).build();
        vec![q, query("client", "Only in the client with this external ID.", of(Type::String).build())]
    }
}

impl<E: Queried> Asks for Queries<E> {
    fn parameters() -> Vec<Parameter> {
        parameters(E::SCOPE)
    }
}

impl Asks for Asked {
    fn parameters() -> Vec<Parameter> {
        let ask = one_of("Whom to ask.", ["provider"].into_iter()).build();
        vec![query("ask", "`provider`: asks the provider about the phone, too, which may take some seconds.", ask)]
    }
}

impl Asks for AskedOfRights {
    fn parameters() -> Vec<Parameter> {
        let about =
            "Only this right, as AccessControl.CredentialModify; of one type of credentials with its name behind it.";
        vec![
            query("for", "The user of the same client to whom something is to be done.", of(Type::String).build()),
            query("right", about, of(Type::String).build()),
            query(
                "application",
                "The application to which, or by roles of which, it is to be done.",
                of(Type::String).build(),
            ),
            query("enterpriseRole", "The enterprise role to which it is to be done.", of(Type::String).build()),
        ]
    }
}

impl Asks for Waits {
    fn parameters() -> Vec<Parameter> {
        let wait = number(WAIT_S_MAX).default(Some(0.into())).build();
        vec![query("wait", "How many seconds the answer may wait for the signature to be settled.", wait)]
    }
}

/// The filters of a list of credentials.
pub(crate) fn filters(names: &[&str]) -> Vec<Parameter> {
    let about = |name: &str| match (name.strip_suffix("_SW"), name.strip_suffix("_IEQ")) {
        (Some(field), _) => format!("Only credentials whose `{field}` begins so."),
        (_, Some(field)) => format!("Only credentials with this `{field}`, whatever the case of its letters A to Z."),
        _ => "Only credentials with this value.".to_owned(),
    };
    let schema = |name: &str| match name {
        "stateName" => one_of("A state.", State::ALL.iter().map(|state| state.as_str())).build(),
        _ => of(Type::String).build(),
    };
    names.iter().map(|name| query(name, &about(name), schema(name))).collect()
}

/// The order of the credentials of a client, and how many of them to skip.
pub(crate) fn order_of_credentials() -> Vec<Parameter> {
    let sort = one_of("An order that an index has.", CREDENTIAL_ORDERS.into_iter()).build();
    let offset = "How many entries to skip. Where it is given, `continuationToken` is ignored.";
    vec![query("sortBy", "The order.", sort), query("offset", offset, number(OFFSET_MAX).build())]
}

fn filter(field: UserField) -> Parameter {
    let (about, schema) = match field.holds() {
        Holds::Text => ("Only users with this value.", of(Type::String)),
        Holds::Flag => ("Only users with this value.", of(Type::Boolean)),
        Holds::Number => ("Only users with this value.", of(Type::Integer)),
        Holds::Time => ("Only users with a value in this second.", of(Type::String).examples(["2026-05-18T12:34:56Z"])),
    };
    query(field.as_str(), about, schema.build())
}

fn query(name: &str, about: &str, schema: Object) -> Parameter {
    asked(name, about, schema).required(Required::False).build()
}

fn asked(name: &str, about: &str, schema: Object) -> ParameterBuilder {
    ParameterBuilder::new().name(name).parameter_in(ParameterIn::Query).description(Some(about)).schema(Some(schema))
}

fn number(max: u32) -> ObjectBuilder {
    of(Type::Integer).minimum(Some(0)).maximum(Some(max))
}

fn of(kind: Type) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(kind)
}
