-- Who changed a row last, and who made it: `client/user`, or `system`. NULL: before this was kept.
ALTER TABLE users ADD COLUMN modified_by TEXT;
ALTER TABLE credential ADD COLUMN created_by TEXT;
ALTER TABLE credential ADD COLUMN modified_by TEXT;

-- The view of users has what the list of users shows.
DROP VIEW users_flat;
CREATE VIEW users_flat AS SELECT
    id, client_id, ext_id, login_id, state, is_technical, valid_from, valid_to, person, properties,
    name_key, given_key, email_key, version, created, modified, modified_by,
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
