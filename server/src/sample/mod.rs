//! Sample data: invented people and jobs, so that a newcomer sees a ranking worth looking at before
//! handing in a file of their own, and so that tests can judge a ranking against something known.
//!
//! Facts come first (`server/sample/`): who did what, where and for how long. The files are rendered from
//! them, and so is the graded relevance, which never looks at a rendered text. Nothing here touches the
//! disk, the network or the clock: the same seed gives the same bytes.

mod docx;
mod facts;
mod outline;
mod pdf;
mod relevance;
#[cfg(test)]
mod tests;
mod variables;

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

pub use relevance::Relevance;
pub use variables::graphql_variables;

use facts::{Facts, JobFacts, PersonFacts};
use outline::{Outline, Wording};

/// The seed of the set that `sample-data` sends and that the kept grades belong to.
pub const DEFAULT_SEED: u64 = 2026;

/// How a page is arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arrangement {
    /// Everything below each other.
    OneColumn,
    /// Contact, skills and education beside the work.
    TwoColumns,
    /// Work and education as tables.
    Tables,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A PDF with embedded, subset fonts.
    Pdf,
    /// A Word document.
    Docx,
}

/// The looks of a résumé's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Layout {
    /// How a page is arranged.
    pub arrangement: Arrangement,
    /// What the file is.
    pub format: Format,
}

/// A job posting, in the words of the public API.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleJob {
    /// Short and stable, for instance `rust-backend`; also its external id.
    pub key: String,
    /// The title.
    pub title: String,
    /// The advertisement's text, paragraphs separated by an empty line.
    pub description: String,
    /// Where the work is done.
    pub location: Option<String>,
    /// Whether it may be done from anywhere.
    pub remote: bool,
    /// Years of experience asked for.
    pub min_years: Option<f64>,
    /// Skills without which nobody is hired.
    pub required_skills: Vec<String>,
    /// Skills that are welcome.
    pub preferred_skills: Vec<String>,
    /// Yearly pay from and to, in whole units of the currency.
    pub salary: Option<(i32, i32)>,
    /// ISO 4217 code of the pay.
    pub salary_currency: Option<String>,
}

/// A résumé as its owner would send it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleResume {
    /// Short and stable, for instance `mira-jansen`.
    pub key: String,
    /// The file's name as a person would have chosen it.
    pub file_name: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// The looks of the file.
    pub layout: Layout,
    /// The name on it.
    pub name: String,
    /// The e-mail address on it, at `example.com`, nobody else's.
    pub email: String,
}

impl SampleResume {
    /// The media type that an upload of this file declares.
    #[must_use]
    pub fn media_type(&self) -> &'static str {
        match self.layout.format {
            Format::Pdf => "application/pdf",
            Format::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }
}

/// Everything that the sample data holds.
#[derive(Debug, Clone)]
pub struct SampleSet {
    /// The jobs, in the order in which to create them.
    pub jobs: Vec<SampleJob>,
    /// The résumés, in the order in which to upload them.
    pub resumes: Vec<SampleResume>,
    /// Who fits which job, by the facts alone.
    pub relevance: Relevance,
}

/// A person one of whose facts stands only on the third page of their file.
#[derive(Debug, Clone)]
pub struct ThirdPageCase {
    /// The résumé, which is also in the set.
    pub resume_key: String,
    /// The job that asks for the fact.
    pub job_key: String,
    /// The skill that the fact is about.
    pub skill: String,
    /// The same résumé under another name and address, without the fact.
    pub without: SampleResume,
}

/// Renders the whole set. The seed decides the wording of headings, the colours, the fonts, the file
/// names and the order of upload; the facts and so the grades are the same for every seed.
#[must_use]
pub fn sample_set(seed: u64) -> SampleSet {
    let facts = Facts::embedded();
    let mut rng = StdRng::seed_from_u64(seed);
    let mut resumes: Vec<SampleResume> =
        facts.people.iter().enumerate().map(|(index, person)| render(person, index, &mut rng)).collect();
    resumes.shuffle(&mut rng);
    SampleSet { relevance: Relevance::of(&facts), jobs: facts.jobs.into_iter().map(SampleJob::from).collect(), resumes }
}

/// The person whose decisive fact stands on page three, and the same file without it.
#[must_use]
pub fn third_page_case() -> ThirdPageCase {
    let facts = Facts::embedded();
    let case = facts.third_page;
    let index = facts.people.iter().position(|person| person.key == case.person);
    let index = index.expect("the facts name a person of theirs");
    let without = facts.people[index].without_page_three(&case);
    let mut rng = StdRng::seed_from_u64(DEFAULT_SEED);
    ThirdPageCase {
        without: render(&without, index, &mut rng),
        resume_key: case.person,
        job_key: case.job,
        skill: case.skill,
    }
}

fn render(person: &PersonFacts, index: usize, rng: &mut StdRng) -> SampleResume {
    let wording = Wording::draw(index, rng);
    let outline = Outline::of(person, &wording);
    let bytes = match person.format {
        Format::Pdf => pdf::render(&outline, &wording),
        Format::Docx => docx::render(&outline, &wording),
    };
    SampleResume {
        key: person.key.clone(),
        file_name: wording.file_name(person),
        bytes,
        layout: Layout { arrangement: person.arrangement, format: person.format },
        name: person.name.clone(),
        email: person.email(),
    }
}

impl From<JobFacts> for SampleJob {
    fn from(job: JobFacts) -> Self {
        Self {
            key: job.key,
            title: job.title,
            description: job.description.trim().to_owned(),
            location: job.location,
            remote: job.remote,
            min_years: Some(job.min_years),
            required_skills: job.required,
            preferred_skills: job.preferred,
            salary: Some((job.salary[0], job.salary[1])),
            salary_currency: Some(job.currency),
        }
    }
}
