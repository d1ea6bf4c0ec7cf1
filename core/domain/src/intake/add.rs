//! One file of an import becomes a résumé, and one row of a table a person.

use crate::candidate::model::Candidate;
use crate::candidate::profile;
use crate::error::ServiceError;
use crate::file;
use crate::id::CandidateId;
use crate::intake::model::{FIRST_ROW, ImportRow, ImportSource, NewImportFile};
use crate::intake::run::Run;
use crate::ports::Tx;
use crate::resume::facts::names_agree;
use crate::resume::model::ResumeStatus;
use crate::resume::service::Upload;
use crate::task::context::HandlerError;

/// Rows made people of in one commit.
const AT_ONCE: u64 = 50;

impl Run<'_> {
    /// Takes one file in, together with the fact that it was.
    pub(super) async fn take_file(
        &self,
        source: &mut ImportSource,
        entry: i32,
        name: String,
        content: Result<Vec<u8>, String>,
    ) -> Result<(), HandlerError> {
        source.next_entry = entry.saturating_add(1);
        match content {
            Ok(bytes) => self.take_bytes(source, entry, name, bytes).await,
            Err(sentence) => {
                let mut fenced = self.context.fenced().await?;
                let told = self.told(source, entry, name, (ResumeStatus::Unreadable, sentence));
                fenced.tx().insert_import_file(&told).await?;
                fenced.tx().update_import_source(self.batch.id, source).await?;
                self.keep(fenced, 1).await
            }
        }
    }

    async fn take_bytes(
        &self,
        source: &ImportSource,
        entry: i32,
        name: String,
        bytes: Vec<u8>,
    ) -> Result<(), HandlerError> {
        let deps = &self.service.deps;
        let put = file::put_down(deps, &bytes).await?;
        let mut fenced = self.context.fenced().await?;
        let tx = fenced.tx();
        let row = tx.take_import_row(self.batch.id, &name).await?;
        let candidate_id = match &row {
            Some(row) => Some(self.person(tx, row).await?),
            None => None,
        };
        let job_id = match self.batch.job_id {
            Some(job) if tx.hold_job(job).await? => Some(job),
            _ => None,
        };
        let upload = Upload {
            file_name: name.clone(),
            media_type: "application/octet-stream".to_owned(),
            bytes,
            candidate_id,
            job_id,
        };
        let taken = self.service.resumes.take_in(tx, &upload, &put, Some(self.context.task.id)).await;
        let told = match taken {
            Ok((resume, _)) => NewImportFile {
                file_name: Some(name).filter(|name| *name != resume.file_name),
                outcome: None,
                resume_id: Some(resume.id),
                ..self.told(source, entry, String::new(), (ResumeStatus::Received, String::new()))
            },
            // The same bytes are somebody else's: said, and nothing of the file is kept.
            Err(ServiceError::Refused(violations)) => {
                let sentence = violations.into_iter().next().map(|it| it.message).unwrap_or_default();
                if let Some(key) = &put.key {
                    tx.leave_files(std::slice::from_ref(key)).await?;
                }
                NewImportFile { candidate_id, ..self.told(source, entry, name, (ResumeStatus::Duplicate, sentence)) }
            }
            Err(error) => return Err(error.into()),
        };
        tx.insert_import_file(&told).await?;
        tx.update_import_source(self.batch.id, source).await?;
        self.keep(fenced, 1).await
    }

    /// What the tables say of people whose file did not come, or who have none.
    pub(super) async fn add_people(&self) -> Result<(), HandlerError> {
        loop {
            let mut fenced = self.context.fenced().await?;
            let tx = fenced.tx();
            let rows = tx.import_rows(self.batch.id, AT_ONCE).await?;
            if rows.is_empty() {
                return Ok(());
            }
            for row in &rows {
                let candidate = self.person(tx, row).await?;
                let source = ImportSource { position: row.source, ..no_source() };
                let outcome = match &row.resume_file {
                    None => (ResumeStatus::Ready, "This person was added without a résumé.".to_owned()),
                    Some(_) => (
                        ResumeStatus::Unreadable,
                        "The file that this row names did not come; the person was added without a résumé.".to_owned(),
                    ),
                };
                let name = row.resume_file.clone().unwrap_or_else(|| format!("row {}", row.number + 1));
                let told = self.told(&source, FIRST_ROW + row.number, name, outcome);
                tx.insert_import_file(&NewImportFile { candidate_id: Some(candidate), ..told }).await?;
                tx.remove_import_row(self.batch.id, row).await?;
            }
            self.keep(fenced, rows.len() as u64).await?;
        }
    }

    /// Whom a row tells of: the same e-mail and an agreeing name is the same person (decision 17).
    async fn person(&self, tx: &mut dyn Tx, row: &ImportRow) -> Result<CandidateId, HandlerError> {
        if let Some(email) = &row.email {
            tx.lock_email(email).await?;
            let known = tx.candidates_by_email(email).await?;
            for same in known.into_iter().filter(|candidate| names_agree(&candidate.name, &row.name)) {
                if tx.hold_candidate(same.id).await? {
                    return Ok(same.id);
                }
            }
        }
        let deps = &self.service.deps;
        let mut candidate = Candidate::named(deps.id(), row.name.clone(), deps.now());
        candidate.email.clone_from(&row.email);
        tx.insert_candidate(&candidate).await?;
        profile::refresh(tx, &candidate, "").await?;
        Ok(candidate.id)
    }
}

fn no_source() -> ImportSource {
    ImportSource {
        position: 0,
        upload_id: crate::id::UploadId(uuid::Uuid::nil()),
        surveyed: true,
        next_entry: 0,
        done: true,
    }
}
