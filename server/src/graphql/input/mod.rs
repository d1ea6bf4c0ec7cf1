//! Inputs as clients write them, and how they become the domain's.

pub mod filter;
pub mod order;
pub mod write;

use async_graphql::MaybeUndefined;
use domain::page::Patch;

/// Absent keeps, null clears.
pub(crate) fn patch<T>(value: MaybeUndefined<T>) -> Patch<T> {
    match value {
        MaybeUndefined::Undefined => Patch::Keep,
        MaybeUndefined::Null => Patch::Clear,
        MaybeUndefined::Value(value) => Patch::Set(value),
    }
}

/// A list of API enums as the domain's.
pub(crate) fn words<A, D: From<A>>(list: Option<Vec<A>>) -> Option<Vec<D>> {
    list.map(|list| list.into_iter().map(Into::into).collect())
}
