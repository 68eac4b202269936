use crate::render::testing::{object, schema};
use crate::render::{change, create, drop, rename, Context};
use crate::schema::Object;
use serde_json::{json, Value};

fn constraint(more: Value) -> Object {
    let mut value = json!({"id": "constraint c on public.t", "name": "c", "on": "public.t"});
    for (name, v) in more.as_object().unwrap() {
        value[name] = v.clone();
    }
    object(value)
}

#[test]
fn created_and_dropped() {
    let there = schema(vec![]);
    let context = Context::new(&there);
    for (more, expected) in [
        (
            json!({"type": "primary key", "definition": "PRIMARY KEY (a)", "options": ["fillfactor=70"], "tablespace": "fast"}),
            "PRIMARY KEY (a) WITH (fillfactor = 70) USING INDEX TABLESPACE fast",
        ),
        (
            json!({"type": "exclusion", "definition": "EXCLUDE USING gist (a WITH =) WHERE ((b > 0))", "tablespace": "fast", "deferrable": true}),
            "EXCLUDE USING gist (a WITH =) USING INDEX TABLESPACE fast WHERE ((b > 0)) DEFERRABLE",
        ),
        (
            json!({"type": "check", "definition": "CHECK ((a > 0))", "no_inherit": true, "not_valid": true}),
            "CHECK ((a > 0)) NO INHERIT NOT VALID",
        ),
    ] {
        assert_eq!(
            create(&constraint(more), &context),
            [format!("ALTER TABLE public.t ADD CONSTRAINT c {expected}")]
        );
    }
    let check = constraint(json!({"type": "check", "definition": "CHECK (a)"}));
    assert_eq!(
        drop(&check, &context),
        ["ALTER TABLE public.t DROP CONSTRAINT c"]
    );
}

#[test]
fn changes() {
    let there = schema(vec![]);
    let context = Context::new(&there);
    let key = |more: Value| {
        let mut value =
            json!({"type": "foreign key", "definition": "FOREIGN KEY (a) REFERENCES public.u(a)"});
        for (name, v) in more.as_object().unwrap() {
            value[name] = v.clone();
        }
        constraint(value)
    };
    let from = key(json!({"not_valid": true}));
    assert_eq!(
        change(&from, &key(json!({"deferrable": true})), &context).unwrap(),
        [
            "ALTER TABLE public.t ALTER CONSTRAINT c DEFERRABLE INITIALLY IMMEDIATE",
            "ALTER TABLE public.t VALIDATE CONSTRAINT c",
        ]
    );
    assert_eq!(change(&key(json!({})), &from, &context).unwrap().len(), 2);
    let primary = |options: Value| {
        constraint(
            json!({"type": "primary key", "definition": "PRIMARY KEY (a)", "options": options}),
        )
    };
    assert_eq!(
        change(
            &primary(json!([])),
            &primary(json!(["fillfactor=70"])),
            &context
        )
        .unwrap(),
        ["ALTER INDEX public.c SET (fillfactor = 70)"]
    );
    let other = constraint(json!({"type": "primary key", "definition": "PRIMARY KEY (b)"}));
    assert_eq!(change(&primary(json!([])), &other, &context), None);
}

#[test]
fn of_domains() {
    let there = schema(vec![]);
    let context = Context::new(&there);
    let of = |name: &str, not_valid: bool| {
        object(
            json!({"id": format!("domain constraint {name} on public.d"), "name": name, "on": "public.d",
            "definition": "CHECK ((VALUE > 0))", "not_valid": not_valid}),
        )
    };
    let mut to = of("c", false);
    to.attributes.remove("not_valid");
    assert_eq!(
        create(&of("c", true), &context),
        ["ALTER DOMAIN public.d ADD CONSTRAINT c CHECK ((VALUE > 0)) NOT VALID"]
    );
    assert_eq!(
        change(&of("c", true), &to, &context).unwrap(),
        ["ALTER DOMAIN public.d VALIDATE CONSTRAINT c"]
    );
    assert_eq!(
        drop(&to, &context),
        ["ALTER DOMAIN public.d DROP CONSTRAINT c"]
    );
    assert_eq!(
        rename(&to, &of("e", false)).unwrap(),
        ["ALTER DOMAIN public.d RENAME CONSTRAINT c TO e"]
    );
}

#[test]
fn a_detached_partition_keeps_its_constraints() {
    let table = |of: Option<&str>| json!({"id": "table public.t", "schema": "public", "name": "t", "partition_of": of});
    let parent = || {
        [
            json!({"id": "table public.p", "schema": "public", "name": "p"}),
            json!({"id": "constraint c on public.p", "name": "c", "on": "public.p", "type": "check", "definition": "CHECK (a)"}),
        ]
    };
    let mut attached = vec![table(Some("public.p"))];
    attached.extend(parent());
    let mut detached = vec![table(None)];
    detached[0].as_object_mut().unwrap().remove("partition_of");
    detached.extend(parent());
    let (attached, detached) = (schema(attached), schema(detached));
    let own = constraint(json!({"type": "check", "definition": "CHECK (a)"}));
    assert!(create(&own, &Context::between(&attached, &detached)).is_empty());
    assert!(drop(&own, &Context::between(&detached, &attached)).is_empty());
    assert_eq!(create(&own, &Context::new(&detached)).len(), 1);
}
