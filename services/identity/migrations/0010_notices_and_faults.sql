-- What people are told. A notice is kept by its id: raised twice, it is told once.
CREATE TABLE notices (
    notice_id uuid PRIMARY KEY,
    person_id uuid NOT NULL,
    raised_at timestamptz NOT NULL,
    read_at timestamptz,
    -- When the daily mail told it; set also when there was nobody to mail.
    mailed_at timestamptz,
    document jsonb NOT NULL
);
CREATE INDEX notices_person ON notices (person_id, raised_at DESC, notice_id DESC);
CREATE INDEX notices_to_mail ON notices (raised_at) WHERE mailed_at IS NULL AND read_at IS NULL;

CREATE TABLE fault_reports (
    report_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    reporter_id uuid NOT NULL,
    agency_id uuid,
    state text NOT NULL,
    -- UUIDv7 ids are in order of time: no other column is needed to sort.
    document jsonb NOT NULL
);
CREATE INDEX fault_reports_reporter ON fault_reports (reporter_id, report_id DESC);
CREATE INDEX fault_reports_agency ON fault_reports (agency_id, report_id DESC);

-- Who holds a role is asked whenever somebody is to be told.
CREATE INDEX accounts_grants ON accounts USING gin ((document -> 'grants') jsonb_path_ops);
