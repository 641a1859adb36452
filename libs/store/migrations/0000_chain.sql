-- Tables whose entries seal the one before: see the module `chain`.

-- The seal of an entry: of all its columns in their order, moments as microseconds, after the seal of the entry before.
CREATE FUNCTION chain_hash(before text, entry json) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(before || '|' || string_agg(
        CASE name WHEN 'at' THEN (extract(epoch FROM value::timestamptz) * 1000000)::bigint::text ELSE coalesce(value, '') END,
        '|' ORDER BY place), 'UTF8')), 'hex')
    FROM json_each_text(entry) WITH ORDINALITY AS field (name, value, place) WHERE name <> 'hash'
$$;

CREATE FUNCTION chain_is_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entries of % are never changed or removed', TG_TABLE_NAME;
END
$$;
