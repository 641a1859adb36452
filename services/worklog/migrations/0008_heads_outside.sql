-- Whether somebody answers to heads whom the software does not know: nobody approves their work here.
ALTER TABLE people ADD COLUMN head_outside boolean NOT NULL DEFAULT false;
