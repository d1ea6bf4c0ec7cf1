//! How many tokens something has, without the model's own tokenizer: never fewer than it really has.

use domain::ports::ModelRequest;

/// What a template adds around each turn.
const AROUND_A_TURN: usize = 16;

/// Tokens of a text. The tokenizers of today begin with single bytes and join them, so none makes more than one
/// of each byte; English takes a quarter of that.
pub(super) fn of_text(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

/// Tokens of a question. Some providers put the answer's schema into it.
pub(super) fn of_request(request: &ModelRequest) -> u32 {
    let turns: usize = request.turns.iter().map(|turn| turn.text.len() + AROUND_A_TURN).sum();
    let schema = request.schema.to_string().len() + AROUND_A_TURN;
    u32::try_from(turns + schema).unwrap_or(u32::MAX)
}
