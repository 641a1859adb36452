-- A letter set aside makes later ones of its kind and aggregate wait, unless they carry the whole state and need nothing of it.
ALTER TABLE dead_letters ADD COLUMN blocks boolean NOT NULL DEFAULT true;
DROP INDEX dead_letters_aggregate;
CREATE INDEX dead_letters_behind ON dead_letters (source, type, aggregate_id) WHERE blocks;

-- The newest version that was heard of each aggregate: one that is far beyond it is not believed.
CREATE TABLE heard_versions (
    source text NOT NULL,
    type text NOT NULL,
    aggregate_id uuid NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (source, type, aggregate_id)
);

-- Messages on the bus that their source did not sign: kept for people, and in nobody's way. The same bytes are one row.
CREATE TABLE refused_messages (
    digest text PRIMARY KEY,
    source text NOT NULL,
    reason text NOT NULL,
    subject text NOT NULL,
    headers text NOT NULL,
    data bytea NOT NULL,
    times bigint NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL
);
