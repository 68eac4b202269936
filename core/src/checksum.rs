//! Checksums of migrations: sha-256 of the text's bytes in lower-case hex, the value that Prisma
//! keeps in `_prisma_migrations.checksum`.

use sha2::Sha256;

/// Length of a checksum in hex digits.
pub const LENGTH: usize = 64;

/// The checksum of a migration's text, byte for byte.
pub fn of(sql: &str) -> String {
    let mut digest = Digest::begin();
    digest.add(sql.as_bytes());
    digest.finish()
}

/// A checksum in the making.
pub struct Digest(Sha256);

impl Digest {
    pub fn begin() -> Self {
        Digest(sha2::Digest::new())
    }

    pub fn add(&mut self, bytes: &[u8]) {
        sha2::Digest::update(&mut self.0, bytes);
    }

    pub fn finish(self) -> String {
        hex(&sha2::Digest::finalize(self.0))
    }
}

/// Whether `checksum` is that of `sql`, line endings aside: the text as it is, with LF endings, or
/// with CRLF endings. Git and editors convert these; nobody means them as an edit.
pub fn matches(checksum: &str, sql: &str) -> bool {
    if same(checksum, &of(sql)) {
        return true;
    }
    let unix = sql.replace("\r\n", "\n");
    same(checksum, &of(&unix)) || same(checksum, &of(&unix.replace('\n', "\r\n")))
}

/// Whether a stored checksum is the computed one, perhaps as old versions of Prisma wrote it.
pub fn same(stored: &str, computed: &str) -> bool {
    stored == computed || (stored.len() != LENGTH && stored == unpadded(computed))
}

/// As old versions of Prisma wrote a checksum: each byte without its leading zero.
pub fn unpadded(checksum: &str) -> String {
    let byte = |pair: &[u8]| match pair {
        [b'0', low] => String::from(char::from(*low)),
        _ => pair.iter().map(|digit| char::from(*digit)).collect(),
    };
    checksum.as_bytes().chunks(2).map(byte).collect()
}

/// Whether the text is a checksum in the form that this module writes.
pub fn is_valid(text: &str) -> bool {
    text.len() == LENGTH
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Bytes in lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]])
        .map(char::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_plain_sha256_of_the_bytes() {
        assert_eq!(
            of("SELECT 1;\n"),
            "b4e0497804e46e0a0b0b8c31975b062152d551bac49c3c2e80932567b4085dcd"
        );
        assert!(is_valid(&of("")));
        assert!(!is_valid("B4E0"));
    }

    #[test]
    fn old_checksums_lack_the_zeros_of_small_bytes() {
        assert_eq!(unpadded("00a00f10"), "0a0f10");
        assert!(same(&unpadded(&of("x")), &of("x")));
        assert!(!same("", &of("x")) && !same(&of("x"), &of("y")));
    }

    #[test]
    fn line_endings_are_no_edit_but_a_lost_newline_is() {
        let stored = of("a\nb\n");
        assert!(matches(&stored, "a\r\nb\r\n"));
        assert!(matches(&of("a\r\nb\r\n"), "a\nb\n"));
        assert!(matches(&of("a\r\nb\r\n"), "a\r\nb\n"));
        assert!(matches(&unpadded(&stored), "a\r\nb\r\n"));
        assert!(!matches(&stored, "a\nb"));
        assert!(!matches(&stored, "a\n\nb\n"));
    }
}
