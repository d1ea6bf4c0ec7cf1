//! Pages of a ranking, and which rows must have their words read before a page is certain. Reading words
//! is by far the slowest part of a row, and the words' part of a score lies between 0 and its weight: most
//! rows are too far from the page for it to matter.

use uuid::Uuid;

use crate::error::ServiceError;
use crate::matching::model::{Asked, Score, Weights, bounds, order};
use crate::matching::question::CandidateRow;
use crate::page::{Page, PageRequest, Position, SortKey};

/// How many rows are known to stand elsewhere than on a page, without their scores.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Elsewhere {
    /// At the cursor or before it.
    pub(super) before: usize,
    /// Behind the page.
    pub(super) behind: usize,
}

/// Parts the rows that can stand on the page, whatever their words say, from those that can't:
///
/// - A row that stands at or before the cursor even without its words does so with them.
/// - Of the other rows, those that stand after the cursor even with the best words are sure to follow it.
///   Let the *floor* be the place that the last of a whole page of such rows has without words. A row that
///   the best words don't bring up to the floor stands behind a page's worth of rows.
/// - All others are open: with their words, [`cut`] gives the page that it gives of all rows.
pub(super) fn open(
    asked: &Asked,
    weights: &Weights,
    rows: Vec<CandidateRow>,
    page: &PageRequest,
) -> Result<(Vec<CandidateRow>, Elsewhere), ServiceError> {
    let cursor = cursor(page)?;
    let follows = |place| cursor.is_none_or(|cursor| order(place, cursor).is_gt());
    let bounded = |row: CandidateRow| (bounds(asked, &row.facts, weights), row);
    let mut rest: Vec<((f64, f64), CandidateRow)> = rows.into_iter().map(bounded).collect();
    let all = rest.len();
    rest.retain(|((least, _), row)| follows((*least, row.candidate_id.0)));
    let following = rest.len();
    let sure = rest.iter().filter(|((_, most), row)| follows((*most, row.candidate_id.0)));
    let sure = sure.map(|((least, _), row)| (*least, row.candidate_id.0)).collect();
    let floor = nth(sure, page.limit as usize);
    let reaches = |place| floor.is_none_or(|floor| order(place, floor).is_le());
    rest.retain(|((_, most), row)| reaches((*most, row.candidate_id.0)));
    let elsewhere = Elsewhere { before: all - following, behind: following - rest.len() };
    Ok((rest.into_iter().map(|(_, row)| row).collect(), elsewhere))
}

/// The place of this number, counted from 1, in the order of a ranking.
fn nth(mut places: Vec<(f64, Uuid)>, number: usize) -> Option<(f64, Uuid)> {
    let index = number.checked_sub(1).filter(|index| *index < places.len())?;
    Some(*places.select_nth_unstable_by(index, |a, b| order(*a, *b)).1)
}

/// A page of a list by score (descending), then id, and the length of the whole. Rows that are known to
/// stand elsewhere needn't be given.
pub(super) fn cut<T>(
    mut scored: Vec<(Uuid, Score, T)>,
    page: &PageRequest,
    elsewhere: Elsewhere,
) -> Result<(Page<(Score, T)>, u64), ServiceError> {
    scored.sort_unstable_by(|a, b| order((a.1.score, a.0), (b.1.score, b.0)));
    let total = (elsewhere.before + scored.len() + elsewhere.behind) as u64;
    let start = cursor(page)?
        .map_or(0, |cursor| scored.partition_point(|(row, score, _)| order((score.score, *row), cursor).is_le()));
    let limit = page.limit as usize;
    let has_next = elsewhere.behind > 0 || scored.len() > start + limit;
    let has_previous = elsewhere.before > 0 || start > 0;
    let rows = scored.into_iter().skip(start).take(limit);
    let rows = rows.map(|(id, score, row)| (Position { key: SortKey::Number(Some(score.score)), id }, (score, row)));
    Ok((Page { rows: rows.collect(), has_next, has_previous }, total))
}

/// The place after which the page starts.
fn cursor(page: &PageRequest) -> Result<Option<(f64, Uuid)>, ServiceError> {
    match &page.after {
        Some(Position { key: SortKey::Number(Some(score)), id }) => Ok(Some((*score, *id))),
        Some(_) => Err(ServiceError::position("after")),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests;
