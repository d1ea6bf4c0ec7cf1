//! The words of a question as a full-text query.

use domain::matching::question::Words;

use super::sql::Sql;

/// Adds an expression of type `tsquery`. A word that says nothing (a stop word) asks nothing.
pub(super) fn push_query(sql: &mut Sql, words: &Words) {
    match words {
        Words::AnyOf(phrases) if !phrases.is_empty() => {
            sql.push("(");
            for (place, phrase) in phrases.iter().enumerate() {
                sql.push(if place == 0 { "" } else { " || " })
                    .push("phraseto_tsquery('english', ")
                    .bind(phrase.as_str())
                    .push(")");
            }
            sql.push(")");
        }
        Words::None | Words::AnyOf(_) => {
            sql.push("''::tsquery");
        }
        Words::Typed(text) => {
            sql.push("websearch_to_tsquery('english', ").bind(text.as_str()).push(")");
        }
    }
}
