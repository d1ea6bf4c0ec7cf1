//! Reading order.

use kit::files::{Placed, placed_pdf, two_columns};

use crate::reading::{text_of, trials};

trials!(
    columns_written_one_after_the_other,
    columns_written_line_by_line,
    columns_between_full_lines,
    a_table_is_read_row_by_row,
    a_column_whose_lines_stand_between_the_others,
    dates_painted_after_the_text_stay_with_their_jobs,
    dates_painted_after_the_text_beside_a_sidebar,
    a_column_of_dates_before_the_text,
    places_and_dates_at_the_ends_of_lines,
    dates_under_the_titles_of_a_right_column,
);

const LEFT: [&str; 8] = [
    "Skills",
    "Rust and PostgreSQL",
    "Kubernetes, Docker",
    "Financial modelling",
    "Languages",
    "English, native",
    "German, fluent",
    "Choir singing",
];
const RIGHT: [&str; 8] = [
    "Work experience",
    "Senior engineer, Northwind Ltd",
    "2019 - 2024, Leeds",
    "Built the payment service that",
    "handles four million orders and",
    "led a team of five people",
    "Engineer, Contoso GmbH",
    "2015 - 2019, Berlin",
];

fn printed(file: Vec<u8>) -> Vec<String> {
    text_of(file).lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn columns_written_one_after_the_other() {
    assert_eq!(printed(two_columns(&LEFT, &RIGHT, false)), [LEFT, RIGHT].concat());
    let short: Vec<String> = (1..=9).map(|line| format!("left {line}")).collect();
    let other: Vec<String> = (1..=9).map(|line| format!("right {line}")).collect();
    let [short, other] = [&short, &other].map(|side| side.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(printed(two_columns(&short, &other, false)), [short, other].concat());
}

fn columns_written_line_by_line() {
    assert_eq!(printed(two_columns(&LEFT, &RIGHT, true)), [LEFT, RIGHT].concat());
}

fn columns_between_full_lines() {
    let full = "A line that runs over the whole width of the page, from the left margin to the right one.";
    let mut page = vec![Placed::at(56.0, 790.0, "Ada Example"), Placed::at(56.0, 770.0, full)];
    for (row, (left, right)) in (0_u8..).zip(LEFT.iter().zip(RIGHT)) {
        let y = 740.0 - 13.0 * f32::from(row);
        page.extend([Placed::at(56.0, y, left), Placed::at(250.0, y, right)]);
    }
    page.extend([Placed::at(56.0, 610.0, "Publications"), Placed::at(56.0, 595.0, full)]);
    let expected = [&["Ada Example", full][..], &LEFT, &RIGHT, &["Publications", full]].concat();
    assert_eq!(printed(placed_pdf(&[page])), expected);
}

fn a_table_is_read_row_by_row() {
    let rows = [
        ["Skill", "Level", "Years"],
        ["Rust", "Expert", "6"],
        ["Go", "Good", "3"],
        ["SQL", "Expert", "9"],
        ["R", "Basic", "1"],
    ];
    let mut page = Vec::new();
    for (row, cells) in (0_u8..).zip(rows) {
        for (column, cell) in (0_u8..).zip(cells) {
            page.push(Placed::at(56.0 + 120.0 * f32::from(column), 700.0 - 18.0 * f32::from(row), cell));
        }
    }
    let expected: Vec<String> = rows.iter().map(|cells| cells.join("\t")).collect();
    assert_eq!(printed(placed_pdf(&[page])), expected);
}

fn a_column_whose_lines_stand_between_the_others() {
    let column = |x: f32, top: f32, leading: f32, lines: &[&str]| -> Vec<Placed> {
        let rows = (0_u8..).map(|row| top - leading * f32::from(row));
        lines.iter().zip(rows).map(|(line, y)| Placed::at(x, y, line)).collect()
    };
    let page = [column(56.0, 740.0, 13.3, &LEFT), column(230.0, 736.0, 12.1, &RIGHT)].concat();
    assert_eq!(printed(placed_pdf(&[page])), [LEFT, RIGHT].concat());
}

const JOBS: [(&str, &str); 6] = [
    ("DevOps engineer, Nuage SA", "2016 - 2023"),
    ("Ran the clusters of forty teams and their deployments", ""),
    ("System administrator, Autre", "Jan 2012 - Dec 2015"),
    ("Kept two hundred servers patched and backed up", ""),
    ("Technician, Encore", "2008 - 2012"),
    ("Mended printers", ""),
];

/// The text from the top and then, after all the text, what is beside it.
fn painted_late(left: f32, beside: impl Fn(&str) -> f32, rows: &[(&str, &str)]) -> Vec<Placed> {
    let heights = || (0_u8..).map(|row| 700.0 - 14.0 * f32::from(row));
    let text = rows.iter().zip(heights()).map(|((text, _), y)| Placed::at(left, y, text));
    let late = rows.iter().zip(heights()).filter(|((_, late), _)| !late.is_empty());
    text.chain(late.map(|((_, late), y)| Placed::at(beside(late), y, late))).collect()
}

fn joined(rows: &[(&str, &str)], late_first: bool) -> Vec<String> {
    let line = |(text, late): &(&str, &str)| match (late.is_empty(), late_first) {
        (true, _) => (*text).to_owned(),
        (false, true) => format!("{late}\t{text}"),
        (false, false) => format!("{text}\t{late}"),
    };
    rows.iter().map(line).collect()
}

/// Where text begins that ends at the right margin.
fn to_the_right(text: &str) -> f32 {
    540.0 - width_of(text)
}

/// Of Helvetica at ten points, for the characters used here.
fn width_of(text: &str) -> f32 {
    let width = |character: char| match character {
        ' ' | ',' | '.' | 't' | 'I' => 2.78,
        'i' | 'l' | 'j' => 2.22,
        '-' | 'r' => 3.33,
        'c' | 'J' | 'k' | 's' | 'v' | 'y' | 'x' | 'z' => 5.0,
        'D' | 'N' | 'R' | 'C' | 'H' => 7.22,
        'B' | 'P' | 'E' => 6.67,
        'L' => 5.56,
        'G' => 7.78,
        'm' | 'M' => 8.33,
        _ => 5.56,
    };
    text.chars().map(width).sum()
}

fn dates_painted_after_the_text_stay_with_their_jobs() {
    let page = painted_late(56.0, to_the_right, &JOBS);
    assert_eq!(printed(placed_pdf(&[page])), joined(&JOBS, false));
}

fn dates_painted_after_the_text_beside_a_sidebar() {
    let sidebar = (0_u8..).zip(LEFT).map(|(row, line)| Placed::at(40.0, 700.0 - 14.0 * f32::from(row), line));
    let page = sidebar.chain(painted_late(200.0, to_the_right, &JOBS)).collect();
    let expected = [LEFT.map(str::to_owned).to_vec(), joined(&JOBS, false)].concat();
    assert_eq!(printed(placed_pdf(&[page])), expected);
}

fn a_column_of_dates_before_the_text() {
    let page = painted_late(180.0, |_| 56.0, &JOBS);
    assert_eq!(printed(placed_pdf(&[page])), joined(&JOBS, true));
}

fn places_and_dates_at_the_ends_of_lines() {
    let mut rows = JOBS;
    rows[0].1 = "Lyon, 2016 - 2023";
    rows[2].1 = "Grenoble";
    rows[4].1 = "Brest, Rennes";
    let page = painted_late(56.0, to_the_right, &rows);
    assert_eq!(printed(placed_pdf(&[page])), joined(&rows, false));
}

fn dates_under_the_titles_of_a_right_column() {
    let right = [
        "Work experience",
        "Senior engineer, Northwind",
        "2019 - 2024",
        "Built the payment service",
        "Engineer, Contoso GmbH",
        "2015 - 2019",
        "Kept the ledger",
        "And the books",
    ];
    for by_line in [false, true] {
        assert_eq!(printed(two_columns(&LEFT, &right, by_line)), [LEFT, right].concat());
    }
}
