-- A correction of an approved log is a log of its own: one more edition of the same day or week.
ALTER TABLE logs ADD COLUMN edition integer NOT NULL DEFAULT 1;
ALTER TABLE logs ADD COLUMN corrects_id uuid;
ALTER TABLE logs DROP CONSTRAINT logs_person_id_cadence_starts_on_key;
ALTER TABLE logs ADD CONSTRAINT logs_one_of_each_edition UNIQUE (person_id, cadence, starts_on, edition);
CREATE INDEX logs_corrections ON logs (corrects_id) WHERE corrects_id IS NOT NULL;
