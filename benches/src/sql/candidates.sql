-- Rows as the product itself writes them, of people who are arrangements of passages.
ANALYZE passage, passage_skill, person, arrangement;

CREATE TEMP TABLE written AS
SELECT p.*, d.text, d.embedding, 'Person ' || p.number AS name
FROM person p
JOIN (
    SELECT a.number, string_agg(s.text, E'\n' ORDER BY a.place) AS text,
        -- The mean of the chunks, weighted by their tokens.
        l2_normalize(sum(s.embedding * array_fill(s.tokens::real, ARRAY[vector_dims(s.embedding)])::vector)) AS embedding
    FROM arrangement a JOIN passage s ON s.id = a.passage
    GROUP BY a.number
) d ON d.number = p.number;

CREATE TEMP TABLE held AS
SELECT p.candidate, s.skill, bool_or(s.described) AS described
FROM person p JOIN arrangement a ON a.number = p.number JOIN passage_skill s ON s.passage = a.passage
GROUP BY p.candidate, s.skill;

INSERT INTO candidate (
    id, name, email, other_emails, headline, years, years_corrected, skills, skills_corrected, tags,
    latest_resume_id, created_at, updated_at
)
SELECT w.candidate, w.name, 'person' || w.number || '@example.com', '{}', 'Specialist', nullif(w.years, 'NaN'), false,
    ARRAY(SELECT h.skill FROM held h WHERE h.candidate = w.candidate ORDER BY h.skill), false, '{}',
    w.resume, now(), now()
FROM written w;

INSERT INTO blob (id, bytes) SELECT blob, convert_to(text, 'UTF8') FROM written;

INSERT INTO resume (
    id, candidate_id, file_name, media_type, byte_size, sha256, blob_id, status, inspected, page_count, text, uploaded_at
)
SELECT resume, candidate, 'resume.txt', 'text/plain', octet_length(text),
    encode(sha256(convert_to(name || text, 'UTF8')), 'hex'), blob, 'READY', true, NULL, text, now()
FROM written;

CREATE TEMP TABLE piece AS
SELECT p.resume, (row_number() OVER w - 1)::integer AS position, s.tokens, s.embedding,
    (sum(char_length(s.text) + 1) OVER w - char_length(s.text) - 1)::integer AS span_start,
    char_length(s.text) AS length
FROM arrangement a JOIN passage s ON s.id = a.passage JOIN person p ON p.number = a.number
WINDOW w AS (PARTITION BY a.number ORDER BY a.place);

INSERT INTO resume_chunk (resume_id, model_id, position, span_start, span_end, tokens)
SELECT resume, (SELECT id FROM embedding_model), position, span_start, span_start + length, tokens FROM piece;

INSERT INTO resume_chunk_vector (resume_id, position, model_id, embedding, embedded_at)
SELECT resume, position, (SELECT id FROM embedding_model), embedding, now() FROM piece;

INSERT INTO candidate_skill (candidate_id, skill, described) SELECT candidate, skill, described FROM held;

INSERT INTO candidate_search (candidate_id, document)
SELECT c.id,
    setweight(to_tsvector('english', concat_ws(E'\n', c.name, c.headline, array_to_string(c.skills, E'\n'))), 'A')
        || to_tsvector('english', w.text)
FROM written w JOIN candidate c ON c.id = w.candidate;

INSERT INTO candidate_vector (candidate_id, model_id, resume_id, content_hash, embedding, embedded_at)
SELECT candidate, (SELECT id FROM embedding_model), resume, encode(sha256(convert_to(text, 'UTF8')), 'hex'), embedding, now()
FROM written;

DROP TABLE piece, held, written, arrangement, person, passage_skill, passage;
