-- Who read results of others by office or had a document made of them, and why: in a chain for each agency. Nothing is ever changed or
-- removed here. `readings` holds what was read before there was a chain; nothing is added to it.
CREATE TABLE reads (
    agency_id uuid NOT NULL,
    sequence bigint NOT NULL,
    at timestamptz NOT NULL,
    reader_id uuid NOT NULL,
    -- RESULTS: of an agency, as is about_id. SUMMARY_TABLE, DETAIL_TABLE, MINUTES, LEGAL_FORM, SCORE_SHEET: a document.
    about text NOT NULL,
    about_id uuid NOT NULL,
    reason text NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (agency_id, sequence)
);
CREATE TRIGGER reads_are_for_good BEFORE UPDATE OR DELETE OR TRUNCATE ON reads
    FOR EACH STATEMENT EXECUTE FUNCTION chain_is_for_good();
