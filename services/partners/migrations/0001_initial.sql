-- What is public of what the owners announced, as it now is: one row an aggregate, and only a newer version replaces it.
CREATE TABLE states (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    -- Whether it is the unit at the root of the tree.
    is_province boolean NOT NULL,
    -- When the owner announced it.
    announced_at timestamptz NOT NULL,
    document jsonb NOT NULL,
    -- The unit that must be known before it can be told.
    awaits uuid
);
CREATE INDEX states_awaiting ON states (awaits) WHERE awaits IS NOT NULL;
CREATE INDEX states_province ON states (id) WHERE is_province;

-- What was told of an aggregate. Nothing of it is ever forgotten: a result that was published is not published again.
CREATE TABLE told (
    id uuid PRIMARY KEY,
    document jsonb NOT NULL
);

-- How many events there are of each subject.
CREATE TABLE subjects (
    subject text PRIMARY KEY,
    number bigint NOT NULL
);

-- Every public event, as it was published.
CREATE TABLE public_events (
    event_id uuid PRIMARY KEY,
    subject text NOT NULL,
    number bigint NOT NULL,
    type text NOT NULL,
    topic text NOT NULL,
    agency_code text NOT NULL,
    happened_at timestamptz NOT NULL,
    document text NOT NULL,
    UNIQUE (subject, number)
);
CREATE INDEX public_events_agency ON public_events (agency_code, topic, happened_at);
