-- A search in all clients looks for a value, not for a value in each client: indexes that begin with it. Names are in
-- their order, since of a beginning only the first ones are shown. They are of expressions, which nothing but a search
-- has: for what asks within a client, a planner must not take them for the better ones.
CREATE INDEX users_any_ext_id ON users ((ext_id || ''), client_id);
CREATE INDEX users_any_login_id ON users ((login_id || ''), client_id);
CREATE INDEX users_any_email ON users ((email_key || ''), client_id) WHERE email_key <> '';
CREATE INDEX users_any_name ON users ((name_key || ''), id);
CREATE INDEX users_any_given ON users ((given_key || ''), id);
CREATE INDEX credential_number ON credential ((lookup || ''), client_id) WHERE kind = 16;

-- What is looked for in one client only with all of its values needs no second index: the columns change places.
DROP INDEX credential_ext_id;
CREATE UNIQUE INDEX credential_ext_id ON credential (ext_id, client_id);
DROP INDEX credential_identificator;
CREATE INDEX credential_identificator ON credential (identificator, client_id) WHERE identificator IS NOT NULL;
DROP INDEX credential_cert_serial;
CREATE INDEX credential_cert_serial ON credential (cert_serial, client_id) WHERE cert_serial IS NOT NULL;
DROP INDEX credential_cert_sha256;
CREATE INDEX credential_cert_sha256 ON credential (cert_sha256, client_id) WHERE cert_sha256 IS NOT NULL;
