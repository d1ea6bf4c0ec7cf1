//! Words that are names, names that are words, and facts in many shapes.

use super::{maria, named};
use crate::blind::{PLACEHOLDER, blind};

/// Blinds what a name's bearer wrote into their experience.
fn worked(name: &str, line: &str) -> String {
    let text = format!("Summary\nA professional.\n\nExperience\n{line}\n");
    let blinded = blind(&text, &named(name)).text;
    blinded.trim_end().rsplit('\n').next().unwrap().to_owned()
}

/// Blinds a line that stands among the contact details; what is left of it.
fn contact(line: &str) -> String {
    let text = format!("Maria García López\n{line}\nSenior Engineer\n\nExperience\n2019 - 2020 Engineer\n");
    let blinded = blind(&text, &maria()).text;
    let left = blinded.strip_prefix("[redacted]\n").unwrap_or(&blinded);
    left.strip_suffix("Senior Engineer\n\nExperience\n2019 - 2020 Engineer\n").unwrap_or(left).trim_end().to_owned()
}

/// Blinds a sentence of a profile.
fn told(line: &str) -> String {
    let blinded = blind(&format!("Summary\n{line}\n"), &maria()).text;
    blinded.lines().last().unwrap().to_owned()
}

#[test]
fn skills_verbs_months_and_firms_are_no_names() {
    let kept = [
        ("Ruby Jenkins", "Ran Jenkins and Ruby on Rails; Jenkins is used daily."),
        ("Julia Java", "Julia and Java, on Node.js and ASP.NET."),
        ("Will Young", "Will be used by young teams; the team will page Young & Partners."),
        ("Mark Page", "Mark exams, page the on-call engineer, mark-up in XML."),
        ("May Rose", "May 2019: sales rose; since May they rose again. In May, rose by 3 %."),
        ("Grace Hopper", "Spoke at the Grace Hopkins Institute on grace periods."),
        ("Hunter Long", "Long-term plans; hunter-gatherer data."),
        ("Paris Austin", "Moved from Austin to Paris for the Paris office."),
        ("Khan Smith", "Courses at Khan Academy, Bank of Smith Holdings."),
        ("Jan Mar", "Jan 2019 - Mar 2020 Clerk, Jan. 2018"),
        ("Dev Deep", "Deep learning for dev teams, DevOps."),
        ("He Jia", "SharePoint, SHE officer, HE sector, HIS integration"),
        ("Angular Spring", "Angular, Spring Boot, Laravel, R, Cassandra"),
        ("Said Ali", "The auditor said that it works."),
    ];
    for (name, line) in kept {
        assert_eq!(worked(name, line), line, "{name}");
    }
}

#[test]
fn names_go_in_all_their_forms() {
    let gone = [
        ("Maria García López", "Work of Maria Garcia.", "Work of [redacted]."),
        ("Maria García López", "GARCÍA LÓPEZ, MARIA built it.", "[redacted] built it."),
        (
            "Maria García López",
            "By García-López and M. García; G. L. signed, M.G.L. too.",
            "By [redacted] and [redacted]; G. L. signed, [redacted] too.",
        ),
        (
            "Maria García López",
            "Maria Fernanda García built it with Maria’s team.",
            "[redacted] built it with [redacted] team.",
        ),
        (
            "Maria García López",
            "See maria_garcia_cv.pdf and MariaGarciaLopez2024.",
            "See [redacted]_cv.pdf and [redacted].",
        ),
        (
            "Jan van den Berg",
            "Led by Jan van den Berg, J. van den Berg and Mr. van den Berg.",
            "Led by [redacted] and [redacted].",
        ),
        ("Jürgen Müller", "Juergen Mueller and Jurgen Muller, Jürgens Code.", "[redacted] and [redacted] Code."),
        ("Conor O'Brien", "O’Brien's and OBrien's tools.", "[redacted] and [redacted] tools."),
        (
            "Will Young",
            "Will Young led it. Will managed it with the help of Young.",
            "[redacted] led it. [redacted] managed it with the help of [redacted].",
        ),
        (
            "Mark Page",
            "Mark led it; thanks to Mark the page is fast. Mr Page knows.",
            "[redacted] led it; thanks to [redacted] the page is fast. [redacted] knows.",
        ),
        (
            "Julia Jenkins",
            "Julia led the Julia port; J. Jenkins and Ms. Jenkins ran Jenkins.",
            "[redacted] led the Julia port; [redacted] and [redacted] ran Jenkins.",
        ),
        ("Иван Петров", "Работа Ивана Петрова.", "Работа [redacted]."),
        ("山田 太郎", "担当は山田太郎でした。", "担当は[redacted]でした。"),
        ("Ayşe Yılmaz", "Ayse Yilmaz'ın kodu", "[redacted] kodu"),
        ("Min-jung Kim", "By Kim Min-Jung and Minjung.", "By [redacted] and [redacted]."),
    ];
    for (name, line, blinded) in gone {
        let found = worked(name, line);
        assert_eq!(found, blinded, "{name}: {line}");
    }
}

#[test]
fn contact_and_personal_lines_go_as_a_whole() {
    for line in [
        "maria (at) example (dot) com",
        "E-Mail: m@example.com; Tel.: 0612345678",
        "Mobile +34 612 345 678 / Fax 020 555 0101",
        "LinkedIn: maria-garcia | GitHub: @mgl",
        "www.maria.example",
        "mariagarcia.dev",
        "github.com/mgl, x.com/mgl",
        "Skype: live:mgl85",
        "Geburtsdatum: 12.05.1985 | Staatsangehörigkeit: spanisch | Familienstand: ledig",
        "Née le 12 mai 1985",
        "Fecha de nacimiento: 12/05/1985, Nacionalidad: española",
        "Geboren am 12. Mai 1985 in Valencia",
        "Gender: F",
        "Age: 34",
        "34 years old",
        "Spanish",
        "Married",
        "Muslim",
        "Female, Spanish, married",
        "Religion: none",
        "Ethnicity: Hispanic",
        "Pronouns: she/her",
        "(she/her/hers)",
        "Photo",
        "Foto: siehe Anlage",
        "Father's name: Juan García",
        "Passport: XDA123456",
        "Calle Mayor 5, 3º B, 28013 Madrid",
        "Address: 5 Example Road, Springfield",
        "Musterstraße 12a, 10115 Berlin, Deutschland",
        "Valencia, Spain",
        "Valencia",
        "P.O. Box 123, Nairobi, Kenya",
        "上海市浦东新区世纪大道100号",
        "M A R I A  G A R C Í A",
        "Frau Maria García",
        "Dr. Maria García López (34)",
    ] {
        assert_eq!(contact(line), "", "{line}");
    }
}

#[test]
fn other_lines_at_the_top_stay() {
    for line in [
        "Senior .NET and Node.js developer",
        "Data & AI | Supply chain",
        "10 years of Java, Spring Boot and Oracle",
        "Driving licence B, 3 certificates",
        "Title: Engineer",
        "Python · Go · Rust",
        "ISO 9001 lead auditor since 2015",
        "ASP.NET | Socket.IO | Vue.js",
    ] {
        assert_eq!(contact(line), line);
    }
}

#[test]
fn sentences_lose_what_they_tell_of_the_person() {
    let cases = [
        ("A 34-year-old engineer, aged 34, married with two children.", "A [redacted] engineer, [redacted]."),
        ("Proud father of three and nurse.", "[redacted] and nurse."),
        ("Spanish citizen with a 12-year-old codebase.", "[redacted] with a 12-year-old codebase."),
        ("An engineer of Moroccan origin, born in Fez, raised in Ghent.", "An engineer [redacted]."),
        ("Female engineer for female patients.", "[redacted] engineer for female patients."),
        ("Dutch nurse and German teacher.", "[redacted] nurse and German teacher."),
        ("As a Black woman I mentor, as a practising Muslim.", "As a [redacted] I mentor, as a [redacted]."),
        ("He/she built his tools himself.", "[redacted] built [redacted] tools [redacted]."),
        ("They led it. Customers thank them.", "[redacted] led it. Customers thank [redacted]."),
        ("We built tools and they work.", "We built tools and they work."),
        ("Living in Rotterdam, South Holland, I write Python.", "Living in [redacted], South Holland, I write Python."),
        ("Saleswoman, then chairman.", "Sales, then chair."),
        ("Entwicklerin und Projektleiterin", "Entwickler und Projektleiter"),
        ("I have 34 years of experience in man-hours.", "I have 34 years of experience in man-hours."),
    ];
    for (line, blinded) in cases {
        assert_eq!(told(line), blinded, "{line}");
    }
}

#[test]
fn a_text_read_without_a_known_name_loses_the_one_it_tells() {
    let text = "Maria García\nmaria.garcia@example.com\n\nSummary\nMaria writes Rust.\n";
    assert_eq!(blind(text, &super::Identity::default()).text, "[redacted]\nSummary\n[redacted] writes Rust.\n");
}

#[test]
fn fields_that_are_absent_leave_no_trace() {
    let rest = "Senior Engineer\n\nExperience\n2019 - 2020 Engineer, Utrecht\n";
    let heads = [
        "Maria García López\n",
        "Maria García López\nmaria@example.com\n",
        "Maria\n+34 612 345 678 | Valencia\n",
        "Maria García López\n\nContact\nmaria@example.com\nCalle Mayor 5\n28013 Madrid\nSpain\nDate of birth: 12 May 1985\n",
    ];
    for head in heads {
        assert_eq!(blind(&format!("{head}{rest}"), &maria()).text, format!("{PLACEHOLDER}\n{rest}"), "{head}");
    }
}
