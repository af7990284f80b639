-- Who changed a row last, and who made it: `client/user`, or `system`. NULL: before this was kept.
ALTER TABLE users ADD COLUMN modified_by TEXT;
ALTER TABLE credential ADD COLUMN created_by TEXT;
ALTER TABLE credential ADD COLUMN modified_by TEXT;

-- The view of users has what the list of users shows.
DROP VIEW users_flat;
CREATE VIEW users_flat AS SELECT
    id, client_id, ext_id, login_id, state, is_technical, valid_from, valid_to, person, properties,
    name_key, given_key, email_key, version, created, modified, modified_by,
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
