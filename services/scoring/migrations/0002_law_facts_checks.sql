-- Every version of a pack or criteria set that was ever published stays; one is in force.
ALTER TABLE policy_packs
    DROP CONSTRAINT policy_packs_pkey,
    DROP CONSTRAINT policy_packs_aggregate_id_key,
    ADD PRIMARY KEY (pack_id, version),
    ADD COLUMN in_force boolean NOT NULL DEFAULT true;
CREATE UNIQUE INDEX policy_packs_in_force ON policy_packs (pack_id) WHERE in_force;
CREATE INDEX policy_packs_by_digest ON policy_packs (digest);
ALTER TABLE criteria_sets
    DROP CONSTRAINT criteria_sets_pkey,
    DROP CONSTRAINT criteria_sets_aggregate_id_key,
    ADD PRIMARY KEY (criteria_set_id, version),
    ADD COLUMN in_force boolean NOT NULL DEFAULT true;
CREATE UNIQUE INDEX criteria_sets_in_force ON criteria_sets (criteria_set_id) WHERE in_force;
CREATE INDEX criteria_sets_by_digest ON criteria_sets (digest);

-- Criteria sets that Sở Nội vụ is still writing.
CREATE TABLE criteria_set_drafts (
    draft_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    yaml text NOT NULL,
    state text NOT NULL CHECK (state IN ('DRAFT', 'PUBLISHED', 'DISCARDED')),
    saved_by uuid NOT NULL,
    saved_at timestamptz NOT NULL
);

-- What agencies tell their own people about criteria; every text that was written.
CREATE TABLE guidance (
    agency_id uuid NOT NULL,
    criteria_set_id text NOT NULL,
    code text NOT NULL,
    version bigint NOT NULL,
    -- Empty when it was taken back.
    text text NOT NULL,
    written_by uuid NOT NULL,
    written_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, criteria_set_id, code, version)
);

-- Who belongs where, as identity announced it.
CREATE TABLE people (
    person_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    -- Agencies of the posts that were not over when it was heard.
    agencies jsonb NOT NULL
);

ALTER TABLE records
    ADD COLUMN agency_id uuid,
    ADD COLUMN decider_id uuid,
    ADD COLUMN progress text;
UPDATE records SET
    agency_id = (document ->> 'agency')::uuid, decider_id = (document ->> 'decider')::uuid, progress = document ->> 'progress';
ALTER TABLE records ALTER COLUMN agency_id SET NOT NULL, ALTER COLUMN progress SET NOT NULL;
CREATE INDEX records_decided_by ON records (decider_id, agency_id);

ALTER TABLE results
    ADD COLUMN group_code text,
    -- Digest of the canonical text of the document, as it was computed.
    ADD COLUMN digest text,
    -- What it was computed from; the text itself, so that it is read as it was written.
    ADD COLUMN input text,
    -- Somebody could have seen this version.
    ADD COLUMN opened boolean NOT NULL DEFAULT false,
    ADD COLUMN over_quota boolean NOT NULL DEFAULT false;
UPDATE results SET group_code = document ->> 'group';
ALTER TABLE results ALTER COLUMN group_code SET NOT NULL;
CREATE INDEX results_of_agency ON results (year, agency_id, record_id);

-- Earlier versions of results that somebody could have seen.
CREATE TABLE result_versions (
    record_id uuid NOT NULL,
    version bigint NOT NULL,
    document jsonb NOT NULL,
    digest text,
    input text,
    computed_at timestamptz NOT NULL,
    PRIMARY KEY (record_id, version)
);

-- What agencies declared about a person's year. Never changed but to note that it was taken back.
CREATE TABLE facts (
    fact_id uuid PRIMARY KEY,
    person_id uuid NOT NULL,
    agency_id uuid NOT NULL,
    year integer NOT NULL,
    kind text NOT NULL CHECK (kind IN ('LEAVE', 'DISCIPLINE', 'TASK_RESULTS', 'PAST_YEAR')),
    content jsonb NOT NULL,
    reason text NOT NULL,
    document_ref text NOT NULL,
    declared_by uuid NOT NULL,
    declared_at timestamptz NOT NULL,
    revoked_by uuid,
    revoked_at timestamptz,
    revoke_reason text
);
CREATE INDEX facts_of_person ON facts (person_id, year);
CREATE INDEX facts_of_agency ON facts (agency_id, year);
CREATE UNIQUE INDEX facts_in_effect ON facts (person_id, year, kind) WHERE revoked_at IS NULL AND kind <> 'DISCIPLINE';

-- Agencies whose results of a year were found outstanding.
CREATE TABLE quota_exceptions (
    exception_id uuid PRIMARY KEY,
    agency_id uuid NOT NULL,
    year integer NOT NULL,
    reason text NOT NULL,
    document_ref text NOT NULL,
    granted_by uuid NOT NULL,
    granted_at timestamptz NOT NULL,
    ended_by uuid,
    ended_at timestamptz
);
CREATE UNIQUE INDEX quota_exceptions_in_effect ON quota_exceptions (agency_id, year) WHERE ended_at IS NULL;

-- Agencies whose ceiling is to be counted again.
CREATE TABLE quota_due (
    agency_id uuid NOT NULL,
    year integer NOT NULL,
    PRIMARY KEY (agency_id, year)
);
