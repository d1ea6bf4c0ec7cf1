//! The use case of `import_batch`. Tables are read first, since they say whose files are; then each file is
//! taken in by a commit of its own that also says how far the import is. So a run that was cut short is taken
//! up where it ended: no file is taken in twice, and none is left out.

use std::sync::Mutex;

use futures::StreamExt;

use crate::id::ImportBatchId;
use crate::intake::model::{
    FIRST_REMARK, ImportBatch, ImportRow, ImportSource, ImportStanding, NewImportFile, OF_THE_WHOLE, StagedUpload,
};
use crate::intake::service::IntakeService;
use crate::ports::{FencedTx, SheetRow, UnpackError, UnpackPass, Unpacked};
use crate::resume::facts::is_valid_email;
use crate::resume::model::ResumeStatus;
use crate::task::context::{HandlerError, Settled, TaskContext};

/// Rows of tables that are noted in one commit.
const ROWS_AT_ONCE: usize = 500;

/// One import under one claim.
pub(super) struct Run<'a> {
    pub(super) service: &'a IntakeService,
    pub(super) context: &'a TaskContext,
    pub(super) batch: ImportBatch,
    /// How far it is, counted along: to ask the store after each of thousands would take longer than they do.
    far: Mutex<ImportStanding>,
}

impl IntakeService {
    /// Takes the files of an import in, and waits for their readings.
    ///
    /// # Errors
    /// See [`HandlerError`].
    pub async fn fan_out(&self, context: &TaskContext, id: ImportBatchId) -> Result<Settled, HandlerError> {
        let gone = || HandlerError::fail("SUBJECT_GONE", "The import was deleted.");
        let batch = self.deps.store.reads().import_batches(&[id]).await?.pop().ok_or_else(gone)?;
        let mut far = self.deps.store.reads().import_standing(id).await?;
        // There is something left to do until the end of the run.
        far.rows_left += 1;
        let far = Mutex::new(far);
        let run = Run { service: self, context, batch, far };
        for source in run.sources().await?.into_iter().filter(|source| !source.surveyed) {
            run.read_tables(source).await?;
        }
        for source in run.sources().await?.into_iter().filter(|source| !source.done) {
            run.take_files(source).await?;
        }
        run.add_people().await?;
        let mut fenced = context.fenced().await?;
        let standing = fenced.tx().import_standing(id).await?;
        match standing.end() {
            Some(end) => context.settle(fenced, end).await,
            None => context.wait_for_children(fenced, standing.percent(), &standing.message()).await,
        }
    }
}

impl Run<'_> {
    async fn sources(&self) -> Result<Vec<ImportSource>, HandlerError> {
        Ok(self.service.deps.store.reads().import_sources(self.batch.id).await?)
    }

    async fn upload(&self, source: &ImportSource) -> Result<Option<StagedUpload>, HandlerError> {
        Ok(self.service.deps.store.reads().staged_uploads(&[source.upload_id]).await?.pop())
    }

    /// The first pass over a file that was sent ahead: rows of its tables are noted all together with the fact
    /// that they were.
    async fn read_tables(&self, mut source: ImportSource) -> Result<(), HandlerError> {
        let (mut rows, mut remarks) = (Vec::new(), Vec::new());
        if let Some(upload) = self.upload(&source).await?
            && self.may_hold_others(&upload).await?
        {
            let spooled = self.service.deps.unpacker.spool(self.service.parts(upload.id)).await.map_err(not_run)?;
            let mut found = spooled.unpack(&upload.file_name, UnpackPass::Rows, 0, self.limits());
            while let Some(next) = found.next().await {
                match next {
                    Ok(Unpacked::Row(row)) => match row_of(&source, &row) {
                        Ok(row) => rows.push(row),
                        Err(sentence) => remarks.push((upload.file_name.clone(), sentence)),
                    },
                    Ok(Unpacked::Remark { name, sentence }) => remarks.push((name, sentence)),
                    Ok(_) => {}
                    // What is wrong with it is told by the second pass.
                    Err(UnpackError::Refused { .. }) => break,
                    Err(fault) => return Err(not_run(fault)),
                }
            }
        }
        let mut fenced = self.context.fenced().await?;
        let tx = fenced.tx();
        for rows in rows.chunks(ROWS_AT_ONCE) {
            tx.put_import_rows(self.batch.id, rows).await?;
        }
        for (number, (name, sentence)) in (0..).zip(remarks) {
            let told = self.told(&source, FIRST_REMARK + number, name, (ResumeStatus::Unreadable, sentence));
            tx.insert_import_file(&told).await?;
        }
        source.surveyed = true;
        tx.update_import_source(self.batch.id, &source).await?;
        self.keep(fenced, 0).await
    }

    /// The second pass: each file by a commit of its own.
    async fn take_files(&self, mut source: ImportSource) -> Result<(), HandlerError> {
        let Some(upload) = self.upload(&source).await? else {
            let reason = "The file that was sent ahead is gone: send it again.".to_owned();
            return self.end_source(source, Some(reason), None).await;
        };
        let failure = match self.may_hold_others(&upload).await? {
            false => self.take_whole(&mut source, &upload).await?,
            true => self.take_parts(&mut source, &upload).await?,
        };
        self.end_source(source, failure, Some(&upload)).await
    }

    async fn take_parts(
        &self,
        source: &mut ImportSource,
        upload: &StagedUpload,
    ) -> Result<Option<String>, HandlerError> {
        let spooled = self.service.deps.unpacker.spool(self.service.parts(upload.id)).await.map_err(not_run)?;
        let from = u32::try_from(source.next_entry).unwrap_or_default();
        let mut found = spooled.unpack(&upload.file_name, UnpackPass::Files, from, self.limits());
        while let Some(next) = found.next().await {
            match next {
                Ok(Unpacked::Whole) => {
                    drop(found);
                    return self.take_whole(source, upload).await;
                }
                Ok(Unpacked::File { entry, name, content }) => {
                    let entry = i32::try_from(entry).unwrap_or(i32::MAX);
                    if self.is_full() {
                        return Ok(Some(format!(
                            "An import has at most {} files; the rest of this one was left out.",
                            self.service.deps.figures.intake.files
                        )));
                    }
                    self.take_file(source, entry, name, content).await?;
                }
                Ok(_) => {}
                Err(UnpackError::Refused { reason }) => return Ok(Some(reason)),
                Err(fault) => return Err(not_run(fault)),
            }
        }
        Ok(None)
    }

    /// A file that was sent ahead and holds no others.
    async fn take_whole(
        &self,
        source: &mut ImportSource,
        upload: &StagedUpload,
    ) -> Result<Option<String>, HandlerError> {
        if source.next_entry > 0 {
            return Ok(None);
        }
        let limit = self.service.deps.figures.upload_limit as u64;
        let content = match u64::try_from(upload.byte_size).is_ok_and(|size| size <= limit) {
            false => {
                Err(crate::resume::error::ResumeRefusal::TooLarge { limit: self.service.deps.figures.upload_limit }
                    .to_string())
            }
            true => {
                let mut bytes = Vec::new();
                let mut parts = self.service.parts(upload.id);
                while let Some(part) = parts.next().await {
                    bytes.extend(part?);
                }
                Ok(bytes)
            }
        };
        self.take_file(source, 0, upload.file_name.clone(), content).await?;
        Ok(None)
    }

    /// Archives and tables are looked into by a process of its own; all else is a file as it is.
    async fn may_hold_others(&self, upload: &StagedUpload) -> Result<bool, HandlerError> {
        if upload.file_name.to_lowercase().ends_with(".csv") {
            return Ok(true);
        }
        let first = self.service.parts(upload.id).next().await.transpose()?;
        Ok(first.is_some_and(|bytes| bytes.starts_with(b"PK")) || upload.file_name.to_lowercase().ends_with(".zip"))
    }

    fn is_full(&self) -> bool {
        self.far().files() >= u64::from(self.service.deps.figures.intake.files)
    }

    /// Nothing that holds the lock can break off half-way.
    fn far(&self) -> std::sync::MutexGuard<'_, ImportStanding> {
        self.far.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    async fn end_source(
        &self,
        mut source: ImportSource,
        failure: Option<String>,
        upload: Option<&StagedUpload>,
    ) -> Result<(), HandlerError> {
        let mut fenced = self.context.fenced().await?;
        let tx = fenced.tx();
        if let Some(sentence) = failure {
            let name = upload.map_or_else(|| "a file".to_owned(), |upload| upload.file_name.clone());
            let told = self.told(&source, OF_THE_WHOLE, name, (ResumeStatus::Unreadable, sentence));
            tx.insert_import_file(&told).await?;
        }
        source.done = true;
        tx.update_import_source(self.batch.id, &source).await?;
        tx.remove_upload(source.upload_id).await?;
        self.far().sources_done += 1;
        self.keep(fenced, 0).await?;
        crate::file::clear_soon(&self.service.deps).await;
        Ok(())
    }

    /// Makes true what the transaction holds, and tells how far the import is.
    pub(super) async fn keep(&self, fenced: Box<dyn FencedTx>, more_files: u64) -> Result<(), HandlerError> {
        let (percent, message) = {
            let mut far = self.far();
            far.counts.push((ResumeStatus::Received, more_files));
            let files = far.files();
            far.counts = vec![(ResumeStatus::Received, files)];
            (far.percent(), far.message())
        };
        self.context.commit_progress(fenced, percent, &message).await
    }

    pub(super) fn told(
        &self,
        source: &ImportSource,
        entry: i32,
        name: String,
        outcome: (ResumeStatus, String),
    ) -> NewImportFile {
        NewImportFile {
            id: self.service.deps.id(),
            batch_id: self.batch.id,
            source: source.position,
            entry,
            file_name: Some(name),
            outcome: Some(outcome),
            resume_id: None,
            candidate_id: None,
            at: self.service.deps.now(),
        }
    }

    fn limits(&self) -> crate::ports::UnpackLimits {
        self.service.deps.figures.intake.of_one(self.service.deps.figures.upload_limit)
    }
}

fn not_run(error: UnpackError) -> HandlerError {
    match error {
        UnpackError::Fetch(error) => error.into(),
        UnpackError::Refused { reason } => HandlerError::fail("NOT_POSSIBLE", &reason),
        UnpackError::Unavailable { detail } => {
            tracing::warn!(detail, "files could not be unpacked");
            HandlerError::retry("EXTRACTOR_UNAVAILABLE", "Files could not be unpacked.")
        }
    }
}

/// A row as it is kept, or what is wrong with it.
fn row_of(source: &ImportSource, row: &SheetRow) -> Result<ImportRow, String> {
    let short = |text: &str| text.trim().chars().take(200).collect::<String>();
    let name = short(&row.name);
    if name.is_empty() {
        return Err(format!("Row {} names nobody, so it was left out.", row.number + 1));
    }
    Ok(ImportRow {
        source: source.position,
        number: i32::try_from(row.number).unwrap_or(i32::MAX),
        name,
        email: Some(row.email.trim().to_lowercase()).filter(|email| is_valid_email(email)),
        resume_file: Some(row.resume_file.trim().to_owned()).filter(|file| !file.is_empty()),
    })
}
