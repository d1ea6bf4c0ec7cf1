//! Figures of a process, in Prometheus's format, at an address of their own. Whoever records one does so
//! through the constants of the [`catalogue`], so that there is no figure that the table doesn't explain.
//! Where nobody serves metrics (commands, tests), recording does nothing.

pub mod catalogue;
mod instrument;
mod interned;
mod listener;
mod table;

pub use instrument::{Counter, Gauge, Held, Histogram, Kind, Metric};
pub use interned::Interned;
pub use listener::{Look, MetricsListener};
pub use table::table;
