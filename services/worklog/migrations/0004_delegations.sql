-- Who approves for a head who is away, as identity announced it.
CREATE TABLE delegations (
    delegation_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    head_id uuid NOT NULL,
    delegate_id uuid NOT NULL,
    from_on date NOT NULL,
    until_on date NOT NULL
);
CREATE INDEX delegations_delegate ON delegations (delegate_id, until_on);
