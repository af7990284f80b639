-- Who may do everything everywhere is looked up whenever one of them goes: somebody must be left.
CREATE INDEX authz_root ON authz (profile_id) WHERE role = 'nevisIdm.Root' AND is_client_global;
-- When what an event tells of a person was removed from it.
ALTER TABLE event ADD COLUMN erased INTEGER;
