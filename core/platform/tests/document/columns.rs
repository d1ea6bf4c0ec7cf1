//! Reading order.

use kit::files::{Placed, placed_pdf, two_columns};

use crate::reading::{text_of, trials};

trials!(
    columns_written_one_after_the_other,
    columns_written_line_by_line,
    columns_between_full_lines,
    a_table_is_read_row_by_row,
    a_column_whose_lines_stand_between_the_others,
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
