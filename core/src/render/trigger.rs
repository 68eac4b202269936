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

/// A partition's copy is there when the partition is attached and its parent's trigger created. The
/// topmost ones say it, in an order in which each table's state outlasts its parent's.
fn finish(trigger: &Object, context: &Context) -> Vec<String> {
    match is_clone(trigger) && !is_clone_below_another(trigger, context) {
        true => states(trigger, context),
        false => Vec::new(),
    }
}

/// The state of a trigger and of its copies. ALTER TABLE reaches the partitions.
fn states(trigger: &Object, context: &Context) -> Vec<String> {
    let mut list = vec![enabled::statement(trigger, "TRIGGER")];
    if let Some(table) = table(trigger, context) {
        let below = context.descendants(table).into_iter();
        let copies = below.filter_map(|below| named(trigger, below, context));
        let copies = copies.filter(|t| is_clone(t));
        list.extend(copies.map(|t| enabled::statement(t, "TRIGGER")));
    }
    list
}

fn is_clone_below_another(trigger: &Object, context: &Context) -> bool {
    above(trigger, context).iter().any(|t| is_clone(t))
}

/// A partition's copy stays: that it is no object any more means that it is enabled as its parent's.
fn drop(trigger: &Object, context: &Context) -> Vec<String> {
    if !is_clone(trigger) {
        return vec![format!("DROP {}", target::of(trigger))];
    }
    let Some(nearest) = above(trigger, context).first().copied() else {
        return Vec::new();
    };
    let mut like = trigger.clone();
    like.attributes.remove("enabled");
    if let Some(state) = nearest.text("enabled") {
        like.attributes.insert("enabled", state);
    }
    states(&like, context)
}

/// The triggers of that name on the tables that this one is a partition of, the nearest first.
fn above<'a>(trigger: &Object, context: &Context<'a>) -> Vec<&'a Object> {
    let ancestors = table(trigger, context).map(|t| context.ancestors(t));
    let ancestors = ancestors.unwrap_or_default().into_iter();
    ancestors
        .filter_map(|above| named(trigger, above, context))
        .collect()
}

fn named<'a>(trigger: &Object, table: &Object, context: &Context<'a>) -> Option<&'a Object> {
    context
        .hanging(&table.display, Kind::Trigger)
        .find(|t| t.name == trigger.name)
}

fn table<'a>(trigger: &Object, context: &Context<'a>) -> Option<&'a Object> {
    context.table(trigger.on.as_deref()?)
}

fn change(from: &Object, to: &Object, context: &Context) -> Change {
    if is_clone(from) != is_clone(to) {
        return Change::Again;
    }
    if only(from, to, &["enabled"]) {
        return Change::InPlace(states(to, context));
    }
    let (old, new) = (definition(from), definition(to));
    let plain = |text: &str| text.starts_with("CREATE TRIGGER");
    if !(plain(old) && plain(new)) || context.server() < 14 {
        return Change::Again;
    }
    let mut list = vec![new.replacen("CREATE TRIGGER", "CREATE OR REPLACE TRIGGER", 1)];
    if any(from, to, &["enabled"]) || to.text("enabled").is_some() {
        list.extend(states(to, context));
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
            json!({"id": "table public.d", "schema": "public", "name": "d", "partition_of": "public.c"}),
            json!({"id": "trigger t on public.p", "name": "t", "on": "public.p", "definition": "…", "enabled": "always"}),
            json!({"id": "trigger t on public.c", "name": "t", "on": "public.c", "cloned": true, "enabled": "disabled"}),
            json!({"id": "trigger t on public.d", "name": "t", "on": "public.d", "cloned": true}),
        ]);
        let context = Context::new(&there);
        let copy = there.find(Kind::Trigger, "t on public.c").unwrap();
        let below = there.find(Kind::Trigger, "t on public.d").unwrap();
        assert!(create(copy, &context).is_empty());
        assert_eq!(
            super::finish(copy, &context),
            [
                "ALTER TABLE public.c DISABLE TRIGGER t",
                "ALTER TABLE public.d ENABLE TRIGGER t",
            ]
        );
        assert!(super::finish(below, &context).is_empty());
        assert_eq!(
            super::drop(copy, &context),
            [
                "ALTER TABLE public.c ENABLE ALWAYS TRIGGER t",
                "ALTER TABLE public.d ENABLE TRIGGER t",
            ]
        );
    }
}
