//! What language models may use in a day, over all processes. A question is counted at its largest before it is
//! asked and at what it took after that, so that the limit holds however many ask at once.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::StoreError;

/// Limits of a day of UTC; `None` for none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BudgetLimits {
    /// Tokens of questions and answers together.
    pub tokens: Option<u64>,
    /// Questions, each attempt counted.
    pub calls: Option<u64>,
}

/// What a day's questions have come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    /// Questions that were let through.
    pub calls: u64,
    /// Tokens of those that have ended.
    pub tokens: u64,
    /// The most that those under way may take.
    pub promised: u64,
}

/// Whether one more question may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It may.
    Granted,
    /// Not before some of those under way have ended: they may take less than they could.
    Later,
    /// Not today.
    Tomorrow,
}

impl BudgetLimits {
    /// Whether there is any.
    #[must_use]
    pub const fn is_any(&self) -> bool {
        self.tokens.is_some() || self.calls.is_some()
    }

    /// Whether a question that takes at most so many tokens may be asked, after what was spent.
    #[must_use]
    pub fn verdict(&self, spent: &Spent, tokens: u64) -> Verdict {
        let within = |used: u64| self.tokens.is_none_or(|limit| used.saturating_add(tokens) <= limit);
        let has_call = self.calls.is_none_or(|limit| spent.calls < limit);
        if !has_call || !within(spent.tokens) {
            Verdict::Tomorrow
        } else if !within(spent.tokens.saturating_add(spent.promised)) {
            Verdict::Later
        } else {
            Verdict::Granted
        }
    }
}

/// What came of asking for leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reserved {
    /// Ask, and then settle this.
    Granted(Uuid),
    /// Wait until then.
    Exhausted {
        /// By the database's clock.
        until: DateTime<Utc>,
    },
}

/// One question that is about to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reservation {
    /// Made anew for each.
    pub id: Uuid,
    /// The most tokens that it can take, the answer's included.
    pub tokens: u64,
    /// When nobody will settle it any more, because whoever asked is gone. It then counts at its largest: the
    /// model may have answered.
    pub lifetime: Duration,
    /// What the day may come to.
    pub limits: BudgetLimits,
}

/// The rows of the budget.
#[async_trait]
pub trait ModelBudget: Send + Sync + std::fmt::Debug {
    /// Counts a question, if the limits allow it.
    ///
    /// # Errors
    /// When the store fails; then nothing is counted.
    async fn reserve(&self, reservation: &Reservation) -> Result<Reserved, StoreError>;

    /// Counts what it took in the end.
    ///
    /// # Errors
    /// When the store fails; it then counts at its largest.
    async fn settle(&self, id: Uuid, tokens: u64) -> Result<(), StoreError>;

    /// What today has come to, by the database's clock.
    ///
    /// # Errors
    /// When the store fails.
    async fn spent_today(&self) -> Result<Spent, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_waits_for_those_under_way_or_for_tomorrow() {
        let limits = BudgetLimits { tokens: Some(100), calls: Some(3) };
        let spent = |calls, tokens, promised| Spent { calls, tokens, promised };
        assert_eq!(limits.verdict(&spent(0, 0, 0), 100), Verdict::Granted);
        assert_eq!(limits.verdict(&spent(2, 40, 20), 40), Verdict::Granted);
        assert_eq!(limits.verdict(&spent(2, 40, 21), 40), Verdict::Later);
        assert_eq!(limits.verdict(&spent(2, 61, 0), 40), Verdict::Tomorrow);
        assert_eq!(limits.verdict(&spent(3, 0, 0), 1), Verdict::Tomorrow);
        assert_eq!(BudgetLimits::default().verdict(&spent(9, u64::MAX, u64::MAX), 9), Verdict::Granted);
    }
}
