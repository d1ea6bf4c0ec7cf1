//! The facts that files and grades are made of, as they stand in `server/sample/`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Arrangement, Format};

const JOBS: &str = include_str!("../../sample/jobs.toml");
const PEOPLE: [&str; 9] = [
    include_str!("../../sample/people/software.toml"),
    include_str!("../../sample/people/data.toml"),
    include_str!("../../sample/people/nursing.toml"),
    include_str!("../../sample/people/finance.toml"),
    include_str!("../../sample/people/logistics.toml"),
    include_str!("../../sample/people/law.toml"),
    include_str!("../../sample/people/teaching.toml"),
    include_str!("../../sample/people/engineering.toml"),
    include_str!("../../sample/people/others.toml"),
];

/// The month that "present" means, so that grades don't change with the calendar.
pub(super) const TODAY: Month = Month { year: 2026, month: 10 };

/// All facts.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) jobs: Vec<JobFacts>,
    pub(super) people: Vec<PersonFacts>,
    pub(super) third_page: ThirdPageFacts,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct JobFile {
    job: Vec<JobFacts>,
    third_page: ThirdPageFacts,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleFile {
    person: Vec<PersonFacts>,
}

/// Whose decisive fact stands on page three, and who the twin without it is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ThirdPageFacts {
    pub(super) person: String,
    pub(super) job: String,
    pub(super) skill: String,
    pub(super) twin_key: String,
    pub(super) twin_name: String,
}

/// What an employer wants.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JobFacts {
    pub(super) key: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) location: Option<String>,
    #[serde(default)]
    pub(super) remote: bool,
    pub(super) min_years: f64,
    pub(super) required: Vec<String>,
    pub(super) preferred: Vec<String>,
    pub(super) salary: [i32; 2],
    pub(super) currency: String,
    /// The field of work that counts in full, and others that count in part (0–1).
    pub(super) fields: BTreeMap<String, f64>,
}

/// What a person did and can do.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonFacts {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) headline: String,
    pub(super) place: String,
    pub(super) format: Format,
    pub(super) arrangement: Arrangement,
    /// Larger type and more room between the lines.
    #[serde(default)]
    pub(super) airy: bool,
    pub(super) summary: String,
    /// Skills named in described work, with the years of use.
    #[serde(default)]
    pub(super) described: BTreeMap<String, f64>,
    /// Skills that stand in the list and nowhere else.
    #[serde(default)]
    pub(super) listed: BTreeMap<String, f64>,
    /// Skills told in other words.
    #[serde(default)]
    pub(super) paraphrased: BTreeMap<String, Paraphrase>,
    /// The last year of use of what is no longer used.
    #[serde(default)]
    pub(super) last_used: BTreeMap<String, u16>,
    #[serde(default)]
    pub(super) languages: Vec<String>,
    pub(super) role: Vec<Role>,
    #[serde(default)]
    pub(super) education: Vec<Education>,
    #[serde(default)]
    pub(super) extra: Vec<Extra>,
}

/// A skill told in other words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Paraphrase {
    pub(super) years: f64,
    /// The words that stand in the text instead of the skill's name; the tests hold the text to it.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the tests that check the facts"))]
    pub(super) words: String,
}

/// One employment.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Role {
    /// The field of work, one of those that jobs name, or any other word.
    pub(super) field: String,
    pub(super) title: String,
    pub(super) employer: String,
    pub(super) from: Month,
    /// Absent: to this day.
    pub(super) to: Option<Month>,
    pub(super) points: Vec<String>,
}

/// A degree or a training.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Education {
    pub(super) what: String,
    #[serde(rename = "where")]
    pub(super) school: String,
    pub(super) year: u16,
}

/// A section of its own: projects, certificates, publications.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Extra {
    pub(super) heading: String,
    pub(super) items: Vec<String>,
    /// Starts a page.
    #[serde(default)]
    pub(super) new_page: bool,
    /// Holds the fact that the third-page case is about.
    #[serde(default)]
    pub(super) decisive: bool,
}

/// A month, written `2019-03`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Month {
    pub(super) year: u16,
    pub(super) month: u8,
}

impl Month {
    /// Years from one month to another, never negative.
    pub(super) fn years_until(self, later: Self) -> f64 {
        let months = |at: Self| f64::from(at.year) * 12.0 + f64::from(at.month);
        ((months(later) - months(self)) / 12.0).max(0.0)
    }
}

impl TryFrom<String> for Month {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let wrong = || format!("{text} is not a month such as 2019-03");
        let (year, month) = text.split_once('-').ok_or_else(wrong)?;
        let year = year.parse().map_err(|_| wrong())?;
        let month = month.parse().ok().filter(|month| (1..=12).contains(month)).ok_or_else(wrong)?;
        Ok(Self { year, month })
    }
}

impl Facts {
    /// Reads the facts that are compiled in.
    pub(super) fn embedded() -> Self {
        let jobs: JobFile = toml::from_str(JOBS).expect("the job facts are checked by a test");
        let people = PEOPLE.iter().flat_map(|text| {
            let file: PeopleFile = toml::from_str(text).expect("the people's facts are checked by a test");
            file.person
        });
        Self { people: people.collect(), jobs: jobs.job, third_page: jobs.third_page }
    }
}

impl PersonFacts {
    /// The address that the key makes: nobody's, since `example.com` is reserved.
    pub(super) fn email(&self) -> String {
        format!("{}@example.com", self.key.replace('-', "."))
    }

    /// The country that the place ends in.
    pub(super) fn country(&self) -> &str {
        self.place.rsplit(", ").next().unwrap_or(&self.place)
    }

    /// A twin of this person without the fact of page three.
    pub(super) fn without_page_three(&self, case: &ThirdPageFacts) -> Self {
        let mut twin = self.clone();
        twin.key.clone_from(&case.twin_key);
        twin.name.clone_from(&case.twin_name);
        twin.extra.retain(|extra| !extra.decisive);
        twin.described.remove(&case.skill);
        twin.paraphrased.remove(&case.skill);
        twin
    }
}
