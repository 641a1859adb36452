-- Wrong tries by login, known or not: nobody learns from a lock which logins exist.
CREATE TABLE tries (
    login_digest text PRIMARY KEY,
    failures integer NOT NULL,
    failed_at timestamptz,
    -- While one try is checked, others wait.
    busy_until timestamptz
);
ALTER TABLE credentials DROP COLUMN failures, DROP COLUMN failed_at;

-- A link sets the first password, or another one.
ALTER TABLE invitations ADD COLUMN purpose text NOT NULL DEFAULT 'ACTIVATE';
CREATE INDEX invitations_person ON invitations (person_id, expires_at);

ALTER TABLE sessions
    -- OPEN, or what it waits for: CODE, ENROL.
    ADD COLUMN step text NOT NULL DEFAULT 'OPEN',
    ADD COLUMN client_address text NOT NULL DEFAULT '',
    ADD COLUMN user_agent text NOT NULL DEFAULT '';

-- Secrets of authenticator applications, sealed.
CREATE TABLE second_factors (
    person_id uuid PRIMARY KEY REFERENCES accounts,
    secret text,
    -- Waits for its first code.
    pending text,
    -- Step of the last code that was accepted: each is accepted once.
    last_step bigint NOT NULL DEFAULT 0
);
CREATE TABLE recovery_codes (
    person_id uuid NOT NULL REFERENCES accounts,
    code_digest text NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (person_id, code_digest)
);

-- What happens to accounts, in a chain for each: every event seals the one before. Nothing is ever changed or removed here.
CREATE TABLE account_events (
    person_id uuid NOT NULL,
    sequence bigint NOT NULL,
    at timestamptz NOT NULL,
    -- Nobody when no one was signed in.
    actor_id uuid,
    action text NOT NULL,
    detail text NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (person_id, sequence)
);

CREATE FUNCTION account_event_hash(before text, event account_events) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(concat_ws('|', before, event.person_id, event.sequence,
        (extract(epoch FROM event.at) * 1000000)::bigint, coalesce(event.actor_id::text, ''), event.action, event.detail),
        'UTF8')), 'hex')
$$;

CREATE FUNCTION account_events_are_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what happened to an account is never changed or removed';
END
$$;
CREATE TRIGGER account_events_are_for_good BEFORE UPDATE OR DELETE OR TRUNCATE ON account_events
    FOR EACH STATEMENT EXECUTE FUNCTION account_events_are_for_good();
