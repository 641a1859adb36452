-- Who was reminded of what, and on which occasion: once each.
CREATE TABLE reminders (
    period_id uuid NOT NULL REFERENCES periods (id),
    person_id uuid NOT NULL,
    chore text NOT NULL,
    occasion text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (period_id, person_id, chore, occasion)
);
