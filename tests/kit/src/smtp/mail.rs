//! A mail as it came.

/// A mail that the sink took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The envelope's sender, without angle brackets.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// Head and body, with the line ends and dots as the sender wrote them before it sent them.
    pub text: String,
}

impl Mail {
    /// A field of the head by its name, unfolded; the first, if there are several.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        let head = self.text.split_once("\r\n\r\n").map_or(self.text.as_str(), |(head, _)| head);
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let is_it = |line: &&str| line.split_once(':').is_some_and(|(it, _)| it.eq_ignore_ascii_case(name));
        let line = unfolded.split("\r\n").find(is_it)?;
        line.split_once(':').map(|(_, value)| value.trim().to_owned())
    }

    /// What comes after the head, not decoded.
    #[must_use]
    pub fn body(&self) -> &str {
        self.text.split_once("\r\n\r\n").map_or("", |(_, body)| body)
    }
}

#[cfg(test)]
mod tests {
    use super::Mail;

    #[test]
    fn a_field_is_found_by_its_name_and_unfolded() {
        let text = "From: a@b.c\r\nsubject: What\r\n was asked\r\nSubject: other\r\n\r\nTo: nobody\r\n";
        let mail = Mail { from: String::new(), to: vec![], text: text.into() };
        assert_eq!(mail.header("Subject").unwrap(), "What was asked");
        assert_eq!(mail.header("To"), None);
        assert_eq!(mail.body(), "To: nobody\r\n");
    }
}
