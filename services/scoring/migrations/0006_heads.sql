-- Whose heads somebody's are, as identity names them: they read the quarters and months of their people.
ALTER TABLE people ADD COLUMN heads jsonb NOT NULL DEFAULT '[]';
