-- Policy packs and criteria sets: published once, never changed.
CREATE TABLE policy_packs (
    pack_id text PRIMARY KEY,
    aggregate_id uuid NOT NULL UNIQUE,
    version bigint NOT NULL,
    -- The canonical text itself: its digest is over these bytes, which jsonb would not keep.
    document text NOT NULL,
    digest text NOT NULL,
    published_at timestamptz NOT NULL,
    published_by uuid NOT NULL
);
CREATE TABLE criteria_sets (
    criteria_set_id text PRIMARY KEY,
    aggregate_id uuid NOT NULL UNIQUE,
    version bigint NOT NULL,
    document jsonb NOT NULL,
    digest text NOT NULL,
    published_at timestamptz NOT NULL,
    published_by uuid NOT NULL
);

-- Evaluation records as evaluation announced them.
CREATE TABLE records (
    record_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    person_id uuid NOT NULL,
    year integer NOT NULL,
    pack_id text NOT NULL,
    criteria_set_id text NOT NULL,
    document jsonb NOT NULL
);
CREATE INDEX records_of_person ON records (person_id, year);
CREATE INDEX records_of_pack ON records (pack_id);
CREATE INDEX records_of_criteria_set ON records (criteria_set_id);

-- One row per record, rater and round; the self-score is the row of relation SELF, its round the submission.
CREATE TABLE score_sheets (
    sheet_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    record_id uuid NOT NULL,
    rater_id uuid NOT NULL,
    relation text NOT NULL CHECK (relation IN ('SELF', 'PEER', 'UPWARD', 'DEPUTY_SUP', 'DIRECT_HEAD', 'AGENCY_HEAD', 'HIGHER')),
    round integer NOT NULL,
    -- Submitted, and neither returned nor void since.
    submitted boolean NOT NULL,
    agree boolean NOT NULL,
    -- Hundredths of points in the order of the criteria set; -1 does not apply.
    scores smallint[],
    -- What the scores add up to, and the most that could be earned of what applies; hundredths of points.
    earned integer,
    out_of integer,
    -- The scores by code, as they came, until record and criteria set are known.
    pending jsonb,
    CHECK ((scores IS NULL) = (earned IS NULL) AND (scores IS NULL) = (out_of IS NULL)),
    CHECK (NOT submitted OR (scores IS NULL) <> (pending IS NULL))
);
CREATE INDEX score_sheets_of_record ON score_sheets (record_id);

-- The result of each record, with its explanation.
CREATE TABLE results (
    record_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    person_id uuid NOT NULL,
    agency_id uuid NOT NULL,
    year integer NOT NULL,
    pack_digest text NOT NULL,
    basis text NOT NULL,
    stage text NOT NULL CHECK (stage IN ('computed', 'decided')),
    -- Absent while a part is missing.
    class text,
    -- Hundredths of points.
    total integer,
    document jsonb NOT NULL,
    computed_at timestamptz NOT NULL
);
CREATE INDEX results_of_person ON results (person_id, year);

-- People whose results are to be computed again: one row however many sheets came in.
CREATE TABLE due (
    person_id uuid PRIMARY KEY,
    -- From this year on.
    year integer NOT NULL,
    marked_at timestamptz NOT NULL,
    -- Why it cannot be computed; cleared by the next event about the person.
    refused text
);
CREATE INDEX due_waiting ON due (marked_at) WHERE refused IS NULL;
