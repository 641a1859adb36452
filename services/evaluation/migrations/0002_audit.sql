-- Every change of a period or a record, in a chain: each entry seals the one before. Nothing is ever changed or removed here.
CREATE TABLE audit (
    aggregate_id uuid NOT NULL,
    version bigint NOT NULL,
    at timestamptz NOT NULL,
    -- Nobody when the software did it by itself.
    actor_id uuid,
    from_state text NOT NULL,
    to_state text NOT NULL,
    document_digest text NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (aggregate_id, version)
);

CREATE FUNCTION audit_hash(before text, entry audit) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(concat_ws('|', before, entry.aggregate_id, entry.version,
        (extract(epoch FROM entry.at) * 1000000)::bigint, coalesce(entry.actor_id::text, ''), entry.from_state, entry.to_state,
        entry.document_digest), 'UTF8')), 'hex')
$$;

CREATE FUNCTION audit_is_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entries of the audit trail are never changed or removed';
END
$$;
CREATE TRIGGER audit_is_for_good BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_for_good();
