-- Custom properties: their definitions, and the values of users. Those of a credential are in its detail.

-- The same for every client.
CREATE TABLE property (
    id BLOB PRIMARY KEY,
    ext_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    -- from 0 on, so that a scope can't have more than one more than the last one allowed
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    kind TEXT NOT NULL,
    propagated INTEGER NOT NULL,
    mandatory_on_gui INTEGER NOT NULL,
    string_max_len INTEGER,
    string_regex TEXT,
    access_create TEXT NOT NULL,
    access_modify TEXT NOT NULL,
    is_unique INTEGER NOT NULL,
    allowed_values TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX property_ext_id ON property (ext_id);
CREATE UNIQUE INDEX property_name ON property (scope, name);
CREATE UNIQUE INDEX property_position ON property (scope, position);
CREATE INDEX property_list ON property (created / 1000, ext_id);

-- A value that no other object of the client may have, by the hash of property and value. It goes with
-- its user or credential.
CREATE TABLE unique_value (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL,
    user_id BLOB REFERENCES users (id) ON DELETE CASCADE,
    credential_id BLOB REFERENCES credential (id) ON DELETE CASCADE,
    unique_key TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX unique_value_key ON unique_value (client_id, unique_key);
CREATE INDEX unique_value_user ON unique_value (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX unique_value_credential ON unique_value (credential_id) WHERE credential_id IS NOT NULL;

DROP VIEW users_flat;

-- Values by name, as JSON; NULL: none.
ALTER TABLE users ADD COLUMN properties TEXT;

-- As before, with the new column.
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
