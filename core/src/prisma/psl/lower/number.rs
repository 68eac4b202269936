//! Decimal numbers.

/// A number without exponent, plus sign and needless zeros in front; None if it is no number.
pub fn plain(text: &str) -> Option<String> {
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let exponent: i64 = exponent.parse().ok()?;
    // More zeros than any column can hold.
    if exponent.abs() > 2000 {
        return None;
    }
    let point = whole.len() as i64 + exponent;
    let (whole, fraction) = match usize::try_from(point) {
        Ok(point) if point >= digits.len() => (
            format!("{digits}{}", "0".repeat(point - digits.len())),
            String::new(),
        ),
        Ok(point) => (digits[..point].into(), digits[point..].into()),
        Err(_) => (
            String::new(),
            format!("{}{digits}", "0".repeat(-point as usize)),
        ),
    };
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let zero = whole == "0" && fraction.bytes().all(|b| b == b'0');
    let sign = if zero { "" } else { sign };
    let dot = if fraction.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{dot}{fraction}"))
}
