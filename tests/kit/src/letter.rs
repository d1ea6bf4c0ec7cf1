//! A mail as its reader's program shows it: fields of the head decoded, and each part of the body.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A mail, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    head: String,
    body: String,
}

impl Letter {
    /// Reads a message whose lines end in CR and LF.
    ///
    /// # Panics
    /// When it has no head.
    #[must_use]
    pub fn read(message: &str) -> Self {
        let (head, body) = message.split_once("\r\n\r\n").expect("an empty line ends the head");
        Self { head: head.replace("\r\n ", " ").replace("\r\n\t", " "), body: body.to_owned() }
    }

    /// The names of the head's fields, in order.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        self.head.split("\r\n").map(|line| line.split_once(':').map_or(line, |(name, _)| name)).collect()
    }

    /// A field of the head, decoded.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        let mut fields = self.head.split("\r\n").filter_map(|line| line.split_once(':'));
        fields.find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| words(value.trim()))
    }

    /// The parts of a body that has several, each with a head of its own.
    #[must_use]
    pub fn parts(&self) -> Vec<Self> {
        let kind = self.header("Content-Type").unwrap_or_default();
        let Some((_, boundary)) = kind.split_once("boundary=\"") else { return Vec::new() };
        let line = format!("--{}", boundary.split('"').next().unwrap_or_default());
        let between = self.body.split(&line).skip(1).take_while(|it| !it.starts_with("--"));
        between.map(|it| Self::read(it.trim_start_matches("\r\n"))).collect()
    }

    /// The body as its transfer encoding has it, with lines that end in LF.
    ///
    /// # Panics
    /// When it isn't what its head says.
    #[must_use]
    pub fn text(&self) -> String {
        let bytes = match self.header("Content-Transfer-Encoding").as_deref() {
            Some("base64") => from_base64(&self.body),
            Some("quoted-printable") => from_quoted(&self.body),
            _ => self.body.clone().into_bytes(),
        };
        String::from_utf8(bytes).expect("our mails are UTF-8").replace("\r\n", "\n").trim_end().to_owned()
    }
}

fn from_base64(text: &str) -> Vec<u8> {
    let text: String = text.split_whitespace().collect();
    STANDARD.decode(text).expect("it is base64, as its head says")
}

fn from_quoted(text: &str) -> Vec<u8> {
    quoted_printable::decode(text, quoted_printable::ParseMode::Robust).expect("it is quoted, as its head says")
}

/// A field's value with its encoded words (RFC 2047) decoded; the space between two of them is none.
fn words(value: &str) -> String {
    let mut decoded = String::new();
    let mut was_encoded = true;
    for word in value.split(' ') {
        let encoded = word.strip_prefix("=?").and_then(|it| it.strip_suffix("?="));
        let joins = was_encoded && encoded.is_some();
        if !joins && !decoded.is_empty() {
            decoded.push(' ');
        }
        was_encoded = encoded.is_some();
        match encoded.map(|it| it.splitn(3, '?').collect::<Vec<_>>()).as_deref() {
            Some([_, "b" | "B", text]) => decoded.push_str(&String::from_utf8_lossy(&from_base64(text))),
            Some([_, "q" | "Q", text]) => {
                decoded.push_str(&String::from_utf8_lossy(&from_quoted(&text.replace('_', " "))));
            }
            _ => decoded.push_str(word),
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::Letter;

    #[test]
    fn a_letter_is_read_as_a_person_sees_it() {
        let letter = Letter::read(
            "Subject: =?utf-8?b?w7w=?=\r\n =?utf-8?q?_=C3=A4?= and so on\r\nContent-Type: multipart/x;\r\n boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nOne =C3=BC=\r\n line\r\n\r\n--b\r\n\
             Content-Transfer-Encoding: base64\r\n\r\nw7w=\r\n--b--\r\n",
        );
        assert_eq!(letter.names(), ["Subject", "Content-Type"]);
        assert_eq!(letter.header("subject").unwrap(), "ü ä and so on");
        let texts: Vec<String> = letter.parts().iter().map(Letter::text).collect();
        assert_eq!(texts, ["One ü line", "ü"]);
    }
}
