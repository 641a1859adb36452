-- What the role named by congtam.role may do with the tables of this database, anew after each migration: rows, never tables; and of
-- entries of chains, whatever protects them, only reading and adding.
DO $$
DECLARE
    role text := current_setting('congtam.role');
    chain regclass;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', role);
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA public FROM %I', role);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %I', role);
    EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO %I', role);
    IF to_regclass('seaql_migrations') IS NOT NULL THEN
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON seaql_migrations FROM %I', role);
    END IF;
    -- Whatever a trigger keeps from being updated, deleted and truncated.
    FOR chain IN SELECT DISTINCT tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 56 = 56 LOOP
        EXECUTE format('REVOKE UPDATE, DELETE ON %s FROM %I', chain, role);
    END LOOP;
END $$;
