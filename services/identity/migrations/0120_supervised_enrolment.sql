-- Until when the first second factor of somebody who must have one may be confirmed: the one that waits, which somebody saw being set
-- up; or any, for administrators whom nobody can see. Null for not now.
ALTER TABLE second_factors ADD COLUMN allowed_until timestamptz, ADD COLUMN alone_until timestamptz;
