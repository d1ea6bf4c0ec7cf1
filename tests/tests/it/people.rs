//! Invented people and their résumés.

use kit::files;

/// A résumé in lines, the first of which is the name.
#[derive(Debug, Clone)]
pub(crate) struct Paper {
    pub(crate) name: String,
    pub(crate) email: String,
    lines: Vec<String>,
}

impl Paper {
    /// Somebody's name, and what their résumé says below the address.
    pub(crate) fn of(name: &str, story: &[&str]) -> Self {
        let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
        Self::with_email(name, &email, story)
    }

    pub(crate) fn with_email(name: &str, email: &str, story: &[&str]) -> Self {
        let head = [name.to_owned(), email.to_owned(), String::new()];
        let story = story.iter().map(ToString::to_string);
        Self { name: name.to_owned(), email: email.to_owned(), lines: head.into_iter().chain(story).collect() }
    }

    fn lines(&self) -> Vec<&str> {
        self.lines.iter().map(String::as_str).collect()
    }

    pub(crate) fn pdf(&self) -> Vec<u8> {
        files::pdf(&[&self.lines()])
    }

    /// This page, and further ones.
    pub(crate) fn pdf_and(&self, pages: &[&[&str]]) -> Vec<u8> {
        let first = self.lines();
        let all: Vec<&[&str]> = std::iter::once(first.as_slice()).chain(pages.iter().copied()).collect();
        files::pdf(&all)
    }

    pub(crate) fn docx(&self) -> Vec<u8> {
        files::docx(&self.lines())
    }

    pub(crate) fn txt(&self) -> Vec<u8> {
        self.lines.join("\n").into_bytes()
    }
}

/// One of a hundred people with short, different résumés.
pub(crate) fn one_of_many(number: usize) -> Paper {
    const FIRST: [&str; 10] = ["Anna", "Boris", "Clara", "David", "Elena", "Felix", "Greta", "Hugo", "Irene", "Jonas"];
    const LAST: [&str; 10] =
        ["Keller", "Lombard", "Meyer", "Nowak", "Ortega", "Petersen", "Quinn", "Rossi", "Schmidt", "Thorsen"];
    const WORK: [&str; 5] = [
        "Kept the books of a bakery and prepared its yearly accounts.",
        "Wrote Python and SQL for the reports of an insurer.",
        "Cared for patients on a surgical ward, by day and by night.",
        "Planned lorries and drivers for a distribution centre.",
        "Taught mathematics and physics to classes of thirty.",
    ];
    let name = format!("{} {}", FIRST[number % 10], LAST[number / 10 % 10]);
    let from = 2005 + number % 15;
    let role = format!("Specialist, Company {number}, {from} - {}", from + 4);
    Paper::of(&name, &["Experience", &role, WORK[number % 5]])
}

/// Backend engineers for the same job, best first: strong, middle, weak. `tag` keeps names apart.
pub(crate) fn three_for_rust(tag: &str) -> [Paper; 3] {
    let strong = Paper::of(
        &format!("Mira {tag}"),
        &[
            "Senior Backend Engineer",
            "Experience",
            "Senior Backend Engineer, Northwind Payments, 2014 - 2024",
            "Built payment services in Rust on PostgreSQL and Kafka that settle two million transfers a day.",
            "Ran them on Kubernetes, and led the design of the ledger.",
            "Skills: Rust, PostgreSQL, Kafka, Kubernetes",
        ],
    );
    let middle = Paper::of(
        &format!("Noor {tag}"),
        &[
            "Backend Engineer",
            "Experience",
            "Backend Engineer, Harbour Insurance, 2019 - 2024",
            "Built claims services in Java on PostgreSQL, with a queue between them.",
            "Skills: Java, PostgreSQL, Docker",
        ],
    );
    let weak = Paper::of(
        &format!("Olga {tag}"),
        &[
            "Pastry Chef 🍰",
            "Experience",
            "Pastry Chef 𝒫, Café Zürich, 2018 – 2024",
            "Made cakes 🎂🎂 and bread, and trained two apprentices in the bakery 👩‍🍳.",
            "Kept a small PostgreSQL database of 𝒹𝑒𝓁𝒾𝓋𝑒𝓇𝒾𝑒𝓈 for the shop.",
        ],
    );
    [strong, middle, weak]
}

/// The job that [`three_for_rust`] are ranked for.
pub(crate) fn rust_job() -> serde_json::Value {
    serde_json::json!({
        "title": "Senior Backend Engineer",
        "description": "We build payment services. You will design and run backend services in Rust on \
            PostgreSQL and Kafka, and care for a ledger that is never wrong. Kubernetes is welcome.",
        "requiredSkills": ["Rust", "PostgreSQL", "Kafka"],
        "preferredSkills": ["Kubernetes"],
        "minYearsOfExperience": 5.0,
        "remote": true,
    })
}
