//! Number constants, as the server writes them.

/// A constant with the type that the server gives it by itself.
pub struct Number {
    /// Its digits and sign, without what adorns them.
    digits: String,
    pub own: &'static str,
}

impl Number {
    pub fn of(written: &str) -> Self {
        let (sign, unsigned) = match written.strip_prefix('-') {
            Some(unsigned) => ("-", unsigned),
            None => ("", written.strip_prefix('+').unwrap_or(written)),
        };
        let zeros = unsigned.len() - unsigned.trim_start_matches('0').len();
        let significant = match &unsigned[zeros..] {
            rest if rest.is_empty() || rest.starts_with('.') => format!("0{rest}"),
            rest => rest.to_owned(),
        };
        let nothing = significant.chars().all(|c| c == '0' || c == '.');
        let digits = match nothing {
            true => significant,
            false => format!("{sign}{significant}"),
        };
        let own = match () {
            () if digits.parse::<i32>().is_ok() => "integer",
            () if digits.parse::<i64>().is_ok() => "bigint",
            () => "numeric",
        };
        Number { digits, own }
    }

    /// Plain numbers stand as they are; a sign would bind weaker than a cast.
    fn is_plain(&self) -> bool {
        let fraction = self.own == "numeric" && self.digits.contains('.');
        !self.digits.starts_with('-') && (self.own == "integer" || fraction)
    }

    pub fn text(&self) -> String {
        match self.is_plain() {
            true => self.digits.clone(),
            false => format!("'{}'::{}", self.digits, self.own),
        }
    }

    /// As an element of a list of these types.
    pub fn element(&self, base: &str, full: &str) -> String {
        match () {
            () if self.own != base => format!("({})::{full}", self.text()),
            () if base == full => self.text(),
            () if self.is_plain() => format!("{}::{full}", self.digits),
            () => format!("'{}'::{full}", self.digits),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants() {
        for (written, text) in [
            ("5", "5"),
            ("-5", "'-5'::integer"),
            ("-2147483648", "'-2147483648'::integer"),
            ("2147483648", "'2147483648'::bigint"),
            ("99999999999999999999", "'99999999999999999999'::numeric"),
            ("3.20", "3.20"),
            ("-1.5", "'-1.5'::numeric"),
            ("007.5", "7.5"),
            ("0.5", "0.5"),
            ("-0", "0"),
        ] {
            assert_eq!(Number::of(written).text(), text);
        }
    }

    #[test]
    fn elements() {
        for (written, base, full, text) in [
            ("1", "integer", "integer", "1"),
            ("-1", "bigint", "bigint", "('-1'::integer)::bigint"),
            ("5000000000", "bigint", "bigint", "'5000000000'::bigint"),
            ("0.4", "numeric", "numeric(65,30)", "0.4::numeric(65,30)"),
            (
                "-0.4",
                "numeric",
                "numeric(65,30)",
                "'-0.4'::numeric(65,30)",
            ),
            ("1", "numeric", "numeric", "(1)::numeric"),
            ("3.2", "real", "real", "(3.2)::real"),
        ] {
            assert_eq!(Number::of(written).element(base, full), text);
        }
    }
}
