//! Invented jobs and people.

use crate::screening::model::JobFacts;

pub(super) fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

pub(super) fn engineer() -> JobFacts {
    JobFacts {
        title: "Backend engineer, payments".to_owned(),
        description: "About us\nWe are a payments company of 200 people in five cities.\n\nWhat you will do\n\
            - Design and operate services that settle card payments\n\
            - Investigate incidents in production and write up what was learned\n\
            - Review the work of other engineers and mentor newcomers\n\n\
            You have at least five years of experience with Rust.\n\n\
            What we offer\n- A pension plan and generous holidays\n- Free lunches every single working Friday\n"
            .to_owned(),
        required_skills: names(&["Rust", "PostgreSQL", "Kubernetes"]),
        preferred_skills: names(&["Kafka"]),
        min_years: None,
        criteria: None,
    }
}

pub(super) fn ward_nurse() -> JobFacts {
    JobFacts {
        title: "Ward nurse".to_owned(),
        description: "You care for patients after heart surgery, plan discharges with families and \
            supervise students on placement. You document care in the electronic patient record."
            .to_owned(),
        required_skills: names(&["Wound care", "Triage"]),
        preferred_skills: names(&["Patient education", "Telemetry", "Zorblang charting"]),
        min_years: Some(3.0),
        criteria: None,
    }
}

pub(super) fn vague() -> JobFacts {
    JobFacts { title: "Helper".to_owned(), description: "Somebody good.".to_owned(), ..JobFacts::default() }
}

pub(super) const STRONG_ENGINEER: &str = "\
Åsa 𝒜 Example
asa@example.com

Profile
Engineer with eight years of experience in payments.

Experience
Senior engineer, Example Bank, 2020 – Present
• Led a team of six that rebuilt the card settlement service in Rust, now 40,000 payments a minute
• Designed the PostgreSQL schema behind it and cut query times by 70%
• Operate the services on Kubernetes across 3 regions; investigated production incidents and wrote the reports
• Reviewed designs of other engineers and mentored two newcomers

Engineer, Sample Shop, 2016 – 2020
• Wrote order services in Rust on PostgreSQL
• Moved 25 services to Kubernetes

Skills
Rust, PostgreSQL, Kubernetes, Terraform
";

pub(super) const MIDDLING_ENGINEER: &str = "\
Bo Example

Experience
Developer, Sample Works, 2022 – 2025
• Maintained a booking service in Java
• Wrote a small reporting tool in Rust

Skills
Java, PostgreSQL, Docker
";

pub(super) const STUFFED_ENGINEER: &str = "\
Cy Example

Objective
Keen to learn Rust and to work with Kafka. I have no experience with Kubernetes.

Skills
Rust, PostgreSQL, Kubernetes, Kafka, Docker, Terraform, AWS, Azure, Go, Java, Python

Experience
Shop assistant, Example Market, 2021 - 2024
• Served customers at the till
";

pub(super) const NURSE: &str = "\
Di Example
Registered nurse

Experience
Charge nurse, Example Hospital, 2018 – Present
• Care for 24 patients after heart surgery on a ward with telemetry
• Responsible for wound care rounds and for teaching 12 students on placement each year
• Plan discharges with patients and their families
Staff nurse, Sample Clinic, 2013 – 2018
• Triage in an emergency department of 90 visits a day
• Gave wound care at home
";
