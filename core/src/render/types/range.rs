//! Range types.

use crate::render::definition::Definition;
use crate::render::difference::{any, only, Change};
use crate::render::family::Family;
use crate::render::{quote, rename, target, Context};
use crate::schema::Object;

pub const FAMILY: Family = Family {
    drop,
    change,
    rename: renamed,
    ..Family::new(create)
};

fn create(object: &Object, _: &Context) -> Vec<String> {
    let list = Definition::of(object)
        .text("SUBTYPE", "subtype")
        .name("SUBTYPE_OPCLASS", "opclass")
        .name("COLLATION", "collation")
        .name("CANONICAL", "canonical")
        .name("SUBTYPE_DIFF", "subtype_diff")
        .pair("MULTIRANGE_TYPE_NAME", unusual_multirange(object))
        .list();
    vec![format!("CREATE {} AS RANGE {list}", target::of(object))]
}

/// The canonical function has the type as its argument and goes with it.
fn drop(object: &Object, _: &Context) -> Vec<String> {
    let cascade = if object.text("canonical").is_some() {
        " CASCADE"
    } else {
        ""
    };
    vec![format!("DROP {}{cascade}", target::of(object))]
}

/// Nothing but the multirange's name can change.
fn change(from: &Object, to: &Object, _: &Context) -> Change {
    let names = (multirange(from), multirange(to));
    let (Some((old_schema, old)), Some((new_schema, new))) = names else {
        return Change::Never;
    };
    if !only(from, to, &["multirange"]) || !any(from, to, &["multirange"]) {
        return Change::Never;
    }
    let mut list = Vec::new();
    if old_schema != new_schema {
        let name = quote::qualified(Some(&old_schema), &old);
        list.push(format!(
            "ALTER TYPE {name} SET SCHEMA {}",
            quote::ident(&new_schema)
        ));
    }
    if old != new {
        let name = quote::qualified(Some(&new_schema), &old);
        list.push(format!(
            "ALTER TYPE {name} RENAME TO {}",
            quote::ident(&new)
        ));
    }
    Change::InPlace(list)
}

/// The multirange may get another name too, and the constructors do, which the server leaves as they
/// are.
fn renamed(from: &Object, to: &Object) -> Option<Vec<String>> {
    let mut list = rename::plain(from, to)?;
    let (old, new) = (from.name.as_deref()?, to.name.as_deref()?);
    if old == new {
        return Some(list);
    }
    list.push(constructors(&target::own_name(to), new));
    if let (Some((schema, old)), Some((_, new))) = (multirange(from), multirange(to)) {
        if old != new {
            let name = quote::qualified(Some(&schema), &old);
            list.push(format!(
                "ALTER TYPE {name} RENAME TO {}",
                quote::ident(&new)
            ));
            list.push(constructors(&quote::qualified(Some(&schema), &new), &new));
        }
    }
    Some(list)
}

/// Lets the multirange's name follow its range's, where it is what the server has made of it.
pub fn follow_name(old: &Object, new: &mut Object) {
    if let (Some((schema, _)), None) = (multirange(old), unusual_multirange(old)) {
        let usual = usual_multirange(new.name.as_deref().unwrap_or_default());
        let schema = new.schema.clone().unwrap_or(schema);
        new.attributes
            .insert("multirange", quote::qualified(Some(&schema), &usual));
    }
}

/// Gives the constructors of a type its name; what they were called before is in no document.
fn constructors(own: &str, name: &str) -> String {
    let (own, name) = (quote::literal(own), quote::literal(name));
    let block = format!(
        "DECLARE
    own pg_catalog.regprocedure;
BEGIN
    FOR own IN
        SELECT p.oid FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_proc AS p ON p.oid = d.objid
        WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.deptype = 'i' AND p.proname <> {name}
            AND d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.refobjid = {own}::pg_catalog.regtype
    LOOP
        EXECUTE pg_catalog.format('ALTER FUNCTION %s RENAME TO %I', own, {name});
    END LOOP;
END"
    );
    format!("DO {}", quote::dollar(&format!("\n{block}\n")))
}

fn multirange(object: &Object) -> Option<(String, String)> {
    let mut names = quote::parts(object.text("multirange")?)?.into_iter();
    Some((names.next()?, names.next()?))
}

/// Where it is not the name that the server would choose.
fn unusual_multirange(object: &Object) -> Option<String> {
    let (schema, name) = multirange(object)?;
    let usual = usual_multirange(object.name.as_deref().unwrap_or_default());
    let same = usual == name && object.schema.as_deref() == Some(schema.as_str());
    (!same).then(|| quote::qualified(Some(&schema), &name))
}

fn usual_multirange(name: &str) -> String {
    match name.contains("range") {
        true => name.replacen("range", "multirange", 1),
        false => format!("{name}_multirange"),
    }
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, drop, Context};
    use serde_json::json;

    #[test]
    fn ranges() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let of = |multirange: &str| {
            object(
                json!({"id": "range type public.float_range", "schema": "public", "name": "float_range",
                "subtype": "double precision", "multirange": multirange}),
            )
        };
        let (usual, other) = (of("public.float_multirange"), of("s.m"));
        assert_eq!(
            create(&usual, &context),
            ["CREATE TYPE public.float_range AS RANGE (SUBTYPE = double precision)"]
        );
        assert_eq!(
            create(&other, &context),
            ["CREATE TYPE public.float_range AS RANGE (SUBTYPE = double precision, MULTIRANGE_TYPE_NAME = s.m)"]
        );
        assert_eq!(
            change(&usual, &other, &context).unwrap(),
            [
                "ALTER TYPE public.float_multirange SET SCHEMA s",
                "ALTER TYPE s.float_multirange RENAME TO m",
            ]
        );
        assert_eq!(drop(&usual, &context), ["DROP TYPE public.float_range"]);
    }
}
