-- The first schema. Times are microseconds since 1970; ids are UUIDv7 as 16 bytes.

CREATE TABLE client (
    id BLOB PRIMARY KEY,
    ext_id TEXT NOT NULL,
    name TEXT NOT NULL,
    display_name TEXT NOT NULL,
    remarks TEXT,
    -- active, or dead: marked for deletion and purged in batches
    state TEXT NOT NULL,
    rev INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX client_ext_id ON client (ext_id);
CREATE UNIQUE INDEX client_name ON client (name);
-- The order of a documented list is the one of its token: creation in milliseconds, external id.
CREATE INDEX client_list ON client (created / 1000, ext_id);

CREATE TABLE unit (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL REFERENCES client (id),
    ext_id TEXT NOT NULL,
    name TEXT NOT NULL,
    is_default INTEGER NOT NULL,
    created INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX unit_ext_id ON unit (client_id, ext_id);
CREATE UNIQUE INDEX unit_default ON unit (client_id) WHERE is_default;

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
-- Not unique: a change of the default writes two rows in one statement, whose order is open. The
-- revision of the client keeps it to one.
CREATE INDEX policy_default ON policy (client_id, kind) WHERE is_default;

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
    -- folded, written with person: family and first name, first and family name, e-mail address
    name_key TEXT NOT NULL,
    given_key TEXT NOT NULL,
    email_key TEXT NOT NULL,
    version INTEGER NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX users_ext_id ON users (client_id, ext_id);
CREATE UNIQUE INDEX users_login_id ON users (client_id, login_id);
-- Each serves one order of the list of users, and what is looked for by its first column.
CREATE INDEX users_list ON users (client_id, created / 1000, ext_id);
CREATE INDEX users_name ON users (client_id, name_key, created / 1000, ext_id);
CREATE INDEX users_given ON users (client_id, given_key, created / 1000, ext_id);
CREATE INDEX users_email ON users (client_id, email_key, created / 1000, ext_id);
CREATE INDEX users_modified ON users (client_id, modified, created / 1000, ext_id);
CREATE INDEX users_technical ON users (client_id, created / 1000, ext_id) WHERE is_technical;

-- The fields of a person that have no column, for filters and sorting without an index; absent ones
-- are empty.
CREATE VIEW users_flat AS SELECT
    id, client_id, ext_id, login_id, state, is_technical, valid_from, valid_to, person,
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

-- What every change below a user moves first. Slim, since it is written with each of them. The
-- user's logins are counted here, since a login moves it, too.
CREATE TABLE owner (
    id BLOB PRIMARY KEY REFERENCES users (id),
    client_id BLOB NOT NULL,
    rev INTEGER NOT NULL,
    success_count INTEGER NOT NULL,
    success_last INTEGER,
    failure_count INTEGER NOT NULL,
    failure_last INTEGER
) STRICT;

CREATE TABLE profile (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL,
    user_id BLOB NOT NULL REFERENCES owner (id),
    unit_id BLOB NOT NULL REFERENCES unit (id),
    ext_id TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX profile_ext_id ON profile (client_id, ext_id);
CREATE INDEX profile_user ON profile (user_id);

-- A role of a profile.
CREATE TABLE authz (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL,
    profile_id BLOB NOT NULL REFERENCES profile (id),
    ext_id TEXT NOT NULL,
    role TEXT NOT NULL,
    is_client_global INTEGER NOT NULL,
    created INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX authz_ext_id ON authz (client_id, ext_id);
CREATE INDEX authz_profile ON authz (profile_id);

-- The client room of an authorization that isn't global.
CREATE TABLE authz_client (
    authz_id BLOB NOT NULL REFERENCES authz (id) ON DELETE CASCADE,
    client_id BLOB NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    PRIMARY KEY (authz_id, client_id)
) STRICT;

CREATE TABLE credential (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL,
    owner_id BLOB NOT NULL REFERENCES owner (id),
    -- the vendor's number of the type
    kind INTEGER NOT NULL,
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
CREATE UNIQUE INDEX credential_ext_id ON credential (client_id, ext_id);
-- One per user of the types that allow one: 16 is the mobile signature.
CREATE UNIQUE INDEX credential_singleton ON credential (owner_id, kind) WHERE kind = 16;
CREATE INDEX credential_owner ON credential (owner_id);
CREATE INDEX credential_policy ON credential (policy_id);
CREATE INDEX credential_lookup ON credential (client_id, kind, lookup);
CREATE INDEX credential_identificator ON credential (client_id, identificator) WHERE identificator IS NOT NULL;
CREATE INDEX credential_cert_serial ON credential (client_id, cert_serial) WHERE cert_serial IS NOT NULL;
CREATE INDEX credential_cert_sha256 ON credential (client_id, cert_sha256) WHERE cert_sha256 IS NOT NULL;
CREATE UNIQUE INDEX credential_unique_key ON credential (client_id, kind, unique_key) WHERE unique_key IS NOT NULL;

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
    comment TEXT
) STRICT;
CREATE INDEX event_client ON event (client_id, at, id);
-- By external id, since the user may be gone.
CREATE INDEX event_user ON event (client_id, user_ext_id, at, id) WHERE user_ext_id IS NOT NULL;
-- Which client an external id meant, when that client is gone.
CREATE INDEX event_client_create ON event (client_ext_id, at) WHERE kind = 'CLIENT_CREATE';

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

CREATE TABLE signing_key (
    id BLOB PRIMARY KEY,
    -- sealed with the master key
    private TEXT NOT NULL,
    public TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT;
