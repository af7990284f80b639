-- Which revision of its rules a client has: what must be unique, and where numbers are read. A change
-- that was decided by them names it.
ALTER TABLE client ADD COLUMN rules_rev INTEGER NOT NULL DEFAULT 0;

-- A user's mobile number as it is written, and the same where the client wants it unique.
ALTER TABLE users ADD COLUMN mobile TEXT;
ALTER TABLE users ADD COLUMN mobile_unique TEXT;
UPDATE users SET mobile = json_extract(person, '$.contacts.mobile') WHERE person LIKE '%"mobile"%';
CREATE INDEX users_mobile ON users (client_id, mobile) WHERE mobile IS NOT NULL;
CREATE UNIQUE INDEX users_mobile_unique ON users (client_id, mobile_unique) WHERE mobile_unique IS NOT NULL;

-- What a policy governs is gone through page by page.
CREATE INDEX credential_governed ON credential (policy_id, id);
DROP INDEX credential_policy;
