-- Who decides above agencies, as identity announces it: only people with such a role, now or before.
CREATE TABLE authorities (
    person_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    document jsonb NOT NULL
);
