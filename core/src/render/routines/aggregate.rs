//! Aggregates.

use super::function;
use crate::render::definition::Definition;
use crate::render::difference::{any, Change};
use crate::render::family::Family;
use crate::render::{operators, target, Context};
use crate::schema::Object;

pub const FAMILY: Family = Family {
    change,
    rename: function::renamed,
    ..Family::new(|object, _| vec![statement(object, "CREATE")])
};

fn statement(object: &Object, create: &str) -> String {
    let list = Definition::of(object)
        .name("SFUNC", "transition_function")
        .text("STYPE", "state_type")
        .text("SSPACE", "state_size")
        .name("FINALFUNC", "final_function")
        .flag("FINALFUNC_EXTRA", "final_function_extra")
        .text("FINALFUNC_MODIFY", "final_function_modify")
        .name("COMBINEFUNC", "combine_function")
        .name("SERIALFUNC", "serial_function")
        .name("DESERIALFUNC", "deserial_function")
        .literal("INITCOND", "initial_state")
        .name("MSFUNC", "moving_transition_function")
        .name("MINVFUNC", "moving_inverse_function")
        .text("MSTYPE", "moving_state_type")
        .text("MSSPACE", "moving_state_size")
        .name("MFINALFUNC", "moving_final_function")
        .flag("MFINALFUNC_EXTRA", "moving_final_function_extra")
        .text("MFINALFUNC_MODIFY", "moving_final_function_modify")
        .literal("MINITCOND", "moving_initial_state")
        .pair(
            "SORTOP",
            object.text("sort_operator").map(operators::qualified),
        )
        .text("PARALLEL", "parallel")
        .flag("HYPOTHETICAL", "hypothetical");
    format!("{create} {} {}", target::of(object), list.list())
}

/// What it returns must stay, and so must its arguments.
fn change(from: &Object, to: &Object, _: &Context) -> Change {
    let result = ["parameters", "state_type", "final_function", "hypothetical"];
    match any(from, to, &result) || from.arguments != to.arguments {
        true => Change::Again,
        false => Change::InPlace(vec![statement(to, "CREATE OR REPLACE")]),
    }
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, Context};
    use serde_json::json;

    #[test]
    fn aggregates() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let of = |initial: &str, state: &str| {
            object(
                json!({"id": "aggregate public.a(*)", "schema": "public", "name": "a", "arguments": "", "parameters": "*",
                "transition_function": "int8inc", "state_type": state, "initial_state": initial, "sort_operator": "pg_catalog.>"}),
            )
        };
        let (old, new) = (of("0", "bigint"), of("1", "bigint"));
        assert_eq!(
            create(&old, &context),
            ["CREATE AGGREGATE public.a(*) (\n    SFUNC = int8inc,\n    STYPE = bigint,\n    INITCOND = '0',\n    \
              SORTOP = OPERATOR(pg_catalog.>)\n)"]
        );
        let list = change(&old, &new, &context).unwrap();
        assert!(
            list[0].starts_with("CREATE OR REPLACE AGGREGATE public.a(*)"),
            "{list:?}"
        );
        let list = change(&old, &of("0", "integer"), &context).unwrap();
        assert_eq!(list[0], "DROP AGGREGATE public.a(*)");
    }
}
