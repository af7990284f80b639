-- Custom properties: their definitions, and the values of users. Those of a credential are in its detail.

-- The same for every client.
CREATE TABLE property (
    id UUID PRIMARY KEY,
    ext_id TEXT COLLATE "C" NOT NULL,
    scope TEXT NOT NULL,
    -- from 0 on, so that a scope can't have more than one more than the last one allowed
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    kind TEXT NOT NULL,
    propagated BOOLEAN NOT NULL,
    mandatory_on_gui BOOLEAN NOT NULL,
    string_max_len BIGINT,
    string_regex TEXT,
    access_create TEXT NOT NULL,
    access_modify TEXT NOT NULL,
    is_unique BOOLEAN NOT NULL,
    allowed_values TEXT NOT NULL,
    created BIGINT NOT NULL
);
CREATE UNIQUE INDEX property_ext_id ON property (ext_id);
CREATE UNIQUE INDEX property_name ON property (scope, name);
CREATE UNIQUE INDEX property_position ON property (scope, position);
CREATE INDEX property_list ON property ((created / 1000), ext_id);

-- A value that no other object of the client may have, by the hash of property and value. It goes with
-- its user or credential.
CREATE TABLE unique_value (
    id UUID PRIMARY KEY,
    client_id UUID NOT NULL,
    user_id UUID REFERENCES users (id) ON DELETE CASCADE,
    credential_id UUID REFERENCES credential (id) ON DELETE CASCADE,
    unique_key TEXT COLLATE "C" NOT NULL
);
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
    coalesce(person::json #>> '{name,title}', '') COLLATE "C" AS title,
    coalesce(person::json #>> '{birthDate}', '') COLLATE "C" AS birth_date,
    coalesce(person::json #>> '{address,addressline1}', '') COLLATE "C" AS address_line_1,
    coalesce(person::json #>> '{address,addressline2}', '') COLLATE "C" AS address_line_2,
    coalesce(person::json #>> '{address,postalCode}', '') COLLATE "C" AS postal_code,
    coalesce(person::json #>> '{address,city}', '') COLLATE "C" AS city,
    coalesce(person::json #>> '{address,street}', '') COLLATE "C" AS street,
    coalesce(person::json #>> '{address,houseNumber}', '') COLLATE "C" AS house_number,
    coalesce(person::json #>> '{address,countryCode}', '') COLLATE "C" AS country_code,
    coalesce(person::json #>> '{address,postOfficeBoxText}', '') COLLATE "C" AS post_office_box_text,
    coalesce(person::json #>> '{address,postOfficeBoxNumber}', '') COLLATE "C" AS post_office_box_number,
    coalesce(person::json #>> '{address,dwellingNumber}', '') COLLATE "C" AS dwelling_number,
    coalesce(person::json #>> '{address,locality}', '') COLLATE "C" AS locality,
    coalesce(person::json #>> '{contacts,telephone}', '') COLLATE "C" AS telephone,
    coalesce(person::json #>> '{contacts,telefax}', '') COLLATE "C" AS telefax,
    coalesce(person::json #>> '{contacts,mobile}', '') COLLATE "C" AS mobile,
    coalesce(person::json #>> '{remarks}', '') COLLATE "C" AS remarks
FROM users;
