//! Rows: which columns a noun has. The only place that names them for writing.

use sigill_domain::caller::ClientRoom;
use sigill_domain::change::Write;
use sigill_domain::credential::mobile_signature::Lookup;
use sigill_domain::credential::{ChangeReason, Credential, Kind, MobileSignature, State};
use sigill_domain::event::Event;
use sigill_domain::idempotency::Keep;
use sigill_domain::policy::{Policy, RulesSeen};
use sigill_domain::profile::Authorization;
use sigill_domain::property::Definition;
use sigill_domain::signing::Noted;
use sigill_domain::time::Timestamp;
use sigill_domain::user::User;
use uuid::Uuid;

use super::Step;
use crate::value::Value;

pub(super) type Columns = Vec<(&'static str, Value)>;

/// What a write does to rows, under the rules that it was decided by.
pub(crate) fn steps(write: &Write, rules: Option<RulesSeen>) -> Vec<Step> {
    match write {
        Write::InsertClient(client) => vec![Step::Insert {
            table: "client",
            columns: vec![
                ("id", client.id.into()),
                ("ext_id", client.ext_id.as_str().into()),
                ("name", client.name.as_str().into()),
                ("display_name", json(&client.display_name)),
                ("remarks", client.remarks.clone().into()),
                ("state", "active".into()),
                ("rev", 0.into()),
                ("version", client.version.into()),
                ("created", client.created.micros().into()),
                ("modified", client.modified.micros().into()),
            ],
        }],
        Write::UpdateClient(client) => vec![Step::AlsoSet {
            table: "client",
            id: client.id,
            columns: vec![
                ("name", client.name.as_str().into()),
                ("display_name", json(&client.display_name)),
                ("remarks", client.remarks.clone().into()),
                ("version", client.version.into()),
                ("modified", client.modified.micros().into()),
            ],
        }],
        Write::KillClient { id, at } => vec![Step::AlsoSet {
            table: "client",
            id: *id,
            columns: vec![("state", "dead".into()), ("modified", at.micros().into())],
        }],
        Write::DeletePolicy { id } => vec![Step::Delete { table: "policy", id: *id }],
        Write::DeleteProfile { id } => vec![Step::Delete { table: "profile", id: *id }],
        Write::DeleteUser { id } => {
            vec![Step::GuardedGoes { table: "owner", id: *id }, Step::Delete { table: "users", id: *id }]
        }
        Write::InsertUnit(unit) => vec![Step::Insert {
            table: "unit",
            columns: vec![
                ("id", unit.id.into()),
                ("client_id", unit.client_id.into()),
                ("ext_id", unit.ext_id.as_str().into()),
                ("name", unit.name.as_str().into()),
                ("is_default", unit.is_default.into()),
                ("created", unit.created.micros().into()),
            ],
        }],
        Write::InsertPolicy(policy) => {
            let mut columns = vec![
                ("id", policy.id.into()),
                ("client_id", policy.client_id.into()),
                ("ext_id", policy.ext_id.as_str().into()),
                ("kind", policy.kind.as_str().into()),
                ("created", policy.created.micros().into()),
            ];
            columns.extend(policy_columns(policy));
            vec![Step::Insert { table: "policy", columns }]
        }
        Write::UpdatePolicy(policy) => {
            vec![Step::Update { table: "policy", id: policy.id, columns: policy_columns(policy) }]
        }
        Write::InsertUser(user) => {
            let mut columns = vec![
                ("id", user.id.into()),
                ("client_id", user.client_id.into()),
                ("ext_id", user.ext_id.as_str().into()),
                ("is_technical", user.is_technical.into()),
                ("created", user.created.micros().into()),
            ];
            columns.extend(user_columns(user));
            columns.extend(rules.map(|rules| mobile_unique(user, rules)));
            let owner = vec![
                ("id", user.id.into()),
                ("client_id", user.client_id.into()),
                ("rev", 0.into()),
                ("success_count", 0.into()),
                ("failure_count", 0.into()),
            ];
            vec![Step::Insert { table: "users", columns }, Step::Insert { table: "owner", columns: owner }]
        }
        Write::UpdateUser(user) => {
            let mut columns = user_columns(user);
            columns.extend(rules.map(|rules| mobile_unique(user, rules)));
            vec![Step::Update { table: "users", id: user.id, columns }]
        }
        Write::InsertProfile(profile) => vec![Step::Insert {
            table: "profile",
            columns: vec![
                ("id", profile.id.into()),
                ("client_id", profile.client_id.into()),
                ("user_id", profile.user_id.into()),
                ("unit_id", profile.unit_id.into()),
                ("ext_id", profile.ext_id.as_str().into()),
                ("name", profile.name.as_str().into()),
                ("state", profile.state.as_str().into()),
                ("version", profile.version.into()),
                ("created", profile.created.micros().into()),
                ("modified", profile.modified.micros().into()),
            ],
        }],
        Write::UpdateProfile(profile) => vec![Step::Update {
            table: "profile",
            id: profile.id,
            columns: vec![
                ("name", profile.name.as_str().into()),
                ("state", profile.state.as_str().into()),
                ("version", profile.version.into()),
                ("modified", profile.modified.micros().into()),
            ],
        }],
        Write::SetProfileState { id, state, at } => vec![Step::Update {
            table: "profile",
            id: *id,
            columns: vec![("state", state.as_str().into()), ("modified", at.micros().into())],
        }],
        Write::InsertAuthorization(authorization) => authorization_steps(authorization),
        Write::DeleteAuthorization { id } => vec![Step::Delete { table: "authz", id: *id }],
        Write::InsertMobileSignature { credential, lookup, unique } => {
            let mut columns = credential_columns(credential);
            columns.extend(found_by(&credential.detail, lookup, *unique));
            vec![Step::Insert { table: "credential", columns }]
        }
        Write::UpdateMobileSignature { credential, lookup, unique } => {
            let mut columns = changeable_columns(credential);
            columns.extend(found_by(&credential.detail, lookup, *unique));
            vec![Step::Update { table: "credential", id: credential.id, columns }]
        }
        Write::CountMobileSignature(credential) => {
            let mut columns = changeable_columns(credential);
            let keys = credential.detail.keys();
            columns.extend([
                ("success_count", credential.logins.success_count.into()),
                ("success_last", credential.logins.success_last.map(|time| time.micros()).into()),
                ("failure_last", credential.logins.failure_last.map(|time| time.micros()).into()),
                ("cert_serial", keys.cert_serial.into()),
                ("cert_sha256", keys.cert_sha256.into()),
            ]);
            vec![Step::Update { table: "credential", id: credential.id, columns }]
        }
        Write::InsertSignature { signature, driver } => vec![super::signature::insert(signature, *driver)],
        Write::NoteAsked(noted) => vec![asked(noted)],
        Write::UpdateSignature(signature) => vec![super::signature::update(signature)],
        Write::KeepAnswer(keep) => vec![kept(keep)],
        Write::UseOnce { id, until } => vec![used(*id, *until)],
        Write::InsertDevicePassword(credential) => {
            let mut columns = credential_columns(credential);
            columns.push(("secret", credential.detail.hash.as_str().into()));
            vec![Step::Insert { table: "credential", columns }]
        }
        Write::InsertPublicKey(credential) => {
            vec![Step::Insert { table: "credential", columns: credential_columns(credential) }]
        }
        Write::InsertProperty { definition, position } => vec![property(definition, *position)],
        Write::InsertUniqueValue(value) => {
            let id = value.holder.id;
            let holder = if value.holder.is_credential { "credential_id" } else { "user_id" };
            vec![Step::Insert {
                table: "unique_value",
                columns: vec![
                    ("id", value.id.into()),
                    ("client_id", value.holder.client_id.into()),
                    (holder, id.into()),
                    ("unique_key", value.key.as_str().into()),
                ],
            }]
        }
        Write::UpdateUniqueValue(value) => vec![Step::Update {
            table: "unique_value",
            id: value.id,
            columns: vec![("unique_key", value.key.as_str().into())],
        }],
        Write::DeleteUniqueValue { id } => vec![Step::Delete { table: "unique_value", id: *id }],
        Write::SupersedeCredential { id, version, at } => vec![Step::Update {
            table: "credential",
            id: *id,
            columns: vec![
                ("state", State::Disabled.as_str().into()),
                ("reason", ChangeReason::ChangedByAdmin.as_str().into()),
                ("lock_until", None::<i64>.into()),
                ("version", (*version).into()),
                ("modified", at.micros().into()),
            ],
        }],
        Write::DeleteCredential { id } => vec![Step::Delete { table: "credential", id: *id }],
    }
}

/// The row of an event.
pub(crate) fn event(event: &Event) -> Step {
    Step::Insert {
        table: "event",
        columns: vec![
            ("id", event.id.into()),
            ("at", event.at.micros().into()),
            ("client_id", event.client_id.into()),
            ("client_ext_id", event.client_ext_id.as_str().into()),
            ("user_id", event.user_id.into()),
            ("user_ext_id", event.user_ext_id.as_ref().map(ToString::to_string).into()),
            ("caller_id", event.by.user_id.into()),
            ("caller", event.by.name.as_str().into()),
            ("request_id", event.request_id.as_str().into()),
            ("kind", event.kind.as_str().into()),
            ("subject", event.subject.as_str().into()),
            ("before", event.before.as_ref().map(ToString::to_string).into()),
            ("after", event.after.as_ref().map(ToString::to_string).into()),
            ("comment", event.comment.clone().into()),
        ],
    }
}

fn property(definition: &Definition, position: i64) -> Step {
    Step::Insert {
        table: "property",
        columns: vec![
            ("id", definition.id.into()),
            ("ext_id", definition.ext_id.as_str().into()),
            ("scope", definition.scope.as_str().into()),
            ("position", position.into()),
            ("name", definition.name.as_str().into()),
            ("description", definition.description.clone().into()),
            ("kind", definition.kind.as_str().into()),
            ("propagated", definition.propagated.into()),
            ("mandatory_on_gui", definition.mandatory_on_gui.into()),
            ("string_max_len", definition.string_max_len.into()),
            ("string_regex", definition.string_regex.clone().into()),
            ("access_create", definition.access_create.as_str().into()),
            ("access_modify", definition.access_modify.as_str().into()),
            ("is_unique", definition.unique.into()),
            ("allowed_values", json(&definition.allowed_values)),
            ("created", definition.created.micros().into()),
        ],
    }
}

/// What may change of a policy.
fn policy_columns(policy: &Policy) -> Columns {
    vec![
        ("name", policy.name.as_str().into()),
        ("description", policy.description.clone().into()),
        ("is_default", policy.is_default.into()),
        ("parameters", json(&policy.parameters)),
        ("version", policy.version.into()),
        ("modified", policy.modified.micros().into()),
    ]
}

/// What may change of a user.
fn user_columns(user: &User) -> Columns {
    let keys = user.keys();
    vec![
        ("name_key", keys.name.into()),
        ("given_key", keys.given.into()),
        ("email_key", keys.email.into()),
        ("mobile", user.person.contacts.mobile.clone().into()),
        ("login_id", user.login_id.as_str().into()),
        ("state", user.state.as_str().into()),
        ("valid_from", user.validity.from.map(|time| time.micros()).into()),
        ("valid_to", user.validity.to.map(|time| time.micros()).into()),
        ("person", json(&user.person)),
        ("properties", (!user.properties.is_empty()).then(|| text(&user.properties)).into()),
        ("version", user.version.into()),
        ("modified", user.modified.micros().into()),
    ]
}

/// What of a user is unique, where its mobile number is new.
fn mobile_unique(user: &User, rules: RulesSeen) -> (&'static str, Value) {
    ("mobile_unique", user.person.contacts.mobile.clone().filter(|_| rules.mobile_unique).into())
}

fn authorization_steps(authorization: &Authorization) -> Vec<Step> {
    let mut steps = vec![Step::Insert {
        table: "authz",
        columns: vec![
            ("id", authorization.id.into()),
            ("client_id", authorization.client_id.into()),
            ("profile_id", authorization.profile_id.into()),
            ("ext_id", authorization.ext_id.as_str().into()),
            ("role", authorization.grant.role.as_str().into()),
            ("is_client_global", (authorization.grant.clients == ClientRoom::Global).into()),
            ("version", authorization.version.into()),
            ("created", authorization.created.micros().into()),
        ],
    }];
    steps.extend(authorization.client_ids.iter().map(|id| Step::Insert {
        table: "authz_client",
        columns: vec![("authz_id", authorization.id.into()), ("client_id", (*id).into())],
    }));
    steps
}

fn credential_columns<K: Kind>(credential: &Credential<K>) -> Columns {
    let mut columns = vec![
        ("id", credential.id.into()),
        ("client_id", credential.client_id.into()),
        ("owner_id", credential.user_id.into()),
        ("kind", K::TYPE.number().into()),
        ("ext_id", credential.ext_id.as_str().into()),
        ("valid_from", credential.validity.from.micros().into()),
        ("valid_to", credential.validity.to.map(|time| time.micros()).into()),
        ("success_count", credential.logins.success_count.into()),
        ("success_last", credential.logins.success_last.map(|time| time.micros()).into()),
        ("failure_last", credential.logins.failure_last.map(|time| time.micros()).into()),
        ("created", credential.created.micros().into()),
    ];
    columns.extend(changeable_columns(credential));
    columns
}

/// What may change of a credential otherwise than by a login.
fn changeable_columns<K: Kind>(credential: &Credential<K>) -> Columns {
    vec![
        ("policy_id", credential.policy.as_ref().map(|policy| policy.id).into()),
        ("state", credential.state.as_str().into()),
        ("reason", credential.reason.map(|reason| reason.as_str().to_owned()).into()),
        ("reason_detail", credential.reason_detail.clone().into()),
        ("comment", credential.comment.clone().into()),
        ("failure_count", credential.logins.failure_count.into()),
        ("lock_until", credential.lock_until.map(|time| time.micros()).into()),
        ("version", credential.version.into()),
        ("modified", credential.modified.micros().into()),
        ("detail", json(&credential.detail)),
    ]
}

/// What a mobile signature is found by, and what of it is unique.
fn found_by(detail: &MobileSignature, lookup: &Lookup, unique: bool) -> Columns {
    let keys = detail.keys();
    vec![
        ("lookup", lookup.as_str().into()),
        ("unique_key", unique.then(|| lookup.unique().to_owned()).into()),
        ("identificator", keys.identificator.into()),
        ("cert_serial", keys.cert_serial.into()),
        ("cert_sha256", keys.cert_sha256.into()),
    ]
}

/// That something has served which serves once. The table was named for the first of its kind.
pub(crate) fn used(id: Uuid, until: Timestamp) -> Step {
    Step::Insert { table: "used_assertion", columns: vec![("id", id.into()), ("until", until.micros().into())] }
}

/// That a number was asked about.
pub(crate) fn asked(noted: &Noted) -> Step {
    Step::Insert {
        table: "number_asked",
        columns: vec![
            ("id", noted.id.into()),
            ("number", noted.number.as_str().into()),
            ("kind", noted.asking.as_str().into()),
            ("place", noted.place.into()),
            ("at", noted.at.micros().into()),
        ],
    }
}

fn kept(keep: &Keep) -> Step {
    let columns = vec![
        ("id", keep.id.into()),
        ("client_id", keep.client_id.into()),
        ("caller_id", keep.caller_id.into()),
        ("method", keep.request.method.as_str().into()),
        ("path", keep.request.path.as_str().into()),
        ("key", keep.request.key.as_str().into()),
        ("fingerprint", keep.request.fingerprint.as_str().into()),
        ("status", i64::from(keep.answer.status).into()),
        ("location", keep.answer.location.clone().into()),
        ("etag", keep.answer.etag.clone().into()),
        ("body", keep.answer.body.clone().into()),
        ("at", keep.at.micros().into()),
    ];
    Step::Insert { table: "kept_answer", columns }
}

/// As stored text. Maps of strings and plain structs always have a JSON form.
fn json<T: serde::Serialize>(value: &T) -> Value {
    text(value).into()
}

fn text<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).unwrap_or_default().to_string()
}
