-- Logs that were handed in, as worklog announced them: the diary is made of them.
CREATE TABLE logs (
    log_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    person_id uuid NOT NULL,
    starts_on date NOT NULL,
    message bytea NOT NULL
);
CREATE INDEX logs_person ON logs (person_id, starts_on);

-- Who approves for a head who is away, as identity announced it: they read what they approve.
CREATE TABLE delegations (
    delegation_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    head_id uuid NOT NULL,
    delegate_id uuid NOT NULL,
    from_on date NOT NULL,
    until_on date NOT NULL
);
CREATE INDEX delegations_delegate ON delegations (delegate_id, until_on);

-- What people hand over with their posts, as worklog announced it.
CREATE TABLE handovers (
    handover_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    message bytea NOT NULL
);
