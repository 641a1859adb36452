-- The present post and its last day: whoever leaves a post hands over what is open.
ALTER TABLE people ADD COLUMN post_id uuid;
ALTER TABLE people ADD COLUMN last_on date;

-- Bàn giao công việc: one handover per person and post left.
CREATE TABLE handovers (
    handover_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    giver_id uuid NOT NULL,
    post_id uuid NOT NULL,
    agency_id uuid,
    receiver_id uuid,
    -- The heads whom the giver had.
    direct_head_id uuid,
    agency_head_id uuid,
    state text NOT NULL CHECK (state IN ('open', 'given', 'done', 'withdrawn')),
    document jsonb NOT NULL,
    UNIQUE (giver_id, post_id)
);
CREATE INDEX handovers_receiver ON handovers (receiver_id);
CREATE INDEX handovers_agency ON handovers (agency_id);
