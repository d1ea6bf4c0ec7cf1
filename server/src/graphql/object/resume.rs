//! Files and what became of them.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};

use domain::resume::finding::Finding;

use super::candidate::Candidate;
use super::task::Task;
use super::{Nullable, nullable};
use crate::graphql::app::Request;
use crate::graphql::connection::{Listed, connection};
use crate::graphql::date_time::DateTime;
use crate::graphql::global_id::Global;
use crate::graphql::loader::{TextOf, load};
use crate::links::{Asker, Deed};

/// A file of a person, with the text taken out of it.
#[derive(Debug, Clone)]
pub struct Resume(pub domain::resume::model::Resume);

/// Where the reading of a file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::resume::model::ResumeStatus")]
pub enum ResumeStatus {
    /// Stored, not yet looked at.
    Received,
    /// Being read.
    Extracting,
    /// Read, searchable, ranked.
    Ready,
    /// Pages without text: a scan.
    NeedsOcr,
    /// Read, with findings that a person should look at.
    NeedsReview,
    /// The file can't be read.
    Unreadable,
    /// The same bytes were here before.
    Duplicate,
    /// Our own fault.
    Failed,
}

/// Who took the text out of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::resume::model::TextOrigin")]
pub enum TextOrigin {
    /// Shortlist did.
    File,
    /// A person typed it, or had the file read by a program of theirs.
    Person,
}

/// Something in a file that a person can't see or that speaks to a machine.
#[derive(Debug, Clone, SimpleObject)]
pub struct DocumentFinding {
    /// Where in the file it hides.
    pub channel: String,
    /// The page, where the format has pages.
    pub page: Option<i32>,
    /// The beginning of it.
    pub excerpt: String,
    /// What it means, for a recruiter.
    pub explanation: String,
}

impl From<&Finding> for DocumentFinding {
    fn from(finding: &Finding) -> Self {
        Self {
            channel: finding.channel.as_str().to_owned(),
            page: finding.page.and_then(|page| i32::try_from(page).ok()),
            excerpt: finding.excerpt.clone(),
            explanation: finding.channel.explanation().to_owned(),
        }
    }
}

/// A file of a person, with the text taken out of it.
#[Object]
impl Resume {
    /// The global id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }
    /// Whose it is. Of a DUPLICATE: who already has these bytes.
    async fn candidate(&self, ctx: &Context<'_>) -> Nullable<Candidate> {
        let id = self.0.candidate_id?;
        nullable(load(ctx, id).await.map(|found| found.map(Candidate)))
    }
    /// As uploaded.
    async fn file_name(&self) -> &str {
        &self.0.file_name
    }
    /// What the content is, once it has been looked at.
    async fn media_type(&self) -> &str {
        &self.0.media_type
    }
    /// The size of the file in bytes.
    async fn byte_size(&self) -> i32 {
        self.0.byte_size
    }
    /// SHA-256 of the file, in hexadecimal.
    async fn sha256(&self) -> &str {
        &self.0.sha256
    }
    /// Where its reading stands.
    async fn status(&self) -> ResumeStatus {
        self.0.status.into()
    }
    /// One sentence for a recruiter.
    async fn status_reason(&self) -> Option<&str> {
        self.0.status_reason.as_deref()
    }
    /// Pages, where the format has any.
    async fn page_count(&self) -> Option<i32> {
        self.0.page_count
    }
    /// What a person sees in it; immutable once READY. Offsets of evidence point into it.
    async fn text(&self, ctx: &Context<'_>) -> Nullable<String> {
        nullable(load(ctx, TextOf(self.0.id)).await)
    }
    /// Hidden text and other traps.
    async fn findings(&self) -> Vec<DocumentFinding> {
        self.0.findings.iter().map(DocumentFinding::from).collect()
    }
    /// Somebody looked for hidden text. When not, no model reads it before a person has released it.
    async fn inspected(&self) -> bool {
        self.0.inspected
    }
    /// When a person took it out of NEEDS_REVIEW.
    async fn released_at(&self) -> Option<DateTime> {
        self.0.released_at.map(Into::into)
    }
    /// Who took the text out of the file.
    async fn text_origin(&self) -> TextOrigin {
        self.0.text_from.into()
    }
    /// The task that reads it.
    async fn task(&self, ctx: &Context<'_>) -> Nullable<Task> {
        let id = self.0.task_id?;
        nullable(load(ctx, id).await.map(|found| found.map(Task)))
    }
    /// A link to the file that is good for a few minutes, as long as you are signed in.
    async fn download_url(&self, ctx: &Context<'_>) -> Option<String> {
        let app = ctx.app();
        let asker = Asker::from(ctx.viewer().ok()?);
        Some(app.links.url(Deed::Read(self.0.id), asker, app.links.expiry(app.now())))
    }
    /// When the link ends.
    async fn download_url_expires_at(&self, ctx: &Context<'_>) -> Option<DateTime> {
        let app = ctx.app();
        Some(app.links.expiry(app.now()).into())
    }
    /// When it came.
    async fn uploaded_at(&self) -> DateTime {
        self.0.uploaded_at.into()
    }
}

impl Listed for Resume {}

connection! {
    #[doc = "A page of résumés."]
    ResumeConnection, ResumeEdge of Resume;
}
