-- Who reviews whom in which year, as evaluation announced it: they see the approved work beside the scores.
CREATE TABLE reviewers (
    sheet_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    rater_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    year integer NOT NULL,
    counts boolean NOT NULL
);
CREATE INDEX reviewers_rater ON reviewers (rater_id, subject_id, year);
