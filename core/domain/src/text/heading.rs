//! The headings that people put over the parts of a résumé, in five languages.

use unicode_normalization::UnicodeNormalization;

use super::section::SectionKind;

/// Headings in lower case without accents, per kind.
const HEADINGS: &[(SectionKind, &[&str])] = &[
    (
        SectionKind::Header,
        &[
            "contact",
            "contact details",
            "contact information",
            "contact info",
            "personal details",
            "personal information",
            "personal data",
            "personal",
            "kontakt",
            "kontaktdaten",
            "personliche daten",
            "personliche angaben",
            "angaben zur person",
            "coordonnees",
            "informations personnelles",
            "etat civil",
            "contactgegevens",
            "persoonlijke gegevens",
            "personalia",
            "datos personales",
            "contacto",
            "datos de contacto",
            "informacion personal",
            "curriculum vitae",
            "cv",
            "resume",
            "lebenslauf",
        ],
    ),
    (
        SectionKind::Summary,
        &[
            "summary",
            "professional summary",
            "executive summary",
            "career summary",
            "profile",
            "professional profile",
            "personal profile",
            "about",
            "about me",
            "objective",
            "career objective",
            "personal statement",
            "statement",
            "summary of qualifications",
            "overview",
            "introduction",
            "profil",
            "kurzprofil",
            "uber mich",
            "zusammenfassung",
            "a propos",
            "a propos de moi",
            "profil professionnel",
            "resume professionnel",
            "objectif",
            "profiel",
            "over mij",
            "samenvatting",
            "persoonlijk profiel",
            "perfil",
            "perfil profesional",
            "resumen",
            "resumen profesional",
            "sobre mi",
            "objetivo",
        ],
    ),
    (
        SectionKind::Experience,
        &[
            "experience",
            "work experience",
            "professional experience",
            "employment",
            "employment history",
            "work history",
            "career history",
            "relevant experience",
            "career",
            "positions held",
            "professional background",
            "clinical experience",
            "teaching experience",
            "legal experience",
            "industry experience",
            "research experience",
            "experience and employment",
            "other experience",
            "further experience",
            "additional experience",
            "earlier experience",
            "previous experience",
            "selected experience",
            "professional history",
            "professional experience continued",
            "experience continued",
            "work experience continued",
            "berufserfahrung",
            "beruflicher werdegang",
            "werdegang",
            "berufspraxis",
            "berufliche erfahrung",
            "praktische erfahrung",
            "experience professionnelle",
            "experiences professionnelles",
            "experiences",
            "parcours professionnel",
            "parcours",
            "werkervaring",
            "ervaring",
            "loopbaan",
            "arbeidsverleden",
            "relevante werkervaring",
            "experiencia",
            "experiencia laboral",
            "experiencia profesional",
            "trayectoria profesional",
            "historial laboral",
        ],
    ),
    (
        SectionKind::Education,
        &[
            "education",
            "education and training",
            "academic background",
            "academic qualifications",
            "academic history",
            "studies",
            "qualifications",
            "educational background",
            "education and qualifications",
            "training",
            "education and certifications",
            "ausbildung",
            "bildung",
            "studium",
            "bildungsweg",
            "schulbildung",
            "aus- und weiterbildung",
            "akademischer werdegang",
            "ausbildung und studium",
            "formation",
            "formations",
            "etudes",
            "diplomes",
            "formation academique",
            "opleiding",
            "opleidingen",
            "studie",
            "onderwijs",
            "educacion",
            "formacion",
            "formacion academica",
            "estudios",
            "formacion y estudios",
        ],
    ),
    (
        SectionKind::Skills,
        &[
            "skills",
            "technical skills",
            "key skills",
            "core skills",
            "core competencies",
            "competencies",
            "competences",
            "expertise",
            "areas of expertise",
            "technologies",
            "tools",
            "tools and technologies",
            "skills and tools",
            "technical expertise",
            "professional skills",
            "hard skills",
            "soft skills",
            "skills summary",
            "skill set",
            "tech stack",
            "strengths",
            "clinical skills",
            "skills and competencies",
            "skills and abilities",
            "skills and expertise",
            "technical proficiencies",
            "other skills",
            "additional skills",
            "skills and interests",
            "it skills",
            "computer skills",
            "kenntnisse",
            "fahigkeiten",
            "kompetenzen",
            "fachkenntnisse",
            "edv-kenntnisse",
            "it-kenntnisse",
            "kenntnisse und fahigkeiten",
            "competences techniques",
            "competences cles",
            "savoir-faire",
            "outils",
            "vaardigheden",
            "competenties",
            "kennis",
            "kennis en vaardigheden",
            "technische vaardigheden",
            "habilidades",
            "competencias",
            "aptitudes",
            "conocimientos",
            "habilidades tecnicas",
            "conocimientos tecnicos",
        ],
    ),
    (
        SectionKind::Projects,
        &[
            "projects",
            "selected projects",
            "key projects",
            "personal projects",
            "side projects",
            "portfolio",
            "open source",
            "project experience",
            "projekte",
            "projets",
            "projecten",
            "proyectos",
        ],
    ),
    (
        SectionKind::Certifications,
        &[
            "certifications",
            "certificates",
            "certification",
            "licenses",
            "licences",
            "licensure",
            "licenses and certifications",
            "licences and certifications",
            "certifications and licenses",
            "professional certifications",
            "courses",
            "courses and certifications",
            "professional development",
            "accreditations",
            "bar admissions",
            "zertifikate",
            "zertifizierungen",
            "weiterbildung",
            "weiterbildungen",
            "certificats",
            "certificaten",
            "cursussen",
            "trainingen",
            "certificaciones",
            "certificados",
            "cursos",
        ],
    ),
    (
        SectionKind::Languages,
        &[
            "languages",
            "language skills",
            "language",
            "sprachen",
            "sprachkenntnisse",
            "langues",
            "langues parlees",
            "talen",
            "talenkennis",
            "idiomas",
            "lenguas",
        ],
    ),
    (
        SectionKind::Other,
        &[
            "interests",
            "hobbies",
            "hobbies and interests",
            "interests and hobbies",
            "references",
            "referees",
            "publications",
            "awards",
            "honors",
            "honours",
            "honors and awards",
            "awards and honours",
            "volunteering",
            "volunteer experience",
            "volunteer work",
            "voluntary work",
            "memberships",
            "affiliations",
            "professional memberships",
            "professional affiliations",
            "patents",
            "activities",
            "extracurricular activities",
            "achievements",
            "additional information",
            "miscellaneous",
            "other",
            "military service",
            "links",
            "interessen",
            "hobbys",
            "ehrenamt",
            "referenzen",
            "publikationen",
            "sonstiges",
            "centres d'interet",
            "loisirs",
            "benevolat",
            "references professionnelles",
            "divers",
            "interesses",
            "hobby's",
            "vrijwilligerswerk",
            "referenties",
            "overig",
            "nevenactiviteiten",
            "intereses",
            "aficiones",
            "referencias",
            "voluntariado",
            "publicaciones",
            "otros",
            "otros datos",
        ],
    ),
];

/// Headings that also open a section when what they head follows on the same line.
const INLINE: &[&str] = &[
    "skills",
    "technical skills",
    "key skills",
    "core skills",
    "languages",
    "education",
    "certifications",
    "summary",
    "profile",
    "kenntnisse",
    "sprachen",
    "ausbildung",
    "competences",
    "langues",
    "formation",
    "vaardigheden",
    "talen",
    "opleiding",
    "habilidades",
    "idiomas",
    "formacion",
];

/// A heading has few words: a longer line is a sentence.
const LONGEST: usize = 60;

/// The kind of section that a line opens by being a heading and nothing else.
pub(super) fn heading(line: &str) -> Option<SectionKind> {
    if line.len() > LONGEST * 2 || line.chars().count() > LONGEST {
        return None;
    }
    let folded = fold(line);
    kind_of(&folded).or_else(|| kind_of(&without_letter_spaces(&folded)?))
}

/// The kind of section that a line opens with "Skills: Rust, Go".
pub(super) fn inline_heading(line: &str) -> Option<SectionKind> {
    let (label, rest) = line.split_once(':')?;
    if label.len() > LONGEST || rest.trim().is_empty() {
        return None;
    }
    let folded = fold(label);
    if INLINE.contains(&folded.as_str()) {
        kind_of(&folded)
    } else {
        None
    }
}

fn kind_of(folded: &str) -> Option<SectionKind> {
    HEADINGS
        .iter()
        .find(|(_, names)| names.contains(&folded))
        .map(|(kind, _)| *kind)
}

/// Lower case, without accents, ornaments and numbering, "&" as "and", blanks folded.
fn fold(line: &str) -> String {
    let plain: String = line
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .collect();
    let lower = plain
        .to_lowercase()
        .replace('&', " and ")
        .replace(['’', '/', '(', ')'], " ");
    let words = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    words.trim_matches(|c: char| !c.is_alphabetic()).to_owned()
}

/// "s k i l l s" as "skills", as designers space their headings.
fn without_letter_spaces(folded: &str) -> Option<String> {
    let spaced = folded.contains(' ') && folded.split(' ').all(|word| word.chars().count() == 1);
    spaced.then(|| folded.replace(' ', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_in_five_languages() {
        let cases = [
            ("EXPERIENCE", SectionKind::Experience),
            ("Work Experience:", SectionKind::Experience),
            ("E X P E R I E N C E", SectionKind::Experience),
            ("— Skills —", SectionKind::Skills),
            ("3. Education & Training", SectionKind::Education),
            ("Berufserfahrung", SectionKind::Experience),
            ("Persönliche Daten", SectionKind::Header),
            ("Expérience professionnelle", SectionKind::Experience),
            ("Formation", SectionKind::Education),
            ("Werkervaring", SectionKind::Experience),
            ("Formación académica", SectionKind::Education),
            ("Idiomas", SectionKind::Languages),
            ("Résumé", SectionKind::Header),
        ];
        for (line, kind) in cases {
            assert_eq!(heading(line), Some(kind), "{line}");
        }
    }

    #[test]
    fn a_sentence_is_no_heading() {
        for line in [
            "Experience with Rust",
            "My skills are many.",
            "Rust",
            "",
            "Senior engineer",
        ] {
            assert_eq!(heading(line), None, "{line}");
        }
        assert_eq!(
            inline_heading("Skills: Rust, Go"),
            Some(SectionKind::Skills)
        );
        assert_eq!(inline_heading("Technologies: Rust, Go"), None);
        assert_eq!(inline_heading("Skills:"), None);
    }

    #[test]
    fn no_heading_is_claimed_twice() {
        let mut names: Vec<_> = HEADINGS
            .iter()
            .flat_map(|(_, names)| names.iter())
            .collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
