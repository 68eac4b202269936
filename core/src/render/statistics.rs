//! Extended statistics.

use super::difference::{only, Change};
use super::family::Family;
use super::{target, Context};
use crate::schema::Object;

pub const FAMILY: Family = Family {
    change,
    ..Family::new(create)
};

fn create(statistics: &Object, _: &Context) -> Vec<String> {
    let mut list: Vec<String> = (statistics.text("definition").map(String::from))
        .into_iter()
        .collect();
    if statistics.attributes.get("target").is_some() {
        list.push(set_target(statistics));
    }
    list
}

fn set_target(statistics: &Object) -> String {
    let target = statistics.attributes.get("target").and_then(|t| t.as_i64());
    format!(
        "ALTER {} SET STATISTICS {}",
        target::of(statistics),
        target.unwrap_or(-1)
    )
}

fn change(from: &Object, to: &Object, _: &Context) -> Change {
    match only(from, to, &["target"]) {
        true => Change::InPlace(vec![set_target(to)]),
        false => Change::Again,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::{object, schema};
    use crate::render::{change, create};
    use serde_json::{json, Value};

    fn statistics(definition: &str, target: Value) -> Object {
        object(
            json!({"id": "statistics public.s", "schema": "public", "name": "s", "on": "public.t",
            "table": "public.t", "definition": definition, "target": target}),
        )
    }

    #[test]
    fn extended_statistics() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let from = statistics("CREATE STATISTICS public.s …", json!(5));
        assert_eq!(
            create(&from, &context),
            [
                "CREATE STATISTICS public.s …",
                "ALTER STATISTICS public.s SET STATISTICS 5"
            ]
        );
        let mut to = from.clone();
        to.attributes.remove("target");
        assert_eq!(
            change(&from, &to, &context).unwrap(),
            ["ALTER STATISTICS public.s SET STATISTICS -1"]
        );
        let to = statistics("CREATE STATISTICS public.s (mcv) …", json!(5));
        assert_eq!(change(&from, &to, &context).unwrap().len(), 3);
    }
}
