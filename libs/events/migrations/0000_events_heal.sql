-- Nothing waits behind an event that was set aside: it carries a whole state, and a newer one takes its place.
DROP INDEX dead_letters_behind;
ALTER TABLE dead_letters DROP COLUMN blocks;
CREATE INDEX dead_letters_of ON dead_letters (source, type, aggregate_id);
-- When somebody asked that it be tried again.
ALTER TABLE dead_letters ADD COLUMN retry_at timestamptz;
CREATE INDEX dead_letters_retry ON dead_letters (source) WHERE retry_at IS NOT NULL;
UPDATE dead_letters SET retry_at = now() WHERE reason = 'waits behind an event that was set aside';

-- The event by which the newest version was heard: another one under the same version comes from a source that forgot it.
ALTER TABLE heard_versions ADD COLUMN event_id uuid;

-- How often an event was published again; the broker knows it by a name of its own each time.
ALTER TABLE outbox ADD COLUMN again integer NOT NULL DEFAULT 0;

-- Events of this service on the bus that it forgot, because its database was put back to a backup, and that were made good since.
CREATE TABLE forgotten_events (
    event_id uuid PRIMARY KEY,
    made_good_at timestamptz NOT NULL
);

-- For sweeping.
CREATE INDEX outbox_published ON outbox (published_at);
CREATE INDEX inbox_received ON inbox (received_at);
