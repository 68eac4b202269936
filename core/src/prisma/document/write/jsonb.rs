//! JSON as jsonb keeps it: keys by length and bytes, the last of equal ones, a space after each
//! colon and comma, numbers with all their digits.

/// None where the text is not JSON.
pub fn canonical(text: &str) -> Option<String> {
    serde_json::from_str::<serde_json::Value>(text).ok()?;
    let mut reader = Reader { rest: text };
    reader.value()
}

/// Reads what serde_json has found to be well-formed, and not too deep; that keeps no digits.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn value(&mut self) -> Option<String> {
        match self.peek()? {
            '{' => self.object(),
            '[' => self.array(),
            '"' => self.string(),
            _ => {
                let end = self.rest.find([',', '}', ']', ' ', '\t', '\n', '\r']);
                Some(self.cut(end.unwrap_or(self.rest.len())).into())
            }
        }
    }

    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    fn cut(&mut self, end: usize) -> &str {
        let (cut, rest) = self.rest.split_at(end);
        self.rest = rest;
        cut
    }

    /// Passes one of the two; whether it was the first.
    fn pass(&mut self, goes_on: char) -> Option<bool> {
        let next = self.peek()?;
        self.cut(next.len_utf8());
        Some(next == goes_on)
    }

    fn object(&mut self) -> Option<String> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        self.cut(1);
        if self.peek()? != '}' {
            loop {
                self.peek()?;
                let key = self.string()?;
                self.pass(':')?;
                let value = self.value()?;
                pairs.retain(|(other, _)| *other != key);
                pairs.push((key, value));
                if !self.pass(',')? {
                    break;
                }
            }
        } else {
            self.cut(1);
        }
        pairs.sort_by_cached_key(|(key, _)| {
            let name: String = serde_json::from_str(key).unwrap_or_default();
            (name.len(), name)
        });
        let shown: Vec<_> = pairs.iter().map(|(k, v)| format!("{k}: {v}")).collect();
        Some(format!("{{{}}}", shown.join(", ")))
    }

    fn array(&mut self) -> Option<String> {
        let mut items = Vec::new();
        self.cut(1);
        if self.peek()? != ']' {
            loop {
                items.push(self.value()?);
                if !self.pass(',')? {
                    break;
                }
            }
        } else {
            self.cut(1);
        }
        Some(format!("[{}]", items.join(", ")))
    }

    fn string(&mut self) -> Option<String> {
        let mut escaped = false;
        let end = self.rest.char_indices().skip(1).find(|(_, c)| {
            let ends = *c == '"' && !escaped;
            escaped = *c == '\\' && !escaped;
            ends
        });
        let value: String = serde_json::from_str(self.cut(end?.0 + 1)).ok()?;
        serde_json::to_string(&value).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_server_writes_it() {
        for (text, kept) in [
            (
                r#"{"bb":1,"a":[1.50,  true,null],"bb":{}}"#,
                r#"{"a": [1.50, true, null], "bb": {}}"#,
            ),
            (r#" "a\u0062\"\\" "#, r#""ab\"\\""#),
            ("[]", "[]"),
            ("-1.0", "-1.0"),
        ] {
            assert_eq!(canonical(text).as_deref(), Some(kept));
        }
        for text in ["", "{", "[1,]", "a"] {
            assert_eq!(canonical(text), None);
        }
    }
}
