-- When the official e-mail list was taken for the first time; null before.
ALTER TABLE installation ADD COLUMN email_list_at timestamptz;
