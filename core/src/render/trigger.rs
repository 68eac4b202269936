//! Triggers.

use super::difference::{any, is, only, Change};
use super::family::Family;
use super::{enabled, target, Context};
use crate::schema::{Kind, Object};

pub const FAMILY: Family = Family {
    finish,
    drop,
    change,
    ..Family::new(create)
};

fn create(trigger: &Object, _: &Context) -> Vec<String> {
    if is_clone(trigger) {
        return Vec::new();
    }
    let mut list: Vec<String> = trigger
        .text("definition")
        .map(String::from)
        .into_iter()
        .collect();
    list.extend(enabled::unusual(trigger, "TRIGGER"));
    list
}

/// A partition's copy is there when the partition is attached and its parent's trigger created.
fn finish(trigger: &Object, _: &Context) -> Vec<String> {
    match is_clone(trigger) {
        true => vec![enabled::statement(trigger, "TRIGGER", true)],
        false => Vec::new(),
    }
}

/// A partition's copy stays: that it is no object any more means that it is enabled as its parent's.
fn drop(trigger: &Object, context: &Context) -> Vec<String> {
    if !is_clone(trigger) {
        return vec![format!("DROP {}", target::of(trigger))];
    }
    match original(trigger, context) {
        None => Vec::new(),
        Some(original) => {
            let mut like = trigger.clone();
            like.attributes.remove("enabled");
            if let Some(state) = original.text("enabled") {
                like.attributes.insert("enabled", state);
            }
            vec![enabled::statement(&like, "TRIGGER", true)]
        }
    }
}

/// The trigger that a partition's is a copy of.
fn original<'a>(trigger: &Object, context: &Context<'a>) -> Option<&'a Object> {
    let table = context.table(trigger.on.as_deref()?)?;
    let ancestors = context.ancestors(table);
    ancestors.iter().rev().find_map(|ancestor| {
        (context.hanging(&ancestor.display, Kind::Trigger))
            .find(|t| t.name == trigger.name && !is_clone(t))
    })
}

fn change(from: &Object, to: &Object, context: &Context) -> Change {
    if is_clone(from) != is_clone(to) {
        return Change::Again;
    }
    if only(from, to, &["enabled"]) {
        let statement = enabled::statement(to, "TRIGGER", is_clone(to));
        return Change::InPlace(vec![statement]);
    }
    let (old, new) = (definition(from), definition(to));
    let plain = |text: &str| text.starts_with("CREATE TRIGGER");
    if !(plain(old) && plain(new)) || context.server() < 14 {
        return Change::Again;
    }
    let mut list = vec![new.replacen("CREATE TRIGGER", "CREATE OR REPLACE TRIGGER", 1)];
    if any(from, to, &["enabled"]) || to.text("enabled").is_some() {
        list.push(enabled::statement(to, "TRIGGER", false));
    }
    Change::InPlace(list)
}

fn definition(trigger: &Object) -> &str {
    trigger.text("definition").unwrap_or_default()
}

fn is_clone(trigger: &Object) -> bool {
    is(&trigger.attributes, "cloned")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::{object, schema};
    use crate::render::{change, create};
    use serde_json::json;

    fn trigger(definition: &str, enabled: Option<&str>) -> Object {
        object(
            json!({"id": "trigger t on public.a", "name": "t", "on": "public.a",
            "definition": definition, "enabled": enabled}),
        )
    }

    #[test]
    fn triggers() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let from = trigger("CREATE TRIGGER t BEFORE INSERT …", Some("always"));
        assert_eq!(
            create(&from, &context),
            [
                "CREATE TRIGGER t BEFORE INSERT …",
                "ALTER TABLE public.a ENABLE ALWAYS TRIGGER t"
            ]
        );
        let to = trigger("CREATE TRIGGER t AFTER INSERT …", Some("always"));
        assert_eq!(
            change(&from, &to, &context).unwrap(),
            [
                "CREATE OR REPLACE TRIGGER t AFTER INSERT …",
                "ALTER TABLE public.a ENABLE ALWAYS TRIGGER t",
            ]
        );
        let to = trigger("CREATE CONSTRAINT TRIGGER t …", None);
        assert_eq!(
            change(&from, &to, &context).unwrap(),
            [
                "DROP TRIGGER t ON public.a",
                "CREATE CONSTRAINT TRIGGER t …"
            ]
        );
    }

    #[test]
    fn a_partitions_copy_has_but_a_state() {
        let there = schema(vec![
            json!({"id": "table public.p", "schema": "public", "name": "p"}),
            json!({"id": "table public.c", "schema": "public", "name": "c", "partition_of": "public.p"}),
            json!({"id": "trigger t on public.p", "name": "t", "on": "public.p", "definition": "…", "enabled": "always"}),
        ]);
        let context = Context::new(&there);
        let copy = object(
            json!({"id": "trigger t on public.c", "name": "t", "on": "public.c",
            "cloned": true, "enabled": "disabled"}),
        );
        assert!(create(&copy, &context).is_empty());
        assert_eq!(
            super::finish(&copy, &context),
            ["ALTER TABLE ONLY public.c DISABLE TRIGGER t"]
        );
        assert_eq!(
            super::drop(&copy, &context),
            ["ALTER TABLE ONLY public.c ENABLE ALWAYS TRIGGER t"]
        );
    }
}
