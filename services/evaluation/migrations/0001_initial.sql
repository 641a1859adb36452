-- The evaluation year of each agency.
CREATE TABLE periods (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    agency_id uuid NOT NULL,
    year integer NOT NULL,
    stage text NOT NULL,
    head_id uuid,
    document jsonb NOT NULL,
    UNIQUE (agency_id, year)
);
CREATE INDEX periods_head ON periods (head_id);

-- The evaluation of one person in one period. `position` is the place in lists, given by the snapshot.
CREATE TABLE records (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    period_id uuid NOT NULL REFERENCES periods (id),
    agency_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    person_id uuid NOT NULL,
    direct_head_id uuid,
    decider_id uuid,
    position integer NOT NULL,
    phase text NOT NULL,
    document jsonb NOT NULL,
    UNIQUE (period_id, person_id),
    UNIQUE (period_id, position)
);
CREATE INDEX records_person ON records (person_id);
CREATE INDEX records_direct_head ON records (direct_head_id);
CREATE INDEX records_decider ON records (decider_id);
CREATE INDEX records_agency ON records (agency_id);
CREATE INDEX records_waiting ON records (period_id) WHERE phase IN ('IN_360', 'IN_360_CLOSED');

-- One reviewer's opinion of one subject in one round.
CREATE TABLE sheets (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    period_id uuid NOT NULL REFERENCES periods (id),
    record_id uuid NOT NULL REFERENCES records (id),
    rater_id uuid NOT NULL,
    round integer NOT NULL,
    state text NOT NULL,
    document jsonb NOT NULL,
    UNIQUE (record_id, rater_id, round)
);
CREATE INDEX sheets_rater ON sheets (rater_id, id);
CREATE INDEX sheets_period ON sheets (period_id, state);

-- Sealed digital minutes, one row an edition; never updated.
CREATE TABLE minutes (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    period_id uuid NOT NULL REFERENCES periods (id),
    agency_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    edition integer NOT NULL,
    number integer NOT NULL,
    document jsonb NOT NULL,
    UNIQUE (period_id, unit_id, edition),
    UNIQUE (period_id, number)
);

-- Self-assessments that are still being written.
CREATE TABLE drafts (
    record_id uuid PRIMARY KEY REFERENCES records (id),
    version bigint NOT NULL,
    document jsonb NOT NULL
);

-- What identity announced.
CREATE TABLE units (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    agency_id uuid,
    document jsonb NOT NULL
);
CREATE TABLE people (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    document jsonb NOT NULL
);
CREATE INDEX people_document ON people USING gin (document jsonb_path_ops);

-- What scoring announced.
CREATE TABLE policy_packs (
    id text PRIMARY KEY,
    version bigint NOT NULL,
    digest text NOT NULL,
    document text NOT NULL
);
CREATE TABLE criteria_sets (
    id text PRIMARY KEY,
    version bigint NOT NULL,
    document jsonb NOT NULL
);
CREATE TABLE results (
    record_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    basis text NOT NULL,
    is_decided boolean NOT NULL,
    document jsonb NOT NULL
);
