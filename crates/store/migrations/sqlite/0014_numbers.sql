-- Login ids are found whatever their case, among all clients and within one. They are ASCII, and the column compares byte
-- by byte, so that both databases make the same small letters.
DROP INDEX users_any_login_id;
CREATE INDEX users_login_key ON users (lower(login_id), client_id);

-- What the provider is asked about; NULL: as an older version asked.
ALTER TABLE signature ADD COLUMN number TEXT;

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

-- What the planner takes them for, as in 0011.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('users', 'users_login_key', '1000000 2 1'),
    ('number_asked', 'sqlite_autoindex_number_asked_1', '10000 1'),
    ('number_asked', 'number_asked_place', '10000 5 4 1'),
    ('number_asked', 'number_asked_at', '10000 1');
ANALYZE sqlite_schema;
