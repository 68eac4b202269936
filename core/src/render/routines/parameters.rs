//! The parameters of functions, and which of their changes CREATE OR REPLACE allows.

use crate::render::syntax;
use crate::schema::Object;

#[derive(Debug, PartialEq, Eq)]
struct Parameter<'a> {
    mode: &'a str,
    name: &'a str,
    /// Of OUT parameters with their names.
    kind: &'a str,
    has_default: bool,
}

const MODES: [&str; 4] = ["IN ", "INOUT ", "OUT ", "VARIADIC "];

/// Whether CREATE OR REPLACE can give one function the parameters of the other: no name may go or
/// change, and no default may go.
pub fn replaceable(from: &Object, to: &Object) -> bool {
    let (Some(old), Some(new)) = (parse(from), parse(to)) else {
        return false;
    };
    old.len() == new.len() && old.iter().zip(&new).all(|(a, b)| follows(a, b))
}

fn follows(old: &Parameter, new: &Parameter) -> bool {
    let is_output = |p: &Parameter| matches!(p.mode, "OUT " | "INOUT ");
    old.kind == new.kind
        && (old.name == new.name || old.name.is_empty() && !is_output(old))
        && is_output(old) == is_output(new)
        && (new.has_default || !old.has_default)
}

/// None where the text is not what the server writes.
fn parse(object: &Object) -> Option<Vec<Parameter<'_>>> {
    let items = |text| {
        syntax::items(text)
            .into_iter()
            .filter(|item| !item.is_empty())
    };
    let mut types = items(object.arguments.as_deref().unwrap_or_default());
    let parameters = items(object.text("parameters").unwrap_or_default());
    let list: Option<Vec<_>> = parameters.map(|text| one(text, &mut types)).collect();
    list.filter(|_| types.next().is_none())
}

fn one<'a>(text: &'a str, types: &mut impl Iterator<Item = &'a str>) -> Option<Parameter<'a>> {
    let mode = MODES
        .into_iter()
        .find(|mode| text.starts_with(mode))
        .unwrap_or("");
    let text = &text[mode.len()..];
    let default = syntax::find(text, " DEFAULT ");
    let text = &text[..default.unwrap_or(text.len())];
    let (name, kind) = match mode {
        "OUT " => ("", text),
        _ => {
            let kind = types.next()?;
            let name = text.strip_suffix(kind)?;
            (name.trim_end(), kind)
        }
    };
    Some(Parameter {
        mode,
        name,
        kind,
        has_default: default.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::object;
    use serde_json::json;

    fn of(arguments: &str, parameters: &str) -> Object {
        object(
            json!({"id": format!("function public.f({arguments})"), "schema": "public", "name": "f",
            "arguments": arguments, "parameters": parameters}),
        )
    }

    #[test]
    fn are_read() {
        let f = of(
            "integer, double precision, text[]",
            "integer, INOUT \"a, b\" double precision DEFAULT f(1, 2), OUT c text, VARIADIC \"DEFAULT \" text[]",
        );
        let list = parse(&f).unwrap();
        let names: Vec<_> = list
            .iter()
            .map(|p| (p.mode, p.name, p.kind, p.has_default))
            .collect();
        assert_eq!(
            names,
            [
                ("", "", "integer", false),
                ("INOUT ", "\"a, b\"", "double precision", true),
                ("OUT ", "", "c text", false),
                ("VARIADIC ", "\"DEFAULT \"", "text[]", false),
            ]
        );
        assert_eq!(parse(&of("integer", "a text")), None);
        assert_eq!(parse(&of("integer, text", "a integer")), None);
    }

    #[test]
    fn what_can_be_replaced() {
        let can = |from: &str, to: &str| replaceable(&of("integer", from), &of("integer", to));
        assert!(can("integer", "a integer"));
        assert!(can("a integer", "a integer DEFAULT 1"));
        assert!(can("a integer DEFAULT 1", "a integer DEFAULT 2"));
        assert!(!can("a integer DEFAULT 1", "a integer"));
        assert!(!can("a integer", "b integer"));
        assert!(!can("a integer", "integer"));
        assert!(!can("a integer", "INOUT a integer"));
        assert!(!can("integer, OUT a text", "integer, OUT b text"));
        assert!(!can("integer", "integer, OUT b text"));
    }
}
