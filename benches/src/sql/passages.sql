-- What candidates are made of: the chunks of the résumés that were uploaded, with the server's own vectors.
CREATE TEMP TABLE passage AS
SELECT (row_number() OVER (ORDER BY r.uploaded_at, r.id, c.position))::integer AS id, c.resume_id,
    substr(r.text, c.span_start + 1, c.span_end - c.span_start) AS text, c.tokens, v.embedding
FROM resume_chunk c
JOIN resume_chunk_vector v ON v.resume_id = c.resume_id AND v.model_id = c.model_id AND v.position = c.position
JOIN resume r ON r.id = c.resume_id
WHERE c.tokens >= 20;
CREATE TEMP TABLE passage_skill (passage integer, skill text, described boolean);
CREATE TEMP TABLE person (
    candidate uuid, resume uuid, blob uuid, years double precision, number integer PRIMARY KEY
);
CREATE TEMP TABLE arrangement (number integer, place integer, passage integer);
