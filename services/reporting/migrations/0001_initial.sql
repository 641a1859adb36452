-- What the other services announced, as they announced it: searched columns beside the protobuf message. Every row
-- carries the version of its aggregate, and only a newer version replaces it.

CREATE TABLE units (
    unit_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    agency_id uuid,
    parent_id uuid,
    message bytea NOT NULL
);
CREATE INDEX units_agency ON units (agency_id);

CREATE TABLE people (
    person_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    full_name text NOT NULL,
    message bytea NOT NULL
);

CREATE TABLE periods (
    period_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    agency_id uuid NOT NULL,
    year integer NOT NULL,
    state integer NOT NULL,
    message bytea NOT NULL
);
CREATE INDEX periods_agency ON periods (agency_id, year);

-- Without the comment of the Party cell, which no report needs.
CREATE TABLE records (
    record_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    period_id uuid NOT NULL,
    agency_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    person_id uuid NOT NULL,
    year integer NOT NULL,
    state integer NOT NULL,
    message bytea NOT NULL
);
CREATE INDEX records_agency ON records (agency_id, year);

CREATE TABLE results (
    record_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    agency_id uuid NOT NULL,
    year integer NOT NULL,
    message bytea NOT NULL
);

CREATE TABLE minutes (
    minutes_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    agency_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    year integer NOT NULL,
    message bytea NOT NULL
);
CREATE INDEX minutes_agency ON minutes (agency_id, year);

-- Only how many are in which state: what a reviewer wrote stays with the evaluation service.
CREATE TABLE sheets (
    sheet_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    period_id uuid NOT NULL,
    record_id uuid NOT NULL,
    state integer NOT NULL
);
CREATE INDEX sheets_period ON sheets (period_id, state);

CREATE TABLE criteria_sets (
    criteria_set_id text PRIMARY KEY,
    version bigint NOT NULL,
    message bytea NOT NULL
);

CREATE TABLE policy_packs (
    pack_id text PRIMARY KEY,
    version bigint NOT NULL,
    message bytea NOT NULL
);

CREATE TABLE work_summaries (
    summary_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    person_id uuid NOT NULL,
    year integer NOT NULL,
    message bytea NOT NULL
);
CREATE INDEX work_summaries_person ON work_summaries (person_id, year);

-- How many events of each type were applied.
CREATE TABLE events_heard (
    type text PRIMARY KEY,
    heard bigint NOT NULL
);

-- Who had a document made that is not about themself.
CREATE TABLE readings (
    reading_id uuid PRIMARY KEY,
    person_id uuid NOT NULL,
    kind text NOT NULL,
    format text NOT NULL,
    subject_id uuid NOT NULL,
    year integer NOT NULL,
    read_at timestamptz NOT NULL
);
CREATE INDEX readings_subject ON readings (subject_id, read_at);
