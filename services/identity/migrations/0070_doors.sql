-- Wrong tries are counted by login and by the network they come from: a stranger's tries shut nobody out elsewhere.
ALTER TABLE tries ADD COLUMN network text NOT NULL DEFAULT '';
ALTER TABLE tries DROP CONSTRAINT tries_pkey;
ALTER TABLE tries ADD PRIMARY KEY (login_digest, network);

-- Who was turned away at the door, whether there is such a login or not. No password, and no login in clear.
CREATE TABLE denials (
    denial_id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    -- PASSWORD, or the reason that was told.
    reason text NOT NULL,
    client_address text NOT NULL,
    network text NOT NULL,
    -- Keyed: whoever reads it cannot try logins against it.
    login_mark text NOT NULL,
    -- Whose login it is, if it is one.
    person_id uuid,
    -- When the chain of the account was told.
    told_at timestamptz
);
CREATE INDEX denials_at ON denials (at);
CREATE INDEX denials_network ON denials (network, at);
CREATE INDEX denials_login ON denials (login_mark, at);
CREATE INDEX denials_untold ON denials (person_id, denial_id) WHERE person_id IS NOT NULL AND told_at IS NULL;

-- From where somebody has signed in before.
ALTER TABLE sessions ADD COLUMN client_network text NOT NULL DEFAULT '';
CREATE INDEX sessions_network ON sessions (person_id, client_network, opened_at);

-- Links that were asked for, whether there is such a login or not; answered a moment later.
CREATE TABLE reset_requests (
    request_id uuid PRIMARY KEY,
    email text NOT NULL,
    asked_at timestamptz NOT NULL
);

-- Their digests were without a key: passwords could be tried against them.
DELETE FROM requests WHERE method IN ('BootstrapRequest', 'ActivateRequest', 'ResetPasswordRequest', 'ChangePasswordRequest');
