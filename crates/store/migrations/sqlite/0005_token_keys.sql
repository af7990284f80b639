-- From when on a signing key signs: nodes and callers learn of it before. The keys that there were sign already.
ALTER TABLE signing_key ADD COLUMN signs_from INTEGER NOT NULL DEFAULT 0;

-- Client assertions that were used, by a hash of who made them and their jti: each serves once, on whichever node.
CREATE TABLE used_assertion (
    id BLOB PRIMARY KEY,
    -- when the assertion has expired, and so need not be remembered any more
    until INTEGER NOT NULL
) STRICT;
CREATE INDEX used_assertion_until ON used_assertion (until);
