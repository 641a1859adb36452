-- The second rule of sealing: every column after its name and length, so that no two entries read the same; the seal begins with
-- `2:`. Entries of the first rule stay as they are, and none comes after one of the second.
CREATE FUNCTION chain_hash_2(before text, entry json) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT '2:' || encode(sha256(convert_to(before || string_agg(
        name || '=' || coalesce(octet_length(written)::text || ':' || written, '-') || ';', '' ORDER BY place), 'UTF8')), 'hex')
    FROM (SELECT name, place, CASE name WHEN 'at' THEN (extract(epoch FROM value::timestamptz) * 1000000)::bigint::text ELSE value END
        AS written FROM json_each_text(entry) WITH ORDINALITY AS field (name, value, place) WHERE name <> 'hash') AS fields
$$;

-- Whether a seal is the one that the entry has by the rule it claims, after the seal of the entry before.
CREATE FUNCTION chain_holds(hash text, before text, entry json) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN hash LIKE '2:%' THEN hash = chain_hash_2(before, entry)
        ELSE before NOT LIKE '2:%' AND hash = chain_hash(before, entry) END
$$;
