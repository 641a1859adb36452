-- The first day on which another post of the person may count; null when none is known.
ALTER TABLE people ADD COLUMN turns_on date;
CREATE INDEX people_turns ON people (turns_on) WHERE turns_on IS NOT NULL;

-- Every state that a unit or a person was recorded in: what was known when.
CREATE TABLE history (
    id uuid NOT NULL,
    version bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    document jsonb NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE INDEX history_recorded ON history (id, recorded_at);
INSERT INTO history SELECT unit_id, version, now(), document FROM units;
INSERT INTO history SELECT person_id, version, now(), document FROM people;

CREATE TABLE delegations (
    delegation_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    head_id uuid NOT NULL,
    delegate_id uuid NOT NULL,
    until_on date NOT NULL,
    document jsonb NOT NULL
);
CREATE INDEX delegations_head ON delegations (head_id, delegation_id);
CREATE INDEX delegations_delegate ON delegations (delegate_id, delegation_id);
