//! Subscriptions. How they connect is a secret, which a schema value does not have: they are created
//! without connecting.

use crate::render::definition::parenthesised;
use crate::render::difference::{any, is, only, texts, Change};
use crate::render::family::Family;
use crate::render::{quote, target, Context};
use crate::schema::Object;

pub const FAMILY: Family = Family {
    change,
    ..Family::new(create)
};

fn create(object: &Object, context: &Context) -> Vec<String> {
    let mut options = vec!["connect = false".to_string()];
    if object.text("slot_name") != object.name.as_deref() {
        options.push(option(object, "slot_name"));
    }
    let unusual = |name: &&&str| object.attributes.get(name).is_some();
    let names = OPTIONS.iter().filter(unusual).copied();
    // What it is if nothing is said has changed in version 18.
    let off = (context.server() >= 18 && object.text("streaming").is_none()).then_some("streaming");
    options.extend(names.chain(off).map(|name| option(object, name)));
    vec![format!(
        "CREATE {}\n    CONNECTION '' /* not recorded, as it holds a password; to be set by ALTER SUBSCRIPTION */\n    {}\n    WITH {}",
        target::of(object),
        publications(object),
        parenthesised(&options)
    )]
}

fn publications(object: &Object) -> String {
    format!(
        "PUBLICATION {}",
        quote::list(texts(&object.attributes, "publications"))
    )
}

/// All but the slot's name, which is the subscription's if nothing is said.
const OPTIONS: [&str; 9] = [
    "binary",
    "streaming",
    "synchronous_commit",
    "two_phase",
    "disable_on_error",
    "password_not_required",
    "run_as_owner",
    "origin",
    "failover",
];

fn option(object: &Object, name: &str) -> String {
    let text = object.text(name);
    let set = is(&object.attributes, name);
    match name {
        "slot_name" => format!("slot_name = {}", text.map_or("NONE".into(), quote::literal)),
        "streaming" | "synchronous_commit" => format!("{name} = {}", text.unwrap_or("off")),
        "origin" => format!("origin = {}", text.map_or("any".into(), quote::ident)),
        "password_not_required" => format!("password_required = {}", !set),
        _ => format!("{name} = {set}"),
    }
}

/// What it has received so far is lost with a subscription.
fn change(from: &Object, to: &Object, context: &Context) -> Change {
    let mut can: Vec<&str> = OPTIONS
        .into_iter()
        .chain(["slot_name", "publications"])
        .collect();
    let has_slot = from.text("slot_name").is_some();
    can.retain(|name| match *name {
        "two_phase" => context.server() >= 18 && has_slot,
        "failover" => has_slot,
        _ => true,
    });
    if !only(from, to, &can) {
        return Change::Never;
    }
    let mut list = Vec::new();
    if any(from, to, &["publications"]) {
        list.push(format!(
            "ALTER {} SET {} WITH (refresh = false)",
            target::of(to),
            publications(to)
        ));
    }
    let options: Vec<String> = (["slot_name"].iter().chain(&OPTIONS))
        .filter(|name| any(from, to, &[name]))
        .map(|name| option(to, name))
        .collect();
    if !options.is_empty() {
        list.push(format!(
            "ALTER {} SET {}",
            target::of(to),
            parenthesised(&options)
        ));
    }
    Change::InPlace(list)
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, Context};
    use crate::schema::Object;
    use serde_json::{json, Value};

    fn subscription(more: Value) -> Object {
        let mut value = json!({"id": "subscription s", "name": "s", "publications": ["a", "B"], "slot_name": "s"});
        for (name, attribute) in more.as_object().unwrap() {
            value[name] = attribute.clone();
        }
        object(value)
    }

    #[test]
    fn created() {
        let mut there = schema(vec![]);
        let plain = subscription(json!({}));
        let list = create(&plain, &Context::new(&there));
        assert!(
            list[0].starts_with("CREATE SUBSCRIPTION s\n    CONNECTION '' /* not recorded"),
            "{list:?}"
        );
        assert!(
            list[0].ends_with("PUBLICATION a, \"B\"\n    WITH (connect = false)"),
            "{list:?}"
        );
        let other = subscription(
            json!({"slot_name": "t", "password_not_required": true, "streaming": "on"}),
        );
        assert!(create(&other, &Context::new(&there))[0]
            .ends_with("(\n    connect = false,\n    slot_name = 't',\n    streaming = on,\n    password_required = false\n)"));
        there.server = 18;
        assert!(create(&plain, &Context::new(&there))[0]
            .ends_with("(connect = false, streaming = off)"));
    }

    #[test]
    fn changed() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        assert_eq!(
            change(
                &subscription(json!({"binary": true})),
                &subscription(json!({"publications": ["c"], "synchronous_commit": "on", "origin": "none"})),
                &context
            )
            .unwrap(),
            [
                "ALTER SUBSCRIPTION s SET PUBLICATION c WITH (refresh = false)",
                "ALTER SUBSCRIPTION s SET (binary = false, synchronous_commit = on, origin = \"none\")",
            ]
        );
        assert_eq!(
            change(
                &subscription(json!({})),
                &subscription(json!({"two_phase": true})),
                &context
            ),
            None
        );
        let without_slot = |more: Value| {
            let mut object = subscription(more);
            object.attributes.remove("slot_name");
            object
        };
        let failover = without_slot(json!({"failover": true}));
        assert_eq!(change(&failover, &without_slot(json!({})), &context), None);
    }
}
