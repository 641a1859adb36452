-- Who read records and minutes of others by office, and why: in a chain for each period. Nothing is ever changed or removed here.
CREATE TABLE reads (
    period_id uuid NOT NULL,
    sequence bigint NOT NULL,
    at timestamptz NOT NULL,
    reader_id uuid NOT NULL,
    -- RECORD or MINUTES, and which.
    about text NOT NULL,
    about_id uuid NOT NULL,
    reason text NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (period_id, sequence)
);

CREATE FUNCTION read_hash(before text, entry reads) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(concat_ws('|', before, entry.period_id, entry.sequence,
        (extract(epoch FROM entry.at) * 1000000)::bigint, entry.reader_id, entry.about, entry.about_id, entry.reason), 'UTF8')), 'hex')
$$;
CREATE TRIGGER reads_are_for_good BEFORE UPDATE OR DELETE OR TRUNCATE ON reads
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_for_good();
