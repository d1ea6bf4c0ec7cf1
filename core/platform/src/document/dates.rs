//! What a date looks like when it stands for itself.

/// Full names: abbreviations are their beginnings.
const MONTHS: &str = "january february march april may june july august september october november december \
    janvier février fevrier mars avril mai juin juillet août aout septembre octobre novembre décembre decembre \
    januar jänner februar märz maerz mrz juni juli oktober dezember \
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre \
    gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre \
    janeiro fevereiro março maio junho julho setembro outubro novembro dezembro \
    januari februari maart mrt mei augustus";
/// What stands for the end of something that hasn't ended.
const OPEN: &str = "present présent presente now today current ongoing actuel actuelle aujourd hui heute \
    actualidad actual oggi hoy atual heden";
/// What may stand between dates, and lengths of time beside them.
const BETWEEN: &str = "to from since until till depuis jusqu à a au de du en ce jour seit bis von ab desde hasta \
    dal al até tot sinds and et und y yr yrs year years mo mos month months an ans mois jahr jahre monate";

/// Whether this is a date or a range of dates, and nothing else.
pub(super) fn is_date(text: &str) -> bool {
    if text.chars().count() > 50 {
        return false;
    }
    let lower = text.to_lowercase();
    let words = || lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let dated = words().any(|word| is_year(word) || is_any_of(word, OPEN)) || has_numbered_month(&lower);
    let other = lower.chars().any(|c| matches!(c, '@' | '%' | '+' | '€' | '$' | '£'));
    dated && !other && words().all(belongs)
}

fn belongs(word: &str) -> bool {
    let number = word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit());
    number || is_year(word) || is_month(word) || is_any_of(word, OPEN) || is_any_of(word, BETWEEN)
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.parse::<u16>().is_ok_and(|year| (1940..2080).contains(&year))
}

fn is_month(word: &str) -> bool {
    word.chars().count() >= 3 && MONTHS.split_whitespace().any(|month| month.starts_with(word))
}

fn is_any_of(word: &str, words: &str) -> bool {
    words.split_whitespace().any(|known| known == word)
}

/// As in "05/19".
fn has_numbered_month(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit() && c != '/').any(|part| {
        let month = part.split_once('/').and_then(|(month, year)| Some((month.parse::<u8>().ok()?, year)));
        month.is_some_and(|(month, year)| (1..=12).contains(&month) && year.len() == 2)
    })
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn dates_and_ranges_are_dates() {
        for text in [
            "2016",
            "2016 – 2023",
            "2016-2023",
            "janv. 2016 – déc. 2023",
            "since March 2019",
            "Sept 2021 – Present",
            "(2020 - aujourd’hui)",
            "05/2019 — 03/2021",
            "05/19 – 03/21",
            "2019 – 2021 (2 yrs 3 mos)",
            "Present",
        ] {
            assert!(is_date(text), "{text}");
        }
    }

    #[test]
    fn other_text_is_no_date() {
        for text in [
            "",
            "–",
            "6",
            "May",
            "2019 - 2024, Leeds",
            "06 12 34 56 78",
            "Engineer since 2016",
            "75011 Paris",
            "1200",
            "+20 2019",
        ] {
            assert!(!is_date(text), "{text}");
        }
    }
}
