use super::*;

/// What is told of a part: by which channel, and the beginning of it.
type Told = Vec<(Channel, String)>;

fn read(xml: &str) -> Result<(Vec<String>, Told), Refusal> {
    let (styles, theme) = (Styles::default(), Theme::default());
    let context = Context { styles: &styles, theme: &theme, paper: Color::Auto, referred: None, hidden_as: None };
    let mut notes = Notes::default();
    let part = read_part(xml, &context, &mut notes)?;
    let told = notes.findings().into_iter().map(|finding| (finding.channel, finding.excerpt)).collect();
    Ok((part.lines, told))
}

fn text_lines(xml: &str) -> Result<Vec<String>, Refusal> {
    read(xml).map(|(lines, _)| lines)
}

fn document(body: &str) -> String {
    format!("<w:document xmlns:w='x'><w:body>{body}</w:body></w:document>")
}

fn lines_of(body: &str) -> Vec<String> {
    text_lines(&document(body)).unwrap()
}

/// The channel by which a run of these properties is hidden.
fn channel_of(properties: &str) -> Option<Channel> {
    let run = format!("<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>a secret</w:t></w:r></w:p>");
    let (lines, told) = read(&document(&run)).unwrap();
    assert_eq!(lines == ["a secret"], told.is_empty(), "{properties}: {lines:?} {told:?}");
    told.first().map(|(channel, _)| *channel)
}

#[test]
fn runs_hide_in_many_ways() {
    for (properties, channel) in [
        ("<w:vanish/>", Some(Channel::HiddenRun)),
        ("<w:webHidden/>", Some(Channel::HiddenRun)),
        ("<w:vanish w:val='0'/>", None),
        ("<w:color w:val='FFFFFF'/>", Some(Channel::LowContrast)),
        ("<w:color w:val='FAFAFE'/>", Some(Channel::LowContrast)),
        ("<w:color w:val='000000' w:themeColor='background1'/>", Some(Channel::LowContrast)),
        ("<w:color w:val='FFFFFF' w:themeColor='background1' w:themeShade='80'/>", None),
        ("<w:color w:val='999999'/>", None),
        ("<w:color w:val='auto'/>", None),
        ("<w:color w:val='FFFFFF'/><w:shd w:val='clear' w:fill='1F3864'/>", None),
        ("<w:color w:val='FFFFFF'/><w:highlight w:val='black'/>", None),
        ("<w:color w:val='000000'/><w:highlight w:val='black'/>", Some(Channel::LowContrast)),
        ("<w:sz w:val='2'/>", Some(Channel::TinyText)),
        ("<w:sz w:val='4'/>", None),
        ("<w:w w:val='1'/>", Some(Channel::TinyText)),
        ("<w14:textFill><w14:noFill/></w14:textFill>", Some(Channel::Transparent)),
    ] {
        assert_eq!(channel_of(properties), channel, "{properties}");
    }
}

#[test]
fn white_text_on_a_dark_cell_paragraph_or_shape_is_seen() {
    let white = "<w:r><w:rPr><w:color w:val='FFFFFF'/></w:rPr><w:t>white</w:t></w:r>";
    let shade = "<w:shd w:val='clear' w:color='auto' w:fill='203040'/>";
    for body in [
        format!("<w:tbl><w:tr><w:tc><w:tcPr>{shade}</w:tcPr><w:p>{white}</w:p></w:tc></w:tr></w:tbl>"),
        format!("<w:p><w:pPr>{shade}</w:pPr>{white}</w:p>"),
        format!(
            "<w:p><w:r><wps:wsp><wps:spPr><a:solidFill><a:srgbClr val='203040'/></a:solidFill></wps:spPr>\
             <wps:txbx><w:txbxContent><w:p>{white}</w:p></w:txbxContent></wps:txbx></wps:wsp></w:r></w:p>"
        ),
    ] {
        let (lines, told) = read(&document(&body)).unwrap();
        assert!(lines.iter().any(|line| line == "white") && told.is_empty(), "{body}: {lines:?} {told:?}");
    }
    let (lines, told) = read(&document(&format!("<w:p>{white}</w:p>"))).unwrap();
    assert_eq!((lines, told), (vec![String::new()], vec![(Channel::LowContrast, "white".to_owned())]));
}

#[test]
fn drawings_and_alternatives_hide() {
    let text = "<w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent>";
    let boxed = |head: &str| format!("<w:p><w:r><wp:anchor>{head}{text}</wp:anchor></w:r></w:p>");
    for (body, channel) in [
        (boxed("<wp:docPr hidden='1'/>"), Some(Channel::HiddenRun)),
        (boxed("<wp:positionH><wp:posOffset>99000000</wp:posOffset></wp:positionH>"), Some(Channel::OffPage)),
        (boxed("<wp:extent cx='1' cy='900000'/>"), Some(Channel::TinyText)),
        (boxed("<wp:docPr hidden='0'/><wp:extent cx='900000' cy='900000'/>"), None),
        (
            format!("<w:p><w:r><v:shape style='visibility: hidden'>{text}</v:shape></w:r></w:p>"),
            Some(Channel::HiddenRun),
        ),
        (
            format!(
                "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='zz'>{text}</mc:Choice></mc:AlternateContent></w:r></w:p>"
            ),
            Some(Channel::HiddenRun),
        ),
        (
            format!(
                "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'>{text}</mc:Choice><mc:Fallback>{text}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
            ),
            None,
        ),
    ] {
        let (lines, told) = read(&document(&body)).unwrap();
        let shown = lines.iter().filter(|line| *line == "boxed").count();
        assert_eq!(
            (shown, told.first().map(|(channel, _)| *channel)),
            (usize::from(channel.is_none()), channel),
            "{body}"
        );
    }
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

#[test]
fn tabs_breaks_and_references_are_characters() {
    let tab_stop = "<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr><w:r><w:t>R&amp;D</w:t><w:tab/><w:t>C&#x2B;+</w:t><w:br/><w:t>end</w:t></w:r></w:p>";
    assert_eq!(lines_of(tab_stop), ["R&D\tC++\nend"]);
}

#[test]
fn what_a_reader_does_not_see_is_left_out() {
    let body = "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>seen </w:t></w:r>\
        <w:del><w:r><w:delText>gone</w:delText><w:t>gone</w:t></w:r></w:del>\
        <w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>\
        <w:r><w:rPr><w:vanish w:val='false'/></w:rPr><w:t>shown</w:t></w:r>\
        <w:ins><w:r><w:t> added</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>";
    assert_eq!(lines_of(body), ["seen shown added"]);
    let told = read(&document(body)).unwrap().1;
    assert_eq!(told, [(Channel::HiddenRun, "hidden".to_owned()), (Channel::DeletedText, "gonegone".to_owned())]);
}

#[test]
fn tables_read_row_by_row_and_tall_cells_one_after_the_other() {
    let cell = |inner: &str| format!("<w:tc>{inner}</w:tc>");
    let plain = format!("<w:tr>{}{}</w:tr>", cell(&paragraph("Rust")), cell(&paragraph("6 years")));
    let tall = format!("<w:tr>{}{}</w:tr>", cell(&(paragraph("Skills") + &paragraph("Go"))), cell(&paragraph("Work")));
    assert_eq!(lines_of(&format!("<w:tbl>{plain}{tall}</w:tbl>")), ["Rust\t6 years", "Skills", "Go", "Work", ""]);
}

#[test]
fn bullets_are_kept() {
    let body = "<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>Led a team</w:t></w:r></w:p>";
    assert_eq!(lines_of(body), ["• Led a team"]);
}

#[test]
fn entities_and_depth_and_broken_xml_are_refused() {
    let laughs = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><w:document><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:document>";
    assert_eq!(text_lines(laughs), Err(Refusal::DefinesEntities));
    assert_eq!(text_lines("<a><w:t>&b;</w:t></a>"), Err(Refusal::CorruptDocx));
    assert_eq!(text_lines(&"<a>".repeat(300)), Err(Refusal::TooDeep));
    assert_eq!(text_lines("<a><b></a>"), Err(Refusal::CorruptDocx));
    assert_eq!(text_lines("<a><b>"), Err(Refusal::CorruptDocx));
}
