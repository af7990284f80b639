-- What refers to something that can go: without an index, letting one unit, client or page of users go reads all of a
-- table that grows with the users of all clients.
CREATE INDEX owner_client ON owner (client_id);
CREATE INDEX profile_unit ON profile (unit_id);
CREATE INDEX authz_client_client ON authz_client (client_id);
CREATE INDEX kept_answer_client ON kept_answer (client_id) WHERE client_id IS NOT NULL;

-- What the planner of queries takes tables for: a million users of ten clients. Without it, it takes "of this client" for
-- as good as "with this number", and reads all of a client; measured by ANALYZE, its choice would change with the size of
-- the database, and so would time.
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
    ('policy', 'sqlite_autoindex_policy_1', '200 1'),
    ('policy', 'policy_ext_id', '200 20 1'),
    ('policy', 'policy_name', '200 20 1'),
    ('policy', 'policy_default', '40 4 1'),
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
    ('owner', 'sqlite_autoindex_owner_1', '1000000 1'),
    ('owner', 'owner_client', '1000000 100000'),
    ('profile', 'sqlite_autoindex_profile_1', '1000000 1'),
    ('profile', 'profile_ext_id', '1000000 100000 1'),
    ('profile', 'profile_user', '1000000 1'),
    ('profile', 'profile_unit', '1000000 1000'),
    ('authz', 'sqlite_autoindex_authz_1', '1000 1'),
    ('authz', 'authz_ext_id', '1000 100 1'),
    ('authz', 'authz_profile', '1000 2'),
    ('authz_client', 'sqlite_autoindex_authz_client_1', '1000 1 1'),
    ('authz_client', 'authz_client_client', '1000 100'),
    ('credential', 'sqlite_autoindex_credential_1', '2000000 1'),
    ('credential', 'credential_ext_id', '2000000 200000 1'),
    ('credential', 'credential_singleton', '1000000 1 1'),
    ('credential', 'credential_owner', '2000000 2'),
    ('credential', 'credential_lookup', '2000000 200000 100000 1'),
    ('credential', 'credential_identificator', '1000000 100000 1'),
    ('credential', 'credential_cert_serial', '1000000 100000 1'),
    ('credential', 'credential_cert_sha256', '1000000 100000 1'),
    ('credential', 'credential_unique_key', '1000000 100000 100000 1'),
    ('credential', 'credential_governed', '2000000 100000 1'),
    ('unique_value', 'sqlite_autoindex_unique_value_1', '1000000 1'),
    ('unique_value', 'unique_value_key', '1000000 100000 1'),
    ('unique_value', 'unique_value_user', '500000 1'),
    ('unique_value', 'unique_value_credential', '500000 1'),
    ('signature', 'sqlite_autoindex_signature_1', '1000000 1'),
    ('signature', 'signature_pending', '1000 1'),
    ('signature', 'signature_credential', '1000000 5 1 1'),
    ('signature', 'signature_client', '1000000 100000'),
    ('signature', 'signature_lease', '1000 1'),
    ('signature', 'signature_driver', '1000 100'),
    ('signature', 'signature_settled', '1000000 1'),
    ('event', 'sqlite_autoindex_event_1', '10000000 1'),
    ('event', 'event_client', '10000000 1000000 1 1'),
    ('event', 'event_user', '9000000 900000 10 1 1'),
    ('event', 'event_client_create', '10 1 1'),
    ('event', 'event_client_delete', '10 1 1'),
    ('kept_answer', 'sqlite_autoindex_kept_answer_1', '100000 1'),
    ('kept_answer', 'kept_answer_key', '100000 10000 1 1 1'),
    ('kept_answer', 'kept_answer_at', '100000 1'),
    ('kept_answer', 'kept_answer_client', '100000 10000');
ANALYZE sqlite_schema;
