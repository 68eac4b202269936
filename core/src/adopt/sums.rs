//! The checksums of other tools.

use super::Tool;
use sha2::{Digest, Sha384};

/// Whether the tool would have computed this checksum of the text, line endings aside.
pub fn matches(tool: Tool, sum: &str, sql: &str) -> bool {
    match tool {
        Tool::Sqlx => {
            let unix = sql.replace("\r\n", "\n");
            sha384(sql) == sum || sha384(&unix) == sum || sha384(&unix.replace('\n', "\r\n")) == sum
        }
        Tool::Flyway => lines_crc32(sql).to_string() == sum,
        _ => false,
    }
}

/// sqlx: of the whole file, in hex.
fn sha384(sql: &str) -> String {
    crate::checksum::hex(&Sha384::digest(sql))
}

/// Flyway: of the lines without their ends and without a byte order mark, as a signed number.
fn lines_crc32(sql: &str) -> i32 {
    let text = sql.strip_prefix('\u{feff}').unwrap_or(sql);
    let bytes = text.bytes().filter(|b| !matches!(b, b'\n' | b'\r'));
    !bytes.fold(u32::MAX, crc32_step) as i32
}

/// One byte more, by the reversed polynomial of IEEE 802.3.
fn crc32_step(crc: u32, byte: u8) -> u32 {
    let bit = |crc: u32, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
    (0..8).fold(crc ^ u32::from(byte), bit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_values() {
        // The check value of CRC-32/ISO-HDLC, and FIPS 180-4's of SHA-384.
        assert_eq!(lines_crc32("123456789") as u32, 0xCBF4_3926);
        assert_eq!(lines_crc32(""), 0);
        assert_eq!(
            sha384("abc"),
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
        );
    }

    #[test]
    fn only_tools_with_checksums_prove_a_text() {
        assert!(matches(Tool::Sqlx, &sha384("a\nb"), "a\r\nb"));
        assert!(matches(Tool::Sqlx, &sha384("a\r\nb"), "a\nb"));
        assert!(!matches(Tool::Sqlx, &sha384("a\nb"), "a b"));
        assert!(!matches(Tool::Rails, "", ""));
    }

    proptest! {
        #[test]
        fn flyway_overlooks_line_ends_and_a_mark_at_the_beginning(lines in proptest::collection::vec("[^\r\n\u{feff}]{0,20}", 0..6)) {
            let sum = lines_crc32(&lines.concat()).to_string();
            for end in ["\n", "\r\n", "\r"] {
                let text = format!("\u{feff}{}{end}", lines.join(end));
                prop_assert!(matches(Tool::Flyway, &sum, &text));
            }
            let more = lines.concat() + "x";
            prop_assert!(!matches(Tool::Flyway, &sum, &more));
        }
    }
}
