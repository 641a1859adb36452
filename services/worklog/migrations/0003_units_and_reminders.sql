-- Where people sit: for the numbers of units, and for those who read by office.
ALTER TABLE people ADD COLUMN unit_id uuid;
ALTER TABLE people ADD COLUMN agency_id uuid;
CREATE INDEX people_unit ON people (unit_id);
CREATE INDEX people_agency ON people (agency_id);
CREATE INDEX people_agency_head ON people (agency_head_id);

-- Reminders that were raised: each occasion once a person.
CREATE TABLE reminders (
    person_id uuid NOT NULL,
    occasion text NOT NULL,
    raised_at timestamptz NOT NULL,
    PRIMARY KEY (person_id, occasion)
);
