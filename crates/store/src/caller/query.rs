//! The reads of a caller, which others come beside.

use sigill_domain::client::ClientRef;
use sigill_domain::session::Session;
use sigill_domain::user::UserRef;
use uuid::Uuid;

use crate::engine::shared;

/// How many columns [`HolderQuery`] and [`NamedQuery`] have.
pub(crate) const COLUMNS: usize = 22;

shared! {
    /// The caller who holds a credential.
    pub(crate) struct HolderQuery { credential: Uuid, user: Uuid }
    "
        SELECT u.id, c.id, c.ext_id, u.ext_id, u.state, u.valid_from, u.valid_to,
               k.state, k.lock_until, k.valid_from, k.valid_to, k.version,
               a.id, a.role, a.is_client_global,
               (SELECT ext_id FROM client WHERE id = ac.client_id AND state = 'active'),
               CASE WHEN held_to IS NOT NULL THEN (
                   SELECT string_agg(n.path, ',') FROM authz_unit au JOIN unit n ON n.id = unit_id WHERE authz_id = a.id
               ) END, held_to, p.valid_from, p.valid_to, a.valid_from, a.valid_to
        FROM users u
        JOIN client c ON c.id = u.client_id AND c.state = 'active'
        JOIN credential k ON k.owner_id = u.id AND k.id = {credential}
        LEFT JOIN profile p ON p.user_id = u.id AND p.state = 'active'
        LEFT JOIN authz a ON a.profile_id = p.id
        LEFT JOIN authz_client ac ON ac.authz_id = a.id
        WHERE u.id = {user}"
}

shared! {
    /// A user whom an outside issuer vouches for has no credential here: one without end stands in for it.
    pub(crate) struct NamedQuery { user: String, client: String }
    "
        SELECT u.id, c.id, c.ext_id, u.ext_id, u.state, u.valid_from, u.valid_to,
               CAST('active' AS TEXT), CAST(NULL AS BIGINT), CAST(0 AS BIGINT), CAST(NULL AS BIGINT), CAST(0 AS BIGINT),
               a.id, a.role, a.is_client_global,
               (SELECT ext_id FROM client WHERE id = ac.client_id AND state = 'active'),
               CASE WHEN held_to IS NOT NULL THEN (
                   SELECT string_agg(n.path, ',') FROM authz_unit au JOIN unit n ON n.id = unit_id WHERE authz_id = a.id
               ) END, held_to, p.valid_from, p.valid_to, a.valid_from, a.valid_to
        FROM client c
        JOIN users u ON u.client_id = c.id AND u.ext_id = {user}
        LEFT JOIN profile p ON p.user_id = u.id AND p.state = 'active'
        LEFT JOIN authz a ON a.profile_id = p.id
        LEFT JOIN authz_client ac ON ac.authz_id = a.id
        WHERE c.ext_id = {client} AND c.state = 'active'"
}

shared! {
    /// Who is signed in with a session: it stands in for a credential, which is good for as long as it holds. With what
    /// pages show of the person.
    pub(crate) struct SessionQuery { secret: String }
    "
        SELECT u.id, c.id, c.ext_id, u.ext_id, u.state, u.valid_from, u.valid_to,
               CAST(CASE WHEN s.ended IS NULL AND s.proved IS NOT NULL THEN 'active' ELSE 'disabled' END AS TEXT),
               CAST(NULL AS BIGINT), s.created,
               CASE WHEN s.idle_until < s.ends THEN s.idle_until ELSE s.ends END, CAST(0 AS BIGINT),
               a.id, a.role, a.is_client_global,
               (SELECT ext_id FROM client WHERE id = ac.client_id AND state = 'active'),
               CASE WHEN held_to IS NOT NULL THEN (
                   SELECT string_agg(n.path, ',') FROM authz_unit au JOIN unit n ON n.id = unit_id WHERE authz_id = a.id
               ) END, held_to, p.valid_from, p.valid_to, a.valid_from, a.valid_to,
               {s}, {c}, {u}, u.login_id, u.person
        FROM session s
        JOIN users u ON u.id = s.user_id
        JOIN client c ON c.id = u.client_id AND c.state = 'active'
        LEFT JOIN profile p ON p.user_id = u.id AND p.state = 'active'
        LEFT JOIN authz a ON a.profile_id = p.id
        LEFT JOIN authz_client ac ON ac.authz_id = a.id
        WHERE s.secret = {secret}", s: Session, c: ClientRef, u: UserRef
}
