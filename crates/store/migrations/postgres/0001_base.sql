-- The first schema. Times are microseconds since 1970; ids are UUIDv7.

CREATE TABLE client (
    id UUID PRIMARY KEY,
    ext_id TEXT NOT NULL,
    name TEXT NOT NULL,
    display_name TEXT NOT NULL,
    remarks TEXT,
    -- active, or dead: marked for deletion and purged in batches
    state TEXT NOT NULL,
    rev BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created BIGINT NOT NULL,
    modified BIGINT NOT NULL
);
CREATE UNIQUE INDEX client_ext_id ON client (ext_id);
CREATE UNIQUE INDEX client_name ON client (name);

CREATE TABLE unit (
    id UUID PRIMARY KEY,
    client_id UUID NOT NULL REFERENCES client (id),
    ext_id TEXT NOT NULL,
    name TEXT NOT NULL,
    is_default BOOLEAN NOT NULL,
    created BIGINT NOT NULL
);
CREATE UNIQUE INDEX unit_ext_id ON unit (client_id, ext_id);
CREATE UNIQUE INDEX unit_default ON unit (client_id) WHERE is_default;

CREATE TABLE policy (
    id UUID PRIMARY KEY,
    client_id UUID NOT NULL REFERENCES client (id),
    ext_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    is_default BOOLEAN NOT NULL,
    parameters TEXT NOT NULL,
    version BIGINT NOT NULL,
    created BIGINT NOT NULL,
    modified BIGINT NOT NULL
);
CREATE UNIQUE INDEX policy_ext_id ON policy (client_id, ext_id);
CREATE UNIQUE INDEX policy_name ON policy (client_id, name);
-- Not unique: a change of the default writes two rows in one statement, whose order is open. The
-- revision of the client keeps it to one.
CREATE INDEX policy_default ON policy (client_id, kind) WHERE is_default;

CREATE TABLE users (
    id UUID PRIMARY KEY,
    client_id UUID NOT NULL REFERENCES client (id),
    ext_id TEXT NOT NULL,
    login_id TEXT NOT NULL,
    state TEXT NOT NULL,
    is_technical BOOLEAN NOT NULL,
    valid_from BIGINT,
    valid_to BIGINT,
    person TEXT NOT NULL,
    version BIGINT NOT NULL,
    created BIGINT NOT NULL,
    modified BIGINT NOT NULL
);
CREATE UNIQUE INDEX users_ext_id ON users (client_id, ext_id);
CREATE UNIQUE INDEX users_login_id ON users (client_id, login_id);

-- What every change below a user moves first. Slim, since it is written with each of them. The
-- user's logins are counted here, since a login moves it, too.
CREATE TABLE owner (
    id UUID PRIMARY KEY REFERENCES users (id),
    client_id UUID NOT NULL,
    rev BIGINT NOT NULL,
    success_count BIGINT NOT NULL,
    success_last BIGINT,
    failure_count BIGINT NOT NULL,
    failure_last BIGINT
);

CREATE TABLE profile (
    id UUID PRIMARY KEY,
    client_id UUID NOT NULL,
    user_id UUID NOT NULL REFERENCES owner (id),
    unit_id UUID NOT NULL REFERENCES unit (id),
    ext_id TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    created BIGINT NOT NULL,
    modified BIGINT NOT NULL
);
CREATE UNIQUE INDEX profile_ext_id ON profile (client_id, ext_id);
CREATE INDEX profile_user ON profile (user_id);

-- A role of a profile.
CREATE TABLE authz (
    id UUID PRIMARY KEY,
    client_id UUID NOT NULL,
    profile_id UUID NOT NULL REFERENCES profile (id),
    ext_id TEXT NOT NULL,
    role TEXT NOT NULL,
    is_client_global BOOLEAN NOT NULL,
    created BIGINT NOT NULL
);
CREATE UNIQUE INDEX authz_ext_id ON authz (client_id, ext_id);
CREATE INDEX authz_profile ON authz (profile_id);

-- The client room of an authorization that isn't global.
CREATE TABLE authz_client (
    authz_id UUID NOT NULL REFERENCES authz (id) ON DELETE CASCADE,
    client_id UUID NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    PRIMARY KEY (authz_id, client_id)
);

CREATE TABLE credential (
    id UUID PRIMARY KEY,
    client_id UUID NOT NULL,
    owner_id UUID NOT NULL REFERENCES owner (id),
    -- the vendor's number of the type
    kind BIGINT NOT NULL,
    ext_id TEXT NOT NULL,
    policy_id UUID REFERENCES policy (id),
    state TEXT NOT NULL,
    reason TEXT,
    reason_detail TEXT,
    comment TEXT,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT,
    success_count BIGINT NOT NULL,
    success_last BIGINT,
    failure_count BIGINT NOT NULL,
    failure_last BIGINT,
    -- when a temporary lock ends
    lock_until BIGINT,
    version BIGINT NOT NULL,
    created BIGINT NOT NULL,
    modified BIGINT NOT NULL,
    -- what it is found by: for a mobile signature, the digits of its number
    lookup TEXT,
    -- equals lookup where the client wants it unique
    unique_key TEXT,
    detail TEXT NOT NULL,
    -- the hash of a secret
    secret TEXT
);
CREATE UNIQUE INDEX credential_ext_id ON credential (client_id, ext_id);
-- One per user of the types that allow one: 16 is the mobile signature.
CREATE UNIQUE INDEX credential_singleton ON credential (owner_id, kind) WHERE kind = 16;
CREATE INDEX credential_owner ON credential (owner_id);
CREATE INDEX credential_policy ON credential (policy_id);
CREATE INDEX credential_lookup ON credential (client_id, kind, lookup);
CREATE UNIQUE INDEX credential_unique_key ON credential (client_id, kind, unique_key) WHERE unique_key IS NOT NULL;

-- Refers to nothing by key: an event outlives what it is about.
CREATE TABLE event (
    id UUID PRIMARY KEY,
    at BIGINT NOT NULL,
    client_id UUID NOT NULL,
    client_ext_id TEXT NOT NULL,
    user_id UUID,
    user_ext_id TEXT,
    caller_id UUID,
    caller TEXT NOT NULL,
    request_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    before TEXT,
    after TEXT,
    comment TEXT
);
CREATE INDEX event_client ON event (client_id, at, id);
CREATE INDEX event_user ON event (user_id, at, id);

-- Answers kept for a repeated request with the same Idempotency-Key.
CREATE TABLE kept_answer (
    id UUID PRIMARY KEY,
    client_id UUID,
    caller_id UUID NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status BIGINT NOT NULL,
    location TEXT,
    etag TEXT,
    body TEXT,
    at BIGINT NOT NULL
);
CREATE UNIQUE INDEX kept_answer_key ON kept_answer (caller_id, key, method, path);
CREATE INDEX kept_answer_at ON kept_answer (at);

CREATE TABLE signing_key (
    id UUID PRIMARY KEY,
    -- sealed with the master key
    private TEXT NOT NULL,
    public TEXT NOT NULL,
    created BIGINT NOT NULL
);
