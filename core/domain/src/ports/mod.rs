//! The traits through which the domain reaches the outside world. Adapters live in `platform`.

pub mod answer_seal;
pub mod blobs;
pub mod bus;
pub mod clock;
pub mod embedder;
pub mod extractor;
pub mod language_model;
pub mod mailer;
pub mod model_budget;
pub mod rows;
pub mod store;
pub mod unpacker;

pub use answer_seal::{AnswerSeal, SealError};
pub use blobs::{BlobError, Blobs, InStore};
pub use bus::{EventBus, Wake};
pub use clock::{Clock, Passwords, Randomness};
pub use embedder::{EmbedError, Embedder, EmbeddingModel};
pub use extractor::{ExtractError, Extraction, Extractor, MediaType};
pub use language_model::{LanguageModel, ModelError, ModelReply, ModelRequest, Speaker, Turn};
pub use mailer::{MailError, Mailer, Sent};
pub use model_budget::{BudgetLimits, ModelBudget, Reservation, Reserved, Spent, Verdict};
pub use store::{FencedTx, ForPush, Reads, Store, StoreError, Tx};
pub use unpacker::{NoUnpacker, SheetRow, Spooled, UnpackError, UnpackLimits, UnpackPass, Unpacked, Unpacker};
