//! Full-text entries. One holds a megabyte, and a text of many different words needs more of it than the
//! text is long; what doesn't fit is left out from the end, since an entry of most words is worth more
//! than none.

use domain::ports::rows::Answer;
use sea_orm::{DatabaseTransaction, TransactionTrait};

use super::error::{exceeds_a_limit, failed};
use super::sql::Sql;

/// What full text reads of a text, in bytes.
const SEARCHED: usize = 500_000;

/// Writes an entry by the statement that is made for the text, or for as much of it as one entry holds.
pub(super) async fn put(db: &DatabaseTransaction, text: &str, statement: impl Fn(&str) -> Sql) -> Answer<()> {
    let mut text = beginning(text, SEARCHED);
    loop {
        // A refusal ends a transaction, but not what came before a savepoint.
        let savepoint = db.begin().await.map_err(failed)?;
        match statement(text).run(&savepoint).await {
            Ok(_) => return savepoint.commit().await.map_err(failed),
            Err(error) if exceeds_a_limit(&error) && !text.is_empty() => {
                savepoint.rollback().await.map_err(failed)?;
                text = beginning(text, text.len() / 2);
            }
            Err(error) => return Err(error),
        }
    }
}

/// At most so many bytes from the start, cut between letters.
fn beginning(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

#[cfg(test)]
mod tests {
    use super::beginning;

    #[test]
    fn a_text_is_cut_between_letters() {
        assert_eq!(beginning("aé", 2), "a");
        assert_eq!(beginning("aé", 9), "aé");
    }
}
