//! Values as Prisma's language writes them.

pub use crate::prisma::psl::ast::quoted;

/// Bytes in the standard alphabet, with padding.
pub fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let sextet = bits >> (18 - 6 * at) & 63;
            let there = at <= three.len();
            text.push(if there {
                char::from(ALPHABET[sextet as usize])
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        assert_eq!(
            quoted("a \"b\"\\\n\u{1}ü"),
            "\"a \\\"b\\\"\\\\\\n\\u0001ü\""
        );
    }

    #[test]
    fn bytes() {
        for (bytes, text) in [
            ("", ""),
            ("h", "aA=="),
            ("he", "aGU="),
            ("hello", "aGVsbG8="),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
