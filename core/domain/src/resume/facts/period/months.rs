//! Names of months and parts of a year, as they are written in dates.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::resume::facts::agree::fold;

/// Names without accents, in English, German, French, Dutch, Spanish, Italian, Portuguese, Polish,
/// Scandinavian and Russian.
const MONTHS: [&str; 12] = [
    "january jan janv janr januar janner janvier januari enero ene gennaio gen janeiro stycznia styczen январь января",
    "february feb febr februar feber fevrier fevr fev februari febrero febbraio fevereiro lutego luty февраль февраля",
    "march mar marz mrz mars maart mrt marzo marco marts marca marzec март марта",
    "april apr avril avr abril abr aprile kwietnia kwiecien апрель апреля",
    "may mai mei mayo maggio mag maio maj maja мая",
    "june jun juni juin junio giugno giu junho czerwca czerwiec июнь июня",
    "july jul juli juillet juil julio luglio lug julho lipca lipiec июль июля",
    "august aug aout aou augustus agosto ago sierpnia sierpien август августа",
    "september sept sep septembre septiembre setiembre settembre sett setembro set wrzesnia wrzesien сентябрь сентября",
    "october oct oktober okt octobre octubre ottobre ott outubro out pazdziernika pazdziernik октябрь октября",
    "november nov novembre noviembre novembro listopada listopad ноябрь ноября",
    "december dec dezember dez decembre diciembre dic dicembre dezembro desember des grudnia grudzien декабрь декабря",
];

/// Parts of a year with their first and last month. A winter lasts from the December of its year to the
/// February of its year, whichever of the two it borders: so no month is counted that may not be meant.
const PARTS: &[(&str, (i32, i32))] = &[
    ("spring fruhjahr fruhling printemps voorjaar lente primavera", (2, 4)),
    ("summer sommer ete zomer verano estate verao", (5, 7)),
    ("autumn fall herbst automne najaar herfst otono autunno outono", (8, 10)),
    ("winter hiver invierno inverno", (11, 1)),
    ("early beginning anfang begin debut principios inizio", (0, 3)),
    ("mid middle mitte medio mediados meta", (4, 7)),
    ("late end ende eind eind fin finales fine", (8, 11)),
];

static NAMES: LazyLock<HashMap<&'static str, (i32, i32)>> = LazyLock::new(|| {
    let months = (0..12).zip(MONTHS).map(|(month, names)| (names, (month, month)));
    let all = months.chain(PARTS.iter().copied());
    all.flat_map(|(names, span)| names.split(' ').map(move |name| (name, span))).collect()
});

/// The first and the last month, counted from 0, that a word names.
pub(super) fn months_named(word: &str) -> Option<(i32, i32)> {
    NAMES.get(fold(word, false).as_str()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_names_are_months() {
        for (word, months) in [("MÄRZ", (2, 2)), ("août", (7, 7)), ("Sept", (8, 8)), ("Été", (5, 7)), ("Mid", (4, 7))]
        {
            assert_eq!(months_named(word), Some(months), "{word}");
        }
        for word in ["Marketing", "Junior", "Decorator", "Mayor", "Section", ""] {
            assert_eq!(months_named(word), None, "{word}");
        }
    }
}
