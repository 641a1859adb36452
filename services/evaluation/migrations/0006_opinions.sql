-- What a reviewer gave, whatever became of the sheet afterwards: once there, it never changes.
ALTER TABLE sheets ADD COLUMN given jsonb
    GENERATED ALWAYS AS (coalesce(document #> '{state,Submitted}', nullif(document #> '{state,Void,given}', 'null'))) STORED;
