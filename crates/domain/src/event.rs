//! What history keeps of a change.

use serde_json::Value;
use uuid::Uuid;

use crate::caller::{ClientRoom, Identity};
use crate::client::ClientRef;
use crate::ext_id::ExtId;
use crate::time::Timestamp;
use crate::user::UserRef;
use crate::words::words;

/// When and by whom something is done, with the ids that it may use.
///
/// One is made per request, before the first attempt: an attempt that is repeated uses the same
/// ids, so that it can be recognised if the first one succeeded after all.
#[derive(Clone, Debug)]
pub struct Happening {
    /// The time of the request: whatever it changes, changes then.
    pub at: Timestamp,
    /// Who causes it, as its events remember it.
    pub by: Identity,
    /// Of the request, or of the job that the server does by itself; also in the log.
    pub request_id: String,
    /// The id of the event.
    pub event_id: Uuid,
    /// The id of what is created.
    pub id: Uuid,
}

impl Happening {
    /// The `n`-th further step of the same request, with an event of its own; `0` is the first one.
    #[must_use]
    pub fn step(&self, n: u32) -> Self {
        Self { event_id: further(self.event_id, n), ..self.clone() }
    }

    /// The id of the `n`-th further thing that is created in the same step; `0` is `id` itself.
    #[must_use]
    pub fn id_of(&self, n: u32) -> Uuid {
        further(self.id, n)
    }
}

/// The id that comes `n` after `id`, and is later. Only the last 48 bits move, which are random, so that
/// time and version stay; that they run over is as good as impossible.
fn further(id: Uuid, n: u32) -> Uuid {
    const LOW: u128 = (1 << 48) - 1;
    let bits = id.as_u128();
    Uuid::from_u128((bits & !LOW) | (bits.wrapping_add(u128::from(n)) & LOW))
}

/// Members of what events tell that are about nobody's person, and outlive erasure.
const STAYS: &[&str] = &[
    "extId",
    "type",
    "userState",
    "isTechnicalUser",
    "validity",
    "profileState",
    "stateName",
    "stateChangeReason",
    "role",
    "clients",
    "termsVersion",
    "units",
    "applications",
    "enterpriseRoles",
    "successfulLoginCount",
    "failedLoginCount",
    "right",
    "method",
    "route",
    "untold",
    "signature",
    "attempt",
    "success",
    "refusedBy",
    "attempts",
    "outcome",
    "providerStatus",
    "reason",
    "message",
    "purpose",
    "channel",
    "tries",
    "state",
    "session",
    "signedInBy",
];

words! {
    /// What was done, as `<ENTITY>_<VERB>` (*Content and format of an audit entry*).
    EventKind {
        ClientCreate = "CLIENT_CREATE";
        ClientModify = "CLIENT_MODIFY";
        ClientDelete = "CLIENT_DELETE";
        PolicyCreate = "POLICY_CREATE";
        PolicyModify = "POLICY_MODIFY";
        PolicyDelete = "POLICY_DELETE";
        UserCreate = "USER_CREATE";
        UserModify = "USER_MODIFY";
        UserArchive = "USER_ARCHIVE";
        UserDelete = "USER_DELETE";
        CredentialCreate = "CREDENTIAL_CREATE";
        CredentialModify = "CREDENTIAL_MODIFY";
        CredentialDelete = "CREDENTIAL_DELETE";
        CredentialShow = "CREDENTIAL_SHOW";
        CredentialChallenge = "CREDENTIAL_CHALLENGE";
        DispatchTargetCreate = "DISPATCH_TARGET_CREATE";
        DispatchTargetModify = "DISPATCH_TARGET_MODIFY";
        DispatchTargetDelete = "DISPATCH_TARGET_DELETE";
        AppAttestationCreate = "APP_ATTESTATION_CREATE";
        AppAttestationModify = "APP_ATTESTATION_MODIFY";
        AppAttestationDelete = "APP_ATTESTATION_DELETE";
        LoginSuccess = "LOGIN_SUCCESS";
        LoginFailure = "LOGIN_FAILURE";
        HistoryErase = "HISTORY_ERASE";
        ProfileCreate = "PROFILE_CREATE";
        ProfileModify = "PROFILE_MODIFY";
        ProfileDelete = "PROFILE_DELETE";
        AuthorizationCreate = "AUTHORIZATION_CREATE";
        AuthorizationModify = "AUTHORIZATION_MODIFY";
        AuthorizationDelete = "AUTHORIZATION_DELETE";
        AuthorizationDenied = "AUTHORIZATION_DENIED";
        AttemptRefused = "ATTEMPT_REFUSED";
        SessionBegin = "SESSION_BEGIN";
        SessionEnd = "SESSION_END";
        PropertyCreate = "PROPERTY_CREATE";
        UnitCreate = "UNIT_CREATE";
        UnitModify = "UNIT_MODIFY";
        UnitDelete = "UNIT_DELETE";
        PersonalQuestionCreate = "PERSONAL_QUESTION_CREATE";
        PersonalQuestionModify = "PERSONAL_QUESTION_MODIFY";
        PersonalQuestionDelete = "PERSONAL_QUESTION_DELETE";
        ApplicationCreate = "APPLICATION_CREATE";
        ApplicationModify = "APPLICATION_MODIFY";
        ApplicationDelete = "APPLICATION_DELETE";
        ClientApplicationCreate = "CLIENT_APPLICATION_CREATE";
        ClientApplicationDelete = "CLIENT_APPLICATION_DELETE";
        RoleCreate = "ROLE_CREATE";
        RoleModify = "ROLE_MODIFY";
        RoleDelete = "ROLE_DELETE";
        EnterpriseRoleCreate = "ENTERPRISE_ROLE_CREATE";
        EnterpriseRoleModify = "ENTERPRISE_ROLE_MODIFY";
        EnterpriseRoleDelete = "ENTERPRISE_ROLE_DELETE";
        EnterpriseRoleMemberCreate = "ENTERPRISE_ROLE_MEMBER_CREATE";
        EnterpriseRoleMemberDelete = "ENTERPRISE_ROLE_MEMBER_DELETE";
        EnterpriseAuthorizationCreate = "ENTERPRISE_AUTHORIZATION_CREATE";
        EnterpriseAuthorizationModify = "ENTERPRISE_AUTHORIZATION_MODIFY";
        EnterpriseAuthorizationDelete = "ENTERPRISE_AUTHORIZATION_DELETE";
        TermsCreate = "TERMS_CREATE";
        TermsModify = "TERMS_MODIFY";
        ConsentCreate = "CONSENT_CREATE";
        SignatureRequest = "SIGNATURE_REQUEST";
        SignatureRepeat = "SIGNATURE_REPEAT";
        SignaturePending = "SIGNATURE_PENDING";
        SignatureSettle = "SIGNATURE_SETTLE";
        SignatureReceipt = "SIGNATURE_RECEIPT";
        MessageQueue = "MESSAGE_QUEUE";
        MessageSend = "MESSAGE_SEND";
        MessageFail = "MESSAGE_FAIL";
    }
}

/// One entry of the history. It names what it is about by external ids, too, since it outlives it.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// A UUIDv7, drawn before the first attempt: who looks for it learns whether a change took effect.
    pub id: Uuid,
    /// When it happened.
    pub at: Timestamp,
    /// Who caused it.
    pub by: Identity,
    /// The request in which it happened; also in the log.
    pub request_id: String,
    /// What was done.
    pub kind: EventKind,
    /// The client, by internal key; the nil UUID where it is about all clients.
    pub client_id: Uuid,
    /// The client as paths named it then; empty where it is about all clients.
    pub client_ext_id: ExtId,
    /// The user, by internal key; `None` where it is about no user.
    pub user_id: Option<Uuid>,
    /// The user as paths named it then; `None` where it is about no user.
    pub user_ext_id: Option<ExtId>,
    /// The external id of what was changed.
    pub subject: ExtId,
    /// What was there, as the object's `audit` shows it; `None` where nothing was, or nothing of it is told.
    pub before: Option<Value>,
    /// What is there since, in the same form; `None` where nothing is left.
    pub after: Option<Value>,
    /// The caller's `modificationComment`, or how it came about; for people.
    pub comment: Option<String>,
}

impl Event {
    /// An event about something of a client that belongs to no user.
    #[must_use]
    pub fn about_client(happening: &Happening, client: &ClientRef, kind: EventKind, subject: &ExtId) -> Self {
        Self {
            id: happening.event_id,
            at: happening.at,
            by: happening.by.clone(),
            request_id: happening.request_id.clone(),
            kind,
            client_id: client.id,
            client_ext_id: client.ext_id.clone(),
            user_id: None,
            user_ext_id: None,
            subject: subject.clone(),
            before: None,
            after: None,
            comment: None,
        }
    }

    /// An event about what is the same for every client. It is in no client's history.
    #[must_use]
    pub fn about_all_clients(happening: &Happening, kind: EventKind, subject: &ExtId) -> Self {
        let none = ExtId::from_stored(String::new());
        let client = ClientRef { id: Uuid::nil(), ext_id: none, name: String::new() };
        Self::about_client(happening, &client, kind, subject)
    }

    /// An event about a user or something below.
    #[must_use]
    pub fn about_user(
        happening: &Happening,
        client: &ClientRef,
        user: &UserRef,
        kind: EventKind,
        subject: &ExtId,
    ) -> Self {
        Self {
            user_id: Some(user.id),
            user_ext_id: Some(user.ext_id.clone()),
            ..Self::about_client(happening, client, kind, subject)
        }
    }

    /// With what was there; see [`Event::before`](field@Event::before).
    #[must_use]
    pub fn before(self, value: Value) -> Self {
        Self { before: Some(value), ..self }
    }

    /// With what is there since; see [`Event::after`](field@Event::after).
    #[must_use]
    pub fn after(self, value: Value) -> Self {
        Self { after: Some(value), ..self }
    }

    /// As who may not see values of custom properties sees it.
    #[must_use]
    pub fn without_properties(mut self) -> Self {
        for value in [&mut self.before, &mut self.after].into_iter().flatten() {
            if let Value::Object(members) = value {
                members.remove("properties");
            }
        }
        self
    }

    /// As who may only know of these clients sees it: a role names the others, too.
    #[must_use]
    pub fn with_clients(mut self, rooms: &ClientRoom) -> Self {
        if matches!(
            self.kind,
            EventKind::AuthorizationCreate | EventKind::AuthorizationModify | EventKind::AuthorizationDelete
        ) {
            for value in [&mut self.before, &mut self.after].into_iter().flatten() {
                if let Some(Value::Array(clients)) = value.get_mut("clients") {
                    clients.retain(|client| client.as_str().is_some_and(|client| rooms.contains(client)));
                }
            }
        }
        self
    }

    /// Without the enterprise roles of a room, for who is held to some: which they were isn't told by key.
    #[must_use]
    pub fn without_enterprise_roles(mut self) -> Self {
        for value in [&mut self.before, &mut self.after].into_iter().flatten() {
            if let Value::Object(members) = value {
                members.remove("enterpriseRoles");
            }
        }
        self
    }

    /// What is left of what an event told before or after, once all that is personal was erased: ids, types, states,
    /// roles, times, and why something was denied. `None` where that is nothing.
    #[must_use]
    pub fn without_person(told: Value) -> Option<Value> {
        let Value::Object(mut members) = told else { return None };
        members.retain(|name, _| STAYS.contains(&name.as_str()) || name.ends_with("ExtId"));
        (!members.is_empty()).then_some(Value::Object(members))
    }

    /// With words for people; see [`Event::comment`](field@Event::comment).
    #[must_use]
    pub fn comment(self, comment: Option<String>) -> Self {
        Self { comment, ..self }
    }
}
