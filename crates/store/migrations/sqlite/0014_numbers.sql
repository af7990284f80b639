-- Login ids are found whatever their case, among all clients and within one. They are ASCII, and the column compares byte
-- by byte, so that both databases make the same small letters.
DROP INDEX users_any_login_id;
CREATE INDEX users_login_key ON users (lower(login_id), client_id);

-- What the planner takes it for, as in 0011.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('users', 'users_login_key', '1000000 2 1');
ANALYZE sqlite_schema;
