//! Whether a text says that a skill isn't there: "no experience with Go", "Java (never used)".
//!
//! A denial reaches to the end of its clause: "No Java, but Python" denies Java alone. The words
//! must say that knowing or using is denied, since "never missed a deadline in Rust" denies no Rust.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// How far a sentence is looked at on each side of a name, in bytes: a bound on the work in a file
/// that is one line.
const REACH: usize = 160;

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is valid")
}

/// Where a clause ends, so that what stands on its other side says nothing of the name.
static BREAK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)[,;)•·|] | [.!?](?:\s|$) | \s[-–—]\s
        | \b(?: but | aber | sondern | mais | pero | maar | however | though | although | because | since | while
        | whereas | when | so | instead | than | except | beyond | besides | apart\ from | outside | außer | sauf
        | and\ (?: i | we | use | used | uses | using | work | worked | know | have | am | prefer | built | build | write
        | wrote | love | speak | now | mostly | instead | only | always | therefore ) )\b",
    )
});

/// Words that deny a name when they end right before it, and words that deny it from further off.
static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)\b(?:
        (?: no | without(?:\ any)? | not(?:\ an?)? | neither | nor | zero | kein(?:e|en|er)? | ohne | sans | aucune? | pas\ de
            | geen | ningun[ao]? | never | lack(?:s|ing)?(?:\ any)? ) \s+
            (?: (?:prior | previous | practical | hands-on | real | commercial | professional | actual) \s+ )*
        | (?: no | without | any | zero | lack(?:s|ing)?(?:\ of)?(?:\ any)? | little\ or\ no ) \s+
            (?: (?:prior | previous | practical | hands-on | real | commercial | professional | actual | working | formal) \s+ )*
            (?: experience | knowledge | exposure | background | use | skills? | understanding | training | expertise | need ) \s+
            (?: (?: at\ all | whatsoever | working | so\ far | yet ) \s+ )?
            (?: with | in | of | using | on | about | for | to ) \s+ (?: \S+\s+ ){0,6}
        | (?: not | never | cannot | (?:do|does|did|have|has|had|am|is|are|ca)n['’]t ) \s+
            (?: (?: yet | ever | really | actually | currently | personally | even | had | been | directly | previously
                | professionally ) \s+ )*
            (?: know | use | used | using | work | worked | working | have | had | has | speak | spoken | write | written | wrote
                | code | coded | program | programmed | touch | touched | learn | learned | learnt | try | tried | done
                | understand | familiar | experienced | proficient | skilled | versed | comfortable | fluent | competent
                | exposed | studied | support | need | require | want | seen ) \s+ (?: \S+\s+ ){0,6}
        | (?: keine?(?:n|r|rlei)? | ohne ) \s+ (?: \S+\s+ )? (?: \w*erfahrung(?:en)? | \w*kenntnisse? | praxis ) \s+
            (?: mit | in | im | von | bei ) \s+ (?: \S+\s+ ){0,4}
        | (?: nie | niemals | nicht ) \s+ (?: mit | in ) \s+
        | (?: aucune | pas\ d['’e] | sans | sin | ninguna | geen ) \s* (?: exp[ée]rien\w+ | connaissances? | conocimientos? | ervaring
            | kennis ) \s+ (?: avec | en | de | du | sur | con | met | van ) \s+ (?: \S+\s+ ){0,4}
        | jamais \s+ (?: utilis[ée] | travaill[ée] ) \s+ (?: avec\ | sur\ | en\ )?
        | ne\ (?:connais|maîtrise|connaît)\ pas\s+
        ) [(\[\x22'“„*]* $",
    )
});

/// What makes words before a name deny something else: what one can't do without is there, and who has
/// no degree in a subject, or doesn't have to, may know it well.
static OTHERWISE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)(?:\bnot\b|n['’]t\b|\bnever\b|\bcannot\b|\bimpossible\b).*\bwithout\b
        | \b(?: if | ha(?:ve|s|d)\ to | degree | diploma | certificat\w+ | certified | licen[cs]e | trouble | problems? | issues?
        | difficult\w* )\b",
    )
});

/// Words that deny the name they follow.
static AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^ (?: \s+(?:experience|knowledge|skills?|is|are|was) ){0,2} \s* [:(\[–—-]* \s* (?:
        (?: no | none | zero | without | keinerlei | keine | aucune | geen | sin | ninguna ) \s+
            (?: (?: prior | previous | practical | hands-on | real | commercial | professional | praktische ) \s+ )*
            (?: experience | knowledge | exposure | \w*erfahrung(?:en)? | \w*kenntnisse? | exp[ée]rien\w+ | connaissances? | ervaring )
        | (?: i \s+ (?: have \s+ )? )? never \s+ (?: used | worked | touched | learned | learnt | tried )
        | not \s+ (?: yet \s+ )? (?: used | known | familiar | experienced | learned | learnt | required | needed | necessary
            | something\ i )
        | i \s+ (?: do\ not | don['’]t ) \s+ (?: know | use )
        | (?: kenne | kann | beherrsche ) \s+ ich \s+ nicht
        | nicht \s+ (?: bekannt | vorhanden | erforderlich | nötig | notwendig )
        ) \b",
    )
});

/// "Java: none", where the answer is all there is.
static ANSWER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^\s*(?:[:(–—]|\s-)\s*(?:no|none|never|nein|keine|nie|aucune|geen)\s*(?:[).,;\r\n]|$)")
});

/// What makes a denial speak of lately only, or turns it.
static TURN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)\b(?: since | lately | recently | any\ ?more | for\ (?:\d+|a|some|many|several)\b
        | in\ (?:\d+\ |many\ |some\ )?(?:years|months) | in\ a\ while )\b",
    )
});

/// Whether the sentence around a name says that it isn't there.
pub(super) fn is_denied(text: &str, place: &Range<usize>) -> bool {
    let before = clause_before(text, place.start);
    let after = sentence_after(text, place.end);
    let clause = BREAK.find(after).filter(|at| !at.as_str().eq_ignore_ascii_case("since"));
    let turned = TURN.is_match(&after[..clause.map_or(after.len(), |at| at.start())]);
    let denied_before = BEFORE.is_match(before) && !OTHERWISE.is_match(before) && !turned;
    denied_before || is_denied_after(after)
}

fn is_denied_after(after: &str) -> bool {
    let Some(denial) = AFTER.find(after) else {
        return ANSWER.is_match(after);
    };
    // "Python – no experience with Java" speaks of Java, and "not required but a plus" asks after all.
    let rest = after[denial.end()..].trim_start();
    let next = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or("").to_lowercase();
    let speaks_of_another =
        matches!(next.as_str(), "with" | "in" | "of" | "using" | "mit" | "avec" | "en" | "met" | "con");
    let turned = matches!(next.as_str(), "but" | "aber" | "mais") || rest.starts_with(", but");
    !speaks_of_another && !turned && !TURN.is_match(rest)
}

/// The clause's text before a name.
fn clause_before(text: &str, at: usize) -> &str {
    let mut start = at.saturating_sub(REACH);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let near = &text[start..at];
    let line = near.rmatch_indices('\n').map(|(at, _)| at).find(|&at| !goes_on(&near[..at], &near[at + 1..]));
    let sentence = &near[line.map_or(0, |at| at + 1)..];
    let clause = BREAK.find_iter(sentence).last().map_or(0, |last| last.end());
    &sentence[clause..]
}

/// The sentence's text after a name.
fn sentence_after(text: &str, at: usize) -> &str {
    let mut end = (at + REACH).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let near = &text[at..end];
    let line = near.match_indices('\n').map(|(at, _)| at).find(|&at| !goes_on(&near[..at], &near[at + 1..]));
    let line = &near[..line.unwrap_or(near.len())];
    let stop = line.char_indices().find(|&(at, c)| {
        matches!(c, '.' | '!' | '?' | ';') && line[at + 1..].chars().next().is_none_or(char::is_whitespace)
    });
    &line[..stop.map_or(line.len(), |(at, _)| at)]
}

/// Whether a sentence goes on over a line's end: with a small letter, or after a word that wants another.
fn goes_on(line: &str, next: &str) -> bool {
    let last = line.trim_end().rsplit([' ', '\n']).next().unwrap_or("");
    let small = next.chars().next().is_some_and(char::is_lowercase);
    small || matches!(last, "with" | "in" | "of" | "using" | "know" | "mit" | "avec" | "met" | "con")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn denied(text: &str, name: &str) -> bool {
        let start = text.find(name).unwrap();
        is_denied(text, &(start..start + name.len()))
    }

    #[test]
    fn what_denies() {
        for text in [
            "I don't know Xyz.",
            "I don’t know Xyz.",
            "Haven't worked with Xyz.",
            "I do not have Xyz experience.",
            "I have never used Xyz.",
            "Xyz (no experience).",
            "Xyz: none",
            "Xyz – never used",
            "No experience with Xyz.",
            "No hands-on experience with databases such as Xyz",
            "I have no experience\nwith Xyz.",
            "I am not familiar with Xyz",
            "Keine Erfahrung mit Xyz.",
            "Noch keine praktische Erfahrung mit Xyz",
            "Xyz kenne ich nicht.",
            "Aucune expérience avec Xyz",
            "Geen ervaring met Xyz",
            "We do not use Xyz.",
            "No Xyz please.",
            "No Xyz, but Python",
            "Xyz not required.",
            "No experience with Xyz needed.",
            "No experience with Java or Xyz.",
        ] {
            assert!(denied(text, "Xyz"), "{text}");
        }
    }

    #[test]
    fn what_does_not() {
        for text in [
            "not only Xyz",
            "I do not only use Xyz",
            "no fewer than Xyz services",
            "Ran no fewer than five Xyz services",
            "nothing but Xyz",
            "No Java, but Xyz",
            "No Java but Xyz",
            "I don't know Java. I know Xyz.",
            "I don't know Java and use Xyz daily",
            "No experience with Java\n- Xyz",
            "Never missed a deadline on Xyz projects",
            "Worked without supervision in Xyz",
            "No downtime in a year of Xyz",
            "Haven't used Xyz since 2015",
            "Not used Xyz for some years",
            "Cannot work without Xyz",
            "I don't have a degree in Xyz but ten years of it",
            "Did not have to use Xyz",
            "If you don't know Xyz we teach it",
            "Xyz – no experience with Java",
            "Xyz is not required but a plus",
            "No experience beyond Xyz",
            "Java (no experience), Xyz",
            "Java: none\nXyz: five years",
            "Xyz without Java",
        ] {
            assert!(!denied(text, "Xyz"), "{text}");
        }
    }

    #[test]
    fn any_place_in_any_text_is_read() {
        let text = "é𝒳 no Xyz ".repeat(60);
        for (at, _) in text.match_indices("Xyz") {
            assert!(is_denied(&text, &(at..at + 3)));
        }
    }
}
