-- Who read by office what is about others, and why: in a chain for each agency, that of the province without one. Nothing is ever
-- changed or removed here.
CREATE TABLE reads (
    agency_id uuid NOT NULL,
    sequence bigint NOT NULL,
    at timestamptz NOT NULL,
    reader_id uuid NOT NULL,
    -- PERSON, ACCOUNTS, ACCOUNT_EVENTS, FAULTS or DENIALS.
    about text NOT NULL,
    -- Which one; the agency where it is about several.
    about_id uuid NOT NULL,
    reason text NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (agency_id, sequence)
);
CREATE TRIGGER reads_are_for_good BEFORE UPDATE OR DELETE OR TRUNCATE ON reads
    FOR EACH STATEMENT EXECUTE FUNCTION chain_is_for_good();
