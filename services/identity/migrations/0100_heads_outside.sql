-- The heads of cadres in communes follow anew: those of the Party and of unions answer to nobody of the commune's committee.
UPDATE people SET turns_on = DATE '2000-01-01'
    WHERE document -> 'posts' @> '[{"employment": "CADRE"}]'
    AND agency_id IN (SELECT unit_id FROM units WHERE document ->> 'kind' = 'COMMUNE');
