-- Who read results and declarations of others by office, and why: in a chain for each agency, and one of the nil id for reads that go
-- over the whole province. Nothing is ever changed or removed here.
CREATE TABLE reads (
    agency_id uuid NOT NULL,
    sequence bigint NOT NULL,
    at timestamptz NOT NULL,
    reader_id uuid NOT NULL,
    -- RESULT, RESULT_VERSIONS, RESULT_CHECK: of a record. FACTS_OF_PERSON, FACTS_OF_AGENCY, WHAT_IF: of a person, an agency, an agency
    -- or nobody.
    about text NOT NULL,
    about_id uuid NOT NULL,
    reason text NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (agency_id, sequence)
);
CREATE TRIGGER reads_are_for_good BEFORE UPDATE OR DELETE OR TRUNCATE ON reads
    FOR EACH STATEMENT EXECUTE FUNCTION chain_is_for_good();
