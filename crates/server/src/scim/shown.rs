//! Users and groups as they are answered.

use http::StatusCode;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use sigill_app::scim::{Group, ScimAll, ScimGroups, ScimUsers};
use sigill_domain::erole::EnterpriseRole;
use sigill_domain::idempotency::Answer;
use sigill_domain::scim::{self, BULK_MESSAGE, LIST_MESSAGE, Resource, ScimPerson};

use super::body::Look;
use crate::http::answer::{Entity, Found, Plain};
use crate::http::path::below;
use crate::http::server::Server;

/// A user as it is shown, with its version.
pub(crate) struct ScimUser {
    version: i64,
    resource: Resource,
}

impl Serialize for ScimUser {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.resource.serialize(serializer)
    }
}

impl Entity for ScimUser {
    fn version(&self) -> i64 {
        self.version
    }
}

/// A group as it is shown, with its version.
pub(crate) struct ScimGroup(ScimUser);

impl Serialize for ScimGroup {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Entity for ScimGroup {
    fn version(&self) -> i64 {
        self.0.version
    }
}

/// What a change answers: the resource as it is now, or, where that isn't wanted, only that it was done.
pub(crate) enum Changed<E> {
    Shown(E),
    Silent,
}

impl<E: Entity> Plain for Changed<E> {
    fn plain(self) -> Answer {
        match self {
            Self::Shown(entity) => Found(entity).plain(),
            Self::Silent => Answer { status: StatusCode::NO_CONTENT.as_u16(), location: None, etag: None, body: None },
        }
    }
}

/// How users are shown, and where they are.
pub(super) struct View<'a> {
    look: &'a Look,
    issuer: &'a str,
    client: &'a str,
}

impl<'a> View<'a> {
    pub(super) fn new(look: &'a Look, server: &'a Server, client: &'a str) -> Self {
        Self { look, issuer: server.app.tokens.options().issuer.trim_end_matches('/'), client }
    }

    /// The URL of a user.
    pub(super) fn location(&self, id: &str) -> String {
        format!("{}{}", self.issuer, below(self.look.mount.prefix(), &[self.client, "Users", id]))
    }

    pub(super) fn user(&self, person: &ScimPerson) -> ScimUser {
        let (user, mut resource) = (&person.user, person.shown());
        let groups = resource.get_mut("groups").and_then(Value::as_array_mut).into_iter().flatten();
        for group in groups.filter_map(Value::as_object_mut) {
            let there = group.get("value").and_then(Value::as_str).map(|id| self.group_location(id));
            group.extend(there.map(|there| ("$ref".to_owned(), there.into())));
        }
        if let Some(Value::Object(meta)) = resource.get_mut("meta") {
            meta.insert("location".to_owned(), self.location(user.ext_id.as_str()).into());
        }
        ScimUser { version: user.version, resource: self.look.selection.of(resource) }
    }

    /// The URL of a group.
    pub(super) fn group_location(&self, id: &str) -> String {
        format!("{}{}", self.issuer, below(self.look.mount.prefix(), &[self.client, "Groups", id]))
    }

    /// A group without its members.
    pub(super) fn bare_group(&self, role: &EnterpriseRole) -> ScimGroup {
        self.group(&Group { role: role.clone(), members: None })
    }

    pub(super) fn group(&self, group: &Group) -> ScimGroup {
        let Group { role, members } = group;
        let mut resource = scim::shown_group(role, members.as_deref());
        if let Some(Value::Object(meta)) = resource.get_mut("meta") {
            meta.insert("location".to_owned(), self.group_location(role.ext_id.as_str()).into());
        }
        let members = resource.get_mut("members").and_then(Value::as_array_mut).into_iter().flatten();
        for member in members.filter_map(Value::as_object_mut) {
            let user = member.get("value").and_then(Value::as_str).map(|id| self.location(id));
            member.extend(user.map(|user| ("$ref".to_owned(), user.into())));
        }
        ScimGroup(ScimUser { version: role.version, resource: self.look.selection.of(resource) })
    }

    pub(super) fn groups(&self, found: &ScimGroups) -> Value {
        listed(self.of_groups(&found.groups), (found.start, found.total, found.next.as_deref()))
    }

    pub(super) fn users(&self, found: &ScimUsers) -> Value {
        listed(self.of_users(&found.users), (found.start, found.total, found.next.as_deref()))
    }

    pub(super) fn all(&self, found: &ScimAll) -> Value {
        let all = [self.of_users(&found.users), self.of_groups(&found.groups)].concat();
        listed(all, (found.start, found.total, found.next.as_deref()))
    }

    fn of_users(&self, users: &[ScimPerson]) -> Vec<Resource> {
        users.iter().map(|user| self.user(user).resource).collect()
    }

    fn of_groups(&self, groups: &[Group]) -> Vec<Resource> {
        groups.iter().map(|group| self.group(group).0.resource).collect()
    }

    /// The bulk request that makes these users again.
    pub(super) fn to_import(&self, found: &ScimUsers) -> Value {
        let operations = found.users.iter().map(|one| {
            let mut data = self.user(one).resource;
            data.retain(|name, _| !["id", "meta", "groups"].contains(&name.as_str()));
            json!({ "method": "POST", "path": "/Users", "bulkId": one.user.ext_id.as_str(), "data": data })
        });
        json!({ "schemas": [BULK_MESSAGE], "Operations": operations.collect::<Vec<_>>() })
    }
}

/// A list (RFC 7644 §3.4.2, RFC 9865 §2): its place, how many there are, and the cursor of the next page.
fn listed(resources: Vec<Resource>, (start, total, next): (Option<u32>, Option<i64>, Option<&str>)) -> Value {
    let mut list = json!({ "schemas": [LIST_MESSAGE], "itemsPerPage": resources.len(), "Resources": resources });
    for (name, value) in [
        ("startIndex", start.map(Value::from)),
        ("totalResults", total.map(Value::from)),
        ("nextCursor", next.map(Value::from)),
    ] {
        if let (Some(list), Some(value)) = (list.as_object_mut(), value) {
            list.insert(name.to_owned(), value);
        }
    }
    list
}
