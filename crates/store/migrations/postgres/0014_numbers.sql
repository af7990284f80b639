-- Login ids are found whatever their case, among all clients and within one. They are ASCII, and the column compares byte
-- by byte, so that both databases make the same small letters.
DROP INDEX users_any_login_id;
CREATE INDEX users_login_key ON users (lower(login_id), client_id);
