//! E-mail addresses, telephone numbers, links and handles.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::layout::Page;
use super::{Identity, Marks};
use crate::resume::facts::{digit_runs, phone_places};
use crate::skill;

static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:mailto:\s*)?[\p{L}\p{N}._%+'’-]+(?:@|\s?[\[(]\s?(?:at|@)\s?[\])]\s?)[\p{L}\p{N}-]+(?:(?:\.|\s?[\[(]\s?(?:dot|\.)\s?[\])]\s?)[\p{L}\p{N}-]+)*(?:\.|\s?[\[(]\s?(?:dot|\.)\s?[\])]\s?)\p{L}{2,}")
        .expect("the pattern is fixed")
});

/// An "@" that is written out to be read by people only.
static AT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)[\[(]\s?at\s?[\])]").expect("the pattern is fixed"));

const HOSTS: &str = r"linkedin|github|gitlab|bitbucket|twitter|facebook|instagram|xing|stackoverflow|stackexchange|medium|behance|dribbble|kaggle|youtube|researchgate|orcid|codepen|leetcode|hackerrank|hashnode|substack|tiktok|pinterest|threads|bsky|mastodon|keybase|wellfound|angel|viadeo|vk|weibo|zhihu|csdn|qiita|devpost|gravatar|linktr|about|calendly";

/// Links: with a scheme or "www", to a profile, or with a path.
static LINK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?i)\b(?:https?|ftp)://[^\s<>|)\]]+|\bwww\.[^\s<>|)\]]+|\b(?:[a-z0-9-]+\.)*(?:{HOSTS}|x|t|wa|scholar\.google|dev)\.(?:com|org|io|net|ee|me|de|app|social|to|ru|cn)/[^\s<>|)\],;]+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|dev|me|co|eu|de|fr|nl|uk|es|it|pl|ch|at|be|se|info|name|tech|app|blog|site|online|page|xyz|ai|ca|us|br|pt|ru|cn|jp|ng|za|ke)/[^\s<>|)\],;]+"
    ))
    .expect("the pattern is fixed")
});

/// A web address without a path, which is somebody's own among contact details only.
static DOMAIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|dev|me|co|eu|de|fr|nl|uk|es|it|pl|ch|at|be|se|info|name|tech|app|blog|site|online|page|xyz|ai|ca|us|br|pt|ru|cn|jp|ng|za|ke)\b/?")
        .expect("the pattern is fixed")
});

/// A handle after the name of the place where it holds.
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:linkedin|github|gitlab|bitbucket|twitter|instagram|facebook|skype|telegram|xing|kaggle|stack\s?overflow|wechat|discord|mastodon|bluesky|orcid|behance|dribbble|youtube|tiktok|medium|x)(?:\s(?:id|profile|handle|username|account))?\s?[:：]\s?(?P<handle>@?[\w@:/.-]+)")
        .expect("the pattern is fixed")
});

static AT_HANDLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:^|[\s(|,;/])(?P<handle>@[A-Za-z0-9_.]{2,40})").expect("the pattern is fixed"));

/// What stands before the number of a fax, which is nobody's telephone number and yet theirs.
static FAX: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\b(?:fax|telefax|f)\W{0,4}$").expect("the pattern is fixed"));

pub(super) fn find(page: &Page<'_>, identity: &Identity, marks: &mut Marks) {
    addresses(page, identity, marks);
    links(page, marks);
    numbers(page, identity, marks);
}

/// E-mail addresses, and the names before their "@" where they stand alone as handles.
fn addresses(page: &Page<'_>, identity: &Identity, marks: &mut Marks) {
    let mut handles: HashSet<String> = identity.emails.iter().filter_map(|email| handle_of(email)).collect();
    for line in &page.lines {
        let words = page.at(&line.bytes);
        // Most lines have neither, and the pattern is slow to find that out.
        if words.contains('@') || AT.is_match(words) {
            for found in EMAIL.find_iter(words) {
                handles.extend(handle_of(found.as_str()));
                marks.add(line.bytes.start + found.start()..line.bytes.start + found.end());
            }
        }
    }
    for handle in handles {
        let folded = page.text.match_indices(handle.as_str()).map(|(at, found)| at..at + found.len());
        marks.places.extend(folded.filter(|bytes| stands_alone(page.text, bytes.start, bytes.end)));
    }
}

/// The part before the "@", when it can't be a word: with letters and digits.
fn handle_of(email: &str) -> Option<String> {
    let local = email.split(['@', '+']).next()?.trim().trim_start_matches("mailto:");
    let telling = local.chars().count() >= 5
        && local.chars().any(|c| c.is_ascii_digit())
        && local.chars().any(char::is_alphabetic)
        && !skill::is_known(local);
    telling.then(|| local.to_owned())
}

fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let inside = |c: char| c.is_alphanumeric();
    !text[..start].ends_with(inside) && !text[end..].starts_with(inside)
}

fn links(page: &Page<'_>, marks: &mut Marks) {
    for line in &page.lines {
        let words = page.at(&line.bytes);
        let addressed = words.contains('.') && (words.contains('/') || words.contains("www") || words.contains("WWW"));
        for found in LINK.find_iter(if addressed { words } else { "" }) {
            let whole = found.as_str().trim_end_matches(['.', ',', ';', ':', '\'', '"', '!', '?']);
            marks.add(line.bytes.start + found.start()..line.bytes.start + found.start() + whole.len());
        }
        let telling = |handle: &str| {
            handle.starts_with('@') || handle.contains(|c: char| c.is_ascii_digit() || "/-_".contains(c))
        };
        for found in LABELLED.captures_iter(if words.contains([':', '：']) { words } else { "" }) {
            let handle = found.name("handle").expect("the pattern has it");
            if line.in_zone() || telling(handle.as_str()) {
                marks.add(line.bytes.start + handle.start()..line.bytes.start + handle.end());
            }
        }
        if !line.in_zone() {
            continue;
        }
        let own = DOMAIN.find_iter(words).filter(|found| !skill::is_known(found.as_str()));
        marks.places.extend(own.map(|found| line.bytes.start + found.start()..line.bytes.start + found.end()));
        let handles = AT_HANDLE.captures_iter(words).filter_map(|found| found.name("handle"));
        marks.places.extend(handles.map(|found| line.bytes.start + found.start()..line.bytes.start + found.end()));
    }
}

/// Numbers as the facts are read, and the known ones wherever they stand. Among the contact details a
/// number needs no label.
fn numbers(page: &Page<'_>, identity: &Identity, marks: &mut Marks) {
    let known: Vec<String> =
        identity.phones.iter().map(|phone| last_digits(phone)).filter(|phone| phone.len() >= 6).collect();
    for line in &page.lines {
        let words = page.at(&line.bytes);
        if words.bytes().filter(u8::is_ascii_digit).count() < 6 {
            continue;
        }
        let here = |bytes: std::ops::Range<usize>| line.bytes.start + bytes.start..line.bytes.start + bytes.end;
        let leads = |place: &std::ops::Range<usize>| words[place.clone()].starts_with(['0', '(', '+']);
        let loose = phone_places(words, false).filter(|place| line.in_zone() || leads(place));
        marks.places.extend(loose.chain(phone_places(words, true)).map(here));
        if line.in_zone() {
            let faxes = digit_runs(words).filter(|run| FAX.is_match(&words[..run.start]));
            marks.places.extend(faxes.map(here));
        }
        if !known.is_empty() {
            let runs = digit_runs(words).filter(|run| {
                let digits = last_digits(&words[run.clone()]);
                digits.len() >= 6 && known.iter().any(|phone| digits.ends_with(phone) || phone.ends_with(&digits))
            });
            marks.places.extend(runs.map(here));
        }
    }
}

/// A number without its country's code and its area's zero, as far as that can be told: its last nine digits.
fn last_digits(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(9)..].iter().collect::<String>().trim_start_matches('0').to_owned()
}
