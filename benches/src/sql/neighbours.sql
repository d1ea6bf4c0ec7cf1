-- The passages of each uploaded résumé and of the seven that are most like it.
SELECT home.resume_id AS home, p.id AS passage
FROM candidate_vector home
CROSS JOIN LATERAL (
    SELECT other.resume_id FROM candidate_vector other ORDER BY other.embedding <=> home.embedding LIMIT 8
) near
JOIN passage p ON p.resume_id = near.resume_id
ORDER BY home.resume_id, p.id
