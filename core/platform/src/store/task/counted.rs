//! What is counted of tasks, and only once the transaction that changes them has committed. It stands here and
//! not where tasks are run, since people cancel tasks and servers give up lost ones too.

use domain::ports::rows::Answer;
use domain::task::model::{Spend, TaskKind, TaskState, Transition};
use sea_orm::QueryResult;

use super::super::sql::get;
use super::corrupt;
use crate::telemetry::metrics::catalogue::{
    TASK_ATTEMPTS, TASK_RETRIES, TASK_RUN, TASK_WAIT, TASKS_ENDED, TASKS_ENQUEUED, TASKS_PUT_OFF,
};

/// A change of a task that is counted. Times are in seconds, by the database's clock.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Counted {
    kind: TaskKind,
    change: Change,
}

#[derive(Debug, Clone, Copy)]
enum Change {
    Enqueued,
    Begun { waited: Option<f64>, is_new: bool },
    Retried { ran: Option<f64>, is_put_off: bool },
    Ended { state: TaskState, ran: Option<f64> },
}

impl Counted {
    /// A task was put in line.
    pub(super) const fn enqueued(kind: TaskKind) -> Self {
        Self { kind, change: Change::Enqueued }
    }

    /// A task was cancelled that nobody worked on.
    pub(super) fn revoked(row: &QueryResult) -> Answer<Self> {
        Ok(Self { kind: kind(row)?, change: Change::Ended { state: TaskState::Revoked, ran: None } })
    }

    /// A task was claimed and an attempt began, from the row that the claim left.
    pub(super) fn begun(row: &QueryResult) -> Answer<Self> {
        let change = Change::Begun { waited: get(row, "waited")?, is_new: get(row, "is_new")? };
        Ok(Self { kind: kind(row)?, change })
    }

    /// What is counted of a transition, from the row that it left; `None` when work only goes on.
    pub(super) fn transition(transition: &Transition, row: &QueryResult) -> Answer<Option<Self>> {
        let change = match transition.state {
            TaskState::Started if transition.begins => {
                Change::Begun { waited: get(row, "waited")?, is_new: transition.spends == Spend::Attempt }
            }
            TaskState::Retry => {
                Change::Retried { ran: get(row, "ran")?, is_put_off: transition.spends == Spend::GivesBack }
            }
            state if state.is_terminal() => Change::Ended { state, ran: get(row, "ran")? },
            _ => return Ok(None),
        };
        Ok(Some(Self { kind: kind(row)?, change }))
    }

    /// It has happened.
    pub(in super::super) fn record(self) {
        let kind = self.kind.as_str();
        let ran = match self.change {
            Change::Enqueued => {
                TASKS_ENQUEUED.count([kind]);
                None
            }
            Change::Begun { waited, is_new } => {
                TASK_ATTEMPTS.add(u64::from(is_new), [kind]);
                if let Some(waited) = waited {
                    TASK_WAIT.record(waited, [kind]);
                }
                None
            }
            Change::Retried { ran, is_put_off } => {
                if is_put_off {
                    TASKS_PUT_OFF.count([kind]);
                } else {
                    TASK_RETRIES.count([kind]);
                }
                ran
            }
            Change::Ended { state, ran } => {
                TASKS_ENDED.count([kind, state.as_str()]);
                ran
            }
        };
        if let Some(ran) = ran {
            TASK_RUN.record(ran, [kind]);
        }
    }
}

fn kind(row: &QueryResult) -> Answer<TaskKind> {
    TaskKind::parse(&get::<String>(row, "kind")?).ok_or(corrupt("task kind"))
}
