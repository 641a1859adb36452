-- Results of study are declared too (article 2.8): several courses may end in one year.
ALTER TABLE facts DROP CONSTRAINT facts_kind_check;
ALTER TABLE facts ADD CONSTRAINT facts_kind_check CHECK (kind IN ('LEAVE', 'DISCIPLINE', 'TASK_RESULTS', 'PAST_YEAR', 'STUDY'));
DROP INDEX facts_in_effect;
CREATE UNIQUE INDEX facts_in_effect ON facts (person_id, year, kind) WHERE revoked_at IS NULL AND kind NOT IN ('DISCIPLINE', 'STUDY');
