//! How much of the exact ranking's first page the first stage finds: the same server on the same data, told
//! by a setting that the pool is too large for the exact scan. Since both order by the same score, the
//! pages differ by who was not found.

use std::collections::HashSet;

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::Arguments;
use crate::client::{Client, list, text};
use crate::fill::rows;
use crate::jobs::Job;
use crate::report::{Report, Row};
use crate::server::Server;

const FOR_JOB: &str = "query($q: ID!) { found: matchCandidates(jobId: $q, first: 10) {
    truncated nodes { candidate { id } } } }";
const FOR_TEXT: &str = "query($q: String!) { found: searchCandidates(text: $q, first: 10) {
    truncated nodes { candidate { id } } } }";
/// What people search for: sentences about work, spread over all that were uploaded.
const TEXTS: &str = "SELECT left(substr(r.text, c.span_start + 1, c.span_end - c.span_start), 160) AS text
    FROM resume_chunk c JOIN resume r ON r.id = c.resume_id
    WHERE r.media_type <> 'text/plain' AND c.tokens >= 40 ORDER BY md5(r.sha256 || c.position) LIMIT $1";
/// Fewer than there are candidates.
const EXACT_LIMIT: &str = "100";

type Question = (&'static str, String);

/// Asks everything twice, the second time of a server started anew, which it answers.
pub(crate) async fn measure<'a>(
    server: Server<'a>,
    jobs: &[Job],
    arguments: &Arguments,
    report: &mut Report,
) -> Result<Server<'a>> {
    let questions = questions(&server, jobs, arguments.searches).await?;
    let exact = ask(&server.client(), &questions, false).await?;
    let folder = server.folder;
    server.stop().await?;
    let server = Server::start(folder, &[("SHORTLIST__MATCHING__EXACT_LIMIT", EXACT_LIMIT)]).await?;
    let found = ask(&server.client(), &questions, true).await?;
    let wanted: usize = exact.iter().map(HashSet::len).sum();
    let met: usize = exact.iter().zip(&found).map(|(exact, found)| exact.intersection(found).count()).sum();
    #[expect(clippy::cast_precision_loss, reason = "these are some hundreds")]
    let recall = met as f64 / wanted.max(1) as f64;
    report.add(
        "Matching",
        Row {
            what: "recall@10 of the first stage",
            figure: format!("{recall:.3}"),
            peer: format!("the exact scan, {} questions", questions.len()),
            aim: "≥ 0.98",
            ..Row::default()
        },
    );
    Ok(server)
}

async fn questions(server: &Server<'_>, jobs: &[Job], searches: usize) -> Result<Vec<Question>> {
    let mut questions: Vec<Question> = jobs.iter().map(|job| (FOR_JOB, job.id.clone())).collect();
    for row in rows(&server.database().await?, TEXTS, [i64::try_from(searches)?.into()]).await? {
        questions.push((FOR_TEXT, row.try_get("", "text")?));
    }
    Ok(questions)
}

/// Who is on the first page of each.
async fn ask(client: &Client, questions: &[Question], truncated: bool) -> Result<Vec<HashSet<String>>> {
    let mut pages = Vec::new();
    for (document, question) in questions {
        let answer = client.data(document, json!({ "q": question })).await?;
        let found = &answer["found"];
        ensure!(found["truncated"] == Value::Bool(truncated), "“{question}” was answered the other way");
        let ids = list(&found["nodes"])?.iter().map(|node| text(&node["candidate"]["id"]));
        pages.push(ids.collect::<Result<_>>()?);
    }
    Ok(pages)
}
