//! The operators and functions of operator classes and families.

use crate::render::{quote, syntax};
use crate::schema::Object;
use serde_json::Value;

/// One member as ALTER OPERATOR FAMILY names it.
#[derive(Debug, PartialEq, Eq)]
pub struct Member {
    /// `OPERATOR 1`
    pub slot: String,
    /// The types that it is for.
    pub left: String,
    pub right: String,
    /// What is there: an operator, a function.
    what: String,
    is_function: bool,
}

/// The members of a class or family, operators first.
pub fn of(object: &Object) -> Vec<Member> {
    let list = |name| {
        object
            .attributes
            .get(name)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    };
    let operators = list("operators").filter_map(operator);
    let functions = list("functions").filter_map(function);
    operators.chain(functions).collect()
}

fn operator(value: &Value) -> Option<Member> {
    let text = value.get("operator")?.as_str()?;
    let (open, close) = syntax::group(text)?;
    let (name, types) = (&text[..open], syntax::items(&text[open + 1..close]));
    let (left, right) = (types.first()?.to_string(), types.get(1)?.to_string());
    let order = value.get("order_by").and_then(Value::as_str);
    let order = order.map_or(String::new(), |family| {
        format!(" FOR ORDER BY {}", quote::dotted(family))
    });
    Some(Member {
        slot: format!("OPERATOR {}", value.get("number")?),
        what: format!("{name} ({left}, {right}){order}"),
        left,
        right,
        is_function: false,
    })
}

fn function(value: &Value) -> Option<Member> {
    let text = |name| value.get(name).and_then(Value::as_str).map(String::from);
    Some(Member {
        slot: format!("FUNCTION {}", value.get("number")?),
        left: text("left")?,
        right: text("right")?,
        what: text("function")?,
        is_function: true,
    })
}

impl Member {
    /// As ADD takes it. Where the types are these, they need not be said.
    pub fn added(&self, usual: Option<&str>) -> String {
        let said = self.is_function && (usual != Some(&self.left) || usual != Some(&self.right));
        let types = if said {
            format!(" ({}, {})", self.left, self.right)
        } else {
            String::new()
        };
        format!("{}{types} {}", self.slot, self.what)
    }

    /// As DROP takes it.
    pub fn dropped(&self) -> String {
        format!("{} ({}, {})", self.slot, self.left, self.right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::object;
    use serde_json::json;

    #[test]
    fn members() {
        let family = object(
            json!({"id": "operator family a.f using btree", "schema": "a", "name": "f", "method": "btree",
            "operators": [{"number": 1, "operator": "a.<(\"a,b\",integer)", "order_by": "pg_catalog.float_ops"}],
            "functions": [{"number": 2, "left": "integer", "right": "integer", "function": "f(integer,integer)"}]}),
        );
        let list = of(&family);
        assert_eq!(
            list[0].added(None),
            "OPERATOR 1 a.< (\"a,b\", integer) FOR ORDER BY pg_catalog.float_ops"
        );
        assert_eq!(list[0].dropped(), "OPERATOR 1 (\"a,b\", integer)");
        assert_eq!(
            list[1].added(None),
            "FUNCTION 2 (integer, integer) f(integer,integer)"
        );
        assert_eq!(
            list[1].added(Some("integer")),
            "FUNCTION 2 f(integer,integer)"
        );
        assert_eq!(list[1].dropped(), "FUNCTION 2 (integer, integer)");
    }
}
