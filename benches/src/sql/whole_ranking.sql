-- The ranking of a job that asks skills and years, in one statement: every candidate with every part of the
-- score, the words among them.
SELECT id, score FROM (
    SELECT c.id, round((
        greatest(0, least(1, 1 - (v.embedding <=> a.embedding))) * weight.semantic
            + coalesce(ts_rank_cd(w.document, a.query, 32), 0)::double precision * weight.lexical
            + coalesce(s.credit, 0) / nullif(2 * cardinality(a.required_skills) + cardinality(a.preferred_skills), 0)
                * weight.skills
            + least(1, coalesce(c.years, 0) / a.min_years) * weight.experience
        ) * 100 / (weight.semantic + weight.lexical + weight.skills + weight.experience) * 1e6) / 1e6 AS score
    FROM (
        SELECT j.id, j.required_skills, j.preferred_skills, j.min_years, e.embedding, f.query
        FROM job j JOIN job_vector e ON e.job_id = j.id JOIN job_search f ON f.job_id = j.id WHERE j.id = $1
    ) a
    CROSS JOIN (
        SELECT $2::double precision AS semantic, $3::double precision AS lexical, $4::double precision AS skills,
            $5::double precision AS experience
    ) weight
    CROSS JOIN candidate_vector v
    JOIN candidate c ON c.id = v.candidate_id
    LEFT JOIN candidate_search w ON w.candidate_id = c.id
    LEFT JOIN (
        SELECT k.candidate_id, sum(asked.worth * CASE WHEN k.described THEN 1.0 ELSE 0.5 END)::double precision AS credit
        FROM (
            SELECT unnest(required_skills) AS skill, 2 AS worth FROM job WHERE id = $1
            UNION ALL SELECT unnest(preferred_skills), 1 FROM job WHERE id = $1
        ) asked
        JOIN candidate_skill k ON k.skill = asked.skill
        GROUP BY k.candidate_id
    ) s ON s.candidate_id = c.id
) ranked
ORDER BY score DESC, id LIMIT $6
