//! The words of a question as a full-text query.

use domain::matching::question::Words;

use super::sql::Sql;

/// Adds an expression of type `tsquery`. A word that says nothing (a stop word) asks nothing.
pub(super) fn push_query(sql: &mut Sql, words: &Words) {
    match words {
        Words::None => {
            sql.push("''::tsquery");
        }
        Words::Typed(text) => {
            sql.push("websearch_to_tsquery('english', ").bind(text.as_str()).push(")");
        }
        Words::AnyOf(phrases) => {
            sql.push("(''::tsquery");
            for phrase in phrases {
                sql.push(" || phraseto_tsquery('english', ").bind(phrase.as_str()).push(")");
            }
            sql.push(")");
        }
    }
}
