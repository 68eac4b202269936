//! The arguments of one attribute while they are read: each is taken once, what nobody takes is a
//! fault.

use super::ast::{Argument, Arguments, Attribute, Expression};
use super::error::Faults;

pub struct Reader<'a, 'f> {
    pub attribute: &'a Attribute,
    pub faults: &'f mut Faults,
    left: Vec<&'a Argument>,
}

impl<'a, 'f> Reader<'a, 'f> {
    /// None if the arguments are such that nothing can be made of them.
    pub fn open(attribute: &'a Attribute, faults: &'f mut Faults) -> Option<Self> {
        let mut reader = Reader {
            attribute,
            faults,
            left: attribute.arguments.list.iter().collect(),
        };
        let nested = attribute.arguments.list.iter();
        let nested = nested.flat_map(|argument| calls(&argument.value));
        let lists: Vec<&Arguments> = std::iter::once(&attribute.arguments)
            .chain(nested)
            .collect();
        // All faults, not only the first.
        let complete: Vec<bool> = lists
            .into_iter()
            .map(|list| reader.complete(list))
            .collect();
        let distinct = reader.distinct();
        (distinct && !complete.contains(&false)).then_some(reader)
    }

    /// No name without a value, no comma at the end.
    fn complete(&mut self, list: &Arguments) -> bool {
        for name in &list.empty {
            let message = format!("The `{}` argument is missing a value.", name.text);
            let at = format!("@{}", self.attribute.name.text);
            self.faults.attribute(name.span, &at, message);
        }
        if let Some(comma) = list.trailing_comma {
            let at = format!("@{}", self.attribute.name.text);
            let message =
                "Trailing commas are not valid in attribute arguments, please remove the comma.";
            self.faults.attribute(comma, &at, message);
        }
        list.empty.is_empty() && list.trailing_comma.is_none()
    }

    /// At most one without a name, none twice.
    fn distinct(&mut self) -> bool {
        let mut sound = true;
        let mut seen = std::collections::HashSet::new();
        for argument in &self.attribute.arguments.list {
            let Some(name) = &argument.name else { continue };
            if !seen.insert(name.text.as_str()) {
                let message = format!("Argument \"{}\" is already specified.", name.text);
                self.faults.push(argument.span, message);
                sound = false;
            }
        }
        let unnamed = self
            .attribute
            .arguments
            .list
            .iter()
            .filter(|argument| argument.name.is_none());
        let unnamed: Vec<String> = unnamed.map(|argument| argument.value.to_string()).collect();
        if unnamed.len() > 1 {
            let unnamed = unnamed.join(", ");
            self.fault(format!(
                "You provided multiple unnamed arguments. This is not possible. Did you forget the brackets? Did you mean `[{unnamed}]`?"
            ));
            sound = false;
        }
        sound
    }

    /// A fault of the attribute as a whole.
    pub fn fault(&mut self, message: impl std::fmt::Display) {
        let name = format!("@{}", self.attribute.name.text);
        self.faults.attribute(self.attribute.span, &name, message);
    }

    /// The value of the argument with this name.
    pub fn take(&mut self, name: &str) -> Option<&'a Expression> {
        let at = self
            .left
            .iter()
            .position(|argument| argument.is_named(name))?;
        Some(&self.left.remove(at).value)
    }

    /// The value of the argument with this name or without any.
    pub fn take_first(&mut self, name: &str) -> Option<&'a Expression> {
        let unnamed = self
            .left
            .iter()
            .position(|argument| argument.name.is_none());
        let unnamed = unnamed.map(|at| self.left.remove(at));
        let named = self
            .left
            .iter()
            .position(|argument| argument.is_named(name));
        let named = named.map(|at| self.left.remove(at));
        if let (Some(named), Some(_)) = (named, unnamed) {
            self.faults.push(
                named.span,
                format!("Argument \"{name}\" is already specified as unnamed argument."),
            );
            return None;
        }
        named.or(unnamed).map(|argument| &argument.value)
    }

    /// Like `take_first`, for an argument that must be there.
    pub fn must(&mut self, name: &str) -> Option<&'a Expression> {
        let given = !self.left.is_empty();
        let known = given
            && self
                .left
                .iter()
                .any(|a| a.name.is_none() || a.is_named(name));
        if !known {
            self.faults.push(
                self.attribute.span,
                format!("Argument \"{name}\" is missing."),
            );
            return None;
        }
        self.take_first(name)
    }

    pub fn string(&mut self, name: &str) -> Option<&'a str> {
        string(self.take(name)?, self.faults)
    }

    /// A string that must not be empty.
    pub fn filled(&mut self, name: &str) -> Option<&'a str> {
        let text = self.string(name)?;
        if text.is_empty() {
            self.fault(format!("The `{name}` argument cannot be an empty string."));
            return None;
        }
        Some(text)
    }

    pub fn constant(&mut self, name: &str) -> Option<&'a str> {
        constant(self.take(name)?, self.faults)
    }

    /// Reports what was not taken.
    pub fn close(self) {
        for argument in self.left {
            self.faults.push(argument.span, "No such argument.");
        }
    }
}

/// The arguments of a function, or of the functions in an array.
fn calls(value: &Expression) -> Vec<&Arguments> {
    match value {
        Expression::Function(call) => vec![&call.arguments],
        Expression::Array(items, _) => items
            .iter()
            .filter_map(|item| match item {
                Expression::Function(call) => Some(&call.arguments),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Reports a value of the wrong kind.
pub fn mismatch(expected: &str, value: &Expression, faults: &mut Faults) {
    faults.push(
        value.span(),
        format!(
            "Expected a {expected} value, but received {} value `{value}`.",
            value.describe()
        ),
    );
}

pub fn string<'a>(value: &'a Expression, faults: &mut Faults) -> Option<&'a str> {
    if let Expression::Text(text, _) = value {
        return Some(text);
    }
    mismatch("string", value, faults);
    None
}

pub fn constant<'a>(value: &'a Expression, faults: &mut Faults) -> Option<&'a str> {
    if let Expression::Constant(text, _) = value {
        return Some(text);
    }
    mismatch("constant", value, faults);
    None
}

/// The items of an array; what is none is an array of one.
pub fn items(value: &Expression) -> &[Expression] {
    match value {
        Expression::Array(items, _) => items,
        one => std::slice::from_ref(one),
    }
}
