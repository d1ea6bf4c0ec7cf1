//! Three questions for the interview: at the gaps first, then at the strengths that need checking. They
//! ask about work only.

use super::facts::{Facts, SkillFact, TopicFact};
use super::phrases::{capitalised, clipped, listed, years_phrase};
use crate::screening::model::{QUESTIONS, Question};

/// The longest passage of a description in a question, in characters.
const LONGEST_TOPIC: usize = 140;
/// The most questions of one kind, so that three gaps of a kind don't hide another.
const MOST_OF_A_KIND: usize = 2;

/// The questions of a screening.
pub(in crate::screening) fn questions(facts: &Facts) -> [Question; QUESTIONS] {
    let kinds = [
        missing_required(facts),
        short_of_years(facts),
        named_only(facts, true),
        thin_topics(facts),
        missing_preferred(facts),
        named_only(facts, false),
        strengths(facts),
        covered_topics(facts),
    ];
    let specific = kinds.into_iter().flat_map(|kind| kind.into_iter().take(MOST_OF_A_KIND));
    let mut asked: Vec<Question> = Vec::with_capacity(QUESTIONS);
    for question in specific.chain(general(facts)) {
        if asked.len() < QUESTIONS && asked.iter().all(|known| known.text != question.text) {
            asked.push(question);
        }
    }
    asked.try_into().expect("there are three general questions, each with a text of its own")
}

fn question(text: String, criterion: Option<String>, reason: &str) -> Question {
    Question { text, criterion, reason: Some(reason.to_owned()) }
}

/// The first skill by itself, the others together.
fn missing_required(facts: &Facts) -> Vec<Question> {
    let missing: Vec<&SkillFact> = facts.skills.iter().filter(|skill| skill.required && !skill.mentioned).collect();
    let Some((first, others)) = missing.split_first() else {
        return Vec::new();
    };
    let mut asked = vec![missing_one(first)];
    match others {
        [] => {}
        [second] => asked.push(question(
            format!(
                "The job also needs {}, which your résumé does not mention. How would you get up to speed with it?",
                short(second)
            ),
            second.criterion.clone(),
            "Required, and not mentioned in the résumé.",
        )),
        several => asked.push(question(
            format!(
                "The job also needs {}, which your résumé does not mention. Which of them have you worked with, and where?",
                listed(&names(several), "and")
            ),
            several[0].criterion.clone(),
            "Required, and not mentioned in the résumé.",
        )),
    }
    asked
}

fn missing_one(skill: &SkillFact) -> Question {
    question(
        format!(
            "This job requires {}, and your résumé does not mention it. What have you done with it, or with something close to it?",
            short(skill)
        ),
        skill.criterion.clone(),
        "Required, and not mentioned in the résumé.",
    )
}

fn short_of_years(facts: &Facts) -> Vec<Question> {
    let Some(asked) = &facts.asked_years else {
        return Vec::new();
    };
    let wanted = years_phrase(asked.asked);
    let asked_for = asked.criterion.clone();
    match facts.years {
        None => vec![question(
            format!("This job asks for {wanted} of experience. How long have you done this kind of work, and where?"),
            Some(asked_for),
            "The years of experience could not be read from the résumé.",
        )],
        Some(years) if years < asked.asked => vec![question(
            format!(
                "This job asks for {wanted} of experience, and your résumé shows {}. What have you done that prepares you for it all the same?",
                years_phrase(years)
            ),
            Some(asked_for),
            "Fewer years of experience than the job asks for.",
        )],
        Some(_) => Vec::new(),
    }
}

fn named_only(facts: &Facts, required: bool) -> Vec<Question> {
    let named = facts.skills.iter().filter(|skill| skill.required == required && skill.mentioned && !skill.described());
    let texts = [
        "Your résumé names {} without saying where you used it. Which piece of work best shows what you can do with it?",
        "How far does your experience with {} go, and what have you made with it?",
    ];
    named
        .zip(texts)
        .map(|(skill, text)| {
            question(
                text.replace("{}", &short(skill)),
                skill.criterion.clone(),
                "Named in the résumé, but no work with it is described.",
            )
        })
        .collect()
}

fn thin_topics(facts: &Facts) -> Vec<Question> {
    let thin = facts.topics.iter().filter(|topic| topic.level <= 1);
    let texts = [
        "The job includes this: “{}” When have you done something like it, and what came of it?",
        "How would you approach this part of the job: “{}” What from your past work would help you?",
    ];
    thin.zip(texts)
        .filter(|(topic, _)| !topic.words.is_empty() && topic.words != facts.title)
        .map(|(topic, text)| about_topic(topic, text, "The résumé says little about this part of the job."))
        .collect()
}

fn missing_preferred(facts: &Facts) -> Vec<Question> {
    let missing: Vec<&SkillFact> = facts.skills.iter().filter(|skill| !skill.required && !skill.mentioned).collect();
    let text = match missing.as_slice() {
        [] => return Vec::new(),
        [one] => format!(
            "{} would be welcome in this job. Where have you come across it, and how closely have you worked with it?",
            short(one)
        ),
        several => format!(
            "{} would be welcome in this job. Which of them have you worked with, and how closely?",
            listed(&names(several), "and")
        ),
    };
    let text = capitalised(&text);
    let reason = "Welcome, and not mentioned in the résumé.";
    vec![question(text, missing[0].criterion.clone(), reason)]
}

fn strengths(facts: &Facts) -> Vec<Question> {
    let mut described: Vec<&SkillFact> = facts.skills.iter().filter(|skill| skill.described()).collect();
    described.sort_by_key(|skill| (std::cmp::Reverse(skill.level), !skill.required));
    let texts = [
        "Your résumé describes work with {}. What was the hardest problem in it, and which decisions were yours?",
        "Looking back at your work with {}, what would you do differently today, and why?",
    ];
    described
        .into_iter()
        .zip(texts)
        .map(|(skill, text)| {
            question(
                text.replace("{}", &short(skill)),
                skill.criterion.clone(),
                "Described in the résumé, and worth verifying.",
            )
        })
        .collect()
}

fn covered_topics(facts: &Facts) -> Vec<Question> {
    let covered = facts.topics.iter().filter(|topic| topic.level >= 2);
    let text = "Your résumé speaks of work close to this part of the job: “{}” What was your own share in it, and how did you know that it went well?";
    covered.take(1).map(|topic| about_topic(topic, text, "Described in the résumé, and worth verifying.")).collect()
}

fn about_topic(topic: &TopicFact, text: &str, reason: &str) -> Question {
    question(text.replace("{}", &quotable(&topic.words)), Some(topic.criterion.clone()), reason)
}

/// A passage that ends like a sentence, without quotation marks of its own.
fn quotable(words: &str) -> String {
    let words = clipped(&words.replace(['“', '”', '"'], "'"), LONGEST_TOPIC);
    if words.ends_with(['.', '!', '?', '…']) { words } else { format!("{words}.") }
}

/// What can be asked of anybody about their work, for a job that leaves nothing else to ask.
fn general(facts: &Facts) -> [Question; QUESTIONS] {
    let title = clipped(&facts.title.replace(['“', '”', '"'], "'"), LONGEST_TOPIC);
    let closest = if title.is_empty() {
        "Which of your past work comes closest to this job, and why?".to_owned()
    } else {
        format!("Which of your past work comes closest to this job, “{title}”, and why?")
    };
    [
        question(closest, None, "To compare past work with the job."),
        question(
            "Which part of this job would be newest to you, and how would you get into it?".to_owned(),
            None,
            "To find gaps that the résumé does not show.",
        ),
        question(
            "Tell us about a piece of work that did not go as planned. What did you change afterwards?".to_owned(),
            None,
            "To hear how the candidate learns from work.",
        ),
    ]
}

fn short(skill: &SkillFact) -> String {
    listed(&[&skill.name], "and")
}

fn names(skills: &[&SkillFact]) -> Vec<String> {
    skills.iter().map(|skill| skill.name.clone()).collect()
}
