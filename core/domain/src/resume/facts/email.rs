//! E-mail addresses.

/// The longest address that mail can be sent to, in bytes (RFC 5321).
const LONGEST: usize = 254;

/// Whether a text is one e-mail address that mail can be sent to: a dot-atom, an "@" and a host name
/// with a top-level domain. Quoted local parts and address literals are not taken.
#[must_use]
pub fn is_valid_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    text.len() <= LONGEST && is_local_part(local) && is_domain(domain)
}

/// Addresses read from one résumé, at most.
const MOST: usize = 20;

/// The first addresses in a text, in lower case, each once, in its order.
pub(super) fn emails(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (at, _) in text.match_indices('@') {
        if found.len() == MOST {
            break;
        }
        if let Some(email) = email_around(text, at)
            && !found.contains(&email)
        {
            found.push(email);
        }
    }
    found
}

fn email_around(text: &str, at: usize) -> Option<String> {
    // Other scripts may write the word for "mail" right before the address.
    let is_latin = |c: char| c.is_ascii_alphanumeric() || ('\u{c0}'..='\u{24f}').contains(&c);
    let in_local = |c: char| is_latin(c) || "._%+-'".contains(c);
    let in_domain = |c: char| c.is_alphanumeric() || c == '.' || c == '-';
    let local: usize = text[..at].chars().rev().take(66).take_while(|&c| in_local(c)).map(char::len_utf8).sum();
    let domain: usize = text[at + 1..].chars().take(256).take_while(|&c| in_domain(c)).map(char::len_utf8).sum();
    let whole = text[at - local..at + 1 + domain].trim_start_matches(['.', '\'', '-']).trim_end_matches(['.', '-']);
    let email = whole.to_lowercase();
    is_valid_email(&email).then_some(email)
}

fn is_local_part(local: &str) -> bool {
    let is_atom = |c: char| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~-.".contains(c);
    (1..=64).contains(&local.len()) && local.chars().all(is_atom) && local.split('.').all(|atom| !atom.is_empty())
}

fn is_domain(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    let is_label = |label: &&str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top = labels.last().copied().unwrap_or("");
    labels.len() >= 2
        && labels.iter().all(is_label)
        && top.chars().count() >= 2
        && top.starts_with(char::is_alphabetic)
        && (top.starts_with("xn--") || top.chars().all(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_what_only_looks_like_them() {
        for good in [
            "a@example.com",
            "mira.strong@example.com",
            "o'brien+jobs@mail.example.co.uk",
            "zoë@example.com",
            "a@xn--bcher-kva.example",
        ] {
            assert!(is_valid_email(good), "{good}");
        }
        let long = format!("{}@example.com", "a".repeat(65));
        for bad in [
            "",
            "a",
            "@",
            "a@",
            "@example.com",
            "a@b",
            "a@@example.com",
            "a b@example.com",
            ".a@example.com",
            "a..b@example.com",
            "a.@example.com",
            "a@-example.com",
            "a@example..com",
            "a@example.c",
            "a@example.123",
            "a@192.168.0.1",
            " a@example.com",
            &long,
        ] {
            assert!(!is_valid_email(bad), "{bad}");
        }
    }

    #[test]
    fn they_are_found_in_text_once_and_in_lower_case() {
        let text =
            "Mail: Mira.Strong@Example.com, <mira.strong@example.com> or work@example.org. Not a@b nor @rust_lang.";
        assert_eq!(emails(text), ["mira.strong@example.com", "work@example.org"]);
        assert_eq!(emails("mailto:mira@example.com|+31 20 555 0100"), ["mira@example.com"]);
        assert_eq!(emails("zoë.müller@example.com"), ["zoë.müller@example.com"]);
        assert_eq!(emails("邮箱mira@example.com"), ["mira@example.com"]);
        assert!(emails(&"@".repeat(10_000)).is_empty());
    }
}
