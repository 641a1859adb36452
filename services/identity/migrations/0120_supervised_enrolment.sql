-- Until when the first second factor of somebody who must have one may be set up; null for not now.
ALTER TABLE second_factors ADD COLUMN allowed_until timestamptz;
