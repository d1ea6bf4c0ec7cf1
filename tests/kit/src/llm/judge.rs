//! What a model that screens applications is asked, taken apart, and answers to it.

use serde_json::{Map, Value, json};

use super::Asked;

/// A question about one résumé.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The criteria by their ids, with what is said of each.
    pub criteria: Vec<(String, String)>,
    /// What stands between the marks of the job.
    pub job: String,
    /// What stands between the marks of the résumé.
    pub resume: String,
    /// The code in the marks.
    pub code: String,
    /// Whether the answer before could not be used.
    pub is_repair: bool,
}

/// A level with its quotes.
pub type Judged<'a> = (u64, Vec<&'a str>);

impl Question {
    /// The question in what was asked.
    ///
    /// # Panics
    /// When it is no question about a résumé.
    #[must_use]
    pub fn of(asked: &Asked) -> Self {
        let turns = asked.turns();
        let user = turns.iter().find(|(speaker, _)| *speaker == "user").expect("somebody asks").1;
        let (before, rest) = user.split_once("\n<<<JOB ").expect("the job begins");
        let (code, rest) = rest.split_once(">>>\n").expect("its mark ends");
        let (job, rest) = rest.split_once(&format!("\n<<<END OF JOB {code}>>>")).expect("the job ends");
        let (_, rest) = rest.split_once(&format!("\n<<<RESUME {code}>>>\n")).expect("the résumé begins");
        let (resume, _) = rest.split_once(&format!("\n<<<END OF RESUME {code}>>>")).expect("the résumé ends");
        let criterion = |line: &str| {
            let (id, words) = line.split_once(": ")?;
            let number = id.strip_prefix('C')?;
            number.parse::<usize>().ok()?;
            Some((id.to_owned(), words.to_owned()))
        };
        Self {
            criteria: before.lines().filter_map(criterion).collect(),
            job: job.to_owned(),
            resume: resume.to_owned(),
            code: code.to_owned(),
            is_repair: turns.len() > 2,
        }
    }

    /// The answer of a model that judges each criterion so.
    pub fn judge<'a>(&self, mut judged: impl FnMut(&str) -> Judged<'a>) -> Value {
        let opinion = |(id, words): &(String, String)| {
            let (level, quotes) = judged(words);
            (id.clone(), json!({ "level": level, "quotes": quotes }))
        };
        let criteria: Map<String, Value> = self.criteria.iter().map(opinion).collect();
        let ask = |text: &str| json!({ "question": text, "criterion": "C1", "reason": "The résumé leaves it open." });
        json!({
            "criteria": criteria,
            "summary": "The résumé shows part of what the job asks. The rest is left open.",
            "interview_questions": [ask("What have you built?"), ask("What went wrong?"), ask("What was your share?")],
            "missing_skills": [],
        })
    }

    /// The answer of a model that gives every criterion this level, with the résumé's longest line that can be quoted.
    #[must_use]
    pub fn all(&self, level: u64) -> Value {
        let longest =
            self.resume.lines().filter(|line| line.len() <= 300).max_by_key(|line| line.len()).unwrap_or_default();
        self.judge(|_| (level, if level > 0 { vec![longest] } else { Vec::new() }))
    }
}
