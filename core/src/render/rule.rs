//! Rules.

use super::difference::{any, Change};
use super::family::Family;
use super::{enabled, Context};
use crate::schema::Object;

pub const FAMILY: Family = Family {
    change,
    ..Family::new(create)
};

fn create(rule: &Object, _: &Context) -> Vec<String> {
    let mut list: Vec<String> = rule
        .text("definition")
        .map(String::from)
        .into_iter()
        .collect();
    list.extend(enabled::unusual(rule, "RULE"));
    list
}

fn change(from: &Object, to: &Object, _: &Context) -> Change {
    let mut list = Vec::new();
    if any(from, to, &["definition"]) {
        let definition = to.text("definition").unwrap_or_default();
        list.push(definition.replacen("CREATE RULE", "CREATE OR REPLACE RULE", 1));
    }
    if any(from, to, &["enabled"]) {
        list.push(enabled::statement(to, "RULE"));
    }
    Change::InPlace(list)
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, drop, rename, Context};
    use serde_json::json;

    #[test]
    fn rules() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let of = |name: &str, action: &str| {
            object(
                json!({"id": format!("rule {name} on public.t"), "name": name, "on": "public.t", "enabled": "disabled",
                "definition": format!("CREATE RULE {name} AS\n    ON INSERT TO public.t DO {action}")}),
            )
        };
        let (from, mut to) = (of("r", "NOTHING"), of("r", "INSTEAD NOTHING"));
        to.attributes.remove("enabled");
        assert_eq!(
            create(&from, &context),
            [
                "CREATE RULE r AS\n    ON INSERT TO public.t DO NOTHING",
                "ALTER TABLE public.t DISABLE RULE r",
            ]
        );
        assert_eq!(
            change(&from, &to, &context).unwrap(),
            [
                "CREATE OR REPLACE RULE r AS\n    ON INSERT TO public.t DO INSTEAD NOTHING",
                "ALTER TABLE public.t ENABLE RULE r",
            ]
        );
        assert_eq!(drop(&from, &context), ["DROP RULE r ON public.t"]);
        assert_eq!(
            rename(&from, &of("s", "NOTHING")).unwrap(),
            ["ALTER RULE r ON public.t RENAME TO s"]
        );
    }
}
