//! What a sentence says about the work in it beside naming it: who owned it, how much of it there was,
//! whether it is only a wish.

use std::sync::LazyLock;

use regex::Regex;

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is valid")
}

static OWNERSHIP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)\b(?: led | leads? | leading | owned | owns | owning | headed | heading\ (?:up\ )?the | managed | manages
        | managing | directed | directs | founded | established | architected | designed | introduced | initiated | launched
        | built | created | spearheaded | drove | chaired | supervised | supervises | supervising | mentored | trained
        | rewrote | redesigned | responsible\ for | in\ charge\ of | accountable\ for | from\ scratch | sole )\b",
    )
});

static FIGURE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d[\d.,]*"));

static YEAR_ALONE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:19|20)\d{2}\D*$"));

static WISH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)\b(?: (?:keen|eager|hope|hoping|want|wants|wanting|wish|willing|happy|ready|plan|planning|aim|aiming)\ to
        | interest(?:ed)?\ in | curious\ about | learning\ (?:more|about) | currently\ learning | to\ learn
        | familiar(?:ity)?\ with | aware(?:ness)?\ of | exposure\ to | basics\ of | basic\ (?:knowledge|understanding|skills)
        | some\ knowledge | beginner | introductory | introduction\ to | tutorials? | online\ course | took\ a\ course
        | attended | read\ about | hobby )\b",
    )
});

/// Whether the writer says that the work was theirs to shape.
pub(super) fn owns(sentence: &str) -> bool {
    OWNERSHIP.is_match(sentence)
}

/// Whether there is a number in it that isn't just a calendar year.
pub(super) fn has_figure(sentence: &str) -> bool {
    FIGURE.find_iter(sentence).any(|figure| !YEAR_ALONE.is_match(figure.as_str()))
}

/// Whether it speaks of wanting or having glimpsed rather than of having done.
pub(super) fn is_wish(sentence: &str) -> bool {
    WISH.is_match(sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_not_calendar_years() {
        assert!(has_figure("Served 40,000 users"));
        assert!(has_figure("Cut cost by 30% in 2021"));
        assert!(!has_figure("Joined in 2021."));
    }

    #[test]
    fn wishes_are_told_from_work() {
        assert!(is_wish("Keen to learn Rust"));
        assert!(is_wish("Familiar with Kubernetes"));
        assert!(!is_wish("Machine learning pipelines in Rust"));
    }

    #[test]
    fn ownership_is_told_from_presence() {
        assert!(owns("Led a ward of 20 beds"));
        assert!(!owns("Helped on a ward"));
    }
}
