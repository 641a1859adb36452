-- How far a command is that is under way; nothing depends on it, and it is gone when the command is over.
CREATE UNLOGGED TABLE progress (
    principal uuid NOT NULL,
    method text NOT NULL,
    request_id text NOT NULL,
    done bigint NOT NULL,
    total bigint NOT NULL,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (principal, method, request_id)
);
