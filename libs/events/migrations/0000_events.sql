-- Announcements written in the transaction of the change they announce; kept after publishing so that they can be published again.
CREATE TABLE outbox (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id uuid NOT NULL UNIQUE,
    aggregate_id uuid NOT NULL,
    aggregate_version bigint NOT NULL,
    type text NOT NULL,
    data bytea NOT NULL,
    traceparent text,
    occurred_at timestamptz NOT NULL,
    published_at timestamptz,
    UNIQUE (type, aggregate_id, aggregate_version)
);
CREATE INDEX outbox_unpublished ON outbox (seq) WHERE published_at IS NULL;

-- Events whose effects are in this database.
CREATE TABLE inbox (
    event_id uuid PRIMARY KEY,
    received_at timestamptz NOT NULL
);

-- Events that could not be carried out, and later ones of the same aggregate, which wait behind them.
CREATE TABLE dead_letters (
    event_id uuid PRIMARY KEY,
    source text NOT NULL,
    type text NOT NULL,
    aggregate_id uuid NOT NULL,
    aggregate_version bigint NOT NULL,
    data bytea NOT NULL,
    occurred_at timestamptz NOT NULL,
    reason text NOT NULL,
    attempts bigint NOT NULL,
    parked_at timestamptz NOT NULL
);
CREATE INDEX dead_letters_aggregate ON dead_letters (aggregate_id);

-- Answers already given, so that a repeated request gets the same one.
CREATE TABLE requests (
    principal uuid NOT NULL,
    method text NOT NULL,
    request_id text NOT NULL,
    request_digest text NOT NULL,
    response bytea,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (principal, method, request_id)
);
CREATE INDEX requests_received ON requests (received_at);
