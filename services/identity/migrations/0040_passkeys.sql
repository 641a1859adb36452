-- Public halves of passkeys: nothing secret.
CREATE TABLE passkeys (
    passkey_id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES accounts,
    -- The identifier that the authenticator gave it, base64url.
    credential_id text NOT NULL UNIQUE,
    credential jsonb NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX passkeys_person ON passkeys (person_id, passkey_id);

-- Creations and sign-ins that wait for the browser's answer: each is taken once.
CREATE TABLE passkey_ceremonies (
    ceremony_digest text PRIMARY KEY,
    -- Who creates a passkey; null for a sign-in, of which nobody knows yet whose it is.
    person_id uuid,
    state jsonb NOT NULL,
    expires_at timestamptz NOT NULL
);
