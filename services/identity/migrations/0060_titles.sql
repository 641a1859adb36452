-- What officers answered about titles that no rule knows (article 3).
CREATE TABLE title_answers (
    -- The title as it is compared.
    title_key text NOT NULL,
    at_top boolean NOT NULL,
    -- All zeros for the whole province.
    agency_id uuid NOT NULL,
    -- As it was written.
    title text NOT NULL,
    role text NOT NULL,
    answered_by uuid NOT NULL,
    answered_at timestamptz NOT NULL,
    PRIMARY KEY (title_key, at_top, agency_id)
);
