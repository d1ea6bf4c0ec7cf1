//! Names that look like skills and aren't, and skills that look like other words.

use proptest::prelude::*;

use crate::skill::{SkillSetting, canonical, find_named, find_skills, same};
use crate::text::TextIndex;

fn found(text: &str) -> Vec<String> {
    find_skills(text).into_iter().map(|mention| mention.skill).collect()
}

#[test]
fn what_is_a_skill() {
    let cases: &[(&str, &[&str])] = &[
        ("Wrote Go services on PostgreSQL", &["Go", "PostgreSQL"]),
        ("Go developer for six years", &["Go"]),
        ("programmed in Go for six years", &["Go"]),
        ("Languages: Go, R, C", &["Go", "R", "C"]),
        ("C, C++ and C#", &["C", "C++", "C#"]),
        ("C/C++", &["C", "C++"]),
        ("Embedded C on ARM", &["C"]),
        ("Skills\nC\nR\nGo", &["C", "R", "Go"]),
        ("skills: rust, go, react", &["Rust", "Go", "React"]),
        ("SKILLS\nRUST, GO, EXCEL", &["Rust", "Go", "Excel"]),
        ("JavaScript", &["JavaScript"]),
        ("Java and JavaScript", &["Java", "JavaScript"]),
        ("Objective-C", &["Objective-C"]),
        (".NET and ASP.NET", &[".NET", "ASP.NET"]),
        ("C#/.NET developer", &["C#", ".NET"]),
        ("Node.js, Next.js, Nest.js", &["Node.js", "Next.js", "Nest.js"]),
        ("nodejs", &["Node.js"]),
        ("F# on .NET Core", &["F#", ".NET"]),
        ("PostgreSQL", &["PostgreSQL"]),
        ("SQL and MySQL", &["SQL", "MySQL"]),
        ("Spring Boot", &["Spring Boot"]),
        ("Java and Spring services on PostgreSQL; some Docker.", &["Java", "Spring", "PostgreSQL", "Docker"]),
        ("React and TypeScript", &["React", "TypeScript"]),
        ("Built screens in React.", &["React"]),
        ("React Native apps", &["React Native"]),
        ("Excel, Word, Access", &["Excel", "Microsoft Word", "Microsoft Access"]),
        ("Reports in Excel", &["Excel"]),
        ("Teams, Slack, Notion", &["Microsoft Teams", "Slack", "Notion"]),
        ("Lean manufacturing and Six Sigma", &["Lean", "Six Sigma"]),
        ("k8s and postgres", &["Kubernetes", "PostgreSQL"]),
        ("Python3.11 and HTML5", &["Python", "HTML"]),
        ("Wrote it in Rust.Built more in Python.", &["Rust", "Python"]),
        ("machine  learning and machine\nlearning", &["Machine learning", "Machine learning"]),
        ("front-end development, full stack developer", &["Frontend development", "Full-stack development"]),
        ("wound care, IV therapy, BLS", &["Wound care", "Intravenous therapy", "Basic life support"]),
        ("IFRS, US GAAP and month-end close", &["IFRS", "US GAAP", "Month-end close"]),
        ("Fluent in Dutch and English", &["Dutch", "English"]),
        ("Languages\nDutch (native), English, French", &["Dutch", "English", "French"]),
        ("精通Java开发", &["Java"]),
        ("CI/CD with GitLab", &["CI/CD", "GitLab"]),
        ("Statistics in R and SAS", &["Statistics", "R", "SAS"]),
        ("HACCP, menu planning", &["HACCP", "Menu planning"]),
        ("Apache Kafka (Kafka Streams)", &["Kafka", "Kafka"]),
        ("Swift and SwiftUI", &["Swift", "SwiftUI"]),
        ("Express.js on Node", &["Express", "Node.js"]),
        ("Oracle, SAP", &["Oracle Database", "SAP"]),
        ("T-SQL on SQL Server", &["Microsoft SQL Server", "Microsoft SQL Server"]),
        ("forklift driving and order picking", &["Forklift operation", "Order picking"]),
    ];
    let wrong: Vec<_> = cases.iter().filter(|(text, skills)| found(text) != *skills).collect();
    let read: Vec<_> = wrong.iter().map(|(text, _)| found(text)).collect();
    assert!(wrong.is_empty(), "{wrong:#?} read as {read:#?}");
}

#[test]
fn what_is_none() {
    let texts = [
        "our go to market plan",
        "Go to market",
        "let's go",
        "Let's Go",
        "a Go-live in May",
        "the GO-LIVE date",
        "on the go",
        "go-getter",
        "R&D budget",
        "Mr. R. Smith",
        "Anna R. Example",
        "R. Example",
        "R-value",
        "a plan B and C",
        "vitamin C",
        "C-level sponsors",
        "the C-suite",
        "Washington, D.C.",
        "Washington D.C. office",
        "hepatitis C",
        "C. Example",
        "20 °C",
        "Category C",
        "excel at teamwork",
        "Excel at your work",
        "they excel",
        "Spring 2019",
        "in Spring 2019",
        "in the spring",
        "Swift response",
        "Swift to act",
        "a swift answer",
        "rust on pipes",
        "Rust Belt",
        "Express interest in jobs",
        "Express yourself",
        "react to change",
        "React to alarms",
        "React quickly",
        "Word of mouth",
        "in other words",
        "access to data",
        "Access to all areas",
        "oracle of old",
        "teams of five",
        "Led Teams of nurses",
        "slack time",
        "a notion of care",
        "lean on me",
        "Jasmine Example",
        "Ruby Example",
        "Julia Example",
        "Phoenix, Arizona",
        "Dart Street",
        "the rest of it",
        "mocha and latte",
        "celery and salt",
        "Javanese",
        "Javascripty",
        "Pythonic",
        "scalable",
        "escala",
        "Rusty",
        "Goal",
        "CGo",
        "C++17x",
        "mira@python.com",
        "python@example.com",
        "https://example.com/rust/java",
        "www.java.com",
        "github.com/docker/python",
        "node.example.com",
        "french fries",
        "a Dutch company",
        "Polish off the plates",
        "sqlite3x",
        "3 GoPro cameras",
        "Unity of purpose",
        "Express Mail",
        "Chef de partie",
        "Ada Example, London",
        "my vault",
        "a helm of a ship",
        "Spark joy",
    ];
    let wrong: Vec<_> = texts.iter().map(|text| (text, found(text))).filter(|(_, skills)| !skills.is_empty()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_list_is_told_from_work() {
    let text = "Mira Example\nRust | Go | Python\n\nExperience\n2018 - 2025 Engineer\nBuilt ledgers in Rust on PostgreSQL.\n\
        • Kafka, Redis, Docker\nTech: Terraform, Ansible\n\nSkills\nRust, gRPC\nKotlin\n\nCertifications\nITIL, a two-day course with an exam at the end";
    let mentions = find_skills(text);
    let setting = |skill: &str| mentions.iter().filter(|m| m.skill == skill).map(|m| m.setting).collect::<Vec<_>>();
    assert_eq!(setting("Rust"), [SkillSetting::Listed, SkillSetting::Described, SkillSetting::Listed]);
    assert_eq!(setting("PostgreSQL"), [SkillSetting::Described]);
    for skill in ["Go", "Python", "Kafka", "Redis", "Docker", "Terraform", "Ansible", "gRPC", "Kotlin", "ITIL"] {
        assert_eq!(setting(skill), [SkillSetting::Listed], "{skill}");
    }
}

#[test]
fn work_is_described_in_sentences_and_bullets() {
    for text in [
        "Java and Spring services on PostgreSQL; some Docker.",
        "Backend engineer with seven years of Rust and PostgreSQL in payments.",
        "• Introduced Prometheus metrics and mentored four colleagues",
        "Python, Django and Redis for five years of building shops.",
    ] {
        assert!(find_skills(text).iter().all(|mention| mention.setting == SkillSetting::Described), "{text}");
    }
}

#[test]
fn names_are_canonical() {
    let cases = [
        ("k8s", "Kubernetes"),
        ("K8S", "Kubernetes"),
        (" Postgres ", "PostgreSQL"),
        ("golang", "Go"),
        ("go", "Go"),
        ("ReactJS", "React"),
        ("c++", "C++"),
        ("C", "C"),
        ("excel", "Excel"),
        ("Front-End  Development", "Frontend development"),
        ("  Ledger   design ", "Ledger design"),
        ("", ""),
    ];
    for (name, expected) in cases {
        assert_eq!(canonical(name), expected, "{name:?}");
    }
    assert!(
        same("k8s", "Kubernetes")
            && same("ledger design", "Ledger  Design")
            && !same("Java", "JavaScript")
            && !same("C", "C++")
    );
}

#[test]
fn named_skills_are_found_by_any_alias_or_literally() {
    let skills = ["Kubernetes", "Ledger design", "Rust", "Q"].map(ToOwned::to_owned);
    let text = "Ran k8s. Did ledger design, not ledger designs. Wrote Rust. Q&A, q";
    let index = TextIndex::new(text);
    let read: Vec<_> = find_named(text, &skills).into_iter().map(|m| (m.skill, index.slice(m.span))).collect();
    let expected = [("Kubernetes", "k8s"), ("Ledger design", "ledger design"), ("Rust", "Rust")];
    assert_eq!(read[..3], expected.map(|(skill, quote)| (skill.to_owned(), quote)));
    assert!(find_named(text, &[]).is_empty());
    assert!(find_named("", &skills).is_empty());
    assert!(find_named(text, &[String::new(), " - ".to_owned()]).is_empty());
}

#[test]
fn a_large_text_is_searched_in_one_pass() {
    let text = "Go, C and R; excel at Java. 𝒳 built services on PostgreSQL in Rust\n".repeat(1_000);
    assert_eq!(find_skills(&text).len(), find_skills(&text[..text.len() / 1_000]).len() * 1_000);
    assert!(find_skills(&"r ".repeat(50_000)).len() <= 50_000);
}

proptest! {
    #[test]
    fn mentions_stand_in_the_text_in_order(words in prop::collection::vec("Go|R|C|C\\+\\+|,|\n|Rust|java|é𝒳|Skills|[a-z]{1,6}|\\.|-| ", 0..60)) {
        let text = words.join(" ");
        let index = TextIndex::new(&text);
        let mut end = 0;
        for mention in find_skills(&text) {
            prop_assert!(mention.span.start >= end && !mention.span.is_empty() && mention.span.end <= index.len());
            end = mention.span.end;
            prop_assert_eq!(canonical(index.slice(mention.span)), mention.skill);
        }
    }

    #[test]
    fn any_text_and_any_names(text in "\\PC{0,200}", name in "\\PC{0,12}") {
        let index = TextIndex::new(&text);
        for mention in find_named(&text, &[name]) {
            prop_assert!(!index.slice(mention.span).is_empty());
        }
    }
}

#[test]
fn what_is_found_for_a_name_of_ones_own_does_not_depend_on_the_others() {
    let text = "Ran Zorblang Pro on ships.\nLedger-\ndesign for banks.\n";
    let found = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let mentions = find_named(text, &names);
        mentions.into_iter().map(|mention| mention.skill).collect::<Vec<_>>()
    };
    assert_eq!(found(&["Zorblang"]), ["Zorblang"]);
    assert_eq!(found(&["Zorblang", "zorblang", "Zorblang Pro"]).len(), 3);
    assert_eq!(found(&["Ledger design"]), ["Ledger design"]);
}

#[test]
fn c_and_net_are_told_apart_however_they_are_joined() {
    let cases: &[(&str, &[&str])] = &[
        ("C#.NET", &["C#", ".NET"]),
        ("C#.Net developer", &["C#", ".NET"]),
        ("C# .NET", &["C#", ".NET"]),
        ("C#/.NET", &["C#", ".NET"]),
        ("c#.net", &["C#", ".NET"]),
        (".NET/C#", &[".NET", "C#"]),
        (".NET (C#)", &[".NET", "C#"]),
        ("C#/ASP.NET", &["C#", "ASP.NET"]),
        ("ASP.NET/C#", &["ASP.NET", "C#"]),
        ("ASP.NET MVC, ADO.NET", &["ASP.NET"]),
        ("ASP .NET", &["ASP.NET"]),
        ("VB.NET", &["Visual Basic"]),
        ("F#.NET", &["F#", ".NET"]),
        ("Wrote services in C#.", &["C#"]),
        ("Wrote services in C#. Then in Java.", &["C#", "Java"]),
        ("C/C++", &["C", "C++"]),
        ("C/C++/C#", &["C", "C++", "C#"]),
        ("C++/C", &["C++", "C"]),
        ("C / C++", &["C", "C++"]),
        ("C,C++,C#", &["C", "C++", "C#"]),
        ("C & C++", &["C", "C++"]),
        ("C and C++", &["C", "C++"]),
        ("C++17", &["C++"]),
        ("C++/CLI", &["C++"]),
        ("C# 10", &["C#"]),
        (".NET 6", &[".NET"]),
        (".NET Core/C#", &[".NET", "C#"]),
        ("Embedded C/C++ on ARM", &["C", "C++"]),
        ("Modern C/C++ developer", &["C", "C++"]),
        ("Programmed in C/C++ for ten years.", &["C", "C++"]),
    ];
    let wrong: Vec<_> = cases.iter().filter(|(text, skills)| found(text) != *skills).collect();
    let read: Vec<_> = wrong.iter().map(|(text, _)| found(text)).collect();
    assert!(wrong.is_empty(), "{wrong:#?} read as {read:#?}");
}

#[test]
fn a_denied_name_is_no_skill() {
    for text in [
        "I don't know PostgreSQL.",
        "Haven't worked with PostgreSQL.",
        "I do not have PostgreSQL experience.",
        "PostgreSQL (no experience).",
        "No experience with PostgreSQL.",
        "Keine Erfahrung mit PostgreSQL.",
        "Skills\nPostgreSQL (no experience)",
    ] {
        assert!(found(text).is_empty(), "{text}");
        assert!(find_named(text, &["PostgreSQL".to_owned()]).is_empty(), "{text}");
    }
    assert_eq!(found("No Java, but Python"), ["Python"]);
    assert_eq!(found("Not only Java. No fewer than five Rust services; nothing but Go code."), ["Java", "Rust", "Go"]);
    let custom = ["Zorblang".to_owned()];
    assert!(find_named("No experience with Zorblang.", &custom).is_empty());
    assert_eq!(find_named("No Java, but Zorblang.", &custom).len(), 1);
}
