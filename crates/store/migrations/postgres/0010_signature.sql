-- Signatures that were asked for. They go with their credential; history stays.

CREATE TABLE signature (
    -- also the public id
    id UUID PRIMARY KEY,
    client_id UUID NOT NULL,
    owner_id UUID NOT NULL,
    credential_id UUID NOT NULL REFERENCES credential (id) ON DELETE CASCADE,
    credential_ext_id TEXT NOT NULL,
    -- requested, pending or settled
    state TEXT NOT NULL,
    -- equals credential_id while it isn't settled: one open signature per credential
    pending_key UUID,
    mssp TEXT NOT NULL,
    ap_trans_id TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    mssp_trans_id TEXT,
    msisdn TEXT NOT NULL,
    text TEXT NOT NULL,
    language TEXT NOT NULL,
    profile TEXT,
    code TEXT NOT NULL,
    receipt_text TEXT,
    time_limit_s BIGINT NOT NULL,
    limit_at BIGINT NOT NULL,
    caller TEXT NOT NULL,
    request_id TEXT NOT NULL,
    created BIGINT NOT NULL,
    modified BIGINT NOT NULL,
    settled BIGINT,
    outcome TEXT,
    provider_status BIGINT,
    -- the signature object in base64, as it came
    answer TEXT,
    detail TEXT,
    -- what became of the receipt; 'sending' while, or if, that isn't known
    receipt TEXT,
    -- the node that drives it, and until when it may be silent
    lease_by UUID,
    lease_until BIGINT NOT NULL
);
CREATE UNIQUE INDEX signature_pending ON signature (pending_key) WHERE pending_key IS NOT NULL;
CREATE INDEX signature_credential ON signature (credential_id, created, id);
CREATE INDEX signature_client ON signature (client_id);
CREATE INDEX signature_lease ON signature (lease_until) WHERE pending_key IS NOT NULL;
CREATE INDEX signature_driver ON signature (lease_by) WHERE pending_key IS NOT NULL;
CREATE INDEX signature_settled ON signature (settled) WHERE settled IS NOT NULL;
