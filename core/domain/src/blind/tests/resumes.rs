//! Résumés with a place for who wrote them.

use super::people::Person;

/// What somebody did, the same whoever they are. Most of it holds words that are names too.
const WORK: &[&str] = &[
    "2019 – 2024  Senior engineer, Morgan Stanley, New York\n• Led the move from Jenkins to GitHub Actions and cut build times by 40 %.\n• Will be remembered for the Kafka pipeline; mark-up of 200 templates in Angular and Vue.js.\n• Built services in Go, Java with Spring Boot, and C# on .NET 8 for 1200000 users.",
    "Mar 2016 - Jun 2020  Data scientist, Example Bank, Austin\n• Trained models in Python, R and Julia; kept features in Cassandra and Redis.\n• May 2018: moved 300 dashboards to Power BI. Grace periods are computed in SQL.\n• Wrote a Ruby gem and a Laravel shop, long before Node.js was in use.",
    "since 2018  Registered nurse, Mayo Clinic, Rochester\n• Cared for male and female patients aged 65 and over on the intensive care unit.\n• Trained young colleagues in wound care, triage and electronic health records.\n• Rose to charge nurse within a year; kept the drug chart and the ward book.",
    "01/2015 – 12/2022  Financial controller, Baker Hughes, Houston\n• Closed the books under IFRS and US GAAP in SAP and Oracle; price and cost analysis in Excel.\n• Bank reconciliation, VAT returns and the annual audit with Ernst & Young.\n• Introduced rolling forecasts; marked 120 accounts for review.",
    "2014 to 2021  Teacher of French and German, King's College School, London\n• Taught classes of 30, marked exams, and hunted for good books with the library.\n• Ran the May concert and the summer school; safeguarding lead since 2017.\n• Used SharePoint, Moodle and Python to plan lessons.",
    "2017 – present  Site engineer, Hill International, Dubai\n• Planned formwork, park lanes and a 12-year-old bridge in AutoCAD and Primavera P6.\n• Negotiated with suppliers in Paris and Florence; saved 8 % on steel.\n• Chaired the safety board. ISO 9001 and 45001 audits without findings.",
    "2020-01 - 2023-05  Logistics planner, Kuehne + Nagel, Hamburg\n• Runs of 40 trucks a day; customs in SAP TM; dock scheduling; strong in Excel.\n• Cut empty miles by 11 %. Stock counts in 3 warehouses with SQL and Tableau.\n• Wrote the rules for hazardous goods and trained 25 drivers in them.",
    "2012 - 2019  Paralegal, Brown & Wood LLP, Manchester\n• Drafted contracts, kept the case book, and filed at court for 4 partners.\n• Reviewed 9000 documents in Relativity; law reports in a day.\n• GDPR register, e-discovery and conveyancing; the judge thanked the team.",
];

const SKILLS: &[&str] = &[
    "Ruby, Java, Go, Julia, Cassandra, Jenkins, Laravel, Angular, Spring Boot, R, C#, .NET, Node.js, SharePoint",
    "Python, SQL, Tableau, Power BI, Excel, Kafka, Docker, Kubernetes, Terraform, PostgreSQL, Ada, Rust",
    "Triage, Wound Care, Electronic Health Records, Medication Administration, Patient Education",
    "IFRS, US GAAP, SAP, Oracle, Excel, Forecasting, Audit, VAT",
    "AutoCAD, Primavera P6, Project Management, ISO 9001, Scheduling, Negotiation",
];

const EDUCATION: &[&str] = &[
    "MSc Computer Science, Brown University, 2014",
    "BSc Nursing, University of Lagos, 2011",
    "LLB, King's College London, 2010",
    "MA Education, Universidad de Valencia, 2009",
    "Dipl.-Ing., TU Berlin, 2008",
];

/// Sentences of a profile, with who it is about in curly brackets.
const PROFILES: &[&str] = &[
    "Professional with {years} years of experience. {She} has led teams of five to twelve and {her} work was used by three banks. {First} is known for plain words.",
    "{Title} {Last} is a reliable colleague. {First}'s strengths are planning and Python. In {years} years nobody saw {object} miss a date.",
    "I am {First}, an engineer who likes boring databases. Based in {City}. I have {years} years of practice in Java and Go.",
    "A {nation} national, {age} years old, with {years} years of experience. {She} will mark up anything you give {object}.",
    "{Name} joined the field {years} years ago. Since then {First}'s tools have been Excel, SQL and R.",
];

/// How many layouts there are.
pub(super) const LAYOUTS: usize = 9;

/// The résumé of a person; the numbers choose what they did and how it looks.
pub(super) fn resume(person: &Person, content: usize, layout: usize) -> String {
    let body = body(person, content);
    format!("{}\n\n{body}", head(person, layout))
}

/// The parts that have nothing of the person in them.
fn body(person: &Person, content: usize) -> String {
    let profile = fill(PROFILES[content % PROFILES.len()], person, content);
    let one = WORK[content % WORK.len()];
    let other = WORK[(content / WORK.len() + content + 1) % WORK.len()];
    let skills = SKILLS[content % SKILLS.len()];
    let education = EDUCATION[content % EDUCATION.len()];
    let end = match content % 3 {
        0 => fill("Interests\nChess. Photos at {slug}.example.net/photos", person, content),
        1 => fill("Declaration\nAll of this is true.\nPlace: {City}\n{Name}", person, content),
        _ => "Interests\nRowing".to_owned(),
    };
    format!(
        "Summary\n{profile}\n\nExperience\n{one}\n{other}\n\nEducation\n{education}\n\nSkills\n{skills}\nLanguages: English, Dutch\n\n{end}\n"
    )
}

fn fill(pattern: &str, person: &Person, content: usize) -> String {
    let values = [
        ("{years}", (3 + content % 17).to_string()),
        ("{She}", person.pronouns[0].to_owned()),
        ("{her}", person.pronouns[1].to_lowercase()),
        ("{object}", person.pronouns[2].to_owned()),
        ("{First}", person.first().to_owned()),
        ("{Last}", person.last().to_owned()),
        ("{Title}", person.title.to_owned()),
        ("{Name}", person.name.to_owned()),
        ("{City}", person.city.split(',').next().unwrap().to_owned()),
        ("{nation}", person.nation.to_owned()),
        ("{age}", person.age.to_string()),
        ("{slug}", person.slug()),
    ];
    values.iter().fold(pattern.to_owned(), |text, (name, value)| text.replace(name, value))
}

fn head(person: &Person, layout: usize) -> String {
    let Person { name, email, phone, address, city, born, nation, status, age, title, .. } = person;
    let slug = person.slug();
    let lines = address.join("\n");
    let pronouns = format!("{}/{}", person.pronouns[0], person.pronouns[2]).to_lowercase();
    match layout % LAYOUTS {
        0 => format!("{name}\nSenior specialist\n{email} | {phone} | {city}\nlinkedin.com/in/{slug}"),
        1 => format!("{}\n\n{lines}\n{phone}\n{email}", name.to_uppercase()),
        2 => format!(
            "CURRICULUM VITAE\n\nPersonal details\nName: {name}\nAddress: {}\nPhone: {phone}\nE-mail: {email}\nDate of birth: {born}\nNationality: {nation}\nMarital status: {status}\nAge: {age}",
            address.join(", ")
        ),
        3 => format!("{name} ({pronouns}) — Senior specialist\n{email} • {phone}\n{lines}\nhttps://github.com/{slug}"),
        4 => format!("{title} {name}, Senior specialist\n{lines}\nMobile: {phone}\nMail: {email}\nBorn: {born}"),
        5 => format!(
            "Senior specialist\n{name}\t{phone}\n{city}\t{email}\nGender: {}",
            if person.pronouns[0] == "She" { "female" } else { "male" }
        ),
        6 => format!(
            "Resume of {name}\nSenior specialist\n\nContact\nPhone\t{phone}\nEmail\t{email}\nAddress\t{}\nDate of birth\t{born}\nNationality\t{nation}",
            address.join(", ")
        ),
        7 => {
            format!("{name}\n{age} years old, {status}, {nation}\n{lines}\nTel. {phone} · {email} · www.{slug}.example")
        }
        _ => format!(
            "CV_{}.pdf\n{name}\nSenior specialist | {city}\nPhoto\n{phone}\n{email}\nReligion: none of your business",
            slug.replace('-', "_")
        ),
    }
}

/// The skills that stand in what this content tells.
pub(super) fn without_person(content: usize) -> String {
    let one = WORK[content % WORK.len()];
    let other = WORK[(content / WORK.len() + content + 1) % WORK.len()];
    format!("{one}\n{other}\n{}\n{}", EDUCATION[content % EDUCATION.len()], SKILLS[content % SKILLS.len()])
}
