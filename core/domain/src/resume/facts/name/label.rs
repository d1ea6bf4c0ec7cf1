//! Names after a label: "Name: Mira Example".

use std::sync::LazyLock;

use regex::Regex;

/// What parts a label from its value; a colon, or the next column of a table.
const PARTED: &str = r"(?:\s*[:：]\s*|\t\s*|\s{2,}|\s*\|\s*)";

const WHOLE: &str = r"(?:full\s+name|candidate(?:['’]s)?\s+name|applicant(?:['’]s)?\s+name|name|candidate|applicant|naam|volledige\s+naam|vor-\s?und\s+nachname|nom\s+et\s+prénom|prénom\s+et\s+nom|nom\s+complet|nom|nombre\s+completo|nombre\s+y\s+apellidos|nombre|nome\s+e\s+cognome|nome\s+completo|nome|imię\s+i\s+nazwisko|namn|navn|ad\s+soyad|фио|ф\.\s?и\.\s?о\.|имя|الاسم)";

const EAST_ASIAN: &str = r"(?:姓\s*名|氏\s*名|名\s*前|이\s*름|성\s*명)";

const GIVEN: &str =
    r"(?:first\s+names?|given\s+names?|forenames?|voorna(?:a)?m(?:en)?|vornamen?|prénoms?|nombres?|nome|imię)";

const FAMILY: &str = r"(?:last\s+names?|surnames?|family\s+names?|achternaam|nachname|familienname|nom\s+de\s+famille|nom|apellidos?|cognome|sobrenome|nazwisko)";

fn labelled(label: &str) -> Regex {
    Regex::new(&format!(r"(?i)^\W*{label}{PARTED}(?P<value>\S.*)$")).expect("the pattern is fixed")
}

static NAME: LazyLock<Regex> = LazyLock::new(|| labelled(WHOLE));
static FIRST: LazyLock<Regex> = LazyLock::new(|| labelled(GIVEN));
static LAST: LazyLock<Regex> = LazyLock::new(|| labelled(FAMILY));
static EAST: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"^\W*{EAST_ASIAN}[\s:：|]*(?P<value>\S.*)$")).expect("the pattern is fixed"));
static ALONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"(?i)^\W*(?:{WHOLE}|{EAST_ASIAN})\s*[:：]?$")).expect("the pattern is fixed")
});

/// The number of the line and the value after its label; the given and the family name together where
/// each has a label.
pub(super) fn value(lines: &[(usize, &str)]) -> Option<(usize, String)> {
    let find =
        |label: &Regex| lines.iter().find_map(|(at, line)| Some((*at, label.captures(line)?["value"].to_owned())));
    if let (Some((line, given)), Some((_, family))) = (find(&FIRST), find(&LAST)) {
        return Some((line, format!("{} {}", first_cell(&given), first_cell(&family))));
    }
    whole(lines, &find).map(|(line, value)| (line, before_next_label(&value).to_owned()))
}

fn whole(lines: &[(usize, &str)], find: &impl Fn(&Regex) -> Option<(usize, String)>) -> Option<(usize, String)> {
    find(&NAME).or_else(|| find(&EAST)).or_else(|| {
        let pair = lines.windows(2).find(|pair| ALONE.is_match(pair[0].1))?;
        Some((pair[1].0, pair[1].1.to_owned()))
    })
}

fn first_cell(value: &str) -> &str {
    before_next_label(value).split(['\t', '|', ';']).next().unwrap_or("").trim()
}

/// "Mira Example Gender: female" without its second label, as far as that is one word.
fn before_next_label(value: &str) -> &str {
    let Some((before, _)) = value.split_once([':', '：']) else {
        return value;
    };
    before.trim_end().rsplit_once(char::is_whitespace).map_or("", |(value, _)| value).trim_end()
}
