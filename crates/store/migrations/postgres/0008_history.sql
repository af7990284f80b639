-- Which client an external id meant, when that client is gone. By its end, which outlives its beginning
-- where old events go.
CREATE INDEX event_client_delete ON event (client_ext_id, at) WHERE kind = 'CLIENT_DELETE';
