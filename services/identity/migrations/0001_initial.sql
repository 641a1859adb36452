CREATE TABLE units (
    unit_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    code text NOT NULL UNIQUE,
    agency_id uuid NOT NULL,
    document jsonb NOT NULL
);
CREATE INDEX units_agency ON units (agency_id, code);

CREATE TABLE people (
    person_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    email text NOT NULL UNIQUE,
    -- Of the present post; null without one.
    unit_id uuid,
    agency_id uuid,
    -- Binary order is Vietnamese order: given name first.
    sort_key text COLLATE "C" NOT NULL,
    -- Name and e-mail without marks, for search.
    search text NOT NULL,
    document jsonb NOT NULL
);
CREATE INDEX people_agency ON people (agency_id, sort_key, person_id);
CREATE INDEX people_sort ON people (sort_key, person_id);

CREATE TABLE accounts (
    person_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    email text NOT NULL UNIQUE,
    status text NOT NULL,
    document jsonb NOT NULL
);

-- Passwords and wrong tries, apart from what other code reads.
CREATE TABLE credentials (
    person_id uuid PRIMARY KEY REFERENCES accounts,
    password_hash text NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    failed_at timestamptz
);

-- Links of invitation mails; only the digest of the token is kept.
CREATE TABLE invitations (
    token_digest text PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES accounts,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);

CREATE TABLE sessions (
    session_id uuid PRIMARY KEY,
    token_digest text NOT NULL UNIQUE,
    person_id uuid NOT NULL REFERENCES accounts,
    opened_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX sessions_person ON sessions (person_id) WHERE ended_at IS NULL;

-- Mails to be sent; the text is forgotten once sent, because it holds a secret.
CREATE TABLE mails (
    mail_id uuid PRIMARY KEY,
    recipient text NOT NULL,
    subject text NOT NULL,
    body text,
    queued_at timestamptz NOT NULL,
    sent_at timestamptz,
    -- Not before this moment, after a failure.
    retry_at timestamptz
);
CREATE INDEX mails_unsent ON mails (queued_at) WHERE sent_at IS NULL;
