//! A plan looks only at what the differences have to do with: the same statements must come as from a look at everything.

use migrate_core::diff::{self, Plan, Renames};
use migrate_core::schema::{name, Kind, Schema};
use migrate_tests::rebuild::schema;
use migrate_tests::rich::rich;
use migrate_tests::*;

/// Of the object at this place.
type Change = fn(&mut Schema, usize);

#[test]
fn a_part_of_two_schemas_gives_the_plan_of_the_whole() {
    let cluster = Cluster::in_memory(&[("wal_level", "logical")]);
    let whole = schema(&rich(&cluster, &[]).live());
    let changes: [(&str, Change); 5] = [
        ("without", remove),
        ("another comment on", comment),
        ("another type of a column of", retype),
        ("another column in", add_column),
        ("another name of", rename),
    ];
    let (mut count, mut differing) = (0, Vec::new());
    for (n, (what, change)) in changes.into_iter().enumerate() {
        // A seventh of them, each time others.
        for i in (n..whole.objects.len()).step_by(7) {
            let mut other = whole.clone();
            change(&mut other, i);
            if other == whole {
                continue;
            }
            for (from, to) in [(&whole, &other), (&other, &whole)] {
                let of_all = diff::whole_plan(from.clone(), to.clone(), &Renames::none());
                let of_part = diff::plan(from, to, &Renames::none());
                let name = whole.objects[i].id();
                if text(&of_part) != text(&of_all) {
                    let (part, all) = (text(&of_part), text(&of_all));
                    differing.push(format!("{what} {name}: {part}\nand of all: {all}"));
                }
                count += 1;
            }
        }
    }
    let differ = differing.len();
    assert!(
        differ == 0,
        "{differ} of {count}:\n{}",
        differing.join("\n")
    );
    assert!(count > 300, "only {count} plans");
}

fn text(plan: &Plan) -> String {
    format!("{:#?}\n{}", plan.impossible, plan.script())
}

/// Takes away an object, and what needs it.
fn remove(schema: &mut Schema, i: usize) {
    let mut gone = vec![schema.objects[i].id()];
    while let Some(id) = gone.pop() {
        let columns = format!(
            "column {}.",
            id.split_once(' ').map_or("", |(_, name)| name)
        );
        let kinds = [
            "table",
            "foreign table",
            "view",
            "materialized view",
            "domain",
        ];
        let carriers = kinds.map(|kind| {
            id.strip_prefix(&format!("{kind} "))
                .unwrap_or_default()
                .to_string()
        });
        let needs = |o: &migrate_core::schema::Object| {
            let is = |d: &String| *d == id || d.starts_with(&columns);
            let within = (o.schema.iter()).any(|s| id == format!("schema {}", name::quoted(s)));
            let hangs = o.on.as_ref().is_some_and(|on| carriers.contains(on));
            within || hangs || o.depends.iter().any(is)
        };
        let more = schema.objects.iter().filter(|o| needs(o)).map(|o| o.id());
        gone.extend(more.collect::<Vec<_>>());
        schema.objects.retain(|o| o.id() != id && !needs(o));
    }
}

fn comment(schema: &mut Schema, i: usize) {
    schema.objects[i].attributes.insert("comment", "another");
}

fn retype(schema: &mut Schema, i: usize) {
    if let Some(column) = schema.objects[i].columns.last_mut() {
        column.attributes.insert("type", "character varying(77)");
    }
}

fn add_column(schema: &mut Schema, i: usize) {
    let columns = &mut schema.objects[i].columns;
    if let Some(mut column) = columns.last().cloned() {
        column.name += "_more";
        columns.push(column);
    }
}

/// Without hints it goes, and another one comes.
fn rename(schema: &mut Schema, i: usize) {
    let object = &mut schema.objects[i];
    let name = object.name.clone();
    // What is in a schema has its name too.
    let Some(name) = name.filter(|_| object.kind != Kind::Schema) else {
        return;
    };
    let new = format!("{name}_more");
    object.display = object.display.replacen(&name, &new, 1);
    object.name = Some(new);
    schema
        .objects
        .sort_by(|a, b| (a.kind, &a.display).cmp(&(b.kind, &b.display)));
}
