-- People as identity announced them: who approves whom.
CREATE TABLE people (
    person_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    full_name text NOT NULL,
    title text NOT NULL,
    direct_head_id uuid,
    agency_head_id uuid,
    leads_agency boolean NOT NULL,
    -- The direct head, or the agency head while that post is vacant.
    approver_id uuid
);
CREATE INDEX people_approver ON people (approver_id);

-- Danh mục công việc: one list per person and year.
CREATE TABLE work_lists (
    work_list_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    person_id uuid NOT NULL,
    year integer NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'submitted', 'approved', 'returned')),
    document jsonb NOT NULL,
    UNIQUE (person_id, year)
);
CREATE INDEX work_lists_pending ON work_lists (person_id) WHERE state = 'submitted';

-- Bảng kê công việc: one log per person and day or week.
CREATE TABLE logs (
    log_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    person_id uuid NOT NULL,
    year integer NOT NULL,
    cadence text NOT NULL CHECK (cadence IN ('day', 'week')),
    starts_on date NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'submitted', 'approved', 'returned')),
    document jsonb NOT NULL,
    UNIQUE (person_id, cadence, starts_on)
);
CREATE INDEX logs_of_year ON logs (person_id, year, starts_on, log_id);
CREATE INDEX logs_pending ON logs (person_id, starts_on, log_id) WHERE state = 'submitted';

-- What approved logs add up to: one row per person and year.
CREATE TABLE summaries (
    summary_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    person_id uuid NOT NULL,
    year integer NOT NULL,
    document jsonb NOT NULL,
    UNIQUE (person_id, year)
);
