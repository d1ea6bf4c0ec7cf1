use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::facts::{Facts, PersonFacts};
use super::{
    Arrangement, DEFAULT_SEED, Format, Relevance, SampleResume, SampleSet, graphql_variables, sample_set,
    third_page_case,
};

const KEPT_GRADES: &str = include_str!("../../../tests/fixtures/sample_relevance.json");

static SET: LazyLock<SampleSet> = LazyLock::new(|| sample_set(DEFAULT_SEED));

/// What a reader sees of a person's story, in lower case.
fn narrative(person: &PersonFacts) -> String {
    let mut text = vec![person.summary.as_str(), person.headline.as_str()];
    text.extend(person.role.iter().flat_map(|role| role.points.iter().map(String::as_str)));
    text.extend(person.role.iter().map(|role| role.title.as_str()));
    text.extend(person.extra.iter().flat_map(|extra| extra.items.iter().map(String::as_str)));
    text.join("\n").to_lowercase()
}

fn page_count(resume: &SampleResume) -> usize {
    lopdf::Document::load_mem(&resume.bytes).unwrap().get_pages().len()
}

fn text_of_page(resume: &SampleResume, page: u32) -> String {
    let document = lopdf::Document::load_mem(&resume.bytes).unwrap();
    document.extract_text(&[page]).unwrap()
}

#[test]
fn the_text_of_a_pdf_can_be_taken_out_again() {
    let pdfs = SET.resumes.iter().filter(|resume| resume.layout.format == Format::Pdf);
    for resume in pdfs {
        let text = text_of_page(resume, 1);
        assert!(text.contains(&resume.name), "{}: {text}", resume.key);
        assert!(text.contains(&resume.email), "{}: {text}", resume.key);
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    assert_eq!(sample_set(7).resumes, sample_set(7).resumes);
}

#[test]
fn another_seed_gives_other_files_and_the_same_grades() {
    let (one, other) = (sample_set(7), sample_set(8));
    assert_ne!(one.resumes, other.resumes);
    assert_eq!(one.relevance, other.relevance);
}

#[test]
fn there_are_sixty_resumes_and_eight_jobs() {
    let set = &*SET;
    assert_eq!((set.resumes.len(), set.jobs.len()), (60, 8));
}

#[test]
fn every_look_occurs_several_times() {
    let mut looks: BTreeMap<String, usize> = BTreeMap::new();
    for resume in &SET.resumes {
        *looks.entry(format!("{:?}", resume.layout)).or_default() += 1;
    }
    assert_eq!(looks.len(), 6, "{looks:?}");
    assert!(looks.values().all(|count| *count >= 6), "{looks:?}");
}

#[test]
fn files_are_what_their_names_say() {
    for resume in &SET.resumes {
        let (ending, magic): (&str, &[u8]) = match resume.layout.format {
            Format::Pdf => (".pdf", b"%PDF-"),
            Format::Docx => (".docx", b"PK\x03\x04"),
        };
        assert!(resume.file_name.ends_with(ending), "{}", resume.file_name);
        assert!(resume.bytes.starts_with(magic), "{}", resume.file_name);
        assert!(resume.bytes.len() < 200_000, "{}", resume.file_name);
    }
}

#[test]
fn pages_run_on_where_the_text_does() {
    let pdfs = SET.resumes.iter();
    let pdfs: Vec<_> = pdfs.filter(|resume| resume.layout.format == Format::Pdf).collect();
    let counts: Vec<usize> = pdfs.iter().map(|resume| page_count(resume)).collect();
    let with = |pages: usize| counts.iter().filter(|count| **count == pages).count();
    assert!(with(1) >= 20 && with(2) >= 4 && with(3) >= 2, "{counts:?}");
    assert_eq!(with(1) + with(2) + with(3), pdfs.len(), "{counts:?}");
}

#[test]
fn addresses_are_nobodys_and_unique() {
    let set = &*SET;
    let emails: BTreeSet<&str> = set.resumes.iter().map(|resume| resume.email.as_str()).collect();
    assert_eq!(emails.len(), set.resumes.len());
    for email in emails {
        let (local, domain) = email.split_once('@').unwrap();
        assert_eq!(domain, "example.com");
        assert!(local.chars().all(|letter| letter.is_ascii_lowercase() || letter == '.'), "{email}");
    }
    let files: BTreeSet<&str> = set.resumes.iter().map(|resume| resume.file_name.as_str()).collect();
    assert_eq!(files.len(), set.resumes.len());
}

#[test]
fn a_described_skill_stands_in_the_story_and_a_listed_one_does_not() {
    for person in Facts::embedded().people {
        let story = narrative(&person);
        for skill in person.described.keys() {
            assert!(story.contains(&skill.to_lowercase()), "{}: {skill} is not described", person.key);
        }
        for skill in person.listed.keys().filter(|skill| skill.len() > 2) {
            assert!(!story.contains(&skill.to_lowercase()), "{}: {skill} is described", person.key);
        }
    }
}

#[test]
fn a_paraphrased_skill_is_told_and_never_named() {
    for person in Facts::embedded().people {
        let story = narrative(&person);
        for (skill, told) in &person.paraphrased {
            assert!(story.contains(&told.words.to_lowercase()), "{}: {skill} is not told", person.key);
            assert!(!story.contains(&skill.to_lowercase()), "{}: {skill} is named", person.key);
            let elsewhere = person.described.contains_key(skill) || person.listed.contains_key(skill);
            assert!(!elsewhere, "{}: {skill} is also listed", person.key);
        }
    }
}

#[test]
fn a_fifth_of_the_skills_is_paraphrased() {
    let people = Facts::embedded().people;
    let told: usize = people.iter().map(|person| person.paraphrased.len()).sum();
    let named: usize = people.iter().map(|person| person.described.len() + person.listed.len()).sum();
    let share = told as f64 / (told + named) as f64;
    assert!(share >= 0.2, "{told} of {} skills, {share:.3}", told + named);
}

#[test]
fn every_job_has_a_clear_best_and_enough_to_rank() {
    let set = &*SET;
    for job in &set.jobs {
        let grades = set.relevance.fitting(&job.key).unwrap();
        assert!((5..=10).contains(&grades.len()), "{}: {grades:?}", job.key);
        assert!(grades.values().any(|grade| *grade == 3), "{}: {grades:?}", job.key);
        assert!(grades.values().any(|grade| *grade == 1), "{}: {grades:?}", job.key);
    }
}

#[test]
fn the_kept_grades_are_fresh() {
    let fresh = Relevance::of(&Facts::embedded()).to_json();
    assert_eq!(KEPT_GRADES, fresh, "write this to tests/fixtures/sample_relevance.json:\n{fresh}");
}

#[test]
fn job_advertisements_have_a_readable_length() {
    for job in &SET.jobs {
        let words = job.description.split_whitespace().count();
        assert!((120..=250).contains(&words), "{}: {words} words", job.key);
        let description = job.description.to_lowercase();
        for skill in job.required_skills.iter().chain(&job.preferred_skills) {
            assert!(description.contains(&skill.to_lowercase()), "{}: {skill}", job.key);
        }
    }
}

#[test]
fn a_job_becomes_the_input_of_the_mutation() {
    let job = &SET.jobs[0];
    let input = &graphql_variables(job)["input"];
    assert_eq!(input["title"], job.title);
    assert_eq!(input["externalId"], job.key);
    assert_eq!(input["requiredSkills"].as_array().unwrap().len(), job.required_skills.len());
    assert_eq!(input["salaryMin"], job.salary.unwrap().0);
}

#[test]
fn the_decisive_fact_starts_on_page_three() {
    let case = third_page_case();
    let set = &*SET;
    let resume = set.resumes.iter().find(|resume| resume.key == case.resume_key).unwrap();
    assert_eq!(resume.layout.arrangement, Arrangement::OneColumn);
    assert_eq!(page_count(resume), 3);
    let where_told: Vec<bool> = (1..=3).map(|page| text_of_page(resume, page).contains(&case.skill)).collect();
    assert_eq!(where_told, [false, false, true]);
    let job = set.jobs.iter().find(|job| job.key == case.job_key).unwrap();
    assert!(job.required_skills.contains(&case.skill));

    let person = Facts::embedded().people.into_iter().find(|person| person.key == case.resume_key).unwrap();
    let decisive = person.extra.iter().find(|extra| extra.decisive).unwrap();
    assert!(decisive.new_page);
    let twin = person.without_page_three(&Facts::embedded().third_page);
    assert!(!narrative(&twin).contains(&case.skill.to_lowercase()));
    assert_ne!(case.without.email, resume.email);
}

#[test]
fn every_letter_has_a_glyph() {
    for person in Facts::embedded().people {
        let text = format!("{}{}{}", person.name, person.place, narrative(&person));
        for letter in text.chars().filter(|letter| *letter != '\n') {
            assert!(super::pdf::can_show(letter), "{}: {letter:?}", person.key);
        }
    }
}
