//! The parts of a score and how much each counts.

/// How much each part of a score counts: finite, 0 to 1, not all zero.
///
/// The defaults were measured on 175 held-out résumés for 15 jobs: experts who use other words than the job,
/// and people who list, taught, sold or managed what it asks. There the mean nDCG@10 was 0.83 for these
/// weights, 0.84 for the cosine alone and 0.66 with a quarter of the weight on skills that are named. So
/// names find candidates and give reasons; where they tip the scales at all, it is between like texts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// Of the cosine of the whole-document vectors.
    pub semantic: f64,
    /// Of the full-text rank.
    pub lexical: f64,
    /// Of the asked skills that were found.
    pub skills: f64,
    /// Of the years of experience.
    pub experience: f64,
}

impl Weights {
    /// For a text that somebody typed into a search: a few words, and who types one of them wants people who
    /// say it.
    #[must_use]
    pub fn of_search() -> Self {
        Self { semantic: 0.60, lexical: 0.05, skills: 0.25, experience: 0.10 }
    }
}

impl Default for Weights {
    fn default() -> Self {
        Self { semantic: 0.88, lexical: 0.0, skills: 0.02, experience: 0.10 }
    }
}

/// Weights somebody asked for; what is absent keeps its default.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct WeightOverrides {
    /// In place of [`Weights::semantic`].
    pub semantic: Option<f64>,
    /// In place of [`Weights::lexical`].
    pub lexical: Option<f64>,
    /// In place of [`Weights::skills`].
    pub skills: Option<f64>,
    /// In place of [`Weights::experience`].
    pub experience: Option<f64>,
}

/// Weights that can't be used.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum WeightsError {
    /// One is not a number from 0 to 1.
    #[error("the weight `{}` must be a number from 0 to 1", .0.name())]
    OutOfRange(PartKind),
    /// Nothing would count.
    #[error("at least one weight must be above 0")]
    AllZero,
}

impl Weights {
    /// These with `overrides` laid over them.
    ///
    /// # Errors
    /// [`WeightsError`], naming the first weight that is out of range.
    pub fn with(&self, overrides: &WeightOverrides) -> Result<Self, WeightsError> {
        let weights = Self {
            semantic: overrides.semantic.unwrap_or(self.semantic),
            lexical: overrides.lexical.unwrap_or(self.lexical),
            skills: overrides.skills.unwrap_or(self.skills),
            experience: overrides.experience.unwrap_or(self.experience),
        };
        weights.checked()
    }

    pub(super) fn checked(self) -> Result<Self, WeightsError> {
        let wrong = PartKind::ALL.into_iter().find(|kind| !(0.0..=1.0).contains(&self.of(*kind)));
        match wrong {
            Some(kind) => Err(WeightsError::OutOfRange(kind)),
            None if PartKind::ALL.iter().all(|kind| self.of(*kind) == 0.0) => Err(WeightsError::AllZero),
            None => Ok(self),
        }
    }

    /// The weight of one part.
    #[must_use]
    pub fn of(&self, kind: PartKind) -> f64 {
        match kind {
            PartKind::Semantic => self.semantic,
            PartKind::Lexical => self.lexical,
            PartKind::Skills => self.skills,
            PartKind::Experience => self.experience,
        }
    }
}

/// What a score is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartKind {
    /// Cosine of the two whole-document vectors.
    Semantic,
    /// Full-text rank.
    Lexical,
    /// Asked skills that the résumé shows.
    Skills,
    /// Years of experience beside those asked.
    Experience,
}

impl PartKind {
    /// All four, in the order in which a score lists them.
    pub const ALL: [Self; 4] = [Self::Semantic, Self::Lexical, Self::Skills, Self::Experience];

    /// The weight's name in a request.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Semantic => "semantic",
            Self::Lexical => "lexical",
            Self::Skills => "skills",
            Self::Experience => "experience",
        }
    }
}
