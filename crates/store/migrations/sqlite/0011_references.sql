-- What refers to something that can go: without an index, letting one unit, client or page of users go reads all of a
-- table that grows with the users of all clients.
CREATE INDEX owner_client ON owner (client_id);
CREATE INDEX profile_unit ON profile (unit_id);
CREATE INDEX authz_client_client ON authz_client (client_id);
CREATE INDEX kept_answer_client ON kept_answer (client_id) WHERE client_id IS NOT NULL;
