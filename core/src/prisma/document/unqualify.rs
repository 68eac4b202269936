//! Expressions of a document name every schema; Prisma reads them with its default schema in the
//! search path, where the server leaves it out.

use crate::render::quote;
use crate::sqltext::{tokens, Kind};

/// The expression without the schema before the names that are in it, also before those in
/// constants which are cast to regclass.
pub fn unqualified(expression: &str, namespace: &str) -> String {
    let tokens: Vec<_> = tokens(expression).collect();
    let mut text = String::with_capacity(expression.len());
    let mut done = 0;
    for (i, token) in tokens.iter().enumerate() {
        let follows = |n: usize, symbol| tokens.get(i + n).is_some_and(|t| t.is_symbol(symbol));
        let after_dot = i > 0 && tokens[i - 1].is_symbol('.');
        match &token.kind {
            Kind::Word(word) if word == namespace && follows(1, '.') && !after_dot => {
                text.push_str(&expression[done..token.start]);
                done = tokens[i + 1].end;
            }
            Kind::String(value) if tokens.get(i + 3).is_some_and(|t| t.is_word("regclass")) => {
                let names = quote::parts(value);
                if let Some([first, _]) = names.as_deref() {
                    if first == namespace {
                        text.push_str(&expression[done..token.start]);
                        text.push_str(&quote::literal(&after_first(value)));
                        done = token.end;
                    }
                }
            }
            _ => {}
        }
    }
    text.push_str(&expression[done..]);
    text
}

/// The second name of two, still in its quotes.
fn after_first(names: &str) -> String {
    let skipped = match names.strip_prefix('"') {
        None => names.find('.').map_or(0, |dot| dot + 1),
        Some(_) => names.find("\".").map_or(0, |end| end + 2),
    };
    names[skipped..].into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_schema_before_a_name_goes() {
        let cases = [
            (
                "public.f(public.g('public.x'::text))",
                "f(g('public.x'::text))",
            ),
            ("'a'::public.mood", "'a'::mood"),
            ("other.public.x", "other.public.x"),
            (
                "nextval('public.\"A_b\"'::regclass)",
                "nextval('\"A_b\"'::regclass)",
            ),
            (
                "nextval('other.s'::regclass)",
                "nextval('other.s'::regclass)",
            ),
        ];
        for (text, without) in cases {
            assert_eq!(unqualified(text, "public"), without);
        }
        assert_eq!(unqualified("\"My\".f(1)", "My"), "f(1)");
    }
}
