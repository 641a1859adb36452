-- Who read the work of others by office, and why: in a chain for each agency. Nothing is ever changed or removed here.
CREATE TABLE reads (
    agency_id uuid NOT NULL,
    sequence bigint NOT NULL,
    at timestamptz NOT NULL,
    reader_id uuid NOT NULL,
    -- WORK, of a person.
    about text NOT NULL,
    about_id uuid NOT NULL,
    reason text NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (agency_id, sequence)
);
CREATE TRIGGER reads_are_for_good BEFORE UPDATE OR DELETE OR TRUNCATE ON reads
    FOR EACH STATEMENT EXECUTE FUNCTION chain_is_for_good();
