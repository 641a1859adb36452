-- Results of quarters and months are declared too (Decree 335/2025): one of each stands.
ALTER TABLE facts ADD COLUMN span text NOT NULL DEFAULT '';
ALTER TABLE facts DROP CONSTRAINT facts_kind_check;
ALTER TABLE facts ADD CONSTRAINT facts_kind_check CHECK (kind IN ('LEAVE', 'DISCIPLINE', 'TASK_RESULTS', 'PAST_YEAR', 'STUDY', 'SPAN_RESULT'));
ALTER TABLE facts ADD CONSTRAINT facts_span_check CHECK ((span <> '') = (kind = 'SPAN_RESULT'));
DROP INDEX facts_in_effect;
CREATE UNIQUE INDEX facts_in_effect ON facts (person_id, year, kind, span) WHERE revoked_at IS NULL AND kind NOT IN ('DISCIPLINE', 'STUDY');
