-- Who used the software, and when somebody was last seen, by person.
CREATE INDEX sessions_of_person ON sessions (person_id, opened_at);

-- For sweeping.
CREATE INDEX sessions_over ON sessions ((coalesce(ended_at, seen_at)));
CREATE INDEX mails_sent ON mails (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX notices_raised ON notices (raised_at);
