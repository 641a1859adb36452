-- Who was asked for a sheet. Unknown of sheets that were kept before, until they are heard of again: whoever reads a result is then taken
-- to have given it.
ALTER TABLE sheets ADD COLUMN rater_id uuid;
CREATE INDEX sheets_record ON sheets (record_id);
