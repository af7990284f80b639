-- Profiles and authorizations are changed and shown by themselves.
ALTER TABLE profile ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE authz ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
