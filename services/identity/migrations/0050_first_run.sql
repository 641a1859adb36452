-- How the first administrator gets in, and what they said of the province; one row at most.
CREATE TABLE installation (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    -- Digest of the one-time secret; none once it was used.
    secret_digest text,
    secret_expires_at timestamptz NOT NULL,
    -- Domains of official addresses, such as quangtri.gov.vn, with blanks between.
    mail_domains text NOT NULL DEFAULT ''
);
