-- Times are microseconds since 1970; ids are UUIDv7. The same as for PostgreSQL, with the types of SQLite, and with what
-- its planner takes the tables for.

-- ---- clients ----

CREATE TABLE client (
    id BLOB PRIMARY KEY,
    ext_id TEXT NOT NULL,
    name TEXT NOT NULL,
    display_name TEXT NOT NULL,
    remarks TEXT,
    -- active, or dead: marked for deletion and purged in batches
    state TEXT NOT NULL,
    rev INTEGER NOT NULL,
    -- Which revision of its rules a client has: what must be unique, and where numbers are read. A change that was
    -- decided by them names it.
    rules_rev INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX client_ext_id ON client (ext_id);
CREATE UNIQUE INDEX client_name ON client (name);
-- The order of a documented list is the one of its token: creation in milliseconds, external id.
CREATE INDEX client_list ON client (created / 1000, ext_id);

CREATE TABLE policy (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL REFERENCES client (id),
    ext_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    is_default INTEGER NOT NULL,
    parameters TEXT NOT NULL,
    version INTEGER NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX policy_ext_id ON policy (client_id, ext_id);
CREATE UNIQUE INDEX policy_name ON policy (client_id, name);
-- Not unique: a change of the default writes two rows in one statement, whose order is open. The revision of the client
-- keeps it to one.
CREATE INDEX policy_default ON policy (client_id, kind) WHERE is_default;
-- Whether a client has any: so that making a credential costs nothing more where it has none.
CREATE INDEX policy_of_units ON policy (client_id) WHERE kind = 'UnitPolicy';

-- A tree: a client has ten thousand units at most, on 32 levels.
CREATE TABLE unit (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL REFERENCES client (id),
    ext_id TEXT NOT NULL,
    parent_id BLOB REFERENCES unit (id),
    parent_ext_id TEXT,
    -- '/' and the key of each unit from the root to this one, without dashes, and '/': what is below begins so
    path TEXT NOT NULL,
    -- the same by external ids, to be shown
    hierarchical_name TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    location TEXT,
    state TEXT NOT NULL,
    display_name TEXT NOT NULL,
    abbreviation TEXT NOT NULL,
    is_profileless INTEGER NOT NULL,
    valid_from INTEGER,
    valid_to INTEGER,
    comment TEXT,
    -- the unit policy that holds for it, and its external id, which never changes; NULL: the default one
    policy_id BLOB REFERENCES policy (id),
    policy_ext_id TEXT,
    -- values of custom properties by name, as JSON; NULL: none
    properties TEXT,
    is_default INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX unit_ext_id ON unit (client_id, ext_id);
CREATE UNIQUE INDEX unit_path ON unit (path);
CREATE UNIQUE INDEX unit_name ON unit (coalesce(parent_id, client_id), name);
CREATE UNIQUE INDEX unit_default ON unit (client_id) WHERE is_default;
CREATE INDEX unit_policy ON unit (policy_id) WHERE policy_id IS NOT NULL;
CREATE INDEX unit_list ON unit (client_id, created / 1000, ext_id);
CREATE INDEX unit_children ON unit (parent_id, created / 1000, ext_id);

-- The catalogue of security questions. A client has a thousand at most.
CREATE TABLE question (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL REFERENCES client (id),
    ext_id TEXT NOT NULL,
    description TEXT,
    state TEXT NOT NULL,
    display_name TEXT NOT NULL,
    content TEXT NOT NULL,
    version INTEGER NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX question_ext_id ON question (client_id, ext_id);

-- Definitions of custom properties, for all clients or for one, for all applications or for one: the nil UUID is all.
CREATE TABLE property (
    id BLOB PRIMARY KEY,
    ext_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    client_id BLOB NOT NULL,
    client_ext_id TEXT,
    application_id BLOB NOT NULL,
    application_ext_id TEXT,
    -- from 0 on: two at once that would be the last one allowed want the same place
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    kind TEXT NOT NULL,
    -- whether values are stored sealed by the master key
    is_encrypted INTEGER NOT NULL,
    propagated INTEGER NOT NULL,
    mandatory_on_gui INTEGER NOT NULL,
    string_max_len INTEGER,
    string_regex TEXT,
    access_create TEXT NOT NULL,
    access_modify TEXT NOT NULL,
    uniqueness TEXT NOT NULL,
    allowed_values TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX property_ext_id ON property (ext_id);
CREATE UNIQUE INDEX property_name ON property (scope, name, client_id);
CREATE UNIQUE INDEX property_position ON property (scope, client_id, position);
CREATE INDEX property_application ON property (application_id);
CREATE INDEX property_list ON property (client_id, created / 1000, ext_id);

-- ---- what is the same for every client ----

-- One row, which every change of applications, their roles and their clients moves first: they are few.
CREATE TABLE register (
    id BLOB PRIMARY KEY,
    rev INTEGER NOT NULL
) STRICT;
INSERT INTO register (id, rev) VALUES (x'00000000000000000000000000000001', 1);

CREATE TABLE application (
    id BLOB PRIMARY KEY,
    ext_id TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    url TEXT,
    is_displayed INTEGER NOT NULL,
    display_name TEXT NOT NULL,
    -- values of custom properties by name, as JSON
    properties TEXT NOT NULL DEFAULT '{}',
    -- active, or dead: marked for deletion and purged in batches
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX application_ext_id ON application (ext_id);
CREATE UNIQUE INDEX application_name ON application (name);
CREATE INDEX application_list ON application (created / 1000, ext_id);
CREATE INDEX application_dead ON application (id) WHERE state = 'dead';
-- This server's own is always there. Its roles are in the program.
INSERT INTO application (id, ext_id, name, is_displayed, display_name, state, version, created, modified)
    VALUES (x'00000000000000000000000000000001', 'nevisIdm', 'nevisIdm', 0, '{}', 'active', 1, 0, 0);

-- Which clients have an application.
CREATE TABLE application_client (
    id BLOB PRIMARY KEY,
    application_id BLOB NOT NULL REFERENCES application (id),
    client_id BLOB NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    created INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX application_client_both ON application_client (application_id, client_id);
CREATE INDEX application_client_client ON application_client (client_id);

-- A role of an application that isn't this server's own: it gives no right here.
CREATE TABLE app_role (
    id BLOB PRIMARY KEY,
    application_id BLOB NOT NULL REFERENCES application (id),
    ext_id TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    -- values of custom properties by name, as JSON
    properties TEXT NOT NULL DEFAULT '{}',
    -- active, or dead: marked for deletion and purged in batches
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX app_role_ext_id ON app_role (ext_id);
CREATE UNIQUE INDEX app_role_name ON app_role (application_id, name);
CREATE INDEX app_role_list ON app_role (application_id, created / 1000, ext_id);
CREATE INDEX app_role_dead ON app_role (id) WHERE state = 'dead';

-- ---- terms ----

CREATE TABLE terms (
    id BLOB PRIMARY KEY,
    ext_id TEXT NOT NULL,
    name TEXT NOT NULL,
    is_active INTEGER NOT NULL,
    is_silent INTEGER NOT NULL,
    terms_version TEXT NOT NULL,
    urls TEXT NOT NULL,
    version INTEGER NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX terms_ext_id ON terms (ext_id);
CREATE UNIQUE INDEX terms_name ON terms (name);
CREATE INDEX terms_list ON terms (created / 1000, ext_id);

-- Which applications terms are for; none: for everything.
CREATE TABLE terms_application (
    id BLOB PRIMARY KEY,
    terms_id BLOB NOT NULL REFERENCES terms (id),
    application_id BLOB NOT NULL REFERENCES application (id)
) STRICT;
CREATE UNIQUE INDEX terms_application_both ON terms_application (terms_id, application_id);
CREATE INDEX terms_application_application ON terms_application (application_id);

-- ---- enterprise roles ----

CREATE TABLE erole (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL REFERENCES client (id),
    ext_id TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    display_name TEXT NOT NULL,
    -- a provisioning client's own name for it
    external_id TEXT,
    -- values of custom properties by name, as JSON; NULL: none
    properties TEXT,
    -- active, or dead: marked for deletion and purged in batches
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX erole_ext_id ON erole (client_id, ext_id);
CREATE UNIQUE INDEX erole_name ON erole (client_id, name);
CREATE INDEX erole_list ON erole (client_id, created / 1000, ext_id);
CREATE INDEX erole_external_id ON erole (client_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX erole_dead ON erole (id) WHERE state = 'dead';

-- A role that an enterprise role bundles: of an application that the client has, and can't lose as long.
CREATE TABLE erole_member (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL,
    erole_id BLOB NOT NULL REFERENCES erole (id),
    role_id BLOB NOT NULL REFERENCES app_role (id),
    application_id BLOB NOT NULL,
    created INTEGER NOT NULL,
    FOREIGN KEY (application_id, client_id) REFERENCES application_client (application_id, client_id)
) STRICT;
CREATE UNIQUE INDEX erole_member_both ON erole_member (erole_id, role_id);
CREATE INDEX erole_member_role ON erole_member (role_id);
CREATE INDEX erole_member_application ON erole_member (application_id, client_id);
CREATE INDEX erole_member_client ON erole_member (client_id);

-- ---- users ----

CREATE TABLE users (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL REFERENCES client (id),
    ext_id TEXT NOT NULL,
    login_id TEXT NOT NULL,
    state TEXT NOT NULL,
    is_technical INTEGER NOT NULL,
    valid_from INTEGER,
    valid_to INTEGER,
    person TEXT NOT NULL,
    -- values of custom properties by name, as JSON; NULL: none
    properties TEXT,
    -- folded, written with person: family and first name, first and family name, e-mail address
    name_key TEXT NOT NULL,
    given_key TEXT NOT NULL,
    email_key TEXT NOT NULL,
    -- the mobile number as it is written, and the same where the client wants it unique
    mobile TEXT,
    mobile_unique TEXT,
    -- what a provisioning client calls the user, written with person
    external_id TEXT,
    version INTEGER NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX users_ext_id ON users (client_id, ext_id);
CREATE INDEX users_ends ON users (client_id, valid_to, id) WHERE valid_to IS NOT NULL AND state = 'active';
CREATE UNIQUE INDEX users_login_id ON users (client_id, login_id);
-- Each serves one order of the list of users, and what is looked for by its first column.
CREATE INDEX users_list ON users (client_id, created / 1000, ext_id);
CREATE INDEX users_name ON users (client_id, name_key, created / 1000, ext_id);
CREATE INDEX users_given ON users (client_id, given_key, created / 1000, ext_id);
CREATE INDEX users_email ON users (client_id, email_key, created / 1000, ext_id);
CREATE INDEX users_modified ON users (client_id, modified, created / 1000, ext_id);
CREATE INDEX users_technical ON users (client_id, created / 1000, ext_id) WHERE is_technical;
CREATE INDEX users_mobile ON users (client_id, mobile) WHERE mobile IS NOT NULL;
CREATE UNIQUE INDEX users_mobile_unique ON users (client_id, mobile_unique) WHERE mobile_unique IS NOT NULL;
CREATE INDEX users_external_id ON users (client_id, external_id) WHERE external_id IS NOT NULL;
-- Login ids are found whatever their case, among all clients and within one. They are ASCII, and the column compares byte
-- by byte, so that both databases make the same small letters.
CREATE INDEX users_login_key ON users (lower(login_id), client_id);
-- The beginnings of login ids, of the users of a client.
CREATE INDEX users_login_begin ON users (client_id, lower(login_id));
-- A search in all clients looks for a value, not for a value in each client: indexes that begin with it. Names are in
-- their order, since of a beginning only the first ones are shown. They are of expressions, which nothing but a search
-- has: for what asks within a client, a planner must not take them for the better ones.
CREATE INDEX users_any_ext_id ON users ((ext_id || ''), client_id);
CREATE INDEX users_any_email ON users ((email_key || ''), client_id) WHERE email_key <> '';
CREATE INDEX users_any_name ON users ((name_key || ''), id);
CREATE INDEX users_any_given ON users ((given_key || ''), id);
CREATE INDEX users_any_mobile ON users ((mobile || ''), client_id) WHERE mobile IS NOT NULL;

-- The fields of a person that have no column, for filters and sorting without an index; absent ones are empty.
CREATE VIEW users_flat AS SELECT
    id, client_id, ext_id, login_id, state, is_technical, valid_from, valid_to, person, properties,
    name_key, given_key, email_key, version, created, modified,
    coalesce(person ->> '$.name.title', '') AS title,
    coalesce(person ->> '$.birthDate', '') AS birth_date,
    coalesce(person ->> '$.address.addressline1', '') AS address_line_1,
    coalesce(person ->> '$.address.addressline2', '') AS address_line_2,
    coalesce(person ->> '$.address.postalCode', '') AS postal_code,
    coalesce(person ->> '$.address.city', '') AS city,
    coalesce(person ->> '$.address.street', '') AS street,
    coalesce(person ->> '$.address.houseNumber', '') AS house_number,
    coalesce(person ->> '$.address.countryCode', '') AS country_code,
    coalesce(person ->> '$.address.postOfficeBoxText', '') AS post_office_box_text,
    coalesce(person ->> '$.address.postOfficeBoxNumber', '') AS post_office_box_number,
    coalesce(person ->> '$.address.dwellingNumber', '') AS dwelling_number,
    coalesce(person ->> '$.address.locality', '') AS locality,
    coalesce(person ->> '$.contacts.telephone', '') AS telephone,
    coalesce(person ->> '$.contacts.telefax', '') AS telefax,
    coalesce(person ->> '$.contacts.mobile', '') AS mobile,
    coalesce(person ->> '$.remarks', '') AS remarks
FROM users;

-- What every change below a user moves first. Slim, since it is written with each of them. The user's logins are counted
-- here, since a login moves it, too. Found by its id alone, which is why its rows are kept by that.
CREATE TABLE owner (
    id BLOB PRIMARY KEY REFERENCES users (id),
    client_id BLOB NOT NULL,
    rev INTEGER NOT NULL,
    success_count INTEGER NOT NULL,
    success_last INTEGER,
    failure_count INTEGER NOT NULL,
    failure_last INTEGER
) STRICT, WITHOUT ROWID;
-- This and other indexes of what is referred to: without, letting one unit, client or page of users go reads all of a
-- table that grows with the users of all clients.
CREATE INDEX owner_client ON owner (client_id);

CREATE TABLE profile (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL,
    user_id BLOB NOT NULL REFERENCES owner (id),
    unit_id BLOB NOT NULL REFERENCES unit (id),
    ext_id TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    is_default INTEGER NOT NULL,
    valid_from INTEGER,
    valid_to INTEGER,
    remarks TEXT,
    comment TEXT,
    -- values of custom properties by name, as JSON; NULL: none
    properties TEXT,
    version INTEGER NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX profile_ext_id ON profile (client_id, ext_id);
CREATE INDEX profile_user ON profile (user_id);
CREATE INDEX profile_unit ON profile (unit_id);

-- The values that a profile has for an application.
CREATE TABLE profile_application (
    -- made of both keys
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL,
    profile_id BLOB NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
    application_id BLOB NOT NULL REFERENCES application (id),
    -- values of custom properties by name, as JSON
    properties TEXT NOT NULL,
    version INTEGER NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX profile_application_both ON profile_application (profile_id, application_id);
CREATE INDEX profile_application_application ON profile_application (application_id);

-- A role of a profile.
CREATE TABLE authz (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL,
    profile_id BLOB NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
    ext_id TEXT NOT NULL,
    -- one of this server's own; NULL: of another application, which the client has, and can't lose as long
    role TEXT,
    role_id BLOB REFERENCES app_role (id),
    application_id BLOB,
    valid_from INTEGER,
    valid_to INTEGER,
    is_client_global INTEGER NOT NULL,
    -- What it is held to beside clients; NULL: to nothing. `u`: to the units of authz_unit; `a` and `e`, with the keys of
    -- applications and of enterprise roles behind them, commas between: to these. One that is gone is in no room.
    held_to TEXT,
    version INTEGER NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    FOREIGN KEY (application_id, client_id) REFERENCES application_client (application_id, client_id)
) STRICT;
CREATE UNIQUE INDEX authz_ext_id ON authz (client_id, ext_id);
CREATE INDEX authz_profile ON authz (profile_id);
CREATE INDEX authz_role ON authz (role_id) WHERE role_id IS NOT NULL;
CREATE INDEX authz_application ON authz (application_id, client_id) WHERE application_id IS NOT NULL;
-- Who may do everything everywhere is looked up whenever one of them goes: somebody must be left.
CREATE INDEX authz_root ON authz (profile_id)
    WHERE role = 'nevisIdm.Root' AND is_client_global AND held_to IS NULL;

-- The client room of an authorization that isn't global.
CREATE TABLE authz_client (
    -- made of both keys
    id BLOB PRIMARY KEY,
    authz_id BLOB NOT NULL REFERENCES authz (id) ON DELETE CASCADE,
    client_id BLOB NOT NULL REFERENCES client (id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX authz_client_authz ON authz_client (authz_id, client_id);
CREATE INDEX authz_client_client ON authz_client (client_id);

-- An enterprise role of a profile.
CREATE TABLE eauthz (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL,
    profile_id BLOB NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
    erole_id BLOB NOT NULL REFERENCES erole (id),
    ext_id TEXT NOT NULL,
    valid_from INTEGER,
    valid_to INTEGER,
    version INTEGER NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX eauthz_ext_id ON eauthz (client_id, ext_id);
CREATE UNIQUE INDEX eauthz_both ON eauthz (profile_id, erole_id);
CREATE INDEX eauthz_erole ON eauthz (erole_id, id);

-- That a user has accepted a version of terms.
CREATE TABLE consent (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    terms_id BLOB NOT NULL REFERENCES terms (id),
    terms_version TEXT NOT NULL,
    accepted INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX consent_once ON consent (user_id, terms_id, terms_version);
CREATE INDEX consent_terms ON consent (terms_id);
CREATE INDEX consent_client ON consent (client_id);
-- The unit room of an authorization that isn't of all units.
CREATE TABLE authz_unit (
    -- made of both keys
    id BLOB PRIMARY KEY,
    authz_id BLOB NOT NULL REFERENCES authz (id) ON DELETE CASCADE,
    unit_id BLOB NOT NULL REFERENCES unit (id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX authz_unit_authz ON authz_unit (authz_id, unit_id);
CREATE INDEX authz_unit_unit ON authz_unit (unit_id);

-- ---- credentials ----

CREATE TABLE credential (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL,
    -- none: it is the client\'s own, until it is assigned to a user
    owner_id BLOB REFERENCES owner (id),
    -- the vendor's number of the type
    kind INTEGER NOT NULL,
    -- whether its user may have only one of the type
    is_single INTEGER NOT NULL,
    ext_id TEXT NOT NULL,
    policy_id BLOB REFERENCES policy (id),
    state TEXT NOT NULL,
    reason TEXT,
    reason_detail TEXT,
    comment TEXT,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    success_count INTEGER NOT NULL,
    success_last INTEGER,
    failure_count INTEGER NOT NULL,
    failure_last INTEGER,
    -- when a temporary lock ends
    lock_until INTEGER,
    version INTEGER NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    -- what it is found by: for a mobile signature, the digits of its number
    lookup TEXT,
    -- what else search finds it by: hexadecimal digits in lower case, the serial without leading zeros
    identificator TEXT,
    cert_serial TEXT,
    cert_sha256 TEXT,
    -- equals lookup where the client wants it unique
    unique_key TEXT,
    detail TEXT NOT NULL,
    -- the hash of a secret
    secret TEXT
) STRICT;
-- These four also serve a search in all clients, since a client is looked for with all of their values only.
CREATE UNIQUE INDEX credential_ext_id ON credential (ext_id, client_id);
CREATE INDEX credential_identificator ON credential (identificator, client_id) WHERE identificator IS NOT NULL;
CREATE INDEX credential_cert_serial ON credential (cert_serial, client_id) WHERE cert_serial IS NOT NULL;
CREATE INDEX credential_cert_sha256 ON credential (cert_sha256, client_id) WHERE cert_sha256 IS NOT NULL;
CREATE INDEX credential_lookup ON credential (client_id, kind, lookup);
CREATE INDEX credential_number ON credential ((lookup || ''), client_id) WHERE kind = 16;
CREATE UNIQUE INDEX credential_unique_key ON credential (client_id, kind, unique_key) WHERE unique_key IS NOT NULL;
CREATE UNIQUE INDEX credential_singleton ON credential (owner_id, kind) WHERE is_single;
CREATE INDEX credential_owner ON credential (owner_id, kind);
-- Three types are listed for a whole client.
CREATE INDEX credential_fido2 ON credential (client_id, created / 1000, ext_id) WHERE kind = 23;
CREATE INDEX credential_fido2_ext_id ON credential (client_id, ext_id) WHERE kind = 23;
CREATE INDEX credential_fido_uaf ON credential (client_id, created / 1000, ext_id) WHERE kind = 21;
CREATE INDEX credential_fido_uaf_ext_id ON credential (client_id, ext_id) WHERE kind = 21;
CREATE INDEX credential_vasco ON credential (client_id, created / 1000, ext_id) WHERE kind = 12;
CREATE INDEX credential_vasco_ext_id ON credential (client_id, ext_id) WHERE kind = 12;
-- What becomes of what has ended is gone through by when it ended.
CREATE INDEX credential_ends ON credential (client_id, valid_to, id)
    WHERE valid_to IS NOT NULL AND state NOT IN ('disabled', 'archived');
-- What a policy governs is gone through page by page.
CREATE INDEX credential_governed ON credential (policy_id, id);

-- That a question of the catalogue is among those that somebody has answered. It goes with the credential; the question
-- stays meanwhile.
CREATE TABLE answered_question (
    id BLOB PRIMARY KEY,
    question_id BLOB NOT NULL REFERENCES question (id),
    credential_id BLOB NOT NULL REFERENCES credential (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX answered_question_question ON answered_question (question_id);
CREATE INDEX answered_question_credential ON answered_question (credential_id);

-- Where messages to a device of a user go.
CREATE TABLE dispatch_target (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    ext_id TEXT NOT NULL,
    state TEXT NOT NULL,
    -- its texts by name, as JSON
    detail TEXT NOT NULL,
    -- what vouches for the app, as JSON; NULL: nothing
    attestation TEXT,
    attestation_name TEXT,
    version INTEGER NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX dispatch_target_ext_id ON dispatch_target (client_id, ext_id);
CREATE UNIQUE INDEX dispatch_target_name ON dispatch_target (user_id, attestation_name)
    WHERE attestation_name IS NOT NULL;
CREATE INDEX dispatch_target_user ON dispatch_target (user_id);

-- A value that no other object of the client may have, by the hash of property and value; of what is the same for every
-- client, that of the nil UUID. It goes with what has it.
CREATE TABLE unique_value (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL,
    user_id BLOB REFERENCES users (id) ON DELETE CASCADE,
    credential_id BLOB REFERENCES credential (id) ON DELETE CASCADE,
    unit_id BLOB REFERENCES unit (id) ON DELETE CASCADE,
    profile_id BLOB REFERENCES profile (id) ON DELETE CASCADE,
    erole_id BLOB REFERENCES erole (id) ON DELETE CASCADE,
    application_id BLOB REFERENCES application (id) ON DELETE CASCADE,
    profile_application_id BLOB REFERENCES profile_application (id) ON DELETE CASCADE,
    role_id BLOB REFERENCES app_role (id) ON DELETE CASCADE,
    unique_key TEXT NOT NULL,
    -- the unit in which it is unique, and the user whose objects may share it; the nil UUID is none
    within_unit BLOB NOT NULL,
    shared_by BLOB NOT NULL,
    place INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX unique_value_key ON unique_value (client_id, unique_key, within_unit, place);
CREATE INDEX unique_value_user ON unique_value (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX unique_value_credential ON unique_value (credential_id) WHERE credential_id IS NOT NULL;
CREATE INDEX unique_value_unit ON unique_value (unit_id) WHERE unit_id IS NOT NULL;
CREATE INDEX unique_value_profile ON unique_value (profile_id) WHERE profile_id IS NOT NULL;
CREATE INDEX unique_value_erole ON unique_value (erole_id) WHERE erole_id IS NOT NULL;
CREATE INDEX unique_value_application ON unique_value (application_id) WHERE application_id IS NOT NULL;
CREATE INDEX unique_value_role ON unique_value (role_id) WHERE role_id IS NOT NULL;
CREATE INDEX unique_value_profile_application ON unique_value (profile_application_id)
    WHERE profile_application_id IS NOT NULL;

-- ---- signatures ----

-- A signature that was asked for. It goes with its credential; history stays.
CREATE TABLE signature (
    -- also the public id
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL,
    owner_id BLOB NOT NULL,
    credential_id BLOB NOT NULL REFERENCES credential (id) ON DELETE CASCADE,
    credential_ext_id TEXT NOT NULL,
    -- requested, pending or settled
    state TEXT NOT NULL,
    -- equals credential_id while it isn't settled: one open signature per credential
    pending_key BLOB,
    mssp TEXT NOT NULL,
    ap_trans_id TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    mssp_trans_id TEXT,
    msisdn TEXT NOT NULL,
    -- what the provider is asked about
    number TEXT NOT NULL,
    text TEXT NOT NULL,
    -- what is hashed, where the phone signs a hash
    document TEXT,
    language TEXT NOT NULL,
    profile TEXT,
    code TEXT NOT NULL,
    receipt_text TEXT,
    time_limit_s INTEGER NOT NULL,
    limit_at INTEGER NOT NULL,
    caller TEXT NOT NULL,
    request_id TEXT NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    settled INTEGER,
    outcome TEXT,
    provider_status INTEGER,
    -- the signature object in base64, as it came
    answer TEXT,
    detail TEXT,
    -- what became of the receipt; 'sending' while, or if, that isn't known
    receipt TEXT,
    -- the node that drives it, and until when it may be silent
    lease_by BLOB,
    lease_until INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX signature_pending ON signature (pending_key) WHERE pending_key IS NOT NULL;
CREATE INDEX signature_credential ON signature (credential_id, created, id);
CREATE INDEX signature_client ON signature (client_id);
CREATE INDEX signature_lease ON signature (lease_until) WHERE pending_key IS NOT NULL;
CREATE INDEX signature_driver ON signature (lease_by) WHERE pending_key IS NOT NULL;
CREATE INDEX signature_settled ON signature (settled) WHERE settled IS NOT NULL;

-- What numbers were asked about, over all clients and users, each numbered from the first one on: of two who ask at once
-- one takes the next place. A few minutes old, it is deleted.
CREATE TABLE number_asked (
    id BLOB PRIMARY KEY,
    -- as the provider was asked
    number TEXT NOT NULL,
    -- signature or profile
    kind TEXT NOT NULL,
    place INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX number_asked_place ON number_asked (number, kind, place);
CREATE INDEX number_asked_at ON number_asked (at);

-- ---- messages ----

-- What is sent to people. It goes with its credential; history stays.
CREATE TABLE message (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL,
    owner_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- NULL: it is about the user itself
    credential_id BLOB REFERENCES credential (id) ON DELETE CASCADE,
    subject_ext_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    -- waiting, sent or failed
    state TEXT NOT NULL,
    -- email or sms
    channel TEXT NOT NULL,
    -- which of its ways that is
    way INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    -- when it is tried next, or when somebody else may who hasn't claimed it; NULL: it is over
    due INTEGER,
    until INTEGER NOT NULL,
    -- who tries now
    claim BLOB,
    -- where it goes and what it says; NULL: it is over
    sealed TEXT,
    caller TEXT NOT NULL,
    request_id TEXT NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL
) STRICT;
CREATE INDEX message_due ON message (due) WHERE due IS NOT NULL;
CREATE INDEX message_claim ON message (claim) WHERE claim IS NOT NULL;
CREATE INDEX message_credential ON message (credential_id);
CREATE INDEX message_owner ON message (owner_id);
CREATE INDEX message_client ON message (client_id);
CREATE INDEX message_over ON message (modified) WHERE due IS NULL;

-- ---- history ----

-- Refers to nothing by key: an event outlives what it is about.
CREATE TABLE event (
    id BLOB PRIMARY KEY,
    at INTEGER NOT NULL,
    client_id BLOB NOT NULL,
    client_ext_id TEXT NOT NULL,
    user_id BLOB,
    user_ext_id TEXT,
    caller_id BLOB,
    caller TEXT NOT NULL,
    request_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    before TEXT,
    after TEXT,
    comment TEXT,
    -- when what it tells of a person was removed from it
    erased INTEGER
) STRICT;
CREATE INDEX event_client ON event (client_id, at, id);
-- By external id, since the user may be gone.
CREATE INDEX event_user ON event (client_id, user_ext_id, at, id) WHERE user_ext_id IS NOT NULL;
-- Which client an external id meant, when that client is gone. By its end, which outlives its beginning where old events
-- go.
CREATE INDEX event_client_delete ON event (client_ext_id, at) WHERE kind = 'CLIENT_DELETE';

-- ---- requests ----

-- Answers kept for a repeated request with the same Idempotency-Key.
CREATE TABLE kept_answer (
    id BLOB PRIMARY KEY,
    client_id BLOB,
    caller_id BLOB NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL,
    location TEXT,
    etag TEXT,
    body TEXT,
    at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX kept_answer_key ON kept_answer (caller_id, key, method, path);
CREATE INDEX kept_answer_at ON kept_answer (at);
CREATE INDEX kept_answer_client ON kept_answer (client_id) WHERE client_id IS NOT NULL;

CREATE TABLE signing_key (
    id BLOB PRIMARY KEY,
    -- sealed with the master key
    private TEXT NOT NULL,
    public TEXT NOT NULL,
    created INTEGER NOT NULL,
    -- from when on it signs: nodes and callers learn of it before
    signs_from INTEGER NOT NULL
) STRICT;

-- What serves once and was used: client assertions, by a hash of who made them and their jti, links, and
-- ceremonies.
CREATE TABLE used_assertion (
    id BLOB PRIMARY KEY,
    -- when it has expired, and so need not be remembered any more
    until INTEGER NOT NULL
) STRICT;
CREATE INDEX used_assertion_until ON used_assertion (until);

-- Who is signed in at the console. It goes with its user.
CREATE TABLE session (
    id BLOB PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- SHA-256 of the secret in the cookie, in hexadecimal digits
    secret TEXT NOT NULL,
    created INTEGER NOT NULL,
    ends INTEGER NOT NULL,
    signed_in_by TEXT NOT NULL,
    address TEXT,
    agent TEXT,
    seen INTEGER NOT NULL,
    idle_until INTEGER NOT NULL,
    -- NULL: a second factor is missing
    proved INTEGER,
    ended INTEGER,
    reason TEXT
) STRICT;
CREATE UNIQUE INDEX session_secret ON session (secret);
CREATE INDEX session_of_user ON session (user_id, created);
CREATE INDEX session_ends ON session (ends);

-- ---- what the planner takes tables for ----

-- A million users of ten clients. Without it, it takes "of this client" for as good as "with this number", and reads all
-- of a client; measured by ANALYZE, its choice would change with the size of the database, and so would time.
ANALYZE sqlite_schema;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('client', 'sqlite_autoindex_client_1', '10 1'),
    ('client', 'client_ext_id', '10 1'),
    ('client', 'client_name', '10 1'),
    ('client', 'client_list', '10 1 1'),
    ('unit', 'sqlite_autoindex_unit_1', '1000 1'),
    ('unit', 'unit_ext_id', '1000 100 1'),
    ('unit', 'unit_default', '10 1'),
    ('unit', 'unit_path', '1000 1'),
    ('unit', 'unit_name', '1000 10 1'),
    ('unit', 'unit_list', '1000 100 1 1'),
    ('unit', 'unit_policy', '1000 10'),
    ('unit', 'unit_children', '1000 10 1 1'),
    ('policy', 'sqlite_autoindex_policy_1', '200 1'),
    ('policy', 'policy_ext_id', '200 20 1'),
    ('policy', 'policy_name', '200 20 1'),
    ('policy', 'policy_default', '40 4 1'),
    ('policy', 'policy_of_units', '10 1'),
    ('question', 'sqlite_autoindex_question_1', '1000 1'),
    ('question', 'question_ext_id', '1000 100 1'),
    ('application', 'sqlite_autoindex_application_1', '100 1'),
    ('application', 'application_ext_id', '100 1'),
    ('application', 'application_name', '100 1'),
    ('application', 'application_list', '100 1 1'),
    ('application', 'application_dead', '1 1'),
    ('application_client', 'sqlite_autoindex_application_client_1', '500 1'),
    ('application_client', 'application_client_both', '500 5 1'),
    ('application_client', 'application_client_client', '500 50'),
    ('app_role', 'sqlite_autoindex_app_role_1', '1000 1'),
    ('app_role', 'app_role_ext_id', '1000 1'),
    ('app_role', 'app_role_name', '1000 10 1'),
    ('app_role', 'app_role_list', '1000 10 1 1'),
    ('app_role', 'app_role_dead', '1 1'),
    ('terms', 'sqlite_autoindex_terms_1', '100 1'),
    ('terms', 'terms_ext_id', '100 1'),
    ('terms', 'terms_name', '100 1'),
    ('terms', 'terms_list', '100 1 1'),
    ('terms_application', 'sqlite_autoindex_terms_application_1', '200 1'),
    ('terms_application', 'terms_application_both', '200 2 1'),
    ('terms_application', 'terms_application_application', '200 2'),
    ('erole', 'sqlite_autoindex_erole_1', '1000 1'),
    ('erole', 'erole_ext_id', '1000 100 1'),
    ('erole', 'erole_name', '1000 100 1'),
    ('erole', 'erole_list', '1000 100 1 1'),
    ('erole', 'erole_dead', '1 1'),
    ('erole_member', 'sqlite_autoindex_erole_member_1', '10000 1'),
    ('erole_member', 'erole_member_both', '10000 10 1'),
    ('erole_member', 'erole_member_role', '10000 10'),
    ('erole_member', 'erole_member_application', '10000 100 10'),
    ('erole_member', 'erole_member_client', '10000 1000'),
    ('eauthz', 'sqlite_autoindex_eauthz_1', '1000000 1'),
    ('eauthz', 'eauthz_ext_id', '1000000 100000 1'),
    ('eauthz', 'eauthz_both', '1000000 2 1'),
    ('eauthz', 'eauthz_erole', '1000000 1000'),
    ('consent', 'sqlite_autoindex_consent_1', '1000000 1'),
    ('consent', 'consent_once', '1000000 2 1 1'),
    ('consent', 'consent_terms', '1000000 10000'),
    ('consent', 'consent_client', '1000000 100000'),
    ('users', 'sqlite_autoindex_users_1', '1000000 1'),
    ('users', 'users_ext_id', '1000000 100000 1'),
    ('users', 'users_login_id', '1000000 100000 1'),
    ('users', 'users_list', '1000000 100000 2 1'),
    ('users', 'users_name', '1000000 100000 100 1 1'),
    ('users', 'users_given', '1000000 100000 100 1 1'),
    ('users', 'users_email', '1000000 100000 2 1 1'),
    ('users', 'users_modified', '1000000 100000 2 1 1'),
    ('users', 'users_technical', '1000 100 1 1'),
    ('users', 'users_mobile', '500000 50000 1'),
    ('users', 'users_mobile_unique', '500000 50000 1'),
    ('users', 'users_external_id', '500000 50000 1'),
    ('users', 'users_any_ext_id', '1000000 2 1'),
    ('users', 'users_any_email', '1000000 2 1'),
    ('users', 'users_any_name', '1000000 100 1'),
    ('users', 'users_any_given', '1000000 100 1'),
    ('users', 'users_any_mobile', '500000 2 1'),
    ('users', 'users_login_key', '1000000 2 1'),
    ('users', 'users_login_begin', '1000000 100000 2'),
    ('owner', 'sqlite_autoindex_owner_1', '1000000 1'),
    ('owner', 'owner_client', '1000000 100000'),
    ('profile', 'sqlite_autoindex_profile_1', '1000000 1'),
    ('profile', 'profile_ext_id', '1000000 100000 1'),
    ('profile', 'profile_user', '1000000 1'),
    ('profile', 'profile_unit', '1000000 1000'),
    ('authz', 'sqlite_autoindex_authz_1', '1000 1'),
    ('authz', 'authz_ext_id', '1000 100 1'),
    ('authz', 'authz_profile', '1000 2'),
    ('authz_client', 'sqlite_autoindex_authz_client_1', '1000 1'),
    ('authz_client', 'authz_client_authz', '1000 1 1'),
    ('authz_client', 'authz_client_client', '1000 100'),
    ('authz_unit', 'sqlite_autoindex_authz_unit_1', '1000 1'),
    ('authz_unit', 'authz_unit_authz', '1000 10 1'),
    ('authz_unit', 'authz_unit_unit', '1000 10'),
    ('credential', 'sqlite_autoindex_credential_1', '2000000 1'),
    ('credential', 'credential_ext_id', '2000000 2 1'),
    ('credential', 'credential_singleton', '1000000 1 1'),
    ('credential', 'credential_owner', '2000000 2 1'),
    ('credential', 'credential_lookup', '2000000 200000 100000 1'),
    ('credential', 'credential_identificator', '1000000 2 1'),
    ('credential', 'credential_cert_serial', '1000000 2 1'),
    ('credential', 'credential_cert_sha256', '1000000 2 1'),
    ('credential', 'credential_unique_key', '1000000 100000 100000 1'),
    ('credential', 'credential_governed', '2000000 100000 1'),
    ('credential', 'credential_number', '1000000 2 1'),
    ('credential', 'credential_fido2', '1000000 100000 2 1'),
    ('credential', 'credential_fido2_ext_id', '1000000 100000 1'),
    ('credential', 'credential_fido_uaf', '1000000 100000 2 1'),
    ('credential', 'credential_fido_uaf_ext_id', '1000000 100000 1'),
    ('credential', 'credential_vasco', '1000000 100000 2 1'),
    ('credential', 'credential_vasco_ext_id', '1000000 100000 1'),
    ('dispatch_target', 'sqlite_autoindex_dispatch_target_1', '1000000 1'),
    ('dispatch_target', 'dispatch_target_ext_id', '1000000 100000 1'),
    ('dispatch_target', 'dispatch_target_name', '1000000 2 1'),
    ('dispatch_target', 'dispatch_target_user', '1000000 2'),
    ('answered_question', 'sqlite_autoindex_answered_question_1', '1000000 1'),
    ('answered_question', 'answered_question_question', '1000000 1000'),
    ('answered_question', 'answered_question_credential', '1000000 3'),
    ('unique_value', 'sqlite_autoindex_unique_value_1', '1000000 1'),
    ('unique_value', 'unique_value_key', '1000000 100000 1 1 1'),
    ('unique_value', 'unique_value_user', '500000 1'),
    ('unique_value', 'unique_value_credential', '500000 1'),
    ('unique_value', 'unique_value_unit', '1000 1'),
    ('unique_value', 'unique_value_profile', '1000 1'),
    ('unique_value', 'unique_value_erole', '1000 1'),
    ('unique_value', 'unique_value_application', '1000 1'),
    ('unique_value', 'unique_value_role', '1000 1'),
    ('unique_value', 'unique_value_profile_application', '1000 1'),
    ('profile_application', 'profile_application_both', '1000000 2 1'),
    ('profile_application', 'profile_application_application', '1000000 1000'),
    ('signature', 'sqlite_autoindex_signature_1', '1000000 1'),
    ('signature', 'signature_pending', '1000 1'),
    ('signature', 'signature_credential', '1000000 5 1 1'),
    ('signature', 'signature_client', '1000000 100000'),
    ('signature', 'signature_lease', '1000 1'),
    ('signature', 'signature_driver', '1000 100'),
    ('signature', 'signature_settled', '1000000 1'),
    ('message', 'sqlite_autoindex_message_1', '100000 1'),
    ('message', 'message_due', '100 1'),
    ('message', 'message_claim', '100 20'),
    ('message', 'message_credential', '100000 2'),
    ('message', 'message_client', '100000 10000'),
    ('message', 'message_over', '100000 1'),
    ('number_asked', 'sqlite_autoindex_number_asked_1', '10000 1'),
    ('number_asked', 'number_asked_place', '10000 5 4 1'),
    ('number_asked', 'number_asked_at', '10000 1'),
    ('event', 'sqlite_autoindex_event_1', '10000000 1'),
    ('event', 'event_client', '10000000 1000000 1 1'),
    ('event', 'event_user', '9000000 900000 10 1 1'),
    ('event', 'event_client_delete', '10 1 1'),
    ('session', 'sqlite_autoindex_session_1', '100000 1'),
    ('session', 'session_secret', '100000 1'),
    ('session', 'session_of_user', '100000 2 1'),
    ('session', 'session_ends', '100000 1'),
    ('kept_answer', 'sqlite_autoindex_kept_answer_1', '100000 1'),
    ('kept_answer', 'kept_answer_key', '100000 10000 1 1 1'),
    ('kept_answer', 'kept_answer_at', '100000 1'),
    ('kept_answer', 'kept_answer_client', '100000 10000');
ANALYZE sqlite_schema;
